//! Prospects who were lost.

use ringcheck_call::{
    CallType, Lead, LossReason, NumberSource, SaidNumber, Side,
    Verdict::{Fail, Na, Pass},
};
use ringcheck_store::{CallFilter, CallSort, SortOrder};
use rusqlite::params;

use crate::sample::{Place, Sample};

/// A call on that day of March 2026 whose caller was turned away, and said a number and what they wanted.
fn turned_away(path: &str, day: u32) -> Sample {
    let mut sample = Sample::new(path);
    sample.call.started_at = Some(format!("2026-03-{day:02}T15:00:00Z"));
    sample.verdicts =
        vec![("live_answer", Pass), ("no_contract_turnaway", Fail), ("no_refer_away", Pass), ("close_attempt", Fail)];
    let turns = sample.scorecard().turns;
    sample.lead = Some(Lead {
        said_number: Some(SaidNumber { number: "5125550199".to_owned(), evidence: turns[1].quote(1, 0..3).unwrap() }),
        wanted: turns[1].quote(1, 0..18),
    });
    sample
}

#[test]
fn a_lost_lead_has_what_is_needed_to_call_back_and_to_see_why() {
    let place = Place::new();
    let mut store = place.store();
    let sample = turned_away("a.wav", 2);
    sample.score(&mut store, "1");
    let lost = store.lost_leads(&CallFilter::default()).unwrap();
    let [lead] = lost.as_slice() else { panic!("{} lost leads", lost.len()) };
    assert_eq!(lead.reasons, [LossReason::TurnedAway, LossReason::NotClosed]);
    assert_eq!(lead.call.call_id, sample.id());
    assert_eq!(lead.number, Some(("+1 512 555 0134".to_owned(), NumberSource::PhoneSystem)));
    let wanted = lead.wanted.as_ref().unwrap();
    assert_eq!((wanted.turn, wanted.side, wanted.quote.as_str()), (1, Side::Caller, "Our server is down,"));
    assert_eq!(wanted.start_ms, Some(4000));
    // The sample's fails are for absence, so what came closest decides.
    let quote = lead.quote.as_ref().unwrap();
    assert_eq!((quote.turn, quote.side, quote.start_ms), (2, Side::Business, Some(8000)));
    assert!(quote.quote.starts_with("We only support contract customers."));
    assert_eq!(lead.rationale, "No visit was offered.");
}

#[test]
fn words_that_a_reason_rests_on_come_before_what_came_closest() {
    let place = Place::new();
    let mut store = place.store();
    let sample = turned_away("a.wav", 2);
    let mut scorecard = sample.scorecard();
    let evidence = scorecard.turns[2].quote(2, 3..34).unwrap();
    scorecard.criteria[1].evidence = vec![evidence.clone()];
    sample.put(&mut store);
    sample.append(&mut store, "1", &scorecard).unwrap();
    assert_eq!(store.lost_leads(&CallFilter::default()).unwrap()[0].quote, Some(evidence));
}

#[test]
fn the_number_that_was_said_is_called_where_the_phone_system_knew_none() {
    let place = Place::new();
    let mut store = place.store();
    let mut said = turned_away("said.wav", 2);
    said.call.caller_number = None;
    said.score(&mut store, "1");
    let mut none = turned_away("none.wav", 1);
    none.call.caller_number = None;
    none.lead = None;
    none.score(&mut store, "2");
    let lost = store.lost_leads(&CallFilter::default()).unwrap();
    assert_eq!(lost[0].number, Some(("5125550199".to_owned(), NumberSource::Caller)));
    assert_eq!((lost[1].number.clone(), lost[1].wanted.clone()), (None, None));
}

#[test]
fn only_lost_prospects_are_listed_newest_first_and_the_limit_counts_them() {
    let place = Place::new();
    let mut store = place.store();
    for (path, day) in [("b", 3), ("a", 2), ("d", 5), ("c", 4)] {
        turned_away(path, day).score(&mut store, path);
    }
    let mut kept = turned_away("kept", 9);
    kept.verdicts = vec![("live_answer", Fail), ("no_contract_turnaway", Pass), ("close_attempt", Pass)];
    kept.score(&mut store, "kept");
    let mut customer = turned_away("customer", 9);
    customer.call_type = CallType::Customer;
    customer.score(&mut store, "customer");
    let mut voicemail = turned_away("voicemail", 1);
    voicemail.verdicts = vec![("live_answer", Fail), ("no_contract_turnaway", Na), ("close_attempt", Na)];
    voicemail.score(&mut store, "voicemail");
    // The newest scorecard counts, not the one before.
    let mut again = turned_away("e", 9);
    again.score(&mut store, "e1");
    again.verdicts = vec![("no_contract_turnaway", Pass), ("close_attempt", Pass)];
    again.append(&mut store, "e2", &again.scorecard()).unwrap();

    let names = |filter: CallFilter| -> String {
        let lost = store.lost_leads(&filter).unwrap();
        lost.iter().map(|lead| lead.call.file_name.clone().unwrap()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(CallFilter::default()), "d c b a voicemail");
    let by_file = CallFilter { sort: CallSort::File, order: SortOrder::Ascending, ..CallFilter::default() };
    assert_eq!(names(by_file), "d c b a voicemail");
    assert_eq!(names(CallFilter { limit: Some(2), ..CallFilter::default() }), "d c");
    assert_eq!(names(CallFilter { limit: Some(0), ..CallFilter::default() }), "");
    let until = Some("2026-03-03T00:00:00Z".parse().unwrap());
    assert_eq!(names(CallFilter { until, ..CallFilter::default() }), "a voicemail");
}

#[test]
fn a_lead_is_stored_in_rows_that_cannot_be_changed() {
    let place = Place::new();
    let mut store = place.store();
    let sample = turned_away("a.wav", 2);
    sample.score(&mut store, "1");
    let conn = place.sqlite();
    let row: (String, i64, i64, String, String) = conn
        .query_row(
            "SELECT said_number, said_number_turn, said_number_start_ms, said_number_quote, wanted_quote FROM leads",
            params![],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
        )
        .unwrap();
    let expected = ("5125550199".to_owned(), 1, 4000, "Our".to_owned(), "Our server is down,".to_owned());
    assert_eq!(row, expected);
    let error = conn.execute("UPDATE leads SET said_number = NULL", []).unwrap_err();
    assert!(error.to_string().contains("never changed"), "{error}");

    // A lead outside of the transcript contradicts the scorecard.
    let mut outside = sample.scorecard();
    outside.lead.as_mut().unwrap().wanted.as_mut().unwrap().turn = 9;
    assert!(sample.append(&mut store, "2", &outside).unwrap_err().concerns_one_call());
    assert_eq!(place.n_rows("leads"), 1);
}
