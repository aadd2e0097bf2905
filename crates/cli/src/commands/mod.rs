//! The subcommands, one module each.

pub(crate) mod clip;
mod db;
mod evaluate;
mod list;
mod model;
mod prompts;
pub(crate) mod report;
mod rubric;
mod score;
mod show;
mod transcribe;
mod verify;
pub(crate) mod version;
mod watch;

use crate::{args::Command, exit::Exit, printer::Printer};

/// Runs a subcommand. An error means that it could not start.
pub(crate) fn dispatch(command: Command, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        Command::Score(arguments) => score::run(&arguments, printer),
        Command::Watch(arguments) => watch::run(&arguments, printer),
        Command::Transcribe(arguments) => transcribe::run(&arguments, printer),
        Command::List(arguments) => list::run(&arguments, printer),
        Command::Show(arguments) => show::run(&arguments, printer),
        Command::Report(arguments) => report::run(&arguments, printer),
        Command::Clip(arguments) => clip::run(&arguments, printer),
        Command::Verify(arguments) => verify::run(&arguments, printer),
        Command::Evaluate(arguments) => evaluate::run(&arguments, printer),
        Command::Model(command) => model::run(command, printer),
        Command::Rubric(command) => rubric::run(command, printer),
        Command::Prompts(command) => prompts::run(command, printer),
        Command::Db(command) => db::run(command, printer),
    }
}
