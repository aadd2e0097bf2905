//! What a run asks of the database before it takes calls of earlier days.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Store, StoreError,
    error::{StoreErrorKind, Task},
};

impl Store {
    /// When the earliest call that has a scorecard started; `None` where no stored call has both.
    pub fn earliest_scored_start(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT started_at FROM calls
                 WHERE started_at_utc IS NOT NULL
                     AND EXISTS (SELECT 1 FROM scorecards WHERE scorecards.call_id = calls.id)
                 ORDER BY started_at_utc LIMIT 1",
            )?;
            let started_at: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
            Ok(started_at.and_then(|text| text.parse().ok()))
        })
    }

    /// Whether the call that the phone system knows by this id has a scorecard, with a recording or without.
    pub fn is_phone_call_scored(&self, phone_system_id: &str) -> Result<bool, StoreError> {
        self.read(Task::Read, |conn| {
            is_any(
                conn,
                "SELECT 1 FROM calls JOIN scorecards ON scorecards.call_id = calls.id
                 WHERE calls.phone_system_id = ?1 LIMIT 1",
                phone_system_id,
            )
        })
    }
}

/// Whether a query for `value` finds anything.
fn is_any(conn: &Connection, query: &str, value: &str) -> Result<bool, StoreErrorKind> {
    Ok(conn.prepare_cached(query)?.exists([value])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_database_knows_no_call() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("calls.db")).unwrap();
        assert_eq!(store.earliest_scored_start().unwrap(), None);
        assert!(!store.is_phone_call_scored("77.1").unwrap());
    }

    #[test]
    fn the_earliest_call_counts_once_it_is_scored_and_the_phone_systems_id_finds_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("calls.db")).unwrap();
        store
            .conn
            .execute_batch(
                "INSERT INTO calls (id, started_at, started_at_utc, phone_system_id) VALUES
                     ('a', '2025-11-28T09:00:00Z', '2025-11-28T09:00:00Z', '77.0'),
                     ('b', '2025-11-30T09:00:00+01:00', '2025-11-30T08:00:00Z', '77.1'),
                     ('c', '2025-11-30T08:30:00Z', '2025-11-30T08:30:00Z', '77.2');
                 INSERT INTO rubrics VALUES ('s', 'r', '1', 't');
                 INSERT INTO transcripts VALUES (1, 'b', 'imported', 'a', NULL, NULL, 'b', '1', '1', NULL, 'none', 0.0, '', '', '[]');
                 INSERT INTO scorecards VALUES (1, 'b', 1, 'k', 1, 's', 'other', 0.0, 0, 0, NULL, NULL, 0, '[]', '1', '1', '', '{}');",
            )
            .unwrap();
        let start: Timestamp = "2025-11-30T08:00:00Z".parse().unwrap();
        assert_eq!(store.earliest_scored_start().unwrap(), Some(start));
        let scored = ["77.0", "77.1", "77.2"].map(|id| store.is_phone_call_scored(id).unwrap());
        assert_eq!(scored, [false, true, false]);
    }
}
