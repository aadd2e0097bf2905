//! A stored scorecard with everything that it was made from, to derive it again.

use ringcheck_call::{Scorecard, Sha256Hex};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    Store, StoreError, StoredTranscript, TranscriptKey,
    convert::Place,
    error::{StoreErrorKind, Task},
    transcripts::read_transcript,
};

/// Which scorecard: its call and its number among those of the call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScorecardId {
    /// The call's id.
    pub call_id: String,
    /// The number, counted from 1.
    pub number: u32,
}

/// A scorecard as it is stored, and what it was made from as far as that is stored still.
#[derive(Clone, Debug)]
pub struct StoredScorecard {
    /// Its key, as it is written in its row.
    pub key: String,
    /// Its exact JSON.
    pub json: String,
    /// The hash of its rubric's text, as it is written in its row.
    pub rubric_sha256: String,
    /// Its rubric's text; `None` where that is gone.
    pub rubric_text: Option<String>,
    /// Its transcript with that transcript's key; `None` where that is gone.
    pub transcript: Option<(TranscriptKey, StoredTranscript)>,
    /// What the tables for people say of it.
    pub rows: ScorecardRows,
}

/// What the tables for people say of a scorecard; the same as its JSON, unless somebody wrote into them.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorecardRows {
    call_type: String,
    points: u32,
    possible: u32,
    percent: Option<f64>,
    passed: Option<bool>,
    needs_review: bool,
    /// Id, verdict, points, possible, confidence, rationale.
    criteria: Vec<(String, String, u32, u32, f64, String)>,
    /// Criterion, kind, turn, quote.
    quotes: Vec<(Option<String>, String, usize, String)>,
}

impl Store {
    /// The stored scorecards of a call, or of all calls, in the order in which they were stored.
    pub fn scorecard_ids(&self, call_id: Option<&str>) -> Result<Vec<ScorecardId>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT call_id, number FROM scorecards WHERE ?1 IS NULL OR call_id = ?1 ORDER BY id",
            )?;
            let rows =
                statement.query_map([call_id], |row| Ok(ScorecardId { call_id: row.get(0)?, number: row.get(1)? }))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// A scorecard with what it was made from; `None` if there is no such scorecard.
    pub fn stored_scorecard(&self, id: &ScorecardId) -> Result<Option<StoredScorecard>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT scorecards.*, rubrics.text AS rubric_text
                 FROM scorecards LEFT JOIN rubrics ON rubrics.sha256 = scorecards.rubric_sha256
                 WHERE call_id = ?1 AND number = ?2",
            )?;
            let mut rows = statement.query((&id.call_id, id.number))?;
            rows.next()?.map(|row| read(conn, row)).transpose()
        })
    }
}

fn read(conn: &Connection, row: &Row<'_>) -> Result<StoredScorecard, StoreErrorKind> {
    Ok(StoredScorecard {
        key: row.get("key")?,
        json: row.get("json")?,
        rubric_sha256: row.get("rubric_sha256")?,
        rubric_text: row.get("rubric_text")?,
        transcript: transcript_of(conn, row.get("transcript_id")?)?,
        rows: rows_of(conn, row)?,
    })
}

fn transcript_of(conn: &Connection, id: i64) -> Result<Option<(TranscriptKey, StoredTranscript)>, StoreErrorKind> {
    let place = Place { table: "transcripts", row: id };
    let mut statement = conn.prepare_cached(
        "SELECT source_sha256, model_sha256, settings_sha256
         FROM transcripts JOIN calls ON calls.id = transcripts.call_id WHERE transcripts.id = ?1",
    )?;
    let found: Option<(String, Option<String>, String)> =
        statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((source, model, settings)) = found else { return Ok(None) };
    let hash = |text: String| Sha256Hex::try_from(text).map_err(|_| place.unreadable());
    let key = TranscriptKey {
        source_sha256: hash(source)?,
        model_sha256: model.map(hash).transpose()?,
        settings_sha256: hash(settings)?,
    };
    Ok(Some((key, read_transcript(conn, id)?)))
}

pub(crate) fn rows_of(conn: &Connection, row: &Row<'_>) -> Result<ScorecardRows, StoreErrorKind> {
    let id: i64 = row.get("id")?;
    let mut statement = conn.prepare_cached(
        "SELECT criterion_id, verdict, points, possible, confidence, rationale
         FROM criteria WHERE scorecard_id = ?1 ORDER BY number",
    )?;
    let criteria = statement
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))?;
    let criteria = criteria.collect::<Result<_, _>>()?;
    let mut statement = conn
        .prepare_cached("SELECT criterion_id, kind, turn, quote FROM evidence WHERE scorecard_id = ?1 ORDER BY id")?;
    let quotes = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(ScorecardRows {
        call_type: row.get("call_type")?,
        points: row.get("points")?,
        possible: row.get("possible")?,
        percent: row.get("percent")?,
        passed: row.get("passed")?,
        needs_review: row.get("needs_review")?,
        criteria,
        quotes: quotes.collect::<Result<_, _>>()?,
    })
}

impl ScorecardRows {
    /// What the tables must say of `card`, in the order in which its rows are stored.
    #[must_use]
    pub fn of(card: &Scorecard) -> Self {
        let mut quotes = Vec::new();
        for criterion in &card.criteria {
            let id = || Some(criterion.id.clone());
            quotes.extend(criterion.evidence.iter().map(|e| (id(), "evidence".to_owned(), e.turn, e.quote.clone())));
            let misses = criterion.nearest_miss.iter();
            quotes.extend(misses.map(|miss| (id(), "nearest_miss".to_owned(), miss.turn, miss.quote.clone())));
        }
        let of_type = card.call.call_type_evidence.iter();
        quotes.extend(of_type.map(|e| (None, "call_type".to_owned(), e.turn, e.quote.clone())));
        Self {
            call_type: card.call.call_type.as_str().to_owned(),
            points: card.score.points,
            possible: card.score.possible,
            percent: card.score.percent,
            passed: card.score.passed,
            needs_review: card.needs_review,
            criteria: card
                .criteria
                .iter()
                .map(|c| {
                    let verdict = c.verdict.as_str().to_owned();
                    (c.id.clone(), verdict, c.points, c.possible, c.confidence.as_f64(), c.rationale.clone())
                })
                .collect(),
            quotes,
        }
    }

    /// The table in which `self` and `other` differ; `None` where they are the same.
    #[must_use]
    pub fn differing_table(&self, other: &Self) -> Option<&'static str> {
        if self.criteria != other.criteria {
            Some("criteria")
        } else if self.quotes != other.quotes {
            Some("evidence")
        } else {
            (self != other).then_some("scorecards")
        }
    }
}
