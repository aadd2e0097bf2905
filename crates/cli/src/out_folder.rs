//! Files that a user asked for: one that was named, or a folder with one for each recording.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::printer::hinted;

/// The endings that a file beside a recording must not have, since it would be read as what the phone system knew.
const OF_SIDECARS: [&str; 2] = ["json", "csv"];

const ANOTHER_FOLDER: &str = "name a folder in which you may write with `--out DIR`";

/// The folder, and which names in it are given away.
pub(crate) struct OutFolder {
    folder: PathBuf,
    /// The folder by the one name that it has for the system.
    canonical: PathBuf,
    /// The ending of its files, without a point.
    ending: &'static str,
    replaces: bool,
    /// In lower case: many systems take `A.srt` and `a.srt` for one file.
    taken: BTreeSet<String>,
}

impl OutFolder {
    /// The folder at `folder`, which is made if there is none; `replaces` is whether files that are there may be.
    pub(crate) fn open(folder: &Path, ending: &'static str, replaces: bool) -> anyhow::Result<Self> {
        let made = fs_err::create_dir_all(folder).and_then(|()| fs_err::canonicalize(folder));
        let canonical = made.map_err(|error| hinted(error, Some(ANOTHER_FOLDER)))?;
        Ok(Self { folder: folder.to_owned(), canonical, ending, replaces, taken: BTreeSet::new() })
    }

    /// Where the transcript of `recording` goes: under its name, with a number where another recording has that name.
    ///
    /// An error concerns this recording alone: its file is there already and must not be replaced, or would be taken for
    /// the recording's sidecar.
    pub(crate) fn place_for(&mut self, recording: &Path) -> anyhow::Result<Place> {
        if OF_SIDECARS.contains(&self.ending) && self.is_folder_of(recording) {
            let ending = self.ending;
            let error =
                anyhow::anyhow!("a .{ending} file beside `{}` would be taken for its sidecar", recording.display());
            return Err(hinted(error, Some("name another folder with `--out DIR`")));
        }
        let stem = recording.file_stem().unwrap_or_default();
        let mut number = 1_u32;
        loop {
            let mut name = OsString::from(stem);
            if number > 1 {
                name.push(format!("-{number}"));
            }
            name.push(".");
            name.push(self.ending);
            if self.taken.insert(name.to_string_lossy().to_lowercase()) {
                let path = self.folder.join(name);
                return if self.replaces || !path.exists() {
                    Ok(Place { path, is_numbered: number > 1, replaces: self.replaces })
                } else {
                    let error = anyhow::anyhow!(
                        "`{}` is there already; nothing is written for `{}`",
                        path.display(),
                        recording.display()
                    );
                    Err(hinted(error, Some("replace it with `--force`, or name another folder with `--out DIR`")))
                };
            }
            number += 1;
        }
    }

    fn is_folder_of(&self, recording: &Path) -> bool {
        fs_err::canonicalize(folder_of(recording)).is_ok_and(|folder| folder == self.canonical)
    }
}

/// Where a transcript goes.
#[derive(Debug)]
pub(crate) struct Place {
    /// The file.
    pub(crate) path: PathBuf,
    /// Whether another recording has the plain name.
    pub(crate) is_numbered: bool,
    replaces: bool,
}

impl Place {
    /// Writes the file, whole or not at all.
    pub(crate) fn write(&self, text: &str) -> anyhow::Result<()> {
        write_whole(&self.path, text.as_bytes(), self.replaces)
            .with_context(|| format!("failed to write `{}`", self.path.display()))
            .map_err(|error| hinted(error, Some("make room, or name a folder in which you may write with `--out DIR`")))
    }
}

/// Writes a file that the user named, whole or not at all; one that is there is replaced only if `replaces`.
pub(crate) fn write_file(path: &Path, text: &str, replaces: bool) -> anyhow::Result<()> {
    check_file(path, replaces)?;
    write_whole(path, text.as_bytes(), replaces)
        .with_context(|| format!("failed to write `{}`", path.display()))
        .map_err(|error| hinted(error, Some("name a file in a folder in which you may write")))
}

