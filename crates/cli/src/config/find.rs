//! Which file holds the options: the one that is named, the nearest above the working folder, or the user's own.

use std::{
    io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

use crate::printer::hinted;

/// The name of the file.
pub(crate) const FILE_NAME: &str = "ringcheck.toml";

/// The file in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its absolute path.
    pub(crate) path: PathBuf,
    /// Why this one.
    pub(crate) reason: &'static str,
}

/// Where the file is, and which files were passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) place: Option<Place>,
    /// Files that somebody else may have written, each with why.
    pub(crate) passed_over: Vec<(PathBuf, String)>,
}

/// The file in the user's config folder, whether it is there or not.
pub(crate) fn own_path() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join("ringcheck").join(FILE_NAME))
}

/// The file that `named` names, or else the one that is found from `working_folder` up or in the user's config folder.
///
/// A file that is named is taken whoever may write it. One that is found is not, unless it and its folder can be
/// written by nobody but the user and root: options name files, programs and a server.
pub(crate) fn find(named: Option<&Path>, working_folder: &Path, own: Option<&Path>) -> anyhow::Result<Found> {
    if let Some(named) = named {
        let path = std::path::absolute(named)?;
        return Ok(Found { place: Some(Place { path, reason: "named" }), passed_over: vec![] });
    }
    let above = working_folder.ancestors().map(|folder| (folder.join(FILE_NAME), "from the working folder up"));
    let own = own.map(|path| (path.to_owned(), "in your config folder"));
    let mut found = Found::default();
    for (path, reason) in above.chain(own) {
        match fs_err::metadata(&path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => continue,
            Err(error) if is_absence(&error) => continue,
            Err(error) => return Err(hinted(error, Some("`--no-config` does without"))),
        }
        let Some(why) = who_else_writes(&path)? else {
            found.place = Some(Place { path, reason });
            break;
        };
        found.passed_over.push((path, why));
    }
    Ok(found)
}

/// Whether there is no such file, as far as this user can see.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied)
}

/// Who besides the user and root could have written the file or put it there; `None` if nobody.
#[cfg(unix)]
pub(crate) fn who_else_writes(path: &Path) -> anyhow::Result<Option<String>> {
    let user = rustix::process::geteuid().as_raw();
    // A link is followed: what counts is where it leads.
    let real = fs_err::canonicalize(path)?;
    for place in [Some(path), path.parent(), Some(&real), real.parent()].into_iter().flatten() {
        if let Some(why) = who_writes(place, user)? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

#[cfg(unix)]
fn who_writes(place: &Path, user: u32) -> anyhow::Result<Option<String>> {
    use std::os::unix::fs::MetadataExt as _;
    /// Everybody may write.
    const WORLD_WRITES: u32 = 0o002;
    let metadata = fs_err::metadata(place)?;
    let shown = place.display();
    Ok(if metadata.uid() != user && metadata.uid() != 0 {
        Some(format!("`{shown}` belongs to another user"))
    } else if metadata.mode() & WORLD_WRITES != 0 {
        Some(format!("everybody may write to `{shown}`"))
    } else {
        None
    })
}

/// Windows keeps other users out of a user's folders itself.
#[cfg(not(unix))]
pub(crate) fn who_else_writes(_path: &Path) -> anyhow::Result<Option<String>> {
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path) -> PathBuf {
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, "quiet = true\n").unwrap();
        path.to_owned()
    }

    #[test]
    fn the_nearest_file_wins_and_the_own_one_is_last() {
        let dir = tempfile::tempdir().unwrap();
        let (near, far) = (dir.path().join("a/b"), dir.path().join("a"));
        let own = write(&dir.path().join("config/ringcheck.toml"));
        fs_err::create_dir_all(&near).unwrap();
        let path = |folder: &Path| find(None, folder, Some(&own)).unwrap().place.map(|place| place.path);
        assert_eq!(path(&near).as_deref(), Some(own.as_path()));
        let far_file = write(&far.join(FILE_NAME));
        assert_eq!(path(&near).as_deref(), Some(far_file.as_path()));
        let near_file = write(&near.join(FILE_NAME));
        assert_eq!(path(&near).as_deref(), Some(near_file.as_path()));
        assert_eq!(path(&far).as_deref(), Some(far_file.as_path()));
        let named = find(Some(Path::new("other.toml")), &near, Some(&own)).unwrap().place.unwrap();
        assert!(named.path.is_absolute() && named.path.ends_with("other.toml"));
        assert_eq!(find(None, dir.path(), None).unwrap(), Found::default());
    }

    #[cfg(unix)]
    #[test]
    fn what_somebody_else_may_have_written_is_passed_over() {
        use std::os::unix::fs::PermissionsExt as _;
        let allow = |path: &Path, mode: u32| {
            fs_err::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("open");
        let file = write(&open.join(FILE_NAME));
        allow(&open, 0o1777);
        let own = write(&dir.path().join("config/ringcheck.toml"));
        let found = find(None, &open, Some(&own)).unwrap();
        assert_eq!(found.place.unwrap().path, own);
        let (passed_over, why) = &found.passed_over[0];
        assert_eq!(
            (passed_over, why.as_str()),
            (&file, format!("everybody may write to `{}`", open.display()).as_str())
        );
        // It is taken when it is named.
        assert_eq!(find(Some(&file), &open, None).unwrap().place.unwrap().path, file);

        allow(&open, 0o755);
        allow(&file, 0o666);
        assert_eq!(find(None, &open, None).unwrap().passed_over.len(), 1);
        allow(&file, 0o644);
        assert_eq!(find(None, &open, None).unwrap().place.unwrap().path, file);
        // A link of one's own into such a folder is no way around.
        allow(&open, 0o777);
        let linked = dir.path().join("linked");
        fs_err::create_dir_all(&linked).unwrap();
        std::os::unix::fs::symlink(&file, linked.join(FILE_NAME)).unwrap();
        assert_eq!(find(None, &linked, None).unwrap().passed_over.len(), 1);
        assert!(who_writes(&own, 4_000_000_000).unwrap().is_none_or(|why| why.ends_with("belongs to another user")));
    }
}
