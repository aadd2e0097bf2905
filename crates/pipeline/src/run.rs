//! A batch of calls.

use std::{
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use ringcheck_call::{Scorecard, Sha256Hex};
use ringcheck_store::{NewScorecard, NewTranscript, Store, StoredTranscript, TranscriptKey};
use ringcheck_transcription::MASKING_VERSION;

use crate::{
    Advisor, CallSource, Cancel, Event, FileError, FileLimit, Heard, Listener, Patience, RecordingSource, Reuse,
    Setting, Summary, assemble,
    assemble::key_of,
    assemble_with,
    intake::{Intake, Job},
    join::{Part, join},
    keys::KeyHasher,
    outbox::{Outbox, Outcome},
    patience::Waiter,
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
    /// How long listening to one recording may take.
    pub limit: FileLimit,
    /// How long to wait for the database.
    pub patience: Patience,
}

impl RunOptions<'_> {
    /// So many calls at once; nobody is asked, a recording may take the usual time, and nothing is waited for.
    #[must_use]
    pub const fn of_jobs(jobs: NonZeroUsize) -> Self {
        Self { jobs, advisor: None, limit: FileLimit::USUAL, patience: Patience::NONE }
    }
}

/// Scores `calls` and stores the scorecards.
///
/// Calls are taken from the iterator as workers become free, so that a folder need not be walked to its end first.
/// A recording that fails, hangs or makes the program panic is reported and the others go on; when the database fails
/// for longer than patience lasts, the run ends.
/// The same bytes under another name, later in the batch, are reported and not scored again.
/// A recording in which an earlier run died is taken last.
pub fn run(
    calls: impl Iterator<Item = CallSource> + Send,
    listener: &Listener,
    setting: Setting<'_>,
    store: &Mutex<Store>,
    options: RunOptions<'_>,
    cancel: &Cancel,
    on_event: &(dyn Fn(Event) + Sync),
) -> Summary {
    work_through(calls, listener, Some(setting), store, options, cancel, on_event)
}

/// Hears `calls` as [`run()`] does and stores the transcripts alone: each call is an [`Event::Heard`]. What is known of a
/// call that is stored already stays as it is.
///
/// What a listener with the same options heard before is not listened to again.
pub fn hear_calls(
    calls: impl Iterator<Item = CallSource> + Send,
    listener: &Listener,
    store: &Mutex<Store>,
    options: RunOptions<'_>,
    cancel: &Cancel,
    on_event: &(dyn Fn(Event) + Sync),
) -> Summary {
    work_through(calls, listener, None, store, options, cancel, on_event)
}

