//! Why a recording got no scorecard.

use std::{path::PathBuf, time::Duration};

use ringcheck_ingest::{DecodeError, HashError};
use ringcheck_store::StoreError;
use ringcheck_transcription::{ImportError, TranscribeError};

/// Why one file got no scorecard; the others go on unless [`FileError::ends_run`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Its bytes cannot be read.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// It holds no audio that can be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The speech engine failed on it.
    #[error("failed to transcribe `{}`", path.display())]
    Transcribe {
        /// The recording.
        path: PathBuf,
        /// What the engine says.
        #[source]
        source: TranscribeError,
    },
    /// A line of a file of transcripts is none.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Listening to it took longer than one recording may take.
    #[error("`{}` was set aside: listening to it took more than {}", path.display(), in_words(*limit))]
    TooSlow {
        /// The recording.
        path: PathBuf,
        /// How long it might have taken.
        limit: Duration,
    },
    /// A fault of the program itself: it panicked while it worked on this recording.
    #[error("`{}` was set aside: the program failed while it worked on it", path.display())]
    Fault {
        /// The recording.
        path: PathBuf,
    },
    /// The run was asked to stop before this file was done.
    #[error("`{}` was not finished", path.display())]
    Cancelled {
        /// The recording.
        path: PathBuf,
    },
}

impl FileError {
    /// Whether the run cannot go on: the database failed in a way that every other file would meet too.
    #[must_use]
    pub fn ends_run(&self) -> bool {
        matches!(self, Self::Store(error) if !error.concerns_one_call())
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Decode(error) => error.hint(),
            Self::Store(error) => error.hint().map(str::to_owned),
            Self::Import(error) => Some(error.hint().to_owned()),
            Self::Transcribe { .. } => {
                Some("try again; if it fails again, try another model with `--model`".to_owned())
            }
            Self::Cancelled { .. } => Some("run the same command again: it continues where it stopped".to_owned()),
            Self::TooSlow { .. } => Some(
                "the next run tries it again; if it is in order and only long, give it more time with \
                 `--file-limit SECONDS`"
                    .to_owned(),
            ),
            Self::Fault { .. } => Some(
                "this is a fault of Ringcheck and not of yours: please report it with the line above that names the \
                 place in the program"
                    .to_owned(),
            ),
            Self::Hash(_) => None,
        }
    }

    /// Whether one recording of a call is concerned, so that the call is scored by what its other recordings hold.
    pub(crate) fn leaves_other_recordings(&self) -> bool {
        matches!(self, Self::Hash(_) | Self::Decode(_) | Self::TooSlow { .. } | Self::Fault { .. })
    }
}

/// `90 seconds`, `10 minutes`.
fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds, seconds / 60) {
        (1, _) => "1 second".to_owned(),
        (_, minutes) if minutes >= 5 => format!("{minutes} minutes"),
        _ => format!("{seconds} seconds"),
    }
}
