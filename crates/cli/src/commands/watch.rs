//! `ringcheck watch`: recordings to stored scorecards as they land.
//!
//! Folders are looked through again and again, which works on network shares as well; a recording that has been quiet for
//! long enough is scored like by `ringcheck score`. A look that finds nothing new reads no recording.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use jiff::{Timestamp, ToSpan as _, Zoned, civil::Date};
use ringcheck_call::{Call, Scorecard, StartedAtSource};
use ringcheck_ingest::{DecodeErrorKind, WalkOptions, walk};
use ringcheck_metadata::Known;
use ringcheck_pipeline::{
    Cancel, Event, FileError, Listener, Patience, Reuse, RunOptions, Setting, Summary, run as run_batch,
};
use ringcheck_store::Store;

use crate::{
    args::{KnownArguments, WatchArguments},
    commands::{report::Reporter, score::tell_besides},
    exit::Exit,
    locks::lock,
    logging::RunLog,
    opinion,
    printer::{Printer, error_text, hinted},
    purged::Purged,
    setup, table,
    text::count,
    watching::{Memory, Stamp, hash_of},
    worklist::{Candidate, LeftOut, Listeners, Wanted, Worklist},
};

/// How often somebody who waits for the next look asks whether to end.
const PULSE: Duration = Duration::from_millis(200);

/// The reports of so many days are written again when a watch begins.
const N_DAYS_AGAIN: i64 = 7;

/// How long nothing is tried after the database failed in a way that waiting does not mend by itself.
const AFTER_FAILURE: Duration = Duration::from_mins(5);

/// How often the speech engine may fail on a recording as it is; the last time is two and a half hours after the first.
const MAX_ENGINE_FAILURES: u32 = 5;

pub(crate) fn run(arguments: &WatchArguments, printer: &Printer) -> anyhow::Result<Exit> {
    setup::refuse_no_paths(&arguments.paths, "watch")?;
    setup::warn_of_language(&arguments.engine.listen, printer);
    let rubric = setup::rubric(&arguments.engine.rubric)?;
    let prompts = setup::prompts(arguments.engine.prompts.as_deref())?;
    let db_path = setup::db_path(&arguments.db)?;
    let advisor = opinion::advisor(&arguments.opinion)?;
    let cancel = setup::cancel_on_interrupt()?;
    // Whatever is wrong with the records and days is told now, and not by the first recording that lands.
    let now = Zoned::now();
    let days = setup::days(&arguments.known.days, &now)?;
    // The first look tells of records that are out of reach, and waits for them.
    if let Err(error) = setup::known_sources(&arguments.known, days.as_ref(), &now, printer)
        && !has_records_out_of_reach(&arguments.known)
    {
        return Err(error);
    }
    let listener = setup::listener(&arguments.engine.listen, printer)?;
    let limit = setup::file_limit(arguments.unattended.file_limit, &arguments.engine.listen)?;
    // A watch has nobody to begin it again, so it waits for as long as it takes.
    let patience = Patience { lock: None, waits_for_space: true };
    let store = match setup::patient_store(&db_path, patience, &cancel, printer) {
        // Whoever ended it while it waited has ended a watch.
        Err(_) if cancel.is_requested() => return Ok(Exit::Done),
        opened => Mutex::new(opened?),
    };
    let mut watch = Watch {
        arguments,
        printer,
        listener: &listener,
        setting: Setting { rubric: &rubric, prompts: &prompts },
        store: &store,
        options: RunOptions { jobs: listener.n_workers(), advisor: advisor.as_ref(), limit, patience },
        cancel: &cancel,
        memory: Mutex::default(),
        problems: BTreeSet::new(),
        records: None,
        engine_failures: Mutex::default(),
        day: None,
        sum: Mutex::default(),
        days_to_report: Mutex::new(last_days(&now)),
        log: RunLog::begin("watch", &db_path),
    };
    printer.note(&format!(
        "watching {} every {}, database {}; Ctrl-C ends it",
        arguments.paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", "),
        count(usize::try_from(arguments.every).unwrap_or(usize::MAX), "second"),
        db_path.display()
    ));
    watch.until_cancelled();
    watch.report();
    // Ending a watch is how a watch ends.
    Ok(Exit::Done)
}

