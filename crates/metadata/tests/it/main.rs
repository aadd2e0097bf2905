//! What names, sidecars and call detail records say, each alone and put together.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod bytes;
mod cdr;
mod names;
mod page;
mod page_words;
mod sidecar;
mod together;
