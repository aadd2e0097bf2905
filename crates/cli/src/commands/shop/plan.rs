//! `ringcheck shop plan`: calls that are to be made, and what came of them.

use std::{collections::BTreeMap, path::Path};

use jiff::{
    SignedDuration, Timestamp, Zoned,
    fmt::temporal::Pieces,
    tz::{Offset, TimeZone},
};
use ringcheck_shop::{PlanError, ShopResult, Target, check_from_number, digits_of, is_same_number, planned_time};
use ringcheck_store::{NewPlannedCall, PlannedCall, ScenarioText, Store};
use serde_json::json;

use super::{scenario, told};
use crate::{
    args::{DayArguments, PlanArguments},
    commands::list::open,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    table::new_table,
    text::count,
};

pub(super) fn run(arguments: &PlanArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let db_path = setup::db_path(&arguments.db)?;
    match &arguments.scenario {
        Some(asked) => {
            let new = scenario(asked)?;
            let calls = calls(arguments)?;
            let mut store = told(Store::open(&db_path))?;
            refuse_again(&told(store.planned_calls())?, &new.id, &calls)?;
            let text = ScenarioText {
                sha256: &new.sha256,
                id: &new.id,
                version: &new.version,
                title: &new.title,
                text: &new.text,
            };
            let numbers = told(store.put_planned_calls(text, &calls))?;
            let planned: Vec<PlannedCall> =
                told(store.planned_calls())?.into_iter().filter(|call| numbers.contains(&call.id)).collect();
            show(&store, &planned, false, printer)?;
            printer.note(&format!(
                "{} planned; `ringcheck shop card NO --out card.html` prints what the shopper needs",
                count(numbers.len(), "call")
            ));
        }
        None if !arguments.remove.is_empty() => {
            let mut store = told(Store::open(&db_path))?;
            for number in &arguments.remove {
                if !told(store.remove_planned_call(*number))? {
                    let error = anyhow::anyhow!("there is no planned call {number} without a result");
                    return Err(hinted(error, Some("`ringcheck shop plan` lists what is planned")));
                }
                printer.note(&format!("planned call {number} taken back"));
            }
        }
        None => {
            let store = open(&db_path)?;
            let planned = told(store.planned_calls())?;
            if planned.is_empty() && !arguments.json {
                printer.note("nothing is planned: `ringcheck shop plan server-down --branch NAME=NUMBER --from-number NUMBER --at TIME`");
                return Ok(Exit::Done);
            }
            show(&store, &planned, arguments.json, printer)?;
        }
    }
    Ok(Exit::Done)
}

/// The calls that the arguments plan: each target at each time.
fn calls(arguments: &PlanArguments) -> anyhow::Result<Vec<NewPlannedCall>> {
    let hint = |error: PlanError| {
        let hint = error.hint();
        hinted(error, Some(hint))
    };
    let now = Zoned::now();
    let zone = setup::zone(&DayArguments { timezone: arguments.timezone.clone(), ..DayArguments::default() }, &now)?;
    let mut targets: Vec<Target> = Vec::new();
    if let Some(file) = &arguments.targets {
        let text = fs_err::read_to_string(file)
            .map_err(|error| hinted(error, Some("--targets takes a CSV file with the columns branch and number")))?;
        targets.extend(Target::read_csv(&text).map_err(|error| of_file(error, file))?);
    }
    for text in &arguments.branch {
        targets.push(Target::parse(text).map_err(hint)?);
    }
    if targets.is_empty() {
        let error = anyhow::anyhow!("no branch is named");
        return Err(hinted(error, Some("name one with `--branch \"North=512 555 0100\"`, or a file with `--targets`")));
    }
    if let Some(number) = &arguments.from_number {
        check_from_number(number).map_err(hint)?;
    }
    let mut calls = Vec::new();
    for target in &targets {
        let from_number = target.from_number.as_ref().or(arguments.from_number.as_ref());
        let from_number = from_number.filter(|number| digits_of(number).is_some()).ok_or_else(|| {
            let error = anyhow::anyhow!("it is not said from which number `{}` is called", target.branch);
            hinted(error, Some("add `--from-number NUMBER`, in digits: the call is found by it"))
        })?;
        let times: Vec<&String> = target.at.as_ref().map_or_else(|| arguments.at.iter().collect(), |at| vec![at]);
        if times.is_empty() {
            let error = anyhow::anyhow!("it is not said when `{}` is called", target.branch);
            return Err(hinted(error, Some("add `--at \"2026-03-05 10:30\"`")));
        }
        for at in times {
            let planned_at = planned_time(at, &zone).map_err(|error| {
                match (target.line.filter(|_| target.at.is_some()), &arguments.targets) {
                    (Some(line), Some(file)) => of_file(PlanError::OfLine { error: Box::new(error), line }, file),
                    _ => hint(error),
                }
            })?;
            calls.push(NewPlannedCall {
                branch: target.branch.clone(),
                called_number: target.number.clone(),
                from_number: from_number.clone(),
                planned_at: planned_at.timestamp().display_with_offset(planned_at.offset()).to_string(),
                window_minutes: arguments.window,
                phase: arguments.phase.clone(),
            });
        }
    }
    Ok(calls)
}

