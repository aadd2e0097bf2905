//! What was done about lost leads, and what came of it.

use ringcheck_call::{CallFacts, FollowUp, FollowUpOutcome};
use ringcheck_report::{
    LeadEntry, LeadRecords, LeadStatus, Report, ReportOptions, html, lead_json, lead_text, markdown, text,
};

use crate::firm::{from, options, prospect, report_with, week};

const NUMBER: &str = "+1 512 555 0177";

/// A follow-up on the call `a3`, whose caller reached no person on Tuesday, November 17.
fn done(at: &str, outcome: FollowUpOutcome) -> FollowUp {
    FollowUp {
        call_id: "a3".to_owned(),
        number: Some(NUMBER.to_owned()),
        at: at.to_owned(),
        outcome,
        value_cents: None,
        by: None,
        note: None,
    }
}

fn worth(cents: u64, follow_up: FollowUp) -> FollowUp {
    FollowUp { value_cents: Some(cents), ..follow_up }
}

fn report(calls: &[CallFacts], follow_ups: Vec<FollowUp>) -> Report {
    report_with(options(), calls, LeadRecords { follow_ups, ..LeadRecords::default() }, calls)
}

fn lead<'a>(report: &'a Report, id: &str) -> &'a LeadEntry {
    report.leads.iter().find(|lead| lead.call_id == id).unwrap()
}

#[test]
fn the_follow_up_that_was_done_last_decides_where_a_lead_stands() {
    use FollowUpOutcome::{Booked, Lost, NoAnswer, Reached, Voicemail, Won, WrongNumber};
    use LeadStatus::{CalledBack, LostForGood, Open, Recovered};
    let first = "2026-11-18T16:00:00.000Z";
    let later = "2026-11-19T16:00:00.000Z";
    let status = |done: Vec<FollowUp>| lead(&report(&week(), done), "a3").status;
    assert_eq!(status(vec![]), Open);
    for (outcome, expected) in [
        (Reached, CalledBack),
        (Voicemail, CalledBack),
        (NoAnswer, CalledBack),
        (Booked, Recovered),
        (Won, Recovered),
        (Lost, LostForGood),
        (WrongNumber, LostForGood),
    ] {
        assert_eq!(status(vec![done(first, outcome)]), expected, "{outcome:?}");
        // Whatever was said before, in whatever order it was added; but that nobody was spoken to takes nothing back.
        let after = |settled| if matches!(outcome, Voicemail | NoAnswer) { settled } else { expected };
        assert_eq!(status(vec![done(first, Won), done(later, outcome)]), after(Recovered), "{outcome:?}");
        assert_eq!(status(vec![done(later, outcome), done(first, Lost)]), after(LostForGood), "{outcome:?}");
        assert_eq!(status(vec![done(first, Lost), done(first, outcome)]), after(LostForGood), "{outcome:?}");
        assert_eq!(status(vec![done(first, Reached), done(later, outcome)]), expected, "{outcome:?}");
    }
    // What was done before the call was done about an earlier one.
    let about_earlier = |follow_up| FollowUp { call_id: "a0".to_owned(), ..follow_up };
    assert_eq!(status(vec![about_earlier(done("2026-11-17T20:39:59.000Z", Won))]), Open);
    assert_eq!(status(vec![about_earlier(done("2026-11-17T20:40:00.000Z", Won))]), Recovered);
    assert_eq!(status(vec![done("2026-11-17T20:40:00.000Z", Won)]), Recovered);
}

