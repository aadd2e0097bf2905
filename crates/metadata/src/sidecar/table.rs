//! CSV sidecars: of one recording, and of all recordings of a folder.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::{
    SidecarProblem,
    flatten::{Fields, normalized},
};
use crate::{cdr::delimiter_of, facts::Facts, names::stem, slash::DateOrder};

/// Names of the column that says which recording a row is about.
const FILE_COLUMNS: [&str; 9] =
    ["file", "filename", "recording", "recordingfile", "recordingname", "recordfile", "basename", "audio", "audiofile"];

/// What a CSV says about the recordings of a folder.
#[derive(Debug, Default)]
pub(super) struct Table {
    facts: HashMap<String, Facts>,
}

impl Table {
    /// `None` where no column names a recording, or no other column is known.
    pub(super) fn parse(text: &str, zone: &TimeZone) -> Result<Option<Self>, SidecarProblem> {
        let rows = Rows::read(text)?;
        let Some(file_column) = rows.file_column() else { return Ok(None) };
        let mut table = Self::default();
        for row in &rows.records {
            let Some(name) = row.get(file_column).filter(|name| !name.trim().is_empty()) else { continue };
            let facts = rows.facts(row, file_column, zone);
            // The first row about a recording counts.
            table.facts.entry(key(name)).or_insert(facts);
        }
        Ok(Some(table))
    }

    pub(super) fn get(&self, stem: &str) -> Option<&Facts> {
        self.facts.get(stem)
    }

    pub(super) fn len(&self) -> usize {
        self.facts.len()
    }
}

/// Reads the CSV of one recording: a header and its row, or lines of a field and its value.
pub(super) fn parse_one(text: &str, stem: &str, zone: &TimeZone) -> Result<Facts, SidecarProblem> {
    let rows = Rows::read(text)?;
    if rows.header.iter().filter(|name| Fields::is_known(name)).count() == 0
        || rows.records.is_empty()
        || rows.is_pairs()
    {
        let lines = std::iter::once(&rows.first).chain(&rows.records);
        let pairs = lines.filter_map(|row| Some((normalized(row.get(0)?), row.get(1)?)));
        let pairs: Vec<(String, &str)> = pairs.collect();
        return Ok(Fields::of_row(pairs.iter().map(|(name, value)| (name.as_str(), *value))).facts(None, zone));
    }
    if let Some(file_column) = rows.file_column()
        && let Some(row) = rows.records.iter().find(|row| row.get(file_column).is_some_and(|name| key(name) == stem))
    {
        return Ok(rows.facts(row, file_column, zone));
    }
    match rows.records.as_slice() {
        [row] => Ok(rows.facts(row, usize::MAX, zone)),
        _ => Err(SidecarProblem::new(1, "several rows, and none that names this recording")),
    }
}

/// A recording's name as a key: without folders and ending.
fn key(name: &str) -> String {
    stem(&name.trim().replace('\\', "/")).to_owned()
}

/// All rows of a CSV.
struct Rows {
    /// The first line as it stands there.
    first: csv::StringRecord,
    /// Its cells as names of fields.
    header: Vec<String>,
    records: Vec<csv::StringRecord>,
    /// The order of dates with slashes, if one of them tells.
    order: Option<DateOrder>,
}

impl Rows {
    fn read(text: &str) -> Result<Self, SidecarProblem> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter_of(text.as_bytes()))
            .from_reader(text.as_bytes());
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record
                .map_err(|error| SidecarProblem::new(error.position().map_or(1, csv::Position::line), "not CSV"))?;
            records.push(record);
        }
        if records.is_empty() {
            return Err(SidecarProblem::new(1, "the file is empty"));
        }
        let first = records.remove(0);
        let header = first.iter().map(normalized).collect();
        let order = DateOrder::proven_by(records.iter().flatten());
        Ok(Self { first, header, records, order })
    }

    /// Whether this is a list of fields with their values rather than a table.
    fn is_pairs(&self) -> bool {
        let known = |row: &csv::StringRecord| row.get(0).is_some_and(|name| Fields::is_known(&normalized(name)));
        self.header.len() == 2 && known(&self.first) && self.records.iter().all(known)
    }

    /// The column that names a recording, if another says something about it.
    fn file_column(&self) -> Option<usize> {
        let is_file = |name: &String| FILE_COLUMNS.contains(&name.as_str());
        let column = self.header.iter().position(is_file).unwrap_or(0);
        let is_name = |name: &String| is_file(name) || !Fields::is_known(name);
        let others = self.header.iter().enumerate().filter(|(at, _)| *at != column);
        let is_told = others.into_iter().any(|(_, name)| Fields::is_known(name));
        (is_told && self.header.get(column).is_some_and(is_name)).then_some(column)
    }

    fn facts(&self, row: &csv::StringRecord, file_column: usize, zone: &TimeZone) -> Facts {
        let cells = self.header.iter().zip(row).enumerate().filter(|(at, _)| *at != file_column);
        Fields::of_row(cells.map(|(_, (name, value))| (name.as_str(), value))).facts(self.order, zone)
    }
}
