//! Stated confidence, and what came of it.

use ringcheck_call::{CallType, Probability, Scorecard, Verdict};
use ringcheck_evaluation::{EvaluatedCall, EvaluationReport, LabelledCall, Outcome, Parts};
use ringcheck_statistics::Proportion;

use crate::fixture::{line, read, scorecard};

/// A call for each label and verdict, with the tool's confidence in thousandths.
fn calls(answers: &[(&str, Verdict, u16)]) -> Vec<(LabelledCall, Scorecard)> {
    let lines: Vec<String> = answers
        .iter()
        .enumerate()
        .map(|(i, (label, ..))| line(&format!("D{i}"), "prospect", &format!(r#"{{"greeting":"{label}"}}"#)))
        .collect();
    let cards = answers.iter().map(|(_, verdict, thousandths)| {
        let mut card = scorecard(CallType::Vendor, &[("greeting", *verdict)], None);
        card.criteria[0].confidence = Probability::from_thousandths(*thousandths);
        card
    });
    read("dev.jsonl", &lines.join("\n")).into_iter().zip(cards).collect()
}

fn report(calls: &[(LabelledCall, Scorecard)]) -> EvaluationReport {
    let calls: Vec<_> = calls
        .iter()
        .map(|(labelled, scorecard)| EvaluatedCall { labelled, outcome: Outcome::Scored { scorecard, heard: None } })
        .collect();
    EvaluationReport::build(&calls, Parts::default(), None)
}

/// Three right of four at 0.9, an open one, a wrong `na`, and a verdict where none is due.
fn seven() -> Vec<(LabelledCall, Scorecard)> {
    calls(&[
        ("pass", Verdict::Pass, 900),
        ("fail", Verdict::Fail, 900),
        ("pass", Verdict::Pass, 900),
        ("pass", Verdict::Fail, 900),
        ("pass", Verdict::Undetermined, 510),
        ("pass", Verdict::Na, 990),
        ("na", Verdict::Fail, 600),
    ])
}

#[test]
fn passes_and_fails_are_held_against_their_labels() {
    let calibration = report(&seven()).overall.calibration;
    let greeting = &calibration.criteria[0].calibration;
    assert_eq!(calibration.criteria[0].id, "greeting");
    assert_eq!((greeting.n, greeting.n_undetermined, greeting.n_inapplicable), (5, 1, 1));
    assert_eq!(greeting.right, Proportion { hits: 3, trials: 5 });
    let bins: Vec<_> = greeting.bins.iter().map(|bin| (bin.from.thousandths(), bin.n, bin.right.hits)).collect();
    assert_eq!(bins, [(600, 1, 0), (900, 4, 3)]);
    // By hand: (4 · |3/4 - 0.9| + |0 - 0.6|) / 5, and (3 · 0.1² + 0.9² + 0.6²) / 5.
    assert!((greeting.ece.unwrap().value - 0.24).abs() < 1e-12);
    assert!((greeting.brier.unwrap().value - 0.24).abs() < 1e-12);
    assert_eq!(&calibration.all_criteria, greeting, "there is one criterion");
    // The call type is wrong in all seven, at 0.93.
    assert_eq!(calibration.call_type.right, Proportion { hits: 0, trials: 7 });
    assert!((calibration.call_type.ece.unwrap().value - 0.93).abs() < 1e-12);
}

#[test]
fn the_text_shows_errors_and_bins() {
    let text = report(&seven()).to_string();
    for expected in [
        "Stated confidence     calls open stated  right                error",
        "greeting                  5    1  0.840  0.600 [0.231, 0.882] 0.240 [",
        "  Of them 1 are of criteria whose label is na",
        "greeting              0.60 to 0.65     1  0.600  0.000 [0.000, 0.793]",
        "                      0.90 to 0.95     4  0.900  0.750 [0.301, 0.954]",
    ] {
        assert!(text.contains(expected), "{expected}:\n{text}");
    }
}

#[test]
fn verdicts_of_one_call_are_drawn_together() {
    // The same ten verdicts, once of ten calls and once of two: two calls tell less.
    let line = |id: &str, n: usize, label: &str| {
        let labels: Vec<String> = (0..n).map(|i| format!(r#""c{i}":"{label}""#)).collect();
        line(id, "prospect", &format!("{{{}}}", labels.join(",")))
    };
    let width = |written: String, n: usize| {
        let names: Vec<String> = (0..n).map(|i| format!("c{i}")).collect();
        let verdicts: Vec<_> = names.iter().map(|name| (name.as_str(), Verdict::Pass)).collect();
        let calls: Vec<_> = read("dev.jsonl", &written)
            .into_iter()
            .map(|call| (call, scorecard(CallType::Prospect, &verdicts, None)))
            .collect();
        let ece = report(&calls).overall.calibration.all_criteria.ece.unwrap();
        assert!((ece.value - 0.43).abs() < 1e-12, "half of the verdicts are right: {ece:?}");
        ece.high - ece.low
    };
    let ten: Vec<String> = (0..10).map(|i| line(&format!("D{i}"), 1, if i < 5 { "pass" } else { "fail" })).collect();
    let two = [line("D0", 5, "pass"), line("D1", 5, "fail")];
    let (of_ten, of_two) = (width(ten.join("\n"), 1), width(two.join("\n"), 5));
    assert!(of_two > of_ten * 1.2, "{of_two} {of_ten}");
}