#[test]
fn who_calls_again_changes_where_the_lead_stands_too() {
    use FollowUpOutcome::{Lost, Voicemail, Won};
    let lost = from(NUMBER, prospect("a3", "2026-11-17T14:40:00-06:00", "fnnnnnn"));
    let back = from("(512) 555-0177", prospect("back", "2026-11-19T10:00:00-06:00", "ppppppp"));
    let again = from("5125550177", prospect("again", "2026-11-19T10:00:00-06:00", "ppppfpp"));
    let (before, after) = ("2026-11-18T16:00:00.000Z", "2026-11-20T16:00:00.000Z");
    let with = |other: &CallFacts, done: Vec<FollowUp>| {
        let report = report(&[lost.clone(), other.clone()], done);
        let risky = report.lost.at_risk;
        (lead(&report, "a3").status, risky)
    };
    assert_eq!(with(&back, vec![]), (LeadStatus::Recovered, 0));
    // That nobody picked up later takes nothing back; that they do not want to does.
    assert_eq!(with(&back, vec![done(after, Voicemail)]), (LeadStatus::Recovered, 0));
    assert_eq!(with(&back, vec![done(after, Lost)]), (LeadStatus::LostForGood, 0));
    assert_eq!(with(&back, vec![done(before, Lost)]), (LeadStatus::Recovered, 0));
    // Lost again, the lead is open again, and what was done since the newest call counts for the older one as well.
    assert_eq!(with(&again, vec![done(before, Won)]), (LeadStatus::Open, 1));
    assert_eq!(with(&again, vec![done(after, Won)]), (LeadStatus::Recovered, 0));
}

#[test]
fn marking_one_call_of_a_number_marks_the_lead_and_a_withheld_number_only_the_call() {
    use LeadStatus::{LostForGood, Open, Recovered};
    let hidden = |id: &str| from("anonymous", prospect(id, "2026-11-18T09:00:00-06:00", "ppppfpp"));
    let calls = [
        from(NUMBER, prospect("a3", "2026-11-17T14:40:00-06:00", "ppppfpp")),
        from("5125550177", prospect("a4", "2026-11-18T14:40:00-06:00", "ppppfpp")),
        hidden("h1"),
        hidden("h2"),
    ];
    let of_hidden = FollowUp {
        call_id: "h2".to_owned(),
        number: Some("anonymous".to_owned()),
        ..done("2026-11-20T10:00:00.000Z", FollowUpOutcome::Lost)
    };
    let found = report(&calls, vec![done("2026-11-20T10:00:00.000Z", FollowUpOutcome::Won), of_hidden]);
    let status = ["a3", "a4", "h1", "h2"].map(|id| lead(&found, id).status);
    assert_eq!(status, [Recovered, Recovered, Open, LostForGood]);
    assert_eq!((lead(&found, "a4").lost_calls, lead(&found, "h1").lost_calls), (2, 1));
    let lost = &found.lost;
    assert_eq!((lost.calls, lost.leads, lost.recovered, lost.lost_for_good, lost.at_risk), (4, 3, 1, 1, 1));
}

#[test]
fn recovered_stands_against_lost_in_numbers_and_money() {
    let won = worth(500_000, done("2026-11-18T16:00:00.000Z", FollowUpOutcome::Won));
    let call = |id: &str, number: &str, outcome| FollowUp {
        call_id: id.to_owned(),
        number: Some(number.to_owned()),
        ..done("2026-11-21T20:00:00.000Z", outcome)
    };
    let valued = worth(100_050, call("a5", "5125550199", FollowUpOutcome::Reached));
    let found = report(&week(), vec![won.clone(), valued]);
    let lost = &found.lost;
    // a3 by the follow-up and a1, who called again; a5 was reached and is worth less than others.
    assert_eq!((lost.leads, lost.recovered, lost.won_back, lost.at_risk, lost.called_back), (3, 2, 1, 1, 1));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!((&json["lost"]["money_recovered"], &json["lost"]["money_at_risk"]), (&7700.into(), &1000.5.into()));
    assert_eq!(json["lost"]["money_lost_for_good"], serde_json::Value::Null);
    for page in [text(&found), markdown(&found), html(&found)] {
        let page = page.replace("\\$", "$");
        assert!(page.contains("2 of 3 leads") && page.contains("$7,700; 1 called back"), "{page}");
        assert!(page.contains("0 leads × $2,700 + $1,000.50 for 1 lead = $1,000.50"), "{page}");
    }
    for page in [markdown(&found), html(&found)] {
        assert!(page.contains("Called back on 2026-11-18 10:00: won, ") && page.contains("5,000."), "{page}");
    }
    // Where nobody says what a lead is worth, only what was said of one is summed.
    let records = LeadRecords {
        follow_ups: vec![won, call("a5", "5125550199", FollowUpOutcome::Booked)],
        ..LeadRecords::default()
    };
    let found = report_with(ReportOptions { lead_value: None, ..options() }, &week(), records, &week());
    assert_eq!((found.lost.recovered, found.lost.recovered_without_value), (3, 2));
    assert!(text(&found).contains("recovered: 3 of 3 leads ($5,000 and 2 leads without a value)"), "{}", text(&found));
    assert!(found.lost.money_at_risk.is_none());
}

