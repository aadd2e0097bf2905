//! Reviewing by lines: a person's verdict is a row of its own, and lists and reports follow it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    harness::{Run, TestDir, finish},
    shared::{criterion, shared},
};

/// Prospects of whom some are asked for an appointment, and a customer.
const CALLS: [(&str, &[(&str, &str)]); 4] = [
    (
        "booked",
        &[
            ("business", "Good morning, Kessel Computers, this is Jo, how can I help?"),
            ("caller", "Hi, we are a law office of twelve and our server is down. We have no IT company."),
            ("business", "Oh no. How many people are affected, and what is the name of the firm?"),
            ("caller", "All twelve of us, it is Brandt and Lowe."),
            ("business", "I can have somebody with you this afternoon at two. Shall I book that?"),
            ("caller", "Yes please, two is good."),
        ],
    ),
    (
        "turned_away",
        &[
            ("business", "Kessel Computers, Jo speaking."),
            ("caller", "Hello, our server is down and nobody looks after it. Can you come out?"),
            ("business", "We only support clients who are under contract with us, I am sorry."),
            ("caller", "All right, thanks."),
        ],
    ),
    (
        "vague",
        &[
            ("business", "Kessel Computers, Jo speaking, how can I help?"),
            ("caller", "We are looking for a new IT company for our dental practice."),
            ("business", "Okay. Somebody could maybe call you back at some point."),
            ("caller", "Okay, bye."),
        ],
    ),
    (
        "customer",
        &[
            ("business", "Thank you for calling Kessel Computers, this is Jo."),
            ("caller", "Hi Jo, it is Kim at Hartley's, we are on your support plan. My printer does not print."),
            ("business", "Please give me a second, Kim. I will log in and look at it right now."),
            ("caller", "Great, thank you."),
        ],
    ),
];

/// The calls, judged.
pub(crate) fn judged() -> TestDir {
    let dir = TestDir::new();
    let mut lines = String::new();
    for (id, turns) in CALLS {
        let turns: Vec<Value> =
            turns.iter().map(|(side, text)| serde_json::json!({ "side": side, "text": text })).collect();
        let call = serde_json::json!({ "schema": "ringcheck.transcript/1", "id": id, "turns": turns });
        lines.push_str(&call.to_string());
        lines.push('\n');
    }
    dir.write("calls.jsonl", lines);
    dir.run(["score", "--transcript", "calls.jsonl", "--no-report"]).expect(0);
    dir
}

/// Runs the program with `input` on its standard input.
pub(crate) fn run_with(dir: &TestDir, args: &[&str], input: &str) -> Run {
    let mut child = dir.command(args).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    finish(child)
}

pub(crate) fn card(dir: &TestDir, id: &str) -> Value {
    dir.run(["show", "--json", id]).expect(0).json_lines().remove(0)
}

pub(crate) fn verdict(dir: &TestDir, id: &str, criterion_id: &str) -> String {
    criterion(&card(dir, id), criterion_id)["verdict"].as_str().unwrap().to_owned()
}

