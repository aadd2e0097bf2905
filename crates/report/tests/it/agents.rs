//! Agents are compared only where that is fair.

use ringcheck_call::{CallFacts, CallType};
use ringcheck_report::{AgentFigures, ReportOptions, Share, html, markdown};
use ringcheck_statistics::Proportion;

use crate::firm::{as_type, by, options, prospect, report, week};

/// `n_closed` of `n` prospects, asked for a commitment by this agent.
fn calls(agent: &str, n_closed: usize, n: usize) -> Vec<CallFacts> {
    let call = |k: usize| {
        let letters = if k < n_closed { "ppppppp" } else { "ppppfpp" };
        by(agent, prospect(&format!("{agent}{k}"), "2026-11-18T09:00:00-06:00", letters))
    };
    (0..n).map(call).collect()
}

fn ranks(agents: &[AgentFigures]) -> Vec<(String, Option<u32>)> {
    agents.iter().map(|agent| (agent.label(), agent.closed.rank)).collect()
}

#[test]
fn below_the_minimum_nobody_has_a_place() {
    // Who never failed, in nine calls, is not put before who failed once in forty.
    let all = [calls("Zoe", 39, 40), calls("Ann", 9, 9), calls("Max", 5, 10), calls("Bea", 0, 1)].concat();
    let report = report(options(), &all);
    let placed = |name: &str, rank| (name.to_owned(), rank);
    assert_eq!(
        ranks(&report.agents),
        [placed("Zoe", Some(1)), placed("Max", Some(2)), placed("Ann", None), placed("Bea", None)]
    );
    for page in [markdown(&report), html(&report)] {
        assert!(page.contains("too few to compare"), "{page}");
    }
    let fewer = ReportOptions { min_calls: 1, ..options() };
    let report = crate::firm::report(fewer, &all);
    assert_eq!(report.agents[0].label(), "Ann");
    assert!(report.agents.iter().all(|agent| agent.closed.rank.is_some()));
    assert!(!markdown(&report).contains("too few to compare"));
}

#[test]
fn the_minimum_is_of_what_a_figure_rests_on() {
    // Thirty calls, of which three are prospects: enough for courtesy, too few for closing.
    let customers = |agent: &str| {
        let call = |n: usize| prospect(&format!("{agent}k{n}"), "2026-11-18T09:00:00-06:00", "ppppnpp");
        (0..27).map(|n| as_type(CallType::Customer, by(agent, call(n)))).collect::<Vec<_>>()
    };
    let all = [calls("Ann", 3, 3), customers("Ann"), calls("Bea", 1, 3), customers("Bea")].concat();
    let report = report(options(), &all);
    for agent in &report.agents {
        assert_eq!((agent.calls, agent.prospects, agent.closed.rank, agent.courtesy.rank), (30, 3, None, Some(1)));
    }
}

#[test]
fn the_same_share_is_the_same_place_and_whoever_is_alone_has_none() {
    let all = [calls("Ann", 5, 10), calls("Bea", 10, 20), calls("Cleo", 2, 10)].concat();
    let report = report(options(), &all);
    let places: Vec<_> = report.agents.iter().map(|agent| agent.closed.rank).collect();
    assert_eq!(places, [Some(1), Some(1), Some(3)]);
    let alone = crate::firm::report(options(), &calls("Ann", 20, 20));
    assert_eq!(alone.agents[0].closed.rank, None);
}

#[test]
fn agents_without_a_name_are_known_by_extension_and_calls_of_nobody_are_a_row_of_their_own() {
    let mut all = week();
    all.push(by("", prospect("nobody", "2026-11-18T09:00:00-06:00", "ppppppp")));
    let report = report(options(), &all);
    let labels: Vec<_> = report.agents.iter().map(AgentFigures::label).collect();
    // One name in two ways of writing it is one agent.
    assert_eq!(labels, ["Dana Ortiz", "Riley Stone", "extension 204", "unknown agent"]);
    let dana = &report.agents[0];
    assert_eq!((dana.calls, dana.prospects), (7, 4));
    let closed = Share { decided: Proportion { hits: 1, trials: 3 }, undetermined: 0 };
    assert_eq!(dana.closed.share, closed);
    let unknown = report.agents.last().unwrap();
    assert!(!unknown.is_known() && unknown.name.is_none() && unknown.extension.is_none());
}

#[test]
fn calls_of_nobody_have_no_place_however_many_they_are() {
    let all = [calls("", 50, 50), calls("Ann", 5, 10), calls("Bea", 6, 10)].concat();
    let report = report(options(), &all);
    assert_eq!(
        ranks(&report.agents),
        [("Bea".to_owned(), Some(1)), ("Ann".to_owned(), Some(2)), ("unknown agent".to_owned(), None)]
    );
}
