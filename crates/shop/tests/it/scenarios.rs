//! Scenarios that are written wrongly are told with their place and what to do.

use ringcheck_shop::{SHIPPED_SCENARIOS, Scenario};

const GOOD: &str = r#"schema = "ringcheck.scenario/1"
id = "small"
version = "1"
title = "Small"
persona = "An owner."
problem = "A printer is broken."
opening = "Hi, our printer is broken."

[[hidden_facts]]
id = "printers"
fact = "three printers"
topic = "size"
questions = ["How many printers do you have?"]
answers = ["We have three printers."]

[[must]]
id = "offers_visit"
what = "offers a visit"
said = ["I can send somebody today."]
"#;

fn problems(text: &str) -> Vec<String> {
    Scenario::parse(text).unwrap_err().problems().iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_to_do() {
    assert!(Scenario::parse(GOOD).is_ok());
    let cases = [
        ("version = \"1\"\n", "", "line 1: missing `version` (add `version = \"…\"`)"),
        ("persona =", "persona_ =", "line 5: unknown key `persona_` (did you mean `persona`?)"),
        ("\"ringcheck.scenario/1\"", "\"ringcheck.scenario/9\"", "line 1: the schema is `ringcheck.scenario/9`"),
        ("id = \"small\"", "id = \"Small One\"", "line 2: the id `Small One` holds more than a-z, 0-9 and `-`"),
        ("topic = \"size\"", "topic = \"sise\"", "line 12: no topic is called `sise` (did you mean `size`?)"),
        (
            "topic = \"size\"",
            "topic = \"size\"\nanswer = \"maybe\"",
            "line 13: `answer` is `maybe`, which is neither yes nor no",
        ),
        ("questions = [\"How many printers do you have?\"]", "questions = []", "line 13: `questions` is empty"),
        ("answers = [\"We have three printers.\"]\n", "", "line 9: missing `answers` of a hidden fact"),
        ("said = [\"I can send somebody today.\"]\n", "", "line 16: it does not say how it is heard"),
        (
            "said = [\"I can send somebody today.\"]",
            "cues = [\"asks_nam\"]",
            "line 16: no built-in cue is called `asks_nam` (did you mean `asks_name`?)",
        ),
        ("said = [\"I can send somebody today.\"]", "criterion = \"close_atempt\"", "`close_atempt`"),
        ("said = [\"I can send somebody today.\"]", "said = \"today\"", "line 19: `said` is not a list of texts"),
        (
            "said = [\"I can send somebody today.\"]",
            "criterion = \"courtesy\"\nbefore = \"asks_name\"",
            "line 20: `before` has nothing to hold for",
        ),
        ("title = \"Small\"", "title = ", "line 4:"),
    ];
    for (from, to, expected) in cases {
        assert!(GOOD.contains(from), "{from}");
        let told = problems(&GOOD.replacen(from, to, 1));
        assert!(told.iter().any(|problem| problem.contains(expected)), "{expected}\n{told:#?}");
    }
    let all = problems(&GOOD.replace("title = \"Small\"\n", "").replace("\"size\"", "\"big\""));
    assert_eq!(all.len(), 2, "all at once: {all:#?}");
    let twice = format!("{GOOD}\n[[must]]\nid = \"offers_visit\"\nwhat = \"w\"\nsaid = [\"s\"]\n");
    assert!(problems(&twice)[0].contains("`offers_visit` is in `must` twice"));
}

#[test]
fn a_scenario_without_facts_or_demands_is_refused() {
    let (head, rest) = GOOD.split_once("[[hidden_facts]]").unwrap();
    assert!(
        problems(&format!("{head}[[must]]{}", rest.split_once("[[must]]").unwrap().1))[0].contains("hides no fact")
    );
    assert!(problems(GOOD.split_once("[[must]]").unwrap().0)[0].contains("must or must not happen"));
}

#[test]
fn every_example_sentence_of_a_shipped_scenario_is_written_once() {
    for shipped in SHIPPED_SCENARIOS {
        let scenario = shipped.scenario();
        for fact in &scenario.hidden_facts {
            assert!(fact.questions.len() >= 5, "{} {}: few ways to ask", scenario.id, fact.id);
            for question in &fact.questions {
                let others = scenario.hidden_facts.iter().filter(|other| other.id != fact.id);
                assert!(!others.clone().any(|other| other.questions.contains(question)), "{question}");
                assert!(!fact.not_questions.contains(question), "{question}");
            }
        }
    }
}
