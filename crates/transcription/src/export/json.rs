//! JSON as Whisper writes it, with what Ringcheck knows besides.
//!
//! `text`, `language` and `segments` with `words` are those of OpenAI's Whisper: times in seconds, and a blank before
//! each word and segment, so that texts are joined without one. `speaker` is where WhisperX puts it.

use ringcheck_call::{Probability, Segment, SegmentMark, Sha256Hex, Side, SidesOrigin, Transcript, Word};
use serde::Serialize;

use super::RecordingFacts;

/// A recording's transcript.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JsonTranscript {
    /// All that was said, segment after segment.
    pub text: String,
    /// The language that the recording was taken to be in, as an ISO 639-1 code; `null` where Whisper had to find it.
    pub language: Option<String>,
    /// How much audio was decoded, in seconds.
    pub duration: f64,
    /// The segments, ordered by start, then channel.
    pub segments: Vec<JsonSegment>,
    /// Where the recording was read from, as it was given.
    pub recording: String,
    /// The hash of its bytes.
    pub sha256: Sha256Hex,
    /// The model's name.
    pub model: String,
    /// The engine and its version.
    pub engine: String,
    /// How it was decided which side said what.
    pub sides: SidesOrigin,
}

/// A stretch of one channel's speech.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JsonSegment {
    /// Its number, from 0.
    pub id: usize,
    /// When it starts, in seconds; `null` in a transcript without times.
    pub start: Option<f64>,
    /// When it ends, in seconds; `null` in a transcript without times.
    pub end: Option<f64>,
    /// What was said, after a blank.
    pub text: String,
    /// Which side said it.
    pub speaker: Side,
    /// The recording's channel, from 0.
    pub channel: u16,
    /// How sure the recognizer is; `null` where the transcript was made elsewhere.
    pub confidence: Option<Probability>,
    /// What is peculiar about it.
    pub marks: Vec<SegmentMark>,
    /// The words; none where the transcript was made elsewhere.
    pub words: Vec<JsonWord>,
}

/// A word.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JsonWord {
    /// The word, after a blank.
    pub word: String,
    /// When it starts, in seconds.
    pub start: f64,
    /// When it ends, in seconds.
    pub end: f64,
    /// The recognizer's probability for it.
    pub probability: Probability,
}

/// The transcript of the recording that `facts` are about.
#[must_use]
pub fn to_json(transcript: &Transcript, facts: &RecordingFacts<'_>) -> JsonTranscript {
    let segments: Vec<JsonSegment> =
        transcript.segments.iter().enumerate().map(|(id, segment)| json_segment(id, segment)).collect();
    JsonTranscript {
        text: segments.iter().map(|segment| segment.text.as_str()).collect(),
        language: facts.language.map(str::to_owned),
        duration: seconds(facts.duration_ms),
        segments,
        recording: facts.recording.to_owned(),
        sha256: facts.sha256.clone(),
        model: facts.model.to_owned(),
        engine: facts.engine.to_owned(),
        sides: facts.sides.clone(),
    }
}

fn json_segment(id: usize, segment: &Segment) -> JsonSegment {
    JsonSegment {
        id,
        start: segment.start_ms.map(seconds),
        end: segment.end_ms.map(seconds),
        text: after_blank(&segment.text),
        speaker: segment.side,
        channel: segment.channel,
        confidence: segment.confidence,
        marks: segment.marks.clone(),
        words: segment.words.iter().map(json_word).collect(),
    }
}

fn json_word(word: &Word) -> JsonWord {
    JsonWord {
        word: after_blank(&word.text),
        start: seconds(word.start_ms),
        end: seconds(word.end_ms),
        probability: word.probability,
    }
}

fn after_blank(text: &str) -> String {
    format!(" {text}")
}

/// One rounding, so that what is printed has three decimals at most.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 milliseconds")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}
