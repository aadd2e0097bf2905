//! Listening to recordings without scoring or storing anything.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Condvar, Mutex, PoisonError},
    thread,
};

use ringcheck_ingest::sha256_of;
use ringcheck_store::TranscriptKey;

use crate::{Cancel, FileError, Heard, Listener, UsualChannel, run::lock};

/// Recordings that may be ahead of the one whose turn it is, for each job; what was heard of them is held in memory.
const AHEAD_PER_JOB: usize = 16;

/// What came of listening to a recording, and the key of its transcript.
type Outcome = Result<(Heard, TranscriptKey), FileError>;

/// Listens to `recordings`, each a call of its own, `jobs` at a time, and stores nothing.
///
/// `on_heard` gets what came of each in the order of `recordings`, as soon as its turn has come; those that are done
/// earlier wait, so few that memory does not grow with their number. With a recording goes the channel that its phone
/// system puts the business on. `on_audio` hears how much of the recordings' time was transcribed, in milliseconds.
/// Once `cancel` is requested no more recordings are begun; those in hand come as [`FileError::Cancelled`].
pub fn hear_each(
    recordings: impl Iterator<Item = (PathBuf, Option<UsualChannel>)> + Send,
    listener: &Listener,
    jobs: NonZeroUsize,
    cancel: &Cancel,
    on_audio: &(dyn Fn(u64) + Sync),
    on_heard: impl FnMut(PathBuf, Outcome) + Send,
) {
    let one = |path: &PathBuf, usual: Option<&UsualChannel>| {
        let sha256 = sha256_of(path)?;
        let heard = listener.listen(path, &sha256, usual, cancel, on_audio)?;
        Ok((heard, listener.transcript_key(&sha256, usual)))
    };
    let n_ahead_max = jobs.get() * AHEAD_PER_JOB;
    let line =
        Mutex::new(Line { recordings, on_heard, n_begun: 0, n_delivered: 0, held: BTreeMap::new(), is_broken: false });
    let moved = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..jobs.get() {
            scope.spawn(|| {
                let _guard = BreakOnPanic(|| {
                    lock(&line).is_broken = true;
                    moved.notify_all();
                });
                loop {
                    let mut at_line = lock(&line);
                    while at_line.n_begun - at_line.n_delivered >= n_ahead_max && !at_line.is_broken {
                        at_line = moved.wait(at_line).unwrap_or_else(PoisonError::into_inner);
                    }
                    if cancel.is_requested() || at_line.is_broken {
                        break;
                    }
                    let Some((idx, path, usual)) = at_line.begin() else { break };
                    drop(at_line);
                    let outcome = one(&path, usual.as_ref());
                    lock(&line).deliver(idx, path, outcome);
                    moved.notify_all();
                }
            });
        }
    });
}

/// Listens to the recordings at `paths`, each a call of its own, and stores nothing; results are in the order of the paths.
#[must_use]
pub fn hear(paths: &[PathBuf], listener: &Listener, jobs: NonZeroUsize, cancel: &Cancel) -> Vec<Outcome> {
    let mut heard = Vec::with_capacity(paths.len());
    let recordings = paths.iter().map(|path| (path.clone(), None));
    hear_each(recordings, listener, jobs, cancel, &|_| {}, |_, outcome| heard.push(outcome));
    let cancelled = paths[heard.len()..].iter().map(|path| Err(FileError::Cancelled { path: path.clone() }));
    heard.extend(cancelled);
    heard
}

/// Recordings in a line: begun in order, and delivered in order.
struct Line<I, F> {
    recordings: I,
    on_heard: F,
    n_begun: usize,
    n_delivered: usize,
    /// What is done and waits for its turn.
    held: BTreeMap<usize, (PathBuf, Outcome)>,
    /// Whether a thread ended without delivering, so that the turns behind it never come.
    is_broken: bool,
}

impl<I: Iterator<Item = (PathBuf, Option<UsualChannel>)>, F: FnMut(PathBuf, Outcome)> Line<I, F> {
    fn begin(&mut self) -> Option<(usize, PathBuf, Option<UsualChannel>)> {
        let (path, usual) = self.recordings.next()?;
        let idx = self.n_begun;
        self.n_begun += 1;
        Some((idx, path, usual))
    }

    fn deliver(&mut self, idx: usize, path: PathBuf, outcome: Outcome) {
        self.held.insert(idx, (path, outcome));
        while let Some((path, outcome)) = self.held.remove(&self.n_delivered) {
            self.n_delivered += 1;
            (self.on_heard)(path, outcome);
        }
    }
}

/// Runs its function when a panic goes through it: those who wait for this thread must not wait for ever.
struct BreakOnPanic<F: Fn()>(F);

impl<F: Fn()> Drop for BreakOnPanic<F> {
    fn drop(&mut self) {
        if thread::panicking() {
            (self.0)();
        }
    }
}
