//! A batch of calls.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    num::NonZeroUsize,
    path::PathBuf,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use ringcheck_call::{Scorecard, Sha256Hex};
use ringcheck_ingest::{HashError, sha256_of};
use ringcheck_store::{NewScorecard, NewTranscript, Store, StoredTranscript, TranscriptKey};
use ringcheck_transcription::MASKING_VERSION;

use crate::{
    Advisor, CallSource, Cancel, Event, FileError, Heard, Listener, RecordingSource, Reuse, Setting, Summary, assemble,
    assemble::key_of,
    assemble_with,
    join::{Part, join},
    keys::KeyHasher,
    outbox::{Outbox, Outcome},
    prompts::{from_stored as from_stored_fingerprints, to_stored},
    source::id_of_unrecorded,
};

/// How a batch is run.
#[derive(Clone, Copy, Debug)]
pub struct RunOptions<'a> {
    /// How many calls are in hand at once.
    pub jobs: NonZeroUsize,
    /// Who is asked about doubtful verdicts, if anybody is.
    pub advisor: Option<&'a Advisor>,
}

/// Scores `calls` and stores the scorecards.
///
/// Calls are taken from the iterator as workers become free, so that a folder need not be walked to its end first.
/// A recording that fails is reported and the others go on; when the database fails, the run ends.
/// The same bytes under another name, later in the batch, are reported and not scored again.
pub fn run(
    calls: impl Iterator<Item = CallSource> + Send,
    listener: &Listener,
    setting: Setting<'_>,
    store: &Mutex<Store>,
    options: RunOptions<'_>,
    cancel: &Cancel,
    on_event: &(dyn Fn(Event) + Sync),
) -> Summary {
    let batch = Batch { listener, setting, store, advisor: options.advisor, cancel, on_event };
    let intake = Mutex::new(Intake { calls: calls.enumerate(), seen: BTreeMap::new() });
    let is_stopped = AtomicBool::new(false);
    let outbox = Mutex::new(Outbox::default());
    thread::scope(|scope| {
        for _ in 0..options.jobs.get() {
            scope.spawn(|| {
                while !cancel.is_requested() && !is_stopped.load(Ordering::Relaxed) {
                    let Some((idx, job)) = lock(&intake).next() else { break };
                    let outcome = batch.outcome(job);
                    if outcome.ends_run() {
                        is_stopped.store(true, Ordering::Relaxed);
                    }
                    lock(&outbox).deliver(idx, outcome, on_event);
                }
            });
        }
    });
    let outbox = outbox.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut summary = outbox.flush(on_event);
    if cancel.is_requested() || is_stopped.load(Ordering::Relaxed) {
        summary.n_left += intake.into_inner().unwrap_or_else(PoisonError::into_inner).calls.count();
    }
    summary.is_stopped = summary.n_left > 0;
    summary
}

/// Hands out calls one by one, and knows which recordings were handed out already.
struct Intake<I> {
    calls: std::iter::Enumerate<I>,
    seen: BTreeMap<Sha256Hex, PathBuf>,
}

/// A call whose recordings have been read once, for their hashes.
struct Job {
    source: CallSource,
    recordings: Vec<(RecordingSource, Result<Sha256Hex, HashError>)>,
    /// Recordings whose bytes another one has too, with the path of that.
    duplicates: Vec<(PathBuf, PathBuf)>,
}

impl<I: Iterator<Item = CallSource>> Intake<I> {
    /// The next call. Hashing here, call after call, makes the first name of the same bytes the one that counts.
    fn next(&mut self) -> Option<(usize, Job)> {
        let (idx, mut source) = self.calls.next()?;
        let (mut recordings, mut duplicates) = (Vec::new(), Vec::new());
        for recording in std::mem::take(&mut source.recordings) {
            let sha256 = sha256_of(&recording.path);
            if let Ok(sha256) = &sha256 {
                match self.seen.entry(sha256.clone()) {
                    Entry::Vacant(place) => {
                        place.insert(recording.path.clone());
                    }
                    Entry::Occupied(first) => {
                        duplicates.push((recording.path, first.get().clone()));
                        continue;
                    }
                }
            }
            recordings.push((recording, sha256));
        }
        Some((idx, Job { source, recordings, duplicates }))
    }
}

