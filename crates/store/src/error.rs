//! What can go wrong with the database, and what the user can do about it.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use rusqlite::{ErrorCode, ffi};

/// A failure to open, read, write or export a database.
///
/// Names the database, never what was said in a call.
#[derive(Debug, thiserror::Error)]
#[error("failed to {task} the database `{}`", path.display())]
pub struct StoreError {
    path: PathBuf,
    task: Task,
    #[source]
    kind: StoreErrorKind,
}

/// What was being done with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Open,
    Read,
    Write,
    Export,
    BackUp,
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Read => "read",
            Self::Write => "write to",
            Self::Export => "export from",
            Self::BackUp => "back up",
        })
    }
}

/// Why it failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreErrorKind {
    // The file is not one to work with.
    #[error("there is no such file")]
    Missing,
    #[error("nothing was stored in it yet")]
    Empty,
    #[error("it is a folder")]
    IsFolder,
    #[error("it is not a SQLite database")]
    NotADatabase,
    #[error("it is a SQLite database of another program (application id {application_id})")]
    Foreign { application_id: i32 },
    #[error("it was made by a newer version of Ringcheck (its schema is {found}, this version knows {known})")]
    Newer { found: u32, known: u32 },
    #[error("it was made by an older version of Ringcheck and cannot be brought up to date, because it is read-only")]
    OlderReadOnly,
    #[error("it was made by an older version of Ringcheck and is to be brought up to date first")]
    Older,
    #[error("migration {number} ({name}) was applied but has been modified since")]
    EditedMigration { number: u32, name: String },
    #[error("the file is damaged")]
    Damaged,
    #[error("{table} row {row} cannot be read back")]
    Unreadable { table: &'static str, row: i64 },

    // The machine is in the way.
    #[error("its folder could not be made")]
    Folder(#[source] io::Error),
    #[error("the file could not be made")]
    File(#[source] io::Error),
    #[error("it, or the folder it is in, cannot be opened for writing")]
    CannotOpen,
    #[error("it, or the folder it is in, is read-only")]
    ReadOnly,
    #[error("another program kept it locked for too long")]
    Busy,
    #[error("the disk is full")]
    DiskFull,
    #[error("the disk that it is on reported an error")]
    Disk(#[source] rusqlite::Error),
    #[error("the output could not be written")]
    Output(#[source] io::Error),
    #[error("the copy could not be written")]
    Copy(#[source] Box<StoreErrorKind>),
    #[error("the copy is not what was copied")]
    FaultyCopy,
    #[error("SQLite reported an error")]
    Sqlite(#[source] rusqlite::Error),

    // What was given does not fit together.
    #[error("its transcript is not stored")]
    NoTranscript,
    #[error("its transcript belongs to another call")]
    OtherCall,
    #[error("the rubric's text does not have the hash that the scorecard names")]
    RubricHash,
    #[error("there is no such verdict to review, or nobody is named who reviewed it")]
    NoSuchVerdict,
    #[error("a number is beyond what SQLite can hold")]
    OutOfRange,
    #[error("the scorecard contradicts itself (evidence outside of its turns, or a criterion twice)")]
    Contradiction(#[source] rusqlite::Error),
    #[error("a value has no text form")]
    NoText(#[source] serde_json::Error),
}

impl StoreError {
    pub(crate) fn new(path: &Path, task: Task, kind: StoreErrorKind) -> Self {
        Self { path: path.to_owned(), task, kind }
    }

    /// The database.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user can do about it: a sentence without final period, or `None` where there is nothing to advise.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match &self.kind {
            StoreErrorKind::Missing | StoreErrorKind::Empty => {
                "score recordings first with `ringcheck score PATH`, or name another database with --db"
            }
            StoreErrorKind::IsFolder => "name a file in that folder with --db",
            StoreErrorKind::NotADatabase | StoreErrorKind::Foreign { .. } => {
                "it was left as it is; name another file with --db"
            }
            StoreErrorKind::Newer { .. } => {
                "it was left as it is; install the newer version of Ringcheck, or name another file with --db"
            }
            StoreErrorKind::OlderReadOnly => "make it writable, or copy it to a folder where you may write",
            StoreErrorKind::Older => "`ringcheck list` brings it up to date; what was scored stays as it is",
            StoreErrorKind::EditedMigration { .. } => {
                "it was made by a build of Ringcheck with another schema: use that build, or name another file with --db"
            }
            StoreErrorKind::Damaged | StoreErrorKind::Unreadable { .. } => {
                "restore it from a backup, or move it aside and score the recordings again"
            }
            StoreErrorKind::Folder(_) | StoreErrorKind::File(_) => "name a file where you may write with --db",
            StoreErrorKind::CannotOpen | StoreErrorKind::ReadOnly => {
                "the file and its folder must be writable (SQLite keeps two files beside it); \
                 change their permissions, or name another file with --db"
            }
            StoreErrorKind::Busy => "wait for the other program to finish, or close it, and try again",
            StoreErrorKind::DiskFull => "free some space and try again: what was stored before is complete",
            StoreErrorKind::Copy(kind) => match **kind {
                StoreErrorKind::DiskFull => "free some space, or name a file on another disk",
                _ => "name a file where you may write",
            },
            StoreErrorKind::FaultyCopy => {
                "look at the database with `ringcheck db check`, and try again on another disk"
            }
            StoreErrorKind::Disk(_) => {
                "see that the disk, or the network share, is there and sound, has space and is within its quota, \
                 and try again: what was stored before is complete"
            }
            StoreErrorKind::Output(_)
            | StoreErrorKind::Sqlite(_)
            | StoreErrorKind::NoTranscript
            | StoreErrorKind::OtherCall
            | StoreErrorKind::RubricHash
            | StoreErrorKind::NoSuchVerdict
            | StoreErrorKind::OutOfRange
            | StoreErrorKind::Contradiction(_)
            | StoreErrorKind::NoText(_) => return None,
        })
    }

    /// Whether only the call in hand is concerned, so that a batch can go on with the next one.
    #[must_use]
    pub fn concerns_one_call(&self) -> bool {
        matches!(
            self.kind,
            StoreErrorKind::NoTranscript
                | StoreErrorKind::OtherCall
                | StoreErrorKind::RubricHash
                | StoreErrorKind::NoSuchVerdict
                | StoreErrorKind::OutOfRange
                | StoreErrorKind::Contradiction(_)
                | StoreErrorKind::NoText(_)
                | StoreErrorKind::Unreadable { .. }
        )
    }

    /// Whether another program holds the lock, so that trying again later may do.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Busy)
    }

    /// Whether there is no space left for the database.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        matches!(self.kind, StoreErrorKind::DiskFull)
    }

    /// Whether there is no database, or none in which anything was stored.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Missing | StoreErrorKind::Empty)
    }

    /// Whether an older version made it, and opening it for writing brings it up to date.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Older)
    }

    /// Whether the reader of an export went away, as `head` does.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(&self.kind, StoreErrorKind::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Whether the database may be readable although it cannot be opened for writing.
    pub(crate) fn is_for_want_of_writing(&self) -> bool {
        matches!(self.kind, StoreErrorKind::CannotOpen | StoreErrorKind::ReadOnly)
    }
}

impl From<rusqlite::Error> for StoreErrorKind {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::CannotOpen) => Self::CannotOpen,
            Some(ErrorCode::NotADatabase) => Self::NotADatabase,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // The index of the write-ahead log is a file whose space SQLite takes beforehand; that it could not, it
            // reports in this way.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::DiskFull
            }
            Some(ErrorCode::SystemIoFailure) => Self::Disk(error),
            Some(ErrorCode::ConstraintViolation) => Self::Contradiction(error),
            _ if matches!(error, rusqlite::Error::ToSqlConversionFailure(_)) => Self::OutOfRange,
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreErrorKind {
    /// Why a file could not be made, which is `other` unless the disk is full.
    pub(crate) fn of_making(error: io::Error, other: fn(io::Error) -> Self) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => other(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_database_and_its_cause_once() {
        let error = StoreError::new(Path::new("a/calls.db"), Task::Open, StoreErrorKind::Newer { found: 7, known: 1 });
        assert_eq!(error.to_string(), "failed to open the database `a/calls.db`");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(cause, "it was made by a newer version of Ringcheck (its schema is 7, this version knows 1)");
        assert!(error.hint().unwrap().contains("install the newer version"));
    }
}
