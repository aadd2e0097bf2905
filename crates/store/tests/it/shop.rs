//! Planned calls, their matches and results.

use ringcheck_call::{Evidence, Sha256Hex};
use ringcheck_store::{
    NewPlannedCall, NewShopDecision, NewShopResult, ScenarioText, ShopDemandRow, ShopFactRow, ShopMatch, Store,
    TakenBack,
};

use crate::sample::{Place, Sample, sha256};

const SECRET: &str = "xylophonist";

fn text(sha256: &Sha256Hex) -> ScenarioText<'_> {
    ScenarioText { sha256, id: "server-down", version: "1", title: "Server down", text: "…" }
}

fn planned(branch: &str, at: &str) -> NewPlannedCall {
    NewPlannedCall {
        branch: branch.to_owned(),
        called_number: "5125550100".to_owned(),
        from_number: "5125550199".to_owned(),
        planned_at: at.to_owned(),
        window_minutes: 60,
        phase: None,
    }
}

fn matched(planned_call: i64, call_id: &str) -> ShopMatch {
    ShopMatch {
        planned_call,
        call_id: call_id.to_owned(),
        how: "number_and_time".to_owned(),
        is_own: false,
        started_at: Some("2026-03-02T09:30:00-06:00".to_owned()),
        source: "{}".to_owned(),
    }
}

fn result<'a>(
    planned_call: i64,
    call_id: &'a str,
    scenario: &'a Sha256Hex,
    json: &'a str,
    told: &'a Evidence,
) -> NewShopResult<'a> {
    NewShopResult {
        planned_call,
        call_id,
        scorecard: 1,
        scenario_sha256: scenario,
        shop_version: "1",
        json,
        facts: vec![ShopFactRow {
            id: "employees",
            outcome: "drawn_out",
            question: None,
            told: Some(told),
            rationale: "Somebody asked.",
            is_of_further_hearing: true,
        }],
        demands: vec![ShopDemandRow {
            kind: "must",
            id: "visit",
            outcome: "missed",
            quote: None,
            rationale: "Nobody did.",
        }],
    }
}

/// A database with one scored shop call; its id.
fn scored(store: &mut Store) -> (String, Sha256Hex, i64) {
    let sample = Sample::new("shop.wav");
    sample.score(store, "shop");
    let scenario = sha256("scenario");
    let ids = store.put_planned_calls(text(&scenario), &[planned("North", "2026-03-02T09:30:00-06:00")]).unwrap();
    (sample.id(), scenario, ids[0])
}