fn rows(dir: &TestDir, sql: &str) -> Vec<String> {
    let db = rusqlite::Connection::open(dir.db()).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get(0)).unwrap();
    found.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_verdict_is_decided_and_everything_follows_but_the_scorecard() {
    let dir = judged();
    let before = card(&dir, "turned_away");
    assert_eq!(criterion(&before, "close_attempt")["verdict"], "fail", "the test needs a fail");
    let listed = |verdict: &str| {
        let run = dir.run(["list", "--json", "--criterion", &format!("close_attempt={verdict}")]).expect(0);
        run.json_lines().iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(listed("fail").contains(&"turned_away".to_owned()));

    let args = ["review", "turned_away", "--criterion", "close_attempt", "--by", "Dana"];
    let run = run_with(&dir, &args, "# what follows is a verdict\n\npass the agent books Tuesday at ten\n").expect(0);
    run.says(&[
        "1 verdict to review, as Dana",
        "saved: close_attempt is pass, where Ringcheck says fail",
        "1 verdict by Dana, 0 as Ringcheck says and 1 otherwise; 0 verdicts left",
    ]);
    for part in ["close_attempt   20 points", "concrete commitment", "Ringcheck: fail (0.", "We only support clients"] {
        assert!(run.stdout.contains(part), "`{part}` is missing:\n{}", run.stdout);
    }

    assert_eq!(card(&dir, "turned_away"), before, "a scorecard is never changed");
    assert!(listed("pass").contains(&"turned_away".to_owned()) && !listed("fail").contains(&"turned_away".to_owned()));
    let page = dir.run(["show", "turned_away"]).expect(0).stdout;
    let joined = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("pass close_attempt fail by Ringcheck (0."), "{page}");
    assert!(joined.contains("; pass by Dana on 20") && joined.contains(": the agent books Tuesday at ten"), "{page}");
    assert!(joined.contains("with people's verdicts:"), "{page}");
    dir.run(["db", "check"]).expect(0);
    assert_eq!(
        rows(&dir, "SELECT reviewer || ' ' || tool_verdict || ' ' || verdict || ' ' || reason FROM reviews"),
        ["Dana fail pass the agent books Tuesday at ten"]
    );
    // Scored again by another rubric text, the person's verdict stands.
    let rubric = dir.run(["rubric", "show"]).expect(0).stdout.replace("version = \"1\"", "version = \"2\"");
    dir.write("mine.toml", rubric);
    dir.run(["score", "--transcript", "calls.jsonl", "--no-report", "--rubric", "mine.toml"]).expect(0);
    assert_eq!(card(&dir, "turned_away")["scorecard"], 2);
    assert!(listed("pass").contains(&"turned_away".to_owned()));
    dir.run(["db", "check"]).expect(0);
}

#[test]
fn the_queue_asks_for_the_gravest_first_and_for_nothing_twice() {
    let dir = judged();
    let asked = |args: &[&str], input: &str| {
        let run =
            run_with(&dir, &[&["review", "--by", "Dana", "--below-confidence", "1"], args].concat(), input).expect(0);
        let head = |line: &&str| {
            line.contains(" of ") && line.contains("   ") && line.starts_with(|c: char| c.is_ascii_digit())
        };
        let subject = |line: &str| line.split("   ").nth(1).unwrap().to_owned();
        (run.stdout.lines().filter(head).map(subject).collect::<Vec<_>>(), run)
    };
    let skips = "skip\n".repeat(60);
    let (subjects, run) = asked(&[], &skips);
    run.says(&["0 verdicts by Dana"]);
    let first_of = |id: &str| subjects.iter().position(|subject| subject == id).unwrap();
    assert_eq!(first_of("no_contract_turnaway"), 0, "critical: {subjects:?}");
    assert!(first_of("call_type") < first_of("close_attempt"), "{subjects:?}");
    assert!(first_of("close_attempt") < first_of("live_answer"), "{subjects:?}");
    let weights = ["live_answer", "no_refer_away", "greeting"].map(first_of);
    assert!(weights.is_sorted(), "{subjects:?}");
    // Prospects before the customer.
    let order = dir.run(["list", "--json"]).expect(0);
    assert_eq!(order.json_lines().len(), 4);

    let (only, _) = asked(&["--criterion", "close_attempt", "--limit", "2"], "pass\n");
    assert_eq!(only, ["close_attempt"; 2], "the first, and the one after it");
    let (left, _) = asked(&["--criterion", "close_attempt"], &skips);
    let n_asked = subjects.iter().filter(|subject| *subject == "close_attempt").count();
    assert_eq!(left.len(), n_asked - 1, "what is decided is asked no more");
    let (of_verdict, _) = asked(&["--criterion", "close_attempt=pass"], &skips);
    assert!(of_verdict.len() < n_asked, "{of_verdict:?}");

    let (_, back) = asked(&["--criterion", "close_attempt"], "fail\nback\nna I misheard\nquit\n");
    back.says(&["saved: close_attempt is fail", "saved: close_attempt is na"]);
    assert_eq!(rows(&dir, "SELECT verdict FROM v_reviews WHERE counts ORDER BY reviewed_at_utc"), ["pass", "na"]);
    let (_, commented) = asked(&["--criterion", "greeting"], "comment says it late\nmore\npass\nquit\n");
    commented.says(&["the comment goes with your verdict"]);
    assert_eq!(rows(&dir, "SELECT reason FROM reviews WHERE criterion_id = 'greeting'"), ["says it late"]);
    dir.run(["db", "check"]).expect(0);
    let nobody = dir.run(["review", "--by", "Dana", "--agent", "Nobody"]).expect(0);
    nobody.says(&["nothing to review: no call is stored that is asked for"]);
}

