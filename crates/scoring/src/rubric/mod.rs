//! Rubrics: which criteria are judged and what each is worth.

mod breaths;
mod cue_names;
mod error;
mod limits;
mod line_limits;
mod parse;
mod phrases;
mod read;
mod script;
mod shipped;
mod start;
mod test_call;
mod written;

pub use cue_names::{BUILT_IN_CUES, BuiltInCue, SaidBy};
pub use error::{RubricErrors, RubricProblem};
pub use limits::Limits;
pub(crate) use line_limits::LineLimits;
pub(crate) use phrases::{Phrases, without_placeholders};
use ringcheck_call::{CallType, CriterionOutline, RubricOutline, Sha256Hex};
pub use script::{ScriptError, ScriptRubric, rubric_of_script};
use sha2::{Digest as _, Sha256};
pub use shipped::{SHIPPED_RUBRICS, ShippedRubric};
pub use start::{is_rubric_id, rubric_id_of, start_of_rubric};
pub(crate) use test_call::{LineFacts, TestCall, TestTurn, TestVoice};
pub(crate) use written::Wanted;
pub use written::Written;

/// The criteria that can be judged: those of the labelling guide in its order, then those that a rubric may add.
pub const CRITERION_IDS: [&str; 15] = [
    "live_answer",
    "no_contract_turnaway",
    "qualifying_questions",
    "close_attempt",
    "no_refer_away",
    "greeting",
    "contact_capture",
    "courtesy",
    "answer_speed",
    "hold_time",
    "dead_air",
    "hold_permission",
    "talk_share",
    "objection_answered",
    "opportunity_noticed",
];

/// A criterion as a rubric asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// One of [`CRITERION_IDS`], or the name of a written criterion.
    pub id: String,
    /// A short name for tables.
    pub title: String,
    /// The question that a person would answer with yes or no.
    pub question: String,
    /// Points for a pass, from 0 to 1000.
    pub weight: u32,
    /// Whether a fail alone makes the call fail.
    pub is_critical: bool,
    /// The call types that it applies to; on others it is `na`.
    pub applies_to: Vec<CallType>,
    /// Whether it is `na` unless a live person of the business speaks.
    pub needs_agent: bool,
    /// The limits that a criterion of the timeline is held to; none for the others.
    pub limits: Limits,
    /// What a written criterion listens for; `None` for a built-in one.
    pub written: Option<Written>,
    /// Its own test calls.
    pub(crate) tests: Vec<TestCall>,
}

/// The questions, their weights, and what a good call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rubric {
    /// Its name in scorecards, such as `msp-inbound`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its version, as its author counts.
    pub version: String,
    /// The percentage that a call needs to pass, from 0 to 100.
    pub pass_mark: u32,
    /// The criteria, in the order of a scorecard.
    pub criteria: Vec<Criterion>,
    /// The written criteria that have to come one after the other, by id; empty where the order does not matter.
    pub in_order: Vec<String>,
    /// The hash of its text.
    pub sha256: Sha256Hex,
    /// Its text, as it was written.
    pub text: String,
}

impl Rubric {
    /// Reads a rubric from TOML.
    ///
    /// # Errors
    /// All problems of the text at once, each with its line and column.
    pub fn parse(text: &str) -> Result<Self, RubricErrors> {
        parse::parse(text)
    }

    /// What a score needs of it.
    #[must_use]
    pub fn outline(&self) -> RubricOutline {
        let criteria = self.criteria.iter().map(|criterion| CriterionOutline {
            id: criterion.id.clone(),
            weight: criterion.weight,
            is_critical: criterion.is_critical,
            applies_to: criterion.applies_to.clone(),
            needs_agent: criterion.needs_agent,
        });
        RubricOutline { pass_mark: self.pass_mark, criteria: criteria.collect() }
    }
}

fn sha256_of(text: &str) -> Sha256Hex {
    Sha256Hex::from_bytes(Sha256::digest(text.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_rubric_has_the_default_weights() {
        let rubric = Rubric::default_msp_inbound();
        let weights: Vec<_> = rubric.criteria.iter().map(|c| (c.id.as_str(), c.weight, c.is_critical)).collect();
        assert_eq!(
            weights,
            [
                ("live_answer", 15, false),
                ("no_contract_turnaway", 25, true),
                ("qualifying_questions", 15, false),
                ("close_attempt", 20, false),
                ("no_refer_away", 10, false),
                ("greeting", 5, false),
                ("contact_capture", 5, false),
                ("courtesy", 5, false),
            ]
        );
        assert_eq!((rubric.id.as_str(), rubric.pass_mark), ("msp-inbound", 80));
    }

    #[test]
    fn the_hash_is_of_the_text() {
        assert_eq!(sha256_of("abc").as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
