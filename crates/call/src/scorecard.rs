//! Scorecards: all verdicts of one call, with their evidence and everything that made them.

use serde::{Deserialize, Serialize};

use crate::{
    Call, CallType, Direction, Disposition, Lead, OpinionOrigin, Probability, Recording, Sha256Hex, Side, SidesOrigin,
    StartedAtSource, Timeline, TimelineFigures, Turn,
};

/// The schema of a scorecard as JSON.
pub const SCORECARD_SCHEMA: &str = "ringcheck.scorecard/1";

/// The answer to a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Handled as it should be.
    Pass,
    /// Not handled as it should be.
    Fail,
    /// Does not apply to this call; leaves the denominator.
    Na,
    /// Cannot be settled here: a person must decide. Counts neither way.
    Undetermined,
}

impl Verdict {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Na => "na",
            Self::Undetermined => "undetermined",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// A topic that an agent can ask a prospect about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualifyingTopic {
    /// What happened, since when, how many are affected, how urgent.
    Problem,
    /// The company's name, what it does, where it is.
    Company,
    /// Users, computers, servers, sites.
    Size,
    /// Who looks after it now, why not calling them.
    CurrentProvider,
    /// How the caller heard of the business.
    Source,
    /// Who owns, who decides.
    Authority,
    /// When it is needed, what budget, when a contract ends.
    TimelineBudget,
}

impl QualifyingTopic {
    /// All topics, in the order of the labelling guide.
    pub const ALL: [Self; 7] = [
        Self::Problem,
        Self::Company,
        Self::Size,
        Self::CurrentProvider,
        Self::Source,
        Self::Authority,
        Self::TimelineBudget,
    ];

    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Company => "company",
            Self::Size => "size",
            Self::CurrentProvider => "current_provider",
            Self::Source => "source",
            Self::Authority => "authority",
            Self::TimelineBudget => "timeline_budget",
        }
    }
}

/// Whether, and when, what a written criterion asks for was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Where it counts.
    Said,
    /// Before it counts.
    Early,
    /// After it counts, or out of its order.
    Late,
    /// Nowhere.
    Missed,
}

impl Said {
    /// The word used in JSON and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Early => "early",
            Self::Late => "late",
            Self::Missed => "missed",
        }
    }
}

/// Words of the transcript that a verdict rests on. Made by [`Turn::quote`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The turn's number, counted from 0.
    pub turn: usize,
    /// Who said it.
    pub side: Side,
    /// When the quote starts; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
    /// When the quote ends; `None` where the transcript has no times.
    pub end_ms: Option<u64>,
    /// The words, exactly as in the turn's text.
    pub quote: String,
}

/// What came closest to meeting a criterion that failed for absence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearestMiss {
    /// The turn's number, counted from 0.
    pub turn: usize,
    /// When the quote starts; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
    /// When the quote ends; `None` where the transcript has no times.
    pub end_ms: Option<u64>,
    /// The words, exactly as in the turn's text.
    pub quote: String,
    /// Why it does not count.
    pub why: String,
}

impl NearestMiss {
    /// `evidence` as a near miss, with the reason why it does not count.
    #[must_use]
    pub fn new(evidence: Evidence, why: impl Into<String>) -> Self {
        Self {
            turn: evidence.turn,
            start_ms: evidence.start_ms,
            end_ms: evidence.end_ms,
            quote: evidence.quote,
            why: why.into(),
        }
    }
}

/// The turns that were searched in vain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedSpan {
    /// The first turn that was searched, counted from 0.
    pub first_turn: usize,
    /// The last turn that was searched.
    pub last_turn: usize,
    /// When the first starts, if known.
    pub start_ms: Option<u64>,
    /// When the last ends, if known.
    pub end_ms: Option<u64>,
}

/// One criterion's verdict with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionScore {
    /// The criterion's id in the rubric.
    pub id: String,
    /// The answer.
    pub verdict: Verdict,
    /// Points earned.
    pub points: u32,
    /// Points that could be earned: the weight for `pass` and `fail`, else 0.
    pub possible: u32,
    /// How sure the verdict is.
    pub confidence: Probability,
    /// The words it rests on, most telling first.
    pub evidence: Vec<Evidence>,
    /// Where it was looked for in vain, for a fail for absence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searched: Option<SearchedSpan>,
    /// What came closest, for a fail for absence.
    pub nearest_miss: Option<NearestMiss>,
    /// Why, in one plain sentence that can be read to the agent.
    pub rationale: String,
    /// Whether what a written criterion asks for was said; `None` for all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// The points of a scorecard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Points earned over `pass` and `fail` verdicts.
    pub points: u32,
    /// Points possible over `pass` and `fail` verdicts.
    pub possible: u32,
    /// 100 · points / possible with one decimal; `None` when nothing was possible.
    pub percent: Option<f64>,
    /// Critical criteria that failed.
    pub critical_failed: Vec<String>,
    /// Whether the pass mark was met with no critical fail; `None` when nothing was possible.
    pub passed: Option<bool>,
}

