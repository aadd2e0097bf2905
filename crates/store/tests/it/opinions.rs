//! Answers of other models are kept as they first came.

use crate::sample::{Place, Sample, sha256};
use ringcheck_store::{NewOpinion, ScorecardId, Store};

fn new<'a>(key: &'a ringcheck_call::Sha256Hex, call_id: &'a str, answer: &'a str) -> NewOpinion<'a> {
    NewOpinion { key, call_id, criterion: "close_attempt", model: "small", answer }
}

#[test]
fn the_first_answer_to_a_question_is_the_one_that_counts() {
    let place = Place::new();
    let mut store = place.store();
    let card = Sample::new("a.wav").score(&mut store, "a");
    let key = sha256("asked");
    assert_eq!(store.find_opinion(&key).unwrap(), None);
    assert_eq!(store.put_opinion(&new(&key, &card.id, "pass")).unwrap(), "pass");
    assert_eq!(store.put_opinion(&new(&key, &card.id, "fail")).unwrap(), "pass");
    assert_eq!(store.find_opinion(&key).unwrap().as_deref(), Some("pass"));
    assert_eq!(place.n_rows("second_opinions"), 1);
    let error = place.sqlite().execute("UPDATE second_opinions SET answer = 'fail'", []).unwrap_err();
    assert!(error.to_string().contains("never changed"), "{error}");
}

#[test]
fn an_answer_belongs_to_a_stored_call() {
    let place = Place::new();
    let mut store = place.store();
    assert!(store.put_opinion(&new(&sha256("asked"), "nobody", "pass")).is_err());
}

#[test]
fn a_database_that_is_opened_to_read_cannot_be_written_to() {
    let place = Place::new();
    let mut writer = place.store();
    let card = Sample::new("a.wav").score(&mut writer, "a");
    let mut reader = Store::open_to_read(&place.db()).unwrap();
    assert!(reader.put_opinion(&new(&sha256("asked"), &card.id, "pass")).is_err());
    // What somebody else writes meanwhile is seen.
    Sample::new("b.wav").score(&mut writer, "b");
    let ids = reader.scorecard_ids(None).unwrap();
    assert_eq!(ids.len(), 2);
    assert_eq!(reader.scorecard_ids(Some(&card.id)).unwrap(), [ScorecardId { call_id: card.id.clone(), number: 1 }]);
    let stored = reader.stored_scorecard(&ids[0]).unwrap().unwrap();
    assert_eq!(serde_json::from_str::<ringcheck_call::Scorecard>(&stored.json).unwrap(), card);
    assert_eq!(stored.rows.differing_table(&ringcheck_store::ScorecardRows::of(&card)), None);
    assert!(stored.transcript.is_some() && stored.rubric_text.is_some());
    assert!(Store::open_to_read(&place.folder().join("none.db")).unwrap_err().is_missing());
}
