//! A wall around the codecs: their panics end here.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// A codec or container reader panicked.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Calls into a codec or a container reader.
///
/// Recordings are foreign bytes, and a batch must outlive each of them. Symphonia promises not to panic, but some of its
/// arithmetic overflows on crafted input, which panics in builds that check for it: then the caller drops whatever `call`
/// was working on. The panic's message still goes to the panic hook.
pub(crate) fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| Panicked)
}
