//! Waiting for a database that somebody else has locked, or whose disk is full.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use ringcheck_store::StoreError;

use crate::{Cancel, Event, FileError};

/// How long between two attempts; a lock is besides waited for by the database itself.
const PAUSE: Duration = Duration::from_secs(2);

/// How often somebody who pauses looks whether to stop.
const LOOK: Duration = Duration::from_millis(100);

/// How long a run waits for the database where that can help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patience {
    /// For another program to take its lock away, beside the seconds that every access waits; `None` is for ever.
    pub lock: Option<Duration>,
    /// Whether to wait for space on a full disk, for ever.
    pub waits_for_space: bool,
}

impl Patience {
    /// None: what cannot be stored at once ends the run.
    pub const NONE: Self = Self { lock: Some(Duration::ZERO), waits_for_space: false };

    fn allows(self, error: &StoreError, waited: Duration) -> bool {
        if error.is_disk_full() {
            return self.waits_for_space;
        }
        error.is_busy() && self.lock.is_none_or(|longest| waited < longest)
    }
}

/// Somebody who tries again.
pub(crate) struct Waiter<'a> {
    pub(crate) patience: Patience,
    pub(crate) cancel: &'a Cancel,
    pub(crate) on_event: &'a (dyn Fn(Event) + Sync),
    /// Whether it was told that the run waits: once for all workers.
    pub(crate) is_told: AtomicBool,
}

impl<'a> Waiter<'a> {
    pub(crate) fn new(patience: Patience, cancel: &'a Cancel, on_event: &'a (dyn Fn(Event) + Sync)) -> Self {
        Self { patience, cancel, on_event, is_told: AtomicBool::new(false) }
    }

    /// Does `work`, and does it again while the database is in the way and patience lasts.
    ///
    /// What `work` did before it failed must be undone or do no harm a second time. `path` is what it concerns.
    pub(crate) fn until_done<T>(
        &self,
        path: &Path,
        mut work: impl FnMut() -> Result<T, FileError>,
    ) -> Result<T, FileError> {
        let begun = Instant::now();
        let mut has_waited = false;
        loop {
            match work() {
                Err(FileError::Store(error)) if self.patience.allows(&error, begun.elapsed()) => {
                    has_waited = true;
                    if !self.is_told.swap(true, Ordering::Relaxed) {
                        (self.on_event)(Event::Waiting { error });
                    }
                    if !self.pause() {
                        return Err(FileError::Cancelled { path: path.to_owned() });
                    }
                }
                result => {
                    // What is only read, or not written at all, goes through while others wait: it shows nothing.
                    if has_waited && result.is_ok() && self.is_told.swap(false, Ordering::Relaxed) {
                        (self.on_event)(Event::GoesOn);
                    }
                    return result;
                }
            }
        }
    }

    /// `false` once the run is to stop.
    fn pause(&self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < PAUSE {
            if self.cancel.is_requested() {
                return false;
            }
            thread::sleep(LOOK);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn work_that_never_waited_does_not_say_that_the_wait_is_over() {
        let (cancel, n_told) = (Cancel::default(), AtomicUsize::new(0));
        let on_event = |_: Event| {
            n_told.fetch_add(1, Ordering::Relaxed);
        };
        let waiter = Waiter::new(Patience::NONE, &cancel, &on_event);
        // Another worker waits.
        waiter.is_told.store(true, Ordering::Relaxed);
        assert_eq!(waiter.until_done(Path::new("a.wav"), || Ok(7)).ok(), Some(7));
        assert!(waiter.is_told.load(Ordering::Relaxed), "the other one still waits");
        assert_eq!(n_told.load(Ordering::Relaxed), 0);
    }
}
