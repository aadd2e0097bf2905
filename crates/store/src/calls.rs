//! What is stored, call by call: the newest scorecard of each, filtered and sorted.

use std::ops::ControlFlow;

use jiff::Timestamp;
use ringcheck_call::{CallType, Direction, Disposition, Verdict};
use rusqlite::{Connection, Row, params_from_iter};

use crate::{
    Store, StoreError,
    convert::Place,
    error::{StoreErrorKind, Task},
    facts::verdicts,
    query::Query,
};

/// Which calls, and in which order. The default is all of them, the newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallFilter {
    /// Calls that started at this instant or later. A call whose start is unknown then does not count.
    pub since: Option<Timestamp>,
    /// Calls that started before this instant. A call whose start is unknown then does not count.
    pub until: Option<Timestamp>,
    /// Calls of this agent; the case of ASCII letters does not matter.
    pub agent_name: Option<String>,
    /// Calls below this percentage. A call without a percentage then does not count.
    pub below_percent: Option<f64>,
    /// Calls with all of these verdicts, by criterion id.
    pub verdicts: Vec<(String, Verdict)>,
    /// Calls that do, or that do not, need a person's review.
    pub needs_review: Option<bool>,
    /// Only calls with these ids, as many as there are.
    pub call_ids: Option<Vec<String>>,
    /// What to sort by.
    pub sort: CallSort,
    /// Which way.
    pub order: SortOrder,
    /// How many calls at most.
    pub limit: Option<u32>,
}

/// What calls are sorted by. Calls for which it is unknown come last, and equal calls are in order of their ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallSort {
    /// When the call started.
    #[default]
    Time,
    /// The percentage.
    Score,
    /// The file name of the first recording, then its path.
    File,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// Earliest, lowest or first in the alphabet first.
    Ascending,
    /// Latest, highest or last in the alphabet first.
    #[default]
    Descending,
}

/// A call with its newest scorecard.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    /// The call's id.
    pub id: String,
    /// The scorecard's number among those of the call.
    pub scorecard: u32,
    /// The path of the first recording as last seen; `None` for an imported transcript.
    pub path: Option<String>,
    /// The file name in that path.
    pub file_name: Option<String>,
    /// How long the call's recordings are; `None` for an imported transcript.
    pub duration_ms: Option<u64>,
    /// When the call started, as it was given.
    pub started_at: Option<String>,
    /// Which way the call went.
    pub direction: Option<Direction>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The caller's number.
    pub caller_number: Option<String>,
    /// The number that was called.
    pub called_number: Option<String>,
    /// The business's extension that the call reached.
    pub extension: Option<String>,
    /// What became of the call by the phone system's account.
    pub disposition: Option<Disposition>,
    /// Who the caller is to the business.
    pub call_type: CallType,
    /// The percentage; `None` when nothing was possible.
    pub percent: Option<f64>,
    /// Points earned.
    pub points: u32,
    /// Points possible.
    pub possible: u32,
    /// Whether it passed; `None` when nothing was possible.
    pub passed: Option<bool>,
    /// Whether a person should look.
    pub needs_review: bool,
    /// The verdict of each criterion id, in rubric order.
    pub verdicts: Vec<(String, Verdict)>,
    /// The rubric's id.
    pub rubric: String,
    /// The rubric's version.
    pub rubric_version: String,
    /// The speech model's name; `None` for an imported transcript.
    pub model: Option<String>,
}

impl Store {
    /// The newest scorecard of each call that `filter` lets through.
    pub fn calls(&self, filter: &CallFilter) -> Result<Vec<CallRow>, StoreError> {
        let mut calls = Vec::new();
        self.for_each_call(filter, &mut |call| {
            calls.push(call);
            ControlFlow::Continue(())
        })?;
        Ok(calls)
    }

