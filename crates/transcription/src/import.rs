//! Reading transcripts that were made elsewhere (`ringcheck.transcript/1`, one JSON object a line).

use std::{io::BufRead, path::PathBuf};

use ringcheck_call::{Segment, Sha256Hex, Side, TRANSCRIPT_SCHEMA, Transcript, TranscriptSource};
use serde::Deserialize;
use serde_json::error::Category;
use sha2::{Digest, Sha256};

use crate::{MaskingOptions, mask_secrets};

/// A call whose words were recognized elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedCall {
    /// The call's id, as the file gives it.
    pub id: String,
    /// What was said, secrets masked.
    pub transcript: Transcript,
    /// The hash of the line's bytes, before masking: the key of what was read.
    pub sha256: Sha256Hex,
}

/// A line that is no transcript.
#[derive(Debug, thiserror::Error)]
#[error("failed to read line {line} of `{}` as a transcript", path.display())]
pub struct ImportError {
    path: PathBuf,
    line: usize,
    #[source]
    kind: ImportErrorKind,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportErrorKind {
    /// The file cannot be read any further.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
    /// The line is no JSON of the right form. What it holds instead is not repeated: it may be somebody's words.
    #[error("not a transcript in JSON: {problem} at column {column}")]
    Json {
        /// What is wrong.
        problem: String,
        /// Where, in bytes counted from 1.
        column: usize,
    },
    /// The file holds no transcript at all.
    #[error("the file is empty")]
    Empty,
    /// The line says that it is something else.
    #[error("its schema is `{0}`, and this version reads `ringcheck.transcript/1`")]
    Schema(String),
    /// The id is missing or blank.
    #[error("its `id` is blank")]
    BlankId,
    /// A turn ends before it starts.
    #[error("turn {0} ends before it starts")]
    Backwards(usize),
    /// A turn is later than any call lasts.
    #[error("turn {0} is more than a week after the start of the call; times are in milliseconds")]
    TooLate(usize),
}

impl ImportError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        if matches!(self.kind, ImportErrorKind::Io(_)) {
            return "name a file of transcripts that you may read";
        }
        "each line needs {\"schema\":\"ringcheck.transcript/1\",\"id\":\"…\",\"turns\":[{\"side\":\"business|caller|unknown\",\"text\":\"…\"}]}"
    }
}

#[derive(Deserialize)]
struct Line {
    schema: String,
    id: String,
    turns: Vec<LineTurn>,
}

#[derive(Deserialize)]
struct LineTurn {
    #[serde(default)]
    side: Side,
    text: String,
    #[serde(default)]
    start_ms: Option<u64>,
    #[serde(default)]
    end_ms: Option<u64>,
}

/// Reads the calls of a file line by line; `path` is for messages. Blank lines are skipped.
///
/// A bad line is an error of its own, and the lines after it are read.
pub fn import<'a>(
    path: PathBuf,
    reader: impl BufRead + 'a,
    masking: &'a MaskingOptions,
) -> impl Iterator<Item = Result<ImportedCall, ImportError>> + 'a {
    let mut has_failed = false;
    let mut n_read = 0;
    let mut lines = reader.split(b'\n').enumerate();
    std::iter::from_fn(move || {
        while !has_failed {
            let Some((idx, line)) = lines.next() else {
                has_failed = true;
                let empty = ImportError { path: path.clone(), line: 1, kind: ImportErrorKind::Empty };
                return (n_read == 0).then_some(Err(empty));
            };
            let at_line = |kind| ImportError { path: path.clone(), line: idx + 1, kind };
            let bytes = match line {
                Ok(bytes) if bytes.trim_ascii().is_empty() => continue,
                Ok(bytes) => bytes,
                Err(source) => {
                    has_failed = true;
                    return Some(Err(at_line(source.into())));
                }
            };
            n_read += 1;
            return Some(parse(&bytes, masking).map_err(at_line));
        }
        None
    })
}

/// What is wrong with a line, without a word of what it holds.
fn json_problem(error: &serde_json::Error) -> ImportErrorKind {
    let said = error.to_string();
    let missing = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let problem = match (missing, error.classify()) {
        (Some(field), _) => format!("`{field}` is missing"),
        (None, Category::Data) => "a value of another form than expected".to_owned(),
        (None, Category::Eof) => "the line ends too early".to_owned(),
        (None, Category::Syntax | Category::Io) => "no JSON".to_owned(),
    };
    ImportErrorKind::Json { problem, column: error.column() }
}

