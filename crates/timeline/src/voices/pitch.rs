//! The pitch of a voice, from the regularity of its overtones.
//!
//! A phone line does not carry the fundamental itself. What is left repeats with its period all the same, so the
//! period is where the autocorrelation has its peak; compressing the spectrum first keeps one strong overtone from
//! passing for the whole (Tolonen & Karjalainen 2000).

use std::{f32::consts::PI, sync::Arc};

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex, num_complex::Complex32};

/// Samples in the analysis window: 64 ms at 16 kHz, over three periods of the lowest pitch.
const WINDOW: usize = 1024;

/// The bins from 200 to 2000 Hz, where overtones stand out.
const BAND: std::ops::Range<usize> = 13..128;

/// Lags of pitches from 400 Hz down to 66 Hz.
const LAGS: std::ops::Range<usize> = 40..241;

/// The least share of the energy that repeats for a moment to count as voiced.
const MIN_CLARITY: f32 = 0.35;

/// How much less than the strongest peak one of half its period may be to be taken for the true one.
const SHORTER_WINS: f32 = 0.88;

/// The pitch of a voiced moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pitch {
    /// In octaves above 1 Hz.
    pub(super) octaves: f32,
}

/// Finds the pitch of a moment.
pub(super) struct PitchFinder {
    forward: Arc<dyn RealToComplex<f32>>,
    back: Arc<dyn ComplexToReal<f32>>,
    hann: Vec<f32>,
    samples: Vec<f32>,
    spectrum: Vec<Complex32>,
    correlation: Vec<f32>,
    scratch: Vec<Complex32>,
    /// The window's own autocorrelation at each lag, by which a longer lag overlaps less.
    overlap: Vec<f32>,
}

impl PitchFinder {
    pub(super) fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let (forward, back) = (planner.plan_fft_forward(WINDOW), planner.plan_fft_inverse(WINDOW));
        #[expect(clippy::cast_precision_loss, reason = "at most the window's length")]
        let hann: Vec<f32> = (0..WINDOW).map(|i| 0.5 - 0.5 * (2.0 * PI * i as f32 / WINDOW as f32).cos()).collect();
        let energy: f32 = hann.iter().map(|w| w * w).sum();
        let overlap =
            (0..=LAGS.end).map(|lag| hann.iter().zip(&hann[lag..]).map(|(a, b)| a * b).sum::<f32>() / energy).collect();
        let n_scratch = forward.get_scratch_len().max(back.get_scratch_len());
        Self {
            hann,
            samples: forward.make_input_vec(),
            spectrum: forward.make_output_vec(),
            correlation: back.make_output_vec(),
            scratch: vec![Complex32::default(); n_scratch],
            forward,
            back,
            overlap,
        }
    }

    /// The pitch of 1024 samples; `None` where nothing repeats.
    pub(super) fn find(&mut self, samples: &[f32]) -> Option<Pitch> {
        for ((to, sample), weight) in self.samples.iter_mut().zip(samples).zip(&self.hann) {
            *to = sample * weight;
        }
        // The only error is a wrong buffer length, and these are the planner's own.
        let _ = self.forward.process_with_scratch(&mut self.samples, &mut self.spectrum, &mut self.scratch);
        for (bin, value) in self.spectrum.iter_mut().enumerate() {
            let magnitude = if BAND.contains(&bin) { value.norm_sqr().sqrt() } else { 0.0 };
            *value = Complex32::new(magnitude, 0.0);
        }
        let _ = self.back.process_with_scratch(&mut self.spectrum, &mut self.correlation, &mut self.scratch);
        let whole = self.correlation[0];
        if whole <= f32::MIN_POSITIVE {
            return None;
        }
        let at = |lag: usize| self.correlation[lag] / (whole * self.overlap[lag].max(0.1));
        let is_peak = |lag: &usize| at(*lag) >= at(lag - 1) && at(*lag) >= at(lag + 1);
        let best = LAGS.filter(is_peak).max_by(|a, b| at(*a).total_cmp(&at(*b)))?;
        if at(best) < MIN_CLARITY {
            return None;
        }
        let lag = LAGS.filter(is_peak).find(|lag| at(*lag) >= SHORTER_WINS * at(best)).unwrap_or(best);
        let (before, peak, after) = (at(lag - 1), at(lag), at(lag + 1));
        let bend = before - 2.0 * peak + after;
        let shift = if bend < 0.0 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "at most the longest lag")]
        let period = lag as f32 + shift;
        Some(Pitch { octaves: (16_000.0 / period).log2() })
    }
}
