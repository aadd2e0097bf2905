//! Keypad digits: two tones at once, one of each group of ITU-T Q.23, for 40 ms and longer.

use std::{collections::VecDeque, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};
use ringcheck_call::{EventKind, Probability};

use super::spectrum::{hann, hz_of, mean_square, peak};
use super::{HOP, RATE_HZ, Signal};

/// Samples in the window: 32 ms, so that most of a digit of 40 ms fills it.
const WINDOW: usize = 256;

/// Samples from one window to the next: 8 ms.
const STEP: usize = 64;

/// The lower and the higher tones of ITU-T Q.23, in hertz.
const LOW_HZ: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH_HZ: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];

/// The keys, by lower and higher tone.
const KEYS: [[char; 4]; 4] = [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];

/// Bins of the lower group, of the higher group and of the whole line.
const LOW_BINS: std::ops::Range<usize> = 21..33;
const HIGH_BINS: std::ops::Range<usize> = 36..55;
const LINE_BINS: std::ops::Range<usize> = 4..113;

/// How far a window's tone may be off, as a share. ITU-T Q.24 accepts 1.5 to 1.8 % and rejects 3 to 3.5 %; a window that
/// is only half filled measures less exactly.
const MAX_OFF: f32 = 0.025;

/// How far the tones of a digit may be off on average.
const MAX_MEAN_OFF: f32 = 0.02;

/// By how many decibels the higher tone may be weaker and stronger than the lower: 8 and 4 in ITU-T Q.24 (AT&T), and
/// 2 more for a codec's and the noise's share.
const TWIST_DB: std::ops::RangeInclusive<f32> = -10.0..=6.0;

/// Share of the line's energy in both tones.
const MIN_SHARE: f32 = 0.7;

/// The share over all windows of a digit: noise 10 dB softer leaves 0.9.
const MIN_MEAN_SHARE: f32 = 0.85;

/// Standard deviation of a tone within a digit, as a share. A voice glides further.
const MAX_DRIFT: f32 = 0.006;

/// The level of a window below which nothing is a digit, as a mean square: -50 dBFS.
const AUDIBLE: f32 = 1e-5;

/// Windows that a digit of 40 ms fills to the half and more.
const MIN_WINDOWS: u16 = 5;

/// Windows in a row that may miss a digit: ITU-T Q.24 bridges interruptions of 10 ms.
const MAX_MISSES: u64 = 1;

/// Windows at each end of a digit among which its edge is looked for.
const MARGIN: usize = 8;

/// Finds the digits of a channel.
pub(super) struct DigitFinder {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    history: Vec<f32>,
    steps: [f32; WINDOW / STEP],
    windowed: Vec<f32>,
    bins: Vec<Complex32>,
    scratch: Vec<Complex32>,
    energy: Vec<f32>,
    n_windows: u64,
    run: Option<Run>,
    found: Vec<Signal>,
}

/// What one window holds.
#[derive(Clone, Copy)]
struct Pair {
    low: usize,
    high: usize,
    /// How far the tones are off, as signed shares.
    off: (f32, f32),
    energy: f32,
    /// The energy of the whole line.
    total: f32,
}

/// Windows with the same digit.
struct Run {
    first: u64,
    last: u64,
    pair: Pair,
    n: u16,
    off: Spread,
    high_off: Spread,
    energy: f32,
    total: f32,
    head: Vec<(u64, f32)>,
    tail: VecDeque<(u64, f32)>,
}

impl DigitFinder {
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        Self {
            hann: hann(WINDOW),
            history: vec![0.0; WINDOW],
            steps: [0.0; WINDOW / STEP],
            windowed: fft.make_input_vec(),
            bins: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            energy: vec![0.0; WINDOW / 2 + 1],
            fft,
            n_windows: 0,
            run: None,
            found: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, hop: &[f32; HOP]) {
        for step in hop.as_chunks::<STEP>().0 {
            self.history.rotate_left(STEP);
            self.history[WINDOW - STEP..].copy_from_slice(step);
            self.steps.rotate_left(1);
            self.steps[WINDOW / STEP - 1] = mean_square(step);
            let pair = self.measure();
            self.follow(pair);
            self.n_windows += 1;
        }
    }

    /// Ends the channel and returns its digits.
    pub(super) fn finish(mut self) -> Vec<Signal> {
        self.close();
        self.found
    }

