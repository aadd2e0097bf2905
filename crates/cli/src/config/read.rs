//! Reads `ringcheck.toml`, and tells everything that is wrong with it, each at its place.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::options::{CommandOptions, IsPath, OptionFacts, Takes, did_you_mean, nearest};

/// What the file says of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Switch(bool),
    /// One value, or several; paths are absolute.
    Values(Vec<String>),
}

/// One option in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The command's table; `None` at the top.
    pub(crate) table: Option<String>,
    pub(crate) key: String,
    pub(crate) given: Given,
    /// The line, counted from 1.
    pub(crate) line: usize,
}

/// One thing that is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The line, counted from 1.
    pub(crate) line: usize,
    /// The column in characters, counted from 1.
    pub(crate) column: usize,
    /// What is wrong, as a lowercase fragment.
    pub(crate) message: String,
    /// What to do about it, where that is known.
    pub(crate) hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

/// Everything that is wrong with a file.
#[derive(Debug)]
pub(crate) struct Problems {
    pub(crate) path: PathBuf,
    pub(crate) problems: Vec<Problem>,
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.problems.as_slice() {
            [only] => write!(f, "`{path}`, {only}"),
            many => {
                write!(f, "`{path}` has {} problems", many.len())?;
                many.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

/// Reads the text of the file at `path`; `home` is what `~` stands for.
pub(crate) fn read(
    text: &str,
    path: &Path,
    home: Option<&Path>,
    commands: &[CommandOptions],
) -> Result<Vec<Entry>, Problems> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut reader = Reader { text, folder, home, commands, entries: vec![], problems: vec![] };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        let hint = "text goes in quotation marks; docs/configuration.md has examples";
        reader.problem(error.span().unwrap_or(0..0), message, Some(hint.to_owned()));
    }
    // What follows from a mistake of form is no second mistake.
    if errors.is_empty() {
        reader.top(table.get_ref());
    }
    let Reader { mut entries, mut problems, .. } = reader;
    if problems.is_empty() {
        entries.sort_by_key(|entry| entry.line);
        return Ok(entries);
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    Err(Problems { path: path.to_owned(), problems })
}

struct Reader<'a> {
    text: &'a str,
    folder: &'a Path,
    home: Option<&'a Path>,
    commands: &'a [CommandOptions],
    entries: Vec<Entry>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn top(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let DeValue::Table(inner) = value.get_ref() {
                self.table(name, key.span(), inner);
                continue;
            }
            let options: Vec<(&CommandOptions, &OptionFacts)> =
                self.commands.iter().filter_map(|c| Some((c, c.option(name)?))).collect();
            if options.is_empty() {
                self.unknown_option(name, key.span(), None);
            } else {
                self.entry(None, name, key.span(), value, &options);
            }
        }
    }

    fn table(&mut self, name: &str, span: Range<usize>, inner: &DeTable<'_>) {
        let Some(command) = self.commands.iter().find(|command| command.table() == name) else {
            let tables: Vec<String> = self.commands.iter().map(CommandOptions::table).collect();
            let below: Vec<String> = tables
                .iter()
                .filter(|table| table.starts_with(&format!("{name}_")))
                .map(|t| format!("[{t}]"))
                .collect();
            let hint = if below.is_empty() {
                nearest(name, tables.iter().map(String::as_str)).map(|name| did_you_mean(format!("[{name}]")))
            } else {
                Some(format!("the tables of its commands are {}", below.join(", ")))
            };
            self.problem(span, format!("no command has the table `[{name}]`"), hint);
            return;
        };
        for (key, value) in inner {
            let name = key.get_ref().as_ref();
            match command.option(name) {
                Some(option) => {
                    self.entry(Some(command.table()), name, key.span(), value, &[(command, option)]);
                }
                None => self.unknown_option(name, key.span(), Some(command)),
            }
        }
    }

