//! How much alike the two channels are in each second, and at what delay.

use std::sync::Arc;

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex, num_complex::Complex};

use super::levels::decibels;

/// Frames of the first channel in a block: about a second.
const BLOCK_LEN: usize = 8192;

/// The same as a number.
pub(super) const BLOCK_LEN_F64: f64 = 8192.0;

/// The transform holds a block of the second channel with the delays before and after it, at up to 12 kHz.
const FFT_LEN: usize = 16_384;

/// The rate near which channels are compared; telephone speech has nothing above its half.
const RATE_HZ: u32 = 8000;

/// The longest delay that is looked for: an echo over a satellite or a long mobile path.
const DELAY_MAX_MS: u32 = 320;

/// A block in which neither channel reaches this, after the first difference, has nothing to compare.
const SOUND_MIN_DBFS: f32 = -65.0;

/// Less energy in a block than this, a level of -90 dBFS, is its coder's rounding, which goes with anything.
const COMPARED_MIN_ENERGY: f64 = 1e-9 * BLOCK_LEN_F64;

/// A weaker likeness than this happens by chance in any second.
const LIKENESS_MIN: f32 = 0.15;

/// The first difference, which takes mains hum out and evens the spectrum of speech out, so that peaks are sharp.
const EMPHASIS: f32 = 0.95;

/// How alike the channels are in one block.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockLikeness {
    /// How many frames later the sound is in the second channel.
    pub(super) lag: i32,
    /// The correlation coefficient at that lag, from -1 to 1.
    pub(super) rho: f32,
    /// The level of the second channel, at that lag, against the first, in decibels.
    pub(super) gain_db: f32,
}

/// One block: whether it holds sound, and the likeness if there is any.
pub(super) type BlockFound = Option<Option<BlockLikeness>>;

/// Compares two channels that go by.
pub(super) struct Correlator {
    n_averaged: usize,
    rate_hz: f64,
    lag_max: usize,
    /// At the compared rate; the block of the first channel starts `lag_max` in.
    waiting: [Vec<f32>; 2],
    averagers: [Averager; 2],
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    found: Vec<BlockFound>,
}

#[derive(Clone, Copy, Default)]
struct Averager {
    sum: f32,
    n: usize,
    last: f32,
}

impl Correlator {
    pub(super) fn new(rate_hz: u32) -> Self {
        let n_averaged = (rate_hz / RATE_HZ).max(1);
        let compared_hz = rate_hz / n_averaged;
        let lag_max = usize::try_from(compared_hz * DELAY_MAX_MS / 1000).unwrap_or(0).min((FFT_LEN - BLOCK_LEN) / 2);
        let mut planner = RealFftPlanner::new();
        Self {
            n_averaged: usize::try_from(n_averaged).unwrap_or(1),
            rate_hz: f64::from(rate_hz) / f64::from(n_averaged),
            lag_max,
            waiting: [vec![0.0; lag_max], vec![0.0; lag_max]],
            averagers: [Averager::default(); 2],
            forward: planner.plan_fft_forward(FFT_LEN),
            inverse: planner.plan_fft_inverse(FFT_LEN),
            found: Vec::new(),
        }
    }

    /// Frames of a lag in a second.
    pub(super) fn rate_hz(&self) -> f64 {
        self.rate_hz
    }

    pub(super) fn push(&mut self, channels: [&[f32]; 2]) {
        for ((waiting, averager), samples) in self.waiting.iter_mut().zip(&mut self.averagers).zip(channels) {
            averager.push(samples, self.n_averaged, waiting);
        }
        while self.waiting[0].len() >= BLOCK_LEN + 2 * self.lag_max {
            self.compare();
        }
    }

    /// The blocks, the last of which may be filled up with silence.
    pub(super) fn finish(mut self) -> Vec<BlockFound> {
        if self.waiting[0].len() > self.lag_max {
            for waiting in &mut self.waiting {
                waiting.resize(BLOCK_LEN + 2 * self.lag_max, 0.0);
            }
            self.compare();
        }
        self.found
    }

    fn compare(&mut self) {
        let n_needed = BLOCK_LEN + 2 * self.lag_max;
        let block = &self.waiting[0][self.lag_max..self.lag_max + BLOCK_LEN];
        let around = &self.waiting[1][..n_needed];
        let here = &around[self.lag_max..self.lag_max + BLOCK_LEN];
        let has_sound = [block, here].iter().any(|samples| loudest_dbfs(samples) >= SOUND_MIN_DBFS);
        let found = has_sound.then(|| self.likeness(block, around));
        self.found.push(found);
        for waiting in &mut self.waiting {
            waiting.drain(..BLOCK_LEN);
        }
    }

