//! The threads that the language model computes on, kept from one call to the next.
//!
//! The matrix products share their work among the threads of the pool that they run in, which for this program would be
//! one on each core for each of its workers; a pool of one thread is one in which they do not. A pool for each call
//! would do, but the system's allocator gives new threads memory of their own and keeps what they leave: a batch would
//! grow by what many threads once needed. So a pool that is done waits for the next caller, with the room that it
//! computes in, and there are never more of them than there were callers at once.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Mutex, PoisonError, mpsc},
};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Pools of one thread each.
pub(crate) struct Workers {
    idle: Mutex<Vec<ThreadPool>>,
}

/// The program's.
pub(crate) static WORKERS: Workers = Workers::new();

impl Workers {
    const fn new() -> Self {
        Self { idle: Mutex::new(Vec::new()) }
    }

    /// Runs `work` where no thread helps with it, and waits for its result.
    pub(crate) fn alone<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        if rayon::current_thread_index().is_some() && rayon::current_num_threads() == 1 {
            return work();
        }
        let Some(pool) = self.idle().pop().or_else(|| ThreadPoolBuilder::new().num_threads(1).build().ok()) else {
            // No thread is to be had. The results are the same with help.
            return work();
        };
        // Handed over and waited for, not `install`ed: a worker of another pool that installs takes up its own pool's
        // next job meanwhile, maybe a whole recording.
        let (give, result) = mpsc::sync_channel(1);
        pool.spawn(move || {
            // The receiver is there until it has its result.
            let _ = give.send(panic::catch_unwind(AssertUnwindSafe(work)));
        });
        match result.recv() {
            Ok(Ok(result)) => {
                self.idle().push(pool);
                result
            }
            Ok(Err(panicked)) => panic::resume_unwind(panicked),
            Err(mpsc::RecvError) => unreachable!("a result is sent even by work that panics"),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<ThreadPool>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        sync::Barrier,
        thread::{self, ThreadId},
    };

    use super::*;

    fn used(workers: &Workers) -> ThreadId {
        workers.alone(|| {
            assert_eq!(rayon::current_num_threads(), 1);
            thread::current().id()
        })
    }

    #[test]
    fn a_thread_is_not_started_for_each_call() {
        let workers = Workers::new();
        let first = used(&workers);
        assert_ne!(first, thread::current().id());
        assert!((0..20).all(|_| used(&workers) == first));
    }

    #[test]
    fn there_are_no_more_threads_than_callers_at_once() {
        const N_CALLERS: usize = 3;
        let workers = Workers::new();
        let all_in = std::sync::Arc::new(Barrier::new(N_CALLERS));
        thread::scope(|scope| {
            for _ in 0..N_CALLERS {
                scope.spawn(|| {
                    let all_in = std::sync::Arc::clone(&all_in);
                    workers.alone(move || all_in.wait().is_leader());
                    used(&workers);
                });
            }
        });
        assert_eq!(workers.idle().len(), N_CALLERS);
        let seen: BTreeSet<String> = (0..10).map(|_| format!("{:?}", used(&workers))).collect();
        assert_eq!(seen.len(), 1);
    }

    #[test]
    fn work_that_panics_panics_where_it_was_asked_for() {
        let workers = Workers::new();
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| workers.alone(|| panic::resume_unwind(Box::new(7)))));
        assert_eq!(panicked.unwrap_err().downcast_ref::<i32>(), Some(&7));
        // The next caller is served.
        used(&workers);
    }
}
