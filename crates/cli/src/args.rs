//! What the user types.
//!
//! The documentation of a flag is its comment here and nowhere else.

pub(crate) mod coach;
mod db;
mod leads;
pub(crate) mod program;
mod purge;
mod report;
mod review;
mod search;
mod shop;
mod unattended;
mod watch;

use std::path::PathBuf;

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use ringcheck_call::Verdict;
use ringcheck_evaluation::CallField;
use ringcheck_models::{DEFAULT_MODEL, FURTHER_MODEL};
use ringcheck_transcription::BeamSize;

pub(crate) use db::{DbCommand, ExportArguments, ExportFormat};
pub(crate) use leads::{CalledArguments, LeadFormat, LeadListArguments, LeadSort, LeadsArguments, LeadsCommand};
pub(crate) use purge::PurgeArguments;
pub(crate) use report::{AfterwardsArguments, ReportArguments, ReportFormat, ReportingArguments};
pub(crate) use review::{CalibrateArguments, CalibrateFormat, ReviewArguments};
pub(crate) use search::{SearchArguments, SearchSort, SideArgument};
pub(crate) use shop::{
    CardArguments, MatchArguments, NewScenarioArguments, PlanArguments, ShopCommand, ShopDecideArguments,
    ShopEvaluateArguments, ShopReportArguments, ShopReportFormat, ShopScoreArguments,
};
pub(crate) use unattended::{FileLimitArgument, JobsArgument, UnattendedArguments, patience};
pub(crate) use watch::WatchArguments;

/// The rubric that calls are judged by when none is named.
const DEFAULT_RUBRIC: &str = "msp-inbound";

/// Says how each recorded inbound call was handled, with the proof. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "ringcheck", version, max_term_width = 100, arg_required_else_help = true)]
#[command(disable_version_flag = true)]
#[command(after_help = crate::exit::codes())]
pub(crate) struct Arguments {
    /// Only errors and warnings on stderr.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Print the version.
    #[arg(short = 'V', long)]
    pub(crate) version: bool,
    /// With --version: what the program was built with, too.
    #[arg(long, requires = "version")]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) program: program::ProgramArguments,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Score recordings: decode, transcribe, judge by a rubric, store.
    Score(Box<ScoreArguments>),
    /// Score recordings as they land in folders, until it is stopped.
    Watch(Box<WatchArguments>),
    /// Write what was said: text, subtitles, JSON or a table. Nothing is stored.
    Transcribe(TranscribeArguments),
    /// List stored calls with their newest scorecard.
    List(ListArguments),
    /// Show a scorecard with its evidence.
    Show(ShowArguments),
    /// Report on stored calls: figures, lost leads and money at risk, agents, trends.
    Report(Box<ReportArguments>),
    /// Lost leads: whom to call back and why; say what was done about them.
    Leads(Box<LeadsArguments>),
    /// Cut the words behind a verdict out of the recording, to listen to; secrets are silenced.
    Clip(crate::commands::clip::ClipArguments),
    /// Decide doubtful verdicts yourself, one key each, the gravest first; lists and reports follow you.
    Review(Box<ReviewArguments>),
    /// Compare people's verdicts with Ringcheck's and with each other's.
    Calibrate(CalibrateArguments),
    /// Say what to coach whom for, and make packs of clips and pages to practise with.
    Coach(Box<coach::CoachArguments>),
    /// Search what was said in stored calls.
    Search(SearchArguments),
    /// Secret-shop runs: scenarios, planned calls, which recordings are theirs, what was drawn out, branches compared.
    #[command(subcommand)]
    Shop(ShopCommand),
    /// Derive stored scorecards again: identical to the byte or not, and why.
    Verify(VerifyArguments),
    /// Compare the tool's verdicts with labelled calls.
    Evaluate(EvaluateArguments),
    /// Rubrics: start, check, test and compare what calls are judged by.
    #[command(subcommand)]
    Rubric(RubricCommand),
    /// The firm's own recorded prompts: find them in stored calls.
    #[command(subcommand)]
    Prompts(PromptsCommand),
    /// The speech models: list, locate, fetch.
    #[command(subcommand)]
    Model(ModelCommand),
    /// The database: where it is, what is in it, backups and checks.
    #[command(subcommand)]
    Db(DbCommand),
    /// Every option with its value and where that is from; a file for options.
    Config(program::ConfigArguments),
    /// Check model, disk, database, rubric, clock and permissions, and say what to mend.
    Doctor(Box<program::DoctorArguments>),
    /// Print completions for a shell; docs/configuration.md says where they go.
    Completions(program::CompletionsArguments),
    /// Print the manual page, or write a page for each command.
    Man(program::ManArguments),
    /// Remove what is stored of old calls, with proof.
    Purge(PurgeArguments),
}

