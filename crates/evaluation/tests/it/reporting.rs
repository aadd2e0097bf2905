//! Reports.

use ringcheck_call::{CallType, Layout, Scorecard, Side, Transcript, Verdict};
use ringcheck_evaluation::{
    DisagreementKind, EvaluatedCall, EvaluationReport, Group, LabelledCall, Outcome, Parts, Workload,
};
use ringcheck_statistics::Proportion;

use crate::fixture::{heard, line, read, recognized, scorecard, truth};

fn scored<'a>(labelled: &'a LabelledCall, scorecard: &'a Scorecard) -> EvaluatedCall<'a> {
    EvaluatedCall { labelled, outcome: Outcome::Scored { scorecard, heard: None } }
}

const fn of(hits: u64, trials: u64) -> Proportion {
    Proportion { hits, trials }
}

/// Six calls: a right pass, a right fail, a wrong fail, an open one, a wrong `na`, and one where the label is `na`.
fn six() -> (Vec<LabelledCall>, Vec<Scorecard>) {
    let mut lines = String::new();
    let mut scorecards = Vec::new();
    for (i, (label, verdict)) in [
        ("pass", Verdict::Pass),
        ("fail", Verdict::Fail),
        ("pass", Verdict::Fail),
        ("pass", Verdict::Undetermined),
        ("fail", Verdict::Na),
        ("na", Verdict::Fail),
    ]
    .into_iter()
    .enumerate()
    {
        let call_type = if i == 5 { "vendor" } else { "prospect" };
        let labels = format!(r#"{{"live_answer":"{label}","qualifying_questions":"{label}","unheard_of":"pass"}}"#);
        lines.push_str(&line(&format!("D{i:02}"), call_type, &labels));
        lines.push('\n');
        let verdicts = [("live_answer", verdict), ("qualifying_questions", verdict)];
        scorecards.push(scorecard(CallType::Prospect, &verdicts, None));
    }
    (read("dev.jsonl", &lines), scorecards)
}

#[test]
fn verdicts_are_counted_as_the_definition_says() {
    let (calls, scorecards) = six();
    let calls: Vec<_> = calls.iter().zip(&scorecards).map(|(call, card)| scored(call, card)).collect();
    let report = EvaluationReport::build(&calls, Parts::default(), None);
    let criterion = &report.overall.criteria[0];
    assert_eq!(criterion.id, "live_answer");
    // Label pass or fail: five calls, two of them right; open and `na` are wrong.
    assert_eq!(criterion.verdicts.agreement, of(2, 5));
    assert_eq!(criterion.verdicts.decided, of(2, 3));
    assert_eq!(criterion.verdicts.undetermined, of(1, 5));
    assert_eq!((criterion.fail_precision, criterion.fail_recall), (of(1, 2), of(1, 2)));
    let applicability = criterion.applicability_errors;
    assert_eq!((applicability.n_calls, applicability.label_na, applicability.tool_na), (6, 1, 1));
    assert_eq!(criterion.confusion["pass"]["undetermined"], 1);
    // By hand: observed 2/5; shares of the label (3/5, 2/5) and of the tool (1/5, 2/5, 1/5, 1/5) give 7/25 by chance.
    assert!((criterion.verdicts.kappa.unwrap().value - (0.4 - 0.28) / 0.72).abs() < 1e-12);
    assert_eq!(report.overall.call_type.agreement, of(5, 6));
    assert_eq!(report.overall.topics.exact, of(0, 5));
    let size = &report.overall.topics.topics[2];
    assert_eq!((size.agreement, size.precision, size.recall), (of(0, 5), of(0, 0), of(0, 5)));
    assert_eq!(report.overall.unscored_criteria, ["unheard_of"]);
    assert!(report.overall.word_errors.is_empty() && report.speed.is_none());

    let kinds: Vec<_> =
        report.disagreements.iter().filter(|d| d.criterion == "live_answer").map(|d| (d.id.as_str(), d.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("D02", DisagreementKind::Verdict),
            ("D03", DisagreementKind::Undetermined),
            ("D04", DisagreementKind::Applicability),
            ("D05", DisagreementKind::Applicability),
        ]
    );
    let first = &report.disagreements[0];
    assert_eq!(first.label_evidence[0].text, "Hello, Lone Pecan, ten o'clock.");
    assert_eq!(first.tool_evidence[0].quote, "Hello, Lone Pecan");
    assert_eq!(first.nearest_miss.as_ref().unwrap().why.as_deref(), Some("no offer"));
    assert_eq!(first.rationale, "A person picked up.");
    assert_eq!(report.disagreements.iter().filter(|d| d.kind == DisagreementKind::CallType).count(), 1);
    assert_eq!(report.disagreements.iter().filter(|d| d.kind == DisagreementKind::Topics).count(), 5);
}

#[test]
fn a_group_has_figures_of_its_own() {
    let (calls, scorecards) = six();
    let calls: Vec<_> = calls.iter().zip(&scorecards).map(|(call, card)| scored(call, card)).collect();
    let groups: Vec<Group> = ["first=D00..D01", "none=E00..E99"].map(|text| text.parse().unwrap()).into();
    let report = EvaluationReport::build(&calls, Parts { groups: &groups, fields: &[] }, None);
    assert_eq!(report.groups[0].section.criteria[0].verdicts.agreement, of(2, 2));
    assert_eq!((report.groups[1].section.n_calls, report.groups[1].section.criteria.len()), (0, 0));
    assert!(report.to_string().contains("first"));
}

#[test]
fn a_call_that_was_not_scored_is_in_no_figure() {
    let (calls, scorecards) = six();
    let mut calls: Vec<_> = calls.iter().zip(&scorecards).map(|(call, card)| scored(call, card)).collect();
    calls[0].outcome = Outcome::NotScored { reason: "GSM 6.10 is not supported".to_owned() };
    let report = EvaluationReport::build(&calls, Parts::default(), None);
    assert_eq!((report.overall.n_calls, report.overall.n_not_scored), (5, 1));
    assert_eq!(report.overall.criteria[0].verdicts.agreement, of(1, 4));
    assert!(report.to_string().contains("D00: GSM 6.10 is not supported"));
}

#[test]
fn nothing_at_all_makes_a_report() {
    let report = EvaluationReport::build(&[], Parts::default(), None);
    assert_eq!(report.overall.call_type.agreement, of(0, 0));
    assert!(report.to_string().contains("No disagreements"));
}

fn heard_stereo() -> Transcript {
    recognized(vec![
        heard(Side::Business, &[("Press", 620), ("1.", 900)]),
        heard(Side::Caller, &[("Hello?", 1950), ("Hi,", 2200), ("dear.", 2300)]),
        heard(Side::Business, &[("10", 4100), ("it", 4300), ("is.", 4400), ("Okay.", 4600)]),
    ])
}

#[test]
fn words_are_compared_by_side_and_layout() {
    let stereo = read("D01.truth.json", &truth("D01", "stereo", "1"));
    let mono = read("D02.truth.json", &truth("D02", "mono", "null"));
    let verdicts = [("live_answer", Verdict::Fail), ("close_attempt", Verdict::Pass)];
    let (right, wrong) =
        (scorecard(CallType::Prospect, &verdicts, Some(1)), scorecard(CallType::Prospect, &verdicts, None));
    let heard = heard_stereo();
    let outcome = |scorecard| Outcome::Scored { scorecard, heard: Some(&heard) };
    let calls = [
        EvaluatedCall { labelled: &stereo[0], outcome: outcome(&right) },
        EvaluatedCall { labelled: &mono[0], outcome: outcome(&wrong) },
    ];
    let report = EvaluationReport::build(&calls, Parts::default(), Some(Workload { audio_ms: 18_000, work_ms: 4_000 }));
    let rows: Vec<_> = report
        .overall
        .word_errors
        .iter()
        .map(|row| (row.layout, row.side, row.n_recordings, row.errors.reference_words, row.errors.errors()))
        .collect();
    // Said: "press 1 / 1 0 it is" and "hello hi there"; "okay" was added and "there" misheard.
    assert_eq!(
        rows,
        [
            (Some(Layout::Stereo), Some(Side::Business), 1, 6, 1),
            (Some(Layout::Stereo), Some(Side::Caller), 1, 3, 1),
            (Some(Layout::Mono), None, 1, 9, 2),
            (None, None, 2, 18, 4),
        ]
    );
    let timing = report.overall.turn_timing.as_ref().unwrap();
    assert_eq!((timing.n_turns, timing.n_measured), (6, 6));
    assert_eq!((timing.median_abs_ms, timing.p95_abs_ms, timing.median_ms), (Some(100), Some(120), Some(100)));
    assert_eq!(report.overall.business_channel, Some(of(1, 1)));
    assert_eq!(report.speed.unwrap().audio_per_work, Some(4.5));
    let text = report.to_string();
    for expected in
        ["stereo, business", "mono, both sides", "0.222", "4.5 seconds of audio", "right in 1 of 1", "120 ms"]
    {
        assert!(text.contains(expected), "{expected}:\n{text}");
    }
}

#[test]
fn without_sides_a_stereo_recording_is_compared_as_a_whole() {
    let stereo = read("D01.truth.json", &truth("D01", "stereo", "0"));
    let card = scorecard(CallType::Prospect, &[], None);
    let mut heard = heard_stereo();
    heard.segments.iter_mut().for_each(|segment| segment.side = Side::Unknown);
    let outcome = Outcome::Scored { scorecard: &card, heard: Some(&heard) };
    let report = EvaluationReport::build(&[EvaluatedCall { labelled: &stereo[0], outcome }], Parts::default(), None);
    assert_eq!(report.overall.word_errors[0].side, None);
    assert_eq!(report.overall.word_errors[0].errors.errors(), 2);
    assert_eq!(report.overall.business_channel, Some(of(0, 1)));
}

#[test]
fn silence_where_words_were_said_is_all_deletions() {
    let stereo = read("D01.truth.json", &truth("D01", "stereo", "0"));
    let card = scorecard(CallType::Prospect, &[], None);
    let heard = recognized(vec![]);
    let outcome = Outcome::Scored { scorecard: &card, heard: Some(&heard) };
    let report = EvaluationReport::build(&[EvaluatedCall { labelled: &stereo[0], outcome }], Parts::default(), None);
    let all = report.overall.word_errors.last().unwrap().errors;
    assert_eq!((all.deletions, all.rate()), (9, Some(1.0)));
}

#[test]
fn text_fits_a_hundred_columns_and_json_has_its_schema() {
    let (mut calls, mut scorecards) = six();
    for call in &mut calls {
        call.turns[0].text = "a-very-long-word".repeat(20) + " and then many words more " + &"so on ".repeat(60);
    }
    scorecards[2].criteria[0].rationale = "Sehr lange Begründung mit Ümlauten \u{1b}[31m. ".repeat(20);
    let calls: Vec<_> = calls.iter().zip(&scorecards).map(|(call, card)| scored(call, card)).collect();
    let groups: Vec<Group> = (0..9).map(|i| format!("a long name {i}=D0{i}..D0{i}").parse().unwrap()).collect();
    let report = EvaluationReport::build(&calls, Parts { groups: &groups, fields: &[] }, None);
    let text = report.to_string();
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert_eq!(line, line.trim_end());
    }
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["schema"], "ringcheck.evaluation/1");
    assert_eq!(json["overall"]["criteria"][0]["agreement"]["value"], 0.4);
    assert_eq!(json["overall"]["criteria"][0]["agreement"]["trials"], 5);
    assert_eq!(json["overall"]["criteria"][0]["kappa"]["value"], 0.1667);
    assert_eq!(json["disagreements"][0]["kind"], "verdict");
}

#[test]
fn one_class_has_no_kappa_in_json() {
    let calls = read("dev.jsonl", &line("D00", "prospect", r#"{"live_answer":"pass"}"#));
    let card = scorecard(CallType::Prospect, &[("live_answer", Verdict::Pass)], None);
    let report = EvaluationReport::build(&[scored(&calls[0], &card)], Parts::default(), None);
    let json = serde_json::to_value(&report).unwrap();
    let criterion = &json["overall"]["criteria"][0];
    assert!(criterion["kappa"].is_null());
    assert_eq!(criterion["ac1"]["value"], 1.0);
    assert!(criterion["fail_recall"]["value"].is_null());
}
