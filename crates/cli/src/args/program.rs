//! What a user types about the program itself: its configuration, its log, its documentation for shells and `man`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::EngineArguments;
use crate::args::DbArguments;

/// Options of every command that say where other options come from, and what is written down of a run.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Every command")]
pub(crate) struct ProgramArguments {
    /// Take options that are not typed from this file and no other: docs/configuration.md.
    #[arg(long, value_name = "FILE", global = true, env = "RINGCHECK_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Take no options from a file.
    #[arg(long, global = true)]
    pub(crate) no_config: bool,
    #[command(flatten)]
    pub(crate) log: LogArguments,
}

/// What is written down of a run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LogArguments {
    /// Append a log of the run to this file, an event a line; a new file is readable by you alone.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) log: Option<PathBuf>,
    /// The form of the log; without --log it goes to stderr.
    #[arg(long, value_enum, value_name = "FORMAT", global = true)]
    pub(crate) log_format: Option<LogFormat>,
    /// Log what is at least as grave as this; without --log it goes to stderr.
    #[arg(long, value_enum, value_name = "LEVEL", global = true, env = "RINGCHECK_LOG")]
    pub(crate) log_level: Option<LogLevel>,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Time, level, component, message, and fields as `name=value`.
    Text,
    /// One JSON object a line.
    Json,
}

/// How grave an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    /// What failed.
    Error,
    /// And what may be wrong.
    Warn,
    /// And what was done.
    Info,
    /// And what was decided on the way.
    Debug,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    #[command(subcommand)]
    pub(crate) command: Option<ConfigCommand>,
    /// Print one option of one command a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the file that is in use; exit with 1 if there is none.
    Path,
    /// Read the file and tell everything that is wrong with it, each with its line and column.
    Check {
        /// This file instead of the one that is in use.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Write a file with every option, documented and commented out.
    Init {
        /// Write to this file instead of stdout.
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Replace the file of --out if it is there already.
        #[arg(long, requires = "out")]
        force: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Recordings, and folders that are searched for recordings: whether they can be read.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) db: DbArguments,
    #[command(flatten)]
    pub(crate) engine: EngineArguments,
    /// Print one check a line as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// Write a page for each command into this folder, instead of the first page to stdout.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}