/// What a watch came to.
#[derive(Debug, Default)]
struct Sum {
    scored: usize,
    stored_before: usize,
    failed: usize,
}

struct Watch<'a> {
    arguments: &'a WatchArguments,
    printer: &'a Printer,
    listener: &'a Listener,
    setting: Setting<'a>,
    store: &'a Mutex<Store>,
    options: RunOptions<'a>,
    cancel: &'a Cancel,
    memory: Mutex<Memory>,
    /// What was wrong with the folders and records at the last look, as it was told.
    problems: BTreeSet<String>,
    /// How call detail records and the like looked when they were last read.
    records: Option<Vec<Option<Stamp>>>,
    /// Recordings on which the speech engine failed, how they looked then, and how often it did.
    engine_failures: Mutex<BTreeMap<PathBuf, (Option<Stamp>, u32)>>,
    /// The day of the last look.
    day: Option<Date>,
    sum: Mutex<Sum>,
    /// Days of which calls were scored since their reports were written.
    days_to_report: Mutex<BTreeSet<Date>>,
    log: RunLog,
}

/// What a look through the folders found.
struct Look {
    /// Whether a recording is new, has changed or is to be tried again.
    has_work: bool,
    /// What is wrong with folders.
    problems: BTreeSet<String>,
    n_left_for_later: usize,
}

/// Files that a batch took: they are done with once the batch is through.
#[derive(Default)]
struct Taken {
    /// How each looked, and what was known of its call.
    files: BTreeMap<PathBuf, (Stamp, u64)>,
    /// Those that failed for what may pass.
    tried_again: BTreeSet<PathBuf>,
}

