//! `ringcheck score`: recordings to stored scorecards.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use jiff::Zoned;
use ringcheck_call::{Scorecard, StartedAtSource};
use ringcheck_ingest::{WalkOptions, walk};
use ringcheck_pipeline::{
    Advisor, Cancel, Event, Reuse, RunOptions, Setting, Summary, run as run_batch, score_transcripts,
};
use ringcheck_report::shell_word;
use ringcheck_store::Store;

use crate::{
    args::{ScoreArguments, patience},
    commands::report::{Reporter, show},
    exit::Exit,
    late::{LateCalls, Lateness},
    locks::lock,
    logging::RunLog,
    opinion,
    printer::{Printer, hinted},
    progress::Progress,
    purged::Purged,
    setup,
    survey::Survey,
    table,
    text::{clock, count},
    worklist::{Candidate, LeftOut, Listeners, Wanted, Worklist},
};

/// The table shows at most this many calls, those that need somebody most.
const MAX_ROWS: usize = 25;

pub(crate) fn run(arguments: &ScoreArguments, printer: &Printer) -> anyhow::Result<Exit> {
    setup::refuse_no_paths(&arguments.paths, "score")?;
    setup::warn_of_language(&arguments.engine.listen, printer);
    let rubric = setup::rubric(&arguments.engine.rubric)?;
    let folder = arguments.engine.prompts.as_deref();
    if arguments.transcript && folder.is_some() {
        printer.note("--prompts does nothing here: prompts are matched by their sound, and a transcript has none");
    }
    let prompts = setup::prompts(folder.filter(|_| !arguments.transcript))?;
    let setting = Setting { rubric: &rubric, prompts: &prompts };
    let db_path = setup::db_path(&arguments.db)?;
    let advisor = opinion::advisor(&arguments.opinion)?;
    let cancel = setup::cancel_on_interrupt()?;
    let results = Results::new(arguments, printer, RunLog::begin("score", &db_path));
    let (summary, n_problems) = if arguments.transcript {
        let store = Mutex::new(setup::store(&db_path, &arguments.unattended, &cancel, printer)?);
        score_imports(arguments, setting, advisor.as_ref(), &store, &cancel, &results)?
    } else {
        score_recordings(arguments, setting, advisor.as_ref(), &db_path, &cancel, &results)?
    };
    if let Some(advisor) = &advisor {
        printer.note(&opinion::told(advisor.counts()));
    }
    Ok(results.report(summary, n_problems, &db_path, &cancel))
}

/// Scores recordings and what the records know besides; how many paths yielded nothing goes with the summary.
fn score_recordings(
    arguments: &ScoreArguments,
    setting: Setting<'_>,
    advisor: Option<&Advisor>,
    db_path: &Path,
    cancel: &Cancel,
    results: &Results<'_>,
) -> anyhow::Result<(Summary, usize)> {
    let printer = results.printer;
    let now = Zoned::now();
    let known = &arguments.known;
    let days = setup::days(&known.days, &now)?;
    let late = setup::late_days(&known.days, days.as_ref(), arguments.late_days, &now)?;
    let sources = setup::known_sources(known, setup::with_late(days.as_ref(), late.as_ref()).as_ref(), &now, printer)?;
    let options = WalkOptions { now: now.timestamp(), quiet: Duration::from_secs(known.walk.quiet_for) };
    let survey = Survey::of(walk(&arguments.paths, options));
    survey.refuse_nothing(!known.cdr.is_empty(), printer)?;
    let mut wanted = Wanted {
        days,
        late: None,
        direction: setup::direction(known.direction),
        with_unrecorded: survey.problems.is_empty() && arguments.paths.iter().all(|path| path.is_dir()),
        with_named: survey.n_left_for_later == 0,
    };
    if !known.cdr.is_empty() && !wanted.with_unrecorded {
        printer.note("calls in the records without a recording are not judged: only whole folders that can be read show that there is none");
    }
    let listener = setup::listener(&arguments.engine.listen, printer)?;
    let limit = setup::file_limit(arguments.unattended.file_limit, &arguments.engine.listen)?;
    let store = Mutex::new(setup::store(db_path, &arguments.unattended, cancel, printer)?);
    let zone = setup::zone(&known.days, &now)?;
    let late_calls = LateCalls::new(&store, late, &zone, cancel)?;
    wanted.late = late_calls.days().cloned();
    *lock(&results.lateness) = late_calls.days().map(|days| Lateness::new(days.clone(), zone));
    survey.tell(&known.walk, printer);
    let progress = Progress::new(printer, survey.n_recordings, !arguments.no_progress);
    let options_of_run =
        RunOptions { jobs: listener.n_workers(), advisor, limit, patience: patience(&arguments.unattended) };
    let on_event = |event: Event| {
        late_calls.take(&event);
        results.take(event, Some(&progress));
    };
    // What yields nothing was told already.
    let paths = walk(&arguments.paths, options).filter_map(Result::ok);
    let left_out = LeftOut::default();
    let records = known.cdr.first().map_or(Path::new("records"), PathBuf::as_path);
    let on_skipped = |paths: &[&Path]| progress.skipped(paths.len());
    let on_doubt = |path: &Path, doubt: &str| {
        progress.aside(|| printer.warn(&format!("`{}`: {doubt}", path.display())));
    };
    let purged = Purged::of(&lock(&store), &known.days)?;
    let is_settled = |candidate: &Candidate<'_>| purged.holds(candidate) || late_calls.is_settled(candidate);
    let listeners = Listeners { is_settled: &is_settled, on_skipped: &on_skipped, on_doubt: &on_doubt };
    let calls = Worklist::new(paths, &sources, records, &wanted, &left_out, listeners);
    let summary = run_batch(calls, &listener, setting, &store, options_of_run, cancel, &on_event);
    drop(progress);
    left_out.tell(printer);
    purged.tell(printer);
    Ok((summary, survey.problems.len()))
}

