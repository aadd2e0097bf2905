//! `--prompts` and `ringcheck prompts find`: the firm's own recordings are recognized by their sound.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Run, TestDir, fixture};

const RATE_HZ: usize = 8000;

/// What the business says in the fixture from `start_ms` to `end_ms`, and what the caller does.
fn sides_between(start_ms: usize, end_ms: usize) -> [Vec<i16>; 2] {
    let mut reader = hound::WavReader::open(fixture("calls/D11.pcm.wav")).unwrap();
    let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
    let of = |channel: usize| {
        let place = |ms: usize| ms * RATE_HZ / 1000;
        samples.iter().skip(channel).step_by(2).take(place(end_ms)).skip(place(start_ms)).copied().collect()
    };
    [of(0), of(1)]
}

/// "Good afternoon, Sahyadri Infotech, Rohan this side": a person, until the firm says that it is a recording.
fn greeting() -> Vec<i16> {
    let [business, _] = sides_between(9_700, 12_850);
    business
}

fn write(path: PathBuf, channels: &[&[i16]]) -> PathBuf {
    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
    let spec = hound::WavSpec {
        channels: channels.len().try_into().unwrap(),
        sample_rate: RATE_HZ.try_into().unwrap(),
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for n in 0..channels[0].len() {
        for channel in channels {
            writer.write_sample(channel[n]).unwrap();
        }
    }
    writer.finalize().unwrap();
    path
}

/// A call whose business says the greeting after `lead_ms`, a little softer, and whose caller then says something of
/// their own.
fn call(path: PathBuf, lead_ms: usize, said_ms: (usize, usize)) -> PathBuf {
    let lead = vec![0; lead_ms * RATE_HZ / 1000 + 3];
    let greeting: Vec<i16> = greeting().iter().map(|s| s / 2).collect();
    let [answer, said] = sides_between(said_ms.0, said_ms.1);
    let business = [lead, greeting, answer].concat();
    let mut caller = vec![0; business.len() - said.len()];
    caller.extend(said);
    write(path, &[&business, &caller])
}

fn events<'a>(card: &'a Value, kind: &str) -> Vec<&'a Value> {
    card["timeline"].as_array().unwrap().iter().filter(|event| event["kind"] == kind).collect()
}

fn verdict(card: &Value, id: &str) -> String {
    let found = card["criteria"].as_array().unwrap().iter().find(|criterion| criterion["id"] == id);
    found.unwrap()["verdict"].as_str().unwrap().to_owned()
}

fn score(dir: &TestDir, paths: &[&Path], more: &[&str]) -> Run {
    let mut args = vec!["score", "--json", "--agent-channel", "0", "--no-progress"];
    args.extend(more);
    args.extend(paths.iter().map(|path| path.to_str().unwrap()));
    dir.run(args)
}

#[test]
fn a_prompt_that_is_added_later_decides_without_listening_again() {
    let dir = TestDir::new();
    let recording = fixture("calls/D11.pcm.wav");
    let before = score(&dir, &[&recording], &[]).expect(0);
    let card = &before.json_lines()[0];
    assert_eq!(verdict(card, "live_answer"), "pass");
    assert_eq!(events(card, "menu").len(), 0);

    write(dir.path("prompts/menu-main.wav"), &[&vec![0; greeting().len()], &greeting()]);
    let after = score(&dir, &[&recording], &["--prompts", "prompts"]).expect(0);
    after.says(&["from the stored transcript"]);
    let card = &after.json_lines()[0];
    let [menu] = events(card, "menu")[..] else { panic!("{}", card["timeline"]) };
    assert!(menu["start_ms"].as_u64().unwrap().abs_diff(9_764) < 400, "{menu}");
    assert!(menu["end_ms"].as_u64().unwrap().abs_diff(12_800) < 400, "{menu}");
    assert_eq!(verdict(card, "live_answer"), "fail");

    score(&dir, &[&recording], &["--prompts", "prompts"]).expect(0).says(&["stored before"]);
    assert_eq!(score(&dir, &[&recording], &[]).expect(0).json_lines(), before.json_lines());
}

#[test]
fn a_folder_that_holds_anything_but_prompts_is_refused() {
    let dir = TestDir::new();
    let recording = fixture("calls/D11.pcm.wav");
    let refused = |folder: &str| score(&dir, &[&recording], &["--prompts", folder]).expect(2);

    refused("nowhere").says(&["nowhere", "hint: "]);
    fs_err::create_dir_all(dir.path("empty")).unwrap();
    refused("empty").says(&["no prompts in `empty`", "prompts find"]);
    dir.write("text/menu.wav", "press one");
    refused("text").says(&["menu.wav", "hint: "]);
    write(dir.path("short/menu.wav"), &[&greeting()[..RATE_HZ]]);
    refused("short").says(&["menu.wav", "too short", "hint: "]);
    write(dir.path("silent/menu.wav"), &[&vec![0; 4 * RATE_HZ]]);
    refused("silent").says(&["menu.wav", "silent", "hint: "]);
    write(dir.path("long/menu.wav"), &[&greeting().repeat(40)]);
    refused("long").says(&["menu.wav", "longer than 120 s", "hint: "]);
    write(
        dir.path("both/menu-main.wav"),
        &[&[vec![0; 2 * RATE_HZ], greeting(), sides_between(12_900, 18_600)[0].clone()].concat()],
    );
    write(dir.path("both/notice-recording.wav"), &[&greeting()]);
    refused("both").says(&["both/menu-main.wav", "both/notice-recording.wav", "a menu and one a notice", "hint: "]);
    assert!(!dir.db().exists());
    fs_err::rename(dir.path("both/notice-recording.wav"), dir.path("both/menu-short.wav")).unwrap();
    score(&dir, &[&recording], &["--prompts", "both"]).expect(0);
}

