//! `ringcheck coach`: what to coach, the pack for it, and that it was practised.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ringcheck_coaching::Outcome;

use super::{DayArguments, DbArguments, confidence, percent};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct CoachArguments {
    #[command(subcommand)]
    pub(crate) command: Option<CoachCommand>,
    #[command(flatten)]
    pub(crate) choice: ChoiceArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CoachCommand {
    /// Note that a coaching pack was practised, so that reports tell before from after.
    Done(DoneArguments),
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
pub(crate) struct ChoiceArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) days: DayArguments,
    /// The agent, by name or extension; without it each.
    #[arg(long, value_name = "NAME|EXTENSION")]
    pub(crate) agent: Option<String>,
    /// What to coach, such as `close_attempt`; may be given several times. Without it whatever is missed.
    #[arg(long, value_name = "ID")]
    pub(crate) criterion: Vec<String>,
    /// Only calls of prospects with this outcome: booked, `not_interested`, `turned_away` or `sent_elsewhere`.
    #[arg(long, value_name = "OUTCOME", conflicts_with = "criterion")]
    pub(crate) outcome: Option<Outcome>,
    /// Take only calls below this percentage as examples.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) below: Option<f64>,
    /// Take only verdicts at least this sure as examples.
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.0, value_parser = confidence)]
    pub(crate) min_confidence: f64,
    /// At most this many calls for each agent.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) limit: u16,
    /// Say which colleague a good example is of; without this it is "a colleague".
    #[arg(long)]
    pub(crate) name_colleagues: bool,
    /// Write a coaching pack into this folder: clips, a page for each call, a cover sheet.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the pack that is in the folder of --out already.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Show the cover sheet in the browser.
    #[arg(long, requires = "out")]
    pub(crate) open: bool,
    /// Print one agent a line as JSON.
    #[arg(long, conflicts_with = "out")]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DoneArguments {
    /// The pack: its folder, its id, or the beginning of its id.
    #[arg(value_name = "PACK")]
    pub(crate) pack: String,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// The day on which it was practised: today, yesterday or YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    pub(crate) date: String,
    /// The time zone that today and yesterday are in, such as America/Chicago; without it the system's.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Only this criterion of the pack; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) criterion: Vec<String>,
    /// A remark, such as who practised with whom.
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// Take back what was noted of that day by mistake.
    #[arg(long, conflicts_with = "note")]
    pub(crate) undo: bool,
}
