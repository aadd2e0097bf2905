//! Branches are compared only where the numbers allow it, and pages hold what others wrote without harm.

use std::sync::OnceLock;

use ringcheck_call::{Scorecard, Turn};
use ringcheck_shop::{
    Card, Change, DecidedCard, DemandOutcome, FactOutcome, League, PlannedLine, ShippedScenario, ShopCall, ShopResult,
    Standing, call_page, card, league_page,
};
use serde_json::json;

use crate::facts::{judged, turn};

/// A scorecard of a call with these turns.
fn scorecard(turns: &[Turn], passes: bool) -> Scorecard {
    let verdict = if passes { "pass" } else { "fail" };
    let sha = "0".repeat(64);
    serde_json::from_value(json!({
        "schema": "ringcheck.scorecard/1", "id": "call", "scorecard": 1, "recordings": [],
        "sides": {"agent_channel": null, "method": "transcript", "confidence": 1.0, "reason": "given"},
        "call": {"call_type": "prospect", "call_type_confidence": 0.9, "direction": null, "started_at": null,
            "started_at_source": null, "agent_name": null, "caller_number": null},
        "timeline": [], "turns": turns,
        "criteria": [{"id": "close_attempt", "verdict": verdict, "points": 0, "possible": 20, "confidence": 0.9,
            "evidence": [], "nearest_miss": null, "rationale": "Nobody asked for the next step."}],
        "qualifying_topics": [],
        "score": {"points": 0, "possible": 20, "percent": if passes { 100.0 } else { 0.0 }, "critical_failed": [], "passed": passes},
        "needs_review": false,
        "origin": {"version": "0", "scorer_version": "0", "model": null, "model_sha256": null, "settings_sha256": sha,
            "masking": "1", "rubric": "msp-inbound", "rubric_version": "1", "rubric_sha256": sha}
    }))
    .unwrap()
}

static JUDGED: [OnceLock<ShopResult>; 2] = [const { OnceLock::new() }; 2];

pub(crate) fn shop_call(number: i64, branch: &str, phase: &str, is_good: bool) -> ShopCall {
    let good = [
        "agent Harbor Lane IT, this is June. How many people work there?",
        "caller Twenty-six of us.",
        "agent Do you have more than one office? Who looks after your IT now?",
        "caller There's the warehouse in Kyle too. Lone Star Data used to.",
        "agent Are you under contract with anybody? And how did you hear about us?",
        "caller No, there's no contract. You came up on Google.",
        "agent What's the best number to reach you? I can have a technician out there today at two.",
        "caller Five one two, five five five, oh one oh one.",
    ];
    let bad = [
        "agent Yeah?",
        "caller Our server is down. <script>alert(1)</script>",
        "agent We only help customers under contract. I'd call Dell about that.",
        "caller Oh.",
    ];
    let turns: Vec<Turn> =
        if is_good { good.iter().map(|l| turn(l)).collect() } else { bad.iter().map(|l| turn(l)).collect() };
    let scenario = ShippedScenario::named("server-down").unwrap().scenario();
    ShopCall {
        planned_call: number,
        branch: branch.to_owned(),
        phase: Some(phase.to_owned()),
        planned_at: format!("2026-03-0{}T10:00:00-06:00", 1 + number % 9),
        title: scenario.title.clone(),
        is_withheld: false,
        // Judging takes seconds, and there are two conversations.
        result: JUDGED[usize::from(is_good)].get_or_init(|| judged(&scenario, &turns)).clone(),
        people: Vec::new(),
        scorecard: scorecard(&turns, is_good),
        decided: None,
    }
}

fn now() -> jiff::Zoned {
    "2026-03-09T08:00:00-05:00[America/Chicago]".parse().unwrap()
}

fn change<'l>(changes: &'l [Change], what: &str) -> &'l Change {
    changes.iter().find(|change| change.what == what).unwrap()
}

