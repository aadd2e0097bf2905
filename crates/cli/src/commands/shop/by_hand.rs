//! Matches, as they are stored and as the user makes them by hand.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use ringcheck_call::{Call, Direction};
use ringcheck_ingest::sha256_of;
use ringcheck_metadata::{KnownSources, NameRules, group_calls};
use ringcheck_pipeline::{CallSource, RecordingSource, UsualChannel, call_id_of};
use ringcheck_store::{PlannedCall, ShopMatch, Store, TakenBack};
use serde::{Deserialize, Serialize};

use super::told;
use crate::{commands::show::resolve, printer::hinted};

/// Where a matched call is, and what was known of it: what a match keeps as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Source {
    /// Its recordings; none for a call that nobody recorded, and for a stored transcript.
    pub(super) recordings: Vec<SourceRecording>,
    /// What the phone system knew.
    pub(super) call: Call,
    /// The channel that the business usually is on, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agent_channel: Option<u16>,
    /// How many more recordings of the call there should be.
    #[serde(default)]
    pub(super) n_missing: usize,
}

/// A recording of a matched call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SourceRecording {
    pub(super) path: PathBuf,
    pub(super) offset_ms: Option<u64>,
}

impl Source {
    /// What a match keeps.
    pub(super) fn of(matched: &ShopMatch) -> anyhow::Result<Self> {
        serde_json::from_str(&matched.source).map_err(|error| {
            let number = matched.planned_call;
            let context = format!("what was kept of the call found for planned call {number} cannot be read");
            let hint = format!("`ringcheck shop match --call {number}=FILE` says anew which call it is");
            hinted(anyhow::Error::new(error).context(context), Some(hint))
        })
    }

    /// What is to be scored, where all recordings still are where they were.
    pub(super) fn to_be_scored(&self) -> Option<CallSource> {
        let is_there = self.recordings.iter().all(|recording| recording.path.is_file());
        let has_something = !self.recordings.is_empty() || self.call.phone_system_id.is_some();
        if !is_there || !has_something {
            return None;
        }
        let recordings = self
            .recordings
            .iter()
            .map(|recording| RecordingSource { path: recording.path.clone(), offset_ms: recording.offset_ms })
            .collect();
        let name = self.recordings.first().map(|recording| recording.path.clone());
        Some(CallSource {
            name: name.unwrap_or_else(|| PathBuf::from("a call without a recording")),
            recordings,
            call: self.call.clone(),
            usual_channel: self
                .agent_channel
                .map(|channel| UsualChannel { channel, source: "this phone system".to_owned() }),
            notes: Vec::new(),
            n_missing: self.n_missing,
        })
    }

    /// The same as the firm would have recorded it: on a shopper's own recording the firm is the far side.
    pub(super) fn seen_from_the_firm(mut self, planned: &PlannedCall) -> Self {
        self.call.direction = Some(Direction::Inbound);
        self.call.caller_number = Some(planned.plan.from_number.clone());
        self.call.called_number = Some(planned.plan.called_number.clone());
        self.call.extension = None;
        self.call.agent_name = None;
        // The recorder's own side is the shopper's.
        self.agent_channel = self.agent_channel.and_then(|channel| 1_u16.checked_sub(channel));
        self
    }
}

/// What the user says by hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    /// Planned calls, each with a stored call or a recording.
    pub(super) calls: &'a [(i64, String)],
    /// Planned calls whose match is taken back.
    pub(super) none: &'a [i64],
    /// Whether the recordings are the shopper's own.
    pub(super) is_own: bool,
}

/// What is known of recordings where no argument says how their names and records are read.
pub(super) fn usual_sources() -> KnownSources {
    KnownSources::new(NameRules::default(), None, None, TimeZone::system())
}

/// Takes matches back and stores those that the user made by hand, all or none of them.
pub(super) fn put(
    store: &mut Store,
    planned: &[PlannedCall],
    named: Named<'_>,
    sources: &KnownSources,
) -> anyhow::Result<()> {
    let before = told(store.shop_matches())?;
    for number in named.none {
        find(planned, *number)?;
        if !before.iter().any(|matched| matched.planned_call == *number) {
            let error = anyhow::anyhow!("no call was found for planned call {number}, so there is none to take back");
            return Err(hinted(error, Some("`ringcheck shop plan` lists what was found")));
        }
    }
    let new = named.calls.iter().map(|(number, text)| {
        let call = find(planned, *number)?;
        let earlier = before.iter().find(|matched| matched.planned_call == *number);
        one(store, call, text, (named.is_own, earlier), sources)
    });
    let new = new.collect::<anyhow::Result<Vec<_>>>()?;
    refuse_twice(&before, named.none, &new)?;
    let refused: Vec<(i64, TakenBack)> = named.none.iter().map(|number| (*number, TakenBack::Refused)).collect();
    told(store.change_shop_matches(&refused, &new))?;
    Ok(())
}

