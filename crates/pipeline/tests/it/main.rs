//! Batches with a transcriber that plays known words, so that order, reuse and stopping are tested without a model.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

#[path = "../../../opinion/tests/it/mock.rs"]
mod mock;
mod opinions;
mod recognition;
mod trouble;
mod verify;

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use ringcheck_call::{
    Call, Disposition, Probability, Scorecard, Segment, Sha256Hex, Side, StartedAtSource, Turn, Verdict, Word,
};
use ringcheck_pipeline::{
    Advisor, CallSource, Cancel, Event, FileError, ListenOptions, Listener, RecordingSource, RunOptions, Setting,
    Summary, hear_each, run,
};
use ringcheck_scoring::Rubric;
use ringcheck_store::{CallFilter, CallMatch, Store};
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

fn engine() -> Engine {
    Engine {
        model: "replay".to_owned(),
        model_sha256: Sha256Hex::from_bytes([7; 32]),
        version: "replay 1".to_owned(),
        settings: String::new(),
    }
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let transcriber = Arc::new(ReplayTranscriber::new(SAID.iter().copied().map(segment).collect(), engine()));
        let two = NonZeroUsize::new(2).unwrap();
        let listener = Listener::new(transcriber, ListenOptions::default(), two);
        let store = Mutex::new(Store::open(&folder.path().join("calls.db")).unwrap());
        Self { folder, store, listener }
    }

    fn recording(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs_err::copy(RECORDING, &path).unwrap();
        path
    }

    fn db(&self) -> PathBuf {
        self.folder.path().join("calls.db")
    }

    /// Runs a batch of files; what was reported of each finished one, in order.
    fn run(&self, paths: &[PathBuf], rubric: &Rubric, cancel: &Cancel) -> (Vec<String>, Summary) {
        self.run_calls(paths.iter().cloned().map(CallSource::of_file).collect(), rubric, cancel)
    }

    fn run_calls(&self, calls: Vec<CallSource>, rubric: &Rubric, cancel: &Cancel) -> (Vec<String>, Summary) {
        self.run_advised(calls, rubric, None, cancel)
    }

    fn run_advised(
        &self,
        calls: Vec<CallSource>,
        rubric: &Rubric,
        advisor: Option<&Advisor>,
        cancel: &Cancel,
    ) -> (Vec<String>, Summary) {
        let options = RunOptions { advisor, ..RunOptions::of_jobs(NonZeroUsize::new(3).unwrap()) };
        let (reported, summary) = self.run_reporting(calls, rubric, options, cancel);
        let without_reason = |line: String| match line.split_once(": ") {
            Some((name, _)) => format!("{name} failed"),
            None => line,
        };
        (reported.into_iter().map(without_reason).collect(), summary)
    }

    /// Runs a batch of files as the options say; of those that failed it is reported why.
    fn run_with(&self, paths: &[PathBuf], options: RunOptions<'_>) -> (Vec<String>, Summary) {
        let calls = paths.iter().cloned().map(CallSource::of_file).collect();
        self.run_reporting(calls, &Rubric::default_msp_inbound(), options, &Cancel::default())
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run_reporting(
        &self,
        calls: Vec<CallSource>,
        rubric: &Rubric,
        options: RunOptions<'_>,
        cancel: &Cancel,
    ) -> (Vec<String>, Summary) {
        let reported = Mutex::new(Vec::new());
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let on_event = |event: Event| match event {
            Event::Scored { path, scorecard, reuse } => {
                reported.lock().unwrap().push(format!("{} {reuse:?} {}", name(&path), scorecard.scorecard));
            }
            Event::Failed { path, error } => reported.lock().unwrap().push(format!("{}: {error}", name(&path))),
            Event::TakenLast { path } => reported.lock().unwrap().push(format!("{} is last", name(&path))),
            Event::Waiting { .. } => reported.lock().unwrap().push("waiting".to_owned()),
            Event::GoesOn => reported.lock().unwrap().push("goes on".to_owned()),
            Event::Duplicate { path, same_as } => {
                reported.lock().unwrap().push(format!("{} is {}", name(&path), name(&same_as)));
            }
            _ => {}
        };
        let summary = run(
            calls.into_iter(),
            &self.listener,
            Setting { rubric, prompts: &[] },
            &self.store,
            options,
            cancel,
            &on_event,
        );
        (reported.into_inner().unwrap(), summary)
    }
}

