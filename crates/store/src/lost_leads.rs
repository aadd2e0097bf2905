//! What prospects who were lost left behind: a number to call back, and words.
//!
//! Whether a prospect was lost, and how, follows from the facts about the call alone ([`Store::for_each_facts`]). What is
//! here is read beside: numbers for all, since calls of one number are one lead, and words for the few that are shown.

use std::collections::{BTreeMap, HashMap};

use ringcheck_call::{Evidence, LeadWords, LossReason, Verdict, counting};
use rusqlite::{Connection, Row, Statement, params_from_iter, types::ValueRef};

use crate::{
    CallFilter, Store, StoreError,
    convert::Place,
    error::{StoreErrorKind, Task},
    newest,
    query::Query,
    reviews::of_call,
};

impl Store {
    /// The numbers that callers said, by the ids of their calls, of the calls that `filter` lets through.
    ///
    /// Only calls whose number the phone system did not know are in it; the filter's order and limit do not matter.
    pub fn said_numbers(&self, filter: &CallFilter) -> Result<BTreeMap<String, String>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut query = Query::new(&CallFilter { limit: None, ..filter.clone() })?;
            query.and("caller_number IS NULL", []);
            query.and("said_number IS NOT NULL", []);
            let mut statement = conn.prepare(&query.select_with_leads("call_id, said_number"))?;
            let found = statement.query_map(params_from_iter(query.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    /// What was said in calls in which a prospect was lost for these reasons, in the same order.
    ///
    /// It is what the newest scorecard of a call says, and nothing where there is no such call.
    pub fn words_of_leads(&self, leads: &[(&str, LossReason)]) -> Result<Vec<LeadWords>, StoreError> {
        self.read(Task::Read, |conn| {
            let scorecards = Scorecards::new(conn, leads.len())?;
            let mut statement = conn.prepare(WORDS)?;
            let mut words = Vec::with_capacity(leads.len());
            for (call_id, reason) in leads {
                let scorecard_id = scorecards.newest_of(call_id)?;
                let found =
                    scorecard_id.map(|id| words_of_lead(conn, &mut statement, (id, call_id), *reason)).transpose()?;
                words.push(found.unwrap_or_default());
            }
            Ok(words)
        })
    }
}

/// More calls than this are looked up in a table in memory, which is made by one pass over all.
const MANY: usize = 2_000;

/// The newest scorecards of calls.
struct Scorecards<'a> {
    conn: &'a Connection,
    all: Option<HashMap<String, i64>>,
}

impl<'a> Scorecards<'a> {
    /// For so many look-ups.
    fn new(conn: &'a Connection, n_calls: usize) -> Result<Self, StoreErrorKind> {
        let read_all = || -> Result<HashMap<String, i64>, StoreErrorKind> {
            let mut statement = conn.prepare("SELECT call_id, scorecard_id FROM newest_scorecards")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        Ok(Self { conn, all: (n_calls > MANY).then(read_all).transpose()? })
    }

    /// The row of a call's newest scorecard; `None` where it has none.
    fn newest_of(&self, call_id: &str) -> Result<Option<i64>, StoreErrorKind> {
        match &self.all {
            Some(all) => Ok(all.get(call_id).copied()),
            None => newest::scorecard_of(self.conn, call_id),
        }
    }
}

/// What was said in a lead, all of it in one row: leads may be many, and each look-up costs.
///
/// The words that a verdict rests on come before those that came closest to what was missed.
const WORDS: &str = "
    SELECT
        leads.wanted_turn,
        leads.wanted_side,
        leads.wanted_start_ms,
        leads.wanted_end_ms,
        leads.wanted_quote,
        proof.id,
        proof.turn,
        proof.side,
        proof.start_ms,
        proof.end_ms,
        proof.quote,
        criteria.rationale,
        criteria.verdict
    FROM (SELECT ?1 AS scorecard_id) AS newest
    LEFT JOIN leads ON leads.scorecard_id = newest.scorecard_id
    LEFT JOIN evidence AS proof ON proof.id = (
        SELECT evidence.id FROM evidence
        WHERE evidence.scorecard_id = ?1 AND evidence.criterion_id = ?2
        ORDER BY evidence.kind, evidence.number LIMIT 1
    )
    LEFT JOIN criteria ON criteria.scorecard_id = newest.scorecard_id AND criteria.criterion_id = ?2";

fn words_of_lead(
    conn: &Connection,
    statement: &mut Statement<'_>,
    (scorecard_id, call_id): (i64, &str),
    reason: LossReason,
) -> Result<LeadWords, StoreErrorKind> {
    let mut rows = statement.query((scorecard_id, reason.criterion_id()))?;
    let Some(row) = rows.next()? else { return Ok(LeadWords::default()) };
    let mut words = LeadWords {
        wanted: evidence(row, 0, &Place { table: "leads", row: scorecard_id })?,
        quote: evidence(row, 6, &Place { table: "evidence", row: row.get::<_, Option<i64>>(5)?.unwrap_or_default() })?,
        rationale: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
    };
    let place = Place { table: "criteria", row: scorecard_id };
    let by_scorecard: Option<Verdict> = place.optional_word(row, 12)?;
    if by_scorecard != Some(Verdict::Fail)
        && let Some(review) = counting(&of_call(conn, call_id)?, call_id, Some(reason.criterion_id()))
    {
        // A person says that it failed. Words that speak for a pass are no proof of that.
        words.quote = words.quote.filter(|_| by_scorecard == Some(Verdict::Undetermined));
        words.rationale = review.reason.clone().unwrap_or_else(|| format!("{} listened and says so.", review.reviewer));
    }
    Ok(words)
}

/// The words in the five columns from `first` on; `None` where they are null.
fn evidence(row: &Row<'_>, first: usize, place: &Place) -> Result<Option<Evidence>, StoreErrorKind> {
    if row.get_ref(first)? == ValueRef::Null {
        return Ok(None);
    }
    Ok(Some(Evidence {
        turn: row.get(first)?,
        side: place.word(row, first + 1)?,
        start_ms: row.get(first + 2)?,
        end_ms: row.get(first + 3)?,
        quote: row.get(first + 4)?,
    }))
}
