//! Several recordings of one call as one conversation on the call's clock.

use ringcheck_call::{Probability, Segment, SidesOrigin, TimelineEvent, Transcript};
use ringcheck_store::TranscriptKey;

use crate::{assemble::Heard, keys::KeyHasher, source::id_of_recordings};

/// Recordings that overlap by less than this follow each other: start times are in whole seconds.
const OVERLAP_MS: u64 = 2000;

/// A recording that was heard, where it starts on the call's clock, and the key of its transcript.
pub(crate) struct Part {
    pub(crate) heard: Heard,
    pub(crate) offset_ms: u64,
    pub(crate) key: TranscriptKey,
    /// Whether it was heard just now and not before.
    pub(crate) is_new: bool,
}

/// The conversation that `parts` are the recordings of, and its key; `None` for no parts.
///
/// A hold or a transfer ends one recording and starts the next: what was said in them follows each other on one clock,
/// and each keeps its own sides.
pub(crate) fn join(parts: Vec<Part>) -> Option<(Heard, TranscriptKey)> {
    let hashes: Vec<_> = parts.iter().map(|part| part.key.source_sha256.clone()).collect();
    let call_id = id_of_recordings(&hashes)?;
    let mut settings = KeyHasher::new("ringcheck.settings/1");
    for Part { key, offset_ms, .. } in &parts {
        settings = settings
            .part("part", key.source_sha256.as_str())
            .part("offset_ms", &offset_ms.to_string())
            .part("settings", key.settings_sha256.as_str());
    }
    let key = TranscriptKey {
        source_sha256: call_id.clone(),
        model_sha256: parts.first().and_then(|part| part.key.model_sha256.clone()),
        settings_sha256: settings.finish(),
    };
    let sides = sides_of(&parts);
    let mut parts = parts.into_iter();
    let mut whole = shifted(parts.next()?);
    for part in parts {
        let mut part = shifted(part);
        leave_out_overlap(&whole, &mut part);
        whole.recordings.extend(part.recordings);
        whole.transcript.segments.extend(part.transcript.segments);
        whole.sound_events.extend(part.sound_events);
    }
    // Prompts are what a call begins with: the first recording's fingerprints are the call's.
    whole.call_id = call_id.to_string();
    whole.transcript = Transcript::recognized(whole.transcript.segments);
    whole.sound_events.sort_by_key(|event| event.start_ms);
    whole.sides = sides;
    Some((whole, key))
}

/// What two recordings of a call both hold was said once: the later one counts from where the earlier ends.
fn leave_out_overlap(before: &Heard, part: &mut Heard) {
    let end_of = |heard: &Heard| heard.recordings.iter().map(|r| r.offset_ms + r.duration_ms).max().unwrap_or(0);
    let end_ms = end_of(before);
    let start_ms = part.recordings.first().map_or(end_ms, |r| r.offset_ms);
    if start_ms + OVERLAP_MS > end_ms {
        return;
    }
    part.transcript.segments.retain(|segment| segment.start_ms.is_none_or(|start_ms| start_ms >= end_ms));
    part.sound_events.retain(|event| event.end_ms.is_none_or(|end| end > end_ms));
    for event in &mut part.sound_events {
        event.start_ms = event.start_ms.map(|start| start.max(end_ms));
    }
    if let Some(recording) = part.recordings.first_mut() {
        let seconds = (end_ms - start_ms) / 1000;
        recording.notes.push(format!("its first {seconds} seconds are in the recording before it too, and count once"));
    }
}

fn shifted(part: Part) -> Heard {
    let Part { mut heard, offset_ms, .. } = part;
    let shift = |time: &mut Option<u64>| *time = time.map(|ms| ms + offset_ms);
    for recording in &mut heard.recordings {
        recording.offset_ms += offset_ms;
    }
    for Segment { start_ms, end_ms, words, .. } in &mut heard.transcript.segments {
        shift(start_ms);
        shift(end_ms);
        for word in words {
            word.start_ms += offset_ms;
            word.end_ms += offset_ms;
        }
    }
    for TimelineEvent { start_ms, end_ms, .. } in &mut heard.sound_events {
        shift(start_ms);
        shift(end_ms);
    }
    heard
}

/// How sure the sides of all parts are: as sure as the least sure one.
fn sides_of(parts: &[Part]) -> SidesOrigin {
    let all = || parts.iter().map(|part| &part.heard.sides);
    let same = |of: fn(&SidesOrigin) -> String| {
        let mut found: Vec<String> = all().map(of).collect();
        found.dedup();
        found
    };
    let channels = all().map(|sides| sides.agent_channel).collect::<std::collections::BTreeSet<_>>();
    let reasons = same(|sides| sides.reason.clone());
    SidesOrigin {
        agent_channel: channels.first().copied().flatten().filter(|_| channels.len() == 1),
        method: same(|sides| sides.method.clone()).join(", "),
        confidence: all().map(|sides| sides.confidence).min().unwrap_or(Probability::ZERO),
        reason: if reasons.len() == 1 {
            reasons.concat()
        } else {
            let numbered = all().zip(1..).map(|(sides, number)| format!("recording {number}: {}", sides.reason));
            numbered.collect::<Vec<_>>().join("; ")
        },
    }
}
