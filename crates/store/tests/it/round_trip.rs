//! What is put in comes out again, exactly.

use proptest::prelude::*;
use ringcheck_call::{Probability, Segment, Side, Transcript, TranscriptSource, Word};
use ringcheck_store::TranscriptKey;

use crate::sample::{Place, Sample, recording, sha256};

#[test]
fn a_transcript_is_found_as_it_was_put() {
    let place = Place::new();
    let sample = Sample::new("calls/0412.wav");
    let mut store = place.store();
    assert_eq!(store.find_transcript(&sample.key()).unwrap(), None);
    sample.put(&mut store);
    drop(store);
    let found = place.store().find_transcript(&sample.key()).unwrap().unwrap();
    assert_eq!(found.call_id, sample.id());
    assert_eq!(found.recordings, sample.recordings);
    assert_eq!(found.sides, sample.sides);
    assert_eq!(found.transcript, sample.transcript);
    assert_eq!(found.sound_events, sample.sound_events);
    assert_eq!(found.fingerprints, sample.fingerprints);
    assert_eq!(found.call, sample.call);
    assert_eq!((found.model.as_deref(), found.masking.as_str()), (Some("tiny.en-q8_0"), "1"));
}

#[test]
fn a_transcript_is_found_by_its_whole_key_alone() {
    let place = Place::new();
    let sample = Sample::new("a.wav");
    let mut store = place.store();
    sample.put(&mut store);
    for key in [
        TranscriptKey { source_sha256: sha256("other"), ..sample.key() },
        TranscriptKey { model_sha256: None, ..sample.key() },
        TranscriptKey { model_sha256: Some(sha256("other")), ..sample.key() },
        TranscriptKey { settings_sha256: sha256("other"), ..sample.key() },
    ] {
        assert_eq!(store.find_transcript(&key).unwrap(), None);
    }
}

#[test]
fn a_transcript_without_a_model_is_stored_once() {
    let place = Place::new();
    let sample = Sample::new("a.wav");
    let mut store = place.store();
    let key = TranscriptKey { model_sha256: None, ..sample.key() };
    sample.put_under(&mut store, &key).unwrap();
    sample.put_under(&mut store, &key).unwrap();
    assert_eq!(place.n_rows("transcripts"), 1);
    assert!(store.find_transcript(&key).unwrap().is_some());
}

#[test]
fn a_transcript_keeps_the_recordings_it_was_made_from() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("a.wav");
    sample.put(&mut store);
    let mut better = sample.clone();
    better.recordings[0].duration_ms = 62_000;
    better.recordings[0].path = "moved/a.wav".to_owned();
    let better_key = TranscriptKey { settings_sha256: sha256("better decoder"), ..sample.key() };
    better.put_under(&mut store, &better_key).unwrap();
    assert_eq!(store.find_transcript(&sample.key()).unwrap().unwrap().recordings, sample.recordings);
    assert_eq!(store.find_transcript(&better_key).unwrap().unwrap().recordings, better.recordings);
    let seen: String = place.sqlite().query_row("SELECT path FROM recordings", [], |row| row.get(0)).unwrap();
    assert_eq!(seen, "moved/a.wav");
}

#[test]
fn several_recordings_of_a_call_keep_their_order() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("b.wav");
    sample.recordings.push(ringcheck_call::Recording { offset_ms: 61_500, ..recording("a.wav") });
    sample.put(&mut store);
    assert_eq!(store.find_transcript(&sample.key()).unwrap().unwrap().recordings, sample.recordings);
    let duration_ms = sample.score(&mut store, "k").id;
    let calls = store.calls(&ringcheck_store::CallFilter::default()).unwrap();
    assert_eq!((calls[0].id.as_str(), calls[0].duration_ms), (duration_ms.as_str(), Some(123_000)));
}

