//! Reading transcripts that were made elsewhere (`ringcheck.transcript/1`, one JSON object a line).

use std::{io::BufRead, path::PathBuf};

use ringcheck_call::{Segment, Sha256Hex, Side, TRANSCRIPT_SCHEMA, Transcript, TranscriptSource};
use serde::Deserialize;
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
    /// The line is no JSON of the right form.
    #[error("not a transcript in JSON: {0}")]
    Json(String),
    /// The line says that it is something else.
    #[error("its schema is `{0}`, and this version reads `ringcheck.transcript/1`")]
    Schema(String),
    /// The id is missing or blank.
    #[error("its `id` is blank")]
    BlankId,
    /// A turn ends before it starts.
    #[error("turn {0} ends before it starts")]
    Backwards(usize),
}

impl ImportError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
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
    let mut failed = false;
    reader
        .lines()
        .enumerate()
        .map_while(move |(idx, line)| {
            if failed {
                return None;
            }
            let at_line = |kind| ImportError { path: path.clone(), line: idx + 1, kind };
            match line {
                Err(source) => {
                    failed = true;
                    Some(Err(at_line(source.into())))
                }
                Ok(text) if text.trim().is_empty() => Some(Ok(None)),
                Ok(text) => Some(parse(&text, masking).map(Some).map_err(at_line)),
            }
        })
        .filter_map(Result::transpose)
}

fn parse(text: &str, masking: &MaskingOptions) -> Result<ImportedCall, ImportErrorKind> {
    let line: Line = serde_json::from_str(text).map_err(|e| ImportErrorKind::Json(e.to_string()))?;
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
    let sha256 = Sha256Hex::from_bytes(Sha256::digest(text.trim().as_bytes()).into());
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
    fn a_bad_line_does_not_stop_the_next() {
        let text = r#"{"schema":"ringcheck.transcript/1","id":"a","turns":[{"side":"business","text":" Hello  there. "}]}

{"schema":"ringcheck.transcript/9","id":"b","turns":[]}
{"schema":"ringcheck.transcript/1","id":"c","turns":[{"side":"caller","text":"4111 1111 1111 1111","start_ms":5,"end_ms":9}]}
{"schema":"ringcheck.transcript/1","id":"d","turns":[{"side":"caller","text":"x","start_ms":5,"end_ms":1}]}
nonsense"#;
        let read = read(text);
        assert_eq!(read.len(), 5);
        assert_eq!(read[0].as_ref().unwrap().transcript.segments[0].text, "Hello there.");
        assert!(read[1].as_ref().unwrap_err().contains("line 3 of `calls.jsonl`"), "{:?}", read[1]);
        let masked = &read[2].as_ref().unwrap().transcript.segments[0];
        assert_eq!((masked.text.as_str(), masked.start_ms, masked.end_ms), ("[card]", Some(5), Some(9)));
        assert!(read[3].as_ref().unwrap_err().contains("turn 0 ends before it starts"));
        assert!(read[4].is_err());
    }
}
