//! Calls as they are handed out to the workers.

use std::{
    collections::{BTreeMap, VecDeque, btree_map::Entry},
    path::PathBuf,
};

use ringcheck_call::Sha256Hex;
use ringcheck_ingest::{HashError, sha256_of};

use crate::{CallSource, RecordingSource};

/// Hands out calls one by one, and knows which recordings were handed out already.
pub(crate) struct Intake<I> {
    calls: I,
    n_handed_out: usize,
    seen: BTreeMap<Sha256Hex, PathBuf>,
    /// Calls that are taken when no others are left.
    last: VecDeque<Job>,
}

/// A call whose recordings have been read once, for their hashes.
pub(crate) struct Job {
    pub(crate) source: CallSource,
    pub(crate) recordings: Vec<(RecordingSource, Result<Sha256Hex, HashError>)>,
    /// Recordings whose bytes another one has too, with the path of that.
    pub(crate) duplicates: Vec<(PathBuf, PathBuf)>,
    /// Whether an earlier run began with one of its recordings and never ended it.
    pub(crate) is_taken_last: bool,
}

impl<I: Iterator<Item = CallSource>> Intake<I> {
    pub(crate) fn new(calls: I) -> Self {
        Self { calls, n_handed_out: 0, seen: BTreeMap::new(), last: VecDeque::new() }
    }

    /// The next call with its number, from 0. `is_suspect` says of a recording that an earlier run may have died in it:
    /// its call is taken last, so that it keeps no other from being scored.
    pub(crate) fn next(&mut self, is_suspect: impl Fn(&Sha256Hex) -> bool) -> Option<(usize, Job)> {
        let job = loop {
            let Some(source) = self.calls.next() else { break self.last.pop_front()? };
            let mut job = self.job(source);
            job.is_taken_last = job.recordings.iter().any(|(_, sha256)| sha256.as_ref().is_ok_and(&is_suspect));
            if !job.is_taken_last {
                break job;
            }
            self.last.push_back(job);
        };
        let idx = self.n_handed_out;
        self.n_handed_out += 1;
        Some((idx, job))
    }

    /// Hashing here, call after call, makes the first name of the same bytes the one that counts.
    fn job(&mut self, mut source: CallSource) -> Job {
        let (mut recordings, mut duplicates) = (Vec::new(), Vec::new());
        for recording in std::mem::take(&mut source.recordings) {
            let sha256 = sha256_of(&recording.path);
            if let Ok(sha256) = &sha256 {
                match self.seen.entry(sha256.clone()) {
                    Entry::Vacant(place) => {
                        place.insert(recording.path.clone());
                    }
                    Entry::Occupied(first) => {
                        duplicates.push((recording.path, first.get().clone()));
                        continue;
                    }
                }
            }
            recordings.push((recording, sha256));
        }
        Job { source, recordings, duplicates, is_taken_last: false }
    }

    /// How many calls were not handed out.
    pub(crate) fn n_left(self) -> usize {
        self.last.len() + self.calls.count()
    }
}
