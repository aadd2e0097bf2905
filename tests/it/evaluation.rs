//! `ringcheck evaluate`: labelled calls, spoken and written.

use serde_json::Value;

use crate::{
    harness::{Run, TestDir},
    shared::{calls, truth_file},
};

/// Short ones, stereo and mono, good lines and bad; `make eval` takes them all.
const RECORDINGS: [&str; 4] = ["D01.mulaw.wav", "D03.alaw.wav", "D07.flac", "D11.pcm.wav"];

#[test]
fn recordings_are_evaluated_with_word_errors_and_speed() {
    let dir = TestDir::new();
    for recording in RECORDINGS {
        let truth = truth_file(recording);
        dir.copy(&calls().join(recording), &format!("calls/{recording}"));
        dir.copy(&calls().join(&truth), &format!("calls/{truth}"));
    }
    let report = report_of(&dir.run(["evaluate", "--json", "calls"]).expect(0));
    assert_eq!(report["overall"]["n_calls"], 4);
    let seconds = report["speed"]["audio_seconds"].as_f64().unwrap();
    assert!((181.0..184.0).contains(&seconds), "{seconds}");
    assert!(report["speed"]["audio_per_work"].as_f64().unwrap() > 0.0);

    let pooled = report["overall"]["word_errors"].as_array().unwrap().last().unwrap();
    assert!(pooled["layout"].is_null() && pooled["side"].is_null(), "the last row is over all: {pooled}");
    let count = |kind: &str| pooled[kind].as_u64().unwrap();
    assert!(count("reference_words") > 400, "{pooled}");
    let n_errors = count("substitutions") + count("deletions") + count("insertions");
    assert!(n_errors * 100 <= count("reference_words") * 20, "{pooled}");
    assert!(n_errors > 0, "nobody hears every word over a telephone: {pooled}");
    assert!(!dir.db().exists(), "evaluation stores nothing");
}

#[test]
fn dialogues_are_evaluated_and_each_disagreement_is_told_with_its_evidence() {
    let dir = TestDir::new();
    let line = |id: &str, live_answer: &str| {
        format!(
            r#"{{"id":"{id}","turns":[{{"speaker":"agent","text":"Elm Street Computers, this is Ines."}},{{"speaker":"caller","text":"Hello, our printer is broken."}}],"call_type":"prospect","labels":{{"live_answer":"{live_answer}"}}}}"#
        )
    };
    dir.write("calls.jsonl", format!("{}\n{}\n", line("alike", "pass"), line("unlike", "fail")));
    let report = report_of(&dir.run(["evaluate", "--json", "calls.jsonl"]).expect(0));
    let [disagreement] = report["disagreements"].as_array().unwrap().as_slice() else {
        panic!("{}", report["disagreements"])
    };
    assert_eq!(disagreement["id"], "unlike");
    assert_eq!(disagreement["criterion"], "live_answer");
    assert_eq!([&disagreement["label"], &disagreement["tool"]], ["fail", "pass"]);
    assert_eq!(disagreement["tool_evidence"][0]["quote"], "Elm Street Computers, this is Ines.");

    let page = dir.run(["evaluate", "calls.jsonl"]).expect(0).stdout;
    assert!(page.contains("unlike  label fail, tool pass"), "{page}");
    assert!(!page.contains("  alike"), "{page}");
}

/// Two calls that differ in their label alone; the tool passes both.
fn two_calls(dir: &TestDir) {
    let line = |id: &str, difficulty: &str, label: &str| {
        format!(
            r#"{{"id":"{id}","difficulty":"{difficulty}","turns":[{{"speaker":"agent","text":"Elm Street Computers, this is Ines."}},{{"speaker":"caller","text":"Hello, our printer is broken."}}],"call_type":"prospect","labels":{{"live_answer":"{label}"}}}}"#
        )
    };
    dir.write("calls.jsonl", format!("{}\n{}\n", line("one", "hard", "pass"), line("other", "easy", "fail")));
}

#[test]
fn an_evaluation_is_compared_with_an_earlier_one_and_told_apart_by_field() {
    let dir = TestDir::new();
    two_calls(&dir);
    let earlier = dir.run(["evaluate", "--json", "calls.jsonl"]).expect(0);
    dir.write("earlier.json", &earlier.stdout);
    let arguments = ["evaluate", "--json", "calls.jsonl", "--by", "difficulty", "--against", "earlier.json"];
    let report = report_of(&dir.run(arguments).expect(0));
    let values: Vec<(&str, f64)> = report["by"][0]["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| (v["value"].as_str().unwrap(), v["section"]["criteria"][0]["decided"]["value"].as_f64().unwrap()))
        .collect();
    assert_eq!(values, [("easy", 0.0), ("hard", 1.0)]);
    let live_answer = &report["against"]["criteria"][0];
    assert_eq!((&live_answer["id"], &live_answer["decided"]["both_right"]), (&"live_answer".into(), &1.into()));
    assert_eq!(live_answer["decided"]["difference"]["value"], 0.0);

    dir.run(["evaluate", "calls.jsonl", "--by", "author"])
        .expect(2)
        .says(&["no labelled call tells its author", "--group"]);
    dir.run(["evaluate", "calls.jsonl", "--by", "weather"])
        .expect(2)
        .says(&["difficulty, trade, author, layout, call_type"]);
    dir.run(["evaluate", "calls.jsonl", "--against", "calls.jsonl"])
        .expect(2)
        .says(&["`calls.jsonl` is no evaluation", "ringcheck evaluate PATH --json > FILE"]);
}

#[test]
fn stated_confidence_is_drawn() {
    let dir = TestDir::new();
    two_calls(&dir);
    let run = dir.run(["evaluate", "calls.jsonl", "--svg", "curve.svg"]).expect(0);
    run.says(&["picture: curve.svg"]);
    assert!(run.stdout.contains("Stated confidence"), "{}", run.stdout);
    let picture = fs_err::read_to_string(dir.path("curve.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && picture.contains("2 verdicts of pass and fail"), "{picture}");
    let again = dir.run(["evaluate", "calls.jsonl", "--svg", "curve.svg"]).expect(2);
    again.says(&["`curve.svg` is there already", "--force"]);
    assert_eq!(again.stdout, "", "that is told before the work");
    dir.run(["evaluate", "calls.jsonl", "--svg", "curve.svg", "--force"]).expect(0);
}

#[test]
fn a_labelled_recording_that_is_broken_is_listed_and_in_no_figure() {
    let dir = TestDir::new();
    let truth = truth_file("D07.flac");
    dir.copy(&calls().join(&truth), &format!("calls/{truth}"));
    dir.write("calls/D07.flac", "the disk was full");
    let run = dir.run(["evaluate", "--json", "calls"]).expect(1);
    let report = report_of(&run);
    assert_eq!(report["overall"]["n_calls"], 0);
    assert_eq!(report["not_scored"][0]["id"], "D07");
    assert!(report["not_scored"][0]["reason"].as_str().unwrap().contains("text file"), "{}", report["not_scored"]);
}

fn report_of(run: &Run) -> Value {
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["schema"], "ringcheck.evaluation/1");
    report
}
