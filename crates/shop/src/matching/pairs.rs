//! Which calls may be which planned ones, by what is known of both.

use ringcheck_call::Direction;

use super::{Candidate, Recorder, Wanted};
use crate::number::Digits;

/// Why a call may be a planned one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The numbers of both ends are those of the plan.
    BothNumbers,
    /// The caller's is, and nobody says which number was called.
    CalledUnknown,
    /// The caller's is; the number that was called is another one, and of no branch of the plan.
    OtherNumber,
    /// The number that was called is; nobody says who called.
    CallerUnknown,
}

impl Fit {
    /// Whether a call is taken for the planned one by this alone.
    pub(super) const fn is_sure(self) -> bool {
        matches!(self, Self::BothNumbers | Self::CalledUnknown)
    }
}

/// A planned call and a call that may be it, by their places in their lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) plan: usize,
    pub(super) candidate: usize,
    pub(super) fit: Fit,
    /// How much later than planned it was, in seconds.
    pub(super) seconds_later: i64,
}

/// The numbers of a call, read once.
struct Numbers {
    caller: Option<Digits>,
    called: Option<Digits>,
    extension: Option<Digits>,
}

impl Numbers {
    fn of(candidate: &Candidate) -> Self {
        let digits = |number: &Option<String>| number.as_deref().and_then(Digits::of);
        Self {
            caller: digits(&candidate.caller_number),
            called: digits(&candidate.called_number),
            extension: digits(&candidate.extension),
        }
    }

    fn reached(&self, number: &Digits) -> bool {
        [&self.called, &self.extension].into_iter().flatten().any(|known| known.is_same(number))
    }

    /// The number of the other end of a shopper's own recording: where a recorder names one number alone, it is that.
    fn of_far_end(&self) -> Option<&Digits> {
        self.called.as_ref().or(self.caller.as_ref())
    }
}

/// The numbers of a planned call, read once.
struct Plan {
    called: Option<Digits>,
    from: Option<Digits>,
}

/// Planned calls and calls, the latter in the order of their times.
pub(super) struct Search<'s> {
    wanted: &'s [Wanted],
    candidates: &'s [Candidate],
    recorder: Recorder,
    plans: Vec<Plan>,
    numbers: Vec<Numbers>,
    /// The start of each call in seconds and its place; a call of which nobody knows when it was cannot be found.
    by_time: Vec<(i64, usize)>,
}

impl<'s> Search<'s> {
    pub(super) fn new(wanted: &'s [Wanted], candidates: &'s [Candidate], recorder: Recorder) -> Self {
        let plan =
            |want: &Wanted| Plan { called: Digits::of(&want.called_number), from: Digits::of(&want.from_number) };
        let starts = candidates.iter().enumerate();
        let mut by_time: Vec<(i64, usize)> =
            starts.filter_map(|(idx, candidate)| Some((candidate.started_at?.as_second(), idx))).collect();
        by_time.sort_unstable();
        Self {
            wanted,
            candidates,
            recorder,
            plans: wanted.iter().map(plan).collect(),
            numbers: candidates.iter().map(Numbers::of).collect(),
            by_time,
        }
    }

    /// Every pair of a planned call and a call in its window that may be it, in the order of the planned calls.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        (0..self.wanted.len()).flat_map(|plan| self.within(plan, self.window_seconds(plan))).collect()
    }

    /// How far from its time a planned call may be.
    pub(super) fn window_seconds(&self, plan: usize) -> i64 {
        i64::from(self.wanted[plan].window_minutes) * 60
    }

    /// The calls that may be the planned one and are at most so many seconds from its time.
    pub(super) fn within(&self, plan: usize, seconds: i64) -> Vec<Pair> {
        let want = &self.wanted[plan];
        if want.is_settled {
            return Vec::new();
        }
        let at = want.at.as_second();
        let first = self.by_time.partition_point(|(start, _)| *start < at - seconds);
        let near = self.by_time.iter().skip(first).take_while(|(start, _)| *start <= at + seconds);
        let mut pairs: Vec<Pair> = near
            .filter(|(_, candidate)| !want.refused.contains(candidate))
            .filter_map(|(start, candidate)| {
                let fit = match self.recorder {
                    Recorder::Firm => self.fits_firm(plan, *candidate),
                    Recorder::Shopper => self.fits_shopper(plan, *candidate),
                };
                Some(Pair { plan, candidate: *candidate, fit: fit?, seconds_later: start - at })
            })
            .collect();
        pairs.sort_unstable_by_key(|pair| pair.candidate);
        pairs
    }

    /// How the numbers of a call that the firm recorded fit; `None` where they do not.
    fn fits_firm(&self, plan: usize, candidate: usize) -> Option<Fit> {
        let (call, numbers) = (&self.candidates[candidate], &self.numbers[candidate]);
        if matches!(call.direction, Some(Direction::Outbound | Direction::Internal)) {
            return None;
        }
        let is_called = self.plans[plan].called.as_ref().is_some_and(|number| numbers.reached(number));
        let Some(caller) = &numbers.caller else {
            // That its file was written then says nothing of a stranger's call.
            return (is_called && !call.is_time_of_file).then_some(Fit::CallerUnknown);
        };
        if !self.plans[plan].from.as_ref().is_some_and(|from| from.is_same(caller)) {
            return None;
        }
        if is_called {
            return Some(Fit::BothNumbers);
        }
        // It reached another branch of the plan.
        if self.plans.iter().filter_map(|plan| plan.called.as_ref()).any(|number| numbers.reached(number)) {
            return None;
        }
        let is_other = numbers.called.as_ref().is_some_and(Digits::is_full);
        Some(if is_other { Fit::OtherNumber } else { Fit::CalledUnknown })
    }

    /// How the numbers of a shopper's own recording fit; `None` where they do not.
    fn fits_shopper(&self, plan: usize, candidate: usize) -> Option<Fit> {
        // The branch calls back.
        if self.candidates[candidate].direction == Some(Direction::Inbound) {
            return None;
        }
        let number = self.numbers[candidate].of_far_end()?;
        self.plans[plan].called.as_ref().is_some_and(|called| called.is_same(number)).then_some(Fit::BothNumbers)
    }
}

/// Whether nothing that is known of a call speaks against its being the planned one, though more may be known later.
pub(super) fn may_yet_be(want: &Wanted, candidate: &Candidate, recorder: Recorder) -> bool {
    let window_seconds = u64::from(want.window_minutes) * 60;
    let is_near = |start: jiff::Timestamp| start.as_second().abs_diff(want.at.as_second()) <= window_seconds;
    let start = candidate.started_at.filter(|_| !candidate.is_time_of_file);
    if start.is_some_and(|start| !is_near(start)) {
        return false;
    }
    let numbers = Numbers::of(candidate);
    let is_other = |known: Option<&Digits>, number: &str| {
        known.zip(Digits::of(number)).is_some_and(|(known, number)| !known.is_same(&number))
    };
    match recorder {
        Recorder::Firm => {
            !matches!(candidate.direction, Some(Direction::Outbound | Direction::Internal))
                && !is_other(numbers.caller.as_ref(), &want.from_number)
        }
        Recorder::Shopper => {
            candidate.direction != Some(Direction::Inbound) && !is_other(numbers.of_far_end(), &want.called_number)
        }
    }
}