fn score_imports(
    arguments: &ScoreArguments,
    setting: Setting<'_>,
    advisor: Option<&Advisor>,
    store: &Mutex<Store>,
    cancel: &Cancel,
    results: &Results<'_>,
) -> anyhow::Result<(Summary, usize)> {
    let masking = setup::masking(&arguments.engine.listen);
    let patience = patience(&arguments.unattended);
    let options = RunOptions { advisor, patience, ..RunOptions::of_jobs(NonZeroUsize::MIN) };
    let mut total = Summary::default();
    let mut unreadable = Vec::new();
    for path in &arguments.paths {
        let on_event = |event: Event| results.take(event, None);
        match score_transcripts(path, setting, &masking, store, options, cancel, &on_event) {
            Ok(summary) => {
                total.n_scored += summary.n_scored;
                total.n_unchanged += summary.n_unchanged;
                total.n_failed += summary.n_failed;
                if summary.is_stopped {
                    total.is_stopped = true;
                    break;
                }
            }
            Err(error) => unreadable.push(hinted(error, Some("name files of transcripts that you may read"))),
        }
    }
    if unreadable.len() == arguments.paths.len()
        && let Some(last) = unreadable.pop()
    {
        for error in &unreadable {
            results.printer.error(error);
        }
        return Err(last);
    }
    for error in &unreadable {
        results.printer.error(error);
    }
    Ok((total, unreadable.len()))
}

/// The calls that a run found: those that need somebody most, and how many there are of each kind.
#[derive(Default)]
struct Found {
    cards: Vec<Scorecard>,
    /// Those of all calls, for the report.
    ids: Vec<String>,
    n_cards: usize,
    n_below: usize,
    n_of_file: usize,
    n_review: usize,
}

impl Found {
    /// Scorecards are large and calls are many: only those that may be shown are kept.
    fn add(&mut self, card: Scorecard, fail_under: Option<f64>) {
        self.n_cards += 1;
        self.n_below += usize::from(fail_under.is_some_and(|limit| is_below(&card, limit)));
        self.n_of_file += usize::from(card.call.started_at_source == Some(StartedAtSource::FileTime));
        self.n_review += usize::from(card.needs_review);
        self.ids.push(card.id.clone());
        self.cards.push(card);
        if self.cards.len() >= 4 * MAX_ROWS {
            self.keep_most_urgent();
        }
    }

    fn keep_most_urgent(&mut self) {
        self.cards.sort_by_cached_key(table::urgency);
        self.cards.truncate(MAX_ROWS);
    }
}

/// What a run has come to so far.
struct Results<'a> {
    arguments: &'a ScoreArguments,
    printer: &'a Printer,
    found: Mutex<Found>,
    lateness: Mutex<Option<Lateness>>,
    output: Mutex<anyhow::Result<()>>,
    log: RunLog,
}

