//! Which call a person means.

use rusqlite::Row;

use crate::{Store, StoreError, error::Task, transcripts::file_name};

/// The fewest characters of an id that may stand for all of it.
const MIN_PREFIX_CHARS: usize = 4;

/// The most candidates that are listed for a text that fits several calls.
const MAX_CANDIDATES: u32 = 20;

/// What a text fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallMatch {
    /// No call.
    None,
    /// The call with this id.
    One(String),
    /// Several calls; at most 20 are listed, the newest first.
    Many(Vec<CallCandidate>),
}

/// One of several calls that a text fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallCandidate {
    /// The call's id.
    pub id: String,
    /// The path of its first recording; `None` for an imported transcript.
    pub path: Option<String>,
    /// When it started.
    pub started_at: Option<String>,
}

impl Store {
    /// The call that `text` names: by its id, by the beginning of its id (four characters or more), or by the file
    /// name, with or without its endings, or the path of one of its recordings.
    ///
    /// A recording that is a part of a longer call means that call; alone it answers to its whole id.
    pub fn resolve_call_id(&self, text: &str) -> Result<CallMatch, StoreError> {
        let is_prefix = text.chars().count() >= MIN_PREFIX_CHARS;
        self.read(Task::Read, |conn| {
            // The upper bound is the greatest character, so that the index answers.
            let mut statement = conn.prepare_cached(
                "SELECT calls.id AS id, recordings.path AS path, calls.started_at AS started_at
                 FROM calls
                 LEFT JOIN call_recordings ON call_recordings.call_id = calls.id AND call_recordings.number = 0
                 LEFT JOIN recordings ON recordings.id = call_recordings.recording_id
                 WHERE calls.id IN (
                     SELECT ?1
                     UNION SELECT id FROM calls WHERE ?2 AND id >= ?1 AND id < ?1 || char(0x10FFFF)
                     UNION SELECT call_id FROM call_recordings WHERE recording_id IN (
                         SELECT id FROM recordings WHERE file_name = ?4 AND ?1 IN (file_name, path)
                         UNION SELECT id FROM recordings WHERE file_name > ?1 || '.' AND file_name < ?1 || '/'))
                     AND (calls.id = ?1 OR NOT EXISTS (
                         SELECT 1
                         FROM call_recordings AS mine
                         JOIN call_recordings AS theirs ON theirs.recording_id = mine.recording_id
                         WHERE mine.call_id = calls.id
                             AND (SELECT count(*) FROM call_recordings WHERE call_id = theirs.call_id)
                                 > (SELECT count(*) FROM call_recordings WHERE call_id = mine.call_id)))
                 ORDER BY calls.id <> ?1, calls.started_at_utc DESC, calls.id LIMIT ?3",
            )?;
            let rows = statement.query_map((text, is_prefix, MAX_CANDIDATES, file_name(text)), candidate)?;
            let mut found = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(match found.len() {
                0 => CallMatch::None,
                _ if found[0].id == text || found.len() == 1 => CallMatch::One(found.swap_remove(0).id),
                _ => CallMatch::Many(found),
            })
        })
    }
}

fn candidate(row: &Row<'_>) -> rusqlite::Result<CallCandidate> {
    Ok(CallCandidate { id: row.get("id")?, path: row.get("path")?, started_at: row.get("started_at")? })
}
