//! Secret shops: what people decided of hidden facts and demands.

use rusqlite::params;

use crate::{Store, StoreError, convert::NOW_UTC, error::Task};

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
}
