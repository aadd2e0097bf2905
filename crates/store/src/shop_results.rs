//! Secret shops: what came of each planned call.

use ringcheck_call::{Evidence, Sha256Hex};
use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::{
    Store, StoreError,
    convert::NOW_UTC,
    error::{StoreErrorKind, Task},
};

/// A shop call's result that is to be stored.
#[derive(Clone, Debug)]
pub struct NewShopResult<'a> {
    /// The planned call's number.
    pub planned_call: i64,
    /// The call's id.
    pub call_id: &'a str,
    /// The number of the scorecard that it was judged from.
    pub scorecard: u32,
    /// The hash of the scenario that it was judged by, which must be stored.
    pub scenario_sha256: &'a Sha256Hex,
    /// The version of the judging, and what was heard further times: whatever but the scorecard and the scenario may
    /// make the result another one.
    pub shop_version: &'a str,
    /// The result as JSON.
    pub json: &'a str,
    /// The hidden facts, in order.
    pub facts: Vec<ShopFactRow<'a>>,
    /// What must and must not happen, in order.
    pub demands: Vec<ShopDemandRow<'a>>,
}

/// A hidden fact of a result.
#[derive(Clone, Copy, Debug)]
pub struct ShopFactRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// What became of it.
    pub outcome: &'a str,
    /// The question for it.
    pub question: Option<&'a Evidence>,
    /// The words that told it.
    pub told: Option<&'a Evidence>,
    /// Why.
    pub rationale: &'a str,
    /// Whether it was found in a further hearing.
    pub is_of_further_hearing: bool,
}

/// A must or must not of a result.
#[derive(Clone, Copy, Debug)]
pub struct ShopDemandRow<'a> {
    /// `must` or `must_not`.
    pub kind: &'a str,
    /// Its id.
    pub id: &'a str,
    /// What became of it.
    pub outcome: &'a str,
    /// The words that it rests on.
    pub quote: Option<&'a Evidence>,
    /// Why.
    pub rationale: &'a str,
}

/// A stored result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredShopResult {
    /// Its row's number, which a decision on it names.
    pub id: i64,
    /// The planned call's number.
    pub planned_call: i64,
    /// The call's id.
    pub call_id: String,
    /// The number of the scorecard that it was judged from.
    pub scorecard: u32,
    /// The result as JSON.
    pub json: String,
}

impl Store {
    /// Appends a result; `false` if there is one of the same scorecard, scenario and version already.
    ///
    /// Either way it is the one that was judged last, and counts.
    pub fn put_shop_result(&mut self, new: &NewShopResult<'_>) -> Result<bool, StoreError> {
        self.write(|tx| put_result(tx, new))
    }

