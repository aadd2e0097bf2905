//! `ringcheck leads`: whom to call back, and what was done.

use serde_json::Value;

use crate::{
    harness::{Run, TestDir},
    purge::scored,
    shared::shared,
};

fn leads(dir: &TestDir, args: &[&str]) -> Run {
    dir.run(["leads"].iter().chain(args))
}

fn json(dir: &TestDir, args: &[&str]) -> Vec<Value> {
    leads(dir, &[args, &["--json"]].concat()).expect(0).json_lines()
}

fn report(dir: &TestDir) -> Value {
    let run = dir.run(["report", "--all", "--lead-value", "2700", "--format", "json"]).expect(0);
    serde_json::from_str(&run.stdout).unwrap()
}

fn id(lead: &Value) -> &str {
    lead["call_id"].as_str().unwrap()
}

#[test]
fn the_list_has_the_leads_of_the_report_each_once() {
    let dir = shared().dir_with_db();
    let reported = report(&dir);
    let expected: Vec<&Value> =
        reported["leads"].as_array().unwrap().iter().filter(|lead| lead["is_repeat"] == false).collect();
    let listed = json(&dir, &["--all", "--lead-value", "2700"]);
    assert!(!listed.is_empty());
    assert_eq!(listed.iter().map(id).collect::<Vec<_>>(), expected.iter().map(|lead| id(lead)).collect::<Vec<_>>());
    for (lead, expected) in listed.iter().zip(expected) {
        for key in ["number", "wanted", "quote", "reasons", "status", "value", "later_calls", "command"] {
            assert_eq!(lead[key], expected[key], "{key}");
        }
        assert_eq!(
            (&lead["schema"], &lead["status"], &lead["value"]),
            (&"ringcheck.lead/1".into(), &"open".into(), &2700.into())
        );
    }
    let turned_away = json(&dir, &["--reason", "turned_away"]);
    assert!(!turned_away.is_empty() && turned_away.len() < listed.len());
    assert!(turned_away.iter().all(|lead| lead["reasons"].as_array().unwrap().contains(&"turned_away".into())));
    assert_eq!(json(&dir, &["--limit", "2"]).iter().map(id).collect::<Vec<_>>(), [id(&listed[0]), id(&listed[1])]);
    assert!(json(&dir, &["--agent", "Nobody"]).is_empty());
    assert!(json(&dir, &["--day", "1999-12-31"]).is_empty());

    let page = leads(&dir, &["--lead-value", "2700"]).expect(0);
    assert!(page.stdout.contains("ringcheck show ") && page.stdout.contains("  open  "), "{}", page.stdout);
    page.says(&["leads, $", "ringcheck leads called ID"]);
    let table = leads(&dir, &["--format", "csv"]).expect(0).stdout;
    assert!(table.starts_with("id,file,started_at,minutes_since,agent,number,"), "{table}");
    assert_eq!(table.lines().filter(|line| listed.iter().any(|lead| line.starts_with(id(lead)))).count(), listed.len());
}

