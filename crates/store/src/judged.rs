//! Calls as the choice for coaching needs them: with how sure each verdict is.

use std::collections::HashMap;

use ringcheck_call::{Judged, JudgedCall, Probability, Review, Verdict, counting};
use rusqlite::{Connection, params_from_iter};

use crate::{
    CallFilter, Store, StoreError,
    convert::{Place, probability},
    error::{StoreErrorKind, Task},
    facts::visit_facts,
    newest::reviewed_calls,
    query::Query,
    reviews::of_call,
};

impl Store {
    /// The calls that `filter` lets through, in its order, each with the verdicts of its newest scorecard.
    pub fn judged_calls(&self, filter: &CallFilter) -> Result<Vec<JudgedCall>, StoreError> {
        self.read(Task::Read, |conn| {
            let (mut calls, mut places, mut reviews) = (Vec::new(), HashMap::new(), HashMap::new());
            let reviewed = reviewed_calls(conn)?;
            visit_facts(conn, filter, &mut |scorecard_id, facts| {
                places.insert(scorecard_id, calls.len());
                // Few are: the others are not asked about one by one.
                if reviewed.binary_search(&facts.call_id).is_ok() {
                    reviews.insert(scorecard_id, of_call(conn, &facts.call_id)?);
                }
                calls.push(JudgedCall { judged: Vec::with_capacity(facts.verdicts.len()), facts });
                Ok(std::ops::ControlFlow::Continue(()))
            })?;
            judge(conn, filter, &places, &reviews, &mut calls)?;
            Ok(calls)
        })
    }
}

/// Reads the verdicts of all of these calls at once: one question a call takes many times as long.
fn judge(
    conn: &Connection,
    filter: &CallFilter,
    places: &HashMap<i64, usize>,
    reviews: &HashMap<i64, Vec<Review>>,
    calls: &mut [JudgedCall],
) -> Result<(), StoreErrorKind> {
    let query = Query::new(filter)?;
    let mut statement = conn.prepare(&format!(
        "SELECT scorecard_id, criterion_id, verdict, confidence, possible FROM criteria
         WHERE scorecard_id IN (SELECT scorecard_id FROM ({})) ORDER BY scorecard_id, number",
        query.select("scorecard_id")
    ))?;
    let mut rows = statement.query(params_from_iter(query.values))?;
    while let Some(row) = rows.next()? {
        let scorecard_id: i64 = row.get(0)?;
        let Some(call) = places.get(&scorecard_id).and_then(|place| calls.get_mut(*place)) else { continue };
        let place = Place { table: "criteria", row: scorecard_id };
        let criterion_id: String = row.get(1)?;
        let of_tool: Verdict = place.word(row, 2)?;
        // What a person said of it counts, as everywhere.
        let verdict = call.facts.verdict(&criterion_id).unwrap_or(of_tool);
        let reviews = reviews.get(&scorecard_id);
        let said = reviews.and_then(|reviews| counting(reviews, &call.facts.call_id, Some(&criterion_id)));
        let is_said = said.is_some_and(|review| review.verdict.verdict() == Some(verdict));
        call.judged.push(Judged {
            criterion_id,
            verdict,
            // Words that the scorecard could not settle speak for either verdict.
            is_overruled: verdict != of_tool && of_tool != Verdict::Undetermined,
            confidence: if is_said { Probability::ONE } else { probability(row, 3)? },
            possible: row.get(4)?,
        });
    }
    Ok(())
}
