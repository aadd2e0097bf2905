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
