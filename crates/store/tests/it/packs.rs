//! Coaching packs and what was practised with them.

use ringcheck_call::{Agent, Practised, Subject, Verdict};
use ringcheck_store::CallFilter;

use crate::sample::{Place, Sample};

fn subject(name: &str, criterion: &str) -> Subject {
    let agent = Agent { name: Some(name.to_owned()), extension: None };
    Subject { agent, criterion: criterion.to_owned() }
}

fn practised(pack_id: &str, day: &str, subject: Subject) -> Practised {
    Practised { pack_id: pack_id.to_owned(), day: day.to_owned(), subject, note: Some("two of us".to_owned()) }
}

#[test]
fn a_pack_is_found_by_its_id_or_the_beginning_of_it() {
    let place = Place::new();
    let mut store = place.store();
    let at = "2026-11-22T10:00:00Z".parse().unwrap();
    let subjects = [subject("Dana", "close_attempt"), subject("Dana", "greeting")];
    store.put_pack("abcd1234", at, &subjects).unwrap();
    store.put_pack("abcd9999", at, &subjects[..1]).unwrap();
    // What is known stays as it is.
    store.put_pack("abcd1234", at, &[]).unwrap();
    let pack = store.pack("abcd1234").unwrap().unwrap();
    assert_eq!((pack.made_at_utc.as_str(), pack.subjects.as_slice()), ("2026-11-22T10:00:00.000Z", &subjects[..]));
    assert_eq!(store.pack("abcd1").unwrap().unwrap().id, "abcd1234");
    for unclear in ["abcd", "abc", "", "ffff"] {
        assert_eq!(store.pack(unclear).unwrap(), None, "{unclear}");
    }
}

#[test]
fn what_was_practised_is_noted_once_and_never_changed() {
    let place = Place::new();
    let mut store = place.store();
    store.put_pack("abcd1234", "2026-11-22T10:00:00Z".parse().unwrap(), &[]).unwrap();
    let one = practised("abcd1234", "2026-11-23", subject("Dana", "close_attempt"));
    let earlier = practised("abcd1234", "2026-11-20", subject("Dana", "close_attempt"));
    assert_eq!(store.append_practised(&[one.clone(), earlier.clone()]).unwrap(), 2);
    assert_eq!(store.append_practised(std::slice::from_ref(&one)).unwrap(), 0);
    assert_eq!(store.practised().unwrap(), [earlier, one]);
    let unknown = practised("nobody", "2026-11-23", subject("Dana", "greeting"));
    assert!(store.append_practised(&[unknown]).is_err());
    drop(store);
    for change in ["UPDATE practised SET day = '2020-01-01'", "DELETE FROM practised", "UPDATE packs SET id = 'x'"] {
        let error = place.sqlite().execute(change, []).unwrap_err();
        assert!(error.to_string().contains("never changed"), "{change}: {error}");
    }
}

#[test]
fn what_was_practised_can_be_taken_back_and_noted_again() {
    let place = Place::new();
    let mut store = place.store();
    store.put_pack("abcd1234", "2026-11-22T10:00:00Z".parse().unwrap(), &[]).unwrap();
    let wrong = practised("abcd1234", "2026-11-23", subject("Dana", "close_attempt"));
    let right = practised("abcd1234", "2026-11-24", subject("Dana", "close_attempt"));
    assert_eq!(store.undo_practised(std::slice::from_ref(&wrong)).unwrap(), 0, "nothing is noted yet");
    store.append_practised(&[wrong.clone(), right.clone()]).unwrap();
    // A later remark is a row of its own, and the last is told.
    let remarked = Practised { note: Some("with Riley".to_owned()), ..right.clone() };
    assert_eq!(store.append_practised(&[remarked.clone(), remarked.clone()]).unwrap(), 1);
    assert_eq!(store.append_practised(&[Practised { note: None, ..right.clone() }]).unwrap(), 0);
    assert_eq!(store.practised().unwrap(), [wrong.clone(), remarked.clone()]);
    assert_eq!(store.undo_practised(&[wrong.clone(), wrong.clone()]).unwrap(), 1);
    assert_eq!(store.practised().unwrap(), std::slice::from_ref(&remarked));
    // Both rows of the other go together, and it can be noted again.
    assert_eq!(store.undo_practised(std::slice::from_ref(&right)).unwrap(), 1);
    assert_eq!(store.practised().unwrap(), []);
    assert_eq!(store.append_practised(std::slice::from_ref(&right)).unwrap(), 1);
    assert_eq!(store.practised().unwrap(), [right]);
    drop(store);
    for change in ["UPDATE practised_undone SET recorded_at_utc = 'x'", "DELETE FROM practised_undone"] {
        let error = place.sqlite().execute(change, []).unwrap_err();
        assert!(error.to_string().contains("never changed"), "{change}: {error}");
    }
}

#[test]
fn calls_come_with_how_sure_each_verdict_is() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("a.wav");
    sample.put(&mut store);
    sample.score(&mut store, "k");
    let calls = store.judged_calls(&CallFilter::default()).unwrap();
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    let stored = store.scorecard(&sample.id(), None).unwrap().unwrap();
    let expected: Vec<_> =
        stored.criteria.iter().map(|c| (c.id.as_str(), c.verdict, c.confidence, c.possible)).collect();
    let found: Vec<_> =
        call.judged.iter().map(|j| (j.criterion_id.as_str(), j.verdict, j.confidence, j.possible)).collect();
    assert_eq!(found, expected);
    assert_eq!(call.judged("close_attempt").unwrap().verdict, Verdict::Fail);
    assert!(call.judged("no_such").is_none());
    assert!(call.facts.is_of_agent("DANA") && !call.facts.is_of_agent("Dan"));
}
