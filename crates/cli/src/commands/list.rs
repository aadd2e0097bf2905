//! `ringcheck list`: stored calls with their newest scorecard.

use std::path::Path;

use jiff::Zoned;
pub(crate) use ringcheck_report::short_id;
use ringcheck_store::{CallRow, Store, StoreError};

use crate::{
    args::ListArguments,
    exit::Exit,
    printer::{Printer, hinted},
    setup, table,
    text::{clock, count, local_time},
};

pub(crate) fn run(arguments: &ListArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let store = open(&setup::db_path(&arguments.db)?)?;
    let filter = setup::call_filter(&arguments.filter, &Zoned::now())?;
    if arguments.json {
        let mut result = Ok(());
        Printer::with_stdout(|out| {
            result = store.export_jsonl(out, &filter);
            Ok(())
        })?;
        unless_reader_left(result)?;
        return Ok(Exit::Done);
    }
    let calls = store.calls(&filter)?;
    if !calls.is_empty() {
        printer.page(&render(&calls))?;
        printer.note(&format!("\n{}", table::LEGEND));
    }
    printer.note(&count(calls.len(), "call"));
    Ok(Exit::Done)
}

/// Opens a database that must be there.
pub(crate) fn open(path: &Path) -> anyhow::Result<Store> {
    Store::open_existing(path).map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })
}

/// What an export to stdout came to; a reader that has gone away, as `head` does, is no error.
pub(crate) fn unless_reader_left(exported: Result<(), StoreError>) -> Result<(), StoreError> {
    exported.or_else(|error| if error.is_broken_pipe() { Ok(()) } else { Err(error) })
}

fn render(calls: &[CallRow]) -> String {
    let mut header = vec!["id", "file", "started", "length", "call type", "score"];
    header.extend(table::CORE.map(|(_, title)| title));
    header.push("look at");
    let mut rows = table::new_table(&header);
    for call in calls {
        let mut row = vec![
            short_id(&call.id),
            call.file_name.clone().unwrap_or_default(),
            call.started_at.as_deref().map(local_time).unwrap_or_default(),
            call.duration_ms.map(clock).unwrap_or_default(),
            call.call_type.to_string(),
            call.percent.map_or_else(|| "none".to_owned(), |p| format!("{p:.0} %")),
        ];
        row.extend(table::CORE.map(|(id, _)| {
            let verdict = call.verdicts.iter().find(|(criterion, _)| criterion == id);
            verdict.map_or_else(|| "-".to_owned(), |(_, verdict)| table::mark(*verdict).to_owned())
        }));
        row.push(if call.needs_review { "yes".to_owned() } else { String::new() });
        rows.add_row(row);
    }
    rows.trim_fmt()
}
