//! Prospects who were lost.

use std::{collections::BTreeMap, ops::ControlFlow};

use ringcheck_call::{
    CallFacts, CallType, Decision, Lead, LeadWords, LossReason, SaidNumber, Side,
    Verdict::{Fail, Na, Pass, Undetermined},
};
use ringcheck_store::{CallFilter, NewReview, Store};
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

/// A prospect who was lost.
pub(crate) struct Lost {
    call: CallFacts,
    pub(crate) reasons: Vec<LossReason>,
    /// The number that the caller said, where it is the one to call back.
    said_number: Option<String>,
    pub(crate) words: LeadWords,
}

/// The prospects who were lost, the newest first.
pub(crate) fn lost_leads(store: &Store, filter: &CallFilter) -> Vec<Lost> {
    let mut calls = Vec::new();
    store
        .for_each_facts(filter, &mut |call| {
            calls.push(call);
            ControlFlow::Continue(())
        })
        .unwrap();
    calls.retain(|call| !call.loss_reasons().is_empty());
    let asked: Vec<_> = calls.iter().map(|call| (call.call_id.as_str(), call.loss_reasons()[0])).collect();
    let words = store.words_of_leads(&asked).unwrap();
    let mut said = store.said_numbers(filter).unwrap();
    let lost = calls.iter().zip(words).map(|(call, words)| Lost {
        reasons: call.loss_reasons(),
        said_number: said.remove(&call.call_id),
        call: call.clone(),
        words,
    });
    lost.collect()
}

#[test]
fn a_lost_lead_has_what_is_needed_to_call_back_and_to_see_why() {
    let place = Place::new();
    let mut store = place.store();
    let sample = turned_away("a.wav", 2);
    sample.score(&mut store, "1");
    let lost = lost_leads(&store, &CallFilter::default());
    let [lead] = lost.as_slice() else { panic!("{} lost leads", lost.len()) };
    assert_eq!(lead.reasons, [LossReason::TurnedAway, LossReason::NotClosed]);
    assert_eq!(lead.call.call_id, sample.id());
    assert_eq!((lead.call.caller_number.as_deref(), lead.said_number.as_deref()), (Some("+1 512 555 0134"), None));
    let wanted = lead.words.wanted.as_ref().unwrap();
    assert_eq!((wanted.turn, wanted.side, wanted.quote.as_str()), (1, Side::Caller, "Our server is down,"));
    assert_eq!(wanted.start_ms, Some(4000));
    // The sample's fails are for absence, so what came closest decides.
    let quote = lead.words.quote.as_ref().unwrap();
    assert_eq!((quote.turn, quote.side, quote.start_ms), (2, Side::Business, Some(8000)));
    assert!(quote.quote.starts_with("We only support contract customers."));
    assert_eq!(lead.words.rationale, "No visit was offered.");
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
    assert_eq!(lost_leads(&store, &CallFilter::default())[0].words.quote, Some(evidence));
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
    let lost = lost_leads(&store, &CallFilter::default());
    assert_eq!((lost[0].call.caller_number.clone(), lost[0].said_number.as_deref()), (None, Some("5125550199")));
    assert_eq!((lost[1].said_number.clone(), lost[1].words.wanted.clone()), (None, None));
    let until = Some("2026-03-02T00:00:00Z".parse().unwrap());
    assert!(store.said_numbers(&CallFilter { until, ..CallFilter::default() }).unwrap().is_empty());
    let id = lost[0].call.call_id.clone();
    let many = store.words_of_leads(&vec![(id.as_str(), LossReason::TurnedAway); 2_001]).unwrap();
    assert!(many.iter().all(|words| *words == lost[0].words) && lost[0].words.wanted.is_some());
    let nobody = store.words_of_leads(&[("no such call", LossReason::TurnedAway)]).unwrap();
    assert_eq!(nobody, [LeadWords::default()]);
}

