//! Whatever is wrong is said once, with its name and what to do, and no other file's result is lost.

use insta::assert_snapshot;
use rusqlite::Connection;

use crate::harness::{TestDir, fixture, repository};

/// The start of a call, which takes a moment to score.
fn short_call() -> String {
    fixture("broken/lying-header.wav").to_str().unwrap().to_owned()
}

#[test]
fn each_broken_file_is_refused_by_what_it_is() {
    let dir = TestDir::new();
    let names = [
        "empty.wav",
        "header-only.wav",
        "text.wav",
        "login-page.wav",
        "lfs-pointer.mp3",
        "zero-channels.wav",
        "six-channels.wav",
    ];
    let paths = names.map(|name| fixture("broken").join(name));
    let args = ["score".as_ref()].into_iter().chain(paths.iter().map(|path| path.as_os_str()));
    let run = dir.run(args).expect(1);
    assert_snapshot!(run.snapshot(&dir), @r#"
    exit 1
    --- stdout
    --- stderr
    1/7  [repository]/fixtures/broken/empty.wav  failed
    ringcheck: failed to decode `[repository]/fixtures/broken/empty.wav`: the file is empty
      hint: the file holds no audio; ask the recorder for it again
    2/7  [repository]/fixtures/broken/header-only.wav  failed
    ringcheck: failed to decode `[repository]/fixtures/broken/header-only.wav`: a WAV header and nothing behind it
      hint: the file holds no audio; ask the recorder for it again
    3/7  [repository]/fixtures/broken/text.wav  failed
    ringcheck: failed to decode `[repository]/fixtures/broken/text.wav`: it is a text file, not audio
      hint: the file is no recording; leave it out or fetch it again
    4/7  [repository]/fixtures/broken/login-page.wav  failed
    ringcheck: failed to decode `[repository]/fixtures/broken/login-page.wav`: it is an HTML page, not audio
      hint: a download that asks for a login often ends so; fetch the recording again
    5/7  [repository]/fixtures/broken/lfs-pointer.mp3  failed
    ringcheck: failed to decode `[repository]/fixtures/broken/lfs-pointer.mp3`: it is a Git LFS pointer, not the recording itself
      hint: the recording itself was not fetched; run `git lfs pull`
    6/7  [repository]/fixtures/broken/zero-channels.wav  failed
    ringcheck: failed to decode `[repository]/fixtures/broken/zero-channels.wav`: it has 0 channels; 1 or 2 can be scored
      hint: the file holds no audio; ask the recorder for it again
    7/7  [repository]/fixtures/broken/six-channels.wav  failed
    ringcheck: failed to decode `[repository]/fixtures/broken/six-channels.wav`: it has 6 channels; 1 or 2 can be scored
      hint: keep the two channels of the call, for example with `ffmpeg -i "[repository]/fixtures/broken/six-channels.wav" -af "pan=stereo|c0=c0|c1=c1" "[repository]/fixtures/broken/six-channels.flac"`
    0 calls scored, 7 failed
    database: [dir]/calls.db
    "#);
}

#[test]
fn a_broken_file_among_good_ones_takes_no_result_with_it() {
    let dir = TestDir::new();
    dir.copy(&fixture("broken/lying-header.wav"), "calls/1.wav");
    dir.copy(&fixture("broken/text.wav"), "calls/2.wav");
    dir.copy(&fixture("broken/cut-mid-sample.wav"), "calls/3.wav");
    let run = dir.run(["score", "--json", "calls"]).expect(1);
    assert_eq!(run.json_lines().len(), 2);
    run.says(&["failed to decode `calls/2.wav`: it is a text file, not audio", "  hint: ", "2 calls scored"]);
    run.says(&["1 failed"]);
    assert_eq!(dir.run(["list", "--json"]).expect(0).json_lines().len(), 2);

    // The good ones are not done again, and the bad one is told again.
    let again = dir.run(["score", "calls"]).expect(1);
    again.says(&["2 calls scored", "2 unchanged since last time", "1 failed", "it is a text file"]);
}

#[test]
fn with_nothing_to_score_a_run_does_not_start() {
    let dir = TestDir::new();
    fs_err::create_dir(dir.path("empty")).unwrap();
    dir.write("notes/readme.txt", "no recordings here");
    assert_snapshot!(dir.run(["score", "nowhere.wav", "empty", "notes"]).snapshot(&dir), @r"
    exit 2
    --- stdout
    --- stderr
    ringcheck: failed to look for recordings in `nowhere.wav`: no such file or folder
      hint: check the path; the file may have been moved or renamed
    ringcheck: failed to look for recordings in `empty`: the folder holds no recordings
      hint: recordings are known by their ending, such as .wav, .mp3 or .m4a; others can be named one by one
    ringcheck: failed to look for recordings in `notes`: the folder holds no recordings
      hint: recordings are known by their ending, such as .wav, .mp3 or .m4a; others can be named one by one
    ");
    assert!(!dir.db().exists());
    dir.run(["score"]).expect(2).says(&["<PATH>...", "--help"]);
}

#[test]
fn a_path_that_leads_nowhere_does_not_keep_the_others_from_being_scored() {
    let dir = TestDir::new();
    fs_err::create_dir(dir.path("empty")).unwrap();
    let call = short_call();
    let run = dir.run(["score", "nowhere.wav", &call, "empty"]).expect(1);
    run.says(&["`nowhere.wav`: no such file or folder", "`empty`: the folder holds no recordings"]);
    run.says(&["1 call scored", "2 failed"]);
}

#[test]
fn a_database_that_cannot_be_used_stops_the_run_before_anything_is_decoded() {
    let dir = TestDir::new();
    dir.write("file", "not a folder");
    dir.write("text.db", "not a database, but long enough to be looked at as one\n".repeat(40));
    fs_err::create_dir(dir.path("folder")).unwrap();
    let foreign = Connection::open(dir.path("foreign.db")).unwrap();
    foreign.execute_batch("CREATE TABLE contacts (name TEXT)").unwrap();
    drop(foreign);
    let cases = [
        ("file/calls.db", "its folder could not be made", "name a file where you may write with --db"),
        ("folder", "it is a folder", "name a file in that folder with --db"),
        ("text.db", "it is not a SQLite database", "it was left as it is; name another file with --db"),
        ("foreign.db", "a SQLite database of another program", "it was left as it is; name another file with --db"),
    ];
    let call = short_call();
    for (db, cause, hint) in cases {
        let path = dir.path(db);
        let before = path.is_file().then(|| fs_err::read(&path).unwrap());
        let run = dir.run(["score", "--db", db, &call]).expect(2);
        assert_eq!(run.stdout, "");
        run.says(&[&format!("ringcheck: failed to open the database `{db}`: "), cause, &format!("\n  hint: {hint}")]);
        assert!(!run.stderr.contains("1/1"), "{}", run.stderr);
        assert_eq!(path.is_file().then(|| fs_err::read(&path).unwrap()), before, "{db}");
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_as_it_is() {
    let dir = TestDir::new();
    let transcripts = fixture("transcripts/calls.jsonl");
    dir.run(["score".as_ref(), "--transcript".as_ref(), transcripts.as_os_str()]).expect(0);
    let db = Connection::open(dir.db()).unwrap();
    let newer = "INSERT INTO migrations (number, name, checksum, applied_at_utc) \
                 VALUES (9000, 'later', printf('%064d', 0), '2030-01-01T00:00:00Z')";
    assert_eq!(db.execute(newer, []).unwrap(), 1);
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(db);
    let before = fs_err::read(dir.db()).unwrap();
    let call = short_call();
    for args in [&["score", &call][..], &["list"], &["show", "booked-visit"], &["db", "export", "--format", "csv"]] {
        let run = dir.run(args).expect(2);
        assert_eq!(run.stdout, "", "{args:?}");
        run.says(&["it was made by a newer version of Ringcheck (its schema is 9000", "install the newer version"]);
    }
    assert_eq!(fs_err::read(dir.db()).unwrap(), before);
}

#[test]
fn a_typo_in_a_rubric_is_told_with_its_line_and_column() {
    let dir = TestDir::new();
    let rubric = fs_err::read_to_string(repository().join("rubrics/msp-inbound.toml")).unwrap();
    let rubric = rubric.replacen("weight = 20", "wieght = 20", 1).replacen("\"courtesy\"", "\"curtesy\"", 1);
    let place = |text: &str| {
        let line = rubric.lines().position(|line| line.contains(text)).unwrap();
        let column = rubric.lines().nth(line).unwrap().find(text).unwrap();
        format!("line {}, column {}: ", line + 1, column + 1)
    };
    dir.write("typo.toml", &rubric);
    let run = dir.run(["score", "--rubric", "typo.toml", &short_call()]).expect(2);
    assert_eq!(run.stdout, "");
    run.says(&["ringcheck: failed to read the rubric `typo.toml`: ", "\n  hint: "]);
    run.says(&[&format!("{}unknown key `wieght` (did you mean `weight`?", place("wieght"))]);
    run.says(&[&format!(
        "{}`curtesy` is no built-in criterion, and does not say what it listens for (did you mean `courtesy`?",
        place("\"curtesy\"")
    )]);
    assert!(!dir.db().exists());

    let run = dir.run(["score", "--rubric", "none.toml", &short_call()]).expect(2);
    run.says(&["`none.toml`", "\n  hint: name a rubric file, or one that ships with the program: msp-inbound, "]);
}

#[test]
fn a_missing_model_is_told_with_the_way_to_get_it() {
    let dir = TestDir::new();
    let call = short_call();
    let known = dir.run(["score", "--model", "small.en", &call]).expect(2);
    known.says(&["cannot use model `small.en`: not on this machine", "hint: run `ringcheck model pull small.en`"]);
    let unknown = dir.run(["score", "--model", "enormous.en", &call]).expect(2);
    unknown.says(&["cannot use model `enormous.en`: no such model", "hint: run `ringcheck model list`"]);
    let file = dir.run(["score", "--model", "none.bin", &call]).expect(2);
    file.says(&["cannot use model `none.bin`: no such file"]);
    assert!(!dir.db().exists());
}

#[test]
fn a_file_that_is_no_model_is_refused_before_anything_is_decoded() {
    let dir = TestDir::new();
    let call = short_call();
    let model = fs_err::read(repository().join("models/ggml-tiny.en-q8_0.bin")).unwrap();
    let cases: [(&str, &[u8], &str); 5] = [
        ("empty.bin", b"", "an empty file"),
        ("page.bin", b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        ("noise.bin", b"This is not a model of anything at all, and of no length.", "not a ggml file"),
        ("short.bin", &model[..model.len() / 2], "cut off"),
        ("gguf.bin", b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "GGUF"),
    ];
    for (name, content, what) in cases {
        dir.write(name, content);
        let run = dir.run(["score", "--model", name, &call]).expect(2);
        assert_eq!(run.stdout, "", "{name}");
        run.says(&[&format!("ringcheck: cannot use model `{name}`: "), what, "\n  hint: "]);
        assert!(!run.stderr.contains("1/1"), "{}", run.stderr);
        assert!(!dir.db().exists(), "{name}");
    }
}

#[test]
fn a_mistyped_command_line_is_refused_with_advice() {
    let dir = TestDir::new();
    let cases: [(&[&str], &str); 6] = [
        (&["scroe", "x.wav"], "score"),
        (&["score", "--fail-under", "101", "x.wav"], "a percentage is a number from 0 to 100"),
        (&["list", "--criterion", "close_attempt=bad"], "a verdict is pass, fail, na or undetermined"),
        (&["list", "--criterion", "close_attempt"], "write it as ID=VERDICT"),
        (&["score", "--jobs", "0", "x.wav"], "--jobs"),
        (&["db", "export"], "--format"),
    ];
    for (args, advice) in cases {
        let run = dir.run(args).expect(2);
        assert_eq!(run.stdout, "", "{args:?}");
        run.says(&[advice]);
    }
    dir.run(["score", "--transcript", &fixture("transcripts/calls.jsonl").display().to_string()]).expect(0);
    dir.run(["list", "--day", "someday"]).expect(2).says(&["`someday` is no day", "  hint: write `today`"]);
    dir.run(["list", "--timezone", "Moon/Base"]).expect(2).says(&["`Moon/Base` is no time zone", "  hint: "]);
}

#[test]
fn a_line_that_is_no_transcript_does_not_stop_the_next() {
    let dir = TestDir::new();
    let good = |id: &str| {
        format!(
            r#"{{"schema":"ringcheck.transcript/1","id":"{id}","turns":[{{"side":"business","text":"Good morning."}}]}}"#
        )
    };
    let other = good("b").replace("transcript/1", "transcript/7");
    dir.write("calls.jsonl", format!("{}\n\n{other}\nnonsense\n{}\n", good("a"), good("d")));
    let run = dir.run(["score", "--transcript", "--json", "calls.jsonl"]).expect(1);
    let ids: Vec<String> = run.json_lines().iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["a", "d"]);
    run.says(&["line 3 of `calls.jsonl`", "ringcheck.transcript/7", "line 4 of `calls.jsonl`", "2 failed"]);
    let missing = dir.run(["score", "--transcript", "none.jsonl"]).expect(2);
    missing.says(&["none.jsonl"]);
}