/// Which database.
#[derive(Clone, Debug, Args)]
pub(crate) struct DbArguments {
    /// The database file; without it the one in your data folder.
    #[arg(long, value_name = "FILE", env = "RINGCHECK_DB")]
    pub(crate) db: Option<PathBuf>,
}

/// How recordings become verdicts.
#[derive(Clone, Debug, Args)]
pub(crate) struct EngineArguments {
    /// The rubric to judge by: a name from `ringcheck rubric list`, or a TOML file.
    #[arg(long, value_name = "NAME|FILE", default_value = DEFAULT_RUBRIC)]
    pub(crate) rubric: String,
    /// A folder with the firm's own recorded prompts, to be recognized by their sound: docs/prompts.md.
    #[arg(long, value_name = "DIR", env = "RINGCHECK_PROMPTS")]
    pub(crate) prompts: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) listen: ListenArguments,
}

/// How recordings become transcripts.
#[derive(Clone, Debug, Args)]
pub(crate) struct ListenArguments {
    /// The speech model: a name from `ringcheck model list`, or a ggml file.
    #[arg(long, value_name = "NAME|FILE", env = "RINGCHECK_MODEL", default_value = DEFAULT_MODEL)]
    pub(crate) model: String,
    /// The language spoken: a code such as es, or auto; anything but en takes a model without .en in its name.
    #[arg(long, value_name = "CODE", default_value = "en")]
    pub(crate) language: ringcheck_transcription::Language,
    /// Names to expect: of the firm, its people, its products, one a line in a text file.
    #[arg(long, value_name = "FILE", env = "RINGCHECK_VOCABULARY")]
    pub(crate) vocabulary: Option<PathBuf>,
    /// How many readings of the sound Whisper follows at once, from 1, the fastest, to 8: more mishear less. Without it 1;
    /// `shop` listens with 5, and further times with 1.
    #[arg(long, value_name = "N")]
    pub(crate) beam_size: Option<BeamSize>,
    /// How many recordings to work on at once, and on how many cores; auto is one per core, as far as memory allows.
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub(crate) jobs: JobsArgument,
    /// Which channel of a stereo recording is the business.
    #[arg(long, value_enum, default_value_t = AgentChannelArgument::Auto)]
    pub(crate) agent_channel: AgentChannelArgument,
    /// Mask phone numbers too; card and social security numbers always are.
    #[arg(long)]
    pub(crate) mask_phone_numbers: bool,
}

impl ListenArguments {
    /// The same for a few calls of which each word counts: with a wide beam, unless another one was asked for.
    pub(crate) fn careful(&self) -> Self {
        Self { beam_size: self.beam_size.or(Some(BeamSize::WIDE)), ..self.clone() }
    }

    /// The same for further hearings of such a call, as fast as `score` listens: with the same model, and with another one
    /// where none was asked for. None where the first is to be as fast.
    pub(crate) fn further(&self) -> Vec<Self> {
        if self.careful().beam_size == Some(BeamSize::GREEDY) {
            return Vec::new();
        }
        let with = |model: &str| Self { model: model.to_owned(), beam_size: Some(BeamSize::GREEDY), ..self.clone() };
        let other = (self.model == DEFAULT_MODEL).then(|| with(FURTHER_MODEL));
        [with(&self.model)].into_iter().chain(other).collect()
    }
}

/// Which channel of a stereo recording is the business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AgentChannelArgument {
    /// The left channel.
    #[value(name = "0")]
    Zero,
    /// The right channel.
    #[value(name = "1")]
    One,
    /// Found from what is said.
    Auto,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
