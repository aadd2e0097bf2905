//! A file with every option in it.

use std::fmt::Write as _;

use super::{
    effective::{as_toml, of_text},
    options::{CommandOptions, OptionFacts, Takes},
};

/// Values that show what a word of the help means, for options without a value of their own.
const SAMPLES: [(&str, &str); 20] = [
    ("PATH", "~/recordings"),
    ("FILE", "~/ringcheck/file"),
    ("DIR", "~/ringcheck/folder"),
    ("DAY", "yesterday"),
    ("ZONE", "America/Chicago"),
    ("PERCENT", "80"),
    ("CONFIDENCE", "0.6"),
    ("SECONDS", "60"),
    ("N", "2"),
    ("URL", "http://127.0.0.1:11434/v1"),
    ("URL-OR-FOLDER", "/mnt/models"),
    ("ID=VERDICT", "close_attempt=fail"),
    ("NO=CALL", "3=call.wav"),
    ("OUTCOME", "booked"),
    ("NAME=IDS", "A=D01..D24"),
    ("PATTERN", "{date:%Y%m%d}-{time:%H%M%S}_{caller}_{extension}"),
    ("AGE", "90d"),
    ("NUMBER", "2700"),
    ("TIME", "1:02"),
    ("NAME", "name"),
];

/// Tried in turn where no sample fits.
const LAST_RESORTS: [&str; 5] = ["name", "1", "yesterday", "90d", "1:02"];

/// The options that mean the same in every command that has them, each with these commands, and the rest by command.
pub(crate) struct Grouped<'a> {
    pub(crate) shared: Vec<(&'a OptionFacts, Vec<&'a CommandOptions>)>,
    pub(crate) own: Vec<(&'a CommandOptions, Vec<&'a OptionFacts>)>,
}

impl<'a> Grouped<'a> {
    pub(crate) fn of(commands: &'a [CommandOptions]) -> Self {
        let holders = |key: &str| -> Vec<(&'a CommandOptions, &'a OptionFacts)> {
            commands.iter().filter_map(|command| Some((command, command.option(key)?))).collect()
        };
        let (mut shared, mut own) = (Vec::<(&OptionFacts, Vec<&CommandOptions>)>::new(), Vec::new());
        for command in commands {
            let mut of_its_own = Vec::new();
            for option in &command.options {
                let holders = holders(&option.key);
                let is_shared = holders.len() > 1
                    && holders.iter().all(|(_, other)| {
                        other.takes == option.takes && other.default == option.default && other.help == option.help
                    });
                if !is_shared {
                    of_its_own.push(option);
                } else if shared.iter().all(|(known, _)| known.key != option.key) {
                    shared.push((option, holders.into_iter().map(|(command, _)| command).collect()));
                }
            }
            if !of_its_own.is_empty() {
                own.push((command, of_its_own));
            }
        }
        Self { shared, own }
    }
}

/// The file that `ringcheck config init` writes.
pub(crate) fn file(commands: &[CommandOptions]) -> String {
    let mut text = String::from(
        "# Options of Ringcheck that hold when they are not typed. Take the # away where you want another value.\n\
         # What is typed wins over a variable, a variable over this file, a table below over what stands above all tables.\n\
         # Relative paths start at this file's folder, and ~/ is your home. `ringcheck config check` finds mistakes,\n\
         # `ringcheck config` shows what holds. docs/configuration.md explains it.\n",
    );
    let grouped = Grouped::of(commands);
    for (option, holders) in &grouped.shared {
        option_lines(&mut text, option, Some(holders));
    }
    for (command, options) in &grouped.own {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n\n# ringcheck {}\n[{}]\n", command.name(), command.table());
        for option in options {
            option_lines(&mut text, option, None);
        }
    }
    text
}

fn option_lines(text: &mut String, option: &OptionFacts, holders: Option<&Vec<&CommandOptions>>) {
    let _ = write!(text, "\n# {}\n", option.help);
    if !option.possible.is_empty() {
        let _ = writeln!(text, "# One of: {}.", option.possible.join(", "));
    }
    if let Some(holders) = holders {
        let names: Vec<String> = holders.iter().map(|command| command.name()).collect();
        let _ = writeln!(text, "# Commands: {}.", names.join(", "));
    }
    if let Some(variable) = &option.env {
        let _ = writeln!(text, "# Variable: {variable}.");
    }
    let _ = writeln!(text, "# {} = {}", option.key, sample(option));
}

/// A value that the option takes, as it stands in the file: what is built in, or else an example.
fn sample(option: &OptionFacts) -> String {
    if option.takes == Takes::Switch {
        return "true".to_owned();
    }
    let own = option.default.iter().chain(&option.possible).map(String::as_str);
    let named = option.value_name.split('|').flat_map(|name| SAMPLES.iter().filter(move |(known, _)| *known == name));
    let mut candidates = own.chain(named.map(|(_, value)| *value)).chain(LAST_RESORTS);
    let value = candidates.find(|value| option.check(value).is_ok()).unwrap_or(&option.value_name);
    let value = as_toml(&of_text(value));
    if option.takes == Takes::Many { format!("[{value}]") } else { value }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{command_line, options::of_all_commands, read::read};

    #[test]
    fn every_option_is_in_the_file_and_can_be_switched_on_as_it_stands() {
        let commands = of_all_commands(&command_line());
        let text = file(&commands);
        let path = Path::new("/firm/ringcheck.toml");
        assert_eq!(read(&text, path, None, &commands).unwrap(), [], "all of it is commented out");
        let is_option = |line: &str| {
            line.strip_prefix("# ").is_some_and(|line| {
                line.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            })
        };
        let lines = text.lines().map(|line| if is_option(line) { &line[2..] } else { line });
        let all_on: String = lines.flat_map(|line| [line, "\n"]).collect();
        let entries = match read(&all_on, path, None, &commands) {
            Ok(entries) => entries,
            Err(problems) => panic!("{problems}\ngive what is refused a sample in config/template.rs"),
        };
        for command in &commands {
            for option in &command.options {
                let holds = |table: Option<&str>| {
                    entries.iter().any(|entry| entry.key == option.key && entry.table.as_deref() == table)
                };
                assert!(holds(None) || holds(Some(&command.table())), "{} {}", command.name(), option.key);
            }
        }
    }
}