#[test]
fn prompts_do_nothing_for_transcripts_and_that_is_said() {
    let dir = TestDir::new();
    let transcripts = fixture("transcripts/calls.jsonl");
    // The folder is not even looked at.
    let run = score(&dir, &[&transcripts], &["--transcript", "--prompts", "nowhere"]).expect(0);
    run.says(&["--prompts does nothing here: prompts are matched by their sound"]);
    let without = score(&dir, &[&transcripts], &["--transcript"]).expect(0);
    assert_eq!(without.json_lines(), run.json_lines());
    assert!(!without.stderr.contains("--prompts"), "{}", without.stderr);
}

#[test]
fn a_recording_with_one_line_on_both_channels_is_one_call() {
    let dir = TestDir::new();
    let line = |lead_ms: usize, rest: (usize, usize)| {
        let [answer, _] = sides_between(rest.0, rest.1);
        [vec![0; lead_ms * RATE_HZ / 1000 + 3], greeting(), answer].concat()
    };
    let (a, b) = (line(300, (12_900, 18_600)), line(1_517, (22_500, 26_500)));
    let calls = [write(dir.path("calls/a.wav"), &[&a, &a]), write(dir.path("calls/b.wav"), &[&b, &b])];
    let paths: Vec<&str> = calls.iter().map(|path| path.to_str().unwrap()).collect();
    dir.run([&["score", "--no-progress"], &paths[..]].concat()).expect(0);
    dir.run(["prompts", "find"]).expect(0).says(&["0 shared sounds"]);
    let found = dir.run(["prompts", "find", "--min-calls", "2"]).expect(0);
    let rows: Vec<&str> = found.stdout.lines().skip(1).map(str::trim_start).collect();
    assert!(matches!(rows[..], [row] if row.starts_with("2 ")), "{}", found.stdout);
}

#[test]
fn what_is_found_in_stored_calls_is_matched_afterwards_in_any_batch() {
    let dir = TestDir::new();
    let calls = [
        call(dir.path("calls/a.wav"), 300, (12_900, 18_600)),
        call(dir.path("calls/b.wav"), 1_517, (22_500, 26_500)),
        call(dir.path("calls/c.wav"), 777, (36_200, 40_400)),
    ];
    let calls: Vec<&Path> = calls.iter().map(PathBuf::as_path).collect();
    score(&dir, &calls, &[]).expect(0);

    dir.run(["prompts", "find", "--min-calls", "4"]).expect(0).says(&["0 shared sounds"]);
    let found = dir.run(["prompts", "find", "--out", "found"]).expect(0);
    assert_eq!(found.stdout.matches("found-").count(), 1, "{}", found.stdout);
    assert!(found.stdout.contains("afternoon"), "{}", found.stdout);
    let again = dir.run(["prompts", "find", "--out", "found"]).expect(0);
    again.says(&["found-1.wav` holds one of the sounds already"]);
    assert_eq!(again.stdout, found.stdout);
    assert_eq!(fs_err::read_dir(dir.path("found")).unwrap().count(), 1);
    let listed = dir.run(["prompts", "find"]).expect(0);
    assert!(!listed.stdout.contains("file") && listed.stdout.contains("afternoon"), "{}", listed.stdout);

    fs_err::create_dir_all(dir.path("prompts")).unwrap();
    fs_err::rename(dir.path("found/found-1.wav"), dir.path("prompts/voicemail-hello.wav")).unwrap();
    let batch = score(&dir, &calls, &["--prompts", "prompts"]).expect(0).json_lines();
    for (card, lead_ms) in batch.iter().zip([300, 1_517, 777]) {
        let voicemail = events(card, "voicemail")[0];
        assert_eq!(voicemail["label"], "voicemail-hello");
        assert!(voicemail["start_ms"].as_u64().unwrap().abs_diff(lead_ms) < 600, "{voicemail}");
        assert_eq!(verdict(card, "live_answer"), "fail");
    }
    let alone = TestDir::new();
    let prompts = dir.path("prompts");
    let card = score(&alone, &[calls[1]], &["--prompts", prompts.to_str().unwrap()]).expect(0).json_lines();
    for part in ["timeline", "turns", "criteria", "score"] {
        assert_eq!(card[0][part], batch[1][part], "{part}");
    }

    fs_err::remove_file(calls[0]).unwrap();
    dir.run(["prompts", "find", "--out", "third"]).expect(0).says(&["a.wav` is gone"]);
    assert!(dir.path("third/found-1.wav").exists());
}
