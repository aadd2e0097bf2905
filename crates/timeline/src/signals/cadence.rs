//! What bursts are, by their frequencies and by what follows them.

use ringcheck_call::{EventKind, Probability};

use super::Signal;
use super::burst::Burst;
use super::music::Chunk;
use super::{beep, progress};

/// What a group of bursts is.
#[derive(Debug, Default)]
pub(super) struct LineSignals {
    pub(super) signals: Vec<Signal>,
    /// Tones that are no event and no music: dial tone, test tones. As milliseconds.
    pub(super) other_tones: Vec<(u64, u64)>,
}

impl LineSignals {
    pub(super) fn extend(&mut self, other: Self) {
        self.signals.extend(other.signals);
        self.other_tones.extend(other.other_tones);
    }
}

/// How far a tone may be off, as a share: 1.5 %.
///
/// ITU-T E.180 asks for 1 %; a codec and the window's resolution take their part.
const MAX_OFF: f32 = 0.015;

/// Bursts of the same tones less than this apart are one that was interrupted.
const MAX_DROPOUT_MS: u64 = 80;

/// The shortest tone that is kept out of music though it is no event, in milliseconds.
const MIN_OTHER_MS: u64 = 1600;

/// The shortest music.
const MIN_MUSIC_MS: u64 = 3000;

/// Pauses in music up to this length are part of it.
const MAX_MUSIC_GAP_MS: u64 = 2000;

/// Frames with sound of a chunk of 31 that are no line signal, for it to be music.
const MIN_MUSIC_FRAMES: usize = 8;

impl Burst {
    /// Whether its tones are these two.
    pub(super) fn is_pair(&self, low: f32, high: f32) -> bool {
        is_near(self.hz, low) && self.high_hz.is_some_and(|hz| is_near(hz, high))
    }

    /// Whether it is one tone within `range`.
    pub(super) fn is_single(&self, range: std::ops::RangeInclusive<f32>) -> bool {
        self.high_hz.is_none() && range.contains(&self.hz)
    }
}

pub(super) fn is_near(hz: f32, wanted: f32) -> bool {
    (hz / wanted - 1.0).abs() <= MAX_OFF
}

pub(super) fn signal(kind: EventKind, start_ms: u64, end_ms: u64, thousandths: u16) -> Signal {
    Signal { kind, start_ms, end_ms, confidence: Probability::from_thousandths(thousandths), digit: None }
}

/// Says what the bursts of a group are; they come in order.
pub(super) fn classify(group: &[Burst]) -> LineSignals {
    let mut left = joined(group);
    let mut signals = beep::information_tones(&mut left);
    signals.extend(progress::interrupted(&mut left));
    signals.extend(progress::rings(&mut left));
    signals.extend(beep::fax(&mut left));
    signals.extend(beep::beeps(&left));
    let is_long = |b: &&Burst| b.length_ms() >= MIN_OTHER_MS && b.drift < 0.01 && b.wobble_db < 2.0;
    LineSignals { signals, other_tones: left.iter().filter(is_long).map(|b| (b.start_ms, b.end_ms)).collect() }
}

/// Puts bursts together that are the same tones with a short gap.
fn joined(group: &[Burst]) -> Vec<Burst> {
    let mut joined: Vec<Burst> = Vec::with_capacity(group.len());
    for burst in group {
        match joined.last_mut() {
            Some(last) if burst.start_ms <= last.end_ms + MAX_DROPOUT_MS && is_same(last, burst) => {
                last.end_ms = last.end_ms.max(burst.end_ms);
                last.after_db = burst.after_db;
            }
            _ => joined.push(*burst),
        }
    }
    joined
}

/// Whether two bursts have the same tones.
pub(super) fn is_same(a: &Burst, b: &Burst) -> bool {
    is_near(a.hz, b.hz)
        && match (a.high_hz, b.high_hz) {
            (Some(a), Some(b)) => is_near(a, b),
            (None, None) => true,
            _ => false,
        }
}

/// All signals: what the line sent, the digits, and what is music and none of these.
pub(super) fn merge(line: LineSignals, digits: Vec<Signal>, chunks: Vec<Chunk>) -> Vec<Signal> {
    let (beeps, mut signals): (Vec<Signal>, Vec<Signal>) =
        line.signals.into_iter().partition(|s| s.kind == EventKind::Beep);
    signals.extend(digits);
    let mut tones: Vec<(u64, u64)> = signals.iter().map(|s| (s.start_ms, s.end_ms)).chain(line.other_tones).collect();
    tones.sort_unstable();
    let music = music(&chunks, &tones);
    let is_note = |b: &Signal| music.iter().any(|m| b.start_ms < m.end_ms + 500 && m.start_ms < b.end_ms + 500);
    signals.extend(beeps.into_iter().filter(|b| !is_note(b)));
    signals.extend(music);
    signals
}

/// Puts chunks together where their sound is not that of the tones, which are in order.
fn music(chunks: &[Chunk], tones: &[(u64, u64)]) -> Vec<Signal> {
    let mut found: Vec<Signal> = Vec::new();
    let is_tone = |ms: u64| {
        let from = tones.partition_point(|t| t.0 <= ms + 64).saturating_sub(3);
        tones[from..].iter().take(4).any(|t| t.0 <= ms + 64 && ms <= t.1 + 64)
    };
    for chunk in chunks {
        let sound: Vec<u64> = chunk.active_ms().filter(|ms| !is_tone(*ms)).collect();
        let (Some(first), Some(last)) = (sound.first(), sound.last()) else { continue };
        if sound.len() < MIN_MUSIC_FRAMES {
            continue;
        }
        match found.last_mut() {
            Some(open) if *first <= open.end_ms + MAX_MUSIC_GAP_MS => open.end_ms = last + 16,
            _ => found.push(signal(EventKind::Music, *first, last + 16, 900)),
        }
    }
    found.retain(|m| m.end_ms - m.start_ms >= MIN_MUSIC_MS);
    found
}
