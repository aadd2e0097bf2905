//! Which calls the planned ones are taken to be, and what was taken back.

use rusqlite::{Connection, Row, Transaction, params};

use crate::{
    Store, StoreError,
    convert::{NOW_UTC, utc_of},
    error::{StoreErrorKind, Task},
};

/// The call that a planned one is taken to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopMatch {
    /// The planned call's number.
    pub planned_call: i64,
    /// The call's id.
    pub call_id: String,
    /// Why: `number_and_time`, `own_recording` or `by_hand`; of earlier versions also `withheld_number`.
    pub how: String,
    /// Whether it is the shopper's own recording.
    pub is_own: bool,
    /// When the call started, if known: ISO 8601 with offset or `Z`.
    pub started_at: Option<String>,
    /// Its recordings and what was known of it, as JSON.
    pub source: String,
}

/// Why a match is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// A person said that it is not the call: it is not found again.
    Refused,
    /// Other calls fit as well by now.
    Open,
}

impl TakenBack {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "none",
            Self::Open => "open",
        }
    }
}

impl Store {
    /// Notes which calls planned ones are taken to be. What is noted already is not noted again; returns how many are new.
    pub fn put_shop_matches(&mut self, matches: &[ShopMatch]) -> Result<usize, StoreError> {
        self.change_shop_matches(&[], matches)
    }

    /// Takes back the matches of planned calls, each by a row without a call, and notes which calls planned ones are taken
    /// to be: all of it or nothing. What is noted already is not noted again, and where there is no match none is taken
    /// back; returns how many matches are new.
    pub fn change_shop_matches(
        &mut self,
        taken_back: &[(i64, TakenBack)],
        matches: &[ShopMatch],
    ) -> Result<usize, StoreError> {
        self.write(|tx| {
            for (planned_call, why) in taken_back {
                take_back(tx, *planned_call, *why)?;
            }
            let mut n_new = 0;
            for new in matches {
                if newest_matches(tx, Some(new.planned_call))?.first() == Some(new) {
                    continue;
                }
                let sql = format!(
                    "INSERT INTO shop_matches (planned_call_id, call_id, how, is_own, started_at, started_at_utc, source,
                         created_at_utc)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, {NOW_UTC})"
                );
                tx.prepare_cached(&sql)?.execute(params![
                    new.planned_call,
                    new.call_id,
                    new.how,
                    new.is_own,
                    new.started_at,
                    new.started_at.as_deref().and_then(utc_of),
                    new.source
                ])?;
                n_new += 1;
            }
            Ok(n_new)
        })
    }

    /// The call that each planned one was taken to be before other calls fitted as well ([`TakenBack::Open`]), where nothing
    /// was found since.
    pub fn opened_shop_matches(&self) -> Result<Vec<ShopMatch>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare(
                "SELECT planned_call_id, call_id, how, is_own, started_at, source FROM shop_matches
                 WHERE call_id IS NOT NULL AND id = (
                     SELECT max(before.id) FROM shop_matches AS before
                     JOIN shop_matches AS opened ON opened.planned_call_id = before.planned_call_id
                     WHERE before.planned_call_id = shop_matches.planned_call_id AND before.call_id IS NOT NULL
                         AND opened.how = 'open' AND opened.id > before.id AND opened.id = (
                             SELECT max(id) FROM shop_matches AS others
                             WHERE others.planned_call_id = shop_matches.planned_call_id))
                 ORDER BY planned_call_id",
            )?;
            let rows = statement.query_map([], read_match)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The calls that a person said planned ones not to be: the planned call's number and the call's id.
    pub fn refused_shop_calls(&self) -> Result<Vec<(i64, String)>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare(
                "SELECT DISTINCT refused.planned_call_id, before.call_id
                 FROM shop_matches AS refused JOIN shop_matches AS before ON before.id = (
                     SELECT max(id) FROM shop_matches AS others
                     WHERE others.planned_call_id = refused.planned_call_id AND others.id < refused.id)
                 WHERE refused.how = 'none' AND before.call_id IS NOT NULL
                 ORDER BY refused.planned_call_id, before.call_id",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The call that each planned one is taken to be, by the newest match; those whose match was taken back have none.
    pub fn shop_matches(&self) -> Result<Vec<ShopMatch>, StoreError> {
        self.read(Task::Read, |conn| newest_matches(conn, None))
    }
}

/// The newest match of each planned call, or of one.
fn newest_matches(conn: &Connection, planned_call: Option<i64>) -> Result<Vec<ShopMatch>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT planned_call_id, call_id, how, is_own, started_at, source FROM shop_matches
         WHERE (?1 IS NULL OR planned_call_id = ?1) AND call_id IS NOT NULL
             AND id = (SELECT max(id) FROM shop_matches AS others
                 WHERE others.planned_call_id = shop_matches.planned_call_id)
         ORDER BY planned_call_id",
    )?;
    let rows = statement.query_map([planned_call], read_match)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_match(row: &Row<'_>) -> rusqlite::Result<ShopMatch> {
    Ok(ShopMatch {
        planned_call: row.get(0)?,
        call_id: row.get(1)?,
        how: row.get(2)?,
        is_own: row.get(3)?,
        started_at: row.get(4)?,
        source: row.get(5)?,
    })
}

/// Takes back the match of a planned call, if there is one.
fn take_back(tx: &Transaction<'_>, planned_call: i64, why: TakenBack) -> Result<(), StoreErrorKind> {
    if newest_matches(tx, Some(planned_call))?.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO shop_matches (planned_call_id, call_id, how, is_own, source, created_at_utc)
         VALUES (?1, NULL, ?2, 0, '{{}}', {NOW_UTC})"
    );
    tx.execute(&sql, params![planned_call, why.as_str()])?;
    Ok(())
}
