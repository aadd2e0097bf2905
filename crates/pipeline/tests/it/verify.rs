//! Stored scorecards are what they were made from, and whatever is not is told apart.

use std::{num::NonZeroUsize, path::Path};

use ringcheck_call::{Call, Disposition, StartedAtSource};
use ringcheck_pipeline::{CallSource, Cancel, Mismatch, OpinionLost, RunOptions, score_transcripts, verify};
use ringcheck_scoring::Rubric;
use ringcheck_store::Store;
use ringcheck_transcription::MaskingOptions;
use rusqlite::Connection;

use crate::{
    Bench, Setting, call_of,
    mock::Mock,
    opinions::{advisor, answer},
    second_recording,
};

/// What is found wrong with each stored scorecard, in the order in which they were stored.
fn verified(db: &Path) -> Vec<Vec<Mismatch>> {
    let store = Store::open_to_read(db).unwrap();
    let ids = store.scorecard_ids(None).unwrap();
    ids.iter().map(|id| verify(&store, id, &[]).unwrap().unwrap()).collect()
}

/// Does to the database what nobody should, past the triggers and references that forbid it.
fn tamper(db: &Path, sql: &str) {
    let conn = Connection::open(db).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS scorecards_are_append_only;
         DROP TRIGGER IF EXISTS criteria_are_append_only; DROP TRIGGER IF EXISTS evidence_is_append_only;
         DROP TRIGGER IF EXISTS second_opinions_are_append_only;",
    )
    .unwrap();
    conn.execute_batch(sql).unwrap();
    assert!(conn.changes() > 0, "nothing was tampered with: {sql}");
}

fn bench_with_one_call() -> Bench {
    let bench = Bench::new();
    let path = bench.recording("a.wav");
    bench.run(&[path], &Rubric::default_msp_inbound(), &Cancel::default());
    bench
}

#[test]
fn what_a_run_stores_is_identical_when_it_is_derived_again() {
    let bench = Bench::new();
    let (first, second) = (bench.recording("a.wav"), second_recording(&bench, "b.wav"));
    let rubric = Rubric::default_msp_inbound();
    let run = |calls: Vec<CallSource>| bench.run_calls(calls, &rubric, &Cancel::default());
    // Alone, with a note and an unsure time; then with its second part; then with nothing missing, under another name.
    let mut alone = CallSource { n_missing: 1, ..call_of(&[(&first, 0)], "77.1") };
    alone.notes.push("its name has two numbers".to_owned());
    alone.call.started_at = Some("2026-01-01T00:00:00Z".to_owned());
    alone.call.started_at_source = Some(StartedAtSource::FileTime);
    run(vec![alone]);
    run(vec![call_of(&[(&first, 0), (&second, 90_000)], "77.1")]);
    let renamed = bench.folder.path().join("renamed.wav");
    fs_err::rename(&first, &renamed).unwrap();
    let mut known = CallSource::of_file(renamed);
    known.call.agent_name = Some("Dana".to_owned());
    run(vec![known]);
    // Nobody recorded this one, and this one was transcribed elsewhere.
    let call = Call { disposition: Some(Disposition::NoAnswer), ..Call::default() };
    run(vec![CallSource { call, ..call_of(&[], "88.1") }]);
    let imported = bench.folder.path().join("calls.jsonl");
    let line = r#"{"schema":"ringcheck.transcript/1","id":"c1","turns":[{"side":"business","text":"Lone Pecan IT, this is Dana."},{"side":"caller","text":"Do you fix laptops?"}]}"#;
    fs_err::write(&imported, line).unwrap();
    let setting = Setting { rubric: &rubric, prompts: &[] };
    let masking = MaskingOptions::default();
    let options = RunOptions::of_jobs(NonZeroUsize::MIN);
    score_transcripts(&imported, setting, &masking, &bench.store, options, &Cancel::default(), &|_| ()).unwrap();
    let found = verified(&bench.db());
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(Vec::is_empty), "{found:?}");
}

#[test]
fn verifying_writes_nothing() {
    let bench = bench_with_one_call();
    let db = bench.db();
    drop(bench.store);
    let before = fs_err::read(&db).unwrap();
    assert_eq!(verified(&db), [[]]);
    assert!(fs_err::read(&db).unwrap() == before);
}

#[test]
fn an_altered_verdict_is_found_where_it_is() {
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE scorecards SET json = json_set(json, '$.criteria[1].verdict', 'pass')");
    let path = "$.criteria[1].verdict".to_owned();
    assert_eq!(verified(&bench.db()), [[Mismatch::Value { path }, Mismatch::Rows { table: "criteria" }]]);
}