#[test]
fn a_slip_in_a_script_ends_it_before_it_answers_the_wrong_question() {
    let dir = judged();
    let args = ["review", "--by", "Dana", "--below-confidence", "1", "--criterion", "close_attempt"];
    let run = run_with(&dir, &args, "pass\npasss\nfail\n").expect(1);
    run.says(&["line 2: `passs` is no command", "what was said before it is saved", "hint: "]);
    assert_eq!(rows(&dir, "SELECT verdict FROM reviews"), ["pass"]);
    let wrong = run_with(&dir, &args, "prospect\npass\n").expect(1);
    wrong.says(&["this asks for pass, fail, na or undetermined"]);
    assert_eq!(rows(&dir, "SELECT verdict FROM reviews").len(), 1);

    for (args, said) in [
        (&["review", "--criterion", "zeal"][..], "no stored scorecard has the criterion `zeal`"),
        (&["review", "turned_away", "--criterion", "zeal"], "no stored scorecard has the criterion `zeal`"),
        (&["review", "nobody"], "no stored call is named `nobody`"),
        (&["review", "--by", "  "], "nobody is named who reviews"),
        (&["review", "--db", "none.db"], "none.db"),
    ] {
        let mut command = dir.command(args);
        let run = finish(command.env("USER", "dana").spawn().unwrap()).expect(2);
        run.says(&[said, "hint: "]);
    }
    assert!(!dir.path("none.db").exists(), "looking for a queue makes no database");
    let by_login =
        dir.command(["review", "--criterion", "greeting", "--below-confidence", "1"]).env("USER", "kim").spawn();
    finish(by_login.unwrap()).expect(0).says(&["as kim"]);
    dir.run(["review"]).expect(2).says(&["nobody is named who reviews", "--by NAME"]);
}

#[test]
fn who_the_caller_is_can_be_reviewed() {
    let dir = judged();
    let kind = card(&dir, "vague")["call"]["call_type"].as_str().unwrap().to_owned();
    assert_eq!(kind, "prospect", "the test needs a prospect");
    let lost = |dir: &TestDir| rows(dir, "SELECT call_id FROM v_lost_leads ORDER BY 1");
    assert!(lost(&dir).contains(&"vague".to_owned()));
    let args = ["review", "vague", "--criterion", "call_type", "--by", "Dana"];
    run_with(&dir, &args, "vendor sells dental chairs\n").expect(0).says(&["saved: call_type is vendor"]);
    assert!(!lost(&dir).contains(&"vague".to_owned()));
    let page = dir.run(["show", "vague"]).expect(0).stdout;
    let joined = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("caller: prospect by Ringcheck (") && joined.contains("vendor by Dana on "), "{page}");
    assert!(joined.contains("na, since Dana says that it was a vendor"), "{page}");
    dir.run(["db", "check"]).expect(0);
}

