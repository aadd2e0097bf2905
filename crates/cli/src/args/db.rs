//! `ringcheck db`: where the database is, what is in it, whether it is sound.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{DbArguments, FilterArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Where the database is.
    Path {
        #[command(flatten)]
        db: DbArguments,
    },
    /// Write the stored calls, each with its newest scorecard, to stdout or a file.
    Export(Box<ExportArguments>),
    /// Copy the database to a file, whole at one moment, also while calls are scored.
    Backup {
        /// The copy; for its owner alone to read.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        db: DbArguments,
        /// Replace the file if it is there already.
        #[arg(long)]
        force: bool,
    },
    /// Look whether the database holds together: its pages, references, scorecards, index and log.
    Check {
        #[command(flatten)]
        db: DbArguments,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) filter: FilterArguments,
    /// The form: csv and parquet have one row a call, jsonl one scorecard a line.
    #[arg(long, value_enum)]
    pub(crate) format: ExportFormat,
    /// One row for each criterion of each call, with verdict, points, confidence, quote and times.
    #[arg(long)]
    pub(crate) long: bool,
    /// Begin CSV with a byte order mark, by which Excel knows that it is UTF-8.
    #[arg(long)]
    pub(crate) bom: bool,
    /// Write to this file instead of stdout; for its owner alone to read. Parquet wants one.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file of --out if it is there already.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// A table for spreadsheets.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// A table for programs that analyse tables, such as `DuckDB`, pandas and Power BI.
    Parquet,
}