pub(crate) struct ScoreArguments {
    /// Recordings, and folders that are searched for recordings.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) engine: EngineArguments,
    /// The PATHs are transcripts made elsewhere, one `ringcheck.transcript/1` object a line.
    #[arg(long)]
    pub(crate) transcript: bool,
    /// Print one scorecard a line as JSON, in the order of the recordings.
    #[arg(long)]
    pub(crate) json: bool,
    /// Exit with 1 if a scored call is below this percentage or failed a critical criterion.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) fail_under: Option<f64>,
    /// No progress bar.
    #[arg(long)]
    pub(crate) no_progress: bool,
    /// With --day: also take calls of this many days before it that came in late and are not scored yet.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(0..=366))]
    pub(crate) late_days: u16,
    #[command(flatten)]
    pub(crate) known: KnownArguments,
    #[command(flatten)]
    pub(crate) unattended: UnattendedArguments,
    #[command(flatten)]
    pub(crate) opinion: OpinionArguments,
    #[command(flatten)]
    pub(crate) afterwards: AfterwardsArguments,
    /// Show the report in the browser.
    #[arg(long, conflicts_with = "no_report", help_heading = "Report")]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TranscribeArguments {
    /// Recordings, and folders that are searched for recordings.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The form of the transcript.
    #[arg(long, value_enum, default_value_t = TranscriptFormat::Txt)]
    pub(crate) format: TranscriptFormat,
    /// Write a file for each recording into this folder, instead of all to stdout.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace files that are in the folder of --out already.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) listen: ListenArguments,
    #[command(flatten)]
    pub(crate) walk: WalkArguments,
    /// No progress bar.
    #[arg(long)]
    pub(crate) no_progress: bool,
}

/// The form of a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TranscriptFormat {
    /// Text for reading, a line a turn.
    Txt,
    /// Subtitles as SubRip.
    Srt,
    /// Subtitles as WebVTT, with the side as the voice.
    Vtt,
    /// JSON as Whisper writes it, with the side of each segment.
    Json,
    /// A table for spreadsheets, a row a segment.
    Csv,
}

/// How folders are searched for recordings.
#[derive(Clone, Debug, Args)]
pub(crate) struct WalkArguments {
    /// Leave recordings in folders for later that changed less than this many seconds ago.
    #[arg(long, value_name = "SECONDS", env = "RINGCHECK_QUIET_FOR", default_value_t = 60)]
    pub(crate) quiet_for: u64,
}

/// What the phone system knew, and which calls to take by it.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Which calls")]
pub(crate) struct KnownArguments {
    /// Which way calls went; a call of which nobody knows counts as inbound.
    #[arg(long, value_enum, default_value_t = DirectionArgument::Inbound)]
    pub(crate) direction: DirectionArgument,
    #[command(flatten)]
    pub(crate) days: DayArguments,
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
}

/// Who else is asked about doubtful verdicts.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Second opinion")]
pub(crate) struct OpinionArguments {
    /// Ask the server at this address, with an OpenAI-compatible chat endpoint, about doubtful verdicts:
    /// docs/second-opinion.md. Off unless named.
    #[arg(long, value_name = "URL", requires = "second_opinion_model")]
    pub(crate) second_opinion: Option<String>,
    /// The model that is asked, as that server knows it.
    #[arg(long, value_name = "NAME", requires = "second_opinion")]
    pub(crate) second_opinion_model: Option<String>,
    /// Ask about undetermined verdicts, and those less sure than this.
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.70, value_parser = confidence)]
    pub(crate) second_opinion_below: f64,
    /// How long an answer may take.
    #[arg(long, value_name = "SECONDS", default_value = "60")]
    pub(crate) second_opinion_timeout: std::num::NonZeroU64,
    /// The server may be another machine: what was said in doubtful calls is sent to it.
    #[arg(long, requires = "second_opinion")]
    pub(crate) allow_remote: bool,
}

/// Which way calls went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DirectionArgument {
    /// Into the business, or unknown.
    Inbound,
    /// Out of the business.
    Outbound,
    /// Between two extensions.
    Internal,
    /// Every call.
    All,
}

