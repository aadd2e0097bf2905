//! Nothing is done twice, nothing is half done, nothing is changed.

use std::{collections::BTreeSet, error::Error as _, sync::Barrier};

use ringcheck_call::{Evidence, Verdict};
use ringcheck_store::{Store, TranscriptKey};

use crate::sample::{Place, Sample, sha256};

#[test]
fn the_same_again_writes_nothing() {
    let place = Place::new();
    let sample = Sample::new("a.wav");
    let mut store = place.store();
    let first = sample.score(&mut store, "k");
    drop(store);
    let before = (place.n_rows_by_table(), fs_err::read(place.db()).unwrap());
    let mut store = place.store();
    let mut changed = sample.clone();
    changed.call.agent_name = Some("somebody else".to_owned());
    changed.put(&mut store);
    let again = changed.append(&mut store, "k", &changed.scorecard()).unwrap();
    drop(store);
    assert_eq!(again, first);
    assert_eq!(before, (place.n_rows_by_table(), fs_err::read(place.db()).unwrap()));
}

#[test]
fn scorecards_of_a_call_are_numbered_from_one() {
    let place = Place::new();
    let mut store = place.store();
    let (a, b) = (Sample::new("a.wav"), Sample::new("b.wav"));
    let numbers = [a.score(&mut store, "a1"), b.score(&mut store, "b1"), a.score(&mut store, "a2")];
    assert_eq!(numbers.map(|scorecard| scorecard.scorecard), [1, 1, 2]);
    assert_eq!(store.scorecard(&a.id(), None).unwrap().unwrap().scorecard, 2);
    assert_eq!(store.scorecard(&a.id(), Some(1)).unwrap().unwrap().scorecard, 1);
    assert_eq!(store.scorecard(&a.id(), Some(3)).unwrap(), None);
    assert_eq!(store.scorecard("nobody", None).unwrap(), None);
    assert_eq!(place.n_rows("rubrics"), 1);
}

#[test]
fn a_call_shows_what_its_newest_scorecard_knows() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("a.wav");
    sample.score(&mut store, "1");
    sample.call.agent_name = Some("Kim".to_owned());
    sample.call.started_at = Some("2026-03-05T00:00:00Z".to_owned());
    sample.score(&mut store, "2");
    let calls = store.calls(&ringcheck_store::CallFilter::default()).unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].scorecard, calls[0].agent_name.as_deref()), (2, Some("Kim")));
    assert_eq!(store.scorecard(&sample.id(), Some(1)).unwrap().unwrap().call.agent_name.as_deref(), Some("Dana"));
}

#[test]
fn a_scorecard_comes_back_with_everything_that_it_was_made_of() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("a.wav");
    let first = sample.score(&mut store, "1");
    sample.call.agent_name = Some("Kim".to_owned());
    sample.score(&mut store, "2");
    let old = store.scored_call(&sample.id(), Some(1)).unwrap().unwrap();
    assert_eq!(old.scorecard, first);
    assert_eq!(sha256(&old.rubric_text), first.origin.rubric_sha256);
    assert_eq!(old.transcript_key, sample.key());
    assert_eq!(old.transcript.transcript, sample.transcript);
    assert_eq!(old.transcript.recordings, first.recordings);
    // What was known of the call when it was scored, and not what is known today.
    assert_eq!(old.transcript.call.agent_name.as_deref(), Some("Dana"));
    let newest = store.scored_call(&sample.id(), None).unwrap().unwrap();
    assert_eq!((newest.scorecard.scorecard, newest.transcript.call.agent_name.as_deref()), (2, Some("Kim")));
    assert_eq!(store.scored_call(&sample.id(), Some(3)).unwrap(), None);
    assert_eq!(store.scored_call("nobody", None).unwrap(), None);
}

#[test]
fn an_error_in_the_last_row_of_a_transcript_leaves_nothing() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("a.wav");
    sample.sound_events[0].end_ms = Some(u64::MAX);
    let error = sample.put_under(&mut store, &sample.key()).unwrap_err();
    assert!(error.concerns_one_call());
    assert_eq!(error.source().unwrap().to_string(), "a number is beyond what SQLite can hold");
    assert!(place.n_rows_by_table().iter().all(|(_, n_rows)| *n_rows == 0));
    sample.sound_events.clear();
    sample.put(&mut store);
}

