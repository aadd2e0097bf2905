//! What happened on the line, by the label and by the tool: rings, the first live word, the sounds.

use std::collections::{BTreeMap, BTreeSet};

use ringcheck_call::EventKind;
use ringcheck_statistics::{Proportion, nearest_rank};
use serde::Serialize;

use super::types::ScoredCall;
use crate::{LabelledCall, LabelledEvent, LabelledSpeaker};

/// The first live word is at its place if it is at most this far from the true one.
const MAX_LIVE_WORD_ERROR_MS: u64 = 500;

/// The kinds of event that are heard rather than understood, so that a truth file can name their times.
const SOUNDS: [EventKind; 8] = [
    EventKind::Ring,
    EventKind::Busy,
    EventKind::Reorder,
    EventKind::Sit,
    EventKind::Fax,
    EventKind::Dtmf,
    EventKind::Beep,
    EventKind::Music,
];

/// Labelled music behind speech: whether the tool calls it music counts neither for nor against it.
const BACKGROUND_MUSIC: &str = "background_music";

/// What a caller's phone sends: it does not say that anything answered.
const CALLERS_SOUNDS: [&str; 2] = ["dtmf", BACKGROUND_MUSIC];

/// How well the timeline agrees with the truth, over the recordings whose truth tells their sounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimelineAgreement {
    /// How often the phone rang.
    pub rings: RingAgreement,
    /// When a live person of the business first spoke.
    pub first_live_word: LiveWordAgreement,
    /// Each kind of sound that the truth or the tool has.
    pub sounds: Vec<SoundAgreement>,
}

/// How often the phone rang before anything answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RingAgreement {
    /// Calls whose count is exactly the true one; a count that the tool does not know is not.
    pub exact: Proportion,
    /// The same over the calls that rang.
    pub exact_of_ringing: Proportion,
    /// Calls whose count the tool does not know.
    pub n_unknown: u64,
    /// How many calls are off by how many rings; above 0 where the tool counts too many.
    pub errors: BTreeMap<i64, u64>,
}

/// When a live person of the business first spoke.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LiveWordAgreement {
    /// Of the calls with a live word, those where the tool puts it at most half a second away.
    pub within_half_second: Proportion,
    /// Calls where both have one: the errors are of these.
    pub n_measured: u64,
    /// The median of the error without its sign; `None` where nothing was measured.
    pub median_abs_ms: Option<u64>,
    /// The 95th percentile of the error without its sign.
    pub p95_abs_ms: Option<u64>,
    /// The median error; above 0 where the tool is late.
    pub median_ms: Option<i64>,
    /// Calls with a live word where the tool has none.
    pub n_missed: u64,
    /// Calls without a live word where the tool has one.
    pub n_invented: u64,
}

/// One kind of sound: a labelled and a found one match where they overlap in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SoundAgreement {
    /// The kind.
    pub kind: EventKind,
    /// Of those that the truth has, those found.
    pub recall: Proportion,
    /// Of those found, those that the truth has.
    pub precision: Proportion,
}

/// One recording's timeline beside its truth.
#[derive(Clone, Debug)]
pub(super) struct CallTimeline {
    /// Rings before anything answered, by the truth and by the tool.
    pub(super) rings: (u32, Option<u32>),
    /// The first live word, by the truth and by the tool.
    pub(super) live_word_ms: (Option<u64>, Option<u64>),
    /// The sounds of both.
    pub(super) sounds: BTreeMap<EventKind, SoundMatches>,
}

/// The sounds of one kind in one recording.
#[derive(Clone, Debug, Default)]
pub(super) struct SoundMatches {
    n_true: u64,
    n_found: u64,
    /// Labelled, and not found: start and end.
    pub(super) missed: Vec<(u64, u64)>,
    /// Found, and not labelled.
    pub(super) false_finds: Vec<(u64, u64)>,
}

impl CallTimeline {
    /// Whether the tool puts the first live word where the truth has it, or knows that there is none.
    pub(super) fn is_live_word_right(&self) -> bool {
        match self.live_word_ms {
            (Some(truth), Some(found)) => truth.abs_diff(found) <= MAX_LIVE_WORD_ERROR_MS,
            (truth, found) => truth.is_none() && found.is_none(),
        }
    }
}

/// The timeline of a call beside its truth; `None` where the truth does not tell the recording's sounds.
pub(super) fn timeline_of(call: &ScoredCall<'_>) -> Option<CallTimeline> {
    let events = call.labelled.audio.as_ref()?.events.as_ref()?;
    let figures = &call.scorecard.figures;
    let sounds = SOUNDS.into_iter().filter_map(|kind| Some((kind, matches_of(call, events, kind)?))).collect();
    Some(CallTimeline {
        rings: (true_ring_count(call.labelled, events), figures.ring_count),
        live_word_ms: (true_live_word_ms(call.labelled), figures.first_live_word_ms),
        sounds,
    })
}