/// Which days.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct DayArguments {
    /// Calls of one day: today, yesterday or YYYY-MM-DD.
    #[arg(long, conflicts_with_all = ["since", "until"])]
    pub(crate) day: Option<String>,
    /// Calls from this day on: today, yesterday or YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,
    /// Calls up to and including this day.
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,
    /// The time zone that days, and times without a zone, are in, such as America/Chicago; without it the system's.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
}

/// Which stored calls.
#[derive(Clone, Debug, Args)]
pub(crate) struct FilterArguments {
    #[command(flatten)]
    pub(crate) days: DayArguments,
    /// Calls of this agent.
    #[arg(long, value_name = "NAME")]
    pub(crate) agent: Option<String>,
    /// Calls below this percentage.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) below: Option<f64>,
    /// Calls with this verdict, such as `close_attempt=fail`; may be given several times.
    #[arg(long, value_name = "ID=VERDICT", value_parser = criterion_verdict)]
    pub(crate) criterion: Vec<(String, Verdict)>,
    /// Calls that a person should look at.
    #[arg(long)]
    pub(crate) needs_review: bool,
    /// What to sort by.
    #[arg(long, value_enum, default_value_t = SortArgument::Time)]
    pub(crate) sort: SortArgument,
    /// The other way round.
    #[arg(long)]
    pub(crate) reverse: bool,
    /// At most this many calls.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u32>,
}

