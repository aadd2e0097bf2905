//! The verdicts on the recordings, against what a careful person says of them.

use serde_json::{Value, json};

use crate::{
    harness::{TestDir, fixture},
    shared::{calls, criterion, file_name, shared, truth_of},
};

/// The criteria that lose leads.
const CORE: [&str; 4] = ["live_answer", "no_contract_turnaway", "qualifying_questions", "close_attempt"];

#[test]
fn every_recording_is_scored() {
    let run = shared().run.clone().expect(0);
    let scored: Vec<&str> = shared().cards.iter().map(file_name).collect();
    assert_eq!(scored, recordings());
    run.says(&["8 calls scored", "8:48 of calls listened to", "calls.db"]);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

/// Resident, with the model that ships, on as many recordings at once as there are cores.
#[cfg(target_os = "linux")]
#[test]
fn scoring_stays_below_700_megabytes() {
    let peak = shared().run.peak_bytes.unwrap();
    assert!(peak < 700_000_000, "{peak} bytes");
    assert!(peak > 40_000_000, "{peak} bytes are less than the model alone");
}

#[test]
fn who_answers_a_stereo_recording_is_as_labelled() {
    for (card, truth) in pairs().filter(|(_, truth)| truth["layout"] == "stereo") {
        let verdict = &criterion(card, "live_answer")["verdict"];
        assert_eq!(*verdict, truth["labels"]["live_answer"], "{}", file_name(card));
    }
}

#[test]
fn core_verdicts_agree_with_the_labels() {
    let mut disagreements = Vec::new();
    let mut n_judged = 0;
    for (card, truth) in pairs() {
        for id in CORE.into_iter().filter(|id| truth["labels"][id] != "na") {
            n_judged += 1;
            let (label, verdict) = (&truth["labels"][id], &criterion(card, id)["verdict"]);
            if verdict != label {
                disagreements.push(format!("{} {id}: {verdict}, and the label says {label}", file_name(card)));
            }
        }
    }
    assert_eq!(n_judged, 25);
    assert!(disagreements.len() * 10 <= n_judged * 3, "{disagreements:#?}");
}

#[test]
fn what_does_not_apply_is_left_out_where_only_a_machine_answers() {
    let card = shared().card("D07.flac");
    assert_eq!(criterion(card, "live_answer")["verdict"], "fail");
    for other in card["criteria"].as_array().unwrap().iter().filter(|c| c["id"] != "live_answer") {
        assert_eq!(other["verdict"], "na", "{}", other["id"]);
    }
    assert_eq!(card["score"]["possible"], criterion(card, "live_answer")["possible"]);
}

#[test]
fn the_business_is_found_on_its_channel() {
    for (card, truth) in pairs() {
        assert_eq!(card["sides"]["agent_channel"], truth["agent_channel"], "{}", file_name(card));
        assert_eq!(card["recordings"][0]["layout"], truth["layout"], "{}", file_name(card));
        let is_stereo = truth["layout"] == "stereo";
        let n_unknown = card["turns"].as_array().unwrap().iter().filter(|turn| turn["side"] == "unknown").count();
        assert!(!is_stereo || n_unknown == 0, "{}: {n_unknown} turns of nobody", file_name(card));
    }
}

#[test]
fn the_length_of_every_format_is_right_to_a_tenth_of_a_second() {
    for (card, truth) in pairs() {
        let found = card["recordings"][0]["duration_ms"].as_i64().unwrap();
        let real = truth["duration_ms"].as_i64().unwrap();
        assert!((found - real).abs() <= 100, "{}: {found} ms, and it has {real} ms", file_name(card));
    }
}

#[test]
fn the_invented_transcripts_come_to_what_they_show() {
    let dir = TestDir::new();
    let run = dir
        .run([
            "score".as_ref(),
            "--transcript".as_ref(),
            "--json".as_ref(),
            fixture("transcripts/calls.jsonl").as_os_str(),
        ])
        .expect(0);
    let cards = run.json_lines();
    let ids: Vec<&str> = cards.iter().map(|card| card["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["booked-visit", "turned-away", "voicemail-only"]);
    assert_eq!(cards[0]["score"]["percent"], 100.0);
    assert_eq!(cards[0]["score"]["passed"], true);
    assert_eq!(cards[1]["score"]["critical_failed"], json!(["no_contract_turnaway"]));
    assert_eq!(cards[1]["score"]["passed"], false);
    assert_eq!(criterion(&cards[2], "live_answer")["verdict"], "fail");
    assert_eq!(criterion(&cards[2], "close_attempt")["verdict"], "na");
    for card in &cards {
        assert_eq!(card["recordings"], json!([]));
        assert!(card["origin"]["model"].is_null());
    }
}

/// The names of the recordings, in order.
fn recordings() -> Vec<String> {
    let entries = fs_err::read_dir(calls()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.contains(".truth.")).collect();
    names.sort();
    names
}

/// Each scorecard with the truth about its call.
fn pairs() -> impl Iterator<Item = (&'static Value, Value)> {
    shared().cards.iter().map(|card| (card, truth_of(file_name(card))))
}
