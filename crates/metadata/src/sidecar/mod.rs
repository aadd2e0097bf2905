//! What a file beside the recording says: JSON or CSV, of one recording or of a folder.
//!
//! A sidecar that is broken or too large is a warning, never an error: the recording is scored without it.

mod fields;
mod find;
mod flatten;
mod table;

use jiff::tz::TimeZone;

pub use self::fields::{FieldPage, field_pages};
pub(crate) use self::find::Sidecars;
use self::{flatten::Fields, table::Table};
use crate::facts::Facts;

/// How a sidecar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON value.
    Json,
    /// A header and a row, or lines of a field and its value.
    Csv,
}

/// Why a sidecar cannot be used; says where, never what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct SidecarProblem {
    line: u64,
    what: &'static str,
}

impl SidecarProblem {
    fn new(line: u64, what: &'static str) -> Self {
        Self { line, what }
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }
}

/// Reads the sidecar of the recording whose name without its ending is `stem`; times without offset are of `zone`.
///
/// A sidecar in which no field is known gives nothing.
pub fn parse(bytes: &[u8], format: Format, stem: &str, zone: &TimeZone) -> Result<Facts, SidecarProblem> {
    let text = text_of(bytes)?;
    match format {
        Format::Json => {
            let value: serde_json::Value = serde_json::from_str(text).map_err(|error| {
                let what = if error.is_eof() { "the JSON ends too early" } else { "not JSON" };
                SidecarProblem::new(u64::try_from(error.line()).unwrap_or(u64::MAX), what)
            })?;
            Ok(Fields::of_json(&value).facts(None, zone))
        }
        Format::Csv => table::parse_one(text, stem, zone),
    }
}

/// Reads the CSV of a folder: how many recordings it names, and what it says of the one called `stem`.
///
/// `Ok(None)` is a table that is about something else.
pub fn parse_folder(bytes: &[u8], stem: &str, zone: &TimeZone) -> Result<Option<(usize, Facts)>, SidecarProblem> {
    let table = Table::parse(text_of(bytes)?, zone)?;
    Ok(table.map(|table| (table.len(), table.get(stem).cloned().unwrap_or_default())))
}

fn text_of(bytes: &[u8]) -> Result<&str, SidecarProblem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let n_lines = before.split(|byte| *byte == b'\n').count();
        SidecarProblem::new(u64::try_from(n_lines).unwrap_or(u64::MAX), "not UTF-8 text")
    })
}