impl Score {
    /// The score of so many points, where `pass_mark` is the percentage that a call needs to pass, from 0 to 100.
    #[must_use]
    pub fn of(points: u32, possible: u32, critical_failed: Vec<String>, pass_mark: u32) -> Self {
        let thousandths =
            (possible > 0).then(|| (u64::from(points) * 2000 + u64::from(possible)) / (2 * u64::from(possible)));
        // At most 1000, so the conversion is exact.
        let percent = thousandths.and_then(|t| u32::try_from(t).ok()).map(|t| f64::from(t) / 10.0);
        let passed = (possible > 0).then(|| {
            let meets_mark = u64::from(points) * 100 >= u64::from(pass_mark) * u64::from(possible);
            meets_mark && critical_failed.is_empty()
        });
        Self { points, possible, percent, critical_failed, passed }
    }
}

/// The call as the scorecard states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSummary {
    /// Who the caller is to the business.
    pub call_type: CallType,
    /// How sure that is.
    pub call_type_confidence: Probability,
    /// The words it rests on; empty where nothing was said.
    #[serde(default)]
    pub call_type_evidence: Vec<Evidence>,
    /// Which way the call went.
    pub direction: Option<Direction>,
    /// When it started.
    pub started_at: Option<String>,
    /// Where `started_at` is from.
    pub started_at_source: Option<StartedAtSource>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The caller's number.
    pub caller_number: Option<String>,
    /// The number that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_number: Option<String>,
    /// The business's extension that the call reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The phone system's own id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_system_id: Option<String>,
    /// How long the call lasted by the phone system's clock, ringing included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// How long of that something had picked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_ms: Option<u64>,
    /// What became of it by the phone system's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
}

impl CallSummary {
    /// What is known of `call`, with what the transcript says of its type.
    #[must_use]
    pub fn new(call: &Call, call_type: CallType, confidence: Probability, evidence: Vec<Evidence>) -> Self {
        Self {
            call_type,
            call_type_confidence: confidence,
            call_type_evidence: evidence,
            direction: call.direction,
            started_at: call.started_at.clone(),
            started_at_source: call.started_at_source,
            agent_name: call.agent_name.clone(),
            caller_number: call.caller_number.clone(),
            called_number: call.called_number.clone(),
            extension: call.extension.clone(),
            phone_system_id: call.phone_system_id.clone(),
            duration_ms: call.duration_ms,
            connected_ms: call.connected_ms,
            disposition: call.disposition,
        }
    }
}

/// Everything that made a scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Ringcheck's version.
    pub version: String,
    /// The scorer's version: raised whenever the same input may give another scorecard.
    pub scorer_version: String,
    /// The speech model's name; `None` for a transcript made elsewhere.
    pub model: Option<String>,
    /// The hash of the model file.
    pub model_sha256: Option<Sha256Hex>,
    /// The hash of the decoding, side and masking settings and the engine's version.
    pub settings_sha256: Sha256Hex,
    /// The version of the masking of secrets.
    pub masking: String,
    /// The rubric's id.
    pub rubric: String,
    /// The rubric's version.
    pub rubric_version: String,
    /// The hash of the rubric's text.
    pub rubric_sha256: Sha256Hex,
    /// The second opinions that were weighed; none unless they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_opinions: Vec<OpinionOrigin>,
}

/// All verdicts of one call with evidence, points, and everything that made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Always [`SCORECARD_SCHEMA`].
    pub schema: String,
    /// The call's id.
    pub id: String,
    /// The scorecard's number among those of its call, counted from 1; 0 until it is stored.
    pub scorecard: u32,
    /// The recordings that it was made from.
    pub recordings: Vec<Recording>,
    /// How it was decided which channel is the business.
    pub sides: SidesOrigin,
    /// The call.
    pub call: CallSummary,
    /// What happened on the line.
    pub timeline: Timeline,
    /// What the timeline adds up to.
    #[serde(default)]
    pub figures: TimelineFigures,
    /// What was said, by whom.
    pub turns: Vec<Turn>,
    /// The verdicts, in rubric order.
    pub criteria: Vec<CriterionScore>,
    /// The topics that agents asked about.
    pub qualifying_topics: Vec<QualifyingTopic>,
    /// What a prospect's call leaves to act on; `None` for other callers, and in scorecards of earlier scorers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    /// The points.
    pub score: Score,
    /// Whether a person should look: a verdict is undetermined or the recording is damaged.
    pub needs_review: bool,
    /// Why a person should look, in sentences.
    #[serde(default)]
    pub review_reasons: Vec<String>,
    /// Everything that made it.
    pub origin: Origin,
}
