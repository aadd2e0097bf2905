//! Beeps, fax tones and the special information tones.

use ringcheck_call::{EventKind, Side};

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

/// Takes special information tones out of `left`.
pub(super) fn information_tones(left: &mut Vec<Burst>) -> Vec<Signal> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 3 <= left.len() {
        let three = &left[at..at + 3];
        let is_rising = three.iter().zip(INFORMATION_HZ).all(|(b, range)| b.is_single(range) && b.is_tone());
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
    let answers = |b: &Burst| b.is_single(ANSWER_HZ) && b.is_tone() && ANSWER_MS.contains(&b.length_ms());
    let answer = |b: Burst| signal(EventKind::Fax, b.start_ms, b.end_ms, 960).by(Side::Business);
    found.extend(left.extract_if(.., |b| answers(b)).map(answer));
    let calling: Vec<Burst> = left
        .extract_if(.., |b| b.is_single(CALLING_HZ) && b.is_tone() && CALLING_MS.contains(&b.length_ms()))
        .collect();
    for run in calling.chunk_by(|a, b| CALLING_GAP_MS.contains(&(b.start_ms.saturating_sub(a.end_ms)))) {
        match run {
            [first, .., last] => {
                found.push(signal(EventKind::Fax, first.start_ms, last.end_ms, 970).by(Side::Caller));
            }
            _ => left.extend(run),
        }
    }
    left.sort_by_key(|b| b.start_ms);
    found
}

/// A single low tone that begins or ends a call's ringing: too short for a ring, and too low for a record tone.
const CUT_RING_HZ: std::ops::RangeInclusive<f32> = 412.0..=438.0;

/// The shortest that was surely heard, in milliseconds.
const CUT_RING_MS: std::ops::RangeInclusive<u64> = 300..=1560;

/// The beeps among bursts; one at 425 Hz is a European ring that was cut short.
pub(super) fn beeps(left: &[Burst]) -> Vec<Signal> {
    let is_beep = |b: &&Burst| b.is_single(BEEP_HZ) && BEEP_MS.contains(&b.length_ms()) && b.is_clean_tone();
    let named = |b: &Burst| {
        let is_ring = CUT_RING_HZ.contains(&b.hz) && CUT_RING_MS.contains(&b.length_ms());
        let (kind, thousandths) = if is_ring { (EventKind::Ring, 600) } else { (EventKind::Beep, 900) };
        signal(kind, b.start_ms, b.end_ms, thousandths)
    };
    left.iter().filter(is_beep).map(named).collect()
}
