//! Planned calls, their matches and results.

use ringcheck_call::{Evidence, Sha256Hex};
use ringcheck_store::{
    NewPlannedCall, NewShopResult, ScenarioText, ShopDemandRow, ShopFactRow, ShopMatch, Store, TakenBack,
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
    assert!(!store.take_back_shop_match(planned, TakenBack::Refused).unwrap(), "nothing was found yet");
    store.put_shop_matches(&[matched(planned, "wrong")]).unwrap();
    assert!(store.take_back_shop_match(planned, TakenBack::Refused).unwrap());
    assert_eq!(store.shop_matches().unwrap(), []);
    assert!(!store.take_back_shop_match(planned, TakenBack::Refused).unwrap(), "it is not taken back twice");
    assert_eq!(store.refused_shop_calls().unwrap(), [(planned, "wrong".to_owned())]);
    // One that other calls fit as well as is not refused.
    store.put_shop_matches(&[matched(planned, &call_id)]).unwrap();
    assert!(store.take_back_shop_match(planned, TakenBack::Open).unwrap());
    assert_eq!((store.shop_matches().unwrap(), store.refused_shop_calls().unwrap().len()), (vec![], 1));
    // The same call again is a match again.
    assert_eq!(store.put_shop_matches(&[matched(planned, &call_id)]).unwrap(), 1);
    assert_eq!(store.shop_matches().unwrap(), [matched(planned, &call_id)]);
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
