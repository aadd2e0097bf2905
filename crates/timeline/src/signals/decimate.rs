//! Half the sample rate: what a phone line carries lies below 3400 Hz.

use super::{HOP, HOP_IN};

/// Taps on each side of the middle one. Of a half-band filter every second tap is zero.
const REACH: usize = 23;

/// A half-band low-pass filter that keeps every second sample.
pub(super) struct Decimator {
    /// The taps that are not zero on one side of the middle one, from the middle outward.
    taps: Vec<f32>,
    /// The samples before the hop that the filter still reaches, then the hop.
    line: Vec<f32>,
}

impl Decimator {
    pub(super) fn new() -> Self {
        // A sinc cut off at a quarter of the sample rate under a Hamming window: flat to 3400 Hz, below -50 dB from 4600.
        let half = std::f32::consts::FRAC_PI_2;
        let taps = (1..=REACH)
            .step_by(2)
            .map(|i| {
                #[expect(clippy::cast_precision_loss, reason = "at most 23")]
                let x = i as f32;
                #[expect(clippy::cast_precision_loss, reason = "at most 24")]
                let window = 0.54 + 0.46 * (std::f32::consts::PI * x / (REACH + 1) as f32).cos();
                0.5 * (half * x).sin() / (half * x) * window
            })
            .collect();
        Self { taps, line: vec![0.0; 2 * REACH + HOP_IN] }
    }

    /// Takes one hop of samples and returns it at half the rate, delayed by 23 of the samples taken.
    pub(super) fn decimate(&mut self, hop: &[f32]) -> [f32; HOP] {
        self.line.rotate_left(HOP_IN);
        self.line[2 * REACH..].copy_from_slice(hop);
        let mut out = [0.0; HOP];
        for (out, window) in out.iter_mut().zip(self.line.windows(2 * REACH + 1).step_by(2)) {
            let sides = |i: usize| window[REACH - i] + window[REACH + i];
            let sum: f32 = self.taps.iter().zip((1..).step_by(2)).map(|(tap, i)| tap * sides(i)).sum();
            *out = sum + 0.5 * window[REACH];
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::cast_precision_loss, reason = "a thousand samples")]
    fn gain_db(hz: f32) -> f32 {
        let mut decimator = Decimator::new();
        let sine: Vec<f32> =
            (0..HOP_IN * 8).map(|i| (std::f32::consts::TAU * hz * i as f32 / 16_000.0).sin()).collect();
        let out: Vec<f32> = sine.chunks(HOP_IN).flat_map(|hop| decimator.decimate(hop)).collect();
        let energy = out[HOP..].iter().map(|s| s * s).sum::<f32>() / (out.len() - HOP) as f32;
        10.0 * (2.0 * energy).log10()
    }

    #[test]
    fn the_telephone_band_passes_and_nothing_folds_into_it() {
        for hz in [60.0, 300.0, 1000.0, 2100.0, 3400.0] {
            assert!(gain_db(hz).abs() < 0.5, "{hz} Hz: {}", gain_db(hz));
        }
        for hz in [4700.0, 5500.0, 7000.0] {
            assert!(gain_db(hz) < -40.0, "{hz} Hz: {}", gain_db(hz));
        }
    }
}