#[test]
fn nothing_of_it_is_told_where_nothing_came_of_a_lead() {
    let calls = [from(NUMBER, prospect("a3", "2026-11-17T14:40:00-06:00", "ppppfpp"))];
    let found = report(&calls, vec![]);
    for page in [text(&found), markdown(&found), html(&found)] {
        assert!(!page.contains("ecovered:") && !page.contains("Recovered</h2>"), "{page}");
    }
    assert_eq!(found.lost.money_at_risk.unwrap().0, 270_000);
}

#[test]
fn a_lead_of_the_list_says_all_that_is_needed_to_call_back() {
    let marked = FollowUp {
        by: Some("Dana".to_owned()),
        note: Some("Wants\nthe \u{1b}[31mbig plan.".to_owned()),
        ..worth(500_000, done("2026-11-18T16:00:00.000Z", FollowUpOutcome::Booked))
    };
    let found = report(&week(), vec![marked]);
    let told = lead_text(lead(&found, "a3"), &options());
    assert_eq!(
        told,
        "+1 512 555 0177  recovered  reached no person  4 days ago  $5,000\n\
         \x20 2026-11-17 14:40, on the line of Dana Ortiz\n\
         \x20 wanted 0:09 “Our server went down and nobody can get to their files.”\n\
         \x20 said   0:26 “We only help our contract customers.”\n\
         \x20 Called back on 2026-11-18 10:00 by Dana: booked, $5,000. Wants the \u{fffd}[31mbig plan.\n\
         \x20 ringcheck show a3   a3.wav\n"
    );
    let again = lead_text(lead(&found, "a5"), &options());
    assert!(again.starts_with("(512) 555-0199  open  not asked for a commitment  39 hours ago  $2,700\n"), "{again}");
    assert!(again.contains("the newest of 2 lost calls, perhaps no prospect"), "{again}");
    let json = serde_json::to_value(lead_json(lead(&found, "a3"), &options())).unwrap();
    assert_eq!((&json["schema"], &json["currency"]), (&"ringcheck.lead/1".into(), &"$".into()));
    assert_eq!((&json["status"], &json["value"], &json["lost_calls"]), (&"recovered".into(), &5000.into(), &1.into()));
    assert_eq!(json["follow_ups"][0]["outcome"], "booked");
    assert_eq!(json["follow_ups"][0]["at"], "2026-11-18T10:00:00-06:00");
}

#[test]
fn no_note_is_in_the_figures_that_a_log_keeps() {
    let marked = FollowUp {
        by: Some("Gwendolyn".to_owned()),
        note: Some("Zebra".to_owned()),
        ..done("2026-11-18T16:00:00.000Z", FollowUpOutcome::Reached)
    };
    let told = ringcheck_report::figures_text(&report(&week(), vec![marked]));
    assert!(told.contains("1 called back") && !told.contains("Gwendolyn") && !told.contains("Zebra"), "{told}");
}

