//! The same for each of several, on all cores.

use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// What `work` makes of each of `all`, in their order.
pub(super) fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::default();
    let n_threads = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(all.len());
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                while let Some((number, one)) = {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    all.get(number).map(|one| (number, one))
                } {
                    let made = work(one);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((number, made));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_made_is_in_order() {
        let all: Vec<u32> = (0..100).collect();
        assert_eq!(super::each(&all, |n| n * 2), (0..100).map(|n| n * 2).collect::<Vec<_>>());
        assert!(super::each(&[] as &[u32], |n| n * 2).is_empty());
    }
}
