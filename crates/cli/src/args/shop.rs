//! The arguments of `ringcheck shop`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{
    DayArguments, DbArguments, DirectionArgument, EngineArguments, KnownArguments, UnattendedArguments, WalkArguments,
};

#[derive(Debug, Subcommand)]
pub(crate) enum ShopCommand {
    /// Begin a scenario: a copy of one that ships, to be changed.
    New(NewScenarioArguments),
    /// The scenarios that ship with the program.
    List {
        /// Print one scenario a line as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Read scenarios and tell everything that is wrong with them, each with its line.
    Check {
        /// Scenarios as TOML files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Plan calls; without a scenario, list what is planned and what came of it.
    Plan(Box<PlanArguments>),
    /// Write a printable card for the shopper.
    Card(CardArguments),
    /// Find the planned calls among recordings, by the shopper's number and the time. Nothing is listened to.
    Match(Box<MatchArguments>),
    /// Score the calls that were found, and judge them by their scenarios.
    Score(Box<ShopScoreArguments>),
    /// Say what became of a hidden fact, a must or a must not, where a person knows better; reports follow the newest.
    Decide(ShopDecideArguments),
    /// Compare branches, and before with after: a page, a page for each call, or a table.
    Report(ShopReportArguments),
    /// Compare what is judged with labelled shop calls.
    Evaluate(ShopEvaluateArguments),
}

#[derive(Debug, Args)]
pub(crate) struct NewScenarioArguments {
    /// The scenario's name: a-z, 0-9 and -.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The scenario to begin with: a name from `ringcheck shop list`, or a TOML file.
    #[arg(long, value_name = "NAME|FILE", default_value = "server-down")]
    pub(crate) from: String,
    /// The file to write; without it NAME.toml.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file if it is there already.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    /// The scenario that is played: a name from `ringcheck shop list`, or a TOML file.
    #[arg(value_name = "NAME|FILE")]
    pub(crate) scenario: Option<String>,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// A CSV file with the columns branch and number, and optionally at and from.
    #[arg(long, value_name = "FILE", requires = "scenario")]
    pub(crate) targets: Option<PathBuf>,
    /// A branch and the number that is called; may be given several times.
    #[arg(long, value_name = "NAME=NUMBER", requires = "scenario")]
    pub(crate) branch: Vec<String>,
    /// The number that the shopper calls from.
    #[arg(long, value_name = "NUMBER", requires = "scenario")]
    pub(crate) from_number: Option<String>,
    /// When to call, such as `2026-03-05 10:30`; several times plan several calls to each branch.
    #[arg(long, value_name = "TIME", requires = "scenario")]
    pub(crate) at: Vec<String>,
    /// How many minutes before or after its time a call may be.
    #[arg(long, value_name = "MINUTES", default_value_t = ringcheck_shop::USUAL_WINDOW_MINUTES,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(ringcheck_shop::WIDEST_WINDOW_MINUTES)))]
    pub(crate) window: u32,
    /// What the calls are of, such as before-training; reports compare phases.
    #[arg(long, value_name = "NAME", requires = "scenario")]
    pub(crate) phase: Option<String>,
    /// Take back a planned call that has no result; may be given several times.
    #[arg(long, value_name = "NO", conflicts_with = "scenario")]
    pub(crate) remove: Vec<i64>,
    /// The time zone of times without an offset, such as America/Chicago; without it the system's.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Print one planned call a line as JSON.
    #[arg(long, conflicts_with = "scenario")]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CardArguments {
    /// The number of a planned call, or a scenario: a name from `ringcheck shop list`, or a TOML file.
    #[arg(value_name = "NO|NAME|FILE")]
    pub(crate) of: String,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// The HTML file to write.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Replace the file if it is there already.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MatchArguments {
    /// Recordings, and folders that are searched for recordings.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// The recordings are the shopper's own: the firm is the far side, and is known by the number that was called.
    #[arg(long)]
    pub(crate) own: bool,
    /// Say by hand which stored call, or which recording, a planned call is; may be given several times.
    #[arg(long, value_name = "NO=CALL", value_parser = by_hand)]
    pub(crate) call: Vec<(i64, String)>,
    /// Take back the call that was found for a planned one: it is not found again; may be given several times.
    #[arg(long, value_name = "NO")]
    pub(crate) none: Vec<i64>,
    /// Print one planned call a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) known: ShopKnownArguments,
}

/// What the phone system knew.
#[derive(Clone, Debug, Args)]
pub(crate) struct ShopKnownArguments {
    #[command(flatten)]
    pub(crate) walk: WalkArguments,
    /// Call detail records of the phone system as CSV; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub(crate) cdr: Vec<PathBuf>,
    /// Names of agents by extension or channel: a CSV with a header, or a TOML table.
    #[arg(long, value_name = "FILE")]
    pub(crate) agents: Option<PathBuf>,
    /// Whose way of naming files to expect, such as freepbx or 3cx; without it any that is known.
    #[arg(long, value_name = "NAME")]
    pub(crate) phone_system: Vec<String>,
    /// How files are named, such as `{date:%Y%m%d}-{time:%H%M%S}_{caller}_{extension}`.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) name_pattern: Option<String>,
    /// The time zone that times without an offset are in, such as America/Chicago; without it the system's.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
}

impl ShopKnownArguments {
    /// The same as for a command that scores, of every day and direction.
    pub(crate) fn for_all_calls(&self) -> KnownArguments {
        KnownArguments {
            direction: DirectionArgument::All,
            days: DayArguments { timezone: self.timezone.clone(), ..DayArguments::default() },
            walk: self.walk.clone(),
            cdr: self.cdr.clone(),
            agents: self.agents.clone(),
            phone_system: self.phone_system.clone(),
            name_pattern: self.name_pattern.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ShopScoreArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) engine: EngineArguments,
    /// A file of transcripts made elsewhere, one `ringcheck.transcript/1` object a line, that are scored first.
    #[arg(long, value_name = "FILE")]
    pub(crate) transcript: Vec<PathBuf>,
    /// Say by hand which stored call, or which recording, a planned call is; may be given several times.
    #[arg(long, value_name = "NO=CALL", value_parser = by_hand)]
    pub(crate) call: Vec<(i64, String)>,
    /// Judge by this scenario instead of the one that the calls were planned by, of the same name.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) scenario: Option<String>,
    /// Print one result a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) unattended: UnattendedArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ShopDecideArguments {
    /// The number of the planned call.
    #[arg(value_name = "NO")]
    pub(crate) number: i64,
    /// The fact, must or must not by its id in the scenario; where several have it, as `fact:ID`, `must:ID` or `must_not:ID`.
    #[arg(value_name = "ID")]
    pub(crate) name: String,
    /// What became of it, such as `drawn_out`, `met` or `did_not_happen`: docs/secret-shop.md.
    #[arg(value_name = "OUTCOME")]
    pub(crate) outcome: String,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// Who decides; without it the name that you are logged in by.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ShopReportArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// The form of the report.
    #[arg(long, value_enum, default_value_t = ShopReportFormat::Html)]
    pub(crate) format: ShopReportFormat,
    /// The folder of the pages (html), or the file (csv, json); without it csv and json go to stdout.
    #[arg(short, long, value_name = "DIR|FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace files that are there already; pages of an earlier report that are not written again go.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Calls of this scenario alone.
    #[arg(long, value_name = "NAME")]
    pub(crate) scenario: Option<String>,
    /// Calls of this phase alone; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) phase: Vec<String>,
    /// Calls to this branch alone; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) branch: Vec<String>,
    #[command(flatten)]
    pub(crate) days: DayArguments,
}

/// The form of a report on shop calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShopReportFormat {
    /// A folder of pages: the league, and a page for each call.
    Html,
    /// A table for spreadsheets, a row a call.
    Csv,
    /// The league and its calls as one JSON object.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ShopEvaluateArguments {
    /// A file of labelled shop calls (.jsonl), or a folder of recordings with *.truth.json beside them.
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) engine: EngineArguments,
    /// Scenarios of your own that the calls were played by, as TOML files; those that ship are known.
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Vec<PathBuf>,
    /// Totals alone: no single call is named.
    #[arg(long)]
    pub(crate) totals: bool,
    /// Print the evaluation as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

fn by_hand(text: &str) -> Result<(i64, String), String> {
    let form = "write it as NO=ID or NO=FILE, such as 3=recordings/call.wav";
    let (number, call) = text.split_once('=').ok_or(form)?;
    let number = number.trim().trim_start_matches('#').parse::<i64>().map_err(|_| form)?;
    if call.trim().is_empty() {
        return Err(form.to_owned());
    }
    Ok((number, call.trim().to_owned()))
}
