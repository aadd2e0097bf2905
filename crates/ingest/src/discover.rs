//! Which files are recordings.

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use walkdir::{DirEntry, WalkDir};

use crate::raw::Raw;

/// Endings by which a folder walk takes a file for a recording, in lower case, besides those of headerless audio that
/// [`Raw::by_name`] knows.
///
/// Formats that cannot be decoded are among them, so that they are refused by name rather than missed in silence.
const ENDINGS: &[&str] = &[
    "wav", "wave", "rf64", "bwf", "w64", "mp3", "mp2", "mpga", "flac", "ogg", "oga", "opus", "spx", "m4a", "m4b",
    "mp4", "aac", "3gp", "3gpp", "3ga", "3g2", "amr", "awb", "qcp", "au", "snd", "caf", "aif", "aiff", "aifc", "wma",
    "webm", "mka", "mkv", "wv", "ape", "tta", "voc", "dss", "sph", "wav49", "g719", "g723sf", "g726-16", "g726-24",
    "g726-32", "g726-40", "ilbc", "siren7", "siren14",
];

/// A path that yields no recordings.
#[derive(Debug, thiserror::Error)]
#[error("failed to look for recordings in `{}`", path.display())]
pub struct DiscoveryError {
    path: PathBuf,
    #[source]
    cause: DiscoveryCause,
}

#[derive(Debug, thiserror::Error)]
enum DiscoveryCause {
    #[error("no such file or folder")]
    Missing,
    #[error("the folder holds no recordings")]
    EmptyFolder,
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
}

impl DiscoveryError {
    /// The path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is a folder that can be read and holds no recordings.
    #[must_use]
    pub fn is_empty_folder(&self) -> bool {
        matches!(self.cause, DiscoveryCause::EmptyFolder)
    }

    /// What the user can do about it, as a sentence.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.cause {
            DiscoveryCause::Missing => Some("check the path; the file may have been moved or renamed".to_owned()),
            DiscoveryCause::EmptyFolder => Some(
                "recordings are known by their ending, such as .wav, .mp3 or .m4a; others can be named one by one"
                    .to_owned(),
            ),
            DiscoveryCause::Unreadable(_) => Some("give yourself permission to read it".to_owned()),
        }
    }
}

/// How a walk treats recordings that are still being written.
#[derive(Clone, Copy, Debug)]
pub struct WalkOptions {
    /// The present when the walk begins; it moves on with the walk.
    pub now: Timestamp,
    /// A file in a folder that was written less than this long ago is left for later; zero leaves none.
    pub quiet: Duration,
}

/// Walks files and folders for recordings, one after the other as they are found.
///
/// A file that is named is always taken. A folder is walked to the bottom, sorted by path, without hidden files and
/// folders; links are followed, and one that leads back to a folder above it is not. Each path comes once.
/// The names of one folder are held at a time, and those of the folders above it.
#[must_use]
pub fn walk(paths: &[PathBuf], options: WalkOptions) -> Walk {
    Walk {
        roots: paths.to_vec(),
        n_begun: 0,
        folder: None,
        options,
        begun: Instant::now(),
        n_ignored: 0,
        left_for_later: Vec::new(),
    }
}

/// The recordings of a walk; see [`walk`]. An error is a path without recordings, and the walk goes on behind it.
#[derive(Debug)]
pub struct Walk {
    /// The paths given.
    roots: Vec<PathBuf>,
    /// How many of them were begun.
    n_begun: usize,
    folder: Option<FolderWalk>,
    options: WalkOptions,
    /// Since when the walk goes on: a file may be written behind it.
    begun: Instant,
    n_ignored: usize,
    left_for_later: Vec<PathBuf>,
}

#[derive(Debug)]
struct FolderWalk {
    root: PathBuf,
    entries: walkdir::IntoIter,
    is_empty: bool,
}

impl Iterator for Walk {
    type Item = Result<PathBuf, DiscoveryError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(mut folder) = self.folder.take() {
                let found = self.next_of(&mut folder);
                if let Some(found) = found {
                    folder.is_empty = false;
                    self.folder = Some(folder);
                    match found {
                        Ok(path) if self.came_before(&path) => continue,
                        found => return Some(found),
                    }
                }
                if folder.is_empty {
                    return Some(Err(DiscoveryError { path: folder.root, cause: DiscoveryCause::EmptyFolder }));
                }
            }
            let root = self.roots.get(self.n_begun)?.clone();
            self.n_begun += 1;
            let error = match fs_err::metadata(&root) {
                Ok(metadata) if metadata.is_dir() => {
                    let entries = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
                    self.folder = Some(FolderWalk { root, entries, is_empty: true });
                    continue;
                }
                Ok(_) if self.came_before(&root) => continue,
                Ok(_) => return Some(Ok(root)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => DiscoveryCause::Missing,
                Err(error) => DiscoveryCause::Unreadable(error),
            };
            return Some(Err(DiscoveryError { path: root, cause: error }));
        }
    }
}

impl Walk {
    /// Files in folders that have no ending of an audio file, so far; hidden files are not counted.
    #[must_use]
    pub fn n_ignored(&self) -> usize {
        self.n_ignored
    }

