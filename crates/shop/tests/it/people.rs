//! People stand before the tool, in outcomes, in figures and on pages, and the tool's word stays to be seen.

use std::collections::BTreeMap;

use ringcheck_call::{Score, Verdict};
use ringcheck_shop::{
    CriterionDecision, DecidedCard, DemandOutcome, FactOutcome, ItemDecision, ItemKind, League, Scenario,
    ShippedScenario, ShopCall, call_page, follow_people,
};

use crate::league::shop_call;

fn scenario() -> Scenario {
    ShippedScenario::named("server-down").unwrap().scenario()
}

fn decision(kind: ItemKind, id: &str, outcome: &str) -> ItemDecision {
    let reason = Some("I listened to it".to_owned());
    ItemDecision { kind, id: id.to_owned(), outcome: outcome.to_owned(), by: "Dana".to_owned(), reason }
}

fn verdict(criterion: &str, verdict: Verdict) -> CriterionDecision {
    CriterionDecision { criterion: criterion.to_owned(), verdict, by: "Kim".to_owned(), reason: None }
}

fn follow(call: &mut ShopCall, decisions: &[ItemDecision], verdicts: &[CriterionDecision]) {
    let scorecard = call.scorecard.clone();
    call.people = follow_people(&mut call.result, Some(&scenario()), &scorecard, decisions, verdicts);
}

fn must(call: &ShopCall, id: &str) -> DemandOutcome {
    let all = call.result.must.iter().chain(&call.result.must_not);
    all.clone().find(|demand| demand.id == id).unwrap().outcome
}

#[test]
fn a_decision_stands_before_what_the_tool_says_and_both_are_shown() {
    let mut call = shop_call(1, "North", "x", true);
    let before = League::of(std::slice::from_ref(&call), 0).overall;
    let said = [
        decision(ItemKind::Fact, "employees", "volunteered"),
        decision(ItemKind::Must, "takes_number", "missed"),
        // A must not is no must, and this is no outcome of one.
        decision(ItemKind::Must, "contract_only", "met"),
        decision(ItemKind::MustNot, "contract_only", "met"),
    ];
    follow(&mut call, &said, &[]);
    assert_eq!(call.result.hidden_facts[0].outcome, FactOutcome::Volunteered);
    assert_eq!(
        [must(&call, "takes_number"), must(&call, "contract_only")],
        [DemandOutcome::Missed, DemandOutcome::DidNotHappen]
    );
    assert_eq!(call.people.len(), 2, "{:?}", call.people);
    let word = call.word_on(ItemKind::Must, "takes_number").unwrap();
    assert_eq!((word.by.as_str(), word.tool_outcome.as_str(), word.criterion.clone()), ("Dana", "met", None));
    let after = League::of(std::slice::from_ref(&call), 0).overall;
    assert_eq!((before.must.decided.hits, after.must.decided.hits), (2, 1));
    assert_eq!((before.drawn_out.decided.trials, after.drawn_out.decided.trials), (5, 4));
    let page = call_page(&call, "index.html", &"2026-03-09T08:00:00+00:00[UTC]".parse().unwrap());
    assert!(page.contains("by Dana: I listened to it; by Ringcheck met"), "{page}");
}