#[test]
fn what_was_done_is_listed_and_reported() {
    let dir = shared().dir_with_db();
    let all = json(&dir, &[]);
    let before = report(&dir);
    let (first, second) = (id(&all[0]), id(&all[1]));
    let run = leads(&dir, &["called", &first[..12], "--outcome", "voicemail", "--by", "Dana"]).expect(0);
    run.says(&["noted: called back on ", "voicemail; the lead is called back"]);
    // It is to do still, but it is not open.
    assert_eq!(json(&dir, &[]).len(), all.len());
    assert_eq!(json(&dir, &["--open"]).len(), all.len() - 1);
    let won = [
        "called",
        first,
        "--outcome",
        "won",
        "--value",
        "5,000.50",
        "--note",
        "Signed on the spot. Card 4111 1111 1111 1111",
    ];
    leads(&dir, &won).expect(0).says(&["the lead is recovered"]);
    leads(&dir, &["called", second, "--outcome", "wrong_number"])
        .expect(0)
        .says(&["wrong number; the lead is lost for good"]);
    assert_eq!(json(&dir, &[]).len(), all.len() - 2);
    let listed = json(&dir, &["--all", "--sort", "value", "--lead-value", "2700"]);
    assert_eq!((id(&listed[0]), listed.len()), (first, all.len()));
    assert_eq!((&listed[0]["status"], &listed[0]["value"]), (&"recovered".into(), &5000.5.into()));
    let done = listed[0]["follow_ups"].as_array().unwrap();
    assert_eq!((&done[0]["by"], &done[0]["outcome"]), (&"Dana".into(), &"voicemail".into()));
    let note = done[1]["note"].as_str().unwrap();
    assert!(note.starts_with("Signed on the spot.") && note.contains("[card") && !note.contains("1111"), "{note}");

    let after = report(&dir);
    let lost = &after["lost"];
    assert_eq!((&lost["recovered"], &lost["money_recovered"]), (&1.into(), &5000.5.into()));
    assert_eq!((&lost["lost_for_good"], &lost["money_lost_for_good"]), (&1.into(), &2700.into()));
    assert_eq!(lost["at_risk"].as_u64().unwrap(), before["lost"]["at_risk"].as_u64().unwrap() - 2);
    assert_eq!(lost["leads"], before["lost"]["leads"]);
    let page = dir.run(["report", "--all", "--format", "md"]).expect(0).stdout;
    assert!(page.contains("Recovered: 1 of ") && page.contains("Signed on the spot."), "{page}");
    // What is kept of a run in a log has no note.
    let summary = dir.run(["report", "--all"]).expect(0).stderr;
    assert!(summary.contains("recovered: 1 of ") && !summary.contains("Signed"), "{summary}");
}

#[test]
fn what_is_no_lost_lead_is_refused_in_words() {
    let dir = shared().dir_with_db();
    let all = json(&dir, &["--all"]);
    let other = shared().cards.iter().find(|card| card["call"]["call_type"] != "prospect").unwrap();
    let run = leads(&dir, &["called", other["id"].as_str().unwrap()]).expect(2);
    run.says(&["is no lost lead: its caller is of the type ", "ringcheck leads --all"]);
    leads(&dir, &["called", "nobody.wav"]).expect(2).says(&["no stored call is named `nobody.wav`", "hint: "]);
    let digits = leads(&dir, &["called", "512 555 0134"]).expect(2);
    digits.says(&["no stored call is named by these digits", "not the caller's number"]);
    assert!(!digits.stderr.contains("0134"), "{}", digits.stderr);
    for (args, why) in [
        (&["--at", "1999-12-31 09:00"][..], "cannot have been called back before the call"),
        (&["--at", "2199-12-31 09:00"], "is still to come"),
        (&["--at", "noon"], "`noon` is no time"),
        (&["--value", "lots"], "write what a lead is worth as a number"),
        (&["--outcome", "maybe"], "invalid value 'maybe'"),
    ] {
        leads(&dir, &[&["called", id(&all[0])], args].concat()).expect(2).says(&[why]);
    }
    leads(&TestDir::new(), &[]).expect(2).says(&["there is no such file"]);
    assert!(json(&dir, &["--all"]).iter().all(|lead| lead["status"] == "open"), "nothing was noted");

    let turn = r#"{"side":"business","text":"Good morning, Lone Pecan Technologies."}"#;
    let transcripts: String = ["same-1", "same-2"]
        .map(|id| format!("{{\"schema\":\"ringcheck.transcript/1\",\"id\":\"{id}\",\"turns\":[{turn}]}}\n"))
        .concat();
    let file = dir.write("two.jsonl", transcripts);
    dir.run(["score".as_ref(), "--transcript".as_ref(), file.as_os_str()]).expect(0);
    leads(&dir, &["called", "same"]).expect(2).says(&["several stored calls are named `same`", "same-1", "same-2"]);
}

#[test]
fn a_call_that_was_purged_is_told_to_be() {
    let dir = scored();
    dir.run(["purge", "--before", "2020-01-04", "--timezone", "UTC", "--yes"]).expect(0);
    let run = leads(&dir, &["called", "20200101-093000.wav"]).expect(2);
    run.says(&["no stored call is named `20200101-093000.wav`", "calls before 2020-01-04 were purged"]);
}

#[test]
fn the_file_of_options_holds_for_the_list_and_for_what_was_done() {
    let dir = shared().dir_with_db();
    dir.write("ringcheck.toml", "lead_value = 2700\n[leads]\nlimit = 1\n[leads_called]\nby = \"Dana\"\n");
    let listed = json(&dir, &[]);
    assert_eq!((listed.len(), &listed[0]["value"]), (1, &2700.into()));
    leads(&dir, &["called", id(&listed[0])]).expect(0);
    assert_eq!(json(&dir, &["--limit", "9"])[0]["follow_ups"][0]["by"], "Dana");
}

