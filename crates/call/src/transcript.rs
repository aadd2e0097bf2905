//! What was said: words, segments and the transcript that holds them.

use serde::{Deserialize, Serialize};

use crate::{Probability, Side};

/// The schema of transcripts that were made elsewhere.
pub const TRANSCRIPT_SCHEMA: &str = "ringcheck.transcript/1";

/// A word as it was recognized.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// When it starts.
    pub start_ms: u64,
    /// When it ends; never before it starts.
    pub end_ms: u64,
    /// The word with its punctuation and without blanks around it.
    pub text: String,
    /// The recognizer's probability for it.
    pub probability: Probability,
}

/// What is peculiar about a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentMark {
    /// The recognizer itself doubts these words; no verdict may rest on them alone.
    LowConfidence,
}

/// A stretch of one channel's speech, as Whisper gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The recording's channel, counted from 0; 0 for transcripts made elsewhere.
    pub channel: u16,
    /// Which side that channel is.
    pub side: Side,
    /// When it starts; `None` in a transcript without times.
    pub start_ms: Option<u64>,
    /// When it ends; `None` in a transcript without times.
    pub end_ms: Option<u64>,
    /// The text; where there are words, they joined by single blanks.
    pub text: String,
    /// The words; empty in a transcript made elsewhere.
    pub words: Vec<Word>,
    /// The recognizer's mean probability for the segment's tokens; `None` where the transcript was made elsewhere.
    pub confidence: Option<Probability>,
    /// What is peculiar about it.
    pub marks: Vec<SegmentMark>,
}

impl Segment {
    /// Sets the words, and text, times and confidence as they follow from them.
    pub fn set_words(&mut self, words: Vec<Word>) {
        self.start_ms = words.first().map(|w| w.start_ms);
        self.end_ms = words.last().map(|w| w.end_ms);
        self.text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        let sum: f64 = words.iter().map(|w| w.probability.as_f64()).sum();
        #[expect(clippy::cast_precision_loss, reason = "a segment has a few hundred words at most")]
        let mean = (!words.is_empty()).then(|| Probability::new(sum / words.len() as f64));
        self.confidence = mean;
        self.words = words;
    }
}

/// Where a transcript is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptSource {
    /// Recognized here, with a time for each word.
    Recognized,
    /// Made elsewhere and read in; its segments are turns already.
    Imported,
    /// Of a call that nobody recorded: it has no segments.
    Unrecorded,
}

/// All that was said in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// Where it is from.
    pub source: TranscriptSource,
    /// The segments: ordered by start, then channel; in given order where there are no times.
    pub segments: Vec<Segment>,
}

impl Transcript {
    /// Orders segments by start, then channel, and keeps the order of equals.
    #[must_use]
    pub fn recognized(mut segments: Vec<Segment>) -> Self {
        segments.sort_by_key(|s| (s.start_ms, s.channel));
        Self { source: TranscriptSource::Recognized, segments }
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.iter().all(|s| s.text.trim().is_empty())
    }
}
