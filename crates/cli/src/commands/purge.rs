//! `ringcheck purge`: removes what is old, with proof.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Read as _},
    path::Path,
};

use anyhow::Context;
use jiff::{Span, Timestamp, Zoned, civil::Date, tz::TimeZone};
use ringcheck_call::Sha256Hex;
use ringcheck_store::{Purged, Store};
use sha2::{Digest, Sha256};

use crate::{
    args::PurgeArguments,
    commands::list::open,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    text::count,
};

pub(crate) fn run(arguments: &PurgeArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let path = setup::db_path(&arguments.db)?;
    if arguments.log {
        return show_log(&open(&path)?, printer);
    }
    let cutoff = cutoff(arguments, &Zoned::now())?;
    let mut store = open(&path)?;
    let planned = store.plan_purge(cutoff)?;
    describe(&planned, arguments, cutoff, printer)?;
    if planned.n_calls == 0 || arguments.dry_run {
        return Ok(Exit::Done);
    }
    if !arguments.yes && !is_confirmed(printer)? {
        printer.note("nothing was removed");
        return Ok(Exit::Done);
    }
    // The files first: what is still stored says where they are, if this is broken off.
    let (mut n_files, mut exit) = (0, Exit::Done);
    if arguments.with_recordings {
        for (sha256, path) in &planned.recordings {
            match delete(sha256, Path::new(path)) {
                Ok(()) => n_files += 1,
                Err(error) => {
                    printer.warn(&format!("`{path}` was not deleted: {error:#}"));
                    exit = Exit::Findings;
                }
            }
        }
    }
    let purged = store.purge(cutoff, n_files)?;
    printer.note(&format!("removed: {}", count(purged.n_calls, "call")));
    if arguments.with_recordings {
        printer.note(&format!("deleted: {}", count(n_files, "recording")));
    }
    if !purged.is_log_empty {
        printer.warn(
            "another program has the database open, so words of removed calls may be left in its -wal file; \
             close that program and run this again",
        );
        exit = Exit::Findings;
    }
    Ok(exit)
}

/// The instant before which calls are old.
fn cutoff(arguments: &PurgeArguments, now: &Zoned) -> anyhow::Result<Timestamp> {
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
        let cutoff = date.to_zoned(zone)?.timestamp();
        if cutoff > now.timestamp() {
            return Err(hinted(anyhow::anyhow!("{day} is still to come"), Some("name a day that has begun")));
        }
        return Ok(cutoff);
    }
    let age = arguments.older_than.as_deref().unwrap_or_default();
    let span = span(age).ok_or_else(|| {
        hinted(anyhow::anyhow!("`{age}` is no age"), Some("write days, weeks or months, such as 90d, 12w or 6m"))
    })?;
    // Whole days: what is kept does not depend on the hour at which this is run.
    Ok(now.with_time_zone(zone).checked_sub(span)?.start_of_day()?.timestamp())
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

fn describe(planned: &Purged, arguments: &PurgeArguments, cutoff: Timestamp, printer: &Printer) -> anyhow::Result<()> {
    printer.note(&format!("calls that started before {cutoff}: {}", planned.n_calls));
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

/// Deletes a recording if its bytes are still those that were stored. One that is gone already is well.
fn delete(sha256: &Sha256Hex, path: &Path) -> anyhow::Result<()> {
    let mut file = match fs_err::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
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
    Ok(fs_err::remove_file(path)?)
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
