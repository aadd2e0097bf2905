//! Which of many calls are the planned ones.
//!
//! A call may be a planned one if it came from the shopper's number within the window of its time; the number that was
//! called breaks ties. Each planned call gets at most one call and each call at most one planned call. What two ways of
//! putting them together do not agree on is left open: a wrong match would score a stranger's call.

mod assign;
mod pairs;

use jiff::Timestamp;
use ringcheck_call::Direction;

use assign::cheapest;
use pairs::{Fit, Pair, Search};

/// Two times that are less apart than this, in seconds, are no reason to prefer one to the other.
const CLOSE_SECONDS: u64 = 120;

/// What a reason is worth in seconds: the number that was called weighs more than any distance in time.
const TIER_SECONDS: u64 = 10_000_000;

/// How far from its planned time a call out of the window is still worth naming, in seconds: a week.
const NEAREST_SECONDS: i64 = 7 * 24 * 3600;

/// A planned call, as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The planned call's number.
    pub id: i64,
    /// The number that is called.
    pub called_number: String,
    /// The number that the shopper calls from.
    pub from_number: String,
    /// When.
    pub at: Timestamp,
    /// How far from that it may be, in minutes.
    pub window_minutes: u32,
    /// Whether its call is known already: it is not looked for, and its number is that of a branch all the same.
    pub is_settled: bool,
    /// Candidates that it is known not to be, by their places in the list.
    pub refused: Vec<usize>,
}

/// A call that may be a planned one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// When it started, if known.
    pub started_at: Option<Timestamp>,
    /// Whether that is only when its file was written.
    pub is_time_of_file: bool,
    /// The number that it came from, if known.
    pub caller_number: Option<String>,
    /// The number that was called, if known.
    pub called_number: Option<String>,
    /// The extension that it reached, if known.
    pub extension: Option<String>,
    /// Whether the phone system says that it was answered; `None` if it does not say.
    pub is_answered: Option<bool>,
    /// Which way it went as whoever recorded it sees it, if known.
    pub direction: Option<Direction>,
}

/// Whose recordings are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorder {
    /// The firm's.
    Firm,
    /// The shopper's own, on which the firm is the far side.
    Shopper,
}

/// Why a call is taken for a planned one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By the shopper's number and the time.
    NumberAndTime,
    /// By the branch's number and the time, among the shopper's own recordings.
    OwnRecording,
}

impl How {
    /// The word used in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NumberAndTime => "number_and_time",
            Self::OwnRecording => "own_recording",
        }
    }
}

/// Why a planned call is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing tells which of them it is.
    SeveralFit,
    /// They came from the shopper's number and reached a number that is in no plan.
    OtherNumber,
    /// They reached the planned number, and nobody knows who called: the shopper, or a stranger.
    CallerUnknown,
}

/// The nearest call of the planned numbers that is out of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Its place in the list.
    pub candidate: usize,
    /// How much later than planned it was, in seconds; less than 0 for an earlier one.
    pub seconds_later: i64,
}

/// What became of a planned call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is this candidate, by its place in the list.
    Found {
        /// The candidate.
        candidate: usize,
        /// Why.
        how: How,
    },
    /// These may be it; a person has to say.
    Open {
        /// The candidates.
        candidates: Vec<usize>,
        /// Why none of them is taken.
        why: Why,
    },
    /// Nothing came near it.
    Missing {
        /// What came nearest out of its window, within a week.
        nearest: Option<Nearest>,
    },
}

/// How well a candidate fits a planned call; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cost(u64);

impl Cost {
    /// Whether this is better than `other` for a reason.
    const fn is_clearly_better(self, other: Self) -> bool {
        self.0 + CLOSE_SECONDS <= other.0
    }
}

/// A planned call, a call that is taken for it if nothing is better, and how well it fits.
type Edge = (usize, usize, Cost);

/// Every pair of a planned call and a candidate that it may be, found or left open, by their places in the lists.
#[must_use]
pub fn possible(wanted: &[Wanted], candidates: &[Candidate], recorder: Recorder) -> Vec<(usize, usize)> {
    let pairs = Search::new(wanted, candidates, recorder).pairs();
    pairs.into_iter().map(|pair| (pair.plan, pair.candidate)).collect()
}

/// Whether a call of which more may be known later may yet turn out to be the planned one: nothing speaks against it.
#[must_use]
pub fn may_yet_be(want: &Wanted, candidate: &Candidate, recorder: Recorder) -> bool {
    pairs::may_yet_be(want, candidate, recorder)
}

