//! The long form of an export: one row for each criterion of each call.

use std::io::Write;

use rusqlite::{Connection, Row};
use serde::Serialize;

use crate::{
    CallFilter, Store, StoreError,
    calls::visit_scorecard_ids,
    error::{StoreErrorKind, Task},
    export::{defuse, output},
};

/// A verdict with its call and its first quote, in the order of the columns.
#[derive(Serialize)]
pub(crate) struct CriterionRow {
    pub(crate) id: String,
    pub(crate) scorecard: u32,
    pub(crate) file: Option<String>,
    pub(crate) started_at: Option<String>,
    pub(crate) agent_name: Option<String>,
    pub(crate) call_type: String,
    pub(crate) criterion: String,
    pub(crate) verdict: String,
    pub(crate) points: u32,
    pub(crate) possible: u32,
    pub(crate) confidence: f64,
    pub(crate) is_critical_fail: bool,
    pub(crate) rationale: String,
    pub(crate) quote_kind: Option<String>,
    pub(crate) quote_side: Option<String>,
    pub(crate) quote_start_ms: Option<u64>,
    pub(crate) quote_end_ms: Option<u64>,
    pub(crate) quote: Option<String>,
    pub(crate) reviewed_verdict: Option<String>,
    pub(crate) reviewed_by: Option<String>,
    pub(crate) counted_verdict: Option<String>,
}

impl Store {
    /// Writes each criterion of the newest scorecard of each call that `filter` lets through as CSV, one row each, with
    /// the quote that tells most. Unknown values are empty; cells are defused as in [`Store::export_csv`].
    pub fn export_long_csv(&self, out: &mut dyn Write, filter: &CallFilter) -> Result<(), StoreError> {
        self.read(Task::Export, |conn| {
            let mut writer =
                csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).has_headers(false).from_writer(out);
            writer.write_record(COLUMNS).map_err(output)?;
            visit(conn, filter, &mut |mut row| {
                row.defuse();
                writer.serialize(row).map_err(output)
            })?;
            writer.flush().map_err(StoreErrorKind::Output)
        })
    }

    /// Writes the same as [`Store::export_long_csv`], one JSON object a line, with its values as they are.
    pub fn export_long_jsonl(&self, out: &mut dyn Write, filter: &CallFilter) -> Result<(), StoreError> {
        self.read(Task::Export, |conn| {
            visit(conn, filter, &mut |row| {
                let json = serde_json::to_vec(&row).map_err(StoreErrorKind::NoText)?;
                out.write_all(&json).and_then(|()| out.write_all(b"\n")).map_err(StoreErrorKind::Output)
            })?;
            out.flush().map_err(StoreErrorKind::Output)
        })
    }
}

/// The names of the columns, in the order of [`CriterionRow`].
const COLUMNS: [&str; 21] = [
    "id",
    "scorecard",
    "file",
    "started_at",
    "agent_name",
    "call_type",
    "criterion",
    "verdict",
    "points",
    "possible",
    "confidence",
    "is_critical_fail",
    "rationale",
    "quote_kind",
    "quote_side",
    "quote_start_ms",
    "quote_end_ms",
    "quote",
    "reviewed_verdict",
    "reviewed_by",
    "counted_verdict",
];

impl CriterionRow {
    /// Makes text that a spreadsheet would run as a formula harmless.
    fn defuse(&mut self) {
        for cell in [&mut self.id, &mut self.criterion, &mut self.rationale] {
            *cell = defuse(cell).into_owned();
        }
        for cell in [&mut self.file, &mut self.agent_name, &mut self.quote, &mut self.reviewed_by].into_iter().flatten()
        {
            *cell = defuse(cell).into_owned();
        }
    }
}

/// Hands each criterion to `visit`, those of a call together and in the order of its rubric.
pub(crate) fn visit(
    conn: &Connection,
    filter: &CallFilter,
    visit: &mut dyn FnMut(CriterionRow) -> Result<(), StoreErrorKind>,
) -> Result<(), StoreErrorKind> {
    let mut statement = conn.prepare(
        "SELECT newest.call_id, newest.number AS scorecard, newest.path, newest.started_at, newest.agent_name,
             newest.call_type, criteria.criterion_id, criteria.verdict, criteria.points, criteria.possible,
             criteria.confidence, criteria.is_critical_fail, criteria.rationale, proof.kind, proof.side, proof.start_ms,
             proof.end_ms, proof.quote, reviews.verdict, reviews.reviewer, newest.verdicts ->> criteria.criterion_id
         FROM newest_scorecards AS newest
         JOIN criteria ON criteria.scorecard_id = newest.scorecard_id
         LEFT JOIN evidence AS proof ON proof.id = (
             SELECT evidence.id FROM evidence
             WHERE evidence.scorecard_id = criteria.scorecard_id AND evidence.criterion_id = criteria.criterion_id
             ORDER BY evidence.kind, evidence.number LIMIT 1)
         LEFT JOIN reviews ON reviews.id = (
             SELECT id FROM reviews AS given
             WHERE given.call_id IN (SELECT part_id FROM v_call_parts WHERE call_id = newest.call_id)
                 AND given.criterion_id = criteria.criterion_id AND NOT given.is_blind
             ORDER BY given.call_id = newest.call_id DESC, id DESC LIMIT 1)
         WHERE newest.scorecard_id = ?1 ORDER BY criteria.number",
    )?;
    visit_scorecard_ids(conn, filter, &mut |id| {
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            visit(read(row)?)?;
        }
        Ok(())
    })
}

fn read(row: &Row<'_>) -> Result<CriterionRow, StoreErrorKind> {
    Ok(CriterionRow {
        id: row.get(0)?,
        scorecard: row.get(1)?,
        file: row.get(2)?,
        started_at: row.get(3)?,
        agent_name: row.get(4)?,
        call_type: row.get(5)?,
        criterion: row.get(6)?,
        verdict: row.get(7)?,
        points: row.get(8)?,
        possible: row.get(9)?,
        confidence: row.get(10)?,
        is_critical_fail: row.get(11)?,
        rationale: row.get(12)?,
        quote_kind: row.get(13)?,
        quote_side: row.get(14)?,
        quote_start_ms: row.get(15)?,
        quote_end_ms: row.get(16)?,
        quote: row.get(17)?,
        reviewed_verdict: row.get(18)?,
        reviewed_by: row.get(19)?,
        counted_verdict: row.get(20)?,
    })
}
