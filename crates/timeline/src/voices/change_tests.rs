use proptest::prelude::*;
use ringcheck_call::Word;

use super::*;
use crate::VoiceMeter;

/// Sentences of `speaker` around a place that is only that speaker's.
fn sentences(speaker: usize, n: usize) -> Vec<Place> {
    let unit = |i: usize| {
        let mut voice = [0.0; N_VOICE];
        voice[200] = 0.77;
        voice[speaker] = 0.42;
        // Each sentence has something of its own, in the mean square `WITHIN`.
        voice[20 + (7 * speaker + i) % 100] = 0.46;
        Place::of(&VoiceUnit { segment: 0, words: 0..1, voice, n_frames: 150.0 })
    };
    (0..n).map(unit).collect()
}

fn spans(runs: &[Run]) -> Vec<(usize, usize)> {
    runs.iter().map(|run| (run.start, run.end)).collect()
}

#[test]
fn sentences_are_cut_where_the_voice_changes() {
    let units = [sentences(0, 7), sentences(1, 4), sentences(0, 3)].concat();
    let runs = runs_of(&units, &FINE);
    assert_eq!(spans(&runs), [(0, 7), (7, 11), (11, 14)]);
    let returns: Vec<bool> = named(&runs).iter().map(|named| named.is_return).collect();
    assert_eq!(returns, [false, false, true]);
}

#[test]
fn one_voice_is_one_run() {
    assert_eq!(spans(&runs_of(&sentences(3, 40), &FINE)), [(0, 40)]);
    assert_eq!(spans(&runs_of(&sentences(3, 1), &FINE)), [(0, 1)]);
    assert!(runs_of(&[], &FINE).is_empty());
}

#[test]
fn a_voice_that_hardly_speaks_is_no_voice() {
    let units = [sentences(0, 6), sentences(1, 1), sentences(0, 6)].concat();
    assert_eq!(spans(&runs_of(&units, &FINE)), [(0, 13)]);
}

#[test]
fn runs_of_one_voice_are_joined() {
    let runs: Vec<Run> =
        sentences(0, 3).into_iter().enumerate().map(|(start, place)| Run { start, end: start + 1, place }).collect();
    let joined = named(&runs);
    assert_eq!(joined.len(), 1);
    assert_eq!((joined[0].run.start, joined[0].run.end), (0, 3));
}

#[test]
fn more_of_two_voices_makes_surer_that_they_are_two() {
    let voice = |speaker, n| sentences(speaker, n).iter().fold(Place::none(), |sum, unit| sum.with(unit, 1.0));
    let odds: Vec<f64> = [1, 2, 4, 8].map(|n| voice(0, n).change_from(&voice(1, n))).into();
    assert!(odds.windows(2).all(|pair| pair[0] < pair[1]), "{odds:?}");
    let same: Vec<f64> = [2, 4, 8].map(|n| voice(0, n).change_from(&voice(0, n))).into();
    assert!(same.windows(2).all(|pair| pair[0] > pair[1]) && same[0] < 0.0, "{same:?}");
    assert!(confidence(odds[3]) > SURE && confidence(same[0]) < SURE);
    assert!(voice(0, 3).change_from(&Place::none()).abs() < f64::EPSILON);
}

#[test]
fn the_border_is_at_the_longest_pause() {
    let segments = [segment(Side::Business, &[(0, 400), (500, 900), (1600, 1700), (1750, 2500)])];
    let units: Vec<VoiceUnit> =
        (0..4).map(|at| VoiceUnit { segment: 0, words: at..at + 1, voice: [0.0; N_VOICE], n_frames: 40.0 }).collect();
    assert_eq!(border(&units, &segments, 0, 3), Some((900, 1600)));
    assert_eq!(border(&units, &segments, 2, 3), Some((1700, 1750)));
}

#[test]
fn long_breaths_are_cut_at_words() {
    let words: Vec<(u64, u64)> = (0..30).map(|i| (i * 400, i * 400 + 400)).collect();
    let segments = [segment(Side::Business, &words)];
    let units = cut_short(&segments);
    assert_eq!(units.iter().map(|u| u.words.clone()).collect::<Vec<_>>(), [0..10, 10..20, 20..30]);
}

