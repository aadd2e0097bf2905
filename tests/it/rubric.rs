//! Rubrics from the first line to stored verdicts: start, check, test, a script, and what another rubric would change.

use insta::assert_snapshot;
use rusqlite::Connection;
use serde_json::json;

use crate::{
    harness::{TestDir, fixture},
    shared::criterion,
};

const BROKEN: &str = r#"id = "Our Calls"
title = "Calls"
version = "1"
pass_mark = 800

[[criteria]]
id = "curtesy"
title = "Polite"
question = "Polite?"
weight = 5

[[criteria]]
id = "asks_address"
title = "Asks for the address"
question = "Does somebody ask where?"
weight = 10
any_of = ["asks_adress", "is_new"]
counts = ["Where are you?", "Where are you?"]
at_least = 9
max_seconds = 4
tests = [{ expect = "maybe", call = ["busines: Hello."] }]
"#;

/// The script that the first transcript of the fixtures follows, but for its last line.
const SCRIPT: &str = r#"# How we answer

## Opening
1. "Good morning, [company], this is {name}. How can I help you?"
2. "I'm sorry to hear that." *(mean it)*

## Finding out
- About how many people work on computers there?
- If they ask for a price: "It's [amount] an hour."

## Booking
> Can I get a technician out to you at {time}?
- (wait for the answer)
- Do you have any pets in the house?
"#;

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let dir = TestDir::new();
    dir.write("broken.toml", BROKEN);
    assert_snapshot!(dir.run(["rubric", "check", "broken.toml"]).snapshot(&dir), @r#"
    exit 1
    --- stdout
    broken.toml:1:6: the rubric id `Our Calls` holds more than a-z, 0-9 and `-`
    broken.toml:4:13: `pass_mark` is not a whole number from 0 to 100
    broken.toml:7:6: `curtesy` is no built-in criterion, and does not say what it listens for
        hint: did you mean `courtesy`? built in: live_answer, no_contract_turnaway, qualifying_questions, close_attempt, no_refer_away, greeting, contact_capture, courtesy, answer_speed, hold_time, dead_air, hold_permission, talk_share, objection_answered, opportunity_noticed; of your own: add `counts = ["…"]`
    broken.toml:17:11: no built-in cue is called `asks_adress`
        hint: docs/rubric.md lists them; what has no cue is described by `counts`
    broken.toml:17:26: `is_new` is a cue of the caller, and the criterion listens to the business
        hint: add `side = "caller"`
    broken.toml:18:29: `Where are you?` is in `counts` twice
    broken.toml:19:12: `at_least` is 9, and there are 2 things to hear
        hint: each cue of `any_of`, `counts`, and each `[[criteria.examples]]` is one
    broken.toml:20:1: `max_seconds` is for built-in criteria
        hint: say what may last so long: `max_wait_seconds`, `max_hold_seconds`, `max_silence_seconds`, or `within_seconds` for words
    broken.toml:21:21: `expect` is none of: pass, fail, na, undetermined
    broken.toml:21:38: `busines` is nobody in a call
        hint: begin with who speaks and a colon: business, caller, menu, queue_message, voicemail, bot, notice
    --- stderr
    1 rubric checked, 10 problems found
    "#);
    dir.write("good.toml", dir.run(["rubric", "show", "home-services"]).expect(0).stdout);
    dir.run(["rubric", "check", "good.toml"]).expect(0).says(&["8 built-in and 4 written criteria"]);
    dir.run(["rubric", "check", "good.toml", "broken.toml"]).expect(1).says(&["2 rubrics checked, 10 problems found"]);
    dir.run(["rubric", "check", "none.toml"]).expect(2).says(&["none.toml", "hint"]);
}

#[test]
fn a_start_passes_what_it_advises() {
    let dir = TestDir::new();
    dir.run(["rubric", "new", "--out", "our-calls.toml"]).expect(0);
    dir.run(["rubric", "check", "our-calls.toml"]).expect(0);
    dir.run(["rubric", "test", "our-calls.toml"]).expect(0).says(&["4 test calls tried, 0 not as expected"]);
    dir.run(["rubric", "new", "--out", "our-calls.toml"]).expect(2).says(&["our-calls.toml"]);
    assert!(dir.run(["rubric", "new", "--name", "front-door"]).expect(0).stdout.contains("id = \"front-door\""));
    dir.run(["rubric", "new", "--name", "Front Door"]).expect(2).says(&["such as front-door"]);
}

#[test]
fn a_test_call_that_comes_out_otherwise_is_told_with_the_reason() {
    let dir = TestDir::new();
    let text = dir.run(["rubric", "new"]).expect(0).stdout;
    let changed = text.replacen("And what's the address there?", "All right, and anything else?", 1);
    assert_ne!(text, changed);
    dir.write("mine.toml", changed);
    let run = dir.run(["rubric", "test", "mine.toml"]).expect(1);
    for part in ["asks_address, test in line 50: fail, and pass is expected", "Closest: “", "similarity 0."] {
        assert!(run.stdout.replace("\n    ", " ").contains(part), "{part}\n{}", run.stdout);
    }
    for name in ["msp-inbound", "home-services", "front-desk"] {
        dir.run(["rubric", "test", name]).expect(0);
    }
}