impl<'a> Results<'a> {
    fn new(arguments: &'a ScoreArguments, printer: &'a Printer, log: RunLog) -> Self {
        let (found, lateness, output) = (Mutex::default(), Mutex::default(), Mutex::new(Ok(())));
        Self { arguments, printer, found, lateness, output, log }
    }

    fn take(&self, event: Event, progress: Option<&Progress<'_>>) {
        self.log.take(&event);
        match event {
            Event::Transcribed { audio_ms } => {
                if let Some(progress) = progress {
                    progress.heard(audio_ms);
                }
            }
            Event::Scored { path, scorecard, reuse } => {
                let outcome = match reuse {
                    Reuse::Scorecard => format!("{}, stored before", table::score(&scorecard)),
                    Reuse::Transcript => format!("{}, from the stored transcript", table::score(&scorecard)),
                    Reuse::Nothing => table::score(&scorecard),
                };
                match progress {
                    Some(progress) => progress.done(&path, scorecard.recordings.len(), &outcome),
                    None => self.printer.note(&format!("{}  {outcome}", path.display())),
                }
                let warn = || {
                    for recording in &scorecard.recordings {
                        for warning in &recording.warnings {
                            self.printer.warn(&format!("`{}`: {warning}", recording.path));
                        }
                    }
                };
                progress.map_or_else(warn, |p| p.aside(warn));
                if self.arguments.json {
                    let line = serde_json::to_string(&scorecard).map_err(anyhow::Error::from);
                    let written = line.and_then(|line| self.printer.data(&line));
                    let mut output = lock(&self.output);
                    if output.is_ok() {
                        *output = written;
                    }
                }
                if reuse != Reuse::Scorecard
                    && let Some(lateness) = lock(&self.lateness).as_mut()
                {
                    lateness.add(scorecard.call.started_at.as_deref());
                }
                lock(&self.found).add(*scorecard, self.arguments.fail_under);
            }
            Event::Duplicate { path, same_as } => {
                let tell = || {
                    self.printer.note(&format!("`{}` has the same bytes as `{}`", path.display(), same_as.display()));
                };
                progress.map_or_else(tell, |p| p.aside(tell));
            }
            Event::Failed { path, error } => {
                if let Some(progress) = progress {
                    progress.done(&path, 1, "failed");
                }
                let hint = error.hint();
                let tell = || self.printer.error_unlogged(&hinted(error, hint));
                match progress {
                    Some(progress) => progress.aside(tell),
                    None => tell(),
                }
            }
            other => {
                let tell = || tell_besides(&other, self.printer);
                progress.map_or_else(tell, |p| p.aside(tell));
            }
        }
    }

    fn report(self, summary: Summary, n_problems: usize, db_path: &Path, cancel: &Cancel) -> Exit {
        let mut output = self.output.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut found = self.found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        found.keep_most_urgent();
        let Found { cards, ids, n_cards, n_below, n_of_file, n_review } = found;
        let (arguments, printer) = (self.arguments, self.printer);
        if !arguments.json && !cards.is_empty() {
            let shown: Vec<&Scorecard> = cards.iter().collect();
            output = output.and(printer.page(&table::scorecards(&shown)));
            printer.note(&format!("\n{}", table::LEGEND));
            if n_cards > cards.len() {
                printer
                    .note(&format!("and {} more: ringcheck list --sort score", count(n_cards - cards.len(), "call")));
            }
        }
        let n_failed = summary.n_failed + n_problems;
        printer.note(&outcome_line(&summary, n_failed, n_review));
        let lateness = self.lateness.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(lateness) = &lateness {
            lateness.tell(printer);
        }
        if n_of_file > 0 {
            printer.note(&format!(
                "{} dated by the file's own time, since no name, sidecar or record says more: docs/phone-systems.md",
                count(n_of_file, "call")
            ));
        }
        printer.note(&format!("database: {}", db_path.display()));
        if let Some(worst) = cards.first().filter(|_| !arguments.json) {
            let db = arguments.db.db.as_ref().map(|db| format!(" --db {}", shell_word(&db.display().to_string())));
            let db = db.unwrap_or_default();
            let name = shell_word(&table::call_name(worst));
            printer.note(&format!(
                "next: `ringcheck show {name}{db}` for the words behind a score, `ringcheck list{db}` for all calls"
            ));
        }
        if n_below > 0 {
            printer.note(&format!("{} below --fail-under or failed a critical criterion", count(n_below, "call")));
        }
        let mut findings = if n_failed > 0 || n_below > 0 { Exit::Findings } else { Exit::Done };
        if let Err(error) = output {
            printer.error(&error.context("calls are scored and stored, but what is printed could not be written"));
            findings = Exit::Findings;
        }
        if n_cards > 0
            && !cancel.is_requested()
            && !arguments.afterwards.no_report
            && let Err(error) = write_reports(arguments, ids, lateness.as_ref(), db_path, printer)
        {
            printer.error(&error.context("calls are scored and stored, but the report was not written"));
            findings = Exit::Findings;
        }
        let interrupted = if cancel.is_requested() { Exit::Interrupted } else { Exit::Done };
        let exit = findings.and(interrupted);
        self.log.end(&summary, exit);
        exit
    }
}

