//! `ringcheck shop new` and `ringcheck shop check`.

use std::path::{Path, PathBuf};

use ringcheck_shop::{Scenario, is_scenario_id, renamed};

use super::{parse, scenario_text};
use crate::{
    args::NewScenarioArguments,
    exit::Exit,
    out_folder::write_file,
    printer::{Printer, hinted},
    text::count,
};

pub(super) fn run(arguments: &NewScenarioArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let name = &arguments.name;
    if !is_scenario_id(name) {
        let error = anyhow::anyhow!("`{name}` holds more than a-z, 0-9 and `-`");
        return Err(hinted(error, Some("name it such as our-shop; `--out FILE` says where it goes")));
    }
    let text = scenario_text(&arguments.from)?;
    // What is broken is not copied.
    parse(&text, &arguments.from)?;
    let file = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.toml")));
    write_file(&file, &renamed(&text, name), arguments.force)?;
    let shown = file.display();
    printer.data(&shown.to_string())?;
    printer.note(&format!("next: change it, then `ringcheck shop check {shown}` and `ringcheck shop plan {shown} …`"));
    Ok(Exit::Done)
}

/// Reads each file and tells what is wrong with it.
pub(super) fn check(files: &[PathBuf], printer: &Printer) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    for file in files {
        let text = fs_err::read_to_string(file).map_err(|error| hinted(error, Some("name scenarios as TOML files")))?;
        match Scenario::parse(&text) {
            Ok(scenario) => printer.note(&sound(file, &scenario)),
            Err(errors) => {
                for problem in errors.problems() {
                    printer.data(&format!("{}:{problem}", file.display()).replacen(":line ", ":", 1))?;
                }
                exit = Exit::Findings;
            }
        }
    }
    Ok(exit)
}

fn sound(file: &Path, scenario: &Scenario) -> String {
    format!(
        "{}: sound, {}, {}, {}",
        file.display(),
        count(scenario.hidden_facts.len(), "hidden fact"),
        count(scenario.musts().count(), "must"),
        count(scenario.must_nots().count(), "must not")
    )
}