#[test]
fn a_reached_voicemail_takes_no_booking_back() {
    use FollowUpOutcome::{Booked, Lost, NoAnswer, Reached, Voicemail};
    let status = |outcomes: &[FollowUpOutcome]| {
        let noted = (18..).zip(outcomes).map(|(day, outcome)| done(&format!("2026-11-{day}T16:00:00.000Z"), *outcome));
        let found = report(&week(), noted.collect());
        assert_eq!(lead(&found, "a3").follow_ups.len(), outcomes.len(), "all is told");
        lead(&found, "a3").status
    };
    assert_eq!(status(&[Booked, NoAnswer]), LeadStatus::Recovered);
    assert_eq!(status(&[Lost, Voicemail, NoAnswer]), LeadStatus::LostForGood);
    assert_eq!(status(&[Booked, NoAnswer, Reached]), LeadStatus::CalledBack, "spoken to, and nothing is settled");
    assert_eq!(status(&[Reached, NoAnswer]), LeadStatus::CalledBack);
}

#[test]
fn what_a_lead_is_worth_is_not_forgotten_when_it_is_lost_again() {
    let calls = [
        from(NUMBER, prospect("a3", "2026-11-17T14:40:00-06:00", "ppppfpp")),
        from(NUMBER, prospect("a4", "2026-11-19T14:40:00-06:00", "ppppfpp")),
    ];
    let before = "2026-11-18T16:00:00.000Z";
    let found = report(&calls, vec![worth(500_000, done(before, FollowUpOutcome::Booked))]);
    let again = lead(&found, "a4");
    assert_eq!((again.status, again.value.unwrap().cents()), (LeadStatus::Open, 500_000), "and it begins anew");
    assert!(again.follow_ups.is_empty() && !again.is_repeat);
    assert_eq!(found.lost.money_at_risk.unwrap().0, 500_000);
    assert!(text(&found).contains("0 leads × $2,700 + $5,000 for 1 lead = $5,000"), "{}", text(&found));
}

#[test]
fn a_value_that_was_noted_is_money_at_risk_also_where_no_lead_has_one() {
    let noted = vec![worth(500_000, done("2026-11-18T16:00:00.000Z", FollowUpOutcome::Reached))];
    let records = LeadRecords { follow_ups: noted, ..LeadRecords::default() };
    let found = report_with(ReportOptions { lead_value: None, ..options() }, &week(), records, &week());
    assert_eq!((found.lost.at_risk, found.lost.at_risk_without_value), (2, 1));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!((&json["lost"]["money_at_risk"], &json["lost"]["at_risk_without_value"]), (&5000.into(), &1.into()));
    for page in [text(&found), markdown(&found), html(&found)] {
        let page = page.replace("\\$", "$");
        assert!(page.contains("$5,000 for 1 lead and 1 lead without a value"), "{page}");
    }
}

#[test]
fn a_call_whose_clock_was_ahead_can_be_called_back() {
    let ahead = [from(NUMBER, prospect("a3", "2026-11-22T23:00:00-06:00", "ppppfpp"))];
    let before = "2026-11-22T13:00:00.000Z";
    let status = |follow_up| {
        let options = ReportOptions { scope: crate::firm::days("2026-11-15", "2026-11-22"), ..options() };
        let records = LeadRecords { follow_ups: vec![follow_up], ..LeadRecords::default() };
        lead(&report_with(options, &ahead, records, &ahead), "a3").status
    };
    assert_eq!(status(done(before, FollowUpOutcome::Won)), LeadStatus::Recovered);
    let of_another = FollowUp { call_id: "a0".to_owned(), ..done(before, FollowUpOutcome::Won) };
    assert_eq!(status(of_another), LeadStatus::Open);
}

#[test]
fn who_was_won_back_and_is_lost_for_good_since_is_not_won_back() {
    let calls = [
        from(NUMBER, prospect("a3", "2026-11-17T14:40:00-06:00", "ppppfpp")),
        from(NUMBER, prospect("back", "2026-11-18T10:00:00-06:00", "ppppppp")),
    ];
    let won_back = |follow_ups: Vec<FollowUp>| {
        let found = report(&calls, follow_ups);
        let is_told = text(&found).contains("won back by a later call");
        (found.lost.won_back, found.lost.recovered, is_told)
    };
    assert_eq!(won_back(vec![]), (1, 1, true));
    assert_eq!(won_back(vec![done("2026-11-19T16:00:00.000Z", FollowUpOutcome::Lost)]), (0, 0, false));
}
