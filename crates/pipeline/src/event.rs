//! What a run reports while it goes on.

use std::path::PathBuf;

use ringcheck_call::Scorecard;
use ringcheck_store::{StoreError, TranscriptKey};

use crate::FileError;

/// A step of a run.
///
/// `Scored`, `Heard`, `Failed` and `Duplicate` come in the order in which the calls were given, each call's together; the
/// other events come as they happen.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// Work on a call begins.
    Started {
        /// The call's first recording, or where it is known from.
        path: PathBuf,
    },
    /// An earlier run began with this call's recording and never ended it, so it was taken after all others.
    TakenLast {
        /// The call's first recording.
        path: PathBuf,
    },
    /// The database is in the way, and the run waits until it can go on.
    Waiting {
        /// What the database says.
        error: StoreError,
    },
    /// What the run waited for has come.
    GoesOn,
    /// Audio was transcribed.
    Transcribed {
        /// How much of the call's time, in milliseconds, since the last such event of that file.
        audio_ms: u64,
    },
    /// A call has its scorecard, stored.
    Scored {
        /// The call's first recording; `FILE:ID` of a transcript, or of a call that was not recorded.
        path: PathBuf,
        /// The scorecard.
        scorecard: Box<Scorecard>,
        /// What was already stored.
        reuse: Reuse,
    },
    /// A call was heard, and what was heard is stored.
    Heard {
        /// The call's first recording.
        path: PathBuf,
        /// The call's id.
        call_id: String,
        /// What it is stored by.
        key: TranscriptKey,
    },
    /// A recording has the bytes of another one of this run, and was not scored again.
    Duplicate {
        /// The recording.
        path: PathBuf,
        /// The one that was there first.
        same_as: PathBuf,
    },
    /// A recording got no scorecard, or no part in that of its call.
    Failed {
        /// The file.
        path: PathBuf,
        /// Why.
        error: FileError,
    },
}

/// What of a scorecard was already stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reuse {
    /// Nothing: it was decoded, transcribed and scored.
    Nothing,
    /// The transcript: it was scored again.
    Transcript,
    /// The scorecard: nothing was done.
    Scorecard,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Calls with a scorecard, whether new or stored before.
    pub n_scored: usize,
    /// Of these, calls for which nothing had to be done.
    pub n_unchanged: usize,
    /// Recordings that failed.
    pub n_failed: usize,
    /// Recordings with the bytes of another one.
    pub n_duplicates: usize,
    /// Calls that were not started or not finished, because the run was stopped.
    pub n_left: usize,
    /// Whether the run ended before it was through: somebody asked, or the database failed.
    pub is_stopped: bool,
    /// How much audio was decoded and transcribed, in milliseconds of call time.
    pub audio_ms: u64,
}
