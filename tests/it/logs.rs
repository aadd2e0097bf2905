//! The log: what is in it, and that nothing that was said is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    harness::{Run, TestDir, finish, fixture, json_lines},
    shared::{calls, shared},
};

/// Words of the log itself that somebody may also say in a call.
const OWN_WORDS: [&str; 21] = [
    "begun",
    "call",
    "debug",
    "decode",
    "ended",
    "error",
    "failed",
    "file",
    "info",
    "nothing",
    "pipeline",
    "recording",
    "ringcheck",
    "same",
    "score",
    "scored",
    "scorecard",
    "started",
    "transcript",
    "warn",
    "empty",
];

/// A transcript with a name, a word and a number that can be recognized.
const TOLD: &str = r#"{"schema":"ringcheck.transcript/1","id":"told","turns":[{"side":"business","text":"Zanzibar Computing, this is Quillon."},{"side":"caller","text":"Call me at 555-867-5309, or five five five eight six seven five three one zero."}]}"#;

#[test]
fn a_run_is_logged_event_by_event() {
    let dir = TestDir::new();
    dir.copy(&fixture("transcripts/calls.jsonl"), "calls.jsonl");
    let args = ["score", "--transcript", "calls.jsonl", "--log", "run.log", "--log-format", "json"];
    let plain = TestDir::new();
    plain.copy(&fixture("transcripts/calls.jsonl"), "calls.jsonl");
    let without = plain.run(&args[..3]).expect(0);
    let run = dir.run(args).expect(0);
    let neutral = |run: &Run, dir: &TestDir| (run.stdout.clone(), dir.neutral(&run.stderr));
    assert_eq!(neutral(&run, &dir), neutral(&without, &plain), "people are told the same as without a log");

    let events = json_lines(&fs_err::read_to_string(dir.path("run.log")).unwrap());
    let messages: Vec<&str> = events.iter().map(|event| event["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["run started", "call scored", "call scored", "call scored", "run ended"]);
    for event in &events {
        assert_eq!((&event["level"], &event["component"]), (&"info".into(), &"ringcheck".into()));
        assert!(event["time"].as_str().unwrap().ends_with('Z'));
    }
    let turned_away = events.iter().find(|event| event["call"] == "turned-away").unwrap();
    let cards = dir.run(["list", "--json"]).expect(0).json_lines();
    let card = cards.iter().find(|card| card["id"] == "turned-away").unwrap();
    assert_eq!(turned_away["percent"], card["score"]["percent"]);
    let n_failed = card["criteria"].as_array().unwrap().iter().filter(|c| c["verdict"] == "fail").count();
    assert_eq!(turned_away["fail"], n_failed);
    assert_eq!((&events[4]["scored"], &events[4]["exit"]), (&3.into(), &0.into()));

    // The next run goes on in the same file.
    dir.run(args).expect(0);
    assert_eq!(fs_err::read_to_string(dir.path("run.log")).unwrap().lines().count(), 10);
}

#[test]
fn nothing_that_was_said_is_in_the_log() {
    let dir = TestDir::new();
    dir.write("told.jsonl", TOLD);
    let everything = ["--log", "run.log", "--log-format", "json", "--log-level", "debug"];
    let run = |args: &[&str]| dir.run([args, &everything].concat());
    run(&["score", "--transcript", "told.jsonl"]).expect(0);
    let recordings = ["D03.alaw.wav", "D07.flac"].map(|file| calls().join(file).display().to_string());
    let broken = fixture("broken/empty.wav").display().to_string();
    run(&["score", &recordings[0], &recordings[1], &broken]).expect(1);
    run(&["score", "--no-progress", &recordings[0]]).expect(0);

    let text = fs_err::read_to_string(dir.path("run.log")).unwrap();
    let events = json_lines(&text);
    assert_eq!(events.iter().filter(|event| event["message"] == "call scored").count(), 4, "{text}");
    let failed: Vec<&Value> = events.iter().filter(|event| event["level"] == "error").collect();
    assert_eq!(failed.len(), 1, "{text}");
    assert_eq!((&failed[0]["message"], &failed[0]["file"]), (&"recording failed".into(), &broken.as_str().into()));

    let cards = [shared().card("D03.alaw.wav"), shared().card("D07.flac")];
    let turns = cards.iter().flat_map(|card| card["turns"].as_array().unwrap());
    let said: BTreeSet<String> =
        turns.flat_map(|turn| words(turn["text"].as_str().unwrap())).chain(words(TOLD)).collect();
    assert!(said.len() > 50);
    let mut found = BTreeSet::new();
    for event in &events {
        for (name, value) in event.as_object().unwrap() {
            // Paths and ids are whatever they are; a time is a time.
            if ["file", "db", "call", "same_as", "time", "component", "level"].contains(&name.as_str()) {
                continue;
            }
            let told = value.as_str().map_or_else(String::new, without_paths);
            found.extend(words(&told).filter(|word| said.contains(word) && !OWN_WORDS.contains(&word.as_str())));
            let digits = told.split(|c: char| !c.is_ascii_digit());
            assert!(digits.map(str::len).max().unwrap_or(0) < 7, "{event}");
        }
    }
    assert!(found.is_empty(), "words of the calls are in the log: {found:?}");
    for told in ["Zanzibar", "Quillon", "867", "eight six seven"] {
        assert!(!text.contains(told), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn a_log_is_its_owners_alone_and_is_text_unless_json_is_asked_for() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = TestDir::new();
    dir.copy(&fixture("transcripts/calls.jsonl"), "calls.jsonl");
    dir.run(["--log", "run.log", "score", "--transcript", "calls.jsonl"]).expect(0);
    let mode = fs_err::metadata(dir.path("run.log")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = fs_err::read_to_string(dir.path("run.log")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[0].contains("Z info  ringcheck run started command=score version="), "{}", lines[0]);
    assert!(lines[1].contains(" call scored file="), "{}", lines[1]);
    dir.run(["--log", "no/such/folder/run.log", "list"])
        .expect(2)
        .says(&["no/such/folder/run.log", "hint: name a file"]);
}

#[test]
fn stderr_is_nothing_but_the_log_where_a_program_reads_it() {
    let dir = TestDir::new();
    dir.copy(&fixture("transcripts/calls.jsonl"), "calls.jsonl");
    let run = dir.run(["score", "--transcript", "calls.jsonl", "--log-format", "json"]).expect(0);
    assert_eq!(json_lines(&run.stderr).len(), 5);
    let run = dir.run(["list", "--since", "soon", "--log-format", "json"]).expect(2);
    let events = json_lines(&run.stderr);
    assert_eq!((events.len(), &events[0]["level"]), (1, &"error".into()));

    let mut short = dir.command(["score", "--transcript", "calls.jsonl"]);
    let run = finish(short.env("RINGCHECK_LOG", "info").spawn().unwrap()).expect(0);
    run.says(&["info: run ended scored=3 unchanged=3 ", "3 calls scored, 3 unchanged since last time"]);
    dir.run(["list", "--log-level", "loud"]).expect(2).says(&["loud"]);
}

/// The words of four letters or more, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 4).map(str::to_lowercase)
}

/// `text` without what is between backquotes, which are paths.
fn without_paths(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}