#[test]
fn a_branch_has_a_place_only_where_the_numbers_allow_it() {
    let mut calls: Vec<ShopCall> = (0..4).map(|n| shop_call(n, "North", "after", true)).collect();
    calls.extend((4..8).map(|n| shop_call(n, "South <b>", "before", false)));
    calls.push(shop_call(8, "East", "before", true));
    let league = League::of(&calls, 2);
    let standing = |name: &str| &league.branches.iter().find(|branch| branch.name == name).unwrap().standing;
    assert_eq!((standing("North"), standing("South <b>")), (&Standing::Place(1), &Standing::Place(2)));
    assert_eq!(standing("East"), &Standing::TooFew);
    let names: Vec<&str> = league.branches.iter().map(|branch| branch.name.as_str()).collect();
    assert_eq!(names.last(), Some(&"South <b>"));
    // One call alone against another says nothing.
    let two = League::of(&[shop_call(1, "A", "x", true), shop_call(2, "B", "x", false)], 0);
    assert!(two.branches.iter().all(|branch| branch.standing == Standing::TooFew));
    let alike: Vec<ShopCall> = (0..6).map(|n| shop_call(n, if n % 2 == 0 { "A" } else { "B" }, "x", true)).collect();
    assert_eq!(League::of(&alike, 0).branches[0].standing, Standing::LikeOthers(vec!["B".to_owned()]));
}

/// Calls that hold nine things each: as 27 independent ones, 27 of 27 would be better than 15 of 27.
#[test]
fn nine_things_of_one_call_are_not_nine_calls() {
    let five_of_nine = |n| {
        let mut call = shop_call(n, "South", "x", true);
        for fact in call.result.hidden_facts.iter_mut().take(4) {
            fact.outcome = FactOutcome::NotAsked;
        }
        call
    };
    let mut calls: Vec<ShopCall> = (0..3).map(|n| shop_call(n, "North", "x", true)).collect();
    calls.extend((3..6).map(five_of_nine));
    let league = League::of(&calls, 0);
    let wanted: Vec<(u64, u64)> =
        league.branches.iter().map(|of| (of.figures.wanted.decided.hits, of.figures.wanted.decided.trials)).collect();
    assert_eq!(wanted, [(27, 27), (15, 27)]);
    assert_eq!(league.branches[0].standing, Standing::LikeOthers(vec!["South".to_owned()]));
    assert_eq!(league.branches[1].standing, Standing::LikeOthers(vec!["North".to_owned()]));
    let estimate = league.branches[0].figures.wanted.estimate().unwrap();
    assert!(estimate.low < 0.45, "three calls, all alike, are three calls: {estimate:?}");
}

#[test]
fn one_call_before_and_one_after_say_nothing() {
    let few: Vec<ShopCall> = vec![shop_call(1, "N", "before", false), shop_call(2, "N", "after", true)];
    let league = League::of(&few, 0);
    let all = change(&league.changes, "all that was wanted");
    assert!(all.after.estimate().unwrap().value - all.before.estimate().unwrap().value > 0.8, "{all:?}");
    for change in &league.changes {
        assert!(change.told.starts_with("May be chance: ") || change.told == "Nothing to compare.", "{change:?}");
    }
    assert!(all.told.contains("too few calls to say (at least 3 before and 3 after)"), "{}", all.told);
    // Two and many are too few still.
    let calls: Vec<ShopCall> =
        (0..12).map(|n| shop_call(n, "N", if n < 2 { "before" } else { "after" }, n >= 2)).collect();
    let league = League::of(&calls, 0);
    assert!(change(&league.changes, "all that was wanted").told.contains("too few calls"));
}

#[test]
fn before_and_after_are_told_for_each_branch_too() {
    let mut calls: Vec<ShopCall> =
        (0..8).map(|n| shop_call(n, "North", if n < 4 { "before" } else { "after" }, n >= 4)).collect();
    calls.extend((8..16).map(|n| shop_call(n, "South", if n < 12 { "before" } else { "after" }, false)));
    let league = League::of(&calls, 0);
    let of = |name: &str| league.branches.iter().find(|branch| branch.name == name).unwrap();
    let told = |name: &str| change(&of(name).changes, "all that was wanted").told.clone();
    assert!(told("North").starts_with("Better: +"), "{}", told("North"));
    assert!(told("South").starts_with("May be chance: +0 points"), "{}", told("South"));
    let links: Vec<String> = calls.iter().map(|call| format!("call-{}.html", call.planned_call)).collect();
    assert!(league_page(&league, &calls, &links, &now()).contains("branch by branch"));
    assert_eq!(league.notes, ["Branches are compared over all phases together; `--phase NAME` takes one."]);
}

