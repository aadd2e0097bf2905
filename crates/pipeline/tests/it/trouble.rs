//! Recordings that hang or make the program panic, and a database that somebody else has locked.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use ringcheck_pipeline::{FileLimit, Patience};
use ringcheck_transcription::{TranscribeError, Transcriber, Window};

use super::*;

/// What a transcriber does with the first window that it is given.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    Hangs,
    Panics,
}

struct Troubled {
    trouble: Trouble,
    is_over: AtomicBool,
    then: ReplayTranscriber,
}

#[expect(clippy::panic, reason = "it is what is tested")]
impl Transcriber for Troubled {
    fn transcribe(&self, window: &Window) -> Result<Vec<Segment>, TranscribeError> {
        if !self.is_over.swap(true, Ordering::SeqCst) {
            match self.trouble {
                Trouble::Hangs => thread::sleep(Duration::from_hours(1)),
                Trouble::Panics => panic!("a fault"),
            }
        }
        self.then.transcribe(window)
    }

    fn engine(&self) -> &Engine {
        self.then.engine()
    }
}

/// The first eight seconds of the recording, and a byte that tells one from another.
fn short_recording(bench: &Bench, name: &str, number: u8) -> PathBuf {
    let path = bench.folder.path().join(name);
    let mut bytes = fs_err::read(RECORDING).unwrap();
    bytes.truncate(128_000);
    bytes.push(number);
    fs_err::write(&path, bytes).unwrap();
    path
}

/// One job and one worker, so that whatever one recording keeps is kept from all.
fn run_in_trouble(trouble: Trouble, limit: FileLimit) -> (Bench, Vec<String>, Summary) {
    let mut bench = Bench::new();
    let then = ReplayTranscriber::new(SAID.iter().copied().map(segment).collect(), engine());
    let transcriber = Troubled { trouble, is_over: AtomicBool::new(false), then };
    bench.listener = Listener::new(Arc::new(transcriber), ListenOptions::default(), NonZeroUsize::MIN);
    let paths = ["a.wav", "b.wav", "c.wav"].map(|name| short_recording(&bench, name, name.as_bytes()[0]));
    let options = RunOptions { limit, ..RunOptions::of_jobs(NonZeroUsize::MIN) };
    let (reported, summary) = bench.run_with(&paths, options);
    (bench, reported, summary)
}

#[test]
fn a_recording_that_hangs_is_set_aside_and_the_others_go_on() {
    let begun = Instant::now();
    let limit = Duration::from_secs(6);
    let (bench, reported, summary) = run_in_trouble(Trouble::Hangs, FileLimit::Fixed(limit));
    assert!(begun.elapsed() >= limit && begun.elapsed() < Duration::from_mins(5), "{:?}", begun.elapsed());
    let said = format!("a.wav: `{}` was set aside: listening to it took more than 6 seconds", bench.path("a.wav"));
    assert_eq!(reported, [&said, "b.wav Nothing 1", "c.wav Nothing 1"]);
    assert_eq!((summary.n_scored, summary.n_failed, summary.n_left, summary.is_stopped), (2, 1, 0, false));
}

#[test]
fn a_panic_is_an_error_of_its_recording() {
    let (bench, reported, summary) = run_in_trouble(Trouble::Panics, FileLimit::None);
    let said = format!("a.wav: `{}` was set aside: the program failed while it worked on it", bench.path("a.wav"));
    assert_eq!(reported, [&said, "b.wav Nothing 1", "c.wav Nothing 1"]);
    assert_eq!((summary.n_scored, summary.n_failed), (2, 1));
    // The fault is over, so the next run makes up for it.
    let paths = ["a.wav", "b.wav"].map(|name| bench.folder.path().join(name));
    let (reported, _) = bench.run_with(&paths, RunOptions::of_jobs(NonZeroUsize::MIN));
    assert_eq!(reported, ["a.wav Nothing 1", "b.wav Scorecard 1"]);
}

/// The database itself waits ten seconds for a lock; the run waits longer.
#[test]
fn a_locked_database_is_waited_for() {
    let bench = Bench::new();
    let paths = [short_recording(&bench, "a.wav", 1)];
    let other = rusqlite::Connection::open(bench.db()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let patience = Patience { lock: Some(Duration::from_mins(5)), waits_for_space: false };
    let (reported, summary) = thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(Duration::from_secs(13));
            other.execute_batch("ROLLBACK").unwrap();
        });
        bench.run_with(&paths, RunOptions { patience, ..RunOptions::of_jobs(NonZeroUsize::MIN) })
    });
    assert_eq!(reported, ["waiting", "goes on", "a.wav Nothing 1"]);
    assert_eq!((summary.n_scored, summary.is_stopped), (1, false));
}

/// Whatever kills the process while it listens to a recording must not keep the others from being scored.
#[test]
fn a_recording_in_which_a_run_died_is_taken_last() {
    let bench = Bench::new();
    let paths = ["a.wav", "b.wav", "c.wav"].map(|name| short_recording(&bench, name, name.as_bytes()[0]));
    let died_in = ringcheck_ingest::sha256_of(&paths[0]).unwrap();
    bench.store.lock().unwrap().begin_attempt(&died_in).unwrap();
    let run = || bench.run_with(&paths, RunOptions::of_jobs(NonZeroUsize::MIN)).0;
    assert_eq!(run(), ["b.wav Nothing 1", "c.wav Nothing 1", "a.wav is last", "a.wav Nothing 1"].map(str::to_owned));
    for path in &paths {
        let recording = ringcheck_ingest::sha256_of(path).unwrap();
        assert_eq!(bench.store.lock().unwrap().unended_attempts(&recording).unwrap(), 0);
    }
    assert_eq!(run(), ["a.wav Scorecard 1", "b.wav Scorecard 1", "c.wav Scorecard 1"]);
}

#[test]
fn a_recording_that_was_given_up_or_stopped_is_no_attempt_that_did_not_end() {
    let n_unended = |bench: &Bench| {
        let recording = ringcheck_ingest::sha256_of(&bench.folder.path().join("a.wav")).unwrap();
        bench.store.lock().unwrap().unended_attempts(&recording).unwrap()
    };
    let limit = FileLimit::Fixed(Duration::from_secs(6));
    for (trouble, limit) in [(Trouble::Panics, FileLimit::None), (Trouble::Hangs, limit)] {
        let (bench, _, summary) = run_in_trouble(trouble, limit);
        assert_eq!((summary.n_failed, n_unended(&bench)), (1, 0), "{trouble:?}");
    }
    let bench = Bench::new();
    let path = short_recording(&bench, "a.wav", 1);
    let (rubric, cancel) = (Rubric::default_msp_inbound(), Cancel::default());
    // Asked for when the recording is begun with: it is stopped at its first block.
    let on_event = |event: Event| {
        if matches!(event, Event::Started { .. }) {
            cancel.request();
        }
    };
    let summary = run(
        std::iter::once(CallSource::of_file(path)),
        &bench.listener,
        Setting { rubric: &rubric, prompts: &[] },
        &bench.store,
        RunOptions::of_jobs(NonZeroUsize::MIN),
        &cancel,
        &on_event,
    );
    assert_eq!((summary.n_left, summary.is_stopped, n_unended(&bench)), (1, true, 0));
}