impl Watch<'_> {
    fn until_cancelled(&mut self) {
        while !self.cancel.is_requested() {
            let begun = Instant::now();
            self.forget_on_a_new_day();
            let look = self.look();
            let mut problems = look.problems.clone();
            let records = self.stamps_of_records();
            // Until they were read once, nobody knows whether they can be.
            let is_news = self.records.is_none()
                || !self.arguments.known.cdr.is_empty() && self.records.as_ref() != Some(&records);
            let mut pause = Duration::from_secs(self.arguments.every);
            if look.has_work || is_news {
                match self.score(&look) {
                    Ok(true) => {
                        self.records = Some(records);
                        if look.problems.is_empty() {
                            lock(&self.memory).forget_missing();
                        }
                    }
                    Ok(false) => pause = pause.max(AFTER_FAILURE),
                    // Records that are being written are whole at the next look.
                    Err(error) => drop(problems.insert(error_text(&error))),
                }
            }
            self.tell_problems(problems);
            while begun.elapsed() < pause && !self.cancel.is_requested() {
                thread::sleep(PULSE);
            }
        }
    }

    /// With `today` or `yesterday` asked for, other calls are wanted on another day.
    fn forget_on_a_new_day(&mut self) {
        let days = &self.arguments.known.days;
        let now = Zoned::now();
        let Ok(zone) = setup::zone(days, &now) else { return };
        let today = now.with_time_zone(zone).date();
        let words = [&days.day, &days.since, &days.until].into_iter().flatten();
        let moves_on = words.map(String::as_str).any(|word| matches!(word.trim(), "today" | "yesterday"));
        if self.day.replace(today).is_some_and(|day| day != today) && moves_on {
            *lock(&self.memory) = Memory::default();
        }
    }

    fn walk_options(&self) -> WalkOptions {
        WalkOptions { now: Zoned::now().timestamp(), quiet: Duration::from_secs(self.arguments.known.walk.quiet_for) }
    }

    /// Looks at the names, sizes and times of all files.
    fn look(&self) -> Look {
        let mut memory = lock(&self.memory);
        memory.begin_look();
        let mut walk = walk(&self.arguments.paths, self.walk_options());
        let mut problems = BTreeSet::new();
        let mut has_work = false;
        for found in &mut walk {
            match found {
                // One that is gone again by now is nobody's.
                Ok(path) => has_work |= Stamp::of(&path).is_some_and(|stamp| !memory.is_as_it_was(&path, stamp)),
                Err(problem) if problem.is_empty_folder() => {}
                Err(problem) => drop(problems.insert(error_text(&problem.into()))),
            }
        }
        Look { has_work, problems, n_left_for_later: walk.left_for_later().len() }
    }

    /// Tells what is wrong, once, and that it is over.
    fn tell_problems(&mut self, problems: BTreeSet<String>) {
        for told in problems.difference(&self.problems) {
            self.printer.warn(&format!("{told}; waiting until that is mended"));
        }
        for told in self.problems.difference(&problems) {
            self.printer.note(&format!("mended: {told}"));
        }
        self.problems = problems;
    }

    /// How the files look that say something about calls.
    fn stamps_of_records(&self) -> Vec<Option<Stamp>> {
        let known = &self.arguments.known;
        known.cdr.iter().chain(&known.agents).map(|path| Stamp::of(path)).collect()
    }

    /// Scores what is new; `false` if it did not come to its end.
    fn score(&self, look: &Look) -> anyhow::Result<bool> {
        let now = Zoned::now();
        let known = &self.arguments.known;
        let days = setup::days(&known.days, &now)?;
        let sources = setup::known_sources(known, days.as_ref(), &now, self.printer)?;
        let wanted = Wanted {
            days,
            late: None,
            direction: setup::direction(known.direction),
            with_unrecorded: look.problems.is_empty() && self.arguments.paths.iter().all(|path| path.is_dir()),
            with_named: look.n_left_for_later == 0,
        };
        let taken: Mutex<Taken> = Mutex::default();
        let purged = Purged::of(&lock(self.store), &known.days)?;
        let is_settled = |candidate: &Candidate<'_>| purged.holds(candidate) || self.is_settled(candidate, &taken);
        let on_skipped = |paths: &[&Path]| {
            // One that is not wanted, and not one that is done with.
            for path in paths {
                if Stamp::of(path).is_some_and(|stamp| !lock(&self.memory).is_as_it_was(path, stamp)) {
                    take(path, 0, &taken);
                }
            }
        };
        let on_doubt = |path: &Path, doubt: &str| self.printer.warn(&format!("`{}`: {doubt}", path.display()));
        let listeners = Listeners { is_settled: &is_settled, on_skipped: &on_skipped, on_doubt: &on_doubt };
        let left_out = LeftOut::default();
        let records = known.cdr.first().map_or(Path::new("records"), PathBuf::as_path);
        let paths = walk(&self.arguments.paths, self.walk_options()).filter_map(Result::ok);
        let calls = Worklist::new(paths, &sources, records, &wanted, &left_out, listeners);
        let on_event = |event: Event| self.tell(event, &taken);
        let summary = run_batch(calls, self.listener, self.setting, self.store, self.options, self.cancel, &on_event);
        self.write_reports(&now);
        if summary.is_stopped {
            return Ok(false);
        }
        let Taken { files, tried_again } = taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut memory = lock(&self.memory);
        for (path, (stamp, known)) in files {
            if tried_again.contains(&path) {
                memory.put_off(&path, stamp, known);
            } else {
                lock(&self.engine_failures).remove(&path);
                memory.settle(&path, stamp, known);
            }
        }
        Ok(true)
    }

    /// Whether all files of a call are done with; those that are not are taken.
    fn is_settled(&self, candidate: &Candidate<'_>, taken: &Mutex<Taken>) -> bool {
        let known = hash_of(known_of(candidate.known));
        if candidate.files.is_empty() {
            let name =
                PathBuf::from(format!("unrecorded:{}", candidate.known.call.phone_system_id.as_deref().unwrap_or("")));
            let is_done = lock(&self.memory).is_done(&name, Stamp::NO_FILE, known);
            lock(taken).files.insert(name, (Stamp::NO_FILE, known));
            return is_done;
        }
        let is_done = |path: &Path| Stamp::of(path).is_some_and(|stamp| lock(&self.memory).is_done(path, stamp, known));
        let is_settled = candidate.files.iter().all(|file| is_done(&file.path));
        if !is_settled {
            for file in candidate.files {
                take(&file.path, known, taken);
            }
        }
        is_settled
    }

    /// Tells what became of a call, a line each; what was stored before is not told.
    fn tell(&self, event: Event, taken: &Mutex<Taken>) {
        self.log.take(&event);
        match event {
            Event::Scored { reuse: Reuse::Scorecard, .. } => lock(&self.sum).stored_before += 1,
            Event::Scored { path, scorecard, .. } => {
                lock(&self.sum).scored += 1;
                lock(&self.days_to_report).extend(self.day_of(&scorecard));
                let time = Zoned::now().strftime("%Y-%m-%d %H:%M:%S");
                self.printer.note(&format!("{time}  {}  {}", path.display(), table::score(&scorecard)));
                for recording in &scorecard.recordings {
                    for warning in &recording.warnings {
                        self.printer.warn(&format!("`{}`: {warning}", recording.path));
                    }
                }
                if self.arguments.json {
                    let line = serde_json::to_string(&scorecard).map_err(anyhow::Error::from);
                    if let Err(error) = line.and_then(|line| self.printer.data(&line)) {
                        self.printer.error(&error.context("a scorecard was stored and could not be written out"));
                    }
                }
            }
            Event::Failed { path, error } => {
                lock(&self.sum).failed += 1;
                let may_pass = self.may_pass(&path, &error);
                if may_pass {
                    lock(taken).tried_again.insert(path);
                }
                let hint = hint_of(&error, may_pass);
                self.printer.error_unlogged(&hinted(error, hint));
            }
            Event::Duplicate { path, same_as } => {
                self.printer.note(&format!("`{}` has the same bytes as `{}`", path.display(), same_as.display()));
            }
            other => tell_besides(&other, self.printer),
        }
    }

    /// Whether a recording failed for what may pass by itself, so that it is tried again as it is.
    ///
    /// One that takes too long or makes the program fail would do so each time.
    fn may_pass(&self, path: &Path, error: &FileError) -> bool {
        match error {
            FileError::Hash(_) => true,
            // What decodes a file that goes away meanwhile may take it for a broken one.
            FileError::Decode(error) => error.kind() == DecodeErrorKind::Io || Stamp::of(path).is_none(),
            FileError::Transcribe { .. } => {
                let stamp = Stamp::of(path);
                let mut failures = lock(&self.engine_failures);
                let (seen, n_failures) = failures.entry(path.to_owned()).or_insert((stamp, 0));
                if *seen != stamp {
                    (*seen, *n_failures) = (stamp, 0);
                }
                *n_failures += 1;
                *n_failures < MAX_ENGINE_FAILURES
            }
            _ => false,
        }
    }

    /// The day that a call is of; `None` where its start is unknown.
    fn day_of(&self, card: &Scorecard) -> Option<Date> {
        let zone = setup::zone(&self.arguments.known.days, &Zoned::now()).ok()?;
        let start: Timestamp = card.call.started_at.as_deref()?.parse().ok()?;
        Some(start.to_zoned(zone).date())
    }

    /// Writes the reports of the days of which calls were scored; those that fail are tried again after the next batch.
    fn write_reports(&self, now: &Zoned) {
        let afterwards = &self.arguments.afterwards;
        let (days, reporting, db) =
            (&self.arguments.known.days, &afterwards.reporting, self.arguments.db.db.as_deref());
        let db_path = lock(self.store).path().to_owned();
        let reporter = Reporter { days, reporting, db, db_path: &db_path, now };
        let due = std::mem::take(&mut *lock(&self.days_to_report));
        for day in due.into_iter().filter(|_| !afterwards.no_report) {
            if let Err(error) = reporter.of_day(day) {
                self.printer.error(&error.context(format!("the report of {day} was not written")));
                lock(&self.days_to_report).insert(day);
            }
        }
    }

    fn report(&self) {
        let Sum { scored: n_scored, stored_before: n_stored_before, failed: n_failed } = &*lock(&self.sum);
        let mut said = vec![format!("{} scored", count(*n_scored, "call"))];
        if *n_stored_before > 0 {
            said.push(format!("{n_stored_before} stored before"));
        }
        if *n_failed > 0 {
            said.push(format!("{} failed", count(*n_failed, "recording")));
        }
        self.printer.note(&format!("stopped watching: {}", said.join(", ")));
        let (n_scored, n_unchanged, n_failed) = (n_scored + n_stored_before, *n_stored_before, *n_failed);
        self.log.end(&Summary { n_scored, n_unchanged, n_failed, ..Summary::default() }, Exit::Done);
    }
}

