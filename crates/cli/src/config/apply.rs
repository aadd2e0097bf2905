//! What is typed, joined with what the file says.
//!
//! The file's options become arguments before the typed ones, so that clap judges both alike. What is typed, or is in a
//! variable, wins: the same option of the file is left out, and so is one that could not be with it.

use std::ffi::OsString;

use clap::{ArgMatches, Command, CommandFactory, error::ErrorKind, parser::ValueSource};

use super::{
    options::{CommandOptions, OptionFacts, Takes},
    read::{Entry, Given},
};
use crate::args::Arguments;

/// The command line's description, for a look at arguments that may lack something or make no sense.
///
/// It has to be told before clap completes the description: afterwards it would hold for the top alone.
fn tolerant() -> Command {
    Arguments::command().ignore_errors(true)
}

/// What was typed, as far as it can be told without the file.
#[derive(Debug)]
pub(crate) struct Typed {
    /// The program's name and what follows, without switches that were switched off.
    pub(crate) argv: Vec<OsString>,
    /// The flags of the switches that were switched off.
    pub(crate) switched_off: Vec<String>,
    /// The command's words; none where no command was typed.
    pub(crate) words: Vec<String>,
    pub(crate) matches: ArgMatches,
}

impl Typed {
    /// Looks at what was typed; an error is a request for help, which needs no file.
    pub(crate) fn of(argv: Vec<OsString>, commands: &[CommandOptions]) -> Result<Self, clap::Error> {
        let (stripped, switched_off) = without_switched_off(&argv, commands);
        let matches = tolerant().try_get_matches_from(&stripped)?;
        let words = words(&matches);
        let command = commands.iter().find(|command| command.words == words);
        let leaf = leaf(&matches);
        // A switch that the command does not have, or that is also switched on, is for clap to refuse.
        let is_sound = switched_off.iter().all(|flag| {
            command.is_some_and(|command| {
                let option = command.options.iter().find(|option| option.long.as_deref() == Some(flag));
                option.is_some_and(|option| option.takes == Takes::Switch && !is_said(leaf, &option.id))
            })
        });
        if is_sound {
            return Ok(Self { argv: stripped, switched_off, words, matches });
        }
        Ok(Self { argv, switched_off: vec![], words, matches })
    }
}

/// The arguments without `--SWITCH=false`, with `--SWITCH` for `--SWITCH=true`; and the flags that were switched off.
fn without_switched_off(argv: &[OsString], commands: &[CommandOptions]) -> (Vec<OsString>, Vec<String>) {
    let is_switch = |flag: &str| {
        commands
            .iter()
            .flat_map(|command| &command.options)
            .any(|option| option.takes == Takes::Switch && option.long.as_deref() == Some(flag))
    };
    let (mut kept, mut switched_off) = (Vec::new(), Vec::new());
    let mut is_over = false;
    for argument in argv {
        is_over |= argument == "--";
        let said = argument.to_str().filter(|_| !is_over).and_then(|text| text.strip_prefix("--")?.split_once('='));
        match said {
            Some((flag, "false")) if is_switch(flag) => switched_off.push(flag.to_owned()),
            Some((flag, "true")) if is_switch(flag) => kept.push(format!("--{flag}").into()),
            _ => kept.push(argument.clone()),
        }
    }
    (kept, switched_off)
}

/// The words of the command that was typed.
fn words(matches: &ArgMatches) -> Vec<String> {
    let (mut at, mut words) = (matches, Vec::new());
    while let Some((word, below)) = at.subcommand() {
        words.push(word.to_owned());
        at = below;
    }
    words
}

fn leaf(matches: &ArgMatches) -> &ArgMatches {
    let mut at = matches;
    while let Some((_, below)) = at.subcommand() {
        at = below;
    }
    at
}

/// Whether an argument was typed, or is in a variable.
fn is_said(leaf: &ArgMatches, id: &str) -> bool {
    matches!(leaf.value_source(id), Some(ValueSource::CommandLine | ValueSource::EnvVariable))
}

