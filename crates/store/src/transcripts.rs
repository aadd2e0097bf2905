//! Transcripts with their segments and words, found by what made them.

use std::path::Path;

use ringcheck_call::{
    Call, Disposition, Probability, Recording, Segment, Sha256Hex, SidesOrigin, TimelineEvent, Transcript, Word,
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::{
    Store, StoreError, StoredFingerprint,
    convert::{NOW_UTC, Place, json_of, probability, utc_of, word_of},
    error::{StoreErrorKind, Task},
    fingerprints, newest,
};

/// Everything that went into a transcript: the same key gives the same transcript.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TranscriptKey {
    /// The hash of the recording's bytes, or of an imported transcript's canonical bytes.
    pub source_sha256: Sha256Hex,
    /// The hash of the speech model's file; `None` for an imported transcript.
    pub model_sha256: Option<Sha256Hex>,
    /// The hash of the decoding, side and masking settings and the engine's version.
    pub settings_sha256: Sha256Hex,
}

/// A transcript as it was stored, with all that scoring needs besides a rubric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTranscript {
    /// The call's id.
    pub call_id: String,
    /// The call's recordings as they were decoded for this transcript; their paths are those of that time.
    pub recordings: Vec<Recording>,
    /// How it was decided which channel is the business.
    pub sides: SidesOrigin,
    /// What was said.
    pub transcript: Transcript,
    /// What was heard in the audio besides words, such as silence, so that scoring again needs no audio.
    pub sound_events: Vec<TimelineEvent>,
    /// How each channel of the first recording sounds at its beginning, so that prompts are found without audio.
    pub fingerprints: Vec<StoredFingerprint>,
    /// What was last known of the call.
    pub call: Call,
    /// The speech model's name; `None` for an imported transcript.
    pub model: Option<String>,
    /// The version of the masking of secrets.
    pub masking: String,
    /// The version of the engine that made it.
    pub engine_version: String,
}

/// A transcript to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewTranscript<'a> {
    /// What made it.
    pub key: &'a TranscriptKey,
    /// The call's id.
    pub call_id: &'a str,
    /// The call's recordings, in order; empty for an imported transcript.
    pub recordings: &'a [Recording],
    /// What is known of the call.
    pub call: &'a Call,
    /// How it was decided which channel is the business.
    pub sides: &'a SidesOrigin,
    /// What was said.
    pub transcript: &'a Transcript,
    /// What was heard in the audio besides words.
    pub sound_events: &'a [TimelineEvent],
    /// How each channel of the first recording sounds at its beginning.
    pub fingerprints: &'a [StoredFingerprint],
    /// The speech model's name; `None` for an imported transcript.
    pub model: Option<&'a str>,
    /// The version of the masking of secrets.
    pub masking: &'a str,
    /// The version of the engine that made it.
    pub engine_version: &'a str,
}

impl Store {
    /// The transcript that `key` made, if it is stored.
    pub fn find_transcript(&self, key: &TranscriptKey) -> Result<Option<StoredTranscript>, StoreError> {
        self.read(Task::Read, |conn| match find_id(conn, key)? {
            Some(id) => read_transcript(conn, id).map(Some),
            None => Ok(None),
        })
    }

    /// Stores a transcript with its call, recordings, segments and words: all of it or, on an error, nothing.
    ///
    /// If a transcript is stored under its key already, nothing is written: another process may have been faster.
    pub fn put_transcript(&mut self, new: &NewTranscript<'_>) -> Result<(), StoreError> {
        self.write(|tx| put(tx, new, |_| Ok(true)))
    }

    /// Stores another transcript of a call: what is known of the call and its recordings stays as it is, unless nothing is.
    pub fn put_further_transcript(&mut self, new: &NewTranscript<'_>) -> Result<(), StoreError> {
        let is_unknown = |tx: &Transaction<'_>| {
            tx.query_row("SELECT NOT EXISTS (SELECT 1 FROM calls WHERE id = ?1)", [new.call_id], |row| row.get(0))
        };
        self.write(|tx| put(tx, new, is_unknown))
    }
}

