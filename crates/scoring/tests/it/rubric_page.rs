//! The examples of docs/rubric.md are rubrics.

use ringcheck_call::CallType;
use ringcheck_scoring::{CRITERION_IDS, Rubric};

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
    assert_eq!(examples.len(), 2);
    let whole = Rubric::parse(&examples[0]).unwrap();
    assert_eq!((whole.id.as_str(), whole.pass_mark, whole.criteria.len()), ("front-desk", 75, 2));
    // The second holds criteria to add to a rubric of one's own.
    let rubric = Rubric::parse(&(Rubric::default_msp_inbound().text + &examples[1])).unwrap();
    let ids: Vec<&str> = rubric.criteria.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, CRITERION_IDS);
    let answer_speed = &rubric.criteria[8];
    assert_eq!((answer_speed.limits.max_seconds, answer_speed.limits.max_rings), (Some(20), Some(4)));
    assert!(!answer_speed.needs_agent);
    assert_eq!(rubric.criteria[12].applies_to, [CallType::Prospect]);
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