/// A vowel-like sound: overtones of a pitch that wavers, shaped by three formants, in syllables.
fn speech(pitch_hz: f32, formants_hz: [f32; 3], seconds: f32, seed: f32) -> Vec<f32> {
    let mut phase = 0.0_f32;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds of samples")]
    let n = (seconds * 16_000.0) as u32;
    (0..n)
        .map(|i| {
            #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
            let t = i as f32 / 16_000.0;
            let syllable = (std::f32::consts::PI * 4.0 * (t + seed)).sin().abs();
            let sway = 1.0 + 0.1 * (1.7 * (t + seed)).sin();
            phase += pitch_hz * sway / 16_000.0;
            let vowel = 1.0 + 0.2 * (5.0 * (t + 3.0 * seed)).sin();
            let overtones = (1u8..30).map(f32::from).map(|k| {
                let hz = k * pitch_hz * sway;
                let shape: f32 =
                    formants_hz.iter().map(|f| 1.0 / (1.0 + ((hz - f * vowel) / 90.0).powi(2))).sum::<f32>();
                shape * (std::f32::consts::TAU * k * phase).sin()
            });
            0.05 * syllable * overtones.sum::<f32>()
        })
        .collect()
}

const LOW: (f32, [f32; 3]) = (95.0, [500.0, 1300.0, 2300.0]);
const HIGH: (f32, [f32; 3]) = (230.0, [750.0, 1900.0, 3000.0]);

/// Sentences of two seconds in these voices with a second between them, and their words.
fn call(voices: &[(f32, [f32; 3])]) -> (Vec<Segment>, VoiceTrack) {
    let mut meter = VoiceMeter::new();
    let mut segments = Vec::new();
    let mut at_ms = 0;
    for (i, (pitch_hz, formants_hz)) in voices.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a handful of sentences")]
        meter.push(&speech(*pitch_hz, *formants_hz, 2.0, i as f32 * 0.37));
        meter.push(&vec![0.0; 16_000]);
        let words: Vec<(u64, u64)> = (0..5).map(|k| (at_ms + 400 * k, at_ms + 400 * k + 400)).collect();
        segments.push(segment(Side::Business, &words));
        at_ms += 3000;
    }
    (segments, meter.finish())
}

#[test]
fn a_voice_that_takes_over_is_heard() {
    let (segments, track) = call(&[LOW, LOW, LOW, LOW, HIGH, HIGH, HIGH, HIGH]);
    let changes = voice_changes(&segments, Side::Business, &track);
    let found: Vec<_> = changes.iter().map(|c| (c.last_ms, c.at_ms, c.is_return)).collect();
    assert_eq!(found, [(11_000, 12_000, false)]);
    assert!(voice_changes(&segments, Side::Caller, &track).is_empty());
}

#[test]
fn a_voice_that_comes_back_is_a_return() {
    let (segments, track) = call(&[HIGH, HIGH, HIGH, LOW, LOW, LOW, HIGH, HIGH, HIGH]);
    let changes = voice_changes(&segments, Side::Business, &track);
    assert_eq!(changes.iter().map(|c| (c.at_ms, c.is_return)).collect::<Vec<_>>(), [(9000, false), (18_000, true)]);
}

#[test]
fn one_voice_does_not_change() {
    for voice in [LOW, HIGH] {
        let (segments, track) = call(&[voice; 9]);
        assert_eq!(voice_changes(&segments, Side::Business, &track), []);
    }
}

fn segment(side: Side, words: &[(u64, u64)]) -> Segment {
    let mut segment = Segment {
        channel: 0,
        side,
        start_ms: None,
        end_ms: None,
        text: String::new(),
        words: vec![],
        confidence: None,
        marks: vec![],
    };
    let word = |(start_ms, end_ms): &(u64, u64)| Word {
        start_ms: *start_ms,
        end_ms: *end_ms,
        text: "word".to_owned(),
        probability: Probability::ONE,
    };
    segment.set_words(words.iter().map(word).collect());
    segment
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Words at any time, in any order, beyond the end of the sound too.
    #[test]
    fn changes_are_in_order_and_at_words(
        words in prop::collection::vec((0u64..30_000, 0u64..2500), 0..24),
        far in prop::option::of(Just(u64::MAX)),
    ) {
        let (_, track) = call(&[LOW, LOW, HIGH, HIGH, LOW, LOW, HIGH]);
        let mut segments: Vec<Segment> = words
            .chunks(3)
            .map(|words| segment(Side::Business, &words.iter().map(|(at, n)| (*at, at + n)).collect::<Vec<_>>()))
            .collect();
        segments.extend(far.map(|far| segment(Side::Business, &[(far, far)])));
        let changes = voice_changes(&segments, Side::Business, &track);
        let starts: Vec<u64> = segments.iter().flat_map(|s| &s.words).map(|w| w.start_ms).collect();
        prop_assert!(changes.iter().all(|c| c.last_ms <= c.at_ms && starts.contains(&c.at_ms)));
        prop_assert!(changes.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms));
        prop_assert_eq!(voice_changes(&segments, Side::Business, &track), changes);
    }
}