/// Says of a call when it started and from which number; lists and purges go by that.
fn says_phone_system(dir: &TestDir, call_id: &str, started_at: &str, number: &str) {
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let utc = started_at.replace('Z', ".000Z");
    for (table, id) in [("calls", "id"), ("newest_scorecards", "call_id")] {
        let update =
            format!("UPDATE {table} SET started_at = ?2, started_at_utc = ?3, caller_number = ?4 WHERE {id} = ?1");
        assert_eq!(db.execute(&update, [call_id, started_at, &utc, number]).unwrap(), 1);
    }
}

fn status(dir: &TestDir, call_id: &str) -> String {
    let listed = json(dir, &["--all"]);
    let lead = listed.iter().find(|lead| id(lead) == call_id).unwrap_or_else(|| panic!("no {call_id}"));
    lead["status"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_done_stays_when_an_earlier_call_of_the_lead_is_purged() {
    let dir = shared().dir_with_db();
    let all = json(&dir, &["--all"]);
    let (newest, older) = (id(&all[0]), id(&all[1]));
    says_phone_system(&dir, newest, "2026-01-20T10:00:00Z", "+1 512 555 0190");
    says_phone_system(&dir, older, "2026-01-10T10:00:00Z", "(512) 555-0190");
    let at = ["--at", "2026-01-25 10:00", "--timezone", "UTC"];
    leads(&dir, &[&["called", older, "--outcome", "won"], &at[..]].concat()).expect(0).says(&["the lead is recovered"]);
    assert_eq!(status(&dir, newest), "recovered");
    dir.run(["purge", "--before", "2026-01-15", "--timezone", "UTC", "--yes"]).expect(0);
    assert_eq!(status(&dir, newest), "recovered");
    // What was done before the newest call was done about the older one.
    let dir = shared().dir_with_db();
    says_phone_system(&dir, newest, "2026-01-20T10:00:00Z", "+1 512 555 0190");
    says_phone_system(&dir, older, "2026-01-10T10:00:00Z", "(512) 555-0190");
    leads(&dir, &["called", older, "--outcome", "won", "--at", "2026-01-12 10:00", "--timezone", "UTC"]).expect(0);
    assert_eq!(status(&dir, newest), "open");
}

#[test]
fn a_lead_whose_call_has_a_clock_ahead_can_be_marked() {
    let dir = shared().dir_with_db();
    let all = json(&dir, &["--all"]);
    let ahead = id(&all[0]);
    says_phone_system(&dir, ahead, "2999-01-20T10:00:00Z", "+1 512 555 0190");
    let run = leads(&dir, &["called", ahead, "--outcome", "won"]).expect(0);
    run.says(&["starts on 2999-01-20 10:00, which is still to come: a clock is wrong", "the lead is recovered"]);
    assert_eq!(status(&dir, ahead), "recovered");
}

#[test]
fn a_reason_may_be_that_of_any_lost_call_of_the_lead() {
    let dir = shared().dir_with_db();
    let all = json(&dir, &["--all"]);
    let reasons = |lead: &Value| -> Vec<String> {
        lead["reasons"].as_array().unwrap().iter().map(|reason| reason.as_str().unwrap().to_owned()).collect()
    };
    let mut pairs = all.iter().flat_map(|newest| all.iter().map(move |older| (newest, older)));
    let (newest, older, reason) = pairs
        .find_map(|(newest, older)| {
            let reason = reasons(older).into_iter().find(|reason| !reasons(newest).contains(reason))?;
            Some((id(newest), id(older), reason))
        })
        .expect("the test needs two leads who were lost in different ways");
    says_phone_system(&dir, newest, "2026-01-20T10:00:00Z", "+1 512 555 0190");
    says_phone_system(&dir, older, "2026-01-10T10:00:00Z", "(512) 555-0190");
    let listed = json(&dir, &["--reason", &reason]);
    assert!(listed.iter().any(|lead| id(lead) == newest), "{reason}");
    assert!(listed.iter().all(|lead| id(lead) != older), "a lead is listed once");
}
