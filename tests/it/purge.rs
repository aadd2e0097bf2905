//! What is old is removed when the user says so, with its recordings if that is said too.

use crate::harness::{TestDir, fixture};

/// A folder with two scored recordings of long ago, and one whose bytes then change.
fn scored() -> TestDir {
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
    let changed = dir.run(["score", "calls", "--name-pattern", "{date:%Y%m%d}-{time:%H%M%S}"]).expect(0);
    drop(changed);
    dir.write("calls/20200103-093000.wav", "precious");
    let removed = dir.run(["purge", "--older-than", "1d", "--yes", "--with-recordings"]).expect(1);
    removed.says(&["20200103-093000.wav` was not deleted: it is another file now", "deleted: 1 recording"]);
    assert!(!dir.path("calls/20200102-093000.wav").exists());
    assert_eq!(fs_err::read_to_string(dir.path("calls/20200103-093000.wav")).unwrap(), "precious");
    assert_eq!(n_calls(&dir), 0);

    let log = dir.run(["purge", "--log"]).expect(0);
    assert_eq!(log.stdout.lines().count(), 2);
    assert!(log.stdout.contains("\"files\":1"), "{}", log.stdout);
    dir.run(["db", "check"]).expect(0).says(&["the database is sound"]);
}
