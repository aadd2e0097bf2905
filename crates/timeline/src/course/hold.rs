//! Holds: the caller waits while the business plays music, ringing, a recording, or nothing.

use std::sync::LazyLock;

use regex::Regex;
use ringcheck_call::{EventKind, Probability, Side, TimelineEvent, Turn};

use super::{first_live_turn, is_live};
use crate::{
    Attributed,
    wording::{compile, expand, normalize},
};

/// The shortest time without a word of a live person of the business that is a hold.
const MIN_HOLD_MS: u64 = 5000;

/// The least music or ringing that makes it one.
const MIN_MUSIC_MS: u64 = 3000;

/// The least silence of both sides that makes it one, after somebody asked the caller to wait.
const MIN_WAIT_MS: u64 = 10_000;

/// Wording that asks the caller to wait.
static ASKS_TO_WAIT: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"(?:on )?hold|hang on|hang tight|bear with|stand by|sit tight|(?:one|a|just a|give me a|two|a quick|couple of) (?:sec|secs|second|seconds|moment|minute|minutes|mo|tick|ticks)|stay on the line|(?:let me|i will|lemme|i am going to|i am just going to) (?:just )?(?:check|ask|see|find|look|get|grab|go|pull|speak|talk|try|put|transfer|connect)(?: \w+){0,6}",
    ))
});

/// The holds after a live person has answered, in order.
pub(super) fn holds(call: &Attributed, sounds: &[TimelineEvent]) -> Vec<TimelineEvent> {
    let Some(first) = first_live_turn(call) else { return Vec::new() };
    let live: Vec<usize> =
        call.turns.iter().enumerate().skip(first).filter(|(_, t)| is_live(t)).map(|(i, _)| i).collect();
    let next = live.iter().skip(1).copied().map(Some).chain([None]);
    live.iter().zip(next).filter_map(|(before, after)| hold_between(call, sounds, *before, after)).collect()
}

/// The hold between two turns of live people; `after` is `None` at the end of the call.
fn hold_between(
    call: &Attributed,
    sounds: &[TimelineEvent],
    before: usize,
    after: Option<usize>,
) -> Option<TimelineEvent> {
    let from_ms = call.turns.get(before)?.end_ms()?;
    let to_ms = after.and_then(|turn| call.turns.get(turn)).map_or(Some(u64::MAX), Turn::start_ms)?;
    if to_ms.saturating_sub(from_ms) < MIN_HOLD_MS {
        return None;
    }
    let inside = |event: &TimelineEvent| Some((event.start_ms?.max(from_ms), event.end_ms?.min(to_ms)));
    let spans_of = |kind: EventKind| {
        let of_kind = sounds.iter().filter(move |e| e.kind == kind && e.side != Side::Caller);
        of_kind.filter_map(inside).filter(|(start, end)| start < end)
    };
    let music: Vec<(u64, u64)> = spans_of(EventKind::Music).chain(spans_of(EventKind::Ring)).collect();
    let music_ms: u64 = music.iter().map(|(start, end)| end - start).sum();
    let recorded: Vec<&TimelineEvent> = call
        .events
        .iter()
        .filter(|e| matches!(e.kind, EventKind::Hold | EventKind::QueueMessage))
        .filter(|e| inside(e).is_some_and(|(start, end)| start < end))
        .collect();
    // Of one side alone silence is only that it listens.
    let both_silent = sounds.iter().filter(|e| e.kind == EventKind::Silence && e.side == Side::Unknown);
    let silence = both_silent.filter_map(inside).filter(|(start, end)| *end >= start + MIN_WAIT_MS);
    // At the end of a call silence is the line after the last word, and no hold that anybody saw the end of.
    let waits: Vec<(u64, u64)> =
        if after.is_some() && asks_to_wait(call.turns.get(before)?) { silence.collect() } else { Vec::new() };
    let (has_music, has_recording) = (music_ms >= MIN_MUSIC_MS, !recorded.is_empty());
    if !has_music && !has_recording && waits.is_empty() {
        return None;
    }
    let spans: Vec<(u64, u64)> =
        music.into_iter().filter(|_| has_music).chain(recorded.iter().filter_map(|e| inside(e))).chain(waits).collect();
    let start_ms = spans.iter().map(|(start, _)| *start).min()?;
    let end_ms = after.map_or_else(|| spans.iter().map(|(_, end)| *end).max(), |_| Some(to_ms))?;
    if end_ms.saturating_sub(start_ms) < MIN_HOLD_MS {
        return None;
    }
    Some(TimelineEvent {
        kind: EventKind::Hold,
        side: Side::Business,
        start_ms: Some(start_ms),
        end_ms: Some(end_ms),
        turn: recorded.first().and_then(|e| e.turn),
        label: None,
        confidence: Probability::from_thousandths(if has_music || has_recording { 950 } else { 800 }),
    })
}

fn asks_to_wait(turn: &Turn) -> bool {
    ASKS_TO_WAIT.is_match(&normalize(turn.text()))
}
