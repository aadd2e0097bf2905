//! The spectrum of a moment in 40 bands, as the voice encoder was trained on: 25 ms on the mel scale of Slaney's
//! auditory toolbox (1998), each band's triangle of area 1, power and not its logarithm.

use std::{f32::consts::PI, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

use crate::SAMPLE_RATE_HZ;

/// Bands from 0 to 8000 Hz.
pub(super) const N_BANDS: usize = 40;

/// Samples in the analysis window: 25 ms.
pub(super) const WINDOW: usize = 400;

/// The bins from 200 to 3500 Hz, which every phone line carries, by which a moment's level is told.
const PHONE_BINS: std::ops::Range<usize> = 5..88;

/// The least power that counts, so that digital silence has a level: -90 dB.
const FLOOR: f32 = 1e-9;

/// What a byte of a [`Bands`] stands for: half decibels above -100 dB.
const BYTES_PER_DB: f32 = 2.0;
const LOWEST_DB: f32 = -100.0;

/// The power in each band, a byte for half a decibel: three hours of them must fit into memory.
pub(super) type Bands = [u8; N_BANDS];

/// The power that a byte of [`Bands`] stands for.
pub(super) fn power_of(byte: u8) -> f32 {
    10f32.powf((f32::from(byte) / BYTES_PER_DB + LOWEST_DB) / 10.0)
}

/// Measures the spectrum of moments.
pub(super) struct MelMeter {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    /// For each band its first bin and the weights from there on.
    bands: Vec<(usize, Vec<f32>)>,
}

impl MelMeter {
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        Self {
            hann: (0..WINDOW).map(|i| 0.5 - 0.5 * (2.0 * PI * to_f32(i) / to_f32(WINDOW)).cos()).collect(),
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
            bands: bands(),
        }
    }

    /// The level in the band of a phone line in dB (a full-scale sine is at -3), and the power by band.
    pub(super) fn measure(&mut self, samples: &[f32]) -> (f32, Bands) {
        for ((to, sample), weight) in self.windowed.iter_mut().zip(samples).zip(&self.hann) {
            *to = sample * weight;
        }
        // The only error is a wrong buffer length, and these are the planner's own.
        let _ = self.fft.process_with_scratch(&mut self.windowed, &mut self.spectrum, &mut self.scratch);
        let power = |bins: &[Complex32]| bins.iter().map(Complex32::norm_sqr).sum::<f32>();
        // By Parseval's theorem; a Hann window keeps three eighths of the power.
        let scale = 2.0 / (0.375 * to_f32(WINDOW) * to_f32(WINDOW));
        let mean_square = scale * power(self.spectrum.get(PHONE_BINS).unwrap_or_default());
        let bytes = std::array::from_fn(|band| {
            let (first, weights) = &self.bands[band];
            let bins = self.spectrum.get(*first..).unwrap_or_default();
            to_byte(bins.iter().zip(weights).map(|(bin, weight)| bin.norm_sqr() * weight).sum())
        });
        (10.0 * (mean_square + FLOOR).log10(), bytes)
    }
}

fn to_byte(power: f32) -> u8 {
    let db = 10.0 * (power + 1e-12).log10();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
    let byte = ((db - LOWEST_DB) * BYTES_PER_DB).round().clamp(0.0, 255.0) as u8;
    byte
}

/// Triangles that overlap by half, evenly spread on the mel scale.
fn bands() -> Vec<(usize, Vec<f32>)> {
    let top = mel_of(to_f32(SAMPLE_RATE_HZ as usize) / 2.0);
    let edge = |i: usize| hz_of(top * to_f32(i) / to_f32(N_BANDS + 1));
    let bin_hz = to_f32(SAMPLE_RATE_HZ as usize) / to_f32(WINDOW);
    (0..N_BANDS)
        .map(|band| {
            let (from, middle, to) = (edge(band), edge(band + 1), edge(band + 2));
            let weight = |bin: usize| {
                let at = to_f32(bin) * bin_hz;
                ((at - from) / (middle - from)).min((to - at) / (to - middle)).max(0.0) * 2.0 / (to - from)
            };
            let first = (0..=WINDOW / 2).find(|bin| weight(*bin) > 0.0).unwrap_or_default();
            (first, (first..=WINDOW / 2).map(weight).take_while(|w| *w > 0.0).collect())
        })
        .collect()
}

/// Mel per Hz below [`BEND_HZ`], where the scale turns from even steps to even ratios.
const MEL_PER_HZ: f32 = 3.0 / 200.0;
const BEND_HZ: f32 = 1000.0;

/// Mel for each factor of e above the bend: 27 for a factor of 6.4.
fn mel_per_e() -> f32 {
    27.0 / 6.4f32.ln()
}

fn mel_of(hz: f32) -> f32 {
    if hz < BEND_HZ { hz * MEL_PER_HZ } else { BEND_HZ * MEL_PER_HZ + (hz / BEND_HZ).ln() * mel_per_e() }
}

fn hz_of(mel: f32) -> f32 {
    let bend = BEND_HZ * MEL_PER_HZ;
    if mel < bend { mel / MEL_PER_HZ } else { BEND_HZ * ((mel - bend) / mel_per_e()).exp() }
}

#[expect(clippy::cast_precision_loss, reason = "sizes of windows and bands, all far below 2^24")]
fn to_f32(n: usize) -> f32 {
    n as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_in_its_band_at_its_level() {
        let tone: Vec<f32> = (0..WINDOW).map(|i| 0.1 * (2.0 * PI * 1000.0 * to_f32(i) / 16_000.0).cos()).collect();
        let (level_db, bands) = MelMeter::new().measure(&tone);
        assert!((level_db + 23.0).abs() < 0.1, "{level_db}");
        let loudest = (0..N_BANDS).max_by_key(|band| bands[*band]).unwrap();
        let edge = |i: usize| hz_of(mel_of(8000.0) * to_f32(i) / 41.0);
        assert!(edge(loudest) < 1000.0 && 1000.0 < edge(loudest + 2), "{loudest}");
    }

    #[test]
    fn bytes_keep_power_to_a_quarter_of_a_decibel() {
        for power in [3e-9, 1e-5, 0.4, 17.0, 99.0] {
            let kept = power_of(to_byte(power));
            assert!((10.0 * (kept / power).log10()).abs() <= 0.2501, "{power}: {kept}");
        }
        assert_eq!((to_byte(0.0), to_byte(1e30)), (0, 255));
    }

    #[test]
    fn every_band_has_bins() {
        assert!(bands().iter().all(|(_, weights)| !weights.is_empty()));
    }
}