/// Stores a transcript, unless it is stored, and what is known of its call where `puts_call` says so.
fn put(
    tx: &Transaction<'_>,
    new: &NewTranscript<'_>,
    puts_call: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<bool>,
) -> Result<(), StoreErrorKind> {
    if find_id(tx, new.key)?.is_some() {
        return Ok(());
    }
    if puts_call(tx)? {
        put_call(tx, new.call_id, new.call, new.recordings)?;
    }
    insert_transcript(tx, new)
}

impl Store {
    /// Notes where a stored recording is now, so that it is found by that name; writes only if that is news.
    ///
    /// Scorecards keep the path that they were made with.
    pub fn note_recording_path(&mut self, id: &Sha256Hex, path: &str) -> Result<(), StoreError> {
        self.write(|tx| {
            let n_moved = tx
                .prepare_cached("UPDATE recordings SET path = ?2, file_name = ?3 WHERE id = ?1 AND path <> ?2")?
                .execute(params![id.as_str(), path, file_name(path)])?;
            if n_moved > 0 {
                let mut statement = tx.prepare_cached("SELECT call_id FROM call_recordings WHERE recording_id = ?1")?;
                let calls: Vec<String> =
                    statement.query_map([id.as_str()], |row| row.get(0))?.collect::<Result<_, _>>()?;
                newest::refresh(tx, &calls)?;
            }
            Ok(())
        })
    }
}

/// The row that `key` made.
pub(crate) fn find_id(conn: &Connection, key: &TranscriptKey) -> Result<Option<i64>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM transcripts
         WHERE source_sha256 = ?1 AND coalesce(model_sha256, '') = ?2 AND settings_sha256 = ?3",
    )?;
    let model = key.model_sha256.as_ref().map_or("", Sha256Hex::as_str);
    let found =
        statement.query_row((key.source_sha256.as_str(), model, key.settings_sha256.as_str()), |row| row.get(0));
    Ok(found.optional()?)
}

/// Stores what is known of a call and its recordings, over what was known before.
pub(crate) fn put_call(
    tx: &Transaction<'_>,
    call_id: &str,
    call: &Call,
    recordings: &[Recording],
) -> Result<(), StoreErrorKind> {
    let mut concerned = newest::neighbours(tx, call_id)?;
    tx.prepare_cached(
        "INSERT INTO calls (id, direction, started_at, started_at_utc, started_at_source, agent_name, caller_number,
             called_number, extension, phone_system_id, duration_ms, connected_ms, disposition)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (id) DO UPDATE SET direction = excluded.direction, started_at = excluded.started_at,
             started_at_utc = excluded.started_at_utc, started_at_source = excluded.started_at_source,
             agent_name = excluded.agent_name, caller_number = excluded.caller_number,
             called_number = excluded.called_number, extension = excluded.extension,
             phone_system_id = excluded.phone_system_id, duration_ms = excluded.duration_ms,
             connected_ms = excluded.connected_ms, disposition = excluded.disposition",
    )?
    .execute(params![
        call_id,
        call.direction.as_ref().map(word_of).transpose()?,
        call.started_at,
        call.started_at.as_deref().and_then(utc_of),
        call.started_at_source.as_ref().map(word_of).transpose()?,
        call.agent_name,
        call.caller_number,
        call.called_number,
        call.extension,
        call.phone_system_id,
        call.duration_ms,
        call.connected_ms,
        call.disposition.map(Disposition::as_str),
    ])?;
    tx.prepare_cached("DELETE FROM call_recordings WHERE call_id = ?1")?.execute([call_id])?;
    for (number, recording) in recordings.iter().enumerate() {
        put_recording(tx, recording)?;
        tx.prepare_cached(
            "INSERT INTO call_recordings (call_id, number, recording_id, offset_ms) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![call_id, number, recording.sha256.as_str(), recording.offset_ms])?;
    }
    concerned.extend(newest::neighbours(tx, call_id)?);
    newest::refresh(tx, &concerned)
}

