//! Shop calls as they are stored, with what people say of them.

use std::collections::{BTreeMap, BTreeSet};

use ringcheck_call::Scorecard;
use ringcheck_shop::{
    CriterionDecision, DecidedCard, ItemDecision, ItemKind, Scenario, ShopCall, ShopResult, follow_people,
};
use ringcheck_store::{PlannedCall, ShopDecision, Store};

use super::super::told;
use crate::{commands::reviewed::Reviewed, printer::Printer};

/// The planned calls that have a result, with their scorecards, in the order of their times.
pub(super) fn calls(store: &Store, planned: &[PlannedCall], printer: &Printer) -> anyhow::Result<Vec<ShopCall>> {
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
        let text = told(store.scenario_text(&result.scenario_sha256))?.unwrap_or_default();
        let scenario = Scenario::parse(&text).ok();
        let of_call = decisions.iter().filter(|of| (of.planned_call, &of.call_id) == (call.id, &stored.call_id));
        let of_items: Vec<ItemDecision> = of_call.filter_map(item_decision).collect();
        let of_criteria = criterion_decisions(store, &scorecard)?;
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
            decided: decided(store, &scorecard)?,
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

/// People's verdicts on the criteria of a call: of each the newest that is not blind.
fn criterion_decisions(store: &Store, card: &Scorecard) -> anyhow::Result<Vec<CriterionDecision>> {
    let reviews = told(store.reviews_of(&card.id))?;
    let mut newest: BTreeMap<String, CriterionDecision> = BTreeMap::new();
    for review in reviews.into_iter().filter(|review| !review.is_blind) {
        let (Some(criterion), Some(verdict)) = (review.criterion_id, review.verdict.verdict()) else { continue };
        let decision =
            CriterionDecision { criterion: criterion.clone(), verdict, by: review.reviewer, reason: review.reason };
        newest.insert(criterion, decision);
    }
    Ok(newest.into_values().collect())
}

/// The scorecard with people's verdicts, as lists and reports count it; `None` where nobody's counts.
fn decided(store: &Store, card: &Scorecard) -> anyhow::Result<Option<DecidedCard>> {
    let Some(decided) = told(store.decided(&card.id, card.scorecard))? else { return Ok(None) };
    let reviewed = Reviewed::of(store, card)?;
    let lines = card.criteria.iter().filter_map(|score| Some((score.id.clone(), reviewed.line(score)?)));
    Ok(Some(DecidedCard {
        score: decided.score,
        verdicts: decided.verdicts.into_iter().collect(),
        said: lines.collect(),
    }))
}
