//! What was said is found, in the newest scorecards alone.

use ringcheck_call::{Side, TranscriptSource};
use ringcheck_store::{CallFilter, MAX_RANKED, SearchHit, SearchOptions, SearchResult, SortOrder, Store};

use crate::sample::{Place, Sample};

fn options() -> SearchOptions {
    SearchOptions { filter: CallFilter::default(), side: None, by_rank: false, limit: 100 }
}

fn search(store: &Store, query: &str, options: &SearchOptions) -> Vec<SearchHit> {
    store.search(&query.parse().unwrap(), options).unwrap().hits
}

fn files(hits: &[SearchHit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.file_name.as_deref().unwrap()).collect()
}

/// Three calls on three days; that of the second day was answered by Kim.
fn three_calls(store: &mut Store) {
    for (path, day) in [("b.wav", "02"), ("a.wav", "01"), ("c.wav", "03")] {
        let mut sample = Sample::new(path);
        sample.call.started_at = Some(format!("2026-03-{day}T12:00:00Z"));
        if path == "b.wav" {
            sample.call.agent_name = Some("Kim".to_owned());
        }
        sample.score(store, path);
    }
}

#[test]
fn a_word_is_found_with_its_call_its_side_and_its_time() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("a.wav");
    sample.score(&mut store, "1");
    let hits = search(&store, "CONTRACTS", &options());
    let [hit] = hits.as_slice() else { panic!("{} hits", hits.len()) };
    assert_eq!((hit.call_id.clone(), hit.scorecard, hit.turn, hit.side), (sample.id(), 1, 2, Side::Business));
    assert_eq!(hit.found.iter().map(|span| &hit.text[span.clone()]).collect::<Vec<_>>(), ["contract"]);
    // `We only support` come before it, 200 ms each.
    assert_eq!((hit.start_ms, hit.found_ms), (Some(8000), Some(8600)));
    let phrase = search(&store, "\"call you back\"", &options());
    assert_eq!(&phrase[0].text[phrase[0].found[0].clone()], "call you back");
    assert_eq!(search(&store, "contract server", &options()), [], "two turns");
    assert_eq!(search(&store, "warranty", &options()), []);
}

#[test]
fn hits_are_sorted_limited_and_filtered() {
    let place = Place::new();
    let mut store = place.store();
    three_calls(&mut store);
    assert_eq!(files(&search(&store, "contract", &options())), ["c.wav", "b.wav", "a.wav"]);
    let of_kim = CallFilter { agent_name: Some("kim".to_owned()), ..CallFilter::default() };
    assert_eq!(files(&search(&store, "contract", &SearchOptions { filter: of_kim, ..options() })), ["b.wav"]);
    let oldest = CallFilter { order: SortOrder::Ascending, ..CallFilter::default() };
    let first = SearchOptions { filter: oldest, limit: 2, ..options() };
    assert_eq!(files(&search(&store, "contract", &first)), ["a.wav", "b.wav"]);
    let said_by = |side| search(&store, "server OR contract", &SearchOptions { side: Some(side), ..options() });
    assert_eq!(said_by(Side::Caller).len(), 3);
    assert!(said_by(Side::Caller).iter().all(|hit| hit.text.contains("server")));
    assert!(said_by(Side::Business).iter().all(|hit| hit.text.contains("contract")));
    assert_eq!(said_by(Side::Unknown), []);
    assert_eq!(search(&store, "contract", &SearchOptions { by_rank: true, ..options() }).len(), 3);
}

#[test]
fn only_the_newest_scorecard_is_searched() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("a.wav");
    sample.score(&mut store, "1");
    sample.transcript.segments[1].text = "Do you repair typewriters?".to_owned();
    sample.transcript.segments[1].words.truncate(4);
    for (word, text) in sample.transcript.segments[1].words.iter_mut().zip(["Do", "you", "repair", "typewriters?"]) {
        word.text = text.to_owned();
    }
    assert_eq!(sample.transcript.source, TranscriptSource::Recognized);
    sample.append(&mut store, "2", &sample.scorecard()).unwrap();
    assert_eq!(search(&store, "server", &options()), []);
    let hits = search(&store, "typewriter", &options());
    assert_eq!((hits.len(), hits[0].scorecard), (1, 2));
    // The words of the transcript are not the turn's, so the turn's own time is told.
    assert_eq!(hits[0].found_ms, hits[0].start_ms);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn what_is_found_is_marked_rightly_in_a_text_that_holds_the_marks() {
    let place = Place::new();
    let mut store = place.store();
    let mut sample = Sample::new("a.wav");
    let said = ["\u{e001}Do", "\u{e000}", "you", "rep\u{e000}air", "typewriters?"];
    sample.transcript.segments[1].text = said.join(" ");
    sample.transcript.segments[1].words.truncate(said.len());
    for (word, text) in sample.transcript.segments[1].words.iter_mut().zip(said) {
        word.text = text.to_owned();
    }
    sample.score(&mut store, "1");
    for (query, found) in [("typewriter", "typewriters"), ("you", "you"), ("rep\u{e000}air", "rep\u{e000}air")] {
        let hits = search(&store, query, &options());
        let hit = hits.iter().find(|hit| hit.turn == 1).unwrap();
        assert_eq!(hit.text, said.join(" "));
        let spans: Vec<_> = hit.found.iter().map(|span| hit.text.get(span.clone())).collect();
        assert_eq!(spans, [Some(found)], "{query}");
    }
}