    fn measure(&mut self) -> Option<Pair> {
        if self.steps.iter().sum::<f32>() < AUDIBLE * 4.0 {
            return None;
        }
        for ((out, sample), weight) in self.windowed.iter_mut().zip(&self.history).zip(&self.hann) {
            *out = sample * weight;
        }
        self.fft.process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch).ok()?;
        for (energy, bin) in self.energy.iter_mut().zip(&self.bins) {
            *energy = bin.norm_sqr();
        }
        let tone = |range| {
            let bin = peak(&self.energy, range, None).bin;
            (bin > 0).then(|| (hz_of(&self.energy, bin) * RATE_HZ / 256.0, self.energy[bin - 2..=bin + 2].iter().sum()))
        };
        let (low_hz, low_energy): (f32, f32) = tone(LOW_BINS)?;
        let (high_hz, high_energy): (f32, f32) = tone(HIGH_BINS)?;
        let total: f32 = self.energy[LINE_BINS].iter().sum();
        if low_energy + high_energy < MIN_SHARE * total
            || !TWIST_DB.contains(&(10.0 * (high_energy / low_energy).log10()))
        {
            return None;
        }
        let (low, low_off) = nearest(low_hz, &LOW_HZ)?;
        let (high, high_off) = nearest(high_hz, &HIGH_HZ)?;
        Some(Pair { low, high, off: (low_off, high_off), energy: low_energy + high_energy, total })
    }

    fn follow(&mut self, pair: Option<Pair>) {
        let now = self.n_windows;
        if let (Some(run), Some(pair)) = (&mut self.run, pair)
            && (run.pair.low, run.pair.high) == (pair.low, pair.high)
        {
            run.add(now, pair);
            return;
        }
        if self.run.as_ref().is_some_and(|run| now - run.last > MAX_MISSES || pair.is_some()) {
            self.close();
        }
        if self.run.is_none() {
            self.run = pair.map(|pair| {
                let mut run = Run {
                    first: now,
                    last: now,
                    pair,
                    n: 0,
                    off: Spread::default(),
                    high_off: Spread::default(),
                    energy: 0.0,
                    total: 0.0,
                    head: Vec::with_capacity(MARGIN),
                    tail: VecDeque::with_capacity(MARGIN),
                };
                run.add(now, pair);
                run
            });
        }
    }

    fn close(&mut self) {
        let Some(run) = self.run.take() else { return };
        let n = f32::from(run.n);
        if run.n < MIN_WINDOWS
            || run.energy < MIN_MEAN_SHARE * run.total
            || [&run.off, &run.high_off]
                .iter()
                .any(|off| off.mean().abs() > MAX_MEAN_OFF || off.deviation() > MAX_DRIFT)
        {
            return;
        }
        let threshold = 0.25 * run.energy / n;
        let is_loud = |w: &&(u64, f32)| w.1 >= threshold;
        let first = run.head.iter().find(is_loud).map_or(run.first, |w| w.0);
        let last = run.tail.iter().rev().find(is_loud).map_or(run.last, |w| w.0);
        // A window's middle lies half a window and the decimator's delay before its end.
        let at = |window: u64| ((window + 1) * 8).saturating_sub(17);
        self.found.push(Signal {
            kind: EventKind::Dtmf,
            start_ms: at(first).saturating_sub(4),
            end_ms: at(last) + 4,
            confidence: Probability::from_thousandths(if run.n > MIN_WINDOWS { 980 } else { 900 }),
            digit: KEYS.get(run.pair.low).and_then(|row| row.get(run.pair.high)).copied(),
            sender: None,
        });
    }
}

impl Run {
    fn add(&mut self, now: u64, pair: Pair) {
        self.last = now;
        self.n = self.n.saturating_add(1);
        self.off.add(pair.off.0, pair.energy);
        self.high_off.add(pair.off.1, pair.energy);
        self.energy += pair.energy;
        self.total += pair.total;
        if self.head.len() < MARGIN {
            self.head.push((now, pair.energy));
        }
        if self.tail.len() == MARGIN {
            self.tail.pop_front();
        }
        self.tail.push_back((now, pair.energy));
    }
}

/// Mean and standard deviation of values with weights.
#[derive(Clone, Copy, Debug, Default)]
struct Spread {
    weight: f32,
    sum: f32,
    squares: f32,
}

impl Spread {
    fn add(&mut self, value: f32, weight: f32) {
        self.weight += weight;
        self.sum += weight * value;
        self.squares += weight * value * value;
    }

    fn mean(&self) -> f32 {
        self.sum / self.weight.max(f32::MIN_POSITIVE)
    }

    fn deviation(&self) -> f32 {
        (self.squares / self.weight.max(f32::MIN_POSITIVE) - self.mean().powi(2)).max(0.0).sqrt()
    }
}

/// The tone of a group that `hz` is near enough to, and how far it is off.
fn nearest(hz: f32, group: &[f32; 4]) -> Option<(usize, f32)> {
    let off = |tone: &f32| hz / tone - 1.0;
    group.iter().map(off).enumerate().find(|(_, off)| off.abs() <= MAX_OFF)
}
