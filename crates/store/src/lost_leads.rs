//! Prospects who were lost, with what is needed to call back and to see why.

use std::ops::ControlFlow;

use ringcheck_call::{CallFacts, CallType, Evidence, LostLead, NumberSource, Verdict};
use rusqlite::{Connection, Row};

use crate::{
    CallFilter, CallSort, SortOrder, Store, StoreError,
    convert::Place,
    error::{StoreErrorKind, Task},
    facts::visit_facts,
    reviews::{counting, of_call},
};

impl Store {
    /// The prospects who were lost among the calls that `filter` lets through, the newest first.
    ///
    /// The filter's limit counts lost prospects; its order does not matter.
    pub fn lost_leads(&self, filter: &CallFilter) -> Result<Vec<LostLead>, StoreError> {
        let newest_first =
            CallFilter { sort: CallSort::Time, order: SortOrder::Descending, limit: None, ..filter.clone() };
        let is_full = |n_found: usize| filter.limit.is_some_and(|limit| n_found >= limit as usize);
        self.read(Task::Read, |conn| {
            let mut lost = Vec::new();
            if is_full(0) {
                return Ok(lost);
            }
            visit_facts(conn, &newest_first, &mut |scorecard_id, facts| {
                lost.extend(lost_lead(conn, scorecard_id, facts)?);
                Ok(if is_full(lost.len()) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            Ok(lost)
        })
    }
}

/// The call as a lost prospect; `None` if it is none.
fn lost_lead(conn: &Connection, scorecard_id: i64, call: CallFacts) -> Result<Option<LostLead>, StoreErrorKind> {
    if call.call_type != CallType::Prospect {
        return Ok(None);
    }
    let reasons = call.loss_reasons();
    let Some(gravest) = reasons.first() else { return Ok(None) };
    let (said_number, wanted) = left_behind(conn, scorecard_id)?;
    let known = call.caller_number.clone().map(|number| (number, NumberSource::PhoneSystem));
    let (quote, rationale) = reason_of(conn, scorecard_id, &call.call_id, gravest.criterion_id())?;
    Ok(Some(LostLead {
        number: known.or_else(|| said_number.map(|number| (number, NumberSource::Caller))),
        wanted,
        quote,
        rationale,
        reasons,
        call,
    }))
}

/// The words that decide a criterion that failed, and why it did: the scorecard's, or the person's who decided so.
fn reason_of(
    conn: &Connection,
    scorecard_id: i64,
    call_id: &str,
    criterion_id: &str,
) -> Result<(Option<Evidence>, String), StoreErrorKind> {
    let quote = deciding_quote(conn, scorecard_id, criterion_id)?;
    let (verdict, rationale) = tool_verdict(conn, scorecard_id, criterion_id)?;
    let reviews = of_call(conn, call_id)?;
    match counting(&reviews, Some(criterion_id)).filter(|_| verdict != Some(Verdict::Fail)) {
        None => Ok((quote, rationale)),
        Some(review) => {
            let why = review.reason.clone().unwrap_or_else(|| format!("{} listened and says so.", review.reviewer));
            // Words that speak for a pass are no proof of a fail.
            Ok((quote.filter(|_| verdict == Some(Verdict::Undetermined)), why))
        }
    }
}

/// The number that the caller said, and what the caller wanted.
fn left_behind(conn: &Connection, scorecard_id: i64) -> Result<(Option<String>, Option<Evidence>), StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT said_number, wanted_turn AS turn, wanted_side AS side, wanted_start_ms AS start_ms,
             wanted_end_ms AS end_ms, wanted_quote AS quote
         FROM leads WHERE scorecard_id = ?1",
    )?;
    let mut rows = statement.query([scorecard_id])?;
    let Some(row) = rows.next()? else { return Ok((None, None)) };
    let has_wanted = row.get_ref("turn")? != rusqlite::types::ValueRef::Null;
    let place = Place { table: "leads", row: scorecard_id };
    Ok((row.get("said_number")?, has_wanted.then(|| evidence(row, &place)).transpose()?))
}

/// The words that a verdict rests on, else those that came closest to what was missed.
fn deciding_quote(
    conn: &Connection,
    scorecard_id: i64,
    criterion_id: &str,
) -> Result<Option<Evidence>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT id, turn, side, start_ms, end_ms, quote FROM evidence
         WHERE scorecard_id = ?1 AND criterion_id = ?2 ORDER BY kind, number LIMIT 1",
    )?;
    let mut rows = statement.query((scorecard_id, criterion_id))?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let place = Place { table: "evidence", row: row.get("id")? };
    evidence(row, &place).map(Some)
}

fn evidence(row: &Row<'_>, place: &Place) -> Result<Evidence, StoreErrorKind> {
    Ok(Evidence {
        turn: row.get("turn")?,
        side: place.word(row, "side")?,
        start_ms: row.get("start_ms")?,
        end_ms: row.get("end_ms")?,
        quote: row.get("quote")?,
    })
}

fn tool_verdict(
    conn: &Connection,
    scorecard_id: i64,
    criterion_id: &str,
) -> Result<(Option<Verdict>, String), StoreErrorKind> {
    let mut statement =
        conn.prepare_cached("SELECT verdict, rationale FROM criteria WHERE scorecard_id = ?1 AND criterion_id = ?2")?;
    let mut rows = statement.query((scorecard_id, criterion_id))?;
    let Some(row) = rows.next()? else { return Ok((None, String::new())) };
    let place = Place { table: "criteria", row: scorecard_id };
    Ok((place.optional_word(row, "verdict")?, row.get("rationale")?))
}
