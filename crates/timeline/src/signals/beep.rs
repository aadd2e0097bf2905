//! Beeps, fax tones and the special information tones.

use ringcheck_call::EventKind;

use super::Signal;
use super::burst::Burst;
use super::cadence::signal;

/// The three special information tones, in hertz: ITU-T E.180 (950, 1400 and 1800) and those of Bellcore (913.8 or
/// 985.2, 1370.6 or 1428.5, 1776.7), each with its tolerance.
const INFORMATION_HZ: [std::ops::RangeInclusive<f32>; 3] = [895.0..=1005.0, 1345.0..=1455.0, 1745.0..=1855.0];

/// The length of each: 276 or 380 ms (Bellcore), 330 ms (ITU-T).
const INFORMATION_MS: std::ops::RangeInclusive<u64> = 200..=480;

/// The pause between them: none, up to 30 ms.
const INFORMATION_GAP_MS: u64 = 90;

/// The calling tone of ITU-T T.30: 1100 Hz, 0.5 s on, 3 s off.
const CALLING_HZ: std::ops::RangeInclusive<f32> = 1062.0..=1138.0;
const CALLING_MS: std::ops::RangeInclusive<u64> = 400..=600;
const CALLING_GAP_MS: std::ops::RangeInclusive<u64> = 2550..=3450;

/// The answering tone of ITU-T T.30: 2100 Hz for 2.6 to 4 s.
const ANSWER_HZ: std::ops::RangeInclusive<f32> = 2080.0..=2120.0;
const ANSWER_MS: std::ops::RangeInclusive<u64> = 2300..=4300;

/// A beep.
const BEEP_HZ: std::ops::RangeInclusive<f32> = 395.0..=2020.0;
const BEEP_MS: std::ops::RangeInclusive<u64> = 180..=1560;

/// Share of the energy that a beep's tone holds.
const MIN_BEEP_SHARE: f32 = 0.8;

/// How far a beep's frequency strays, as a share, and its level.
const MAX_DRIFT: f32 = 0.006;
const MAX_WOBBLE_DB: f32 = 1.5;

/// Decibels by which a beep is louder than what is before or after it.
const MIN_STANDS_OUT_DB: f32 = 9.0;

/// Takes special information tones out of `left`.
pub(super) fn information_tones(left: &mut Vec<Burst>) -> Vec<Signal> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 3 <= left.len() {
        let three = &left[at..at + 3];
        let is_rising = three.iter().zip(INFORMATION_HZ).all(|(b, range)| b.is_single(range));
        let is_timed = three.iter().all(|b| INFORMATION_MS.contains(&b.length_ms()))
            && three.windows(2).all(|pair| pair[1].start_ms <= pair[0].end_ms + INFORMATION_GAP_MS);
        if is_rising && is_timed {
            found.push(signal(EventKind::Sit, three[0].start_ms, three[2].end_ms, 990));
            left.drain(at..at + 3);
        } else {
            at += 1;
        }
    }
    found
}

/// Takes fax tones out of `left`.
pub(super) fn fax(left: &mut Vec<Burst>) -> Vec<Signal> {
    let mut found = Vec::new();
    let answers = |b: &Burst| b.is_single(ANSWER_HZ) && ANSWER_MS.contains(&b.length_ms());
    found.extend(left.extract_if(.., |b| answers(b)).map(|b| signal(EventKind::Fax, b.start_ms, b.end_ms, 960)));
    let calling: Vec<Burst> =
        left.extract_if(.., |b| b.is_single(CALLING_HZ) && CALLING_MS.contains(&b.length_ms())).collect();
    for run in calling.chunk_by(|a, b| CALLING_GAP_MS.contains(&(b.start_ms.saturating_sub(a.end_ms)))) {
        match run {
            [first, .., last] => found.push(signal(EventKind::Fax, first.start_ms, last.end_ms, 970)),
            _ => left.extend(run),
        }
    }
    left.sort_by_key(|b| b.start_ms);
    found
}

/// The beeps among bursts.
pub(super) fn beeps(left: &[Burst]) -> Vec<Signal> {
    let is_beep = |b: &&Burst| {
        b.is_single(BEEP_HZ)
            && BEEP_MS.contains(&b.length_ms())
            && b.share >= MIN_BEEP_SHARE
            && b.drift <= MAX_DRIFT
            && b.wobble_db <= MAX_WOBBLE_DB
            && b.stands_out_db() >= MIN_STANDS_OUT_DB
    };
    left.iter().filter(is_beep).map(|b| signal(EventKind::Beep, b.start_ms, b.end_ms, 900)).collect()
}
