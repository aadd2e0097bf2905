//! Batches with a transcriber that plays known words, so that order, reuse and stopping are tested without a model.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use ringcheck_call::{Probability, Segment, Sha256Hex, Side, Verdict, Word};
use ringcheck_pipeline::{Cancel, Event, ListenOptions, Listener, RunOptions, Summary, run};
use ringcheck_scoring::Rubric;
use ringcheck_store::Store;
use ringcheck_transcription::{Engine, ReplayTranscriber};

/// A real call: a menu, a curt refusal.
const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/calls/D03.alaw.wav");

const SAID: &[(u16, u64, &str)] = &[
    (0, 3_200, "Thank you for calling Garden Gate Networks. For support, press one."),
    (0, 13_000, "Garden Gate."),
    (1, 14_500, "My office Wi-Fi keeps dropping, can you send somebody?"),
    (0, 27_000, "We only service people who are on one of our monthly plans."),
];

fn segment((channel, start_ms, text): (u16, u64, &str)) -> Segment {
    let words: Vec<Word> = text
        .split_whitespace()
        .zip((start_ms..).step_by(200))
        .map(|(text, start_ms)| Word {
            start_ms,
            end_ms: start_ms + 180,
            text: text.to_owned(),
            probability: Probability::ONE,
        })
        .collect();
    Segment {
        channel,
        side: Side::Unknown,
        start_ms: Some(start_ms),
        end_ms: words.last().map(|w| w.end_ms),
        text: text.to_owned(),
        words,
        confidence: Some(Probability::ONE),
        marks: vec![],
    }
}

struct Bench {
    folder: tempfile::TempDir,
    store: Mutex<Store>,
    listener: Listener,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine {
            model: "replay".to_owned(),
            model_sha256: Sha256Hex::from_bytes([7; 32]),
            version: "replay 1".to_owned(),
            settings: String::new(),
        };
        let transcriber = Arc::new(ReplayTranscriber::new(SAID.iter().copied().map(segment).collect(), engine));
        let two = NonZeroUsize::new(2).unwrap();
        let listener = Listener::new(transcriber, ListenOptions::default(), two).unwrap();
        let store = Mutex::new(Store::open(&folder.path().join("calls.db")).unwrap());
        Self { folder, store, listener }
    }

    fn recording(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs_err::copy(RECORDING, &path).unwrap();
        path
    }

    /// Runs a batch; what was reported of each finished file, in order.
    fn run(&self, paths: &[PathBuf], rubric: &Rubric, cancel: &Cancel) -> (Vec<String>, Summary) {
        let reported = Mutex::new(Vec::new());
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let on_event = |event: Event| match event {
            Event::Scored { path, scorecard, reuse } => {
                reported.lock().unwrap().push(format!("{} {reuse:?} {}", name(&path), scorecard.scorecard));
            }
            Event::Failed { path, .. } => reported.lock().unwrap().push(format!("{} failed", name(&path))),
            _ => {}
        };
        let options = RunOptions { jobs: NonZeroUsize::new(3).unwrap() };
        let summary = run(paths, &self.listener, rubric, &self.store, options, cancel, &on_event);
        (reported.into_inner().unwrap(), summary)
    }
}

#[test]
fn results_come_in_the_order_of_the_files_and_the_same_bytes_are_heard_once() {
    let bench = Bench::new();
    let paths = [bench.folder.path().join("missing.wav"), bench.recording("a.wav"), bench.recording("b.wav")];
    let (reported, summary) = bench.run(&paths, &Rubric::default_msp_inbound(), &Cancel::default());
    assert_eq!(reported[0], "missing.wav failed");
    // Which of the two is heard is a matter of luck; the other costs nothing.
    let mut reuse: Vec<&str> = reported[1..].iter().map(|r| r.split(' ').nth(1).unwrap()).collect();
    reuse.sort_unstable();
    assert_eq!(reuse, ["Nothing", "Scorecard"], "{reported:?}");
    assert_eq!(
        (reported[1].starts_with("a.wav"), reported[2].starts_with("b.wav"), summary.n_scored, summary.n_failed),
        (true, true, 2, 1)
    );
}

#[test]
fn the_words_and_their_sides_reach_the_scorecard() {
    let bench = Bench::new();
    let path = bench.recording("a.wav");
    bench.run(std::slice::from_ref(&path), &Rubric::default_msp_inbound(), &Cancel::default());
    let store = bench.store.lock().unwrap();
    let id = ringcheck_ingest::sha256_of(&path).unwrap().to_string();
    let card = store.scorecard(&id, None).unwrap().unwrap();
    let said: Vec<(Side, &str)> = card.turns.iter().map(|t| (t.side(), t.text())).collect();
    assert!(said.contains(&(Side::Caller, SAID[2].2)), "{said:?}");
    assert!(said.contains(&(Side::Business, SAID[3].2)), "{said:?}");
    let verdict = |id: &str| card.criteria.iter().find(|c| c.id == id).unwrap().verdict;
    assert_eq!((verdict("live_answer"), verdict("no_contract_turnaway")), (Verdict::Fail, Verdict::Fail));
    assert_eq!(card.sides.agent_channel, Some(0));
}

#[test]
fn only_the_stages_that_differ_run_again() {
    let bench = Bench::new();
    let paths = [bench.recording("a.wav")];
    let rubric = Rubric::default_msp_inbound();
    let run = |rubric: &Rubric| bench.run(&paths, rubric, &Cancel::default()).0;
    assert_eq!(run(&rubric), ["a.wav Nothing 1"]);
    assert_eq!(run(&rubric), ["a.wav Scorecard 1"]);
    let stricter = Rubric::parse(&rubric.text.replace("pass_mark = 80", "pass_mark = 90")).unwrap();
    assert_eq!(run(&stricter), ["a.wav Transcript 2"]);
    assert_eq!(run(&rubric), ["a.wav Scorecard 1"]);
}

#[test]
fn a_renamed_recording_is_found_by_its_new_name() {
    let bench = Bench::new();
    let old = bench.recording("old.wav");
    let rubric = Rubric::default_msp_inbound();
    bench.run(std::slice::from_ref(&old), &rubric, &Cancel::default());
    let new = bench.folder.path().join("new.wav");
    fs_err::rename(&old, &new).unwrap();
    assert_eq!(bench.run(&[new], &rubric, &Cancel::default()).0, ["new.wav Scorecard 1"]);
    let found = bench.store.lock().unwrap().resolve_call_id("new.wav").unwrap();
    assert!(matches!(found, ringcheck_store::CallMatch::One(_)), "{found:?}");
}

#[test]
fn a_stopped_run_leaves_the_rest_and_stores_nothing_half() {
    let bench = Bench::new();
    let paths = [bench.recording("a.wav")];
    let cancel = Cancel::default();
    cancel.request();
    let (reported, summary) = bench.run(&paths, &Rubric::default_msp_inbound(), &cancel);
    assert_eq!((reported.len(), summary.n_left, summary.is_stopped), (0, 1, true));
    assert_eq!(bench.store.lock().unwrap().calls(&ringcheck_store::CallFilter::default()).unwrap().len(), 0);
}