    /// The result of each planned call: of the call that its newest match names, the one that was judged last.
    ///
    /// A planned call that is taken to be another call than the one that was judged has none.
    pub fn shop_results(&self) -> Result<Vec<StoredShopResult>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare(SELECT)?;
            let rows = statement.query_map([], |row| {
                Ok(StoredShopResult {
                    id: row.get(0)?,
                    planned_call: row.get(1)?,
                    call_id: row.get(2)?,
                    scorecard: row.get(3)?,
                    json: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// A newest match without a call says that the call was not found, and joins nothing.
const SELECT: &str = "
WITH judged AS (
    SELECT
        max(shop_judgings.id),
        shop_results.id,
        shop_results.planned_call_id,
        scorecards.call_id,
        scorecards.number,
        shop_results.json
    FROM shop_judgings
    JOIN shop_results ON shop_results.id = shop_judgings.shop_result_id
    JOIN scorecards ON scorecards.id = shop_results.scorecard_id
    GROUP BY shop_results.planned_call_id, scorecards.call_id
)
SELECT judged.id, judged.planned_call_id, judged.call_id, judged.number, judged.json
FROM judged
JOIN shop_matches AS found ON found.planned_call_id = judged.planned_call_id AND found.call_id = judged.call_id
WHERE found.id = (SELECT max(id) FROM shop_matches AS others WHERE others.planned_call_id = found.planned_call_id)
ORDER BY judged.planned_call_id";

fn put_result(tx: &Transaction<'_>, new: &NewShopResult<'_>) -> Result<bool, StoreErrorKind> {
    let scorecard: Option<i64> = tx
        .query_row(
            "SELECT id FROM scorecards WHERE call_id = ?1 AND number = ?2",
            params![new.call_id, new.scorecard],
            |row| row.get(0),
        )
        .optional()?;
    let scorecard = scorecard.ok_or(StoreErrorKind::OtherCall)?;
    let sql = format!(
        "INSERT INTO shop_results (planned_call_id, scorecard_id, scenario_sha256, shop_version, created_at_utc, json)
         VALUES (?1, ?2, ?3, ?4, {NOW_UTC}, ?5) ON CONFLICT DO NOTHING"
    );
    let n_new = tx.execute(
        &sql,
        params![new.planned_call, scorecard, new.scenario_sha256.as_str(), new.shop_version, new.json],
    )?;
    if n_new == 0 {
        let sql = "SELECT id FROM shop_results
             WHERE planned_call_id = ?1 AND scorecard_id = ?2 AND scenario_sha256 = ?3 AND shop_version = ?4";
        let same = params![new.planned_call, scorecard, new.scenario_sha256.as_str(), new.shop_version];
        let id = tx.query_row(sql, same, |row| row.get(0))?;
        note_judged(tx, id)?;
        return Ok(false);
    }
    let id = tx.last_insert_rowid();
    note_judged(tx, id)?;
    let mut statement = tx.prepare_cached(
        "INSERT INTO shop_facts (shop_result_id, number, fact_id, outcome, question_turn, question_start_ms,
             question_quote, told_turn, told_start_ms, told_quote, rationale, is_of_further_hearing)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for (number, fact) in new.facts.iter().enumerate() {
        let ((asked_turn, asked_ms, asked), (told_turn, told_ms, told)) = (parts(fact.question)?, parts(fact.told)?);
        statement.execute(params![
            id,
            small(number)?,
            fact.id,
            fact.outcome,
            asked_turn,
            asked_ms,
            asked,
            told_turn,
            told_ms,
            told,
            fact.rationale,
            fact.is_of_further_hearing
        ])?;
    }
    let mut statement = tx.prepare_cached(
        "INSERT INTO shop_demands (shop_result_id, number, kind, demand_id, outcome, quote_turn, quote_start_ms, quote,
             rationale)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (number, demand) in new.demands.iter().enumerate() {
        let (turn, start_ms, quote) = parts(demand.quote)?;
        statement.execute(params![
            id,
            small(number)?,
            demand.kind,
            demand.id,
            demand.outcome,
            turn,
            start_ms,
            quote,
            demand.rationale
        ])?;
    }
    Ok(true)
}

/// Notes that this result was judged last, unless the newest row says so already.
fn note_judged(tx: &Transaction<'_>, id: i64) -> Result<(), StoreErrorKind> {
    let sql = format!(
        "INSERT INTO shop_judgings (shop_result_id, judged_at_utc)
         SELECT ?1, {NOW_UTC} WHERE ?1 IS NOT (
             SELECT shop_result_id FROM shop_judgings
             JOIN shop_results ON shop_results.id = shop_judgings.shop_result_id
             JOIN scorecards ON scorecards.id = shop_results.scorecard_id
             WHERE (shop_results.planned_call_id, scorecards.call_id) = (
                 SELECT mine.planned_call_id, heard.call_id FROM shop_results AS mine
                 JOIN scorecards AS heard ON heard.id = mine.scorecard_id WHERE mine.id = ?1
             )
             ORDER BY shop_judgings.id DESC LIMIT 1
         )"
    );
    tx.execute(&sql, [id])?;
    Ok(())
}

type Parts<'e> = (Option<i64>, Option<i64>, Option<&'e str>);

fn parts(evidence: Option<&Evidence>) -> Result<Parts<'_>, StoreErrorKind> {
    let Some(evidence) = evidence else { return Ok((None, None, None)) };
    let start_ms = evidence.start_ms.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX));
    Ok((Some(small(evidence.turn)?), start_ms, Some(&evidence.quote)))
}

fn small(number: usize) -> Result<i64, StoreErrorKind> {
    i64::try_from(number).map_err(|_| StoreErrorKind::Unreadable { table: "shop_results", row: 0 })
}
