//! `ringcheck report`: what an owner wants to know of stored calls.

use std::{
    io::{self, IsTerminal as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use jiff::{ToSpan as _, Zoned, civil::Date, tz::TimeZone};
use ringcheck_metadata::DayRange;
use ringcheck_report::{
    LeadRecords, N_LISTED, Report, ReportBuilder, ReportOptions, Scope, figures_text, html, markdown, text,
};
use ringcheck_store::{CallFilter, Store};

use crate::{
    args::{DayArguments, ReportArguments, ReportFormat, ReportingArguments},
    commands::list::open,
    exit::Exit,
    out_folder::{check_file_beside, write_owners_file},
    printer::{Printer, hinted},
    setup,
};

/// How many days a report is about where none are named; the last is yesterday.
const N_DAYS: i64 = 7;

/// The folder beside the database that reports go to.
pub(super) const FOLDER: &str = "reports";

/// The name of the page about the calls of the last run, without its ending.
pub(super) const LAST_RUN: &str = "latest-run";

pub(crate) fn run(arguments: &ReportArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let now = Zoned::now();
    let db_path = setup::db_path(&arguments.db)?;
    if let Some(file) = &arguments.out {
        check_file_beside(file, arguments.force, &db_path)?;
    }
    let (filter, options) = asked(arguments, &now)?;
    let store = open(&db_path)?;
    let mut report = build(&store, &filter, options)?;
    let n_told = if arguments.format == ReportFormat::Json { usize::MAX } else { N_LISTED };
    tell_leads(&store, &mut report, n_told)?;
    let page = match arguments.format {
        ReportFormat::Html => html(&report),
        ReportFormat::Md => markdown(&report),
        ReportFormat::Json => format!("{}\n", serde_json::to_string(&report)?),
        ReportFormat::Text => text(&report),
    };
    let file = match (&arguments.out, arguments.format) {
        (Some(file), _) => {
            write_private(file, &page)?;
            Some(file.clone())
        }
        (None, ReportFormat::Html) => Some(write_beside(&db_path, &file_name(&report), &page)?),
        (None, ReportFormat::Json) => {
            printer.data(page.trim_end())?;
            None
        }
        (None, ReportFormat::Md | ReportFormat::Text) => {
            printer.page(page.trim_end())?;
            None
        }
    };
    if let Some(file) = &file {
        printer.note(summary(&report).trim_end());
        printer.data(&file.display().to_string())?;
    }
    if arguments.open {
        show(file.as_deref(), printer);
    }
    Ok(Exit::Done)
}

/// What a command that scores reports with.
pub(crate) struct Reporter<'a> {
    /// The time zone that days are in.
    pub(crate) days: &'a DayArguments,
    pub(crate) reporting: &'a ReportingArguments,
    /// The database as the user named it, for the commands that a report names; `None` where they find it themselves.
    pub(crate) db: Option<&'a Path>,
    pub(crate) db_path: &'a Path,
    pub(crate) now: &'a Zoned,
}

/// What a report came to.
pub(crate) struct Written {
    /// The summary for stderr.
    pub(crate) summary: String,
    /// The HTML file.
    pub(crate) file: PathBuf,
}

impl Reporter<'_> {
    /// Reports on the calls of a run; the report of the run before is replaced.
    pub(crate) fn of_run(&self, call_ids: Vec<String>) -> anyhow::Result<Option<Written>> {
        let filter = CallFilter { call_ids: Some(call_ids), ..CallFilter::default() };
        self.write(&filter, Scope::Run, LAST_RUN)
    }

    /// Reports on all stored calls of a day; an earlier report of that day is replaced. `None` if there are none.
    pub(crate) fn of_day(&self, day: Date) -> anyhow::Result<Option<Written>> {
        let zone = setup::zone(self.days, self.now)?;
        let name = day.to_string();
        let range = DayRange::between(Some(&name), Some(&name), self.now.timestamp(), &zone)?;
        let filter = CallFilter { since: range.since(), until: range.before(), ..CallFilter::default() };
        self.write(&filter, Scope::Days { first: Some(day), last: Some(day) }, &name)
    }

    fn write(&self, filter: &CallFilter, scope: Scope, name: &str) -> anyhow::Result<Option<Written>> {
        let options = ReportOptions { scope, ..options(self.reporting, self.days, self.db, self.now)? };
        let store = open(self.db_path)?;
        let mut report = build(&store, filter, options)?;
        if report.calls.total == 0 {
            return Ok(None);
        }
        tell_leads(&store, &mut report, N_LISTED)?;
        let file = write_beside(self.db_path, name, &html(&report))?;
        Ok(Some(Written { summary: summary(&report), file }))
    }
}

