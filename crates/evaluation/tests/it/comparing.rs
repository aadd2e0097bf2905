//! A report against an earlier one, and parts of a report.

use fs_err as fs;
use ringcheck_call::{CallType, Scorecard, Verdict};
use ringcheck_evaluation::{
    CallField, EarlierReport, EvaluatedCall, EvaluationReport, LabelledCall, Outcome, Parts, read_report,
};
use ringcheck_statistics::Proportion;

use crate::fixture::{line, read, scorecard, truth};

const PASS: Verdict = Verdict::Pass;
const FAIL: Verdict = Verdict::Fail;
const OPEN: Verdict = Verdict::Undetermined;

fn report(calls: &[(LabelledCall, Scorecard)], fields: &[CallField]) -> EvaluationReport {
    let calls: Vec<_> = calls
        .iter()
        .map(|(labelled, scorecard)| EvaluatedCall { labelled, outcome: Outcome::Scored { scorecard, heard: None } })
        .collect();
    EvaluationReport::build(&calls, Parts { fields, ..Parts::default() }, None)
}

/// Calls `D0`, `D1` … with a label and a verdict on one criterion; the tool takes every caller for a prospect.
fn calls(answers: &[(&str, &str, Verdict)]) -> Vec<(LabelledCall, Scorecard)> {
    let lines: Vec<String> =
        answers.iter().map(|(id, label, _)| line(id, "prospect", &format!(r#"{{"greeting":"{label}"}}"#))).collect();
    let cards = answers.iter().map(|(.., verdict)| scorecard(CallType::Prospect, &[("greeting", *verdict)], None));
    read("dev.jsonl", &lines.join("\n")).into_iter().zip(cards).collect()
}

fn written(report: &EvaluationReport) -> EarlierReport {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.json");
    fs::write(&path, serde_json::to_string(report).unwrap()).unwrap();
    read_report(&path).unwrap()
}

#[test]
fn two_reports_are_compared_on_the_calls_of_both() {
    let earlier = calls(&[
        ("D0", "pass", PASS),
        ("D1", "pass", PASS),
        ("D2", "pass", PASS),
        ("D3", "fail", PASS),
        ("D4", "fail", FAIL),
        ("D5", "pass", PASS),
        ("D6", "na", FAIL),
        ("D7", "pass", PASS),
    ]);
    let here = calls(&[
        ("D0", "pass", PASS),
        ("D1", "pass", FAIL),
        ("D2", "pass", OPEN),
        ("D3", "fail", FAIL),
        ("D4", "fail", PASS),
        ("D5", "fail", PASS), // relabelled
        ("D6", "na", PASS),   // not judged
        ("D8", "pass", FAIL), // new
    ]);
    let report = report(&here, &[]).against(&written(&report(&earlier, &[])));
    let comparison = report.against.as_ref().unwrap();
    assert_eq!((comparison.n_calls, comparison.n_only_here, comparison.n_only_there), (7, 1, 1));
    assert_eq!(comparison.n_relabelled, 1);
    let greeting = comparison.criteria[0].difference;
    // Decided in both: D0 (right twice), D1 and D4 (right before), D3 (right now); over all D2 is worse, too.
    let table = greeting.decided.table;
    assert_eq!((table.both_right, table.only_first_right, table.only_second_right, table.both_wrong), (1, 1, 2, 0));
    assert!((greeting.decided.difference.unwrap().value + 0.25).abs() < 1e-12);
    assert_eq!(greeting.all.table.only_second_right, 3);
    assert!((greeting.all.difference.unwrap().value + 0.4).abs() < 1e-12);
    assert_eq!((greeting.all.table.first(), greeting.all.table.second()), (of(2, 5), of(4, 5)));
    let pooled = comparison.all_criteria;
    assert_eq!((pooled.decided.table, pooled.all.table), (greeting.decided.table, greeting.all.table));
    assert!((pooled.all.difference.unwrap().value + 0.4).abs() < 1e-12);
    assert_eq!(comparison.call_type.table.both_right, 7);

    let text = report.to_string();
    for expected in [
        "7 calls in both, 1 only in this one, 1 only in that one",
        "left out because their labels differ: 1",
        "greeting                 4 0.50 0.75  -25.0 [",
        "     5 0.40 0.80  -40.0 [",
        "call_type                -    -    -  -                         7 1.00 1.00  0.0 [",
    ] {
        assert!(text.contains(expected), "{expected}:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line == line.trim_end()), "{text}");
    let json = serde_json::to_value(&report).unwrap();
    let decided = &json["against"]["criteria"][0]["decided"];
    assert_eq!((&decided["only_second_right"], &decided["difference"]["value"]), (&2.into(), &(-0.25).into()));
}

#[test]
fn a_report_against_itself_differs_in_nothing() {
    let calls = calls(&[("D0", "pass", PASS), ("D1", "fail", PASS), ("D2", "fail", OPEN)]);
    let report = report(&calls, &[]);
    let earlier = written(&report);
    let comparison = report.against(&earlier).against.unwrap();
    for row in [comparison.criteria[0].difference.decided, comparison.all_criteria.all, comparison.call_type] {
        let difference = row.difference.unwrap();
        assert!(difference.value.abs() < 1e-12 && difference.low <= 0.0 && difference.high >= 0.0, "{difference:?}");
    }
}

#[test]
fn reports_without_a_call_in_common_have_no_difference() {
    let one = report(&calls(&[("D0", "pass", PASS)]), &[]);
    let other = report(&calls(&[("E0", "pass", PASS)]), &[]).against(&written(&one));
    let comparison = other.against.as_ref().unwrap();
    assert_eq!((comparison.n_calls, comparison.all_criteria.all.difference), (0, None));
    assert!(other.to_string().contains("0 calls in both, 1 only in this one, 1 only in that one"));
}

#[test]
fn a_file_that_is_no_report_is_refused_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.json");
    for (text, expected) in [
        ("Agreement", "is no evaluation"),
        (r#"{"schema":"ringcheck.scorecard/1"}"#, "is no evaluation"),
        (r#"{"schema":"ringcheck.evaluation/1","overall":{}}"#, "is an evaluation that nothing can be compared with"),
    ] {
        fs::write(&path, text).unwrap();
        let error = read_report(&path).unwrap_err();
        assert_eq!(error.to_string(), format!("`{}` {expected}", path.display()));
        assert!(error.hint().contains("ringcheck evaluate PATH --json > FILE"), "{}", error.hint());
    }
    assert!(read_report(&dir.path().join("none.json")).unwrap_err().to_string().ends_with("cannot be read"));
}

#[test]
fn calls_are_told_apart_by_what_they_tell() {
    let [easy, hard] = ["easy", "hard"].map(|difficulty| {
        move |id: &str, label: &str| {
            line(id, "prospect", &format!(r#"{{"greeting":"{label}"}}"#))
                .replace(r#""difficulty":"easy""#, &format!(r#""difficulty":"{difficulty}""#))
        }
    });
    let untold = line("D4", "vendor", r#"{"greeting":"pass"}"#).replace(r#""difficulty":"easy","#, "");
    let author = hard("D2", "pass").replacen('{', r#"{"author":"B","trade":"dental","#, 1);
    let lines = [hard("D0", "pass"), easy("D1", "pass"), author, easy("D3", "na"), untold];
    let verdicts = [PASS, FAIL, OPEN, PASS, PASS];
    let calls: Vec<_> = read("dev.jsonl", &lines.join("\n"))
        .into_iter()
        .zip(verdicts.map(|verdict| scorecard(CallType::Prospect, &[("greeting", verdict)], None)))
        .collect();
    let report = report(&calls, &[CallField::Difficulty, CallField::Trade, CallField::Author, CallField::CallType]);
    let found: Vec<Vec<_>> = report
        .by
        .iter()
        .map(|by| {
            let row = |value: &ringcheck_evaluation::ValueSection| {
                let section = &value.section;
                (value.value.clone().unwrap_or_default(), section.n_calls, section.criteria[0].verdicts.decided)
            };
            by.values.iter().map(row).collect()
        })
        .collect();
    let row = |value: &str, n_calls: u64, decided: Proportion| (value.to_owned(), n_calls, decided);
    assert_eq!(found[0], [row("easy", 2, of(0, 1)), row("hard", 2, of(1, 1)), row("", 1, of(1, 1))]);
    // Without a trade the industry is it.
    assert_eq!(found[1], [row("dental", 1, of(0, 0)), row("msp", 4, of(2, 3))]);
    assert_eq!(found[2], [row("B", 1, of(0, 0)), row("", 4, of(2, 3))]);
    assert_eq!(found[3], [row("prospect", 4, of(1, 2)), row("vendor", 1, of(1, 1))]);
    let hard = &report.by[0].values[1].section;
    assert_eq!(hard.criteria[0].verdicts.undetermined, of(1, 2));
    let text = report.to_string();
    for expected in ["Decided, by difficulty", "not told", "  greeting                     1  1.00 [0.21, 1.00]"] {
        assert!(text.contains(expected), "{expected}:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line == line.trim_end()), "{text}");
    assert_eq!(serde_json::to_value(&report).unwrap()["by"][0]["field"], "difficulty");
}

#[test]
fn layouts_are_those_of_the_recordings() {
    let calls: Vec<_> = [("D1", "mono", "null"), ("D2", "stereo", "0"), ("D3", "stereo", "1")]
        .into_iter()
        .map(|(id, layout, channel)| {
            let call = read(&format!("{id}.truth.json"), &truth(id, layout, channel)).remove(0);
            (call, scorecard(CallType::Prospect, &[("live_answer", FAIL)], None))
        })
        .collect();
    let report = report(&calls, &[CallField::Layout]);
    let found: Vec<_> = report.by[0].values.iter().map(|v| (v.value.as_deref(), v.section.n_calls)).collect();
    assert_eq!(found, [(Some("stereo"), 2), (Some("mono"), 1)]);
}

const fn of(hits: u64, trials: u64) -> Proportion {
    Proportion { hits, trials }
}