    /// Recordings that were being written when the walk came to them, so far.
    #[must_use]
    pub fn left_for_later(&self) -> &[PathBuf] {
        &self.left_for_later
    }

    /// Whether a path was handed out under one of the paths given before: named, or in a folder that was walked.
    fn came_before(&self, path: &Path) -> bool {
        let earlier = self.roots.get(..self.n_begun.saturating_sub(1)).unwrap_or_default();
        earlier.iter().any(|root| {
            let Ok(below) = path.strip_prefix(root) else { return false };
            let is_hidden = below.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
            let is_left = || self.left_for_later.iter().any(|left| left == path);
            below.as_os_str().is_empty() || (!is_hidden && has_audio_ending(path) && root.is_dir() && !is_left())
        })
    }

    /// The next recording or problem of a folder.
    fn next_of(&mut self, folder: &mut FolderWalk) -> Option<Result<PathBuf, DiscoveryError>> {
        let FolderWalk { root, entries, is_empty } = folder;
        loop {
            let entry = match entries.next()? {
                Ok(entry) => entry,
                Err(error) => match self.problem(root, error) {
                    Some(problem) => return Some(Err(problem)),
                    None => continue,
                },
            };
            let is_folder = entry.file_type().is_dir();
            if entry.depth() > 0 && is_hidden(&entry) {
                if is_folder {
                    entries.skip_current_dir();
                }
                continue;
            }
            if is_folder {
                continue;
            }
            if !entry.file_type().is_file() || !has_audio_ending(entry.path()) {
                self.n_ignored += 1;
            } else if !self.is_named(entry.path()) && self.is_being_written(&entry) {
                *is_empty = false;
                if !self.left_for_later.iter().any(|left| left == entry.path()) {
                    self.left_for_later.push(entry.into_path());
                }
            } else {
                return Some(Ok(entry.into_path()));
            }
        }
    }

