//! How still each frame of a channel is: its pitch, its partials, its level.

use std::{ops::Range, sync::Arc};

use realfft::{ComplexToReal, RealFftPlanner, num_complex::Complex32};

use crate::speech::tone::WINDOW;

/// The bins from 200 to 3400 Hz, which every phone line carries.
const BAND: Range<usize> = 13..218;

/// The bins from 80 to 3400 Hz, of which a pitch is made.
const PITCH_BAND: Range<usize> = 5..218;

/// Bins on each side of a bin whose mean it must exceed to be part of a partial.
const NEIGHBORS: usize = 8;

/// Share of the band's energy below which a bin is no partial.
const MIN_SHARE: f32 = 0.002;

/// Frames for which a partial has kept its bin, to be held: 192 ms, longer than vowels keep theirs.
const HELD: u16 = 12;

/// Frames for which a partial has kept its bin, to be held for long: 320 ms.
const HELD_LONG: u16 = 20;

/// The periods of a pitch between 70 and 400 Hz, in samples.
const PERIODS: Range<usize> = 40..230;

/// The autocorrelation at which a frame has a pitch.
const PITCHED: f32 = 0.6;

/// A shorter period is the pitch's if it correlates nearly as well as the best, which may be twice as long.
const SHORTER_PERIOD: f32 = 0.9;

/// How still a frame of 16 ms is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FrameTexture {
    /// Its level, in decibels relative to full scale.
    pub(crate) level_db: f32,
    /// Share of its energy in partials that have kept their frequency for 192 ms, from 0 to 1.
    pub(crate) held: f32,
    /// The same for 320 ms.
    pub(crate) held_long: f32,
    /// How far the pitch has moved since the frame before, in semitones; `None` where either has no pitch.
    pub(crate) pitch_moved: Option<f32>,
}

/// Measures frame after frame.
pub(crate) struct TextureMeter {
    inverse: Arc<dyn ComplexToReal<f32>>,
    power: Vec<Complex32>,
    correlation: Vec<f32>,
    scratch: Vec<Complex32>,
    /// The autocorrelation of the analysis window, by which that of the samples is divided.
    of_window: Vec<f32>,
    /// For how many frames each bin of the band has been part of a partial.
    runs: [u16; BAND.end - BAND.start],
    /// Sums of the band's energy up to each bin.
    sums: Vec<f32>,
    last_pitch_hz: Option<f32>,
}

impl TextureMeter {
    /// A meter for spectra of samples that were multiplied by `window`.
    pub(crate) fn new(window: &[f32]) -> Self {
        let inverse = RealFftPlanner::new().plan_fft_inverse(WINDOW);
        let of_window = (0..=PERIODS.end)
            .map(|lag| window.iter().zip(window.iter().skip(lag)).map(|(a, b)| a * b).sum::<f32>())
            .collect();
        Self {
            power: inverse.make_input_vec(),
            correlation: inverse.make_output_vec(),
            scratch: inverse.make_scratch_vec(),
            inverse,
            of_window,
            runs: [0; BAND.end - BAND.start],
            sums: Vec::with_capacity(BAND.len() + 1),
            last_pitch_hz: None,
        }
    }

    /// Forgets the frames so far: those to come do not follow them.
    pub(crate) fn restart(&mut self) {
        self.runs.fill(0);
        self.last_pitch_hz = None;
    }

    /// Measures a frame of `mean_square` whose analysis window has the energy `spectrum`, by bin.
    pub(crate) fn measure(&mut self, mean_square: f32, spectrum: &[f32]) -> FrameTexture {
        let (held, held_long) = self.held(spectrum.get(BAND).unwrap_or_default());
        let pitch_hz = self.pitch_hz(spectrum);
        let pitch_moved = self.last_pitch_hz.zip(pitch_hz).map(|(before, now)| (now / before).log2().abs() * 12.0);
        self.last_pitch_hz = pitch_hz;
        FrameTexture { level_db: 10.0 * (mean_square + 1e-10).log10(), held, held_long, pitch_moved }
    }

    /// The shares of the energy in partials that have been held for [`HELD`] and [`HELD_LONG`] frames.
    fn held(&mut self, band: &[f32]) -> (f32, f32) {
        self.sums.clear();
        self.sums.push(0.0);
        let mut sum = 0.0;
        self.sums.extend(band.iter().map(|energy| {
            sum += energy;
            sum
        }));
        let total = sum.max(1e-12);
        let (mut held, mut held_long) = (0.0, 0.0);
        for (bin, (energy, run)) in band.iter().zip(&mut self.runs).enumerate() {
            let (from, to) = (bin.saturating_sub(NEIGHBORS), (bin + NEIGHBORS + 1).min(band.len()));
            #[expect(clippy::cast_precision_loss, reason = "at most 17 bins")]
            let around = (self.sums[to] - self.sums[from]) / (to - from) as f32;
            let is_partial = *energy > around && *energy > total * MIN_SHARE;
            *run = if is_partial { run.saturating_add(1) } else { 0 };
            held += if *run >= HELD { *energy } else { 0.0 };
            held_long += if *run >= HELD_LONG { *energy } else { 0.0 };
        }
        (held / total, held_long / total)
    }

    /// The pitch of a frame, by autocorrelation; `None` without one.
    fn pitch_hz(&mut self, spectrum: &[f32]) -> Option<f32> {
        self.power.fill(Complex32::default());
        for (power, energy) in self.power.iter_mut().zip(spectrum).take(PITCH_BAND.end).skip(PITCH_BAND.start) {
            power.re = *energy;
        }
        self.inverse.process_with_scratch(&mut self.power, &mut self.correlation, &mut self.scratch).ok()?;
        let scale = self.of_window.first()? / self.correlation.first()?.max(1e-9);
        let at = |lag: usize| self.correlation[lag] / self.of_window[lag] * scale;
        let is_peak = |lag: &usize| at(*lag) >= at(lag - 1) && at(*lag) >= at(lag + 1);
        let best = PERIODS.filter(is_peak).max_by(|a, b| at(*a).total_cmp(&at(*b)))?;
        if at(best) <= PITCHED {
            return None;
        }
        let shortest = (PERIODS.start..best).filter(is_peak).find(|lag| at(*lag) > SHORTER_PERIOD * at(best));
        let lag = shortest.unwrap_or(best);
        // The top of the parabola through the peak and its neighbors.
        let (before, peak, after) = (at(lag - 1), at(lag), at(lag + 1));
        let shift = 0.5 * (before - after) / (before - 2.0 * peak + after);
        #[expect(clippy::cast_precision_loss, reason = "a lag of at most 230 samples")]
        let period = lag as f32 + if shift.is_finite() { shift } else { 0.0 };
        Some(16_000.0 / period)
    }
}
