use proptest::prelude::*;

use super::*;

mod lines;
mod material;

use self::material::{Line, band_limited, mu_law, noisy, pink_noise, speech_like, white_noise};

fn signals_of(samples: &[f32]) -> Vec<Signal> {
    let mut finder = SignalFinder::new();
    finder.push(samples);
    finder.finish()
}

/// The four ways in which every line is heard: clean, through the telephone band and mu-law, and in two noises.
fn heard(line: &Line, dbfs: f32) -> [(&'static str, Vec<f32>); 4] {
    let samples = line.at(dbfs);
    let phone = mu_law(&band_limited(&samples));
    let white = noisy(&samples, &white_noise(samples.len()), line.tone_power(dbfs), 10.0);
    let pink = mu_law(&band_limited(&noisy(&samples, &pink_noise(samples.len()), line.tone_power(dbfs), 10.0)));
    [("clean", samples), ("mu-law", phone), ("white noise", white), ("pink noise, mu-law", pink)]
}

/// Asserts that a line holds these signals and no others, at any level and in any coding, to within 50 ms.
fn holds(line: &Line, expected: &[(EventKind, u64, u64)]) {
    for dbfs in [-10.0, -22.0, -35.0] {
        for (how, samples) in heard(line, dbfs) {
            let found = signals_of(&samples);
            let kinds: Vec<_> = found.iter().map(|s| s.kind).collect();
            let wanted: Vec<_> = expected.iter().map(|e| e.0).collect();
            assert_eq!(kinds, wanted, "{dbfs} dBFS, {how}: {found:?}");
            for (signal, (_, start, end)) in found.iter().zip(expected) {
                assert!(signal.start_ms.abs_diff(*start) <= 50, "{dbfs} dBFS, {how}: {signal:?}, not {start}");
                assert!(signal.end_ms.abs_diff(*end) <= 50, "{dbfs} dBFS, {how}: {signal:?}, not {end}");
            }
        }
    }
}

fn no_signal_in(what: &str, samples: &[f32]) {
    let found = signals_of(samples);
    assert!(found.is_empty(), "{what}: {found:?}");
}

#[test]
fn noise_holds_no_signal() {
    for dbfs in [-60.0, -40.0, -20.0] {
        let gain = 10f32.powf(dbfs / 20.0);
        for (what, noise) in [("white", white_noise(16_000 * 60)), ("pink", pink_noise(16_000 * 60))] {
            let noise: Vec<f32> = noise.iter().map(|s| s * gain).collect();
            no_signal_in(what, &noise);
            no_signal_in(what, &mu_law(&band_limited(&noise)));
        }
    }
}

#[test]
fn hum_of_the_mains_holds_no_signal() {
    for hz in [50.0, 60.0] {
        for dbfs in [-40.0, -20.0] {
            let mut hum = Line::new();
            hum.complex(hz, &[1.0, 0.5, 0.7, 0.3, 0.4, 0.2, 0.3, 0.1, 0.1], 20_000);
            no_signal_in("hum", &hum.at(dbfs));
        }
    }
}

#[test]
fn a_voice_that_glides_is_no_tone() {
    for from in [150.0, 220.0, 400.0] {
        let mut sung = Line::new();
        for i in 0..12_u8 {
            let start = from * (1.0 + 0.06 * f32::from(i % 5));
            sung.glide(start, start * if i % 2 == 0 { 1.3 } else { 0.8 }, &[1.0, 0.3, 0.1], 500).pause(150);
        }
        no_signal_in("glide", &sung.at(-20.0));
    }
}

#[test]
fn speech_holds_no_signal() {
    for seed in 0..4 {
        let speech = speech_like(120, seed);
        no_signal_in("speech-like", &speech);
        no_signal_in("speech-like", &mu_law(&band_limited(&speech)));
    }
    let recorded: Vec<f32> = include_bytes!("../../tests/data/speech-16khz.s16le")
        .as_chunks::<2>()
        .0
        .iter()
        .map(|b| f32::from(i16::from_le_bytes(*b)) / 32_768.0)
        .collect();
    no_signal_in("recorded speech", &recorded.repeat(10));
}

#[test]
fn what_is_no_number_is_silence_and_what_is_too_loud_is_clipped() {
    let mut line = Line::new();
    line.pause(1000).tones(&[440.0, 480.0], 2000).pause(1000);
    let mut samples = line.at(-20.0);
    samples[..16_000].fill(f32::NAN);
    samples[48_000..].fill(f32::NAN);
    samples[10] = f32::INFINITY;
    let found = signals_of(&samples);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].kind, found[0].digit), (EventKind::Ring, None));
    no_signal_in("nothing", &[]);
    no_signal_in("not numbers", &vec![f32::NAN; 50_000]);
    no_signal_in("silence", &vec![0.0; 16_000 * 100]);
}

#[test]
fn a_signal_never_ends_after_the_recording() {
    let mut line = Line::new();
    line.pause(4000).tones(&[440.0, 480.0], 1003);
    let samples = line.at(-15.0);
    let found = signals_of(&samples);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].end_ms <= 5003 && found[0].end_ms >= 4960, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn blocks_change_nothing(sizes in prop::collection::vec(1_usize..5000, 1..12), seed in 0_u32..50) {
        let mut line = Line::new();
        line.tones(&[440.0, 480.0], 700).pause(3900).tones(&[440.0, 480.0], 2000).pause(300);
        line.tones(&[770.0, 1336.0], 80).pause(80).tones(&[1000.0], 400).pause(500);
        let mut samples = line.at(-18.0);
        samples.extend(speech_like(3, seed));
        let whole = signals_of(&samples);
        let mut finder = SignalFinder::new();
        let mut rest = samples.as_slice();
        for size in sizes.iter().cycle() {
            let (block, after) = rest.split_at((*size).min(rest.len()));
            finder.push(block);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(finder.finish(), whole);
    }

    #[test]
    fn signals_are_ordered_and_within_the_recording(
        parts in prop::collection::vec((300_f32..3000.0, 300_f32..3000.0, 20_u32..2500, 0_u32..3000), 1..12),
    ) {
        let mut line = Line::new();
        for (low, high, on, off) in parts {
            line.tones(&[low, high], on).pause(off);
        }
        let samples = line.at(-20.0);
        let found = signals_of(&samples);
        let keys: Vec<_> = found.iter().map(|s| (s.start_ms, s.kind)).collect();
        prop_assert!(keys.is_sorted());
        prop_assert!(found.iter().all(|s| s.start_ms < s.end_ms && s.end_ms <= samples.len() as u64 / 16));
        prop_assert!(found.iter().all(|s| s.digit.is_some() == (s.kind == EventKind::Dtmf)));
    }
}
