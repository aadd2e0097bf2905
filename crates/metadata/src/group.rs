//! The recordings of one call together.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::{
    known::{Known, KnownSources},
    names::stem,
};

/// A call and its recordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFiles {
    /// The recordings, earliest first; never empty.
    pub files: Vec<CallFile>,
    /// What is known about the call.
    pub known: Known,
    /// How many more recordings the call detail records name than there are.
    pub n_missing: u32,
}

/// One recording of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFile {
    /// Where it is.
    pub path: PathBuf,
    /// How much later it started than the earliest recording of the call, in milliseconds; `None` where a start is
    /// unknown, or where all recordings of the call claim the same.
    pub offset_ms: Option<u64>,
}

/// Puts recordings that belong to one call together, as the paths come in.
///
/// Recordings are of one call where the call detail records say so, wherever they are, or where they are in one folder
/// and their names or sidecars have the same id. Two recordings that differ by their ending alone are the same recording
/// in two formats: both come, each by itself, with a warning.
///
/// Of a walk in order of paths only one folder's recordings are held at a time, and those of calls of which the records
/// name recordings that did not come yet.
pub fn group_calls<I: Iterator<Item = PathBuf>>(paths: I, sources: &KnownSources) -> CallGroups<'_, I> {
    CallGroups {
        paths,
        sources,
        open: Vec::new(),
        waiting: BTreeMap::new(),
        ready: VecDeque::new(),
        joined: BTreeSet::new(),
        is_over: false,
    }
}

/// The calls of a walk; see [`group_calls`].
#[derive(Debug)]
pub struct CallGroups<'s, I> {
    paths: I,
    sources: &'s KnownSources,
    /// Folders of the walk that may yet give more recordings, each inside the one before.
    open: Vec<OpenFolder>,
    /// Calls of the records that have recordings yet to come.
    waiting: BTreeMap<u32, Vec<PathBuf>>,
    ready: VecDeque<Group>,
    /// Calls of the records that have a recording.
    joined: BTreeSet<u32>,
    is_over: bool,
}

/// Recordings that are handed out as a call.
#[derive(Debug)]
struct Group {
    paths: Vec<PathBuf>,
    /// Whether other recordings of the same call are handed out as a call of their own.
    is_apart: bool,
    /// How many more recordings the call detail records name.
    n_missing: u32,
}

#[derive(Debug)]
struct OpenFolder {
    path: PathBuf,
    by_id: BTreeMap<String, Vec<PathBuf>>,
}

impl<I: Iterator<Item = PathBuf>> Iterator for CallGroups<'_, I> {
    type Item = CallFiles;

    fn next(&mut self) -> Option<CallFiles> {
        loop {
            if let Some(group) = self.ready.pop_front() {
                return Some(self.call_of(group));
            }
            if self.is_over {
                return None;
            }
            if let Some(path) = self.paths.next() {
                self.take(path);
            } else {
                self.is_over = true;
                self.close_folders(0);
                let waiting = std::mem::take(&mut self.waiting);
                for (call, paths) in waiting {
                    let stems: BTreeSet<String> = paths.iter().map(|path| stem_of(path)).collect();
                    let n_named = self.sources.cdr().map_or(0, |cdr| cdr.n_recordings(call));
                    let n_missing = n_named.saturating_sub(u32::try_from(stems.len()).unwrap_or(u32::MAX));
                    let groups = without_copies(paths)
                        .map(|group| if group.is_apart { group } else { Group { n_missing, ..group } });
                    self.ready.extend(groups);
                }
            }
        }
    }
}

