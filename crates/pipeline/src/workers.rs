//! Who may transcribe now: so many windows at once, over all recordings in hand.

use std::{
    num::NonZeroUsize,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::Cancel;

/// How often somebody who waits for a free place looks whether the work is still wanted.
const LOOK: Duration = Duration::from_millis(100);

/// Places for windows in work.
///
/// A recording that is given up gives its places back though its windows may still be in them: whoever hangs takes no
/// place from the others.
#[derive(Debug)]
pub(crate) struct Workers {
    n: NonZeroUsize,
    free: Mutex<usize>,
    freed: Condvar,
}

/// A recording that is being listened to.
#[derive(Debug)]
pub(crate) struct Work {
    cancel: Cancel,
    is_given_up: AtomicBool,
    /// The places that its windows hold.
    n_held: Mutex<usize>,
    decoded_ms: AtomicU64,
}

impl Work {
    pub(crate) fn new(cancel: Cancel) -> Self {
        Self { cancel, is_given_up: AtomicBool::new(false), n_held: Mutex::new(0), decoded_ms: AtomicU64::new(0) }
    }

    /// Whether nobody wants its result any more.
    pub(crate) fn is_over(&self) -> bool {
        self.cancel.is_requested() || self.is_given_up.load(Ordering::Relaxed)
    }

    /// How much of the recording was decoded.
    pub(crate) fn decoded(&self) -> Duration {
        Duration::from_millis(self.decoded_ms.load(Ordering::Relaxed))
    }

    /// Notes that more was decoded.
    pub(crate) fn add_decoded(&self, ms: u64) {
        self.decoded_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A place that a window is in.
struct Place<'a> {
    workers: &'a Workers,
    work: &'a Work,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut n_held = locked(&self.work.n_held);
        // Those of a recording that was given up were given back then.
        if !self.work.is_given_up.load(Ordering::Relaxed) {
            *n_held -= 1;
            self.workers.give_back(1);
        }
    }
}

impl Workers {
    pub(crate) fn new(n: NonZeroUsize) -> Self {
        Self { n, free: Mutex::new(n.get()), freed: Condvar::new() }
    }

    /// How many windows are in work at once.
    pub(crate) const fn n(&self) -> NonZeroUsize {
        self.n
    }

    /// What `each` makes of all `items`, in their order, several at once; the first error that was met ends it.
    ///
    /// `None` where `work` was over before all were done.
    pub(crate) fn map<T: Sync, R: Send, E: Send>(
        &self,
        work: &Work,
        items: &[T],
        each: impl Fn(&T) -> Result<R, E> + Sync,
    ) -> Option<Result<Vec<R>, E>> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
        let failed: Mutex<Option<E>> = Mutex::default();
        let some = || {
            while let Some(place) = self.place(work) {
                let idx = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(idx) else { break };
                match each(item) {
                    Ok(result) => locked(&done).push((idx, result)),
                    Err(error) => {
                        next.store(items.len(), Ordering::Relaxed);
                        locked(&failed).get_or_insert(error);
                    }
                }
                drop(place);
            }
        };
        thread::scope(|scope| {
            for _ in 1..items.len().min(self.n.get()) {
                scope.spawn(some);
            }
            some();
        });
        if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Some(Err(error));
        }
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_unstable_by_key(|(idx, _)| *idx);
        (done.len() == items.len()).then(|| Ok(done.into_iter().map(|(_, result)| result).collect()))
    }

    /// Lets go of a recording: its windows end when they end, and their places are free at once.
    pub(crate) fn give_up(&self, work: &Work) {
        let mut n_held = locked(&work.n_held);
        work.is_given_up.store(true, Ordering::Relaxed);
        self.give_back(std::mem::take(&mut *n_held));
    }

    /// Waits for a free place; `None` once `work` is over.
    fn place<'a>(&'a self, work: &'a Work) -> Option<Place<'a>> {
        let mut free = locked(&self.free);
        loop {
            if work.is_over() {
                return None;
            }
            if *free > 0 {
                *free -= 1;
                drop(free);
                let mut n_held = locked(&work.n_held);
                // It may have been given up since: then nobody would give this place back.
                if work.is_given_up.load(Ordering::Relaxed) {
                    self.give_back(1);
                    return None;
                }
                *n_held += 1;
                return Some(Place { workers: self, work });
            }
            free = self.freed.wait_timeout(free, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give_back(&self, n: usize) {
        *locked(&self.free) += n;
        self.freed.notify_all();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use super::*;

    fn workers(n: usize) -> Arc<Workers> {
        Arc::new(Workers::new(NonZeroUsize::new(n).unwrap()))
    }

    #[test]
    fn results_are_in_order_and_no_more_are_in_work_than_there_are_places() {
        let workers = workers(2);
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let each = |n: &u32| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(5));
            now.fetch_sub(1, Ordering::SeqCst);
            if *n == 100 { Err("hundred") } else { Ok(n * 2) }
        };
        let works = [Work::new(Cancel::default()), Work::new(Cancel::default())];
        thread::scope(|scope| {
            for work in &works {
                scope.spawn(|| assert_eq!(workers.map(work, &[1, 2, 3, 4], each), Some(Ok(vec![2, 4, 6, 8]))));
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 2);
        assert_eq!(workers.map(&works[0], &[1, 100, 3], each), Some(Err("hundred")));
        assert_eq!(*locked(&workers.free), 2);
    }

    #[test]
    fn who_hangs_takes_no_place_from_the_others_once_it_is_given_up() {
        let workers = workers(2);
        let (_held, hangs) = mpsc::channel::<()>();
        let hangs = Mutex::new(hangs);
        let stuck = Arc::new(Work::new(Cancel::default()));
        let (its_workers, its_work) = (Arc::clone(&workers), Arc::clone(&stuck));
        thread::spawn(move || its_workers.map(&its_work, &[1, 2], |_| locked(&hangs).recv().map_err(|_| ())));
        while *locked(&stuck.n_held) < 2 {
            thread::yield_now();
        }
        workers.give_up(&stuck);
        let other = Work::new(Cancel::default());
        assert_eq!(workers.map(&other, &[1, 2, 3], |n| Ok::<_, ()>(*n)), Some(Ok(vec![1, 2, 3])));
        assert_eq!(workers.map(&stuck, &[1], |n| Ok::<_, ()>(*n)), None);
    }

    #[test]
    fn what_is_cancelled_is_left() {
        let cancel = Cancel::default();
        let work = Work::new(cancel.clone());
        cancel.request();
        assert_eq!(workers(1).map(&work, &[1], |n| Ok::<_, ()>(*n)), None);
    }
}
