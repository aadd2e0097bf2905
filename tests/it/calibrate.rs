//! People beside Ringcheck and each other, and their verdicts as labelled examples.

use serde_json::{Value, json};

use crate::{
    harness::TestDir,
    review::{card, judged, run_with, verdict},
    shared::criterion,
};

fn says(dir: &TestDir, id: &str, criterion_id: &str, by: &str, blind: bool, line: &str) {
    let mut args = vec!["review", id, "--criterion", criterion_id, "--by", by];
    args.extend(blind.then_some("--blind"));
    run_with(dir, &args, &format!("{line}\n")).expect(0).says(&["1 verdict by"]);
}

fn other(word: &str) -> &'static str {
    if word == "pass" { "fail" } else { "pass" }
}

fn calibrated(dir: &TestDir, args: &[&str]) -> Value {
    let run = dir.run([&["calibrate", "--format", "json"], args].concat()).expect(0);
    run.json_lines().remove(0)
}

#[test]
fn blind_verdicts_and_seen_ones_are_counted_apart() {
    let dir = judged();
    dir.run(["calibrate"]).expect(0).says(&["nobody reviewed any of these verdicts", "review --blind"]);
    let of = |id: &str| verdict(&dir, id, "close_attempt");
    let (booked, turned, vague) = (of("booked"), of("turned_away"), of("vague"));
    assert!(["pass", "fail"].contains(&booked.as_str()) && ["pass", "fail"].contains(&turned.as_str()));
    says(&dir, "booked", "close_attempt", "Dana", true, &booked);
    says(&dir, "turned_away", "close_attempt", "Dana", true, &format!("{} he offers Tuesday", other(&turned)));
    says(&dir, "booked", "close_attempt", "Kim", true, &booked);
    says(&dir, "turned_away", "close_attempt", "Kim", true, &turned);
    says(&dir, "vague", "close_attempt", "Kim", false, "na");
    // Who has seen the verdict is blind no more.
    says(&dir, "vague", "close_attempt", "Kim", true, &vague);

    let report = calibrated(&dir, &[]);
    assert_eq!(report["schema"], "ringcheck.calibrate/1");
    assert_eq!((&report["n_reviews"], &report["n_calls"]), (&json!(6), &json!(3)));
    let dana = json!({"reviewer": "Dana", "n_blind": 2, "n_seen": 0});
    assert_eq!(report["reviewers"], json!([dana, {"reviewer": "Kim", "n_blind": 2, "n_seen": 1}]));
    let row = &report["blind"]["criteria"][0];
    assert_eq!(row["criterion"], "close_attempt");
    let share = |row: &Value| (row["agreement"]["hits"].as_u64().unwrap(), row["agreement"]["trials"].as_u64().unwrap());
    // Of the two calls people agree on one, where both say what Ringcheck says.
    assert_eq!((share(&row["people"]), &row["n_people_differ"]), ((1, 1), &json!(1)));
    assert_eq!((share(&row["by_reviewer"][0]), share(&row["by_reviewer"][1])), ((1, 2), (2, 2)));
    assert_eq!(share(&report["seen"]["criteria"][0]["people"]), (u64::from(vague != "undetermined"), 1));
    let pair = &report["pairs"][0];
    assert_eq!((&pair["first"], &pair["second"]), (&json!("Dana"), &json!("Kim")));
    assert_eq!(share(&pair["criteria"][0]), (1, 2));
    // Wilson's interval for one of two, worked by hand: with z² = 3.8415 it is 0.5 ± 1.96 √(0.125 + 0.2401) / 2.9207.
    let interval = &pair["criteria"][0]["interval"];
    assert_eq!((&interval["low"], &interval["high"]), (&json!(0.0945), &json!(0.9055)));
    let found = report["disagreements"].as_array().unwrap();
    assert!(found.iter().any(|found| found["call_id"] == "turned_away" && found["people"][0]["reason"] == "he offers Tuesday"));

    let page = dir.run(["calibrate"]).expect(0).stdout;
    for part in [
        "6 verdicts of people on 3 calls",
        "Dana: 2 blind, 0 having seen Ringcheck's",
        "Fewer than 30 calls were judged blind",
        "Ringcheck and people who had not seen its verdict",
        "Ringcheck and people who had seen its verdict",
        "These people are no independent raters",
        "Dana and Kim, neither having seen",
        "1 people differ",
        "he offers Tuesday",
        "Disagreements (",
    ] {
        assert!(page.contains(part), "`{part}` is missing:\n{page}");
    }
    assert!(page.lines().all(|line| line.chars().count() <= 130), "{page}");
    let only = calibrated(&dir, &["--by", "Dana"]);
    assert_eq!((&only["n_reviews"], only["pairs"].as_array().unwrap().len()), (&json!(2), 0));
    assert!(only["warnings"][0].as_str().unwrap().starts_with("Only Dana judged blind"));
    assert_eq!(calibrated(&dir, &["--criterion", "greeting"])["n_reviews"], 0);
    dir.run(["calibrate", "--criterion", "zeal"]).expect(2).says(&["no stored scorecard has the criterion `zeal`"]);
}

