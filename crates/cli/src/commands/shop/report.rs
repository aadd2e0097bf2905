//! `ringcheck shop report`: branches compared, before with after, and a page for each call.

use std::{collections::BTreeMap, path::Path};

use jiff::Zoned;
use ringcheck_metadata::DayRange;
use ringcheck_shop::{League, ShopCall, ShopResult, call_page, league_page};
use ringcheck_store::{PlannedCall, Store};
use serde_json::json;

use super::told;
use crate::{
    args::{ShopReportArguments, ShopReportFormat},
    commands::{
        list::open,
        report::{make_private_folder, write_private},
    },
    exit::Exit,
    out_folder::{check_file, check_file_beside},
    printer::{Printer, hinted},
    setup,
    text::count,
};

/// The league's page in its folder.
const INDEX: &str = "index.html";

pub(super) fn run(arguments: &ShopReportArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let db_path = setup::db_path(&arguments.db)?;
    let store = open(&db_path)?;
    let now = Zoned::now();
    let days = setup::days(&arguments.days, &now)?;
    let planned: Vec<PlannedCall> = told(store.planned_calls())?
        .into_iter()
        .filter(|call| arguments.scenario.as_deref().is_none_or(|wanted| call.scenario == wanted))
        .filter(|call| days.as_ref().is_none_or(|days: &DayRange| days.contains(Some(&call.plan.planned_at))))
        .collect();
    if planned.is_empty() {
        let error = anyhow::anyhow!("no planned call is asked for");
        return Err(hinted(error, Some("`ringcheck shop plan` lists what is planned")));
    }
    let calls = calls(&store, &planned, printer)?;
    let league = League::of(&calls, planned.len() - calls.len());
    match arguments.format {
        ShopReportFormat::Html => {
            let Some(folder) = &arguments.out else {
                let error = anyhow::anyhow!("it is not said where the pages go");
                return Err(hinted(error, Some("`--out DIR` names their folder")));
            };
            let index = pages(folder, &league, &calls, &now, arguments.force)?;
            printer.data(&index.display().to_string())?;
        }
        ShopReportFormat::Csv => write(arguments, &db_path, &csv(&calls)?, printer)?,
        ShopReportFormat::Json => {
            let calls: Vec<_> = calls
                .iter()
                .map(|call| {
                    json!({
                        "number": call.planned_call, "branch": call.branch, "phase": call.phase,
                        "planned_at": call.planned_at, "call": call.scorecard.id, "scorecard": call.scorecard.scorecard,
                        "percent": call.scorecard.score.percent, "result": call.result,
                    })
                })
                .collect();
            let mut line = serde_json::to_value(&league)?;
            if let Some(object) = line.as_object_mut() {
                object.insert("shop_calls".to_owned(), json!(calls));
            }
            write(arguments, &db_path, &format!("{line}\n"), printer)?;
        }
    }
    printer.note(&format!(
        "{} of {}",
        count(calls.len(), "shop call"),
        count(league.branches.len(), "branch").replace("branchs", "branches")
    ));
    Ok(Exit::Done)
}

/// The planned calls that have a result, with their scorecards, in the order of their times.
fn calls(store: &Store, planned: &[PlannedCall], printer: &Printer) -> anyhow::Result<Vec<ShopCall>> {
    let results: BTreeMap<i64, _> =
        told(store.shop_results())?.into_iter().map(|result| (result.planned_call, result)).collect();
    let how: BTreeMap<i64, String> =
        told(store.shop_matches())?.into_iter().map(|matched| (matched.planned_call, matched.how)).collect();
    let mut calls = Vec::new();
    for call in planned {
        let Some(stored) = results.get(&call.id) else { continue };
        let Ok(result) = serde_json::from_str::<ShopResult>(&stored.json) else {
            printer.warn(&format!(
                "the result of planned call {} is of another version; `ringcheck shop score` judges it again",
                call.id
            ));
            continue;
        };
        let Some(scorecard) = told(store.scorecard(&stored.call_id, Some(stored.scorecard)))? else { continue };
        let text = told(store.scenario_text(&result.scenario_sha256))?.unwrap_or_default();
        let title =
            ringcheck_shop::Scenario::parse(&text).map_or_else(|_| call.scenario.clone(), |played| played.title);
        calls.push(ShopCall {
            planned_call: call.id,
            branch: call.plan.branch.clone(),
            phase: call.plan.phase.clone(),
            planned_at: call.plan.planned_at.clone(),
            title,
            is_withheld: how.get(&call.id).is_some_and(|how| how == "withheld_number"),
            result,
            scorecard,
        });
    }
    Ok(calls)
}

