//! Transcript, timeline, call metadata and rubric in; verdicts with their evidence out.
//!
//! [`assess()`] is a pure function: it reads no clock, file or network, and the same input gives the same assessment to the byte.
//! It never fails: what cannot be settled is [`Verdict::Undetermined`](ringcheck_call::Verdict::Undetermined) and listed for a person.
//!
//! It works in three layers, each ignorant of the next.
//! `text` turns what was said into sentences of plain words; `cues` find what a sentence holds;
//! `criteria` and `call_type` decide what that means: who said it, when, taken back by whom.

mod assess;
mod call_type;
mod criteria;
mod cues;
mod lexicon;
mod opinions;
mod reading;
mod roles;
mod rubric;
mod tally;
mod text;

pub use assess::{Assessment, Conversation, assess};
pub use opinions::{definition, doubtful_criteria, weigh};
pub use rubric::{CRITERION_IDS, Criterion, Limits, Rubric, RubricErrors, RubricProblem};

/// The scorer's version: raised whenever the same input may give another assessment.
pub const SCORER_VERSION: &str = "4";