/// No call is longer than a week: a larger time is in another unit.
const LONGEST_CALL_MS: u64 = 7 * 24 * 3_600_000;

fn parse(bytes: &[u8], masking: &MaskingOptions) -> Result<ImportedCall, ImportErrorKind> {
    let line: Line = serde_json::from_slice(bytes).map_err(|e| json_problem(&e))?;
    if line.schema != TRANSCRIPT_SCHEMA {
        return Err(ImportErrorKind::Schema(line.schema));
    }
    if line.id.trim().is_empty() {
        return Err(ImportErrorKind::BlankId);
    }
    let mut segments = Vec::with_capacity(line.turns.len());
    for (idx, turn) in line.turns.into_iter().enumerate() {
        if let (Some(start), Some(end)) = (turn.start_ms, turn.end_ms)
            && end < start
        {
            return Err(ImportErrorKind::Backwards(idx));
        }
        if turn.start_ms.max(turn.end_ms) > Some(LONGEST_CALL_MS) {
            return Err(ImportErrorKind::TooLate(idx));
        }
        segments.push(Segment {
            channel: 0,
            side: turn.side,
            start_ms: turn.start_ms,
            end_ms: turn.end_ms,
            text: turn.text.split_whitespace().collect::<Vec<_>>().join(" "),
            words: Vec::new(),
            confidence: None,
            marks: Vec::new(),
        });
    }
    let transcript = Transcript { source: TranscriptSource::Imported, segments: mask_secrets(segments, masking) };
    let sha256 = Sha256Hex::from_bytes(Sha256::digest(bytes.trim_ascii()).into());
    Ok(ImportedCall { id: line.id, transcript, sha256 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<ImportedCall, String>> {
        import("calls.jsonl".into(), text.as_bytes(), &MaskingOptions::default())
            .map(|r| r.map_err(|e| format!("{e}: {}", std::error::Error::source(&e).unwrap())))
            .collect()
    }

    #[test]
    fn words_of_a_call_are_not_repeated_in_errors() {
        let text = r#"{"schema":"ringcheck.transcript/1","id":"a","turns":["my card is 4111 1111 1111 1111"]}"#;
        let said = read(text).remove(0).unwrap_err();
        assert!(!said.contains("4111") && said.contains("column"), "{said}");
    }

    #[test]
    fn an_empty_file_is_said_to_be_empty() {
        assert!(read("\n  \n").remove(0).unwrap_err().contains("the file is empty"));
    }

    #[test]
    fn a_line_that_is_no_utf8_does_not_stop_the_next() {
        let mut text = br#"{"schema":"ringcheck.transcript/1","id":"a","turns":[{"side":"caller","text":""#.to_vec();
        text.extend([0xe9]);
        text.extend(
            br#""}]}
{"schema":"ringcheck.transcript/1","id":"b","turns":[]}"#,
        );
        let masking = MaskingOptions::default();
        let read: Vec<bool> = import("x".into(), text.as_slice(), &masking).map(|r| r.is_ok()).collect();
        assert_eq!(read, [false, true]);
    }

    #[test]
    fn a_bad_line_does_not_stop_the_next() {
        let text = r#"{"schema":"ringcheck.transcript/1","id":"a","turns":[{"side":"business","text":" Hello  there. "}]}

{"schema":"ringcheck.transcript/9","id":"b","turns":[]}
{"schema":"ringcheck.transcript/1","id":"c","turns":[{"side":"caller","text":"4111 1111 1111 1111","start_ms":5,"end_ms":9}]}
{"schema":"ringcheck.transcript/1","id":"d","turns":[{"side":"caller","text":"x","start_ms":5,"end_ms":1}]}
nonsense"#;
        let read = read(text);
        assert_eq!(read.len(), 5);
        assert!(read[4].as_ref().unwrap_err().contains("no JSON at column"), "{:?}", read[4]);
        assert_eq!(read[0].as_ref().unwrap().transcript.segments[0].text, "Hello there.");
        assert!(read[1].as_ref().unwrap_err().contains("line 3 of `calls.jsonl`"), "{:?}", read[1]);
        let masked = &read[2].as_ref().unwrap().transcript.segments[0];
        assert_eq!((masked.text.as_str(), masked.start_ms, masked.end_ms), ("[card]", Some(5), Some(9)));
        assert!(read[3].as_ref().unwrap_err().contains("turn 0 ends before it starts"));
        assert!(read[4].is_err());
    }
}
