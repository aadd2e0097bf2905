//! `ringcheck shop`: secret-shop runs, from the scenario to the league of branches.

mod again;
mod by_hand;
mod card;
mod decide;
mod evaluate;
mod matching;
mod new;
mod plan;
mod report;
mod score;

use ringcheck_shop::{SHIPPED_SCENARIOS, Scenario, ShippedScenario};
use ringcheck_store::{Store, StoreError};
use serde_json::json;

use crate::{
    args::ShopCommand,
    exit::Exit,
    printer::{Printer, hinted},
    table::new_table,
};

pub(crate) fn run(command: ShopCommand, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        ShopCommand::New(arguments) => new::run(&arguments, printer),
        ShopCommand::List { json } => list(json, printer),
        ShopCommand::Check { files } => new::check(&files, printer),
        ShopCommand::Plan(arguments) => plan::run(&arguments, printer),
        ShopCommand::Card(arguments) => card::run(&arguments, printer),
        ShopCommand::Match(arguments) => matching::run(&arguments, printer),
        ShopCommand::Score(arguments) => score::run(&arguments, printer),
        ShopCommand::Decide(arguments) => decide::run(&arguments, printer),
        ShopCommand::Report(arguments) => report::run(&arguments, printer),
        ShopCommand::Evaluate(arguments) => evaluate::run(&arguments, printer),
    }
}

fn list(as_json: bool, printer: &Printer) -> anyhow::Result<Exit> {
    let mut table = new_table(&["name", "facts", "scenario"]);
    for shipped in SHIPPED_SCENARIOS {
        let scenario = shipped.scenario();
        if as_json {
            let facts: Vec<&str> = scenario.hidden_facts.iter().map(|fact| fact.id.as_str()).collect();
            let line = json!({
                "name": shipped.name,
                "title": scenario.title,
                "version": scenario.version,
                "sha256": scenario.sha256.as_str(),
                "hidden_facts": facts,
            });
            printer.data(&line.to_string())?;
        } else {
            table.add_row(vec![shipped.name.to_owned(), scenario.hidden_facts.len().to_string(), scenario.title]);
        }
    }
    if !as_json {
        printer.page(&table.trim_fmt())?;
        printer.note("`ringcheck shop new NAME --from server-down` writes a copy of one to change");
    }
    Ok(Exit::Done)
}

/// The text of the scenario that `asked` names: one that ships with the program, or a file.
fn scenario_text(asked: &str) -> anyhow::Result<String> {
    if let Some(shipped) = ShippedScenario::named(asked) {
        return Ok(shipped.text.to_owned());
    }
    fs_err::read_to_string(asked).map_err(|error| {
        let names = SHIPPED_SCENARIOS.map(|shipped| shipped.name).join(", ");
        hinted(error, Some(format!("name a scenario file, or one that ships with the program: {names}")))
    })
}

/// The scenario that `asked` names.
fn scenario(asked: &str) -> anyhow::Result<Scenario> {
    parse(&scenario_text(asked)?, asked)
}

fn parse(text: &str, name: &str) -> anyhow::Result<Scenario> {
    Scenario::parse(text).map_err(|errors| {
        let context = format!("failed to read the scenario `{name}`");
        hinted(anyhow::Error::new(errors).context(context), Some("docs/secret-shop.md describes the form"))
    })
}

/// The scenario that planned calls were planned by.
fn stored_scenario(store: &Store, sha256: &ringcheck_call::Sha256Hex, name: &str) -> anyhow::Result<Scenario> {
    let text = told(store.scenario_text(sha256))?;
    let text = text.ok_or_else(|| anyhow::anyhow!("the scenario `{name}` is not in the database"))?;
    parse(&text, name)
}

/// A result of the database with what to do about an error.
fn told<T>(result: Result<T, StoreError>) -> anyhow::Result<T> {
    result.map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })
}
