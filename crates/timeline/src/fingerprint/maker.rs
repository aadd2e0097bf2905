//! Makes the fingerprint of a channel while its samples stream by.

use super::{
    MAX_FINGERPRINT_MS,
    code::Change,
    spectrum::{BandMeter, Bands, WINDOW},
};
use crate::SAMPLE_RATE_HZ;

/// Samples from one code to the next: 64 ms.
pub(super) const HOP: usize = 1024;

/// How the first two minutes of a channel sound: 32 bits for each 64 ms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Code `n` is the change from the window at `n` hops to the next.
    pub(super) codes: Vec<u32>,
}

/// Bytes that are no fingerprint: their count is no multiple of 4.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{n_bytes} bytes are no fingerprint: not a multiple of 4")]
pub struct FingerprintError {
    /// How many bytes there were.
    pub n_bytes: usize,
}

impl Fingerprint {
    /// The bytes to store: each code's four, the lowest first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.codes.iter().flat_map(|code| code.to_le_bytes()).collect()
    }

    /// The fingerprint whose [`Fingerprint::to_bytes`] are `bytes`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FingerprintError> {
        let (codes, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() {
            return Err(FingerprintError { n_bytes: bytes.len() });
        }
        Ok(Self { codes: codes.iter().map(|code| u32::from_le_bytes(*code)).collect() })
    }

    /// How much of the channel it covers, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        if self.codes.is_empty() { 0 } else { ms_of((self.codes.len() * HOP + WINDOW) as u64) }
    }
}

/// Makes a channel's fingerprint from its samples, in pieces of any size.
pub struct FingerprintMaker {
    meter: BandMeter,
    /// The samples that windows to come need.
    pending: Vec<f32>,
    before: Option<Bands>,
    /// Samples that may still come.
    n_left: usize,
    made: Fingerprint,
}

impl Default for FingerprintMaker {
    fn default() -> Self {
        Self::new()
    }
}

impl FingerprintMaker {
    /// A maker at the start of a channel.
    #[must_use]
    pub fn new() -> Self {
        let n_left = usize::try_from(MAX_FINGERPRINT_MS * u64::from(SAMPLE_RATE_HZ) / 1000).unwrap_or(usize::MAX);
        Self { meter: BandMeter::new(), pending: Vec::new(), before: None, n_left, made: Fingerprint::default() }
    }

    /// Takes the channel's next samples: mono, 16 kHz, full scale at 1. Samples that are no number count as silence.
    ///
    /// What comes after [`MAX_FINGERPRINT_MS`] is left out.
    pub fn push(&mut self, samples: &[f32]) {
        let samples = samples.get(..self.n_left).unwrap_or(samples);
        self.n_left -= samples.len();
        self.pending.extend(samples.iter().map(|s| sane(*s)));
        let mut from = 0;
        while let Some(window) = self.pending.get(from..from + WINDOW) {
            let bands = self.meter.measure(window);
            if let Some(before) = self.before.replace(bands) {
                self.made.codes.push(Change::between(&before, &bands).code());
            }
            from += HOP;
        }
        self.pending.drain(..from);
    }

    /// Ends the channel.
    #[must_use]
    pub fn finish(self) -> Fingerprint {
        self.made
    }
}

/// The sample, or silence for what is no number.
pub(super) fn sane(sample: f32) -> f32 {
    if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }
}

/// The time of a sample.
pub(super) fn ms_of(sample: u64) -> u64 {
    sample * 1000 / u64::from(SAMPLE_RATE_HZ)
}