#[test]
fn each_line_of_a_script_is_said_late_or_missed() {
    let dir = TestDir::new();
    dir.write("script.md", SCRIPT);
    let made = dir.run(["rubric", "new", "--from-script", "script.md", "--in-order", "--out", "script.toml"]).expect(0);
    made.says(&["script.md:9: left out, it hangs on a condition", "5 lines of the script became criteria"]);
    dir.run(["rubric", "check", "script.toml"]).expect(0);
    dir.run(["rubric", "test", "script.toml"]).expect(0);
    let transcripts = fixture("transcripts/calls.jsonl");
    let args = ["score", "--transcript", "--json", "--rubric", "script.toml"].map(std::ffi::OsStr::new);
    let card = &dir.run(args.into_iter().chain([transcripts.as_os_str()])).expect(0).json_lines()[0];
    let said: Vec<_> = card["criteria"].as_array().unwrap().iter().map(|c| c["said"].as_str().unwrap()).collect();
    assert_eq!(said, ["said", "said", "said", "said", "missed"]);
    assert_eq!(criterion(card, "line_03_about_how_many_people")["evidence"][0]["turn"], 4);

    // The same lines with the booking first: it is said too late for that.
    let (head, booking) = SCRIPT.split_once("## Booking\n").unwrap();
    dir.write("turned.md", head.replacen("## Opening\n", &format!("## Booking\n{booking}\n## Opening\n"), 1));
    dir.run(["rubric", "new", "--from-script", "turned.md", "--in-order", "--out", "turned.toml"]).expect(0);
    let args = ["score", "--transcript", "--json", "--rubric", "turned.toml"].map(std::ffi::OsStr::new);
    let card = &dir.run(args.into_iter().chain([transcripts.as_os_str()])).expect(0).json_lines()[0];
    let late = criterion(card, "line_01_can_i_get_a");
    assert_eq!((&late["verdict"], &late["said"]), (&json!("fail"), &json!("late")));
    assert!(late["rationale"].as_str().unwrap().contains("out of its order"), "{late}");
    dir.write("prose.md", "Just be nice.\n");
    dir.run(["rubric", "new", "--from-script", "prose.md"]).expect(2).says(&["no required line", "hint"]);
}

#[test]
fn what_another_rubric_would_change_is_listed_and_nothing_is_stored() {
    let dir = TestDir::new();
    let transcripts = fixture("transcripts/calls.jsonl");
    let args = ["score", "--transcript"].map(std::ffi::OsStr::new);
    dir.run(args.into_iter().chain([transcripts.as_os_str()])).expect(0);
    let rows = |dir: &TestDir| -> (i64, i64) {
        let db = Connection::open(dir.db()).unwrap();
        let count = |table: &str| db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        (count("scorecards"), count("rubrics"))
    };
    let before = rows(&dir);
    dir.run(["rubric", "diff", "msp-inbound", "msp-inbound"]).expect(0).says(&["0 of 3 calls come out differently"]);
    let own = "\n[[criteria]]\nid = \"asks_people\"\ntitle = \"Asks how many\"\nquestion = \"How many?\"\nweight = 10\n\
               counts = [\"About how many people work on computers there?\"]\n";
    dir.write("new.toml", dir.run(["rubric", "show", "msp-inbound"]).expect(0).stdout + own);
    let run = dir.run(["rubric", "diff", "msp-inbound", "new.toml", "--json"]).expect(1);
    let changed = run.json_lines();
    // One call passes the new criterion, one has only a machine, and one fails it.
    let ids: Vec<_> = changed.iter().map(|call| call["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["turned-away"]);
    assert_eq!(changed[0]["criteria"][0]["id"], "asks_people");
    assert_eq!((&changed[0]["criteria"][0]["old"], &changed[0]["criteria"][0]["new"]), (&json!(null), &json!("fail")));
    let page = dir.run(["rubric", "diff", "new.toml", "msp-inbound"]).expect(0);
    assert!(page.stdout.contains("asks_people"), "{}", page.stdout);
    assert_eq!(rows(&dir), before);
}

#[test]
fn an_old_scorecard_keeps_the_text_of_its_rubric() {
    let dir = TestDir::new();
    let transcripts = fixture("transcripts/calls.jsonl");
    let old = dir.run(["rubric", "show", "msp-inbound"]).expect(0).stdout;
    dir.write("mine.toml", &old);
    let new = old.replace("weight = 20", "weight = 40");
    for text in [&old, &new] {
        dir.write("mine.toml", text);
        let args = ["score", "--transcript", "--rubric", "mine.toml"].map(std::ffi::OsStr::new);
        dir.run(args.into_iter().chain([transcripts.as_os_str()])).expect(0);
    }
    let db = Connection::open(dir.db()).unwrap();
    let text_of = |number: u32| -> String {
        let query = "SELECT rubrics.text FROM scorecards JOIN rubrics ON rubrics.sha256 = scorecards.rubric_sha256
                     WHERE scorecards.call_id = 'booked-visit' AND scorecards.number = ?1";
        db.query_row(query, [number], |row| row.get(0)).unwrap()
    };
    assert_eq!([text_of(1), text_of(2)], [old, new]);
    let first = dir.run(["show", "--json", "booked-visit@1"]).expect(0).json_lines().remove(0);
    assert_eq!(criterion(&first, "close_attempt")["possible"], 20);
}
