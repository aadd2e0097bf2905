//! Results in the order of the calls, whatever order they were finished in.

use std::collections::BTreeMap;

use crate::{Event, FileError, Reuse, Summary};

/// What became of one call.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What is reported of it, in order; nothing where it was abandoned.
    pub(crate) events: Vec<Event>,
    /// How much audio was listened to for it.
    pub(crate) audio_ms: u64,
}

impl Outcome {
    /// A call that got no scorecard. A call that was abandoned is left over, not failed.
    pub(crate) fn failed(path: std::path::PathBuf, error: FileError) -> Self {
        match error {
            FileError::Cancelled { .. } => Self::default(),
            error => Self { events: vec![Event::Failed { path, error }], audio_ms: 0 },
        }
    }

    /// Whether the run cannot go on.
    pub(crate) fn ends_run(&self) -> bool {
        self.events.iter().any(|event| matches!(event, Event::Failed { error, .. } if error.ends_run()))
    }
}

/// Hands results on in the order of the calls.
#[derive(Default)]
pub(crate) struct Outbox {
    next: usize,
    held: BTreeMap<usize, Vec<Event>>,
    summary: Summary,
}

impl Outbox {
    /// Takes in what became of call `idx`.
    pub(crate) fn deliver(&mut self, idx: usize, outcome: Outcome, on_event: &(dyn Fn(Event) + Sync)) {
        self.summary.audio_ms += outcome.audio_ms;
        if outcome.events.is_empty() {
            self.summary.n_left += 1;
        }
        for event in &outcome.events {
            match event {
                Event::Scored { reuse, .. } => {
                    self.summary.n_scored += 1;
                    self.summary.n_unchanged += usize::from(*reuse == Reuse::Scorecard);
                }
                Event::Failed { .. } => self.summary.n_failed += 1,
                Event::Duplicate { .. } => self.summary.n_duplicates += 1,
                _ => {}
            }
        }
        self.held.insert(idx, outcome.events);
        while let Some(events) = self.held.remove(&self.next) {
            self.next += 1;
            events.into_iter().for_each(on_event);
        }
    }

    /// Hands on what is held behind calls that never finished.
    pub(crate) fn flush(self, on_event: &(dyn Fn(Event) + Sync)) -> Summary {
        self.held.into_values().flatten().for_each(on_event);
        self.summary
    }
}
