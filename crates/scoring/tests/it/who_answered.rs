//! What may be said of who or what answered where no live word of the business was heard.

use ringcheck_call::{EventKind, Probability, Side, TimelineEvent, TimelineFigures, Verdict};

use crate::timeline_criteria::{Heard, check, event, judged, only_ringing, turn};

const OPEN: &str = "needs = \"nothing\"\n";

/// Only `events`, and a figure for nothing.
fn only(events: Vec<TimelineEvent>) -> Heard {
    Heard { turns: Vec::new(), events, figures: TimelineFigures::default(), ..Heard::default() }
}

fn by(side: Side, event: TimelineEvent) -> TimelineEvent {
    TimelineEvent { side, ..event }
}

#[test]
fn ringing_proves_nothing_where_the_caller_is_heard_talking() {
    check(&judged(&only_ringing(5, 25), "live_answer", OPEN), Verdict::Fail, "The phone rang for 25 seconds");
    // The caller's leg alone was recorded: somebody answers who is not on it.
    let caller = vec![turn(Side::Caller, 27, "Hi, our server is down."), turn(Side::Caller, 33, "Yes, please.")];
    let one_leg = Heard { turns: caller, ..only_ringing(5, 25) };
    check(&judged(&one_leg, "live_answer", OPEN), Verdict::Undetermined, "The caller can be heard talking");
    let speed = format!("max_seconds = 20\n{OPEN}");
    check(&judged(&one_leg, "answer_speed", &speed), Verdict::Undetermined, "Nobody of the business");
    // A message that the caller leaves after the tone is talk as well.
    let left = Heard { events: vec![event(EventKind::Beep, 25..26)], ..one_leg };
    check(&judged(&left, "live_answer", OPEN), Verdict::Fail, "A voicemail beep was heard");
}

#[test]
fn a_beep_or_a_fax_tells_only_from_the_side_that_answers() {
    let beep = |side: Side| only(vec![by(side, event(EventKind::Beep, 5..6))]);
    check(&judged(&beep(Side::Business), "live_answer", OPEN), Verdict::Fail, "voicemail beep");
    check(&judged(&beep(Side::Unknown), "live_answer", OPEN), Verdict::Fail, "voicemail beep");
    check(&judged(&beep(Side::Caller), "live_answer", OPEN), Verdict::Undetermined, "Nobody of the business");
    let speed = format!("max_seconds = 20\n{OPEN}");
    check(&judged(&beep(Side::Caller), "answer_speed", &speed), Verdict::Undetermined, "Nobody of the business");

    let fax = |side: Side| only(vec![event(EventKind::Ring, 0..16), by(side, event(EventKind::Fax, 18..20))]);
    check(&judged(&fax(Side::Business), "live_answer", OPEN), Verdict::Fail, "A fax machine answered");
    check(&judged(&fax(Side::Unknown), "live_answer", OPEN), Verdict::Undetermined, "A fax machine was heard");
    check(&judged(&fax(Side::Caller), "live_answer", OPEN), Verdict::Fail, "The phone rang for 16 seconds");
}

#[test]
fn all_sentences_of_a_card_name_the_same_waiting_time() {
    let figures = TimelineFigures { ring_count: Some(2), first_live_word_ms: Some(8240), ..Heard::default().figures };
    // The third ring sounds while the person already talks.
    let rings = [0..2, 5..7, 8..9].map(|span| event(EventKind::Ring, span));
    let mut events = rings.to_vec();
    events.push(event(EventKind::FirstLiveWord, 9..10));
    let heard = Heard { events, figures, ..Heard::default() };
    check(&judged(&heard, "live_answer", OPEN), Verdict::Pass, "first to answer, after 8.3 seconds and 2 rings.");
    check(
        &judged(&heard, "answer_speed", "max_seconds = 20\n"),
        Verdict::Pass,
        "answered after 8.3 seconds and 2 rings;",
    );

    let figures = TimelineFigures { ring_count: None, first_live_word_ms: Some(0), ..heard.figures.clone() };
    let soon = Heard { figures, events: vec![event(EventKind::FirstLiveWord, 0..1)], ..heard.clone() };
    check(&judged(&soon, "live_answer", OPEN), Verdict::Pass, "first to answer, at once.");
    check(&judged(&soon, "answer_speed", "max_seconds = 20\n"), Verdict::Pass, "Somebody answered at once;");

    let menu = Heard { events: vec![event(EventKind::Menu, 0..5), event(EventKind::FirstLiveWord, 8..10)], ..heard };
    check(
        &judged(&menu, "live_answer", OPEN),
        Verdict::Fail,
        "A recorded menu answered at once before a live person came on after 8.3 seconds.",
    );
}

#[test]
fn a_recording_that_begins_with_the_answer_does_not_tell_surely_how_soon_it_came() {
    let answered = |ms: u64, rings: Option<u32>, limits: &str| {
        let figures = TimelineFigures { ring_count: rings, first_live_word_ms: Some(ms), ..Heard::default().figures };
        judged(&Heard { figures, ..Heard::default() }, "answer_speed", limits)
    };
    let (sure, unsure) = (Probability::from_thousandths(910), Probability::from_thousandths(700));
    let limit = "max_seconds = 20\n";
    let found = answered(400, Some(0), limit);
    check(&found, Verdict::Pass, "Somebody answered at once (the recording begins with the answer");
    assert_eq!(found.confidence, unsure);
    assert_eq!(answered(3000, Some(0), limit).confidence, unsure);
    assert_eq!(answered(3001, Some(0), limit).confidence, sure);
    assert_eq!(answered(400, Some(1), limit).confidence, sure);
    // The true wait was longer still.
    let late = answered(2500, Some(0), "max_seconds = 2\n");
    assert_eq!((late.verdict, late.confidence), (Verdict::Fail, sure));
}
