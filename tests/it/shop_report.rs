//! What a report on secret shops counts: the call that was found last, judged last, and people before the tool.

use serde_json::{Value, json};

use crate::{
    harness::{Run, TestDir},
    review::run_with,
    shop::{CDR_HEADER, SHOPPER, plan, row, shop, tiny, transcripts},
};

/// Two planned calls, the good one and the bad one of [`transcripts`], and beside them another bad one, `T-third`, and
/// another good one, `T-fourth`.
fn scored() -> TestDir {
    let dir = TestDir::new();
    plan(
        &dir,
        "branch,number\nNorth,512 555 0100\nSouth,512 555 0101\n",
        &["--at", "2026-03-05 10:00", "--phase", "before"],
    )
    .expect(0);
    transcripts(&dir);
    let args = ["score", "--transcript", "calls.jsonl", "--call", "1=T-good", "--call", "2=T-bad"];
    shop(&dir, &args).expect(0).says(&["2 shop calls judged"]);
    let again = fs_err::read_to_string(dir.path("calls.jsonl")).unwrap();
    dir.write("more.jsonl", again.replace("T-bad", "T-third").replace("T-good", "T-fourth"));
    dir.run(["score", "--transcript", "more.jsonl", "--no-report"]).expect(0);
    dir
}

fn league(dir: &TestDir) -> Value {
    shop(dir, &["report", "--format", "json"]).expect(0).json_lines().remove(0)
}

/// What the report has of a planned call; `None` where it has no result.
fn of_call(dir: &TestDir, number: u64) -> Option<Value> {
    let calls = league(dir)["shop_calls"].as_array().unwrap().clone();
    calls.into_iter().find(|call| call["number"] == number)
}

fn outcome(call: &Value, list: &str, id: &str) -> String {
    let items = call["result"][list].as_array().unwrap();
    items.iter().find(|item| item["id"] == id).unwrap()["outcome"].as_str().unwrap().to_owned()
}

/// A cell of the CSV by the planned call's number and the column's name.
fn cell(dir: &TestDir, number: &str, column: &str) -> String {
    let text = shop(dir, &["report", "--format", "csv"]).expect(0).stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let place = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
    let found = reader.records().map(Result::unwrap).find(|record| &record[0] == number).unwrap();
    found[place].to_owned()
}

#[test]
fn a_report_follows_the_call_that_was_found_last() {
    let dir = scored();
    let score = |call: &str| shop(&dir, &["score", "--call", call]).expect(0);
    assert_eq!(of_call(&dir, 1).unwrap()["call"], "T-good");
    score("1=T-third");
    assert_eq!(cell(&dir, "1", "call"), "T-third");
    score("1=T-good");
    assert_eq!(
        (cell(&dir, "1", "call"), cell(&dir, "1", "fact_employees")),
        ("T-good".to_owned(), "drawn_out".to_owned())
    );
    let listed = shop(&dir, &["plan", "--json"]).expect(0).json_lines().remove(0);
    assert_eq!(listed["call"], "T-good");
    // What was found and not judged since has no result.
    shop(&dir, &["match", "--call", "1=T-fourth"]).expect(0);
    assert_eq!(of_call(&dir, 1), None);
    let report = shop(&dir, &["report", "--format", "csv"]).expect(0);
    report.says(&["found and not judged since: 1", "ringcheck shop score", "1 shop call of 1 branch"]);
    assert_eq!(league(&dir)["n_without_result"], 1);
    shop(&dir, &["match", "--call", "1=T-good"]).expect(0);
    assert_eq!(of_call(&dir, 1).unwrap()["call"], "T-good", "it was judged before");
}

