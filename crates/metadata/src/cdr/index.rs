//! Calls by their ids and by the recordings that their rows name.

use std::{io::Read, path::Path};

use csv::{ByteRecord, ReaderBuilder};
use hashbrown::HashTable;
use jiff::tz::TimeZone;
use ringcheck_call::{Direction, Disposition};

use super::{
    CdrCause, CdrError,
    arena::{Arena, Text, hash_of},
    layout::{Layout, delimiter_of},
    merge::{CallEntry, moment},
    row::Row,
};
use crate::{
    day::DayRange,
    facts::Facts,
    moment::Moment,
    names::stem,
    slash::{DateOrder, SlashTime},
};

/// How many bad rows are named.
const MAX_NAMED_ROWS: usize = 5;
/// The most calls of one index.
const MAX_CALLS: u32 = 50_000_000;
/// How much of a file is looked at to tell its delimiter.
const HEAD_BYTES: u64 = 16 << 10;

/// Calls from call detail records.
#[derive(Debug)]
pub struct CdrIndex {
    zone: TimeZone,
    days: Option<DayRange>,
    arena: Arena,
    calls: Vec<CallEntry>,
    by_id: HashTable<(Text, u32)>,
    recordings: Vec<RecordingEntry>,
    by_recording: HashTable<u32>,
}

/// A recording that a row names, by the hash of its name: two names are taken for one once in 10^7 years of a
/// thousand calls a day.
#[derive(Clone, Copy, Debug)]
struct RecordingEntry {
    name_hash: u64,
    start_s: i64,
    offset_s: i32,
    call: u32,
    is_shared: bool,
}

/// What was found in a file of call detail records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CdrReport {
    /// Rows that were read.
    pub n_rows: u64,
    /// Rows outside of the days asked for.
    pub n_other_days: u64,
    /// Rows that could not be read.
    pub n_bad_rows: u64,
    /// The first of them: line, and what is wrong.
    pub bad_rows: Vec<(u64, &'static str)>,
}

/// A call that the records know and a recording of it.
pub(crate) struct CdrMatch {
    /// The call's number in the index.
    pub(crate) call: u32,
    /// When the row that names the recording started.
    pub(crate) recording_started_at: Option<Moment>,
    /// Whether rows of different calls name the recording.
    pub(crate) is_shared: bool,
}

impl CdrIndex {
    /// An index without calls. Times without offset are of `zone`; with `days`, rows that start more than a day before
    /// or after are not kept.
    #[must_use]
    pub fn new(zone: TimeZone, days: Option<DayRange>) -> Self {
        Self {
            zone,
            days,
            arena: Arena::default(),
            calls: Vec::new(),
            by_id: HashTable::new(),
            recordings: Vec::new(),
            by_recording: HashTable::new(),
        }
    }

    /// Adds the rows of a file.
    pub fn read_file(&mut self, path: &Path) -> Result<CdrReport, CdrError> {
        let file = fs_err::File::open(path).map_err(|error| CdrError::new(path, error))?;
        self.read(path, file)
    }

