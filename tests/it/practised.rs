//! What was practised with a coaching pack: noted, taken back, and told by the report.

use serde_json::Value;

use crate::{
    coach::{coach, dir_with_agents, pack_json, score_typed},
    harness::TestDir,
};

/// The pack in a folder as if it had been made at another time, with another id.
fn made_at(dir: &TestDir, folder: &str, id: &str, made_at: &str) {
    let mut pack = pack_json(&dir.path(folder));
    pack["id"] = id.into();
    pack["made_at"] = made_at.into();
    dir.write(&format!("{folder}/pack.json"), pack.to_string());
}

fn n_rows(dir: &TestDir, table: &str) -> i64 {
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn what_was_practised_is_noted_once_and_can_be_taken_back() {
    let dir = dir_with_agents();
    coach(&dir, &["--agent", "104", "--criterion", "close_attempt", "--out", "pack"]).expect(0);
    made_at(&dir, "pack", "00000000deadbeef", "2026-03-02T10:00:00+00:00");
    let done = coach(&dir, &["done", "pack", "--date", "2026-03-04", "--note", "role play"]).expect(0);
    assert_eq!(done.stdout, "2026-03-04   Dana Ortiz   close attempt\n");
    // By its id, and once is enough.
    coach(&dir, &["done", "0000", "--date", "2026-03-04"]).expect(0).says(&["noted already"]);
    let done = |date: &str, more: &[&str]| coach(&dir, &[&["done", "pack", "--date", date], more].concat());
    done("2999-01-01", &[]).expect(2).says(&["still to come"]);
    done("2020-01-01", &[]).expect(2).says(&["the pack was made on 2026-03-02, after 2020-01-01"]);
    done("today", &["--criterion", "greeting"]).expect(2).says(&["it is about close_attempt"]);
    assert_eq!(n_rows(&dir, "practised"), 1);
    // A remark that comes later is told.
    done("2026-03-04", &["--note", "with Riley"]).expect(0);
    let told =
        || dir.run(["report", "--all", "--format", "json"]).expect(0).json_lines().remove(0)["practised"].clone();
    assert_eq!((told().as_array().unwrap().len(), &told()[0]["note"]), (1, &Value::from("with Riley")));
    // It was another day.
    done("2026-03-04", &["--undo", "--note", "x"]).expect(2);
    done("2026-03-05", &["--undo"]).expect(2).says(&["nothing is noted of 2026-03-05"]);
    done("2026-03-04", &["--undo"]).expect(0).says(&["taken back"]);
    assert_eq!(told().as_array().map(Vec::len), Some(0));
    done("2026-03-04", &["--undo"]).expect(2);
    done("2026-03-06", &[]).expect(0);
    assert_eq!((told().as_array().unwrap().len(), &told()[0]["day"]), (1, &Value::from("2026-03-06")));
    assert_eq!((n_rows(&dir, "practised"), n_rows(&dir, "practised_undone")), (3, 2), "rows are never changed");
    // A pack whose making cannot be dated is none.
    made_at(&dir, "pack", "11111111deadbeef", "once");
    done("2026-03-06", &[]).expect(2).says(&["is no pack"]);
}

#[test]
fn only_what_was_noted_is_told_to_be_taken_back() {
    let dir = dir_with_agents();
    let ask = ["--agent", "104", "--criterion", "close_attempt", "--criterion", "no_contract_turnaway"];
    coach(&dir, &[&ask[..], &["--out", "pack"]].concat()).expect(0);
    made_at(&dir, "pack", "00000000deadbeef", "2026-03-02T10:00:00+00:00");
    let done = |more: &[&str]| coach(&dir, &[&["done", "pack", "--date", "2026-03-04"], more].concat());
    done(&["--criterion", "close_attempt"]).expect(0);
    done(&["--undo", "--criterion", "no_contract_turnaway"]).expect(2).says(&["nothing is noted of 2026-03-04"]);
    let undone = done(&["--undo"]).expect(0);
    assert_eq!(undone.stdout, "2026-03-04   Dana Ortiz   close attempt\n");
}

#[test]
fn it_is_told_from_which_day_on_the_report_has_it() {
    let dir = dir_with_agents();
    coach(&dir, &["--agent", "104", "--criterion", "close_attempt", "--out", "pack"]).expect(0);
    coach(&dir, &["done", "pack", "--date", "today"]).expect(0).says(&["from 2", "on `ringcheck report` tells"]);
}

#[test]
fn a_criterion_is_reported_before_and_after_it_was_practised() {
    let dir = TestDir::new();
    let (greeting, wanted) = (
        "Thank you for calling Fulton Computer Care, this is Dana, how can I help you?",
        "Hi, our office server is down and we have no IT company. Can you send somebody?",
    );
    let offer = "I can have a technician at your office tomorrow at nine. Shall I book that?";
    let none = "All right. Somebody could maybe call you back at some point.";
    let ids: Vec<String> = (0..24).map(|n| format!("call-{n:02}")).collect();
    let answers = [greeting, wanted, none, "Okay, bye."];
    let closes = [greeting, wanted, offer, "Yes, please, nine is perfect."];
    let calls: Vec<(&str, &[&str])> =
        ids.iter().enumerate().map(|(n, id)| (id.as_str(), if n < 12 { &answers[..] } else { &closes[..] })).collect();
    score_typed(&dir, &calls);
    // Twelve calls before and twelve after: none closed, then all.
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    for (n, id) in ids.iter().enumerate() {
        let day = if n < 12 { 1 } else { 10 };
        let at = format!("2026-03-{day:02}T{:02}:00:00.000Z", 8 + n % 12);
        db.execute(
            "UPDATE newest_scorecards SET agent_name = 'Dana Ortiz', started_at = ?2, started_at_utc = ?2
             WHERE call_id = ?1",
            [id, &at],
        )
        .unwrap();
    }
    drop(db);
    coach(&dir, &["--criterion", "close_attempt", "--out", "pack"]).expect(0);
    made_at(&dir, "pack", "00000000deadbeef", "2026-03-02T10:00:00+00:00");
    coach(&dir, &["done", "pack", "--date", "2026-03-05", "--note", "role play"]).expect(0);
    let report = dir.run(["report", "--all", "--format", "json"]).expect(0).json_lines().remove(0);
    let entry = &report["practised"][0];
    assert_eq!(report["practised"].as_array().unwrap().len(), 1);
    assert_eq!((&entry["agent"]["name"], &entry["criterion"]), (&"Dana Ortiz".into(), &"close_attempt".into()));
    let of = |part: &str| (entry[part]["hits"].as_u64(), entry[part]["trials"].as_u64());
    assert_eq!((of("before"), of("after")), ((Some(0), Some(12)), (Some(12), Some(12))), "{entry}");
    assert_eq!((&entry["finding"], &entry["note"]), (&"better".into(), &"role play".into()));
    let text = dir.run(["report", "--all", "--format", "text"]).expect(0).stdout;
    assert!(text.contains("practised:") && text.contains("Better by 100 points"), "{text}");
    // With more wanted there are too few.
    let few = dir.run(["report", "--all", "--format", "text", "--min-calls", "13"]).expect(0).stdout;
    assert!(few.contains("Too few calls to tell"), "{few}");
}