#[test]
fn a_scorecard_is_read_back_to_the_byte() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("calls/0412.wav");
    let stored = sample.score(&mut store, "k");
    let mut expected = sample.scorecard();
    expected.scorecard = 1;
    let expected = serde_json::to_string(&expected).unwrap();
    assert_eq!(serde_json::to_string(&stored).unwrap(), expected);
    drop(store);
    let store = place.store();
    let found = store.find_scorecard(&sha256("k")).unwrap().unwrap();
    assert_eq!(serde_json::to_string(&found).unwrap(), expected);
    assert_eq!(store.scorecard(&sample.id(), Some(1)).unwrap(), Some(found));
    assert_eq!(store.find_scorecard(&sha256("other")).unwrap(), None);
}

#[test]
fn the_tables_say_what_the_scorecard_says() {
    let place = Place::new();
    Sample::new("calls/0412.wav").score(&mut place.store(), "k");
    let conn = place.sqlite();
    let (quote, why, side): (String, String, String) = conn
        .query_row("SELECT quote, why, side FROM evidence WHERE kind = 'nearest_miss'", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert!(quote.contains("only support contract customers"), "{quote}");
    assert_eq!((why.as_str(), side.as_str()), ("nobody offers anything", "business"));
    let first: (String, String, bool, String) = conn
        .query_row("SELECT criterion_id, verdict, is_critical_fail, quote FROM v_criteria ORDER BY number", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap();
    assert_eq!((first.0.as_str(), first.1.as_str(), first.2), ("live_answer", "pass", false));
    assert_eq!(first.3, "Lone Pecan Technologies, this is Dana.");
    let said: String = conn
        .query_row(
            "SELECT group_concat(text, ' ') FROM (SELECT text FROM words WHERE segment = 1 ORDER BY number)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(said, "Our server is down, can you help?");
    for (table, n_rows) in [
        ("turns", 3),
        ("timeline_events", 2),
        ("criteria", 2),
        ("evidence", 3),
        ("rubrics", 1),
        ("timeline_figures", 1),
    ] {
        assert_eq!(place.n_rows(table), n_rows, "{table}");
    }
    let n_dangling: i64 =
        conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(n_dangling, 0);
}

fn any_probability() -> impl Strategy<Value = Probability> {
    (0u16..=1000).prop_map(Probability::from_thousandths)
}

fn any_segment() -> impl Strategy<Value = Segment> {
    let word = ("\\PC{1,8}", 0u64..1 << 40, 0u64..9999, any_probability());
    let words = prop::collection::vec(word, 0..6);
    let time = prop::option::of(0u64..i64::MAX as u64);
    (words, time, any::<String>(), 0u16..3, prop::option::of(any_probability())).prop_map(
        |(words, start_ms, text, channel, confidence)| Segment {
            channel,
            side: [Side::Business, Side::Caller, Side::Unknown][usize::from(channel)],
            start_ms,
            end_ms: start_ms,
            text,
            words: words
                .into_iter()
                .map(|(text, start_ms, length_ms, probability)| Word {
                    start_ms,
                    end_ms: start_ms + length_ms,
                    text,
                    probability,
                })
                .collect(),
            confidence,
            marks: vec![],
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_transcript_is_found_as_it_was_put(segments in prop::collection::vec(any_segment(), 0..8), path in "\\PC{1,20}") {
        let place = Place::new();
        let mut sample = Sample::new(&path);
        sample.transcript = Transcript { source: TranscriptSource::Recognized, segments };
        let mut store = place.store();
        sample.put(&mut store);
        let found = store.find_transcript(&sample.key()).unwrap().unwrap();
        prop_assert_eq!(found.transcript, sample.transcript);
        prop_assert_eq!(found.recordings, sample.recordings);
    }

    #[test]
    fn any_scorecard_is_read_back_to_the_byte(
        percent in prop::option::of(any::<f64>().prop_filter("JSON has no such number", |x| x.is_finite())),
        rationale in any::<String>(),
    ) {
        let place = Place::new();
        let mut sample = Sample::new("a.wav");
        sample.percent = percent;
        let mut scorecard = sample.scorecard();
        scorecard.criteria[0].rationale = rationale;
        let mut store = place.store();
        sample.put(&mut store);
        let stored = sample.append(&mut store, "k", &scorecard).unwrap();
        scorecard.scorecard = 1;
        prop_assert_eq!(serde_json::to_string(&stored).unwrap(), serde_json::to_string(&scorecard).unwrap());
    }
}
