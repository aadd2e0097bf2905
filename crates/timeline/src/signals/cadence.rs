//! What bursts are, by their frequencies and by what follows them.

use ringcheck_call::{EventKind, Probability, Side};

use super::Signal;
use super::burst::Burst;
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

/// Share of the energy that may be neither tones nor noise, in a cadence and alone. In vowels that hold still for a
/// fifth of a second it is 0.12 and more; a codec adds less than 0.03 to a tone.
const MAX_EXCESS: f32 = 0.15;
const MAX_EXCESS_ALONE: f32 = 0.07;

/// How far a tone's frequency strays, as a share, in a cadence and alone. That of a tone strays by less than 0.001, in
/// noise and by a codec.
const MAX_DRIFT: f32 = 0.02;
const MAX_DRIFT_ALONE: f32 = 0.006;

/// How much the level of a tone strays, in decibels.
const MAX_WOBBLE_DB: f32 = 1.5;

/// How long a tone that needs no cadence takes to rise or to fall, in milliseconds. The window takes 22 of it.
const MAX_SLOPE_MS: f32 = 45.0;

/// Decibels by which such a tone is louder than what is before or after it: noise may be 10 softer.
const MIN_STANDS_OUT_DB: f32 = 8.0;

/// Bursts of the same tones less than this apart are one that was interrupted.
const MAX_DROPOUT_MS: u64 = 80;

/// The shortest tone that is kept out of music though it is no event, in milliseconds.
const MIN_OTHER_MS: u64 = 1600;

/// How much its level strays at the most, in decibels.
const MAX_OTHER_WOBBLE_DB: f32 = 2.0;

/// How far from all others a shorter tone is to be kept out of music, in milliseconds.
const MIN_APART_MS: u64 = 1500;

impl Burst {
    /// Whether it is clean enough to be a part of a cadence.
    pub(super) fn is_tone(&self) -> bool {
        self.excess() <= MAX_EXCESS && self.drift <= MAX_DRIFT
    }

    /// Whether it is so clean that it needs no cadence: a switched tone, and nothing else but noise.
    pub(super) fn is_clean_tone(&self) -> bool {
        self.excess() <= MAX_EXCESS_ALONE
            && self.drift <= MAX_DRIFT_ALONE
            && self.wobble_db <= MAX_WOBBLE_DB
            && self.slope_ms <= MAX_SLOPE_MS
            && self.stands_out_db() >= MIN_STANDS_OUT_DB
    }

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
    Signal { kind, start_ms, end_ms, confidence: Probability::from_thousandths(thousandths), digit: None, sender: None }
}

impl Signal {
    /// The same, made by this end of an inbound call.
    pub(super) fn by(self, sender: Side) -> Self {
        Self { sender: Some(sender), ..self }
    }
}

/// Says what the bursts of a group are; they come in order.
pub(super) fn classify(group: &[Burst]) -> LineSignals {
    let mut left = joined(group);
    let mut signals = beep::information_tones(&mut left);
    signals.extend(progress::interrupted(&mut left));
    signals.extend(progress::rings(&mut left));
    signals.extend(beep::fax(&mut left));
    signals.extend(beep::beeps(&left));
    // A tone by itself in noise looks like music to what follows; notes come one after the other.
    let is_apart = |b: &Burst| {
        group.iter().all(|other| {
            other.end_ms + MIN_APART_MS < b.start_ms
                || b.end_ms + MIN_APART_MS < other.start_ms
                || (b.start_ms <= other.start_ms && other.end_ms <= b.end_ms)
        })
    };
    let is_no_music = |b: &&Burst| {
        let is_long = b.length_ms() >= MIN_OTHER_MS && b.drift < MAX_DRIFT && b.wobble_db < MAX_OTHER_WOBBLE_DB;
        is_long || (b.is_clean_tone() && is_apart(b))
    };
    LineSignals { signals, other_tones: left.iter().filter(is_no_music).map(|b| (b.start_ms, b.end_ms)).collect() }
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
