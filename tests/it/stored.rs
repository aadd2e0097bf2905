//! What is stored can be listed, shown and exported.

use std::process::Stdio;

use serde_json::Value;

use crate::{
    harness::{TestDir, finish, fixture},
    shared::{criterion, file_name, shared},
};

#[test]
fn a_list_can_be_filtered() {
    let dir = shared().dir_with_db();
    let listed = |args: &[&str]| files(&dir, args);
    let expected = |keep: &dyn Fn(&Value) -> bool| {
        let kept = shared().cards.iter().filter(|card| keep(card));
        kept.map(|card| file_name(card).to_owned()).collect::<Vec<_>>()
    };
    let percent = |card: &Value| card["score"]["percent"].as_f64().unwrap();
    let fails = |card: &Value, id: &str| criterion(card, id)["verdict"] == "fail";

    assert_eq!(listed(&[]), expected(&|_| true));
    let menus = expected(&|card| fails(card, "live_answer"));
    assert!(!menus.is_empty() && menus.len() < 8);
    assert_eq!(listed(&["--criterion", "live_answer=fail"]), menus);
    assert_eq!(
        listed(&["--criterion", "live_answer=fail", "--criterion", "close_attempt=na"]),
        expected(&|card| fails(card, "live_answer") && criterion(card, "close_attempt")["verdict"] == "na")
    );
    let low = expected(&|card| percent(card) < 50.0);
    assert!(!low.is_empty() && low.len() < 8);
    assert_eq!(listed(&["--below", "50"]), low);
    assert_eq!(listed(&["--needs-review"]), expected(&|card| card["needs_review"] == true));
    assert_eq!(listed(&["--agent", "Nobody"]), expected(&|_| false));
    assert_eq!(listed(&["--limit", "3"]).len(), 3);

    let day = &shared().card("D07.flac")["call"]["started_at"].as_str().unwrap()[..10];
    let of_day = expected(&|card| card["call"]["started_at"].as_str().unwrap().starts_with(day));
    assert_eq!(listed(&["--day", day, "--timezone", "UTC"]), of_day);
    assert_eq!(listed(&["--since", day, "--until", day, "--timezone", "UTC"]), of_day);
    assert_eq!(listed(&["--until", "1999-12-31"]), expected(&|_| false));
}

#[test]
fn a_list_can_be_sorted() {
    let dir = shared().dir_with_db();
    let sorted = |args: &[&str]| {
        let run = dir.run(["list", "--json"].iter().chain(args)).expect(0);
        let cards = run.json_lines();
        cards.iter().map(|card| (file_name(card).to_owned(), card["score"]["percent"].as_f64())).collect::<Vec<_>>()
    };
    let by_score = sorted(&["--sort", "score"]);
    assert_eq!(by_score.len(), 8);
    assert!(by_score.is_sorted_by_key(|(_, percent)| *percent), "{by_score:?}");
    let reversed = sorted(&["--sort", "score", "--reverse"]);
    assert!(reversed.is_sorted_by(|(_, a), (_, b)| a >= b), "{reversed:?}");
    assert!(sorted(&["--sort", "file"]).is_sorted());
    assert_eq!(sorted(&["--sort", "score", "--limit", "1"]), by_score[..1]);
}

#[test]
fn a_list_for_people_is_a_table_on_stdout_and_a_legend_on_stderr() {
    let dir = shared().dir_with_db();
    let run = dir.run(["list", "--sort", "file"]).expect(0);
    let rows: Vec<&str> = run.stdout.lines().collect();
    let header: Vec<&str> = rows[0].split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(header[..6], ["id", "file", "started", "length", "call type", "score"]);
    assert_eq!(header[6..10], ["answered live", "not turned away", "qualified", "tried to close"]);
    assert_eq!(rows.len(), 9);
    assert!(rows[3].contains("D07.flac") && rows[3].contains("0:33") && rows[3].contains("FAIL"), "{}", rows[3]);
    run.says(&["FAIL: not handled as it should be", "8 calls"]);
    assert_eq!(dir.run(["list", "--quiet"]).expect(0).stderr, "");
}

