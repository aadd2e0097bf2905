//! Answers of other models: appended, found by what was asked.

use ringcheck_call::Sha256Hex;
use rusqlite::{OptionalExtension, params};

use crate::{Store, StoreError, convert::NOW_UTC, error::Task};

/// An answer to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewOpinion<'a> {
    /// The hash of what was asked of whom.
    pub key: &'a Sha256Hex,
    /// The call, which must be stored.
    pub call_id: &'a str,
    /// The criterion's id.
    pub criterion: &'a str,
    /// The model that was asked.
    pub model: &'a str,
    /// What it answered, as it came, of use or not.
    pub answer: &'a str,
}

impl Store {
    /// What was answered under `key`, if that was asked.
    pub fn find_opinion(&self, key: &Sha256Hex) -> Result<Option<String>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached("SELECT answer FROM second_opinions WHERE key = ?1")?;
            Ok(statement.query_row([key.as_str()], |row| row.get(0)).optional()?)
        })
    }

    /// Stores an answer and returns the one that counts: that which is stored under its key already, if there is one.
    ///
    /// Two processes may ask the same at once, and two answers to it may differ: the first is every scorecard's.
    pub fn put_opinion(&mut self, new: &NewOpinion<'_>) -> Result<String, StoreError> {
        self.write(|tx| {
            tx.prepare_cached(&format!(
                "INSERT INTO second_opinions (key, call_id, criterion_id, model, answer, created_at_utc)
                 VALUES (?1, ?2, ?3, ?4, ?5, {NOW_UTC}) ON CONFLICT (key) DO NOTHING"
            ))?
            .execute(params![new.key.as_str(), new.call_id, new.criterion, new.model, new.answer])?;
            let kept = "SELECT answer FROM second_opinions WHERE key = ?1";
            Ok(tx.query_row(kept, [new.key.as_str()], |row| row.get(0))?)
        })
    }
}
