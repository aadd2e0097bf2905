//! The examples of docs/rubric.md are rubrics.

use ringcheck_call::CallType;
use ringcheck_scoring::{BUILT_IN_CUES, CRITERION_IDS, Rubric, SaidBy, test_rubric};

fn page() -> String {
    fs_err::read_to_string(format!("{}/../../docs/rubric.md", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The fenced blocks of `language`.
fn blocks(page: &str, language: &str) -> Vec<String> {
    page.split(&format!("```{language}\n")).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn every_example_is_read() {
    let examples = blocks(&page(), "toml");
    assert_eq!(examples.len(), 5);
    let whole = Rubric::parse(&examples[0]).unwrap();
    assert_eq!((whole.id.as_str(), whole.pass_mark, whole.criteria.len()), ("our-desk", 75, 2));
    // The others hold criteria to add to a rubric of one's own.
    let rubric = Rubric::parse(&(Rubric::default_msp_inbound().text + &examples[3] + &examples[4])).unwrap();
    let ids: Vec<&str> = rubric.criteria.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, CRITERION_IDS);
    let answer_speed = &rubric.criteria[8];
    assert_eq!((answer_speed.limits.max_seconds, answer_speed.limits.max_rings), (Some(20), Some(4)));
    assert!(!answer_speed.needs_agent);
    assert_eq!(rubric.criteria[12].applies_to, [CallType::Prospect]);
    assert_eq!(rubric.criteria[13].applies_to, [CallType::Prospect, CallType::Customer]);
    assert_eq!(rubric.criteria[14].applies_to, [CallType::Customer]);
    let written = Rubric::parse(&(Rubric::default_msp_inbound().text + &examples[1] + &examples[2])).unwrap();
    let report = test_rubric(&written);
    assert_eq!((report.n_calls, report.failures.as_slice()), (2, [].as_slice()));
}

#[test]
fn every_cue_is_explained_as_the_program_knows_it() {
    let page = page();
    let table: Vec<&str> = page.lines().skip_while(|line| !line.starts_with("| cue |")).skip(2).collect();
    let rows: Vec<&str> = table.into_iter().take_while(|line| line.starts_with('|')).collect();
    let expected = BUILT_IN_CUES.map(|cue| {
        let who = match cue.said_by {
            SaidBy::Agent => "an agent",
            SaidBy::Caller => "the caller",
            SaidBy::Recorded => "a recorded voice",
        };
        format!("| `{}` | {who} | {} |", cue.name, cue.meaning)
    });
    assert_eq!(rows, expected);
}

#[test]
fn every_limit_is_explained() {
    let page = page();
    for key in ["max_seconds", "max_rings", "min_percent", "max_percent"] {
        assert!(page.contains(&format!("| `{key}` |")), "docs/rubric.md does not explain {key}");
    }
}

#[test]
fn no_row_has_lost_its_table() {
    for block in page().split("\n\n").filter(|block| block.starts_with('|')) {
        let second = block.lines().nth(1).unwrap_or_default();
        assert!(second.starts_with("| ---"), "a row without a head: {block}");
    }
}
