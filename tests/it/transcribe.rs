//! `ringcheck transcribe`: what was said, in the forms that other programs read.

use std::{collections::BTreeMap, path::Path};

use insta::assert_snapshot;
use serde_json::Value;

use crate::{
    harness::{Run, TestDir, finish, fixture},
    shared::{calls, shared},
};

/// The start of a call, which takes a moment to transcribe.
const SHORT: &str = "broken/lying-header.wav";

const SIDES: [&str; 3] = ["business", "caller", "unknown"];

/// One engine and one masking: a transcript has the words, the sides and the times that are scored.
#[test]
fn what_is_transcribed_is_what_is_scored() {
    let dir = TestDir::new();
    let recording = calls().join("D07.flac");
    let run = dir.run(["transcribe".as_ref(), "--format".as_ref(), "json".as_ref(), recording.as_os_str()]).expect(0);
    run.says(&["1/1", "1 recording transcribed"]);
    assert!(!dir.db().exists(), "nothing is stored");
    assert!(run.stdout.starts_with("{\n"), "one document is written for reading");
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let card = shared().card("D07.flac");
    assert_eq!(document["recording"], recording.to_str().unwrap());
    assert_eq!(document["sha256"], card["id"]);
    assert_eq!(document["model"], card["origin"]["model"]);
    assert_eq!(document["sides"], card["sides"]);
    assert_eq!(document["language"], "en");
    assert_eq!(seconds_to_ms(&document["duration"]), card["recordings"][0]["duration_ms"].as_u64().unwrap());

    let segments = document["segments"].as_array().unwrap();
    let mut said: BTreeMap<&str, String> = BTreeMap::new();
    for (segment, id) in segments.iter().zip(0..) {
        assert_eq!(segment["id"], id);
        let words = segment["words"].as_array().unwrap();
        assert!(!words.is_empty());
        let joined: String = words.iter().map(|word| word["word"].as_str().unwrap()).collect();
        assert_eq!(segment["text"], joined.as_str());
        assert!(words.iter().all(|word| word["word"].as_str().unwrap().starts_with(' ')));
        assert!(words.iter().all(|word| word["start"].as_f64() <= word["end"].as_f64()));
        *said.entry(segment["speaker"].as_str().unwrap()).or_default() += &joined;
    }
    let mut scored: BTreeMap<&str, String> = BTreeMap::new();
    for turn in card["turns"].as_array().unwrap() {
        let side = scored.entry(turn["side"].as_str().unwrap()).or_default();
        side.push(' ');
        side.push_str(turn["text"].as_str().unwrap());
    }
    assert_eq!(said, scored);
    let text: String = segments.iter().map(|segment| segment["text"].as_str().unwrap()).collect();
    assert_eq!(document["text"], text.as_str());
}