#[test]
fn a_report_follows_the_scenario_that_was_judged_by_last() {
    let dir = scored();
    shop(&dir, &["new", "our", "--from", "server-down"]).expect(0);
    let text = fs_err::read_to_string(dir.path("our.toml")).unwrap();
    let text =
        text.replacen("id = \"our\"", "id = \"server-down\"", 1).replacen("id = \"employees\"", "id = \"staff\"", 1);
    dir.write("changed.toml", text);
    shop(&dir, &["score", "--scenario", "changed.toml"]).expect(0);
    assert_eq!(outcome(&of_call(&dir, 1).unwrap(), "hidden_facts", "staff"), "drawn_out");
    shop(&dir, &["score"]).expect(0);
    assert_eq!(outcome(&of_call(&dir, 1).unwrap(), "hidden_facts", "employees"), "drawn_out");
}

#[test]
fn people_stand_before_the_tool_in_reports_on_shops_too() {
    let dir = scored();
    let before = league(&dir);
    let call = of_call(&dir, 1).unwrap();
    assert_eq!(
        (cell(&dir, "1", "close_attempt"), outcome(&call, "must", "offers_visit_today")),
        ("pass".into(), "met".into())
    );
    let args = ["review", "T-good", "--criterion", "close_attempt", "--by", "Dana"];
    run_with(&dir, &args, "fail nobody came\n").expect(0).says(&["saved: close_attempt is fail"]);
    assert_eq!(
        (cell(&dir, "1", "close_attempt"), cell(&dir, "1", "must_offers_visit_today")),
        ("fail".into(), "missed".into())
    );
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let listed = "SELECT percent FROM newest_scorecards WHERE call_id = 'T-good'";
    let percent: f64 = db.query_row(listed, [], |row| row.get(0)).unwrap();
    let after = of_call(&dir, 1).unwrap();
    assert_eq!(after["percent"].as_f64(), Some(percent), "as lists have it");
    assert_eq!(after["tool_percent"], call["percent"]);
    assert!(after["percent"].as_f64() < call["percent"].as_f64());
    let word = &after["people"][0];
    assert_eq!(
        (&word["by"], &word["criterion"], &word["tool_outcome"], &word["reason"]),
        (&json!("Dana"), &json!("close_attempt"), &json!("met"), &json!("nobody came"))
    );
    assert!(cell(&dir, "1", "by_people").contains("close_attempt: fail, tool pass"));
    let hits = |league: &Value, share: &str| league["overall"][share]["hits"].as_u64().unwrap();
    let league = league(&dir);
    assert_eq!(hits(&league, "must") + 1, hits(&before, "must"));
    assert_eq!(hits(&league, "wanted") + 1, hits(&before, "wanted"));
    assert_eq!(league["overall"]["criteria"]["close_attempt"]["hits"], 0);
    assert!(league["overall"]["mean_percent"].as_f64() < before["overall"]["mean_percent"].as_f64());
    shop(&dir, &["report", "--out", "pages"]).expect(0);
    let page = fs_err::read_to_string(dir.path("pages/call-1.html")).unwrap();
    assert!(page.contains("by Dana, who judged “close attempt”: nobody came; by Ringcheck met"), "{page}");
    assert!(page.contains("pass by Ringcheck ("), "the tool's word stays: {page}");
}

