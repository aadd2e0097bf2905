//! What people say of a call that turns out to be a part of a longer one.

use ringcheck_call::Verdict::{Fail, Pass};
use ringcheck_store::{CallFilter, Store};

use crate::{
    lost_leads::lost_leads,
    reviews::{doubtful, listed, says, verdict_of},
    sample::{Place, Sample, recording, sha256},
};

/// The call of `part` after another recording of it came.
fn with_second_recording(part: &Sample) -> Sample {
    let mut whole = part.clone();
    whole.call_id = Some(sha256("whole").to_string());
    whole.recordings.push(recording("second.wav"));
    whole
}

/// A part of a call, and the whole call after it, both scored.
fn scored() -> (Place, Store, Sample, Sample) {
    let place = Place::new();
    let mut store = place.store();
    let part = doubtful("first.wav");
    part.score(&mut store, "part");
    let whole = with_second_recording(&part);
    whole.score(&mut store, "whole");
    (place, store, part, whole)
}

#[test]
fn what_people_said_of_a_call_stays_when_a_recording_of_it_comes_late() {
    let place = Place::new();
    let mut store = place.store();
    let part = doubtful("first.wav");
    part.score(&mut store, "part");
    says(&mut store, &part, "close_attempt", Pass);
    says(&mut store, &part, "no_contract_turnaway", Pass);
    let mut whole = with_second_recording(&part);
    whole.verdicts = vec![("live_answer", Pass), ("no_contract_turnaway", Pass), ("close_attempt", Fail)];
    whole.needs_review = false;
    whole.score(&mut store, "whole");
    let call = listed(&store);
    assert_eq!((call.id.as_str(), verdict_of(&call, "close_attempt")), (whole.id().as_str(), Pass));
    assert!(call.needs_review, "of the whole call Ringcheck says otherwise, and the person heard a part");
    let said = store.reviews_of(&whole.id()).unwrap();
    assert_eq!(said.iter().map(|review| review.call_id.as_str()).collect::<Vec<_>>(), [part.id(), part.id()]);
    let rows = store.reviews(&CallFilter::default()).unwrap();
    assert_eq!(rows.iter().map(|row| row.counts).collect::<Vec<_>>(), [true, true]);
    assert_eq!(store.judged_calls(&CallFilter::default()).unwrap()[0].judged("close_attempt").unwrap().verdict, Pass);
    let view = "SELECT reviewed_verdict || ' ' || counted_verdict FROM v_criteria WHERE criterion_id = 'close_attempt'";
    assert_eq!(place.sqlite().query_row(view, [], |row| row.get::<_, String>(0)).unwrap(), "pass pass");

    // Who reviews the whole call decides from then on.
    says(&mut store, &whole, "close_attempt", Fail);
    assert_eq!((verdict_of(&listed(&store), "close_attempt"), listed(&store).needs_review), (Fail, false));
    let rows = store.reviews(&CallFilter::default()).unwrap();
    assert_eq!(rows.iter().map(|row| row.counts).collect::<Vec<_>>(), [false, true, true]);
    let counts = "SELECT group_concat(counts, '') FROM v_reviews";
    assert_eq!(place.sqlite().query_row(counts, [], |row| row.get::<_, String>(0)).unwrap(), "011");
    assert_eq!(store.check().unwrap(), []);
    // A filter that lets the whole call through lets its part's reviews through, and no other does.
    let nobody = CallFilter { agent_name: Some("Nobody".to_owned()), ..CallFilter::default() };
    assert_eq!(store.reviews(&nobody).unwrap(), []);
}

#[test]
fn a_call_whose_unreviewed_part_was_scored_before_it_is_not_found_faulty() {
    let (place, mut store, part, whole) = scored();
    says(&mut store, &whole, "close_attempt", Pass);
    assert_eq!(store.check().unwrap(), []);
    // What is wrong of it is found still.
    let of_part = format!("UPDATE newest_scorecards SET percent = 99.0 WHERE call_id = '{}'", part.id());
    place.sqlite().execute_batch(&of_part).unwrap();
    assert_eq!(store.check().unwrap().len(), 1);
}

#[test]
fn a_later_review_of_a_part_does_not_stand_before_one_of_the_whole() {
    let (place, mut store, part, whole) = scored();
    says(&mut store, &whole, "close_attempt", Pass);
    says(&mut store, &part, "close_attempt", Fail);
    says(&mut store, &part, "live_answer", Fail);
    says(&mut store, &part, "live_answer", Pass);
    let call = listed(&store);
    assert_eq!((call.id.as_str(), verdict_of(&call, "close_attempt")), (whole.id().as_str(), Pass));
    assert!(lost_leads(&store, &CallFilter::default()).is_empty());
    let judged = store.judged_calls(&CallFilter::default()).unwrap();
    assert_eq!(judged[0].judged("close_attempt").unwrap().confidence.thousandths(), 1000);
    let rows = store.reviews(&CallFilter::default()).unwrap();
    assert_eq!(rows.iter().map(|row| row.counts).collect::<Vec<_>>(), [true, false, false, true]);
    assert!(rows.iter().all(|row| row.listed_id == whole.id()));
    let text = |sql: &str| place.sqlite().query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(text("SELECT group_concat(counts, '') FROM v_reviews"), "1001");
    let view = "SELECT reviewed_verdict || ' ' || counted_verdict FROM v_criteria WHERE criterion_id = 'close_attempt'";
    assert_eq!(text(view), "pass pass");
    let mut lines = Vec::new();
    store.export_long_jsonl(&mut lines, &CallFilter::default()).unwrap();
    let close: serde_json::Value =
        serde_json::from_str(String::from_utf8(lines).unwrap().lines().nth(2).unwrap()).unwrap();
    assert_eq!([&close["reviewed_verdict"], &close["counted_verdict"]], ["pass", "pass"]);
    assert_eq!(store.check().unwrap(), []);
}
