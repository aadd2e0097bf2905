//! `ringcheck shop card`: what the shopper holds while calling.

use ringcheck_shop::{Card, PlannedLine, card};
use ringcheck_store::PlannedCall;

use super::{scenario, stored_scenario, told};
use crate::{
    args::CardArguments,
    commands::list::open,
    exit::Exit,
    out_folder::write_file,
    printer::{Printer, hinted},
    setup,
    text::count,
};

pub(super) fn run(arguments: &CardArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let db_path = setup::db_path(&arguments.db)?;
    let number = arguments.of.trim_start_matches('#').parse::<i64>().ok();
    let page = if let Some(number) = number {
        let store = open(&db_path)?;
        let planned = told(store.planned_calls())?;
        let Some(asked) = planned.iter().find(|call| call.id == number) else {
            let error = anyhow::anyhow!("no planned call has the number {number}");
            return Err(hinted(error, Some("`ringcheck shop plan` lists what is planned")));
        };
        let played = stored_scenario(&store, &asked.scenario_sha256, &asked.scenario)?;
        card(&Card { scenario: &played, calls: vec![line(asked)] })
    } else {
        let played = scenario(&arguments.of)?;
        // What is planned by it goes on the card; without a database there is nothing planned.
        let planned = if db_path.exists() { told(open(&db_path)?.planned_calls())? } else { Vec::new() };
        let of_scenario: Vec<&PlannedCall> = planned.iter().filter(|call| call.scenario == played.id).collect();
        let n_of_other_text = of_scenario.iter().filter(|call| call.scenario_sha256 != played.sha256).count();
        if n_of_other_text > 0 {
            printer.warn(&format!(
                "{} planned by another text of the scenario `{}`: the card has the text that is named now, and they are \
                 judged by theirs unless `ringcheck shop score --scenario` names this one",
                count(n_of_other_text, "call"),
                played.id
            ));
        }
        let calls = of_scenario.into_iter().map(line).collect();
        card(&Card { scenario: &played, calls })
    };
    write_file(&arguments.out, &page, arguments.force)?;
    printer.data(&arguments.out.display().to_string())?;
    Ok(Exit::Done)
}

fn line(call: &PlannedCall) -> PlannedLine {
    let plan = &call.plan;
    PlannedLine {
        id: call.id,
        branch: plan.branch.clone(),
        called_number: plan.called_number.clone(),
        from_number: plan.from_number.clone(),
        planned_at: plan.planned_at.clone(),
        window_minutes: plan.window_minutes,
    }
}
