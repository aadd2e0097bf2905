//! Call detail records of Asterisk and the systems built on it, as CSV.
//!
//! Rows are merged into calls as they are read, and only what a call needs is kept, so that a million rows fit in
//! memory.

mod arena;
mod direction;
mod index;
mod layout;
mod merge;
mod row;

use std::{
    io,
    path::{Path, PathBuf},
};

pub(crate) use self::{index::CdrMatch, layout::delimiter_of};
pub use self::{
    index::{CdrIndex, CdrReport},
    layout::cdr_columns,
};

/// Call detail records that cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[error("failed to read the call detail records `{}`", path.display())]
pub struct CdrError {
    path: PathBuf,
    #[source]
    cause: CdrCause,
}

#[derive(Debug, thiserror::Error)]
enum CdrCause {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("line {line}: it cannot be read")]
    Read {
        line: u64,
        #[source]
        error: io::Error,
    },
    #[error("line 1: it is neither a header with known columns nor a row of Asterisk's or FreePBX's table")]
    Layout,
    #[error("the file is empty")]
    Empty,
    #[error("none of its rows can be read; line {line}: {what}")]
    NoRow { line: u64, what: &'static str },
    #[error("it names more than {0} calls")]
    TooMany(u32),
}

impl CdrError {
    fn new(path: &Path, cause: impl Into<CdrCause>) -> Self {
        Self { path: path.to_owned(), cause: cause.into() }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user can do about it, as a sentence.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.cause {
            CdrCause::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                Some("check the path; the file may have been moved or renamed".to_owned())
            }
            CdrCause::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                Some("give yourself permission to read the file".to_owned())
            }
            CdrCause::Io(_) | CdrCause::Read { .. } => None,
            CdrCause::Layout | CdrCause::Empty => Some(
                "export the table `cdr` as CSV with column names (`calldate`, `src`, `dst`, `uniqueid` and so on), or give Asterisk's Master.csv"
                    .to_owned(),
            ),
            CdrCause::NoRow { .. } => Some(
                "times are read as in 2025-11-30 10:00:00, 11/30/2025 10:00 or seconds since 1970; export the table as the phone system keeps it"
                    .to_owned(),
            ),
            CdrCause::TooMany(_) => Some("export fewer days".to_owned()),
        }
    }
}
