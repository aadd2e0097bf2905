//! What a run reports while it goes on.

use std::path::PathBuf;

use ringcheck_call::Scorecard;

use crate::FileError;

/// A step of a run.
///
/// `Scored` and `Failed` come in the order in which the files were given, one of them for each file that was finished;
/// the other events come as they happen.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// Work on a file begins.
    Started {
        /// The recording.
        path: PathBuf,
    },
    /// Audio was transcribed.
    Transcribed {
        /// How much of the call's time, in milliseconds, since the last such event of that file.
        audio_ms: u64,
    },
    /// A file has its scorecard, stored.
    Scored {
        /// The recording, or `FILE:ID` of a transcript.
        path: PathBuf,
        /// The scorecard.
        scorecard: Box<Scorecard>,
        /// What was already stored.
        reuse: Reuse,
    },
    /// A file got no scorecard.
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
    /// Files with a scorecard, whether new or stored before.
    pub n_scored: usize,
    /// Of these, files for which nothing had to be done.
    pub n_unchanged: usize,
    /// Files that failed.
    pub n_failed: usize,
    /// Files that were not started or not finished, because the run was stopped.
    pub n_left: usize,
    /// Whether the run ended before it was through: somebody asked, or the database failed.
    pub is_stopped: bool,
    /// How much audio was decoded and transcribed, in milliseconds of call time.
    pub audio_ms: u64,
}
