//! Planned calls and what is found for them, as a user runs `ringcheck shop plan`, `match` and `card`.

use serde_json::{Value, json};

use crate::{
    harness::{Run, TestDir},
    shop::{CDR_HEADER, SHOPPER, plan, row, shop, tiny},
};

const NORTH: &str = "branch,number\nNorth,512 555 0100\n";
const NORTH_NUMBER: &str = "5125550100";

/// A call of the records that nobody answered.
fn missed(row: &str) -> String {
    row.replace(",120,110,ANSWERED,", ",20,0,NO ANSWER,")
}

fn cdr(dir: &TestDir, rows: &[String]) {
    dir.write(
        "cdr.csv",
        [CDR_HEADER.to_owned()].into_iter().chain(rows.iter().cloned()).collect::<Vec<_>>().join("\n"),
    );
}

/// `ringcheck shop match calls` with the records, in UTC, with an exit code.
#[track_caller]
fn matched(dir: &TestDir, more: &[&str], code: i32) -> (Vec<Value>, Run) {
    let run = shop(dir, &[&["match", "calls", "--cdr", "cdr.csv", "--timezone", "UTC", "--json"], more].concat());
    let run = run.expect(code);
    (run.json_lines(), run)
}

/// The newest match of a planned call as it is stored: its call, how, whether it is the shopper's own, and the source.
fn stored(dir: &TestDir, number: i64) -> (Option<String>, String, bool, Value) {
    let sqlite = rusqlite::Connection::open(dir.db()).unwrap();
    let sql =
        "SELECT call_id, how, is_own, source FROM shop_matches WHERE planned_call_id = ?1 ORDER BY id DESC LIMIT 1";
    sqlite
        .query_row(sql, [number], |row| {
            let source: String = row.get(3)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, serde_json::from_str(&source).unwrap()))
        })
        .unwrap()
}

fn n_matches(dir: &TestDir) -> i64 {
    let sqlite = rusqlite::Connection::open(dir.db()).unwrap();
    sqlite.query_row("SELECT count(*) FROM shop_matches", [], |row| row.get(0)).unwrap()
}

/// A minute of now and so many minutes before it, in UTC.
fn minutes_ago(n: u32) -> String {
    let sqlite = rusqlite::Connection::open_in_memory().unwrap();
    let sql = "SELECT strftime('%Y-%m-%d %H:%M', 'now', ?1)";
    sqlite.query_row(sql, [format!("-{n} minutes")], |row| row.get(0)).unwrap()
}

#[test]
fn the_answered_call_is_found_and_not_the_failed_one_before_it() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    let failed = missed(&row("2026-03-05 10:00:00", SHOPPER, NORTH_NUMBER, 1, ""));
    let answered = row("2026-03-05 10:10:00", SHOPPER, NORTH_NUMBER, 2, "second.wav");
    // The records of the second call come later than a first look: what was found then is replaced.
    tiny(&dir, "calls/other.wav", 9);
    cdr(&dir, std::slice::from_ref(&failed));
    let (first, _) = matched(&dir, &[], 0);
    assert_eq!(
        (&first[0]["state"], &first[0]["recordings"]),
        (&json!("found, number and time"), &json!(["1.1 (not recorded)"]))
    );
    // Its recording is not in the folder: neither of the two is taken.
    cdr(&dir, &[failed.clone(), answered.clone()]);
    let (gone, _) = matched(&dir, &[], 0);
    assert_eq!(
        gone[0]["state"],
        "not found; the call that fits was answered, and no recording of it is here; the one before is taken back"
    );
    // It was written just now, and is left for later.
    tiny(&dir, "calls/second.wav", 2);
    let (waiting, run) = matched(&dir, &["--quiet-for", "600"], 0);
    assert_eq!(waiting[0]["state"], "waiting: 2 recordings left for later may be it");
    run.says(&["1 planned call not decided yet"]);
    let (found, _) = matched(&dir, &[], 0);
    assert_eq!(
        (&found[0]["state"], &found[0]["recordings"]),
        (&json!("found, number and time"), &json!(["second.wav"]))
    );
    // From another folder the same records take nothing back.
    tiny(&dir, "elsewhere/other.wav", 10);
    let args = ["match", "elsewhere", "--cdr", "cdr.csv", "--timezone", "UTC", "--json"];
    assert_eq!(shop(&dir, &args).expect(0).json_lines()[0]["state"], "found before");
    assert_eq!(stored(&dir, 1).3["recordings"][0]["path"].as_str().unwrap().rsplit('/').next(), Some("second.wav"));
}

