//! Verdicts that a person may review.

use std::ops::ControlFlow;

use ringcheck_call::{CallType, Decision, Probability, Sha256Hex, Verdict};
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter, types::Value};

use crate::{
    CallFilter, Store, StoreError,
    convert::{Place, probability},
    error::{StoreErrorKind, Task},
    query::Query,
};

/// A verdict of a call's newest scorecard, or its call type, as the tool gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewItem {
    /// The call's id.
    pub call_id: String,
    /// The number of the call's newest scorecard.
    pub scorecard: u32,
    /// The criterion; `None` for who the caller is.
    pub criterion_id: Option<String>,
    /// What the scorecard says.
    pub verdict: Decision,
    /// How sure it is.
    pub confidence: Probability,
    /// Who the caller is, by a person where one said so.
    pub call_type: CallType,
    /// Who the caller is by the scorecard.
    pub tool_call_type: CallType,
    /// When the call started in UTC, in a form whose order as text is the order in time; `None` where it is not known.
    pub started_at_utc: Option<String>,
    /// The hash of the rubric that it was judged by.
    pub rubric_sha256: Sha256Hex,
}

impl Store {
    /// Hands each verdict, and each call type, of the newest scorecards of the calls that `filter` lets through to `visit`,
    /// until that breaks off; with `below` only those that are undetermined, or less sure than that (0 to 1), and those of
    /// calls where a person said that the caller is somebody else.
    pub fn for_each_review_item(
        &self,
        filter: &CallFilter,
        below: Option<f64>,
        visit: &mut dyn FnMut(ReviewItem) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.read(Task::Read, |conn| visit_items(conn, filter, below, visit))
    }

    /// The text of the rubric of this hash; `None` if no scorecard was judged by it.
    pub fn rubric_text(&self, sha256: &Sha256Hex) -> Result<Option<String>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached("SELECT text FROM rubrics WHERE sha256 = ?1")?;
            Ok(statement.query_row([sha256.as_str()], |row| row.get(0)).optional()?)
        })
    }
}

fn visit_items(
    conn: &Connection,
    filter: &CallFilter,
    below: Option<f64>,
    visit: &mut dyn FnMut(ReviewItem) -> ControlFlow<()>,
) -> Result<(), StoreErrorKind> {
    let query = Query::new(filter)?;
    let calls = format!(
        "SELECT scorecards.id AS id, scorecards.call_id, scorecards.number, {{}}, decided_type, started_at_utc, rubric_sha256,
             scorecards.call_type
         FROM ({}) AS calls JOIN scorecards ON scorecards.id = calls.scorecard_id",
        query.select("scorecard_id, call_type AS decided_type, started_at_utc")
    );
    let of_types = calls.replace("{}", "NULL, scorecards.call_type, scorecards.call_type_confidence, -1 AS place");
    let of_criteria =
        calls.replace("{}", "criterion_id, criteria.verdict, criteria.confidence, criteria.number AS place");
    // What is sure enough is left out as early as can be. The call's type comes before its criteria.
    let sql = format!(
        "{of_types} WHERE scorecards.call_type_confidence < ?
         UNION ALL {of_criteria} JOIN criteria ON criteria.scorecard_id = scorecards.id
             WHERE criteria.confidence < ? OR criteria.verdict = 'undetermined' OR decided_type <> scorecards.call_type
         ORDER BY id, place"
    );
    let below: Value = below.unwrap_or(f64::INFINITY).into();
    let with_below = query.values.iter().chain([&below]);
    let values: Vec<&Value> = with_below.clone().chain(with_below).collect();
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        if visit(read(row)?).is_break() {
            break;
        }
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<ReviewItem, StoreErrorKind> {
    let place = Place { table: "scorecards", row: row.get(0)? };
    let criterion_id: Option<String> = row.get(3)?;
    let verdict = if criterion_id.is_some() {
        Decision::Verdict(place.word::<Verdict>(row, 4)?)
    } else {
        Decision::CallType(place.word(row, 4)?)
    };
    Ok(ReviewItem {
        call_id: row.get(1)?,
        scorecard: row.get(2)?,
        criterion_id,
        verdict,
        confidence: probability(row, 5)?,
        call_type: place.word(row, 7)?,
        tool_call_type: place.word(row, 10)?,
        started_at_utc: row.get(8)?,
        rubric_sha256: Sha256Hex::try_from(row.get::<_, String>(9)?).map_err(|_| place.unreadable())?,
    })
}