#[test]
fn a_demand_with_a_criterion_follows_a_persons_verdict_on_it() {
    // The tool passes the criterion, and the must is met by it.
    let mut good = shop_call(1, "North", "x", true);
    assert_eq!(must(&good, "offers_visit_today"), DemandOutcome::Met);
    follow(&mut good, &[], &[verdict("close_attempt", Verdict::Fail)]);
    assert_eq!(must(&good, "offers_visit_today"), DemandOutcome::Missed);
    let word = good.word_on(ItemKind::Must, "offers_visit_today").unwrap();
    assert_eq!((word.by.as_str(), word.criterion.as_deref()), ("Kim", Some("close_attempt")));
    // Where the tool does not pass it, the must was met by its own sentences, and is still.
    let mut own = shop_call(1, "North", "x", true);
    own.scorecard.criteria[0].verdict = Verdict::Fail;
    follow(&mut own, &[], &[verdict("close_attempt", Verdict::Fail)]);
    assert_eq!((must(&own, "offers_visit_today"), own.people.len()), (DemandOutcome::Met, 0));
    // Who agrees with the tool on the criterion says nothing of a must that its own sentences decide.
    let mut agreed = shop_call(1, "North", "x", true);
    agreed.result.must.iter_mut().for_each(|demand| demand.outcome = DemandOutcome::Missed);
    agreed.scorecard.criteria.iter_mut().for_each(|score| score.verdict = Verdict::Pass);
    follow(&mut agreed, &[], &[verdict("close_attempt", Verdict::Pass)]);
    assert_eq!((must(&agreed, "offers_visit_today"), agreed.people.len()), (DemandOutcome::Missed, 0));
    // What a person heard was said.
    let mut bad = shop_call(1, "North", "x", false);
    follow(&mut bad, &[], &[verdict("close_attempt", Verdict::Pass)]);
    assert_eq!(must(&bad, "offers_visit_today"), DemandOutcome::Met);
    for (said, outcome) in [
        (Verdict::Fail, DemandOutcome::Happened),
        (Verdict::Pass, DemandOutcome::DidNotHappen),
        (Verdict::Na, DemandOutcome::NotApplicable),
        (Verdict::Undetermined, DemandOutcome::Undetermined),
    ] {
        let mut call = shop_call(1, "North", "x", true);
        follow(&mut call, &[], &[verdict("no_contract_turnaway", said)]);
        assert_eq!(must(&call, "contract_only"), outcome, "{said}");
    }
    // What is decided not to have happened is no longer marked where it was heard.
    let mut heard = shop_call(1, "North", "x", false);
    let page = |call: &ShopCall| call_page(call, "index.html", &"2026-03-09T08:00:00+00:00[UTC]".parse().unwrap());
    let n_marks = |page: &str| (page.matches("<mark").count(), page.matches("<circle").count());
    let before = n_marks(&page(&heard));
    follow(&mut heard, &[decision(ItemKind::MustNot, "sends_elsewhere", "did_not_happen")], &[]);
    assert_eq!(n_marks(&page(&heard)), (before.0 - 1, before.1 - 1));
    // A decision on the demand itself stands before it.
    let mut both = shop_call(1, "North", "x", true);
    let met = decision(ItemKind::Must, "offers_visit_today", "met");
    follow(&mut both, &[met], &[verdict("close_attempt", Verdict::Fail)]);
    assert_eq!(must(&both, "offers_visit_today"), DemandOutcome::Met);
    assert_eq!(both.word_on(ItemKind::Must, "offers_visit_today").unwrap().by, "Dana");
}

#[test]
fn the_league_counts_peoples_verdicts_and_the_page_shows_both() {
    let mut call = shop_call(1, "North", "x", true);
    let said = "pass by Ringcheck (0.90); fail by Dana on 2026-03-09".to_owned();
    call.decided = Some(DecidedCard {
        score: Score::of(0, 20, Vec::new(), 80),
        verdicts: BTreeMap::from([("close_attempt".to_owned(), Verdict::Fail)]),
        said: BTreeMap::from([("close_attempt".to_owned(), said.clone())]),
    });
    let overall = League::of(std::slice::from_ref(&call), 0).overall;
    assert_eq!((overall.passed.decided.hits, overall.mean_percent), (0, Some(0.0)));
    assert_eq!(overall.criteria["close_attempt"].decided.hits, 0);
    let page = call_page(&call, "index.html", &"2026-03-09T08:00:00+00:00[UTC]".parse().unwrap());
    assert!(page.contains(&said) && page.contains("by Ringcheck alone 100 %"), "{page}");
}

#[test]
fn what_nobody_decided_is_left_to_a_person() {
    let mut call = shop_call(1, "North", "x", true);
    call.result.hidden_facts[0].outcome = FactOutcome::Undetermined;
    call.result.must[0].outcome = DemandOutcome::Undetermined;
    let ids: Vec<String> = [call.result.hidden_facts[0].id.clone(), call.result.must[0].id.clone()].into();
    assert_eq!(call.open(), ids);
    // Who cannot tell either has looked.
    follow(&mut call, &[decision(ItemKind::Fact, &ids[0], "undetermined")], &[]);
    assert_eq!(call.open(), [ids[1].as_str()]);
}
