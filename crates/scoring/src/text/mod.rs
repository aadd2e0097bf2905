//! What was said, made comparable: sentences of plain words that know where in the turn they stand.
//!
//! Cues are looked for in normalized text (lower case, contractions spread out, fillers dropped, no punctuation),
//! and quoted from the turn itself: every normalized word keeps the bytes that it was made from.

mod contractions;
mod pattern;
mod sentence;

pub(crate) use pattern::{Patterns, ends_negated};
pub(crate) use sentence::{Sentence, sentences_of};