fn put_recording(tx: &Transaction<'_>, recording: &Recording) -> Result<(), StoreErrorKind> {
    tx.prepare_cached(
        "INSERT INTO recordings (id, path, file_name, duration_ms, codec, sample_rate_hz, channels, layout, decoder,
             warnings, is_cut_off, notes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (id) DO UPDATE SET path = excluded.path, file_name = excluded.file_name,
             duration_ms = excluded.duration_ms, codec = excluded.codec, sample_rate_hz = excluded.sample_rate_hz,
             channels = excluded.channels, layout = excluded.layout, decoder = excluded.decoder,
             warnings = excluded.warnings, is_cut_off = excluded.is_cut_off, notes = excluded.notes",
    )?
    .execute(params![
        recording.sha256.as_str(),
        recording.path,
        file_name(&recording.path),
        recording.duration_ms,
        recording.codec,
        recording.sample_rate_hz,
        recording.channels,
        recording.layout.as_str(),
        recording.decoder,
        json_of(&recording.warnings)?,
        recording.is_cut_off,
        json_of(&recording.notes)?,
    ])?;
    Ok(())
}

/// The last part of `path`; all of it where it has no last part, such as `..`.
pub(crate) fn file_name(path: &str) -> &str {
    Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path)
}

fn insert_transcript(tx: &Transaction<'_>, new: &NewTranscript<'_>) -> Result<(), StoreErrorKind> {
    tx.prepare_cached(&format!(
        "INSERT INTO transcripts (call_id, source, source_sha256, model, model_sha256, settings_sha256, engine_version,
             masking, agent_channel, sides_method, sides_confidence, sides_reason, recordings, created_at_utc)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, {NOW_UTC})"
    ))?
    .execute(params![
        new.call_id,
        word_of(&new.transcript.source)?,
        new.key.source_sha256.as_str(),
        new.model,
        new.key.model_sha256.as_ref().map(Sha256Hex::as_str),
        new.key.settings_sha256.as_str(),
        new.engine_version,
        new.masking,
        new.sides.agent_channel,
        new.sides.method,
        new.sides.confidence.as_f64(),
        new.sides.reason,
        json_of(&new.recordings)?,
    ])?;
    let id = tx.last_insert_rowid();
    for (number, segment) in new.transcript.segments.iter().enumerate() {
        insert_segment(tx, id, number, segment)?;
    }
    let mut statement = tx.prepare_cached(
        "INSERT INTO sound_events (transcript_id, number, kind, side, start_ms, end_ms, turn, label, confidence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (number, event) in new.sound_events.iter().enumerate() {
        statement.execute(params![
            id,
            number,
            event.kind.as_str(),
            event.side.as_str(),
            event.start_ms,
            event.end_ms,
            event.turn,
            event.label,
            event.confidence.as_f64(),
        ])?;
    }
    fingerprints::insert(tx, id, new.fingerprints)
}

fn insert_segment(tx: &Transaction<'_>, id: i64, number: usize, segment: &Segment) -> Result<(), StoreErrorKind> {
    tx.prepare_cached(
        "INSERT INTO segments (transcript_id, number, channel, side, start_ms, end_ms, text, confidence, marks)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        id,
        number,
        segment.channel,
        segment.side.as_str(),
        segment.start_ms,
        segment.end_ms,
        segment.text,
        segment.confidence.map(Probability::as_f64),
        json_of(&segment.marks)?,
    ])?;
    let mut statement = tx.prepare_cached(
        "INSERT INTO words (transcript_id, segment, number, start_ms, end_ms, text, probability)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (word_number, word) in segment.words.iter().enumerate() {
        statement.execute(params![
            id,
            number,
            word_number,
            word.start_ms,
            word.end_ms,
            word.text,
            word.probability.as_f64()
        ])?;
    }
    Ok(())
}

