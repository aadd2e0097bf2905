//! A batch of recordings.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use ringcheck_call::Scorecard;
use ringcheck_ingest::{call_of, sha256_of};
use ringcheck_scoring::Rubric;
use ringcheck_store::{NewScorecard, NewTranscript, Store, StoredTranscript, TranscriptKey};

use crate::{Cancel, Event, FileError, Heard, Listener, Reuse, Summary, assemble, listen::InHand};

/// How a batch is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOptions {
    /// How many recordings are in hand at once.
    pub jobs: NonZeroUsize,
}

/// Scores the recordings at `paths` and stores the scorecards.
///
/// A recording that fails is reported and the others go on; when the database fails, the run ends.
pub fn run(
    paths: &[PathBuf],
    listener: &Listener,
    rubric: &Rubric,
    store: &Mutex<Store>,
    options: RunOptions,
    cancel: &Cancel,
    on_event: &(dyn Fn(Event) + Sync),
) -> Summary {
    let batch = Batch { listener, rubric, store, cancel, on_event, in_hand: InHand::default() };
    let next = AtomicUsize::new(0);
    let is_stopped = AtomicBool::new(false);
    let outbox = Mutex::new(Outbox::default());
    thread::scope(|scope| {
        for _ in 0..options.jobs.get().min(paths.len()) {
            scope.spawn(|| {
                while !cancel.is_requested() && !is_stopped.load(Ordering::Relaxed) {
                    let idx = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(idx) else { break };
                    on_event(Event::Started { path: path.clone() });
                    let outcome = batch.score(path);
                    if outcome.as_ref().is_err_and(FileError::ends_run) {
                        is_stopped.store(true, Ordering::Relaxed);
                    }
                    lock(&outbox).deliver(idx, path, outcome, on_event);
                }
            });
        }
    });
    let outbox = outbox.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut summary = outbox.flush(on_event);
    summary.n_left = paths.len() - summary.n_scored - summary.n_failed;
    summary.is_stopped = summary.n_left > 0;
    summary
}

