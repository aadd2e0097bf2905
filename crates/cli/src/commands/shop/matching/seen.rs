//! The calls of folders and records, with what is known of each.

use std::{path::PathBuf, time::Duration};

use jiff::Timestamp;
use ringcheck_call::{Disposition, StartedAtSource};
use ringcheck_ingest::{WalkOptions, sha256_of, walk};
use ringcheck_metadata::{Known, KnownSources, group_calls};
use ringcheck_pipeline::call_id_of;
use ringcheck_shop::Candidate;
use ringcheck_store::{PlannedCall, ShopMatch};

use super::super::by_hand::{Source, SourceRecording};
use crate::{args::MatchArguments, printer::Printer, survey::Survey};

/// A call that may be a planned one.
pub(super) struct Seen {
    pub(super) source: Source,
    pub(super) is_time_of_file: bool,
    /// Whether it was answered and its recording is not here: nothing can be judged of it.
    pub(super) is_recording_missing: bool,
    /// Its id, where it was needed.
    pub(super) call_id: Option<String>,
    /// The planned call that it was found for before, where it is known from that alone.
    pub(super) stored_for: Option<i64>,
}

/// Every call of the paths and the records with what is known of it, and what is known of recordings left for later.
pub(super) fn seen(
    arguments: &MatchArguments,
    sources: &KnownSources,
    now: Timestamp,
    printer: &Printer,
) -> anyhow::Result<(Vec<Seen>, Vec<Candidate>)> {
    let known = &arguments.known;
    let options = WalkOptions { now, quiet: Duration::from_secs(known.walk.quiet_for) };
    let survey = Survey::of(walk(&arguments.paths, options));
    survey.refuse_nothing(!known.cdr.is_empty(), printer)?;
    survey.tell(&known.walk, printer);
    let mut paths = walk(&arguments.paths, options);
    let mut groups = group_calls(paths.by_ref().filter_map(Result::ok), sources);
    let mut seen: Vec<Seen> = Vec::new();
    for call in &mut groups {
        let recordings = call.files.iter();
        let recordings = recordings.map(|file| SourceRecording { path: file.path.clone(), offset_ms: file.offset_ms });
        let n_missing = usize::try_from(call.n_missing).unwrap_or(usize::MAX);
        seen.push(Seen::of(call.known.clone(), recordings.collect(), n_missing));
    }
    // A planned call that nobody answered has no recording, and is one all the same.
    let with_named = true;
    seen.extend(groups.unrecorded(with_named).map(|known| Seen::of(known, Vec::new(), 0)));
    // One that was answered has one somewhere: a failed attempt beside it is not the planned call.
    let answered = groups.answered_without_recording();
    seen.extend(answered.map(|known| Seen { is_recording_missing: true, ..Seen::of(known, Vec::new(), 0) }));
    drop(groups);
    let left = paths.left_for_later().iter();
    let unfinished = left.map(|path| Seen::of(sources.known_of(path), Vec::new(), 0).candidate()).collect();
    Ok((seen, unfinished))
}

impl Seen {
    fn of(known: Known, recordings: Vec<SourceRecording>, n_missing: usize) -> Self {
        let Known { call, agent_channel, .. } = known;
        Self {
            is_time_of_file: call.started_at_source == Some(StartedAtSource::FileTime),
            source: Source { recordings, call, agent_channel, n_missing },
            is_recording_missing: false,
            call_id: None,
            stored_for: None,
        }
    }

    /// A call that was found before.
    pub(super) fn stored(matched: &ShopMatch) -> anyhow::Result<Self> {
        let source = Source::of(matched)?;
        Ok(Self {
            is_time_of_file: source.call.started_at_source == Some(StartedAtSource::FileTime),
            source,
            is_recording_missing: false,
            call_id: Some(matched.call_id.clone()),
            stored_for: Some(matched.planned_call),
        })
    }

    /// Notes the id of the call, if its recordings can be read: what cannot be is told when it is found.
    pub(super) fn note_id(&mut self) {
        if self.call_id.is_none() {
            let hashes = self.source.recordings.iter().map(|recording| sha256_of(&recording.path));
            let hashes: Result<Vec<_>, _> = hashes.collect();
            let id = hashes.ok().and_then(|hashes| call_id_of(&hashes, self.source.call.phone_system_id.as_deref()));
            self.call_id = id.map(|id| id.to_string());
        }
    }

    /// Whether this is the call that was found before, of which more is here by now: other recordings, or other bytes.
    pub(super) fn is_more_of(&self, earlier: &Self) -> bool {
        let id = self.source.call.phone_system_id.as_ref();
        let has_path = |path: &PathBuf| earlier.source.recordings.iter().any(|known| known.path == *path);
        let mut paths = self.source.recordings.iter().filter_map(|one| fs_err::canonicalize(&one.path).ok());
        id.is_some_and(|id| earlier.source.call.phone_system_id.as_ref() == Some(id))
            || paths.any(|path| has_path(&path))
    }

    pub(super) fn candidate(&self) -> Candidate {
        let call = &self.source.call;
        Candidate {
            started_at: call.started_at.as_deref().and_then(|at| at.parse().ok()),
            is_time_of_file: self.is_time_of_file,
            caller_number: call.caller_number.clone(),
            called_number: call.called_number.clone(),
            extension: call.extension.clone(),
            is_answered: call.disposition.map(|what| what == Disposition::Answered),
            // What is stored of a shopper's own recording is as the firm sees it.
            direction: call.direction.filter(|_| self.stored_for.is_none()),
        }
    }

    /// A match as it is stored: only the recordings that were found are read, for their hashes.
    pub(super) fn matched(&self, call: &PlannedCall, how: &str, is_own: bool) -> anyhow::Result<ShopMatch> {
        let mut source = self.source.clone();
        let mut hashes = Vec::new();
        for recording in &mut source.recordings {
            hashes.push(sha256_of(&recording.path)?);
            recording.path = fs_err::canonicalize(&recording.path).unwrap_or_else(|_| recording.path.clone());
        }
        let call_id = call_id_of(&hashes, source.call.phone_system_id.as_deref());
        let call_id =
            call_id.ok_or_else(|| anyhow::anyhow!("a call of the records has neither a recording nor an id"))?;
        let started_at = source.call.started_at.clone();
        let source = if is_own { source.seen_from_the_firm(call) } else { source };
        Ok(ShopMatch {
            planned_call: call.id,
            call_id: call_id.to_string(),
            how: how.to_owned(),
            is_own,
            started_at,
            source: serde_json::to_string(&source)?,
        })
    }
}

/// What a call is called: its recordings, or its id of the phone system.
pub(super) fn names(source: &Source) -> Vec<String> {
    if source.recordings.is_empty() {
        return source.call.phone_system_id.iter().map(|id| format!("{id} (not recorded)")).collect();
    }
    let name = |path: &PathBuf| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    source.recordings.iter().map(|recording| name(&recording.path)).collect()
}