#[test]
fn what_is_not_alike_is_told() {
    let mut calls = vec![shop_call(1, "North", "before", false), shop_call(2, "South", "after", true)];
    calls[1].result.scenario = "new-office".to_owned();
    let notes = League::of(&calls, 0).notes;
    let says = |words: &str| assert!(notes.iter().any(|note| note.contains(words)), "{words}: {notes:?}");
    says("Several scenarios are counted together here (new-office, server-down)");
    says("The phases did not play the same scenarios");
    says("North not in after, South not in before");
    let one = vec![shop_call(1, "North", "before", false), shop_call(2, "South", "before", true)];
    assert_eq!(League::of(&one, 0).notes, Vec::<String>::new());
    let links = ["call-1.html".to_owned(), "call-2.html".to_owned()];
    let page = league_page(&League::of(&calls, 0), &calls, &links, &now());
    assert!(page.contains("<code>--phase NAME</code>"), "{page}");
}

#[test]
fn before_and_after_say_plainly_what_may_be_chance() {
    let calls: Vec<ShopCall> =
        (0..8).map(|n| shop_call(n, "North", if n < 4 { "before" } else { "after" }, n >= 4)).collect();
    let league = League::of(&calls, 0);
    let phases: Vec<&str> = league.phases.iter().map(|phase| phase.phase.as_str()).collect();
    assert_eq!(phases, ["before", "after"]);
    let all = league.changes.iter().find(|change| change.what == "all that was wanted").unwrap();
    assert!(all.told.starts_with("Better: +"), "{}", all.told);
    let few: Vec<ShopCall> = vec![shop_call(1, "N", "before", false), shop_call(2, "N", "after", true)];
    let league = League::of(&few, 0);
    let close = league.changes.iter().find(|change| change.what == "close attempt").unwrap();
    assert!(close.told.starts_with("May be chance: +100 points"), "{}", close.told);
}

