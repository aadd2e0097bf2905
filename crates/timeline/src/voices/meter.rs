//! What a channel sounds like from moment to moment: level, spectral shape and pitch, in the band of a phone line.

use super::{
    cepstrum::{Cepstrum, N_CEPSTRA},
    pitch::{Pitch, PitchFinder},
};
use crate::SAMPLE_RATE_HZ;

/// Samples from one frame to the next: 12.5 ms.
const HOP: usize = 200;

/// Samples that the longest analysis looks at: 64 ms.
const WINDOW: usize = 1024;

/// Frames from one measurement of the pitch to the next: it changes slowly, and is half of the work.
const FRAMES_PER_PITCH: u64 = 2;

/// What a channel sounds like around one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoiceFrame {
    /// The level in the band of a phone line, in dB.
    pub(super) level_db: f32,
    /// The shape of the spectrum.
    pub(super) cepstra: [f32; N_CEPSTRA],
    /// The pitch, where there is one.
    pub(super) pitch: Option<Pitch>,
}

/// What a channel sounds like from its start to its end: 6 kB for each second of it.
#[derive(Clone, Debug, Default)]
pub struct VoiceTrack {
    frames: Vec<VoiceFrame>,
}

impl VoiceTrack {
    /// The frames whose middle is from `start_ms` until before `end_ms`.
    #[must_use]
    pub fn between(&self, start_ms: u64, end_ms: u64) -> &[VoiceFrame] {
        let place = |ms: u64| {
            let samples = ms.saturating_mul(u64::from(SAMPLE_RATE_HZ)) / 1000;
            usize::try_from(samples.div_ceil(HOP as u64)).unwrap_or(usize::MAX).min(self.frames.len())
        };
        let (start, end) = (place(start_ms), place(end_ms));
        self.frames.get(start..end).unwrap_or_default()
    }

    /// All frames, in order.
    #[must_use]
    pub fn frames(&self) -> &[VoiceFrame] {
        &self.frames
    }
}

/// Measures a channel's voices from its samples, in pieces of any size.
pub struct VoiceMeter {
    cepstrum: Cepstrum,
    pitch: PitchFinder,
    /// The samples that frames to come need; starts with half a window of silence, so that frame 0 is at sample 0.
    pending: Vec<f32>,
    n_frames: u64,
    last_pitch: Option<Pitch>,
    track: VoiceTrack,
}

impl Default for VoiceMeter {
    fn default() -> Self {
        Self::new()
    }
}

impl VoiceMeter {
    /// A meter at the start of a channel.
    #[must_use]
    pub fn new() -> Self {
        Self {
            cepstrum: Cepstrum::new(),
            pitch: PitchFinder::new(),
            pending: vec![0.0; WINDOW / 2],
            n_frames: 0,
            last_pitch: None,
            track: VoiceTrack::default(),
        }
    }

    /// Takes the channel's next samples: 16 kHz, full scale at 1. Samples that are no number count as silence.
    pub fn push(&mut self, samples: &[f32]) {
        self.pending.extend(samples.iter().map(|s| if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 }));
        let mut from = 0;
        while let Some(window) = self.pending.get(from..from + WINDOW) {
            let (level_db, cepstra) = self.cepstrum.measure(&window[WINDOW / 4..WINDOW * 3 / 4]);
            if self.n_frames.is_multiple_of(FRAMES_PER_PITCH) {
                self.last_pitch = self.pitch.find(window);
            }
            self.track.frames.push(VoiceFrame { level_db, cepstra, pitch: self.last_pitch });
            self.n_frames += 1;
            from += HOP;
        }
        self.pending.drain(..from);
    }

    /// Ends the channel.
    #[must_use]
    pub fn finish(mut self) -> VoiceTrack {
        self.push(&[0.0; WINDOW / 2]);
        self.track
    }
}
