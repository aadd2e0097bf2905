//! A copy of the database, whole at one moment, also while others write.

use std::{io, path::Path};

use rusqlite::{Connection, OpenFlags};

use crate::{
    Store, StoreError,
    error::{StoreErrorKind, Task},
};

impl Store {
    /// Copies the database as it is at this moment to `target`, which must not exist, and checks the copy.
    ///
    /// The copy can be read by its owner only, and holds no space that deleted rows have left. Others may write to the
    /// database meanwhile. Where it fails no copy is left.
    pub fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        self.outside_of_transactions(Task::BackUp, |conn| {
            make_for_owner(target)?;
            let copied = copy(conn, target);
            if copied.is_err() {
                // What went wrong is told already.
                let _ = fs_err::remove_file(target);
            }
            copied
        })
    }
}

/// Makes an empty file that its owner alone can read, which SQLite then fills.
fn make_for_owner(path: &Path) -> Result<(), StoreErrorKind> {
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(drop).map_err(of_copy)
}

fn copy(conn: &Connection, target: &Path) -> Result<(), StoreErrorKind> {
    let in_utf8 = target
        .to_str()
        .ok_or_else(|| of_copy(io::Error::new(io::ErrorKind::InvalidInput, "SQLite takes names in UTF-8 alone")))?;
    conn.execute("VACUUM INTO ?1", [in_utf8]).map_err(|error| StoreErrorKind::Copy(Box::new(error.into())))?;
    // The copy is read again, from the disk as far as that can be had.
    fs_err::OpenOptions::new().write(true).open(target).and_then(|file| file.sync_all()).map_err(of_copy)?;
    let copied =
        Connection::open_with_flags(target, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let verdict: String = copied.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreErrorKind::FaultyCopy) }
}

fn of_copy(error: io::Error) -> StoreErrorKind {
    StoreErrorKind::Copy(Box::new(StoreErrorKind::File(error)))
}
