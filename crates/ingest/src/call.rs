//! What a recording's file says about its call.

use std::path::Path;

use jiff::Timestamp;
use ringcheck_call::{Call, StartedAtSource};

/// What the file at `path` itself knows about the call: when it was written, as UTC in whole seconds.
///
/// The modification time is the weakest source of a start: it is when the recording was finished, or copied.
/// A file whose time cannot be read leaves everything unknown.
#[must_use]
pub fn call_of(path: &Path) -> Call {
    let modified = fs_err::metadata(path).ok().and_then(|m| m.modified().ok());
    let written_at = modified.and_then(|time| Timestamp::try_from(time).ok());
    let started_at = written_at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    Call { started_at_source: started_at.as_ref().map(|_| StartedAtSource::FileTime), started_at, ..Call::default() }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn the_modification_time_is_the_start() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        let file = fs_err::File::create(&path).unwrap();
        file.file().set_modified(UNIX_EPOCH + Duration::from_millis(1_700_000_000_900)).unwrap();
        let call = call_of(&path);
        assert_eq!(call.started_at.as_deref(), Some("2023-11-14T22:13:20Z"));
        assert_eq!(call.started_at_source, Some(StartedAtSource::FileTime));
        assert_eq!((call.direction, call.caller_number), (None, None));
    }

    #[test]
    fn a_file_that_is_gone_leaves_all_unknown() {
        assert_eq!(call_of(Path::new("/nowhere/at/all.wav")), Call::default());
    }
}
