//! What a watch remembers of the files that it has seen, so that none is hashed again and again.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    time::{Duration, Instant, SystemTime},
};

/// When a recording that could not be read is tried again; each time in vain doubles it.
const FIRST_RETRY: Duration = Duration::from_mins(10);

/// The longest time between two attempts to read a recording.
const LONGEST_RETRY: Duration = Duration::from_hours(24);

/// How a file looks from outside: another size or another time of writing is another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// Of what is no file: a call that nobody recorded.
    pub(crate) const NO_FILE: Self = Self { size: 0, modified: None };

    /// Of the file at `path`; `None` where there is none that can be looked at.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = fs_err::metadata(path).ok()?;
        Some(Self { size: metadata.len(), modified: metadata.modified().ok() })
    }
}

/// The files that a watch is done with: some hundred bytes for each, whatever was said in it.
///
/// Paths are kept as hashes of 64 bits: two of a million paths are taken for one once in thirty million such folders.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    files: HashMap<u64, Remembered>,
    n_looks: u64,
}

#[derive(Clone, Copy, Debug)]
struct Remembered {
    stamp: Stamp,
    /// A hash of what was known of the file's call.
    known: u64,
    /// When it is tried again, and how long that was put off; `None` for when it has changed.
    retry: Option<(Instant, Duration)>,
    /// The last look that found it.
    seen_at: u64,
}

pub(crate) fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Memory {
    /// Begins to look through the folders.
    pub(crate) fn begin_look(&mut self) {
        self.n_looks += 1;
    }

    /// Forgets files that the last look did not find; to be called only if it saw everything.
    pub(crate) fn forget_missing(&mut self) {
        let now = self.n_looks;
        self.files.retain(|_, file| file.seen_at == now);
    }

    /// Whether the file at `path` is done with as it is, and is not to be tried again by now; notes that it is there.
    pub(crate) fn is_as_it_was(&mut self, path: &Path, stamp: Stamp) -> bool {
        let now = self.n_looks;
        let Some(file) = self.files.get_mut(&hash_of(path)) else { return false };
        file.seen_at = now;
        file.stamp == stamp && file.retry.is_none_or(|(at, _)| Instant::now() < at)
    }

    /// Whether besides nothing else is known of its call than when it was done with.
    pub(crate) fn is_done(&mut self, path: &Path, stamp: Stamp, known: u64) -> bool {
        self.is_as_it_was(path, stamp) && self.files.get(&hash_of(path)).is_some_and(|file| file.known == known)
    }

    /// The file at `path` is done with until it changes.
    pub(crate) fn settle(&mut self, path: &Path, stamp: Stamp, known: u64) {
        self.files.insert(hash_of(path), Remembered { stamp, known, retry: None, seen_at: self.n_looks });
    }

    /// The file at `path` could not be read: it is tried again later, and later still if that is in vain.
    pub(crate) fn put_off(&mut self, path: &Path, stamp: Stamp, known: u64) {
        let key = hash_of(path);
        let last = self.files.get(&key).and_then(|file| file.retry).map(|(_, pause)| pause);
        let pause = last.map_or(FIRST_RETRY, |pause| (pause * 2).min(LONGEST_RETRY));
        let retry = Some((Instant::now() + pause, pause));
        self.files.insert(key, Remembered { stamp, known, retry, seen_at: self.n_looks });
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.files.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(size: u64) -> Stamp {
        Stamp { size, modified: Some(SystemTime::UNIX_EPOCH) }
    }

    #[test]
    fn a_file_is_done_until_it_changes_or_more_is_known_of_its_call() {
        let mut memory = Memory::default();
        let path = Path::new("a.wav");
        memory.begin_look();
        assert!(!memory.is_done(path, stamp(1), 0));
        memory.settle(path, stamp(1), 0);
        assert!(memory.is_done(path, stamp(1), 0));
        assert!(!memory.is_done(path, stamp(2), 0) && !memory.is_done(path, stamp(1), 7));
        assert!(!memory.is_done(Path::new("b.wav"), stamp(1), 0));
    }

    #[test]
    fn what_is_gone_is_forgotten() {
        let mut memory = Memory::default();
        memory.begin_look();
        for n in 0..100 {
            memory.settle(Path::new(&format!("{n}.wav")), stamp(1), 0);
        }
        memory.begin_look();
        assert!(memory.is_done(Path::new("5.wav"), stamp(1), 0));
        memory.forget_missing();
        assert_eq!(memory.len(), 1);
    }

    #[test]
    fn what_could_not_be_read_is_tried_less_and_less_often() {
        let mut memory = Memory::default();
        let path = Path::new("a.wav");
        let pauses: Vec<Duration> = (0..10)
            .map(|_| {
                memory.put_off(path, stamp(1), 0);
                memory.files[&hash_of(path)].retry.unwrap().1
            })
            .collect();
        assert_eq!(pauses[..3], [FIRST_RETRY, FIRST_RETRY * 2, FIRST_RETRY * 4]);
        assert_eq!(pauses[9], LONGEST_RETRY);
        assert!(memory.is_done(path, stamp(1), 0), "not before its time");
        assert!(!memory.is_done(path, stamp(2), 0), "at once when it has changed");
    }
}
