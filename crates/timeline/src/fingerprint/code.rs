//! The code of a moment: 32 bits that say how the spectrum's shape moves.

use super::spectrum::{Bands, N_BANDS};

/// Bits in a code.
pub(super) const N_BITS: usize = N_BANDS - 1;

/// The code of a moment without texture: it is compared with nothing.
pub(super) const NO_TEXTURE: u32 = 0;

/// Bands this much weaker than the loudest count as equally weak: what is there is the line's noise.
const FLOOR: f32 = 0.001;

/// The least power that is sound: -60 dB.
const LEAST_POWER: f32 = 1e-6;

/// A band is heard if it is at most 20 dB weaker than the loudest.
const HEARD: f32 = 0.01;

/// A moment with fewer heard bands is a tone.
const MIN_HEARD_BANDS: u32 = 6;

/// How the spectrum moves from one moment to the next.
pub(super) struct Change {
    /// Bit `m` is set where band `m` grows more than band `m + 1`.
    pub(super) bits: u32,
    /// By how much it grows more or less, in nepers of power.
    pub(super) strengths: [f32; N_BITS],
    /// Whether there is sound in it, and more than a tone.
    pub(super) has_texture: bool,
    /// The power of both moments.
    pub(super) power: f32,
}

impl Change {
    /// The change from `before` to `after`.
    ///
    /// The logarithm keeps out level and any fixed filter: a line's own sound is the same before and after.
    pub(super) fn between(before: &Bands, after: &Bands) -> Self {
        let loudest = before.iter().chain(after).fold(0.0f32, |most, power| most.max(*power));
        let floor = (loudest * FLOOR).max(f32::MIN_POSITIVE);
        let growth: Bands = std::array::from_fn(|band| ((after[band] + floor) / (before[band] + floor)).ln());
        let strengths = std::array::from_fn(|bit| growth[bit] - growth[bit + 1]);
        let bits = strengths.iter().rev().fold(0, |bits, strength| bits << 1 | u32::from(*strength > 0.0));
        let heard = |band: &usize| before[*band].max(after[*band]) > loudest * HEARD;
        let n_heard = (0..N_BANDS).filter(heard).fold(0, |n, _| n + 1);
        let power = before.iter().chain(after).sum::<f32>() / 2.0;
        Self { bits, strengths, has_texture: power > LEAST_POWER && n_heard >= MIN_HEARD_BANDS, power }
    }

    /// The bits, or [`NO_TEXTURE`].
    pub(super) fn code(&self) -> u32 {
        if self.has_texture { self.bits } else { NO_TEXTURE }
    }
}