/// The days whose reports an earlier watch may have left unwritten when it was ended.
fn last_days(now: &Zoned) -> BTreeSet<Date> {
    (0..N_DAYS_AGAIN).filter_map(|n| now.date().checked_sub(n.days()).ok()).collect()
}

/// What the user can do about a recording that failed, and what the watch does.
fn hint_of(error: &FileError, is_tried_again: bool) -> Option<String> {
    match error {
        FileError::Transcribe { .. } if is_tried_again => Some(
            "it is tried again by itself, a few times; if it goes on failing, watch with another model (`--model`)"
                .to_owned(),
        ),
        FileError::Transcribe { .. } => Some(
            "it failed again and again, and is not tried again until it changes; try another model with `--model`"
                .to_owned(),
        ),
        FileError::TooSlow { .. } => Some(
            "it is not tried again until it changes or the watch is started anew; if it is in order and only long, \
             give it more time with `--file-limit SECONDS`"
                .to_owned(),
        ),
        error if is_tried_again => {
            let advice = error.hint().map_or_else(String::new, |hint| format!("{hint}; "));
            Some(format!("{advice}it is tried again by itself"))
        }
        error => error.hint(),
    }
}

/// Whether a file that says something about calls cannot be read now, or has nothing in it yet.
fn has_records_out_of_reach(known: &KnownArguments) -> bool {
    let first_byte = |path: &PathBuf| fs_err::File::open(path)?.read(&mut [0]);
    let mut records = known.cdr.iter().chain(&known.agents).filter(|path| path.is_file() || !path.exists());
    records.any(|path| !first_byte(path).is_ok_and(|n_bytes| n_bytes > 0))
}

