//! Whether the file is whole, as far as can be seen without reading every index.

use crate::{Store, StoreError, error::Task};

impl Store {
    /// What SQLite finds wrong with the file (`PRAGMA quick_check`), at most ten findings; none when it is whole.
    ///
    /// It reads every table, so it takes as long as reading the file does.
    pub fn quick_check(&self) -> Result<Vec<String>, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare("PRAGMA quick_check(10)")?;
            let found = statement.query_map([], |row| row.get::<_, String>(0))?;
            let found = found.collect::<Result<Vec<_>, _>>()?;
            Ok(if found == ["ok"] { vec![] } else { found })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_in_the_middle_of_the_file_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("calls.db");
        let store = Store::open(&path).unwrap();
        assert_eq!(store.quick_check().unwrap(), Vec::<String>::new());
        store.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        drop(store);
        let mut bytes = fs_err::read(&path).unwrap();
        let n_bytes = bytes.len();
        // Whole pages, but for the first, which says that it is a database of ours.
        bytes[8192..n_bytes - 4096].fill(0x5a);
        fs_err::write(&path, bytes).unwrap();
        let found = Store::open_to_read(&path).and_then(|store| store.quick_check());
        assert!(found.is_err() || found.is_ok_and(|problems| !problems.is_empty()));
    }
}
