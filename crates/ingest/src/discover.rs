//! Which files are recordings.

use std::{
    io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

/// Endings by which a folder walk takes a file for a recording, in lower case.
///
/// Formats that cannot be decoded are among them, so that they are refused by name rather than missed in silence.
const ENDINGS: &[&str] = &[
    "wav", "wave", "rf64", "bwf", "w64", "mp3", "mp2", "flac", "ogg", "oga", "opus", "spx", "m4a", "m4b", "mp4", "aac",
    "3gp", "3g2", "amr", "awb", "gsm", "g722", "g729", "ulaw", "ul", "alaw", "al", "pcmu", "pcma", "sln", "sln16",
    "raw", "vox", "au", "snd", "caf", "aif", "aiff", "aifc", "wma", "webm", "mka",
];

/// What [`discover`] found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The recordings: each once, in the order of the paths given, and by path inside a folder.
    pub recordings: Vec<PathBuf>,
    /// Paths that yield nothing, and why.
    pub problems: Vec<DiscoveryError>,
    /// Files in folders that have no ending of an audio file; hidden files are not counted.
    pub n_ignored: usize,
}

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

/// Finds the recordings in files and folders.
///
/// A file that is named is always taken. A folder is walked to the bottom, sorted by path, without hidden files and
/// folders; links are followed, and one that leads back to a folder above it is not.
/// Never fails as a whole: a path without recordings becomes a problem beside the others' recordings.
#[must_use]
pub fn discover(paths: &[PathBuf]) -> Discovery {
    let mut found = Discovery::default();
    for path in paths {
        match fs_err::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, &mut found),
            Ok(_) => found.recordings.push(path.clone()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => found.add_problem(path, DiscoveryCause::Missing),
            Err(error) => found.add_problem(path, DiscoveryCause::Unreadable(error)),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.recordings.retain(|path| seen.insert(path.clone()));
    found
}

impl Discovery {
    fn add_problem(&mut self, path: &Path, cause: DiscoveryCause) {
        self.problems.push(DiscoveryError { path: path.to_owned(), cause });
    }
}

fn walk(folder: &Path, found: &mut Discovery) {
    let (n_recordings, n_problems) = (found.recordings.len(), found.problems.len());
    let walker = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    for entry in walker.into_iter().filter_entry(|e| e.depth() == 0 || !is_hidden(e)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_file() && has_audio_ending(entry.path()) => {
                found.recordings.push(entry.into_path());
            }
            Ok(_) => found.n_ignored += 1,
            // A link to a folder above is skipped: what it leads to is walked already.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let is_audio = has_audio_ending(&path);
                match error.into_io_error() {
                    // A link that leads nowhere matters only if it was a recording.
                    Some(error) if error.kind() == io::ErrorKind::NotFound => {
                        if is_audio {
                            found.add_problem(&path, DiscoveryCause::Missing);
                        } else {
                            found.n_ignored += 1;
                        }
                    }
                    Some(error) => found.add_problem(&path, DiscoveryCause::Unreadable(error)),
                    None => {}
                }
            }
        }
    }
    found.recordings[n_recordings..].sort();
    if found.recordings.len() == n_recordings && found.problems.len() == n_problems {
        found.add_problem(folder, DiscoveryCause::EmptyFolder);
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn has_audio_ending(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
