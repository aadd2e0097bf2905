//! Levels of a channel in pieces of 20 ms, and what they say about it.

/// Pieces a second.
pub(super) const PIECES_PER_SECOND: u32 = 50;

/// A sample from here on may be cut off: the largest codes of mu-law and A-law are 0.980 and 0.984 of full scale.
const FULL_SCALE: f32 = 0.975;

/// As many samples at full scale in a row, at 8 kHz, are no peak of a wave but a wave that was cut off.
const RUN_MIN_AT_8_KHZ: u32 = 3;

/// Pieces of 100 ms that stay within [`STEADY_RANGE_DB`] for so long are a tone or noise: syllables come and go faster.
const STEADY_LEN: usize = 8;
const STEADY_RANGE_DB: f32 = 1.5;
const PIECES_PER_SYLLABLE: usize = 5;

/// How far above the threshold of activity the level of active speech lies (ITU-T P.56, method B).
const ACTIVITY_MARGIN_DB: f32 = 15.9;

/// Below this nothing is speech: mu-law rounds what is weaker to nothing.
const ACTIVITY_MIN_DBFS: f32 = -75.0;

/// A level in half decibels below full scale: one byte for each 20 ms keeps hours small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(u8);

impl Level {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255 before the cast")]
    pub(super) fn of(mean_square: f64) -> Self {
        Self((-20.0 * mean_square.max(1e-13).log10()).round().clamp(0.0, 255.0) as u8)
    }

    pub(super) fn dbfs(self) -> f32 {
        -0.5 * f32::from(self.0)
    }

    pub(super) fn mean_square(self) -> f64 {
        10f64.powf(f64::from(self.dbfs()) / 10.0)
    }
}

/// Watches the samples of one channel go by.
#[derive(Debug)]
pub(super) struct LevelMeter {
    piece_len: u32,
    run_min: u32,
    energy: f64,
    n_in_piece: u32,
    run: u32,
    run_sign: bool,
    n_clipped: u64,
    peak: f32,
    levels: Vec<Level>,
}

