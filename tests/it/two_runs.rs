//! Several processes on one database: each call ends up with one scorecard for each key, and nobody fails.

use std::{
    process::Child,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use crate::{
    contents::{are_the_same, contents_at_the_end},
    harness::{Run, TestDir, finish, sorted_lines},
    short_calls::{N_CALLS_OF_BATCH, SCORE_BATCH, silence, talk, write_batch, write_transcripts},
};

/// How long another program keeps the database locked: longer than SQLite itself is told to wait.
const LOCKED: Duration = Duration::from_secs(15);

#[test]
fn two_runs_over_one_folder_at_once_end_like_one() {
    let dir = TestDir::new();
    write_batch(&dir);
    let alone = start(&dir, "alone.db", &SCORE_BATCH);
    let alone = finish(alone).expect(0);
    let both = [start(&dir, "both.db", &SCORE_BATCH), start(&dir, "both.db", &SCORE_BATCH)];
    for run in both.map(finish) {
        let run = run.expect(0);
        run.says(&["12 calls scored"]);
        // A recording that the other run is at is taken last, and told last.
        assert_eq!(sorted_lines(&run.stdout), sorted_lines(&alone.stdout));
    }
    let [both, alone] = ["both.db", "alone.db"].map(|db| contents_at_the_end(&dir.path(db), N_CALLS_OF_BATCH));
    are_the_same(&both, &alone);
}

#[test]
fn two_runs_over_two_folders_at_once_end_like_one_over_both() {
    let dir = TestDir::new();
    for (n, folder) in ["monday", "tuesday"].into_iter().enumerate() {
        dir.write(&format!("{folder}/talk.wav"), talk(10 * (n + 1)));
        for more in 0..3 {
            dir.write(&format!("{folder}/{more}.wav"), silence(10 * n + more));
        }
        // One call was left in both folders.
        dir.write(&format!("{folder}/in both.wav"), silence(100));
    }
    let alone = finish(start(&dir, "alone.db", &["score", "monday", "tuesday"])).expect(0);
    alone.says(&["9 calls scored", "1 recording with the same bytes as another"]);
    let both = [start(&dir, "both.db", &["score", "monday"]), start(&dir, "both.db", &["score", "tuesday"])];
    for run in both.map(finish) {
        run.expect(0).says(&["5 calls scored"]);
    }
    let [mut both, mut alone] = ["both.db", "alone.db"].map(|db| contents_at_the_end(&dir.path(db), 9));
    // It is found under the name that was stored last.
    for rows in both.values_mut().chain(alone.values_mut()) {
        for row in rows.iter_mut() {
            *row = row.replace("tuesday/in both", "monday/in both");
        }
        rows.sort();
    }
    are_the_same(&both, &alone);
}

/// The database is made, and brought up to date, by whoever is first.
#[test]
fn four_runs_that_begin_at_once_without_a_database_share_one() {
    let dir = TestDir::new();
    let n_calls = 6;
    let file = write_transcripts(&dir, n_calls);
    let args = ["score", "--transcript", "--json", file.to_str().unwrap()];
    let alone = finish(start(&dir, "alone.db", &args)).expect(0);
    for round in 0..3 {
        let db = format!("shared-{round}.db");
        let runs = [(); 4].map(|()| start(&dir, &db, &args));
        for run in runs.map(finish) {
            assert_eq!(run.expect(0).stdout, alone.stdout);
        }
        let [shared, alone] = [db.as_str(), "alone.db"].map(|db| contents_at_the_end(&dir.path(db), n_calls));
        are_the_same(&shared, &alone);
    }
}

/// A backup, a viewer with an open edit, or another run in a long transaction.
#[test]
fn a_run_waits_for_another_program_that_keeps_the_database_locked() {
    let dir = TestDir::new();
    write_batch(&dir);
    let alone = finish(start(&dir, "alone.db", &SCORE_BATCH)).expect(0);
    // It is there already, and what it holds is a part of what is to come.
    finish(start(
        &dir,
        "locked.db",
        &["score", "--cdr", "cdr.csv", "--timezone", "America/Chicago", "calls", "--day", "2025-11-29"],
    ))
    .expect(0);
    let other = Connection::open(dir.path("locked.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = Instant::now();
    let (run, n_meanwhile) = thread::scope(|scope| {
        let run = scope.spawn(|| finish(start(&dir, "locked.db", &SCORE_BATCH)));
        thread::sleep(LOCKED);
        let n_meanwhile: i64 = other.query_row("SELECT count(*) FROM transcripts", [], |row| row.get(0)).unwrap();
        other.execute_batch("COMMIT").unwrap();
        (run.join().unwrap(), n_meanwhile)
    });
    assert_eq!(n_meanwhile, 0, "it was locked");
    assert!(started.elapsed() > LOCKED);
    let run: Run = run.expect(0);
    assert_eq!(run.stdout, alone.stdout);
    let [waited, alone] = ["locked.db", "alone.db"].map(|db| contents_at_the_end(&dir.path(db), N_CALLS_OF_BATCH));
    are_the_same(&waited, &alone);
}

fn start(dir: &TestDir, db: &str, args: &[&str]) -> Child {
    dir.command(args).env("RINGCHECK_DB", dir.path(db)).spawn().unwrap()
}
