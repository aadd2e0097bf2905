//! A run that is killed, at whatever moment, leaves nothing half-written, and the next one goes on as if nothing had been.

use std::{
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::{
    contents::{Contents, are_the_same, contents, contents_at_the_end, copy_as_left, is_within},
    harness::{TestDir, finish, sorted_lines},
    short_calls::{N_CALLS_OF_BATCH, SCORE_BATCH, write_batch, write_transcripts},
};
#[cfg(target_os = "linux")]
use crate::{
    harness::Run,
    shim::{disk, with_shim},
};

/// How often each batch is killed, unless `RINGCHECK_TEST_KILLS` says another number.
const N_KILLS: usize = 50;

/// What a run only ever adds to: a row that is in one of these tables at any moment is there at the end, as it is.
const ADDED_TO: [&str; 11] = [
    "recordings",
    "transcripts",
    "segments",
    "words",
    "sound_events",
    "fingerprints",
    "scorecards",
    "turns",
    "criteria",
    "evidence",
    "timeline_figures",
];

/// Recordings: most moments are in the middle of transcribing.
#[test]
fn a_run_over_recordings_that_is_killed_50_times_ends_like_one_that_never_was() {
    let dir = TestDir::new();
    write_batch(&dir);
    let args = SCORE_BATCH.map(str::to_owned).to_vec();
    println!("{}", Batch { dir, args, n_calls: N_CALLS_OF_BATCH }.is_killed_again_and_again());
}

/// Transcripts: calls are stored one right after the other, so that many moments are in the middle of storing one.
#[test]
fn a_run_over_transcripts_that_is_killed_50_times_ends_like_one_that_never_was() {
    let dir = TestDir::new();
    let n_calls = 8;
    let file = write_transcripts(&dir, n_calls);
    let args = ["score", "--json", "--transcript", file.to_str().unwrap()].map(str::to_owned).to_vec();
    println!("{}", Batch { dir, args, n_calls }.is_killed_again_and_again());
}

/// What is scored, and how.
struct Batch {
    dir: TestDir,
    args: Vec<String>,
    n_calls: usize,
}

impl Batch {
    /// Kills runs until [`N_KILLS`] were killed before their end: whenever one comes to its end, its database is looked
    /// at and the next one begins with none. Says how it went.
    fn is_killed_again_and_again(&self) -> String {
        // Another seed tries other moments; the one that is printed gives the same moments again.
        let seed = std::env::var("RINGCHECK_TEST_SEED").map_or(7, |text| text.parse().unwrap());
        let mut random = fastrand::Rng::with_seed(seed);
        let started = Instant::now();
        let (expected, length, stdout) = self.never_killed();
        let (mut n_killed, mut n_ended, mut n_before_anything, mut n_in_a_transaction) = (0, 0, 0, 0);
        let n_kills = n_kills();
        while n_killed < n_kills {
            let db = self.dir.path(&format!("killed-{n_ended}.db"));
            while n_killed < n_kills && self.killed_after(&db, random.u64(0..=as_micros(length))) {
                n_killed += 1;
                let left = Left::of(&db, &self.dir);
                n_before_anything += usize::from(left.contents.is_none());
                n_in_a_transaction += usize::from(left.is_in_a_transaction);
                if let Some(found) = left.contents {
                    for table in ADDED_TO {
                        is_within(table, &found[table], &expected[table]);
                    }
                }
            }
            // To its end, whether it was there already or not.
            let run = self.run(&db);
            // A recording in which a run died is taken last, and told last.
            assert_eq!(sorted_lines(&run), sorted_lines(&stdout), "after kill {n_killed} of seed {seed}");
            are_the_same(&contents_at_the_end(&db, self.n_calls), &expected);
            n_ended += 1;
        }
        format!(
            "seed {seed}: {n_killed} kills over a run of {length:.1?}, {n_before_anything} of them before there was a \
             database and {n_in_a_transaction} in the middle of a transaction; {n_ended} databases came to their end; \
             {:.0?} in all",
            started.elapsed()
        )
    }

    /// What is stored and printed where nothing happens, and how long it takes.
    fn never_killed(&self) -> (Contents, Duration, String) {
        let db = self.dir.path("never-killed.db");
        let started = Instant::now();
        let stdout = self.run(&db);
        (contents_at_the_end(&db, self.n_calls), started.elapsed(), stdout)
    }

    fn run(&self, db: &Path) -> String {
        let run = finish(self.dir.command(&self.args).env("RINGCHECK_DB", db).spawn().unwrap()).expect(0);
        run.says(&[&format!("{} calls scored", self.n_calls)]);
        run.stdout
    }

    /// Whether a run had to be killed after so many microseconds: it may have come to its end before.
    fn killed_after(&self, db: &Path, micros: u64) -> bool {
        let mut command = self.dir.command(&self.args);
        // Nobody reads what it prints before its end, and a full pipe would hold it up.
        command.env("RINGCHECK_DB", db).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let until = Instant::now() + Duration::from_micros(micros);
        let mut is_killed = true;
        while is_killed && Instant::now() < until {
            thread::sleep(until.saturating_duration_since(Instant::now()).min(Duration::from_millis(2)));
            is_killed = child.try_wait().unwrap().is_none();
        }
        child.kill().unwrap();
        let run = finish(child);
        // Between the look and the kill it may have ended.
        assert!(run.code.is_none_or(|code| code == 0), "{run:?}");
        is_killed && run.code.is_none()
    }
}

/// What a killed run left.
struct Left {
    /// What is in the database, if there is one with a schema.
    contents: Option<Contents>,
    /// Whether the log of the database ends within a transaction.
    is_in_a_transaction: bool,
}

impl Left {
    fn of(db: &Path, dir: &TestDir) -> Self {
        if !db.exists() {
            return Self { contents: None, is_in_a_transaction: false };
        }
        let copy = copy_as_left(db, &dir.path(""));
        let is_in_a_transaction =
            ends_within_a_transaction(&fs_err::read(copy.with_extension("db-wal")).unwrap_or_default());
        let found = contents(&copy);
        let contents = found.contains_key("scorecards").then_some(found);
        Self { contents, is_in_a_transaction }
    }
}

/// Whether the last frame of a write-ahead log is not the end of a transaction.
///
/// The format is SQLite's (fileformat2, "WAL File Format"): a header of 32 bytes with the page size at 8 and the salt at
/// 16; then frames, each a header of 24 bytes with the size of the database after a commit, else 0, at 4 and the
/// salt at 8, and a page.
fn ends_within_a_transaction(log: &[u8]) -> bool {
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
    if log.len() < 32 {
        return false;
    }
    let (page, salt) = (number(8) as usize, &log[16..24]);
    let mut at = 32;
    let mut is_open = false;
    while at + 24 + page <= log.len() && &log[at + 8..at + 16] == salt {
        is_open = number(at + 4) == 0;
        at += 24 + page;
    }
    is_open
}

fn n_kills() -> usize {
    std::env::var("RINGCHECK_TEST_KILLS").map_or(N_KILLS, |text| text.parse().unwrap())
}

fn as_micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap()
}

