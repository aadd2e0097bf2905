//! Shop calls as a table for spreadsheets.

use std::collections::BTreeMap;

use anyhow::Context as _;
use ringcheck_shop::{FactOutcome, PersonsWord, ShopCall};
use ringcheck_store::defuse;

const FIXED: [&str; 10] =
    ["number", "scenario", "branch", "phase", "planned_at", "started_at", "call", "percent", "drawn_out", "by_people"];

/// A row a call (RFC 4180): what was planned, what came of each fact and demand, and the verdicts, people's before the
/// tool's. A cell that a spreadsheet would run as a formula starts with an apostrophe.
pub(super) fn csv(calls: &[ShopCall]) -> anyhow::Result<String> {
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
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(FIXED.iter().map(|name| (*name).to_owned()).chain(columns.iter().cloned()))?;
    for call in calls {
        let result = &call.result;
        let mut by_column: BTreeMap<String, &str> = BTreeMap::new();
        by_column.extend(result.hidden_facts.iter().map(|fact| (format!("fact_{}", fact.id), fact.outcome.as_str())));
        by_column.extend(result.must.iter().map(|demand| (format!("must_{}", demand.id), demand.outcome.as_str())));
        by_column
            .extend(result.must_not.iter().map(|demand| (format!("must_not_{}", demand.id), demand.outcome.as_str())));
        by_column.extend(call.scorecard.criteria.iter().map(|score| (score.id.clone(), call.verdict(score).as_str())));
        let head = [
            call.planned_call.to_string(),
            result.scenario.clone(),
            call.branch.clone(),
            call.phase.clone().unwrap_or_default(),
            call.planned_at.clone(),
            call.scorecard.call.started_at.clone().unwrap_or_default(),
            call.scorecard.id.clone(),
            call.score().percent.map(|percent| percent.to_string()).unwrap_or_default(),
            result.count(FactOutcome::DrawnOut).to_string(),
            by_people(call),
        ];
        let rest = columns.iter().map(|name| by_column.get(name).copied().unwrap_or_default().to_owned());
        writer.write_record(head.into_iter().chain(rest).map(|cell| defuse(&cell).into_owned()))?;
    }
    String::from_utf8(writer.into_inner()?).context("the table is no text")
}

/// What is a person's word and not the tool's, with whose, and what the tool says.
fn by_people(call: &ShopCall) -> String {
    let of_item =
        |word: &PersonsWord| format!("{}: {} by {}, tool {}", word.id, word.outcome, word.by, word.tool_outcome);
    let of_items = call.people.iter().map(of_item);
    let changed = call.scorecard.criteria.iter().filter(|score| call.verdict(score) != score.verdict);
    let of_criteria = changed.map(|score| {
        let said = call.decided.as_ref().and_then(|decided| decided.said.get(&score.id));
        let whose = said.map(|said| format!(" ({said})")).unwrap_or_default();
        format!("{}: {}, tool {}{whose}", score.id, call.verdict(score), score.verdict)
    });
    of_items.chain(of_criteria).collect::<Vec<_>>().join("; ")
}
