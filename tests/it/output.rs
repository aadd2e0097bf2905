//! What is said where: data on stdout, everything for a person on stderr, and an exit code that scripts can go by.

use insta::assert_snapshot;

use crate::{
    harness::{Run, TestDir, fixture},
    shared::{calls, shared},
};

#[test]
fn help_tells_what_there_is() {
    let dir = TestDir::new();
    assert_snapshot!("help", help(&dir, &["--help"]));
    assert_eq!(
        help(&dir, &[]).lines().nth(2),
        help(&dir, &["--help"]).lines().nth(2),
        "without arguments it is help too"
    );
    assert_snapshot!("help_score", help(&dir, &["score", "--help"]));
    assert_snapshot!("help_transcribe", help(&dir, &["transcribe", "--help"]));
    let version = dir.run(["--version"]).expect(0);
    assert_eq!(version.stdout, format!("ringcheck {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_table_of_results_says_what_decided_each() {
    let dir = TestDir::new();
    dir.copy(&fixture("transcripts/calls.jsonl"), "calls.jsonl");
    let run = dir.run(["score", "--transcript", "calls.jsonl"]).expect(0);
    let rows: Vec<&str> = run.stdout.lines().collect();
    for column in ["file", "call type", "score", "answered live", "tried to close", "what decided it"] {
        assert!(rows[0].contains(column), "{}", rows[0]);
    }
    // Who needs somebody most comes first.
    assert!(rows[1].trim_start().starts_with("turned-away "), "{}", run.stdout);
    assert!(rows[1].contains("“We only support customers who are on a managed services"), "{}", run.stdout);
    assert_eq!(rows[1].matches("FAIL").count(), 4, "{}", run.stdout);
    assert!(rows[rows.len() - 1].trim_start().starts_with("booked-visit "), "{}", run.stdout);
    assert!(rows[rows.len() - 1].contains("100 %") && rows[rows.len() - 1].ends_with("nothing lost"), "{}", run.stdout);
    run.says(&["FAIL: not handled as it should be", "3 calls scored\n", "next: `ringcheck show turned-away"]);
}

#[test]
fn data_is_on_stdout_alone() {
    let run = &shared().run;
    assert_eq!(run.stdout.lines().count(), 8);
    assert!(run.stdout.lines().all(|line| line.starts_with("{\"schema\":\"ringcheck.scorecard/1\"")), "{}", run.stdout);
    let progress: Vec<&str> = run.stderr.lines().filter(|line| line.contains("/8  ")).collect();
    assert_eq!(progress.len(), 8, "{}", run.stderr);
    assert!(!run.stderr.contains('\u{1b}'), "no colors or bars where there is no terminal");
}

#[test]
fn quiet_leaves_errors_and_warnings() {
    let dir = shared().dir_with_db();
    let recording = calls().join("D11.pcm.wav").display().to_string();
    let run = dir.run(["score", "--quiet", &recording]).expect(0);
    assert!(run.stdout.contains("D11.pcm.wav"), "{}", run.stdout);
    assert_eq!(run.stderr, "");

    let broken = fixture("broken/empty.wav").display().to_string();
    let cut_off = fixture("broken/cut-mid-sample.wav").display().to_string();
    let run = dir.run(["-q", "score", "--json", &recording, &broken, &cut_off]).expect(1);
    let said: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(said.len(), 3, "{}", run.stderr);
    assert!(said[0].starts_with("ringcheck: failed to decode `") && said[1].starts_with("  hint: "), "{}", run.stderr);
    assert!(said[2].starts_with("warning: `"), "{}", run.stderr);
}

#[test]
fn fail_under_looks_at_every_call_scored_whether_new_or_not() {
    let dir = shared().dir_with_db();
    let score = |file: &str, percent: &str| {
        let path = calls().join(file).display().to_string();
        dir.run(["score", "--json", "--fail-under", percent, &path])
    };
    // Nobody answers the one, which is 0 %, and the other is turned away, which is critical.
    assert_eq!(shared().card("D07.flac")["score"]["percent"], 0.0);
    assert_ne!(shared().card("D03.alaw.wav")["score"]["critical_failed"], serde_json::json!([]));
    score("D07.flac", "0").expect(0);
    let below = score("D07.flac", "0.1").expect(1);
    below.says(&["1 call below --fail-under or failed a critical criterion"]);
    assert_eq!(below.json_lines().len(), 1, "the scorecard is there all the same");
    score("D03.alaw.wav", "0").expect(1);

    let transcripts = fixture("transcripts/calls.jsonl").display().to_string();
    let run = dir.run(["score", "--transcript", "--fail-under", "100%", &transcripts]).expect(1);
    run.says(&["2 calls below --fail-under"]);
}

fn help(dir: &TestDir, args: &[&str]) -> String {
    let run: Run = dir.run(args);
    let text = if run.code == Some(0) { run.stdout } else { run.stderr };
    // Clap shows what a variable holds.
    dir.neutral(&text).replace("RINGCHECK_DB=[dir]/calls.db", "RINGCHECK_DB=")
}
