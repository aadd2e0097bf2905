//! Opening a database: making it where there is none, and refusing what is not ours.

use std::{io, path::Path, time::Duration};

use rusqlite::{Connection, MAIN_DB, OpenFlags, config::DbConfig};

use crate::{
    Store, StoreError,
    error::{StoreErrorKind, Task},
    migrations::{self, MIGRATIONS, State},
};

/// How long one connection waits for the lock of another.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait between two attempts where SQLite itself does not wait.
const RETRY_PAUSE: Duration = Duration::from_millis(20);

impl Store {
    /// Opens the database at `path` for writing; makes it, and its folder, where there is none.
    ///
    /// A new file can be read by its owner only. An older database is brought up to date.
    /// A file that is not a database, or that is another program's or a newer version's, is refused and left as it is.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        make_file(path)
            .and_then(|()| connect_for_writing(path))
            .map(|conn| Self::new(conn, path))
            .map_err(|kind| StoreError::new(path, Task::Open, kind))
    }

    /// Opens the database at `path` to look at what is stored; an error if there is none.
    ///
    /// Where it cannot be written to, it is opened read-only.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        let in_context = |kind| StoreError::new(path, Task::Open, kind);
        let open = |connect: fn(&Path) -> Result<Connection, StoreErrorKind>| {
            check_exists(path).and_then(|()| connect(path)).map(|conn| Self::new(conn, path)).map_err(in_context)
        };
        match open(connect_to_existing) {
            Err(error) if error.is_for_want_of_writing() => open(connect_for_reading),
            result => result,
        }
    }

    /// Opens the database at `path` so that nothing can be written to it, not even by bringing it up to date.
    ///
    /// Others may write to it meanwhile.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let in_context = |kind| StoreError::new(path, Task::Open, kind);
        let open = |connect: fn(&Path) -> Result<Connection, StoreErrorKind>| {
            check_exists(path).and_then(|()| connect(path)).map(|conn| Self::new(conn, path)).map_err(in_context)
        };
        match open(connect_for_queries) {
            Err(error) if error.is_for_want_of_writing() => open(connect_for_reading),
            result => result,
        }
    }
}

fn check_exists(path: &Path) -> Result<(), StoreErrorKind> {
    match fs_err::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(StoreErrorKind::IsFolder),
        Ok(metadata) if metadata.len() == 0 => Err(StoreErrorKind::Empty),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(StoreErrorKind::Missing),
        Err(error) => Err(StoreErrorKind::File(error)),
    }
}

/// Makes an empty file, and its folder, where there is none.
///
/// SQLite would make it readable for everybody, and gives the two files beside it the mode of the first.
fn make_file(path: &Path) -> Result<(), StoreErrorKind> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs_err::create_dir_all(folder).map_err(|e| StoreErrorKind::of_making(e, StoreErrorKind::Folder))?;
    }
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if path.is_dir() {
                Err(StoreErrorKind::IsFolder)
            } else {
                Ok(())
            }
        }
        Err(error) => Err(StoreErrorKind::of_making(error, StoreErrorKind::File)),
    }
}

/// A connection to a file that may be written to; nothing was read from it yet.
fn connect(path: &Path) -> Result<Connection, StoreErrorKind> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLite falls back to reading where it may not write, and would then leave files beside this one.
    if conn.is_readonly(MAIN_DB)? {
        return Err(StoreErrorKind::ReadOnly);
    }
    configure(&conn)?;
    Ok(conn)
}

fn connect_for_writing(path: &Path) -> Result<Connection, StoreErrorKind> {
    let mut conn = match connect(path) {
        // What else may be wrong with the file is the better answer.
        Err(StoreErrorKind::ReadOnly) => {
            return Err(match connect_for_reading(path) {
                Ok(_) | Err(StoreErrorKind::Empty) => StoreErrorKind::ReadOnly,
                Err(kind) => kind,
            });
        }
        connected => connected?,
    };
    let state = migrations::inspect(&conn, MIGRATIONS)?;
    // Only now is it known that the file is ours to change.
    use_write_ahead_log(&conn)?;
    sync_at_checkpoints(&conn)?;
    if state != State::Current {
        migrations::migrate(&mut conn, MIGRATIONS)?;
    }
    Ok(conn)
}

