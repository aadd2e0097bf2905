//! What threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is behind a lock, whether or not a thread panicked that held it: a panic is an error of its recording alone.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
