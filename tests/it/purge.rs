//! What is old is removed when the user says so, with its recordings if that is said too.

use crate::harness::{TestDir, fixture};

/// A folder with two scored recordings of long ago, and one whose bytes then change.
pub(crate) fn scored() -> TestDir {
    let dir = TestDir::new();
    dir.copy(&fixture("broken/lying-header.wav"), "calls/20200102-093000.wav");
    dir.copy(&fixture("broken/cut-mid-sample.wav"), "calls/20200103-093000.wav");
    let pattern = "{date:%Y%m%d}-{time:%H%M%S}";
    dir.run(["score", "calls", "--name-pattern", pattern]).expect(0);
    dir
}

fn n_calls(dir: &TestDir) -> usize {
    dir.run(["list", "--json"]).expect(0).json_lines().len()
}

#[test]
fn nothing_goes_before_somebody_says_yes() {
    let dir = scored();
    let looked = dir.run(["purge", "--older-than", "90d", "--dry-run"]).expect(0);
    assert!(looked.stdout.contains("calls\t2\n"), "{}", looked.stdout);
    let refused = dir.run(["purge", "--older-than", "90d"]).expect(2);
    refused.says(&["nobody is there to be asked", "hint: look with --dry-run, then say --yes"]);
    assert_eq!(n_calls(&dir), 2);
    for (args, cause) in [
        (["purge", "--older-than", "soon"], "`soon` is no age"),
        (["purge", "--before", "soon"], "`soon` is no day"),
        (["purge", "--before", "2999-01-01"], "still to come"),
    ] {
        dir.run(args.iter().chain(&["--yes"])).expect(2).says(&[cause, "hint: "]);
    }
    dir.run(["purge"]).expect(2);
}

#[test]
fn calls_go_with_their_recordings_and_the_log_says_so() {
    let dir = scored();
    let removed = dir.run(["purge", "--before", "2020-01-03", "--yes"]).expect(0);
    removed.says(&["removed: 1 call"]);
    assert_eq!(n_calls(&dir), 1);
    assert!(dir.path("calls/20200102-093000.wav").exists(), "recordings stay unless that is said");

    // Bytes that are not those that were scored are somebody's.
    let pattern = "{date:%Y%m%d}-{time:%H%M%S}";
    dir.run(["score", "calls", "--name-pattern", pattern, "--since", "2020-01-01"]).expect(0);
    dir.write("calls/20200103-093000.wav", "precious");
    let removed = dir.run(["purge", "--older-than", "1d", "--yes", "--with-recordings"]).expect(1);
    removed.says(&["20200103-093000.wav` was not deleted: it is another file now", "deleted: 1 recording"]);
    assert!(!dir.path("calls/20200102-093000.wav").exists());
    assert_eq!(fs_err::read_to_string(dir.path("calls/20200103-093000.wav")).unwrap(), "precious");
    assert_eq!(n_calls(&dir), 0);

    let log = dir.run(["purge", "--history"]).expect(0);
    assert_eq!(log.stdout.lines().count(), 2);
    assert!(log.stdout.contains("\"files\":1"), "{}", log.stdout);
    dir.run(["db", "check"]).expect(0).says(&["the database is sound"]);
}

#[test]
fn a_recording_that_is_not_there_is_no_deleted_one() {
    let dir = scored();
    fs_err::rename(dir.path("calls"), dir.path("elsewhere")).unwrap();
    let args = ["purge", "--older-than", "1d", "--yes", "--with-recordings"];
    let refused = dir.run(args).expect(2);
    refused.says(&["calls`, where recordings to delete were, cannot be found", "hint: nothing was removed; connect"]);
    assert_eq!(n_calls(&dir), 2);
    assert_eq!(dir.run(["purge", "--history"]).expect(0).stdout, "");

    fs_err::rename(dir.path("elsewhere"), dir.path("calls")).unwrap();
    fs_err::remove_file(dir.path("calls/20200102-093000.wav")).unwrap();
    let purged = dir.run(args).expect(1);
    purged.says(&["1 recording was not where it was last seen", "removed: 2 calls", "deleted: 1 recording\n"]);
    assert!(dir.run(["purge", "--history"]).expect(0).stdout.contains("\"files\":1"));
}

#[test]
fn report_pages_of_days_that_are_purged_go_too() {
    let dir = scored();
    assert!(dir.path("reports/latest-run.html").exists(), "the run wrote its page beside the database");
    dir.run(["report", "--since", "2020-01-01", "--until", "2020-01-03", "--timezone", "UTC"]).expect(0);
    dir.run(["report", "--day", "2020-01-03", "--timezone", "UTC"]).expect(0);
    dir.run(["report", "--all", "--out", "mine.html"]).expect(0);
    let pages = || {
        let entries = fs_err::read_dir(dir.path("reports")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let all = ["2020-01-01-to-2020-01-03.html", "2020-01-03.html", "latest-run.html"];
    assert_eq!(pages(), all);
    let purge = |cutoff: &str, how: &str| dir.run(["purge", "--before", cutoff, "--timezone", "UTC", how]).expect(0);
    purge("2020-01-04", "--dry-run").says(&["report pages to delete: 3"]);
    assert_eq!(pages(), all);
    // The last run has calls that go.
    purge("2020-01-03", "--yes").says(&["kept for the later days in them: 1;", "deleted: 1 report page\n"]);
    assert_eq!(pages(), all[..2]);
    purge("2020-01-04", "--yes").says(&["removed: 1 call", "deleted: 2 report pages"]);
    assert_eq!(pages(), Vec::<String>::new());
    assert!(dir.path("mine.html").exists(), "what was made elsewhere is its owner's");
}

#[test]
fn the_write_ahead_log_is_emptied_although_nothing_is_left_to_remove() {
    let dir = scored();
    let reader = rusqlite::Connection::open(dir.db()).unwrap();
    // Something is in the log, and somebody reads it.
    reader.execute_batch("UPDATE words SET text = upper(text); BEGIN").unwrap();
    let n_words: i64 = reader.query_row("SELECT count(*) FROM words", [], |row| row.get(0)).unwrap();
    assert!(n_words > 0);
    let log = || fs_err::metadata(dir.path("calls.db-wal")).unwrap().len();
    assert!(log() > 0);
    let args = ["purge", "--before", "2019-01-01", "--yes"];
    dir.run(["purge", "--before", "2019-01-01", "--dry-run"]).expect(0);
    dir.run(args).expect(1).says(&["another program has the database open", "close that program and run this again"]);
    assert!(log() > 0);
    reader.execute_batch("COMMIT").unwrap();
    dir.run(args).expect(0);
    assert_eq!(log(), 0);
}
