//! Calls that were purged stay purged: a run that looks through a folder does not bring them back.

use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use ringcheck_store::Store;

use crate::{
    args::DayArguments,
    printer::{Printer, hinted},
    text::count,
    worklist::Candidate,
};

/// The calls that are older than the last purge.
pub(crate) struct Purged {
    before: Option<Timestamp>,
    n_recordings: AtomicUsize,
}

impl Purged {
    /// Those of a database; none where the user names days, and so asks for old calls.
    pub(crate) fn of(store: &Store, days: &DayArguments) -> anyhow::Result<Self> {
        let names_days = days.day.is_some() || days.since.is_some() || days.until.is_some();
        let before = if names_days { Ok(None) } else { store.purged_before() };
        let before = before.map_err(|error| {
            let hint = error.hint();
            hinted(error, hint)
        })?;
        Ok(Self { before, n_recordings: AtomicUsize::new(0) })
    }

    /// Whether a call is one of them, which is counted.
    pub(crate) fn holds(&self, candidate: &Candidate<'_>) -> bool {
        let started = candidate.known.call.started_at.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
        let holds = self.before.zip(started).is_some_and(|(before, started)| started < before);
        if holds {
            self.n_recordings.fetch_add(candidate.files.len(), Ordering::Relaxed);
        }
        holds
    }

    /// Says how many recordings were left alone for it.
    pub(crate) fn tell(&self, printer: &Printer) {
        let n = self.n_recordings.load(Ordering::Relaxed);
        if let Some(before) = self.before.filter(|_| n > 0) {
            printer.note(&format!(
                "{} of calls before {}, which were purged, left alone; `--since DAY` takes them",
                count(n, "recording"),
                before.strftime("%Y-%m-%d")
            ));
        }
    }
}
