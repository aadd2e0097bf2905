//! The scorecard as JSON: what others build on.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{
    harness::{TestDir, fixture, repository},
    shared::{calls, file_name, shared},
};

#[test]
fn a_scorecard_has_the_keys_that_were_promised() {
    for card in &shared().cards {
        assert_eq!(card["schema"], "ringcheck.scorecard/1");
        assert_eq!(card["scorecard"], 1);
        has_keys(
            card,
            "schema id scorecard recordings call timeline turns criteria qualifying_topics score needs_review origin",
        );
        for recording in items(card, "recordings") {
            has_keys(
                recording,
                "path sha256 offset_ms duration_ms codec sample_rate_hz channels layout decoder warnings",
            );
        }
        has_keys(&card["call"], "call_type call_type_confidence direction started_at started_at_source agent_name");
        has_keys(&card["call"], "caller_number");
        for event in items(card, "timeline") {
            has_keys(event, "kind side start_ms end_ms confidence");
        }
        for turn in items(card, "turns") {
            has_keys(turn, "side speaker start_ms end_ms text confidence");
        }
        for criterion in items(card, "criteria") {
            has_keys(criterion, "id verdict points possible confidence evidence nearest_miss rationale");
            for evidence in items(criterion, "evidence") {
                has_keys(evidence, "turn side start_ms end_ms quote");
            }
            if !criterion["nearest_miss"].is_null() {
                has_keys(&criterion["nearest_miss"], "turn start_ms end_ms quote why");
            }
        }
        has_keys(&card["score"], "points possible percent critical_failed passed");
        has_keys(
            &card["origin"],
            "version model model_sha256 settings_sha256 masking rubric rubric_version rubric_sha256",
        );
    }
}

