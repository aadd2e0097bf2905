//! What reports count of calls, and which calls are listed.

use std::{collections::BTreeMap, ops::ControlFlow};

use ringcheck_call::{
    CallFacts, CallType, Disposition, Probability, StartedAtSource, Transcript, TranscriptSource,
    Verdict::{Fail, Na, Pass, Undetermined},
};
use ringcheck_store::{CallFilter, CallSort, SortOrder, Store};

use crate::sample::{Place, Sample, recording, sha256};

fn facts(store: &Store, filter: &CallFilter) -> Vec<CallFacts> {
    let mut all = Vec::new();
    store
        .for_each_facts(filter, &mut |facts| {
            all.push(facts);
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}

fn listed(store: &Store) -> Vec<String> {
    let by_file = CallFilter { sort: CallSort::File, order: SortOrder::Ascending, ..CallFilter::default() };
    let ids: Vec<String> = facts(store, &by_file).into_iter().map(|facts| facts.call_id).collect();
    let rows: Vec<String> = store.calls(&by_file).unwrap().into_iter().map(|call| call.id).collect();
    assert_eq!(ids, rows);
    ids
}

/// A call of these recordings.
fn call_of(id: &str, paths: &[&str]) -> Sample {
    let mut sample = Sample::new(paths.first().copied().unwrap_or("none"));
    sample.call_id = Some(sha256(id).to_string());
    sample.recordings = paths.iter().map(|path| recording(path)).collect();
    for (part, number) in sample.recordings.iter_mut().zip(0u64..) {
        part.offset_ms = 100_000 * number;
    }
    sample
}

#[test]
fn facts_say_what_the_newest_scorecard_says() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("calls/0412.wav");
    sample.score(&mut store, "1");
    sample.verdicts = vec![("zeal", Fail), ("live_answer", Na), ("a \"quoted\" one", Undetermined), ("greeting", Pass)];
    sample.percent = None;
    sample.needs_review = true;
    sample.call_type = CallType::WrongNumber;
    sample.call.agent_name = Some("Kim".to_owned());
    sample.call.extension = Some("204".to_owned());
    sample.call.disposition = Some(Disposition::NoAnswer);
    let mut scorecard = sample.scorecard();
    scorecard.figures.first_live_word_ms = Some(500);
    sample.append(&mut store, "2", &scorecard).unwrap();
    let verdicts = sample.verdicts.iter().map(|(id, verdict)| ((*id).to_owned(), *verdict)).collect();
    let expected = CallFacts {
        call_id: sample.id(),
        scorecard: 2,
        file_name: Some("0412.wav".to_owned()),
        started_at: Some("2026-03-02T09:30:00-06:00".to_owned()),
        started_at_source: Some(StartedAtSource::FileName),
        agent_name: Some("Kim".to_owned()),
        extension: Some("204".to_owned()),
        caller_number: Some("+1 512 555 0134".to_owned()),
        disposition: Some(Disposition::NoAnswer),
        duration_ms: Some(61_500),
        first_live_word_ms: Some(500),
        call_type: CallType::WrongNumber,
        call_type_confidence: Probability::from_thousandths(910),
        percent: None,
        passed: None,
        needs_review: true,
        verdicts,
    };
    assert_eq!(facts(&store, &CallFilter::default()), [expected]);
}

#[test]
fn facts_obey_the_filter_and_can_be_broken_off() {
    let place = Place::new();
    let mut store = place.store();
    let mut ids = BTreeMap::new();
    for (path, day) in [("a", "01"), ("b", "02"), ("c", "03"), ("d", "04")] {
        let mut sample = Sample::new(path);
        sample.call.started_at = Some(format!("2026-03-{day}T12:00:00Z"));
        sample.score(&mut store, path);
        ids.insert(path, sample.id());
    }
    let names = |filter: CallFilter| -> String {
        facts(&store, &filter).iter().map(|facts| facts.file_name.clone().unwrap()).collect()
    };
    let at = |text: &str| Some(text.parse().unwrap());
    let days =
        CallFilter { since: at("2026-03-02T00:00:00Z"), until: at("2026-03-04T00:00:00Z"), ..CallFilter::default() };
    assert_eq!(names(days.clone()), "cb");
    assert_eq!(names(CallFilter { limit: Some(1), order: SortOrder::Ascending, ..days }), "b");

    // As many ids as a run has calls, most of them of no call that is stored.
    let mut many: Vec<String> = (0..20_000).map(|number| sha256(&number.to_string()).to_string()).collect();
    many.extend([ids["a"].clone(), ids["d"].clone(), ids["d"].clone()]);
    let of_run = CallFilter { call_ids: Some(many), ..CallFilter::default() };
    assert_eq!(names(of_run.clone()), "da");
    assert_eq!(store.calls(&CallFilter { limit: Some(1), ..of_run }).unwrap().len(), 1);
    assert_eq!(names(CallFilter { call_ids: Some(vec![]), ..CallFilter::default() }), "");

    let mut n_seen = 0;
    store
        .for_each_facts(&CallFilter::default(), &mut |_| {
            n_seen += 1;
            if n_seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(n_seen, 2);
}

#[test]
fn a_part_of_a_longer_call_is_listed_with_that_call_alone() {
    let place = Place::new();
    let mut store = place.store();
    let part = Sample::new("first.wav");
    part.score(&mut store, "part");
    assert_eq!(listed(&store), [part.id()]);

    let whole = call_of("whole", &["first.wav", "second.wav"]);
    whole.put(&mut store);
    assert_eq!(listed(&store), [part.id()], "nothing stands for it before the longer call has a scorecard");
    whole.append(&mut store, "whole", &whole.scorecard()).unwrap();
    assert_eq!(listed(&store), [whole.id()]);
    assert_eq!(facts(&store, &CallFilter::default())[0].duration_ms, Some(161_500));

    // Another part that comes later, and one that has nothing to do with it.
    Sample::new("second.wav").score(&mut store, "other part");
    assert_eq!(listed(&store), [whole.id()]);
    let apart = Sample::new("zebra.wav");
    apart.score(&mut store, "apart");
    assert_eq!(listed(&store), [whole.id(), apart.id()]);

    // A third recording makes a longer one still.
    let longest = call_of("longest", &["first.wav", "second.wav", "third.wav"]);
    longest.score(&mut store, "longest");
    assert_eq!(listed(&store), [longest.id(), apart.id()]);
    // Judged again, the parts stay hidden.
    part.append(&mut store, "part again", &part.scorecard()).unwrap();
    assert_eq!(listed(&store), [longest.id(), apart.id()]);
}

#[test]
fn a_call_without_a_recording_is_listed_until_one_is_heard() {
    let place = Place::new();
    let mut store = place.store();
    let mut unrecorded = call_of("unrecorded", &[]);
    unrecorded.transcript = Transcript { source: TranscriptSource::Unrecorded, ..unrecorded.transcript };
    unrecorded.call.phone_system_id = Some("1772465400.17".to_owned());
    unrecorded.call.duration_ms = Some(9000);
    unrecorded.score(&mut store, "unrecorded");
    assert_eq!(listed(&store), [unrecorded.id()]);
    assert_eq!(facts(&store, &CallFilter::default())[0].duration_ms, Some(9000));

    let mut recorded = Sample::new("late.wav");
    recorded.score(&mut store, "before the phone system's id was known");
    assert_eq!(listed(&store), [recorded.id(), unrecorded.id()]);
    recorded.call.phone_system_id = Some("1772465400.17".to_owned());
    recorded.append(&mut store, "now", &recorded.scorecard()).unwrap();
    assert_eq!(listed(&store), [recorded.id()]);
}

#[test]
fn a_recording_that_moved_is_listed_under_its_new_name() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("inbox/0412.wav");
    sample.score(&mut store, "1");
    store.note_recording_path(&sample.recordings[0].sha256, "done/0413.wav").unwrap();
    let call = store.calls(&CallFilter::default()).unwrap().remove(0);
    assert_eq!((call.path.as_deref(), call.file_name.as_deref()), (Some("done/0413.wav"), Some("0413.wav")));
    assert_eq!(facts(&store, &CallFilter::default())[0].file_name.as_deref(), Some("0413.wav"));
}

#[test]
fn a_recording_is_scored_once_any_call_with_it_is() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("a.wav");
    let is_scored = |store: &Store, path: &str| store.is_recording_scored(&sha256(path)).unwrap();
    assert!(!is_scored(&store, "a.wav"));
    sample.put(&mut store);
    assert!(!is_scored(&store, "a.wav"), "its transcript alone is stored");
    sample.score(&mut store, "1");
    assert!(is_scored(&store, "a.wav"));
    call_of("whole", &["b.wav", "c.wav"]).score(&mut store, "2");
    assert!(is_scored(&store, "c.wav"));
    assert!(!is_scored(&store, "d.wav"));
}

#[test]
fn calls_of_unknown_start_are_counted_whatever_the_days() {
    let place = Place::new();
    let mut store = place.store();
    for (name, started_at) in [("known", Some("2026-11-18T15:00:00Z")), ("unknown", None), ("unknown too", None)] {
        let mut sample = Sample::new(name);
        sample.call.started_at = started_at.map(str::to_owned);
        sample.call.agent_name = Some(name.to_owned());
        sample.score(&mut store, name);
    }
    let of_days = CallFilter { since: Some("2026-11-18T00:00:00Z".parse().unwrap()), ..CallFilter::default() };
    assert_eq!((store.count_without_start(&of_days).unwrap(), facts(&store, &of_days).len()), (2, 1));
    let of_one = CallFilter { agent_name: Some("unknown".to_owned()), limit: Some(1), ..of_days };
    assert_eq!(store.count_without_start(&of_one).unwrap(), 1);
}
