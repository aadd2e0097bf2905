//! Secret shops: the planned calls; which calls they are is in `shop_matches`, and what came of them in `shop_results`.

use ringcheck_call::Sha256Hex;
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
