//! The list of lost leads as a table for spreadsheets.

use anyhow::Context as _;
use ringcheck_call::NumberSource;
use ringcheck_report::{LeadEntry, LeadValue};
use ringcheck_store::defuse;

const COLUMNS: [&str; 20] = [
    "id",
    "file",
    "started_at",
    "minutes_since",
    "agent",
    "number",
    "number_source",
    "status",
    "reason",
    "reasons",
    "lost_calls",
    "wanted",
    "quote",
    "quote_start_ms",
    "called_back",
    "last_called_back_at",
    "last_outcome",
    "last_by",
    "last_note",
    "value",
];

/// The leads as CSV (RFC 4180), one row a lead. Unknown values are empty, and a cell that a spreadsheet would run as a
/// formula starts with an apostrophe.
pub(super) fn table(leads: &[LeadEntry]) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for lead in leads {
        writer.write_record(cells(lead).map(|cell| defuse(&cell).into_owned()))?;
    }
    String::from_utf8(writer.into_inner()?).context("the table is no text")
}

fn cells(lead: &LeadEntry) -> [String; 20] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let last = lead.follow_ups.last();
    [
        lead.call_id.clone(),
        text(&lead.file_name),
        text(&lead.started_at),
        lead.minutes_since.map(|minutes| minutes.to_string()).unwrap_or_default(),
        text(&lead.agent),
        text(&lead.number),
        lead.number_source.map_or("", NumberSource::as_str).to_owned(),
        lead.status.as_str().to_owned(),
        lead.reason.as_str().to_owned(),
        lead.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(", "),
        lead.lost_calls.to_string(),
        lead.wanted.as_ref().map(|wanted| wanted.quote.clone()).unwrap_or_default(),
        lead.quote.as_ref().map(|quote| quote.quote.clone()).unwrap_or_default(),
        lead.quote.as_ref().and_then(|quote| quote.start_ms).map(|ms| ms.to_string()).unwrap_or_default(),
        lead.follow_ups.len().to_string(),
        last.map(|done| done.at.clone()).unwrap_or_default(),
        last.map_or("", |done| done.outcome.as_str()).to_owned(),
        last.and_then(|done| done.by.clone()).unwrap_or_default(),
        last.and_then(|done| done.note.clone()).unwrap_or_default(),
        lead.value.map(amount).unwrap_or_default(),
    ]
}

/// The value as a number that every spreadsheet reads.
fn amount(value: LeadValue) -> String {
    format!("{}.{:02}", value.cents() / 100, value.cents() % 100)
}
