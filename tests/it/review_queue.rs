//! What a review asks about, and what it asks about no more.

use std::{io::Write as _, process::Stdio};

use crate::{
    harness::{TestDir, finish},
    review::{judged, player, run_with},
    shared::shared,
};

const ALL: [&str; 5] = ["review", "--by", "Dana", "--below-confidence", "1"];

/// What a page asks about: the criterion, and the line with the call.
fn heads(page: &str) -> Vec<(String, String)> {
    let mut lines = page.lines();
    let mut heads = Vec::new();
    while let Some(line) = lines.next() {
        if line.contains(" of ") && line.starts_with(|c: char| c.is_ascii_digit()) {
            heads.push((line.split("   ").nth(1).unwrap().to_owned(), lines.next().unwrap().to_owned()));
        }
    }
    heads
}

fn reviews(dir: &TestDir) -> Vec<String> {
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let mut statement = db.prepare("SELECT verdict FROM reviews ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_such_callers_are_not_asked_is_passed_over_once_the_caller_is_known() {
    let dir = judged();
    let skips = "skip\n".repeat(60);
    let before = heads(&run_with(&dir, &ALL, &skips).expect(0).stdout);
    let of_vague = |heads: &[(String, String)]| -> Vec<String> {
        heads.iter().filter(|(_, call)| call.contains("id vague")).map(|(subject, _)| subject.clone()).collect()
    };
    let subjects = of_vague(&before);
    let place = |id: &str| subjects.iter().position(|subject| subject == id).unwrap();
    assert!(place("call_type") < place("close_attempt"), "the test needs that order: {subjects:?}");
    let n_before = before.iter().position(|(id, call)| id == "call_type" && call.contains("id vague")).unwrap();
    let run = run_with(&dir, &ALL, &format!("{}vendor\n{skips}", "skip\n".repeat(n_before))).expect(0);
    assert!(!of_vague(&heads(&run.stdout)).contains(&"close_attempt".to_owned()), "{}", run.stdout);
    let n_left = heads(&run.stdout).len() - 1;
    run.says(&["saved: call_type is vendor", "not asked of such callers", &format!("; {n_left} verdicts left")]);
    assert!(!of_vague(&heads(&run_with(&dir, &ALL, &skips).expect(0).stdout)).contains(&"close_attempt".to_owned()));
}

#[test]
fn a_fail_of_a_caller_who_turns_out_to_be_a_vendor_is_not_listed() {
    let dir = judged();
    let says = |id: &str, subject: &str, by: &str, line: &str| {
        run_with(&dir, &["review", id, "--criterion", subject, "--by", by], &format!("{line}\n")).expect(0);
    };
    let is_listed = || {
        let run = dir.run(["list", "--json", "--criterion", "close_attempt=fail"]).expect(0);
        run.json_lines().iter().any(|card| card["id"] == "vague")
    };
    says("vague", "close_attempt", "Dana", "fail");
    assert!(is_listed());
    says("vague", "call_type", "Kim", "vendor");
    assert!(!is_listed());
    let page = dir.run(["show", "vague"]).expect(0).stdout;
    let joined = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("na, since Kim says that it was a vendor"), "{page}");
    // Whoever says so with the caller known is followed.
    says("vague", "close_attempt", "Dana", "fail");
    assert!(is_listed());
    dir.run(["db", "check"]).expect(0);
}

#[test]
fn the_page_says_who_the_caller_is_by_a_person_where_one_said_so() {
    let dir = judged();
    let page = |by: &str, more: &[&str]| {
        let args = ["review", "vague", "--criterion", "greeting", "--by", by];
        run_with(&dir, &[&args, more].concat(), "quit\n").expect(0).stdout
    };
    assert!(page("Dana", &[]).contains("   prospect   "));
    run_with(&dir, &["review", "vague", "--criterion", "call_type", "--by", "Kim"], "vendor\n").expect(0);
    let shown = page("Dana", &[]);
    assert!(shown.contains("vendor (by Kim; Ringcheck: prospect)"), "{shown}");
    let blind = page("Dana", &["--blind"]);
    assert!(!blind.contains("vendor") && !blind.contains("prospect"), "{blind}");
}