#[test]
fn what_was_found_before_is_replaced_by_the_answered_call() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    let failed = missed(&row("2026-03-05 10:00:00", SHOPPER, NORTH_NUMBER, 1, ""));
    tiny(&dir, "calls/other.wav", 9);
    cdr(&dir, std::slice::from_ref(&failed));
    matched(&dir, &[], 0);
    tiny(&dir, "calls/second.wav", 2);
    cdr(&dir, &[failed, row("2026-03-05 10:10:00", SHOPPER, NORTH_NUMBER, 2, "second.wav")]);
    let (found, _) = matched(&dir, &[], 0);
    assert_eq!(found[0]["state"], "found, number and time, instead of the one before");
    assert_eq!(matched(&dir, &[], 0).0[0]["state"], "found before");
    dir.run(["db", "check"]).expect(0);
}

#[test]
fn a_planned_call_that_was_left_open_stays_open() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    let first = row("2026-03-05 10:01:00", SHOPPER, NORTH_NUMBER, 1, "first.wav");
    let second = row("2026-03-05 09:59:00", SHOPPER, NORTH_NUMBER, 2, "second.wav");
    tiny(&dir, "calls/first.wav", 1);
    cdr(&dir, std::slice::from_ref(&first));
    assert_eq!(matched(&dir, &[], 0).0[0]["state"], "found, number and time");
    // Another one that fits as well comes later.
    tiny(&dir, "calls/second.wav", 2);
    cdr(&dir, &[first.clone(), second.clone()]);
    assert_eq!(matched(&dir, &[], 1).0[0]["state"], "open: 2 calls may be it; the one before is taken back");
    assert_eq!(matched(&dir, &[], 1).0[0]["state"], "open: 2 calls may be it");
    // Where the other one is now does not matter.
    let elsewhere = |file: &str, seed: u32, row: &String| {
        tiny(&dir, &format!("{file}-alone/{file}"), seed);
        cdr(&dir, std::slice::from_ref(row));
        let args = ["match", &format!("{file}-alone"), "--cdr", "cdr.csv", "--timezone", "UTC", "--json"];
        shop(&dir, &args).expect(1).json_lines()[0]["state"].clone()
    };
    assert_eq!(elsewhere("first.wav", 1, &first), "open: it was found before, and then another call fitted as well");
    assert_eq!(elsewhere("second.wav", 2, &second), "open: 2 calls may be it");
    shop(&dir, &["match", "--call", "1=calls/second.wav"]).expect(0);
    assert_eq!(matched(&dir, &[], 0).0[0]["state"], "found before");
}

#[test]
fn a_recording_of_an_unanswered_call_stays_found_from_another_folder() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    tiny(&dir, "calls/first.wav", 1);
    cdr(&dir, &[missed(&row("2026-03-05 10:01:00", SHOPPER, NORTH_NUMBER, 1, "first.wav"))]);
    matched(&dir, &[], 0);
    let found = stored(&dir, 1);
    tiny(&dir, "elsewhere/other.wav", 10);
    let args = ["match", "elsewhere", "--cdr", "cdr.csv", "--timezone", "UTC", "--json"];
    assert_eq!(shop(&dir, &args).expect(0).json_lines()[0]["state"], "found before");
    assert_eq!(stored(&dir, 1), found);
}

#[test]
fn nothing_is_stored_before_the_window_has_ended() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", &minutes_ago(9)]).expect(0);
    tiny(&dir, "calls/first.wav", 1);
    let at = format!("{}:30", minutes_ago(8));
    cdr(&dir, &[missed(&row(&at, SHOPPER, NORTH_NUMBER, 1, "first.wav"))]);
    let (waiting, run) = matched(&dir, &[], 0);
    let state = waiting[0]["state"].as_str().unwrap();
    assert!(state.starts_with("waiting: its window ends ") && state.ends_with(" +00:00"), "{state}");
    assert_eq!(waiting[0]["recordings"], json!(["first.wav"]));
    run.says(&["0 planned calls found", "run this again later"]);
    assert_eq!(n_matches(&dir), 0);
    // By hand it is said at any time.
    shop(&dir, &["match", "--call", "1=calls/first.wav"]).expect(0).says(&["1 planned call found"]);
    assert_eq!(stored(&dir, 1).1, "by_hand");
}

#[test]
fn a_call_of_an_unknown_caller_is_left_to_a_person() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    tiny(&dir, "calls/stranger.wav", 1);
    cdr(&dir, &[row("2026-03-05 10:58:00", "", NORTH_NUMBER, 1, "stranger.wav")]);
    let (open, run) = matched(&dir, &[], 1);
    assert_eq!(open[0]["state"], "open: 1 call without a caller's number may be it");
    assert_eq!(open[0]["recordings"], json!(["stranger.wav"]));
    run.says(&["1 planned call left open", "--call NO=FILE"]);
    assert_eq!(n_matches(&dir), 0);
    // The shopper's call to a number that is in no plan.
    cdr(&dir, &[row("2026-03-05 10:40:00", SHOPPER, "5125559999", 1, "stranger.wav")]);
    assert_eq!(matched(&dir, &[], 1).0[0]["state"], "open: 1 call of the shopper's to another number may be it");
    assert_eq!(n_matches(&dir), 0);
}