/// As [`write_file`], for words and voices of callers, which none but its owner may read.
pub(crate) fn write_owners_file(path: &Path, bytes: &[u8], replaces: bool) -> anyhow::Result<()> {
    check_file(path, replaces)?;
    let write = || -> io::Result<()> {
        let mut file = owners_file(path)?;
        // Errors of a temporary file name it, and the user has never heard of it.
        let unnamed = |error: io::Error| io::Error::from(error.kind());
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(unnamed)?;
        let kept = if replaces { file.persist(path) } else { file.persist_noclobber(path) };
        kept.map(drop).map_err(|error| unnamed(error.error))
    };
    write()
        .with_context(|| format!("failed to write `{}`", path.display()))
        .map_err(|error| hinted(error, Some("make room, or name a file in a folder in which you may write")))
}

/// What can be told before the work about whether [`write_file`] will write `path`.
pub(crate) fn check_file(path: &Path, replaces: bool) -> anyhow::Result<()> {
    if !replaces && path.exists() {
        let error = anyhow::anyhow!("`{}` is there already", path.display());
        return Err(hinted(error, Some("replace it with `--force`, or name another file")));
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        let error = anyhow::anyhow!("failed to write `{}`: there is no folder `{}`", path.display(), folder.display());
        return Err(hinted(error, Some("make the folder, or name a file in one that is there")));
    }
    Ok(())
}

/// What [`check_file`] tells, and that `path` is not the database `db` nor one of the files that SQLite keeps beside it,
/// which are never replaced.
pub(crate) fn check_file_beside(path: &Path, replaces: bool, db: &Path) -> anyhow::Result<()> {
    let (file, db) = (canonical(path), canonical(db));
    let is_of_db = ["", "-wal", "-shm", "-journal"].iter().any(|ending| {
        let mut name = db.as_os_str().to_owned();
        name.push(ending);
        file.as_os_str() == name
    });
    if is_of_db {
        let error = anyhow::anyhow!("failed to write `{}`: that is the database itself", path.display());
        return Err(hinted(error, Some("name another file")));
    }
    check_file(path, replaces)
}

/// The one name that a file has for the system, or will have when it is made.
fn canonical(path: &Path) -> PathBuf {
    fs_err::canonicalize(path).unwrap_or_else(|_| {
        let folder = fs_err::canonicalize(folder_of(path)).unwrap_or_else(|_| folder_of(path).to_owned());
        folder.join(path.file_name().unwrap_or_default())
    })
}

/// Writes a file whole or not at all; one that is there is an error of kind `AlreadyExists` unless `replaces`.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], replaces: bool) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ringcheck-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other file that a program makes: what the user's mask leaves of it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    // Errors of a temporary file name it, and the user has never heard of it.
    let unnamed = |error: io::Error| io::Error::from(error.kind());
    let mut file = builder.tempfile_in(folder_of(path)).map_err(unnamed)?;
    file.write_all(bytes).map_err(unnamed)?;
    let kept = if replaces { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map(drop).map_err(|error| unnamed(error.error))
}

/// A file beside `path` that its owner alone can read, to be filled and then moved there.
pub(crate) fn owners_file(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let made = tempfile::Builder::new().prefix(".ringcheck-").tempfile_in(folder_of(path));
    // Errors of a temporary file name it, and the user has never heard of it.
    made.map_err(|error| io::Error::from(error.kind()))
}