/// Finds each of `wanted` among `candidates`; the answers are in the order of `wanted`.
#[must_use]
pub fn find(wanted: &[Wanted], candidates: &[Candidate], recorder: Recorder) -> Vec<Match> {
    let search = Search::new(wanted, candidates, recorder);
    let pairs = search.pairs();
    let mut edges = edges(&pairs, candidates);
    drop_made_again(&mut edges, candidates);
    let best_together = cheapest(wanted.len(), candidates.len(), &edges);
    let nearest = nearest(wanted.len(), candidates, &edges);
    let how = match recorder {
        Recorder::Firm => How::NumberAndTime,
        Recorder::Shopper => How::OwnRecording,
    };
    let mut found: Vec<Match> = (0..wanted.len())
        .map(|plan| match (nearest[plan], best_together[plan]) {
            (Some(one), Some(other)) if one == other => Match::Found { candidate: one, how },
            (None, None) => Match::Missing { nearest: None },
            _ => Match::Open { candidates: of_plan(plan, &edges), why: Why::SeveralFit },
        })
        .collect();
    open_unanswered(&mut found, candidates, &edges);
    release_taken(&mut found);
    name_doubtful(&mut found, &pairs);
    name_nearest(&mut found, &search);
    found
}

/// The calls that may be taken for a planned one, in the order of the list.
fn of_plan(plan: usize, edges: &[Edge]) -> Vec<usize> {
    let mut candidates: Vec<usize> =
        edges.iter().filter(|(of, _, _)| *of == plan).map(|(_, candidate, _)| *candidate).collect();
    candidates.sort_unstable();
    candidates
}

/// What is taken for a planned call where nothing is better.
fn edges(pairs: &[Pair], candidates: &[Candidate]) -> Vec<Edge> {
    let sure = pairs.iter().filter(|pair| pair.fit.is_sure());
    sure.map(|pair| {
        let tier = if pair.fit == Fit::BothNumbers { 0 } else { TIER_SECONDS };
        // A call that nobody answered is made again.
        let unanswered = if candidates[pair.candidate].is_answered == Some(false) { CLOSE_SECONDS } else { 0 };
        (pair.plan, pair.candidate, Cost(tier + pair.seconds_later.unsigned_abs() + unanswered))
    })
    .collect()
}

/// Leaves out calls that failed and were made again: the one that was answered counts, however much nearer the failed one
/// is. Both have to be clearly of one planned call.
fn drop_made_again(edges: &mut Vec<Edge>, candidates: &[Candidate]) {
    let owners = owners(candidates.len(), edges);
    let is_made_again = |candidate: usize| {
        let (Some((plan, cost)), Some(false)) = (owners[candidate], candidates[candidate].is_answered) else {
            return false;
        };
        edges.iter().any(|(of, other, other_cost)| {
            *of == plan
                && owners[*other].is_some_and(|(owner, _)| owner == plan)
                && candidates[*other].is_answered == Some(true)
                && other_cost.0 / TIER_SECONDS <= cost.0 / TIER_SECONDS
        })
    };
    let dropped: Vec<usize> =
        edges.iter().map(|(_, candidate, _)| *candidate).filter(|candidate| is_made_again(*candidate)).collect();
    edges.retain(|(_, candidate, _)| !dropped.contains(candidate));
}

/// For each candidate the planned call to which it clearly is the nearest, if any, and how well it fits that.
fn owners(n_candidates: usize, edges: &[Edge]) -> Vec<Option<(usize, Cost)>> {
    let mut plans: Vec<Vec<(Cost, usize)>> = vec![Vec::new(); n_candidates];
    for (plan, candidate, cost) in edges {
        plans[*candidate].push((*cost, *plan));
    }
    plans
        .into_iter()
        .map(|mut plans| {
            plans.sort_unstable();
            match plans.as_slice() {
                [(cost, plan)] => Some((*plan, *cost)),
                [(cost, plan), (next, _), ..] if cost.is_clearly_better(*next) => Some((*plan, *cost)),
                _ => None,
            }
        })
        .collect()
}

