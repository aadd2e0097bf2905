//! Call progress tones: ringing, busy and reorder, by frequency and cadence.

use ringcheck_call::EventKind;

use super::Signal;
use super::burst::Burst;
use super::cadence::{is_same, signal};

/// The tones of ringing that come in pairs: North America, then the United Kingdom, Ireland and Australia.
const RING_PAIRS: [(f32, f32); 2] = [(440.0, 480.0), (400.0, 450.0)];

/// Busy and reorder of North America.
const BUSY_PAIR: (f32, f32) = (480.0, 620.0);

/// Where the single tones of other countries lie, 400 and 425 Hz most often, and the sidebands of a modulated one.
const LOW_HZ: std::ops::RangeInclusive<f32> = 380.0..=460.0;

/// A pause within one ring, at the most: it is 200 ms in the United Kingdom.
const MAX_PAUSE_MS: u64 = 450;

/// The shortest ring, where somebody answered into it.
const MIN_RING_MS: u64 = 300;

/// The longest: 2 s in North America.
const MAX_RING_MS: u64 = 3000;

/// Decibels by which a ring is louder than what is before or after it.
const MIN_STANDS_OUT_DB: f32 = 6.0;

/// From one ring's start to the next.
const RING_PERIOD_MS: std::ops::RangeInclusive<u64> = 2400..=7000;

/// The lengths of single-tone rings, and from one's start to the next, in milliseconds: ITU-T E.180 Supplement 2.
const CADENCES: [(u64, u64); 9] = [
    (1000, 5000),
    (1000, 4000),
    (1000, 3000),
    (1000, 6000),
    (1200, 5850),
    (1250, 5000),
    (1500, 5000),
    (1500, 6500),
    (2000, 6000),
];

/// Takes busy and reorder tones out of `left`.
pub(super) fn interrupted(left: &mut Vec<Burst>) -> Vec<Signal> {
    let mut found = runs(left, |b| b.is_pair(BUSY_PAIR.0, BUSY_PAIR.1));
    found.extend(runs(left, is_low));
    found
}

/// Takes rings out of `left`.
pub(super) fn rings(left: &mut Vec<Burst>) -> Vec<Signal> {
    let mut found = Vec::new();
    for (low, high) in RING_PAIRS {
        let of_pair = take(left, |b| b.is_pair(low, high) && b.stands_out_db() >= MIN_STANDS_OUT_DB);
        found.extend(paired_rings(&of_pair));
    }
    let singles = take(left, is_low);
    let (rings, others) = single_rings(&singles);
    found.extend(rings);
    left.extend(others);
    left.sort_by_key(|b| b.start_ms);
    found
}

/// Whether a burst is a single low tone, be it modulated.
fn is_low(burst: &Burst) -> bool {
    let is_pair = RING_PAIRS.iter().any(|(low, high)| burst.is_pair(*low, *high));
    !is_pair && LOW_HZ.contains(&burst.hz) && burst.high_hz.is_none_or(|hz| LOW_HZ.contains(&hz))
}

/// Takes what `wanted` says out of `left`.
fn take(left: &mut Vec<Burst>, wanted: impl Fn(&Burst) -> bool) -> Vec<Burst> {
    left.extract_if(.., |b| wanted(b)).collect()
}

/// Takes runs of at least three short bursts at even distances out of `left`.
fn runs(left: &mut Vec<Burst>, wanted: impl Fn(&Burst) -> bool) -> Vec<Signal> {
    let bursts = take(left, |b| wanted(b));
    let mut found = Vec::new();
    let follows = |a: &Burst, b: &Burst| {
        (150..=800).contains(&b.start_ms.saturating_sub(a.end_ms)) && is_alike(a, b) && a.length_ms() <= 800
    };
    for run in bursts.chunk_by(follows) {
        let kind = interruption(run);
        match (kind, run.first(), run.last()) {
            (Some(kind), Some(first), Some(last)) => {
                let thousandths = if run.len() > 3 { 980 } else { 930 };
                found.push(signal(kind, first.start_ms, last.end_ms, thousandths));
            }
            _ => left.extend(run),
        }
    }
    left.sort_by_key(|b| b.start_ms);
    found
}

/// Whether two bursts are the same tones at about the same level.
fn is_alike(a: &Burst, b: &Burst) -> bool {
    (is_same(a, b) || (is_low(a) && is_low(b) && (a.hz - b.hz).abs() < 30.0)) && (a.level_db - b.level_db).abs() < 6.0
}