#[test]
fn times_are_shown_with_their_offset_and_a_wrong_zone_is_asked_about() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05T10:00-06:00"]).expect(0);
    let listed = shop(&dir, &["plan"]).expect(0).stdout;
    assert!(listed.contains("2026-03-05 10:00 -06:00"), "{listed}");
    shop(&dir, &["card", "1", "--out", "card.html"]).expect(0);
    let card = fs_err::read_to_string(dir.path("card.html")).unwrap();
    assert!(card.contains("2026-03-05 10:00") && card.contains("UTC-06:00, ± 60 min"));
    // The records are of the same wall clock, and the system's zone is UTC.
    tiny(&dir, "calls/one.wav", 1);
    cdr(&dir, &[row("2026-03-05 10:02:00", SHOPPER, NORTH_NUMBER, 1, "one.wav")]);
    let args = ["match", "calls", "--cdr", "cdr.csv", "--json"];
    let run = shop(&dir, &args).expect(0);
    let lost = run.json_lines();
    assert_eq!(
        (&lost[0]["state"], &lost[0]["recordings"]),
        (&json!("not found; the nearest came 5:58 h earlier"), &json!(["one.wav"]))
    );
    run.says(&["planned call 1: one came 5:58 h earlier than planned: is `--timezone` right"]);
    let args = [&args[..], &["--timezone", "America/Chicago"]].concat();
    assert_eq!(shop(&dir, &args).expect(0).json_lines()[0]["state"], "found, number and time");
}

#[test]
fn one_call_is_one_planned_call_by_hand_too() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00", "--at", "2026-03-06 10:00"]).expect(0);
    tiny(&dir, "calls/a.wav", 1);
    tiny(&dir, "calls/b.wav", 2);
    let by_hand = |calls: &[&str]| {
        let named = calls.iter().flat_map(|call| ["--call", *call]);
        shop(&dir, &["match"].into_iter().chain(named).collect::<Vec<_>>())
    };
    by_hand(&["1=calls/a.wav", "2=calls/a.wav"]).expect(2).says(&["one call is named for the planned calls 1 and 2"]);
    by_hand(&["1=calls/a.wav", "1=calls/b.wav"]).expect(2).says(&["planned call 1 is named twice"]);
    assert_eq!(n_matches(&dir), 0);
    by_hand(&["1=calls/a.wav"]).expect(0);
    by_hand(&["2=calls/a.wav"]).expect(2).says(&["is that of planned call 1", "--none 1"]);
    // Exchanged in one go, and what is said of the others is how they were found.
    by_hand(&["2=calls/a.wav", "1=calls/b.wav"]).expect(0);
    let table = by_hand(&["1=calls/b.wav"]).expect(0).stdout;
    assert!(table.contains("by hand") && table.contains("found before, by hand"), "{table}");
}

#[test]
fn a_wrong_match_is_taken_back_and_not_found_again() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    shop(&dir, &["match", "--none", "1"]).expect(2).says(&["there is none to take back"]);
    shop(&dir, &["match", "--none", "7"]).expect(2).says(&["no planned call has the number 7"]);
    tiny(&dir, "calls/wrong.wav", 1);
    cdr(&dir, &[row("2026-03-05 10:02:00", SHOPPER, NORTH_NUMBER, 1, "wrong.wav")]);
    matched(&dir, &[], 0);
    let back = shop(&dir, &["match", "--none", "1", "--json"]).expect(0);
    back.says(&["the match of planned call 1 taken back", "0 planned calls found"]);
    assert_eq!((&back.json_lines()[0]["state"], stored(&dir, 1).0), (&json!("taken back"), None));
    let listed = shop(&dir, &["plan", "--json"]).expect(0).json_lines();
    assert_eq!((&listed[0]["call"], &listed[0]["how"]), (&Value::Null, &Value::Null));
    assert_eq!(matched(&dir, &[], 0).0[0]["state"], "not found");
    shop(&dir, &["score"]).expect(2).says(&["no planned call was found yet"]);
    // A person may think again.
    let again = ["match", "--call", "1=calls/wrong.wav"];
    shop(&dir, &again).expect(0).says(&["1 planned call found"]);
    assert_eq!(matched(&dir, &[], 0).0[0]["state"], "found before");
}

