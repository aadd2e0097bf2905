//! How the beginning of each channel sounds.

use ringcheck_call::Sha256Hex;
use rusqlite::{Connection, Transaction, params};

use crate::{
    Store, StoreError,
    convert::Place,
    error::{StoreErrorKind, Task},
};

/// The fingerprint of a channel, as its maker wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFingerprint {
    /// The channel, counted from 0.
    pub channel: u16,
    /// The version of its maker.
    pub version: String,
    /// The fingerprint.
    pub bytes: Vec<u8>,
}

/// A recording whose sound is known, by its newest transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FingerprintedRecording {
    /// The recording's id.
    pub id: Sha256Hex,
    /// Where it was last seen.
    pub path: String,
    /// The business's channel, if it is known.
    pub agent_channel: Option<u16>,
    /// A fingerprint for each channel.
    pub fingerprints: Vec<StoredFingerprint>,
    transcript: i64,
}

impl Store {
    /// The recordings whose sound is stored, in the order of their paths.
    pub fn fingerprinted_recordings(&self) -> Result<Vec<FingerprintedRecording>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT transcripts.id AS transcript, recordings.id AS recording, recordings.path, agent_channel
                 FROM transcripts JOIN recordings ON recordings.id = transcripts.source_sha256
                 WHERE transcripts.id = (
                     SELECT max(fingerprints.transcript_id)
                     FROM fingerprints JOIN transcripts AS others ON others.id = fingerprints.transcript_id
                     WHERE others.source_sha256 = recordings.id
                 )
                 ORDER BY recordings.path, recordings.id",
            )?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let transcript = row.get("transcript")?;
                let place = Place { table: "transcripts", row: transcript };
                let id: String = row.get("recording")?;
                found.push(FingerprintedRecording {
                    id: Sha256Hex::try_from(id).map_err(|_| place.unreadable())?,
                    path: row.get("path")?,
                    agent_channel: row.get("agent_channel")?,
                    fingerprints: read(conn, transcript)?,
                    transcript,
                });
            }
            Ok(found)
        })
    }

    /// What is said on `channel` of `recording` from `start_ms` until before `end_ms`, word after word.
    pub fn words_between(
        &self,
        recording: &FingerprintedRecording,
        channel: u16,
        start_ms: u64,
        end_ms: u64,
    ) -> Result<Vec<String>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT words.text FROM words
                 JOIN segments ON segments.transcript_id = words.transcript_id AND segments.number = words.segment
                 WHERE words.transcript_id = ?1 AND segments.channel = ?2 AND words.end_ms > ?3 AND words.start_ms < ?4
                 ORDER BY words.start_ms, words.segment, words.number",
            )?;
            let words =
                statement.query_map(params![recording.transcript, channel, start_ms, end_ms], |row| row.get(0))?;
            Ok(words.collect::<Result<_, _>>()?)
        })
    }
}

pub(crate) fn insert(
    tx: &Transaction<'_>,
    transcript_id: i64,
    fingerprints: &[StoredFingerprint],
) -> Result<(), StoreErrorKind> {
    let mut statement =
        tx.prepare_cached("INSERT INTO fingerprints (transcript_id, channel, version, bytes) VALUES (?1, ?2, ?3, ?4)")?;
    for StoredFingerprint { channel, version, bytes } in fingerprints {
        statement.execute(params![transcript_id, channel, version, bytes])?;
    }
    Ok(())
}

pub(crate) fn read(conn: &Connection, transcript_id: i64) -> Result<Vec<StoredFingerprint>, StoreErrorKind> {
    let mut statement = conn
        .prepare_cached("SELECT channel, version, bytes FROM fingerprints WHERE transcript_id = ?1 ORDER BY channel")?;
    let found = statement.query_map([transcript_id], |row| {
        Ok(StoredFingerprint { channel: row.get(0)?, version: row.get(1)?, bytes: row.get(2)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
