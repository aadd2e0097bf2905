//! How callers take an offer beside what a reader says of them, on labelled calls.
//!
//! A line of `eval/calls/answers.jsonl` names a call by its `file` and `id`, in which an agent asks for a commitment, with the
//! reader's `answer`: `booked`, `declined` (put off, too) or `unclear`, as it stands at the end of the call. Of `unseen.jsonl` and
//! `kept_apart.jsonl` totals alone are told. `make answers` writes the report.

use std::collections::BTreeMap;

use ringcheck_call::{Call, Side, Timeline, TimelineFigures, Verdict};
use ringcheck_scoring::{CallerAnswer, Conversation, Rubric, assess, caller_answer};
use serde_json::Value;

use crate::labelled::{rows, turns_of};

/// Where `make answers` wants the report.
const REPORT: &str = "RINGCHECK_TEST_ANSWERS_REPORT";

/// The files that nobody reads to mend a rule.
const KEPT_APART: [&str; 2] = ["eval/calls/unseen.jsonl", "eval/calls/kept_apart.jsonl"];

/// How many calls are labelled and found so.
type Table = BTreeMap<(String, &'static str), usize>;

const ANSWERS: [&str; 2] = ["booked", "declined"];

#[test]
fn answers_of_callers_are_those_that_a_reader_finds() {
    let report_path = std::env::var_os(REPORT);
    let mut tables: BTreeMap<(String, String), Table> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut files: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for label in rows("calls/answers.jsonl") {
        let word = |name: &str| label[name].as_str().unwrap().to_owned();
        let (file, id, said) = (word("file"), word("id"), word("answer"));
        let is_kept_apart = KEPT_APART.contains(&file.as_str());
        // Those are measured where a report is asked for, and bind nothing.
        if is_kept_apart && report_path.is_none() {
            continue;
        }
        let calls = files.entry(file.clone()).or_insert_with(|| {
            rows(file.strip_prefix("eval/").unwrap())
                .into_iter()
                .map(|call| (call["id"].as_str().unwrap().to_owned(), call))
                .collect()
        });
        let found = found_of(&calls[&id]);
        let part = if is_kept_apart { "kept apart" } else { "seen" };
        for part in [(part.to_owned(), file.clone()), (part.to_owned(), "all".to_owned())] {
            *tables.entry(part).or_default().entry((said.clone(), found)).or_default() += 1;
        }
        if !is_kept_apart && said != found {
            wrong.push(format!("{file} {id}: {said}, found {found}"));
        }
    }
    let mut report = vec!["labelled, found: calls".to_owned()];
    for ((part, file), table) in &tables {
        report.push(format!("\n{part}, {file}"));
        report.extend(table.iter().map(|((said, found), n)| format!("  {said}, {found}: {n}")));
        if file == "all" {
            for answer in &ANSWERS {
                let sum = |is: &dyn Fn(&str, &str) -> bool| -> usize {
                    table.iter().filter(|((said, found), _)| is(said, found)).map(|(_, n)| n).sum()
                };
                let (right, told, there) = (
                    sum(&|said, found| said == *answer && found == *answer),
                    sum(&|_, found| found == *answer),
                    sum(&|said, found| said == *answer && found != "not passed"),
                );
                report
                    .push(format!("  {answer}: precision {right}/{told}, recall {right}/{there} of those with a pass"));
            }
        }
    }
    report.push(format!("\nnot as labelled, of those seen:\n  {}", wrong.join("\n  ")));
    let report = report.join("\n");
    println!("{report}");
    if let Some(path) = report_path {
        fs_err::write(
            path,
            format!("# make answers: how callers take an offer, beside eval/calls/answers.jsonl\n{report}\n"),
        )
        .unwrap();
    }
    let seen = &tables[&("seen".to_owned(), "all".to_owned())];
    let of = |said: &str, found: &'static str| seen.get(&(said.to_owned(), found)).copied().unwrap_or_default();
    let n_booked: usize = ["booked", "declined", "unclear"].map(|said| of(said, "booked")).iter().sum();
    assert!(of("booked", "booked") * 100 >= n_booked * 90, "{report}");
    // None that is found is none that is wrong: so many of the 33 and of the 10 have to be found.
    assert!(of("booked", "booked") >= 26 && of("declined", "declined") >= 7, "{report}");
}

/// What is found of a call, with the speakers as labelled: `not passed` where no commitment was found.
fn found_of(call: &Value) -> &'static str {
    let turns = turns_of(call);
    let conversation = Conversation {
        turns: &turns,
        timeline: &Timeline::default(),
        figures: &TimelineFigures::default(),
        is_cut_off: false,
        call: &Call::default(),
        doubtful_turns: &[],
        sides_confidence: None,
    };
    let assessment = assess(&Rubric::default_msp_inbound(), &conversation);
    let closed = assessment.criteria.iter().find(|score| score.id == "close_attempt").unwrap();
    if closed.verdict != Verdict::Pass {
        return "not passed";
    }
    let offers: Vec<usize> =
        closed.evidence.iter().filter(|quote| quote.side != Side::Caller).map(|quote| quote.turn).collect();
    match caller_answer(&turns, &offers) {
        CallerAnswer::Agreed(_) => "booked",
        CallerAnswer::Declined(_) => "declined",
        CallerAnswer::Unclear => "unclear",
    }
}
