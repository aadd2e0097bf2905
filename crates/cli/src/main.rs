//! The `ringcheck` command.
//!
//! Each subcommand is a module of [`commands`] that returns an [`Exit`]; what a user types is in [`args`], what
//! reaches the terminal goes through [`printer`]. This crate decides nothing about calls.

mod args;
mod commands;
mod drawing;
mod exit;
mod faults;
mod jobs;
mod late;
mod logging;
mod opinion;
mod out_folder;
mod printer;
mod progress;
mod setup;
mod survey;
mod table;
mod text;
mod watching;
mod worklist;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, error::ErrorKind};

use crate::{args::Arguments, exit::Exit, printer::Printer};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Clap prints help and version to stdout and mistakes to stderr; a closed pipe is nobody's mistake.
            let _ = error.print();
            return if error.use_stderr() { Exit::CouldNotStart.into() } else { Exit::Done.into() };
        }
    };
    logging::start();
    faults::tell_places_only();
    let printer = Printer::new(arguments.quiet);
    let exit = match arguments.command {
        _ if arguments.version => commands::version::run(arguments.verbose, &printer),
        Some(command) => commands::dispatch(command, &printer),
        None => {
            let missing = "no command is named; `ringcheck --help` lists them";
            let _ = Arguments::command().error(ErrorKind::MissingSubcommand, missing).print();
            return Exit::CouldNotStart.into();
        }
    };
    match exit {
        Ok(exit) => exit.into(),
        Err(error) => {
            printer.error(&error);
            Exit::CouldNotStart.into()
        }
    }
}