    /// Adds the rows of CSV text; `path` is for errors only.
    ///
    /// A row that cannot be read is counted and left out; where that is true of all, the file is an error.
    /// Rows whose dates have slashes wait until one of them tells the order of day and month.
    pub fn read(&mut self, path: &Path, mut input: impl Read) -> Result<CdrReport, CdrError> {
        let mut head = Vec::new();
        input.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(|error| CdrError::new(path, error))?;
        let without_mark = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter_of(without_mark))
            .from_reader(without_mark.chain(input));
        let mut report = CdrReport::default();
        let mut record = ByteRecord::new();
        let mut layout = None;
        let mut order = None;
        let mut waiting = Vec::new();
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let error = std::io::Error::other(error);
                    return Err(CdrError::new(path, CdrCause::Read { line, error }));
                }
            }
            let layout = if let Some(layout) = &layout {
                layout
            } else {
                let found = Layout::of(&record).ok_or_else(|| CdrError::new(path, CdrCause::Layout))?;
                let found = layout.insert(found);
                if found.has_header {
                    continue;
                }
                found
            };
            if order.is_none() {
                let times = layout.times(&record);
                order = DateOrder::proven_by(times);
                let is_open = |text: &&str| SlashTime::parse(text).is_some_and(|time| time.is_open());
                if order.is_none() && times.iter().any(is_open) {
                    waiting.push(record.clone());
                    continue;
                }
            }
            self.add_record(&record, layout, order, &mut report).map_err(|cause| CdrError::new(path, cause))?;
        }
        let layout = layout.ok_or_else(|| CdrError::new(path, CdrCause::Empty))?;
        for record in &waiting {
            self.add_record(record, &layout, order, &mut report).map_err(|cause| CdrError::new(path, cause))?;
        }
        match report.bad_rows.first() {
            Some(&(line, what)) if report.n_rows == 0 && report.n_other_days == 0 => {
                Err(CdrError::new(path, CdrCause::NoRow { line, what }))
            }
            _ => Ok(report),
        }
    }

    /// Adds a line of the file, or counts why not.
    fn add_record(
        &mut self,
        record: &ByteRecord,
        layout: &Layout,
        order: Option<DateOrder>,
        report: &mut CdrReport,
    ) -> Result<(), CdrCause> {
        match Row::read(record, layout, order, &self.zone) {
            Ok(row) if self.days.as_ref().is_some_and(|days| !days.is_near(row.start.at)) => report.n_other_days += 1,
            Ok(row) => {
                report.n_rows += 1;
                if !self.add(&row) {
                    return Err(CdrCause::TooMany(MAX_CALLS));
                }
            }
            Err(what) => {
                report.n_bad_rows += 1;
                // Rows that waited come later than those behind them.
                report.bad_rows.push((record.position().map_or(0, csv::Position::line), what));
                report.bad_rows.sort_unstable();
                report.bad_rows.truncate(MAX_NAMED_ROWS);
            }
        }
        Ok(())
    }

    /// Adds a row to its call; `false` where there is no more room.
    fn add(&mut self, row: &Row<'_>) -> bool {
        let recording = stem(&row.recording.replace('\\', "/")).to_owned();
        // A row without any id stands for itself, and is a call only if a recording can name it.
        let Some(key) =
            row.call_key().or_else(|| (!recording.is_empty()).then(|| recording.as_str().to_owned().into()))
        else {
            return true;
        };
        let (Some(call), Some(key)) = (self.call_of_key(&key, row), Some(key)) else { return false };
        if !row.unique_id.is_empty() && row.unique_id != key && self.find_id(row.unique_id).is_none() {
            let id = self.arena.add(row.unique_id);
            self.insert_id(id, call);
        }
        if !recording.is_empty() {
            self.add_recording(&recording, row, call);
        }
        true
    }

    fn call_of_key(&mut self, key: &str, row: &Row<'_>) -> Option<u32> {
        if let Some(call) = self.find_id(key) {
            if let Some(entry) = self.calls.get_mut(call as usize) {
                entry.add(row, &mut self.arena);
            }
            return Some(call);
        }
        let call = u32::try_from(self.calls.len()).ok().filter(|call| *call < MAX_CALLS)?;
        if !self.arena.has_room(4096) {
            return None;
        }
        let id = self.arena.add(key);
        self.calls.push(CallEntry::new(id, row, &mut self.arena));
        self.insert_id(id, call);
        Some(call)
    }

    fn find_id(&self, id: &str) -> Option<u32> {
        let found = self.by_id.find(hash_of(id), |(known, _)| self.arena.get(*known) == id);
        found.map(|(_, call)| *call)
    }

    fn insert_id(&mut self, id: Text, call: u32) {
        let Self { arena, by_id, .. } = self;
        by_id.insert_unique(hash_of(arena.get(id)), (id, call), |(known, _)| hash_of(arena.get(*known)));
    }

    fn add_recording(&mut self, name: &str, row: &Row<'_>, call: u32) {
        let name_hash = hash_of(name);
        let Self { recordings, by_recording, calls, .. } = self;
        let entry_of = |at: u32| recordings.get(at as usize).copied();
        let found =
            by_recording.find(name_hash, |at| entry_of(*at).is_some_and(|entry| entry.name_hash == name_hash)).copied();
        let (start_s, offset_s) = (row.start_s(), row.start.offset.seconds());
        if let Some(known) = found.and_then(|at| recordings.get_mut(at as usize)) {
            known.is_shared |= known.call != call;
            if start_s < known.start_s {
                (known.start_s, known.offset_s, known.call) = (start_s, offset_s, call);
            }
        } else if let Ok(at) = u32::try_from(recordings.len()) {
            recordings.push(RecordingEntry { name_hash, start_s, offset_s, call, is_shared: false });
            by_recording
                .insert_unique(name_hash, at, |at| recordings.get(*at as usize).map_or(0, |entry| entry.name_hash));
            if let Some(entry) = calls.get_mut(call as usize) {
                entry.n_recordings = entry.n_recordings.saturating_add(1);
            }
        }
    }

    /// How many calls there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The call of the recording with this stem: by the rows that name it, else by the id in its own name.
    pub(crate) fn find(&self, stem: &str, unique_id: Option<&str>) -> Option<CdrMatch> {
        let name_hash = hash_of(stem);
        let entry_of = |at: u32| self.recordings.get(at as usize);
        let named =
            self.by_recording.find(name_hash, |at| entry_of(*at).is_some_and(|entry| entry.name_hash == name_hash));
        if let Some(entry) = named.and_then(|at| entry_of(*at)) {
            return Some(CdrMatch {
                call: entry.call,
                recording_started_at: moment(entry.start_s, entry.offset_s, None),
                is_shared: entry.is_shared,
            });
        }
        let call = self.find_id(unique_id?)?;
        Some(CdrMatch { call, recording_started_at: None, is_shared: false })
    }

    pub(crate) fn facts(&self, call: u32) -> Facts {
        self.calls.get(call as usize).map(|entry| entry.facts(&self.arena)).unwrap_or_default()
    }

    /// How many recordings the rows of a call name.
    pub(crate) fn n_recordings(&self, call: u32) -> u32 {
        self.calls.get(call as usize).map_or(0, |entry| entry.n_recordings)
    }

    /// Inbound calls that nothing answered.
    pub(crate) fn unanswered(&self) -> impl Iterator<Item = u32> {
        self.entries(|entry| is_unanswered(entry) && entry.direction() == Some(Direction::Inbound))
    }

    /// Calls that nothing answered and whose direction is unknown.
    pub(crate) fn unanswered_of_unknown_direction(&self) -> impl Iterator<Item = u32> {
        self.entries(|entry| is_unanswered(entry) && entry.direction().is_none())
    }

    /// Calls that something answered, but for outbound and internal ones.
    pub(crate) fn answered(&self) -> impl Iterator<Item = u32> {
        self.entries(|entry| {
            entry.is_answered() && !matches!(entry.direction(), Some(Direction::Outbound | Direction::Internal))
        })
    }

    /// In the order in which the records named them first.
    fn entries(&self, is_wanted: impl Fn(&CallEntry) -> bool) -> impl Iterator<Item = u32> {
        let numbered = self.calls.iter().enumerate().filter(move |(_, entry)| is_wanted(entry));
        numbered.filter_map(|(at, _)| u32::try_from(at).ok())
    }
}

fn is_unanswered(entry: &CallEntry) -> bool {
    matches!(entry.disposition(), Some(Disposition::NoAnswer | Disposition::Busy | Disposition::Failed))
}
