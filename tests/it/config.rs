//! `ringcheck.toml`: options that are not typed.

use serde_json::Value;

use crate::harness::{Run, TestDir, finish, fixture};

/// A folder with transcripts and a file of options.
fn with_file(text: &str) -> TestDir {
    let dir = TestDir::new();
    dir.copy(&fixture("transcripts/calls.jsonl"), "calls.jsonl");
    dir.write("ringcheck.toml", text);
    dir
}

/// Runs without the variable for the database, so that the file decides.
fn run(dir: &TestDir, args: &[&str]) -> Run {
    finish(dir.command(args).env_remove("RINGCHECK_DB").spawn().unwrap())
}

fn setting(dir: &TestDir, command: &str, option: &str) -> Value {
    let lines = dir.run(["config", "--json"]).expect(0).json_lines();
    lines.into_iter().find(|line| line["command"] == command && line["option"] == option).unwrap()
}

#[test]
fn the_morning_command_is_one_word() {
    let dir = with_file("db = \"own/calls.db\"\n[score]\npaths = [\"calls.jsonl\"]\ntranscript = true\njson = true\n");
    let scored = run(&dir, &["score"]).expect(0);
    assert_eq!(scored.json_lines().len(), 3);
    assert!(dir.path("own/calls.db").exists());
    // From a folder below, the file and its relative paths are the same.
    fs_err::create_dir(dir.path("below")).unwrap();
    let mut below = dir.command(["list"]);
    let listed = finish(below.env_remove("RINGCHECK_DB").current_dir(dir.path("below")).spawn().unwrap()).expect(0);
    assert!(listed.stdout.contains("turned-away"), "{}", listed.stdout);
}

#[test]
fn what_is_typed_wins_then_the_variable_then_the_table_then_the_top() {
    let dir = with_file("db = \"top.db\"\n[db_path]\ndb = \"table.db\"\n");
    let path = |args: &[&str], variable: Option<&str>| {
        let mut command = dir.command([&["db", "path"], args].concat());
        command.env_remove("RINGCHECK_DB").envs(variable.map(|value| ("RINGCHECK_DB", value)));
        finish(command.spawn().unwrap()).expect(0).stdout.trim().to_owned()
    };
    assert_eq!(path(&["--db", "typed.db"], Some("variable.db")), "typed.db");
    assert_eq!(path(&[], Some("variable.db")), "variable.db");
    assert_eq!(path(&[], None), dir.path("table.db").display().to_string());
    dir.write("ringcheck.toml", "db = \"top.db\"\n");
    assert_eq!(path(&[], None), dir.path("top.db").display().to_string());
    assert!(path(&["--no-config"], None).ends_with("ringcheck.db"));
    dir.write("other.toml", "db = \"other.db\"\n");
    assert_eq!(path(&["--config", "other.toml"], None), dir.path("other.db").display().to_string());
    // Options may stand before the command as well.
    let run = run(&dir, &["--config", "other.toml", "db", "path"]).expect(0);
    assert_eq!(run.stdout.trim(), dir.path("other.db").display().to_string());
}

#[test]
fn what_is_typed_rules_out_what_cannot_be_with_it() {
    let dir = with_file(
        "day = \"yesterday\"\n[score]\ntranscript = true\npaths = [\"nowhere.jsonl\"]\n[verify]\nall = true\n",
    );
    run(&dir, &["score", "calls.jsonl", "--db", "calls.db"]).expect(0).says(&["3 calls scored"]);
    let list = |args: &[&str]| {
        run(&dir, &[&["list", "--db", "calls.db", "--json"], args].concat()).expect(0).json_lines().len()
    };
    assert_eq!(list(&[]), 0, "transcripts have no day");
    assert_eq!(list(&["--since", "2020-01-01"]), 0);
    dir.write("ringcheck.toml", "since = \"2020-01-01\"\n[verify]\nall = true\n");
    assert_eq!(list(&["--day", "today"]), 0);
    run(&dir, &["verify", "--db", "calls.db"]).expect(0);
    run(&dir, &["verify", "turned-away", "--db", "calls.db"]).expect(0);
    // Where both are typed it is a mistake as ever.
    run(&dir, &["list", "--day", "today", "--since", "today"]).expect(2).says(&["cannot be used with"]);
}

#[test]
fn a_switch_of_the_file_can_be_switched_off() {
    let dir = with_file("[score]\ntranscript = true\npaths = [\"calls.jsonl\"]\njson = true\nallow_remote = true\n");
    assert!(dir.run(["score"]).expect(0).stdout.starts_with('{'), "`allow_remote` says nothing without a server");
    assert!(!dir.run(["score", "--json=false"]).expect(0).stdout.starts_with('{'));
    assert!(dir.run(["score", "--json=true"]).expect(0).stdout.starts_with('{'));
    assert!(dir.run(["score", "--json"]).expect(0).stdout.starts_with('{'));
    dir.run(["score", "--json", "--json=false"]).expect(2);
    // A switch of another command is none of this one.
    dir.run(["score", "--in-order=false"]).expect(2).says(&["--in-order"]);
}

