//! Calls day by day.

use jiff::{ToSpan as _, civil::Date};
use ringcheck_call::{CallFacts, CallType, Verdict};
use serde::Serialize;

use crate::Share;

/// How many days the trends are over.
pub const N_TREND_DAYS: usize = 30;

/// What happened on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Calls that started on it.
    pub calls: u64,
    /// Calls of prospects.
    pub prospects: u64,
    /// Calls that a person answered first.
    pub answered_live: Share,
    /// Prospects who were asked for a commitment.
    pub closed: Share,
    /// Calls in which a prospect was lost.
    pub lost: u64,
}

/// The days of the trends, the earliest first.
#[derive(Clone, Debug)]
pub(crate) struct Days {
    days: Vec<Day>,
}

impl Days {
    /// The days up to and including `last`, with no calls.
    pub(crate) fn up_to(last: Date) -> Self {
        let day = |back: usize| {
            let day = last.saturating_sub(i64::try_from(back).unwrap_or(0).days());
            Day { day, calls: 0, prospects: 0, answered_live: Share::default(), closed: Share::default(), lost: 0 }
        };
        Self { days: (0..N_TREND_DAYS).rev().map(day).collect() }
    }

    /// Counts a call that started on `day`; one of another day is left out.
    pub(crate) fn add(&mut self, day: Date, call: &CallFacts) {
        let Ok(idx) = self.days.binary_search_by_key(&day, |counted| counted.day) else { return };
        let Some(counted) = self.days.get_mut(idx) else { return };
        counted.calls += 1;
        counted.answered_live.add(call.verdict("live_answer"), Verdict::Pass);
        if call.call_type == CallType::Prospect {
            counted.prospects += 1;
            counted.closed.add(call.verdict("close_attempt"), Verdict::Pass);
        }
        counted.lost += u64::from(!call.loss_reasons().is_empty());
    }

    pub(crate) fn into_days(self) -> Vec<Day> {
        self.days
    }
}