    fn unknown_option(&mut self, name: &str, span: Range<usize>, within: Option<&CommandOptions>) {
        let underscored = name.replace('-', "_");
        let searched = within.map_or(self.commands, std::slice::from_ref);
        let keys = || searched.iter().flat_map(|command| command.options.iter().map(|option| option.key.as_str()));
        let hint = if keys().any(|key| key == underscored) {
            Some(format!("write it with underscores: `{underscored}`"))
        } else if within.is_none() && self.commands.iter().any(|command| command.table() == underscored) {
            Some(format!("the options of that command go below a line `[{underscored}]`"))
        } else {
            nearest(&underscored, keys()).map(did_you_mean)
        };
        let message = match within {
            Some(command) => format!("`ringcheck {}` has no option `{name}`", command.name()),
            None => format!("no command has an option `{name}`"),
        };
        self.problem(span, message, hint);
    }

    /// Takes one option over if all of `options`, those that it is said for, accept it.
    fn entry(
        &mut self,
        table: Option<String>,
        key: &str,
        key_span: Range<usize>,
        value: &Spanned<DeValue<'_>>,
        options: &[(&CommandOptions, &OptionFacts)],
    ) {
        let mut given = None;
        for (command, option) in options {
            let read = self.given(option, value);
            match read {
                Ok(read) => given = Some(read),
                Err((span, message, hint)) => {
                    let elsewhere = options.iter().any(|(_, other)| self.given(other, value).is_ok());
                    let (message, hint) = if elsewhere {
                        let hint = "options that are not meant for every command go below the line of theirs, such as";
                        let other = options.iter().find(|(_, other)| self.given(other, value).is_ok());
                        let table = other.map_or_else(String::new, |(command, _)| command.table());
                        (format!("for `ringcheck {}` {message}", command.name()), Some(format!("{hint} `[{table}]`")))
                    } else {
                        (message, hint)
                    };
                    self.problem(span, message, hint);
                    return;
                }
            }
        }
        if let Some(given) = given {
            let (line, _) = self.place(key_span.start);
            self.entries.push(Entry { table, key: key.to_owned(), given, line });
        }
    }

