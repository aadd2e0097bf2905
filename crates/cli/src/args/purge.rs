//! `ringcheck purge`: what is old.

use clap::Args;

use super::DbArguments;

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
pub(crate) struct PurgeArguments {
    /// Remove calls that started longer ago than this: days, weeks or months, such as 90d, 12w or 6m.
    #[arg(long, value_name = "AGE", required_unless_present_any = ["before", "history"])]
    #[arg(conflicts_with_all = ["before", "history"])]
    pub(crate) older_than: Option<String>,
    /// Remove calls that started before this day: YYYY-MM-DD.
    #[arg(long, value_name = "DAY", conflicts_with = "history")]
    pub(crate) before: Option<String>,
    /// The time zone that days are in, such as America/Chicago; without it the system's.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// Say what would go, and remove nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Delete the audio files too, those whose bytes are still the same.
    #[arg(long)]
    pub(crate) with_recordings: bool,
    /// Show what was removed, when, and the proof of it.
    #[arg(long)]
    pub(crate) history: bool,
}
