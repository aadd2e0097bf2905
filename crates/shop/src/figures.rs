//! A shop call with all that is known of it, and what shop calls come to.

use std::collections::BTreeMap;

use ringcheck_call::{CriterionScore, Score, Scorecard, Verdict};
use serde::Serialize;

use crate::{DecidedCard, DemandFinding, DemandOutcome, FactOutcome, ItemKind, ItemShare, PersonsWord, ShopResult};

/// A shop call with all that is known of it.
#[derive(Clone, Debug)]
pub struct ShopCall {
    /// The planned call's number.
    pub planned_call: i64,
    /// The branch's name.
    pub branch: String,
    /// What it was planned as, such as `before-training`.
    pub phase: Option<String>,
    /// When it was planned: ISO 8601 with offset.
    pub planned_at: String,
    /// The scenario's name for people.
    pub title: String,
    /// Whether it was matched by the number that was called alone, since the shopper's was withheld.
    pub is_withheld: bool,
    /// What became of hidden facts and demands, people's decisions before the tool's.
    pub result: ShopResult,
    /// Whose word an outcome is, where it is a person's.
    pub people: Vec<PersonsWord>,
    /// The verdicts of the rubric, as the tool has them.
    pub scorecard: Scorecard,
    /// The same with people's verdicts; `None` where nobody's counts.
    pub decided: Option<DecidedCard>,
}

impl ShopCall {
    /// The score that counts: with people's verdicts, where there are any.
    #[must_use]
    pub fn score(&self) -> &Score {
        self.decided.as_ref().map_or(&self.scorecard.score, |decided| &decided.score)
    }

    /// The verdict that counts on a criterion of the scorecard.
    #[must_use]
    pub fn verdict(&self, criterion: &CriterionScore) -> Verdict {
        let decided = self.decided.as_ref().and_then(|decided| decided.verdicts.get(&criterion.id));
        decided.copied().unwrap_or(criterion.verdict)
    }

    /// Whose word the outcome of a fact or demand is; `None` where it is the tool's.
    #[must_use]
    pub fn word_on(&self, kind: ItemKind, id: &str) -> Option<&PersonsWord> {
        self.people.iter().find(|word| word.kind == kind && word.id == id)
    }

    /// When the call was, as far as it is known, else when it was planned: ISO 8601 with offset.
    #[must_use]
    pub fn at(&self) -> &str {
        self.scorecard.call.started_at.as_deref().unwrap_or(&self.planned_at)
    }

    /// How many facts and demands have this id.
    fn n_called(&self, id: &str) -> usize {
        let facts = self.result.hidden_facts.iter().map(|fact| &fact.id);
        let demands = self.result.must.iter().chain(&self.result.must_not).map(|demand| &demand.id);
        facts.chain(demands).filter(|known| *known == id).count()
    }

    /// What is left to a person: the facts and demands that nobody decided, as `ringcheck shop decide` takes their names.
    #[must_use]
    pub fn open(&self) -> Vec<String> {
        let result = &self.result;
        let facts = result.hidden_facts.iter().filter(|fact| fact.outcome == FactOutcome::Undetermined);
        let facts = facts.map(|fact| (ItemKind::Fact, fact.id.as_str()));
        let demands = [(ItemKind::Must, &result.must), (ItemKind::MustNot, &result.must_not)];
        let demands = demands.into_iter().flat_map(|(kind, list)| {
            let open = list.iter().filter(|demand| demand.outcome == DemandOutcome::Undetermined);
            open.map(move |demand| (kind, demand.id.as_str()))
        });
        let open = facts.chain(demands).filter(|(kind, id)| self.word_on(*kind, id).is_none());
        open.map(|(kind, id)| if self.n_called(id) > 1 { format!("{}:{id}", kind.as_str()) } else { id.to_owned() })
            .collect()
    }
}

/// What shop calls came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// How many calls.
    pub calls: u64,
    /// What the scenarios want, all in all: facts drawn out, musts met, must-nots that did not happen.
    pub wanted: ItemShare,
    /// Hidden facts that were drawn out, of those that the caller did not volunteer.
    pub drawn_out: ItemShare,
    /// Musts that were met.
    pub must: ItemShare,
    /// Must-nots that did not happen.
    pub must_not: ItemShare,
    /// Calls that passed by the rubric.
    pub passed: ItemShare,
    /// The mean score by the rubric in percent; `None` where no call has one.
    pub mean_percent: Option<f64>,
    /// The verdicts of each criterion of the rubric.
    pub criteria: BTreeMap<String, ItemShare>,
}

impl Figures {
    /// What `calls` come to.
    pub(crate) fn of<'c>(calls: impl Iterator<Item = &'c ShopCall>) -> Self {
        let mut figures = Self::default();
        let mut percents: Vec<f64> = Vec::new();
        for call in calls {
            figures.add(call);
            percents.extend(call.score().percent);
        }
        if !percents.is_empty() {
            #[expect(clippy::cast_precision_loss, reason = "as many as there are shop calls")]
            let mean = percents.iter().sum::<f64>() / percents.len() as f64;
            figures.mean_percent = Some((mean * 10.0).round() / 10.0);
        }
        figures
    }

    fn add(&mut self, call: &ShopCall) {
        self.calls += 1;
        let result = &call.result;
        let facts: Vec<Option<bool>> = result
            .hidden_facts
            .iter()
            .filter_map(|fact| match fact.outcome {
                FactOutcome::DrawnOut => Some(Some(true)),
                FactOutcome::Asked | FactOutcome::NotAsked => Some(Some(false)),
                FactOutcome::Undetermined => Some(None),
                // What was volunteered could not be drawn out any more.
                FactOutcome::Volunteered => None,
            })
            .collect();
        let (musts, must_nots) = (counted(&result.must), counted(&result.must_not));
        self.drawn_out.add(facts.iter().copied());
        self.must.add(musts.iter().copied());
        self.must_not.add(must_nots.iter().copied());
        self.wanted.add([facts, musts, must_nots].concat());
        if let Some(passed) = call.score().passed {
            self.passed.add([Some(passed)]);
        }
        for criterion in &call.scorecard.criteria {
            let is_passed = match call.verdict(criterion) {
                Verdict::Pass => Some(true),
                Verdict::Fail => Some(false),
                Verdict::Undetermined => None,
                Verdict::Na => continue,
            };
            self.criteria.entry(criterion.id.clone()).or_default().add([is_passed]);
        }
    }
}

/// Whether each demand is as the scenario wants it; what did not apply is left out.
fn counted(demands: &[DemandFinding]) -> Vec<Option<bool>> {
    let applied = demands.iter().filter(|demand| demand.outcome != DemandOutcome::NotApplicable);
    applied.map(|demand| demand.outcome.is_good()).collect()
}
