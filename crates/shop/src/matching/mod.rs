//! Which of many calls are the planned ones.
//!
//! A call may be a planned one if it came from the shopper's number within the window of its time; the number that was
//! called breaks ties. Each planned call gets at most one call and each call at most one planned call. What two ways of
//! putting them together do not agree on is left open: a wrong match would score a stranger's call.

mod assign;

use jiff::Timestamp;

use crate::number::{digits_of, is_same_number};
use assign::cheapest;

/// Two times that are less apart than this, in seconds, are no reason to prefer one to the other.
const CLOSE_SECONDS: u64 = 120;

/// What a reason is worth in seconds: the number that was called weighs more than any distance in time.
const TIER_SECONDS: u64 = 10_000_000;

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
    /// Whether it is known to have gone out of the firm, or from one extension to another.
    pub is_not_inbound: bool,
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
    /// By the time and the number that was called: the shopper's number was withheld.
    WithheldNumber,
    /// By the branch's number and the time, among the shopper's own recordings.
    OwnRecording,
}

impl How {
    /// The word used in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NumberAndTime => "number_and_time",
            Self::WithheldNumber => "withheld_number",
            Self::OwnRecording => "own_recording",
        }
    }
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
    /// These may be it, and nothing tells which.
    Open {
        /// The candidates.
        candidates: Vec<usize>,
    },
    /// Nothing came near it.
    Missing,
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

/// Finds each of `wanted` among `candidates`; the answers are in the order of `wanted`.
#[must_use]
pub fn find(wanted: &[Wanted], candidates: &[Candidate], recorder: Recorder) -> Vec<Match> {
    let edges = edges(wanted, candidates, recorder);
    let best_together = cheapest(wanted.len(), candidates.len(), &edges);
    let nearest = nearest(wanted.len(), candidates, &edges);
    let how = match recorder {
        Recorder::Firm => How::NumberAndTime,
        Recorder::Shopper => How::OwnRecording,
    };
    let mut found: Vec<Match> = (0..wanted.len())
        .map(|plan| match (nearest[plan], best_together[plan]) {
            (Some(one), Some(other)) if one == other => Match::Found { candidate: one, how },
            (None, None) => Match::Missing,
            _ => {
                let mut candidates: Vec<usize> =
                    edges.iter().filter(|(of, _, _)| *of == plan).map(|(_, candidate, _)| *candidate).collect();
                candidates.sort_unstable();
                Match::Open { candidates }
            }
        })
        .collect();
    release_taken(&mut found);
    if recorder == Recorder::Firm {
        find_withheld(wanted, candidates, &mut found);
    }
    found
}

/// A planned call is not open for calls that another one has.
fn release_taken(found: &mut [Match]) {
    let taken: Vec<usize> = found
        .iter()
        .filter_map(|m| if let Match::Found { candidate, .. } = m { Some(*candidate) } else { None })
        .collect();
    for one in found {
        if let Match::Open { candidates } = one {
            candidates.retain(|candidate| !taken.contains(candidate));
            if candidates.is_empty() {
                *one = Match::Missing;
            }
        }
    }
}

/// Every pair that may belong together, as planned call, candidate and cost.
fn edges(wanted: &[Wanted], candidates: &[Candidate], recorder: Recorder) -> Vec<(usize, usize, Cost)> {
    let mut edges = Vec::new();
    for (plan, want) in wanted.iter().enumerate() {
        for (idx, candidate) in candidates.iter().enumerate() {
            let fits = match recorder {
                Recorder::Firm => fits_firm(wanted, want, candidate),
                Recorder::Shopper => fits_shopper(want, candidate),
            };
            if let (Some(tier), Some(seconds)) = (fits, apart(want, candidate)) {
                // A call that nobody answered is made again.
                let unanswered = if candidate.is_answered == Some(false) { CLOSE_SECONDS } else { 0 };
                edges.push((plan, idx, Cost(tier * TIER_SECONDS + seconds + unanswered)));
            }
        }
    }
    edges
}

