//! Damaged recordings never become plausible results: what can be heard is judged, the rest is left open.

use serde_json::Value;

use crate::{
    harness::{TestDir, fixture},
    shared::criterion,
};

/// What the end of the call decides, when nothing before did.
const DECIDED_BY_THE_END: [&str; 3] = ["qualifying_questions", "close_attempt", "contact_capture"];

#[test]
fn a_recording_that_breaks_off_in_a_sample_is_scored_up_to_there() {
    is_scored_up_to_the_damage("cut-mid-sample.wav", "pcm_s16le", "63.6 s");
}

#[test]
fn a_header_that_lies_about_the_length_is_not_believed() {
    is_scored_up_to_the_damage("lying-header.wav", "pcm_mulaw", "10800.0 s");
}

#[track_caller]
fn is_scored_up_to_the_damage(name: &str, codec: &str, announced: &str) {
    let dir = TestDir::new();
    let path = fixture("broken").join(name);
    let run = dir.run(["score".as_ref(), "--json".as_ref(), path.as_os_str()]).expect(0);
    run.says(&[&format!("warning: `{}`: ", path.display()), "cut off", announced, "1 to be looked at by a person"]);
    let cards = run.json_lines();
    let [card] = cards.as_slice() else { panic!("{} scorecards", cards.len()) };
    let recording = &card["recordings"][0];
    assert_eq!(recording["codec"], codec);
    assert_eq!(recording["duration_ms"], 7000, "as long as what is really there");
    assert_eq!(recording["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(card["needs_review"], true);
    for id in DECIDED_BY_THE_END {
        let criterion = criterion(card, id);
        assert_eq!(criterion["verdict"], "undetermined", "{criterion}");
        assert_eq!(criterion["possible"], 0);
    }
    assert_eq!(criterion(card, "live_answer")["verdict"], "pass", "the start of the call is there");
    assert!(!all_text(card).is_empty());

    let listed = dir.run(["list", "--json", "--needs-review"]).expect(0);
    assert_eq!(listed.json_lines(), cards);
    // The warning is stored with the recording, and is told again when nothing has to be done.
    dir.run(["score".as_ref(), path.as_os_str()]).expect(0).says(&["cut off", "unchanged since last time"]);
}

/// As much silence as `RINGCHECK_TEST_SILENCE_MINUTES` says, by default a short call; `make soak` takes three hours.
#[test]
fn hours_of_silence_are_scored_in_little_memory_and_nothing_is_judged() {
    let minutes = std::env::var("RINGCHECK_TEST_SILENCE_MINUTES").map_or(20, |text| text.parse().unwrap());
    let dir = TestDir::new();
    let path = dir.write("silence.wav", silence(minutes));
    let run = dir.run(["score", "--json", "silence.wav"]).expect(0);
    fs_err::remove_file(path).unwrap();
    let cards = run.json_lines();
    let [card] = cards.as_slice() else { panic!("{} scorecards", cards.len()) };
    assert_eq!(card["recordings"][0]["duration_ms"], minutes * 60_000);
    assert_eq!(card["recordings"][0]["layout"], "stereo");
    assert_eq!(all_text(card), "");
    assert_eq!(card["turns"], serde_json::json!([]));
    for criterion in card["criteria"].as_array().unwrap() {
        assert!(criterion["verdict"] == "undetermined" || criterion["verdict"] == "na", "{criterion}");
        assert_eq!(criterion["evidence"], serde_json::json!([]));
    }
    assert_eq!(
        card["score"],
        serde_json::json!({"points": 0, "possible": 0, "percent": null, "critical_failed": [], "passed": null})
    );
    assert_eq!(card["needs_review"], true);
    if let Some(peak) = run.peak_bytes {
        println!(
            "{minutes} minutes of silence: {:.0} s, {} MB at the peak",
            run.elapsed.as_secs_f64(),
            peak / 1_000_000
        );
        assert!(peak < 600_000_000, "{peak} bytes");
    }
    assert!(dir.run(["show", "--no-turns", "silence.wav"]).expect(0).stdout.contains("nothing to judge"));
}

/// As much talk as `RINGCHECK_TEST_TALK_MINUTES` says, by default a short call; `make soak` takes three hours.
#[test]
fn hours_of_talk_on_two_channels_are_scored_in_little_memory() {
    let minutes: u32 = std::env::var("RINGCHECK_TEST_TALK_MINUTES").map_or(2, |text| text.parse().unwrap());
    let dir = TestDir::new();
    // A header of 44 bytes or a little more, then A-law of two channels: the call again and again.
    let call = fs_err::read(fixture("calls/D03.alaw.wav")).unwrap();
    let data = call.windows(4).position(|four| four == b"data").unwrap() + 8;
    let data_len = minutes * 60 * 16_000;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data_len).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x06\0\x02\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x08\0data");
    wav.extend(data_len.to_le_bytes());
    wav.extend(call[data..].iter().cycle().take(usize::try_from(data_len).unwrap()));
    dir.write("talk.wav", wav);
    let run = dir.run(["score", "--json", "--jobs", "2", "talk.wav"]).expect(0);
    let cards = run.json_lines();
    assert_eq!(cards[0]["recordings"][0]["duration_ms"], minutes * 60_000);
    assert_eq!(cards[0]["recordings"][0]["layout"], "stereo");
    let n_refusals = cards[0]["turns"].as_array().unwrap().iter().filter(|t| said(t, "monthly plans")).count();
    assert!(n_refusals >= minutes as usize / 2, "{n_refusals} in {minutes} minutes");
    if let Some(peak) = run.peak_bytes {
        println!("{minutes} minutes of talk: {:.0} s, {} MB at the peak", run.elapsed.as_secs_f64(), peak / 1_000_000);
        assert!(peak < 600_000_000, "{peak} bytes");
    }
}

/// Some recorders write a mono call on the left channel of two.
#[test]
fn two_parties_beside_a_dead_channel_are_told_apart() {
    let dir = TestDir::new();
    let mono = fs_err::read(fixture("calls/D01.mulaw.wav")).unwrap();
    let data = mono.windows(4).position(|four| four == b"data").unwrap() + 8;
    let samples = &mono[data..];
    let data_len = u32::try_from(samples.len() * 2).unwrap();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data_len).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x07\0\x02\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x08\0data");
    wav.extend(data_len.to_le_bytes());
    wav.extend(samples.iter().flat_map(|&sample| [sample, 0xff]));
    dir.write("left.wav", wav);
    let run = dir.run(["score", "--json", "left.wav"]).expect(0);
    let card = &run.json_lines()[0];
    assert_eq!(card["recordings"][0]["layout"], "one_sided");
    assert_eq!(card["sides"]["method"], "voices");
    let turns = card["turns"].as_array().unwrap();
    let side_of = |words: &str| turns.iter().find(|turn| said(turn, words)).map(|turn| turn["side"].clone());
    assert_eq!(side_of("under contract"), Some("business".into()));
    assert_eq!(side_of("Dale Prout"), Some("caller".into()));
}

fn said(turn: &Value, words: &str) -> bool {
    turn["text"].as_str().unwrap().contains(words)
}

/// A mu-law WAV of 8 kHz, stereo, in which nothing is said. 0xff is zero (ITU-T G.711, table 2a).
fn silence(minutes: u32) -> Vec<u8> {
    let data_len = minutes * 60 * 16_000;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data_len).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x07\0\x02\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x08\0data");
    wav.extend(data_len.to_le_bytes());
    wav.resize(wav.len() + usize::try_from(data_len).unwrap(), 0xff);
    wav
}

fn all_text(card: &Value) -> String {
    let turns = card["turns"].as_array().unwrap().iter();
    turns.map(|turn| turn["text"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}
