//! Calls as the choice for coaching needs them: with how sure each verdict is.

use ringcheck_call::{CallFacts, Judged, JudgedCall, Probability, Review, Verdict};
use rusqlite::Connection;

use crate::{
    CallFilter, Store, StoreError,
    convert::{Place, probability},
    error::{StoreErrorKind, Task},
    facts::visit_facts,
    newest::reviewed_calls,
    reviews::{counting, of_call},
};

impl Store {
    /// The calls that `filter` lets through, in its order, each with the verdicts of its newest scorecard.
    pub fn judged_calls(&self, filter: &CallFilter) -> Result<Vec<JudgedCall>, StoreError> {
        self.read(Task::Read, |conn| {
            let (mut calls, reviewed) = (Vec::new(), reviewed_calls(conn)?);
            visit_facts(conn, filter, &mut |scorecard_id, facts| {
                // Few are: the others are not asked about one by one.
                let is_reviewed = reviewed.binary_search(&facts.call_id).is_ok();
                let reviews = if is_reviewed { of_call(conn, &facts.call_id)? } else { Vec::new() };
                calls.push(JudgedCall { judged: judged(conn, scorecard_id, &facts, &reviews)?, facts });
                Ok(std::ops::ControlFlow::Continue(()))
            })?;
            Ok(calls)
        })
    }
}

fn judged(
    conn: &Connection,
    scorecard_id: i64,
    facts: &CallFacts,
    reviews: &[Review],
) -> Result<Vec<Judged>, StoreErrorKind> {
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
        let is_said = counting(reviews, Some(&criterion_id)).is_some_and(|r| r.verdict.verdict() == Some(verdict));
        found.push(Judged {
            criterion_id,
            verdict,
            // Words that the scorecard could not settle speak for either verdict.
            is_overruled: verdict != of_tool && of_tool != Verdict::Undetermined,
            confidence: if is_said { Probability::ONE } else { probability(row, 2)? },
            possible: row.get(3)?,
        });
    }
    Ok(found)
}
