//! Lost leads and money.

use std::collections::BTreeMap;

use ringcheck_call::{LossReason, NumberSource};
use ringcheck_report::{LaterOutcome, LeadRecords, ReportBuilder, ReportOptions, html, markdown, text};

use crate::firm::{from, options, prospect, report, report_around, report_with, week, words_of};

#[test]
fn a_number_is_one_lead_and_one_that_was_won_back_is_no_money_at_risk() {
    let report = report(options(), &week());
    let lost: Vec<_> =
        report.leads.iter().map(|lead| (lead.call_id.as_str(), lead.reason, lead.is_at_risk())).collect();
    assert_eq!(
        lost,
        [
            ("a5", LossReason::NotClosed, true),
            ("a4", LossReason::SentElsewhere, false),
            ("a3", LossReason::NotAnswered, true),
            ("a1", LossReason::TurnedAway, false),
        ]
    );
    assert!(report.leads[1].is_repeat && report.leads[3].is_won_back);
    let lost = &report.lost;
    assert_eq!((lost.calls, lost.leads, lost.won_back, lost.at_risk, lost.at_risk_doubtful), (4, 3, 1, 2, 1));
    assert_eq!(lost.money_at_risk.unwrap().0, 540_000);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["lost"]["lead_value"], &json["lost"]["money_at_risk"]), (&2700.into(), &5400.into()));
    assert_eq!(json["lost"]["by_reason"]["sent_elsewhere"], 1);
    for page in [text(&report), markdown(&report), html(&report)] {
        let page = page.replace("\\$", "$");
        assert!(page.contains("2 leads × $2,700 = $5,400"), "{page}");
    }
}

#[test]
fn what_became_of_a_lead_is_told() {
    let report = report(options(), &week());
    let outcomes = |id: &str| {
        let lead = report.leads.iter().find(|lead| lead.call_id == id).unwrap();
        lead.later_calls.iter().map(|later| (later.call_id.as_str(), later.outcome)).collect::<Vec<_>>()
    };
    assert_eq!(outcomes("a1"), [("a2", LaterOutcome::Closed)]);
    assert_eq!(outcomes("a4"), [("a5", LaterOutcome::LostAgain)]);
    assert_eq!(outcomes("a5"), []);
    for page in [markdown(&report), html(&report)] {
        assert!(page.contains("Called again on 2026-11-16 10:05, closed."), "{page}");
        assert!(page.contains("Called again on 2026-11-20 16:20, lost again."), "{page}");
    }
}

#[test]
fn a_call_after_the_period_wins_a_lead_back_and_another_loses_it_again() {
    let lost = from("5125550134", prospect("lost", "2026-11-21T09:00:00-06:00", "ppppfpp"));
    let back = from("+15125550134", prospect("back", "2026-11-22T07:00:00-06:00", "ppppppp"));
    let again = from("+15125550134", prospect("again", "2026-11-22T07:10:00-06:00", "pfppppp"));
    let at_risk = |around: &[_]| report_around(options(), std::slice::from_ref(&lost), around).lost.at_risk;
    assert_eq!(at_risk(std::slice::from_ref(&lost)), 1);
    assert_eq!(at_risk(&[lost.clone(), back.clone()]), 0);
    assert_eq!(at_risk(&[lost.clone(), back, again]), 1);
}

#[test]
fn numbers_that_tell_nobody_apart_are_leads_of_their_own() {
    let calls = ["anonymous", "201", ""].map(|number| {
        let call = |n: u32| prospect(&format!("{number}{n}"), &format!("2026-11-18T09:0{n}:00-06:00"), "ppppfpp");
        [from(number, call(1)), from(number, call(2))]
    });
    let report = report(options(), &calls.concat());
    assert_eq!((report.lost.calls, report.lost.leads, report.lost.at_risk), (6, 6, 6));
}

#[test]
fn a_number_that_the_caller_said_is_marked() {
    let call = prospect("said", "2026-11-18T09:00:00-06:00", "ppppfpp");
    let said_numbers = BTreeMap::from([("said".to_owned(), "5125550134".to_owned())]);
    let report = report_with(
        options(),
        std::slice::from_ref(&call),
        LeadRecords { said_numbers, ..LeadRecords::default() },
        &[],
    );
    assert_eq!(report.leads[0].number_source, Some(NumberSource::Caller));
    assert!(markdown(&report).contains("**5125550134** (as the caller said it)"));
    let page = html(&report);
    assert!(page.contains("as the caller said it") && page.contains("href=\"tel:5125550134\""), "{page}");
}