impl<I> CallGroups<'_, I> {
    /// Inbound calls of the records that nothing answered and of which no recording came, in the records' order.
    ///
    /// Without `with_named`, calls of which a row names a recording are left out: it may be somewhere else.
    ///
    /// To be asked when all recordings have come.
    pub fn unrecorded(&self, with_named: bool) -> impl Iterator<Item = Known> {
        let calls = self.sources.cdr().into_iter().flat_map(crate::cdr::CdrIndex::unanswered);
        let may_count =
            move |call: &u32| with_named || self.sources.cdr().is_none_or(|cdr| cdr.n_recordings(*call) == 0);
        calls
            .filter(|call| !self.joined.contains(call))
            .filter(may_count)
            .filter_map(|call| self.sources.known_of_call(call))
    }

    /// Calls of the records that were answered though no recording of them came; outbound and internal ones are not
    /// among them.
    pub fn answered_without_recording(&self) -> impl Iterator<Item = Known> {
        let calls = self.sources.cdr().into_iter().flat_map(crate::cdr::CdrIndex::answered);
        self.not_joined(calls)
    }

    /// Calls that nothing answered and no recording came of, though nothing says that they were inbound.
    pub fn unanswered_of_unknown_direction(&self) -> impl Iterator<Item = Known> {
        let calls = self.sources.cdr().into_iter().flat_map(crate::cdr::CdrIndex::unanswered_of_unknown_direction);
        self.not_joined(calls)
    }

    /// How many calls [`CallGroups::answered_without_recording`] gives.
    #[must_use]
    pub fn n_answered_without_recording(&self) -> usize {
        self.answered_without_recording().count()
    }

    /// How many calls [`CallGroups::unanswered_of_unknown_direction`] gives.
    #[must_use]
    pub fn n_unanswered_of_unknown_direction(&self) -> usize {
        self.unanswered_of_unknown_direction().count()
    }

    fn not_joined(&self, calls: impl Iterator<Item = u32>) -> impl Iterator<Item = Known> {
        calls.filter(|call| !self.joined.contains(call)).filter_map(|call| self.sources.known_of_call(call))
    }

    fn take(&mut self, path: PathBuf) {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let n_above = self.open.iter().take_while(|open| folder.starts_with(&open.path)).count();
        self.close_folders(n_above);
        let place = self.sources.place_of(&path);
        let n_named = place.call.and_then(|call| Some(self.sources.cdr()?.n_recordings(call))).unwrap_or(0);
        if let Some(call) = place.call {
            let is_first = self.joined.insert(call);
            match n_named {
                // How many recordings there are is not known, so only those in this folder are taken together.
                0 => self.hold(folder, format!("call {call}"), path),
                1 => self.ready.push_back(Group { paths: vec![path], is_apart: !is_first, n_missing: 0 }),
                _ => {
                    let found = self.waiting.entry(call).or_default();
                    found.push(path);
                    let stems: BTreeSet<String> = found.iter().map(|path| stem_of(path)).collect();
                    if u32::try_from(stems.len()).is_ok_and(|n_found| n_found >= n_named) {
                        self.ready.extend(self.waiting.remove(&call).into_iter().flat_map(without_copies));
                    }
                }
            }
        } else if let Some(id) = place.id {
            // Some recorders count their ids from one again every day.
            self.hold(folder, format!("id {id} {}", place.day.unwrap_or_default()), path);
        } else {
            self.ready.push_back(Group { paths: vec![path], is_apart: false, n_missing: 0 });
        }
    }

    /// Keeps a recording until the walk leaves its folder.
    fn hold(&mut self, folder: PathBuf, key: String, path: PathBuf) {
        if self.open.last().is_none_or(|open| open.path != folder) {
            self.open.push(OpenFolder { path: folder, by_id: BTreeMap::new() });
        }
        if let Some(open) = self.open.last_mut() {
            open.by_id.entry(key).or_default().push(path);
        }
    }

    /// Hands out what folders hold that the walk has left.
    fn close_folders(&mut self, n_kept: usize) {
        while self.open.len() > n_kept {
            let mut groups: Vec<_> = self.open.pop().into_iter().flat_map(|open| open.by_id.into_values()).collect();
            groups.sort();
            for group in groups {
                self.ready.extend(without_copies(group));
            }
        }
    }

    fn call_of(&self, group: Group) -> CallFiles {
        let paths = group.paths;
        let known: Vec<Known> = paths.iter().map(|path| self.sources.known_of(path)).collect();
        let start_of =
            |known: &Known| known.recording_started_at.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
        let mut files: Vec<(Option<Timestamp>, PathBuf, Known)> =
            paths.into_iter().zip(known).map(|(path, known)| (start_of(&known), path, known)).collect();
        files.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let starts: BTreeSet<Option<Timestamp>> = files.iter().map(|(start, _, _)| *start).collect();
        let is_clear = files.len() == 1 || starts.len() == files.len() && !starts.contains(&None);
        let first = files.first().and_then(|(start, _, _)| *start);
        let offset = |start: Option<Timestamp>| {
            let ms = start?.as_millisecond().checked_sub(first?.as_millisecond())?;
            u64::try_from(ms).ok()
        };
        let mut known = files.first().map(|(_, _, known)| known.clone()).unwrap_or_default();
        for (_, _, other) in files.iter().skip(1) {
            known.fill_in(other);
        }
        if group.is_apart {
            known.warnings.push(
                "Another file with a recording of this call is scored as a call of its own: the two may be one recording in two formats."
                    .to_owned(),
            );
        }
        if !is_clear {
            known.warnings.push(
                "Which of this call's recordings came first is not known; they were taken in order of their names."
                    .to_owned(),
            );
        }
        let n_files = files.len();
        let files = files.into_iter().map(|(start, path, _)| {
            let offset_ms = if n_files == 1 { Some(0) } else { offset(start).filter(|_| is_clear) };
            CallFile { path, offset_ms }
        });
        CallFiles { files: files.collect(), known, n_missing: group.n_missing }
    }
}

impl Known {
    /// Takes what only another recording of the call knows.
    fn fill_in(&mut self, other: &Self) {
        let (call, more) = (&mut self.call, &other.call);
        call.direction = call.direction.or(more.direction);
        if call.started_at.is_none() {
            (call.started_at, call.started_at_source) = (more.started_at.clone(), more.started_at_source);
        }
        for (field, more) in [
            (&mut call.agent_name, &more.agent_name),
            (&mut call.caller_number, &more.caller_number),
            (&mut call.called_number, &more.called_number),
            (&mut call.extension, &more.extension),
            (&mut call.phone_system_id, &more.phone_system_id),
        ] {
            if field.is_none() {
                field.clone_from(more);
            }
        }
        call.duration_ms = call.duration_ms.or(more.duration_ms);
        call.connected_ms = call.connected_ms.or(more.connected_ms);
        call.disposition = call.disposition.or(more.disposition);
        self.agent_channel = self.agent_channel.or(other.agent_channel);
        for warning in &other.warnings {
            if !self.warnings.contains(warning) {
                self.warnings.push(warning.clone());
            }
        }
    }
}

/// Splits recordings that differ by their ending alone from each other, so that no speech is heard twice in a call.
fn without_copies(paths: Vec<PathBuf>) -> impl Iterator<Item = Group> {
    let mut stems = BTreeSet::new();
    let (firsts, copies): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.into_iter().partition(|path| stems.insert(stem_of(path)));
    let copies = copies.into_iter().map(|copy| Group { paths: vec![copy], is_apart: true, n_missing: 0 });
    std::iter::once(Group { paths: firsts, is_apart: false, n_missing: 0 }).chain(copies)
}

fn stem_of(path: &Path) -> String {
    let name = path.file_name().map(std::ffi::OsStr::to_string_lossy).unwrap_or_default();
    stem(&name).to_owned()
}
