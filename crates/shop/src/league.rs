//! Branches compared, and before with after: only where the numbers allow it.

use std::collections::{BTreeMap, BTreeSet};

use ringcheck_statistics::Estimate;
use serde::Serialize;

use crate::{Change, DemandFinding, Figures, ShopCall, changes::changes};

/// The schema of a league as JSON.
pub const LEAGUE_SCHEMA: &str = "ringcheck.shop-league/1";

/// A branch of fewer shop calls gets no place, and a phase of fewer is neither better nor worse than another.
pub const FEWEST_CALLS: u64 = 3;

/// The phase of calls that were planned without one.
const NO_PHASE: &str = "no phase";

/// A branch's place in the league.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its place: nobody's interval overlaps with its own.
    Place(u32),
    /// It cannot be told apart from these.
    LikeOthers(Vec<String>),
    /// It has too few calls, or there is nobody to compare it with.
    TooFew,
}

/// A branch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// What its calls came to.
    pub figures: Figures,
    /// Its place.
    pub standing: Standing,
    /// What changed in it from each phase to the next.
    pub changes: Vec<Change>,
}

/// A phase, such as before a training, with what its calls came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseFigures {
    /// Its name.
    pub phase: String,
    /// The day and time of its first call, as planned.
    pub first_at: String,
    /// What its calls came to.
    pub figures: Figures,
}

/// All shop calls, compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct League {
    /// Always [`LEAGUE_SCHEMA`].
    pub schema: String,
    /// All calls together.
    pub overall: Figures,
    /// The branches, the best first.
    pub branches: Vec<Branch>,
    /// The phases, the earliest first.
    pub phases: Vec<PhaseFigures>,
    /// What changed from each phase to the next, over all branches.
    pub changes: Vec<Change>,
    /// What a reader has to know of what is compared here, each in a sentence or two.
    pub notes: Vec<String>,
    /// Planned calls that have no result yet.
    pub n_without_result: usize,
}

impl League {
    /// Compares `calls`; `n_without_result` is how many planned calls have no result yet.
    #[must_use]
    pub fn of(calls: &[ShopCall], n_without_result: usize) -> Self {
        let names: BTreeSet<&str> = calls.iter().map(|call| call.branch.as_str()).collect();
        let phases = phases(calls);
        let order: Vec<&str> = phases.iter().map(|phase| phase.phase.as_str()).collect();
        let of_branch = |name: &str| calls.iter().filter(move |call| call.branch == name).collect::<Vec<_>>();
        let figures: Vec<(String, Figures)> =
            names.iter().map(|name| ((*name).to_owned(), Figures::of(of_branch(name).into_iter()))).collect();
        let mut branches: Vec<Branch> = figures
            .iter()
            .map(|(name, own)| Branch {
                name: name.clone(),
                figures: own.clone(),
                standing: standing(name, &figures),
                changes: changes_between(&of_branch(name), &order),
            })
            .collect();
        // The sort keeps the order of names among equals.
        branches.sort_by(|a, b| value(&b.figures).total_cmp(&value(&a.figures)));
        Self {
            schema: LEAGUE_SCHEMA.to_owned(),
            overall: Figures::of(calls.iter()),
            branches,
            changes: changes_between(&calls.iter().collect::<Vec<_>>(), &order),
            notes: notes(calls, &order),
            phases,
            n_without_result,
        }
    }
}

fn value(figures: &Figures) -> f64 {
    figures.wanted.estimate().map_or(-1.0, |estimate| estimate.value)
}

/// The place of branch `name` among all, by what the scenarios want.
fn standing(name: &str, all: &[(String, Figures)]) -> Standing {
    let comparable: Vec<(&str, Estimate)> = all
        .iter()
        .filter(|(_, figures)| figures.wanted.calls() >= FEWEST_CALLS)
        .filter_map(|(name, figures)| Some((name.as_str(), figures.wanted.estimate()?)))
        .collect();
    let own = comparable.iter().find(|(known, _)| *known == name).map(|(_, estimate)| *estimate);
    let Some(own) = own.filter(|_| comparable.len() > 1) else { return Standing::TooFew };
    let others = comparable.iter().filter(|(known, _)| *known != name);
    let overlaps = |other: &Estimate| other.low <= own.high && own.low <= other.high;
    let alike: Vec<String> =
        others.clone().filter(|(_, other)| overlaps(other)).map(|(name, _)| (*name).to_owned()).collect();
    if !alike.is_empty() {
        return Standing::LikeOthers(alike);
    }
    let n_better = others.filter(|(_, other)| other.low > own.high).count();
    Standing::Place(u32::try_from(n_better + 1).unwrap_or(u32::MAX))
}