#[test]
fn without_a_value_no_money_is_made_up() {
    let report = report(ReportOptions { lead_value: None, ..options() }, &week());
    let json = serde_json::to_value(&report).unwrap();
    assert!(json["lost"]["lead_value"].is_null() && json["lost"]["money_at_risk"].is_null());
    for page in [text(&report), markdown(&report), html(&report)] {
        assert!(page.contains("--lead-value N") && !page.contains('×'), "{page}");
    }
}

#[test]
fn leads_are_the_newest_first_with_how_long_ago_they_were() {
    let report = report(options(), &week());
    assert!(report.leads.is_sorted_by_key(|lead| lead.minutes_since), "{:?}", report.leads);
    let lead = &report.leads[0];
    assert_eq!(lead.started_at.as_deref(), Some("2026-11-20T16:20:00-06:00"));
    // From Friday 16:20 to Sunday 07:30.
    assert_eq!(lead.minutes_since, Some(39 * 60 + 10));
    assert_eq!((lead.agent.as_deref(), lead.command.as_str()), (Some("Riley Stone"), "ringcheck show a5"));
    assert!(text(&report).contains("(512) 555-0199  39 hours ago  not asked for a commitment"));
}

#[test]
fn a_page_lists_the_newest_leads_and_json_all() {
    let lost = |n: u32| {
        let call = prospect(&format!("c{n}"), &format!("2026-11-18T{:02}:{:02}:00-06:00", n / 60, n % 60), "ppppfpp");
        from(&format!("512555{n:04}"), call)
    };
    let report = report(options(), &(0..201).map(lost).collect::<Vec<_>>());
    assert_eq!((report.leads.len(), report.lost.at_risk), (201, 201));
    for page in [markdown(&report), html(&report)] {
        assert!(page.contains("And 1 older one: name fewer days"));
        assert_eq!(page.matches("ringcheck show c").count(), 200);
        assert!(page.contains("ringcheck show c200") && !page.contains("ringcheck show c0<"));
    }
    assert!(text(&report).contains("  and 196 more"));
}

#[test]
fn calls_may_be_counted_in_one_go_and_in_any_order() {
    let calls = week();
    let expected = serde_json::to_value(report(options(), &calls)).unwrap();
    let orders: [Vec<_>; 2] = [calls.iter().collect(), calls.iter().rev().collect()];
    for calls in orders {
        let mut builder = ReportBuilder::new(options(), LeadRecords::default());
        for call in calls {
            builder.add(call);
            builder.add_context(call);
        }
        let mut found = builder.finish();
        let words: Vec<_> = found.leads_to_tell(9).into_iter().map(|(_, reason)| words_of(reason)).collect();
        found.tell_leads(words);
        assert_eq!(serde_json::to_value(found).unwrap(), expected);
    }
}

#[test]
fn what_was_said_is_asked_for_the_newest_leads_alone() {
    let calls = week();
    let mut report = report(options(), &calls);
    let asked = [("a5", LossReason::NotClosed), ("a4", LossReason::SentElsewhere)];
    assert_eq!(report.leads_to_tell(2), asked);
    assert_eq!(report.leads_to_tell(usize::MAX).len(), 4);
    report.tell_leads([words_of(LossReason::NotAnswered)]);
    assert_eq!(report.leads[0].rationale, "The criterion live_answer failed.");
    assert_eq!(report.leads[1].rationale, "The criterion no_refer_away failed.");
}

#[test]
fn who_calls_again_is_known_by_the_number_that_they_say() {
    let lost = prospect("lost", "2026-11-18T09:00:00-06:00", "ppppfpp");
    let back = prospect("back", "2026-11-22T07:00:00-06:00", "ppppppp");
    let said = |id: &str, number: &str| BTreeMap::from([(id.to_owned(), number.to_owned())]);
    let mut builder = ReportBuilder::new(
        options(),
        LeadRecords { said_numbers: said("lost", "512 555 0134"), ..LeadRecords::default() },
    );
    builder.add(&lost);
    // The call is not of the report's days, nor is its number among those of its calls.
    builder.add_said_numbers(said("back", "+1 (512) 555-0134"));
    builder.add_context(&lost);
    builder.add_context(&back);
    let found = builder.finish();
    assert_eq!((found.lost.at_risk, found.lost.won_back), (0, 1));
    assert_eq!(found.leads[0].later_calls.len(), 1);
}
