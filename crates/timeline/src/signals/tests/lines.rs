//! Lines with one kind of signal each, at several levels, through a telephone line and in noise.

use super::*;

use EventKind::{Beep, Busy, Dtmf, Fax, Music, Reorder, Ring, Sit};

/// A line that repeats tones and pauses.
fn cadence(hz: &[f32], on_off_ms: &[(u32, u32)], n: usize) -> Line {
    let mut line = Line::new();
    line.pause(1000);
    for (on, off) in on_off_ms.iter().cycle().take(n * on_off_ms.len()) {
        line.tones(hz, *on).pause(*off);
    }
    line
}

#[test]
fn american_ringing_is_one_ring_each() {
    let line = cadence(&[440.0, 480.0], &[(2000, 4000)], 3);
    holds(&line, &[(Ring, 1000, 3000), (Ring, 7000, 9000), (Ring, 13_000, 15_000)]);
}

#[test]
fn british_ringing_is_one_ring_for_each_pair_of_bursts() {
    let line = cadence(&[400.0, 450.0], &[(400, 200), (400, 2000)], 3);
    holds(&line, &[(Ring, 1000, 2000), (Ring, 4000, 5000), (Ring, 7000, 8000)]);
}

#[test]
fn european_ringing_is_known_by_its_cadence() {
    holds(&cadence(&[425.0], &[(1000, 4000)], 2), &[(Ring, 1000, 2000), (Ring, 6000, 7000)]);
    holds(&cadence(&[425.0], &[(1500, 5000)], 2), &[(Ring, 1000, 2500), (Ring, 7500, 9000)]);
    holds(&cadence(&[425.0], &[(1000, 3000)], 3), &[(Ring, 1000, 2000), (Ring, 5000, 6000), (Ring, 9000, 10_000)]);
    holds(&cadence(&[400.0], &[(1000, 2000)], 3), &[(Ring, 1000, 2000), (Ring, 4000, 5000), (Ring, 7000, 8000)]);
}

#[test]
fn japanese_ringing_is_modulated() {
    let mut line = Line::new();
    for _ in 0..3 {
        line.weighted(&[(400.0, 1.0), (384.0, 0.5), (416.0, 0.5)], 1000).pause(2000);
    }
    holds(&line, &[(Ring, 0, 1000), (Ring, 3000, 4000), (Ring, 6000, 7000)]);
}

#[test]
fn a_recording_may_begin_and_be_answered_in_a_ring() {
    let mut line = Line::new();
    line.tones(&[440.0, 480.0], 700).pause(4000).tones(&[440.0, 480.0], 2000).pause(4000);
    line.tones(&[440.0, 480.0], 350).pause(1000);
    holds(&line, &[(Ring, 0, 700), (Ring, 4700, 6700), (Ring, 10_700, 11_050)]);
    let mut line = Line::new();
    line.tones(&[425.0], 500).pause(4000).tones(&[425.0], 1000).pause(4000).tones(&[425.0], 400).pause(1000);
    holds(&line, &[(Ring, 0, 500), (Ring, 4500, 5500), (Ring, 9500, 9900)]);
}

#[test]
fn one_ring_is_known_by_its_pair_of_tones() {
    for (hz, ms) in [([440.0, 480.0], 2000), ([440.0, 480.0], 500), ([400.0, 450.0], 400)] {
        let mut line = Line::new();
        line.pause(500).tones(&hz, ms).pause(1500);
        holds(&line, &[(Ring, 500, 500 + u64::from(ms))]);
    }
}

#[test]
fn busy_is_one_event_over_its_bursts() {
    holds(&cadence(&[480.0, 620.0], &[(500, 500)], 6), &[(Busy, 1000, 6500)]);
    holds(&cadence(&[480.0, 620.0], &[(500, 500)], 3), &[(Busy, 1000, 3500)]);
    holds(&cadence(&[400.0], &[(375, 375)], 6), &[(Busy, 1000, 5125)]);
    holds(&cadence(&[425.0], &[(500, 500)], 4), &[(Busy, 1000, 4500)]);
    holds(&cadence(&[425.0], &[(480, 480)], 4), &[(Busy, 1000, 4360)]);
}

