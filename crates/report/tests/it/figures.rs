//! What is counted, and what is not.

use ringcheck_call::{CallType, Probability};
use ringcheck_report::{Scope, Share, html, markdown, text};
use ringcheck_statistics::Proportion;

use crate::firm::{as_type, options, prospect, report, week};

const AT: &str = "2026-11-18T09:00:00-06:00";

fn share(hits: u64, trials: u64, undetermined: u64) -> Share {
    Share { decided: Proportion { hits, trials }, undetermined }
}

#[test]
fn what_was_judged_is_counted_and_what_is_open_is_told() {
    let report = report(options(), &week());
    let calls = &report.calls;
    assert_eq!((calls.total, calls.needs_review, calls.undetermined, calls.of_doubtful_type), (11, 3, 3, 1));
    assert_eq!((calls.without_start, calls.without_score, calls.dated_by_file), (0, 0, 1));
    let types: Vec<_> = calls.by_call_type.iter().map(|(name, n)| (*name, *n)).collect();
    assert_eq!(types, [("customer", 2), ("prospect", 8), ("vendor", 1)]);

    let figures = report.figures;
    assert_eq!(figures.answered_live, share(8, 11, 0));
    assert_eq!(figures.turned_away, share(1, 7, 0));
    assert_eq!(figures.sent_elsewhere, share(1, 6, 1));
    assert_eq!(figures.qualified, share(4, 6, 1));
    assert_eq!(figures.closed, share(3, 6, 1));
    assert_eq!(figures.customers_turned_away, share(1, 2, 0));
    assert_eq!(figures.customers_sent_elsewhere, share(1, 2, 0));
    assert_eq!(figures.passed, share(4, 11, 0));
}

#[test]
fn an_interval_is_wilsons() {
    let calls: Vec<_> =
        (0..29).map(|n| prospect(&format!("c{n}"), AT, if n == 0 { "pfppppp" } else { "ppppppp" })).collect();
    let estimate = report(options(), &calls).figures.turned_away.estimate().unwrap();
    // Newcombe (1998), table I: 1 of 29.
    assert!((estimate.low - 0.0061).abs() < 5e-5 && (estimate.high - 0.1718).abs() < 5e-5, "{estimate:?}");
}

#[test]
fn nobody_turns_a_seller_away() {
    let calls = [CallType::Vendor, CallType::WrongNumber, CallType::Other]
        .map(|call_type| as_type(call_type, prospect("x", AT, "pffffff")));
    let report = report(options(), &calls);
    let figures = report.figures;
    for share in [figures.turned_away, figures.sent_elsewhere, figures.qualified, figures.closed] {
        assert_eq!(share, Share::default());
    }
    assert_eq!((figures.answered_live, report.lost.calls), (share(3, 3, 0), 0));
}

#[test]
fn the_criterion_that_fails_most_calls_is_the_first() {
    let report = report(options(), &week());
    let criteria: Vec<_> = report.criteria.iter().map(|row| (row.id.as_str(), row.failed)).collect();
    assert_eq!(criteria[0], ("close_attempt", share(3, 6, 1)));
    assert!(criteria.is_sorted_by_key(|(_, failed)| std::cmp::Reverse(failed.decided.hits)), "{criteria:?}");
    assert!(criteria.contains(&("courtesy", share(0, 9, 1))), "{criteria:?}");
}

#[test]
fn a_call_of_unknown_start_is_of_no_day_but_of_its_run() {
    let calls = [prospect("known", AT, "pfppppp"), prospect("unknown", "", "pfppppp")];
    let of_days = report(options(), &calls);
    assert_eq!(
        (of_days.calls.total, of_days.calls.without_start, of_days.figures.turned_away.decided.trials),
        (1, 1, 1)
    );
    for scope in [Scope::Run, Scope::All] {
        let of_run = report(ringcheck_report::ReportOptions { scope, ..options() }, &calls);
        assert_eq!((of_run.calls.total, of_run.calls.without_start), (2, 1));
        assert_eq!((of_run.figures.turned_away.decided.trials, of_run.lost.calls), (2, 2));
        let told = [text(&of_run), markdown(&of_run), html(&of_run)];
        assert!(told.iter().all(|page| page.contains("1 call of unknown start")), "{}", told[0]);
    }
}

#[test]
fn a_call_type_is_doubtful_below_sixty_percent() {
    let calls = [599, 600].map(|sure| {
        let call = prospect(&sure.to_string(), AT, "ppppfpp");
        ringcheck_call::CallFacts { call_type_confidence: Probability::from_thousandths(sure), ..call }
    });
    let report = report(options(), &calls);
    assert_eq!(report.calls.of_doubtful_type, 1);
    let doubtful: Vec<_> = report.leads.iter().map(|lead| (lead.call_id.as_str(), lead.is_doubtful)).collect();
    assert_eq!(doubtful, [("599", true), ("600", false)]);
    assert_eq!((report.lost.at_risk, report.lost.at_risk_doubtful), (2, 1));
}