#[test]
fn each_form_goes_to_a_file_of_its_recordings_name() {
    let dir = TestDir::new();
    let call = dir.copy(&fixture(SHORT), "first call.wav");
    let mut text = BTreeMap::new();
    for format in ["txt", "vtt", "csv", "json"] {
        let args = ["transcribe", "--format", format, "--out", "out", call.to_str().unwrap()];
        let run = dir.run(args).expect(0);
        assert_eq!(run.stdout, "");
        run.says(&["written to: out"]);
        let file = dir.path("out").join(format!("first call.{format}"));
        text.insert(format, fs_err::read_to_string(file).unwrap());
    }
    let document: Value = serde_json::from_str(&text["json"]).unwrap();
    let words = sorted_words(document["text"].as_str().unwrap());
    assert!(words.len() > 3, "{words:?}");

    let turns = text["txt"].lines().map(|line| {
        let turn = line.strip_prefix("[0:0").unwrap().split_once("] ").unwrap().1;
        SIDES.iter().find_map(|side| turn.strip_prefix(&format!("{side}: "))).unwrap()
    });
    assert_eq!(sorted_words(&turns.collect::<Vec<_>>().join(" ")), words);
    let cues = text["vtt"].strip_prefix("WEBVTT\n").unwrap().lines().filter(|line| !line.contains(" --> "));
    let mut shown = cues.collect::<Vec<_>>().join(" ").to_lowercase().replace("</v>", "");
    for side in SIDES {
        shown = shown.replace(&format!("<v {side}>"), "");
    }
    assert_eq!(sorted_words(&shown), words);
    let mut table = csv::Reader::from_reader(text["csv"].as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(sorted_words(&rows.iter().map(|row| &row[5]).collect::<Vec<_>>().join(" ")), words);
    assert!(rows.iter().all(|row| row[0] == *call.to_str().unwrap()));
}

#[test]
fn several_recordings_come_in_their_order_and_a_broken_one_stops_none() {
    let dir = TestDir::new();
    dir.copy(&fixture(SHORT), "calls/1.wav");
    dir.copy(&fixture("broken/text.wav"), "calls/2.wav");
    dir.copy(&fixture(SHORT), "calls/3.wav");
    let run = dir.run(["transcribe", "--jobs", "2", "--format", "json", "calls", "nowhere.wav"]).expect(1);
    run.says(&["failed to decode `calls/2.wav`: it is a text file, not audio", "  hint: the file is no recording"]);
    run.says(&["`nowhere.wav`: no such file or folder", "2 recordings transcribed, 2 failed"]);
    let documents = run.json_lines();
    assert_eq!(
        documents.iter().map(|document| &document["recording"]).collect::<Vec<_>>(),
        ["calls/1.wav", "calls/3.wav"]
    );
    assert_eq!(documents[0]["segments"], documents[1]["segments"]);
}

#[test]
fn recordings_are_told_apart_in_one_stream() {
    let dir = TestDir::new();
    dir.write("calls/1.wav", silence());
    dir.write("calls/2.wav", silence());
    let text = dir.run(["transcribe", "calls"]).expect(0).stdout;
    assert_eq!(text, "==> calls/1.wav <==\n\n==> calls/2.wav <==\n");
    let table = dir.run(["transcribe", "calls", "--format", "csv"]).expect(0).stdout;
    assert_eq!(table, "recording,start_ms,end_ms,side,channel,text,confidence,marks\r\n");
}

#[test]
fn subtitles_of_several_recordings_need_a_folder() {
    let dir = TestDir::new();
    dir.write("calls/1.wav", silence());
    dir.write("calls/2.wav", silence());
    assert_snapshot!(dir.run(["transcribe", "calls", "--format", "srt"]).snapshot(&dir), @r"
    exit 2
    --- stdout
    --- stderr
    ringcheck: 2 recordings cannot be one srt file
      hint: write a file for each with `--out DIR`, or choose `--format txt`, `json` or `csv`
    ");
    dir.run(["transcribe", "calls", "--force"]).expect(2).says(&["--out"]);
    dir.run(["transcribe"]).expect(2).says(&["<PATH>"]);
    dir.run(["transcribe", "nowhere"]).expect(2).says(&["`nowhere`: no such file or folder"]);
    dir.write("file", "not a folder");
    dir.run(["transcribe", "calls", "--out", "file"]).expect(2).says(&["`file`", "  hint: name a folder"]);
}

#[test]
fn no_transcript_takes_the_place_of_another() {
    let dir = TestDir::new();
    dir.write("a/call.wav", silence());
    dir.write("b/Call.wav", silence());
    let run = dir.run(["transcribe", "a", "b", "--format", "vtt", "--out", "out"]).expect(0);
    run.says(&["`b/Call.wav` becomes `out/Call-2.vtt`: another recording has its name", "2 recordings transcribed"]);
    let written = |name: &str| fs_err::read_to_string(dir.path("out").join(name)).unwrap();
    assert_eq!([written("call.vtt"), written("Call-2.vtt")], ["WEBVTT\n", "WEBVTT\n"]);

    dir.write("out/call.vtt", "precious");
    let again = dir.run(["transcribe", "a", "--format", "vtt", "--out", "out"]).expect(1);
    again.says(&["`out/call.vtt` is there already; nothing is written for `a/call.wav`"]);
    again.says(&["  hint: replace it with `--force`", "0 recordings transcribed, 1 failed"]);
    assert_eq!(written("call.vtt"), "precious");
    dir.run(["transcribe", "a", "--format", "vtt", "--out", "out", "--force"]).expect(0);
    assert_eq!(written("call.vtt"), "WEBVTT\n");
    assert_eq!(fs_err::read_dir(dir.path("out")).unwrap().count(), 2, "nothing else is left in the folder");
}

#[test]
fn a_transcript_is_not_taken_for_a_sidecar() {
    let dir = TestDir::new();
    dir.write("calls/call.wav", silence());
    for format in ["json", "csv"] {
        let run = dir.run(["transcribe", "calls", "--format", format, "--out", "calls/../calls", "--force"]).expect(1);
        run.says(&[
            &format!("a .{format} file beside `calls/call.wav` would be taken for its sidecar"),
            "  hint: name",
        ]);
    }
    dir.run(["transcribe", "calls", "--format", "srt", "--out", "calls"]).expect(0);
    let mut left: Vec<_> = fs_err::read_dir(dir.path("calls")).unwrap().map(|file| file.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["call.srt", "call.wav"]);
}

#[test]
fn a_recording_in_which_nobody_speaks_is_an_empty_transcript() {
    let dir = TestDir::new();
    dir.write("silence.wav", silence());
    let run = dir.run(["transcribe", "silence.wav", "--format", "vtt"]).expect(0);
    assert_eq!(run.stdout, "WEBVTT\n");
    run.says(&["silence.wav  no speech"]);
}

#[test]
fn who_has_read_enough_ends_the_run() {
    let dir = TestDir::new();
    let mut args = vec!["transcribe".into(), "--jobs".into(), "1".into(), fixture(SHORT).into_os_string()];
    args.extend(["D11.pcm.wav", "D03.alaw.wav"].map(|file| calls().join(file).into_os_string()));
    let mut child = dir.command(args).spawn().unwrap();
    drop(child.stdout.take());
    let run: Run = finish(child).expect(0);
    run.says(&["0 recordings transcribed, 3 not done"]);
}

#[test]
fn the_verbose_version_says_what_the_program_was_built_with() {
    let dir = TestDir::new();
    for args in [["--version", "--verbose"], ["--verbose", "-V"]] {
        let run = dir.run(args).expect(0);
        let lines: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(lines[0], format!("ringcheck {}", env!("CARGO_PKG_VERSION")));
        let fact = |name: &str| {
            let line = lines.iter().find_map(|line| line.strip_prefix(&format!("  {name}")));
            line.unwrap_or_else(|| panic!("no {name} in\n{}", run.stdout)).trim()
        };
        assert!(fact("whisper.cpp").starts_with("1."), "{}", run.stdout);
        assert!(fact("word alignment").starts_with("guarded"), "{}", run.stdout);
        assert_eq!(fact("accelerators").matches(" off").count(), 4, "{}", run.stdout);
        assert!(fact("target").contains(std::env::consts::ARCH), "{}", run.stdout);
        assert!(Path::new(fact("models").split(" (").next().unwrap()).ends_with("models"), "{}", run.stdout);
        assert!(!fact("CPU").is_empty() && !fact("profile").is_empty() && !fact("ffmpeg").is_empty());
    }
    dir.run(["--verbose"]).expect(2).says(&["--version"]);
    dir.run(["--quiet"]).expect(2).says(&["no command is named", "--help"]);
}

/// The words of a text in an order that does not depend on who spoke first.
fn sorted_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.sort();
    words
}

/// One second of silence: a header, then 8000 samples of 16 bits.
fn silence() -> Vec<u8> {
    let mut wav =
        b"RIFF\xa4\x3e\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x80\x3e\0\0".to_vec();
    wav.resize(44 + 16_000, 0);
    wav
}

fn seconds_to_ms(seconds: &Value) -> u64 {
    let written = seconds.to_string();
    let (whole, decimals) = written.split_once('.').unwrap();
    format!("{whole}{decimals:0<3}").parse().unwrap()
}