/// The summary for stderr: words and numbers of callers are for whoever sits before a terminal, and not for the log that
/// a scheduler makes of it.
fn summary(report: &Report) -> String {
    if io::stderr().is_terminal() { text(report) } else { figures_text(report) }
}

/// Which calls are asked for, and how they are told.
fn asked(arguments: &ReportArguments, now: &Zoned) -> anyhow::Result<(CallFilter, ReportOptions)> {
    let days = with_default_days(arguments, now)?;
    let db = arguments.db.db.as_deref();
    let options =
        ReportOptions { agent_name: arguments.agent.clone(), ..options(&arguments.reporting, &days, db, now)? };
    let range = setup::days(&days, now)?;
    let scope = match &range {
        None => Scope::All,
        Some(range) => scope_of(range, &options.zone),
    };
    let filter = CallFilter {
        since: range.as_ref().and_then(DayRange::since),
        until: range.as_ref().and_then(DayRange::before),
        agent_name: arguments.agent.clone(),
        ..CallFilter::default()
    };
    Ok((filter, ReportOptions { scope, ..options }))
}

/// The days that the arguments name; the seven up to yesterday where they name none, and not all.
fn with_default_days(arguments: &ReportArguments, now: &Zoned) -> anyhow::Result<DayArguments> {
    let days = &arguments.days;
    if arguments.all || days.day.is_some() || days.since.is_some() || days.until.is_some() {
        return Ok(days.clone());
    }
    let today = now.with_time_zone(setup::zone(days, now)?).date();
    let first = today.checked_sub(N_DAYS.days())?;
    Ok(DayArguments { since: Some(first.to_string()), until: Some("yesterday".to_owned()), ..days.clone() })
}

pub(crate) fn scope_of(range: &DayRange, zone: &TimeZone) -> Scope {
    let day = |at: jiff::Timestamp| at.to_zoned(zone.clone()).date();
    // A range ends where the day after its last begins.
    let last = |before: jiff::Timestamp| day(before).yesterday().unwrap_or(Date::MIN);
    Scope::Days { first: range.since().map(day), last: range.before().map(last) }
}

fn options(
    reporting: &ReportingArguments,
    days: &DayArguments,
    db: Option<&Path>,
    now: &Zoned,
) -> anyhow::Result<ReportOptions> {
    Ok(ReportOptions {
        title: reporting.title.clone(),
        scope: Scope::All,
        agent_name: None,
        zone: setup::zone(days, now)?,
        now: now.timestamp(),
        lead_value: reporting.lead_value,
        currency: reporting.currency.clone(),
        min_calls: reporting.min_calls,
        db: db.map(|db| db.display().to_string()),
        timezone: days.timezone.clone(),
    })
}

/// Reads what is stored, call by call: each once if the report is about all of them. No words are read of leads.
pub(crate) fn build(store: &Store, filter: &CallFilter, options: ReportOptions) -> anyhow::Result<Report> {
    let is_of_days = matches!(options.scope, Scope::Days { .. });
    let is_of_all = *filter == CallFilter::default();
    let records = LeadRecords { said_numbers: store.said_numbers(filter)?, follow_ups: store.follow_ups()? };
    let mut builder = ReportBuilder::new(options, records).with_practised(store.practised()?);
    store.for_each_facts(filter, &mut |call| {
        builder.add(&call);
        if is_of_all {
            builder.add_context(&call);
        }
        ControlFlow::Continue(())
    })?;
    if is_of_days {
        builder.add_without_start(store.count_without_start(filter)?);
    }
    if !is_of_all {
        let around = CallFilter { since: Some(builder.context_since()), ..CallFilter::default() };
        builder.add_said_numbers(store.said_numbers(&around)?);
        store.for_each_facts(&around, &mut |call| {
            builder.add_context(&call);
            ControlFlow::Continue(())
        })?;
    }
    Ok(builder.finish())
}

/// Reads what was said in the newest `max` leads.
fn tell_leads(store: &Store, report: &mut Report, max: usize) -> anyhow::Result<()> {
    let words = store.words_of_leads(&report.leads_to_tell(max))?;
    report.tell_leads(words);
    Ok(())
}