/// What all calls of a run share.
struct Batch<'a> {
    listener: &'a Listener,
    setting: Setting<'a>,
    store: &'a Mutex<Store>,
    advisor: Option<&'a Advisor>,
    cancel: &'a Cancel,
    on_event: &'a (dyn Fn(Event) + Sync),
}

impl Batch<'_> {
    fn outcome(&self, job: Job) -> Outcome {
        let Job { source, recordings, duplicates } = job;
        let mut outcome = Outcome::default();
        let duplicates = duplicates.into_iter().map(|(path, same_as)| Event::Duplicate { path, same_as });
        outcome.events.extend(duplicates);
        let was_recorded = !(recordings.is_empty() && outcome.events.is_empty());
        if recordings.is_empty() && was_recorded {
            return outcome;
        }
        (self.on_event)(Event::Started { path: source.name.clone() });
        let mut parts = Vec::new();
        let mut n_unreadable = 0;
        let mut end_ms = 0;
        for (recording, sha256) in recordings {
            let part = sha256.map_err(FileError::from).and_then(|sha256| self.part(&source, &recording, &sha256));
            match part {
                Ok((mut part, audio_ms)) => {
                    outcome.audio_ms += audio_ms;
                    part.offset_ms = recording.offset_ms.unwrap_or(end_ms);
                    end_ms = part.offset_ms + part.heard.recordings.iter().map(|r| r.duration_ms).sum::<u64>();
                    parts.push(part);
                }
                // One recording that cannot be read does not take the others of its call with it.
                Err(error @ (FileError::Hash(_) | FileError::Decode(_))) => {
                    n_unreadable += 1;
                    outcome.events.push(Event::Failed { path: recording.path, error });
                }
                Err(error) => return Outcome::failed(recording.path, error),
            }
        }
        if was_recorded && parts.is_empty() {
            return outcome;
        }
        match self.score(&source, parts, n_unreadable + source.n_missing) {
            Ok((scorecard, reuse)) => {
                let path = source.name;
                outcome.events.push(Event::Scored { path, scorecard: Box::new(scorecard), reuse });
                outcome
            }
            Err(error) => Outcome::failed(source.name, error),
        }
    }

    /// Hears one recording, or reads what was heard of it before, and how much audio was listened to for that.
    fn part(
        &self,
        source: &CallSource,
        recording: &RecordingSource,
        sha256: &Sha256Hex,
    ) -> Result<(Part, u64), FileError> {
        let usual = source.usual_channel.as_ref();
        let key = self.listener.transcript_key(sha256, usual);
        let stored = lock(self.store).find_transcript(&key)?;
        let is_new = stored.is_none();
        let (mut heard, audio_ms) = if let Some(stored) = stored {
            (from_stored(stored, &key), 0)
        } else {
            let on_audio = |audio_ms| (self.on_event)(Event::Transcribed { audio_ms });
            let mut heard = self.listener.listen(&recording.path, sha256, usual, self.cancel, &on_audio)?;
            heard.call.clone_from(&source.call);
            // Stored at once: what was heard is not lost if another recording of the call fails.
            put(self.store, &heard, &key)?;
            let audio_ms = heard.recordings.iter().map(|r| r.duration_ms).sum();
            (heard, audio_ms)
        };
        for found in &mut heard.recordings {
            let path = fs_err::canonicalize(&recording.path).unwrap_or_else(|_| recording.path.clone());
            found.path = path.display().to_string();
        }
        Ok((Part { heard, offset_ms: 0, key, is_new }, audio_ms))
    }

    /// Scores a call of which `parts` were heard.
    fn score(&self, source: &CallSource, mut parts: Vec<Part>, n_lost: usize) -> Result<(Scorecard, Reuse), FileError> {
        let is_any_part_new = parts.iter().any(|part| part.is_new);
        let is_whole = parts.len() == 1 && parts.iter().all(|part| part.offset_ms == 0);
        let only = if is_whole { parts.pop() } else { None };
        let (mut heard, key) = match only {
            Some(Part { heard, key, .. }) => (heard, key),
            None => join(parts).unwrap_or_else(|| unrecorded(source)),
        };
        heard.call = source.call.clone().or(heard.call);
        if let Some(first) = heard.recordings.first_mut() {
            first.notes.extend(source.notes.iter().cloned());
            if n_lost > 0 {
                first.is_cut_off = true;
                first.warnings.push(match n_lost {
                    1 => "another recording of this call is missing or could not be read".to_owned(),
                    n => format!("{n} other recordings of this call are missing or could not be read"),
                });
            }
        }
        let is_new =
            is_any_part_new || heard.recordings.is_empty() && lock(self.store).find_transcript(&key)?.is_none();
        let (scorecard, reuse) = save(self.store, &heard, &key, self.setting, self.advisor, is_new)?;
        if reuse == Reuse::Scorecard {
            // Nothing else is written, but recordings are to be found under the names they have now.
            for recording in &heard.recordings {
                lock(self.store).note_recording_path(&recording.sha256, &recording.path)?;
            }
        }
        Ok((scorecard, reuse))
    }
}