fn phase_of(call: &ShopCall) -> &str {
    call.phase.as_deref().unwrap_or(NO_PHASE)
}

/// The phases of the calls, the earliest first; none where no call has one.
fn phases(calls: &[ShopCall]) -> Vec<PhaseFigures> {
    if calls.iter().all(|call| call.phase.is_none()) {
        return Vec::new();
    }
    let mut firsts: BTreeMap<&str, &str> = BTreeMap::new();
    for call in calls {
        let first = firsts.entry(phase_of(call)).or_insert(&call.planned_at);
        if instant(&call.planned_at) < instant(first) {
            *first = &call.planned_at;
        }
    }
    let mut phases: Vec<(&str, &str)> = firsts.into_iter().collect();
    // The sort keeps the order of names among equals.
    phases.sort_by_key(|(_, first)| instant(first));
    let figures = |name: &str| Figures::of(calls.iter().filter(|call| phase_of(call) == name));
    let phases = phases.into_iter().map(|(name, first)| PhaseFigures {
        phase: name.to_owned(),
        first_at: first.to_owned(),
        figures: figures(name),
    });
    phases.collect()
}

fn instant(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

/// What changed in `calls` from each of the phases to the next that they have.
fn changes_between(calls: &[&ShopCall], order: &[&str]) -> Vec<Change> {
    let figures = |phase: &str| Figures::of(calls.iter().copied().filter(|call| phase_of(call) == phase));
    let had: Vec<(&str, Figures)> =
        order.iter().map(|phase| (*phase, figures(phase))).filter(|(_, figures)| figures.calls > 0).collect();
    had.windows(2).flat_map(|pair| changes((pair[0].0, &pair[0].1), (pair[1].0, &pair[1].1))).collect()
}

/// What a reader has to know of what is compared.
fn notes(calls: &[ShopCall], order: &[&str]) -> Vec<String> {
    let mut notes = Vec::new();
    let played = |calls: &mut dyn Iterator<Item = &ShopCall>| -> BTreeSet<(String, String, String)> {
        let of = |call: &ShopCall| {
            let result = &call.result;
            (result.scenario.clone(), result.scenario_version.clone(), result.scenario_sha256.to_string())
        };
        calls.map(of).collect()
    };
    let all = played(&mut calls.iter());
    let names: BTreeSet<&str> = all.iter().map(|(id, _, _)| id.as_str()).collect();
    let is_mixed = order.len() > 1
        && order.iter().any(|phase| played(&mut calls.iter().filter(|call| phase_of(call) == *phase)) != all);
    if names.len() > 1 {
        let names: Vec<&str> = names.into_iter().collect();
        notes.push(format!(
            "Several scenarios are counted together here ({}), and each wants something else; `--scenario NAME` takes one.",
            names.join(", ")
        ));
    } else if all.len() > 1 {
        notes.push(
            "The calls were judged by different texts of the scenario, which may want different things.".to_owned(),
        );
    }
    if all.len() > 1 && is_mixed {
        notes.push("The phases did not play the same scenarios: what changed may be the scenario.".to_owned());
    }
    if order.len() > 1 {
        notes.push("Branches are compared over all phases together; `--phase NAME` takes one.".to_owned());
        let branches: BTreeSet<&str> = calls.iter().map(|call| call.branch.as_str()).collect();
        let missing: Vec<String> = branches
            .iter()
            .flat_map(|branch| {
                let is_in = |phase: &str| calls.iter().any(|call| call.branch == *branch && phase_of(call) == phase);
                order.iter().filter(move |phase| !is_in(phase)).map(move |phase| format!("{branch} not in {phase}"))
            })
            .collect();
        if !missing.is_empty() {
            notes.push(format!(
                "Not every branch was called in every phase ({}): what changed over all branches may be the branches.",
                missing.join(", ")
            ));
        }
    }
    notes
}

/// A finding of a call that hurts: a must that was missed, or a must not that happened.
#[must_use]
pub fn hurts(finding: &DemandFinding) -> bool {
    finding.outcome.is_good() == Some(false)
}