/// Every write, cut, sync and removal that SQLite does is a moment of its own, and a power failure besides loses what
/// was not synced: all of this is tried at moments spread over a whole run, from the first byte of the database on.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_killed_in_a_write_or_loses_power_there_ends_like_one_that_never_was() {
    let dir = TestDir::new();
    let n_calls = 2;
    let file = write_transcripts(&dir, n_calls);
    let args = ["score", "--json", "--transcript", file.to_str().unwrap()].map(str::to_owned).to_vec();
    let batch = Batch { dir, args, n_calls };
    let (expected, _, stdout) = batch.never_killed();
    let n_changes = batch.n_changes();
    assert!(n_changes > 100, "{n_changes}");
    let (mut n_before_anything, mut n_in_a_transaction) = (0, 0);
    let n_kills = n_kills();
    for n in 0..n_kills {
        // Half of the moments are in the making of the database, where each write is another step.
        let at = if n % 2 == 0 { 1 + n } else { 1 + n * n_changes / n_kills };
        let power = if n % 4 < 2 { "0".to_owned() } else { (n + 1).to_string() };
        let disk = batch.dir.path(&format!("disk-{n}"));
        fs_err::create_dir(&disk).unwrap();
        let db = disk.join("calls.db");
        let run = batch.with_shim(&db, &[("KILL", &at.to_string()), ("POWER", &power)]);
        assert_eq!(run.code, None, "not killed at change {at} of {n_changes}: {run:?}");
        let left = Left::of(&db, &batch.dir);
        n_before_anything += usize::from(left.contents.is_none());
        n_in_a_transaction += usize::from(left.is_in_a_transaction);
        if let Some(found) = left.contents {
            for table in ADDED_TO {
                is_within(table, &found[table], &expected[table]);
            }
        }
        assert_eq!(batch.run(&db), stdout, "after change {at} of {n_changes}, power {power}");
        are_the_same(&contents_at_the_end(&db, n_calls), &expected);
    }
    println!(
        "{n_kills} of {n_changes} changes, half of them with a loss of power; {n_before_anything} before there was a \
         database and {n_in_a_transaction} in the middle of a transaction"
    );
    assert!(n_before_anything > 0 && n_in_a_transaction > 0, "the moments are spread over the whole run");
}

#[cfg(target_os = "linux")]
impl Batch {
    /// How often an uninterrupted run changes the disk.
    fn n_changes(&self) -> usize {
        let disk = self.dir.path("counted");
        fs_err::create_dir(&disk).unwrap();
        let count = self.dir.path("count");
        self.with_shim(&disk.join("calls.db"), &[("COUNT", count.to_str().unwrap())]).expect(0);
        fs_err::read_to_string(count).unwrap().trim().parse().unwrap()
    }

    /// A run whose database is alone on its disk.
    fn with_shim(&self, db: &Path, settings: &[(&str, &str)]) -> Run {
        let mut command = self.dir.command(&self.args);
        let disk = disk(db.parent().unwrap());
        with_shim(command.env("RINGCHECK_DB", db), &[&[("FOLDER", disk.as_str())], settings].concat());
        finish(command.spawn().unwrap())
    }
}