#[test]
fn a_call_is_shown_by_id_by_the_start_of_its_id_and_by_file_name() {
    let dir = shared().dir_with_db();
    let card = shared().card("D29.ogg");
    let id = card["id"].as_str().unwrap();
    let numbered = format!("{id}@1");
    for name in [id, &id[..12], "D29.ogg", "D29.ogg@1", &numbered] {
        let run = dir.run(["show", "--json", name]).expect(0);
        assert_eq!(run.json_lines(), std::slice::from_ref(card), "{name}");
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn a_call_is_shown_to_people_with_the_words_behind_each_verdict() {
    let dir = shared().dir_with_db();
    let card = shared().card("D03.alaw.wav");
    let page = dir.run(["show", "D03.alaw.wav"]).expect(0).stdout;
    let id = card["id"].as_str().unwrap();
    for part in
        ["D03.alaw.wav   prospect   scorecard 1", id, "FAIL  live_answer", "no_contract_turnaway", "tiny.en-q8_0"]
    {
        assert!(page.contains(part), "`{part}` is missing:\n{page}");
    }
    let joined = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = criterion(card, "live_answer")["evidence"][0]["quote"].as_str().unwrap();
    assert!(joined.contains(quote), "`{quote}` is missing:\n{page}");
    let n_turns = page.lines().filter(|line| line.contains(" recorded ") || line.contains(" caller    ")).count();
    assert!(n_turns > 1, "{page}");
    let short = dir.run(["show", "--no-turns", "D03.alaw.wav"]).expect(0).stdout;
    assert!(short.lines().count() + n_turns <= page.lines().count(), "{short}");
}

#[test]
fn a_call_is_drawn_with_its_lanes_events_and_evidence() {
    let dir = shared().dir_with_db();
    let shown = |locale: &str| {
        let mut command = dir.command(["show", "--no-turns", "D03.alaw.wav"]);
        finish(command.env("LC_ALL", locale).spawn().unwrap()).expect(0).stdout
    };
    let page = shown("C.UTF-8");
    let row = |name: &str| {
        let found = page.lines().find(|line| line.starts_with(name));
        found.unwrap_or_else(|| panic!("there is no row `{name}`:\n{page}")).to_owned()
    };
    assert!(row("events").contains("|ring"), "{page}");
    assert!(page.contains("|menu") && page.contains("|first live word"), "{page}");
    assert!(row("business").contains("░░░░") && row("business").contains("▐▐"), "{page}");
    assert!(row("caller").contains("▐▐") && !row("caller").contains('░'), "{page}");
    assert!(page.contains("A: quoted as proof"), "{page}");
    assert!(row("evidence").contains('A') && row("time").ends_with("0:38|"), "{page}");
    assert!(page.contains("A FAIL live_answer"), "{page}");
    let is_id = |line: &&str| line.starts_with("id ");
    assert!(page.lines().filter(|line| !is_id(line)).all(|line| line.chars().count() <= 80), "{page}");
    let plain = shown("C");
    assert!(plain.contains("%%%%") && plain.contains("##") && !plain.contains('░'), "{plain}");

    let untimed = r#"{"schema":"ringcheck.transcript/1","id":"untimed","turns":[
        {"side":"business","text":"Hello, Kessel Computers, Jo speaking."},
        {"side":"caller","text":"Hi, I need help with a server."}]}"#;
    dir.write("calls.jsonl", untimed.replace('\n', " ").as_bytes());
    dir.run(["score", "--transcript", "calls.jsonl", "--db", "given.db"]).expect(0);
    let given = dir.run(["show", "--db", "given.db", "untimed"]).expect(0);
    assert!(
        !given.stdout.lines().any(|line| line.starts_with("business") || line.starts_with("time")),
        "{}",
        given.stdout
    );
    let nothing = dir.run(["show", "--db", "given.db", "untimed", "--svg", "given.svg"]).expect(2);
    nothing.says(&["there is nothing to draw for `untimed`", "hint: "]);
    assert!(!dir.path("given.svg").exists());
}

#[test]
fn a_picture_is_written_beside_the_page_and_never_over_another_file() {
    let dir = shared().dir_with_db();
    let page = dir.run(["show", "D03.alaw.wav"]).expect(0).stdout;
    let run = dir.run(["show", "D03.alaw.wav", "--svg", "call.svg"]).expect(0);
    assert_eq!(run.stdout, page);
    run.says(&["picture: call.svg"]);
    let written = fs_err::read_to_string(dir.path("call.svg")).unwrap();
    let document = roxmltree::Document::parse(&written).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "svg");
    let texts: Vec<&str> = document.descendants().filter_map(|node| node.text()).collect();
    for part in ["live_answer", "first live word", "recorded voice", "0:38"] {
        assert!(texts.iter().any(|text| text.contains(part)), "`{part}` is missing:\n{written}");
    }

    dir.write("mine.svg", "precious");
    dir.run(["show", "D03.alaw.wav", "--svg", "mine.svg"]).expect(2).says(&["`mine.svg` is there already", "--force"]);
    assert_eq!(fs_err::read_to_string(dir.path("mine.svg")).unwrap(), "precious");
    dir.run(["show", "D03.alaw.wav", "--svg", "mine.svg", "--force"]).expect(0);
    assert_eq!(fs_err::read_to_string(dir.path("mine.svg")).unwrap(), written);
    let nowhere = dir.run(["show", "D03.alaw.wav", "--svg", "no/such/folder/call.svg"]).expect(2);
    nowhere.says(&["no/such/folder/call.svg", "there is no folder `no/such/folder`", "hint: make the folder"]);
    assert!(!nowhere.stderr.contains(".ringcheck-"), "{}", nowhere.stderr);
    dir.run(["show", "D03.alaw.wav", "--force"]).expect(2);
}

