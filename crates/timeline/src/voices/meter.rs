//! What a channel sounds like from moment to moment: its level, and the power in bands that the voice encoder hears.

use super::mel::{Bands, MelMeter, WINDOW};
use crate::SAMPLE_RATE_HZ;

/// Samples from one frame to the next: 10 ms.
const HOP: usize = 160;

/// What a channel sounds like around one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoiceFrame {
    /// The level in the band of a phone line, in dB.
    pub(super) level_db: f32,
    /// The power by band.
    pub(super) bands: Bands,
}

/// What a channel sounds like from its start to its end: 4.4 kB for each second of it.
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
    mel: MelMeter,
    /// The samples that frames to come need; starts with half a window of silence, so that frame 0 is at sample 0.
    pending: Vec<f32>,
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
        Self { mel: MelMeter::new(), pending: vec![0.0; WINDOW / 2], track: VoiceTrack::default() }
    }

    /// Takes the channel's next samples: 16 kHz, full scale at 1. Samples that are no number count as silence.
    pub fn push(&mut self, samples: &[f32]) {
        self.pending.extend(samples.iter().map(|s| if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 }));
        let mut from = 0;
        while let Some(window) = self.pending.get(from..from + WINDOW) {
            let (level_db, bands) = self.mel.measure(window);
            self.track.frames.push(VoiceFrame { level_db, bands });
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Overtones of `hz` from 300 to 3400 Hz, each weaker than the one before: a voice on a phone line.
    fn voice(hz: f32, seconds: f32) -> Vec<f32> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds of samples")]
        let n = (seconds * 16_000.0) as u32;
        (0..n)
            .map(|i| {
                #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
                let t = i as f32 / 16_000.0;
                let overtones = (1u8..40).map(f32::from).filter(|k| (300.0..3400.0).contains(&(k * hz)));
                overtones.map(|k| 0.2 / k * (std::f32::consts::TAU * k * hz * t).cos()).sum()
            })
            .collect()
    }

    fn track_of(samples: &[f32]) -> VoiceTrack {
        let mut meter = VoiceMeter::new();
        meter.push(samples);
        meter.finish()
    }

    #[test]
    fn frames_do_not_depend_on_how_the_samples_are_cut() {
        let mut samples = voice(140.0, 0.7);
        samples[100] = f32::NAN;
        let whole = track_of(&samples);
        assert_eq!(whole.frames().len(), 71);
        for piece in [1, 199, 1025] {
            let mut meter = VoiceMeter::new();
            for samples in samples.chunks(piece) {
                meter.push(samples);
            }
            assert_eq!(meter.finish().frames(), whole.frames(), "pieces of {piece}");
        }
    }

    #[test]
    fn a_span_has_the_frames_whose_middle_is_in_it() {
        let track = track_of(&voice(140.0, 1.0));
        assert_eq!(track.between(0, 25).len(), 3);
        assert_eq!(track.between(100, 200).len(), 10);
        assert!(track.between(5000, 6000).is_empty());
        assert!(track.between(200, 100).is_empty());
        assert_eq!(track.between(0, u64::MAX).len(), track.frames().len());
    }
}