/// The entries of the file that hold for `command` where nothing is typed, those of its own table first.
///
/// `doctor` looks at what `score` would work with.
pub(crate) fn entries_for<'e>(command: &CommandOptions, entries: &'e [Entry]) -> Vec<&'e Entry> {
    let own = command.table();
    let mut tables = vec![Some(own.as_str())];
    if own == "doctor" {
        tables.push(Some("score"));
    }
    tables.push(None);
    let mut found: Vec<&Entry> = Vec::new();
    for table in tables {
        let nearer = found.clone();
        for entry in entries.iter().filter(|entry| entry.table.as_deref() == table) {
            let Some(option) = command.option(&entry.key) else { continue };
            let is_ruled_out = nearer.iter().any(|nearer| {
                let other = command.option(&nearer.key);
                nearer.key == entry.key || other.is_some_and(|other| option.conflicts.contains(&other.id))
            });
            if !is_ruled_out {
                found.push(entry);
            }
        }
    }
    found
}

/// The arguments to parse: those that were typed, and before them those of the file.
pub(crate) fn joined(typed: &Typed, commands: &[CommandOptions], entries: &[Entry]) -> Vec<OsString> {
    let Some(command) = commands.iter().find(|command| command.words == typed.words) else { return typed.argv.clone() };
    let leaf = leaf(&typed.matches);
    let is_off = |option: &OptionFacts| typed.switched_off.iter().any(|flag| option.long.as_deref() == Some(flag));
    let is_settled = |option: &OptionFacts| is_said(leaf, &option.id) || is_off(option) || is_ruled_out(leaf, option);
    let mut paths = Vec::new();
    let mut added: Vec<(bool, Vec<OsString>)> = Vec::new();
    for entry in entries_for(command, entries) {
        let Some(option) = command.option(&entry.key).filter(|option| !is_settled(option)) else { continue };
        match (&entry.given, &option.long) {
            (Given::Switch(true), Some(long)) => added.push((true, vec![format!("--{long}").into()])),
            (Given::Values(values), Some(long)) => {
                let has_default = option.default.is_some();
                added.push((has_default, values.iter().map(|value| format!("--{long}={value}").into()).collect()));
            }
            (Given::Values(values), None) => paths.extend(values.iter().map(OsString::from)),
            (Given::Switch(_), _) => {}
        }
    }
    let at = end_of_command(typed);
    let argv = |added: &[(bool, Vec<OsString>)]| -> Vec<OsString> {
        let added = added.iter().flat_map(|(_, arguments)| arguments);
        typed.argv[..at].iter().chain(&paths).chain(added).chain(&typed.argv[at..]).cloned().collect()
    };
    // A switch, or what is not asked for anyway because it has a default, that only goes with another option says nothing
    // where that is not given.
    while lacks_something(argv(&added)) {
        let is_to_blame = |idx: usize| {
            let rest: Vec<_> = added.iter().enumerate().filter(|(i, _)| *i != idx).map(|(_, a)| a.clone()).collect();
            !lacks_something(argv(&rest))
        };
        let Some(idx) = (0..added.len()).find(|idx| added[*idx].0 && is_to_blame(*idx)) else { break };
        added.remove(idx);
    }
    argv(&added)
}

/// Whether something was said that cannot be with an option of the file, such as `verify ID` with `all`.
fn is_ruled_out(leaf: &ArgMatches, option: &OptionFacts) -> bool {
    leaf.ids().any(|id| option.conflicts.iter().any(|other| other == id.as_str()) && is_said(leaf, id.as_str()))
}

fn lacks_something(argv: Vec<OsString>) -> bool {
    let parsed = Arguments::command().try_get_matches_from(argv);
    parsed.is_err_and(|error| error.kind() == ErrorKind::MissingRequiredArgument)
}

/// Where the command's words end: the shortest beginning of what was typed that names the command.
fn end_of_command(typed: &Typed) -> usize {
    let lengths = 1..=typed.argv.len();
    let names_it = |n: &usize| {
        let matches = tolerant().try_get_matches_from(&typed.argv[..*n]);
        matches.is_ok_and(|matches| words(&matches) == typed.words)
    };
    lengths.into_iter().find(names_it).unwrap_or(typed.argv.len())
}
