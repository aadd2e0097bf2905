//! The `ringcheck` command.
//!
//! Each subcommand is a module of [`commands`] that returns an [`Exit`]; what a user types is in [`args`], what
//! reaches the terminal goes through [`printer`]. This crate decides nothing about calls.

mod args;
mod commands;
mod config;
mod drawing;
mod exit;
mod faults;
mod jobs;
mod late;
mod locks;
mod logging;
mod opinion;
mod out_folder;
mod printer;
mod progress;
mod purged;
mod setup;
mod survey;
mod table;
mod text;
mod watching;
mod worklist;

use std::process::ExitCode;

use clap::{CommandFactory, error::ErrorKind};

use crate::{
    args::Arguments,
    config::{Refusal, Start},
    exit::Exit,
    printer::Printer,
};

fn main() -> ExitCode {
    let Start { arguments, warnings } = match config::start(std::env::args_os().collect()) {
        Ok(start) => start,
        Err(refusal) => return refuse(refusal),
    };
    faults::tell_places_only();
    let printer = Printer::new(arguments.quiet);
    if let Err(error) = logging::start(&arguments.program.log) {
        printer.error(&error);
        return Exit::CouldNotStart.into();
    }
    for warning in &warnings {
        printer.warn(warning);
    }
    let exit = match arguments.command {
        _ if arguments.version => commands::version::run(arguments.verbose, &printer),
        Some(command) => commands::dispatch(command, &arguments.program, &printer),
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
            exit::of_error(&error).into()
        }
    }
}

/// Says why the program does not start, or shows the help that was asked for.
fn refuse(refusal: Refusal) -> ExitCode {
    let printer = Printer::new(false);
    match refusal {
        Refusal::Arguments(error, file) => {
            // Clap prints help and version to stdout and mistakes to stderr; a closed pipe is nobody's mistake.
            let _ = error.print();
            if !error.use_stderr() {
                return Exit::Done.into();
            }
            if let Some(file) = file {
                printer.note(&format!(
                    "\noptions that were not typed are from `{}`; --no-config does without",
                    file.display()
                ));
            }
        }
        Refusal::File(error) => printer.error(&error),
    }
    Exit::CouldNotStart.into()
}
