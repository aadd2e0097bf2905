//! Writes docs/formats.md: what becomes of each recording that `scripts/make-awkward-recordings.sh FOLDER` makes.
//!
//! ```sh
//! scripts/make-awkward-recordings.sh FOLDER
//! cargo run --release -p ringcheck-ingest --example formats_table -- FOLDER > docs/formats.md
//! ```
//!
//! The exit code is 1 if something became of a recording that should not have.

#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a tool for those who work on Ringcheck"
)]

#[path = "../tests/it/corpus.rs"]
mod corpus;

use std::{path::PathBuf, process::ExitCode};

use corpus::{judge, original, read_manifest, script};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: formats_table FOLDER, which `{}` makes", script().display());
        return ExitCode::from(2);
    };
    let (rows, original) = (read_manifest(&folder), original(&folder));
    let mut lines = Vec::new();
    let mut n_faults = 0;
    for row in &rows {
        let outcome = judge(&folder, row, &original);
        for fault in &outcome.faults {
            eprintln!("{}: {fault}", row.name);
            n_faults += 1;
        }
        let mark = if outcome.faults.is_empty() { "as expected" } else { "WRONG" };
        let cells =
            [&row.name, &row.what, &row.expectation, &outcome.result, &outcome.decoder].map(|c| c.replace('|', "\\|"));
        lines.push(format!("| `{}` | {} | {} | {} | {} | {mark} |", cells[0], cells[1], cells[2], cells[3], cells[4]));
    }
    println!("{}", include_str!("formats_introduction.md"));
    println!("{} files; {n_faults} faults.\n", rows.len());
    println!("| file | what it is | expected | result | decoder: codec | verdict |");
    println!("| --- | --- | --- | --- | --- | --- |");
    println!("{}", lines.join("\n"));
    if n_faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
