//! Calls as the choice for coaching needs them: with how sure each verdict is.

use ringcheck_call::{CallFacts, Judged, JudgedCall, Verdict};
use rusqlite::Connection;

use crate::{
    CallFilter, Store, StoreError,
    convert::{Place, probability},
    error::{StoreErrorKind, Task},
    facts::visit_facts,
};

impl Store {
    /// The calls that `filter` lets through, in its order, each with the verdicts of its newest scorecard.
    pub fn judged_calls(&self, filter: &CallFilter) -> Result<Vec<JudgedCall>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut calls = Vec::new();
            visit_facts(conn, filter, &mut |scorecard_id, facts| {
                calls.push(JudgedCall { judged: judged(conn, scorecard_id, &facts)?, facts });
                Ok(std::ops::ControlFlow::Continue(()))
            })?;
            Ok(calls)
        })
    }
}

fn judged(conn: &Connection, scorecard_id: i64, facts: &CallFacts) -> Result<Vec<Judged>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT criterion_id, verdict, confidence, possible FROM criteria WHERE scorecard_id = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query([scorecard_id])?;
    let place = Place { table: "criteria", row: scorecard_id };
    let mut found = Vec::with_capacity(8);
    while let Some(row) = rows.next()? {
        let criterion_id: String = row.get(0)?;
        let of_tool: Verdict = place.word(row, 1)?;
        // What a person said of it counts, as everywhere.
        let verdict = facts.verdict(&criterion_id).unwrap_or(of_tool);
        found.push(Judged {
            criterion_id,
            verdict,
            is_overruled: verdict != of_tool,
            confidence: probability(row, 2)?,
            possible: row.get(3)?,
        });
    }
    Ok(found)
}
