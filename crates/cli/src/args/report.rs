//! What `ringcheck report` takes, and what other commands take to report on what they did.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ringcheck_report::{Currency, LeadValue};

use super::{DayArguments, DbArguments};

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) days: DayArguments,
    /// Every stored call, those of unknown start too; without this and without days, the seven days up to yesterday.
    #[arg(long, conflicts_with_all = ["day", "since", "until"])]
    pub(crate) all: bool,
    /// Calls of this agent.
    #[arg(long, value_name = "NAME")]
    pub(crate) agent: Option<String>,
    /// The form.
    #[arg(long, value_enum, default_value_t = ReportFormat::Html)]
    pub(crate) format: ReportFormat,
    /// Write to this file; without it HTML goes to a file in the folder `reports` beside the database, the rest to stdout.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file of --out if it is there already.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) reporting: ReportingArguments,
    /// Show the file in the browser.
    #[arg(long)]
    pub(crate) open: bool,
}

/// What a command that scores reports afterwards.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct AfterwardsArguments {
    /// Write no report beside the database afterwards.
    #[arg(long)]
    pub(crate) no_report: bool,
    #[command(flatten)]
    pub(crate) reporting: ReportingArguments,
}

/// How a report is told.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct ReportingArguments {
    /// What a lead is worth to you, such as 2700, for the money at risk.
    #[arg(long, value_name = "N")]
    pub(crate) lead_value: Option<LeadValue>,
    /// What money is counted in: a sign such as €, or a word such as CHF.
    #[arg(long, value_name = "SIGN", default_value_t)]
    pub(crate) currency: Currency,
    /// Compare agents only by figures of at least this many calls.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) min_calls: u64,
    /// The heading of the report, such as your firm's name.
    #[arg(long, value_name = "TEXT", default_value = "How calls were handled")]
    pub(crate) title: String,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One page for a browser that needs nothing besides itself; prints well.
    Html,
    /// Markdown, for a wiki or a ticket.
    Md,
    /// JSON (`ringcheck.report/1`), for programs.
    Json,
    /// The summary for a terminal.
    Text,
}
