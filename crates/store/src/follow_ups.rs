//! What was done about prospects who were lost.

use jiff::Timestamp;
use ringcheck_call::{FollowUp, FollowUpOutcome};

use crate::{
    Store, StoreError,
    convert::{NOW_UTC, Place, utc, word_of},
    error::Task,
};

/// A lost prospect was called back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFollowUp {
    /// The call in which the prospect was lost; it must be stored.
    pub call_id: String,
    /// When they were called back.
    pub at: Timestamp,
    /// What it came to.
    pub outcome: FollowUpOutcome,
    /// What the lead is worth, in hundredths of the owner's currency, more than 0; `None` where nobody said.
    pub value_cents: Option<u64>,
    /// Who called back.
    pub by: Option<String>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

impl Store {
    /// Appends what was done about a lead. What was done before stays; of several the one that was done last counts.
    pub fn add_follow_up(&mut self, follow_up: &NewFollowUp) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute(
                &format!(
                    "INSERT INTO lead_follow_ups (call_id, at_utc, outcome, value_cents, by_name, note, added_at_utc)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, {NOW_UTC})"
                ),
                (
                    &follow_up.call_id,
                    utc(follow_up.at),
                    word_of(&follow_up.outcome)?,
                    follow_up.value_cents,
                    &follow_up.by,
                    &follow_up.note,
                ),
            )?;
            Ok(())
        })
    }

    /// All that was done about leads, the earliest first; of one instant, in the order in which it was added. What was done
    /// about a call that turned out to be a part of a longer one was done about that.
    pub fn follow_ups(&self) -> Result<Vec<FollowUp>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare(
                "SELECT done.id, coalesce(newest.call_id, done.call_id),
                     coalesce(newest.caller_number, leads.said_number), done.at_utc, done.outcome, done.value_cents,
                     done.by_name, done.note
                 FROM lead_follow_ups AS done
                 LEFT JOIN newest_scorecards AS newest ON newest.call_id = coalesce(
                     (
                         SELECT whole.call_id FROM v_call_parts AS whole
                         JOIN newest_scorecards AS listed ON listed.call_id = whole.call_id AND listed.is_listed
                         WHERE whole.part_id = done.call_id ORDER BY whole.call_id LIMIT 1
                     ),
                     done.call_id)
                 LEFT JOIN leads ON leads.scorecard_id = newest.scorecard_id
                 ORDER BY done.at_utc, done.id",
            )?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let place = Place { table: "lead_follow_ups", row: row.get(0)? };
                found.push(FollowUp {
                    call_id: row.get(1)?,
                    number: row.get(2)?,
                    at: row.get(3)?,
                    outcome: place.word(row, 4)?,
                    value_cents: row.get(5)?,
                    by: row.get(6)?,
                    note: row.get(7)?,
                });
            }
            Ok(found)
        })
    }
}
