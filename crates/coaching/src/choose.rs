//! Which calls are worth an agent's time: a pattern before a slip, the surest and worst example first.

mod picks;

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::Timestamp;
use ringcheck_call::{Agent, Judged, JudgedCall, LossReason, Probability, Verdict};
use ringcheck_report::Share;
use ringcheck_statistics::{Proportion, to_f64};

use crate::Outcome;

/// A miss is a pattern where it happened at least so often …
const REPEATED_FROM: u64 = 2;

/// … and in at least this share of the calls that could be judged.
const REPEATED_SHARE: f64 = 0.2;

/// Verdicts within so many thousandths are equally sure: what is graver, worse and newer decides between them.
const SURENESS_STEP: u16 = 50;

/// So many criteria share an agent's list, where none was named.
const MAX_CRITERIA: usize = 3;

/// So many calls are offered as an example of how it is done; not each has words that show it.
const N_EXAMPLES: usize = 12;

/// Where the caller's words tell an outcome, so many calls are looked at in all: each takes a language model a moment.
const MAX_LOOKED_AT: usize = 400;

/// Who answers, and how fast, is the firm's doing: nobody is coached for it unless asked to.
const NOT_THE_AGENTS: [&str; 2] = ["live_answer", "answer_speed"];

/// What is to be coached, and by which calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The agent, by name or extension; `None` for each.
    pub agent: Option<String>,
    /// The criteria; none for whatever is missed.
    pub criteria: Vec<String>,
    /// Only calls below this percentage are examples.
    pub below_percent: Option<f64>,
    /// Only verdicts at least this sure are.
    pub min_confidence: Probability,
    /// Only calls with this outcome are.
    pub outcome: Option<Outcome>,
    /// How many calls at most, for each agent.
    pub limit: usize,
}

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// What to coach each agent for, those with a pattern first.
    pub plans: Vec<AgentPlan>,
    /// Where the caller's words tell the outcome, and not enough were found among as many calls as are looked at: how many
    /// of the newest calls that could have it were looked at, of the agents of whom that is so. 0 else.
    pub looked_at: usize,
    /// How many such calls these agents have. 0 where there are none else.
    pub looked_at_of: usize,
}

/// What to coach an agent for.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentPlan {
    /// Whom.
    pub agent: Agent,
    /// How many calls of theirs there are.
    pub calls: u64,
    /// How many of those that have a score passed by the rubric.
    pub passed: Proportion,
    /// What was missed, patterns first; with criteria or an outcome named, what those say, missed or not.
    pub misses: Vec<Miss>,
    /// The calls that show it, in the order in which to listen to them.
    pub picks: Vec<Pick>,
}

/// How often a criterion was missed by an agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    /// The criterion's id.
    pub criterion: String,
    /// The calls that failed it, of those that could be judged.
    pub missed: Share,
    /// Whether it is a pattern rather than a slip.
    pub is_repeated: bool,
    /// Whether it was asked for, by its own name or by that of an outcome.
    pub is_named: bool,
    /// Its weight in points.
    pub gravity: u32,
    /// The calls that show how it is done, by their place among all calls: those of colleagues, the best first, then the
    /// agent's own.
    pub examples: Vec<usize>,
}

impl Miss {
    /// Whether it is to be practised even where the list has no call of its own for it.
    #[must_use]
    pub const fn is_to_practise(&self) -> bool {
        self.is_named || self.is_repeated
    }
}

impl AgentPlan {
    /// What is to be practised, and was missed, of which no call is in the list: another criterion took it, or it was
    /// kept out.
    pub fn without_call(&self) -> impl Iterator<Item = &Miss> {
        let is_shown = |miss: &Miss| self.picks.iter().any(|pick| pick.criterion == miss.criterion);
        self.misses.iter().filter(move |m| m.is_to_practise() && m.missed.decided.hits > 0 && !is_shown(m))
    }
}

/// A call to listen to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Its place among all calls.
    pub call: usize,
    /// The criterion that it shows.
    pub criterion: String,
}

/// Whether each of several calls has an outcome that no verdict tells, in their order.
pub type Holds<'a, E> = dyn FnMut(&[&JudgedCall]) -> Result<Vec<bool>, E> + 'a;