/// What is wrong with a file of targets.
fn of_file(error: PlanError, file: &Path) -> anyhow::Error {
    let hint = error.hint();
    hinted(anyhow::Error::new(error).context(format!("failed to read `{}`", file.display())), Some(hint))
}

/// When a call is planned, or so many minutes after it, to the minute and with its offset: `2026-03-05 10:30 -06:00`.
pub(super) fn planned_for(call: &PlannedCall, minutes_later: u32) -> String {
    let text = &call.plan.planned_at;
    let Ok(at) = text.parse::<Timestamp>() else { return text.clone() };
    let offset = Pieces::parse(text).ok().and_then(|pieces| pieces.to_numeric_offset()).unwrap_or(Offset::UTC);
    let at = at + SignedDuration::from_mins(i64::from(minutes_later));
    at.to_zoned(TimeZone::fixed(offset)).strftime("%Y-%m-%d %H:%M %:z").to_string()
}

/// Refuses a call that is planned already: it would never be found twice.
fn refuse_again(planned: &[PlannedCall], scenario: &str, new: &[NewPlannedCall]) -> anyhow::Result<()> {
    let instant = |text: &str| text.parse::<jiff::Timestamp>().ok();
    let is_same = |a: &NewPlannedCall, b: &NewPlannedCall| {
        is_same_number(&a.called_number, &b.called_number)
            && is_same_number(&a.from_number, &b.from_number)
            && instant(&a.planned_at) == instant(&b.planned_at)
    };
    for (idx, call) in new.iter().enumerate() {
        if let Some(known) = planned.iter().find(|known| known.scenario == scenario && is_same(&known.plan, call)) {
            let error = anyhow::anyhow!("`{}` at that time is planned already, as number {}", call.branch, known.id);
            return Err(hinted(error, Some(format!("`ringcheck shop plan --remove {}` takes it back", known.id))));
        }
        if new.iter().take(idx).any(|other| is_same(other, call)) {
            let error = anyhow::anyhow!("`{}` is named twice for the same time", call.branch);
            return Err(hinted(error, Some("name each branch once for each time")));
        }
    }
    Ok(())
}

/// Lists planned calls with what became of them.
fn show(store: &Store, planned: &[PlannedCall], as_json: bool, printer: &Printer) -> anyhow::Result<()> {
    let matched: BTreeMap<i64, _> =
        told(store.shop_matches())?.into_iter().map(|matched| (matched.planned_call, matched)).collect();
    let results: BTreeMap<i64, _> =
        told(store.shop_results())?.into_iter().map(|result| (result.planned_call, result)).collect();
    let mut table = new_table(&["no", "planned for", "branch", "number", "from", "scenario", "phase", "state"]);
    for call in planned {
        let plan = &call.plan;
        let result = results.get(&call.id);
        let state = match (matched.get(&call.id), result) {
            (_, Some(result)) => format!("scored, {}", drawn_out(&result.json)),
            (Some(matched), None) => format!("found, {}", matched.how.replace('_', " ")),
            (None, None) => "planned".to_owned(),
        };
        if as_json {
            let line = json!({
                "number": call.id, "branch": plan.branch, "called_number": plan.called_number,
                "from_number": plan.from_number, "planned_at": plan.planned_at,
                "window_minutes": plan.window_minutes, "phase": plan.phase, "scenario": call.scenario,
                "call": matched.get(&call.id).map(|matched| &matched.call_id),
                "how": matched.get(&call.id).map(|matched| &matched.how),
                "scorecard": result.map(|result| result.scorecard),
            });
            printer.data(&line.to_string())?;
        } else {
            table.add_row(vec![
                call.id.to_string(),
                planned_for(call, 0),
                plan.branch.clone(),
                plan.called_number.clone(),
                plan.from_number.clone(),
                call.scenario.clone(),
                plan.phase.clone().unwrap_or_default(),
                state,
            ]);
        }
    }
    if !as_json {
        printer.page(&table.trim_fmt())?;
    }
    Ok(())
}

/// How many hidden facts were drawn out, by a stored result.
fn drawn_out(json: &str) -> String {
    let Ok(result) = serde_json::from_str::<ShopResult>(json) else { return "by another version".to_owned() };
    let n = result.count(ringcheck_shop::FactOutcome::DrawnOut);
    format!("{n} of {} drawn out", result.hidden_facts.len())
}
