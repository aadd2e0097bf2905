//! Shop calls as they are stored, with what people say of them.

use std::collections::{BTreeMap, BTreeSet};

use ringcheck_call::{CriterionScore, Scorecard};
use ringcheck_shop::{CriterionDecision, DecidedCard, ItemDecision, ItemKind, ShopCall, ShopResult, follow_people};
use ringcheck_store::{Decided, PlannedCall, ShopDecision, Store};

use super::super::{stored_scenario, told};
use crate::{
    commands::reviewed::Reviewed,
    printer::{Printer, error_text},
};

/// The planned calls that have a result, with their scorecards, in the order of their times.
pub(in crate::commands::shop) fn calls(
    store: &Store,
    planned: &[PlannedCall],
    printer: &Printer,
) -> anyhow::Result<Vec<ShopCall>> {
    let results: BTreeMap<i64, _> =
        told(store.shop_results())?.into_iter().map(|result| (result.planned_call, result)).collect();
    let found: BTreeMap<i64, _> =
        told(store.shop_matches())?.into_iter().map(|matched| (matched.planned_call, matched)).collect();
    let decisions = told(store.shop_decisions())?;
    let mut calls = Vec::new();
    let mut not_judged = BTreeSet::new();
    for call in planned {
        let Some(stored) = results.get(&call.id) else {
            not_judged.extend(found.contains_key(&call.id).then_some(call.id));
            continue;
        };
        let Ok(mut result) = serde_json::from_str::<ShopResult>(&stored.json) else {
            printer.warn(&format!(
                "the result of planned call {} is of another version; `ringcheck shop score` judges it again",
                call.id
            ));
            continue;
        };
        let Some(scorecard) = told(store.scorecard(&stored.call_id, Some(stored.scorecard)))? else { continue };
        let scenario = match stored_scenario(store, &result.scenario_sha256, &call.scenario) {
            Ok(scenario) => Some(scenario),
            Err(error) => {
                printer.warn(&format!(
                    "planned call {}: people's verdicts on criteria do not count for its musts, since {}; `ringcheck shop score --scenario FILE` judges it again",
                    call.id,
                    error_text(&error)
                ));
                None
            }
        };
        let of_call = decisions.iter().filter(|of| (of.planned_call, &of.call_id) == (call.id, &stored.call_id));
        let of_items: Vec<ItemDecision> = of_call.filter_map(item_decision).collect();
        let reviewed = Reviewed::of(store, &scorecard)?;
        let decided = told(store.decided(&scorecard.id, scorecard.scorecard))?;
        let decided = decided.map(|decided| decided_card(decided, &reviewed, &scorecard));
        let of_criteria = criterion_decisions(&reviewed, decided.as_ref(), &scorecard);
        let people = follow_people(&mut result, scenario.as_ref(), &scorecard, &of_items, &of_criteria);
        calls.push(ShopCall {
            planned_call: call.id,
            branch: call.plan.branch.clone(),
            phase: call.plan.phase.clone(),
            planned_at: call.plan.planned_at.clone(),
            title: scenario.map_or_else(|| call.scenario.clone(), |played| played.title),
            is_withheld: found.get(&call.id).is_some_and(|matched| matched.how == "withheld_number"),
            result,
            people,
            decided,
            scorecard,
        });
    }
    if !not_judged.is_empty() {
        let numbers: Vec<String> = not_judged.iter().map(i64::to_string).collect();
        printer.warn(&format!(
            "planned calls that were found and not judged since: {}; `ringcheck shop score` judges them",
            numbers.join(", ")
        ));
    }
    Ok(calls)
}

fn item_decision(stored: &ShopDecision) -> Option<ItemDecision> {
    Some(ItemDecision {
        kind: ItemKind::ALL.into_iter().find(|kind| kind.as_str() == stored.kind)?,
        id: stored.id.clone(),
        outcome: stored.outcome.clone(),
        by: stored.reviewer.clone(),
        reason: stored.reason.clone(),
    })
}

/// People's verdicts on the criteria of a call, as far as they count: who said who the caller is may have closed one.
fn criterion_decisions(reviewed: &Reviewed, decided: Option<&DecidedCard>, card: &Scorecard) -> Vec<CriterionDecision> {
    let decision = |score: &CriterionScore| {
        let review = reviewed.counting(Some(&score.id))?;
        let verdict = review.verdict.verdict()?;
        let counts = decided.and_then(|decided| decided.verdicts.get(&score.id)) == Some(&verdict);
        counts.then(|| CriterionDecision {
            criterion: score.id.clone(),
            verdict,
            by: review.reviewer.clone(),
            reason: review.reason.clone(),
        })
    };
    card.criteria.iter().filter_map(decision).collect()
}

/// The scorecard with people's verdicts, as lists and reports count it.
fn decided_card(decided: Decided, reviewed: &Reviewed, card: &Scorecard) -> DecidedCard {
    let lines = card.criteria.iter().filter_map(|score| Some((score.id.clone(), reviewed.line(score)?)));
    DecidedCard { score: decided.score, verdicts: decided.verdicts.into_iter().collect(), said: lines.collect() }
}
