//! Branches compared, and before with after: only where the numbers allow it.

use std::collections::BTreeMap;

use ringcheck_call::{Scorecard, Verdict};
use ringcheck_report::Share;
use ringcheck_statistics::{Estimate, Proportion};
use serde::Serialize;

use crate::{DemandFinding, DemandOutcome, FactOutcome, ShopResult};

/// The schema of a league as JSON.
pub const LEAGUE_SCHEMA: &str = "ringcheck.shop-league/1";

/// A branch of fewer shop calls gets no place.
pub const FEWEST_CALLS: u64 = 3;

/// The phase of calls that were planned without one.
const NO_PHASE: &str = "no phase";

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
    /// What became of hidden facts and demands.
    pub result: ShopResult,
    /// The verdicts of the rubric.
    pub scorecard: Scorecard,
}

/// What shop calls came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// How many calls.
    pub calls: u64,
    /// What the scenarios want, all in all: facts drawn out, musts met, must-nots that did not happen.
    pub wanted: Share,
    /// Hidden facts that were drawn out, of those that the caller did not volunteer.
    pub drawn_out: Share,
    /// Musts that were met.
    pub must: Share,
    /// Must-nots that did not happen.
    pub must_not: Share,
    /// Calls that passed by the rubric.
    pub passed: Share,
    /// The mean score by the rubric in percent; `None` where no call has one.
    pub mean_percent: Option<f64>,
    /// The verdicts of each criterion of the rubric.
    pub criteria: BTreeMap<String, Share>,
}

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

/// What changed from one phase to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The earlier phase.
    pub from: String,
    /// The later phase.
    pub to: String,
    /// What is compared, in words.
    pub what: String,
    /// The earlier share.
    pub before: Proportion,
    /// The later share.
    pub after: Proportion,
    /// The later less the earlier, with its interval; `None` where one is of nothing.
    pub difference: Option<Estimate>,
    /// What that says, in one sentence.
    pub told: String,
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
    /// What changed from each phase to the next.
    pub changes: Vec<Change>,
    /// Planned calls that have no result yet.
    pub n_without_result: usize,
}

impl Figures {
    fn add(&mut self, call: &ShopCall) {
        self.calls += 1;
        let result = &call.result;
        for fact in &result.hidden_facts {
            // What was volunteered could not be drawn out any more.
            let is_drawn = match fact.outcome {
                FactOutcome::DrawnOut => Some(true),
                FactOutcome::Asked | FactOutcome::NotAsked => Some(false),
                FactOutcome::Undetermined => None,
                FactOutcome::Volunteered => continue,
            };
            count(&mut self.drawn_out, is_drawn);
            count(&mut self.wanted, is_drawn);
        }
        for (findings, share) in [(&result.must, &mut self.must), (&result.must_not, &mut self.must_not)] {
            for finding in findings.iter().filter(|finding| finding.outcome != DemandOutcome::NotApplicable) {
                count(share, finding.outcome.is_good());
                count(&mut self.wanted, finding.outcome.is_good());
            }
        }
        if let Some(passed) = call.scorecard.score.passed {
            self.passed.decided.add(passed);
        }
        for criterion in &call.scorecard.criteria {
            let is_passed = match criterion.verdict {
                Verdict::Pass => Some(true),
                Verdict::Fail => Some(false),
                Verdict::Undetermined => None,
                Verdict::Na => continue,
            };
            count(self.criteria.entry(criterion.id.clone()).or_default(), is_passed);
        }
    }

    fn of<'c>(calls: impl Iterator<Item = &'c ShopCall>) -> Self {
        let mut figures = Self::default();
        let mut percents: Vec<f64> = Vec::new();
        for call in calls {
            figures.add(call);
            percents.extend(call.scorecard.score.percent);
        }
        if !percents.is_empty() {
            #[expect(clippy::cast_precision_loss, reason = "as many as there are shop calls")]
            let mean = percents.iter().sum::<f64>() / percents.len() as f64;
            figures.mean_percent = Some((mean * 10.0).round() / 10.0);
        }
        figures
    }
}

fn count(share: &mut Share, is_hit: Option<bool>) {
    match is_hit {
        Some(is_hit) => share.decided.add(is_hit),
        None => share.undetermined += 1,
    }
}