#[test]
fn an_error_in_the_last_row_of_a_scorecard_leaves_the_transcript_alone() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("a.wav");
    sample.put(&mut store);
    let before = place.n_rows_by_table();
    let mut scorecard = sample.scorecard();
    let invented = Evidence { turn: 99, ..scorecard.call.call_type_evidence[0].clone() };
    scorecard.call.call_type_evidence.push(invented);
    let error = sample.append(&mut store, "k", &scorecard).unwrap_err();
    assert!(error.concerns_one_call());
    assert!(error.source().unwrap().to_string().contains("contradicts itself"));
    assert_eq!(place.n_rows_by_table(), before);
    assert_eq!(sample.score(&mut store, "k").scorecard, 1);
}

#[test]
fn a_scorecard_needs_its_transcript_its_call_and_its_rubric() {
    let place = Place::new();
    let mut store = place.store();
    let (sample, other) = (Sample::new("a.wav"), Sample::new("b.wav"));
    let cause = |result: Result<_, ringcheck_store::StoreError>| result.unwrap_err().source().unwrap().to_string();
    let scorecard = sample.scorecard();
    assert_eq!(cause(sample.append(&mut store, "k", &scorecard)), "its transcript is not stored");
    sample.put(&mut store);
    assert_eq!(cause(sample.append(&mut store, "k", &other.scorecard())), "its transcript belongs to another call");
    let rubric = Sample { rubric: "another text", ..sample.clone() };
    assert!(cause(rubric.append(&mut store, "k", &scorecard)).starts_with("the rubric's text does not have the hash"));
    assert_eq!(place.n_rows("scorecards"), 0);
}

#[test]
fn two_connections_append_at_once() {
    const N_EACH: usize = 20;
    let place = Place::new();
    let sample = Sample::new("a.wav");
    let barrier = Barrier::new(4);
    let numbers: Vec<u32> = std::thread::scope(|scope| {
        let work = |thread: usize| {
            let (place, sample, barrier) = (&place, &sample, &barrier);
            move || {
                barrier.wait();
                let mut store = place.store();
                (0..N_EACH)
                    .map(|idx| {
                        let transcript = TranscriptKey { settings_sha256: sha256(&idx.to_string()), ..sample.key() };
                        sample.put_under(&mut store, &transcript).unwrap();
                        sample.score(&mut store, &format!("{thread} {idx}")).scorecard
                    })
                    .collect::<Vec<_>>()
            }
        };
        let threads: Vec<_> = (0..4).map(|thread| scope.spawn(work(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let distinct: BTreeSet<u32> = numbers.iter().copied().collect();
    assert_eq!(distinct, (1..=80).collect());
    assert_eq!(place.n_rows("transcripts"), 21);
    assert_eq!(place.n_rows("calls"), 1);
}

#[test]
fn many_connections_may_make_the_same_database_at_once() {
    let migrations = fs_err::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    let n_migrations = i64::try_from(migrations.count()).unwrap();
    for _ in 0..16 {
        let place = Place::new();
        let barrier = Barrier::new(8);
        std::thread::scope(|scope| {
            for idx in 0..8 {
                let (place, barrier) = (&place, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let mut store = Store::open(&place.db()).unwrap();
                    Sample::new(&format!("{idx}.wav")).score(&mut store, &idx.to_string());
                });
            }
        });
        assert_eq!((place.n_rows("migrations"), place.n_rows("scorecards")), (n_migrations, 8));
    }
}

#[test]
fn a_criterion_that_is_there_twice_is_refused() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("a.wav");
    sample.put(&mut store);
    sample.verdicts.push(("live_answer", Verdict::Fail));
    let error = sample.append(&mut store, "k", &sample.scorecard()).unwrap_err();
    assert!(error.source().unwrap().to_string().contains("criterion twice"));
}
