//! Signals of the line and music on one channel, found while the samples stream by.
//!
//! A spectrum of 64 ms is taken every 16 ms. Steady tones in it become bursts; lengths, pauses and frequencies of
//! bursts that follow each other say what they are. Digits are shorter and have a spectrum of their own.
//! Music is told by how still the sound is, as [`SpeechFinder`](crate::SpeechFinder) tells it from speech.
//! Frequencies and cadences, with their sources, are in `docs/timeline.md`.

mod beep;
mod burst;
mod cadence;
mod decimate;
mod dtmf;
mod merge;
mod music;
mod progress;
mod spectrum;

use ringcheck_call::{EventKind, Probability, Side};

use self::burst::BurstFinder;
use self::cadence::{LineSignals, classify};
use self::decimate::Decimator;
use self::dtmf::DigitFinder;
use self::merge::merge;
use self::music::MusicFinder;
use self::spectrum::Spectrum;

/// Raised whenever the same samples may give other signals.
pub const SIGNALS_VERSION: &str = "1";

/// Samples a second after decimation: what a phone line carries lies below half of it.
const RATE_HZ: f32 = 8000.0;

/// Samples from one spectrum to the next, before decimation: 16 ms.
const HOP_IN: usize = 256;

/// The same after decimation.
const HOP: usize = HOP_IN / 2;

/// Milliseconds from one spectrum to the next.
const HOP_MS: u64 = 16;

/// Something that sounded on the channel and was no speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// One of `ring`, `busy`, `reorder`, `sit`, `fax`, `dtmf`, `beep` and `music`.
    pub kind: EventKind,
    /// When it starts, in milliseconds from the channel's first sample.
    pub start_ms: u64,
    /// When it ends.
    pub end_ms: u64,
    /// How sure it is that this is what sounded.
    pub confidence: Probability,
    /// The key that was pressed, of `dtmf` only: `0` to `9`, `*`, `#`, `A` to `D`.
    pub digit: Option<char>,
    /// Which end makes it by its standard: the called fax machine answers with one tone, the calling one with another.
    /// `None` where the channel has to say.
    pub sender: Option<Side>,
}

/// Finds the signals of the line and music on one channel, while its samples stream by.
///
/// Besides the signals found, and 60 bytes for each half second that may be music, memory does not grow with the
/// recording. How the samples are cut into blocks changes
/// nothing.
pub struct SignalFinder {
    decimator: Decimator,
    spectrum: Spectrum,
    bursts: BurstFinder,
    digits: DigitFinder,
    music: MusicFinder,
    /// Samples that do not fill a hop yet.
    partial: Vec<f32>,
    n_samples: u64,
    found: LineSignals,
}

impl Default for SignalFinder {
    fn default() -> Self {
        Self::new()
    }
}

impl SignalFinder {
    /// A finder at the start of a channel.
    #[must_use]
    pub fn new() -> Self {
        let spectrum = Spectrum::new();
        Self {
            decimator: Decimator::new(),
            bursts: BurstFinder::new(),
            digits: DigitFinder::new(),
            music: MusicFinder::new(),
            spectrum,
            partial: Vec::with_capacity(HOP_IN),
            n_samples: 0,
            found: LineSignals::default(),
        }
    }

    /// Takes the channel's next samples: mono, 16 kHz, full scale at 1.
    ///
    /// Samples beyond full scale are clipped; samples that are no number count as silence.
    pub fn push(&mut self, samples: &[f32]) {
        self.n_samples += samples.len() as u64;
        for &sample in samples {
            self.push_clean(if sample.is_nan() { 0.0 } else { sample.clamp(-1.0, 1.0) });
        }
    }

    /// Ends the channel and returns its signals, ordered by start, then by kind.
    #[must_use]
    pub fn finish(mut self) -> Vec<Signal> {
        let duration_ms = self.n_samples * 1000 / u64::from(crate::SAMPLE_RATE_HZ);
        // Silence until what sounded last has left the longest window and the stretch behind it is known.
        for _ in 0..HOP_IN * 16 {
            self.push_clean(0.0);
        }
        self.bursts.end();
        self.take_bursts();
        let digits = self.digits.finish();
        let mut signals = merge(self.found, digits, &self.music.finish());
        for signal in &mut signals {
            signal.end_ms = signal.end_ms.min(duration_ms);
        }
        signals.retain(|s| s.start_ms < s.end_ms);
        signals.sort_by_key(|s| (s.start_ms, s.kind, s.end_ms, s.digit));
        signals
    }

    fn push_clean(&mut self, sample: f32) {
        self.partial.push(sample);
        if self.partial.len() < HOP_IN {
            return;
        }
        let hop = self.decimator.decimate(&self.partial);
        self.partial.clear();
        self.digits.push(&hop);
        let frame = self.spectrum.push(&hop);
        self.bursts.push(&frame);
        self.music.push(&frame);
        self.take_bursts();
    }

    fn take_bursts(&mut self) {
        while let Some(group) = self.bursts.next_group() {
            self.found.extend(classify(&group));
        }
    }
}

#[cfg(test)]
mod tests;