fn take(path: &Path, known: u64, taken: &Mutex<Taken>) {
    if let Some(stamp) = Stamp::of(path) {
        lock(taken).files.insert(path.to_owned(), (stamp, known));
    }
}

/// What is known of a call, but for a start that is only its file's time.
fn known_of(known: &Known) -> String {
    let call = match known.call.started_at_source {
        Some(StartedAtSource::FileTime) => Call { started_at: None, ..known.call.clone() },
        _ => known.call.clone(),
    };
    serde_json::to_string(&call).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_agrees_with_what_the_watch_does() {
        let path = PathBuf::from("a.wav");
        let slow = FileError::TooSlow { path: path.clone(), limit: Duration::from_mins(10) };
        let said = |error: &FileError, is_tried_again| hint_of(error, is_tried_again).unwrap_or_default();
        assert!(said(&slow, false).contains("not tried again until it changes"));
        let gone = FileError::from(ringcheck_ingest::sha256_of(Path::new("no/such/recording.wav")).unwrap_err());
        assert_eq!(said(&gone, true), "it is tried again by itself");
        let unread = FileError::from(ringcheck_ingest::examine(Path::new("no/such/recording.wav")).unwrap_err());
        assert!(said(&unread, true).ends_with("renamed; it is tried again by itself"), "{}", said(&unread, true));
        assert!(!said(&unread, false).contains("tried again"));
        let source = ringcheck_transcription::TranscribeError::Vocabulary { n_terms: 500 };
        let engine = FileError::Transcribe { path, source };
        assert!(said(&engine, true).contains("tried again by itself, a few times"));
        assert!(said(&engine, false).contains("not tried again until it changes"));
    }
}