    /// Hands the newest scorecard of each call that `filter` lets through to `visit`, until that breaks off.
    pub fn for_each_call(
        &self,
        filter: &CallFilter,
        visit: &mut dyn FnMut(CallRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.read(Task::Read, |conn| visit_calls(conn, filter, &mut |call| Ok(visit(call))))
    }

    /// The ids of all criteria in the newest scorecards of the calls that `filter` lets through.
    ///
    /// They are in the order of the rubric that was used last, then what other rubrics have besides, the newer first.
    pub fn criterion_ids(&self, filter: &CallFilter) -> Result<Vec<String>, StoreError> {
        self.read(Task::Read, |conn| criterion_ids(conn, filter))
    }
}

/// Runs the query of `filter` and hands each call to `visit`; `visit` may fail with an error of its own.
pub(crate) fn visit_calls(
    conn: &Connection,
    filter: &CallFilter,
    visit: &mut dyn FnMut(CallRow) -> Result<ControlFlow<()>, StoreErrorKind>,
) -> Result<(), StoreErrorKind> {
    let query = Query::new(filter)?;
    let mut statement = conn.prepare(&query.select("*"))?;
    let mut rows = statement.query(params_from_iter(query.values))?;
    while let Some(row) = rows.next()? {
        if visit(read_call(row)?)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Like [`visit_calls`], with the row ids of the scorecards alone.
pub(crate) fn visit_scorecard_ids(
    conn: &Connection,
    filter: &CallFilter,
    visit: &mut dyn FnMut(i64) -> Result<(), StoreErrorKind>,
) -> Result<(), StoreErrorKind> {
    let query = Query::new(filter)?;
    let mut statement = conn.prepare(&query.select("scorecard_id"))?;
    let mut rows = statement.query(params_from_iter(query.values))?;
    while let Some(row) = rows.next()? {
        visit(row.get(0)?)?;
    }
    Ok(())
}

pub(crate) fn criterion_ids(conn: &Connection, filter: &CallFilter) -> Result<Vec<String>, StoreErrorKind> {
    let query = Query::new(filter)?;
    // One row for each criterion of each rubric: a scorecard's row id tells how new it is.
    let mut statement = conn.prepare(&format!(
        "SELECT criterion_id FROM (
             SELECT criteria.criterion_id AS criterion_id, min(criteria.number) AS number,
                 max(max(scorecards.id)) OVER (PARTITION BY scorecards.rubric_sha256) AS newest
             FROM scorecards JOIN criteria ON criteria.scorecard_id = scorecards.id
             WHERE scorecards.id IN ({})
             GROUP BY scorecards.rubric_sha256, criteria.criterion_id)
         ORDER BY newest DESC, number, criterion_id",
        query.select("scorecard_id")
    ))?;
    let mut rows = statement.query(params_from_iter(query.values))?;
    let mut ids: Vec<String> = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn read_call(row: &Row<'_>) -> Result<CallRow, StoreErrorKind> {
    let scorecard_id: i64 = row.get("scorecard_id")?;
    let place = Place { table: "scorecards", row: scorecard_id };
    Ok(CallRow {
        id: row.get("call_id")?,
        scorecard: row.get("number")?,
        path: row.get("path")?,
        file_name: row.get("file_name")?,
        duration_ms: row.get("duration_ms")?,
        started_at: row.get("started_at")?,
        direction: place.optional_word(row, "direction")?,
        agent_name: row.get("agent_name")?,
        caller_number: row.get("caller_number")?,
        called_number: row.get("called_number")?,
        extension: row.get("extension")?,
        disposition: place.optional_word(row, "disposition")?,
        call_type: place.word(row, "call_type")?,
        percent: row.get("percent")?,
        points: row.get("points")?,
        possible: row.get("possible")?,
        passed: row.get("passed")?,
        needs_review: row.get("needs_review")?,
        verdicts: verdicts(row, "verdicts", &place)?,
        rubric: row.get("rubric")?,
        rubric_version: row.get("rubric_version")?,
        model: row.get("model")?,
    })
}