/// A call that the phone system knows and nobody recorded, and the key of what was not said.
fn unrecorded(source: &CallSource) -> (Heard, TranscriptKey) {
    let unnamed = || source.name.display().to_string();
    let id = id_of_unrecorded(&source.call.phone_system_id.clone().unwrap_or_else(unnamed));
    let settings_sha256 = KeyHasher::new("ringcheck.settings/1").part("unrecorded", "1").finish();
    (Heard::unrecorded(&id), TranscriptKey { source_sha256: id, model_sha256: None, settings_sha256 })
}

/// Scores what was heard and stores what is not stored yet; `is_new` says that it was heard just now.
pub(crate) fn save(
    store: &Mutex<Store>,
    heard: &Heard,
    key: &TranscriptKey,
    setting: Setting<'_>,
    advisor: Option<&Advisor>,
    is_new: bool,
) -> Result<(Scorecard, Reuse), FileError> {
    put(store, heard, key)?;
    // Judging encodes every turn, so a call that is judged already is looked up first.
    if advisor.is_none()
        && let Some(stored) = lock(store).find_scorecard(&key_of(heard, key, setting))?
    {
        return Ok((stored, Reuse::Scorecard));
    }
    let (mut scorecard, mut scorecard_key) = assemble(heard, key, setting);
    if let Some(advisor) = advisor {
        let opinions = advisor.opinions(&scorecard, heard, setting.rubric, store)?;
        if !opinions.is_empty() {
            (scorecard, scorecard_key) = assemble_with(heard, key, setting, &opinions);
        }
    }
    let mut store = lock(store);
    if let Some(stored) = store.find_scorecard(&scorecard_key)? {
        return Ok((stored, Reuse::Scorecard));
    }
    let new = NewScorecard {
        key: scorecard_key,
        scorecard: &scorecard,
        rubric_text: &setting.rubric.text,
        transcript_key: key,
    };
    let stored = store.append_scorecard(&new)?;
    Ok((stored, if is_new { Reuse::Nothing } else { Reuse::Transcript }))
}

/// Stores what was heard, unless it is stored already.
fn put(store: &Mutex<Store>, heard: &Heard, key: &TranscriptKey) -> Result<(), FileError> {
    lock(store).put_transcript(&NewTranscript {
        key,
        call_id: &heard.call_id,
        recordings: &heard.recordings,
        call: &heard.call,
        sides: &heard.sides,
        transcript: &heard.transcript,
        sound_events: &heard.sound_events,
        fingerprints: &to_stored(&heard.fingerprints),
        model: heard.model.as_ref().map(|(name, _)| name.as_str()),
        masking: MASKING_VERSION,
        engine_version: &heard.engine_version,
    })?;
    Ok(())
}

pub(crate) fn from_stored(stored: StoredTranscript, key: &TranscriptKey) -> Heard {
    Heard {
        call_id: stored.call_id,
        recordings: stored.recordings,
        sides: stored.sides,
        transcript: stored.transcript,
        sound_events: stored.sound_events,
        fingerprints: from_stored_fingerprints(&stored.fingerprints),
        call: stored.call,
        model: stored.model.zip(key.model_sha256.clone()),
        engine_version: stored.engine_version,
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves a SQLite transaction rolled back, so what is behind the lock is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
