//! The course of a call: what happened when, put together from words and sounds.

mod farewell;
mod figures;
mod hold;
mod transfer;

pub use figures::figures_of;

use ringcheck_call::{EventKind, Side, Speaker, Timeline, TimelineEvent, Turn};

use crate::{
    Attributed,
    known::{KnownPrompt, LineSounds},
};

/// Everything that happened on the line, in order of start, then kind.
///
/// Sounds stay as they were heard; what was said joins them, and holds, transfers and the goodbye follow from both.
#[must_use]
pub fn timeline_of(call: &Attributed, sounds: LineSounds<'_>) -> Timeline {
    let holds = hold::holds(call, sounds.events);
    let transfers = transfer::transfers(call, sounds, &holds);
    let heard = sounds.events.iter().filter(|e| e.kind != EventKind::Transfer).cloned();
    // A recording that is a part of a hold is told with it.
    let is_in_hold = |event: &TimelineEvent| {
        event.kind == EventKind::Hold
            && holds.iter().any(|hold| hold.start_ms <= event.start_ms && event.end_ms <= hold.end_ms)
    };
    let mut events: Vec<TimelineEvent> = heard.chain(call.events.iter().filter(|e| !is_in_hold(e)).cloned()).collect();
    for event in &mut events {
        let Some((start_ms, end_ms)) = event.turn.and(event.start_ms.zip(event.end_ms)) else { continue };
        let shared = |prompt: &&KnownPrompt| prompt.end_ms.min(end_ms).saturating_sub(prompt.start_ms.max(start_ms));
        let of_business = sounds.prompts.iter().filter(|prompt| prompt.side != Side::Caller);
        let prompt = of_business.filter(|prompt| shared(prompt) > 0).max_by_key(shared);
        if let Some(prompt) = prompt.filter(|_| event.kind != EventKind::FirstLiveWord) {
            event.label = Some(prompt.name.clone());
            event.confidence = event.confidence.max(prompt.confidence);
        }
    }
    events.extend(transfers);
    events.extend(farewell::goodbye(call));
    events.extend(holds);
    events.sort_by_key(|e| (e.start_ms, e.turn, e.kind));
    Timeline { events }
}

/// Whether a live person speaks, of the business or of a side that nobody knows.
pub(crate) fn is_live(turn: &Turn) -> bool {
    matches!(turn.speaker, Speaker::Agent | Speaker::Unknown)
}

/// The first turn of a live person of the business.
pub(crate) fn first_live_turn(call: &Attributed) -> Option<usize> {
    call.events.iter().find(|e| e.kind == EventKind::FirstLiveWord).and_then(|e| e.turn)
}

#[cfg(test)]
mod tests;