/// Writes the pages into `folder`, which is made if there is none; the league's is returned.
fn pages(
    folder: &Path,
    league: &League,
    calls: &[ShopCall],
    now: &Zoned,
    replaces: bool,
) -> anyhow::Result<std::path::PathBuf> {
    make_private_folder(folder)
        .map_err(|error| hinted(error, Some("name a folder in which you may write with `--out DIR`")))?;
    let links: Vec<String> = calls.iter().map(|call| format!("call-{}.html", call.planned_call)).collect();
    let index = folder.join(INDEX);
    let files: Vec<_> = links.iter().map(|link| folder.join(link)).chain([index.clone()]).collect();
    // All or none: pages of two reports would point at each other.
    for file in &files {
        check_file(file, replaces)?;
    }
    for (call, file) in calls.iter().zip(&files) {
        write_private(file, &call_page(call, INDEX))?;
    }
    let made_at = now.strftime("%Y-%m-%d %H:%M").to_string();
    write_private(&index, &league_page(league, calls, &links, &made_at))?;
    Ok(index)
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

/// A row a call: what was planned, what came of each fact and demand, and the verdicts.
fn csv(calls: &[ShopCall]) -> anyhow::Result<String> {
    let mut columns: Vec<String> = Vec::new();
    let mut note = |name: String| {
        if !columns.contains(&name) {
            columns.push(name);
        }
    };
    for call in calls {
        call.result.hidden_facts.iter().for_each(|fact| note(format!("fact_{}", fact.id)));
        call.result.must.iter().for_each(|demand| note(format!("must_{}", demand.id)));
        call.result.must_not.iter().for_each(|demand| note(format!("must_not_{}", demand.id)));
    }
    for call in calls {
        call.scorecard.criteria.iter().for_each(|score| note(score.id.clone()));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fixed = ["number", "scenario", "branch", "phase", "planned_at", "started_at", "call", "percent", "drawn_out"];
    writer.write_record(fixed.iter().map(|name| (*name).to_owned()).chain(columns.iter().cloned()))?;
    for call in calls {
        let result = &call.result;
        let mut by_column: BTreeMap<String, &str> = BTreeMap::new();
        by_column.extend(result.hidden_facts.iter().map(|fact| (format!("fact_{}", fact.id), fact.outcome.as_str())));
        by_column.extend(result.must.iter().map(|demand| (format!("must_{}", demand.id), demand.outcome.as_str())));
        by_column
            .extend(result.must_not.iter().map(|demand| (format!("must_not_{}", demand.id), demand.outcome.as_str())));
        by_column.extend(call.scorecard.criteria.iter().map(|score| (score.id.clone(), score.verdict.as_str())));
        let head = [
            call.planned_call.to_string(),
            result.scenario.clone(),
            call.branch.clone(),
            call.phase.clone().unwrap_or_default(),
            call.planned_at.clone(),
            call.scorecard.call.started_at.clone().unwrap_or_default(),
            call.scorecard.id.clone(),
            call.scorecard.score.percent.map(|percent| percent.to_string()).unwrap_or_default(),
            result.count(ringcheck_shop::FactOutcome::DrawnOut).to_string(),
        ];
        let rest = columns.iter().map(|name| by_column.get(name).copied().unwrap_or_default().to_owned());
        writer.write_record(head.into_iter().chain(rest))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
