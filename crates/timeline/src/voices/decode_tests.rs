use proptest::prelude::*;
use ringcheck_call::Word;

use super::*;
use crate::VoiceMeter;

/// A made-up voice: its pitch, and the middle of the band where it is strongest.
#[derive(Clone, Copy)]
struct Timbre {
    hz: f32,
    strongest_hz: f32,
}

const LOW: Timbre = Timbre { hz: 105.0, strongest_hz: 700.0 };
const HIGH: Timbre = Timbre { hz: 205.0, strongest_hz: 1900.0 };

/// A recording of made-up voices: each line is a voice and what it says, words of 250 ms.
///
/// A vowel changes with its word, so that one voice does not always sound alike.
fn record(lines: &[(Timbre, &str)]) -> (Vec<Segment>, VoiceTrack) {
    let (mut meter, mut segments, mut at_ms) = (VoiceMeter::new(), Vec::new(), 0u64);
    for (timbre, text) in lines {
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            let vowel = f32::from(u8::try_from(word.len() % 5).unwrap());
            meter.push(&sound(*timbre, vowel));
            words.push(Word {
                start_ms: at_ms,
                end_ms: at_ms + 250,
                text: word.to_owned(),
                probability: Probability::ONE,
            });
            at_ms += 250;
        }
        meter.push(&vec![0.0; 6400]);
        at_ms += 400;
        segments.push(segment(words));
    }
    (segments, meter.finish())
}

fn sound(timbre: Timbre, vowel: f32) -> Vec<f32> {
    (0u16..4000)
        .map(|i| {
            let t = f32::from(i) / 16_000.0;
            let hz = timbre.hz * (1.0 + 0.02 * vowel);
            let overtones = (1u8..40).map(f32::from).filter(|k| (300.0..3400.0).contains(&(k * hz)));
            let strongest = timbre.strongest_hz * (1.0 + 0.06 * vowel);
            let level = |k: f32| 0.1 / (1.0 + ((k * hz - strongest) / 500.0).powi(2));
            overtones.map(|k| level(k) * (std::f32::consts::TAU * k * hz * t).cos()).sum()
        })
        .collect()
}

fn segment(words: Vec<Word>) -> Segment {
    Segment {
        channel: 0,
        side: Side::Unknown,
        start_ms: words.first().map(|w| w.start_ms),
        end_ms: words.last().map(|w| w.end_ms),
        text: words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
        words,
        confidence: None,
        marks: vec![],
    }
}

fn dialogue() -> Vec<(Timbre, &'static str)> {
    vec![
        (LOW, "Thank you for calling Lone Pecan, how can I help you?"),
        (HIGH, "Hi, I'm calling because our server is down and nobody can work."),
        (LOW, "Okay, how many computers do you have?"),
        (HIGH, "About twenty of them in the building."),
        (LOW, "Seven or eight of them are blue."),
        (HIGH, "Seven or eight of them are blue."),
        (LOW, "Can I get your name and the best number to reach you?"),
        (HIGH, "It's Al, and my number is on the website."),
    ]
}

#[test]
fn words_that_fit_either_side_go_by_the_voice() {
    let lines = dialogue();
    let (segments, track) = record(&lines);
    let (pieces, origin) = tell_voices_apart(segments, &track);
    let sides: Vec<Side> = pieces.iter().map(|p| p.side).collect();
    let expected: Vec<Side> =
        lines.iter().map(|(t, _)| if t.hz < 150.0 { Side::Business } else { Side::Caller }).collect();
    assert_eq!(sides, expected);
    assert_eq!((origin.method.as_str(), origin.agent_channel), ("voices", None));
    assert!(origin.confidence.thousandths() >= 900, "{:?}", origin.confidence);
}

#[test]
fn which_voice_is_the_business_goes_by_the_words() {
    let lines: Vec<(Timbre, &str)> =
        dialogue().into_iter().map(|(t, text)| (if t.hz < 150.0 { HIGH } else { LOW }, text)).collect();
    let (segments, track) = record(&lines);
    let sides: Vec<Side> = tell_voices_apart(segments, &track).0.iter().map(|p| p.side).collect();
    assert_eq!(sides, [Side::Business, Side::Caller].repeat(4));
}

#[test]
fn a_segment_with_two_voices_is_split_between_them() {
    let (segments, track) = record(&[dialogue(), dialogue()].concat());
    let joined = segments.chunks(2).map(|pair| segment([&pair[0].words[..], &pair[1].words].concat())).collect();
    let (pieces, _) = tell_voices_apart(joined, &track);
    assert_eq!(pieces.len(), 16);
    for (piece, whole) in pieces.iter().zip(&segments) {
        assert_eq!((&piece.text, piece.start_ms, piece.end_ms), (&whole.text, whole.start_ms, whole.end_ms));
    }
    assert_eq!(pieces.iter().map(|p| p.side).collect::<Vec<_>>(), [Side::Business, Side::Caller].repeat(8));
}

#[test]
fn a_greeting_alone_is_the_business() {
    let (segments, track) = record(&[
        (HIGH, "You have reached Lone Pecan Technologies."),
        (HIGH, "We are closed, please leave your name and number after the tone."),
    ]);
    let (pieces, origin) = tell_voices_apart(segments, &track);
    assert!(pieces.iter().all(|p| p.side == Side::Business), "{pieces:?}");
    assert!(origin.reason.starts_with("one voice"), "{}", origin.reason);
}

#[test]
fn nothing_is_claimed_of_next_to_nothing() {
    let (segments, track) = record(&[(LOW, "Blue."), (LOW, "Green.")]);
    let (pieces, origin) = tell_voices_apart(segments, &track);
    assert!(pieces.iter().all(|p| p.side == Side::Unknown));
    assert_eq!(origin.confidence, Probability::ZERO);
    let (pieces, origin) = tell_voices_apart(vec![], &VoiceTrack::default());
    assert!(pieces.is_empty() && !origin.reason.is_empty());
}

#[test]
fn one_voice_for_both_parts_is_not_taken_for_two() {
    let lines: Vec<(Timbre, &str)> = dialogue().into_iter().map(|(_, text)| (LOW, text)).collect();
    let (segments, track) = record(&lines);
    let (pieces, origin) = tell_voices_apart(segments, &track);
    let is_split = pieces.iter().any(|p| p.side == Side::Business) && pieces.iter().any(|p| p.side == Side::Caller);
    assert!(!is_split || origin.confidence < Probability::new(0.9), "{origin:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_word_is_lost_or_moved(texts in prop::collection::vec("([a-z]{1,6}[.?,]? ){1,6}", 0..12)) {
        let mut at_ms = 0;
        let segments: Vec<Segment> = texts.iter().map(|text| segment(text.split_whitespace().map(|word| {
            at_ms += 300;
            Word { start_ms: at_ms, end_ms: at_ms + 200, text: word.to_owned(), probability: Probability::ONE }
        }).collect())).collect();
        let words = |segments: &[Segment]| segments.iter().flat_map(|s| s.words.clone()).collect::<Vec<_>>();
        let (pieces, origin) = tell_voices_apart(segments.clone(), &VoiceTrack::default());
        prop_assert_eq!(words(&pieces), words(&segments));
        prop_assert!(pieces.iter().all(|p| p.text == p.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")));
        prop_assert_eq!(tell_voices_apart(segments, &VoiceTrack::default()), (pieces, origin));
    }
}
