//! The pages of a small firm, as they are.

use insta::assert_snapshot;
use ringcheck_report::{Scope, html, markdown, text};

use crate::firm::{options, prospect, report, week};

#[test]
fn a_week_in_short() {
    assert_snapshot!("week_text", text(&report(options(), &week())));
}

#[test]
fn a_week_as_markdown() {
    assert_snapshot!("week_markdown", markdown(&report(options(), &week())));
}

#[test]
fn a_week_as_a_page() {
    assert_snapshot!("week_html", html(&report(options(), &week())));
}

#[test]
fn a_week_as_json() {
    let report = report(options(), &week());
    assert_snapshot!("week_json", serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn no_calls_are_told_in_a_sentence() {
    let none = report(options(), &[]);
    assert_eq!(text(&none), "November 15 to 21, 2026\nno calls\n");
    assert!(markdown(&none).contains("No calls."));
    let page = html(&none);
    assert!(page.contains("No calls.") && !page.contains("<table"), "{page}");
    let of_run = report(ringcheck_report::ReportOptions { scope: Scope::Run, ..options() }, &[]);
    assert!(text(&of_run).starts_with("The calls of this run\n"));
}

#[test]
fn one_call_is_enough_for_a_page() {
    let one = report(options(), &[prospect("one", "2026-11-18T09:00:00-06:00", "ppppppp")]);
    let page = html(&one);
    assert!(page.contains("No prospect was lost.") && page.contains("1 of 1 calls"), "{page}");
    assert!(!page.contains("NaN") && !page.contains("inf"));
}

#[test]
fn no_line_of_the_summary_is_longer_than_a_terminal() {
    let page = text(&report(options(), &week()));
    for line in page.lines().filter(|line| !line.contains("ringcheck ")) {
        assert!(line.chars().count() <= 100, "{line}");
    }
}