fn find(planned: &[PlannedCall], number: i64) -> anyhow::Result<&PlannedCall> {
    planned.iter().find(|call| call.id == number).ok_or_else(|| {
        let error = anyhow::anyhow!("no planned call has the number {number}");
        hinted(error, Some("`ringcheck shop plan` lists what is planned"))
    })
}

/// The match of a planned call with the stored call or the recording that is named. Where it is the call of an earlier
/// match, what was known then stays known: a recording that moved is the shopper's own as it was.
fn one(
    store: &Store,
    call: &PlannedCall,
    named: &str,
    (is_own, earlier): (bool, Option<&ShopMatch>),
    sources: &KnownSources,
) -> anyhow::Result<ShopMatch> {
    let path = Path::new(named);
    let (call_id, source) = if path.is_file() {
        let sha256 = sha256_of(path)?;
        let call_id = call_id_of(&[sha256], None).map(|id| id.to_string()).unwrap_or_default();
        let group = group_calls(std::iter::once(path.to_owned()), sources).next();
        let (known, n_missing) =
            group.map_or_else(|| (sources.known_of(path), 0), |group| (group.known, group.n_missing));
        let path = fs_err::canonicalize(path)?;
        let recordings = vec![SourceRecording { path, offset_ms: Some(0) }];
        let n_missing = usize::try_from(n_missing).unwrap_or(usize::MAX);
        (call_id, Source { recordings, call: known.call, agent_channel: known.agent_channel, n_missing })
    } else {
        let (call_id, _) = resolve(store, named)?;
        (call_id, Source::default())
    };
    let earlier = earlier.filter(|matched| matched.call_id == call_id);
    let is_own_now = is_own || earlier.is_some_and(|matched| matched.is_own);
    let mut source = if is_own_now { source.seen_from_the_firm(call) } else { source };
    if let Some(matched) = earlier {
        let known = Source::of(matched)?;
        source.call = source.call.or(known.call);
        if matched.is_own == is_own_now {
            source.agent_channel = source.agent_channel.or(known.agent_channel);
        }
        if source.recordings.is_empty() {
            (source.recordings, source.n_missing) = (known.recordings, known.n_missing);
        }
    }
    let started_at = match &source.call.started_at {
        Some(at) => Some(at.clone()),
        None => told(store.scorecard(&call_id, None))?.and_then(|card| card.call.started_at),
    };
    Ok(ShopMatch {
        planned_call: call.id,
        call_id,
        how: "by_hand".to_owned(),
        is_own: is_own_now,
        started_at,
        source: serde_json::to_string(&source)?,
    })
}

/// Refuses one call for two planned calls, and two calls for one.
fn refuse_twice(before: &[ShopMatch], none: &[i64], new: &[ShopMatch]) -> anyhow::Result<()> {
    let is_named = |number: i64| new.iter().any(|matched| matched.planned_call == number);
    for (idx, one) in new.iter().enumerate() {
        let number = one.planned_call;
        if new.iter().take(idx).any(|other| other.planned_call == number) {
            let error = anyhow::anyhow!("planned call {number} is named twice");
            return Err(hinted(error, Some("name the one call that it is")));
        }
        let same = |other: &&ShopMatch| other.call_id == one.call_id;
        if let Some(other) = new.iter().take(idx).find(same) {
            let error = anyhow::anyhow!("one call is named for the planned calls {} and {number}", other.planned_call);
            return Err(hinted(error, Some("a call is one planned call at most: name another one for one of the two")));
        }
        let mut kept =
            before.iter().filter(|other| !none.contains(&other.planned_call) && !is_named(other.planned_call));
        if let Some(other) = kept.find(same) {
            let other = other.planned_call;
            let error =
                anyhow::anyhow!("the call that is named for planned call {number} is that of planned call {other}");
            let hint = format!("if it is not, take it back there with `ringcheck shop match --none {other}`");
            return Err(hinted(error, Some(hint)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Sha256Hex;
    use ringcheck_store::NewPlannedCall;

    use super::*;

    #[test]
    fn a_shoppers_own_recording_is_seen_from_the_firm() {
        let planned = PlannedCall {
            id: 1,
            scenario_sha256: Sha256Hex::from_bytes([0; 32]),
            scenario: "server-down".to_owned(),
            plan: NewPlannedCall {
                branch: "North".to_owned(),
                called_number: "512 555 0100".to_owned(),
                from_number: "512 555 0199".to_owned(),
                planned_at: "2026-03-05T10:00:00Z".to_owned(),
                window_minutes: 60,
                phase: None,
            },
        };
        let call = Call {
            direction: Some(Direction::Outbound),
            called_number: Some("+15125550100".to_owned()),
            agent_name: Some("the shopper".to_owned()),
            extension: Some("104".to_owned()),
            ..Call::default()
        };
        let source = Source { call, agent_channel: Some(1), ..Source::default() }.seen_from_the_firm(&planned);
        assert_eq!((source.call.direction, source.agent_channel), (Some(Direction::Inbound), Some(0)));
        assert_eq!(source.call.caller_number.as_deref(), Some("512 555 0199"));
        assert_eq!((source.call.agent_name, source.call.extension), (None, None));
    }
}
