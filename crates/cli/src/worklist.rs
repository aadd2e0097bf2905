//! The calls that a run is to score: found in folders, joined with what the phone system knew, chosen by day and direction.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use ringcheck_metadata::{
    CallFile, CallFiles, CallGroups, DayRange, DirectionFilter, FILE_TIME_WARNING, Known, KnownSources, group_calls,
};
use ringcheck_pipeline::{CallSource, RecordingSource, UsualChannel};

use crate::{printer::Printer, text::count};

/// Which calls are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The days; `None` for all.
    pub(crate) days: Option<DayRange>,
    /// Days before those, of whose calls only those are taken that came in late.
    pub(crate) late: Option<DayRange>,
    /// The directions.
    pub(crate) direction: DirectionFilter,
    /// Whether calls of the records that have no recording here have none: all folders could be walked.
    pub(crate) with_unrecorded: bool,
    /// Whether that holds for calls too of which a row names a recording: none is left for later.
    pub(crate) with_named: bool,
}

impl Wanted {
    /// Whether a call is of the days and directions asked for, or may have come in late; `None` for neither.
    fn place(&self, known: &Known) -> Option<Place> {
        let is_in = |days: &DayRange| days.contains(known.call.started_at.as_deref());
        if !self.direction.contains(known.call.direction) {
            return None;
        }
        if self.days.as_ref().is_none_or(is_in) {
            return Some(Place::Asked);
        }
        self.late.as_ref().is_some_and(is_in).then_some(Place::Late)
    }

    /// Whether a call is of the days asked for, whatever its direction.
    fn is_in_days(&self, known: &Known) -> bool {
        self.days.as_ref().is_none_or(|days| days.contains(known.call.started_at.as_deref()))
    }
}

/// How a call comes to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is of the days asked for.
    Asked,
    /// It is of the days before, and is taken if it was not scored yet.
    Late,
}

/// A call that may be taken.
pub(crate) struct Candidate<'a> {
    /// Its recordings; none for a call that nobody recorded.
    pub(crate) files: &'a [CallFile],
    /// What is known of it.
    pub(crate) known: &'a Known,
    /// How it comes to be taken.
    pub(crate) place: Place,
}

/// Whoever a worklist asks and tells.
pub(crate) struct Listeners<'a> {
    /// Whether nothing is to be done for a call.
    pub(crate) is_settled: &'a (dyn Fn(&Candidate<'_>) -> bool + Sync),
    /// Hears which recordings are passed over.
    pub(crate) on_skipped: &'a (dyn Fn(&[&Path]) + Sync),
    /// Hears what is doubtful about what is known of a call.
    pub(crate) on_doubt: &'a (dyn Fn(&Path, &str) + Sync),
}

/// What a run left out, for a line at its end.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    /// Recordings of calls of other days or directions.
    pub(crate) not_wanted: AtomicUsize,
    /// Calls of the records that were answered and have no recording here.
    pub(crate) answered_without_recording: AtomicUsize,
    /// Calls of the records that nobody answered, without a recording, and that may not have been inbound.
    pub(crate) of_unknown_direction: AtomicUsize,
}

impl LeftOut {
    /// Says what was left out, if anything was.
    pub(crate) fn tell(&self, printer: &Printer) {
        let said = |counter: &AtomicUsize, what: &str, why: &str| {
            let n = counter.load(Ordering::Relaxed);
            if n > 0 {
                printer.note(&format!("{} {why}", count(n, what)));
            }
        };
        said(&self.not_wanted, "recording", "of other days or directions, left alone");
        said(
            &self.answered_without_recording,
            "inbound call",
            "in the call detail records that something picked up and that has no recording here, not judged",
        );
        said(
            &self.of_unknown_direction,
            "call",
            "in the call detail records that nobody answered and that may not have come from outside, not judged",
        );
    }
}

