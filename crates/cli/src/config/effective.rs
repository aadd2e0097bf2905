//! What holds for each option of each command, and who says so.

use serde_json::{Value, json};

use super::{
    File, apply,
    options::{CommandOptions, OptionFacts, Takes},
    read::Given,
};

/// Who says what an option is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The variable of this name.
    Environment(String),
    /// This line of the file.
    File(usize),
    /// The program.
    BuiltIn,
}

/// An option of a command with what holds for it where nothing is typed.
#[derive(Clone, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) command: &'a CommandOptions,
    pub(crate) option: &'a OptionFacts,
    /// The value; `Null` where there is none.
    pub(crate) value: Value,
    pub(crate) source: Source,
}

/// The settings of all commands, in the order of the help.
pub(crate) fn settings<'a>(commands: &'a [CommandOptions], file: Option<&File>) -> Vec<Setting<'a>> {
    let entries = file.map_or(&[][..], |file| &file.entries);
    let mut settings = Vec::new();
    for command in commands {
        let in_file = apply::entries_for(command, entries);
        for option in &command.options {
            let variable = option.env.as_ref().and_then(|name| Some((name, std::env::var_os(name)?)));
            let entry = in_file.iter().find(|entry| entry.key == option.key);
            let (value, source) = match (variable, entry) {
                (Some((name, value)), _) => {
                    let value = of_texts(option, &[value.to_string_lossy().into_owned()]);
                    (value, Source::Environment(name.clone()))
                }
                (None, Some(entry)) => (of_given(option, &entry.given), Source::File(entry.line)),
                (None, None) => (built_in(option), Source::BuiltIn),
            };
            settings.push(Setting { command, option, value, source });
        }
    }
    settings
}

fn built_in(option: &OptionFacts) -> Value {
    match (option.takes, &option.default) {
        (Takes::Switch, _) => json!(false),
        (_, Some(default)) => of_texts(option, std::slice::from_ref(default)),
        (_, None) => Value::Null,
    }
}

fn of_given(option: &OptionFacts, given: &Given) -> Value {
    match given {
        Given::Switch(is_on) => json!(is_on),
        Given::Values(texts) => of_texts(option, texts),
    }
}

fn of_texts(option: &OptionFacts, texts: &[String]) -> Value {
    match (option.takes, texts) {
        (Takes::Switch, [text]) => json!(text != "false"),
        (Takes::One, [text]) => of_text(text),
        _ => texts.iter().map(|text| of_text(text)).collect(),
    }
}

/// A number where the text is one as TOML and JSON write it, and else a text.
pub(super) fn of_text(text: &str) -> Value {
    let is_plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    match text.parse::<u64>() {
        Ok(number) if is_plain => json!(number),
        _ => match text.parse::<f64>() {
            Ok(number) if text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('.') => json!(number),
            _ => json!(text),
        },
    }
}

/// `value` as it stands in the file; JSON and TOML write these alike.
pub(crate) fn as_toml(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(as_toml).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_the_file_has_them() {
        let shown = |text: &str| as_toml(&of_text(text));
        assert_eq!(
            (shown("60"), shown("0.7"), shown("auto")),
            ("60".to_owned(), "0.7".to_owned(), "\"auto\"".to_owned())
        );
        // A shop number or a phone number keeps its zeros.
        assert_eq!((shown("007"), shown("")), ("\"007\"".to_owned(), "\"\"".to_owned()));
        assert_eq!(as_toml(&json!(["a", 2])), "[\"a\", 2]");
    }
}
