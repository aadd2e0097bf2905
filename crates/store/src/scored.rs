//! Scorecards with everything that they were made of, so that a call can be judged again.

use ringcheck_call::{Scorecard, Sha256Hex};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Store, StoreError, StoredTranscript, TranscriptKey,
    convert::Place,
    error::{StoreErrorKind, Task},
    scorecards::metadata_of,
    transcripts::read_transcript,
};

/// A scorecard with what it was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredCall {
    /// The scorecard, exactly as it was stored.
    pub scorecard: Scorecard,
    /// What was heard; recordings and call are those of the scorecard, which may know more than the transcript.
    pub transcript: StoredTranscript,
    /// What made the transcript.
    pub transcript_key: TranscriptKey,
    /// The text of the rubric that it was judged by.
    pub rubric_text: String,
}

impl Store {
    /// The scorecard of a call with this number, or its newest one, with what it was made of; `None` if there is none.
    pub fn scored_call(&self, call_id: &str, number: Option<u32>) -> Result<Option<ScoredCall>, StoreError> {
        self.read(Task::Read, |conn| read_scored(conn, call_id, number))
    }

    /// Where a recording was last seen, which may be another place than the one in its scorecards; `None` if it is not
    /// stored.
    pub fn recording_path(&self, id: &Sha256Hex) -> Result<Option<String>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached("SELECT path FROM recordings WHERE id = ?1")?;
            Ok(statement.query_row([id.as_str()], |row| row.get(0)).optional()?)
        })
    }
}

fn read_scored(conn: &Connection, call_id: &str, number: Option<u32>) -> Result<Option<ScoredCall>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT scorecards.id, scorecards.transcript_id, transcripts.source_sha256, transcripts.model_sha256,
             transcripts.settings_sha256, rubrics.text AS rubric_text, scorecards.json
         FROM scorecards
         JOIN transcripts ON transcripts.id = scorecards.transcript_id
         JOIN rubrics ON rubrics.sha256 = scorecards.rubric_sha256
         WHERE scorecards.call_id = ?1 AND (?2 IS NULL OR scorecards.number = ?2)
         ORDER BY scorecards.number DESC LIMIT 1",
    )?;
    let found = statement.query_row((call_id, number), |row| {
        let place = Place { table: "scorecards", row: row.get("id")? };
        let hash = |column: &str| row.get::<_, Option<String>>(column);
        let hashes = (hash("source_sha256")?, hash("model_sha256")?, hash("settings_sha256")?);
        let scorecard: Result<Scorecard, StoreErrorKind> = place.json(row, "json");
        Ok((scorecard, row.get::<_, i64>("transcript_id")?, hashes, row.get("rubric_text")?, place))
    });
    let Some((scorecard, transcript_id, (source, model, settings), rubric_text, place)) = found.optional()? else {
        return Ok(None);
    };
    let scorecard = scorecard?;
    let hash = |text: Option<String>| text.and_then(|text| Sha256Hex::try_from(text).ok());
    let transcript_key = TranscriptKey {
        source_sha256: hash(source).ok_or_else(|| place.unreadable())?,
        model_sha256: hash(model),
        settings_sha256: hash(settings).ok_or_else(|| place.unreadable())?,
    };
    let heard = read_transcript(conn, transcript_id)?;
    let transcript =
        StoredTranscript { recordings: scorecard.recordings.clone(), call: metadata_of(&scorecard.call), ..heard };
    Ok(Some(ScoredCall { scorecard, transcript, transcript_key, rubric_text }))
}