#[test]
fn results_come_in_the_order_of_the_files_and_the_same_bytes_are_one_recording() {
    let bench = Bench::new();
    let paths = [bench.folder.path().join("missing.wav"), bench.recording("a.wav"), bench.recording("b.wav")];
    let rubric = Rubric::default_msp_inbound();
    let (reported, summary) = bench.run(&paths, &rubric, &Cancel::default());
    assert_eq!(reported, ["missing.wav failed", "a.wav Nothing 1", "b.wav is a.wav"]);
    assert_eq!((summary.n_scored, summary.n_failed, summary.n_duplicates, summary.n_left), (1, 1, 1, 0));
    let (reported, _) = bench.run(&paths, &rubric, &Cancel::default());
    assert_eq!(reported, ["missing.wav failed", "a.wav Scorecard 1", "b.wav is a.wav"]);
}

#[test]
fn recordings_that_are_only_heard_come_in_their_order_as_soon_as_they_may() {
    let bench = Bench::new();
    let paths = [bench.recording("a.wav"), bench.folder.path().join("missing.wav"), bench.recording("b.wav")];
    let cancel = Cancel::default();
    let mut reported = Vec::new();
    let mut hear = |cancel: &Cancel, stops_after_first: bool| {
        let recordings = paths.iter().map(|path| (path.clone(), None));
        let audio_ms = Mutex::new(0);
        hear_each(
            recordings,
            &bench.listener,
            NonZeroUsize::MIN,
            cancel,
            &|ms| *audio_ms.lock().unwrap() += ms,
            |path, heard| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let heard = heard.map(|(heard, _)| heard.transcript.segments.len());
                reported.push(match heard {
                    Ok(n_segments) => format!("{name} {n_segments}"),
                    Err(FileError::Cancelled { .. }) => format!("{name} cancelled"),
                    Err(_) => format!("{name} failed"),
                });
                if stops_after_first {
                    cancel.request();
                }
            },
        );
        audio_ms.into_inner().unwrap()
    };
    let audio_ms = hear(&cancel, false);
    let one_ms = hear(&cancel, true);
    assert_eq!(reported, ["a.wav 4", "missing.wav failed", "b.wav 4", "a.wav 4"]);
    assert!(one_ms > 0 && audio_ms == 2 * one_ms, "{audio_ms} {one_ms}");
}

/// The recording with a few bytes behind its audio: the same sound, another recording.
fn second_recording(bench: &Bench, name: &str) -> PathBuf {
    let path = bench.recording(name);
    let mut bytes = fs_err::read(&path).unwrap();
    bytes.extend(b"LIST\x04\0\0\0abcd");
    fs_err::write(&path, bytes).unwrap();
    path
}

fn call_of(recordings: &[(&PathBuf, u64)], id: &str) -> CallSource {
    CallSource {
        name: recordings.first().map_or_else(|| PathBuf::from(format!("cdr.csv:{id}")), |(path, _)| (*path).clone()),
        recordings: recordings
            .iter()
            .map(|(path, offset_ms)| RecordingSource { path: (*path).clone(), offset_ms: Some(*offset_ms) })
            .collect(),
        call: Call { phone_system_id: Some(id.to_owned()), ..Call::default() },
        ..CallSource::default()
    }
}

