//! `ringcheck shop report`: branches compared, before with after, and a page for each call.

pub(super) mod calls;
mod pages;
mod table;

use std::{collections::BTreeMap, path::Path};

use jiff::Zoned;
use ringcheck_metadata::DayRange;
use ringcheck_shop::{League, ShopCall};
use ringcheck_store::PlannedCall;
use serde_json::{Value, json};

use super::told;
use crate::{
    args::{ShopReportArguments, ShopReportFormat},
    commands::{list::open, report::write_private},
    exit::Exit,
    out_folder::check_file_beside,
    printer::{Printer, hinted},
    setup,
    text::count,
};

pub(super) fn run(arguments: &ShopReportArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let db_path = setup::db_path(&arguments.db)?;
    let store = open(&db_path)?;
    let now = Zoned::now();
    let planned = asked(arguments, told(store.planned_calls())?, &now)?;
    let calls = calls::calls(&store, &planned, printer)?;
    let league = League::of(&calls, planned.len() - calls.len());
    match arguments.format {
        ShopReportFormat::Html => {
            let Some(folder) = &arguments.out else {
                let error = anyhow::anyhow!("it is not said where the pages go");
                return Err(hinted(error, Some("`--out DIR` names their folder")));
            };
            let now = now.with_time_zone(setup::zone(&arguments.days, &now)?);
            let index = pages::write(folder, &league, &calls, &now, arguments.force)?;
            printer.data(&index.display().to_string())?;
        }
        ShopReportFormat::Csv => write(arguments, &db_path, &table::csv(&calls)?, printer)?,
        ShopReportFormat::Json => {
            let mut line = serde_json::to_value(&league)?;
            if let Some(object) = line.as_object_mut() {
                object.insert("shop_calls".to_owned(), calls.iter().map(in_json).collect());
            }
            write(arguments, &db_path, &format!("{line}\n"), printer)?;
        }
    }
    if arguments.format != ShopReportFormat::Html {
        league.notes.iter().for_each(|note| printer.note(note));
    }
    printer.note(&format!(
        "{} of {}",
        count(calls.len(), "shop call"),
        count(league.branches.len(), "branch").replace("branchs", "branches")
    ));
    Ok(Exit::Done)
}

/// The planned calls that are asked for.
fn asked(arguments: &ShopReportArguments, planned: Vec<PlannedCall>, now: &Zoned) -> anyhow::Result<Vec<PlannedCall>> {
    let days = setup::days(&arguments.days, now)?;
    let is_asked = |call: &PlannedCall| {
        let plan = &call.plan;
        arguments.scenario.as_deref().is_none_or(|wanted| call.scenario == wanted)
            && (arguments.branch.is_empty() || arguments.branch.contains(&plan.branch))
            && (arguments.phase.is_empty() || plan.phase.as_ref().is_some_and(|phase| arguments.phase.contains(phase)))
            && days.as_ref().is_none_or(|days: &DayRange| days.contains(Some(&plan.planned_at)))
    };
    // A name that nothing has is mistyped, even beside one that something has.
    let known = |name: &String, of: &dyn Fn(&PlannedCall) -> Option<String>| {
        planned.iter().any(|call| of(call).as_ref() == Some(name))
    };
    let of_branch = |call: &PlannedCall| Some(call.plan.branch.clone());
    let of_phase = |call: &PlannedCall| call.plan.phase.clone();
    let strange = arguments.branch.iter().find(|name| !known(name, &of_branch)).map(|name| ("branch", name));
    let strange =
        strange.or_else(|| arguments.phase.iter().find(|name| !known(name, &of_phase)).map(|name| ("phase", name)));
    if let Some((what, name)) = strange {
        let error = anyhow::anyhow!("no planned call has the {what} `{name}`");
        return Err(hinted(error, Some("`ringcheck shop plan` lists what is planned")));
    }
    let asked: Vec<PlannedCall> = planned.into_iter().filter(is_asked).collect();
    if asked.is_empty() {
        let error = anyhow::anyhow!("no planned call is asked for");
        return Err(hinted(error, Some("`ringcheck shop plan` lists what is planned")));
    }
    Ok(asked)
}

fn in_json(call: &ShopCall) -> Value {
    let verdicts: BTreeMap<&str, Value> = call
        .scorecard
        .criteria
        .iter()
        .map(|score| {
            (
                score.id.as_str(),
                json!({
                    "verdict": call.verdict(score), "tool_verdict": score.verdict,
                    "said": call.decided.as_ref().and_then(|decided| decided.said.get(&score.id)),
                }),
            )
        })
        .collect();
    json!({
        "number": call.planned_call, "branch": call.branch, "phase": call.phase,
        "planned_at": call.planned_at, "call": call.scorecard.id, "scorecard": call.scorecard.scorecard,
        "percent": call.score().percent, "tool_percent": call.scorecard.score.percent,
        "passed": call.score().passed, "result": call.result, "people": call.people, "verdicts": verdicts,
    })
}

fn write(arguments: &ShopReportArguments, db_path: &Path, text: &str, printer: &Printer) -> anyhow::Result<()> {
    match &arguments.out {
        Some(file) => {
            check_file_beside(file, arguments.force, db_path)?;
            write_private(file, text)?;
            printer.data(&file.display().to_string())
        }
        None => printer.data(text.trim_end()),
    }
}