#[test]
fn reorder_is_faster_than_busy() {
    holds(&cadence(&[480.0, 620.0], &[(250, 250)], 8), &[(Reorder, 1000, 4750)]);
    holds(&cadence(&[425.0], &[(250, 250)], 8), &[(Reorder, 1000, 4750)]);
    holds(&cadence(&[425.0], &[(200, 200)], 8), &[(Reorder, 1000, 4000)]);
    holds(&cadence(&[400.0], &[(400, 350), (225, 525)], 3), &[(Reorder, 1000, 4975)]);
}

#[test]
fn three_rising_tones_are_one_event() {
    for (hz, ms) in [
        ([950.0, 1400.0, 1800.0], [330, 330, 330]),
        ([913.8, 1370.6, 1776.7], [276, 276, 380]),
        ([985.2, 1428.5, 1776.7], [380, 380, 380]),
        ([985.2, 1370.6, 1776.7], [380, 276, 380]),
    ] {
        let mut line = Line::new();
        line.pause(700);
        for (hz, ms) in hz.iter().zip(ms) {
            line.tones(&[*hz], ms);
        }
        line.pause(1000);
        holds(&line, &[(Sit, 700, 700 + u64::from(ms.iter().sum::<u32>()))]);
    }
}

#[test]
fn a_beep_is_a_single_tone_in_quiet() {
    for hz in [400.0, 440.0, 700.0, 1000.0, 1400.0, 2000.0] {
        for ms in [200, 400, 850] {
            let mut line = Line::new();
            line.pause(1500).tones(&[hz], ms).pause(1500);
            holds(&line, &[(Beep, 1500, 1500 + u64::from(ms))]);
        }
    }
    let mut long = Line::new();
    long.pause(1500).tones(&[1000.0], 1500).pause(1500);
    holds(&long, &[(Beep, 1500, 3000)]);
}

