//! Which channel is the business, by words, by when they are said, and by what the phone system usually does.

use ringcheck_call::{Segment, Side, SidesOrigin, Transcript, TranscriptSource};
use ringcheck_timeline::business_channel;

fn guess(said: &[(u16, &str)], preset: Option<(u16, &str)>) -> SidesOrigin {
    let segment = |((channel, text), n): (&(u16, &str), u64)| Segment {
        channel: *channel,
        side: Side::Unknown,
        start_ms: Some(n * 3000),
        end_ms: Some(n * 3000 + 2500),
        text: (*text).to_owned(),
        words: vec![],
        confidence: None,
        marks: vec![],
    };
    let segments = said.iter().zip(0..).map(segment).collect();
    business_channel(&Transcript { source: TranscriptSource::Recognized, segments }, &[], preset)
}

const ANSWERED: &[(u16, &str)] = &[
    (1, "Thank you for calling Harbor Networks, this is Jo, how can I help you?"),
    (0, "Hi, our server will not start and we need somebody to come out."),
    (1, "Okay, how many users are affected, and what is the best number to reach you?"),
    (0, "All six of us."),
];

#[track_caller]
fn check(said: &[(u16, &str)], preset: Option<(u16, &str)>, channel: Option<u16>, method: &str, because: &str) {
    let origin = guess(said, preset);
    assert_eq!((origin.agent_channel, origin.method.as_str()), (channel, method), "{origin:?}");
    assert!(origin.reason.contains(because), "{origin:?}");
}

#[test]
fn the_reason_names_both_channels() {
    check(ANSWERED, None, Some(1), "auto", "channel 1 (right) answers with the company's or its own name");
    check(ANSWERED, None, Some(1), "auto", "channel 0 (left) says what is wrong or wanted");
}

#[test]
fn a_preset_decides_where_words_do_not_tell() {
    let dull = [(0, "Hello?"), (1, "Hello.")];
    check(&dull, None, None, "auto", "do not tell");
    check(&dull, Some((1, "Twilio Flex")), Some(1), "preset", "Twilio Flex records the business on channel 1 (right)");
    check(&[], Some((0, "the folder's setting")), Some(0), "preset", "nobody speaks");
}

#[test]
fn words_that_agree_with_a_preset_are_said_to() {
    check(ANSWERED, Some((1, "Twilio Flex")), Some(1), "preset", "the words agree");
    let sure = guess(ANSWERED, Some((1, "Twilio Flex"))).confidence;
    assert!(sure >= guess(ANSWERED, None).confidence);
}

#[test]
fn clear_words_win_over_a_preset_and_the_reason_says_so() {
    check(
        ANSWERED,
        Some((0, "Twilio Flex")),
        Some(1),
        "auto",
        "although Twilio Flex records the business on channel 0",
    );
    assert!(guess(ANSWERED, Some((0, "Twilio Flex"))).confidence < guess(ANSWERED, None).confidence);
}

#[test]
fn a_preset_of_a_channel_that_is_not_there_is_no_preset() {
    assert_eq!(guess(ANSWERED, Some((7, "a typo"))), guess(ANSWERED, None));
}

#[test]
fn a_menu_that_nobody_answers_is_the_business() {
    let said = [
        (0, "Welcome to Ridge Tire. For sales, press one. For service, press two."),
        (0, "To hear this again, press nine."),
    ];
    check(&said, None, Some(0), "auto", "carries a recorded voice; nobody speaks on channel 1 (right)");
}

#[test]
fn a_caller_who_says_hello_first_or_whose_recording_starts_late_is_the_caller() {
    let hello: Vec<(u16, &str)> = std::iter::once((0, "Hello?")).chain(ANSWERED.iter().copied()).collect();
    check(&hello, None, Some(1), "auto", "channel 1");
    check(&ANSWERED[1..], None, Some(1), "auto", "channel");
}

#[test]
fn both_sides_on_the_only_channel_are_not_called_one_side() {
    let said: Vec<(u16, &str)> = ANSWERED[1..].iter().map(|(_, text)| (0, *text)).collect();
    check(&said, None, None, "auto", "both sides seem to be on it");
}
