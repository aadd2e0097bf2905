//! Whether what must happen happened, and what must not did not.

use ringcheck_call::{CriterionScore, Evidence, Verdict};
use ringcheck_scoring::{Heard, SaidBy, assess_heard};
use serde::{Deserialize, Serialize};

use crate::scenario::{Demand, DemandKind, Scenario};

/// What became of something that must or must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemandOutcome {
    /// A must that happened.
    Met,
    /// A must that did not happen.
    Missed,
    /// A must not that happened.
    Happened,
    /// A must not that did not happen.
    DidNotHappen,
    /// It did not come to it: what has to be said before was not said.
    NotApplicable,
    /// A person must decide.
    Undetermined,
}

impl DemandOutcome {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Happened => "happened",
            Self::DidNotHappen => "did_not_happen",
            Self::NotApplicable => "not_applicable",
            Self::Undetermined => "undetermined",
        }
    }

    /// Whether it is as the scenario wants it; `None` where that is open or does not apply.
    #[must_use]
    pub const fn is_good(self) -> Option<bool> {
        match self {
            Self::Met | Self::DidNotHappen => Some(true),
            Self::Missed | Self::Happened => Some(false),
            Self::NotApplicable | Self::Undetermined => None,
        }
    }
}

/// What became of one demand in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandFinding {
    /// The demand's id in the scenario.
    pub id: String,
    /// What must or must not happen.
    pub what: String,
    /// What became of it.
    pub outcome: DemandOutcome,
    /// The words that it rests on.
    pub evidence: Vec<Evidence>,
    /// What came closest, where nothing was said that counts.
    pub nearest: Option<Evidence>,
    /// Why, in one plain sentence.
    pub rationale: String,
}

/// What became of the scenario's demands in the conversation that was heard, in its order.
#[must_use]
pub fn judge_demands(scenario: &Scenario, heard: &Heard<'_>) -> Vec<DemandFinding> {
    let scores = assess_heard(&scenario.rubric, heard).criteria;
    let is_answered = heard.voices().contains(&SaidBy::Agent);
    scenario.demands.iter().map(|demand| judge(demand, &scores, heard, is_answered)).collect()
}

fn judge(demand: &Demand, scores: &[CriterionScore], heard: &Heard<'_>, is_answered: bool) -> DemandFinding {
    let named = |id: &Option<String>| id.as_ref().and_then(|id| scores.iter().find(|score| score.id == *id));
    let (written, built_in) = (named(&demand.heard.written), named(&demand.heard.built_in));
    // A written criterion passes where the thing was said. A built-in one fails where what it forbids was.
    let happened = |score: &CriterionScore, passes: Verdict| match score.verdict {
        Verdict::Undetermined => None,
        verdict => Some(verdict == passes),
    };
    let of_built_in = if demand.kind == DemandKind::Must { Verdict::Pass } else { Verdict::Fail };
    let all: Vec<(Option<bool>, &CriterionScore)> = written
        .map(|score| (happened(score, Verdict::Pass), score))
        .into_iter()
        .chain(built_in.map(|score| (happened(score, of_built_in), score)))
        .collect();
    let happens = if all.iter().any(|(happened, _)| *happened == Some(true)) {
        Some(true)
    } else if all.iter().any(|(happened, _)| happened.is_none()) {
        None
    } else {
        Some(false)
    };
    let deciding = all.iter().find(|(happened, _)| *happened == happens).map(|(_, score)| *score);
    let does_not_apply = is_answered && all.iter().all(|(_, score)| score.verdict == Verdict::Na);
    let outcome = match (demand.kind, happens) {
        _ if does_not_apply => DemandOutcome::NotApplicable,
        (_, None) => DemandOutcome::Undetermined,
        (DemandKind::Must, Some(true)) => DemandOutcome::Met,
        (DemandKind::Must, Some(false)) => DemandOutcome::Missed,
        (DemandKind::MustNot, Some(true)) => DemandOutcome::Happened,
        (DemandKind::MustNot, Some(false)) => DemandOutcome::DidNotHappen,
    };
    let nearest = deciding.filter(|_| happens != Some(true)).and_then(|score| nearest_of(score, heard));
    DemandFinding {
        id: demand.id.clone(),
        what: demand.what.clone(),
        outcome,
        evidence: deciding.filter(|_| happens != Some(false)).map(|score| score.evidence.clone()).unwrap_or_default(),
        nearest,
        rationale: deciding.map(|score| score.rationale.clone()).unwrap_or_default(),
    }
}

/// What came closest, as a quote from its turn.
fn nearest_of(score: &CriterionScore, heard: &Heard<'_>) -> Option<Evidence> {
    let miss = score.nearest_miss.as_ref()?;
    let text = heard.text_of(miss.turn)?;
    let start = text.find(&miss.quote)?;
    heard.quote_of(miss.turn, start..start + miss.quote.len())
}
