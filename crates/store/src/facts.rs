//! Calls as reports count them.

use std::{fmt, ops::ControlFlow};

use ringcheck_call::{CallFacts, Verdict};
use rusqlite::{Connection, Row, RowIndex, params_from_iter};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

use crate::{
    CallFilter, Store, StoreError,
    convert::{Place, probability},
    error::{StoreErrorKind, Task},
    query::Query,
};

impl Store {
    /// Hands what a report counts of each call that `filter` lets through to `visit`, until that breaks off.
    ///
    /// It is what the call's newest scorecard says. Nothing but one table is read: a hundred thousand calls take well
    /// under a second.
    pub fn for_each_facts(
        &self,
        filter: &CallFilter,
        visit: &mut dyn FnMut(CallFacts) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.read(Task::Read, |conn| visit_facts(conn, filter, &mut |_, facts| Ok(visit(facts))))
    }
}

/// Runs the query of `filter` and hands each call to `visit`, with the row id of its scorecard.
pub(crate) fn visit_facts(
    conn: &Connection,
    filter: &CallFilter,
    visit: &mut dyn FnMut(i64, CallFacts) -> Result<ControlFlow<()>, StoreErrorKind>,
) -> Result<(), StoreErrorKind> {
    let query = Query::new(filter)?;
    let mut statement = conn.prepare(&query.select(COLUMNS))?;
    let mut rows = statement.query(params_from_iter(query.values))?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        if visit(id, read_facts(row, id)?)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The columns of [`read_facts`], which are read by their places: looking each up by its name takes as long again.
const COLUMNS: &str = "scorecard_id, call_id, number, file_name, started_at, started_at_source, agent_name, extension, \
    caller_number, disposition, duration_ms, first_live_word_ms, call_type, call_type_confidence, percent, passed, \
    needs_review, verdicts";

fn read_facts(row: &Row<'_>, id: i64) -> Result<CallFacts, StoreErrorKind> {
    let place = Place { table: "newest_scorecards", row: id };
    Ok(CallFacts {
        call_id: row.get(1)?,
        scorecard: row.get(2)?,
        file_name: row.get(3)?,
        started_at: row.get(4)?,
        started_at_source: place.optional_word(row, 5)?,
        agent_name: row.get(6)?,
        extension: row.get(7)?,
        caller_number: row.get(8)?,
        disposition: place.optional_word(row, 9)?,
        duration_ms: row.get(10)?,
        first_live_word_ms: row.get(11)?,
        call_type: place.word(row, 12)?,
        call_type_confidence: probability(row, 13)?,
        percent: row.get(14)?,
        passed: row.get(15)?,
        needs_review: row.get(16)?,
        verdicts: verdicts(row, 17, &place)?,
    })
}

/// The verdicts of a row of `newest_scorecards`, in rubric order.
pub(crate) fn verdicts(
    row: &Row<'_>,
    column: impl RowIndex,
    place: &Place,
) -> Result<Vec<(String, Verdict)>, StoreErrorKind> {
    place.json(row, column).map(|Verdicts(verdicts)| verdicts)
}

/// A JSON object whose order counts.
struct Verdicts(Vec<(String, Verdict)>);

impl<'de> Deserialize<'de> for Verdicts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Verdicts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of verdicts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Verdicts, A::Error> {
        let mut verdicts = Vec::with_capacity(8);
        while let Some(entry) = map.next_entry()? {
            verdicts.push(entry);
        }
        Ok(Verdicts(verdicts))
    }
}

impl Store {
    /// How many of the calls that `filter` lets through, but for its times, have no known start.
    pub fn count_without_start(&self, filter: &CallFilter) -> Result<u64, StoreError> {
        let any_time = CallFilter { since: None, until: None, limit: None, ..filter.clone() };
        self.read(Task::Read, |conn| {
            let mut query = Query::new(&any_time)?;
            query.and("started_at_utc IS NULL", []);
            let counted = format!("SELECT count(*) FROM ({})", query.select("call_id"));
            Ok(conn.query_row(&counted, params_from_iter(query.values), |row| row.get(0))?)
        })
    }
}