#[test]
fn blind_is_refused_where_the_filter_would_tell_the_verdict() {
    let dir = judged();
    let run = run_with(&dir, &["review", "--by", "Dana", "--blind", "--criterion", "close_attempt=fail"], "").expect(2);
    run.says(&["--blind hides what Ringcheck says", "--blind --criterion close_attempt"]);
    let plain = ["review", "--by", "Dana", "--blind", "--criterion", "close_attempt"];
    assert_eq!(heads(&run_with(&dir, &plain, "").expect(0).stdout).len(), 1);
}

#[test]
fn a_sample_in_the_file_of_options_leaves_plain_reviewing_alone() {
    let dir = judged();
    dir.write("ringcheck.toml", "[review]\nsample = 2\n");
    let skips = "skip\n".repeat(60);
    assert!(heads(&run_with(&dir, &ALL, &skips).expect(0).stdout).len() > 2);
    let blind = run_with(&dir, &["review", "--by", "Dana", "--blind"], &skips).expect(0);
    assert_eq!(heads(&blind.stdout).len(), 2);
    dir.run(["review", "--by", "Dana", "--sample", "2"]).expect(2).says(&["--blind"]);
}

#[test]
fn callers_of_one_kind_can_be_asked_for() {
    let dir = judged();
    let found = |word: &str| {
        let asked = format!("call_type={word}");
        heads(&run_with(&dir, &[&ALL[..], &["--criterion", &asked]].concat(), &"skip\n".repeat(9)).expect(0).stdout)
    };
    assert_eq!((found("prospect").len(), found("customer").len(), found("vendor").len()), (3, 1, 0));
    dir.run(["review", "--criterion", "call_type=pass"]).expect(2).says(&["prospect, customer, vendor"]);
}

#[test]
fn what_a_person_has_seen_or_judged_is_not_drawn_for_them_however_they_spell_their_name() {
    let dir = judged();
    let drawn = |by: &str| {
        let args = ["review", "--blind", "--sample", "1000", "--by", by];
        heads(&run_with(&dir, &args, &"skip\n".repeat(60)).expect(0).stdout)
    };
    let all = drawn("Dana");
    run_with(&dir, &["review", "vague", "--criterion", "greeting", "--by", "Dana"], "pass\n").expect(0);
    let left = drawn("dana ");
    // The greeting was judged, and that page said who the caller is.
    let is_seen = |(subject, call): &(String, String)| {
        call.contains("id vague") && ["greeting", "call_type"].contains(&subject.as_str())
    };
    let (seen, unseen): (Vec<_>, Vec<_>) = all.iter().cloned().partition(is_seen);
    assert_eq!((seen.len(), left), (2, unseen));
    assert_eq!(drawn("Kim").len(), all.len());
}

#[test]
fn what_a_person_saw_of_a_part_of_a_call_is_not_drawn_blind_of_the_whole() {
    let dir = judged();
    run_with(&dir, &["review", "vague", "--criterion", "greeting", "--by", "Dana"], "pass\n").expect(0);
    // As it is after another recording of the call came: `booked` is the call, and `vague` was a part of it.
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    db.execute_batch(
        "INSERT INTO recordings (id, path, file_name, duration_ms, codec, sample_rate_hz, channels, layout, decoder,
             warnings, is_cut_off)
         SELECT value, value, value, 1000, 'pcm', 8000, 2, 'stereo', 's', '[]', 0 FROM json_each('[\"a.wav\", \"b.wav\"]');
         INSERT INTO call_recordings VALUES ('vague', 0, 'a.wav', 0), ('booked', 0, 'a.wav', 0), ('booked', 1, 'b.wav', 0);
         UPDATE newest_scorecards SET is_listed = 0 WHERE call_id = 'vague';",
    )
    .unwrap();
    let drawn = |by: &str| {
        let args = ["review", "--blind", "--sample", "1000", "--by", by];
        heads(&run_with(&dir, &args, &"skip\n".repeat(60)).expect(0).stdout)
    };
    let (all, left) = (drawn("Kim"), drawn("Dana"));
    let is_seen = |(subject, call): &(String, String)| {
        call.contains("id booked") && ["greeting", "call_type"].contains(&subject.as_str())
    };
    let (seen, unseen): (Vec<_>, Vec<_>) = all.iter().cloned().partition(is_seen);
    assert!(all.iter().all(|(_, call)| !call.contains("id vague")), "{all:?}");
    assert_eq!((seen.len(), left), (2, unseen));
    // Who judges the whole blind all the same is not counted as blind.
    let args = ["review", "booked", "--criterion", "greeting", "--blind", "--by", "Dana"];
    run_with(&dir, &args, "pass\n").expect(0);
    let report = dir.run(["calibrate", "--format", "json"]).expect(0).json_lines().remove(0);
    assert_eq!((&report["reviewers"][0]["n_blind"], &report["reviewers"][0]["n_seen"]), (&0.into(), &2.into()));
}