impl League {
    /// Compares `calls`; `n_without_result` is how many planned calls have no result yet.
    #[must_use]
    pub fn of(calls: &[ShopCall], n_without_result: usize) -> Self {
        let mut names: Vec<&str> = calls.iter().map(|call| call.branch.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let figures_of = |name: &str| Figures::of(calls.iter().filter(|call| call.branch == name));
        let figures: Vec<(String, Figures)> = names.iter().map(|name| ((*name).to_owned(), figures_of(name))).collect();
        let mut branches: Vec<Branch> = figures
            .iter()
            .map(|(name, own)| Branch { name: name.clone(), figures: own.clone(), standing: standing(name, &figures) })
            .collect();
        // The sort keeps the order of names among equals.
        branches.sort_by(|a, b| value(&b.figures).total_cmp(&value(&a.figures)));
        let phases = phases(calls);
        let changes = phases.windows(2).flat_map(|pair| changes(&pair[0], &pair[1])).collect();
        Self {
            schema: LEAGUE_SCHEMA.to_owned(),
            overall: Figures::of(calls.iter()),
            branches,
            phases,
            changes,
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
        .filter(|(_, figures)| figures.calls >= FEWEST_CALLS)
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

/// The phases of the calls, the earliest first; none where no call has one.
fn phases(calls: &[ShopCall]) -> Vec<PhaseFigures> {
    if calls.iter().all(|call| call.phase.is_none()) {
        return Vec::new();
    }
    let name_of = |call: &ShopCall| call.phase.clone().unwrap_or_else(|| NO_PHASE.to_owned());
    let mut names: Vec<(String, String)> = Vec::new();
    for call in calls {
        let name = name_of(call);
        match names.iter_mut().find(|(_, known)| *known == name) {
            Some((first, _)) if instant(&call.planned_at) < instant(first) => call.planned_at.clone_into(first),
            Some(_) => {}
            None => names.push((call.planned_at.clone(), name)),
        }
    }
    names.sort_by_key(|(first, name)| (instant(first), name.clone()));
    let figures = |name: &str| Figures::of(calls.iter().filter(|call| name_of(call) == name));
    names.into_iter().map(|(first_at, phase)| PhaseFigures { figures: figures(&phase), phase, first_at }).collect()
}

fn instant(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

/// What changed from one phase to the next: what the scenarios want, and each criterion of the rubric.
fn changes(before: &PhaseFigures, after: &PhaseFigures) -> Vec<Change> {
    let (old, new) = (&before.figures, &after.figures);
    let mut compared: Vec<(String, Proportion, Proportion)> = vec![
        ("all that was wanted".to_owned(), old.wanted.decided, new.wanted.decided),
        ("hidden facts drawn out".to_owned(), old.drawn_out.decided, new.drawn_out.decided),
        ("musts met".to_owned(), old.must.decided, new.must.decided),
        ("must-nots kept".to_owned(), old.must_not.decided, new.must_not.decided),
        ("calls passed".to_owned(), old.passed.decided, new.passed.decided),
    ];
    for (id, share) in &old.criteria {
        if let Some(later) = new.criteria.get(id) {
            compared.push((id.replace('_', " "), share.decided, later.decided));
        }
    }
    compared
        .into_iter()
        .map(|(what, earlier, later)| {
            let difference = later.less(earlier);
            Change {
                from: before.phase.clone(),
                to: after.phase.clone(),
                told: told(difference),
                what,
                before: earlier,
                after: later,
                difference,
            }
        })
        .collect()
}

/// What a difference says.
fn told(difference: Option<Estimate>) -> String {
    let Some(Estimate { value, low, high }) = difference else { return "Nothing to compare.".to_owned() };
    let points = |share: f64| format!("{:+.0}", share * 100.0);
    let range = format!("{} points, probably {} to {}", points(value), points(low), points(high));
    if low > 0.0 {
        format!("Better: {range}.")
    } else if high < 0.0 {
        format!("Worse: {range}.")
    } else {
        format!("May be chance: {range}.")
    }
}

/// A finding of a call that hurts: a must that was missed, or a must not that happened.
#[must_use]
pub fn hurts(finding: &DemandFinding) -> bool {
    finding.outcome.is_good() == Some(false)
}
