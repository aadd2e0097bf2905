//! Which calls are worth an agent's time: a pattern before a slip, the surest and worst example first.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, VecDeque},
};

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
    /// Its weight in points.
    pub gravity: u32,
    /// The calls that show how it is done, by their place among all calls: those of colleagues, the best first, then the
    /// agent's own.
    pub examples: Vec<usize>,
}

/// A call to listen to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Its place among all calls.
    pub call: usize,
    /// The criterion that it shows.
    pub criterion: String,
}

/// Chooses from `calls` what each agent is to be coached for, those with a pattern first.
///
/// Figures are of all calls; what is below a percentage, sure enough or of an outcome limits only which calls are taken as
/// examples. `holds` is asked about calls in their order until there are enough, and only for an outcome that no verdict
/// tells: see [`Outcome::is_declined`].
///
/// # Errors
///
/// The first error of `holds`.
pub fn choose<E>(
    calls: &[JudgedCall],
    wish: &Wish,
    holds: &mut dyn FnMut(&JudgedCall) -> Result<bool, E>,
) -> Result<Vec<AgentPlan>, E> {
    let mut by_agent: BTreeMap<(Option<String>, Option<String>), Vec<usize>> = BTreeMap::new();
    for (number, call) in calls.iter().enumerate() {
        if wish.agent.as_deref().is_none_or(|asked| call.facts.is_of_agent(asked)) {
            let agent = Agent::of(&call.facts);
            by_agent.entry((agent.name.map(|name| name.to_lowercase()), agent.extension)).or_default().push(number);
        }
    }
    let mut plans = Vec::new();
    for own in by_agent.values() {
        let plan = plan(calls, own, wish, holds)?;
        // Of an outcome only the calls are wanted; else what was missed is told even where no call is taken as an example.
        let is_told = if wish.outcome.is_some() { !plan.picks.is_empty() } else { !plan.misses.is_empty() };
        if is_told {
            plans.push(plan);
        }
    }
    plans.sort_by_cached_key(|plan| {
        let worst = plan.misses.first();
        (
            !plan.agent.is_known(),
            !worst.is_some_and(|miss| miss.is_repeated),
            Reverse(Ordered(worst.map_or(0.0, cost))),
            plan.agent.label().to_lowercase(),
        )
    });
    Ok(plans)
}

fn plan<E>(
    calls: &[JudgedCall],
    own: &[usize],
    wish: &Wish,
    holds: &mut dyn FnMut(&JudgedCall) -> Result<bool, E>,
) -> Result<AgentPlan, E> {
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
            examples: examples(calls, &agent, criterion),
            criterion: criterion.to_owned(),
            is_repeated: is_repeated(missed.decided),
            missed,
            gravity,
        })
        .collect();
    misses.sort_by_cached_key(|miss| (!miss.is_repeated, Reverse(Ordered(cost(miss))), miss.criterion.clone()));
    let picks = picks(calls, own, &misses, wish, holds)?;
    Ok(AgentPlan { agent, calls: own.len() as u64, passed, misses, picks })
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

/// The calls to listen to: the criteria that share the list take turns, each with its worst call that nobody took yet; then
/// the others fill up what is left.
fn picks<E>(
    calls: &[JudgedCall],
    own: &[usize],
    misses: &[Miss],
    wish: &Wish,
    holds: &mut dyn FnMut(&JudgedCall) -> Result<bool, E>,
) -> Result<Vec<Pick>, E> {
    let n_patterns = misses.iter().filter(|miss| miss.is_repeated).count();
    let n_sharing = if wish.criteria.is_empty() { n_patterns.clamp(1, MAX_CRITERIA) } else { misses.len() };
    let is_open = wish.outcome.is_some_and(|outcome| outcome.is_declined().is_some());
    let mut queues: Vec<VecDeque<usize>> =
        misses.iter().map(|miss| worst_first(calls, own, &miss.criterion, wish).into()).collect();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    // Each round takes one call for each of these; an empty round ends them.
    let (together, others) = queues.split_at_mut(n_sharing.min(misses.len()));
    let mut groups: Vec<(usize, &mut [VecDeque<usize>])> = vec![(0, together)];
    groups.extend(others.chunks_mut(1).enumerate().map(|(number, queue)| (n_sharing + number, queue)));
    for (first, group) in groups {
        loop {
            let n_before = taken.len();
            for (rank, queue) in group.iter_mut().enumerate() {
                while let Some(number) = queue.pop_front().filter(|_| taken.len() < wish.limit) {
                    let Some(call) = calls.get(number) else { continue };
                    let is_taken = taken.iter().any(|(_, other)| *other == number);
                    if !is_taken && (!is_open || holds(call)?) {
                        taken.push((first + rank, number));
                        break;
                    }
                }
            }
            if taken.len() == n_before {
                break;
            }
        }
    }
    // The sort keeps the order within a criterion.
    taken.sort_by_key(|(rank, _)| *rank);
    let pick = |(rank, call): (usize, usize)| Some(Pick { call, criterion: misses.get(rank)?.criterion.clone() });
    Ok(taken.into_iter().filter_map(pick).collect())
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

/// The calls that show how a criterion is met: those of colleagues, the surest and best first, then the agent's own.
fn examples(calls: &[JudgedCall], agent: &Agent, criterion: &str) -> Vec<usize> {
    let mut found: Vec<(bool, usize, &JudgedCall, &Judged)> = calls
        .iter()
        .enumerate()
        .filter_map(|(number, call)| {
            let judged =
                call.judged(criterion).filter(|judged| judged.verdict == Verdict::Pass && !judged.is_overruled)?;
            Some((Agent::of(&call.facts).is(agent), number, call, judged))
        })
        .collect();
    found.sort_by_cached_key(|(is_own, _, call, judged)| {
        (*is_own, Reverse(shown_by(call, criterion) / SURENESS_STEP), order(call, judged, true))
    });
    found.into_iter().map(|(_, number, ..)| number).take(N_EXAMPLES).collect()
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
fn order(
    call: &JudgedCall,
    judged: &Judged,
    best_first: bool,
) -> (Reverse<u16>, Ordered, Reverse<Option<Timestamp>>, String) {
    let percent = call.facts.percent.unwrap_or(if best_first { 0.0 } else { 100.0 });
    let started = call.facts.started_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
    (
        Reverse(judged.confidence.thousandths() / SURENESS_STEP),
        Ordered(if best_first { -percent } else { percent }),
        Reverse(started),
        call.facts.call_id.clone(),
    )
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
