//! What is stored, as Parquet for programs that analyse tables.

use std::{io::Write, ops::ControlFlow};

use jiff::Timestamp;
use ringcheck_call::{Direction, Disposition, Verdict};

use crate::{
    CallFilter, CallRow, Store, StoreError,
    calls::{criterion_ids, visit_calls},
    error::Task,
    export_long::{CriterionRow, visit},
    parquet_table::{Column, Table},
};

impl Store {
    /// Writes the newest scorecard of each call that `filter` lets through as Parquet, one row a call.
    ///
    /// The columns are those of [`Store::export_csv`] with values as they are: nothing is rounded or defused, and what is
    /// unknown is null. Besides the start as it was given there is the same instant as a time in UTC. The column of a
    /// criterion that is called as another column ends in `_verdict`. Memory does not grow with the number of calls.
    pub fn export_parquet(&self, out: &mut (dyn Write + Send), filter: &CallFilter) -> Result<(), StoreError> {
        self.read(Task::Export, |conn| {
            let mut table = Table::new(out, call_columns(&criterion_ids(conn, filter)?))?;
            visit_calls(conn, filter, &mut |call| {
                table.push(&call)?;
                Ok(ControlFlow::Continue(()))
            })?;
            table.finish()
        })
    }

    /// Writes each criterion of the newest scorecard of each call that `filter` lets through as Parquet, one row each,
    /// with the quote that tells most: the columns of [`Store::export_long_csv`] and the start as a time in UTC.
    pub fn export_long_parquet(&self, out: &mut (dyn Write + Send), filter: &CallFilter) -> Result<(), StoreError> {
        self.read(Task::Export, |conn| {
            let mut table = Table::new(out, criterion_columns())?;
            visit(conn, filter, &mut |row| table.push(&row))?;
            table.finish()
        })
    }
}

type OfCall = Column<CallRow>;
type OfCriterion = Column<CriterionRow>;

fn call_columns(criteria: &[String]) -> Vec<OfCall> {
    let mut columns = vec![
        OfCall::text("id", |call| Some(&call.id)),
        OfCall::text("file", |call| call.path.as_deref()),
        OfCall::text("started_at", |call| call.started_at.as_deref()),
        OfCall::instant_ms("started_at_utc", |call| instant_ms(call.started_at.as_deref())),
        OfCall::text("direction", |call| call.direction.map(Direction::as_str)),
        OfCall::text("agent_name", |call| call.agent_name.as_deref()),
        OfCall::text("caller_number", |call| call.caller_number.as_deref()),
        OfCall::text("called_number", |call| call.called_number.as_deref()),
        OfCall::text("extension", |call| call.extension.as_deref()),
        OfCall::text("disposition", |call| call.disposition.map(Disposition::as_str)),
        OfCall::text("call_type", |call| Some(call.call_type.as_str())),
        OfCall::fraction("percent", |call| call.percent),
        OfCall::whole("points", |call| Some(call.points)),
        OfCall::whole("possible", |call| Some(call.possible)),
        OfCall::yes_no("passed", |call| call.passed),
        OfCall::yes_no("needs_review", |call| Some(call.needs_review)),
    ];
    let after = [
        OfCall::text("rubric", |call| Some(&call.rubric)),
        OfCall::text("rubric_version", |call| Some(&call.rubric_version)),
        OfCall::text("model", |call| call.model.as_deref()),
    ];
    let mut taken: Vec<String> = columns.iter().chain(&after).map(|column| column.name().to_owned()).collect();
    // Other criteria first: only one that is called as a column gives way.
    taken.extend(criteria.iter().filter(|id| !taken.contains(*id)).cloned().collect::<Vec<_>>());
    let n_fixed = columns.len() + after.len();
    for id in criteria {
        let name = if taken[..n_fixed].contains(id) { free_name(id, &mut taken) } else { id.clone() };
        let id = id.clone();
        columns.push(OfCall::text(&name, move |call| {
            call.verdicts.iter().find(|(of, _)| *of == id).map(|(_, verdict)| Verdict::as_str(*verdict))
        }));
    }
    columns.extend(after);
    columns
}

fn free_name(id: &str, taken: &mut Vec<String>) -> String {
    let mut name = format!("{id}_verdict");
    while taken.contains(&name) {
        name.push_str("_verdict");
    }
    taken.push(name.clone());
    name
}

fn criterion_columns() -> Vec<OfCriterion> {
    vec![
        OfCriterion::text("id", |row| Some(&row.id)),
        OfCriterion::whole("scorecard", |row| Some(row.scorecard)),
        OfCriterion::text("file", |row| row.file.as_deref()),
        OfCriterion::text("started_at", |row| row.started_at.as_deref()),
        OfCriterion::instant_ms("started_at_utc", |row| instant_ms(row.started_at.as_deref())),
        OfCriterion::text("agent_name", |row| row.agent_name.as_deref()),
        OfCriterion::text("call_type", |row| Some(&row.call_type)),
        OfCriterion::text("criterion", |row| Some(&row.criterion)),
        OfCriterion::text("verdict", |row| Some(&row.verdict)),
        OfCriterion::whole("points", |row| Some(row.points)),
        OfCriterion::whole("possible", |row| Some(row.possible)),
        OfCriterion::fraction("confidence", |row| Some(row.confidence)),
        OfCriterion::yes_no("is_critical_fail", |row| Some(row.is_critical_fail)),
        OfCriterion::text("rationale", |row| Some(&row.rationale)),
        OfCriterion::text("quote_kind", |row| row.quote_kind.as_deref()),
        OfCriterion::text("quote_side", |row| row.quote_side.as_deref()),
        OfCriterion::whole("quote_start_ms", |row| row.quote_start_ms),
        OfCriterion::whole("quote_end_ms", |row| row.quote_end_ms),
        OfCriterion::text("quote", |row| row.quote.as_deref()),
        OfCriterion::text("reviewed_verdict", |row| row.reviewed_verdict.as_deref()),
        OfCriterion::text("reviewed_by", |row| row.reviewed_by.as_deref()),
        OfCriterion::text("counted_verdict", |row| row.counted_verdict.as_deref()),
    ]
}

/// The instant that a start names; a time without its offset names none.
fn instant_ms(started_at: Option<&str>) -> Option<i64> {
    started_at?.parse().ok().map(Timestamp::as_millisecond)
}
