//! Report pages of days that are purged: they hold words and numbers of callers, too.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use crate::{
    commands::report::{FOLDER, LAST_RUN},
    out_folder::folder_of,
};

/// What a purge does with the pages beside a database.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pages {
    /// Those that go, in order.
    pub(super) old: Vec<PathBuf>,
    /// How many stay that are about days before and after the cutoff.
    pub(super) n_of_both: usize,
}

impl Pages {
    /// Looks for pages about days before `cutoff`, and for that of the last run if calls go: they may be its calls.
    pub(super) fn find(db_path: &Path, cutoff: Date, do_calls_go: bool) -> io::Result<Self> {
        let mut pages = Self::default();
        let entries = match fs_err::read_dir(folder_of(db_path).join(FOLDER)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(pages),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if name.strip_suffix(".html") == Some(LAST_RUN) {
                pages.old.extend(do_calls_go.then(|| entry.path()));
                continue;
            }
            let Some((first, last)) = days_of(name) else { continue };
            if last.is_some_and(|last| last < cutoff) {
                pages.old.push(entry.path());
            } else if first.is_none_or(|first| first < cutoff) {
                pages.n_of_both += 1;
            }
        }
        pages.old.sort();
        Ok(pages)
    }
}

/// The first and the last day of the page with this file name, as `ringcheck report` names it; `None` where it is open
/// to that side, and for any other file.
fn days_of(name: &str) -> Option<(Option<Date>, Option<Date>)> {
    let stem = name.strip_suffix(".html")?;
    // After the days comes the agent, if anything.
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with('-');
    if let Some(rest) = stem.strip_prefix("all") {
        return is_end(rest).then_some((None, None));
    }
    if let Some((first, rest)) = stem.strip_prefix("since-").and_then(date) {
        return is_end(rest).then_some((Some(first), None));
    }
    if let Some((last, rest)) = stem.strip_prefix("until-").and_then(date) {
        return is_end(rest).then_some((None, Some(last)));
    }
    let (first, rest) = date(stem)?;
    let (last, rest) = rest.strip_prefix("-to-").and_then(date).unwrap_or((first, rest));
    is_end(rest).then_some((Some(first), Some(last)))
}

/// The day at the start of `text`, and what comes after it.
fn date(text: &str) -> Option<(Date, &str)> {
    let (day, rest) = text.split_at_checked(10)?;
    let date: Date = day.parse().ok()?;
    // Days have other forms, in which no page is named.
    (date.to_string() == day).then_some((date, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_read_from_the_names_of_pages() {
        let (a, b) = (Some(day("2026-10-25")), Some(day("2026-10-31")));
        assert_eq!(days_of("2026-10-25.html"), Some((a, a)));
        assert_eq!(days_of("2026-10-25-to-2026-10-31.html"), Some((a, b)));
        assert_eq!(days_of("2026-10-25-to-2026-10-31-dana-ortiz.html"), Some((a, b)));
        assert_eq!(days_of("2026-10-25----d-ortiz.html"), Some((a, a)));
        assert_eq!(days_of("since-2026-10-25.html"), Some((a, None)));
        assert_eq!(days_of("until-2026-10-31-kim.html"), Some((None, b)));
        assert_eq!(days_of("all.html"), Some((None, None)));
        for name in ["2026-10-25", "2026-10-25x.html", "20261025.html", "allowed.html", "é2026-10-2.html"] {
            assert_eq!(days_of(name), None, "{name}");
        }
    }

    #[test]
    fn pages_that_end_before_the_cutoff_go() {
        let dir = tempfile::tempdir().unwrap();
        let db = dir.path().join("calls.db");
        assert_eq!(Pages::find(&db, day("2026-10-28"), true).unwrap(), Pages::default(), "there is no folder");
        let folder = dir.path().join(FOLDER);
        fs_err::create_dir(&folder).unwrap();
        for name in [
            "2026-10-27.html",
            "2026-10-28.html",
            "2026-10-21-to-2026-10-27-dana.html",
            "2026-10-22-to-2026-10-28.html",
            "all.html",
            "since-2026-10-28.html",
            "latest-run.html",
            "2026-10-27.csv",
        ] {
            fs_err::write(folder.join(name), "a page").unwrap();
        }
        let found = |do_calls_go: bool| {
            let pages = Pages::find(&db, day("2026-10-28"), do_calls_go).unwrap();
            let names = pages.old.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
            (names.collect::<Vec<_>>(), pages.n_of_both)
        };
        let mut expected = vec!["2026-10-21-to-2026-10-27-dana.html".to_owned(), "2026-10-27.html".to_owned()];
        assert_eq!(found(false), (expected.clone(), 2));
        expected.push("latest-run.html".to_owned());
        assert_eq!(found(true), (expected, 2));
    }
}
