//! What a comparison of people with the tool and with each other holds.

use ringcheck_call::{Decision, Evidence, Probability, Review};
use ringcheck_statistics::{Estimate, Proportion};
use serde::Serialize;

/// A person's verdict with what is needed to tell of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RatedVerdict {
    /// What was said.
    pub review: Review,
    /// The id of the call that lists have: the longer one where the review is of a part of that, else the review's own.
    /// Who saw the tool's verdict on one of them is blind to none.
    pub listed_id: String,
    /// The name of the call's recording; `None` where there is none.
    pub file_name: Option<String>,
    /// When the call started.
    pub started_at: Option<String>,
    /// The words that the tool's verdict rests on.
    pub quote: Option<Evidence>,
}

/// How people's verdicts compare with the tool's and with each other's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RaterReport {
    /// Always [`CALIBRATE_SCHEMA`](crate::CALIBRATE_SCHEMA).
    pub schema: &'static str,
    /// How many reviews there are, those included that a later one of the same person replaced.
    pub n_reviews: u64,
    /// Of how many calls.
    pub n_calls: u64,
    /// Who reviewed, by name.
    pub reviewers: Vec<RaterCount>,
    /// The tool and people who did not see its verdict.
    pub blind: ToolSection,
    /// The tool and people who saw its verdict: they are no independent raters.
    pub seen: ToolSection,
    /// Each two people who judged the same, both of them blind.
    pub pairs: Vec<PairSection>,
    /// Where somebody says otherwise than the tool or another person, in rubric order, then by call.
    pub disagreements: Vec<RaterDisagreement>,
    /// What these figures cannot say, in sentences.
    pub warnings: Vec<String>,
}

/// How much a person judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RaterCount {
    /// Who.
    pub reviewer: String,
    /// How many verdicts they gave without seeing any other.
    pub n_blind: u64,
    /// How many they gave having seen the tool's.
    pub n_seen: u64,
}

/// The tool and people, by criterion.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ToolSection {
    /// Each criterion that anybody judged, in rubric order, then `call_type`.
    pub criteria: Vec<ToolRow>,
    /// All criteria together, without the call type; the interval is by drawing whole calls.
    pub all_criteria: RaterAgreement,
}

/// The tool and people on one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToolRow {
    /// The criterion's id, or `call_type`.
    pub criterion: String,
    /// The tool and what people agree on, each call once.
    pub people: RaterAgreement,
    /// Calls on which people do not agree with each other: they are in no figure of `people`.
    pub n_people_differ: u64,
    /// Calls that the tool leaves open.
    pub n_tool_open: u64,
    /// Calls that nobody could tell.
    pub n_people_open: u64,
    /// The tool and each person.
    pub by_reviewer: Vec<RaterRow>,
}

/// The tool and one person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RaterRow {
    /// Who.
    pub reviewer: String,
    /// The figures.
    #[serde(flatten)]
    pub agreement: RaterAgreement,
}

/// Two people who judged the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairSection {
    /// One of them, the first in the alphabet.
    pub first: String,
    /// The other.
    pub second: String,
    /// By criterion, in rubric order, then `call_type`.
    pub criteria: Vec<PairRow>,
    /// All criteria together, without the call type; the interval is by drawing whole calls.
    pub all_criteria: RaterAgreement,
}

/// Two people on one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairRow {
    /// The criterion's id, or `call_type`.
    pub criterion: String,
    /// The figures.
    #[serde(flatten)]
    pub agreement: RaterAgreement,
}

/// How far two raters say the same, over what both of them decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RaterAgreement {
    /// The share on which they say the same.
    pub agreement: Proportion,
    /// That share with its interval: Wilson's, or by drawing calls where one call counts several times.
    pub interval: Option<Estimate>,
    /// Cohen's kappa; `None` where either gave one and the same verdict throughout.
    pub kappa: Option<Estimate>,
    /// Gwet's AC1.
    pub ac1: Option<Estimate>,
}

/// A verdict that somebody disagrees with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RaterDisagreement {
    /// The call's id.
    pub call_id: String,
    /// The name of its recording.
    pub file_name: Option<String>,
    /// When it started.
    pub started_at: Option<String>,
    /// The criterion's id, or `call_type`.
    pub criterion: String,
    /// What the tool said when it was reviewed last.
    pub tool: ToolSaid,
    /// What people say, each person's newest.
    pub people: Vec<PersonSaid>,
    /// The words that the tool's verdict rests on.
    pub quote: Option<Evidence>,
}

/// What the tool says of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ToolSaid {
    /// The verdict.
    pub verdict: Decision,
    /// How sure it is.
    pub confidence: Probability,
}

/// What a person says of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonSaid {
    /// Who.
    pub reviewer: String,
    /// The verdict.
    pub verdict: Decision,
    /// Why.
    pub reason: Option<String>,
    /// Whether they had not seen the tool's verdict.
    pub is_blind: bool,
}
