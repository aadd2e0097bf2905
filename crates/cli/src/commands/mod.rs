//! The subcommands, one module each.

mod calibrate;
pub(crate) mod clip;
mod coach;
mod completions;
mod config;
mod db;
mod doctor;
mod evaluate;
mod leads;
mod list;
mod man;
mod model;
mod prompts;
mod purge;
pub(crate) mod report;
mod review;
mod reviewed;
mod rubric;
mod score;
mod search;
mod shop;
mod show;
mod transcribe;
mod verify;
pub(crate) mod version;
mod watch;

use crate::{
    args::{Command, program::ProgramArguments},
    exit::Exit,
    printer::Printer,
};

/// Runs a subcommand. An error means that it could not start.
pub(crate) fn dispatch(command: Command, program: &ProgramArguments, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        Command::Score(arguments) => score::run(&arguments, printer),
        Command::Watch(arguments) => watch::run(&arguments, printer),
        Command::Transcribe(arguments) => transcribe::run(&arguments, printer),
        Command::List(arguments) => list::run(&arguments, printer),
        Command::Show(arguments) => show::run(&arguments, printer),
        Command::Report(arguments) => report::run(&arguments, printer),
        Command::Leads(arguments) => leads::run(&arguments, printer),
        Command::Clip(arguments) => clip::run(&arguments, printer),
        Command::Review(arguments) => review::run(&arguments, printer),
        Command::Calibrate(arguments) => calibrate::run(&arguments, printer),
        Command::Shop(command) => shop::run(command, printer),
        Command::Coach(arguments) => coach::run(&arguments, printer),
        Command::Verify(arguments) => verify::run(&arguments, printer),
        Command::Evaluate(arguments) => evaluate::run(&arguments, printer),
        Command::Model(command) => model::run(command, printer),
        Command::Rubric(command) => rubric::run(command, printer),
        Command::Prompts(command) => prompts::run(command, printer),
        Command::Search(arguments) => search::run(&arguments, printer),
        Command::Db(command) => db::run(command, printer),
        Command::Config(arguments) => config::run(arguments, program, printer),
        Command::Doctor(arguments) => doctor::run(&arguments, program, printer),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments, printer),
        Command::Purge(arguments) => purge::run(&arguments, printer),
    }
}