fn work_through(
    calls: impl Iterator<Item = CallSource> + Send,
    listener: &Listener,
    setting: Option<Setting<'_>>,
    store: &Mutex<Store>,
    options: RunOptions<'_>,
    cancel: &Cancel,
    on_event: &(dyn Fn(Event) + Sync),
) -> Summary {
    let waiter = Waiter::new(options.patience, cancel, on_event);
    let batch = Batch { listener, setting, store, options, waiter, cancel, on_event };
    let intake = Mutex::new(Intake::new(calls));
    let is_stopped = AtomicBool::new(false);
    let outbox = Mutex::new(Outbox::default());
    thread::scope(|scope| {
        for _ in 0..options.jobs.get() {
            scope.spawn(|| {
                while !cancel.is_requested() && !is_stopped.load(Ordering::Relaxed) {
                    let Some((idx, job)) = lock(&intake).next(|sha256| batch.is_suspect(sha256)) else { break };
                    let outcome = batch.guarded_outcome(job);
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
    let is_stopped = is_stopped.into_inner();
    if cancel.is_requested() || is_stopped {
        summary.n_left += intake.into_inner().unwrap_or_else(PoisonError::into_inner).n_left();
    }
    summary.is_stopped = summary.n_left > 0 || is_stopped;
    summary
}

/// What all calls of a run share.
struct Batch<'a> {
    listener: &'a Listener,
    /// What calls are scored by; `None` where they are heard alone.
    setting: Option<Setting<'a>>,
    store: &'a Mutex<Store>,
    options: RunOptions<'a>,
    waiter: Waiter<'a>,
    cancel: &'a Cancel,
    on_event: &'a (dyn Fn(Event) + Sync),
}

impl Batch<'_> {
    /// Whether an earlier run began to listen to this recording and never ended that. A database that does not say so
    /// will say more to whoever asks next.
    fn is_suspect(&self, sha256: &Sha256Hex) -> bool {
        lock(self.store).unended_attempts(sha256).is_ok_and(|n_attempts| n_attempts > 0)
    }

    /// What becomes of a call, whatever it does to the program.
    fn guarded_outcome(&self, job: Job) -> Outcome {
        let path = job.source.name.clone();
        catch_unwind(AssertUnwindSafe(|| self.outcome(job)))
            .unwrap_or_else(|_| Outcome::failed(path.clone(), FileError::Fault { path }))
    }

    fn outcome(&self, job: Job) -> Outcome {
        let Job { source, recordings, duplicates, is_taken_last } = job;
        let mut outcome = Outcome::default();
        let duplicates = duplicates.into_iter().map(|(path, same_as)| Event::Duplicate { path, same_as });
        outcome.events.extend(duplicates);
        let was_recorded = !(recordings.is_empty() && outcome.events.is_empty());
        if recordings.is_empty() && was_recorded {
            return outcome;
        }
        if is_taken_last {
            (self.on_event)(Event::TakenLast { path: source.name.clone() });
        }
        (self.on_event)(Event::Started { path: source.name.clone() });
        let mut attempts = Attempts { store: self.store, begun: Vec::new() };
        if is_taken_last {
            attempts.begun.extend(recordings.iter().filter_map(|(_, sha256)| sha256.as_ref().ok().cloned()));
        }
        let mut parts = Vec::new();
        let mut n_unreadable = 0;
        let mut end_ms = 0;
        for (recording, sha256) in recordings {
            let part = sha256
                .map_err(FileError::from)
                .and_then(|sha256| self.part(&source, &recording, &sha256, &mut attempts));
            match part {
                Ok((mut part, audio_ms)) => {
                    outcome.audio_ms += audio_ms;
                    part.offset_ms = recording.offset_ms.unwrap_or(end_ms);
                    end_ms = part.offset_ms + part.heard.recordings.iter().map(|r| r.duration_ms).sum::<u64>();
                    parts.push(part);
                }
                // One recording that cannot be read does not take the others of its call with it.
                Err(error) if error.leaves_other_recordings() => {
                    n_unreadable += 1;
                    outcome.events.push(Event::Failed { path: recording.path, error });
                }
                Err(error) => return Outcome::failed(recording.path, error),
            }
        }
        if was_recorded && parts.is_empty() {
            return outcome;
        }
        let is_any_part_new = parts.iter().any(|part| part.is_new);
        let (heard, key) = whole(&source, parts, n_unreadable + source.n_missing);
        let done = match self.setting {
            Some(setting) => self.score(&source, &heard, &key, setting, is_any_part_new),
            None => self.keep(&source, &heard, &key),
        };
        match done {
            Ok(event) => {
                outcome.events.push(event);
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
        attempts: &mut Attempts<'_>,
    ) -> Result<(Part, u64), FileError> {
        let usual = source.usual_channel.as_ref();
        let key = self.listener.transcript_key(sha256, usual);
        let stored = self.waiter.until_done(&recording.path, || Ok(lock(self.store).find_transcript(&key)?))?;
        let is_new = stored.is_none();
        // Where it is now; a run may have stored it under another name.
        let path = fs_err::canonicalize(&recording.path).unwrap_or_else(|_| recording.path.clone());
        let place = |heard: &mut Heard| {
            heard.recordings.iter_mut().for_each(|found| found.path = path.display().to_string());
        };
        let (heard, audio_ms) = if let Some(stored) = stored {
            self.waiter.until_done(&recording.path, || self.forget_attempts(sha256))?;
            let mut heard = from_stored(stored, &key);
            place(&mut heard);
            (heard, 0)
        } else {
            let on_audio = |audio_ms| (self.on_event)(Event::Transcribed { audio_ms });
            self.waiter.until_done(&recording.path, || attempts.begin(sha256))?;
            let limit = self.options.limit;
            let mut heard =
                self.listener.listen_within(limit, &recording.path, sha256, usual, self.cancel, &on_audio)?;
            heard.call.clone_from(&source.call);
            place(&mut heard);
            // Stored at once: what was heard is not lost if another recording of the call fails.
            self.waiter.until_done(&recording.path, || self.put(&heard, &key))?;
            let audio_ms = heard.recordings.iter().map(|r| r.duration_ms).sum();
            (heard, audio_ms)
        };
        Ok((Part { heard, offset_ms: 0, key, is_new }, audio_ms))
    }

    /// A process that died right behind the storing of a transcript left an attempt that nobody will make again.
    fn forget_attempts(&self, sha256: &Sha256Hex) -> Result<(), FileError> {
        let mut store = lock(self.store);
        if store.unended_attempts(sha256)? > 0 {
            store.end_attempt(sha256)?;
        }
        Ok(())
    }

    /// Stores what was heard. What is known of a call that is heard alone, and not scored, stays as it is.
    fn put(&self, heard: &Heard, key: &TranscriptKey) -> Result<(), FileError> {
        match self.setting {
            Some(_) => put(self.store, heard, key),
            None => with_new(heard, key, |new| Ok(lock(self.store).put_further_transcript(new)?)),
        }
    }

    /// Stores what was heard of a call.
    fn keep(&self, source: &CallSource, heard: &Heard, key: &TranscriptKey) -> Result<Event, FileError> {
        self.waiter.until_done(&source.name, || self.put(heard, key))?;
        Ok(Event::Heard { path: source.name.clone(), call_id: heard.call_id.clone(), key: key.clone() })
    }

    /// Scores what was heard of a call.
    fn score(
        &self,
        source: &CallSource,
        heard: &Heard,
        key: &TranscriptKey,
        setting: Setting<'_>,
        is_any_part_new: bool,
    ) -> Result<Event, FileError> {
        let (scorecard, reuse) = self.waiter.until_done(&source.name, || {
            let is_new =
                is_any_part_new || heard.recordings.is_empty() && lock(self.store).find_transcript(key)?.is_none();
            let (scorecard, reuse) = save(self.store, heard, key, setting, self.options.advisor, is_new)?;
            if reuse == Reuse::Scorecard {
                // Nothing else is written, but recordings are to be found under the names they have now.
                for recording in &heard.recordings {
                    lock(self.store).note_recording_path(&recording.sha256, &recording.path)?;
                }
            }
            Ok((scorecard, reuse))
        })?;
        Ok(Event::Scored { path: source.name.clone(), scorecard: Box::new(scorecard), reuse })
    }
}

/// A call of which `parts` were heard, and the key of its transcript.
fn whole(source: &CallSource, mut parts: Vec<Part>, n_lost: usize) -> (Heard, TranscriptKey) {
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
    (heard, key)
}

/// Recordings that are listened to now. Those of a process that dies stay begun, and the next run takes them last.
struct Attempts<'a> {
    store: &'a Mutex<Store>,
    begun: Vec<Sha256Hex>,
}

impl Attempts<'_> {
    fn begin(&mut self, recording: &Sha256Hex) -> Result<(), FileError> {
        lock(self.store).begin_attempt(recording)?;
        self.begun.push(recording.clone());
        Ok(())
    }
}

impl Drop for Attempts<'_> {
    /// However it came out: scored, failed, given up, panicked or stopped, the process lives.
    fn drop(&mut self) {
        for recording in &self.begun {
            // One that cannot be ended is taken last by the next run, which is all that happens.
            let _ = lock(self.store).end_attempt(recording);
        }
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
        outline: &setting.rubric.outline(),
        transcript_key: key,
    };
    let stored = store.append_scorecard(&new)?;
    Ok((stored, if is_new { Reuse::Nothing } else { Reuse::Transcript }))
}

/// Stores what was heard, unless it is stored already.
fn put(store: &Mutex<Store>, heard: &Heard, key: &TranscriptKey) -> Result<(), FileError> {
    with_new(heard, key, |new| Ok(lock(store).put_transcript(new)?))
}

/// Hands what was heard to `store` as it is to be stored.
fn with_new(
    heard: &Heard,
    key: &TranscriptKey,
    store: impl FnOnce(&NewTranscript<'_>) -> Result<(), FileError>,
) -> Result<(), FileError> {
    store(&NewTranscript {
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
    })
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
