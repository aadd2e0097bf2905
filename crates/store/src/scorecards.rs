//! Scorecards: appended, numbered per call, found by what made them, read back exactly.

use ringcheck_call::{Call, CallSummary, RubricOutline, Scorecard, Sha256Hex};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use sha2::{Digest, Sha256};

use crate::{
    Store, StoreError, TranscriptKey,
    convert::{Place, json_of},
    error::{StoreErrorKind, Task},
    newest, scorecard_rows,
    transcripts::{find_id, put_call},
};

/// A scorecard to be stored.
#[derive(Clone, Debug)]
pub struct NewScorecard<'a> {
    /// The hash of everything that went into it: transcript key, timeline, call metadata, rubric, scorer version.
    pub key: Sha256Hex,
    /// The scorecard; its number is given when it is stored.
    pub scorecard: &'a Scorecard,
    /// The rubric's text, whose hash the scorecard's origin names.
    pub rubric_text: &'a str,
    /// What a score needs of the rubric: people's verdicts on the call count by it.
    pub outline: &'a RubricOutline,
    /// What made the transcript that was scored; that transcript must be stored.
    pub transcript_key: &'a TranscriptKey,
}

impl Store {
    /// The scorecard that `key` made, if it is stored.
    pub fn find_scorecard(&self, key: &Sha256Hex) -> Result<Option<Scorecard>, StoreError> {
        self.read(Task::Read, |conn| find_by_key(conn, key))
    }

    /// Appends a scorecard and gives it the next number of its call, counted from 1.
    ///
    /// Returns it as it is stored. If one is stored under its key already, that one is returned and nothing is written.
    pub fn append_scorecard(&mut self, new: &NewScorecard<'_>) -> Result<Scorecard, StoreError> {
        self.write(|tx| match find_by_key(tx, &new.key)? {
            Some(stored) => Ok(stored),
            None => append(tx, new),
        })
    }

    /// The scorecard of a call with this number, or its newest one; `None` if there is no such scorecard.
    pub fn scorecard(&self, call_id: &str, number: Option<u32>) -> Result<Option<Scorecard>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, json FROM scorecards WHERE call_id = ?1 AND (?2 IS NULL OR number = ?2)
                 ORDER BY number DESC LIMIT 1",
            )?;
            let mut rows = statement.query((call_id, number))?;
            rows.next()?.map(read_scorecard).transpose()
        })
    }

    /// The number of a call's scorecard of this number, or of its newest one, and whether this rubric and this version of
    /// the scorer made it; `None` where it has none.
    pub fn scored_by(
        &self,
        call_id: &str,
        number: Option<u32>,
        rubric_sha256: &Sha256Hex,
        scorer_version: &str,
    ) -> Result<Option<(u32, bool)>, StoreError> {
        self.read(Task::Read, |conn| {
            let sql = "SELECT number, rubric_sha256 = ?2 AND scorer_version = ?3 FROM scorecards
                 WHERE call_id = ?1 AND (?4 IS NULL OR number = ?4) ORDER BY number DESC LIMIT 1";
            let found = conn.query_row(sql, (call_id, rubric_sha256.as_str(), scorer_version, number), |row| {
                Ok((row.get(0)?, row.get(1)?))
            });
            Ok(found.optional()?)
        })
    }
}

impl Store {
    /// Whether any call with this recording has a scorecard, whatever made it.
    pub fn is_recording_scored(&self, recording: &Sha256Hex) -> Result<bool, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM call_recordings
                     JOIN scorecards ON scorecards.call_id = call_recordings.call_id
                     WHERE call_recordings.recording_id = ?1)",
            )?;
            Ok(statement.query_row([recording.as_str()], |row| row.get(0))?)
        })
    }
}

fn find_by_key(conn: &Connection, key: &Sha256Hex) -> Result<Option<Scorecard>, StoreErrorKind> {
    let mut statement = conn.prepare_cached("SELECT id, json FROM scorecards WHERE key = ?1")?;
    let mut rows = statement.query([key.as_str()])?;
    rows.next()?.map(read_scorecard).transpose()
}

fn read_scorecard(row: &Row<'_>) -> Result<Scorecard, StoreErrorKind> {
    let place = Place { table: "scorecards", row: row.get("id")? };
    place.json(row, "json")
}

fn append(tx: &Transaction<'_>, new: &NewScorecard<'_>) -> Result<Scorecard, StoreErrorKind> {
    let mut scorecard = new.scorecard.clone();
    if Sha256Hex::from_bytes(Sha256::digest(new.rubric_text).into()) != scorecard.origin.rubric_sha256 {
        return Err(StoreErrorKind::RubricHash);
    }
    let transcript_id = find_id(tx, new.transcript_key)?.ok_or(StoreErrorKind::NoTranscript)?;
    let call_id: String =
        tx.query_row("SELECT call_id FROM transcripts WHERE id = ?1", [transcript_id], |row| row.get(0))?;
    if call_id != scorecard.id {
        return Err(StoreErrorKind::OtherCall);
    }
    put_call(tx, &call_id, &metadata_of(&scorecard.call), &scorecard.recordings)?;
    put_rubric(tx, &scorecard, new)?;
    scorecard.scorecard =
        tx.query_row("SELECT coalesce(max(number), 0) + 1 FROM scorecards WHERE call_id = ?1", [&call_id], |row| {
            row.get(0)
        })?;
    let id = scorecard_rows::insert(tx, &new.key, transcript_id, &scorecard)?;
    newest::refresh(tx, &newest::neighbours(tx, &call_id)?)?;
    tx.query_row("SELECT id, json FROM scorecards WHERE id = ?1", [id], |row| Ok(read_scorecard(row)))?
}

fn put_rubric(tx: &Transaction<'_>, scorecard: &Scorecard, new: &NewScorecard<'_>) -> Result<(), StoreErrorKind> {
    let origin = &scorecard.origin;
    let known: Option<i64> = tx
        .query_row("SELECT 1 FROM rubrics WHERE sha256 = ?1", [origin.rubric_sha256.as_str()], |row| row.get(0))
        .optional()?;
    if known.is_none() {
        tx.execute(
            "INSERT INTO rubrics (sha256, id, version, text) VALUES (?1, ?2, ?3, ?4)",
            (origin.rubric_sha256.as_str(), &origin.rubric, &origin.rubric_version, new.rubric_text),
        )?;
    }
    tx.prepare_cached("INSERT INTO rubric_outlines (rubric_sha256, outline) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute((origin.rubric_sha256.as_str(), json_of(new.outline)?))?;
    Ok(())
}

/// What the scorecard states of its call: what was known when it was scored.
pub(crate) fn metadata_of(summary: &CallSummary) -> Call {
    Call {
        direction: summary.direction,
        started_at: summary.started_at.clone(),
        started_at_source: summary.started_at_source,
        agent_name: summary.agent_name.clone(),
        caller_number: summary.caller_number.clone(),
        called_number: summary.called_number.clone(),
        extension: summary.extension.clone(),
        phone_system_id: summary.phone_system_id.clone(),
        duration_ms: summary.duration_ms,
        connected_ms: summary.connected_ms,
        disposition: summary.disposition,
    }
}
