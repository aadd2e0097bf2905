//! `live_answer`: the first thing that the caller meets is a person.

use ringcheck_call::{EventKind, Evidence, Side, TimelineEvent, Verdict};

use super::{
    Case, Judgment,
    times::{self, after, into_the_call, seconds},
};
use crate::reading::Voice;

/// Ringing for at least this long without an answer is a call that nobody took.
const UNANSWERED_RINGING_MS: u64 = 15_000;

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    match case.reading.turns_of(Voice::Agent).next() {
        Some(first) => answered(case, first),
        // Where nobody knows who is who, the timeline may still know that a person answered.
        None => match first_live_word(case).and_then(|event| event.turn) {
            Some(turn) => answered(case, turn),
            None => unanswered(case),
        },
    }
}

fn first_live_word<'c>(case: &'c Case<'_>) -> Option<&'c TimelineEvent> {
    case.conversation.timeline.events.iter().find(|e| e.kind == EventKind::FirstLiveWord)
}

fn answered(case: &Case<'_>, first: usize) -> Judgment {
    let quote_first: Vec<Evidence> = case.reading.quote_turn(first).into_iter().collect();
    if let Some(machine) = machine_before(case, first) {
        if machine.turn.is_some_and(|turn| case.reading.is_doubtful(turn)) {
            return doubtful_machine();
        }
        let mut evidence: Vec<Evidence> =
            machine.turn.and_then(|turn| case.reading.quote_turn(turn)).into_iter().collect();
        evidence.extend(quote_first);
        let confidence = u16::min(machine.confidence.thousandths(), 970);
        return Judgment::on(
            Verdict::Fail,
            confidence,
            evidence,
            format!("{} answered{}{}.", machine_name(machine.kind), at(machine.start_ms), before_person(case)),
        );
    }
    if let Some(recorded) = recorded_before(case, first) {
        if case.reading.is_doubtful(recorded) {
            return doubtful_machine();
        }
        let mut evidence: Vec<Evidence> = case.reading.quote_turn(recorded).into_iter().collect();
        evidence.extend(quote_first);
        let why = format!("A recorded voice answered{}.", before_person(case));
        return Judgment::on(Verdict::Fail, 700, evidence, why);
    }
    let confidence = first_live_word(case).map_or(950, |event| u16::min(event.confidence.thousandths(), 970));
    Judgment::on(
        Verdict::Pass,
        confidence,
        quote_first,
        format!("A live person was the first to answer{}.", waited(case)),
    )
}

/// How long the caller waited for a person, in words that go on a sentence; empty where nobody can tell.
fn waited(case: &Case<'_>) -> String {
    let figures = case.conversation.figures;
    figures.first_live_word_ms.map_or_else(String::new, |ms| format!(", {}", times::waited(figures.ring_count, ms)))
}

/// When the person came on who followed a machine.
fn before_person(case: &Case<'_>) -> String {
    let live_ms = case.conversation.figures.first_live_word_ms;
    let when = live_ms.map_or_else(String::new, |ms| format!(" {}", after(ms)));
    format!(" before a live person came on{when}")
}

/// When something answered.
fn at(start_ms: Option<u64>) -> String {
    start_ms.map_or_else(String::new, |ms| format!(" {}", into_the_call(ms)))
}

/// The quote of the person who came on later must not carry a verdict on the machine before.
fn doubtful_machine() -> Judgment {
    Judgment::undetermined(
        "What was heard before a live person came on was recognized poorly, so a person has to listen.",
    )
}