#[test]
fn blind_shows_no_verdict_and_draws_the_same_for_everybody() {
    let dir = judged();
    let blind = |by: &str, n: &str, input: &str| {
        run_with(&dir, &["review", "--blind", "--by", by, "--sample", n], input).expect(0)
    };
    let seen = run_with(&dir, &["review", "booked", "--by", "Ann"], "fail a secret reason\nquit\n").expect(0).stdout;
    assert!(seen.contains("\n>") && seen.contains("prospect"), "with open eyes the quoted turn is marked:\n{seen}");
    let skips = "skip\n".repeat(60);
    let all = blind("Dana", "1000", &skips).stdout;
    for hidden in ["Ringcheck", "prospect", "a secret reason", "nearest", "\n>"] {
        assert!(!all.contains(hidden), "`{hidden}` is shown");
    }
    let heads = |page: &str| {
        let is_head = |line: &&str| line.contains(" of ") && line.starts_with(|c: char| c.is_ascii_digit());
        let mut lines = page.lines();
        let mut heads = Vec::new();
        while let Some(line) = lines.next() {
            if is_head(&line) {
                let subject = line.split("   ").nth(1).unwrap();
                heads.push(format!("{subject} {}", lines.next().unwrap()));
            }
        }
        heads
    };
    let (dana, kim) = (heads(&blind("Dana", "6", &skips).stdout), heads(&blind("Kim", "6", &skips).stdout));
    assert_eq!(dana.len(), 6);
    assert_eq!(dana, kim);
    assert_eq!(heads(&all)[..6], dana, "a larger sample holds the smaller one");
    let subjects: std::collections::BTreeSet<&str> = dana.iter().map(|head| head.split(' ').next().unwrap()).collect();
    assert!(subjects.len() > 2, "chance draws: {dana:?}");
    // What was judged is asked no more, and nothing else comes instead.
    let verdict = if dana[0].starts_with("call_type") { "customer" } else { "na" };
    let run = blind("Dana", "6", &format!("{verdict}\nquit\n"));
    run.says(&[&format!("is {verdict}\n"), "1 verdict by Dana; 5 verdicts left"]);
    assert!(!run.stderr.contains("Ringcheck"), "{}", run.stderr);
    assert_eq!(heads(&blind("Dana", "6", &skips).stdout), dana[1..]);
    assert_eq!(heads(&blind("Kim", "6", &skips).stdout), dana);
    assert_eq!(rows(&dir, "SELECT CAST(is_blind AS TEXT) FROM reviews WHERE reviewer = 'Dana'"), ["1"]);
}

/// A player that writes down what it was given, and plays until it is ended if `lasts`.
#[cfg(unix)]
pub(crate) fn player(dir: &TestDir, lasts: bool) -> String {
    let sleep = if lasts { "exec sleep 600" } else { "exit 0" };
    let folder = dir.path("");
    let script = format!(
        "#!/bin/sh\nstat -c '%a' \"$1\" > '{0}mode'\ncp \"$1\" '{0}heard.wav'\nprintf '%s' \"$1\" > '{0}file'\n{sleep}\n",
        folder.display()
    );
    let path = dir.write("player.sh", script);
    assert!(Command::new("chmod").arg("+x").arg(&path).status().unwrap().success());
    path.display().to_string()
}

#[test]
#[cfg(target_os = "linux")]
fn the_words_are_played_from_a_private_file_that_goes() {
    let dir = shared().dir_with_db();
    let player = player(&dir, false);
    let args = ["review", "D03.alaw.wav", "--criterion", "live_answer", "--by", "Dana", "--player", &player];
    run_with(&dir, &args, "listen\nquit\n").expect(0).says(&["playing 0:"]);
    let read = |name: &str| fs_err::read_to_string(dir.path(name)).unwrap();
    assert_eq!(read("mode").trim(), "600");
    assert!(!std::path::Path::new(&read("file")).exists());
    let heard = hound::WavReader::open(dir.path("heard.wav")).unwrap();
    let seconds = heard.duration() / heard.spec().sample_rate;
    assert!((1..38).contains(&seconds), "{seconds} s are a part of the call");

    // Blind it is all of the call: where the words are tells what was heard.
    run_with(&dir, &[&args[..], &["--blind"]].concat(), "listen\nquit\n").expect(0);
    let whole = hound::WavReader::open(dir.path("heard.wav")).unwrap();
    assert!((37..=40).contains(&(whole.duration() / whole.spec().sample_rate)), "{} samples", whole.duration());

    let none = [&args[..7], &["no-such-player"]].concat();
    run_with(&dir, &none, "listen\nquit\n").expect(0).says(&["the player `no-such-player` does not start"]);
    let dir = judged();
    run_with(&dir, &["review", "vague", "--by", "Dana"], "listen\nquit\n")
        .expect(0)
        .says(&["nothing to play: the call has no recording to cut from; score the call from its recording"]);
}
