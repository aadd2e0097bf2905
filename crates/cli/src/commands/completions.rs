//! `ringcheck completions`: what a shell needs to complete a command line.

use crate::{args::program::CompletionsArguments, config::command_line, exit::Exit, printer::Printer};

pub(crate) fn run(arguments: &CompletionsArguments) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command_line(), "ringcheck", &mut script);
    Printer::with_stdout(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
