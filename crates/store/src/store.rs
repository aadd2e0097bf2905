//! One connection to one database, and its transactions.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{StoreError, StoreErrorKind, Task};

/// One connection to one database.
///
/// It can move to another thread and cannot be shared without a lock. Several connections, in one process or in
/// many, may use the same file: whoever writes waits for up to ten seconds for the others.
pub struct Store {
    pub(crate) conn: Connection,
    path: PathBuf,
}

impl Store {
    pub(crate) fn new(conn: Connection, path: &Path) -> Self {
        Self { conn, path: path.to_owned() }
    }

    /// The file, as it was given.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` in a transaction that holds the write lock from its start, and undoes all of it if it fails.
    ///
    /// With the lock taken at the first write instead, two writers that both have read could not both go on.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreErrorKind>,
    ) -> Result<T, StoreError> {
        let run = |conn: &mut Connection| {
            let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run(&mut self.conn).map_err(|kind| StoreError::new(&self.path, Task::Write, kind))
    }

    /// Runs `work` as [`Store::write`] does and undoes it, to see what it would do.
    pub(crate) fn write_and_undo<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreErrorKind>,
    ) -> Result<T, StoreError> {
        let run = |conn: &mut Connection| {
            let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.rollback()?;
            Ok(done)
        };
        run(&mut self.conn).map_err(|kind| StoreError::new(&self.path, Task::Read, kind))
    }

    /// Runs `work` without a transaction, for what SQLite does outside of them alone.
    pub(crate) fn outside_of_transactions<T>(
        &self,
        task: Task,
        work: impl FnOnce(&Connection) -> Result<T, StoreErrorKind>,
    ) -> Result<T, StoreError> {
        work(&self.conn).map_err(|kind| StoreError::new(&self.path, task, kind))
    }

    /// Runs `work` in a transaction, so that all of its queries see the same state.
    pub(crate) fn read<T>(
        &self,
        task: Task,
        work: impl FnOnce(&Connection) -> Result<T, StoreErrorKind>,
    ) -> Result<T, StoreError> {
        let run = || {
            let transaction = self.conn.unchecked_transaction()?;
            let done = work(&transaction)?;
            transaction.finish()?;
            Ok(done)
        };
        run().map_err(|kind| StoreError::new(&self.path, task, kind))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn insert_rubric(transaction: &Transaction<'_>, text: &str) -> Result<(), StoreErrorKind> {
        transaction.execute("INSERT INTO rubrics (sha256, id, version, text) VALUES (?1, 'r', '1', ?1)", [text])?;
        Ok(())
    }

    fn n_rubrics(store: &Store) -> i64 {
        store.conn.query_row("SELECT count(*) FROM rubrics", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_lock_held_by_another_is_an_error_that_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.db");
        let mut first = Store::open(&path).unwrap();
        let mut second = Store::open(&path).unwrap();
        second.conn.busy_timeout(Duration::from_millis(20)).unwrap();
        let error = first.write(|_| Ok(second.write(|tx| insert_rubric(tx, "a")).unwrap_err())).unwrap();
        assert!(matches!(std::error::Error::source(&error), Some(kind) if kind.to_string().contains("locked")));
        assert!(!error.concerns_one_call());
        second.write(|tx| insert_rubric(tx, "a")).unwrap();
    }

    #[test]
    fn a_full_disk_leaves_what_was_stored_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("calls.db")).unwrap();
        store.write(|tx| insert_rubric(tx, "small")).unwrap();
        let n_pages: i64 = store.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        store.conn.query_row(&format!("PRAGMA max_page_count = {n_pages}"), [], |_| Ok(())).unwrap();
        let error = store.write(|tx| insert_rubric(tx, &"x".repeat(1 << 20))).unwrap_err();
        assert!(error.hint().unwrap().contains("space"));
        assert_eq!(n_rubrics(&store), 1);
    }

    #[test]
    fn a_stored_scorecard_cannot_be_updated_by_anybody() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("calls.db")).unwrap();
        store
            .conn
            .execute_batch(
                "INSERT INTO calls (id) VALUES ('c');
                 INSERT INTO rubrics VALUES ('s', 'r', '1', 't');
                 INSERT INTO transcripts VALUES (1, 'c', 'imported', 'a', NULL, NULL, 'b', '1', '1', NULL, 'none', 0.0, '', '', '[]');
                 INSERT INTO scorecards VALUES (1, 'c', 1, 'k', 1, 's', 'other', 0.0, 0, 0, NULL, NULL, 0, '[]', '1', '1', '', '{}');",
            )
            .unwrap();
        let error = store.conn.execute("UPDATE scorecards SET points = 100", []).unwrap_err();
        assert!(error.to_string().contains("never changed"), "{error}");
    }
}