/// What bursts with pauses of 0.15 to 0.8 s are.
fn interruption(run: &[Burst]) -> Option<EventKind> {
    if run.len() < 3 {
        return None;
    }
    // A recording may begin in the first burst and end in the last.
    let inner = if run.len() > 4 { &run[1..run.len() - 1] } else { run };
    let on: Vec<u64> = inner.iter().map(Burst::length_ms).collect();
    let off: Vec<u64> = run.windows(2).map(|pair| pair[1].start_ms - pair[0].end_ms).collect();
    let even = |values: &[u64]| {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        values.iter().all(|v| v.abs_diff(middle) <= 60.max(middle * 15 / 100)).then_some(middle)
    };
    if let (Some(on), Some(off)) = (even(&on), even(&off)) {
        let period = on + off;
        if !(35..=68).contains(&(on * 100 / period)) {
            return None;
        }
        // Reorder of 0.25 s on and off, or 0.2 s; busy from 0.375 s.
        return match period {
            350..=620 => Some(EventKind::Reorder),
            621..=1300 => Some(EventKind::Busy),
            _ => None,
        };
    }
    // The United Kingdom's congestion tone: 0.4 s on, 0.35 off, 0.225 on, 0.525 off.
    let near = |value: u64, wanted: u64| value.abs_diff(wanted) <= 60;
    let is_congestion = run.windows(2).enumerate().all(|(i, pair)| {
        let (on, off) = (pair[0].length_ms(), pair[1].start_ms - pair[0].end_ms);
        (near(on, 400) && near(off, 350)) || (near(on, 225) && near(off, 525)) || (i == 0 && off < 600)
    });
    is_congestion.then_some(EventKind::Reorder)
}

/// The rings among bursts with one of the pairs of tones.
fn paired_rings(bursts: &[Burst]) -> Vec<Signal> {
    let spans: Vec<(u64, u64)> = bursts
        .chunk_by(|a, b| b.start_ms <= a.end_ms + MAX_PAUSE_MS)
        .filter_map(|ring| Some((ring.first()?.start_ms, ring.last()?.end_ms)))
        .filter(|(start, end)| (MIN_RING_MS..=MAX_RING_MS).contains(&(end - start)))
        .collect();
    let is_linked = |start: u64| spans.iter().any(|other| RING_PERIOD_MS.contains(&other.0.abs_diff(start)));
    let confidence = |(start, end): (u64, u64)| match end - start {
        _ if is_linked(start) => 990,
        800.. => 950,
        _ => 850,
    };
    spans.iter().map(|&(start, end)| signal(EventKind::Ring, start, end, confidence((start, end)))).collect()
}

/// The rings among bursts of a single low tone, and the bursts that are none.
fn single_rings(bursts: &[Burst]) -> (Vec<Signal>, Vec<Burst>) {
    let mut found = Vec::new();
    let mut others = Vec::new();
    // A double ring is two bursts with a pause of 0.2 s.
    let rings: Vec<&[Burst]> = bursts.chunk_by(|a, b| b.start_ms <= a.end_ms + 260 && is_alike(a, b)).collect();
    let span = |ring: &[Burst]| (ring.first().map_or(0, |b| b.start_ms), ring.last().map_or(0, |b| b.end_ms));
    let linked = |a: &[Burst], b: &[Burst]| {
        let (one, other) = (span(a), span(b));
        let period = other.0.abs_diff(one.0);
        let is_known = |length: u64| {
            CADENCES
                .iter()
                .any(|(on, every)| length.abs_diff(*on) <= on * 12 / 100 && period.abs_diff(*every) <= every * 6 / 100)
        };
        // The recording may begin in a ring, so that the end is what is at its time.
        let from_end = other.1.abs_diff(one.1);
        let is_known_end = CADENCES.iter().any(|(on, every)| {
            (other.1 - other.0).abs_diff(*on) <= on * 12 / 100 && from_end.abs_diff(*every) <= every * 6 / 100
        });
        a.first().zip(b.first()).is_some_and(|(a, b)| is_alike(a, b))
            && (is_known(one.1 - one.0) || is_known(other.1 - other.0) || (one.0 < 100 && is_known_end))
    };
    for (i, ring) in rings.iter().enumerate() {
        let (start, end) = span(ring);
        let before = i.checked_sub(1).and_then(|i| rings.get(i)).is_some_and(|b| linked(b, ring));
        let after = rings.get(i + 1).is_some_and(|b| linked(ring, b));
        let is_ring_long = (MIN_RING_MS..=2400).contains(&(end - start));
        if is_ring_long && (before || after) {
            found.push(signal(EventKind::Ring, start, end, if before && after { 980 } else { 930 }));
        } else if is_lone_ring(ring, end - start) {
            found.push(signal(EventKind::Ring, start, end, 600));
        } else {
            others.extend(ring.iter());
        }
    }
    (found, others)
}

/// Whether one burst alone has the length of a ring: longer than a beep mostly is.
fn is_lone_ring(ring: &[Burst], length_ms: u64) -> bool {
    let quiet = ring.iter().all(|b| b.stands_out_db() >= MIN_STANDS_OUT_DB && b.wobble_db < 3.0);
    quiet && (900..=2100).contains(&length_ms) && ring.first().is_some_and(|b| b.is_single(390.0..=455.0))
}
