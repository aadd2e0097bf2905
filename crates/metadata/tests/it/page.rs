//! `docs/phone-systems.md` is made of the code: with `UPDATE_DOCS=1` it is written, else compared.

use std::{fmt::Write as _, path::Path};

use jiff::tz::TimeZone;
use ringcheck_call::Direction;
use ringcheck_metadata::{Facts, NameRules, PresetPage, cdr_columns, preset_pages, sidecar::field_pages};

use crate::page_words::{CDR, INTRODUCTION, PATTERN, REST};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/phone-systems.md");

#[test]
fn the_page_says_what_the_code_does() {
    let page = render();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs_err::write(PAGE, &page).unwrap();
    }
    let committed = fs_err::read_to_string(PAGE).unwrap().replace("\r\n", "\n");
    assert!(
        committed == page,
        "docs/phone-systems.md is out of date: run UPDATE_DOCS=1 cargo test -p ringcheck-metadata"
    );
}

fn render() -> String {
    let mut page = INTRODUCTION.to_owned();
    for preset in preset_pages() {
        render_preset(&mut page, preset);
    }
    page.push_str(PATTERN);
    page.push_str("| field | names | values |\n| --- | --- | --- |\n");
    for field in field_pages() {
        writeln!(page, "| {} | {} | {} |", field.field, code_list(field.names), field.values).unwrap();
    }
    page.push_str(CDR);
    page.push_str("| columns | used for |\n| --- | --- |\n");
    for (names, uses) in cdr_columns() {
        writeln!(page, "| {} | {uses} |", code_list(names)).unwrap();
    }
    page.push_str(REST);
    page
}

fn render_preset(page: &mut String, preset: &PresetPage) {
    let zone = TimeZone::get("America/New_York").unwrap();
    let word = preset.preset;
    write!(page, "### `{word}`: {}\n\n`{}`\n\n", preset.system, preset.form).unwrap();
    page.push_str("| example | reads as |\n| --- | --- |\n");
    for example in preset.examples {
        let facts = NameRules::of(&[preset.preset]).parse(Path::new(example), &zone);
        writeln!(page, "| `{example}` | {} |", words(&facts)).unwrap();
    }
    if !preset.notes.is_empty() {
        write!(page, "\n{}\n", preset.notes.replace(". ", ".\n")).unwrap();
    }
    page.push('\n');
}

fn code_list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn words(facts: &Facts) -> String {
    let direction = facts.direction.map(|direction| match direction {
        Direction::Inbound => "inbound".to_owned(),
        Direction::Outbound => "outbound".to_owned(),
        Direction::Internal => "internal".to_owned(),
    });
    let named = |what: &str, value: &Option<String>| value.as_ref().map(|value| format!("{what} {value}"));
    let parts: Vec<String> = [
        direction,
        facts.started_at.map(|start| start.to_iso()),
        named("caller", &facts.caller_number),
        named("called", &facts.called_number),
        named("extension", &facts.extension),
        named("agent", &facts.agent_name),
        named("id", &facts.phone_system_id),
        facts
            .agent_channel
            .map(|channel| format!("business on the {} channel", if channel == 0 { "left" } else { "right" })),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "nothing but that it is this system's".to_owned() } else { parts.join(", ") }
}