/// Writes the report of the run, or with a day that of the day, and anew those of the days of which calls may be late: a
/// run that ended before it came to its reports is made up for.
fn write_reports(
    arguments: &ScoreArguments,
    call_ids: Vec<String>,
    lateness: Option<&Lateness>,
    db_path: &Path,
    printer: &Printer,
) -> anyhow::Result<()> {
    let now = Zoned::now();
    let days = &arguments.known.days;
    let (reporting, db) = (&arguments.afterwards.reporting, arguments.db.db.as_deref());
    let reporter = Reporter { days, reporting, db, db_path, now: &now };
    let first = setup::days(days, &now)?.filter(|_| days.day.is_some()).and_then(|range| range.since());
    let written = match first {
        Some(first) => reporter.of_day(first.to_zoned(setup::zone(days, &now)?).date())?,
        None => reporter.of_run(call_ids)?,
    };
    if let Some(written) = &written {
        printer.note(&format!("\n{}", written.summary.trim_end()));
        printer.note(&format!("report: {}", written.file.display()));
    }
    for (day, has_late_calls) in lateness.iter().flat_map(|lateness| lateness.days()) {
        if let Some(late) = reporter.of_day(day)?.filter(|_| has_late_calls) {
            printer.note(&format!("report of {day}: {}", late.file.display()));
        }
    }
    if arguments.open {
        show(written.as_ref().map(|written| written.file.as_path()), printer);
    }
    Ok(())
}

/// What a run tells of itself beside what became of calls.
pub(crate) fn tell_besides(event: &Event, printer: &Printer) {
    match event {
        Event::TakenLast { path } => printer.note(&format!(
            "`{}` is taken last: an earlier run began to listen to it and never ended (or another run is at it now)",
            path.display()
        )),
        Event::Waiting { error } => {
            let hint = error.hint().map_or_else(String::new, |hint| format!("; {hint}"));
            printer.warn(&format!("waiting: {}{hint}", error_chain(error)));
        }
        Event::GoesOn => printer.note("the database can be written to again: going on"),
        _ => {}
    }
}

fn error_chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// What a run came to, on one line.
fn outcome_line(summary: &Summary, n_failed: usize, n_review: usize) -> String {
    let mut said = vec![format!("{} scored", count(summary.n_scored, "call"))];
    if summary.n_unchanged > 0 {
        said.push(format!("{} unchanged since last time", summary.n_unchanged));
    }
    if n_review > 0 {
        said.push(format!("{n_review} to be looked at by a person"));
    }
    if n_failed > 0 {
        said.push(format!("{n_failed} failed"));
    }
    if summary.n_duplicates > 0 {
        said.push(format!("{} with the same bytes as another", count(summary.n_duplicates, "recording")));
    }
    if summary.n_left > 0 {
        said.push(format!("{} not done", summary.n_left));
    } else if summary.is_stopped {
        said.push("stopped before the end".to_owned());
    }
    if summary.audio_ms > 0 {
        said.push(format!("{} of calls listened to", clock(summary.audio_ms)));
    }
    said.join(", ")
}

fn is_below(card: &Scorecard, limit: f64) -> bool {
    card.score.percent.is_some_and(|percent| percent < limit) || !card.score.critical_failed.is_empty()
}
