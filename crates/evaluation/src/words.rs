//! Words: made comparable, aligned, counted and timed.

mod align;
mod normalize;
mod number;
mod spelling;
mod timing;
mod tokens;

pub use align::{Alignment, WordErrors, align};
pub use normalize::{NormalWord, normalize};
pub use timing::{TurnTiming, turn_timing};

/// A word as it was said or heard, with its punctuation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenWord {
    /// The word.
    pub text: String,
    /// When it starts, if known.
    pub start_ms: Option<u64>,
}