#[test]
fn a_person_decides_a_fact_and_a_demand() {
    let dir = scored();
    let decide = |args: &[&str]| shop(&dir, &[&["decide"], args].concat());
    assert_eq!(cell(&dir, "1", "fact_contract"), "not_asked");
    decide(&["1", "contract", "asked", "--by", "Dana", "--reason", "she asks at the end"])
        .expect(0)
        .says(&["saved: contract of planned call 1 (North) is asked by Dana, where Ringcheck says not_asked"]);
    decide(&["1", "contract", "drawn-out", "--by", "Kim", "--reason", "after card 4111 1111 1111 1111"]).expect(0);
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let newest = "SELECT reason FROM shop_decisions ORDER BY id DESC LIMIT 1";
    let reason: String = db.query_row(newest, [], |row| row.get(0)).unwrap();
    assert!(reason.starts_with("after card [card") && !reason.contains("1111"), "{reason}");
    decide(&["2", "must_not:contract_only", "did_not_happen", "--by", "Kim"]).expect(0);
    assert_eq!((cell(&dir, "1", "fact_contract"), cell(&dir, "1", "drawn_out")), ("drawn_out".into(), "3".into()));
    assert_eq!(cell(&dir, "2", "must_not_contract_only"), "did_not_happen");
    assert_eq!(cell(&dir, "1", "by_people"), "contract: drawn_out by Kim, tool not_asked");
    // It is the call's: judged again it stays, and another call has none of it.
    shop(&dir, &["score"]).expect(0);
    assert_eq!(cell(&dir, "1", "fact_contract"), "drawn_out");
    shop(&dir, &["score", "--call", "1=T-third"]).expect(0);
    assert_eq!(cell(&dir, "1", "fact_contract"), "not_asked");
    for (args, said) in [
        (["9", "contract", "asked"], "no planned call has the number 9"),
        (["1", "contrat", "asked"], "has no `contrat`"),
        (["1", "contract", "met"], "`met` is no outcome of `contract`, which is a hidden fact"),
        (["1", "takes_number", "asked"], "met, missed, not_applicable, undetermined"),
    ] {
        decide(&[&args[..], &["--by", "Kim"]].concat()).expect(2).says(&[said, "hint: "]);
    }
    plan(&dir, "branch,number\nNorth,512 555 0100\n", &["--at", "2026-04-05 10:00"]).expect(0);
    decide(&["3", "contract", "asked", "--by", "Kim"]).expect(2).says(&["planned call 3 has no result to decide on"]);
    dir.run(["db", "check"]).expect(0);
}

#[test]
fn stored_calls_are_scored_by_the_rubric_that_is_asked_for() {
    let dir = scored();
    dir.run(["rubric", "new", "--name", "ours", "--out", "ours.toml"]).expect(0);
    let rubric_of =
        |call: &str| dir.run(["show", "--json", call]).expect(0).json_lines().remove(0)["origin"]["rubric"].clone();
    let usual = rubric_of("T-good");
    let percent = of_call(&dir, 1).unwrap()["percent"].clone();
    shop(&dir, &["score", "--rubric", "ours.toml"]).expect(0);
    assert_eq!((rubric_of("T-good"), of_call(&dir, 1).unwrap()["scorecard"].clone()), (json!("ours"), json!(2)));
    // As it was: the same scorecard, not another one.
    shop(&dir, &["score"]).expect(0);
    let again = of_call(&dir, 1).unwrap();
    assert_eq!((&again["scorecard"], &again["percent"]), (&json!(1), &percent));
    assert_ne!(usual, json!("ours"));
    dir.run(["verify", "--all"]).expect(0);
}

#[test]
fn a_report_takes_a_phase_and_a_branch() {
    let dir = scored();
    let later = "branch,number\nNorth,512 555 0100\n";
    plan(&dir, later, &["--at", "2026-04-05 10:00", "--phase", "after"]).expect(0);
    shop(&dir, &["score", "--call", "3=T-third"]).expect(0);
    let branches = |args: &[&str]| -> Vec<(String, u64)> {
        let league = shop(&dir, &[&["report", "--format", "json"], args].concat()).expect(0).json_lines().remove(0);
        let of = |branch: &Value| {
            (branch["name"].as_str().unwrap().to_owned(), branch["figures"]["calls"].as_u64().unwrap())
        };
        league["branches"].as_array().unwrap().iter().map(of).collect()
    };
    let one = |name: &str, n: u64| (name.to_owned(), n);
    assert_eq!(branches(&[]), [one("North", 2), one("South", 1)]);
    assert_eq!(branches(&["--phase", "after"]), [one("North", 1)]);
    assert_eq!(branches(&["--branch", "South"]), [one("South", 1)]);
    assert_eq!(branches(&["--phase", "before", "--branch", "North", "--branch", "South"]).len(), 2);
    shop(&dir, &["report", "--format", "csv"]).expect(0).says(&["South not in after"]);
    let told = |args: &[&str], said: &str| {
        shop(&dir, &[&["report", "--format", "csv"], args].concat()).expect(2).says(&[said, "hint: "]);
    };
    told(&["--phase", "afer"], "no planned call has the phase `afer`");
    told(&["--branch", "North", "--branch", "Nort"], "no planned call has the branch `Nort`");
    told(&["--branch", "South", "--phase", "after"], "no planned call is asked for");
}

