//! Sounds made for the tests. All of them repeat.

use std::f32::consts::TAU;

/// A line on which tones follow each other, before it has a level.
pub(super) struct Line {
    samples: Vec<f32>,
    n_sounding: usize,
}

impl Line {
    pub(super) fn new() -> Self {
        Self { samples: Vec::new(), n_sounding: 0 }
    }

    pub(super) fn pause(&mut self, ms: u32) -> &mut Self {
        self.samples.resize(self.samples.len() + n_samples(ms), 0.0);
        self
    }

    /// Tones of equal strength, together at full scale's mean square of one.
    pub(super) fn tones(&mut self, hz: &[f32], ms: u32) -> &mut Self {
        let equal: Vec<(f32, f32)> = hz.iter().map(|hz| (*hz, 1.0)).collect();
        self.weighted(&equal, ms)
    }

    /// Tones with amplitudes.
    pub(super) fn weighted(&mut self, tones: &[(f32, f32)], ms: u32) -> &mut Self {
        let power: f32 = tones.iter().map(|(_, a)| a * a / 2.0).sum();
        let n = n_samples(ms);
        self.samples.extend((0..n).map(|i| {
            let t = seconds(i);
            tones.iter().map(|(hz, a)| a * (TAU * (hz * t).fract()).sin()).sum::<f32>() / power.sqrt()
        }));
        self.n_sounding += n;
        self
    }

    /// A tone with its harmonics.
    pub(super) fn complex(&mut self, hz: f32, amplitudes: &[f32], ms: u32) -> &mut Self {
        let tones: Vec<(f32, f32)> = (1_u8..).map(|k| hz * f32::from(k)).zip(amplitudes.iter().copied()).collect();
        self.weighted(&tones, ms)
    }

    /// A tone with harmonics that glides.
    pub(super) fn glide(&mut self, from: f32, to: f32, amplitudes: &[f32], ms: u32) -> &mut Self {
        let n = n_samples(ms);
        let mut phase = 0.0_f32;
        for i in 0..n {
            let part = seconds(i) / seconds(n);
            phase = (phase + (from + (to - from) * part) / 16_000.0).fract();
            let harmonics = (1_u8..).zip(amplitudes).map(|(k, a)| a * (TAU * phase * f32::from(k)).sin());
            self.samples.push(harmonics.sum::<f32>() * (std::f32::consts::PI * part).sin());
        }
        self.n_sounding += n;
        self
    }

    /// The samples, with tones at a level in decibels relative to full scale.
    pub(super) fn at(&self, dbfs: f32) -> Vec<f32> {
        let gain = 10f32.powf(dbfs / 20.0);
        self.samples.iter().map(|s| s * gain).collect()
    }

    /// The mean square of the tones at a level, while they sound.
    pub(super) fn tone_power(&self, dbfs: f32) -> f32 {
        assert!(self.n_sounding > 0);
        10f32.powf(dbfs / 10.0)
    }
}

fn n_samples(ms: u32) -> usize {
    usize::try_from(ms).unwrap() * 16
}

#[expect(clippy::cast_precision_loss, reason = "a few minutes of samples")]
fn seconds(sample: usize) -> f32 {
    sample as f32 / 16_000.0
}

/// Numbers from -1 to 1, by a linear congruential generator.
fn random(mut state: u32) -> impl FnMut() -> f32 {
    state = state.wrapping_mul(2_654_435_761).wrapping_add(12_345);
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in an f32")]
        let unit = (state >> 8) as f32 / 8_388_608.0 - 1.0;
        unit
    }
}

/// White noise with a mean square of one.
pub(super) fn white_noise(n: usize) -> Vec<f32> {
    let mut random = random(1);
    (0..n).map(|_| random() * 3f32.sqrt()).collect()
}

/// Pink noise with a mean square of one: white noise through Paul Kellet's economy filter.
pub(super) fn pink_noise(n: usize) -> Vec<f32> {
    let mut state = [0.0_f32; 3];
    let noise: Vec<f32> = white_noise(n)
        .iter()
        .map(|white| {
            state[0] = 0.997_65 * state[0] + white * 0.099_046;
            state[1] = 0.963_0 * state[1] + white * 0.296_516_4;
            state[2] = 0.57 * state[2] + white * 1.052_691_3;
            state.iter().sum::<f32>() + white * 0.184_8
        })
        .collect();
    let power = noise.iter().map(|s| s * s).sum::<f32>() / seconds(n) / 16_000.0;
    noise.iter().map(|s| s / power.sqrt()).collect()
}

/// Samples with noise of a mean square of one added, `snr_db` softer than `power`.
pub(super) fn noisy(samples: &[f32], noise: &[f32], power: f32, snr_db: f32) -> Vec<f32> {
    let gain = (power * 10f32.powf(-snr_db / 10.0)).sqrt();
    samples.iter().zip(noise).map(|(s, n)| s + n * gain).collect()
}