#[test]
fn what_is_planned_is_listed_in_the_order_of_its_time() {
    let place = Place::new();
    let mut store = place.store();
    let scenario = sha256("scenario");
    let calls = [planned("South", "2026-03-03T09:00:00Z"), planned("North", "2026-03-02T09:30:00-06:00")];
    let ids = store.put_planned_calls(text(&scenario), &calls).unwrap();
    assert_eq!(ids, [1, 2]);
    let listed = store.planned_calls().unwrap();
    assert_eq!(listed.iter().map(|call| call.plan.branch.as_str()).collect::<Vec<_>>(), ["North", "South"]);
    assert_eq!((listed[0].scenario.as_str(), listed[0].plan.clone()), ("server-down", calls[1].clone()));
    assert_eq!(store.scenario_text(&scenario).unwrap().as_deref(), Some("…"));
    assert!(store.remove_planned_call(2).unwrap() && !store.remove_planned_call(2).unwrap());
    assert_eq!(store.planned_calls().unwrap().len(), 1);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn the_newest_match_of_a_planned_call_counts() {
    let place = Place::new();
    let mut store = place.store();
    let (call_id, _, planned) = scored(&mut store);
    assert_eq!(store.put_shop_matches(&[matched(planned, "other")]).unwrap(), 1);
    assert_eq!(store.put_shop_matches(&[matched(planned, "other")]).unwrap(), 0, "what is noted is not noted again");
    assert_eq!(store.put_shop_matches(&[matched(planned, &call_id)]).unwrap(), 1);
    assert_eq!(store.shop_matches().unwrap(), [matched(planned, &call_id)]);
    let error = place.sqlite().execute("UPDATE shop_matches SET call_id = 'x'", []).unwrap_err();
    assert!(error.to_string().contains("never changed"), "{error}");
}

#[test]
fn a_match_that_was_taken_back_no_longer_counts_and_is_known() {
    let place = Place::new();
    let mut store = place.store();
    let (call_id, _, planned) = scored(&mut store);
    let rows =
        || -> i64 { place.sqlite().query_row("SELECT count(*) FROM shop_matches", [], |row| row.get(0)).unwrap() };
    let refused = [(planned, TakenBack::Refused)];
    store.change_shop_matches(&refused, &[]).unwrap();
    assert_eq!(rows(), 0, "nothing was found yet");
    store.put_shop_matches(&[matched(planned, "wrong")]).unwrap();
    for _ in 0..2 {
        store.change_shop_matches(&refused, &[]).unwrap();
        assert_eq!((store.shop_matches().unwrap(), rows()), (vec![], 2), "it is not taken back twice");
    }
    assert_eq!(store.refused_shop_calls().unwrap(), [(planned, "wrong".to_owned())]);
    assert_eq!(store.opened_shop_matches().unwrap(), []);
    // One that other calls fit as well as is not refused.
    store.put_shop_matches(&[matched(planned, &call_id)]).unwrap();
    store.change_shop_matches(&[(planned, TakenBack::Open)], &[]).unwrap();
    assert_eq!((store.shop_matches().unwrap(), store.refused_shop_calls().unwrap().len()), (vec![], 1));
    assert_eq!(store.opened_shop_matches().unwrap(), [matched(planned, &call_id)]);
    // The same call again is a match again.
    assert_eq!(store.put_shop_matches(&[matched(planned, &call_id)]).unwrap(), 1);
    assert_eq!(store.shop_matches().unwrap(), [matched(planned, &call_id)]);
    assert_eq!(store.opened_shop_matches().unwrap(), []);
    let error = place.sqlite().execute("UPDATE shop_matches SET call_id = 'x'", []).unwrap_err();
    assert!(error.to_string().contains("never changed"), "{error}");
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn results_are_appended_and_go_with_their_call() {
    let place = Place::new();
    let mut store = place.store();
    let (call_id, scenario, planned) = scored(&mut store);
    store.put_shop_matches(&[matched(planned, &call_id)]).unwrap();
    let json = format!("{{\"told\":\"{SECRET}\"}}");
    let told = Evidence {
        turn: 1,
        side: ringcheck_call::Side::Caller,
        start_ms: Some(4000),
        end_ms: Some(5000),
        quote: SECRET.to_owned(),
    };
    let new = result(planned, &call_id, &scenario, &json, &told);
    assert!(store.put_shop_result(&new).unwrap());
    assert!(!store.put_shop_result(&new).unwrap(), "the same is not judged twice");
    let stored = store.shop_results().unwrap();
    assert_eq!(
        (stored.len(), stored[0].call_id.as_str(), stored[0].json.as_str()),
        (1, call_id.as_str(), json.as_str())
    );
    let of_second: bool =
        place.sqlite().query_row("SELECT is_of_further_hearing FROM shop_facts", [], |row| row.get(0)).unwrap();
    assert!(of_second);
    assert!(!store.remove_planned_call(planned).unwrap(), "what has a result stays");
    let error = place.sqlite().execute("UPDATE shop_facts SET outcome = 'asked'", []).unwrap_err();
    assert!(error.to_string().contains("never changed"), "{error}");
    assert!(store.put_shop_result(&NewShopResult { scorecard: 7, ..new }).is_err(), "there is no such scorecard");

    let cutoff = "2026-03-05T00:00:00Z".parse().unwrap();
    let counts = store.plan_purge(cutoff).unwrap().counts;
    let purged = store.purge(cutoff, 0).unwrap();
    assert_eq!(purged.counts, counts);
    for (table, n_rows) in [("shop_results", 1), ("shop_facts", 1), ("shop_demands", 1), ("shop_matches", 1)] {
        assert!(counts.contains(&(table, n_rows)), "{table}: {counts:?}");
        assert_eq!(place.n_rows(table), 0, "{table}");
    }
    assert_eq!(place.n_rows("planned_calls"), 1, "a plan is no call");
    assert_eq!(store.check().unwrap(), []);
    for entry in fs_err::read_dir(place.folder()).unwrap() {
        let bytes = fs_err::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
    }
}

fn quote() -> Evidence {
    Evidence { turn: 1, side: ringcheck_call::Side::Caller, start_ms: None, end_ms: None, quote: "Six.".to_owned() }
}

/// The call, the scorecard and the JSON of the one result.
fn counting(store: &Store) -> Option<(String, u32, String)> {
    let mut results = store.shop_results().unwrap();
    assert!(results.len() <= 1);
    results.pop().map(|found| (found.call_id, found.scorecard, found.json))
}

#[test]
fn going_back_to_an_earlier_call_goes_back_to_its_result() {
    let place = Place::new();
    let mut store = place.store();
    let (a, scenario, planned) = scored(&mut store);
    let other = Sample::new("other.wav");
    other.score(&mut store, "other");
    let (b, told) = (other.id(), quote());
    let judge = |store: &mut Store, call: &str, json: &str| {
        store.put_shop_matches(&[matched(planned, call)]).unwrap();
        store.put_shop_result(&result(planned, call, &scenario, json, &told)).unwrap()
    };
    assert!(judge(&mut store, &a, "{\"of\":\"a\"}") && judge(&mut store, &b, "{\"of\":\"b\"}"));
    assert_eq!(counting(&store).unwrap().0, b);
    assert!(!judge(&mut store, &a, "{\"of\":\"a\"}"));
    assert_eq!(counting(&store).unwrap(), (a.clone(), 1, "{\"of\":\"a\"}".to_owned()));
    // Found to be another call, and not judged yet.
    store.put_shop_matches(&[matched(planned, "a call that nobody scored")]).unwrap();
    assert_eq!(counting(&store), None);
    store.put_shop_matches(&[matched(planned, &b)]).unwrap();
    assert_eq!(counting(&store).unwrap().0, b, "what was judged before counts again");
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn going_back_to_an_earlier_scenario_goes_back_to_its_result() {
    let place = Place::new();
    let mut store = place.store();
    let (call, scenario, planned) = scored(&mut store);
    store.put_shop_matches(&[matched(planned, &call)]).unwrap();
    let (changed, told) = (sha256("changed"), quote());
    store.put_scenario(text(&changed)).unwrap();
    for (by, json) in [(&scenario, "1"), (&changed, "2"), (&scenario, "1"), (&scenario, "1")] {
        store.put_shop_result(&result(planned, &call, by, json, &told)).unwrap();
        assert_eq!(counting(&store).unwrap().2, json);
    }
    assert_eq!((place.n_rows("shop_results"), place.n_rows("shop_judgings")), (2, 3), "nothing is noted twice");
    let error = place.sqlite().execute("UPDATE shop_judgings SET shop_result_id = 1", []).unwrap_err();
    assert!(error.to_string().contains("never changed"), "{error}");
}

#[test]
fn a_decision_is_a_row_of_its_own_and_goes_with_its_call() {
    let place = Place::new();
    let mut store = place.store();
    let (call, scenario, planned) = scored(&mut store);
    store.put_shop_matches(&[matched(planned, &call)]).unwrap();
    store.put_shop_result(&result(planned, &call, &scenario, "{}", &quote())).unwrap();
    let new = NewShopDecision {
        result: store.shop_results().unwrap()[0].id,
        kind: "fact",
        id: "employees",
        outcome: "asked",
        tool_outcome: "drawn_out",
        reviewer: "Dana",
        reason: Some(SECRET),
    };
    store.put_shop_decision(&new).unwrap();
    store.put_shop_decision(&NewShopDecision { outcome: "volunteered", reviewer: " Kim ", ..new }).unwrap();
    store.put_shop_decision(&NewShopDecision { kind: "must", id: "visit", outcome: "met", ..new }).unwrap();
    let said: Vec<_> = store.shop_decisions().unwrap().into_iter().map(|it| (it.id, it.outcome, it.reviewer)).collect();
    let row = |id: &str, outcome: &str, by: &str| (id.to_owned(), outcome.to_owned(), by.to_owned());
    assert_eq!(said, [row("employees", "volunteered", "Kim"), row("visit", "met", "Dana")]);
    for wrong in [
        NewShopDecision { outcome: "met", ..new },
        NewShopDecision { reviewer: " ", ..new },
        NewShopDecision { kind: "must_not", outcome: "missed", ..new },
    ] {
        assert!(store.put_shop_decision(&wrong).is_err());
    }
    for (change, said) in [
        ("UPDATE shop_decisions SET outcome = 'asked'", "never changed"),
        ("DELETE FROM shop_decisions", "purge alone"),
    ] {
        assert!(place.sqlite().execute(change, []).unwrap_err().to_string().contains(said), "{change}");
    }
    let purged = store.purge("2026-03-05T00:00:00Z".parse().unwrap(), 0).unwrap();
    assert!(purged.counts.contains(&("shop_decisions", 3)) && purged.counts.contains(&("shop_judgings", 1)));
    assert_eq!((place.n_rows("shop_decisions"), place.n_rows("shop_judgings")), (0, 0));
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_call_that_was_found_and_never_scored_is_purged_by_its_own_time() {
    let place = Place::new();
    let mut store = place.store();
    let (_, scenario, planned) = scored(&mut store);
    let later = planned_later(&mut store, &scenario);
    let source = format!("{{\"number\":\"{SECRET}\"}}");
    let unscored = ShopMatch { source: source.clone(), ..matched(planned, "never scored") };
    let undated = ShopMatch { started_at: None, ..matched(planned, "older and undated") };
    let young = ShopMatch { started_at: Some("2026-03-09T09:30:00Z".to_owned()), ..matched(later, "young") };
    store.put_shop_matches(&[undated, unscored, young.clone()]).unwrap();
    let cutoff = "2026-03-02T20:00:00Z".parse().unwrap();
    // The scored call of the same hour is not the match's: both go, and each by itself.
    let planned_purge = store.plan_purge(cutoff).unwrap();
    assert_eq!((planned_purge.n_calls, planned_purge.n_unscored), (1, 1));
    let purged = store.purge(cutoff, 0).unwrap();
    assert!(purged.counts.contains(&("shop_matches", 2)), "what it was taken for before goes too: {purged:?}");
    assert_eq!(store.shop_matches().unwrap(), [young]);
    assert_eq!(store.plan_purge(cutoff).unwrap().counts, []);
    // Alone it goes too, and the log says so.
    store.put_shop_matches(&[ShopMatch { source, ..matched(planned, "never scored") }]).unwrap();
    let alone = store.purge(cutoff, 0).unwrap();
    assert_eq!((alone.n_calls, alone.n_unscored, alone.counts), (0, 1, vec![("shop_matches", 1)]));
    assert_eq!((store.purges().unwrap().len(), store.shop_matches().unwrap().len()), (2, 1));
    assert_eq!(store.check().unwrap(), []);
    for entry in fs_err::read_dir(place.folder()).unwrap() {
        let bytes = fs_err::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
    }
}

#[test]
fn a_purge_keeps_that_a_call_which_stays_was_refused() {
    let place = Place::new();
    let mut store = place.store();
    let scenario = sha256("scenario");
    let ids = store.put_planned_calls(text(&scenario), &[planned("North", "2026-03-05T09:30:00Z")]).unwrap();
    let of_day = |call: &str, day: u32| ShopMatch {
        started_at: Some(format!("2026-03-{day:02}T09:30:00Z")),
        ..matched(ids[0], call)
    };
    // An old call and a young one were refused, an open one was found between, and an old one was named by hand.
    for found in [of_day("old", 1), of_day("young", 9)] {
        store.put_shop_matches(&[found]).unwrap();
        store.change_shop_matches(&[(ids[0], TakenBack::Refused)], &[]).unwrap();
    }
    store.put_shop_matches(&[of_day("open", 9)]).unwrap();
    store.change_shop_matches(&[(ids[0], TakenBack::Open)], &[]).unwrap();
    store.put_shop_matches(&[of_day("by hand", 2)]).unwrap();
    let cutoff = "2026-03-05T00:00:00Z".parse().unwrap();
    store.purge(cutoff, 0).unwrap();
    assert_eq!(store.shop_matches().unwrap(), [], "nothing that was superseded is the match again");
    assert_eq!(store.refused_shop_calls().unwrap(), [(ids[0], "young".to_owned())]);
    assert_eq!(place.n_rows("shop_matches"), 2);
    // It goes with its own call.
    store.purge("2026-03-10T00:00:00Z".parse().unwrap(), 0).unwrap();
    assert_eq!(store.refused_shop_calls().unwrap(), []);
    assert!(
        !place.sqlite().query_row("SELECT count(call_id) FROM shop_matches", [], |row| row.get::<_, bool>(0)).unwrap()
    );
    assert_eq!(store.check().unwrap(), []);
}

fn planned_later(store: &mut Store, scenario: &Sha256Hex) -> i64 {
    store.put_planned_calls(text(scenario), &[planned("South", "2026-03-09T09:30:00Z")]).unwrap()[0]
}