#[test]
fn a_beep_follows_a_greeting() {
    let mut samples = speech_like(6, 3);
    samples.extend([0.0; 1600]);
    let mut beep = Line::new();
    beep.tones(&[1000.0], 300).pause(1000);
    samples.extend(beep.at(-16.0));
    let found = signals_of(&mu_law(&band_limited(&samples)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, Beep);
    assert!(found[0].start_ms.abs_diff(6100) <= 50 && found[0].end_ms.abs_diff(6400) <= 50, "{found:?}");
}

#[test]
fn longer_and_shorter_tones_are_no_beeps() {
    for (hz, ms) in [(1000.0, 120), (1000.0, 2000), (3000.0, 400), (300.0, 400), (1000.0, 12_000)] {
        let mut line = Line::new();
        line.pause(1500).tones(&[hz], ms).pause(1500);
        holds(&line, &[]);
    }
    let mut dial = Line::new();
    dial.tones(&[350.0, 440.0], 8000).pause(500);
    holds(&dial, &[]);
}

#[test]
fn fax_calls_and_answers() {
    holds(&cadence(&[1100.0], &[(500, 3000)], 3), &[(Fax, 1000, 8500)]);
    let mut answer = Line::new();
    answer.pause(800).tones(&[2100.0], 3000).pause(500);
    holds(&answer, &[(Fax, 800, 3800)]);
}

/// The tones of a key.
fn key(digit: char) -> [f32; 2] {
    let keys = "123A456B789C*0#D";
    let at = keys.chars().position(|k| k == digit).unwrap();
    [[697.0, 770.0, 852.0, 941.0][at / 4], [1209.0, 1336.0, 1477.0, 1633.0][at % 4]]
}

fn digits_in(samples: &[f32]) -> String {
    let found = signals_of(samples);
    assert!(found.iter().all(|s| s.kind == Dtmf), "{found:?}");
    found.iter().filter_map(|s| s.digit).collect()
}

#[test]
fn every_digit_is_told_at_any_level_and_length() {
    let dialed = "1234567890*#ABCD5500";
    for (on, off) in [(40, 40), (70, 50), (100, 100), (400, 100)] {
        let mut line = Line::new();
        line.pause(300);
        for digit in dialed.chars() {
            line.tones(&key(digit), on).pause(off);
        }
        let mut start = 300;
        let expected: Vec<_> = dialed
            .chars()
            .map(|_| {
                let from = start;
                start += u64::from(on + off);
                (Dtmf, from, from + u64::from(on))
            })
            .collect();
        holds(&line, &expected);
        for dbfs in [-10.0, -22.0, -35.0] {
            for (how, samples) in heard(&line, dbfs) {
                assert_eq!(digits_in(&samples), dialed, "{on} ms, {dbfs} dBFS, {how}");
            }
        }
    }
}

#[test]
fn digits_may_be_twisted_and_off_as_q24_allows() {
    for (twist_db, off, expected) in [
        (-8.0_f32, 0.0, "5"),
        (4.0, 0.0, "5"),
        (0.0, 0.015, "5"),
        (0.0, -0.015, "5"),
        (-6.0, 0.015, "5"),
        (0.0, 0.035, ""),
        (0.0, -0.035, ""),
        (-16.0, 0.0, ""),
        (14.0, 0.0, ""),
    ] {
        let [low, high] = key('5').map(|hz| hz * (1.0 + off));
        let mut line = Line::new();
        line.pause(200).weighted(&[(low, 1.0), (high, 10f32.powf(twist_db / 20.0))], 80).pause(200);
        assert_eq!(digits_in(&line.at(-20.0)), expected, "twist {twist_db} dB, off {off}");
    }
    let mut short = Line::new();
    short.pause(200).tones(&key('5'), 20).pause(200);
    assert_eq!(digits_in(&short.at(-20.0)), "");
}

/// Chords of notes with harmonics that die away.
fn chords(seconds: u16) -> Vec<f32> {
    let mut out = vec![0.0_f32; usize::from(seconds) * 16_000];
    let roots = [0_i16, 5, 7, 0, 9, 5, 2, 7];
    for (bar, root) in (0..usize::from(seconds) * 2).zip(roots.iter().cycle()) {
        for step in [0, 4, 7, 12] {
            let hz = 220.0 * 2f32.powf(f32::from(root + step) / 12.0);
            for i in 0..12_000_u16 {
                let Some(sample) = out.get_mut(bar * 8000 + usize::from(i)) else { break };
                let t = f32::from(i) / 16_000.0;
                let note: f32 =
                    (1_u8..=4).map(|k| (std::f32::consts::TAU * hz * f32::from(k) * t).sin() / f32::from(k)).sum();
                *sample += 0.03 * note * (-2.0 * t).exp() * (t * 200.0).min(1.0);
            }
        }
    }
    out
}

#[test]
fn music_is_one_stretch() {
    let mut samples = vec![0.0; 16_000 * 3];
    samples.extend(chords(20));
    samples.extend(vec![0.0; 16_000]);
    samples.extend(speech_like(8, 1));
    for samples in [samples.clone(), mu_law(&band_limited(&samples))] {
        let found = signals_of(&samples);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].kind, Music);
        assert!(found[0].start_ms.abs_diff(3000) <= 700, "{found:?}");
        assert!(found[0].end_ms.abs_diff(23_000) <= 1200, "{found:?}");
    }
    assert!(signals_of(&chords(2)).is_empty(), "too short");
}

#[test]
fn ringing_before_music_stays_ringing() {
    let mut ring = Line::new();
    ring.tones(&[440.0, 480.0], 2000).pause(4000).tones(&[440.0, 480.0], 2000).pause(1500);
    let mut samples = ring.at(-20.0);
    samples.extend(chords(10));
    let kinds: Vec<_> = signals_of(&samples).iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [Ring, Ring, Music]);
}