/// For each planned call the call that is nearest to it of those to which it is the nearest, where that is clear.
fn nearest(n_wanted: usize, candidates: &[Candidate], edges: &[Edge]) -> Vec<Option<usize>> {
    let mut of_plan: Vec<Vec<(usize, Cost)>> = vec![Vec::new(); n_wanted];
    let mut blocked = vec![false; n_wanted];
    let owners = owners(candidates.len(), edges);
    for (idx, owner) in owners.iter().enumerate() {
        if let Some((plan, cost)) = owner {
            of_plan[*plan].push((idx, *cost));
        }
    }
    for (idx, _) in owners.iter().enumerate().filter(|(_, owner)| owner.is_none()) {
        let mut plans: Vec<(Cost, usize)> =
            edges.iter().filter(|(_, candidate, _)| *candidate == idx).map(|(plan, _, cost)| (*cost, *plan)).collect();
        plans.sort_unstable();
        for (_, plan) in plans.iter().take(2) {
            blocked[*plan] = true;
        }
    }
    of_plan
        .into_iter()
        .zip(blocked)
        .map(|(mut calls, is_blocked)| {
            calls.sort_by_key(|(idx, cost)| (*cost, *idx));
            match calls.as_slice() {
                _ if is_blocked => None,
                [] => None,
                [(only, _)] => Some(*only),
                [(first, cost), (_, next), ..] if cost.is_clearly_better(*next) => Some(*first),
                // A call that failed is made again at once: the one that was answered counts.
                [(first, cost), rest @ ..] => {
                    let close = std::iter::once(*first)
                        .chain(rest.iter().filter(|(_, other)| !cost.is_clearly_better(*other)).map(|(idx, _)| *idx));
                    let mut answered = close.filter(|idx| candidates[*idx].is_answered == Some(true));
                    answered.next().filter(|_| answered.next().is_none())
                }
            }
        })
        .collect()
}

/// The calls that were found.
fn taken(found: &[Match]) -> Vec<usize> {
    found.iter().filter_map(|m| if let Match::Found { candidate, .. } = m { Some(*candidate) } else { None }).collect()
}

/// A call that nobody answered is not taken where another that may have been answered is left over: a failed attempt must
/// not count for the call that got through.
fn open_unanswered(found: &mut [Match], candidates: &[Candidate], edges: &[Edge]) {
    let taken = taken(found);
    for (plan, one) in found.iter_mut().enumerate() {
        let Match::Found { candidate, .. } = one else { continue };
        if candidates[*candidate].is_answered != Some(false) {
            continue;
        }
        let fitting = of_plan(plan, edges);
        if fitting.iter().any(|idx| candidates[*idx].is_answered != Some(false) && !taken.contains(idx)) {
            *one = Match::Open { candidates: fitting, why: Why::SeveralFit };
        }
    }
}

/// A planned call is not open for calls that another one has.
fn release_taken(found: &mut [Match]) {
    let taken = taken(found);
    for one in found {
        if let Match::Open { candidates, .. } = one {
            candidates.retain(|candidate| !taken.contains(candidate));
            if candidates.is_empty() {
                *one = Match::Missing { nearest: None };
            }
        }
    }
}

/// Planned calls for which nothing was found are open where a call may be theirs by one number of the two: nobody but a
/// person can say so.
fn name_doubtful(found: &mut [Match], pairs: &[Pair]) {
    for (fit, why) in [(Fit::OtherNumber, Why::OtherNumber), (Fit::CallerUnknown, Why::CallerUnknown)] {
        for (plan, one) in found.iter_mut().enumerate() {
            if !matches!(one, Match::Missing { .. }) {
                continue;
            }
            let candidates: Vec<usize> =
                pairs.iter().filter(|pair| (pair.plan, pair.fit) == (plan, fit)).map(|pair| pair.candidate).collect();
            if !candidates.is_empty() {
                *one = Match::Open { candidates, why };
            }
        }
    }
}

/// What came nearest to planned calls for which nothing was found: a wrong time zone shows there.
fn name_nearest(found: &mut [Match], search: &Search<'_>) {
    let taken = taken(found);
    for (plan, one) in found.iter_mut().enumerate() {
        let Match::Missing { nearest } = one else { continue };
        let pairs = search.within(plan, NEAREST_SECONDS).into_iter();
        let free = pairs.filter(|pair| {
            // What is in the window and was left out is not out of it.
            let is_out = pair.seconds_later.abs() > search.window_seconds(plan);
            is_out && pair.fit.is_sure() && !taken.contains(&pair.candidate)
        });
        *nearest = free
            .min_by_key(|pair| pair.seconds_later.abs())
            .map(|pair| Nearest { candidate: pair.candidate, seconds_later: pair.seconds_later });
    }
}