#[test]
fn pages_hold_what_was_said_without_harm() {
    let calls = vec![shop_call(1, "North <i>", "before", false), shop_call(2, "South", "after", true)];
    let league = League::of(&calls, 1);
    let links = ["call-1.html".to_owned(), "call-2.html".to_owned()];
    let page = league_page(&league, &calls, &links, &now());
    for wanted in [
        "North &lt;i&gt;",
        "call-2.html",
        "We only help customers under contract",
        "1 planned call",
        "too few to compare",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    let call = call_page(&calls[0], "index.html", &now());
    for page in [&page, &call] {
        assert!(!page.contains("<script") && !page.contains("<i>") && page.contains("default-src 'none'"));
        assert!(!page.contains("http://") && !page.contains("https://"), "a page loads nothing");
    }
    assert!(call.contains("mark class=\"bad\"") && call.contains("id=\"t2\""), "{call}");
    assert_eq!(call.matches("<svg").count(), 1);
    assert_eq!(page.matches("<svg").count(), 2);
}

#[test]
fn words_of_a_further_hearing_are_shown_beside_those_of_the_first() {
    let mut call = shop_call(1, "North", "before", true);
    let fact = call.result.hidden_facts.iter_mut().find(|fact| fact.id == "current_firm").unwrap();
    let usual = call_page(&shop_call(1, "North", "before", true), "index.html", &now());
    assert!(!usual.contains("another time"), "{usual}");
    fact.is_of_further_hearing = true;
    fact.question.as_mut().unwrap().quote = "Who looks after your tea now?".to_owned();
    let page = call_page(&call, "index.html", &now());
    assert!(page.contains("as heard another time"), "{page}");
    assert_eq!(page.matches("Heard another time: <q>Who looks after your tea now?</q>").count(), 1, "{page}");
    // Nothing is marked among the words of the first hearing.
    assert_eq!(page.matches("Heard another time").count(), 2);
    assert_eq!(page.matches("<mark>").count() + 2, usual.matches("<mark>").count(), "{page}");
}

#[test]
fn quotes_lead_to_their_turn_on_the_page_of_their_call() {
    let calls = vec![shop_call(1, "North", "before", false), shop_call(2, "South", "after", true)];
    let links = ["call-1.html".to_owned(), "call-2.html".to_owned()];
    let page = league_page(&League::of(&calls, 0), &calls, &links, &now());
    assert!(page.contains("href=\"call-1.html#t2\""), "{page}");
    assert!(!page.contains("href=\"#t"), "no turn is on this page");
    assert!(call_page(&calls[0], "index.html", &now()).contains("href=\"#t2\""));
}

#[test]
fn pages_name_the_time_zone_of_their_times() {
    let calls = vec![shop_call(1, "North", "before", true)];
    let page = league_page(&League::of(&calls, 0), &calls, &["call-1.html".to_owned()], &now());
    // Planned at 10:00 in winter time, six hours behind UTC.
    assert!(page.contains("times in America/Chicago") && page.contains("2026-03-02 10:00"), "{page}");
    let utc: jiff::Zoned = "2026-03-09T14:00:00+00:00[UTC]".parse().unwrap();
    let call = call_page(&calls[0], "index.html", &utc);
    assert!(call.contains("2026-03-02 16:00 (UTC)"), "{call}");
}

#[test]
fn putting_callers_off_and_what_nobody_quoted_hurt_too() {
    let links = ["call-1.html".to_owned()];
    let page = |call: &ShopCall| {
        let calls = vec![call.clone()];
        league_page(&League::of(&calls, 0), &calls, &links, &now())
    };
    let good = shop_call(1, "North", "before", true);
    assert!(page(&good).contains("Nothing was said that must not be"));
    // A person says that it happened, and Ringcheck heard no words of it.
    let mut decided = good.clone();
    decided.result.must_not[0].outcome = DemandOutcome::Happened;
    decided.result.must_not[0].evidence.clear();
    assert!(page(&decided).contains("A person decided so; no words are quoted."));
    let mut close = good.clone();
    close.scorecard.criteria[0].verdict = ringcheck_call::Verdict::Fail;
    let miss = close.scorecard.turns[6].quote(6, 0..10).unwrap();
    close.scorecard.criteria[0].nearest_miss = Some(ringcheck_call::NearestMiss::new(miss, "no time is agreed"));
    let close = page(&close);
    assert!(
        close.contains("puts the caller off instead of asking for a commitment") && close.contains("call-1.html#t6"),
        "{close}"
    );
    // What the rubric holds against them is quoted where no must not is.
    let mut away = good;
    let mut criterion = away.scorecard.criteria[0].clone();
    criterion.id = "no_refer_away".to_owned();
    criterion.verdict = ringcheck_call::Verdict::Fail;
    criterion.evidence = away.scorecard.turns[4].quote(4, 0..12).into_iter().collect();
    away.scorecard.criteria.push(criterion);
    assert!(page(&away).contains("sends the caller elsewhere"));
    // The words of a pass do not hurt where a person says that it is a fail.
    let mut assured = shop_call(1, "North", "before", true);
    let mut criterion = away.scorecard.criteria.pop().unwrap();
    criterion.verdict = ringcheck_call::Verdict::Pass;
    let quote = criterion.evidence[0].quote.clone();
    assured.scorecard.criteria.push(criterion);
    assert!(!page(&assured).contains("sends the caller elsewhere"));
    assured.decided = Some(DecidedCard {
        score: assured.scorecard.score.clone(),
        verdicts: [("no_refer_away".to_owned(), ringcheck_call::Verdict::Fail)].into(),
        said: [].into(),
    });
    let page = page(&assured);
    let pain = page.split("The quotes that hurt").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(pain.contains("sends the caller elsewhere") && pain.contains("no words are quoted"), "{pain}");
    assert!(!pain.contains(&quote), "{pain}");
}

#[test]
fn dots_and_their_legend_say_the_same() {
    let mut call = shop_call(1, "North", "before", true);
    call.result.hidden_facts[0].outcome = FactOutcome::Asked;
    let page = call_page(&call, "index.html", &now());
    assert_eq!(page.matches("class=\"mark-asked\"").count(), 1);
    assert!(!page.contains("class=\"mark-open\"") && page.contains("grey, a fact is asked for and not told"), "{page}");
    call.result.hidden_facts[0].outcome = FactOutcome::Undetermined;
    let page = call_page(&call, "index.html", &now());
    assert!(
        page.contains("class=\"mark-open\"") && page.contains("ringcheck shop decide 1 employees OUTCOME"),
        "{page}"
    );
}

#[test]
fn the_card_says_what_to_tell_only_if_asked() {
    let scenario = ShippedScenario::named("server-down").unwrap().scenario();
    let line = PlannedLine {
        id: 7,
        branch: "North & South".to_owned(),
        called_number: "512 555 0100".to_owned(),
        from_number: "512 555 0199".to_owned(),
        planned_at: "2026-03-05T10:30:00-06:00".to_owned(),
        window_minutes: 60,
    };
    let page = card(&Card { scenario: &scenario, calls: vec![line] });
    for wanted in [
        "Tell only if you are asked",
        "26 employees",
        "Harlan Freight",
        "our server is down",
        "North &amp; South",
        "512 555 0199",
        "2026-03-05 10:30",
        "UTC-06:00, ± 60 min",
        "Notes",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<script") && !page.contains("https://"));
}
