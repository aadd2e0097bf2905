//! `ringcheck purge`: removes what is old, with proof.

mod pages;

use std::{
    io::{self, BufRead as _, IsTerminal as _, Read as _},
    path::Path,
};

use anyhow::Context;
use jiff::{Span, Zoned, civil::Date, tz::TimeZone};
use ringcheck_call::Sha256Hex;
use ringcheck_store::{Purged, Store};
use sha2::{Digest, Sha256};

use self::pages::Pages;
use crate::{
    args::PurgeArguments,
    commands::list::open,
    exit::Exit,
    out_folder::folder_of,
    printer::{Printer, hinted},
    setup,
    text::count,
};

pub(crate) fn run(arguments: &PurgeArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let path = setup::db_path(&arguments.db)?;
    if arguments.history {
        return show_log(&open(&path)?, printer);
    }
    let cutoff = cutoff(arguments, &Zoned::now())?;
    let mut store = open(&path)?;
    let planned = store.plan_purge(cutoff.timestamp())?;
    let pages = Pages::find(&path, cutoff.date(), planned.n_calls > 0).map_err(|error| {
        hinted(error, Some("nothing was removed; see that you may read that folder, and try again"))
    })?;
    describe(&planned, &pages, arguments, &cutoff, printer)?;
    if arguments.dry_run {
        return Ok(Exit::Done);
    }
    if planned.counts.is_empty() && pages.old.is_empty() {
        // An earlier purge may not have been able to.
        return Ok(tell_log(store.empty_write_ahead_log()?, printer));
    }
    if arguments.with_recordings {
        check_folders(&planned)?;
    }
    if !arguments.yes && !is_confirmed(printer)? {
        printer.note("nothing was removed");
        return Ok(Exit::Done);
    }
    // The files first: what is still stored says where they are, if this is broken off.
    let recordings = if arguments.with_recordings { delete_recordings(&planned, printer) } else { Deleted::default() };
    let old_pages = delete_pages(&pages, printer);
    let purged = store.purge(cutoff.timestamp(), recordings.n_files)?;
    printer.note(&format!("removed: {}", count(purged.n_calls, "call")));
    if purged.n_unscored > 0 {
        printer.note(&format!("removed: what was known of {} never scored", count(purged.n_unscored, "shop call")));
    }
    if arguments.with_recordings {
        printer.note(&format!("deleted: {}", count(recordings.n_files, "recording")));
    }
    if !pages.old.is_empty() {
        printer.note(&format!("deleted: {}", count(old_pages.n_files, "report page")));
    }
    let of_log = tell_log(purged.is_log_empty, printer);
    Ok(if recordings.is_wanting || old_pages.is_wanting { Exit::Findings } else { of_log })
}

/// What came of deleting files.
#[derive(Default)]
struct Deleted {
    n_files: usize,
    /// Whether a file is left, or was not found.
    is_wanting: bool,
}

fn delete_recordings(planned: &Purged, printer: &Printer) -> Deleted {
    let (mut deleted, mut n_missing) = (Deleted::default(), 0);
    for (sha256, path) in &planned.recordings {
        match delete(sha256, Path::new(path)) {
            Ok(true) => deleted.n_files += 1,
            Ok(false) => n_missing += 1,
            Err(error) => {
                printer.warn(&format!("`{path}` was not deleted: {error:#}"));
                deleted.is_wanting = true;
            }
        }
    }
    if n_missing > 0 {
        let were = if n_missing == 1 { "was not where it was" } else { "were not where they were" };
        printer.warn(&format!("{} {were} last seen", count(n_missing, "recording")));
        deleted.is_wanting = true;
    }
    deleted
}

fn delete_pages(pages: &Pages, printer: &Printer) -> Deleted {
    let mut deleted = Deleted::default();
    for page in &pages.old {
        match fs_err::remove_file(page) {
            Ok(()) => deleted.n_files += 1,
            Err(error) => {
                printer.warn(&format!("a report page was not deleted: {error}"));
                deleted.is_wanting = true;
            }
        }
    }
    deleted
}

/// Refuses to begin while a folder of recordings is not there: nothing would know any more that they are to go.
fn check_folders(planned: &Purged) -> anyhow::Result<()> {
    for (_, path) in &planned.recordings {
        let folder = folder_of(Path::new(path));
        if !folder.is_dir() {
            let error =
                anyhow::anyhow!("the folder `{}`, where recordings to delete were, cannot be found", folder.display());
            let hint = "nothing was removed; connect the disk or share that it is on, or leave out --with-recordings \
                        if those recordings are gone for good";
            return Err(hinted(error, Some(hint)));
        }
    }
    Ok(())
}

/// Says so if the write-ahead log could not be emptied.
fn tell_log(is_empty: bool, printer: &Printer) -> Exit {
    if is_empty {
        return Exit::Done;
    }
    printer.warn(
        "another program has the database open, so words of removed calls may be left in its -wal file; \
         close that program and run this again",
    );
    Exit::Findings
}

