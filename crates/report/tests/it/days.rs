//! Days are days in the time zone that is given.

use jiff::Timestamp;
use ringcheck_report::{LeadRecords, N_TREND_DAYS, Report, ReportBuilder, ReportOptions, Scope};

use crate::firm::{by, days, options, prospect, report, report_around, zone};

fn calls_on(report: &Report, day: &str) -> u64 {
    report.days.iter().find(|counted| counted.day.to_string() == day).unwrap_or_else(|| panic!("no {day}")).calls
}

#[test]
fn the_day_on_which_clocks_are_set_back_has_25_hours() {
    // In Chicago, 2026-11-01 is from 05:00 UTC to 06:00 UTC of the next day.
    let starts = ["2026-11-01T04:59:59Z", "2026-11-01T05:00:00Z", "2026-11-02T05:59:59Z", "2026-11-02T06:00:00Z"];
    let calls = starts.map(|at| prospect(at, at, "ppppppp"));
    let options = ReportOptions { scope: days("2026-11-01", "2026-11-01"), ..options() };
    let found = report_around(options, &calls[1..3], &calls);
    assert_eq!([calls_on(&found, "2026-10-31"), calls_on(&found, "2026-11-01")], [1, 2]);
    assert_eq!(found.days.last().unwrap().day.to_string(), "2026-11-01");
    assert_eq!((found.calls.total, found.period.as_str()), (2, "Sunday, November 1, 2026"));
}

#[test]
fn the_same_instant_is_on_different_days_in_different_zones() {
    let call = [prospect("x", "2026-11-18T02:30:00Z", "ppppppp")];
    let day_in = |name: &str| {
        let found = report(ReportOptions { zone: zone(name), ..options() }, &call);
        found.days.iter().find(|day| day.calls == 1).unwrap().day.to_string()
    };
    assert_eq!([day_in("America/Chicago"), day_in("Europe/Berlin")], ["2026-11-17", "2026-11-18"]);
}

#[test]
fn trends_are_of_the_thirty_days_before_the_end_and_never_of_days_to_come() {
    let last = |scope| {
        let found = report(ReportOptions { scope, ..options() }, &[prospect("x", "2026-11-18T09:00:00Z", "ppppppp")]);
        assert_eq!(found.days.len(), N_TREND_DAYS);
        assert!(found.days.windows(2).all(|pair| pair[0].day.tomorrow().unwrap() == pair[1].day));
        found.days.last().unwrap().day.to_string()
    };
    assert_eq!(last(days("2026-11-15", "2026-11-21")), "2026-11-21");
    assert_eq!(last(days("2026-11-15", "2026-12-31")), "2026-11-22");
    assert_eq!(last(Scope::Days { first: None, last: None }), "2026-11-22");
    assert_eq!([last(Scope::All), last(Scope::Run)], ["2026-11-18", "2026-11-18"]);
}

#[test]
fn the_calls_that_trends_need_begin_with_their_first_day() {
    let mut builder = ReportBuilder::new(options(), LeadRecords::default());
    // 2026-10-23 begins at 05:00 UTC in Chicago, while clocks are an hour ahead.
    assert_eq!(builder.context_since(), "2026-10-23T05:00:00Z".parse::<Timestamp>().unwrap());
    // A lead that was lost before may have called again since.
    let lost = crate::firm::from("5125550134", prospect("old", "2026-09-01T09:00:00Z", "ppppfpp"));
    builder.add(&lost);
    assert_eq!(builder.context_since(), "2026-09-01T09:00:00Z".parse::<Timestamp>().unwrap());
}

#[test]
fn trends_of_one_agent_are_of_their_calls_alone() {
    let calls = [
        by("Dana Ortiz", prospect("1", "2026-11-18T15:00:00Z", "ppppppp")),
        by("DANA ORTIZ", prospect("2", "2026-11-18T16:00:00Z", "ppppppp")),
        by("Riley Stone", prospect("3", "2026-11-18T17:00:00Z", "ppppppp")),
    ];
    let options = ReportOptions { agent_name: Some("dana ortiz".to_owned()), ..options() };
    let found = report_around(options, &calls[..2], &calls);
    assert_eq!(calls_on(&found, "2026-11-18"), 2);
}