#[test]
fn a_recording_that_is_named_by_hand_keeps_what_is_known_of_it() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    tiny(&dir, "calls/c0.wav", 1);
    cdr(&dir, &[row("2026-03-05 13:10:00", SHOPPER, NORTH_NUMBER, 1, "c0.wav")]);
    shop(&dir, &["match", "--call", "1=calls/c0.wav", "--cdr", "cdr.csv", "--timezone", "UTC"]).expect(0);
    let call = &stored(&dir, 1).3["call"];
    assert_eq!(
        (&call["caller_number"], &call["extension"], &call["started_at"]),
        (&json!(SHOPPER), &json!("104"), &json!("2026-03-05T13:10:00Z"))
    );
    // It moved, and nobody gives the records again.
    fs_err::create_dir(dir.path("archive")).unwrap();
    fs_err::rename(dir.path("calls/c0.wav"), dir.path("archive/c0.wav")).unwrap();
    shop(&dir, &["match", "--call", "1=archive/c0.wav"]).expect(0);
    let source = stored(&dir, 1).3;
    assert!(source["recordings"][0]["path"].as_str().unwrap().contains("archive"), "{source}");
    assert_eq!(
        (&source["call"]["caller_number"], &source["call"]["started_at_source"]),
        (&json!(SHOPPER), &json!("cdr"))
    );
}

#[test]
fn a_shoppers_own_recording_that_moved_is_still_the_shoppers_own() {
    let dir = TestDir::new();
    plan(&dir, NORTH, &["--at", "2026-03-05 10:00"]).expect(0);
    let name = "20260305-100230_out_5125550100.wav";
    tiny(&dir, &format!("own/{name}"), 1);
    let pattern = "{date:%Y%m%d}-{time:%H%M%S}_{direction}_{called}";
    let args = ["match", "own", "--own", "--name-pattern", pattern, "--timezone", "UTC"];
    shop(&dir, &args).expect(0).says(&["1 planned call found"]);
    fs_err::create_dir(dir.path("moved")).unwrap();
    fs_err::rename(dir.path(&format!("own/{name}")), dir.path("moved/one.wav")).unwrap();
    shop(&dir, &["score"]).expect(1).says(&["ringcheck shop match --own --call 1=FILE"]);
    shop(&dir, &["match", "--call", "1=moved/one.wav"]).expect(0);
    let (_, how, is_own, source) = stored(&dir, 1);
    assert_eq!((how.as_str(), is_own, &source["call"]["direction"]), ("by_hand", true, &json!("inbound")));
}

#[test]
fn a_card_of_an_edited_scenario_has_its_calls_and_says_so() {
    let dir = TestDir::new();
    shop(&dir, &["new", "our-shop"]).expect(0);
    let at = ["--from-number", "512 555 0199", "--at", "2026-03-05 10:00"];
    shop(&dir, &[&["plan", "our-shop.toml", "--branch", "North=512 555 0100"], &at[..]].concat()).expect(0);
    let card =
        |force: &[&str]| shop(&dir, &[&["card", "our-shop.toml", "--out", "card.html"], force].concat()).expect(0);
    let first = card(&[]);
    assert!(!first.stderr.contains("another text"), "{}", first.stderr);
    let text = fs_err::read_to_string(dir.path("our-shop.toml")).unwrap();
    dir.write("our-shop.toml", format!("{text}\n# A word more.\n"));
    card(&["--force"]).says(&["1 call planned by another text of the scenario `our-shop`"]);
    assert!(fs_err::read_to_string(dir.path("card.html")).unwrap().contains("512 555 0100"));
}

#[test]
fn a_target_that_cannot_be_read_is_told_with_its_file_and_line() {
    let dir = TestDir::new();
    let targets = |row: &str| format!("branch,number,at\nNorth,512 555 0100,2026-03-05 9:00\n{row}\n");
    plan(&dir, &targets("South,512 555 0101,noon"), &[])
        .expect(2)
        .says(&["branches.csv", "`noon` is not a date and a time (line 3)"]);
    plan(&dir, &targets("South,512 555 0101 ext. 4,2026-03-05 9:00"), &[])
        .expect(2)
        .says(&["branches.csv", "the number of `South` holds `ext` besides digits (line 3)"]);
    let zone = ["--timezone", "UTC", "--at", "2026-03-05 9:00", "--branch", "North=512 555 0100"];
    shop(&dir, &[&["plan", "server-down", "--from-number", "512 555 0199 x4"], &zone[..]].concat())
        .expect(2)
        .says(&["the number of `--from-number` holds `x` besides digits", "without an extension"]);
    let planned = plan(&dir, &targets("South,+44 (0)113 496 0182,2026-03-05 9:30"), &[]).expect(0);
    assert!(planned.stdout.contains("2026-03-05 09:00 +00:00"), "{}", planned.stdout);
}