/// Chooses from `calls` what each agent is to be coached for, those with a pattern first.
///
/// Figures are of all calls; what is below a percentage, sure enough or of an outcome limits only which calls are taken as
/// examples. `holds` is asked only for an outcome that no verdict tells, see [`Outcome::is_declined`]: about several calls
/// at once, the surest and best first, until there are enough. It gives an answer for each, in their order. Of many calls
/// only the newest are asked about, [`Choice::looked_at`].
///
/// # Errors
///
/// The first error of `holds`.
pub fn choose<E>(calls: &[JudgedCall], wish: &Wish, holds: &mut Holds<'_, E>) -> Result<Choice, E> {
    let mut passes = Passes::new(calls);
    let mut by_agent: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, (call, group)) in calls.iter().zip(&passes.groups).enumerate() {
        if wish.agent.as_deref().is_none_or(|asked| call.facts.is_of_agent(asked)) {
            by_agent.entry(*group).or_default().push(number);
        }
    }
    let max = (MAX_LOOKED_AT / by_agent.len().max(1)).max(wish.limit);
    let mut choice = Choice::default();
    for (group, own) in &by_agent {
        let mut plan = plan(*group, own, &mut passes, wish);
        if wish.outcome.is_some_and(|outcome| outcome.is_declined().is_some()) {
            let (picks, n_left) = picks::by_words(calls, own, &plan.misses, wish, max, holds)?;
            plan.picks = picks;
            if n_left > 0 {
                choice.looked_at += max;
                choice.looked_at_of += max + n_left;
            }
        } else {
            plan.picks = picks::by_verdict(calls, own, &plan.misses, wish);
        }
        // Of an outcome only the calls are wanted; else what was missed is told even where no call is taken as an example.
        let is_told = if wish.outcome.is_some() { !plan.picks.is_empty() } else { !plan.misses.is_empty() };
        if is_told {
            choice.plans.push(plan);
        }
    }
    choice.plans.sort_by_cached_key(|plan| {
        let worst = plan.misses.first();
        (
            !plan.agent.is_known(),
            !worst.is_some_and(|miss| miss.is_repeated),
            Reverse(Ordered(worst.map_or(0.0, cost))),
            plan.agent.label().to_lowercase(),
        )
    });
    Ok(choice)
}

/// What there is to coach an agent for, without calls to listen to.
fn plan(group: usize, own: &[usize], ranking: &mut Passes<'_>, wish: &Wish) -> AgentPlan {
    let calls = ranking.calls;
    let mine = || own.iter().filter_map(|number| calls.get(*number));
    let mut passed = Proportion::default();
    let mut tallies: BTreeMap<&str, (Share, u32)> = BTreeMap::new();
    for call in mine() {
        if let Some(is_passed) = call.facts.passed {
            passed.add(is_passed);
        }
        for judged in call.judged.iter().filter(|judged| is_asked(&judged.criterion_id, wish)) {
            let (missed, gravity) = tallies.entry(&judged.criterion_id).or_default();
            missed.add(Some(judged.verdict), Verdict::Fail);
            *gravity = judged.possible.max(*gravity);
        }
    }
    // Of several ways to write a name the same one is taken in whatever order the calls come.
    let agent = mine().map(|call| Agent::of(&call.facts)).min().unwrap_or_default();
    let is_named = !wish.criteria.is_empty() || wish.outcome.is_some();
    let mut misses: Vec<Miss> = tallies
        .into_iter()
        .filter(|(_, (missed, _))| if is_named { missed.decided.trials > 0 } else { missed.decided.hits > 0 })
        .map(|(criterion, (missed, gravity))| Miss {
            examples: ranking.examples(group, criterion),
            criterion: criterion.to_owned(),
            is_repeated: is_repeated(missed.decided),
            is_named,
            missed,
            gravity,
        })
        .collect();
    misses.sort_by_cached_key(|miss| (!miss.is_repeated, Reverse(Ordered(cost(miss))), miss.criterion.clone()));
    AgentPlan { agent, calls: own.len() as u64, passed, misses, picks: Vec::new() }
}

/// Whether a criterion is one to look at.
fn is_asked(criterion: &str, wish: &Wish) -> bool {
    match wish.outcome {
        Some(outcome) => outcome.criterion_id() == criterion,
        None if wish.criteria.is_empty() => !NOT_THE_AGENTS.contains(&criterion),
        None => wish.criteria.iter().any(|id| id == criterion),
    }
}

fn is_repeated(missed: Proportion) -> bool {
    missed.hits >= REPEATED_FROM && to_f64(missed.hits) >= REPEATED_SHARE * to_f64(missed.trials)
}

/// What a miss costs at least in a call, in points, by all that is known.
fn cost(miss: &Miss) -> f64 {
    miss.missed.estimate().map_or(0.0, |estimate| estimate.low * f64::from(miss.gravity))
}

