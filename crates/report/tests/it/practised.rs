//! What was practised, before and after.

use ringcheck_call::{Agent, CallFacts, Practised, Subject};
use ringcheck_report::{Finding, LeadRecords, Report, ReportBuilder, ReportOptions, Scope, html, markdown, text};

use crate::firm::{by, options, prospect};

fn practised(agent: &str, day: &str) -> Practised {
    Practised {
        pack_id: "abcd".to_owned(),
        day: day.to_owned(),
        subject: Subject {
            agent: Agent { name: Some(agent.to_owned()), extension: None },
            criterion: "close_attempt".to_owned(),
        },
        note: Some("with <b>Riley</b>".to_owned()),
    }
}

/// `n_closed` of `n` prospects, asked for a commitment by this agent on a day.
fn calls(agent: &str, day: &str, n_closed: usize, n: usize) -> Vec<CallFacts> {
    let call = |k: usize| {
        let letters = if k < n_closed { "ppppppp" } else { "ppppfpp" };
        by(agent, prospect(&format!("{agent}{day}{k}"), &format!("{day}T09:00:00-06:00"), letters))
    };
    (0..n).map(call).collect()
}

fn report(options: ReportOptions, practised: Vec<Practised>, calls: &[CallFacts]) -> Report {
    let mut builder = ReportBuilder::new(options, LeadRecords::default()).with_practised(practised);
    for call in calls {
        builder.add(call);
    }
    let since = builder.context_since();
    for call in calls {
        let at: jiff::Timestamp = call.started_at.as_ref().unwrap().parse().unwrap();
        if at >= since {
            builder.add_context(call);
        }
    }
    builder.finish()
}

fn hits(report: &Report) -> Vec<(u64, u64, u64, u64, Finding)> {
    let of = |share: ringcheck_report::Share| (share.decided.hits, share.decided.trials);
    let one = |entry: &ringcheck_report::PractisedEntry| {
        let ((a, b), (c, d)) = (of(entry.before), of(entry.after));
        (a, b, c, d, entry.finding)
    };
    report.practised.iter().map(one).collect()
}

#[test]
fn two_packs_of_one_day_tell_each_criterion_once() {
    let of = |pack: &str, criterion: &str| {
        let mut one = practised("Dana Ortiz", "2026-11-02");
        one.pack_id = pack.to_owned();
        one.subject.criterion = criterion.to_owned();
        one
    };
    let done =
        ["one", "other"].iter().flat_map(|pack| ["greeting", "close_attempt", "courtesy"].map(|id| of(pack, id)));
    let mut all = calls("Dana Ortiz", "2026-10-20", 4, 20);
    all.extend(calls("Dana Ortiz", "2026-11-17", 15, 20));
    assert_eq!(report(options(), done.collect(), &all).practised.len(), 3);
}

#[test]
fn a_difference_is_told_with_whether_it_may_be_chance() {
    let mut all = calls("Dana Ortiz", "2026-10-20", 4, 20);
    all.extend(calls("dana ortiz", "2026-11-02", 0, 9));
    all.extend(calls("Dana Ortiz", "2026-11-17", 15, 20));
    all.extend(calls("Riley Stone", "2026-10-20", 6, 12));
    all.extend(calls("Riley Stone", "2026-11-17", 9, 12));
    let done = vec![practised("Dana Ortiz", "2026-11-02"), practised("Riley Stone", "2026-11-02")];
    let found = report(options(), done, &all);
    // The day's own calls count neither way, and a name is one name in any case of letters.
    assert_eq!(hits(&found), [(6, 12, 9, 12, Finding::MayBeChance), (4, 20, 15, 20, Finding::Better)]);
    let better = found.practised[1].difference.unwrap();
    assert!((better.value - 0.55).abs() < 1e-9 && better.low > 0.2 && better.high < 0.8, "{better:?}");
    for page in [html(&found), markdown(&found), text(&found)] {
        assert!(page.contains("The difference may be chance: it is somewhere between"), "{page}");
        assert!(page.contains("Better by 55 points") && page.contains("hardly chance"), "{page}");
        assert!(!page.contains("<b>Riley"), "what somebody wrote is text");
    }
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["practised"][1]["finding"], "better");
    assert_eq!(json["practised"][1]["after"]["hits"], 15);
}

