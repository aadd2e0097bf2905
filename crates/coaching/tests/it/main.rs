//! Choosing calls, and the pages of a pack, as their callers see them.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod choosing;
mod firm;
mod pages;