#[test]
fn altered_tables_and_keys_are_found_behind_an_unaltered_scorecard() {
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE criteria SET verdict = 'pass' WHERE verdict = 'fail'");
    assert_eq!(verified(&bench.db()), [[Mismatch::Rows { table: "criteria" }]]);
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE evidence SET quote = 'no'");
    assert_eq!(verified(&bench.db()), [[Mismatch::Rows { table: "evidence" }]]);
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE scorecards SET percent = 100.0");
    assert_eq!(verified(&bench.db()), [[Mismatch::Rows { table: "scorecards" }]]);
}

#[test]
fn what_was_known_of_the_call_is_vouched_for_by_the_key() {
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE scorecards SET json = json_set(json, '$.call.agent_name', 'Somebody Else')");
    assert_eq!(verified(&bench.db()), [[Mismatch::Key]]);
}

#[test]
fn an_altered_transcript_is_found() {
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE words SET text = 'gladly' WHERE text = 'only'");
    let found = verified(&bench.db());
    assert!(matches!(&found[0][..], [Mismatch::Value { .. }, ..]), "{found:?}");
    tamper(&bench.db(), "DELETE FROM transcripts");
    assert_eq!(verified(&bench.db()), [[Mismatch::NoTranscript]]);
}

#[test]
fn a_changed_rubric_is_told_from_a_missing_one() {
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE rubrics SET text = replace(text, 'weight = 25', 'weight = 26')");
    assert_eq!(verified(&bench.db()), [[Mismatch::RubricChanged]]);
    tamper(&bench.db(), "DELETE FROM rubrics");
    assert_eq!(verified(&bench.db()), [[Mismatch::NoRubric]]);
}

#[test]
fn an_older_scorer_is_named_and_so_are_parts_of_the_origin() {
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE scorecards SET json = json_set(json, '$.origin.scorer_version', '0')");
    assert_eq!(verified(&bench.db()), [[Mismatch::OtherScorer { made_by: "0".to_owned() }]]);
    // Another scorer may have come to another verdict, and that is told too.
    tamper(&bench.db(), "UPDATE scorecards SET json = json_set(json, '$.criteria[1].rationale', 'Because.')");
    let found = verified(&bench.db());
    assert!(
        matches!(&found[0][..], [Mismatch::OtherScorer { .. }, Mismatch::Value { path }, ..] if path == "$.criteria[1].rationale"),
        "{found:?}"
    );
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE scorecards SET json = json_set(json, '$.origin.model', 'large')");
    assert_eq!(verified(&bench.db()), [[Mismatch::Origin { parts: vec!["model".to_owned()] }]]);
}

#[test]
fn other_bytes_for_the_same_values_are_not_identical() {
    let bench = bench_with_one_call();
    tamper(&bench.db(), "UPDATE scorecards SET json = json || ' '");
    assert_eq!(verified(&bench.db()), [[Mismatch::Bytes]]);
    tamper(&bench.db(), "UPDATE scorecards SET json = '{}'");
    assert_eq!(verified(&bench.db()), [[Mismatch::Unreadable]]);
}

#[test]
fn a_second_opinion_is_heard_again_from_the_stored_answer() {
    let bench = Bench::new();
    let calls = vec![CallSource::of_file(bench.recording("a.wav"))];
    let server = Mock::start(|question| answer(question, "fail"));
    let rubric = Rubric::default_msp_inbound();
    bench.run_advised(calls, &rubric, Some(&advisor(&server)), &Cancel::default());
    drop(server);
    assert_eq!(verified(&bench.db()), [[]]);
    let of_turn_away = "WHERE criterion_id = 'no_contract_turnaway'";
    tamper(
        &bench.db(),
        &format!("UPDATE second_opinions SET answer = replace(answer, '\"fail\"', '\"pass\"') {of_turn_away}"),
    );
    let found = verified(&bench.db());
    assert!(matches!(&found[0][..], [Mismatch::Value { .. }]), "{found:?}");
    tamper(&bench.db(), &format!("UPDATE second_opinions SET answer = 'well' {of_turn_away}"));
    let found = verified(&bench.db());
    assert!(matches!(&found[0][..], [Mismatch::OpinionLost { why: OpinionLost::Unusable(_), .. }]), "{found:?}");
    tamper(&bench.db(), &format!("DELETE FROM second_opinions {of_turn_away}"));
    let lost = Mismatch::OpinionLost { criterion: "no_contract_turnaway".to_owned(), why: OpinionLost::Missing };
    assert_eq!(verified(&bench.db()), [[lost]]);
}