/// Listens to the recordings at `paths` and stores nothing; results are in the order of the paths.
#[must_use]
pub fn hear(
    paths: &[PathBuf],
    listener: &Listener,
    jobs: NonZeroUsize,
    cancel: &Cancel,
) -> Vec<Result<(Heard, TranscriptKey), FileError>> {
    let one = |path: &PathBuf| {
        let sha256 = sha256_of(path)?;
        let heard = listener.listen(path, &sha256, call_of(path), cancel, &|_| {})?;
        Ok((heard, listener.transcript_key(&sha256)))
    };
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..jobs.get().min(paths.len()) {
            scope.spawn(|| {
                while let Some((idx, path)) = paths.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = one(path);
                    lock(&done).insert(idx, result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}

/// What all recordings of a run share.
struct Batch<'a> {
    listener: &'a Listener,
    rubric: &'a Rubric,
    store: &'a Mutex<Store>,
    cancel: &'a Cancel,
    on_event: &'a (dyn Fn(Event) + Sync),
    in_hand: InHand,
}

/// A file's scorecard, what of it was stored before, and how much audio was listened to.
struct Scored {
    scorecard: Scorecard,
    reuse: Reuse,
    audio_ms: u64,
}

impl Batch<'_> {
    fn score(&self, path: &Path) -> Result<Scored, FileError> {
        let sha256 = sha256_of(path)?;
        let _in_hand = self.in_hand.take(&sha256);
        let key = self.listener.transcript_key(&sha256);
        let call = call_of(path);
        let stored = lock(self.store).find_transcript(&key)?;
        let has_transcript = stored.is_some();
        let mut heard = if let Some(stored) = stored {
            from_stored(stored, &key)
        } else {
            let on_audio = |audio_ms| (self.on_event)(Event::Transcribed { audio_ms });
            self.listener.listen(path, &sha256, call.clone(), self.cancel, &on_audio)?
        };
        heard.call = call;
        for recording in &mut heard.recordings {
            let path = fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            recording.path = path.display().to_string();
        }
        let audio_ms = if has_transcript { 0 } else { heard.recordings.iter().map(|r| r.duration_ms).sum() };
        let (scorecard, reuse) = save(self.store, &heard, &key, self.rubric, has_transcript)?;
        if reuse == Reuse::Scorecard
            && let Some(recording) = heard.recordings.first()
        {
            // Nothing else is written, but the recording is to be found under the name it has now.
            lock(self.store).note_recording_path(&recording.sha256, &recording.path)?;
        }
        Ok(Scored { scorecard, reuse, audio_ms })
    }
}

/// Scores what was heard and stores what is not stored yet.
pub(crate) fn save(
    store: &Mutex<Store>,
    heard: &Heard,
    key: &TranscriptKey,
    rubric: &Rubric,
    has_transcript: bool,
) -> Result<(Scorecard, Reuse), FileError> {
    let (scorecard, scorecard_key) = assemble(heard, key, rubric);
    let mut store = lock(store);
    if !has_transcript {
        store.put_transcript(&NewTranscript {
            key,
            call_id: &heard.call_id,
            recordings: &heard.recordings,
            call: &heard.call,
            sides: &heard.sides,
            transcript: &heard.transcript,
            sound_events: &heard.sound_events,
            model: heard.model.as_ref().map(|(name, _)| name.as_str()),
            masking: &scorecard.origin.masking,
            engine_version: &heard.engine_version,
        })?;
    }
    if let Some(stored) = store.find_scorecard(&scorecard_key)? {
        return Ok((stored, Reuse::Scorecard));
    }
    let new =
        NewScorecard { key: scorecard_key, scorecard: &scorecard, rubric_text: &rubric.text, transcript_key: key };
    let stored = store.append_scorecard(&new)?;
    Ok((stored, if has_transcript { Reuse::Transcript } else { Reuse::Nothing }))
}

fn from_stored(stored: StoredTranscript, key: &TranscriptKey) -> Heard {
    Heard {
        call_id: stored.call_id,
        recordings: stored.recordings,
        sides: stored.sides,
        transcript: stored.transcript,
        sound_events: stored.sound_events,
        call: stored.call,
        model: stored.model.zip(key.model_sha256.clone()),
        engine_version: stored.engine_version,
    }
}

/// Hands results on in the order of the files.
#[derive(Default)]
struct Outbox {
    next: usize,
    held: BTreeMap<usize, Event>,
    summary: Summary,
}

impl Outbox {
    fn deliver(
        &mut self,
        idx: usize,
        path: &Path,
        outcome: Result<Scored, FileError>,
        on_event: &(dyn Fn(Event) + Sync),
    ) {
        let path = path.to_owned();
        let event = match outcome {
            Ok(Scored { scorecard, reuse, audio_ms }) => {
                self.summary.n_scored += 1;
                self.summary.n_unchanged += usize::from(reuse == Reuse::Scorecard);
                self.summary.audio_ms += audio_ms;
                Some(Event::Scored { path, scorecard: Box::new(scorecard), reuse })
            }
            // A file that was abandoned is left over, not failed.
            Err(FileError::Cancelled { .. }) => None,
            Err(error) => {
                self.summary.n_failed += 1;
                Some(Event::Failed { path, error })
            }
        };
        let Some(event) = event else { return };
        self.held.insert(idx, event);
        while let Some(event) = self.held.remove(&self.next) {
            self.next += 1;
            on_event(event);
        }
    }

    /// Hands on what is held behind files that never finished.
    fn flush(self, on_event: &(dyn Fn(Event) + Sync)) -> Summary {
        self.held.into_values().for_each(on_event);
        self.summary
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves a SQLite transaction rolled back, so what is behind the lock is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