#[test]
fn a_scorecard_names_everything_that_made_it() {
    let model = sha256(&fs_err::read(repository().join("models/ggml-tiny.en-q8_0.bin")).unwrap());
    let rubric_text = fs_err::read(repository().join("rubrics/msp-inbound.toml")).unwrap();
    for card in &shared().cards {
        let recording = &card["recordings"][0];
        let hash = sha256(&fs_err::read(calls().join(file_name(card))).unwrap());
        assert_eq!(recording["sha256"], hash.as_str());
        assert_eq!(card["id"], hash.as_str());
        let origin = &card["origin"];
        assert_eq!(origin["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(origin["model"], "tiny.en-q8_0");
        assert_eq!(origin["model_sha256"], model.as_str());
        assert_eq!(origin["rubric"], "msp-inbound");
        assert_eq!(origin["rubric_sha256"], sha256(&rubric_text).as_str());
        assert_eq!(origin["settings_sha256"].as_str().unwrap().len(), 64);
    }
}

#[test]
fn points_add_up_and_percent_has_one_decimal() {
    let rubric = default_rubric();
    for card in all_cards() {
        let id = card["id"].as_str().unwrap();
        let criteria = card["criteria"].as_array().unwrap();
        let ids: Vec<&str> = criteria.iter().map(|c| c["id"].as_str().unwrap()).collect();
        assert_eq!(ids, rubric.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), "{id}");
        let (mut points, mut possible, mut critical_failed) = (0, 0, Vec::new());
        for (criterion, expected) in criteria.iter().zip(&rubric) {
            let (earned, worth) = match criterion["verdict"].as_str().unwrap() {
                "pass" => (expected.weight, expected.weight),
                "fail" => (0, expected.weight),
                "na" | "undetermined" => (0, 0),
                other => panic!("{id}: {other} is no verdict"),
            };
            assert_eq!((&criterion["points"], &criterion["possible"]), (&earned.into(), &worth.into()), "{criterion}");
            if criterion["verdict"] == "fail" && expected.is_critical {
                critical_failed.push(expected.id.as_str());
            }
            points += earned;
            possible += worth;
        }
        let score = &card["score"];
        assert_eq!((&score["points"], &score["possible"]), (&points.into(), &possible.into()), "{id}");
        assert_eq!(score["critical_failed"], Value::from(critical_failed.clone()), "{id}");
        assert!(possible > 0, "{id}");
        let percent = score["percent"].as_f64().unwrap();
        let tenths = percent * 10.0;
        assert!((tenths - tenths.round()).abs() < 1e-9, "{id}: {percent}");
        let exact = f64::from(points) * 100.0 / f64::from(possible);
        assert!((percent - exact).abs() <= 0.05 + 1e-9, "{id}: {percent} is not {exact}");
        assert_eq!(score["passed"], Value::from(critical_failed.is_empty() && percent >= 80.0), "{id}");
    }
}

#[test]
fn every_quote_is_in_its_turn_with_its_side_and_times() {
    let mut n_quotes = 0;
    for card in all_cards() {
        let criteria = card["criteria"].as_array().unwrap();
        let mut quotes: Vec<&Value> = card["call"]["call_type_evidence"].as_array().unwrap().iter().collect();
        for criterion in criteria {
            quotes.extend(criterion["evidence"].as_array().unwrap());
            quotes.extend(Some(&criterion["nearest_miss"]).filter(|miss| !miss.is_null()));
        }
        for quote in quotes {
            n_quotes += 1;
            let turn = &card["turns"][usize::try_from(quote["turn"].as_u64().unwrap()).unwrap()];
            let words = quote["quote"].as_str().unwrap();
            assert!(!words.is_empty() && turn["text"].as_str().unwrap().contains(words), "{quote} is not in {turn}");
            // A near miss is told without its side.
            assert!(quote.get("side").is_none_or(|side| *side == turn["side"]), "{quote} is not of the side of {turn}");
            let times = |of: &Value| [of["start_ms"].as_u64(), of["end_ms"].as_u64()];
            match (times(quote), times(turn)) {
                ([Some(start), Some(end)], [Some(first), Some(last)]) => {
                    assert!(first <= start && start <= end && end <= last, "{quote} is not within {turn}");
                }
                (found, expected) => assert_eq!(found, expected, "{quote} has times, or the lack of them, of its own"),
            }
        }
    }
    assert!(n_quotes > 50, "{n_quotes}");
}

#[test]
fn every_verdict_has_evidence_or_says_what_was_searched() {
    for card in all_cards() {
        for criterion in card["criteria"].as_array().unwrap() {
            if criterion["verdict"] == "pass" || criterion["verdict"] == "fail" {
                let has_evidence = criterion["evidence"].as_array().is_some_and(|quotes| !quotes.is_empty());
                let searched = criterion["searched"].as_object();
                assert!(has_evidence || searched.is_some(), "{}: {criterion}", card["id"]);
                assert!(searched.is_none_or(|span| is_within_the_turns(span, &card)), "{criterion}");
            }
            assert!(criterion["rationale"].as_str().is_some_and(|text| text.ends_with('.')), "{criterion}");
        }
    }
}

#[test]
fn what_is_said_and_what_happens_is_within_the_recording_and_in_order() {
    for card in &shared().cards {
        let length = card["recordings"][0]["duration_ms"].as_u64().unwrap();
        for list in ["turns", "timeline"] {
            let mut last_start = 0;
            for item in card[list].as_array().unwrap() {
                let (start, end) = (item["start_ms"].as_u64().unwrap(), item["end_ms"].as_u64().unwrap());
                assert!(last_start <= start && start <= end && end <= length, "{}: {item}", file_name(card));
                let confidence = item["confidence"].as_f64().unwrap();
                assert!((0.0..=1.0).contains(&confidence), "{}: {item}", file_name(card));
                last_start = start;
            }
        }
    }
}

/// Fails unless `object` has all of `keys`; more may come, none may go.
#[track_caller]
fn has_keys(object: &Value, keys: &str) {
    let object = object.as_object().unwrap();
    for key in keys.split(' ') {
        assert!(object.contains_key(key), "`{key}` is missing from {object:?}");
    }
}

/// The items of a list that is not empty, but for evidence, which may be.
#[track_caller]
fn items<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    let items = object[key].as_array().unwrap();
    assert!(!items.is_empty() || key == "evidence", "{key} is empty");
    items
}

/// A criterion as the default rubric has it.
struct Weighed {
    id: String,
    weight: u32,
    is_critical: bool,
}

fn default_rubric() -> Vec<Weighed> {
    let text = fs_err::read_to_string(repository().join("rubrics/msp-inbound.toml")).unwrap();
    let rubric: toml::Table = text.parse().unwrap();
    assert_eq!(rubric["pass_mark"].as_integer(), Some(80));
    let weighed = |criterion: &toml::Value| Weighed {
        id: criterion["id"].as_str().unwrap().to_owned(),
        weight: u32::try_from(criterion["weight"].as_integer().unwrap()).unwrap(),
        is_critical: criterion.get("critical").and_then(toml::Value::as_bool).unwrap_or(false),
    };
    rubric["criteria"].as_array().unwrap().iter().map(weighed).collect()
}

/// The scorecards of the recordings and of the invented transcripts.
fn all_cards() -> Vec<Value> {
    let dir = TestDir::new();
    let transcripts = fixture("transcripts/calls.jsonl");
    let run =
        dir.run(["score".as_ref(), "--transcript".as_ref(), "--json".as_ref(), transcripts.as_os_str()]).expect(0);
    shared().cards.iter().cloned().chain(run.json_lines()).collect()
}

fn is_within_the_turns(span: &Map<String, Value>, card: &Value) -> bool {
    let (first, last) = (span["first_turn"].as_u64().unwrap(), span["last_turn"].as_u64().unwrap());
    first <= last && usize::try_from(last).unwrap() < card["turns"].as_array().unwrap().len()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
