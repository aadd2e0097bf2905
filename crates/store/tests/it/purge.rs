//! What is old goes without a trace, and the log says so.

use ringcheck_store::{CallFilter, SearchOptions, Store};

use crate::sample::{Place, Sample, recording, sha256};

/// A word that nobody says but in the call that goes.
const SECRET: &str = "quetzalcoatl";

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

fn call_on(path: &str, day: &str, word: &str) -> Sample {
    let mut sample = Sample::new(path);
    sample.call.started_at = Some(format!("2026-03-{day}T12:00:00Z"));
    let said = &mut sample.transcript.segments[1];
    word.clone_into(&mut said.words[1].text);
    said.text = said.text.replace("server", word);
    sample
}

/// Whether any file of the database holds `word`, and whether the index for searching knows it.
fn is_left(place: &Place, word: &str) -> (bool, bool) {
    let mut in_files = false;
    for entry in fs_err::read_dir(place.folder()).unwrap() {
        let bytes = fs_err::read(entry.unwrap().path()).unwrap();
        in_files |= bytes.windows(word.len()).any(|window| window == word.as_bytes());
    }
    let conn = place.sqlite();
    conn.execute_batch("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'said_index', 'row')").unwrap();
    let sql = "SELECT EXISTS (SELECT 1 FROM terms WHERE term GLOB substr(?1, 1, 8) || '*')";
    (in_files, conn.query_row(sql, [word], |row| row.get(0)).unwrap())
}

fn listed(store: &Store) -> Vec<String> {
    store.calls(&CallFilter::default()).unwrap().into_iter().map(|call| call.file_name.unwrap_or_default()).collect()
}

#[test]
fn what_is_old_goes_without_a_trace() {
    let place = Place::new();
    let mut store = place.store();
    let mut old = call_on("old.wav", "01", SECRET);
    old.rubric = "an old rubric";
    old.score(&mut store, "old");
    old.append(&mut store, "old again", &old.scorecard()).unwrap();
    call_on("new.wav", "05", "printer").score(&mut store, "new");
    let mut undated = call_on("undated.wav", "01", "router");
    undated.call.started_at = None;
    undated.score(&mut store, "undated");
    assert_eq!(is_left(&place, SECRET), (true, true), "the test sees what is there");

    let planned = store.plan_purge(at("2026-03-05T00:00:00Z")).unwrap();
    assert_eq!((planned.n_calls, planned.n_without_start), (1, 1));
    assert_eq!(planned.recordings, [(old.recordings[0].sha256.clone(), "old.wav".to_owned())]);
    assert_eq!((place.n_rows("calls"), place.n_rows("purges")), (3, 0), "planning changes nothing");

    let purged = store.purge(at("2026-03-05T00:00:00Z"), 0).unwrap();
    assert_eq!(purged.counts, planned.counts);
    assert!(purged.is_log_empty);
    let count = |table: &str| purged.counts.iter().find(|(of, _)| *of == table).map(|(_, n_rows)| *n_rows);
    assert_eq!(["calls", "scorecards", "turns", "recordings", "rubrics"].map(count), [1, 2, 6, 1, 1].map(Some));
    assert_eq!(listed(&store), ["new.wav", "undated.wav"]);
    let options = SearchOptions { filter: CallFilter::default(), side: None, by_rank: false, limit: 9 };
    assert_eq!(store.search(&SECRET.parse().unwrap(), &options).unwrap().hits, []);
    assert_eq!(store.search(&"printer OR router".parse().unwrap(), &options).unwrap().hits.len(), 2);
    assert_eq!(store.check().unwrap(), []);
    // The log is emptied while the database is open, not only when the last connection is closed.
    assert_eq!(is_left(&place, SECRET), (false, false));
    assert_eq!(is_left(&place, "old.wav"), (false, false));
    let turns = store.scorecard(&old.id(), None).unwrap();
    assert_eq!((turns, place.n_rows("turns"), place.n_rows("words")), (None, 6, 46), "those of two calls");
}

