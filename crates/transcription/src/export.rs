//! A transcript in the forms that other programs read: plain text, subtitles, JSON and a table.
//!
//! The twin of [`import()`](crate::import()), and pure: a [`Transcript`](ringcheck_call::Transcript) and a few facts
//! become text, and nothing is read or written. Every form has every word of the transcript with its side.

mod cue;
mod json;
mod srt;
mod table;
mod txt;
mod vtt;

use ringcheck_call::{Sha256Hex, SidesOrigin};

pub use self::{
    json::{JsonSegment, JsonTranscript, JsonWord, to_json},
    srt::to_srt,
    table::{CSV_COLUMNS, csv_header, to_csv},
    txt::to_txt,
    vtt::to_vtt,
};

/// What an export says about a recording besides the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingFacts<'a> {
    /// Where the recording was read from, as it was given.
    pub recording: &'a str,
    /// The hash of its bytes.
    pub sha256: &'a Sha256Hex,
    /// How much audio was decoded.
    pub duration_ms: u64,
    /// The language that the recording was taken to be in, as an ISO 639-1 code; `None` where Whisper had to find it.
    pub language: Option<&'a str>,
    /// The model's name, such as `tiny.en-q8_0`.
    pub model: &'a str,
    /// The engine and its version, such as `whisper.cpp 1.8.3`.
    pub engine: &'a str,
    /// How it was decided which side said what.
    pub sides: &'a SidesOrigin,
}

/// Why a transcript cannot be written in a form.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Subtitles have times, and this segment, counted from 0, has not.
    #[error("segment {0} of the transcript has no times, and subtitles need them")]
    NoTimes(usize),
    /// The table's writer failed.
    #[error("the table cannot be written")]
    Table(#[from] csv::Error),
    /// The writer of JSON failed.
    #[error("the document cannot be written")]
    Json(#[from] serde_json::Error),
}

impl ExportError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoTimes(_) => Some("txt, json and csv need no times"),
            Self::Table(_) | Self::Json(_) => None,
        }
    }
}

/// `text` on one line: every run of blanks is one blank, and what a reader cannot see is replaced.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }));
    }
    line
}

#[cfg(test)]
mod tests;
