//! Behavior of the crate as others use it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "test helpers fail the test")]

mod cases;
mod labelled;
mod properties;
mod sides;
mod times;