#[test]
fn the_log_is_a_chain_that_nobody_can_change() {
    let place = Place::new();
    let mut store = place.store();
    for (path, day) in [("a", "01"), ("b", "02"), ("c", "03")] {
        call_on(path, day, "x").score(&mut store, path);
    }
    assert_eq!(store.purge(at("2026-02-01T00:00:00Z"), 0).unwrap().n_calls, 0);
    assert_eq!(store.purges().unwrap(), [], "nothing went");
    store.purge(at("2026-03-02T00:00:00Z"), 1).unwrap();
    store.purge(at("2026-03-03T00:00:00Z"), 0).unwrap();
    let log = store.purges().unwrap();
    assert_eq!(log.iter().map(|record| record.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(
        (log[0].previous_sha256.clone(), log[1].previous_sha256.clone()),
        ("0".repeat(64), log[0].sha256.clone())
    );
    assert!(log[0].counts.contains("\"files\":1") && log[0].counts.contains("\"calls\":1"), "{}", log[0].counts);
    let mut ids = [Sample::new("a").id(), recording("a").sha256.to_string()];
    ids.sort();
    // Call and recording have the same id, which is written once.
    assert_eq!(log[0].ids_sha256, sha256(&format!("{}\n", ids[0])).to_string());

    let conn = place.sqlite();
    for change in ["UPDATE purges SET counts = '{}'", "DELETE FROM purges", "DELETE FROM scorecards"] {
        let error = conn.execute(change, []).unwrap_err();
        assert!(error.to_string().contains("never changed") || error.to_string().contains("purge alone"), "{error}");
    }
    assert_eq!(store.check().unwrap(), []);
    // Whoever takes the triggers away is found out.
    conn.execute_batch("DROP TRIGGER purges_are_append_only; UPDATE purges SET counts = '{}' WHERE id = 1").unwrap();
    let found: Vec<String> = store.check().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "the trigger purges_are_append_only is not as Ringcheck made it",
            "row 1 of the log of purges does not follow from the row before"
        ]
    );
}

#[test]
fn a_part_whose_longer_call_went_is_listed_again() {
    let place = Place::new();
    let mut store = place.store();
    let part = call_on("first.wav", "09", "x");
    part.score(&mut store, "part");
    let mut whole = call_on("first.wav", "01", "x");
    whole.call_id = Some(sha256("whole").to_string());
    whole.recordings.push(recording("second.wav"));
    whole.score(&mut store, "whole");
    assert_eq!(store.calls(&CallFilter::default()).unwrap()[0].id, whole.id());
    let purged = store.purge(at("2026-03-05T00:00:00Z"), 0).unwrap();
    assert_eq!(purged.recordings.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(), ["second.wav"]);
    assert_eq!(store.calls(&CallFilter::default()).unwrap()[0].id, part.id());
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn up_to_when_calls_were_purged_is_known_and_never_goes_back() {
    let place = Place::new();
    let mut store = place.store();
    for (path, day) in [("a", "01"), ("b", "02"), ("c", "03"), ("d", "04")] {
        call_on(path, day, "x").score(&mut store, path);
    }
    assert_eq!(store.purged_before().unwrap(), None);
    store.purge(at("2026-02-01T00:00:00Z"), 0).unwrap();
    assert_eq!(store.purged_before().unwrap(), None, "nothing went");
    store.purge(at("2026-03-04T00:00:00.5Z"), 0).unwrap();
    assert_eq!(store.purged_before().unwrap(), Some(at("2026-03-04T00:00:00.5Z")));
    // A call of an earlier day that came later, and went with it.
    call_on("e", "01", "x").score(&mut store, "e");
    store.purge(at("2026-03-02T00:00:00Z"), 0).unwrap();
    assert_eq!(store.purges().unwrap().len(), 2);
    assert_eq!(store.purged_before().unwrap(), Some(at("2026-03-04T00:00:00.5Z")));
}
