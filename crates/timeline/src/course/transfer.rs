//! Transfers: another person of the business takes over.
//!
//! Four things speak for one, each in tenths of a natural logarithm of the odds: the person before promised to
//! connect, the person after introduces themselves, the caller waited in between, and the voice is another.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use ringcheck_call::{EventKind, Probability, Side, TimelineEvent, Turn};

use super::{first_live_turn, is_live};
use crate::{
    Attributed,
    context::ANSWERS,
    known::LineSounds,
    wording::{NOT_A_NAME, compile, expand, normalize},
};

/// Points from which on another person took over.
const IS_TRANSFER: i32 = 35;

/// The person before says that somebody else will come on.
const ANNOUNCED: i32 = 20;

/// The person after answers as one does who was not there before.
const ANSWERS_ANEW: i32 = 18;

/// The person after gives a name that nobody of the business gave before.
const NEW_NAME: i32 = 25;

/// The person after gives the name that was given before.
const SAME_NAME: i32 = -40;

/// The caller waited in between.
const WAITED: i32 = 10;

/// Points of another voice, scaled by how sure it is.
const OTHER_VOICE: i32 = 40;

/// Times between words of one person of the business after which another may have taken over.
const MIN_GAP_MS: u64 = 400;

/// The voices were compared, and none is new there.
const SAME_VOICE: i32 = -15;

/// A new voice is heard this long before or after the turn it begins.
const VOICE_NEAR_MS: u64 = 2000;

static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"(?:transfer|transferring|connect|connecting|put|putting|pop|popping|patch|patching|send|sending|pass|passing|hand|handing) (?:you|your call|this call|him|her|it)(?: \w+){0,2} ?(?:through|over|to|across|onto|up)|(?:transfer|transferring|connect|connecting) you|(?:let me|i will|i can|lemme|i am going to|i am just going to|can i) (?:just )?(?:grab|get|find|fetch) (?:you )?(?:him|her|them|someone|somebody|one of|my|our|the|a|an)(?: \w+)?|(?:see|check) if (?:he|she|they|somebody|someone) (?:is|are) (?:in|available|free|around|there|at)|(?:here is|here he is|here she is)(?: \w+)?|(?:\w+) will be right with you",
    ))
});

/// Words with which one comes back who was there before.
static COMES_BACK: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"(?:thank you|thanks) for (?:holding|waiting|your patience|hanging on|bearing with me)|sorry (?:about|for) (?:the wait|that|keeping you|the delay)|i am back|are you (?:still )?there",
    ))
});

static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^| )(?:this is|my name is|you are speaking (?:to|with)|it is) (?<name>[^ ]+)|(?<before>[^ ]+) (?:speaking|here)(?: |$)",
    )
});

/// The transfers after a live person has answered, in order; `holds` are the call's.
pub(super) fn transfers(call: &Attributed, sounds: LineSounds<'_>, holds: &[TimelineEvent]) -> Vec<TimelineEvent> {
    let Some(first) = first_live_turn(call) else { return Vec::new() };
    let live: Vec<usize> =
        call.turns.iter().enumerate().skip(first).filter(|(_, t)| is_live(t)).map(|(i, _)| i).collect();
    let mut known: BTreeSet<String> = call.turns.get(first).and_then(name_in).into_iter().collect();
    let mut found = Vec::new();
    for pair in live.windows(2) {
        let [before, after] = pair else { continue };
        let (Some(before), Some(turn)) = (call.turns.get(*before), call.turns.get(*after)) else { continue };
        let name = name_in(turn);
        let points =
            points(call, sounds, holds, before, (*after, turn), name.as_ref().map(|name| known.contains(name)));
        if points >= IS_TRANSFER {
            found.push(event(*after, turn, points));
        }
        known.extend(name);
    }
    found
}

fn points(
    call: &Attributed,
    sounds: LineSounds<'_>,
    holds: &[TimelineEvent],
    before: &Turn,
    (at, turn): (usize, &Turn),
    is_name_known: Option<bool>,
) -> i32 {
    let gap_ms = turn.start_ms().zip(before.end_ms()).map(|(start, end)| start.saturating_sub(end));
    if gap_ms.is_some_and(|gap| gap < MIN_GAP_MS) {
        return 0;
    }
    let words = normalize(turn.text());
    let is_between = |e: &&TimelineEvent| e.start_ms >= before.end_ms() && e.start_ms <= turn.start_ms();
    let waited = gap_ms.is_some()
        && (holds.iter().any(|e| is_between(&e))
            || sounds.events.iter().filter(|e| e.kind == EventKind::Ring).any(|e| is_between(&e)));
    // What announces a transfer is among the last things said before it.
    let is_announced = call
        .turns
        .iter()
        .take(at)
        .rev()
        .take(4)
        .filter(|t| is_live(t))
        .any(|t| ANNOUNCES.is_match(&normalize(t.text())));
    let voice = turn.start_ms().and_then(|start_ms| {
        let is_near = |e: &&TimelineEvent| {
            e.kind == EventKind::Transfer && e.start_ms.is_some_and(|at| at.abs_diff(start_ms) <= VOICE_NEAR_MS)
        };
        sounds.events.iter().filter(is_near).map(|e| i32::from(e.confidence.thousandths())).max()
    });
    let mut points = 0;
    points += if is_announced { ANNOUNCED } else { 0 };
    points += if ANSWERS.is_match(&words) && !COMES_BACK.is_match(&words) { ANSWERS_ANEW } else { 0 };
    points += is_name_known.map_or(0, |known| if known { SAME_NAME } else { NEW_NAME });
    points += if waited { WAITED } else { 0 };
    let no_new_voice = if sounds.voices_compared { SAME_VOICE } else { 0 };
    points + voice.map_or(no_new_voice, |thousandths| OTHER_VOICE * thousandths / 1000)
}

/// The name by which the speaker of a turn introduces themselves.
fn name_in(turn: &Turn) -> Option<String> {
    let words = normalize(turn.text());
    let found = NAMES.captures(&words)?;
    let name = found.name("name").or_else(|| found.name("before"))?.as_str();
    (!NOT_A_NAME.contains(&name) && name.len() > 1).then(|| name.to_owned())
}

fn event(idx: usize, turn: &Turn, points: i32) -> TimelineEvent {
    let log_odds = f64::from(points - IS_TRANSFER + 20) / 10.0;
    TimelineEvent {
        kind: EventKind::Transfer,
        side: if turn.side() == Side::Caller { Side::Unknown } else { turn.side() },
        start_ms: turn.start_ms(),
        end_ms: turn.start_ms(),
        turn: Some(idx),
        label: None,
        confidence: Probability::new((1.0 / (1.0 + (-log_odds).exp())).min(0.99)),
    }
}
