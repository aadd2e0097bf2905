//! What a run does, call by call, as events of the log.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Mutex,
    time::Instant,
};

use log::{Level, LevelFilter, Record, kv::Value};
use ringcheck_call::{Scorecard, Verdict};
use ringcheck_pipeline::{Event, Reuse, Summary};

use crate::exit::Exit;

/// The log of one run.
#[derive(Debug)]
pub(crate) struct RunLog {
    started: Instant,
    /// When work began on each call in hand.
    in_hand: Mutex<HashMap<PathBuf, Instant>>,
}

impl RunLog {
    /// Notes that a run begins, with the database that it writes to.
    pub(crate) fn begin(command: &str, db: &Path) -> Self {
        log::info!(
            command, version = env!("CARGO_PKG_VERSION"), db:% = db.display(), process = std::process::id();
            "run started"
        );
        Self { started: Instant::now(), in_hand: Mutex::default() }
    }

    /// Notes what happened to a call.
    pub(crate) fn take(&self, event: &Event) {
        if log::max_level() == LevelFilter::Off {
            return;
        }
        match event {
            Event::Started { path } => {
                log::debug!(file:% = path.display(); "call begun");
                self.lock().insert(path.clone(), Instant::now());
            }
            Event::Scored { path, scorecard, reuse } => scored(path, scorecard, *reuse, self.ms_of(path)),
            Event::Duplicate { path, same_as } => {
                self.lock().remove(path);
                log::info!(file:% = path.display(), same_as:% = same_as.display(); "same bytes as another recording");
            }
            Event::Failed { path, error } => {
                let reason = causes(error);
                log::error!(file:% = path.display(), ms = self.ms_of(path), reason:% = reason; "recording failed");
            }
            _ => {}
        }
    }

    /// Notes what the run came to.
    pub(crate) fn end(&self, summary: &Summary, exit: Exit) {
        log::info!(
            scored = summary.n_scored, unchanged = summary.n_unchanged, failed = summary.n_failed,
            duplicates = summary.n_duplicates, not_done = summary.n_left, audio_ms = summary.audio_ms,
            ms = ms_since(self.started), exit = exit.code();
            "run ended"
        );
    }

    /// How long a call was in hand: until its turn came to be told, since calls are told in their order.
    fn ms_of(&self, path: &Path) -> u64 {
        self.lock().remove(path).map_or(0, ms_since)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Instant>> {
        self.in_hand.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn scored(path: &Path, card: &Scorecard, reuse: Reuse, ms: u64) {
    let n = |verdict: Verdict| card.criteria.iter().filter(|criterion| criterion.verdict == verdict).count();
    let path = path.display();
    let mut fields = vec![("file", Value::from_display(&path)), ("call", Value::from(card.id.as_str()))];
    fields.extend(card.score.percent.map(|percent| ("percent", Value::from(percent))));
    fields.extend(card.score.passed.map(|passed| ("passed", Value::from(passed))));
    fields.extend([
        ("pass", Value::from(n(Verdict::Pass))),
        ("fail", Value::from(n(Verdict::Fail))),
        ("na", Value::from(n(Verdict::Na))),
        ("undetermined", Value::from(n(Verdict::Undetermined))),
        ("needs_review", Value::from(card.needs_review)),
    ]);
    fields.push((
        "stored_before",
        Value::from(match reuse {
            Reuse::Nothing => "nothing",
            Reuse::Transcript => "transcript",
            Reuse::Scorecard => "scorecard",
        }),
    ));
    let audio_ms: u64 = card.recordings.iter().map(|recording| recording.duration_ms).sum();
    fields.extend([("audio_ms", Value::from(audio_ms)), ("ms", Value::from(ms))]);
    let message = format_args!("call scored");
    let fields_of_record = fields.as_slice();
    let mut record = Record::builder();
    record.level(Level::Info).target(module_path!()).args(message).key_values(&fields_of_record);
    if Level::Info <= log::max_level() {
        log::logger().log(&record.build());
    }
}

fn ms_since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// An error with its causes.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut at = error.source();
    while let Some(cause) = at {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        at = cause.source();
    }
    text
}
