//! What was done about prospects who were lost.

use jiff::Timestamp;
use ringcheck_call::{
    FollowUp, FollowUpOutcome, Lead, SaidNumber,
    Verdict::{Fail, Pass},
    caller_key,
};
use ringcheck_store::{NewFollowUp, Store};

use crate::sample::{Place, Sample, recording, sha256};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A call on that day of March 2026 whose caller was turned away.
fn turned_away(path: &str, day: u32, number: Option<&str>) -> Sample {
    let mut sample = Sample::new(path);
    sample.call.started_at = Some(format!("2026-03-{day:02}T15:00:00Z"));
    sample.call.caller_number = number.map(str::to_owned);
    sample.verdicts = vec![("no_contract_turnaway", Fail), ("close_attempt", Pass)];
    sample
}

fn follow_up(call: &Sample, when: &str, outcome: FollowUpOutcome) -> NewFollowUp {
    NewFollowUp { call_id: call.id(), at: at(when), outcome, value_cents: None, by: None, note: None }
}

fn mark(store: &mut Store, call: &Sample, when: &str, outcome: FollowUpOutcome) {
    store.add_follow_up(&follow_up(call, when, outcome)).unwrap();
}

/// What the view says was done last about each call, in the order of the calls' days.
fn done_last(place: &Place) -> Vec<(String, Option<String>)> {
    let conn = place.sqlite();
    let mut statement =
        conn.prepare("SELECT file_name, follow_up_outcome FROM v_lost_leads ORDER BY started_at, file_name").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_was_done_is_read_back_the_earliest_first() {
    let place = Place::new();
    let mut store = place.store();
    let call = turned_away("a.wav", 2, Some("+1 512 555 0134"));
    call.score(&mut store, "a");
    let won = NewFollowUp {
        value_cents: Some(270_050),
        by: Some("Dana".to_owned()),
        note: Some("Signed for 3 years.".to_owned()),
        ..follow_up(&call, "2026-03-04T10:00:00Z", FollowUpOutcome::Won)
    };
    store.add_follow_up(&won).unwrap();
    mark(&mut store, &call, "2026-03-03T10:00:00Z", FollowUpOutcome::Voicemail);
    let expected = |at: &str, outcome| FollowUp {
        call_id: call.id(),
        number: Some("+1 512 555 0134".to_owned()),
        at: at.to_owned(),
        outcome,
        value_cents: None,
        by: None,
        note: None,
    };
    assert_eq!(
        store.follow_ups().unwrap(),
        [
            expected("2026-03-03T10:00:00.000Z", FollowUpOutcome::Voicemail),
            FollowUp {
                value_cents: Some(270_050),
                by: won.by.clone(),
                note: won.note.clone(),
                ..expected("2026-03-04T10:00:00.000Z", FollowUpOutcome::Won)
            }
        ]
    );
    let row: (f64, String, String) = place
        .sqlite()
        .query_row("SELECT value, by_name, lead FROM v_lead_follow_ups WHERE outcome = 'won'", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!(row, (2700.5, "Dana".to_owned(), "5125550134".to_owned()));
}

#[test]
fn what_was_done_cannot_be_changed_and_is_of_a_stored_call() {
    let place = Place::new();
    let mut store = place.store();
    let call = turned_away("a.wav", 2, None);
    call.score(&mut store, "a");
    mark(&mut store, &call, "2026-03-03T10:00:00Z", FollowUpOutcome::Lost);
    let conn = place.sqlite();
    for (change, why) in [
        ("UPDATE lead_follow_ups SET outcome = 'won'", "never changed"),
        ("DELETE FROM lead_follow_ups", "purge alone"),
    ] {
        let error = conn.execute(change, []).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    let nobody = turned_away("b.wav", 2, None);
    store.add_follow_up(&follow_up(&nobody, "2026-03-03T10:00:00Z", FollowUpOutcome::Won)).unwrap_err();
    assert_eq!(place.n_rows("lead_follow_ups"), 1);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn the_view_tells_calls_of_one_number_what_was_done_last_after_them() {
    let place = Place::new();
    let mut store = place.store();
    let first = turned_away("a.wav", 1, Some("+1 (512) 555-0134"));
    let again = turned_away("b.wav", 5, Some("5125550134"));
    let mut said = turned_away("c.wav", 5, None);
    let turns = said.scorecard().turns;
    let number = "512.555.0134 or so".to_owned();
    said.lead = Some(Lead {
        said_number: Some(SaidNumber { number, evidence: turns[1].quote(1, 0..3).unwrap() }),
        wanted: None,
    });
    let withheld = ["d.wav", "e.wav"].map(|path| turned_away(path, 5, Some("anonymous")));
    for sample in [&first, &again, &said, &withheld[0], &withheld[1]] {
        sample.score(&mut store, &sample.id());
    }
    let done = |outcomes: [Option<&str>; 5]| -> Vec<(String, Option<String>)> {
        let files = ["a.wav", "b.wav", "c.wav", "d.wav", "e.wav"];
        files.iter().zip(outcomes).map(|(file, outcome)| ((*file).to_owned(), outcome.map(str::to_owned))).collect()
    };
    assert_eq!(done_last(&place), done([None; 5]));
    // Before they called again.
    mark(&mut store, &first, "2026-03-02T10:00:00Z", FollowUpOutcome::NoAnswer);
    assert_eq!(done_last(&place), done([Some("no_answer"), None, None, None, None]));
    mark(&mut store, &first, "2026-03-06T10:00:00Z", FollowUpOutcome::Won);
    mark(&mut store, &withheld[1], "2026-03-06T10:00:00Z", FollowUpOutcome::Lost);
    assert_eq!(done_last(&place), done([Some("won"), Some("won"), Some("won"), None, Some("lost")]));
    // Of one instant the one that was added last counts; what was done earlier and added later does not.
    mark(&mut store, &again, "2026-03-06T10:00:00Z", FollowUpOutcome::Booked);
    mark(&mut store, &again, "2026-03-05T20:00:00Z", FollowUpOutcome::Voicemail);
    assert_eq!(done_last(&place), done([Some("booked"), Some("booked"), Some("booked"), None, Some("lost")]));
}

#[test]
fn sql_and_the_program_know_a_number_by_the_same_digits() {
    let place = Place::new();
    let mut store = place.store();
    let numbers = [
        "+1 (512) 555-0134",
        "15125550134",
        "512 555 0134 ext. 7",
        "201",
        "anonymous",
        "",
        "+44 20 7946 0134",
        "١٢٣٤٥٦٧٨",
        "555-0134",
    ];
    for number in numbers {
        let sample = turned_away(number, 2, Some(number));
        sample.score(&mut store, &format!("key {number}"));
        mark(&mut store, &sample, "2026-03-03T10:00:00Z", FollowUpOutcome::Reached);
    }
    let conn = place.sqlite();
    let mut statement = conn.prepare("SELECT number, lead, call_id FROM v_lead_follow_ups ORDER BY id").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let rows: Vec<(String, String, String)> = rows.unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), numbers.len());
    for (number, lead, call_id) in rows {
        assert_eq!(lead, caller_key(&number).unwrap_or_else(|| format!("call {call_id}")), "{number}");
    }
}

#[test]
fn a_purge_takes_what_was_done_with_the_call() {
    let place = Place::new();
    let mut store = place.store();
    let calls = [turned_away("old.wav", 1, None), turned_away("new.wav", 9, None)];
    for call in &calls {
        call.score(&mut store, &call.id());
        let noted = NewFollowUp {
            note: Some(format!("spoke to Gwendolyn of {}", call.id())),
            ..follow_up(call, "2026-03-10T10:00:00Z", FollowUpOutcome::Won)
        };
        store.add_follow_up(&noted).unwrap();
    }
    let purged = store.purge(at("2026-03-05T00:00:00Z"), 0).unwrap();
    assert!(purged.counts.contains(&("lead_follow_ups", 1)), "{:?}", purged.counts);
    let left = store.follow_ups().unwrap();
    assert_eq!(left.iter().map(|done| done.call_id.clone()).collect::<Vec<_>>(), [calls[1].id()]);
    let bytes = fs_err::read(place.db()).unwrap();
    let gone = format!("Gwendolyn of {}", calls[0].id());
    assert!(!bytes.windows(gone.len()).any(|window| window == gone.as_bytes()), "a note is left in the file");
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn what_was_done_stays_with_the_lead_when_a_recording_of_the_call_comes_late() {
    let place = Place::new();
    let mut store = place.store();
    let part = turned_away("a.wav", 2, None);
    part.score(&mut store, "part");
    mark(&mut store, &part, "2026-03-03T10:00:00Z", FollowUpOutcome::Won);
    let mut whole = part.clone();
    whole.call_id = Some(sha256("whole").to_string());
    whole.recordings.push(recording("b.wav"));
    whole.score(&mut store, "whole");
    assert_eq!(store.follow_ups().unwrap()[0].call_id, whole.id());
    assert_eq!(done_last(&place), [("a.wav".to_owned(), Some("won".to_owned()))]);
    // The second recording is of a call whose number is known.
    let mut numbered = whole.clone();
    numbered.call.caller_number = Some("+1 512 555 0134".to_owned());
    numbered.score(&mut store, "numbered");
    assert_eq!(store.follow_ups().unwrap()[0].number.as_deref(), Some("+1 512 555 0134"));
    assert_eq!(done_last(&place), [("a.wav".to_owned(), Some("won".to_owned()))]);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_call_whose_clock_was_ahead_can_be_done_in_the_view_too() {
    let place = Place::new();
    let mut store = place.store();
    let ahead = turned_away("a.wav", 9, Some("+1 512 555 0134"));
    let earlier = turned_away("b.wav", 1, Some("+1 512 555 0134"));
    ahead.score(&mut store, "a");
    earlier.score(&mut store, "b");
    mark(&mut store, &earlier, "2026-03-05T10:00:00Z", FollowUpOutcome::Lost);
    let done = |outcome: Option<&str>| ("a.wav".to_owned(), outcome.map(str::to_owned));
    assert_eq!(done_last(&place)[1], done(None), "done about the earlier call");
    mark(&mut store, &ahead, "2026-03-05T11:00:00Z", FollowUpOutcome::Won);
    assert_eq!(done_last(&place)[1], done(Some("won")));
}
