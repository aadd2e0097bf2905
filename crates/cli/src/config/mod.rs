//! `ringcheck.toml`: options that hold when they are not typed.
//!
//! What is typed wins, then the environment, then the file's table of the command, then the file's top, then what is
//! built in. docs/configuration.md is the page for users.

pub(crate) mod apply;
pub(crate) mod effective;
pub(crate) mod find;
pub(crate) mod options;
#[cfg(test)]
mod page;
pub(crate) mod read;
pub(crate) mod template;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{Command, CommandFactory, FromArgMatches};

use self::{
    apply::Typed,
    find::{Found, Place},
    options::{COMMANDS_WITHOUT, CommandOptions},
    read::Entry,
};
use crate::{args::Arguments, printer::hinted};

/// Why the program cannot start.
pub(crate) enum Refusal {
    /// Help that was asked for, or arguments that make no sense; and the file whose options were among them.
    Arguments(clap::Error, Option<PathBuf>),
    /// The file cannot be used.
    File(anyhow::Error),
}

/// What the program is to do, and what is to be said before.
pub(crate) struct Start {
    pub(crate) arguments: Arguments,
    pub(crate) warnings: Vec<String>,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) place: Place,
    pub(crate) entries: Vec<Entry>,
}

/// The command line's description, with everything in it that clap adds.
pub(crate) fn command_line() -> Command {
    let mut root = Arguments::command();
    root.build();
    root
}

/// The arguments of this run: what was typed, and what the file says.
pub(crate) fn start(argv: Vec<OsString>) -> Result<Start, Refusal> {
    let commands = options::of_all_commands(&command_line());
    let asked = |error| Refusal::Arguments(error, None);
    let typed = Typed::of(argv, &commands).map_err(asked)?;
    let mut warnings = Vec::new();
    let mut file = None;
    let is_about_calls = typed.words.first().is_some_and(|word| !COMMANDS_WITHOUT.contains(&word.as_str()));
    if is_about_calls && !typed.matches.get_flag("no_config") {
        let found =
            find_here(typed.matches.get_one::<PathBuf>("config").map(PathBuf::as_path)).map_err(Refusal::File)?;
        warnings = found.warnings();
        // The doctor tells what is wrong with the file among other things.
        let is_tolerant = typed.words == ["doctor"];
        file = match found.place.map(|place| File::read(place, &commands)).transpose() {
            Err(_) if is_tolerant => None,
            read => read.map_err(Refusal::File)?,
        };
    }
    let argv = match &file {
        Some(file) => apply::joined(&typed, &commands, &file.entries),
        None => typed.argv.clone(),
    };
    let has_more = argv.len() > typed.argv.len();
    let parsed =
        Arguments::command().try_get_matches_from(argv).and_then(|matches| Arguments::from_arg_matches(&matches));
    match parsed {
        Ok(arguments) => Ok(Start { arguments, warnings }),
        Err(error) => Err(Refusal::Arguments(error, file.filter(|_| has_more).map(|file| file.place.path))),
    }
}

/// Finds the file of this run.
pub(crate) fn find_here(named: Option<&Path>) -> anyhow::Result<Found> {
    let working_folder = std::env::current_dir();
    // Without a working folder there is none above it either.
    let working_folder = working_folder.as_deref().unwrap_or(Path::new(""));
    find::find(named, working_folder, find::own_path().as_deref())
}

impl Found {
    /// What to say of files that were passed over.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let warning = |(path, why): &(PathBuf, String)| {
            format!("`{}` is not read: {why}; name it with `--config` to use it all the same", path.display())
        };
        self.passed_over.iter().map(warning).collect()
    }
}

impl File {
    /// Reads the file at `place`; an error names everything that is wrong with it.
    pub(crate) fn read(place: Place, commands: &[CommandOptions]) -> anyhow::Result<Self> {
        let hint = "`ringcheck config init` writes a file with every option; `--no-config` does without one";
        let text = fs_err::read_to_string(&place.path).map_err(|error| hinted(error, Some(hint)))?;
        let home = etcetera::home_dir().ok();
        let entries = read::read(&text, &place.path, home.as_deref(), commands);
        let entries = entries.map_err(|problems| hinted(problems, Some(hint)))?;
        Ok(Self { place, entries })
    }
}