fn connect_to_existing(path: &Path) -> Result<Connection, StoreErrorKind> {
    let conn = connect(path)?;
    if migrations::inspect(&conn, MIGRATIONS)? == State::Fresh {
        return Err(StoreErrorKind::Empty);
    }
    drop(conn);
    connect_for_writing(path)
}

/// A connection that may take locks beside writers, as one that is read-only cannot, and refuses to write.
fn connect_for_queries(path: &Path) -> Result<Connection, StoreErrorKind> {
    let conn = connect(path)?;
    match migrations::inspect(&conn, MIGRATIONS)? {
        State::Current => {}
        State::Behind => return Err(StoreErrorKind::Older),
        State::Fresh => return Err(StoreErrorKind::Empty),
    }
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

fn connect_for_reading(path: &Path) -> Result<Connection, StoreErrorKind> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // A database with a write-ahead log can be read from a read-only folder only while the log is there,
    // or if SQLite is told that nobody is writing: without a log, nobody has it open.
    let conn = if beside(path, "-wal").exists() {
        Connection::open_with_flags(path, flags)?
    } else {
        Connection::open_with_flags(immutable_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)?
    };
    configure(&conn)?;
    match migrations::inspect(&conn, MIGRATIONS)? {
        State::Current => Ok(conn),
        State::Behind => Err(StoreErrorKind::OlderReadOnly),
        State::Fresh => Err(StoreErrorKind::Empty),
    }
}

fn beside(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// `path` as a URI with every byte escaped that could mean something else in one.
fn immutable_uri(path: &Path) -> String {
    use std::fmt::Write as _;
    let mut uri = "file:".to_owned();
    if cfg!(windows) && path.is_absolute() {
        uri.push('/');
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => uri.push(char::from(*byte)),
            b'\\' if cfg!(windows) => uri.push('/'),
            b':' if cfg!(windows) => uri.push(':'),
            other => {
                // Writing to a String cannot fail.
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri
}

fn configure(conn: &Connection) -> Result<(), StoreErrorKind> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // A file may come from somebody else: its schema may not call functions with effects nor corrupt its own pages.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // What was said in calls is neither left in freed pages nor written to a temporary file.
    conn.execute_batch("PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;")?;
    // 8 MiB: what a batch touches again and again is less, and lists and reports read one table once.
    conn.execute_batch("PRAGMA cache_size = -8192;")?;
    Ok(())
}

/// With a write-ahead log, waits for the disk at checkpoints alone and not at every commit.
///
/// A killed process loses nothing by that. A power failure may undo the last commits, whole ones and in order, and the
/// next run does them again; waiting for the disk takes longer than all else that is stored of a short call.
fn sync_at_checkpoints(conn: &Connection) -> Result<(), StoreErrorKind> {
    let mode: String = conn.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    if mode == "wal" {
        conn.pragma_update(None, "synchronous", "NORMAL")?;
    }
    Ok(())
}

/// Lets readers read while somebody writes.
///
/// The change of mode needs the whole file for a moment, and there SQLite reports a lock without waiting for it.
fn use_write_ahead_log(conn: &Connection) -> Result<(), StoreErrorKind> {
    let n_attempts = BUSY_TIMEOUT.as_millis() / RETRY_PAUSE.as_millis();
    for attempt in 1.. {
        let mode: String = conn.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        if mode == "wal" {
            break;
        }
        match conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(StoreErrorKind::from) {
            Err(StoreErrorKind::Busy) if attempt < n_attempts => std::thread::sleep(RETRY_PAUSE),
            // A file system without shared memory keeps the rollback journal, which is as safe and only slower.
            Ok(()) => break,
            Err(kind) => return Err(kind),
        }
    }
    Ok(())
}