#[test]
fn a_worse_share_is_told_as_such() {
    let all = [calls("Dana Ortiz", "2026-10-20", 15, 20), calls("Dana Ortiz", "2026-11-17", 4, 20)].concat();
    let found = report(options(), vec![practised("Dana Ortiz", "2026-11-02")], &all);
    assert_eq!(hits(&found), [(15, 20, 4, 20, Finding::Worse)]);
    assert!(text(&found).contains("Worse by 55 points, probably 24 to 73"), "{}", text(&found));
}

#[test]
fn of_too_few_calls_nothing_is_said() {
    let all = [calls("Dana Ortiz", "2026-10-20", 0, 9), calls("Dana Ortiz", "2026-11-17", 30, 30)].concat();
    let found = report(options(), vec![practised("Dana Ortiz", "2026-11-02")], &all);
    assert_eq!(hits(&found), [(0, 9, 30, 30, Finding::TooFewCalls)]);
    let told = "Too few calls to tell: 9 before and 30 after could be judged, and 10 of each are needed.";
    assert!(html(&found).contains(told) && markdown(&found).contains(told) && text(&found).contains(told));
    let fewer = ReportOptions { min_calls: 9, ..options() };
    assert_eq!(report(fewer, vec![practised("Dana Ortiz", "2026-11-02")], &all).practised[0].finding, Finding::Better);
}

#[test]
fn between_two_times_of_practising_calls_are_after_the_one_and_before_the_other() {
    let mut all = calls("Dana Ortiz", "2026-10-20", 1, 10);
    all.extend(calls("Dana Ortiz", "2026-11-05", 5, 10));
    all.extend(calls("Dana Ortiz", "2026-11-17", 9, 10));
    let done = vec![
        practised("Dana Ortiz", "2026-11-10"),
        practised("Dana Ortiz", "2026-11-01"),
        practised("dana ortiz", "2026-11-01"),
    ];
    let found = report(options(), done, &all);
    let counted: Vec<_> = hits(&found).into_iter().map(|(a, b, c, d, _)| (a, b, c, d)).collect();
    assert_eq!(counted, [(5, 10, 9, 10), (1, 10, 5, 10)]);
}

#[test]
fn only_what_was_practised_by_then_lately_and_by_this_agent_is_told() {
    let all = calls("Dana Ortiz", "2026-11-17", 9, 10);
    let done = || {
        vec![
            practised("Dana Ortiz", "2026-11-22"),
            practised("Dana Ortiz", "2026-11-20"),
            practised("Riley Stone", "2026-11-19"),
            practised("Dana Ortiz", "2026-01-05"),
        ]
    };
    let days = |found: &Report| found.practised.iter().map(|entry| entry.day.to_string()).collect::<Vec<_>>();
    assert_eq!(days(&report(options(), done(), &all)), ["2026-11-20", "2026-11-19"]);
    let of_dana = ReportOptions { agent_name: Some("DANA ortiz".to_owned()), ..options() };
    assert_eq!(days(&report(of_dana, done(), &all)), ["2026-11-20"]);
    let of_all = ReportOptions { scope: Scope::All, ..options() };
    assert_eq!(days(&report(of_all, done(), &all)), ["2026-11-22", "2026-11-20", "2026-11-19", "2026-01-05"]);
    let nothing = report(options(), vec![], &all);
    assert!(
        nothing.practised.is_empty()
            && !html(&nothing).contains("Practised")
            && !markdown(&nothing).contains("ractised")
    );
}