/// The folder that a file is in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_of_one_name_get_files_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let mut folder = OutFolder::open(&dir.path().join("new/out"), "srt", false).unwrap();
        let mut name_for = |recording: &str| {
            let place = folder.place_for(Path::new(recording)).unwrap();
            place.write(recording).unwrap();
            (place.path.file_name().unwrap().to_str().unwrap().to_owned(), place.is_numbered)
        };
        assert_eq!(name_for("a/D01.mulaw.wav"), ("D01.mulaw.srt".to_owned(), false));
        assert_eq!(name_for("b/d01.mulaw.mp3"), ("d01.mulaw-2.srt".to_owned(), true));
        assert_eq!(name_for("c/D01.mulaw.wav"), ("D01.mulaw-3.srt".to_owned(), true));
        assert_eq!(name_for("c/D01.mulaw-2.wav"), ("D01.mulaw-2-2.srt".to_owned(), true));
        let written = |name: &str| fs_err::read_to_string(dir.path().join("new/out").join(name)).unwrap();
        assert_eq!(written("d01.mulaw-2.srt"), "b/d01.mulaw.mp3");
        assert_eq!(fs_err::read_dir(dir.path().join("new/out")).unwrap().count(), 4);
    }

    #[test]
    fn what_is_there_is_replaced_only_on_demand() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::write(dir.path().join("a.txt"), "precious").unwrap();
        let place_for = |replaces| OutFolder::open(dir.path(), "txt", replaces).unwrap().place_for(Path::new("a.wav"));
        assert!(place_for(false).unwrap_err().to_string().contains("is there already"));
        place_for(true).unwrap().write("new").unwrap();
        assert_eq!(fs_err::read_to_string(dir.path().join("a.txt")).unwrap(), "new");

        let mut folder = OutFolder::open(dir.path(), "srt", false).unwrap();
        let place = folder.place_for(Path::new("a.wav")).unwrap();
        fs_err::write(dir.path().join("a.srt"), "came in between").unwrap();
        assert!(place.write("new").is_err());
        assert_eq!(fs_err::read_to_string(dir.path().join("a.srt")).unwrap(), "came in between");
    }

    #[test]
    fn the_database_and_the_files_beside_it_are_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let db = dir.path().join("calls.db");
        fs_err::write(&db, "precious").unwrap();
        fs_err::create_dir(dir.path().join("reports")).unwrap();
        // The log is there only while the database is open.
        for name in ["calls.db", "./calls.db", "reports/../calls.db", "calls.db-wal", "reports/../calls.db-shm"] {
            let error = check_file_beside(&dir.path().join(name), true, &db).unwrap_err();
            assert!(error.to_string().contains("that is the database itself"), "{name}: {error}");
        }
        for name in ["calls.db.html", "reports/calls.db"] {
            check_file_beside(&dir.path().join(name), true, &db).unwrap();
        }
        assert!(check_file_beside(&dir.path().join("no/calls.db"), true, &db).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn what_callers_said_is_for_its_owner_alone_whether_it_is_new_or_replaced() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("page.html");
        fs_err::write(&file, "precious").unwrap();
        let there = write_owners_file(&file, b"new", false).unwrap_err().to_string();
        assert!(there.contains("is there already"), "{there}");
        write_owners_file(&file, b"new", true).unwrap();
        write_owners_file(&dir.path().join("other.html"), b"new", false).unwrap();
        for name in ["page.html", "other.html"] {
            let path = dir.path().join(name);
            assert_eq!(fs_err::read(&path).unwrap(), b"new");
            assert_eq!(fs_err::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 2, "nothing is left beside them");
    }

    #[test]
    fn an_error_names_the_file_that_was_asked_for_and_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let message = |path: &Path| {
            let error = write_file(path, "text", true).unwrap_err();
            assert!(!format!("{error:#}").contains(".ringcheck-"), "{error:#}");
            format!("{error:#}")
        };
        assert!(message(&dir.path().join("no/call.svg")).contains("there is no folder `"));
        let folder = dir.path().join("call.svg");
        fs_err::create_dir_all(folder.join("full")).unwrap();
        assert!(message(&folder).contains("call.svg"));
    }
}