#[test]
fn only_prospects_whose_newest_scorecard_says_so_are_lost() {
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
        let lost = lost_leads(&store, &filter);
        lost.iter().map(|lead| lead.call.file_name.clone().unwrap()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(CallFilter::default()), "d c b a voicemail");
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

#[test]
fn the_view_lists_whom_the_program_lists_and_for_the_same_reasons() {
    let place = Place::new();
    let mut store = place.store();
    let criteria = ["live_answer", "no_contract_turnaway", "no_refer_away", "close_attempt"];
    let states = [Some(Pass), Some(Fail), Some(Na), Some(Undetermined), None];
    for number in 0..states.len().pow(4) {
        let mut sample = turned_away(&number.to_string(), 2);
        sample.verdicts = criteria
            .iter()
            .zip(0..)
            .filter_map(|(id, place)| {
                states[number / states.len().pow(place) % states.len()].map(|verdict| (*id, verdict))
            })
            .collect();
        sample.score(&mut store, &number.to_string());
    }
    let mut customer = turned_away("customer", 2);
    customer.call_type = CallType::Customer;
    customer.score(&mut store, "customer");
    let listed: BTreeMap<String, (String, Option<String>, Option<String>)> = lost_leads(&store, &CallFilter::default())
        .into_iter()
        .map(|lead| {
            let reasons = lead.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(", ");
            let number = lead.call.caller_number.or(lead.said_number);
            (lead.call.call_id, (reasons, number, lead.words.quote.map(|quote| quote.quote)))
        })
        .collect();
    let conn = place.sqlite();
    let mut statement = conn.prepare("SELECT call_id, reasons, number, quote, reason FROM v_lost_leads").unwrap();
    let rows = statement.query_map([], |row| {
        let (reasons, reason): (String, String) = (row.get(1)?, row.get(4)?);
        assert_eq!(reasons.split(", ").next(), Some(reason.as_str()));
        Ok((row.get(0)?, (reasons, row.get(2)?, row.get(3)?)))
    });
    assert_eq!(rows.unwrap().collect::<Result<BTreeMap<_, _>, _>>().unwrap(), listed);
    assert!(listed.len() > 300);
}

#[test]
fn counts_by_agent_and_day_come_with_what_they_are_out_of() {
    let place = Place::new();
    let mut store = place.store();
    turned_away("a", 2).score(&mut store, "a");
    let mut closed = turned_away("b", 2);
    closed.verdicts = vec![("live_answer", Fail), ("no_contract_turnaway", Undetermined), ("close_attempt", Pass)];
    closed.score(&mut store, "b");
    let mut customer = turned_away("c", 2);
    customer.call_type = CallType::Customer;
    customer.score(&mut store, "c");
    turned_away("d", 3).score(&mut store, "d");
    let row: Vec<i64> = place
        .sqlite()
        .query_row(
            "SELECT calls, answered_live, answered_live_decided, prospects, turned_away, turned_away_decided, qualified,
                 qualified_decided, closed, closed_decided FROM v_agents_daily WHERE agent_name = 'Dana' AND day = '2026-03-02'",
            [],
            |row| (0..10).map(|column| row.get(column)).collect(),
        )
        .unwrap();
    assert_eq!(row, [3, 2, 3, 2, 1, 1, 0, 0, 1, 2]);
}

#[test]
fn the_view_proves_a_persons_fail_with_no_words_of_a_pass() {
    let place = Place::new();
    let mut store = place.store();
    let mut passed = turned_away("passed", 2);
    let mut open = turned_away("open", 3);
    for (sample, verdict) in [(&mut passed, Pass), (&mut open, Undetermined)] {
        sample.verdicts[1].1 = verdict;
        sample.score(&mut store, &sample.id());
        let outline = sample.outline();
        store
            .add_review(&NewReview {
                call_id: &sample.id(),
                scorecard: 1,
                criterion_id: Some("no_contract_turnaway"),
                verdict: Decision::Verdict(Fail),
                reviewer: "Dana",
                reason: None,
                is_blind: false,
                outline: &outline,
            })
            .unwrap();
    }
    let conn = place.sqlite();
    let mut statement =
        conn.prepare("SELECT file_name, quote IS NOT NULL FROM v_lost_leads ORDER BY started_at").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let found: Vec<(String, bool)> = rows.collect::<Result<_, _>>().unwrap();
    assert_eq!(found, [("passed".to_owned(), false), ("open".to_owned(), true)]);
    let listed = lost_leads(&store, &CallFilter::default());
    assert_eq!(listed.iter().map(|lost| lost.words.quote.is_some()).collect::<Vec<_>>(), [true, false]);
}