impl LevelMeter {
    pub(super) fn new(rate_hz: u32) -> Self {
        Self {
            piece_len: (rate_hz / PIECES_PER_SECOND).max(1),
            run_min: RUN_MIN_AT_8_KHZ.max(RUN_MIN_AT_8_KHZ * rate_hz / 8000),
            energy: 0.0,
            n_in_piece: 0,
            run: 0,
            run_sign: false,
            n_clipped: 0,
            peak: 0.0,
            levels: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, samples: &[f32]) {
        let mut rest = samples;
        while !rest.is_empty() {
            let n_wanted = usize::try_from(self.piece_len - self.n_in_piece).unwrap_or(usize::MAX);
            let (piece, after) = rest.split_at(n_wanted.min(rest.len()));
            let (mut energy, mut peak) = (0.0_f32, 0.0_f32);
            for &x in piece {
                energy += x * x;
                peak = peak.max(x.abs());
            }
            self.energy += f64::from(energy);
            self.peak = self.peak.max(peak);
            if peak >= FULL_SCALE || self.run > 0 {
                self.count_clipped(piece);
            }
            self.n_in_piece += u32::try_from(piece.len()).unwrap_or(u32::MAX);
            if self.n_in_piece == self.piece_len {
                self.levels.push(Level::of(self.energy / f64::from(self.piece_len)));
                self.energy = 0.0;
                self.n_in_piece = 0;
            }
            rest = after;
        }
    }

    fn count_clipped(&mut self, samples: &[f32]) {
        for &x in samples {
            if x.abs() < FULL_SCALE {
                self.run = 0;
                continue;
            }
            self.run = if x.is_sign_positive() == self.run_sign { self.run + 1 } else { 1 };
            self.run_sign = x.is_sign_positive();
            if self.run == self.run_min {
                self.n_clipped += u64::from(self.run);
            } else if self.run > self.run_min {
                self.n_clipped += 1;
            }
        }
    }

    pub(super) fn levels(&self) -> &[Level] {
        &self.levels
    }

    pub(super) fn peak_dbfs(&self) -> f32 {
        20.0 * self.peak.max(1e-7).log10()
    }

    /// The share of samples in runs at full scale, among those of the `n_active` pieces that are not silence.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a share needs few digits")]
    pub(super) fn clipped_share(&self, n_active: usize) -> f32 {
        if n_active == 0 {
            return 0.0;
        }
        (self.n_clipped as f64 / (n_active as f64 * f64::from(self.piece_len))).min(1.0) as f32
    }
}

/// The level that the quietest tenth stays below.
pub(super) fn noise_dbfs(levels: &[Level]) -> f32 {
    let mut counts = [0_usize; 256];
    for level in levels {
        counts[usize::from(level.0)] += 1;
    }
    let mut n_below = 0;
    for code in (0..=255_u8).rev() {
        n_below += counts[usize::from(code)];
        if n_below * 10 >= levels.len() {
            return Level(code).dbfs();
        }
    }
    Level(255).dbfs()
}

/// The loudest piece.
pub(super) fn loudest_dbfs(levels: &[Level]) -> f32 {
    levels.iter().min().map_or(Level(255).dbfs(), |level| level.dbfs())
}

/// The active speech level of the pieces, after ITU-T P.56: the mean level of those above a threshold that lies 15.9 dB
/// below that mean. With it comes how many pieces are above.
pub(super) fn active_level(levels: impl Iterator<Item = Level>) -> Option<(f32, usize)> {
    let mut counts = [0_usize; 256];
    for level in levels {
        counts[usize::from(level.0)] += 1;
    }
    let (mut n_active, mut energy) = (0_usize, 0.0_f64);
    let mut found = None;
    for code in 0..=255_u8 {
        let level = Level(code);
        if level.dbfs() < ACTIVITY_MIN_DBFS {
            break;
        }
        if n_active > 0 {
            let mean_dbfs = decibels(energy / to_f64(n_active));
            if level.dbfs() < mean_dbfs - ACTIVITY_MARGIN_DB {
                break;
            }
            found = Some((mean_dbfs, n_active));
        }
        n_active += counts[usize::from(code)];
        energy += to_f64(counts[usize::from(code)]) * level.mean_square();
    }
    if n_active > 0 { Some((decibels(energy / to_f64(n_active)), n_active)) } else { found }
}

/// Which pieces are part of a steady tone or of steady noise.
pub(super) fn steady(levels: &[Level]) -> Vec<bool> {
    let means: Vec<f32> = levels
        .chunks_exact(PIECES_PER_SYLLABLE)
        .map(|pieces| decibels(pieces.iter().map(|l| l.mean_square()).sum::<f64>() / to_f64(pieces.len())))
        .collect();
    let mut is_steady = vec![false; levels.len()];
    for (at, stretch) in means.windows(STEADY_LEN).enumerate() {
        let (least, most) = stretch.iter().fold((f32::MAX, f32::MIN), |(lo, hi), &x| (lo.min(x), hi.max(x)));
        if most - least <= STEADY_RANGE_DB {
            is_steady[at * PIECES_PER_SYLLABLE..(at + STEADY_LEN) * PIECES_PER_SYLLABLE].fill(true);
        }
    }
    is_steady
}

#[expect(clippy::cast_possible_truncation, reason = "decibels need few digits")]
pub(super) fn decibels(power_ratio: f64) -> f32 {
    (10.0 * power_ratio.max(1e-13).log10()) as f32
}

#[expect(clippy::cast_precision_loss, reason = "counts of pieces are far below 2^52")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metered(samples: &[f32]) -> LevelMeter {
        let mut meter = LevelMeter::new(8000);
        for piece in samples.chunks(77) {
            meter.push(piece);
        }
        meter
    }

    fn sine(hz: f32, level: f32) -> Vec<f32> {
        (0..16_000_u16).map(|n| level * (f32::from(n) * hz * std::f32::consts::TAU / 8000.0).sin()).collect()
    }

    #[test]
    fn levels_are_those_of_the_samples() {
        let meter = metered(&sine(500.0, 0.5));
        assert_eq!(meter.levels().len(), 100);
        assert!(meter.levels().iter().all(|l| (l.dbfs() - -9.03).abs() <= 0.5));
        assert!((meter.peak_dbfs() - -6.02).abs() < 0.1);
    }

    #[test]
    fn a_wave_that_is_cut_off_is_clipped_and_a_full_one_is_not() {
        assert!(metered(&sine(440.0, 0.99)).clipped_share(100) < 1e-6);
        let cut: Vec<f32> = sine(440.0, 3.0).iter().map(|x| x.clamp(-1.0, 1.0)).collect();
        assert!(metered(&cut).clipped_share(100) > 0.7);
    }

    #[test]
    fn the_active_level_leaves_pauses_out() {
        let speech = std::iter::repeat_n(Level::of(1e-2), 30);
        let pauses = std::iter::repeat_n(Level::of(1e-6), 300);
        let (dbfs, n_active) = active_level(speech.chain(pauses)).unwrap();
        assert!((dbfs - -20.0).abs() < 0.1, "{dbfs}");
        assert_eq!(n_active, 30);
        assert_eq!(active_level(std::iter::repeat_n(Level::of(1e-8), 50)), None);
    }

    #[test]
    fn a_tone_is_steady_and_syllables_are_not() {
        let tone = metered(&sine(440.0, 0.2));
        assert!(steady(tone.levels()).iter().all(|&s| s));
        let syllables: Vec<Level> = (0..200).map(|n| Level::of(if n % 15 < 8 { 1e-2 } else { 1e-4 })).collect();
        assert!(steady(&syllables).iter().all(|&s| !s));
    }
}