#[test]
fn bytes_that_are_no_text_are_named_by_their_line() {
    let dir = judged();
    let args = [&ALL[..], &["--criterion", "close_attempt"]].concat();
    let mut child = dir.command(&args).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"pass caf\xc3\xa9\r\nfail caf\xe9\nfail\n").unwrap();
    let run = finish(child).expect(1);
    run.says(&["line 2: it is no text in UTF-8", "what was said before it is saved"]);
    assert_eq!(reviews(&dir), ["pass"]);
}

#[test]
fn a_comment_is_stored_and_exported_without_card_numbers_for_its_owner_alone() {
    let dir = judged();
    let line = "pass reads 4111 1111 1111 1111 back, then books\n";
    run_with(&dir, &["review", "vague", "--criterion", "greeting", "--by", "Dana"], line).expect(0);
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let stored: String = db.query_row("SELECT reason FROM reviews", [], |row| row.get(0)).unwrap();
    assert!(stored.contains("[card") && !stored.contains("1111") && stored.ends_with("then books"), "{stored}");
    // As an earlier version stored it.
    db.execute_batch(
        "INSERT INTO reviews SELECT 99, call_id, scorecard_id, criterion_id, verdict, tool_verdict, tool_confidence,
             reviewer, 'reads 4111 1111 1111 1111', is_blind, reviewed_at_utc FROM reviews",
    )
    .unwrap();
    dir.run(["calibrate", "--export", "corrected.jsonl"]).expect(0).says(&["1 labelled call written"]);
    let text = fs_err::read_to_string(dir.path("corrected.jsonl")).unwrap();
    assert!(text.contains("[card") && !text.contains("1111"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs_err::metadata(dir.path("corrected.jsonl")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let db = dir.db();
    let onto_db = ["calibrate", "--force", "--export", db.to_str().unwrap()];
    dir.run(onto_db).expect(2).says(&["that is the database itself"]);
}

#[test]
fn people_are_asked_for_by_any_spelling_and_strangers_are_told_who_there_is() {
    let dir = judged();
    for (id, by) in [("vague", "Dana Ortiz"), ("booked", "DANA  ORTIZ"), ("turned_away", "Kim")] {
        run_with(&dir, &["review", id, "--criterion", "greeting", "--by", by], "pass\n").expect(0);
    }
    let run = dir.run(["calibrate", "--format", "json", "--by", "dana ortiz"]).expect(0);
    let report = run.json_lines().remove(0);
    assert_eq!((&report["n_reviews"], report["reviewers"].as_array().unwrap().len()), (&2.into(), 1));
    assert_eq!(report["reviewers"][0]["reviewer"], "Dana Ortiz");
    dir.run(["calibrate", "--by", "Dan"])
        .expect(2)
        .says(&["nobody who reviewed is called `Dan`", "these did: Dana Ortiz, Kim"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_player_in_a_folder_with_blanks_plays_the_quotes_and_not_the_whole_call() {
    let dir = shared().dir_with_db();
    // The player's path may have blanks.
    let player = player(&dir, false);
    let with_blank = dir.path("my player.sh");
    fs_err::copy(&player, &with_blank).unwrap();
    let with_blank = with_blank.to_str().unwrap();
    let args = ["review", "D09.m4a", "--criterion", "live_answer", "--by", "Dana", "--player", with_blank];
    let card = shared().cards.iter().find(|card| card["recordings"][0]["path"].as_str().unwrap().ends_with("D09.m4a"));
    let call_ms = card.unwrap()["recordings"][0]["duration_ms"].as_u64().unwrap();
    let run = run_with(&dir, &args, "listen\nquit\n").expect(0);
    run.says(&["playing 0:00 to 0:"]);
    let heard = hound::WavReader::open(dir.path("heard.wav")).unwrap();
    let seconds = u64::from(heard.duration() / heard.spec().sample_rate);
    assert!(seconds + 10 < call_ms / 1000, "{seconds} s are all of the call");
}
