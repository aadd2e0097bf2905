//! All recordings of `fixtures/calls/`, scored once for all tests.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::Duration,
};

use serde_json::{Value, json};

use crate::harness::{Run, TestDir, fixture};

/// After this long a run's results are left over from one that is done.
const KEPT: Duration = Duration::from_hours(24);

static SHARED: LazyLock<Shared> = LazyLock::new(Shared::of_this_run);

/// The run over the recordings, and its scorecards in the order of the file names.
pub(crate) struct Shared {
    folder: PathBuf,
    pub(crate) run: Run,
    pub(crate) cards: Vec<Value>,
}

/// The one run of `ringcheck score --json fixtures/calls`; the first test that asks for it waits half a minute.
pub(crate) fn shared() -> &'static Shared {
    &SHARED
}

/// The folder that [`shared`] scored, as it was given to the program.
pub(crate) fn calls() -> PathBuf {
    fixture("calls")
}

impl Shared {
    /// What this run of the test suite has scored already, or scores now.
    ///
    /// `cargo test` runs all tests in one process, `cargo nextest` each in its own and names the run in a variable.
    fn of_this_run() -> Self {
        let run = std::env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| std::process::id().to_string());
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scored");
        fs_err::create_dir_all(&all).unwrap();
        // Until it is dropped, other processes wait here.
        let lock = File::options().create(true).append(true).open(all.join("lock")).unwrap();
        lock.lock().unwrap();
        let folder = all.join(run);
        if !folder.join("run.json").exists() {
            remove_old(&all);
            score(&folder);
        }
        Self::read(folder)
    }

    fn read(folder: PathBuf) -> Self {
        let text = |name: &str| fs_err::read_to_string(folder.join(name)).unwrap();
        let facts: Value = serde_json::from_str(&text("run.json")).unwrap();
        let run = Run {
            code: facts["code"].as_i64().map(|code| i32::try_from(code).unwrap()),
            stdout: text("stdout"),
            stderr: text("stderr"),
            elapsed: Duration::from_secs_f64(facts["seconds"].as_f64().unwrap()),
            peak_bytes: facts["peak_bytes"].as_u64(),
        };
        let cards = run.json_lines();
        Self { folder, run, cards }
    }

    /// A test's own copy of the database.
    pub(crate) fn dir_with_db(&self) -> TestDir {
        let dir = TestDir::new();
        dir.copy(&self.folder.join("calls.db"), "calls.db");
        dir
    }

    /// The scorecard of a recording.
    #[track_caller]
    pub(crate) fn card(&self, file: &str) -> &Value {
        let found = self.cards.iter().find(|card| file_name(card) == file);
        found.unwrap_or_else(|| panic!("{file} has no scorecard"))
    }

    /// The line of stdout with the scorecard of a recording.
    #[track_caller]
    pub(crate) fn line(&self, file: &str) -> &str {
        let lines = self.run.stdout.lines().zip(&self.cards);
        let mut found = lines.filter(|(_, card)| file_name(card) == file).map(|(line, _)| line);
        found.next().unwrap_or_else(|| panic!("{file} has no scorecard"))
    }
}

/// The file name of a scorecard's recording.
pub(crate) fn file_name(card: &Value) -> &str {
    Path::new(card["recordings"][0]["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap()
}

/// A criterion of a scorecard.
#[track_caller]
pub(crate) fn criterion<'a>(card: &'a Value, id: &str) -> &'a Value {
    let found = card["criteria"].as_array().unwrap().iter().find(|criterion| criterion["id"] == id);
    found.unwrap_or_else(|| panic!("the scorecard has no {id}"))
}

/// The name of the file with the truth about a recording's call.
pub(crate) fn truth_file(recording: &str) -> String {
    format!("{}.truth.json", recording.split('.').next().unwrap())
}

/// The truth about a recording's call.
pub(crate) fn truth_of(recording: &str) -> Value {
    let text = fs_err::read_to_string(calls().join(truth_file(recording))).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(truth["file"], recording);
    truth
}

/// Scores the recordings and keeps the database and what the run wrote.
fn score(folder: &Path) {
    fs_err::create_dir_all(folder).unwrap();
    let dir = TestDir::new();
    let run = dir.run(["score".as_ref(), "--json".as_ref(), calls().as_os_str()]);
    fs_err::copy(dir.db(), folder.join("calls.db")).unwrap();
    fs_err::write(folder.join("stdout"), &run.stdout).unwrap();
    fs_err::write(folder.join("stderr"), &run.stderr).unwrap();
    let facts = json!({"code": run.code, "seconds": run.elapsed.as_secs_f64(), "peak_bytes": run.peak_bytes});
    // Written last: it says that the rest is there.
    fs_err::write(folder.join("run.json"), facts.to_string()).unwrap();
}

fn remove_old(all: &Path) {
    for entry in fs_err::read_dir(all).unwrap().map(Result::unwrap) {
        let metadata = entry.metadata().unwrap();
        if metadata.is_dir() && metadata.modified().unwrap().elapsed().is_ok_and(|age| age > KEPT) {
            fs_err::remove_dir_all(entry.path()).unwrap();
        }
    }
}
