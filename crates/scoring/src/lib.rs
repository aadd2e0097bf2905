//! Transcript, timeline, call metadata and rubric in; verdicts with their evidence out.
//!
//! [`assess()`] is a pure function: it reads no clock, file or network, and the same input gives the same assessment to the byte.
//! It never fails: what cannot be settled is [`Verdict::Undetermined`](ringcheck_call::Verdict::Undetermined) and listed for a person.
//!
//! It works in layers, each ignorant of the next.
//! `text` turns what was said into sentences of plain words; `cues` find by patterns what a sentence holds, and `heard`
//! by the language model what a turn holds in its context;
//! `criteria` and `call_type` decide what that means: who said it, when, taken back by whom; `weighing` puts what both
//! found into one probability, and `custom` judges the criteria that a rubric writes itself.

mod answer;
mod assess;
mod call_type;
mod criteria;
mod cues;
mod custom;
mod heard;
mod lead;
mod lexicon;
mod listening;
mod opinions;
mod reading;
mod roles;
mod rubric;
mod tally;
mod text;
mod weighing;

pub use answer::{CallerAnswer, caller_answer};
pub use assess::{Assessment, Conversation, assess, assess_heard, review_reason, weighed_numbers};
pub use custom::{RubricTestReport, TestFailure, test_rubric};
pub use heard::Heard;
pub use lead::lead;
pub use listening::SaidSentence;
pub use opinions::{definition, doubtful_criteria, with_opinions};
pub use ringcheck_meaning::{Embedding, LanguageModel};
pub use rubric::{
    BUILT_IN_CUES, BuiltInCue, CRITERION_IDS, Criterion, Limits, Rubric, RubricErrors, RubricProblem, SHIPPED_RUBRICS,
    SaidBy, ScriptError, ScriptRubric, ShippedRubric, Written, is_rubric_id, rubric_id_of, rubric_of_script,
    start_of_rubric,
};

/// The scorer's version: raised whenever the same input may give another assessment.
pub const SCORER_VERSION: &str = "8";