/// Calls, one after the other: first those with recordings, then those that nobody recorded.
pub(crate) struct Worklist<'a, I> {
    groups: CallGroups<'a, I>,
    unrecorded: Option<VecDeque<Known>>,
    /// What calls without a recording are known from.
    records: PathBuf,
    wanted: &'a Wanted,
    left_out: &'a LeftOut,
    listeners: Listeners<'a>,
}

impl<'a, I: Iterator<Item = PathBuf>> Worklist<'a, I> {
    pub(crate) fn new(
        paths: I,
        sources: &'a KnownSources,
        records: &Path,
        wanted: &'a Wanted,
        left_out: &'a LeftOut,
        listeners: Listeners<'a>,
    ) -> Self {
        let groups = group_calls(paths, sources);
        Self { groups, unrecorded: None, records: records.to_owned(), wanted, left_out, listeners }
    }

    fn next_recorded(&mut self) -> Option<CallSource> {
        loop {
            let call = self.groups.next()?;
            if self.takes(&call.files, &call.known) {
                // How many calls have the file's own time is said once, at the end.
                for doubt in call.known.warnings.iter().filter(|warning| *warning != FILE_TIME_WARNING) {
                    if let Some(file) = call.files.first() {
                        (self.listeners.on_doubt)(&file.path, doubt);
                    }
                }
                return Some(recorded(call));
            }
            let paths: Vec<&Path> = call.files.iter().map(|file| file.path.as_path()).collect();
            (self.listeners.on_skipped)(&paths);
            self.left_out.not_wanted.fetch_add(call.files.len(), Ordering::Relaxed);
        }
    }

    fn takes(&self, files: &[CallFile], known: &Known) -> bool {
        let place = self.wanted.place(known);
        place.is_some_and(|place| !(self.listeners.is_settled)(&Candidate { files, known, place }))
    }

    /// What is left once all recordings have come.
    fn find_unrecorded(&self) -> VecDeque<Known> {
        if !self.wanted.with_unrecorded {
            return VecDeque::new();
        }
        let in_days = |known: &Known| self.wanted.is_in_days(known);
        let set = |counter: &AtomicUsize, n| counter.store(n, Ordering::Relaxed);
        let answered = self.groups.answered_without_recording().filter(in_days).count();
        set(&self.left_out.answered_without_recording, answered);
        let of_unknown_direction = self.groups.unanswered_of_unknown_direction().filter(in_days).count();
        set(&self.left_out.of_unknown_direction, of_unknown_direction);
        self.groups.unrecorded(self.wanted.with_named).filter(|known| self.takes(&[], known)).collect()
    }
}

impl<I: Iterator<Item = PathBuf>> Iterator for Worklist<'_, I> {
    type Item = CallSource;

    fn next(&mut self) -> Option<CallSource> {
        if self.unrecorded.is_none() {
            if let Some(call) = self.next_recorded() {
                return Some(call);
            }
            self.unrecorded = Some(self.find_unrecorded());
        }
        let Known { call, warnings, .. } = self.unrecorded.as_mut()?.pop_front()?;
        let id = call.phone_system_id.as_deref().unwrap_or("a call without an id");
        let name = PathBuf::from(format!("{}:{id}", self.records.display()));
        Some(CallSource { name, recordings: Vec::new(), call, usual_channel: None, notes: warnings, n_missing: 0 })
    }
}

fn recorded(call: CallFiles) -> CallSource {
    let CallFiles { files, known, n_missing } = call;
    let recordings: Vec<_> =
        files.into_iter().map(|file| RecordingSource { path: file.path, offset_ms: file.offset_ms }).collect();
    let usual_channel = usual_channel(&known);
    CallSource {
        name: recordings.first().map(|recording| recording.path.clone()).unwrap_or_default(),
        recordings,
        call: known.call,
        usual_channel,
        notes: known.warnings,
        n_missing: usize::try_from(n_missing).unwrap_or(usize::MAX),
    }
}

/// The channel that the phone system puts the business on, if its habit is known.
pub(crate) fn usual_channel(known: &Known) -> Option<UsualChannel> {
    known.agent_channel.map(|channel| UsualChannel { channel, source: "this phone system".to_owned() })
}
