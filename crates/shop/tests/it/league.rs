//! Branches are compared only where the numbers allow it, and pages hold what others wrote without harm.

use ringcheck_call::{Scorecard, Turn};
use ringcheck_shop::{Card, League, PlannedLine, ShippedScenario, ShopCall, Standing, call_page, card, league_page};
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

fn shop_call(number: i64, branch: &str, phase: &str, is_good: bool) -> ShopCall {
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
        result: judged(&scenario, &turns),
        scorecard: scorecard(&turns, is_good),
    }
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
    let page = league_page(&league, &calls, &links, "2026-03-09 08:00");
    for wanted in [
        "North &lt;i&gt;",
        "call-2.html",
        "We only help customers under contract",
        "1 planned call",
        "too few to compare",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    let call = call_page(&calls[0], "index.html");
    for page in [&page, &call] {
        assert!(!page.contains("<script") && !page.contains("<i>") && page.contains("default-src 'none'"));
        assert!(!page.contains("http://") && !page.contains("https://"), "a page loads nothing");
    }
    assert!(call.contains("mark class=\"bad\"") && call.contains("id=\"t2\""), "{call}");
    assert_eq!(call.matches("<svg").count(), 1);
    assert_eq!(page.matches("<svg").count(), 2);
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
