//! Reviews: what people say about verdicts, appended and read back.

use ringcheck_call::{Decision, Evidence, Review, RubricOutline, Verdict};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, params_from_iter};

use crate::{
    CallFilter, Store, StoreError,
    convert::{NOW_UTC, Place, json_of, probability},
    error::{StoreErrorKind, Task},
    newest,
    query::Query,
};

/// A review to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewReview<'a> {
    /// The call's id.
    pub call_id: &'a str,
    /// The number of the scorecard that the person saw.
    pub scorecard: u32,
    /// The criterion; `None` where the decision is who the caller is.
    pub criterion_id: Option<&'a str>,
    /// What the person says.
    pub verdict: Decision,
    /// Who reviewed it; never empty.
    pub reviewer: &'a str,
    /// Why, in the person's words.
    pub reason: Option<&'a str>,
    /// Whether the person saw neither the scorecard's verdict nor other people's.
    pub is_blind: bool,
    /// What a score needs of the rubric of the call's newest scorecard.
    pub outline: &'a RubricOutline,
}

/// A review with its call and the words that the tool's verdict rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewRow {
    /// What was said.
    pub review: Review,
    /// Whether lists and reports follow it: the newest of its criterion that is not blind, one of the whole call before
    /// those of its parts.
    pub counts: bool,
    /// The id of the call that lists have: the longer one where the review is of a part of that, else the review's own.
    pub listed_id: String,
    /// The name of the call's first recording; `None` for an imported transcript.
    pub file_name: Option<String>,
    /// When the call started, as it was given.
    pub started_at: Option<String>,
    /// The words that the tool's verdict rests on; of one of absence those that came closest.
    pub quote: Option<Evidence>,
}

impl Store {
    /// Appends a review and brings what lists and reports read up to date with it.
    ///
    /// What the tool says is read from the scorecard, so that it is what the person saw.
    pub fn add_review(&mut self, new: &NewReview<'_>) -> Result<Review, StoreError> {
        self.write(|tx| {
            let id = insert(tx, new)?;
            put_outline(tx, new)?;
            newest::refresh(tx, &newest::neighbours(tx, new.call_id)?)?;
            let mut statement = tx.prepare(&format!("{SELECT} WHERE reviews.id = ?1"))?;
            statement.query_row([id], |row| Ok(read(row)))?
        })
    }

    /// All reviews of a call, and of calls that turned out to be parts of it, the oldest first.
    pub fn reviews_of(&self, call_id: &str) -> Result<Vec<Review>, StoreError> {
        self.read(Task::Read, |conn| of_call(conn, call_id))
    }

    /// The reviews of the calls that `filter` lets through, the oldest first, with the words that were judged.
    ///
    /// The filter's order and limit do not matter. A call without a scorecard that is listed has none; what was said of a
    /// part of a longer call comes with that, under the part's own id.
    pub fn reviews(&self, filter: &CallFilter) -> Result<Vec<ReviewRow>, StoreError> {
        self.read(Task::Read, |conn| {
            let query = Query::new(&CallFilter { limit: None, ..filter.clone() })?;
            let sql = format!(
                "{SELECT_ROWS} WHERE EXISTS (
                     SELECT 1 FROM v_call_parts AS parts
                     WHERE parts.part_id = reviews.call_id AND parts.call_id IN (SELECT call_id FROM ({})))
                 ORDER BY reviews.id",
                query.select("call_id")
            );
            let mut statement = conn.prepare(&sql)?;
            let mut rows = statement.query(params_from_iter(query.values))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(read_row(row)?);
            }
            Ok(found)
        })
    }
}

const SELECT: &str = "
    SELECT reviews.id, reviews.call_id, scorecards.number AS scorecard, reviews.criterion_id, reviews.verdict,
        reviews.tool_verdict, reviews.tool_confidence, reviewer, reason, is_blind, reviewed_at_utc
    FROM reviews JOIN scorecards ON scorecards.id = reviews.scorecard_id";

const SELECT_ROWS: &str = "
    SELECT reviews.id, reviews.call_id, viewed.scorecard, reviews.criterion_id, reviews.verdict,
        reviews.tool_verdict, reviews.tool_confidence, reviews.reviewer, reviews.reason, reviews.is_blind,
        reviews.reviewed_at_utc, viewed.counts, viewed.listed_id,
        newest.file_name, newest.started_at,
        proof.id AS proof_id, proof.turn, proof.side, proof.start_ms, proof.end_ms, proof.quote
    FROM reviews
    JOIN v_reviews AS viewed ON viewed.id = reviews.id
    JOIN newest_scorecards AS newest ON newest.call_id = reviews.call_id
    LEFT JOIN evidence AS proof ON proof.id = (
        SELECT evidence.id FROM evidence
        WHERE evidence.scorecard_id = reviews.scorecard_id AND evidence.criterion_id IS reviews.criterion_id
        ORDER BY evidence.kind, evidence.number LIMIT 1)";