#[test]
fn options_that_need_each_other_may_be_typed_and_written() {
    let dir = with_file("second_opinion_model = \"m\"\n[score]\ntranscript = true\npaths = [\"calls.jsonl\"]\n");
    // The server is not there, which is no mistake of the arguments.
    let run = dir.run(["score", "--second-opinion", "http://127.0.0.1:9/v1", "--second-opinion-timeout", "1"]);
    assert_ne!(run.code, Some(2), "{}", run.stderr);
    dir.write("ringcheck.toml", "[score]\nsecond_opinion = \"http://127.0.0.1:9/v1\"\n");
    let run = dir.run(["score", "calls.jsonl"]).expect(2);
    run.says(&["--second-opinion-model", "options that were not typed are from `"]);
}

#[test]
fn mistakes_are_told_with_their_place_and_nothing_is_done() {
    let dir = with_file("[score]\n  fail_undr = 80\njobs = \"many\"\n");
    let run = dir.run(["score", "--transcript", "calls.jsonl"]).expect(2);
    run.says(&["ringcheck.toml` has 2 problems", "line 2, column 3: `ringcheck score` has no option `fail_undr`"]);
    run.says(&["did you mean `fail_under`?", "line 3, column 8: `jobs` cannot be `many`", "hint: "]);
    assert!(!dir.db().exists());
    dir.run(["config", "check"]).expect(1).says(&["line 2, column 3"]);
    // What is about the program itself goes on.
    dir.run(["--version"]).expect(0);
    dir.run(["score", "--help"]).expect(0);
    dir.run(["completions", "bash"]).expect(0);
    dir.run(["score", "--no-config", "--transcript", "calls.jsonl"]).expect(0);
    dir.run(["list", "--config", "missing.toml"]).expect(2).says(&["missing.toml"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_anybody_may_write_is_not_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = TestDir::new();
    dir.write("open/ringcheck.toml", "db = \"theirs.db\"\n");
    fs_err::set_permissions(dir.path("open"), std::fs::Permissions::from_mode(0o777)).unwrap();
    let path = |args: &[&str]| {
        let mut command = dir.command([&["db", "path"], args].concat());
        finish(command.env_remove("RINGCHECK_DB").current_dir(dir.path("open")).spawn().unwrap()).expect(0)
    };
    let passed_over = path(&[]);
    passed_over.says(&["warning: `", "ringcheck.toml` is not read: everybody may write to `"]);
    assert!(!passed_over.stdout.contains("theirs.db"));
    assert!(path(&["--config", "ringcheck.toml"]).stdout.contains("theirs.db"));
}

#[test]
fn every_option_is_listed_with_who_says_so() {
    let dir = with_file("timezone = \"America/Chicago\"\n[score]\nday = \"yesterday\"\n");
    let day = setting(&dir, "score", "day");
    assert_eq!((&day["value"], &day["source"], &day["line"]), (&"yesterday".into(), &"file".into(), &3.into()));
    assert_eq!(setting(&dir, "list", "timezone")["value"], "America/Chicago");
    let db = setting(&dir, "score", "db");
    assert_eq!((&db["source"], &db["variable"]), (&"environment".into(), &"RINGCHECK_DB".into()));
    let rubric = setting(&dir, "score", "rubric");
    assert_eq!((&rubric["value"], &rubric["source"]), (&"msp-inbound".into(), &"built_in".into()));
    assert!(setting(&dir, "db export", "limit")["value"].is_null());
    let page = dir.run(["config"]).expect(0).stdout;
    assert!(page.contains("day = \"yesterday\"    ringcheck.toml:3"), "{page}");
    assert_eq!(dir.run(["config", "path"]).expect(0).stdout.trim(), dir.path("ringcheck.toml").display().to_string());
    dir.run(["config", "--no-config", "path"]).expect(1).says(&["no ringcheck.toml is in use"]);
}

#[test]
fn a_first_file_is_written_and_is_fine() {
    let dir = TestDir::new();
    dir.run(["config", "init", "-o", "ringcheck.toml"]).expect(0);
    let text = fs_err::read_to_string(dir.path("ringcheck.toml")).unwrap();
    assert!(text.contains("\n[score]\n") && text.contains("\n# quiet_for = 60\n"), "{text}");
    dir.run(["config", "check"]).expect(0).says(&["is fine: 0 options"]);
    dir.run(["config", "init", "-o", "ringcheck.toml"]).expect(2).says(&["--force"]);
    dir.run(["config", "init", "-o", "ringcheck.toml", "--force"]).expect(0);
    assert_eq!(dir.run(["config", "init"]).expect(0).stdout, text);
}
