//! The table of all options in docs/configuration.md, which a test keeps up to date.

use std::{fmt::Write as _, path::Path};

use super::{
    command_line,
    options::{CommandOptions, OptionFacts, Takes, of_all_commands},
    template::Grouped,
};

/// The tables as Markdown.
fn page(commands: &[CommandOptions]) -> String {
    let grouped = Grouped::of(commands);
    let mut text = String::from("### Options of several commands\n\n");
    text +=
        "| option | what it does | takes | built in | variable | commands |\n| --- | --- | --- | --- | --- | --- |\n";
    for (option, holders) in &grouped.shared {
        let names: Vec<String> = holders.iter().map(|command| format!("`{}`", command.name())).collect();
        let _ = writeln!(text, "{} {} |", row(option), names.join(", "));
    }
    for (command, options) in &grouped.own {
        let _ = write!(text, "\n### `[{}]`: `ringcheck {}`\n\n", command.table(), command.name());
        text += "| option | what it does | takes | built in | variable |\n| --- | --- | --- | --- | --- |\n";
        for option in options {
            let _ = writeln!(text, "{}", row(option));
        }
    }
    text
}

fn row(option: &OptionFacts) -> String {
    let code = |text: &str| format!("`{}`", text.replace('|', "\\|"));
    let takes = match option.takes {
        Takes::Switch => "true or false".to_owned(),
        _ if !option.possible.is_empty() => option.possible.iter().map(|v| code(v)).collect::<Vec<_>>().join(", "),
        Takes::One => code(&option.value_name),
        Takes::Many => format!("a list of {}", code(&option.value_name)),
    };
    let default = option.default.as_deref().map(code).unwrap_or_default();
    let variable = option.env.as_deref().map(code).unwrap_or_default();
    let help = option.help.replace('|', "\\|");
    format!("| `{}` | {help} | {takes} | {default} | {variable} |", option.key)
}

#[test]
fn the_page_has_every_option() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
    let (begin, end) = ("<!-- generated: UPDATE_DOCS=1 cargo test --package ringcheck -->\n", "<!-- end -->\n");
    let text = fs_err::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    let table = page(&of_all_commands(&command_line()));
    let expected = format!("{before}{begin}\n{table}\n{end}{after}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs_err::write(&path, &expected).unwrap();
    } else {
        assert!(
            text == expected,
            "docs/configuration.md is not up to date: UPDATE_DOCS=1 cargo test --package ringcheck"
        );
    }
}
