//! What names, sidecars and call detail records say, each alone and put together.

mod bytes;
mod cdr;
mod names;
mod page;
mod page_words;
mod sidecar;
mod together;
