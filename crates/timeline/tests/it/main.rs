//! Behavior of the crate as others use it.

mod cases;
mod properties;
mod times;
