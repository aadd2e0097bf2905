//! The index of what was said in the newest scorecard of each call.
//!
//! It holds no text: its row ids name the turns, and it is changed in the transaction that changes what it indexes.

use ringcheck_call::Side;
use rusqlite::{Connection, Transaction};

use crate::error::StoreErrorKind;

/// The bits of a row id below the scorecard's: 22 for the turn and 2 for its side.
pub(crate) const TURN_BITS: u32 = 24;
const SIDE_BITS: u32 = 2;

/// How a row id is made of a row of `turns`, as in the migration that made the index.
const ROW_ID: &str = "(turns.scorecard_id << 24) + (turns.number << 2)
    + CASE turns.side WHEN 'business' THEN 1 WHEN 'caller' THEN 2 ELSE 0 END";

/// The words are reduced to their stems, and accents do not count; the same as in the migration.
pub(crate) const TOKENIZER: &str = "porter unicode61 remove_diacritics 2";

/// What a side is in a row id.
pub(crate) fn side_code(side: Side) -> i64 {
    match side {
        Side::Unknown => 0,
        Side::Business => 1,
        Side::Caller => 2,
    }
}

/// The scorecard and the turn that a row id names.
pub(crate) fn turn_of(row_id: i64) -> (i64, i64) {
    (row_id >> TURN_BITS, (row_id & ((1 << TURN_BITS) - 1)) >> SIDE_BITS)
}

/// Adds what was said in a scorecard.
pub(crate) fn add(tx: &Transaction<'_>, scorecard_id: i64) -> Result<(), StoreErrorKind> {
    tx.prepare_cached(&format!(
        "INSERT INTO said_index (rowid, text) SELECT {ROW_ID}, text FROM turns WHERE scorecard_id = ?1 ORDER BY number"
    ))?
    .execute([scorecard_id])?;
    Ok(())
}

/// Takes what was said in a scorecard out again, while its turns are there still; returns how many turns that were.
pub(crate) fn remove(tx: &Transaction<'_>, scorecard_id: i64) -> Result<usize, StoreErrorKind> {
    // A table without content is told what it forgets.
    let sql = format!(
        "INSERT INTO said_index (said_index, rowid, text)
         SELECT 'delete', {ROW_ID}, text FROM turns WHERE scorecard_id = ?1 ORDER BY number"
    );
    Ok(tx.prepare_cached(&sql)?.execute([scorecard_id])?)
}

/// Rewrites the index, so that nothing is left in the file of what was taken out.
pub(crate) fn rewrite(tx: &Transaction<'_>) -> Result<(), StoreErrorKind> {
    tx.execute("INSERT INTO said_index (said_index) VALUES ('optimize')", [])?;
    Ok(())
}

/// How many turns are indexed that should not be, or the other way round.
pub(crate) fn n_differing(conn: &Connection) -> Result<i64, StoreErrorKind> {
    let wanted = format!(
        "SELECT {ROW_ID} FROM newest_scorecards JOIN turns ON turns.scorecard_id = newest_scorecards.scorecard_id"
    );
    let sql = format!(
        "SELECT (SELECT count(*) FROM ({wanted} EXCEPT SELECT id FROM said_index_docsize))
             + (SELECT count(*) FROM (SELECT id FROM said_index_docsize EXCEPT {wanted}))"
    );
    Ok(conn.query_row(&sql, [], |row| row.get(0))?)
}
