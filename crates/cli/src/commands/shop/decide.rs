//! `ringcheck shop decide`: a person says what became of a hidden fact or a demand.

use ringcheck_shop::{ItemKind, ShopResult};
use ringcheck_store::{NewShopDecision, Store};

use super::told;
use crate::{
    args::ShopDecideArguments,
    commands::{
        list::open,
        review::{masked, reviewer},
    },
    exit::Exit,
    printer::{Printer, hinted},
    setup,
};

pub(super) fn run(arguments: &ShopDecideArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let by = reviewer(arguments.by.as_deref())?;
    let path = setup::db_path(&arguments.db)?;
    // Opening for writing makes what is not there.
    drop(open(&path)?);
    let mut store = told(Store::open(&path))?;
    let number = arguments.number;
    let planned = told(store.planned_calls())?.into_iter().find(|call| call.id == number);
    let Some(planned) = planned else {
        let error = anyhow::anyhow!("no planned call has the number {number}");
        return Err(hinted(error, Some("`ringcheck shop plan` lists what is planned")));
    };
    let stored = told(store.shop_results())?.into_iter().find(|result| result.planned_call == number);
    let Some(stored) = stored else {
        let error = anyhow::anyhow!("planned call {number} has no result to decide on");
        return Err(hinted(error, Some("`ringcheck shop score` judges what was found")));
    };
    let result: ShopResult = serde_json::from_str(&stored.json).map_err(|error| {
        let error =
            anyhow::Error::new(error).context(format!("the result of planned call {number} is of another version"));
        hinted(error, Some("`ringcheck shop score` judges it again"))
    })?;
    let (kind, id, tool_outcome) = item(&result, &arguments.name)?;
    let outcome = outcome(kind, id, &arguments.outcome)?;
    let reason = arguments.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()).map(masked);
    told(store.put_shop_decision(&NewShopDecision {
        result: stored.id,
        kind: kind.as_str(),
        id,
        outcome,
        tool_outcome,
        reviewer: &by,
        reason: reason.as_deref(),
    }))?;
    let tool = if outcome == tool_outcome {
        ", as Ringcheck says".to_owned()
    } else {
        format!(", where Ringcheck says {tool_outcome}")
    };
    printer.note(&format!("saved: {id} of planned call {number} ({}) is {outcome} by {by}{tool}", planned.plan.branch));
    Ok(Exit::Done)
}

/// The hidden fact or demand that `asked` names, as `ID` or `KIND:ID`, with what the tool says of it.
fn item<'r>(result: &'r ShopResult, asked: &str) -> anyhow::Result<(ItemKind, &'r str, &'static str)> {
    let facts = result.hidden_facts.iter().map(|fact| (ItemKind::Fact, fact.id.as_str(), fact.outcome.as_str()));
    let musts = result.must.iter().map(|demand| (ItemKind::Must, demand.id.as_str(), demand.outcome.as_str()));
    let must_nots =
        result.must_not.iter().map(|demand| (ItemKind::MustNot, demand.id.as_str(), demand.outcome.as_str()));
    let all: Vec<(ItemKind, &str, &str)> = facts.chain(musts).chain(must_nots).collect();
    let (kind, name) = match asked.split_once(':') {
        Some((kind, name)) => (Some(kind), name),
        None => (None, asked),
    };
    let is_meant = |(of, id, _): &&(ItemKind, &str, &str)| *id == name && kind.is_none_or(|kind| kind == of.as_str());
    let mut meant = all.iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(one), None) => Ok(*one),
        (Some((one, ..)), Some((other, ..))) => {
            let error = anyhow::anyhow!("`{name}` is several things in the scenario `{}`", result.scenario);
            Err(hinted(error, Some(format!("say which: {}:{name} or {}:{name}", one.as_str(), other.as_str()))))
        }
        (None, _) => {
            let ids: Vec<&str> = all.iter().map(|(_, id, _)| *id).collect();
            let error = anyhow::anyhow!("the scenario `{}` has no `{asked}`", result.scenario);
            Err(hinted(error, Some(format!("there are {}", ids.join(", ")))))
        }
    }
}

/// The outcome as it is stored; with spaces or hyphens it is the same.
fn outcome(kind: ItemKind, id: &str, asked: &str) -> anyhow::Result<&'static str> {
    let word = asked.trim().to_lowercase().replace(['-', ' '], "_");
    let known = kind.outcomes();
    known.iter().copied().find(|known| *known == word).ok_or_else(|| {
        let what = match kind {
            ItemKind::Fact => "a hidden fact",
            ItemKind::Must => "a must",
            ItemKind::MustNot => "a must not",
        };
        let error = anyhow::anyhow!("`{asked}` is no outcome of `{id}`, which is {what}");
        hinted(error, Some(format!("say one of {}", known.join(", "))))
    })
}
