//! Calls day by day.

use std::collections::BTreeMap;

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

/// What happened on each day that had calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct Days(BTreeMap<Date, Day>);

impl Days {
    /// Counts a call that started on `day`.
    pub(crate) fn add(&mut self, day: Date, call: &CallFacts) {
        let counted = self.0.entry(day).or_insert_with(|| without_calls(day));
        counted.calls += 1;
        counted.answered_live.add(call.verdict("live_answer"), Verdict::Pass);
        if call.call_type == CallType::Prospect {
            counted.prospects += 1;
            counted.closed.add(call.verdict("close_attempt"), Verdict::Pass);
        }
        counted.lost += u64::from(!call.loss_reasons().is_empty());
    }

    /// The days of the trends up to and including `last`, the earliest first.
    pub(crate) fn up_to(mut self, last: Date) -> Vec<Day> {
        let day = |back: usize| {
            let day = last.saturating_sub(i64::try_from(back).unwrap_or(0).days());
            self.0.remove(&day).unwrap_or_else(|| without_calls(day))
        };
        (0..N_TREND_DAYS).rev().map(day).collect()
    }
}

fn without_calls(day: Date) -> Day {
    Day { day, calls: 0, prospects: 0, answered_live: Share::default(), closed: Share::default(), lost: 0 }
}
