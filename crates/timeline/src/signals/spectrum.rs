//! The spectrum of a channel, and the peaks in it.

use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

use super::HOP;

/// Samples in the analysis window: 64 ms, so that the 40 Hz between the tones of American ringing are told apart.
pub(super) const WINDOW: usize = 512;

/// Width of a bin in hertz.
pub(super) const BIN_HZ: f32 = 15.625;

/// Bins of a spectrum.
pub(super) const BINS: usize = WINDOW / 2 + 1;

/// The bins from 125 to 3500 Hz: above the hum of the mains, below where a line ends.
pub(super) const BAND: std::ops::Range<usize> = 8..225;

/// Bins on each side of a peak that belong to it: the main lobe of a Hann window.
pub(super) const LOBE: usize = 2;

/// The level below which a frame is silent, as a mean square: -60 dBFS.
const AUDIBLE: f32 = 1e-6;

/// From squares of the transform to mean squares of the samples: both halves of the spectrum, and what the window takes
/// away.
const SCALE: f32 = 2.0 / (512.0 * 512.0 * 0.375);

/// One window of the channel.
pub(super) struct Frame<'a> {
    /// The energy by bin.
    pub(super) energy: &'a [f32],
    /// The energy of the band, in units of the mean square at full scale 1.
    pub(super) mean_square: f32,
    /// The mean square of the window's last hop.
    pub(super) hop_mean_square: f32,
    /// Whether there is anything to hear; if not, all energies are zero.
    pub(super) is_audible: bool,
}

/// Takes the spectrum of the latest window of samples.
pub(super) struct Spectrum {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    history: Vec<f32>,
    windowed: Vec<f32>,
    bins: Vec<Complex32>,
    scratch: Vec<Complex32>,
    energy: Vec<f32>,
    /// Mean squares of the hops in the window.
    hops: [f32; WINDOW / HOP],
}

impl Spectrum {
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        Self {
            hann: hann(WINDOW),
            history: vec![0.0; WINDOW],
            windowed: fft.make_input_vec(),
            bins: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            energy: vec![0.0; BINS],
            hops: [0.0; WINDOW / HOP],
            fft,
        }
    }

    /// Takes the next hop and returns the window that ends with it.
    pub(super) fn push(&mut self, hop: &[f32; HOP]) -> Frame<'_> {
        self.history.rotate_left(HOP);
        self.history[WINDOW - HOP..].copy_from_slice(hop);
        let hop_mean_square = mean_square(hop);
        self.hops.rotate_left(1);
        self.hops[WINDOW / HOP - 1] = hop_mean_square;
        if self.hops.iter().all(|ms| *ms < AUDIBLE) {
            self.energy.fill(0.0);
            return Frame { energy: &self.energy, mean_square: 0.0, hop_mean_square, is_audible: false };
        }
        for ((out, sample), weight) in self.windowed.iter_mut().zip(&self.history).zip(&self.hann) {
            *out = sample * weight;
        }
        if self.fft.process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch).is_err() {
            self.bins.fill(Complex32::default());
        }
        for (energy, bin) in self.energy.iter_mut().zip(&self.bins) {
            *energy = bin.norm_sqr() * SCALE;
        }
        let mean_square = self.energy[BAND].iter().sum();
        Frame { energy: &self.energy, mean_square, hop_mean_square, is_audible: true }
    }
}

/// The strongest tones of a spectrum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tones {
    /// The strongest tone.
    pub(super) first: Tone,
    /// The second, at least two bins from the first and at least [`MAX_APART`] of its strength.
    pub(super) second: Option<Tone>,
}

/// A peak of a spectrum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tone {
    pub(super) bin: usize,
    pub(super) hz: f32,
    /// The energy at its top.
    pub(super) top: f32,
}

/// Decibels by which the second of two tones may be weaker, as a share of the first: 10 dB.
const MAX_APART: f32 = 0.1;

impl Tones {
    /// The tones of a spectrum.
    pub(super) fn of(energy: &[f32]) -> Self {
        let first = peak(energy, BAND.clone(), None);
        let second = peak(energy, BAND.clone(), Some(first.bin));
        Self { first, second: (second.top > MAX_APART * first.top).then_some(second) }
    }