/// What the file of a report is called, without its ending: by its days, and its agent.
fn file_name(report: &Report) -> String {
    let days = match (report.first_day, report.last_day) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first}-to-{last}"),
        (Some(first), None) => format!("since-{first}"),
        (None, Some(last)) => format!("until-{last}"),
        (None, None) => "all".to_owned(),
    };
    let agent = report.agent.as_deref().map(|agent| {
        let plain = agent.chars().map(|c| if c.is_alphanumeric() { c } else { '-' });
        format!("-{}", plain.take(40).collect::<String>().to_lowercase())
    });
    format!("{days}{}", agent.unwrap_or_default())
}

/// Writes a report into the folder for reports beside the database; one of the same name is replaced.
fn write_beside(db_path: &Path, name: &str, page: &str) -> anyhow::Result<PathBuf> {
    let folder = db_path.parent().unwrap_or(Path::new("")).join(FOLDER);
    make_private_folder(&folder)
        .with_context(|| format!("failed to make the folder `{}`", folder.display()))
        .map_err(|error| hinted(error, Some("name a file with `--out FILE`")))?;
    let file = folder.join(format!("{name}.html"));
    write_private(&file, page)?;
    Ok(file)
}

/// A folder that none but its owner can look into; one that is there stays as it is.
pub(crate) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Writes a page for its owner alone: it holds words and numbers of callers. One that is there is replaced.
pub(crate) fn write_private(path: &Path, page: &str) -> anyhow::Result<()> {
    write_owners_file(path, page.as_bytes(), true)
}

/// Shows a file in the browser; the report is made whether or not that works.
pub(crate) fn show(file: Option<&Path>, printer: &Printer) {
    let Some(file) = file else {
        printer.warn("--open shows a file, and none was written: leave out `--format`, or name one with `--out FILE`");
        return;
    };
    if let Err(error) = opener::open(file) {
        let why = anyhow::Error::new(error);
        printer.warn(&format!("the browser could not be started ({why}); open `{}` yourself", file.display()));
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Arguments, Command};

    /// What these words mean at half past one in the night in which clocks were set back in Chicago.
    fn asked_by(words: &str) -> (CallFilter, ReportOptions) {
        let now: Zoned = "2026-11-01T07:30:00Z[UTC]".parse().unwrap();
        let typed =
            ["ringcheck", "report", "--timezone", "America/Chicago"].into_iter().chain(words.split_whitespace());
        let Some(Command::Report(arguments)) = Arguments::try_parse_from(typed).unwrap().command else {
            panic!("`{words}` is no report");
        };
        asked(&arguments, &now).unwrap()
    }

    fn name_of(words: &str) -> String {
        file_name(&ReportBuilder::new(asked_by(words).1, LeadRecords::default()).finish())
    }

    #[test]
    fn days_are_whole_in_their_zone() {
        let span = |words: &str| {
            let filter = asked_by(words).0;
            [filter.since, filter.until].map(|at| at.map(|at| at.to_string()).unwrap_or_default())
        };
        assert_eq!(span(""), ["2026-10-25T05:00:00Z", "2026-11-01T05:00:00Z"]);
        assert_eq!(span("--day today"), ["2026-11-01T05:00:00Z", "2026-11-02T06:00:00Z"]);
        assert_eq!(span("--until yesterday"), ["", "2026-11-01T05:00:00Z"]);
        assert_eq!(span("--all"), ["", ""]);
        let day = |text: &str| Some(text.parse().unwrap());
        assert_eq!(asked_by("").1.scope, Scope::Days { first: day("2026-10-25"), last: day("2026-10-31") });
        assert_eq!(asked_by("--day today").1.scope, Scope::Days { first: day("2026-11-01"), last: day("2026-11-01") });
        assert_eq!(asked_by("--since today").1.scope, Scope::Days { first: day("2026-11-01"), last: None });
        assert_eq!(asked_by("--all").1.scope, Scope::All);
    }

    #[test]
    fn files_are_named_after_their_days_and_agent() {
        assert_eq!(name_of(""), "2026-10-25-to-2026-10-31");
        assert_eq!([name_of("--day today"), name_of("--all")], ["2026-11-01", "all"]);
        assert_eq!([name_of("--since today"), name_of("--until today")], ["since-2026-11-01", "until-2026-11-01"]);
        assert_eq!(name_of("--day today --agent ../D/Ortiz"), "2026-11-01----d-ortiz");
    }
}
