//! Levels of a channel: how loud it has lately been, and how noisy the line is between words.

use super::SpeechOptions;

/// How loud the channel has lately been, followed from above.
///
/// The detector was trained on speech of ordinary level and scores a quiet side too low, so a quiet channel is
/// raised to [`Loudness::TARGET`] before it is scored.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Loudness {
    mean_square: f32,
}

impl Loudness {
    /// -28 dBFS, the level of a soft telephone voice.
    const TARGET: f32 = 0.001_585;

    /// 20 dB, the most that is added.
    const MAX_GAIN: f32 = 10.0;

    /// What is left of the loudness after one frame: it falls by 2 dB a second.
    const DECAY_PER_FRAME: f32 = 0.992_66;

    /// The factor for the samples of a frame of `mean_square`.
    pub(super) fn gain(&mut self, mean_square: f32) -> f32 {
        self.mean_square = mean_square.max(self.mean_square * Self::DECAY_PER_FRAME);
        (Self::TARGET / self.mean_square).sqrt().clamp(1.0, Self::MAX_GAIN)
    }
}

/// The level of the line between words, followed from below.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoiseFloor {
    mean_square: f32,
}

impl Default for NoiseFloor {
    fn default() -> Self {
        Self { mean_square: f32::INFINITY }
    }
}

impl NoiseFloor {
    /// The factor by which the floor may rise from one frame to the next: 5 dB a second.
    ///
    /// Speech dips to the floor several times a second, so it does not lift it.
    const RISE_PER_FRAME: f32 = 1.018_6;

    /// Follows a frame of `mean_square` and says whether it is louder than the line.
    pub(super) fn stands_out(&mut self, mean_square: f32, options: &SpeechOptions) -> bool {
        let least = options.floor_mean_square();
        self.mean_square = mean_square.min(self.mean_square * Self::RISE_PER_FRAME).max(least);
        mean_square >= self.mean_square * options.above_noise()
    }
}