/// How well the numbers of a call that the firm recorded fit; `None` where they do not.
fn fits_firm(wanted: &[Wanted], want: &Wanted, candidate: &Candidate) -> Option<u64> {
    let from = candidate.caller_number.as_deref()?;
    if candidate.is_not_inbound || !is_same_number(from, &want.from_number) {
        return None;
    }
    let is_called = |number: &str| {
        [&candidate.called_number, &candidate.extension]
            .into_iter()
            .flatten()
            .any(|known| is_same_number(known, number))
    };
    if is_called(&want.called_number) {
        return Some(0);
    }
    // It reached another branch of the plan.
    if wanted.iter().any(|other| is_called(&other.called_number)) {
        return None;
    }
    // A main number, or an extension that the plan does not name.
    Some(1)
}

/// How well the numbers of a shopper's own recording fit; `None` where they do not.
fn fits_shopper(want: &Wanted, candidate: &Candidate) -> Option<u64> {
    // Where a recorder names one number alone, it is that of the other end.
    let is_called = [&candidate.called_number, &candidate.caller_number]
        .into_iter()
        .flatten()
        .any(|number| is_same_number(number, &want.called_number));
    is_called.then_some(0)
}

/// How far from its planned time a call is, in seconds; `None` outside of the window.
fn apart(want: &Wanted, candidate: &Candidate) -> Option<u64> {
    let seconds = candidate.started_at?.as_second().abs_diff(want.at.as_second());
    (seconds <= u64::from(want.window_minutes) * 60).then_some(seconds)
}

/// For each planned call the call that is nearest to it of those to which it is the nearest, where that is clear.
fn nearest(n_wanted: usize, candidates: &[Candidate], edges: &[(usize, usize, Cost)]) -> Vec<Option<usize>> {
    let mut of_plan: Vec<Vec<(usize, Cost)>> = vec![Vec::new(); n_wanted];
    let mut blocked = vec![false; n_wanted];
    for idx in 0..candidates.len() {
        let mut plans: Vec<(Cost, usize)> =
            edges.iter().filter(|(_, candidate, _)| *candidate == idx).map(|(plan, _, cost)| (*cost, *plan)).collect();
        plans.sort_unstable();
        match plans.as_slice() {
            [] => {}
            [(cost, plan)] => of_plan[*plan].push((idx, *cost)),
            [(cost, plan), (next, other), ..] if cost.is_clearly_better(*next) => {
                let _ = other;
                of_plan[*plan].push((idx, *cost));
            }
            [(_, plan), (_, other), ..] => {
                blocked[*plan] = true;
                blocked[*other] = true;
            }
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

/// Planned calls of which no call has the number: one whose number was withheld counts where it reached the planned number
/// in the window and is the only one to do so, for this planned call and no other.
fn find_withheld(wanted: &[Wanted], candidates: &[Candidate], found: &mut [Match]) {
    let reaches = |want: &Wanted, candidate: &Candidate| {
        let is_withheld = candidate.caller_number.as_deref().and_then(digits_of).is_none();
        let is_called = [&candidate.called_number, &candidate.extension]
            .into_iter()
            .flatten()
            .any(|number| is_same_number(number, &want.called_number));
        let may_be = !candidate.is_not_inbound && !candidate.is_time_of_file;
        is_withheld && is_called && may_be && apart(want, candidate).is_some()
    };
    for plan in 0..wanted.len() {
        if found[plan] != Match::Missing {
            continue;
        }
        let near: Vec<usize> = (0..candidates.len()).filter(|idx| reaches(&wanted[plan], &candidates[*idx])).collect();
        let others = |idx: usize| (0..wanted.len()).filter(|other| reaches(&wanted[*other], &candidates[idx])).count();
        found[plan] = match near.as_slice() {
            [] => Match::Missing,
            [only] if others(*only) == 1 => Match::Found { candidate: *only, how: How::WithheldNumber },
            _ => Match::Open { candidates: near },
        };
    }
}
