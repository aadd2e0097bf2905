//! What prospects' calls leave to act on beside what a reader says of them, on the labelled calls of `eval/calls/dev.jsonl`.
//!
//! A line of `dev_leads.jsonl` holds a call's `id`, the `number` that its caller settles on or null, and `wanted`,
//! pieces of the sentences that say what the caller wants; none where nothing says it. All calls that are labelled as
//! prospects' are read as such, with the speakers as labelled, whatever the scorer takes them for.
//! `make leads` writes the report.

use std::collections::BTreeMap;

use ringcheck_call::{Call, CallType, Lead, Timeline, TimelineFigures};
use ringcheck_scoring::{Conversation, Heard, lead};
use serde_json::Value;

use crate::labelled::{rows, turns_of};

/// Where `make leads` wants the report.
const REPORT: &str = "RINGCHECK_TEST_LEADS_REPORT";

#[test]
fn leads_of_the_labelled_calls_are_those_that_a_reader_finds() {
    let leads: Vec<(String, Lead)> = rows("calls/dev.jsonl").iter().filter_map(lead_of).collect();
    let (numbers, wants) = counted(&leads, &rows("calls/dev_leads.jsonl"));
    let report = report(&numbers, &wants);
    println!("{report}");
    if let Some(path) = std::env::var_os(REPORT) {
        fs_err::write(
            path,
            format!("# make leads: eval/calls/dev.jsonl beside eval/calls/dev_leads.jsonl\n{report}\n"),
        )
        .unwrap();
    }
    assert_eq!(leads.len(), 69);
    // A wrong number is worse than none.
    assert!(numbers.wrong <= 1, "{report}");
    assert!(numbers.n_right() * 100 >= leads.len() * 95, "{report}");
    assert!(wants.n_right() * 100 >= leads.len() * 75, "{report}");
}

/// The lead of one labelled call; `None` unless it is a prospect's.
fn lead_of(call: &Value) -> Option<(String, Lead)> {
    if call["call_type"] != "prospect" {
        return None;
    }
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
    let found = lead(&Heard::new(&conversation), CallType::Prospect)?;
    Some((call["id"].as_str().unwrap().to_owned(), found))
}

fn number(lead: &Lead) -> Option<&str> {
    lead.said_number.as_ref().map(|said| said.number.as_str())
}

/// How often a find is right, with the calls where it is not.
#[derive(Default)]
struct Count {
    found: usize,
    rightly_none: usize,
    wrong: usize,
    not_right: Vec<String>,
}

impl Count {
    fn n_right(&self) -> usize {
        self.found + self.rightly_none
    }

    fn add(&mut self, id: &str, (found, is_right, is_none_right): (Option<&str>, bool, bool)) {
        match found {
            None if is_none_right => self.rightly_none += 1,
            Some(_) if is_right => self.found += 1,
            _ => {
                self.wrong += usize::from(found.is_some());
                self.not_right.push(format!("{id}: {}", found.unwrap_or("none found")));
            }
        }
    }

    fn line(&self, what: &str) -> String {
        let (n_right, n_wrong) = (self.n_right(), self.wrong);
        let n_missed = self.not_right.len() - n_wrong;
        let n_calls = n_right + self.not_right.len();
        format!(
            "{what}: right in {n_right} of {n_calls} calls ({} found, {} rightly left out); {n_wrong} wrong, {n_missed} missed",
            self.found, self.rightly_none
        )
    }
}

/// How many numbers and quotes are as the labels say.
fn counted(leads: &[(String, Lead)], labels: &[Value]) -> (Count, Count) {
    let labels: BTreeMap<&str, &Value> = labels.iter().map(|label| (label["id"].as_str().unwrap(), label)).collect();
    let (mut numbers, mut wants) = (Count::default(), Count::default());
    for (id, lead) in leads {
        let label = labels[id.as_str()];
        let (found, said) = (number(lead), label["number"].as_str());
        numbers.add(id, (found, found == said, said.is_none()));
        let pieces: Vec<&str> = label["wanted"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let quote = lead.wanted.as_ref().map(|found| found.quote.as_str());
        let says_it = quote.is_some_and(|quote| pieces.iter().any(|piece| quote.contains(piece)));
        wants.add(id, (quote, says_it, pieces.is_empty()));
    }
    (numbers, wants)
}

fn report(numbers: &Count, wants: &Count) -> String {
    let mut lines = vec![numbers.line("number to call back"), wants.line("what was wanted")];
    for (title, count) in [("numbers that are not as said", numbers), ("quotes that do not say what was wanted", wants)]
    {
        lines.push(format!("\n{title}:"));
        lines.extend(count.not_right.iter().map(|line| format!("  {line}")));
        if count.not_right.is_empty() {
            lines.push("  none".to_owned());
        }
    }
    lines.join("\n")
}