fn unanswered(case: &Case<'_>) -> Judgment {
    if let Some(why) = case.why_unrecorded() {
        return Judgment::on(Verdict::Fail, 950, Vec::new(), why);
    }
    let events = &case.conversation.timeline.events;
    if let Some(machine) = events.iter().find(|e| e.kind.is_machine_answer()) {
        let evidence = machine.turn.and_then(|turn| case.reading.quote_turn(turn)).into_iter().collect();
        return Judgment::on(
            Verdict::Fail,
            960,
            evidence,
            format!("{} answered{} and no live person ever came on.", machine_name(machine.kind), at(machine.start_ms)),
        );
    }
    if let Some(recorded) = case.reading.turns_of(Voice::Recorded).next() {
        let evidence = case.reading.quote_turn(recorded).into_iter().collect();
        return Judgment::on(
            Verdict::Fail,
            900,
            evidence,
            "Only recorded voices were heard and no live person ever came on.",
        );
    }
    if events.iter().any(|e| e.kind == EventKind::Beep && e.side != Side::Caller) {
        return Judgment::on(
            Verdict::Fail,
            850,
            Vec::new(),
            "A voicemail beep was heard and no live person ever came on.",
        );
    }
    let is_fax_of = |side: Side| events.iter().any(|e| e.kind == EventKind::Fax && e.side == side);
    if is_fax_of(Side::Business) {
        return Judgment::on(Verdict::Fail, 850, Vec::new(), "A fax machine answered and no live person ever came on.");
    }
    if events.iter().any(|e| matches!(e.kind, EventKind::Busy | EventKind::Reorder | EventKind::Sit)) {
        return Judgment::on(Verdict::Fail, 900, Vec::new(), "The line was busy or out of order, so nobody answered.");
    }
    if is_fax_of(Side::Unknown) {
        return Judgment::undetermined(
            "A fax machine was heard and who sent it is not known, so a person has to say who or what answered.",
        );
    }
    // Somebody talks to somebody: the other leg of the call may be missing from the recording.
    if !case.reading.sentences.is_empty() {
        return Judgment::undetermined(
            "The caller can be heard talking, but nobody of the business, so a person has to say who or what answered.",
        );
    }
    let rung_ms = case.conversation.figures.ring_ms.unwrap_or_else(|| ringing_ms(events));
    if rung_ms >= UNANSWERED_RINGING_MS {
        return Judgment::on(
            Verdict::Fail,
            900,
            Vec::new(),
            format!("The phone rang for {} and nobody answered.", seconds(rung_ms)),
        );
    }
    if rung_ms > 0 {
        return Judgment::na("The caller hung up after less than 15 seconds of ringing.");
    }
    Judgment::undetermined("Nobody of the business can be heard, so a person has to say who or what answered.")
}

/// From the first ring to the end of the last.
fn ringing_ms(events: &[TimelineEvent]) -> u64 {
    let rings = || events.iter().filter(|e| e.kind == EventKind::Ring);
    let start = rings().filter_map(|e| e.start_ms).min().unwrap_or(0);
    rings().filter_map(|e| e.end_ms).max().unwrap_or(0).saturating_sub(start)
}

/// A machine that the caller met before the first live turn.
fn machine_before<'c>(case: &'c Case<'_>, first: usize) -> Option<&'c TimelineEvent> {
    let first_start = case.reading.turns.get(first).and_then(ringcheck_call::Turn::start_ms);
    case.conversation.timeline.events.iter().find(|event| {
        let is_before = match (event.turn, event.start_ms, first_start) {
            (Some(turn), _, _) => turn < first,
            (None, Some(start), Some(first_start)) => start < first_start,
            _ => false,
        };
        // A hold recording before anybody has spoken is a queue.
        let is_machine = event.kind.is_machine_answer() || event.kind == EventKind::Hold && event.turn.is_some();
        is_machine && is_before
    })
}

/// A recorded turn before the first live one that the timeline says nothing about.
fn recorded_before(case: &Case<'_>, first: usize) -> Option<usize> {
    let is_explained = |turn: usize| case.conversation.timeline.events.iter().any(|e| e.turn == Some(turn));
    case.reading.turns_of(Voice::Recorded).take_while(|turn| *turn < first).find(|turn| !is_explained(*turn))
}

const fn machine_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Menu => "A recorded menu",
        EventKind::Voicemail => "A voicemail",
        EventKind::Bot => "A bot",
        EventKind::QueueMessage | EventKind::Hold => "A recorded queue message",
        _ => "A recorded voice",
    }
}