/// The band from 300 to 3400 Hz: Butterworth filters of the fourth order (Bristow-Johnson's cookbook).
pub(super) fn band_limited(samples: &[f32]) -> Vec<f32> {
    let mut out = samples.to_vec();
    for q in [0.541_2, 1.306_6] {
        for (hz, is_high_pass) in [(300.0, true), (3400.0, false)] {
            let (sin, cos) = (TAU * hz / 16_000.0_f32).sin_cos();
            let alpha = sin / (2.0 * q);
            let b1 = if is_high_pass { -(1.0 + cos) } else { 1.0 - cos };
            let (b0, a0) = (b1.abs() / 2.0, 1.0 + alpha);
            let (mut x, mut y) = ([0.0_f32; 2], [0.0_f32; 2]);
            for sample in &mut out {
                let now = (b0 * *sample + b1 * x[0] + b0 * x[1] + 2.0 * cos * y[0] - (1.0 - alpha) * y[1]) / a0;
                x = [*sample, x[0]];
                y = [now, y[0]];
                *sample = now;
            }
        }
    }
    out
}

/// To 8 kHz, through ITU-T G.711 mu-law and back to 16 kHz, as a phone line does it; expects a limited band.
pub(super) fn mu_law(samples: &[f32]) -> Vec<f32> {
    let coded = |s: f32| {
        let magnitude = (255.0 * s.abs().min(1.0)).ln_1p() / 256f32.ln();
        let step = (magnitude * 127.0).round() / 127.0;
        s.signum() * ((step * 256f32.ln()).exp_m1()) / 255.0
    };
    let line: Vec<f32> = samples.iter().step_by(2).map(|s| coded(*s)).collect();
    // Between two samples: the six nearest, weighted by a sinc under a window.
    let at = |i: isize| usize::try_from(i).ok().and_then(|i| line.get(i)).copied().unwrap_or_default();
    (0..samples.len())
        .map(|i| {
            let half = isize::try_from(i / 2).unwrap();
            if i % 2 == 0 {
                return at(half);
            }
            0.614 * (at(half) + at(half + 1)) - 0.145 * (at(half - 1) + at(half + 2))
                + 0.031 * (at(half - 2) + at(half + 3))
        })
        .collect()
}

/// How long syllables last, in milliseconds.
const LENGTHS: [u16; 4] = [120, 180, 240, 310];

/// Something like speech: syllables with a gliding pitch and three resonances that move, hisses, and pauses.
pub(super) fn speech_like(length_s: u32, seed: u32) -> Vec<f32> {
    let mut random = random(seed + 7);
    let n = n_samples(length_s * 1000);
    let mut out = Vec::with_capacity(n + 16_000);
    let base = 110.0 + 60.0 * (random() + 1.0);
    while out.len() < n {
        let length = usize::from(LENGTHS[usize::from(random() > 0.0) + 2 * usize::from(random() > 0.0)]) * 16;
        // A voice's pitch is never still: it moves by 10 to 30 % in a syllable.
        let from = base * (1.0 + 0.2 * random());
        let to = from * if random() > 0.0 { 1.2 + 0.1 * random() } else { 0.8 + 0.1 * random() };
        let start = [500.0 + 250.0 * random(), 1500.0 + 600.0 * random(), 2600.0 + 300.0 * random()];
        let end = start.map(|hz| hz * (1.0 + 0.25 * random()));
        let loudness = 0.1 * (1.2 + random());
        let mut phase = 0.0_f32;
        for i in 0..length {
            let part = seconds(i) / seconds(length);
            let hz = from + (to - from) * part;
            phase = (phase + hz / 16_000.0).fract();
            let envelope = (std::f32::consts::PI * part).sin().sqrt() * loudness;
            let sum: f32 = (1_u8..=24)
                .map(|k| {
                    let at = hz * f32::from(k);
                    let resonances = start.iter().zip(end).zip([1.0, 0.5, 0.33]);
                    let gain: f32 = resonances
                        .map(|((from, to), weight)| {
                            let center = from + (to - from) * part;
                            weight / (1.0 + ((at - center) / 90.0).powi(2))
                        })
                        .sum();
                    gain * (TAU * phase * f32::from(k)).sin()
                })
                .sum();
            out.push(envelope * sum);
        }
        if random() > 0.2 {
            out.extend((0..n_samples(60)).map(|_| 0.03 * random()));
        }
        let pause = if random() > 0.8 { 400 } else { 20 };
        out.resize(out.len() + n_samples(pause), 0.0);
    }
    out.truncate(n);
    out
}