#[test]
fn corrections_are_labelled_examples_that_evaluate_reads() {
    let dir = judged();
    let turned = verdict(&dir, "turned_away", "close_attempt");
    let booked = verdict(&dir, "booked", "greeting");
    says(&dir, "turned_away", "close_attempt", "Dana", false, &format!("{} he offers Tuesday", other(&turned)));
    says(&dir, "booked", "greeting", "Kim", false, &booked);
    says(&dir, "booked", "courtesy", "Kim", false, "undetermined");
    says(&dir, "vague", "greeting", "Kim", false, "undetermined");
    let run = dir.run(["calibrate", "--export", "corrected.jsonl"]).expect(0);
    run.says(&["2 labelled calls written to corrected.jsonl", "1 call left out: nobody could tell"]);
    let text = fs_err::read_to_string(dir.path("corrected.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["id"], &lines[0]["labels"]), (&json!("turned_away"), &json!({"close_attempt": other(&turned)})));
    assert_eq!(lines[1]["labels"], json!({"greeting": booked}), "only what was reviewed and could be told");
    assert_eq!(lines[0]["author"], "Dana");
    assert_eq!(lines[0]["turns"][1]["speaker"], "caller");
    let notes = lines[0]["notes"].as_str().unwrap();
    assert!(notes.starts_with(&format!("close_attempt: {turned} by Ringcheck (0.")), "{notes}");
    assert!(notes.ends_with(&format!("{} by Dana: he offers Tuesday.", other(&turned))), "{notes}");

    let evaluated = dir.run(["evaluate", "corrected.jsonl", "--json"]).expect(0).json_lines().remove(0);
    let row = |id: &str| {
        let rows = evaluated["overall"]["criteria"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id}: {rows:?}")).clone()
    };
    let share = |row: &Value| (row["decided"]["hits"].as_u64().unwrap(), row["decided"]["trials"].as_u64().unwrap());
    // The same words are judged again: the correction is a disagreement, the confirmation is none.
    assert_eq!((share(&row("close_attempt")), share(&row("greeting"))), ((0, 1), (1, 1)));
    // What no person labelled is compared with nothing.
    assert_eq!(evaluated["overall"]["call_type"]["agreement"]["trials"], 0);
    assert_eq!(evaluated["overall"]["topics"]["exact"]["trials"], 0);
    let tool = criterion(&card(&dir, "turned_away"), "close_attempt")["verdict"].clone();
    assert_eq!(evaluated["disagreements"][0]["tool"], tool);

    dir.run(["calibrate", "--export", "corrected.jsonl"]).expect(2).says(&["is there already", "--force"]);
    says(&dir, "turned_away", "call_type", "Dana", false, "prospect");
    dir.run(["calibrate", "--export", "corrected.jsonl", "--force"]).expect(0);
    let evaluated = dir.run(["evaluate", "corrected.jsonl", "--json"]).expect(0).json_lines().remove(0);
    assert_eq!(evaluated["overall"]["call_type"]["agreement"]["trials"], 1);
}
