//! A second opinion on doubtful verdicts, from a server on this machine: one that a test is, and a real one.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Value, json};

use crate::{
    harness::{Run, TestDir, finish, repository},
    mock::{Mock, Reply},
    shared::shared,
};

const CALL: &str = r#"{"schema":"ringcheck.transcript/1","id":"c1","turns":[
    {"side":"business","text":"Lone Pecan IT, this is Dana."},
    {"side":"caller","text":"Our server is down and we have nobody for it."},
    {"side":"business","text":"Somebody could swing by, I suppose, at some point."}]}"#;

fn transcripts(dir: &TestDir) -> String {
    dir.write("calls.jsonl", CALL.replace('\n', "")).display().to_string()
}

fn score(dir: &TestDir, file: &str, more: &[&str]) -> Run {
    dir.run(["score", "--transcript", file, "--json"].iter().chain(more))
}

/// Says `pass` to `close_attempt` by the agent's last words, and nonsense to everything else.
fn answer(question: &Value) -> Reply {
    let prompt = question["messages"][1]["content"].as_str().unwrap();
    let is_close = prompt.contains("concrete commitment: a visit");
    let answer = json!({"verdict": "pass", "quote": "somebody could swing by", "turn": 2});
    Reply::Says(if is_close { answer.to_string() } else { "Well, it depends.".to_owned() })
}

#[test]
fn an_opinion_is_heard_told_shown_and_derived_again() {
    let dir = TestDir::new();
    let file = transcripts(&dir);
    let plain = score(&dir, &file, &[]).expect(0).json_lines().remove(0);
    let server = Mock::start(answer);
    let url = server.url();
    let asked = ["--second-opinion", &url, "--second-opinion-model", "small", "--second-opinion-below", "1"];
    let run = score(&dir, &file, &asked).expect(0);
    let n_asked = server.asked().len();
    assert!(n_asked > 1);
    run.says(&[&format!("second opinion: {n_asked} verdicts doubtful, 1 heard, {} left out", n_asked - 1)]);
    let card = run.json_lines().remove(0);
    assert_eq!(card["scorecard"], 2);
    assert_eq!(card["origin"]["second_opinions"][0]["criterion"], "close_attempt");
    assert!(plain["origin"]["second_opinions"].is_null());
    let close = card["criteria"].as_array().unwrap().iter().find(|c| c["id"] == "close_attempt").unwrap();
    assert!(close["rationale"].as_str().unwrap().contains("a second opinion (small)"), "{close}");
    let changed = |card: &Value| {
        card["criteria"].as_array().unwrap().iter().filter(|c| c["id"] != "close_attempt").cloned().collect::<Vec<_>>()
    };
    assert_eq!(changed(&card), changed(&plain));
    drop(server);

    // What was answered is remembered, also where it was of no use; nobody needs to be there.
    let again = score(&dir, &file, &asked).expect(0);
    again.says(&[&format!("{n_asked} from stored answers"), "1 unchanged since last time"]);
    let verified = dir.run(["verify", "--all"]).expect(0);
    verified.says(&["2 scorecards derived again, 2 identical"]);
    assert_eq!(verified.stdout, "");
    let one = dir.run(["verify", "c1@2"]).expect(0);
    assert_eq!(one.stdout, "c1@2  identical\n");
}

#[test]
fn a_server_that_fails_changes_nothing_and_no_words_reach_the_log() {
    let dir = TestDir::new();
    let file = transcripts(&dir);
    let plain = score(&dir, &file, &[]).expect(0).stdout;
    let words = "Somebody could swing by";
    for (server, told) in [
        (Mock::start(move |_| Reply::Http(500, "", words.to_owned())), "none: the server answers with status 500"),
        (Mock::start(|_| Reply::Silence), "none: no answer came in time"),
        (Mock::says(words), "left out: it is not the JSON that was asked for"),
    ] {
        let url = server.url();
        let asked = ["--second-opinion", &url, "--second-opinion-model", "small", "--second-opinion-below", "1"];
        let asked = [&asked[..], &["--second-opinion-timeout", "1"]].concat();
        let mut command = dir.command(["score", "--transcript", &file, "--json"].iter().chain(&asked));
        let run = finish(command.env("RINGCHECK_LOG", "debug").spawn().unwrap()).expect(0);
        assert_eq!(run.stdout, plain);
        run.says(&[", 0 heard, ", "debug: second opinion on live_answer of c1: ", told]);
        assert!(!run.stderr.contains("swing by") && !run.stderr.contains("server is down"), "{}", run.stderr);
    }
}

