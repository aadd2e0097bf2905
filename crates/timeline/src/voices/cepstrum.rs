//! The shape of a short spectrum, as mel-frequency cepstra (Davis & Mermelstein 1980).

use std::{f32::consts::PI, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

use crate::SAMPLE_RATE_HZ;

/// Numbers that describe a spectrum's shape, its level left out.
pub(super) const N_CEPSTRA: usize = 16;

/// Samples in the analysis window: 32 ms.
const WINDOW: usize = 512;

/// Bands of equal width on the mel scale.
const N_BANDS: usize = 24;

/// The band that every phone line carries.
const BAND_HZ: (f32, f32) = (200.0, 3500.0);

/// The least mean square that counts, so that digital silence has a level: -90 dB.
const FLOOR: f32 = 1e-9;

/// Measures the spectrum's shape.
pub(super) struct Cepstrum {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    /// For each band its first bin and the weights from there on.
    bands: Vec<(usize, Vec<f32>)>,
    /// The rows of the discrete cosine transform from the second on.
    cosines: Vec<[f32; N_BANDS]>,
}

impl Cepstrum {
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        let window = (0..WINDOW).map(|i| 0.54 - 0.46 * (2.0 * PI * to_f32(i) / to_f32(WINDOW)).cos()).collect();
        let cosines = (1..=N_CEPSTRA)
            .map(|k| {
                std::array::from_fn(|band| {
                    (2.0 / to_f32(N_BANDS)).sqrt() * (PI * to_f32(k) * (to_f32(band) + 0.5) / to_f32(N_BANDS)).cos()
                })
            })
            .collect();
        Self {
            window,
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
            bands: bands(),
            cosines,
        }
    }

    /// The level in dB and the cepstra of 512 samples.
    pub(super) fn measure(&mut self, samples: &[f32]) -> (f32, [f32; N_CEPSTRA]) {
        for ((to, sample), weight) in self.windowed.iter_mut().zip(samples).zip(&self.window) {
            *to = sample * weight;
        }
        // The only error is a wrong buffer length, and these are the planner's own.
        let _ = self.fft.process_with_scratch(&mut self.windowed, &mut self.spectrum, &mut self.scratch);
        let scale = 1.0 / (to_f32(WINDOW) * to_f32(WINDOW));
        let mut logs = [0.0_f32; N_BANDS];
        let mut total = 0.0;
        for (log, (first, weights)) in logs.iter_mut().zip(&self.bands) {
            let bins = self.spectrum.get(*first..).unwrap_or_default();
            let energy: f32 =
                bins.iter().zip(weights).map(|(bin, weight)| bin.norm_sqr() * weight).sum::<f32>() * scale;
            total += energy;
            *log = (energy + FLOOR).ln();
        }
        let cepstra = std::array::from_fn(|k| self.cosines[k].iter().zip(&logs).map(|(c, log)| c * log).sum());
        (10.0 * (total + FLOOR).log10(), cepstra)
    }
}

/// Triangles that overlap by half, evenly spread on the mel scale.
fn bands() -> Vec<(usize, Vec<f32>)> {
    let mel = |hz: f32| 2595.0 * (1.0 + hz / 700.0).log10();
    let hz = |mel: f32| 700.0 * (10f32.powf(mel / 2595.0) - 1.0);
    let (low, high) = (mel(BAND_HZ.0), mel(BAND_HZ.1));
    let edge = |i: usize| hz(low + (high - low) * to_f32(i) / to_f32(N_BANDS + 1));
    let bin_hz = to_f32(SAMPLE_RATE_HZ as usize) / to_f32(WINDOW);
    (0..N_BANDS)
        .map(|band| {
            let (from, middle, to) = (edge(band), edge(band + 1), edge(band + 2));
            let weight = |bin: usize| {
                let at = to_f32(bin) * bin_hz;
                ((at - from) / (middle - from)).min((to - at) / (to - middle)).max(0.0)
            };
            let first = (0..=WINDOW / 2).find(|bin| weight(*bin) > 0.0).unwrap_or_default();
            (first, (first..=WINDOW / 2).map(weight).take_while(|w| *w > 0.0).collect())
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "sizes of windows and bands, all far below 2^24")]
fn to_f32(n: usize) -> f32 {
    n as f32
}