    fn is_named(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| root == path)
    }

    /// Written less than the quiet time before now, or as much after it: clocks differ a little between machines. A time
    /// that lies further ahead says nothing.
    fn is_being_written(&self, entry: &DirEntry) -> bool {
        let quiet = self.options.quiet;
        if quiet.is_zero() {
            return false;
        }
        let modified = entry.metadata().ok().and_then(|metadata| metadata.modified().ok());
        let Some(modified) = modified.and_then(|time| Timestamp::try_from(time).ok()) else { return false };
        let now = self.options.now + SignedDuration::try_from(self.begun.elapsed()).unwrap_or(SignedDuration::ZERO);
        now.duration_since(modified).unsigned_abs() < quiet
    }

    /// The problem that an error of the walk is, if it is one.
    fn problem(&mut self, root: &Path, error: walkdir::Error) -> Option<DiscoveryError> {
        // A link to a folder above is skipped: what it leads to is walked already.
        if error.loop_ancestor().is_some() {
            return None;
        }
        let path = error.path().unwrap_or(root).to_owned();
        let cause = match error.into_io_error()? {
            // A link that leads nowhere matters only if it was a recording.
            error if error.kind() == io::ErrorKind::NotFound => {
                if !has_audio_ending(&path) {
                    self.n_ignored += 1;
                    return None;
                }
                DiscoveryCause::Missing
            }
            error => DiscoveryCause::Unreadable(error),
        };
        Some(DiscoveryError { path, cause })
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn has_audio_ending(path: &Path) -> bool {
    if Raw::by_name(path).is_some() {
        return true;
    }
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a walk found.
    #[derive(Debug, Default)]
    struct Discovery {
        recordings: Vec<PathBuf>,
        problems: Vec<DiscoveryError>,
        n_ignored: usize,
    }

    /// Walks to the end, and leaves nothing for later.
    fn discover(paths: &[PathBuf]) -> Discovery {
        let mut walk = walk(paths, WalkOptions { now: Timestamp::UNIX_EPOCH, quiet: Duration::ZERO });
        let mut found = Discovery::default();
        for path in &mut walk {
            match path {
                Ok(path) => found.recordings.push(path),
                Err(problem) => found.problems.push(problem),
            }
        }
        found.n_ignored = walk.n_ignored();
        found
    }

    fn folder_of(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "x").unwrap();
        }
        dir
    }

    fn names(found: &Discovery, root: &Path) -> Vec<String> {
        found.recordings.iter().map(|p| p.strip_prefix(root).unwrap().display().to_string()).collect()
    }

    #[test]
    fn a_folder_is_walked_in_order_of_path() {
        let dir = folder_of(&["b.WAV", "a/z.mp3", "a/b/c.Gsm", "notes.txt", ".hidden.wav", ".git/x.wav", "a.ogg"]);
        let found = discover(&[dir.path().to_owned()]);
        assert_eq!(names(&found, dir.path()), ["a/b/c.Gsm", "a/z.mp3", "a.ogg", "b.WAV"]);
        assert_eq!(found.n_ignored, 1);
        assert!(found.problems.is_empty());
    }

    #[test]
    fn what_the_reader_knows_by_its_ending_is_taken() {
        let headerless = ["sln8", "sln12", "sln24", "sln44", "SLN192", "mu", "ulw", "alw", "pcm", "g723", "vox"];
        let others = ["wav49", "mkv", "webm", "wv", "g726-32", "siren14"];
        let no_audio = ["sln7", "avi", "mov", "txt", "csv", "json", "part"];
        let file = |ending: &&str| format!("{ending}.{ending}");
        let dir = folder_of(&[]);
        for name in headerless.iter().chain(&others).chain(&no_audio).map(file) {
            fs_err::write(dir.path().join(name), "x").unwrap();
        }
        let mut expected: Vec<String> = headerless.iter().chain(&others).map(file).collect();
        expected.sort();
        let found = discover(&[dir.path().to_owned()]);
        assert_eq!(names(&found, dir.path()), expected);
        assert_eq!(found.n_ignored, no_audio.len());
    }

    #[test]
    fn a_named_file_is_always_taken_and_each_only_once() {
        let dir = folder_of(&["call", "b.wav"]);
        let named = [dir.path().join("call"), dir.path().to_owned(), dir.path().join("b.wav")];
        assert_eq!(names(&discover(&named), dir.path()), ["call", "b.wav"]);
    }

    #[test]
    fn what_yields_nothing_is_a_problem_and_no_other_recording_is_lost() {
        let dir = folder_of(&["full/a.wav", "empty/readme.txt"]);
        let paths = ["none", "empty", "full"].map(|name| dir.path().join(name));
        let found = discover(&paths);
        assert_eq!(names(&found, dir.path()), ["full/a.wav"]);
        let problems: Vec<_> = found.problems.iter().map(|p| (p.path().to_owned(), p.cause.to_string())).collect();
        let [missing, empty, _] = paths;
        assert_eq!(
            problems,
            [(missing, "no such file or folder".to_owned()), (empty, "the folder holds no recordings".to_owned())]
        );
        assert!(found.problems.iter().all(|p| p.hint().is_some()));
    }

    #[test]
    fn files_still_being_written_are_left_unless_named() {
        let dir = folder_of(&["a.wav", "b.wav", "c.wav", "d.wav", "new/e.wav"]);
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        for (name, age_s) in [("a.wav", 61), ("b.wav", 59), ("c.wav", 10), ("d.wav", -3600), ("new/e.wav", -5)] {
            let file = fs_err::File::options().write(true).open(dir.path().join(name)).unwrap();
            let at = now.checked_sub(jiff::SignedDuration::from_secs(age_s)).unwrap();
            file.file().set_modified(at.into()).unwrap();
        }
        let of = |paths: &[PathBuf], quiet_s| {
            let mut walk = walk(paths, WalkOptions { now, quiet: Duration::from_secs(quiet_s) });
            let found: Vec<_> = walk.by_ref().map(|path| path.map_err(|problem| problem.cause.to_string())).collect();
            let name = |path: &Path| path.strip_prefix(dir.path()).unwrap().display().to_string();
            let left: Vec<String> = walk.left_for_later().iter().map(|path| name(path)).collect();
            (found.into_iter().map(|path| path.map(|path| name(&path))).collect::<Result<Vec<_>, _>>().unwrap(), left)
        };
        let root = dir.path().to_owned();
        let named = [root.clone(), root.join("b.wav"), root.join("new")];
        assert_eq!(
            of(&named, 60),
            (vec!["a.wav".into(), "b.wav".into(), "d.wav".into()], vec!["c.wav".into(), "new/e.wav".into()])
        );
        assert_eq!(of(&named, 0).0, ["a.wav", "b.wav", "c.wav", "d.wav", "new/e.wav"]);
        assert_eq!(of(&[root.join("c.wav")], 60), (vec!["c.wav".into()], vec![]));
    }

    #[test]
    fn folders_inside_of_folders_come_once() {
        let dir = folder_of(&["a/b/x.wav", "a/y.wav", "a/.c/z.wav", "a/plain"]);
        let at = |name: &str| dir.path().join(name);
        let found = discover(&[at("a/b"), at("a"), at("a/b"), at("a/.c/z.wav"), at("a/plain"), at("a/y.wav")]);
        assert_eq!(names(&found, dir.path()), ["a/b/x.wav", "a/y.wav", "a/.c/z.wav", "a/plain"]);
        assert!(found.problems.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_never_in_circles() {
        use std::os::unix::fs::symlink;
        let dir = folder_of(&["in/a.wav", "out/b.wav"]);
        let inside = dir.path().join("in");
        symlink(&inside, inside.join("again")).unwrap();
        symlink(dir.path().join("out"), inside.join("link")).unwrap();
        symlink(dir.path().join("gone.wav"), inside.join("gone.wav")).unwrap();
        let found = discover(std::slice::from_ref(&inside));
        assert_eq!(names(&found, &inside), ["a.wav", "link/b.wav"]);
        assert_eq!(found.problems.iter().map(DiscoveryError::path).collect::<Vec<_>>(), [inside.join("gone.wav")]);
    }
}