#[test]
fn the_commonest_word_is_found_in_order_too() {
    let place = Place::new();
    let mut store = place.store();
    three_calls(&mut store);
    drop(store);
    // More turns than are looked up one by one, all of the oldest call.
    place
        .sqlite()
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
             INSERT INTO turns SELECT scorecard_id, i, 'caller', 'caller', NULL, NULL, 'server', NULL
             FROM n, newest_scorecards WHERE file_name = 'a.wav';
             INSERT INTO said_index (rowid, text) SELECT (scorecard_id << 24) + (number << 2) + 2, text FROM turns WHERE number >= 100;",
        )
        .unwrap();
    let store = place.store();
    let hits = search(&store, "server", &SearchOptions { limit: 5, ..options() });
    assert_eq!(files(&hits), ["c.wav", "b.wav", "a.wav", "a.wav", "a.wav"]);
    assert_eq!(hits.iter().map(|hit| hit.turn).collect::<Vec<_>>(), [1, 1, 1, 100, 101]);
    let by_business = SearchOptions { side: Some(Side::Business), ..options() };
    assert_eq!(search(&store, "server", &by_business), []);
}

#[test]
fn the_commonest_word_is_found_in_calls_that_lie_far_apart() {
    let place = Place::new();
    let mut store = place.store();
    for number in 0..60 {
        let mut sample = Sample::new(&format!("{number:02}.wav"));
        sample.call.started_at = Some(format!("2026-03-02T12:{number:02}:00Z"));
        sample.call.agent_name = Some(if [0, 30, 59].contains(&number) { "Kim" } else { "Dana" }.to_owned());
        sample.score(&mut store, &number.to_string());
    }
    drop(store);
    place
        .sqlite()
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
             INSERT INTO turns SELECT scorecard_id, i, 'caller', 'caller', NULL, NULL, 'server', NULL
             FROM n, newest_scorecards WHERE file_name = '01.wav';
             INSERT INTO said_index (rowid, text) SELECT (scorecard_id << 24) + (number << 2) + 2, text FROM turns WHERE number >= 100;",
        )
        .unwrap();
    let store = place.store();
    let of_kim = CallFilter { agent_name: Some("Kim".to_owned()), ..CallFilter::default() };
    let hits = search(&store, "server", &SearchOptions { filter: of_kim, ..options() });
    assert_eq!(files(&hits), ["59.wav", "30.wav", "00.wav"]);
    // So few that the calls are looked into one by one, and so many that all turns are read at once.
    for limit in [70, 700] {
        let all = search(&store, "server", &SearchOptions { limit, ..options() });
        assert_eq!(
            (all.len(), files(&all)[0], files(&all)[57], files(&all)[58], files(&all).last().copied()),
            (limit as usize, "59.wav", "02.wav", "01.wav", Some("01.wav"))
        );
    }
}

#[test]
fn what_fits_best_is_first_and_of_too_many_turns_the_newest_are_ranked() {
    let place = Place::new();
    let mut store = place.store();
    three_calls(&mut store);
    drop(store);
    // In the second call somebody says nothing but the word; the oldest call has so many turns with it that they are not
    // all ranked, and says it twice in the last of them.
    place
        .sqlite()
        .execute_batch(
            "CREATE TEMP TABLE said AS
                 WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 1199)
                 SELECT scorecard_id, i AS number,
                     iif(i = 1199, 'server server', 'a server is what we want to have here') AS text
                 FROM n, newest_scorecards WHERE file_name = 'a.wav'
                 UNION ALL SELECT scorecard_id, 100, 'server' FROM newest_scorecards WHERE file_name = 'b.wav';
             INSERT INTO turns SELECT scorecard_id, number, 'caller', 'caller', NULL, NULL, text, NULL FROM said;
             INSERT INTO said_index (rowid, text) SELECT (scorecard_id << 24) + (number << 2) + 2, text FROM said;",
        )
        .unwrap();
    let store = place.store();
    let by_rank = |limit| SearchOptions { by_rank: true, limit, ..options() };
    let found = store.search(&"server".parse().unwrap(), &by_rank(2)).unwrap();
    assert_eq!(found.n_ranked, Some(MAX_RANKED));
    let places = |result: &SearchResult| -> Vec<(String, usize)> {
        result.hits.iter().map(|hit| (hit.file_name.clone().unwrap(), hit.turn)).collect()
    };
    assert_eq!(places(&found)[0], ("b.wav".to_owned(), 100));
    assert_eq!(&found.hits[0].text[found.hits[0].found[0].clone()], "server");
    assert!(!places(&found).contains(&("a.wav".to_owned(), 1199)), "beyond those that are ranked");
    // Whoever asks for more has more ranked: all of them.
    let found = store.search(&"server".parse().unwrap(), &by_rank(MAX_RANKED + 500)).unwrap();
    assert_eq!((found.n_ranked, found.hits.len()), (None, 1104));
    assert_eq!(places(&found)[0], ("a.wav".to_owned(), 1199));
    assert_eq!(store.search(&"server".parse().unwrap(), &options()).unwrap().n_ranked, None);
}
