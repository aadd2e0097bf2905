//! Secret shops: what people decided of hidden facts and demands, and scorecards with people's verdicts.

use ringcheck_call::Sha256Hex;
use rusqlite::{OptionalExtension as _, params};

use crate::{Decided, Store, StoreError, convert::NOW_UTC, decide, error::Task};

/// A person's decision that is to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewShopDecision<'a> {
    /// The row's number of the result that the person saw.
    pub result: i64,
    /// `fact`, `must` or `must_not`.
    pub kind: &'a str,
    /// Its id in the scenario.
    pub id: &'a str,
    /// What the person says, a word of its kind.
    pub outcome: &'a str,
    /// What the result says.
    pub tool_outcome: &'a str,
    /// Who decides; never empty.
    pub reviewer: &'a str,
    /// Why, in the person's words.
    pub reason: Option<&'a str>,
}

/// A person's decision on a hidden fact or a demand of a shop call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopDecision {
    /// The planned call's number.
    pub planned_call: i64,
    /// The call's id.
    pub call_id: String,
    /// `fact`, `must` or `must_not`.
    pub kind: String,
    /// Its id in the scenario.
    pub id: String,
    /// What the person says.
    pub outcome: String,
    /// Who decided.
    pub reviewer: String,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// When, in UTC.
    pub decided_at_utc: String,
}

impl Store {
    /// Appends a person's decision.
    pub fn put_shop_decision(&mut self, new: &NewShopDecision<'_>) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = format!(
                "INSERT INTO shop_decisions (shop_result_id, kind, item_id, outcome, tool_outcome, reviewer, reason,
                     decided_at_utc)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, {NOW_UTC})"
            );
            tx.execute(
                &sql,
                params![new.result, new.kind, new.id, new.outcome, new.tool_outcome, new.reviewer.trim(), new.reason],
            )?;
            Ok(())
        })
    }

    /// The decisions that count: of each planned call, its call and each fact or demand the newest.
    pub fn shop_decisions(&self) -> Result<Vec<ShopDecision>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare(
                "SELECT max(shop_decisions.id), shop_results.planned_call_id, scorecards.call_id, shop_decisions.kind,
                     shop_decisions.item_id, shop_decisions.outcome, shop_decisions.reviewer, shop_decisions.reason,
                     shop_decisions.decided_at_utc
                 FROM shop_decisions
                 JOIN shop_results ON shop_results.id = shop_decisions.shop_result_id
                 JOIN scorecards ON scorecards.id = shop_results.scorecard_id
                 GROUP BY shop_results.planned_call_id, scorecards.call_id, shop_decisions.kind, shop_decisions.item_id
                 ORDER BY 1",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(ShopDecision {
                    planned_call: row.get(1)?,
                    call_id: row.get(2)?,
                    kind: row.get(3)?,
                    id: row.get(4)?,
                    outcome: row.get(5)?,
                    reviewer: row.get(6)?,
                    reason: row.get(7)?,
                    decided_at_utc: row.get(8)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What this scorecard of a call comes to with people's verdicts, newest or not; `None` where nobody's counts, or
    /// there is no such scorecard.
    pub fn decided(&self, call_id: &str, number: u32) -> Result<Option<Decided>, StoreError> {
        self.read(Task::Read, |conn| {
            let sql = "SELECT id FROM scorecards WHERE call_id = ?1 AND number = ?2";
            let id: Option<i64> = conn.query_row(sql, (call_id, number), |row| row.get(0)).optional()?;
            id.map_or(Ok(None), |id| decide::decided(conn, call_id, id))
        })
    }

    /// The number of a call's newest scorecard, and whether this rubric and this version of the scorer made it; `None`
    /// where it has none.
    pub fn newest_scored_by(
        &self,
        call_id: &str,
        rubric_sha256: &Sha256Hex,
        scorer_version: &str,
    ) -> Result<Option<(u32, bool)>, StoreError> {
        self.read(Task::Read, |conn| {
            let sql = "SELECT number, rubric_sha256 = ?2 AND scorer_version = ?3 FROM scorecards
                 WHERE call_id = ?1 ORDER BY number DESC LIMIT 1";
            let found = conn.query_row(sql, (call_id, rubric_sha256.as_str(), scorer_version), |row| {
                Ok((row.get(0)?, row.get(1)?))
            });
            Ok(found.optional()?)
        })
    }
}
