//! Every option of every command, read off the command line's own description.
//!
//! Whoever adds an option to a command has added it to the file, to `ringcheck config`, and to docs/configuration.md.

use std::{any::TypeId, path::PathBuf};

use clap::{Arg, ArgAction, Command, builder::ValueParser, error::ContextKind, error::ContextValue, error::ErrorKind};

/// Options that say how to start, and none of the work.
const NOT_IN_FILE: [&str; 5] = ["help", "version", "verbose", "config", "no-config"];

/// Commands that are about the program itself: no file says how they go.
pub(crate) const COMMANDS_WITHOUT: [&str; 4] = ["config", "completions", "man", "help"];

/// The name of the PATH arguments in the file.
const PATHS: &str = "paths";

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing: it is on or off.
    Switch,
    /// A value.
    One,
    /// Several values.
    Many,
}

/// Whether a value is a path, which in the file starts at the file's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IsPath {
    Never,
    Always,
    /// A name or a file: it is a file if it looks like one.
    IfLikeOne,
}

/// An option, as it can stand in the file.
#[derive(Clone, Debug)]
pub(crate) struct OptionFacts {
    /// Its name in the file: its flag's, with underscores.
    pub(crate) key: String,
    /// Its name within the command line's description.
    pub(crate) id: String,
    /// Its flag without the dashes; `None` for the PATH arguments.
    pub(crate) long: Option<String>,
    pub(crate) takes: Takes,
    pub(crate) is_path: IsPath,
    /// What it takes, in a word, such as `FILE`.
    pub(crate) value_name: String,
    /// What it does, in a line.
    pub(crate) help: String,
    /// What holds where nobody says anything.
    pub(crate) default: Option<String>,
    /// The variable that says it too.
    pub(crate) env: Option<String>,
    /// The values that there are, where they can be listed.
    pub(crate) possible: Vec<String>,
    /// The names of the options that cannot be with it.
    pub(crate) conflicts: Vec<String>,
    parser: ValueParser,
}

/// The options of a command.
#[derive(Clone, Debug)]
pub(crate) struct CommandOptions {
    /// The command's words, such as `db` and `export`.
    pub(crate) words: Vec<String>,
    pub(crate) options: Vec<OptionFacts>,
}

impl CommandOptions {
    /// The command as it is typed.
    pub(crate) fn name(&self) -> String {
        self.words.join(" ")
    }

    /// The command's table in the file. `db` and others are options too, so a table in a table would not do.
    pub(crate) fn table(&self) -> String {
        self.words.join("_").replace('-', "_")
    }

    pub(crate) fn option(&self, key: &str) -> Option<&OptionFacts> {
        self.options.iter().find(|option| option.key == key)
    }
}

/// The options of all commands, in the order of the help; `root` has been built.
pub(crate) fn of_all_commands(root: &Command) -> Vec<CommandOptions> {
    let mut found = Vec::new();
    for command in root.get_subcommands().filter(|c| !COMMANDS_WITHOUT.contains(&c.get_name())) {
        collect(command, &mut vec![command.get_name().to_owned()], &mut found);
    }
    found
}

fn collect(command: &Command, words: &mut Vec<String>, found: &mut Vec<CommandOptions>) {
    // One that cannot stand alone has nothing but commands below it; `coach` can, and has one below it all the same.
    if !command.has_subcommands() || !command.is_subcommand_required_set() {
        let options = command.get_arguments().filter_map(|arg| OptionFacts::of(arg, command)).collect();
        found.push(CommandOptions { words: words.clone(), options });
    }
    for below in command.get_subcommands().filter(|c| c.get_name() != "help") {
        words.push(below.get_name().to_owned());
        collect(below, words, found);
        words.pop();
    }
}

impl OptionFacts {
    /// The option that `arg` is; `None` for what cannot stand in the file.
    fn of(arg: &Arg, command: &Command) -> Option<Self> {
        let id = arg.get_id().as_str();
        let key = match arg.get_long() {
            Some(long) if NOT_IN_FILE.contains(&long) || arg.is_hide_set() => return None,
            Some(long) => long.replace('-', "_"),
            None if id == PATHS => PATHS.to_owned(),
            None => return None,
        };
        let takes = match arg.get_action() {
            ArgAction::SetTrue => Takes::Switch,
            ArgAction::Append => Takes::Many,
            _ => Takes::One,
        };
        let value_name = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
        let value_name = value_name.unwrap_or_else(|| id.to_uppercase());
        let is_path = if arg.get_value_parser().type_id() == TypeId::of::<PathBuf>() {
            IsPath::Always
        } else if ["FILE", "FOLDER", "DIR"].iter().any(|word| value_name.contains(word)) {
            IsPath::IfLikeOne
        } else {
            IsPath::Never
        };
        let default = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>();
        let no_list = takes == Takes::Switch || arg.is_hide_possible_values_set();
        let possible = if no_list { vec![] } else { arg.get_possible_values() };
        Some(Self {
            key,
            id: id.to_owned(),
            long: arg.get_long().map(str::to_owned),
            takes,
            is_path,
            value_name,
            help: arg.get_help().map(|help| one_line(&help.to_string())).unwrap_or_default(),
            default: (takes != Takes::Switch && !default.is_empty()).then(|| default.join(" ")),
            env: arg.get_env().map(|name| name.to_string_lossy().into_owned()),
            possible: possible.iter().map(|value| value.get_name().to_owned()).collect(),
            conflicts: conflicts(arg, command),
            parser: arg.get_value_parser().clone(),
        })
    }