#[test]
fn pages_of_an_earlier_report_do_not_stay() {
    let dir = scored();
    let report = |args: &[&str]| shop(&dir, &[&["report", "--out", "pages"], args].concat());
    report(&["--timezone", "America/Chicago"]).expect(0);
    let is_there = |name: &str| dir.path(&format!("pages/{name}")).exists();
    assert!(is_there("call-2.html"));
    let index = fs_err::read_to_string(dir.path("pages/index.html")).unwrap();
    assert!(index.contains("times in America/Chicago") && index.contains("href=\"call-2.html#t2\""), "{index}");
    dir.write("pages/call-77.html", "somebody's own page");
    dir.write("pages/notes.html", "and another");
    report(&["--branch", "North"]).expect(2).says(&["--force"]);
    assert!(is_there("call-2.html"), "nothing goes unasked");
    report(&["--branch", "North", "--force"]).expect(0);
    assert_eq!(["call-1.html", "call-2.html", "call-77.html", "notes.html"].map(is_there), [true, false, true, true]);
}

#[test]
fn a_table_runs_no_formula_and_has_the_line_ends_of_the_others() {
    let dir = TestDir::new();
    let name = "=HYPERLINK(\"\"http://x\"\",\"\"North\"\")";
    plan(
        &dir,
        &format!("branch,number\n\"{name}\",512 555 0100\n"),
        &["--at", "2026-03-05 10:00", "--phase", "@SUM(1)"],
    )
    .expect(0);
    transcripts(&dir);
    shop(&dir, &["score", "--transcript", "calls.jsonl", "--call", "1=T-good"]).expect(0);
    assert_eq!(cell(&dir, "1", "branch"), "'=HYPERLINK(\"http://x\",\"North\")");
    assert_eq!(cell(&dir, "1", "phase"), "'@SUM(1)");
    shop(&dir, &["report", "--format", "csv", "--out", "shops.csv"]).expect(0);
    let text = fs_err::read_to_string(dir.path("shops.csv")).unwrap();
    assert_eq!((text.matches("\r\n").count(), text.matches('\n').count()), (2, 2));
}

#[test]
fn what_was_found_and_never_scored_is_purged_too() {
    let dir = TestDir::new();
    plan(&dir, "branch,number\nNorth,512 555 0100\n", &["--at", "2026-03-05 10:00"]).expect(0);
    tiny(&dir, "calls/shop.wav", 1);
    let rows = [CDR_HEADER.to_owned(), row("2026-03-05 10:02:00", SHOPPER, "5125550100", 1, "shop.wav")];
    dir.write("cdr.csv", rows.join("\n"));
    shop(&dir, &["match", "calls", "--cdr", "cdr.csv", "--timezone", "UTC"]).expect(0).says(&["1 planned call found"]);
    let purge = |args: &[&str]| -> Run { dir.run([&["purge", "--before", "2026-04-01", "--yes"], args].concat()) };
    let looked = purge(&["--dry-run"]).expect(0);
    assert!(looked.stdout.contains("shop_matches\t1\n"), "{}", looked.stdout);
    purge(&[]).expect(0).says(&["removed: what was known of 1 shop call never scored"]);
    let listed = shop(&dir, &["plan", "--json"]).expect(0).json_lines().remove(0);
    assert_eq!(listed["call"], Value::Null);
    let log = dir.run(["purge", "--history"]).expect(0);
    assert!(log.stdout.contains("\"shop_matches\":1"), "{}", log.stdout);
    dir.run(["db", "check"]).expect(0);
}
