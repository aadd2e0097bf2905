//! Nothing is done twice: the same again costs nothing and changes nothing, and what differs is appended.

use std::collections::BTreeMap;

use rusqlite::{Connection, OpenFlags};

use crate::{
    harness::{TestDir, fixture, repository},
    shared::{calls, shared},
};

#[test]
fn the_same_again_is_quick_and_writes_nothing() {
    let dir = shared().dir_with_db();
    let before = row_counts(&dir);
    let run = dir.run(["score".as_ref(), "--json".as_ref(), calls().as_os_str()]).expect(0);
    run.says(&["8 calls scored", "8 unchanged since last time", "stored before"]);
    assert!(!run.stderr.contains("listened to"), "{}", run.stderr);
    assert_eq!(run.stdout, shared().run.stdout);
    assert_eq!(row_counts(&dir), before);
    assert!(run.elapsed * 4 < shared().run.elapsed, "{:?} after {:?}", run.elapsed, shared().run.elapsed);
}

/// One worker or several, alone or among others: each scorecard is the same to the byte.
#[test]
fn two_runs_give_the_same_scorecards_to_the_byte() {
    let dir = TestDir::new();
    let files = ["D07.flac", "D03.alaw.wav"];
    let jobs = if std::thread::available_parallelism().unwrap().get() == 1 { "2" } else { "1" };
    let mut args = vec!["score".into(), "--json".into(), "--jobs".into(), jobs.into()];
    args.extend(files.map(|file| calls().join(file).into_os_string()));
    let run = dir.run(args).expect(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines, files.map(|file| shared().line(file)));
}

#[test]
fn the_same_bytes_under_another_name_are_the_same_recording() {
    let dir = shared().dir_with_db();
    let before = row_counts(&dir);
    let copy = dir.copy(&calls().join("D07.flac"), "copies/voicemail.flac");
    let run = dir.run(["score".as_ref(), "--json".as_ref(), copy.as_os_str()]).expect(0);
    run.says(&["1 call scored", "1 unchanged since last time"]);
    assert_eq!(run.json_lines()[0]["id"], shared().card("D07.flac")["id"]);
    let shown = dir.run(["show", "--json", "voicemail.flac"]).expect(0);
    assert_eq!(shown.json_lines()[0]["id"], shared().card("D07.flac")["id"]);
    assert_eq!(row_counts(&dir), before);
}

#[test]
fn the_same_bytes_twice_in_one_run_are_listened_to_once() {
    let dir = TestDir::new();
    for name in ["a/first.wav", "b/second.wav"] {
        dir.copy(&fixture("broken/lying-header.wav"), name);
    }
    let run = dir.run(["score", "--jobs", "2", "a", "b"]).expect(0);
    run.says(&["1 call scored", "1 recording with the same bytes as another", "0:07 of calls listened to"]);
    let counts = row_counts(&dir);
    assert_eq!(["recordings", "calls", "transcripts", "scorecards"].map(|table| counts[table]), [1; 4]);
}

#[test]
fn another_rubric_scores_the_stored_transcript_again_and_appends() {
    let dir = shared().dir_with_db();
    let before = row_counts(&dir);
    let rubric = fs_err::read_to_string(repository().join("rubrics/msp-inbound.toml")).unwrap();
    let changed = rubric.replace("version = \"1\"", "version = \"2\"").replace("weight = 20", "weight = 60");
    assert_ne!(rubric, changed);
    let changed = dir.write("stricter.toml", changed);
    let recording = calls().join("D03.alaw.wav");
    let args = ["score".as_ref(), recording.as_os_str(), "--rubric".as_ref(), changed.as_os_str()];
    dir.run(args).expect(0).says(&["from the stored transcript", "1 call scored"]);

    let after = row_counts(&dir);
    for table in ["recordings", "calls", "transcripts", "segments", "words", "sound_events"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    assert_eq!(after["scorecards"], before["scorecards"] + 1);
    assert_eq!(after["rubrics"], before["rubrics"] + 1);

    let show = |id: &str| dir.run(["show", "--json", id]).expect(0).json_lines().remove(0);
    let (first, second) = (show("D03.alaw.wav@1"), show("D03.alaw.wav@2"));
    assert_eq!(first, *shared().card("D03.alaw.wav"));
    assert_eq!([&first["scorecard"], &second["scorecard"]], [1, 2]);
    assert_eq!(second["origin"]["rubric_version"], "2");
    assert_ne!(first["origin"]["rubric_sha256"], second["origin"]["rubric_sha256"]);
    assert_eq!(second["score"]["possible"], first["score"]["possible"].as_i64().unwrap() + 40);
    assert_eq!(first["turns"], second["turns"]);
    assert_eq!(show("D03.alaw.wav"), second, "without a number the newest is shown");
    dir.run(["show", "D03.alaw.wav@3"]).expect(2).says(&["has no scorecard 3"]);

    // Going back to the first rubric finds the first scorecard: nothing is appended.
    let run = dir.run(["score".as_ref(), "--json".as_ref(), recording.as_os_str()]).expect(0);
    assert_eq!(run.json_lines(), [first]);
    assert_eq!(row_counts(&dir), after);
}

#[test]
fn other_settings_make_a_new_transcript() {
    let dir = TestDir::new();
    let recording = fixture("broken/lying-header.wav");
    let score = |more: &[&str]| {
        let args = ["score", "--json", recording.to_str().unwrap()];
        dir.run(args.iter().chain(more)).expect(0).json_lines().remove(0)
    };
    let (found, given, masked) = (score(&[]), score(&["--agent-channel", "1"]), score(&["--mask-phone-numbers"]));
    let settings = |card: &serde_json::Value| card["origin"]["settings_sha256"].as_str().unwrap().to_owned();
    let mut all = [settings(&found), settings(&given), settings(&masked)].to_vec();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 3);
    assert_eq!([&found["sides"]["method"], &given["sides"]["method"]], ["auto", "option"]);
    assert_eq!(given["sides"]["agent_channel"], 1);
    assert_ne!(found["turns"][0]["side"], given["turns"][0]["side"]);
    let counts = row_counts(&dir);
    assert_eq!([counts["recordings"], counts["transcripts"], counts["scorecards"]], [1, 3, 3]);
}

/// How many rows each table has.
pub(crate) fn row_counts(dir: &TestDir) -> BTreeMap<String, i64> {
    let db = Connection::open_with_flags(dir.db(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tables =
        db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").unwrap();
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let count = |name: String| {
        let n = db.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0)).unwrap();
        (name, n)
    };
    names.into_iter().map(count).collect()
}
