//! docs/evaluation.md tells every key of the JSON.

use std::collections::BTreeSet;

use ringcheck_call::{CallType, Probability, Side, Verdict};
use ringcheck_evaluation::{CallField, EvaluatedCall, EvaluationReport, Group, Outcome, Parts, Workload, read_report};
use serde_json::Value;

use crate::fixture::{heard, read, recognized, scorecard, truth};

const PAGE: &str = include_str!("../../../../docs/evaluation.md");

/// Keys under these are words of the data: criteria, labels, verdicts, counts of rings.
const OF_DATA: [&str; 3] = ["confusion", "errors", "criteria"];

fn keys(value: &Value, under: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let is_data = OF_DATA.contains(&under) && (under != "criteria" || value.get("label").is_some());
                if !is_data {
                    found.insert(key.clone());
                }
                keys(value, if is_data && under == "confusion" { under } else { key }, found);
            }
        }
        // What is in a list has the list's key above it, and is no field of data.
        Value::Array(items) => items.iter().for_each(|item| keys(item, "", found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_json_is_on_the_page() {
    let call = read("D01.truth.json", &truth("D01", "stereo", "1")).remove(0);
    let mut card = scorecard(
        CallType::Customer,
        &[("live_answer", Verdict::Pass), ("close_attempt", Verdict::Undetermined)],
        Some(1),
    );
    card.sides.confidence = Probability::ONE;
    let heard = recognized(vec![heard(Side::Business, &[("Press", 620), ("one.", 900)])]);
    let broken = read("D02.truth.json", &truth("D02", "mono", "null")).remove(0);
    let calls = [
        EvaluatedCall { labelled: &call, outcome: Outcome::Scored { scorecard: &card, heard: Some(&heard) } },
        EvaluatedCall { labelled: &broken, outcome: Outcome::NotScored { reason: "no audio".to_owned() } },
    ];
    let groups: Vec<Group> = vec!["D01..D02".parse().unwrap()];
    let parts = Parts { groups: &groups, fields: &[CallField::Layout] };
    let report = EvaluationReport::build(&calls, parts, Some(Workload { audio_ms: 9000, work_ms: 1000 }));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.json");
    fs_err::write(&path, serde_json::to_string(&report).unwrap()).unwrap();
    let report = report.against(&read_report(&path).unwrap());

    let mut found = BTreeSet::new();
    keys(&serde_json::to_value(&report).unwrap(), "", &mut found);
    assert!(found.contains("ece_by_chance") && found.contains("n_only_there") && !found.contains("close_attempt"));
    let missing: Vec<&String> = found.iter().filter(|key| !PAGE.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "keys that docs/evaluation.md does not tell: {missing:?}");
}
