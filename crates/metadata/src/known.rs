//! All sources put together: what is known about a call.

use std::path::Path;

use jiff::{Timestamp, tz::TimeZone};
use ringcheck_call::{Call, StartedAtSource};

use crate::{
    agents::Agents,
    cdr::{CdrIndex, CdrMatch},
    facts::Facts,
    moment::Moment,
    names::{NameRules, stem},
    sidecar::Sidecars,
};

/// What is said where nothing but the file's own time tells when a call was.
pub const FILE_TIME_WARNING: &str = "The start is the time at which the file was written: no call detail record, sidecar or name says when the call was.";

/// What is known about a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The call.
    pub call: Call,
    /// The channel that carries the business by the phone system's convention, counted from 0.
    pub agent_channel: Option<u16>,
    /// When the recording started, ISO 8601 with offset or `Z`; a call may have started earlier.
    pub recording_started_at: Option<String>,
    /// What is to be known about this knowledge, in sentences for a person.
    pub warnings: Vec<String>,
}

/// Where knowledge about calls comes from.
#[derive(Debug)]
pub struct KnownSources {
    names: NameRules,
    cdr: Option<CdrIndex>,
    agents: Option<Agents>,
    zone: TimeZone,
    sidecars: Sidecars,
}

/// Which call of the records a recording belongs to, and where its own name puts it.
pub(crate) struct Place {
    /// The call's number in the records.
    pub(crate) call: Option<u32>,
    /// The phone system's id of the call by name or sidecar.
    pub(crate) id: Option<String>,
    /// The day that the name says.
    pub(crate) day: Option<String>,
}

impl KnownSources {
    /// Sources for recordings; times without offset in names and sidecars are of `zone`.
    #[must_use]
    pub fn new(names: NameRules, cdr: Option<CdrIndex>, agents: Option<Agents>, zone: TimeZone) -> Self {
        Self { names, cdr, agents, zone, sidecars: Sidecars::default() }
    }

    /// What is known about the recording at `path` and its call.
    ///
    /// For each field the first of these that knows it is believed: the call detail records, the sidecar, the name, and
    /// for the start alone the file's own time. An agent's name is the agents file's, if that has one.
    #[must_use]
    pub fn known_of(&self, path: &Path) -> Known {
        let name = self.names.parse(path, &self.zone);
        let sidecar = self.sidecars.facts(path, &self.zone);
        let (cdr, mut warnings) = self.facts_of_cdr(path, name.phone_system_id.as_deref());
        warnings.extend([&cdr, &sidecar, &name].into_iter().flat_map(|facts| facts.warnings.clone()));
        let mut known = self.put_together(&[
            (StartedAtSource::Cdr, "call detail records", &cdr),
            (StartedAtSource::Sidecar, "sidecar", &sidecar),
            (StartedAtSource::FileName, "file name", &name),
        ]);
        known.warnings.splice(0..0, warnings);
        if known.call.started_at.is_none() {
            known.start_by_file_time(path);
        }
        known
    }

    /// What the call detail records say about a call of theirs that has no recording.
    pub(crate) fn known_of_call(&self, call: u32) -> Option<Known> {
        let facts = self.cdr.as_ref()?.facts(call);
        let mut known = self.put_together(&[(StartedAtSource::Cdr, "call detail records", &facts)]);
        known.recording_started_at = None;
        Some(known)
    }

    pub(crate) fn place_of(&self, path: &Path) -> Place {
        let name = self.names.parse(path, &self.zone);
        let found = self.find_in_cdr(path, name.phone_system_id.as_deref());
        let day = name.started_at;
        let id = name.phone_system_id.or_else(|| match found {
            Some(_) => None,
            None => self.sidecars.facts(path, &self.zone).phone_system_id,
        });
        let day = day.map(|moment| moment.to_iso().chars().take(10).collect());
        Place { call: found.map(|found| found.call), id, day }
    }

    pub(crate) fn cdr(&self) -> Option<&CdrIndex> {
        self.cdr.as_ref()
    }

    fn find_in_cdr(&self, path: &Path, id: Option<&str>) -> Option<CdrMatch> {
        let name = path.file_name()?.to_str()?;
        self.cdr.as_ref()?.find(stem(name), id)
    }

    fn facts_of_cdr(&self, path: &Path, id: Option<&str>) -> (Facts, Vec<String>) {
        let Some((cdr, found)) = self.cdr.as_ref().zip(self.find_in_cdr(path, id)) else { return Default::default() };
        let mut warnings = Vec::new();
        if found.is_shared {
            warnings.push(
                "The call detail records name this recording for more than one call; the earliest was taken."
                    .to_owned(),
            );
        }
        let facts = cdr.facts(found.call);
        (Facts { recording_started_at: found.recording_started_at, ..facts }, warnings)
    }

    /// The first source of a field counts.
    fn put_together(&self, sources: &[(StartedAtSource, &str, &Facts)]) -> Known {
        fn first<T: Clone>(
            sources: &[(StartedAtSource, &str, &Facts)],
            field: impl Fn(&Facts) -> &Option<T>,
        ) -> Option<T> {
            sources.iter().find_map(|(_, _, facts)| field(facts).clone())
        }
        let start = sources.iter().find_map(|(source, word, facts)| Some((*source, *word, facts.started_at?)));
        let extension = first(sources, |facts| &facts.extension);
        let channel = first(sources, |facts| &facts.channel);
        let named = self.agents.as_ref().and_then(|a| a.name(extension.as_deref(), channel.as_deref()));
        let call = Call {
            direction: first(sources, |facts| &facts.direction),
            started_at: start.map(|(_, _, moment)| moment.to_iso()),
            started_at_source: start.map(|(source, _, _)| source),
            agent_name: named.map(str::to_owned).or_else(|| first(sources, |facts| &facts.agent_name)),
            caller_number: first(sources, |facts| &facts.caller_number),
            called_number: first(sources, |facts| &facts.called_number),
            extension,
            phone_system_id: first(sources, |facts| &facts.phone_system_id),
            duration_ms: first(sources, |facts| &facts.duration_ms),
            connected_ms: first(sources, |facts| &facts.connected_ms),
            disposition: first(sources, |facts| &facts.disposition),
        };
        let recording_start = first(sources, |facts| &facts.recording_started_at)
            .or_else(|| sources.iter().rev().find_map(|(_, _, facts)| facts.started_at));
        let doubt = start.and_then(|(_, word, moment)| Some(moment.doubt?.sentence(word)));
        Known {
            call,
            agent_channel: first(sources, |facts| &facts.agent_channel),
            recording_started_at: recording_start.map(|moment| moment.to_iso()),
            warnings: doubt.into_iter().collect(),
        }
    }
}

impl Known {
    /// The file's modification time as the start: when the recording was finished, or copied.
    fn start_by_file_time(&mut self, path: &Path) {
        let modified = fs_err::metadata(path).ok().and_then(|metadata| metadata.modified().ok());
        let Some(at) = modified.and_then(|time| Timestamp::try_from(time).ok()) else { return };
        self.call.started_at = Some(Moment::utc(at).to_iso());
        self.call.started_at_source = Some(StartedAtSource::FileTime);
        self.warnings.push(FILE_TIME_WARNING.to_owned());
    }
}
