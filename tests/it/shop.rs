//! Secret shops from the plan to the report, as a user runs them.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::harness::{Run, TestDir, finish, fixture, repository};

pub(crate) const CDR_HEADER: &str = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,\
                          amaflags,accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,dst_cnam,linkedid";

pub(crate) const SHOPPER: &str = "5125550199";

pub(crate) fn shop(dir: &TestDir, args: &[&str]) -> Run {
    dir.run([&["shop"], args].concat())
}

/// A recording of silence that no other one has the bytes of.
pub(crate) fn tiny(dir: &TestDir, name: &str, number: u32) {
    let mut wav = b"RIFF".to_vec();
    wav.extend(52_u32.to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    wav.extend(16_u32.to_le_bytes());
    wav.extend(number.to_le_bytes());
    wav.resize(60, 0);
    dir.write(name, wav);
}

/// A row of FreePBX's call detail records.
pub(crate) fn row(at: &str, from: &str, did: &str, id: u32, recording: &str) -> String {
    format!(
        "{at},\"\"\"X\"\" <{from}>\",{from},104,from-trunk,PJSIP/trunk-{id:07},PJSIP/104-{id:07},Dial,x,120,110,ANSWERED,3,,\
         {id}.{id},,{did},{recording},{from},X,,{id}.{id}"
    )
}

pub(crate) fn plan(dir: &TestDir, branches: &str, more: &[&str]) -> Run {
    dir.write("branches.csv", branches);
    let fixed =
        ["plan", "server-down", "--targets", "branches.csv", "--from-number", "+1 512 555 0199", "--timezone", "UTC"];
    shop(dir, &[&fixed, more].concat())
}

#[test]
fn every_planned_call_is_found_in_a_folder_of_a_thousand_others() {
    let dir = TestDir::new();
    let rows = (0..10).map(|n| format!("Branch {n},512 555 010{n},2026-03-0{} 1{}:30\n", 2 + n / 5, n % 5));
    let targets = "branch,number,at\n".to_owned() + &rows.collect::<String>();
    plan(&dir, &targets, &[]).expect(0).says(&["10 calls planned"]);
    let mut rows = vec![CDR_HEADER.to_owned()];
    let mut recorded = |name: &str, at: &str, from: &str, did: &str, id: u32| {
        tiny(&dir, &format!("calls/{name}.wav"), id);
        rows.push(row(at, from, did, id, &format!("{name}.wav")));
    };
    for n in 0..10_u32 {
        let at = format!("2026-03-0{} 1{}:3{}:00", 2 + n / 5, n % 5, n % 7);
        recorded(&format!("planned-{n}"), &at, SHOPPER, &format!("512555010{n}"), n + 1);
    }
    for n in 0..1000_u32 {
        let (branch, minute, hour) = (n % 10, n % 60, 10 + n % 5);
        let did = format!("512555010{branch}");
        let (at, from) = match n % 4 {
            // The shopper's number on another day; another number in the same minute; the shopper hours later.
            0 => (format!("2026-03-{:02} {hour}:{minute:02}:00", 10 + n % 15), SHOPPER.to_owned()),
            1 => (format!("2026-03-0{} {hour}:3{}:00", 2 + n % 2, n % 7), format!("737555{n:04}")),
            2 => (format!("2026-03-0{} 18:{minute:02}:00", 2 + n % 2), SHOPPER.to_owned()),
            _ => (format!("2026-03-0{} {hour}:30:00", 2 + n % 2), "5125550198".to_owned()),
        };
        recorded(&format!("other-{n:04}"), &at, &from, &did, 1000 + n);
    }
    dir.write("cdr.csv", rows.join("\n"));
    let args = ["match", "calls", "--cdr", "cdr.csv", "--timezone", "UTC", "--json"];
    let found = shop(&dir, &args).expect(0);
    let states = found.json_lines();
    assert_eq!(states.len(), 10);
    for state in &states {
        let n = state["number"].as_u64().unwrap() - 1;
        assert_eq!(state["state"], "found, number and time", "{state}");
        assert_eq!(state["recordings"], json!([format!("planned-{n}.wav")]), "{state}");
    }
    found.says(&["10 planned calls found"]);
    // The same again finds nothing new.
    let again = shop(&dir, &args).expect(0);
    assert!(again.json_lines().iter().all(|state| state["state"] == "found before"));
    let listed = shop(&dir, &["plan", "--json"]).expect(0).json_lines();
    assert!(listed.iter().all(|call| call["how"] == "number_and_time" && call["call"].as_str().unwrap().len() == 64));
}

/// Two shop calls as transcripts, with times.
pub(crate) fn transcripts(dir: &TestDir) {
    let call = |id: &str, lines: &[(&str, &str)]| {
        let turns: Vec<Value> = lines
            .iter()
            .enumerate()
            .map(|(n, (side, text))| json!({"side": side, "text": text, "start_ms": n * 4000, "end_ms": n * 4000 + 3500}))
            .collect();
        json!({"schema": "ringcheck.transcript/1", "id": id, "turns": turns}).to_string()
    };
    let good = call(
        "T-good",
        &[
            ("business", "Harbor Lane IT, this is June, how can I help?"),
            ("caller", "Hi, our server is down and nobody can get at their files."),
            ("business", "I'm sorry to hear that. How many people work there?"),
            ("caller", "There are twenty-six of us."),
            ("business", "Who looks after your IT now?"),
            ("caller", "Lone Star Data used to, but they don't pick up."),
            ("business", "What's the best number to reach you? I can have somebody there today at two."),
            ("caller", "Five one two, five five five, oh one nine nine."),
        ],
    );
    let bad = call(
        "T-bad",
        &[
            ("business", "Service desk."),
            ("caller", "Hi, our server is down and twenty-six people cannot work."),
            ("business", "We only help customers under contract. I'd call Dell about that."),
            ("caller", "Okay. Thanks, I guess."),
        ],
    );
    dir.write("calls.jsonl", format!("{good}\n{bad}\n"));
}

#[test]
fn a_run_of_shops_goes_from_the_plan_to_the_report() {
    let dir = TestDir::new();
    let branches = "branch,number\nNorth,512 555 0100\nSouth,512 555 0101\n";
    plan(&dir, branches, &["--at", "2026-03-05 10:00", "--phase", "before"]).expect(0);
    let twice = plan(&dir, branches, &["--at", "2026-03-05 10:00"]).expect(2);
    twice.says(&["planned already, as number 1", "--remove 1"]);
    transcripts(&dir);
    let args = ["score", "--transcript", "calls.jsonl", "--call", "1=T-good", "--call", "2=T-bad", "--json"];
    let results = shop(&dir, &args).expect(0).json_lines();
    let outcome = |n: usize, id: &str| {
        let facts = results[n]["hidden_facts"].as_array().unwrap();
        facts.iter().find(|fact| fact["id"] == id).unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        ["employees", "current_firm", "contract"].map(|id| outcome(0, id)),
        ["drawn_out", "drawn_out", "not_asked"]
    );
    assert_eq!(
        ["employees", "current_firm", "contract"].map(|id| outcome(1, id)),
        ["volunteered", "not_asked", "not_asked"]
    );
    let fact = &results[0]["hidden_facts"][0];
    assert_eq!((&fact["question"]["turn"], &fact["question"]["start_ms"]), (&json!(2), &json!(8000)));
    assert_eq!(fact["told"]["quote"], "There are twenty-six of us.");
    let must_not = &results[1]["must_not"];
    assert_eq!((&must_not[0]["outcome"], &must_not[0]["evidence"][0]["turn"]), (&json!("happened"), &json!(2)));
    // Judged again: nothing is doubled, and the database is sound.
    shop(&dir, &["score"]).expect(0).says(&["2 shop calls judged"]);
    dir.run(["db", "check"]).expect(0);
    let listed = shop(&dir, &["plan"]).expect(0);
    assert!(listed.stdout.contains("scored, 2 of 5 drawn out"), "{}", listed.stdout);
    shop(&dir, &["plan", "--remove", "1"]).expect(2).says(&["no planned call 1 without a result"]);

    shop(&dir, &["report", "--out", "pages"]).expect(0).says(&["2 shop calls of 2 branches"]);
    let page = |name: &str| fs_err::read_to_string(dir.path(&format!("pages/{name}"))).unwrap();
    let index = page("index.html");
    for wanted in ["North", "South", "We only help customers under contract", "call-1.html", "too few to compare"] {
        assert!(index.contains(wanted), "{wanted}");
    }
    assert!(page("call-2.html").contains("twenty-six people"));
    shop(&dir, &["report", "--out", "pages"]).expect(2).says(&["is there already", "--force"]);
    shop(&dir, &["report", "--out", "pages", "--force"]).expect(0);
    let table = shop(&dir, &["report", "--format", "csv"]).expect(0).stdout;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(
        lines[0].starts_with("number,scenario,branch,phase") && lines[0].contains("fact_employees"),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("1,server-down,North,before,") && lines[1].contains("drawn_out"), "{}", lines[1]);
    let league = shop(&dir, &["report", "--format", "json"]).expect(0).json_lines();
    assert_eq!(
        (&league[0]["schema"], league[0]["shop_calls"].as_array().unwrap().len()),
        (&json!("ringcheck.shop-league/1"), 2)
    );

    shop(&dir, &["card", "1", "--out", "card.html"]).expect(0);
    let card = fs_err::read_to_string(dir.path("card.html")).unwrap();
    assert!(card.contains("North") && !card.contains("South") && card.contains("Tell only if you are asked"));
}

/// The fixture is a recording of the firm's: with its channels exchanged it is one of the shopper's.
#[test]
fn on_the_shoppers_own_recording_the_firm_is_the_far_side() {
    let dir = TestDir::new();
    plan(&dir, "branch,number\nNorth,512 555 0100\n", &["--at", "2026-03-05 10:00"]).expect(0);
    let name = "20260305-100230_out_5125550100.wav";
    let mut reader = hound::WavReader::open(fixture("calls/D11.pcm.wav")).unwrap();
    let spec = reader.spec();
    assert_eq!(spec.channels, 2);
    let samples: Vec<i16> = reader.samples::<i16>().map(Result::unwrap).collect();
    let path = dir.write(&format!("own/{name}"), "");
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    samples.chunks_exact(2).flat_map(|pair| [pair[1], pair[0]]).for_each(|sample| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
    let pattern = "{date:%Y%m%d}-{time:%H%M%S}_{direction}_{called}";
    let known = ["--name-pattern", pattern, "--timezone", "UTC", "--json"];
    // Among the firm's recordings nothing came from the shopper's number.
    let as_firm = shop(&dir, &[&["match", "own"], &known[..]].concat()).expect(0).json_lines();
    assert_eq!(as_firm[0]["state"], "not found");
    let own = shop(&dir, &[&["match", "own", "--own"], &known[..]].concat()).expect(0).json_lines();
    assert_eq!((&own[0]["state"], &own[0]["recordings"][0]), (&json!("found, own recording"), &json!(name)));
    shop(&dir, &["score"]).expect(0).says(&["1 shop call judged"]);
    let card = dir.run(["show", name, "--json"]).expect(0).json_lines().remove(0);
    assert_eq!(card["sides"]["agent_channel"], 1, "the firm is on the other channel than in the fixture");
    assert_eq!(
        (&card["call"]["direction"], &card["call"]["called_number"]),
        (&json!("inbound"), &json!("512 555 0100"))
    );
    let first = card["turns"].as_array().unwrap().iter().find(|turn| turn["speaker"] == "agent");
    assert_eq!(first.unwrap()["side"], "business");
}

const NORTH_CALL: &str = "20260305-100230_in_5125550199_5125550100.wav";
const KNOWN_BY_NAME: [&str; 4] =
    ["--name-pattern", "{date:%Y%m%d}-{time:%H%M%S}_{direction}_{caller}_{called}", "--timezone", "UTC"];

/// A planned call with its recording in `calls`.
fn planned_and_recorded() -> TestDir {
    let dir = TestDir::new();
    plan(&dir, "branch,number\nNorth,512 555 0100\n", &["--at", "2026-03-05 10:00"]).expect(0);
    dir.write(&format!("calls/{NORTH_CALL}"), fs_err::read(fixture("calls/D11.pcm.wav")).unwrap());
    dir
}

/// The number of the scorecard that was judged last.
fn judged_last(dir: &TestDir) -> u32 {
    let sqlite = rusqlite::Connection::open(dir.db()).unwrap();
    let sql = "SELECT scorecards.number FROM shop_judgings
         JOIN shop_results ON shop_results.id = shop_judgings.shop_result_id
         JOIN scorecards ON scorecards.id = shop_results.scorecard_id
         ORDER BY shop_judgings.id DESC LIMIT 1";
    sqlite.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// `score` is quick; a shop call is listened to again, once, with a wide beam.
#[test]
fn what_was_scored_in_a_hurry_is_listened_to_again() {
    let dir = planned_and_recorded();
    let score = |more: &[&str]| dir.run([&["score", "calls"], &KNOWN_BY_NAME[..], more].concat()).expect(0);
    let card = |number: u32| dir.run(["show", &format!("{NORTH_CALL}@{number}"), "--json"]);
    let settings = |number: u32| card(number).expect(0).json_lines()[0]["origin"]["settings_sha256"].clone();
    score(&[]);
    shop(&dir, &[&["match", "calls"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    let told = shop(&dir, &["score"]).expect(0);
    told.says(&["1 shop call judged", NORTH_CALL]);
    assert!(!told.stderr.contains("hearing 2 of 3"), "`score` heard it so already: {}", told.stderr);
    assert_eq!(judged_last(&dir), 2);
    assert_ne!(settings(1), settings(2));
    // Once is enough.
    let again = shop(&dir, &["score"]).expect(0);
    assert!(!again.stderr.contains(NORTH_CALL), "{}", again.stderr);
    score(&[]);
    card(3).expect(2);
    // A later run of `score` takes nothing back, though its scorecard is the newest.
    score(&["--rubric", "home-services"]);
    assert_eq!(settings(3), settings(1));
    shop(&dir, &["score"]).expect(0);
    assert_eq!(judged_last(&dir), 2);
    // A beam that is asked for is the one that listens.
    shop(&dir, &["score", "--beam-size", "2"]).expect(0).says(&[NORTH_CALL]);
    assert_eq!(judged_last(&dir), 4);
    dir.run(["db", "check"]).expect(0);
}

/// The first line of `shop score` as JSON, and what it says besides.
fn scored(dir: &TestDir, more: &[&str]) -> (Value, String) {
    let said = shop(dir, &[&["score", "--json"], more].concat()).expect(0);
    (said.json_lines().remove(0), said.stderr)
}

/// Puts a question and its answer into what was heard a further time, as if the first hearing had misheard them.
fn put_into_hearing(dir: &TestDir, hearing: &Value) {
    let sqlite = rusqlite::Connection::open(dir.db()).unwrap();
    let transcript: i64 = sqlite
        .query_row(
            "SELECT id FROM transcripts WHERE source_sha256 = ?1 AND settings_sha256 = ?2",
            [hearing["source_sha256"].as_str().unwrap(), hearing["settings_sha256"].as_str().unwrap()],
            |row| row.get(0),
        )
        .unwrap();
    let lines = ["How many people work there?", "Twenty-six of us."];
    let n_words = lines.map(|line| i64::try_from(line.split(' ').count()).unwrap());
    let pair: [i64; 2] = sqlite
        .query_row(
            "WITH spoken AS (
                 SELECT number, side, (SELECT count(*) FROM words WHERE transcript_id = ?1 AND segment = segments.number) AS n
                 FROM segments WHERE transcript_id = ?1
             )
             SELECT asked.number, told.number FROM spoken AS asked JOIN spoken AS told ON told.number > asked.number
             WHERE asked.side = 'business' AND told.side = 'caller' AND asked.n >= ?2 AND told.n >= ?3
             ORDER BY told.number - asked.number, asked.number LIMIT 1",
            [transcript, n_words[0], n_words[1]],
            |row| Ok([row.get(0)?, row.get(1)?]),
        )
        .unwrap();
    for (segment, line) in pair.into_iter().zip(lines) {
        let words: Vec<&str> = line.split(' ').collect();
        sqlite
            .execute(
                "UPDATE segments SET text = ?3 WHERE transcript_id = ?1 AND number = ?2",
                (transcript, segment, line),
            )
            .unwrap();
        let numbers: Vec<i64> = sqlite
            .prepare("SELECT number FROM words WHERE transcript_id = ?1 AND segment = ?2 ORDER BY number")
            .unwrap()
            .query_map((transcript, segment), |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for (idx, number) in numbers.into_iter().enumerate() {
            let place = (transcript, segment, number);
            match words.get(idx) {
                Some(word) => sqlite
                    .execute(
                        "UPDATE words SET text = ?4 WHERE transcript_id = ?1 AND segment = ?2 AND number = ?3",
                        (place.0, place.1, place.2, word),
                    )
                    .unwrap(),
                None => sqlite
                    .execute("DELETE FROM words WHERE transcript_id = ?1 AND segment = ?2 AND number = ?3", place)
                    .unwrap(),
            };
        }
    }
}

/// What each hearing found is judged, and stays when the recording is gone.
#[test]
fn a_shop_call_is_heard_several_times() {
    let dir = planned_and_recorded();
    shop(&dir, &[&["match", "calls"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    let (first, told) = scored(&dir, &[]);
    assert_eq!(told.matches(&format!("{NORTH_CALL}  ")).count(), 1, "one line a call: {told}");
    assert!(told.contains("hearing 2 of 3 begins") && told.contains("hearing 3 of 3 begins"), "{told}");
    let further = first["further_hearings"].clone();
    let models: Vec<&Value> = further.as_array().unwrap().iter().map(|hearing| &hearing["model_sha256"]).collect();
    assert!(models.len() == 2 && models[0] != models[1], "{further}");
    // Lists show what was heard with care, and nothing else.
    dir.run(["show", &format!("{NORTH_CALL}@2")]).expect(2);
    assert_eq!(judged_last(&dir), 1);
    // Once is enough for all.
    let (again, told) = scored(&dir, &[]);
    assert!(again == first && !told.contains(NORTH_CALL) && !told.contains("begins"), "{told}");
    let outcome = |result: &Value| {
        let facts = result["hidden_facts"].as_array().unwrap();
        let fact = facts.iter().find(|fact| fact["id"] == "employees").unwrap();
        (fact["outcome"].clone(), fact["is_of_further_hearing"].clone(), fact["question"]["quote"].clone())
    };
    assert_eq!(outcome(&first).0, "not_asked", "the fixture is a wrong number");

    // What `score` hears in a hurry since, as the newest scorecard, is not what it is judged by.
    dir.run([&["score", "calls", "--rubric", "home-services"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    dir.run(["show", &format!("{NORTH_CALL}@2")]).expect(0);
    fs_err::remove_file(dir.path(&format!("calls/{NORTH_CALL}"))).unwrap();
    put_into_hearing(&dir, &further[1]);
    let scenario =
        fs_err::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/server-down.toml")).unwrap();
    dir.write("changed.toml", scenario.replacen("version = \"1\"", "version = \"2\"", 1));
    let (changed, _) = scored(&dir, &["--scenario", "changed.toml"]);
    assert_eq!(judged_last(&dir), 1);
    assert_eq!(outcome(&changed), (json!("drawn_out"), json!(true), json!("How many people work there?")), "{changed}");
    assert_eq!(changed["further_hearings"], further);
    let sqlite = rusqlite::Connection::open(dir.db()).unwrap();
    let of_further = "SELECT group_concat(fact_id) FROM shop_facts WHERE is_of_further_hearing";
    let facts: String = sqlite.query_row(of_further, [], |row| row.get(0)).unwrap();
    assert_eq!(facts, "employees");
    shop(&dir, &["report", "--out", "pages"]).expect(0);
    let page = fs_err::read_dir(dir.path("pages"))
        .unwrap()
        .map(|file| fs_err::read_to_string(file.unwrap().path()).unwrap())
        .find(|page| page.contains("Hidden facts</h2>"))
        .unwrap();
    assert!(page.contains("as heard another time"), "{page}");
    assert!(page.contains("<q>How many people work there?</q></div>"), "beside the turn: {page}");
}

#[test]
fn with_one_reading_a_shop_call_is_heard_once() {
    let dir = planned_and_recorded();
    shop(&dir, &[&["match", "calls"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    let (result, told) = scored(&dir, &["--beam-size", "1"]);
    assert_eq!((judged_last(&dir), &result["further_hearings"]), (1, &json!([])));
    assert!(!told.contains("begins"), "{told}");
}

/// A call that was judged by one hearing is judged by all once its recording is there again.
#[test]
fn one_hearing_does_not_stand_in_the_way_of_more() {
    let dir = planned_and_recorded();
    let recording = dir.path(&format!("calls/{NORTH_CALL}"));
    dir.run([&["score", "calls", "--beam-size", "5"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    shop(&dir, &[&["match", "calls"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    fs_err::rename(&recording, dir.path("away.wav")).unwrap();
    let (once, _) = scored(&dir, &[]);
    assert_eq!((judged_last(&dir), &once["further_hearings"]), (1, &json!([])));
    fs_err::rename(dir.path("away.wav"), &recording).unwrap();
    let (all, told) = scored(&dir, &[]);
    assert_eq!(all["further_hearings"].as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!(judged_last(&dir), 1);
    let stored: u32 = rusqlite::Connection::open(dir.db())
        .unwrap()
        .query_row(
            "SELECT count(*) FROM shop_results WHERE json_array_length(json, '$.further_hearings') = 2",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(stored, 1);
    let report = shop(&dir, &["report", "--format", "json"]).expect(0).stdout;
    assert!(report.contains("settings_sha256"), "the report counts the one of all hearings: {report}");
}

/// Without the other model the usual one hears a call twice, and says what is missing.
#[test]
fn a_model_that_is_not_here_is_named_and_the_call_is_judged() {
    let dir = planned_and_recorded();
    shop(&dir, &[&["match", "calls"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    // Beside the program of this repository are all models.
    dir.copy(&repository().join("models/ggml-tiny.en-q8_0.bin"), "bin/models/ggml-tiny.en-q8_0.bin");
    let usual = dir.command(["--version"]);
    let program = dir.path("bin/ringcheck");
    fs_err::copy(usual.get_program(), &program).unwrap();
    let mut command = Command::new(program);
    command.args(["shop", "score", "--json"]).current_dir(dir.path("")).env_clear();
    command.envs(usual.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("RINGCHECK_MODELS", dir.path("bin/models")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let said = finish(command.spawn().unwrap()).expect(0);
    said.says(&["base-q5_1", "is not here", "ringcheck model pull base-q5_1", "hearing 2 of 2 begins"]);
    assert_eq!(said.json_lines()[0]["further_hearings"].as_array().map(Vec::len), Some(1));
    // It is heard by both as soon as both are here.
    let (all, _) = scored(&dir, &[]);
    assert_eq!(all["further_hearings"].as_array().map(Vec::len), Some(2));
}

/// A hearing that cannot be stored does not count, and is not kept quiet.
#[test]
fn a_call_that_was_heard_less_often_is_named() {
    let dir = planned_and_recorded();
    dir.run([&["score", "calls", "--beam-size", "5"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    shop(&dir, &[&["match", "calls"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    let sqlite = rusqlite::Connection::open(dir.db()).unwrap();
    let full = "CREATE TRIGGER full BEFORE INSERT ON transcripts BEGIN SELECT raise(ABORT, 'no more'); END";
    sqlite.execute_batch(full).unwrap();
    let told = shop(&dir, &["score"]).expect(1).stderr;
    assert!(told.contains(&format!("{NORTH_CALL}` was heard 1 of 3 times")), "{told}");
    assert!(told.contains("1 shop call judged"), "{told}");
    sqlite.execute_batch("DROP TRIGGER full").unwrap();
    let (all, _) = scored(&dir, &[]);
    assert_eq!(all["further_hearings"].as_array().map(Vec::len), Some(2));
}

/// A file that cannot be decoded is told once, though it would be heard several times.
#[test]
fn a_shop_call_that_cannot_be_heard_is_told_once() {
    let dir = planned_and_recorded();
    dir.write(&format!("calls/{NORTH_CALL}"), "no sound at all");
    shop(&dir, &[&["match", "calls"], &KNOWN_BY_NAME[..]].concat()).expect(0);
    let told = shop(&dir, &["score"]).expect(1).stderr;
    assert_eq!(told.matches("failed to decode").count(), 1, "{told}");
    assert!(told.contains(NORTH_CALL) && told.contains("has no scorecard"), "{told}");
}

#[test]
fn what_cannot_be_done_is_told_with_what_to_do() {
    let dir = TestDir::new();
    shop(&dir, &["plan"]).expect(2);
    plan(&dir, "branch,number\nNorth,call us\n", &["--at", "2026-03-05 10:00"])
        .expect(2)
        .says(&["branches.csv", "`North` has no phone number (line 2)"]);
    plan(&dir, "branch,number\nNorth,5125550100\n", &[]).expect(2).says(&["it is not said when `North` is called"]);
    plan(&dir, "branch,number\nNorth,5125550100\n", &["--at", "noon"])
        .expect(2)
        .says(&["`noon` is not a date and a time"]);
    shop(&dir, &["plan", "sever-down", "--branch", "A=1"]).expect(2).says(&["server-down, new-office, strange-login"]);
    plan(&dir, "branch,number\nNorth,5125550100\n", &["--at", "2026-03-05 10:00"]).expect(0);
    shop(&dir, &["score"]).expect(2).says(&["no planned call was found yet", "ringcheck shop match"]);
    shop(&dir, &["match"]).expect(2).says(&["no recordings and no folder are named"]);
    shop(&dir, &["match", "--call", "9=x"]).expect(2).says(&["no planned call has the number 9"]);
    shop(&dir, &["match", "--call", "1=x"]).expect(2).says(&["no stored call is named `x`"]);
    shop(&dir, &["card", "7", "--out", "c.html"]).expect(2).says(&["no planned call has the number 7"]);
    // A scenario of one's own.
    shop(&dir, &["new", "our-shop"]).expect(0);
    shop(&dir, &["new", "our-shop"]).expect(2).says(&["is there already"]);
    shop(&dir, &["new", "Our Shop"]).expect(2).says(&["holds more than a-z, 0-9"]);
    shop(&dir, &["check", "our-shop.toml"]).expect(0).says(&["sound, 5 hidden facts, 2 musts"]);
    let text = fs_err::read_to_string(dir.path("our-shop.toml")).unwrap();
    dir.write("broken.toml", text.replacen("topic = \"size\"", "topic = \"sise\"", 1));
    let broken = shop(&dir, &["check", "broken.toml"]).expect(1);
    assert!(
        broken.stdout.starts_with("broken.toml:") && broken.stdout.contains("did you mean `size`?"),
        "{}",
        broken.stdout
    );
    shop(&dir, &["plan", "broken.toml", "--branch", "A=5125550100"])
        .expect(2)
        .says(&["failed to read the scenario `broken.toml`"]);
}

#[test]
fn labelled_shop_calls_are_compared_with_what_is_judged() {
    let dir = TestDir::new();
    let call = json!({
        "id": "X1", "scenario": "server-down", "call_type": "prospect", "labels": {},
        "turns": [
            {"speaker": "agent", "text": "Harbor Lane IT. How many people work there?"},
            {"speaker": "caller", "text": "There are twenty-six of us."},
        ],
        "facts": {
            "employees": {"outcome": "drawn_out", "question_turn": 0, "told_turn": 1},
            "locations": {"outcome": "not_asked"}, "current_firm": {"outcome": "not_asked"},
            "reason": {"outcome": "not_asked"}, "contract": {"outcome": "asked"},
        },
        "must": {"offers_visit_today": "missed", "takes_number": "missed"},
        "must_not": {"contract_only": "did_not_happen", "sends_elsewhere": "did_not_happen"},
    });
    dir.write("labelled.jsonl", call.to_string());
    let evaluated = shop(&dir, &["evaluate", "labelled.jsonl", "--json"]).expect(0);
    let report: Value = serde_json::from_str(&evaluated.stdout).unwrap();
    let overall = &report["overall"];
    assert_eq!((&overall["precision"]["hits"], &overall["recall"]["trials"]), (&json!(1), &json!(1)));
    assert_eq!((&overall["outcomes"]["hits"], &overall["outcomes"]["trials"]), (&json!(4), &json!(5)));
    assert_eq!(report["differences"], json!(["X1 contract: asked, found not_asked"]));
    let totals = shop(&dir, &["evaluate", "labelled.jsonl", "--totals"]).expect(0).stdout;
    assert!(totals.contains("drawn out") && !totals.contains("X1"), "{totals}");
    dir.write("wrong.jsonl", call.to_string().replace("\"scenario\":\"server-down\"", "\"scenario\":\"none\""));
    shop(&dir, &["evaluate", "wrong.jsonl"]).expect(2).says(&["the scenario `none`, which is not known"]);
}
