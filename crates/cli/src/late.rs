//! Calls of earlier days that came in late, or failed then.
//!
//! With one day asked for, calls of the days before it that have no scorecard yet are taken too. None is taken of days
//! before the first that was ever scored: those were not forgotten, they were not asked for.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use ringcheck_ingest::sha256_of;
use ringcheck_metadata::DayRange;
use ringcheck_pipeline::{Cancel, Event};
use ringcheck_store::{Store, StoreError};

use crate::{
    locks::lock,
    printer::{Printer, hinted},
    text::count,
    worklist::{Candidate, Place},
};

/// Tells calls that came in late from those that were scored in their time.
pub(crate) struct LateCalls<'a> {
    store: &'a Mutex<Store>,
    cancel: &'a Cancel,
    /// Whether the run ended before its end: the disk is full, or the database is gone.
    is_run_over: AtomicBool,
    days: Option<DayRange>,
}

impl<'a> LateCalls<'a> {
    /// Of the days that `asked` is, from the first on of which a call was scored.
    pub(crate) fn new(
        store: &'a Mutex<Store>,
        asked: Option<DayRange>,
        zone: &TimeZone,
        cancel: &'a Cancel,
    ) -> anyhow::Result<Self> {
        let of_days = |days| Self { store, cancel, is_run_over: AtomicBool::new(false), days };
        let Some(asked) = asked else { return Ok(of_days(None)) };
        let first = lock(store).earliest_scored_start().map_err(|error| {
            let hint = error.hint();
            hinted(error, hint)
        })?;
        let first_day = first.and_then(|first| first.to_zoned(zone.clone()).start_of_day().ok());
        let days = first_day.and_then(|day| asked.not_before(day.timestamp()));
        Ok(of_days(days))
    }

    /// The days of which calls may be late.
    pub(crate) fn days(&self) -> Option<&DayRange> {
        self.days.as_ref()
    }

    /// Hears what happens in the run, and so whether it goes on.
    pub(crate) fn take(&self, event: &Event) {
        if matches!(event, Event::Failed { error, .. } if error.ends_run()) {
            self.is_run_over.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a call of an earlier day was scored in its time: every recording of it, or, of a call that nobody
    /// recorded, the call. A recording that cannot be read was not. Once the run is to stop, nothing is read for that.
    pub(crate) fn is_settled(&self, candidate: &Candidate<'_>) -> bool {
        let is_to_stop = || self.cancel.is_requested() || self.is_run_over.load(Ordering::Relaxed);
        candidate.place == Place::Late && (is_to_stop() || self.is_scored(candidate).unwrap_or(false))
    }

    fn is_scored(&self, candidate: &Candidate<'_>) -> Result<bool, StoreError> {
        let Candidate { files, known, .. } = candidate;
        if files.is_empty() {
            let Some(id) = &known.call.phone_system_id else { return Ok(false) };
            return lock(self.store).is_phone_call_scored(id);
        }
        for file in *files {
            let Ok(sha256) = sha256_of(&file.path) else { return Ok(false) };
            if !lock(self.store).is_recording_scored(&sha256)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// How many calls of which earlier day a run has scored.
#[derive(Debug)]
pub(crate) struct Lateness {
    days: DayRange,
    zone: TimeZone,
    n_by_day: BTreeMap<Date, usize>,
}

impl Lateness {
    pub(crate) fn new(days: DayRange, zone: TimeZone) -> Self {
        Self { days, zone, n_by_day: BTreeMap::new() }
    }

    /// Counts a call if it is of an earlier day.
    pub(crate) fn add(&mut self, started_at: Option<&str>) {
        if !self.days.contains(started_at) {
            return;
        }
        if let Some(at) = started_at.and_then(|text| text.parse::<Timestamp>().ok()) {
            *self.n_by_day.entry(at.to_zoned(self.zone.clone()).date()).or_default() += 1;
        }
    }

    /// The earlier days, each with whether calls of it came in late.
    pub(crate) fn days(&self) -> impl Iterator<Item = (Date, bool)> {
        let date = |at: Timestamp| at.to_zoned(self.zone.clone()).date();
        let first = self.days.since().map(date);
        let end = self.days.before().map(date);
        let days = first.into_iter().flat_map(|first| first.series(1.day()));
        days.take_while(move |day| end.is_some_and(|end| *day < end)).map(|day| (day, self.n_by_day.contains_key(&day)))
    }

    /// Says how many came in late, a line a day.
    pub(crate) fn tell(&self, printer: &Printer) {
        for (day, n) in &self.n_by_day {
            printer.note(&format!("{} of {day} came in late", count(*n, "call")));
        }
    }
}