pub(crate) fn read_transcript(conn: &Connection, id: i64) -> Result<StoredTranscript, StoreErrorKind> {
    let place = Place { table: "transcripts", row: id };
    let mut statement = conn.prepare_cached(
        "SELECT transcripts.*, calls.direction, calls.started_at, calls.started_at_source, calls.agent_name,
             calls.caller_number, calls.called_number, calls.extension, calls.phone_system_id, calls.duration_ms,
             calls.connected_ms, calls.disposition
         FROM transcripts JOIN calls ON calls.id = transcripts.call_id WHERE transcripts.id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    let row = rows.next()?.ok_or_else(|| place.unreadable())?;
    Ok(StoredTranscript {
        call_id: row.get("call_id")?,
        recordings: place.json(row, "recordings")?,
        sides: SidesOrigin {
            agent_channel: row.get("agent_channel")?,
            method: row.get("sides_method")?,
            confidence: probability(row, "sides_confidence")?,
            reason: row.get("sides_reason")?,
        },
        transcript: Transcript { source: place.word(row, "source")?, segments: read_segments(conn, id)? },
        sound_events: read_sound_events(conn, id)?,
        fingerprints: fingerprints::read(conn, id)?,
        call: Call {
            direction: place.optional_word(row, "direction")?,
            started_at: row.get("started_at")?,
            started_at_source: place.optional_word(row, "started_at_source")?,
            agent_name: row.get("agent_name")?,
            caller_number: row.get("caller_number")?,
            called_number: row.get("called_number")?,
            extension: row.get("extension")?,
            phone_system_id: row.get("phone_system_id")?,
            duration_ms: row.get("duration_ms")?,
            connected_ms: row.get("connected_ms")?,
            disposition: place.optional_word(row, "disposition")?,
        },
        model: row.get("model")?,
        masking: row.get("masking")?,
        engine_version: row.get("engine_version")?,
    })
}

fn read_segments(conn: &Connection, id: i64) -> Result<Vec<Segment>, StoreErrorKind> {
    let place = Place { table: "segments", row: id };
    let mut statement = conn.prepare_cached("SELECT * FROM segments WHERE transcript_id = ?1 ORDER BY number")?;
    let mut rows = statement.query([id])?;
    let mut segments = Vec::new();
    while let Some(row) = rows.next()? {
        let confidence: Option<f64> = row.get("confidence")?;
        segments.push(Segment {
            channel: row.get("channel")?,
            side: place.word(row, "side")?,
            start_ms: row.get("start_ms")?,
            end_ms: row.get("end_ms")?,
            text: row.get("text")?,
            words: Vec::new(),
            confidence: confidence.map(Probability::new),
            marks: place.json(row, "marks")?,
        });
    }
    let mut statement = conn.prepare_cached("SELECT * FROM words WHERE transcript_id = ?1 ORDER BY segment, number")?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let segment: usize = row.get("segment")?;
        let segment = segments.get_mut(segment).ok_or_else(|| place.unreadable())?;
        segment.words.push(Word {
            start_ms: row.get("start_ms")?,
            end_ms: row.get("end_ms")?,
            text: row.get("text")?,
            probability: probability(row, "probability")?,
        });
    }
    Ok(segments)
}

fn read_sound_events(conn: &Connection, id: i64) -> Result<Vec<TimelineEvent>, StoreErrorKind> {
    let place = Place { table: "sound_events", row: id };
    let mut statement = conn.prepare_cached("SELECT * FROM sound_events WHERE transcript_id = ?1 ORDER BY number")?;
    let mut rows = statement.query([id])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(TimelineEvent {
            kind: place.word(row, "kind")?,
            side: place.word(row, "side")?,
            start_ms: row.get("start_ms")?,
            end_ms: row.get("end_ms")?,
            turn: row.get("turn")?,
            label: row.get("label")?,
            confidence: probability(row, "confidence")?,
        });
    }
    Ok(events)
}