#[test]
fn recordings_of_one_call_are_one_conversation_on_its_clock() {
    let bench = Bench::new();
    let (first, second) = (bench.recording("a.wav"), second_recording(&bench, "b.wav"));
    let rubric = Rubric::default_msp_inbound();
    let run = |calls: Vec<CallSource>| bench.run_calls(calls, &rubric, &Cancel::default()).0;
    // The first recording is there before the second and is scored alone.
    assert_eq!(run(vec![call_of(&[(&first, 0)], "77.1")]), ["a.wav Nothing 1"]);
    let whole = call_of(&[(&first, 0), (&second, 90_000)], "77.1");
    assert_eq!(run(vec![whole.clone()]), ["a.wav Nothing 1"]);
    assert_eq!(run(vec![whole]), ["a.wav Scorecard 1"]);
    let store = bench.store.lock().unwrap();
    let calls = store.calls(&CallFilter::default()).unwrap();
    assert_eq!(calls.len(), 1, "the call of the first recording alone is not listed beside the whole one: {calls:?}");
    let card = store.scorecard(&calls[0].id, None).unwrap().unwrap();
    assert_eq!(card.recordings.iter().map(|r| r.offset_ms).collect::<Vec<_>>(), [0, 90_000]);
    assert_eq!(
        card.recordings.iter().map(|r| r.path.rsplit('/').next().unwrap()).collect::<Vec<_>>(),
        ["a.wav", "b.wav"]
    );
    let starts: Vec<_> =
        card.turns.iter().filter(|t| t.text().contains("Garden Gate.")).filter_map(Turn::start_ms).collect();
    assert_eq!(starts.len(), 2);
    assert_eq!(starts[1] - starts[0], 90_000);
    assert_eq!(calls[0].duration_ms, Some(90_000 + card.recordings[1].duration_ms));
    for name in ["a.wav", "b.wav", "b"] {
        let found = store.resolve_call_id(name).unwrap();
        assert!(matches!(&found, CallMatch::One(id) if *id == calls[0].id), "{name}: {found:?}");
    }
}

#[test]
fn a_recording_that_cannot_be_read_does_not_take_its_call_with_it() {
    let bench = Bench::new();
    let (first, missing) = (bench.recording("a.wav"), bench.folder.path().join("gone.wav"));
    let calls = vec![call_of(&[(&first, 0), (&missing, 90_000)], "77.1")];
    let (reported, summary) = bench.run_calls(calls, &Rubric::default_msp_inbound(), &Cancel::default());
    assert_eq!(reported, ["gone.wav failed", "a.wav Nothing 1"]);
    assert_eq!((summary.n_scored, summary.n_failed), (1, 1));
    let store = bench.store.lock().unwrap();
    let call = &store.calls(&CallFilter::default()).unwrap()[0];
    let card = store.scorecard(&call.id, None).unwrap().unwrap();
    assert!(card.needs_review);
    assert!(
        card.review_reasons.iter().any(|r| r == "another recording of this call is missing or could not be read"),
        "{card:?}"
    );
}

/// A run without the phone system's records takes back nothing that an earlier one with them knew.
#[test]
fn what_was_known_of_a_call_is_not_lost_by_a_later_look_without_it() {
    let bench = Bench::new();
    let first = bench.recording("a.wav");
    let mut known = call_of(&[(&first, 0)], "77.1");
    known.call.started_at = Some("2025-11-30T09:53:55-06:00".to_owned());
    known.call.started_at_source = Some(StartedAtSource::Cdr);
    known.call.caller_number = Some("5125550177".to_owned());
    let rubric = Rubric::default_msp_inbound();
    let run = |call: CallSource| bench.run_calls(vec![call], &rubric, &Cancel::default()).0;
    assert_eq!(run(known.clone()), ["a.wav Nothing 1"]);
    let mut unknown = CallSource::of_file(first.clone());
    unknown.call.started_at = Some("2026-01-01T00:00:00Z".to_owned());
    unknown.call.started_at_source = Some(StartedAtSource::FileTime);
    assert_eq!(run(unknown), ["a.wav Scorecard 1"]);
    let calls = bench.store.lock().unwrap().calls(&CallFilter::default()).unwrap();
    assert_eq!(calls[0].started_at, known.call.started_at);
    assert_eq!(calls[0].caller_number, known.call.caller_number);
}

