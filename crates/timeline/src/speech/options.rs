//! What counts as speech.

use serde::Serialize;

/// How [`SpeechFinder`](super::SpeechFinder) finds speech.
///
/// Whole numbers only, so that equal options make equal keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SpeechOptions {
    /// The voice detector's score, in thousandths, at which speech begins.
    pub enter_score_thousandths: u16,
    /// The score, in thousandths, below which a frame within speech counts as silence.
    pub leave_score_thousandths: u16,
    /// The level, in decibels relative to full scale (negative), below which nothing is speech.
    pub floor_dbfs: i8,
    /// Decibels by which speech must be louder than the noise of the line.
    pub above_noise_db: u8,
    /// Speech shorter than this, in milliseconds, is dropped as a click.
    pub min_speech_ms: u32,
    /// Silence, in milliseconds, that ends a span; at least the sum of both paddings is used, so spans never overlap.
    pub min_silence_ms: u32,
    /// Milliseconds kept before the first speech of a span.
    pub pad_before_ms: u32,
    /// Milliseconds kept after the last speech of a span.
    pub pad_after_ms: u32,
    /// Speech longer than this, in milliseconds, is cut in two at its least voiced moment.
    pub max_span_ms: u32,
}

impl Default for SpeechOptions {
    fn default() -> Self {
        Self {
            enter_score_thousandths: 550,
            leave_score_thousandths: 450,
            floor_dbfs: -65,
            above_noise_db: 4,
            min_speech_ms: 64,
            min_silence_ms: 500,
            pad_before_ms: 250,
            pad_after_ms: 250,
            max_span_ms: 28_000,
        }
    }
}

impl SpeechOptions {
    /// The options as one line, for the key of what was made with them.
    #[must_use]
    pub fn settings(&self) -> String {
        let Self {
            enter_score_thousandths,
            leave_score_thousandths,
            floor_dbfs,
            above_noise_db,
            min_speech_ms,
            min_silence_ms,
            pad_before_ms,
            pad_after_ms,
            max_span_ms,
        } = self;
        format!(
            "speech/3 enter={enter_score_thousandths} leave={leave_score_thousandths} floor={floor_dbfs} noise={above_noise_db} \
             speech={min_speech_ms} silence={min_silence_ms} before={pad_before_ms} after={pad_after_ms} max={max_span_ms}"
        )
    }

    pub(super) fn enter_score(&self) -> f32 {
        f32::from(self.enter_score_thousandths) / 1000.0
    }

    pub(super) fn leave_score(&self) -> f32 {
        f32::from(self.leave_score_thousandths) / 1000.0
    }

    pub(super) fn floor_mean_square(&self) -> f32 {
        10f32.powf(f32::from(self.floor_dbfs) / 10.0)
    }

    pub(super) fn above_noise(&self) -> f32 {
        10f32.powf(f32::from(self.above_noise_db) / 10.0)
    }

    pub(super) fn min_silence_ms(&self) -> u32 {
        self.min_silence_ms.max(self.pad_before_ms + self.pad_after_ms)
    }
}