    fn likeness(&self, block: &[f32], around: &[f32]) -> Option<BlockLikeness> {
        let block_energy = energy(block);
        let products = self.products(block, around)?;
        // Energies of the second channel under the block at each lag, by adding what comes in and taking off what leaves.
        let (mut other_energy, mut before) = (energy(&around[..BLOCK_LEN]), 0.0);
        if block_energy < COMPARED_MIN_ENERGY {
            return None;
        }
        let (mut best, mut best_share, mut best_energy) = (0, 0.0, 1.0);
        for (at, (&product, (&old, &new))) in
            products.iter().zip(around.iter().zip(&around[BLOCK_LEN - 1..])).take(2 * self.lag_max + 1).enumerate()
        {
            if at > 0 {
                other_energy = (other_energy + f64::from(new).powi(2) - before).max(0.0);
            }
            before = f64::from(old).powi(2);
            // The square of the correlation coefficient, times the energy of the block.
            let share = f64::from(product).powi(2) / other_energy.max(COMPARED_MIN_ENERGY);
            if share > best_share {
                (best, best_share, best_energy) = (at, share, other_energy.max(COMPARED_MIN_ENERGY));
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "a coefficient is from -1 to 1")]
        let size = (best_share / block_energy).sqrt().min(1.0) as f32;
        let rho = size.copysign(*products.get(best)?);
        let lag = i32::try_from(best).ok()? - i32::try_from(self.lag_max).ok()?;
        (rho.abs() >= LIKENESS_MIN).then(|| BlockLikeness { lag, rho, gain_db: decibels(best_energy / block_energy) })
    }

    /// Sums of products of the block with what is around it in the other channel, for each lag from the least on.
    fn products(&self, block: &[f32], around: &[f32]) -> Option<Vec<f32>> {
        let spectrum_of = |samples: &[f32]| -> Option<Vec<Complex<f32>>> {
            let mut padded = samples.to_vec();
            padded.resize(FFT_LEN, 0.0);
            let mut spectrum = self.forward.make_output_vec();
            self.forward.process(&mut padded, &mut spectrum).ok()?;
            Some(spectrum)
        };
        let mut cross = spectrum_of(around)?;
        for (product, of_block) in cross.iter_mut().zip(spectrum_of(block)?) {
            *product *= of_block.conj();
        }
        // Of a real signal the first and the last line are real, which rounding forgets and the inverse insists on.
        cross.first_mut()?.im = 0.0;
        cross.last_mut()?.im = 0.0;
        let mut products = self.inverse.make_output_vec();
        self.inverse.process(&mut cross, &mut products).ok()?;
        let scale = 1.0 / f32::from(u16::try_from(FFT_LEN).ok()?);
        for product in &mut products {
            *product *= scale;
        }
        Some(products)
    }
}

impl Averager {
    /// Appends the means of `n_averaged` samples each, differenced.
    fn push(&mut self, samples: &[f32], n_averaged: usize, out: &mut Vec<f32>) {
        if n_averaged == 1 {
            out.extend(samples.iter().map(|&sample| sample - EMPHASIS * std::mem::replace(&mut self.last, sample)));
            return;
        }
        let scale = 1.0 / f32::from(u16::try_from(n_averaged).unwrap_or(u16::MAX));
        for &sample in samples {
            self.sum += sample;
            self.n += 1;
            if self.n == n_averaged {
                let mean = self.sum * scale;
                out.push(mean - EMPHASIS * self.last);
                *self = Self { last: mean, ..Self::default() };
            }
        }
    }
}

fn energy(samples: &[f32]) -> f64 {
    samples.iter().map(|&x| f64::from(x).powi(2)).sum()
}

fn loudest_dbfs(samples: &[f32]) -> f32 {
    const PIECE_LEN: u8 = 160;
    let energies = samples.chunks_exact(usize::from(PIECE_LEN)).map(energy);
    decibels(energies.fold(0.0, f64::max) / f64::from(PIECE_LEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(n_frames: usize, mut state: u32) -> Vec<f32> {
        (0..n_frames)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f32::from(u16::try_from(state >> 17).unwrap()) / 65_536.0 - 0.25
            })
            .collect()
    }

    fn compared(rate_hz: u32, channels: [&[f32]; 2]) -> Vec<BlockFound> {
        let mut correlator = Correlator::new(rate_hz);
        for (left, right) in channels[0].chunks(999).zip(channels[1].chunks(999)) {
            correlator.push([left, right]);
        }
        correlator.finish()
    }

    #[test]
    fn a_delayed_weaker_copy_is_found_with_its_lag_and_gain() {
        for (rate_hz, delay) in [(8000, 0), (8000, 1), (8000, 2400), (16_000, 4800), (48_000, 600)] {
            let first = noise(rate_hz as usize * 3, 7);
            let mut second = vec![0.0; delay];
            second.extend(first.iter().map(|x| -0.1 * x));
            second.truncate(first.len());
            let found = compared(rate_hz, [&first, &second]);
            let block = found[1].unwrap().unwrap();
            let n_averaged = i32::try_from((rate_hz / 8000).max(1)).unwrap();
            assert_eq!(block.lag, i32::try_from(delay).unwrap() / n_averaged, "{rate_hz} Hz");
            assert!(block.rho < -0.99 && (block.gain_db - -20.0).abs() < 0.3, "{block:?}");
            let swapped = compared(rate_hz, [&second, &first]);
            assert_eq!(swapped[1].unwrap().unwrap().lag, -block.lag);
        }
    }

    #[test]
    fn unrelated_sound_has_no_likeness_and_silence_nothing_to_compare() {
        let (first, second) = (noise(24_000, 1), noise(24_000, 2));
        assert!(compared(8000, [&first, &second]).iter().all(|found| matches!(found, Some(None))));
        let silence = vec![0.0; 24_000];
        assert!(compared(8000, [&silence, &silence]).iter().all(Option::is_none));
        assert!(compared(8000, [&first, &silence]).iter().all(|found| matches!(found, Some(None))));
    }
}
