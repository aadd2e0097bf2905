//! Matches, as they are stored and as the user makes them by hand.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use ringcheck_call::{Call, Direction};
use ringcheck_ingest::sha256_of;
use ringcheck_metadata::{KnownSources, NameRules};
use ringcheck_pipeline::{CallSource, RecordingSource, UsualChannel, call_id_of};
use ringcheck_store::{PlannedCall, ShopMatch, Store};
use serde::{Deserialize, Serialize};

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

/// The matches that the user made by hand.
pub(super) fn matches(
    store: &Store,
    planned: &[PlannedCall],
    pairs: &[(i64, String)],
    is_own: bool,
) -> anyhow::Result<Vec<ShopMatch>> {
    let mut matches = Vec::new();
    for (number, named) in pairs {
        let Some(call) = planned.iter().find(|call| call.id == *number) else {
            let error = anyhow::anyhow!("no planned call has the number {number}");
            return Err(hinted(error, Some("`ringcheck shop plan` lists what is planned")));
        };
        let path = Path::new(named);
        let (call_id, source) = if path.is_file() {
            let sha256 = sha256_of(path)?;
            let known = KnownSources::new(NameRules::default(), None, None, TimeZone::system()).known_of(path);
            let path = fs_err::canonicalize(path)?;
            let recordings = vec![SourceRecording { path, offset_ms: Some(0) }];
            let source = Source { recordings, call: known.call, agent_channel: known.agent_channel, n_missing: 0 };
            (call_id_of(&[sha256], None).map(|id| id.to_string()).unwrap_or_default(), source)
        } else {
            let (call_id, _) = resolve(store, named)?;
            (call_id, Source::default())
        };
        let source = if is_own { source.seen_from_the_firm(call) } else { source };
        matches.push(ShopMatch {
            planned_call: *number,
            call_id,
            how: "by_hand".to_owned(),
            is_own,
            started_at: source.call.started_at.clone(),
            source: serde_json::to_string(&source)?,
        });
    }
    Ok(matches)
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
