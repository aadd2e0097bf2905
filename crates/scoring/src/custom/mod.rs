//! Written criteria: what a rubric's author asks for in plain phrases, built-in cues and conditions.
//!
//! `likeness` compares what was said with phrases, `listen` finds where something wanted is said, `scope` says where it
//! counts, `order` which of several come in their order, `line` holds the line to its limits, and `judge` makes a
//! verdict of it all.

mod judge;
mod likeness;
mod line;
mod listen;
mod order;
mod scope;
mod template;
mod testing;

pub(crate) use judge::judge;
pub(crate) use likeness::Meanings;
pub(crate) use order::Order;
pub use testing::{RubricTestReport, TestFailure, test_rubric};