    /// What `value` says of `option`; else where it is wrong, why, and what to write.
    fn given(
        &self,
        option: &OptionFacts,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Given, (Range<usize>, String, Option<String>)> {
        let key = &option.key;
        let wrong = |what: &str| (value.span(), format!("`{key}` {what}"), None);
        match (option.takes, value.get_ref()) {
            (Takes::Switch, DeValue::Boolean(is_on)) => Ok(Given::Switch(*is_on)),
            (Takes::Switch, _) => Err(wrong("is a switch: it is true or false")),
            (Takes::Many, DeValue::Array(items)) => {
                let values = items.iter().map(|item| self.value(option, item)).collect::<Result<_, _>>()?;
                Ok(Given::Values(values))
            }
            (Takes::One, DeValue::Array(_)) => Err(wrong("takes one value, not a list")),
            (Takes::One | Takes::Many, _) => Ok(Given::Values(vec![self.value(option, value)?])),
        }
    }

    fn value(
        &self,
        option: &OptionFacts,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<String, (Range<usize>, String, Option<String>)> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.as_ref().to_owned(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Datetime(moment) => moment.to_string(),
            _ => {
                let message = format!("`{}` takes {}", option.key, kind_name(option));
                return Err((value.span(), message, None));
            }
        };
        let is_number = !matches!(value.get_ref(), DeValue::String(_));
        if is_number && option.is_path == IsPath::Always {
            let hint = "put it in quotation marks".to_owned();
            return Err((value.span(), format!("`{}` takes {}", option.key, kind_name(option)), Some(hint)));
        }
        let text = self.resolved(option.is_path, text);
        option.check(&text).map_err(|(message, hint)| (value.span(), message, hint))?;
        Ok(text)
    }

    /// `text` as an absolute path, where it is one.
    fn resolved(&self, is_path: IsPath, text: String) -> String {
        let is_file = match is_path {
            IsPath::Never => false,
            IsPath::Always => !text.is_empty() && text != "-",
            IsPath::IfLikeOne => {
                let has_ending = [".toml", ".bin"].iter().any(|ending| text.ends_with(ending));
                !text.contains("://") && (has_ending || text.contains(std::path::is_separator))
            }
        };
        if !is_file {
            return text;
        }
        let below_home = text.strip_prefix('~').and_then(|rest| rest.strip_prefix(std::path::is_separator));
        let path = match (below_home, self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ if text == "~" => self.home.map_or_else(|| self.folder.join(&text), Path::to_owned),
            _ => self.folder.join(&text),
        };
        // A home or a folder that is no Unicode cannot be written in the file at all.
        path.into_os_string().into_string().unwrap_or(text)
    }

    fn problem(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        let (line, column) = self.place(span.start);
        self.problems.push(Problem { line, column, message, hint });
    }

    /// Line and column of a place in the text, counted from 1.
    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |idx| idx + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

fn kind_name(option: &OptionFacts) -> String {
    match (option.takes, option.is_path) {
        (Takes::Many, IsPath::Always) => "a list of paths, each in quotation marks".to_owned(),
        (_, IsPath::Always) => "a path, in quotation marks".to_owned(),
        (Takes::Many, _) => format!("a list of {}", option.value_name),
        _ => format!("a text or a number: {}", option.value_name),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::{args::Arguments, config::options};

    fn commands() -> Vec<CommandOptions> {
        let mut root = Arguments::command();
        root.build();
        options::of_all_commands(&root)
    }

    fn read_here(text: &str) -> Result<Vec<Entry>, Problems> {
        read(text, Path::new("/firm/ringcheck.toml"), Some(Path::new("/home/me")), &commands())
    }

    /// Every problem on a line of its own.
    fn problems(text: &str) -> String {
        read_here(text)
            .unwrap_err()
            .problems
            .iter()
            .fold(String::new(), |told, problem| told + &problem.to_string() + "\n")
    }

    #[test]
    fn options_are_read_with_their_lines_and_paths_from_the_files_folder() {
        let text = "db = \"calls.db\"\n\n[score]\npaths = [\"~/recordings\", \"/mnt/pbx\"]\nrubric = \"ours.toml\"\nfail_under = 80\njson = false\n";
        let entries = read_here(text).unwrap();
        let value = |key: &str| {
            let entry = entries.iter().find(|entry| entry.key == key).unwrap();
            (entry.table.as_deref(), entry.line, entry.given.clone())
        };
        let values = |texts: &[&str]| Given::Values(texts.iter().map(|text| (*text).to_owned()).collect());
        if cfg!(unix) {
            assert_eq!(value("db"), (None, 1, values(&["/firm/calls.db"])));
            assert_eq!(value("paths"), (Some("score"), 4, values(&["/home/me/recordings", "/mnt/pbx"])));
            assert_eq!(value("rubric"), (Some("score"), 5, values(&["/firm/ours.toml"])));
        }
        assert_eq!(value("fail_under"), (Some("score"), 6, values(&["80"])));
        assert_eq!(value("json"), (Some("score"), 7, Given::Switch(false)));
        let names = read_here("rubric = \"home-services\"\nsince = 2026-11-01\nagent_channel = 1\n").unwrap();
        assert_eq!(names[0].given, values(&["home-services"]));
        assert_eq!(names[1].given, values(&["2026-11-01"]));
        assert_eq!(names[2].given, values(&["1"]));
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        let text = "job = 2\ndb = 3\nfail-under = 80\n[scorr]\n[score]\njson = \"yes\"\njobs = true\nfail_under = 800\ndirection = [\"inbound\"]\nlimit = 4\n  direction_x = 1\n";
        insta::assert_snapshot!(problems(text));
    }

    #[test]
    fn mistakes_of_form_are_told_alone() {
        let told = problems("db = calls.db\njob = 1\n");
        assert!(told.starts_with("line 1, column 6: "), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }

    #[test]
    fn an_option_that_is_not_for_every_command_belongs_below_one() {
        let told = problems("format = \"srt\"\n");
        assert!(told.contains("for `ringcheck report` `format` cannot be `srt`"), "{told}");
        assert!(told.contains("such as `[transcribe]`"), "{told}");
        assert!(read_here("[transcribe]\nformat = \"srt\"\n").is_ok());
        let told = problems("[db.export]\nformat = \"csv\"\n");
        assert!(told.contains("the tables of its commands are [db_path], [db_export]"), "{told}");
    }

    #[test]
    fn columns_are_characters() {
        assert!(problems("db = \"ü.db\"\n\"ü\" = 1\n").starts_with("line 2, column 1: "));
        assert!(problems("[score]\nagents = \"ü\"  \njson = 'ü'").starts_with("line 3, column 8: "));
    }
}