fn insert(tx: &Transaction<'_>, new: &NewReview<'_>) -> Result<i64, StoreErrorKind> {
    let of_type = "SELECT id, call_type, call_type_confidence FROM scorecards WHERE call_id = ?1 AND number = ?2";
    let of_criterion = "SELECT scorecards.id, criteria.verdict, criteria.confidence
         FROM scorecards JOIN criteria ON criteria.scorecard_id = scorecards.id
         WHERE scorecards.call_id = ?1 AND scorecards.number = ?2 AND criteria.criterion_id = ?3";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: Option<(i64, String, f64)> = match new.criterion_id {
        None => tx.query_row(of_type, (new.call_id, new.scorecard), read),
        Some(id) => tx.query_row(of_criterion, (new.call_id, new.scorecard, id), read),
    }
    .optional()?;
    let (scorecard_id, tool_verdict, tool_confidence) = found.ok_or(StoreErrorKind::NoSuchVerdict)?;
    if new.criterion_id.is_none() != new.verdict.call_type().is_some() || new.reviewer.trim().is_empty() {
        return Err(StoreErrorKind::NoSuchVerdict);
    }
    tx.prepare_cached(&format!(
        "INSERT INTO reviews (call_id, scorecard_id, criterion_id, verdict, tool_verdict, tool_confidence, reviewer,
             reason, is_blind, reviewed_at_utc)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, {NOW_UTC})"
    ))?
    .execute(params![
        new.call_id,
        scorecard_id,
        new.criterion_id,
        new.verdict.as_str(),
        tool_verdict,
        tool_confidence,
        new.reviewer.trim(),
        new.reason,
        new.is_blind,
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Keeps the outline of the rubric that the call's newest scorecard was judged by, unless it is kept already.
fn put_outline(tx: &Transaction<'_>, new: &NewReview<'_>) -> Result<(), StoreErrorKind> {
    tx.prepare_cached(
        "INSERT INTO rubric_outlines (rubric_sha256, outline)
         SELECT rubric_sha256, ?2 FROM scorecards WHERE call_id = ?1 ORDER BY number DESC LIMIT 1
         ON CONFLICT (rubric_sha256) DO NOTHING",
    )?
    .execute((new.call_id, json_of(new.outline)?))?;
    Ok(())
}

pub(crate) fn of_call(conn: &Connection, call_id: &str) -> Result<Vec<Review>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(&format!(
        "{SELECT} WHERE reviews.call_id IN (SELECT part_id FROM v_call_parts WHERE call_id = ?1) ORDER BY reviews.id"
    ))?;
    let mut rows = statement.query([call_id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Review, StoreErrorKind> {
    let place = Place { table: "reviews", row: row.get("id")? };
    let criterion_id: Option<String> = row.get("criterion_id")?;
    let decision = |column: &str| -> Result<Decision, StoreErrorKind> {
        if criterion_id.is_none() {
            place.word(row, column).map(Decision::CallType)
        } else {
            place.word::<Verdict>(row, column).map(Decision::Verdict)
        }
    };
    let (verdict, tool_verdict) = (decision("verdict")?, decision("tool_verdict")?);
    Ok(Review {
        call_id: row.get("call_id")?,
        scorecard: row.get("scorecard")?,
        verdict,
        tool_verdict,
        tool_confidence: probability(row, "tool_confidence")?,
        reviewer: row.get("reviewer")?,
        reason: row.get("reason")?,
        is_blind: row.get("is_blind")?,
        reviewed_at_utc: row.get("reviewed_at_utc")?,
        criterion_id,
    })
}

fn read_row(row: &Row<'_>) -> Result<ReviewRow, StoreErrorKind> {
    let proof: Option<i64> = row.get("proof_id")?;
    let quote = proof.map(|id| -> Result<Evidence, StoreErrorKind> {
        let place = Place { table: "evidence", row: id };
        Ok(Evidence {
            turn: row.get("turn")?,
            side: place.word(row, "side")?,
            start_ms: row.get("start_ms")?,
            end_ms: row.get("end_ms")?,
            quote: row.get("quote")?,
        })
    });
    Ok(ReviewRow {
        review: read(row)?,
        counts: row.get("counts")?,
        listed_id: row.get("listed_id")?,
        file_name: row.get("file_name")?,
        started_at: row.get("started_at")?,
        quote: quote.transpose()?,
    })
}