#[test]
fn another_machine_is_asked_only_where_that_is_meant() {
    let dir = TestDir::new();
    let file = transcripts(&dir);
    let remote = ["--second-opinion", "http://192.0.2.7:8000/v1", "--second-opinion-model", "small"];
    score(&dir, &file, &remote).expect(2).says(&["it is not on this machine", "hint:", "--allow-remote"]);
    assert!(!dir.db().exists(), "nothing is begun before that is settled");
    score(&dir, &file, &["--second-opinion", "http://127.0.0.1:1/v1"]).expect(2).says(&["--second-opinion-model"]);
    score(&dir, &file, &["--allow-remote"]).expect(2).says(&["--second-opinion"]);
}

#[test]
fn scorecards_of_recordings_are_derived_again_to_the_byte() {
    let dir = shared().dir_with_db();
    let run = dir.run(["verify", "--all"]).expect(0);
    run.says(&["8 scorecards derived again, 8 identical"]);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_tampered_scorecard_is_found() {
    let dir = TestDir::new();
    score(&dir, &transcripts(&dir), &[]).expect(0);
    let conn = rusqlite::Connection::open(dir.db()).unwrap();
    conn.execute_batch(
        "DROP TRIGGER scorecards_are_append_only;
         UPDATE scorecards SET json = json_set(json, '$.score.points', 100), points = 100;",
    )
    .unwrap();
    drop(conn);
    let run = dir.run(["verify", "--all"]).expect(1);
    assert_eq!(run.stdout, "c1@1  not identical: first difference at $.score.points\n");
    run.says(&["1 scorecard derived again, 0 identical, 1 not"]);
    dir.run(["verify", "c9"]).expect(2).says(&["no stored call is named `c9`"]);
    dir.run(["verify", "c1@7"]).expect(2).says(&["has no scorecard 7"]);
    dir.run(["verify"]).expect(2);
    dir.run(["verify", "--all", "--db", "none.db"]).expect(2).says(&["there is no such file"]);
}

/// How many labelled dialogues a real server is asked about.
const N_REAL_CALLS: usize = 8;

/// Asks a real server and a real model, where there is one: `make second-opinion` sets one up and runs this.
///
/// A small model is often wrong, so what is tested is that whatever it says is taken as it should be.
#[test]
fn a_real_server_is_asked_and_its_answers_are_taken_for_what_they_are() {
    let Ok(url) = std::env::var("RINGCHECK_TEST_SECOND_OPINION") else {
        eprintln!("skipped: no server is named in RINGCHECK_TEST_SECOND_OPINION; `make second-opinion` sets one up");
        return;
    };
    let model = std::env::var("RINGCHECK_TEST_SECOND_OPINION_MODEL").unwrap_or_else(|_| "default".to_owned());
    let n_calls = std::env::var("RINGCHECK_TEST_SECOND_OPINION_CALLS").map_or(N_REAL_CALLS, |n| n.parse().unwrap());
    let dir = TestDir::new();
    let labelled = fs_err::read_to_string(repository().join("eval/calls/dev.jsonl")).unwrap();
    let labelled: Vec<Value> = labelled.lines().take(n_calls).map(|line| serde_json::from_str(line).unwrap()).collect();
    let lines: Vec<String> = labelled.iter().map(transcript_of).collect();
    let file = dir.write("calls.jsonl", lines.join("\n")).display().to_string();
    let plain = score(&dir, &file, &[]).expect(0).json_lines();
    let asked = ["--second-opinion", &url, "--second-opinion-model", &model, "--second-opinion-timeout", "300"];
    let asked = [&asked[..], &["--second-opinion-below", "0.9"]].concat();
    let run = score(&dir, &file, &asked).expect(0);
    let told = run.stderr.lines().find(|line| line.starts_with("second opinion: ")).unwrap();
    let advised = run.json_lines();

    let conn = rusqlite::Connection::open(dir.db()).unwrap();
    let mut statement =
        conn.prepare("SELECT call_id, criterion_id, answer FROM second_opinions ORDER BY rowid").unwrap();
    let answers: Vec<(String, String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(!answers.is_empty(), "the server gave no answer at all:\n{}", run.stderr);
    let mut report = Report::default();
    for ((before, after), label) in plain.iter().zip(&advised).zip(&labelled) {
        report.add(before, after, label, &answers);
    }
    let elapsed = run.elapsed.as_secs_f64();
    let page = report.page(&model, n_calls, answers.len(), told, elapsed);
    eprintln!("{page}");
    if let Some(path) = std::env::var_os("RINGCHECK_TEST_SECOND_OPINION_REPORT") {
        fs_err::write(path, &page).unwrap();
    }
    // The same run again asks nobody anything and changes nothing, and all of it can be derived again.
    let again = score(&dir, &file, &asked).expect(0);
    assert_eq!(again.json_lines(), advised);
    dir.run(["verify", "--all"]).expect(0);
}

/// A labelled dialogue as a transcript with sides.
fn transcript_of(call: &Value) -> String {
    let turn = |turn: &Value| {
        let side = if turn["speaker"] == "caller" { "caller" } else { "business" };
        json!({"side": side, "text": turn["text"]})
    };
    let turns: Vec<Value> = call["turns"].as_array().unwrap().iter().map(turn).collect();
    json!({"schema": "ringcheck.transcript/1", "id": call["id"], "turns": turns}).to_string()
}

/// What a real model's answers came to.
#[derive(Default)]
struct Report {
    n_json: usize,
    n_heard: usize,
    n_right: usize,
    /// From verdict to verdict, how often.
    changes: BTreeMap<String, usize>,
}

impl Report {
    /// Takes in a call before and after it was asked about, and checks what may have changed.
    fn add(&mut self, before: &Value, after: &Value, label: &Value, answers: &[(String, String, String)]) {
        let id = before["id"].as_str().unwrap();
        let origins = after["origin"]["second_opinions"].as_array().cloned().unwrap_or_default();
        let is_heard = |criterion: &Value| origins.iter().any(|origin| origin["criterion"] == criterion["id"]);
        let pairs = before["criteria"].as_array().unwrap().iter().zip(after["criteria"].as_array().unwrap());
        for (old, new) in pairs {
            let answer = answers.iter().find(|(call, criterion, _)| call == id && old["id"] == criterion.as_str());
            let answer = answer.and_then(|(.., answer)| serde_json::from_str::<Value>(answer).ok());
            self.n_json += usize::from(answer.is_some());
            if !is_heard(old) {
                assert_eq!(old, new, "a verdict changed of which no opinion was heard");
                continue;
            }
            let answer = answer.expect("an opinion that was heard is stored");
            self.n_heard += 1;
            let labelled = label["labels"][old["id"].as_str().unwrap()].as_str();
            self.n_right += usize::from(labelled == answer["verdict"].as_str());
            let [from, to] = [old, new].map(|criterion| criterion["verdict"].as_str().unwrap());
            *self.changes.entry(format!("{from} to {to}")).or_default() += 1;
            assert!(!matches!((from, to), ("pass", "fail") | ("fail", "pass")), "{old} {new}");
            assert!(new["rationale"].as_str().unwrap().contains("a second opinion ("), "{new}");
            for evidence in new["evidence"].as_array().unwrap() {
                let turn = &after["turns"][usize::try_from(evidence["turn"].as_u64().unwrap()).unwrap()];
                assert!(turn["text"].as_str().unwrap().contains(evidence["quote"].as_str().unwrap()), "{evidence}");
            }
        }
    }

    fn page(&self, model: &str, n_calls: usize, n_answers: usize, told: &str, seconds: f64) -> String {
        let Self { n_json, n_heard, n_right, changes } = self;
        let mut page = format!(
            "# make second-opinion: a real server and model, asked about the doubtful verdicts (confidence below 0.9, or undetermined) of the first\n\
             {n_calls} labelled dialogues of eval/calls/dev.jsonl.\n\n\
             model                                     {model}\n\
             what `ringcheck score` says               {told}\n\
             answers stored                            {n_answers}\n\
             of these JSON as asked for                {n_json}\n\
             quote in the transcript where it says     {n_heard}\n\
             of these verdict as labelled              {n_right}\n\
             seconds for the whole run                 {seconds:.0}\n"
        );
        for (change, n) in changes {
            let _ = writeln!(page, "verdicts from {change:<28}{n}");
        }
        page
    }
}