/// What to sort stored calls by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortArgument {
    /// The newest first.
    Time,
    /// The lowest score first.
    Score,
    /// By file name.
    File,
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) filter: FilterArguments,
    /// Print one scorecard a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// The call: its id, the beginning of its id, or a recording's file name; `ID@N` is its Nth scorecard.
    #[arg(value_name = "ID[@N]")]
    pub(crate) call: String,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// Print the scorecard as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Leave out what was said and show verdicts only.
    #[arg(long)]
    pub(crate) no_turns: bool,
    /// Write the picture of the call to this file too, as SVG.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Replace the file of --svg if it is there already.
    #[arg(long, requires = "svg")]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// The call: its id, the beginning of its id, or a recording's file name; `ID@N` is its Nth scorecard alone.
    #[arg(value_name = "ID[@N]", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) call: Option<String>,
    /// Every stored scorecard; those that differ are listed.
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// The folder with the firm's own recorded prompts, if calls were scored with one.
    #[arg(long, value_name = "DIR", env = "RINGCHECK_PROMPTS")]
    pub(crate) prompts: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct EvaluateArguments {
    /// A file of labelled dialogues (.jsonl), or a folder of recordings with *.truth.json beside them.
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) engine: EngineArguments,
    /// Report these groups of calls apart, such as A=D01..D24; may be given several times.
    #[arg(long, value_name = "NAME=IDS")]
    pub(crate) group: Vec<String>,
    /// Report calls apart by what their labels tell; may be given several times.
    #[arg(long, value_name = "FIELD", value_parser = call_field())]
    pub(crate) by: Vec<CallField>,
    /// Compare with an earlier evaluation of the same calls, which --json wrote.
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,
    /// Draw stated confidence against what was right into this file too, as SVG.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Replace the file of --svg if it is there already.
    #[arg(long, requires = "svg")]
    pub(crate) force: bool,
    /// Print the evaluation as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RubricCommand {
    /// Begin a rubric: a commented start, or one made of your own phone script.
    New(NewRubricArguments),
    /// Read rubrics and tell everything that is wrong with them, each with its line and column.
    Check {
        /// Rubrics as TOML files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Run a rubric's example phrases and test calls, and tell which do not come out as they should.
    Test {
        /// A TOML file, or a name from `ringcheck rubric list`.
        #[arg(value_name = "NAME|FILE")]
        rubric: String,
    },
    /// The rubrics that ship with the program.
    List {
        /// Print one rubric a line as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the text of a rubric, to read or to begin with.
    Show {
        /// A name from `ringcheck rubric list`, or a TOML file.
        #[arg(value_name = "NAME|FILE", default_value = DEFAULT_RUBRIC)]
        rubric: String,
    },
    /// Judge stored calls by two rubrics and list every call that comes out differently; nothing is stored.
    Diff(DiffArguments),
}

#[derive(Debug, Args)]
pub(crate) struct NewRubricArguments {
    /// The rubric's name in scorecards: a-z, 0-9 and -; without it the name of the file of --out, or of the script.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Make each required line of this script (Markdown or plain text) a criterion that is met when it is said in meaning.
    #[arg(long, value_name = "FILE")]
    pub(crate) from_script: Option<PathBuf>,
    /// The lines of the script have to be said in their order.
    #[arg(long, requires = "from_script")]
    pub(crate) in_order: bool,
    /// Write to this file instead of stdout.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file of --out if it is there already.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The rubric that is in use: a TOML file, or a name from `ringcheck rubric list`.
    #[arg(value_name = "OLD")]
    pub(crate) old: String,
    /// The rubric that may come instead.
    #[arg(value_name = "NEW")]
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    /// The folder with the firm's own recorded prompts with which the calls were scored.
    #[arg(long, value_name = "DIR", env = "RINGCHECK_PROMPTS")]
    pub(crate) prompts: Option<PathBuf>,
    /// Print one changed call a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PromptsCommand {
    /// Propose prompts for the folder of --prompts: openings of stored calls that sound identical.
    Find {
        #[command(flatten)]
        db: DbArguments,
        /// How many calls must have the same sound.
        #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(2..))]
        min_calls: u32,
        /// Write each as a WAV file into this folder; a file that is there stays.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// The known models, and which of them are here.
    List {
        /// Print one model a line as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Where a model's file is.
    Path {
        /// The model's name or file.
        #[arg(default_value = DEFAULT_MODEL)]
        model: String,
    },
    /// Fetch a model into your data folder.
    Pull {
        /// The model's name.
        name: String,
        /// Fetch from this address or folder, which holds ggml-NAME.bin.
        #[arg(long, value_name = "URL-OR-FOLDER")]
        from: Option<String>,
    },
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(value) if (0.0..=100.0).contains(&value) => Ok(value),
        _ => Err("a percentage is a number from 0 to 100".to_owned()),
    }
}

fn call_field() -> impl TypedValueParser<Value = CallField> {
    PossibleValuesParser::new(CallField::ALL.map(CallField::as_str)).try_map(|text| text.parse::<CallField>())
}

fn confidence(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a confidence is a number from 0 to 1".to_owned()),
    }
}

fn criterion_verdict(text: &str) -> Result<(String, Verdict), String> {
    let (id, verdict) = text.split_once('=').ok_or("write it as ID=VERDICT, such as close_attempt=fail")?;
    let known = [Verdict::Pass, Verdict::Fail, Verdict::Na, Verdict::Undetermined];
    let verdict = known.into_iter().find(|v| v.as_str() == verdict);
    let verdict = verdict.ok_or("a verdict is pass, fail, na or undetermined")?;
    Ok((id.to_owned(), verdict))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    /// Clap would look up the one and find the other, and end the program.
    #[test]
    fn no_option_of_a_command_has_the_name_of_one_of_every_command() {
        fn check(command: &clap::Command, global: &[String], path: &str) {
            for argument in command.get_arguments().filter(|argument| !argument.is_global_set()) {
                assert!(!global.contains(&argument.get_id().to_string()), "{path} has `{}`", argument.get_id());
            }
            for command in command.get_subcommands() {
                check(command, global, &format!("{path} {}", command.get_name()));
            }
        }
        let command = Arguments::command();
        let global: Vec<String> =
            command.get_arguments().filter(|a| a.is_global_set()).map(|a| a.get_id().to_string()).collect();
        assert!(global.len() > 3, "{global:?}");
        check(&command, &global, "ringcheck");
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(percent("80%"), Ok(80.0));
        assert!(percent("101").is_err());
        assert_eq!(criterion_verdict("close_attempt=fail"), Ok(("close_attempt".to_owned(), Verdict::Fail)));
        assert!(criterion_verdict("close_attempt=bad").is_err());
        assert!(criterion_verdict("close_attempt").is_err());
    }
}
