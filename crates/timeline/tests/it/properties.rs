//! What holds for any words.

use proptest::prelude::*;
use ringcheck_call::{Segment, Side, SidesOrigin, Speaker, Transcript, TranscriptSource, Turn};
use ringcheck_timeline::{LineSounds, assign_sides, attribute, business_channel, opening};

const SAID: &[&str] = &[
    "Press one for sales.",
    "Hello?",
    "This call may be recorded.",
    "Please leave a message after the tone.",
    "All our agents are busy",
    "— …",
    "I'm the virtual assistant.",
    "Ünïcödé déjà vu, naïve café!",
    "hold on one second",
    "my number is 555 0123",
    "Dr. Who speaking.",
];

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let side = prop::sample::select(vec![Side::Business, Side::Caller, Side::Unknown]);
    let text = prop::collection::vec(prop::sample::select(SAID.to_vec()), 1..5).prop_map(|said| said.join(" "));
    prop::collection::vec((side, text).prop_map(|(side, text)| Turn::from_text(side, text, None, None)), 0..8)
}

fn segment(channel: u16, start_ms: u64, text: &str) -> Segment {
    Segment {
        channel,
        side: Side::Unknown,
        start_ms: Some(start_ms),
        end_ms: Some(start_ms + 900),
        text: text.to_owned(),
        words: vec![],
        confidence: None,
        marks: vec![],
    }
}

proptest! {
    #[test]
    fn no_word_is_lost_and_every_speaker_fits_its_side(turns in turns()) {
        let words_of = |turns: &[Turn]| -> Vec<(Side, String)> {
            turns.iter().flat_map(|t| t.text().split_whitespace().map(|w| (t.side(), w.to_owned()))).collect()
        };
        let before = words_of(&turns);
        let call = attribute(turns.clone(), LineSounds::default());
        prop_assert_eq!(words_of(&call.turns), before);
        for turn in &call.turns {
            let fits = match turn.side() {
                Side::Caller => turn.speaker == Speaker::Caller,
                Side::Business => matches!(turn.speaker, Speaker::Agent | Speaker::RecordedVoice),
                Side::Unknown => matches!(turn.speaker, Speaker::Unknown | Speaker::RecordedVoice),
            };
            prop_assert!(fits, "{:?}", turn);
        }
        for event in &call.events {
            prop_assert!(event.turn.is_some_and(|turn| turn < call.turns.len()));
        }
        prop_assert!(call.events.is_sorted_by_key(|e| e.turn));
        prop_assert_eq!(&attribute(turns, LineSounds::default()), &call);
        let _ = opening(&call);
    }

    #[test]
    fn any_text_is_survived(texts in prop::collection::vec("\\PC{0,60}", 0..5)) {
        let turns = texts.iter().map(|t| Turn::from_text(Side::Business, t.clone(), None, None)).collect();
        let call = attribute(turns, LineSounds::default());
        prop_assert!(call.turns.len() >= texts.len());
    }

    #[test]
    fn swapping_the_channels_swaps_the_business(texts in prop::collection::vec((0u16..2, prop::sample::select(SAID.to_vec())), 0..8)) {
        let transcript = |flip: u16| Transcript {
            source: TranscriptSource::Recognized,
            segments: texts.iter().zip(0u64..).map(|((c, t), n)| segment(c ^ flip, n * 1000, t)).collect(),
        };
        let (one, other) = (business_channel(&transcript(0), None), business_channel(&transcript(1), None));
        prop_assert_eq!(one.agent_channel, other.agent_channel.map(|c| c ^ 1));
        prop_assert_eq!(one.confidence, other.confidence);
    }
}

fn guess(said: &[(u16, &str)]) -> SidesOrigin {
    let segments = said.iter().zip(0u64..).map(|((c, t), n)| segment(*c, n * 1000, t)).collect();
    business_channel(&Transcript { source: TranscriptSource::Recognized, segments }, None)
}

#[test]
fn whoever_answers_for_a_firm_is_the_business() {
    let origin = guess(&[
        (1, "Thanks for calling Ridge Tire, this is Al, how can I help you?"),
        (0, "Hi, I need two tires for my truck."),
        (1, "What size are they?"),
    ]);
    assert_eq!((origin.agent_channel, origin.method.as_str()), (Some(1), "auto"));
    assert!(!origin.reason.is_empty());
}

#[test]
fn a_caller_who_speaks_first_is_still_the_caller() {
    let origin = guess(&[
        (0, "Hello?"),
        (1, "Thank you for calling Ridge Tire, this is Al, how can I help you?"),
        (0, "Yeah, hi, I'm calling because my truck has a flat and I need somebody to come out."),
        (1, "Okay, can I get your name and the best number to reach you?"),
    ]);
    assert_eq!(origin.agent_channel, Some(1));
}

#[test]
fn a_recording_is_the_business_even_if_nobody_else_speaks() {
    assert_eq!(guess(&[(1, "For sales, press one. For service, press two.")]).agent_channel, Some(1));
}

#[test]
fn too_little_to_tell_is_said_so() {
    for said in [&[][..], &[(0, "Hello?")], &[(1, "Okay.")]] {
        let origin = guess(said);
        assert_eq!(origin.agent_channel, None, "{said:?}");
        assert!(!origin.reason.is_empty());
    }
}

#[test]
fn sides_follow_the_channel() {
    let transcript = Transcript {
        source: TranscriptSource::Recognized,
        segments: vec![segment(0, 0, "Hi."), segment(1, 5, "Hello.")],
    };
    let sides: Vec<Side> = assign_sides(transcript, 1).segments.iter().map(|s| s.side).collect();
    assert_eq!(sides, [Side::Caller, Side::Business]);
}
