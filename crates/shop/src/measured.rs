//! What is found in labelled shop calls against what their labels say.

use std::{collections::BTreeMap, fmt};

use ringcheck_statistics::{Estimate, Proportion};
use serde::{Deserialize, Serialize};

use crate::{DemandOutcome, FactOutcome, Scenario, ShopResult};

/// What a careful person says about a shop call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LabelledShop {
    /// The call's id.
    pub id: String,
    /// The scenario that was played.
    pub scenario: String,
    /// The hidden facts, by id.
    pub facts: BTreeMap<String, LabelledFact>,
    /// What must happen, by id.
    #[serde(default)]
    pub must: BTreeMap<String, DemandOutcome>,
    /// What must not happen, by id.
    #[serde(default)]
    pub must_not: BTreeMap<String, DemandOutcome>,
}

/// What a careful person says about a hidden fact.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LabelledFact {
    /// What became of it.
    pub outcome: FactOutcome,
    /// The turn of the question, counted from 0.
    #[serde(default)]
    pub question_turn: Option<usize>,
    /// The turn in which it was told.
    #[serde(default)]
    pub told_turn: Option<usize>,
}

/// Labels that do not fit their scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call `{call}` has no label for `{missing}` of the scenario `{scenario}`")]
pub struct MeasuredError {
    call: String,
    missing: String,
    scenario: String,
}

/// Counts of found against labelled, for one scenario or all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Calls.
    pub calls: u64,
    /// Of the facts that were found drawn out, those that are.
    pub precision: Proportion,
    /// Of the facts that are drawn out, those that were found.
    pub recall: Proportion,
    /// Of the facts drawn out and found, those whose question is the labelled one.
    pub question: Proportion,
    /// Facts whose outcome is the labelled one.
    pub outcomes: Proportion,
    /// Facts whose outcome was left to a person.
    pub facts_open: u64,
    /// Musts and must-nots whose outcome is the labelled one.
    pub demands: Proportion,
    /// Musts and must-nots that were left to a person.
    pub demands_open: u64,
}

/// What is found in labelled shop calls against their labels.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measured {
    /// All calls.
    pub overall: Counts,
    /// The calls of each scenario.
    pub scenarios: BTreeMap<String, Counts>,
    /// Labelled outcome, found outcome, and how often.
    pub confusion: BTreeMap<String, u64>,
    /// Each must and must not, by scenario and id.
    pub demands: BTreeMap<String, Proportion>,
    /// Where a label and what was found differ, one line each.
    pub differences: Vec<String>,
    /// Calls that could not be judged, with why.
    pub not_judged: Vec<String>,
}

