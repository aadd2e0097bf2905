//! Secret shops: planned calls and what came of each; which calls they are is in `shop_matches`.

use ringcheck_call::{Evidence, Sha256Hex};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use crate::{
    Store, StoreError,
    convert::{NOW_UTC, Place, utc_of},
    error::{StoreErrorKind, Task},
};

/// A scenario as it is kept.
#[derive(Clone, Copy, Debug)]
pub struct ScenarioText<'a> {
    /// The hash of its text.
    pub sha256: &'a Sha256Hex,
    /// Its id.
    pub id: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Its name for people.
    pub title: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// A call that is to be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPlannedCall {
    /// The branch's name.
    pub branch: String,
    /// The number that is called.
    pub called_number: String,
    /// The number that the shopper calls from.
    pub from_number: String,
    /// When: ISO 8601 with offset or `Z`.
    pub planned_at: String,
    /// How far from that it may be, in minutes, at least 1.
    pub window_minutes: u32,
    /// What it is of, such as `before-training`.
    pub phase: Option<String>,
}

/// A planned call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedCall {
    /// Its number, counted from 1.
    pub id: i64,
    /// The hash of its scenario's text.
    pub scenario_sha256: Sha256Hex,
    /// Its scenario's id.
    pub scenario: String,
    /// What was planned.
    pub plan: NewPlannedCall,
}

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
    /// The version of the judging.
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
    /// Plans calls by a scenario, which is kept with them; returns their numbers.
    pub fn put_planned_calls(
        &mut self,
        scenario: ScenarioText<'_>,
        calls: &[NewPlannedCall],
    ) -> Result<Vec<i64>, StoreError> {
        self.write(|tx| {
            put_scenario(tx, scenario)?;
            let sql = format!(
                "INSERT INTO planned_calls (scenario_sha256, branch, called_number, from_number, planned_at,
                     planned_at_utc, window_minutes, phase, created_at_utc)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, {NOW_UTC})"
            );
            let mut statement = tx.prepare(&sql)?;
            let mut ids = Vec::new();
            for call in calls {
                let planned_at_utc =
                    utc_of(&call.planned_at).ok_or(StoreErrorKind::Unreadable { table: "planned_calls", row: 0 })?;
                ids.push(statement.insert(params![
                    scenario.sha256.as_str(),
                    call.branch,
                    call.called_number,
                    call.from_number,
                    call.planned_at,
                    planned_at_utc,
                    call.window_minutes,
                    call.phase
                ])?);
            }
            Ok(ids)
        })
    }

    /// Keeps a scenario, so that results by it can be stored.
    pub fn put_scenario(&mut self, scenario: ScenarioText<'_>) -> Result<(), StoreError> {
        self.write(|tx| put_scenario(tx, scenario))
    }

    /// The planned calls, the earliest first.
    pub fn planned_calls(&self) -> Result<Vec<PlannedCall>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare(
                "SELECT planned_calls.*, scenarios.id AS scenario FROM planned_calls
                 JOIN scenarios ON scenarios.sha256 = planned_calls.scenario_sha256
                 ORDER BY planned_at_utc, planned_calls.id",
            )?;
            let mut rows = statement.query([])?;
            let mut planned = Vec::new();
            while let Some(row) = rows.next()? {
                planned.push(read_planned(row)?);
            }
            Ok(planned)
        })
    }

    /// The text of a scenario that is kept; `None` if there is none with this hash.
    pub fn scenario_text(&self, sha256: &Sha256Hex) -> Result<Option<String>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached("SELECT text FROM scenarios WHERE sha256 = ?1")?;
            Ok(statement.query_row([sha256.as_str()], |row| row.get(0)).optional()?)
        })
    }

    /// Takes back a planned call of which there is no result, with its matches; whether there was one to take back.
    pub fn remove_planned_call(&mut self, id: i64) -> Result<bool, StoreError> {
        self.write(|tx| {
            let n_removed = tx.execute(
                "DELETE FROM planned_calls WHERE id = ?1
                 AND NOT EXISTS (SELECT 1 FROM shop_results WHERE planned_call_id = ?1)",
                [id],
            )?;
            Ok(n_removed > 0)
        })
    }

    /// Appends a result; `false` if there is one of the same scorecard, scenario and version already.
    pub fn put_shop_result(&mut self, new: &NewShopResult<'_>) -> Result<bool, StoreError> {
        self.write(|tx| put_result(tx, new))
    }

    /// The newest result of each planned call.
    pub fn shop_results(&self) -> Result<Vec<StoredShopResult>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare(
                "SELECT planned_call_id, scorecards.call_id, scorecards.number, shop_results.json
                 FROM shop_results JOIN scorecards ON scorecards.id = shop_results.scorecard_id
                 WHERE shop_results.id = (SELECT max(id) FROM shop_results AS others
                     WHERE others.planned_call_id = shop_results.planned_call_id)
                 ORDER BY planned_call_id",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(StoredShopResult {
                    planned_call: row.get(0)?,
                    call_id: row.get(1)?,
                    scorecard: row.get(2)?,
                    json: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

fn put_scenario(tx: &Transaction<'_>, scenario: ScenarioText<'_>) -> Result<(), StoreErrorKind> {
    tx.execute(
        "INSERT INTO scenarios (sha256, id, version, title, text) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        (scenario.sha256.as_str(), scenario.id, scenario.version, scenario.title, scenario.text),
    )?;
    Ok(())
}

fn read_planned(row: &Row<'_>) -> Result<PlannedCall, StoreErrorKind> {
    let id = row.get("id")?;
    let unreadable = || Place { table: "planned_calls", row: id }.unreadable();
    Ok(PlannedCall {
        id,
        scenario_sha256: Sha256Hex::try_from(row.get::<_, String>("scenario_sha256")?).map_err(|_| unreadable())?,
        scenario: row.get("scenario")?,
        plan: NewPlannedCall {
            branch: row.get("branch")?,
            called_number: row.get("called_number")?,
            from_number: row.get("from_number")?,
            planned_at: row.get("planned_at")?,
            window_minutes: row.get("window_minutes")?,
            phase: row.get("phase")?,
        },
    })
}

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
        return Ok(false);
    }
    let id = tx.last_insert_rowid();
    let mut statement = tx.prepare_cached(
        "INSERT INTO shop_facts (shop_result_id, number, fact_id, outcome, question_turn, question_start_ms,
             question_quote, told_turn, told_start_ms, told_quote, rationale)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
            fact.rationale
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

type Parts<'e> = (Option<i64>, Option<i64>, Option<&'e str>);

fn parts(evidence: Option<&Evidence>) -> Result<Parts<'_>, StoreErrorKind> {
    let Some(evidence) = evidence else { return Ok((None, None, None)) };
    let start_ms = evidence.start_ms.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX));
    Ok((Some(small(evidence.turn)?), start_ms, Some(&evidence.quote)))
}

fn small(number: usize) -> Result<i64, StoreErrorKind> {
    i64::try_from(number).map_err(|_| StoreErrorKind::Unreadable { table: "shop_results", row: 0 })
}