#[test]
fn a_name_that_stands_for_no_call_or_for_several_is_refused() {
    let dir = TestDir::new();
    dir.copy(&fixture("broken/lying-header.wav"), "monday/call.wav");
    dir.copy(&fixture("broken/cut-mid-sample.wav"), "tuesday/call.wav");
    dir.run(["score", "monday", "tuesday"]).expect(0);
    let none = dir.run(["show", "nothing.wav"]).expect(2);
    assert_eq!(none.stdout, "");
    none.says(&["no stored call is named `nothing.wav`", "hint: `ringcheck list` shows what is stored"]);
    let several = dir.run(["show", "call.wav"]).expect(2);
    assert_eq!(several.stdout, "");
    several.says(&["several stored calls are named `call.wav`", "monday", "tuesday"]);
}

#[test]
fn what_is_exported_is_what_is_stored() {
    let dir = shared().dir_with_db();
    let jsonl = dir.run(["db", "export", "--format", "jsonl", "--sort", "file"]).expect(0);
    assert_eq!(jsonl.stdout, shared().run.stdout);
    assert_eq!(jsonl.stderr, "");

    let exported = dir.run(["db", "export", "--format", "csv", "--sort", "file"]).expect(0);
    let mut rows = csv::Reader::from_reader(exported.stdout.as_bytes());
    let columns: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 8);
    for (row, card) in rows.iter().zip(&shared().cards) {
        let cell = |column: &str| &row[columns.iter().position(|name| name == column).unwrap()];
        assert_eq!(cell("id"), card["id"].as_str().unwrap());
        assert_eq!(cell("file"), card["recordings"][0]["path"].as_str().unwrap());
        assert_eq!(cell("percent").parse::<f64>().ok(), card["score"]["percent"].as_f64());
        for judged in card["criteria"].as_array().unwrap() {
            assert_eq!(cell(judged["id"].as_str().unwrap()), judged["verdict"].as_str().unwrap());
        }
    }
    let few = dir.run(["db", "export", "--format", "csv", "--criterion", "live_answer=pass"]).expect(0);
    assert!(few.stdout.lines().count() < exported.stdout.lines().count());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let dir = shared().dir_with_db();
    for args in [&["list", "--json"][..], &["db", "export", "--format", "jsonl"], &["show", "--json", "D24.mp3"]] {
        let mut child = dir.command(args).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let run = finish(child);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn the_database_is_where_it_was_asked_for() {
    let dir = TestDir::new();
    let path = |command: &mut std::process::Command| {
        let run = finish(command.spawn().unwrap()).expect(0);
        dir.neutral(run.stdout.trim_end())
    };
    assert_eq!(path(&mut dir.command(["db", "path"])), "[dir]/calls.db");
    assert_eq!(path(&mut dir.command(["db", "path", "--db", "other.db"])), "other.db");
    let default = path(dir.command(["db", "path"]).env_remove("RINGCHECK_DB"));
    assert!(default.starts_with("[dir]/home") && default.ends_with("ringcheck/ringcheck.db"), "{default}");
    assert!(!dir.path("home").exists(), "asking makes nothing");

    let transcripts = fixture("transcripts/calls.jsonl");
    let args = ["score", "--transcript", transcripts.to_str().unwrap(), "--db", "new/folder/calls.db"];
    dir.run(args).expect(0).says(&["database: new/folder/calls.db"]);
    assert!(dir.path("new/folder/calls.db").exists());
    assert!(!dir.db().exists());
}

#[test]
fn without_a_database_there_is_nothing_to_list() {
    let dir = TestDir::new();
    let run = dir.run(["list"]).expect(2);
    assert_eq!(run.stdout, "");
    run.says(&["calls.db", "there is no such file", "hint: score recordings first"]);
    assert!(!dir.db().exists(), "looking makes nothing");
}

/// The file names that a list gives, by name.
fn files(dir: &TestDir, args: &[&str]) -> Vec<String> {
    let run = dir.run(["list", "--json", "--sort", "file"].iter().chain(args)).expect(0);
    run.json_lines().iter().map(|card| file_name(card).to_owned()).collect()
}
