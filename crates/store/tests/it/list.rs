//! Every filter and every order of the list.

use std::ops::ControlFlow;

use ringcheck_call::Verdict::{Fail, Na, Pass, Undetermined};
use ringcheck_store::{CallFilter, CallSort, SortOrder, Store};

use crate::sample::{Place, Sample};

/// Four calls: `a` at 15:00 UTC by Dana, `b` at 14:59 UTC by Kim, `c` at no known time, `d` a day later by nobody known.
fn four_calls(place: &Place) -> Store {
    let mut store = place.store();
    let mut add = |path: &str, started_at: Option<&str>, agent: Option<&str>, percent, needs_review, verdicts| {
        let mut sample = Sample::new(path);
        sample.call.started_at = started_at.map(str::to_owned);
        sample.call.agent_name = agent.map(str::to_owned);
        sample.percent = percent;
        sample.needs_review = needs_review;
        sample.verdicts = verdicts;
        sample.score(&mut store, path);
    };
    let (live, close) = ("live_answer", "close_attempt");
    add(
        "2/a.wav",
        Some("2026-03-02T09:00:00-06:00"),
        Some("Dana"),
        Some(80.0),
        false,
        vec![(live, Pass), (close, Pass)],
    );
    add(
        "1/b.wav",
        Some("2026-03-02T16:59:00+02:00"),
        Some("Kim"),
        Some(40.5),
        false,
        vec![(live, Pass), (close, Fail)],
    );
    add("1/c.wav", None, Some("dana"), None, true, vec![(live, Na), (close, Undetermined)]);
    add("3/d.wav", Some("2026-03-03T00:00:00Z"), None, Some(12.0), true, vec![(live, Fail), (close, Fail)]);
    store
}

#[track_caller]
fn check(filter: &CallFilter, expected: &str) {
    let place = Place::new();
    let names: String = four_calls(&place)
        .calls(filter)
        .unwrap()
        .iter()
        .map(|call| call.file_name.as_deref().unwrap().trim_end_matches(".wav").to_owned())
        .collect();
    assert_eq!(names, expected, "{filter:?}");
}

#[test]
fn without_a_filter_all_calls_are_listed_newest_first() {
    check(&CallFilter::default(), "dabc");
}

#[test]
fn since_and_until_compare_instants_whatever_their_offset() {
    let at = |text: &str| Some(text.parse().unwrap());
    check(&CallFilter { since: at("2026-03-02T15:00:00Z"), ..CallFilter::default() }, "da");
    check(&CallFilter { since: at("2026-03-02T09:59:00-05:00"), ..CallFilter::default() }, "dab");
    check(&CallFilter { until: at("2026-03-02T15:00:00Z"), ..CallFilter::default() }, "b");
    check(&CallFilter { until: at("2026-03-02T16:00:00.001+01:00"), ..CallFilter::default() }, "ab");
    let both =
        CallFilter { since: at("2026-03-02T15:00:00Z"), until: at("2026-03-03T00:00:00Z"), ..CallFilter::default() };
    check(&both, "a");
}

#[test]
fn an_agent_is_found_whatever_the_case() {
    check(&CallFilter { agent_name: Some("DANA".to_owned()), ..CallFilter::default() }, "ac");
    check(&CallFilter { agent_name: Some("Dan".to_owned()), ..CallFilter::default() }, "");
}

#[test]
fn below_leaves_out_the_limit_itself_and_the_unknown() {
    check(&CallFilter { below_percent: Some(80.0), ..CallFilter::default() }, "db");
    check(&CallFilter { below_percent: Some(80.1), ..CallFilter::default() }, "dab");
}

#[test]
fn all_verdicts_that_are_asked_for_must_hold() {
    let with = |verdicts: &[(&str, _)]| CallFilter {
        verdicts: verdicts.iter().map(|(id, verdict)| ((*id).to_owned(), *verdict)).collect(),
        ..CallFilter::default()
    };
    check(&with(&[("close_attempt", Fail)]), "db");
    check(&with(&[("close_attempt", Fail), ("live_answer", Pass)]), "b");
    check(&with(&[("close_attempt", Undetermined)]), "c");
    check(&with(&[("no_such_criterion", Fail)]), "");
}