/// The figures over `calls`; `None` of no calls.
pub(super) fn timeline_agreement(calls: &[CallTimeline]) -> Option<TimelineAgreement> {
    if calls.is_empty() {
        return None;
    }
    let kinds: BTreeSet<EventKind> = calls.iter().flat_map(|call| call.sounds.keys().copied()).collect();
    let sounds = SOUNDS.into_iter().filter(|kind| kinds.contains(kind)).map(|kind| {
        let (mut recall, mut precision) = (Proportion::default(), Proportion::default());
        for found in calls.iter().filter_map(|call| call.sounds.get(&kind)) {
            recall.hits += found.n_true - found.missed.len() as u64;
            recall.trials += found.n_true;
            precision.hits += found.n_found - found.false_finds.len() as u64;
            precision.trials += found.n_found;
        }
        SoundAgreement { kind, recall, precision }
    });
    Some(TimelineAgreement { sounds: sounds.collect(), rings: rings_of(calls), first_live_word: live_words_of(calls) })
}

fn rings_of(calls: &[CallTimeline]) -> RingAgreement {
    let mut rings = RingAgreement::default();
    for (truth, found) in calls.iter().map(|call| call.rings) {
        rings.exact.add(found == Some(truth));
        if truth > 0 {
            rings.exact_of_ringing.add(found == Some(truth));
        }
        match found {
            Some(found) => *rings.errors.entry(i64::from(found) - i64::from(truth)).or_default() += 1,
            None => rings.n_unknown += 1,
        }
    }
    rings
}

fn live_words_of(calls: &[CallTimeline]) -> LiveWordAgreement {
    let mut agreement = LiveWordAgreement::default();
    let mut errors: Vec<i64> = Vec::new();
    for call in calls {
        match call.live_word_ms {
            (Some(truth), Some(found)) => errors.push(found.cast_signed() - truth.cast_signed()),
            (Some(_), None) => agreement.n_missed += 1,
            (None, Some(_)) => agreement.n_invented += 1,
            (None, None) => {}
        }
        if call.live_word_ms.0.is_some() {
            agreement.within_half_second.add(call.is_live_word_right());
        }
    }
    let mut absolute: Vec<u64> = errors.iter().map(|error| error.unsigned_abs()).collect();
    absolute.sort_unstable();
    errors.sort_unstable();
    agreement.n_measured = errors.len() as u64;
    agreement.median_abs_ms = nearest_rank(&absolute, 50);
    agreement.p95_abs_ms = nearest_rank(&absolute, 95);
    agreement.median_ms = nearest_rank(&errors, 50);
    agreement
}

/// The rings that start before any voice of the business, and before any other sound that answers.
fn true_ring_count(call: &LabelledCall, events: &[LabelledEvent]) -> u32 {
    let ring = EventKind::Ring.as_str();
    let voices = call.turns.iter().filter(|turn| turn.speaker != LabelledSpeaker::Caller).filter_map(|t| t.start_ms);
    let answers = events.iter().filter(|e| e.kind != ring && !CALLERS_SOUNDS.contains(&e.kind.as_str()));
    let answered_ms = voices.chain(answers.map(|event| event.start_ms)).min().unwrap_or(u64::MAX);
    let n_rings = events.iter().filter(|event| event.kind == ring && event.start_ms < answered_ms).count();
    u32::try_from(n_rings).unwrap_or(u32::MAX)
}

fn true_live_word_ms(call: &LabelledCall) -> Option<u64> {
    call.turns.iter().filter(|turn| turn.speaker == LabelledSpeaker::Agent).filter_map(|turn| turn.start_ms).min()
}

/// Both sides' sounds of one kind; `None` where neither has any.
fn matches_of(call: &ScoredCall<'_>, events: &[LabelledEvent], kind: EventKind) -> Option<SoundMatches> {
    let spans = |word: &str| -> Vec<(u64, u64)> {
        events.iter().filter(|event| event.kind == word).map(|event| (event.start_ms, event.end_ms)).collect()
    };
    let truth = spans(kind.as_str());
    let ignored = if kind == EventKind::Music { spans(BACKGROUND_MUSIC) } else { Vec::new() };
    let tool = call.scorecard.timeline.events.iter().filter(|event| event.kind == kind);
    let found: Vec<(u64, u64)> = tool
        .filter_map(|event| Some((event.start_ms?, event.end_ms?)))
        .filter(|span| meets_any(*span, &truth) || !meets_any(*span, &ignored))
        .collect();
    let missing = |from: &[(u64, u64)], of: &[(u64, u64)]| -> Vec<(u64, u64)> {
        from.iter().copied().filter(|span| !meets_any(*span, of)).collect()
    };
    (!truth.is_empty() || !found.is_empty()).then(|| SoundMatches {
        n_true: truth.len() as u64,
        n_found: found.len() as u64,
        missed: missing(&truth, &found),
        false_finds: missing(&found, &truth),
    })
}

/// Whether the span and one of `others` have at least an instant in common.
fn meets_any((start, end): (u64, u64), others: &[(u64, u64)]) -> bool {
    others.iter().any(|(other_start, other_end)| start <= *other_end && *other_start <= end)
}
