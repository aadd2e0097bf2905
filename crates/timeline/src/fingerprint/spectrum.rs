//! The power of a moment in narrow bands of what a phone line carries.

use std::{f32::consts::PI, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

use crate::SAMPLE_RATE_HZ;

/// Samples in the analysis window: 256 ms.
pub(super) const WINDOW: usize = 4096;

/// One band more than there are bits.
pub(super) const N_BANDS: usize = 33;

/// The bands' outer edges, evenly spread by their logarithm: every codec and every line leaves these frequencies alone.
const LOWEST_HZ: f32 = 300.0;
const HIGHEST_HZ: f32 = 3000.0;

/// The power in each band; a full-scale sine has 0.5 in all bands together.
pub(super) type Bands = [f32; N_BANDS];

/// Measures the bands of moments.
pub(super) struct BandMeter {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    /// The first bin of each band, and the bin after the last band.
    edges: [usize; N_BANDS + 1],
}

impl BandMeter {
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        Self {
            hann: (0..WINDOW).map(|i| 0.5 - 0.5 * (2.0 * PI * to_f32(i) / to_f32(WINDOW)).cos()).collect(),
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
            edges: std::array::from_fn(edge),
        }
    }

    /// The power in each band over [`WINDOW`] samples.
    pub(super) fn measure(&mut self, samples: &[f32]) -> Bands {
        for ((to, sample), weight) in self.windowed.iter_mut().zip(samples).zip(&self.hann) {
            *to = sample * weight;
        }
        // The only error is a wrong buffer length, and these are the planner's own.
        let _ = self.fft.process_with_scratch(&mut self.windowed, &mut self.spectrum, &mut self.scratch);
        // By Parseval's theorem; a Hann window keeps three eighths of the power.
        let scale = 2.0 / (0.375 * to_f32(WINDOW) * to_f32(WINDOW));
        std::array::from_fn(|band| {
            let bins = self.spectrum.get(self.edges[band]..self.edges[band + 1]).unwrap_or_default();
            scale * bins.iter().map(Complex32::norm_sqr).sum::<f32>()
        })
    }
}

/// The first bin of band `idx`.
fn edge(idx: usize) -> usize {
    let hz = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ).powf(to_f32(idx) / to_f32(N_BANDS));
    let bin = hz * to_f32(WINDOW) / to_f32(SAMPLE_RATE_HZ as usize);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 1000")]
    let bin = bin.round() as usize;
    bin
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
        let bands = BandMeter::new().measure(&tone);
        let total: f32 = bands.iter().sum();
        assert!((total - 0.005).abs() < 0.0001, "{total}");
        let loudest = (0..N_BANDS).max_by(|a, b| bands[*a].total_cmp(&bands[*b])).unwrap();
        assert!(edge(loudest) <= 256 && 256 < edge(loudest + 1), "{loudest}");
    }

    #[test]
    fn every_band_has_bins() {
        assert!((0..N_BANDS).all(|band| edge(band) + 3 < edge(band + 1)));
    }
}