/// The agent's calls that show a criterion, in the order in which to take them.
fn worst_first(calls: &[JudgedCall], own: &[usize], criterion: &str, wish: &Wish) -> Vec<usize> {
    let wanted = wish.outcome.map_or(Verdict::Fail, Outcome::verdict);
    let mut found: Vec<(usize, &JudgedCall, &Judged)> = own
        .iter()
        .filter_map(|number| {
            let call = calls.get(*number)?;
            let judged = call.judged(criterion)?;
            let is_low = wish.below_percent.is_none_or(|below| call.facts.percent.is_some_and(|found| found < below));
            let is_wanted =
                judged.verdict == wanted && !judged.is_overruled && judged.confidence >= wish.min_confidence && is_low;
            let is_of_outcome = wish.outcome.is_none_or(|outcome| outcome.is_allowed_by(call));
            (is_wanted && is_of_outcome).then_some((*number, call, judged))
        })
        .collect();
    let best_first = wanted == Verdict::Pass;
    found.sort_by_cached_key(|(_, call, judged)| order(call, judged, best_first));
    found.into_iter().map(|(number, ..)| number).collect()
}

/// The calls that show how criteria are met, ranked once for all agents.
struct Passes<'a> {
    calls: &'a [JudgedCall],
    /// Whose call each is: the same number for the same agent.
    groups: Vec<usize>,
    /// For each criterion its passes, the surest and best first.
    ranked: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Passes<'a> {
    fn new(calls: &'a [JudgedCall]) -> Self {
        let mut numbers: BTreeMap<(Option<String>, Option<String>), usize> = BTreeMap::new();
        let groups = calls
            .iter()
            .map(|call| {
                let agent = Agent::of(&call.facts);
                let n_known = numbers.len();
                *numbers.entry((agent.name.map(|name| name.to_lowercase()), agent.extension)).or_insert(n_known)
            })
            .collect();
        Self { calls, groups, ranked: BTreeMap::new() }
    }

    /// The calls that show an agent how a criterion is met: those of colleagues, the surest and best first, then the
    /// agent's own.
    fn examples(&mut self, group: usize, criterion: &'a str) -> Vec<usize> {
        let ranked = self.ranked.entry(criterion).or_insert_with(|| ranked(self.calls, criterion));
        let is_own = |number: &&usize| self.groups.get(**number) == Some(&group);
        let others = ranked.iter().filter(|number| !is_own(number));
        others.chain(ranked.iter().filter(is_own)).take(N_EXAMPLES).copied().collect()
    }
}

fn ranked(calls: &[JudgedCall], criterion: &str) -> Vec<usize> {
    let mut found: Vec<(usize, &JudgedCall, &Judged)> = calls
        .iter()
        .enumerate()
        .filter_map(|(number, call)| {
            let judged =
                call.judged(criterion).filter(|judged| judged.verdict == Verdict::Pass && !judged.is_overruled)?;
            Some((number, call, judged))
        })
        .collect();
    found.sort_by_cached_key(|(_, call, judged)| {
        (Reverse(shown_by(call, criterion) / SURENESS_STEP), order(call, judged, true))
    });
    found.into_iter().map(|(number, ..)| number).collect()
}

/// How surely, in thousandths, a call has the words that show a pass that is told by what was *not* said: the offer that was
/// made instead. All others have words of their own.
fn shown_by(call: &JudgedCall, criterion: &str) -> u16 {
    let by_silence = [LossReason::TurnedAway, LossReason::SentElsewhere].map(LossReason::criterion_id);
    if !by_silence.contains(&criterion) {
        return 0;
    }
    let offered = call.judged(LossReason::NotClosed.criterion_id()).filter(|judged| judged.verdict == Verdict::Pass);
    offered.map_or(0, |judged| judged.confidence.thousandths())
}

/// The surest first, then the lowest score (or the highest), then the newest.
fn order<'a>(
    call: &'a JudgedCall,
    judged: &Judged,
    best_first: bool,
) -> (Reverse<u16>, Ordered, Reverse<Option<Timestamp>>, &'a str) {
    let percent = call.facts.percent.unwrap_or(if best_first { 0.0 } else { 100.0 });
    (
        Reverse(judged.confidence.thousandths() / SURENESS_STEP),
        Ordered(if best_first { -percent } else { percent }),
        Reverse(started(call)),
        &call.facts.call_id,
    )
}

fn started(call: &JudgedCall) -> Option<Timestamp> {
    call.facts.started_at.as_deref()?.parse().ok()
}

/// A number that is none of the odd ones, to sort by.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
