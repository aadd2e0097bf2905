//! Steady tones: ringing and beeps, which a voice detector may take for voice.
//!
//! A tone puts nearly all its energy into one or two narrow peaks and holds their frequency.
//! A voice does one or the other for a moment, never both for a whole utterance.

use std::{ops::Range, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

/// Samples in the analysis window: 64 ms, so that bins are 15.6 Hz wide and the 40 Hz between the two tones of
/// American ringing are told apart.
pub(super) const WINDOW: usize = 1024;

/// Bins on each side of a peak that belong to it: the main lobe of a Hann window.
const LOBE: usize = 2;

/// The bins from 200 to 4000 Hz, the band of a phone line.
const BAND: std::ops::Range<usize> = 13..256;

/// Share of the band's energy that the peaks of a tone hold, at the least.
const TONE_SHARE: f32 = 0.85;

/// Bins by which a tone's peak may stray from where it was first seen.
const MAX_DRIFT: usize = 1;

/// Share of a span's speech frames that must be tone, in hundredths, for the whole span to be one.
const STEADY_PERCENT: u64 = 85;

/// The strongest peaks of a frame and what they hold.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Peaks {
    /// The bin of the strongest peak.
    bin: usize,
    /// The share of the band's energy in the two strongest peaks, from 0 to 1.
    share: f32,
}

/// Finds the peaks of the latest window of samples.
pub(super) struct ToneFinder {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    history: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
    energy: Vec<f32>,
}

impl ToneFinder {
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        #[expect(clippy::cast_precision_loss, reason = "at most the window's length")]
        let hann = (0..WINDOW).map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / WINDOW as f32).cos()).collect();
        Self {
            hann,
            history: vec![0.0; WINDOW],
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            energy: vec![0.0; WINDOW / 2 + 1],
            fft,
        }
    }

    /// Takes the next frame, at most a window long.
    pub(super) fn push(&mut self, frame: &[f32]) {
        self.history.rotate_left(frame.len());
        let from = self.history.len() - frame.len();
        self.history[from..].copy_from_slice(frame);
    }

    /// The weights of the analysis window.
    pub(super) fn weights(&self) -> &[f32] {
        &self.hann
    }

    /// The energy in each bin of the window that ends with the last frame pushed.
    pub(super) fn spectrum(&mut self) -> &[f32] {
        for ((out, sample), weight) in self.windowed.iter_mut().zip(&self.history).zip(&self.hann) {
            *out = sample * weight;
        }
        if self.fft.process_with_scratch(&mut self.windowed, &mut self.spectrum, &mut self.scratch).is_err() {
            self.energy.fill(0.0);
            return &self.energy;
        }
        for (energy, bin) in self.energy.iter_mut().zip(&self.spectrum) {
            *energy = bin.norm_sqr();
        }
        &self.energy
    }

    /// The peaks of the window whose [`ToneFinder::spectrum`] was taken last.
    pub(super) fn peaks(&mut self) -> Peaks {
        let band = &mut self.energy[BAND];
        let total: f32 = band.iter().sum();
        if total <= f32::EPSILON {
            return Peaks::default();
        }
        let (first, first_energy) = take_peak(band);
        let (_, second_energy) = take_peak(band);
        Peaks { bin: first + BAND.start, share: (first_energy + second_energy) / total }
    }
}

/// Finds the strongest peak, sums its lobe and clears it.
fn take_peak(band: &mut [f32]) -> (usize, f32) {
    let strongest = band.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    let bin = strongest.map_or(0, |(idx, _)| idx);
    let lobe = &mut band[bin.saturating_sub(LOBE)..];
    let width = lobe.len().min(2 * LOBE + 1);
    let energy = lobe[..width].iter().sum();
    lobe[..width].fill(0.0);
    (bin, energy)
}

/// Whether the speech frames of a span are one steady tone.
#[derive(Clone, Debug, Default)]
pub(super) struct ToneRun {
    n_frames: u64,
    n_tone: u64,
    /// The bins of the tones seen so far in the span, strongest of each frame: at most two for ringing.
    bins: Vec<usize>,
}

impl ToneRun {
    /// Takes the next speech frame; whether it is of the tone.
    pub(super) fn push(&mut self, peaks: Peaks) -> bool {
        self.n_frames += 1;
        if peaks.share < TONE_SHARE {
            return false;
        }
        if self.bins.iter().any(|bin| bin.abs_diff(peaks.bin) <= MAX_DRIFT) {
            self.n_tone += 1;
            true
        } else if self.bins.len() < 2 {
            self.bins.push(peaks.bin);
            self.n_tone += 1;
            true
        } else {
            false
        }
    }

    pub(super) fn is_steady(&self) -> bool {
        self.n_frames > 0 && self.n_tone * 100 >= self.n_frames * STEADY_PERCENT
    }
}

/// What the detector takes a frame of a span for, and whether it is the span's tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tonal {
    /// Not voice.
    Pause,
    /// Voice, and no tone.
    Voice,
    /// A tone, which the detector takes for voice.
    Tone,
}

/// The shortest tone at a border of a span that is kept out of it, in frames: 320 ms, longer than a vowel holds still.
const MIN_BORDER_TONE: usize = 20;

/// Frames of voice in a row that end a tone: 96 ms.
const TONE_DROPOUT: usize = 6;

/// The frames of a span without the tones that it begins and ends with.
pub(super) fn without_tones(frames: &[Tonal]) -> Range<usize> {
    let start = border_tone(frames.iter());
    let end = border_tone(frames.iter().rev());
    start..frames.len().saturating_sub(end).max(start)
}

/// How many frames the tone at the start of `frames` takes; none if it is too short.
fn border_tone<'f>(frames: impl Iterator<Item = &'f Tonal>) -> usize {
    let (mut end, mut n_tone, mut n_voice) = (0, 0, 0);
    for (at, frame) in frames.enumerate() {
        match frame {
            Tonal::Pause => {}
            Tonal::Voice => n_voice += 1,
            Tonal::Tone => {
                n_tone += 1;
                n_voice = 0;
                end = at + 1;
            }
        }
        if n_voice > TONE_DROPOUT {
            break;
        }
    }
    if n_tone >= MIN_BORDER_TONE { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(runs: &[(Tonal, usize)]) -> Vec<Tonal> {
        runs.iter().flat_map(|&(frame, n)| vec![frame; n]).collect()
    }

    #[test]
    fn a_word_beside_ringing_is_kept_without_it() {
        use Tonal::{Pause, Tone, Voice};
        assert_eq!(without_tones(&frames(&[(Tone, 100), (Pause, 10), (Voice, 30)])), 100..140);
        assert_eq!(without_tones(&frames(&[(Voice, 30), (Pause, 5), (Tone, 60)])), 0..35);
        assert_eq!(without_tones(&frames(&[(Tone, 40), (Voice, 4), (Tone, 40), (Voice, 30)])), 84..114, "a dropout");
        assert_eq!(without_tones(&frames(&[(Voice, 30), (Tone, 10), (Voice, 30)])), 0..70, "a vowel");
        assert_eq!(without_tones(&frames(&[(Tone, 19), (Voice, 30)])), 0..49, "a vowel at the start");
        assert!(without_tones(&frames(&[(Tone, 100)])).is_empty());
        assert!(without_tones(&[]).is_empty());
    }
}
