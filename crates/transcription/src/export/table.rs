//! A table for spreadsheets: CSV as of RFC 4180, one row a segment.

use std::borrow::Cow;

use ringcheck_call::{Segment, SegmentMark, Transcript};

use super::ExportError;

/// The columns. Times are in milliseconds; what is unknown is empty, and several marks have blanks between them.
pub const CSV_COLUMNS: [&str; 8] =
    ["recording", "start_ms", "end_ms", "side", "channel", "text", "confidence", "marks"];

/// The line with the names of the columns.
#[must_use]
pub fn csv_header() -> String {
    CSV_COLUMNS.join(",") + "\r\n"
}

/// The rows of a transcript of `recording`, without the header.
///
/// A text that a spreadsheet would run as a formula starts with an apostrophe.
///
/// # Errors
///
/// [`ExportError::Table`], which no transcript is known to cause.
pub fn to_csv(transcript: &Transcript, recording: &str) -> Result<String, ExportError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for segment in &transcript.segments {
        writer.write_record(cells(segment, recording).iter().map(|cell| &**cell))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // Everything that was written is UTF-8.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn cells<'a>(segment: &'a Segment, recording: &'a str) -> [Cow<'a, str>; 8] {
    let number = |number: Option<u64>| number.map_or(Cow::Borrowed(""), |number| number.to_string().into());
    let marks: Vec<String> = segment.marks.iter().copied().map(word_of).collect();
    [
        defuse(recording),
        number(segment.start_ms),
        number(segment.end_ms),
        segment.side.as_str().into(),
        segment.channel.to_string().into(),
        defuse(&segment.text),
        segment.confidence.map_or(Cow::Borrowed(""), |confidence| confidence.as_f64().to_string().into()),
        marks.join(" ").into(),
    ]
}

/// The word that a mark has in JSON.
fn word_of(mark: SegmentMark) -> String {
    match serde_json::to_value(mark) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// `cell` with an apostrophe before it if a spreadsheet would run it as a formula.
///
/// The characters are those of OWASP's page on CSV injection. A signed number without letters can name no function and
/// no other cell, and stays as it is.
fn defuse(cell: &str) -> Cow<'_, str> {
    let is_formula = match cell.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '\n') => true,
        Some('+' | '-') => cell.contains(char::is_alphabetic),
        _ => false,
    };
    if is_formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}
