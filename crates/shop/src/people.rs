//! What people say of a shop call, before what the tool says.

use std::collections::BTreeMap;

use ringcheck_call::{Score, Scorecard, Verdict};
use serde::Serialize;

use crate::{
    DemandFinding, DemandKind, DemandOutcome, FactOutcome, Scenario, ShopResult,
    scenario::{Demand, Heard},
};

/// What of a shop call a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A hidden fact.
    Fact,
    /// A must.
    Must,
    /// A must not.
    MustNot,
}

impl ItemKind {
    /// All kinds, in the order of a scenario.
    pub const ALL: [Self; 3] = [Self::Fact, Self::Must, Self::MustNot];

    /// The word used in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Must => "must",
            Self::MustNot => "must_not",
        }
    }

    /// What a person may say of one.
    #[must_use]
    pub fn outcomes(self) -> Vec<&'static str> {
        use DemandOutcome::{DidNotHappen, Happened, Met, Missed, NotApplicable, Undetermined};
        match self {
            Self::Fact => FactOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect(),
            Self::Must => [Met, Missed, NotApplicable, Undetermined].map(DemandOutcome::as_str).to_vec(),
            Self::MustNot => [DidNotHappen, Happened, NotApplicable, Undetermined].map(DemandOutcome::as_str).to_vec(),
        }
    }
}

/// A person's decision on a hidden fact or a demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDecision {
    /// What it is on.
    pub kind: ItemKind,
    /// Its id in the scenario.
    pub id: String,
    /// What the person says, one of [`ItemKind::outcomes`].
    pub outcome: String,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
}

/// A person's verdict on a criterion of the call, which demands with that `criterion` follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionDecision {
    /// The criterion's id.
    pub criterion: String,
    /// What the person says.
    pub verdict: Verdict,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
}

/// Whose word an outcome of a shop call is, where it is a person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonsWord {
    /// What it is on.
    pub kind: ItemKind,
    /// Its id in the scenario.
    pub id: String,
    /// What the person says.
    pub outcome: String,
    /// What the tool says.
    pub tool_outcome: String,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// The criterion that the person judged, where the demand follows its verdict.
    pub criterion: Option<String>,
}

/// A scorecard with people's verdicts.
#[derive(Clone, Debug, PartialEq)]
pub struct DecidedCard {
    /// The points that they come to.
    pub score: Score,
    /// The verdict of each criterion that counts.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Who says what of a criterion, in words, where a person says anything.
    pub said: BTreeMap<String, String>,
}

/// Puts what people say in the place of what the tool says; whose word it is, is returned.
///
/// A decision on a fact or demand itself stands before a verdict on the criterion that a demand names. `scorecard` has the
/// tool's verdicts. Without a scenario nobody knows which demands name a criterion.
pub fn follow_people(
    result: &mut ShopResult,
    scenario: Option<&Scenario>,
    scorecard: &Scorecard,
    decisions: &[ItemDecision],
    verdicts: &[CriterionDecision],
) -> Vec<PersonsWord> {
    let mut said = Vec::new();
    let find = |kind: ItemKind, id: &str| decisions.iter().find(|of| of.kind == kind && of.id == id);
    for fact in &mut result.hidden_facts {
        let Some(decision) = find(ItemKind::Fact, &fact.id) else { continue };
        let Some(outcome) = FactOutcome::ALL.into_iter().find(|known| known.as_str() == decision.outcome) else {
            continue;
        };
        said.push(word_of(decision, fact.outcome.as_str()));
        fact.outcome = outcome;
    }
    for (kind, findings) in [(ItemKind::Must, &mut result.must), (ItemKind::MustNot, &mut result.must_not)] {
        for finding in findings {
            if let Some(decision) = find(kind, &finding.id) {
                if let Some(outcome) = demand_outcome(kind, &decision.outcome) {
                    said.push(word_of(decision, finding.outcome.as_str()));
                    finding.outcome = outcome;
                }
                continue;
            }
            let demand = scenario.and_then(|scenario| {
                scenario.demands.iter().find(|demand| kind_of(demand.kind) == kind && demand.id == finding.id)
            });
            let named = demand.and_then(|demand| Some((demand, demand.heard.built_in.as_ref()?)));
            let verdict = named.and_then(|(_, criterion)| verdicts.iter().find(|of| of.criterion == *criterion));
            let (Some((demand, criterion)), Some(verdict)) = (named, verdict) else { continue };
            let of_tool = scorecard.criteria.iter().find(|score| score.id == *criterion).map(|score| score.verdict);
            let Some(outcome) = followed(demand, finding, of_tool, verdict.verdict) else { continue };
            said.push(PersonsWord {
                kind,
                id: finding.id.clone(),
                outcome: outcome.as_str().to_owned(),
                tool_outcome: finding.outcome.as_str().to_owned(),
                by: verdict.by.clone(),
                reason: verdict.reason.clone(),
                criterion: Some(criterion.clone()),
            });
            finding.outcome = outcome;
        }
    }
    said
}

fn word_of(decision: &ItemDecision, tool_outcome: &str) -> PersonsWord {
    PersonsWord {
        kind: decision.kind,
        id: decision.id.clone(),
        outcome: decision.outcome.clone(),
        tool_outcome: tool_outcome.to_owned(),
        by: decision.by.clone(),
        reason: decision.reason.clone(),
        criterion: None,
    }
}

const fn kind_of(kind: DemandKind) -> ItemKind {
    match kind {
        DemandKind::Must => ItemKind::Must,
        DemandKind::MustNot => ItemKind::MustNot,
    }
}

fn demand_outcome(kind: ItemKind, word: &str) -> Option<DemandOutcome> {
    use DemandOutcome::{DidNotHappen, Happened, Met, Missed, NotApplicable, Undetermined};
    let all = [Met, Missed, Happened, DidNotHappen, NotApplicable, Undetermined];
    all.into_iter().find(|outcome| outcome.as_str() == word && kind.outcomes().contains(&word))
}

/// What a demand comes to by a person's verdict on its criterion; `None` where the outcome rests on something else.
///
/// What a person says happened, happened. What they say did not may have been heard by the demand's own `said` or `cues`:
/// then the tool's verdict on the criterion is not the one that the outcome rests on.
fn followed(
    demand: &Demand,
    finding: &DemandFinding,
    of_tool: Option<Verdict>,
    of_person: Verdict,
) -> Option<DemandOutcome> {
    // Who agrees with the tool says nothing that the outcome does not rest on already.
    if of_tool == Some(of_person) {
        return None;
    }
    let (passes, happened, did_not) = match demand.kind {
        DemandKind::Must => (Verdict::Pass, DemandOutcome::Met, DemandOutcome::Missed),
        DemandKind::MustNot => (Verdict::Fail, DemandOutcome::Happened, DemandOutcome::DidNotHappen),
    };
    if of_person == passes {
        return Some(happened);
    }
    let Heard { written, lines, .. } = &demand.heard;
    let rests_on_criterion = match finding.outcome {
        outcome if outcome == happened => of_tool == Some(passes),
        DemandOutcome::Undetermined => of_tool == Some(Verdict::Undetermined),
        _ => true,
    };
    if (written.is_some() || lines.is_some()) && !rests_on_criterion {
        return None;
    }
    Some(match of_person {
        Verdict::Undetermined => DemandOutcome::Undetermined,
        Verdict::Na => DemandOutcome::NotApplicable,
        Verdict::Pass | Verdict::Fail => did_not,
    })
}