#[test]
fn calls_for_review_can_be_picked_or_left_out() {
    check(&CallFilter { needs_review: Some(true), ..CallFilter::default() }, "dc");
    check(&CallFilter { needs_review: Some(false), ..CallFilter::default() }, "ab");
}

#[test]
fn unknown_values_come_last_in_either_order() {
    for (sort, order, expected) in [
        (CallSort::Time, SortOrder::Ascending, "badc"),
        (CallSort::Time, SortOrder::Descending, "dabc"),
        (CallSort::Score, SortOrder::Ascending, "dbac"),
        (CallSort::Score, SortOrder::Descending, "abdc"),
        (CallSort::File, SortOrder::Ascending, "abcd"),
        (CallSort::File, SortOrder::Descending, "dcba"),
    ] {
        check(&CallFilter { sort, order, ..CallFilter::default() }, expected);
    }
}

#[test]
fn a_limit_is_applied_after_sorting() {
    check(&CallFilter { limit: Some(2), ..CallFilter::default() }, "da");
    check(&CallFilter { limit: Some(0), ..CallFilter::default() }, "");
}

#[test]
fn filters_combine() {
    let filter = CallFilter {
        until: Some("2026-03-03T00:00:00Z".parse().unwrap()),
        verdicts: vec![("live_answer".to_owned(), Pass)],
        sort: CallSort::Score,
        order: SortOrder::Ascending,
        limit: Some(1),
        ..CallFilter::default()
    };
    check(&filter, "b");
}

#[test]
fn a_row_says_what_the_newest_scorecard_says() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("calls/0412.wav");
    sample.score(&mut store, "1");
    sample.verdicts = vec![("close_attempt", Fail), ("live_answer", Na)];
    sample.percent = Some(0.0);
    sample.score(&mut store, "2");
    let calls = store.calls(&CallFilter::default()).unwrap();
    let [call] = calls.as_slice() else { panic!("one call, two scorecards: {}", calls.len()) };
    assert_eq!((call.id.clone(), call.scorecard), (sample.id(), 2));
    assert_eq!(call.path.as_deref(), Some("calls/0412.wav"));
    assert_eq!(call.started_at.as_deref(), Some("2026-03-02T09:30:00-06:00"));
    assert_eq!((call.percent, call.passed, call.duration_ms), (Some(0.0), Some(false), Some(61_500)));
    assert_eq!(call.verdicts, [("close_attempt".to_owned(), Fail), ("live_answer".to_owned(), Na)]);
    assert_eq!((call.rubric.as_str(), call.model.as_deref()), ("msp-inbound", Some("tiny.en-q8_0")));
    // The older scorecard's verdicts are not what is filtered.
    let passed_live = CallFilter { verdicts: vec![("live_answer".to_owned(), Pass)], ..CallFilter::default() };
    assert!(store.calls(&passed_live).unwrap().is_empty());
}

#[test]
fn a_visit_can_be_broken_off() {
    let place = Place::new();
    let mut n_seen = 0;
    four_calls(&place)
        .for_each_call(&CallFilter::default(), &mut |_| {
            n_seen += 1;
            if n_seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(n_seen, 2);
}

#[test]
fn criteria_are_in_the_order_of_the_newest_rubric_then_of_older_ones() {
    let place = Place::new();
    let mut store = place.store();
    let mut old = Sample::new("old.wav");
    old.verdicts = vec![("zeal", Pass), ("greeting", Pass), ("courtesy", Pass)];
    old.score(&mut store, "1");
    let mut new = Sample::new("new.wav");
    new.rubric = "a newer rubric";
    new.verdicts = vec![("live_answer", Pass), ("courtesy", Pass), ("close_attempt", Pass)];
    new.score(&mut store, "2");
    let ids = store.criterion_ids(&CallFilter::default()).unwrap();
    assert_eq!(ids, ["live_answer", "courtesy", "close_attempt", "zeal", "greeting"]);
}