/// The instant before which calls are old: the start of a day.
fn cutoff(arguments: &PurgeArguments, now: &Zoned) -> anyhow::Result<Zoned> {
    let zone = match &arguments.timezone {
        Some(name) => TimeZone::get(name)
            .with_context(|| format!("`{name}` is no time zone"))
            .map_err(|error| hinted(error, Some("name one such as America/Chicago")))?,
        None => now.time_zone().clone(),
    };
    if let Some(day) = &arguments.before {
        let date: Date = day
            .parse()
            .with_context(|| format!("`{day}` is no day"))
            .map_err(|error| hinted(error, Some("write it as YYYY-MM-DD")))?;
        let cutoff = date.to_zoned(zone)?;
        if cutoff.timestamp() > now.timestamp() {
            return Err(hinted(anyhow::anyhow!("{day} is still to come"), Some("name a day that has begun")));
        }
        return Ok(cutoff);
    }
    let age = arguments.older_than.as_deref().unwrap_or_default();
    let span = span(age).ok_or_else(|| {
        hinted(anyhow::anyhow!("`{age}` is no age"), Some("write days, weeks or months, such as 90d, 12w or 6m"))
    })?;
    // Whole days: what is kept does not depend on the hour at which this is run.
    Ok(now.with_time_zone(zone).checked_sub(span)?.start_of_day()?)
}

/// An age such as `90d`; at least one of its unit, and at most a hundred years.
fn span(age: &str) -> Option<Span> {
    let (number, unit) = age.split_at_checked(age.len().checked_sub(1)?)?;
    let number: u32 = number.parse().ok().filter(|number| (1..=36_500).contains(number))?;
    match unit {
        "d" => Span::new().try_days(number).ok(),
        "w" => Span::new().try_weeks(number).ok(),
        "m" => Span::new().try_months(number).ok(),
        _ => None,
    }
}

fn describe(
    planned: &Purged,
    pages: &Pages,
    arguments: &PurgeArguments,
    cutoff: &Zoned,
    printer: &Printer,
) -> anyhow::Result<()> {
    printer.note(&format!("calls that started before {}: {}", cutoff.timestamp(), planned.n_calls));
    if planned.n_unscored > 0 {
        printer.note(&format!("calls of secret shops that were found and never scored: {}", planned.n_unscored));
    }
    if planned.n_without_start > 0 {
        printer
            .note(&format!("kept, because nobody knows when they started: {}", count(planned.n_without_start, "call")));
    }
    for (table, n_rows) in &planned.counts {
        printer.data(&format!("{table}\t{n_rows}"))?;
    }
    if arguments.with_recordings && planned.n_calls > 0 {
        printer.note(&format!("audio files to delete: {}", planned.recordings.len()));
    }
    if !pages.old.is_empty() {
        printer.note(&format!("report pages to delete: {}", pages.old.len()));
    }
    if pages.n_of_both > 0 {
        let n = pages.n_of_both;
        printer.note(&format!("report pages kept for the later days in them: {n}; `ringcheck report` makes them anew"));
    }
    Ok(())
}

/// Whether the user wants it, asked on the terminal.
fn is_confirmed(printer: &Printer) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        let error = anyhow::anyhow!("nobody is there to be asked whether these calls may be removed");
        return Err(hinted(error, Some("look with --dry-run, then say --yes")));
    }
    printer.warn("what is removed cannot be brought back; type yes to remove it:");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}

/// Deletes a recording if its bytes are still those that were stored; returns whether there was one.
fn delete(sha256: &Sha256Hex, path: &Path) -> anyhow::Result<bool> {
    let mut file = match fs_err::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    let mut hasher = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match file.read(&mut block)? {
            0 => break,
            n_read => hasher.update(&block[..n_read]),
        }
    }
    drop(file);
    if Sha256Hex::from_bytes(hasher.finalize().into()) != *sha256 {
        anyhow::bail!("it is another file now");
    }
    fs_err::remove_file(path)?;
    Ok(true)
}

fn show_log(store: &Store, printer: &Printer) -> anyhow::Result<Exit> {
    let log = store.purges()?;
    for record in &log {
        printer.data(&format!(
            "{}\t{}\tcalls before {}\t{}\tids {}\tprevious {}\tsha256 {}",
            record.number,
            record.purged_at_utc,
            record.cutoff_utc,
            record.counts,
            record.ids_sha256,
            record.previous_sha256,
            record.sha256
        ))?;
    }
    printer.note(&count(log.len(), "purge"));
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_and_a_unit() {
        assert_eq!(span("90d").map(|span| span.get_days()), Some(90));
        assert_eq!(span("12w").map(|span| span.get_weeks()), Some(12));
        assert_eq!(span("6m").map(|span| span.get_months()), Some(6));
        for age in ["", "d", "0d", "-1d", "90", "90h", "9999999d", "1é", "é"] {
            assert!(span(age).is_none(), "{age}");
        }
    }
}
