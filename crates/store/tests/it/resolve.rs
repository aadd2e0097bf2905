//! Finding the call that a person means.

use ringcheck_store::{CallMatch, NewTranscript};

use crate::sample::{Place, Sample, sha256};

#[test]
fn a_call_is_named_by_id_prefix_file_name_or_path() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("monday/0412.wav");
    sample.put(&mut store);
    Sample::new("monday/0413.wav").put(&mut store);
    let id = sample.id();
    for text in [id.as_str(), &id[..12], &id[..4], "0412.wav", "0412", "monday/0412.wav"] {
        assert_eq!(store.resolve_call_id(text).unwrap(), CallMatch::One(id.clone()), "{text}");
    }
    for text in ["", &id[..3], "041", "412.wav", "%", "_____", "tuesday/0412.wav"] {
        assert_eq!(store.resolve_call_id(text).unwrap(), CallMatch::None, "{text}");
    }
}

#[test]
fn a_text_that_fits_several_calls_lists_them() {
    let place = Place::new();
    let mut store = place.store();
    let mut older = Sample::new("monday/rec.wav");
    older.call.started_at = Some("2026-03-01T10:00:00Z".to_owned());
    older.put(&mut store);
    Sample::new("tuesday/rec.wav").put(&mut store);
    let CallMatch::Many(found) = store.resolve_call_id("rec.wav").unwrap() else { panic!("one of several is chosen") };
    let paths: Vec<_> = found.iter().map(|candidate| candidate.path.as_deref().unwrap()).collect();
    assert_eq!(paths, ["tuesday/rec.wav", "monday/rec.wav"]);
    assert_eq!(found[1].id, older.id());
}

/// A call that is heard again by somebody who knows less of it.
#[test]
fn another_transcript_leaves_what_is_known_of_the_call() {
    let place = Place::new();
    let mut store = place.store();
    let mut known = Sample::new("monday/rec.wav");
    known.call.started_at = Some("2026-03-01T10:00:00Z".to_owned());
    known.put(&mut store);
    let mut again = |settings: &str, id: &str| {
        let mut key = known.key();
        key.settings_sha256 = sha256(settings);
        let new = NewTranscript {
            key: &key,
            call_id: id,
            recordings: &[],
            call: &ringcheck_call::Call::default(),
            sides: &known.sides,
            transcript: &known.transcript,
            sound_events: &[],
            fingerprints: &[],
            model: None,
            masking: "1",
            engine_version: "",
        };
        store.put_further_transcript(&new).unwrap();
    };
    let started = |id: &str| -> Option<String> {
        place.sqlite().query_row("SELECT started_at FROM calls WHERE id = ?1", [id], |row| row.get(0)).unwrap()
    };
    again("another", &known.id());
    assert_eq!(place.n_rows("transcripts"), 2);
    assert_eq!(started(&known.id()).as_deref(), Some("2026-03-01T10:00:00Z"));
    again("another", &known.id());
    assert_eq!(place.n_rows("transcripts"), 2, "the same is stored once");
    // Of a call that nobody knows it is all there is.
    again("of another call", "unknown");
    assert_eq!((place.n_rows("transcripts"), started("unknown")), (3, None));
}

#[test]
fn a_whole_id_wins_over_longer_ones() {
    let place = Place::new();
    let mut store = place.store();
    for (id, path) in [("dev-1", "a"), ("dev-10", "b"), ("dév-2", "c")] {
        let sample = Sample::new(path);
        let new = NewTranscript {
            key: &sample.key(),
            call_id: id,
            recordings: &[],
            call: &sample.call,
            sides: &sample.sides,
            transcript: &sample.transcript,
            sound_events: &[],
            fingerprints: &[],
            model: None,
            masking: "1",
            engine_version: "",
        };
        store.put_transcript(&new).unwrap();
    }
    assert_eq!(store.resolve_call_id("dev-1").unwrap(), CallMatch::One("dev-1".to_owned()));
    assert!(matches!(store.resolve_call_id("dev-").unwrap(), CallMatch::Many(found) if found.len() == 2));
    assert_eq!(store.resolve_call_id("dév-").unwrap(), CallMatch::One("dév-2".to_owned()));
}