/// A queue and an extension may each record the same conversation.
#[test]
fn what_two_overlapping_recordings_hold_is_said_once() {
    let bench = Bench::new();
    let (first, second) = (bench.recording("a.wav"), second_recording(&bench, "b.wav"));
    let calls = vec![call_of(&[(&first, 0), (&second, 1_000)], "77.1")];
    let (reported, _) = bench.run_calls(calls, &Rubric::default_msp_inbound(), &Cancel::default());
    assert_eq!(reported, ["a.wav Nothing 1"]);
    let store = bench.store.lock().unwrap();
    let call = &store.calls(&CallFilter::default()).unwrap()[0];
    let card = store.scorecard(&call.id, None).unwrap().unwrap();
    assert_eq!(card.turns.iter().filter(|t| t.text().contains("monthly plans")).count(), 1, "{:?}", card.turns);
    assert!(card.recordings[1].notes.iter().any(|note| note.contains("count once")), "{:?}", card.recordings[1]);
}

#[test]
fn a_call_of_which_a_recording_is_missing_is_not_judged_as_whole() {
    let bench = Bench::new();
    let first = bench.recording("a.wav");
    let call = CallSource { n_missing: 1, ..call_of(&[(&first, 0)], "77.1") };
    let rubric = Rubric::default_msp_inbound();
    bench.run_calls(vec![call], &rubric, &Cancel::default());
    let whole = call_of(&[(&first, 0)], "77.1");
    let close = |card: &Scorecard| card.criteria.iter().find(|c| c.id == "close_attempt").unwrap().verdict;
    let newest = || {
        let store = bench.store.lock().unwrap();
        let call = &store.calls(&CallFilter::default()).unwrap()[0];
        store.scorecard(&call.id, None).unwrap().unwrap()
    };
    let card = newest();
    assert_eq!(close(&card), Verdict::Undetermined);
    assert!(card.needs_review);
    // What spoils the end is a part of the key: once it is known that nothing is missing, the call is judged again.
    assert_eq!(bench.run_calls(vec![whole], &rubric, &Cancel::default()).0, ["a.wav Transcript 2"]);
    assert_eq!(close(&newest()), Verdict::Fail);
}

#[test]
fn a_call_that_turns_out_to_be_recorded_is_listed_once() {
    let bench = Bench::new();
    let mut lost = call_of(&[], "77.1");
    lost.call.disposition = Some(Disposition::NoAnswer);
    let rubric = Rubric::default_msp_inbound();
    bench.run_calls(vec![lost], &rubric, &Cancel::default());
    let first = bench.recording("a.wav");
    bench.run_calls(vec![call_of(&[(&first, 0)], "77.1")], &rubric, &Cancel::default());
    let calls = bench.store.lock().unwrap().calls(&CallFilter::default()).unwrap();
    assert_eq!(calls.iter().map(|call| call.file_name.as_deref()).collect::<Vec<_>>(), [Some("a.wav")]);
}

#[test]
fn a_call_that_nobody_recorded_has_a_scorecard() {
    let bench = Bench::new();
    let mut lost = call_of(&[], "1764453235.353068");
    lost.call.disposition = Some(Disposition::NoAnswer);
    lost.call.duration_ms = Some(21_000);
    let rubric = Rubric::default_msp_inbound();
    let run = || bench.run_calls(vec![lost.clone()], &rubric, &Cancel::default()).0;
    assert_eq!(run(), ["cdr.csv:1764453235.353068 Nothing 1"]);
    assert_eq!(run(), ["cdr.csv:1764453235.353068 Scorecard 1"]);
    let store = bench.store.lock().unwrap();
    let call = &store.calls(&CallFilter::default()).unwrap()[0];
    let verdicts: Vec<_> = call.verdicts.iter().filter(|(_, v)| *v != Verdict::Na).cloned().collect();
    assert_eq!(verdicts, [("live_answer".to_owned(), Verdict::Fail)]);
    assert_eq!((call.percent, call.duration_ms, call.needs_review), (Some(0.0), Some(21_000), false));
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