    /// Whether the option takes `value`; else what is wrong with it, as a fragment, and what to write instead.
    pub(crate) fn check(&self, value: &str) -> Result<(), (String, Option<String>)> {
        let alone = Arg::new("value").long("value").action(ArgAction::Set).value_parser(self.parser.clone());
        let command = Command::new("ringcheck").no_binary_name(true).disable_help_flag(true).arg(alone);
        let Err(error) = command.try_get_matches_from([format!("--value={value}")]) else { return Ok(()) };
        let cannot = format!("`{}` cannot be `{value}`", self.key);
        if error.kind() == ErrorKind::InvalidValue
            && let Some(ContextValue::Strings(known)) = error.get(ContextKind::ValidValue)
            && !known.is_empty()
        {
            let hint = nearest(value, known.iter().map(String::as_str));
            return Err((format!("{cannot}: it is one of {}", known.join(", ")), hint.map(did_you_mean)));
        }
        let why = std::error::Error::source(&error).map(ToString::to_string);
        Err((why.map_or_else(|| cannot.clone(), |why| format!("{cannot}: {why}")), None))
    }
}

/// The names of the options that cannot be with `arg`, whichever of the two says so.
fn conflicts(arg: &Arg, command: &Command) -> Vec<String> {
    let of = |arg: &Arg| -> Vec<String> {
        command.get_arg_conflicts_with(arg).iter().map(|other| other.get_id().as_str().to_owned()).collect()
    };
    let id = arg.get_id().as_str();
    let mut all = of(arg);
    for other in command.get_arguments().filter(|other| other.get_id() != arg.get_id()) {
        let name = other.get_id().as_str();
        if !all.iter().any(|known| known == name) && of(other).iter().any(|conflict| conflict == id) {
            all.push(name.to_owned());
        }
    }
    all
}

/// `text` without breaks and without what is in it for a terminal.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name among `known` that `typed` was probably meant to be.
pub(crate) fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    /// Below this, two names have little in common but letters.
    const LEAST_ALIKE: f64 = 0.75;
    let alike = known.map(|name| (strsim::jaro_winkler(typed, name), name));
    let best = alike.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 >= LEAST_ALIKE).then(|| best.1.to_owned())
}

pub(crate) fn did_you_mean(name: impl std::fmt::Display) -> String {
    format!("did you mean `{name}`?")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Arguments;

    fn all() -> Vec<CommandOptions> {
        let mut root = Arguments::command();
        root.build();
        of_all_commands(&root)
    }

    #[test]
    fn a_table_is_never_taken_for_an_option() {
        let commands = all();
        assert!(commands.len() > 10);
        for command in &commands {
            for other in &commands {
                assert!(other.option(&command.table()).is_none(), "`{}` is both", command.table());
            }
        }
    }

    #[test]
    fn options_say_what_they_take() {
        let commands = all();
        let score = commands.iter().find(|command| command.table() == "score").unwrap();
        let takes = |key: &str| score.option(key).unwrap().takes;
        assert_eq!(
            (takes("json"), takes("db"), takes("cdr"), takes("paths")),
            (Takes::Switch, Takes::One, Takes::Many, Takes::Many)
        );
        assert_eq!(score.option("db").unwrap().is_path, IsPath::Always);
        assert_eq!(score.option("rubric").unwrap().is_path, IsPath::IfLikeOne);
        assert_eq!(score.option("timezone").unwrap().is_path, IsPath::Never);
        let since = score.option("since").unwrap();
        assert!(since.conflicts.contains(&"day".to_owned()), "told by `day` alone");
        assert!(score.option("config").is_none() && score.option("help").is_none());
        assert!(commands.iter().all(|command| command.options.iter().all(|option| !option.help.is_empty())));
    }

    #[test]
    fn values_are_checked_as_on_the_command_line() {
        let commands = all();
        let score = commands.iter().find(|command| command.table() == "score").unwrap();
        let check = |key: &str, value: &str| score.option(key).unwrap().check(value);
        assert_eq!(check("fail_under", "80"), Ok(()));
        let (message, _) = check("fail_under", "101").unwrap_err();
        assert_eq!(message, "`fail_under` cannot be `101`: a percentage is a number from 0 to 100");
        let (message, hint) = check("direction", "inbond").unwrap_err();
        assert!(message.ends_with("it is one of inbound, outbound, internal, all"), "{message}");
        assert_eq!(hint.as_deref(), Some("did you mean `inbound`?"));
        assert!(check("db", "").is_err());
    }
}