impl Measured {
    /// Counts a call. Question turns are compared where the turns are those of the labels.
    ///
    /// # Errors
    /// A fact or a demand of the scenario has no label.
    pub fn add(
        &mut self,
        labels: &LabelledShop,
        scenario: &Scenario,
        found: &ShopResult,
        has_same_turns: bool,
    ) -> Result<(), MeasuredError> {
        let missing =
            |id: &str| MeasuredError { call: labels.id.clone(), missing: id.to_owned(), scenario: scenario.id.clone() };
        let mut counts = Counts { calls: 1, ..Counts::default() };
        for fact in &found.hidden_facts {
            let label = labels.facts.get(&fact.id).ok_or_else(|| missing(&fact.id))?;
            let (is, was_found) = (label.outcome == FactOutcome::DrawnOut, fact.outcome == FactOutcome::DrawnOut);
            if was_found {
                counts.precision.add(is);
            }
            if is {
                counts.recall.add(was_found);
            }
            if is && was_found && has_same_turns {
                let turn = fact.question.as_ref().map(|question| question.turn);
                counts.question.add(turn == label.question_turn);
            }
            counts.outcomes.add(fact.outcome == label.outcome);
            counts.facts_open += u64::from(fact.outcome == FactOutcome::Undetermined);
            *self.confusion.entry(format!("{} {}", label.outcome.as_str(), fact.outcome.as_str())).or_default() += 1;
            if fact.outcome != label.outcome {
                let (is, found) = (label.outcome.as_str(), fact.outcome.as_str());
                self.differences.push(format!("{} {}: {is}, found {found}", labels.id, fact.id));
            }
        }
        for (findings, labelled) in [(&found.must, &labels.must), (&found.must_not, &labels.must_not)] {
            for finding in findings {
                let label = labelled.get(&finding.id).ok_or_else(|| missing(&finding.id))?;
                let is_right = finding.outcome == *label;
                counts.demands.add(is_right);
                counts.demands_open += u64::from(finding.outcome == DemandOutcome::Undetermined);
                self.demands.entry(format!("{} {}", scenario.id, finding.id)).or_default().add(is_right);
                if !is_right {
                    let (is, found) = (label.as_str(), finding.outcome.as_str());
                    self.differences.push(format!("{} {}: {is}, found {found}", labels.id, finding.id));
                }
            }
        }
        self.overall.add(&counts);
        self.scenarios.entry(scenario.id.clone()).or_default().add(&counts);
        Ok(())
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        let sum = |own: &mut Proportion, other: Proportion| {
            own.hits += other.hits;
            own.trials += other.trials;
        };
        self.calls += other.calls;
        sum(&mut self.precision, other.precision);
        sum(&mut self.recall, other.recall);
        sum(&mut self.question, other.question);
        sum(&mut self.outcomes, other.outcomes);
        sum(&mut self.demands, other.demands);
        self.facts_open += other.facts_open;
        self.demands_open += other.demands_open;
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} shop calls, {} hidden facts", self.overall.calls, self.overall.outcomes.trials)?;
        writeln!(
            f,
            "\n{:<15} {:>5}  {:<28} {:<28} {:<28}",
            "drawn out", "calls", "precision", "recall", "its question"
        )?;
        let rows = self.scenarios.iter().map(|(id, counts)| (id.as_str(), counts)).chain([("all", &self.overall)]);
        for (name, counts) in rows.clone() {
            let figures = [counts.precision, counts.recall, counts.question].map(told);
            let line =
                format!("{name:<15} {:>5}  {:<28} {:<28} {:<28}", counts.calls, figures[0], figures[1], figures[2]);
            writeln!(f, "{}", line.trim_end())?;
        }
        writeln!(f, "\n{:<15} {:>5}  {:<28} {:<28}", "agreement", "open", "outcomes of facts", "musts and must-nots")?;
        for (name, counts) in rows {
            let open = counts.facts_open + counts.demands_open;
            let line = format!("{name:<15} {open:>5}  {:<28} {:<28}", told(counts.outcomes), told(counts.demands));
            writeln!(f, "{}", line.trim_end())?;
        }
        writeln!(f, "\nfacts, as labelled and as found")?;
        write!(f, "{:<15}", "")?;
        for found in FactOutcome::ALL {
            write!(f, "{:>14}", found.as_str())?;
        }
        for labelled in FactOutcome::ALL.into_iter().filter(|outcome| *outcome != FactOutcome::Undetermined) {
            write!(f, "\n{:<15}", labelled.as_str())?;
            for found in FactOutcome::ALL {
                let key = format!("{} {}", labelled.as_str(), found.as_str());
                write!(f, "{:>14}", self.confusion.get(&key).copied().unwrap_or(0))?;
            }
        }
        writeln!(f, "\n\nmusts and must-nots, each")?;
        for (name, share) in &self.demands {
            writeln!(f, "{name:<35} {}", told(*share))?;
        }
        for (title, lines) in [("Not judged", &self.not_judged), ("Disagreements", &self.differences)] {
            if !lines.is_empty() {
                writeln!(f, "\n{title}")?;
                lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
            }
        }
        Ok(())
    }
}

/// A share with its interval: `0.93 (0.81 to 0.98) 40 of 43`.
fn told(share: Proportion) -> String {
    match share.estimate() {
        Some(Estimate { value, low, high }) => {
            format!("{value:.2} ({low:.2} to {high:.2}) {}/{}", share.hits, share.trials)
        }
        None => "none".to_owned(),
    }
}
