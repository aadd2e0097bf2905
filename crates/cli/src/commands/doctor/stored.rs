//! The database: whether it opens, is whole, is the owner's alone, and has room to grow.

use std::path::Path;

use jiff::{Timestamp, ToSpan};
use ringcheck_store::{CallFilter, Store};

use super::{Check, disk};
use crate::printer::hinted;

/// Below this a run may not get through: a day's calls take some megabytes, and SQLite needs as much again for a moment.
const LEAST_FREE_BYTES: u64 = 200_000_000;

/// Below this somebody should make room.
const LOW_FREE_BYTES: u64 = 2_000_000_000;

pub(super) fn database(path: &Path) -> Vec<Check> {
    const NAME: &str = "database";
    let mut checks = Vec::new();
    let shown = path.display();
    match Store::open_to_read(path) {
        Ok(store) => {
            checks.push(match store.quick_check() {
                Ok(problems) => match problems.first() {
                    None => Check::ok(NAME, format!("`{shown}` opens, is up to date and whole")),
                    Some(first) => {
                        let mend = "restore it from a backup, or move it aside and score the recordings again";
                        Check::fail(NAME, format!("`{shown}` is damaged: {first}"), mend)
                    }
                },
                Err(error) => of_store(NAME, error),
            });
            checks.extend(newest_call(&store));
        }
        Err(error) if error.is_missing() => {
            checks.push(Check::ok(NAME, format!("`{shown}` will be made by the first run")));
        }
        Err(error) if error.is_outdated() => {
            let mend = "the next run brings it up to date; nothing is lost";
            checks.push(Check::warn(NAME, format!("`{shown}` was made by an older version"), mend));
        }
        Err(error) => checks.push(of_store(NAME, error)),
    }
    checks.extend(permissions(path));
    checks.extend(room("disk", path));
    checks
}

fn of_store(name: &'static str, error: ringcheck_store::StoreError) -> Check {
    let hint = error.hint();
    Check::of_error(name, &hinted(error, hint))
}

/// A call that has not happened yet says that the clock, or the time zone, is wrong here or at the phone system.
fn newest_call(store: &Store) -> Option<Check> {
    let filter = CallFilter { since: Some(Timestamp::now() + 10.minutes()), limit: Some(1), ..CallFilter::default() };
    match store.calls(&filter) {
        Ok(calls) => calls.first().and_then(|call| call.started_at.clone()).map(|started_at| {
            let mend = "compare the clocks of this machine and the phone system, and `--timezone` with the zone of the \
                        times in its file names and records";
            Check::warn("clock", format!("the newest stored call is in the future ({started_at})"), mend)
        }),
        Err(error) => Some(of_store("clock", error)),
    }
}

/// Whether anybody but the owner may read what was said in calls.
#[cfg(unix)]
fn permissions(path: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    const NAME: &str = "permissions";
    let mode = fs_err::metadata(path).ok()?.permissions().mode() & 0o777;
    let shown = path.display();
    Some(if mode.trailing_zeros() >= 6 {
        Check::ok(NAME, "the database is its owner's alone")
    } else {
        let message = format!("others may read or write the database (mode {mode:03o})");
        Check::warn(NAME, message, format!("chmod 600 '{shown}'"))
    })
}

#[cfg(not(unix))]
fn permissions(_path: &Path) -> Option<Check> {
    None
}

/// The room on the disk that `path` is on or will be on.
pub(super) fn room(name: &'static str, path: &Path) -> Vec<Check> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some(folder) = path.ancestors().find(|folder| folder.is_dir()) else { return vec![] };
    let shown = folder.display();
    let disk = disk::under(folder);
    let mut checks = Vec::new();
    if let Some(bytes) = disk.free_bytes {
        #[expect(clippy::cast_precision_loss, reason = "a figure for people, with one decimal")]
        let gigabytes = bytes as f64 / 1e9;
        let message = format!("{gigabytes:.1} GB free at `{shown}`");
        let mend = "make room: a run that finds the disk full ends, and the next one goes on from there";
        checks.push(match bytes {
            LOW_FREE_BYTES.. => Check::ok(name, message),
            LEAST_FREE_BYTES.. => Check::warn(name, message, mend),
            _ => Check::fail(name, message, mend),
        });
    }
    if disk.is_on_network == Some(true) && name == "disk" {
        let mend = "keep the database on a disk of this machine: the locks of network shares cannot be relied on";
        checks.push(Check::warn(name, format!("`{shown}` is on a network share"), mend));
    }
    checks
}