    /// The energy of a spectrum at these tones.
    pub(super) fn energy_in(&self, energy: &[f32]) -> f32 {
        let sum = |bin: usize| lobe(energy, bin).iter().sum::<f32>();
        let Some(second) = self.second else { return sum(self.first.bin) };
        let (low, high) = (self.first.bin.min(second.bin), self.first.bin.max(second.bin));
        if high - low > 2 * LOBE {
            return sum(low) + sum(high);
        }
        energy[low - LOBE..=high + LOBE].iter().sum()
    }

    /// The bin of the lower tone.
    pub(super) fn low_bin(&self) -> usize {
        self.second.map_or(self.first.bin, |second| second.bin.min(self.first.bin))
    }

    /// The frequencies, the lower first; one of a single tone.
    pub(super) fn hz(&self) -> (f32, Option<f32>) {
        match self.second {
            Some(second) => (self.first.hz.min(second.hz), Some(self.first.hz.max(second.hz))),
            None => (self.first.hz, None),
        }
    }
}

fn lobe(energy: &[f32], bin: usize) -> &[f32] {
    energy.get(bin.saturating_sub(LOBE)..=bin + LOBE).unwrap_or_default()
}

/// The highest peak in `range` that is not next to the bin `besides`.
pub(super) fn peak(energy: &[f32], range: std::ops::Range<usize>, besides: Option<usize>) -> Tone {
    let mut best = Tone::default();
    for bin in range {
        let top = energy[bin];
        let is_free = besides.is_none_or(|b| b.abs_diff(bin) >= LOBE);
        if top > best.top && is_free && top >= energy[bin - 1] && top >= energy[bin + 1] {
            best = Tone { bin, hz: 0.0, top };
        }
    }
    best.hz = hz_of(energy, best.bin) * BIN_HZ;
    best
}

/// Where the peak at `bin` has its top, in bins: the parabola through the logarithms of it and its neighbors.
pub(super) fn hz_of(energy: &[f32], bin: usize) -> f32 {
    let log = |bin: usize| (energy.get(bin).copied().unwrap_or_default() + 1e-20).ln();
    let (before, at, after) = (log(bin.saturating_sub(1)), log(bin), log(bin + 1));
    let shift = 0.5 * (before - after) / (before - 2.0 * at + after);
    #[expect(clippy::cast_precision_loss, reason = "at most 257")]
    let bin = bin as f32;
    bin + if shift.is_finite() { shift.clamp(-0.5, 0.5) } else { 0.0 }
}

/// A Hann window of `n` samples.
#[expect(clippy::cast_precision_loss, reason = "at most a few hundred")]
pub(super) fn hann(n: usize) -> Vec<f32> {
    (0..n).map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / n as f32).cos()).collect()
}

pub(super) fn mean_square(samples: &[f32]) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a hop has 128 samples")]
    let n = samples.len() as f32;
    samples.iter().map(|s| s * s).sum::<f32>() / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::RATE_HZ;

    #[test]
    fn a_pair_of_tones_is_resolved_and_measured() {
        for (low, high) in [(440.0, 480.0), (400.0, 450.0), (480.0, 620.0), (350.0, 440.0)] {
            let mut spectrum = Spectrum::new();
            let mut n = 0_u16;
            for _ in 0..40 {
                let hop = std::array::from_fn(|_| {
                    n += 1;
                    let t = f32::from(n) / RATE_HZ * std::f32::consts::TAU;
                    0.1 * (t * low).sin() + 0.1 * (t * high).sin()
                });
                let frame = spectrum.push(&hop);
                if n < 1024 {
                    continue;
                }
                let tones = Tones::of(frame.energy);
                let (found_low, found_high) = tones.hz();
                assert!((found_low - low).abs() < 4.0, "{low}: {tones:?}");
                assert!((found_high.unwrap() - high).abs() < 4.0, "{high}: {tones:?}");
                assert!(tones.energy_in(frame.energy) > 0.98 * frame.mean_square);
                assert!((frame.mean_square - 0.01).abs() < 0.004, "{}", frame.mean_square);
            }
        }
    }
}
