//! Which files are opened, which are refused, and what is said about it.

use std::{error::Error as _, path::Path};

use ringcheck_store::{CallFilter, Store, StoreError};
use rusqlite::Connection;

use crate::sample::{Place, Sample};

/// The error's message, its cause and whether it has a hint.
#[track_caller]
fn check_refused(result: Result<Store, StoreError>, path: &Path, cause: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), format!("failed to open the database `{}`", path.display()));
    assert_eq!(error.source().unwrap().to_string(), cause);
    assert_eq!(error.path(), path);
    assert!(error.hint().is_some_and(|hint| !hint.is_empty()));
    assert!(!error.concerns_one_call());
}

#[test]
fn a_new_database_is_made_with_its_folder_for_its_owner_alone() {
    let place = Place::new();
    let path = place.folder().join("a/b/calls.db");
    let mut store = Store::open(&path).unwrap();
    Sample::new("a.wav").put(&mut store);
    assert_eq!(store.path(), path);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for name in ["calls.db", "calls.db-wal", "calls.db-shm"] {
            let mode = fs_err::metadata(path.with_file_name(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
    drop(store);
    assert!(!path.with_file_name("calls.db-wal").exists(), "a closed database is one file");
    let conn = Connection::open(&path).unwrap();
    let pragma = |name: &str| -> String {
        conn.query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!((pragma("journal_mode"), pragma("application_id")), ("wal".to_owned(), 0x5267_436b.to_string()));
}

#[test]
fn an_existing_database_is_opened_to_look_at() {
    let place = Place::new();
    Sample::new("a.wav").score(&mut place.store(), "1");
    assert_eq!(Store::open_existing(&place.db()).unwrap().calls(&CallFilter::default()).unwrap().len(), 1);
}

#[test]
fn where_there_is_none_looking_makes_none() {
    let place = Place::new();
    let path = place.folder().join("no/calls.db");
    let error = Store::open_existing(&path).unwrap_err();
    assert!(error.is_missing() && error.hint().unwrap().contains("ringcheck score"));
    check_refused(Err(error), &path, "there is no such file");
    assert!(!place.folder().join("no").exists());
    fs_err::write(place.db(), "").unwrap();
    check_refused(Store::open_existing(&place.db()), &place.db(), "nothing was stored in it yet");
    assert_eq!(fs_err::read(place.db()).unwrap(), b"");
    Store::open(&place.db()).unwrap();
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let place = Place::new();
    for content in ["hello", &"RIFF and much more ".repeat(500)] {
        fs_err::write(place.db(), content).unwrap();
        for open in [Store::open, Store::open_existing] {
            check_refused(open(&place.db()), &place.db(), "it is not a SQLite database");
        }
        assert_eq!(fs_err::read_to_string(place.db()).unwrap(), content);
    }
    assert_eq!(fs_err::read_dir(place.folder()).unwrap().count(), 1);
}

#[test]
fn a_folder_is_refused() {
    let place = Place::new();
    for open in [Store::open, Store::open_existing] {
        check_refused(open(place.folder()), place.folder(), "it is a folder");
    }
    let inside = place.folder().join("file/calls.db");
    fs_err::write(place.folder().join("file"), "").unwrap();
    check_refused(Store::open(&inside), &inside, "its folder could not be made");
}

#[test]
fn the_database_of_another_program_is_refused_and_left_as_it_is() {
    for (setup, application_id) in
        [("CREATE TABLE notes (text TEXT)", 0), ("PRAGMA application_id = 77; CREATE TABLE calls (id TEXT)", 77)]
    {
        let place = Place::new();
        place.sqlite().execute_batch(setup).unwrap();
        let before = fs_err::read(place.db()).unwrap();
        let cause = format!("it is a SQLite database of another program (application id {application_id})");
        for open in [Store::open, Store::open_existing] {
            check_refused(open(&place.db()), &place.db(), &cause);
        }
        assert_eq!(fs_err::read(place.db()).unwrap(), before);
    }
}

#[test]
fn the_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let place = Place::new();
    drop(place.store());
    let known = place.n_rows("migrations");
    place.sqlite().execute("INSERT INTO migrations VALUES (1000, 'tomorrow', 'x', '')", []).unwrap();
    let cause = format!("it was made by a newer version of Ringcheck (its schema is 1000, this version knows {known})");
    for open in [Store::open, Store::open_existing] {
        check_refused(open(&place.db()), &place.db(), &cause);
    }
    assert_eq!(place.n_rows("migrations"), known + 1);
}

#[test]
fn an_edited_migration_is_noticed() {
    let place = Place::new();
    drop(place.store());
    place.sqlite().execute("UPDATE migrations SET checksum = 'x' WHERE number = 1", []).unwrap();
    let cause = "migration 1 (initial) was applied but has been modified since";
    check_refused(Store::open(&place.db()), &place.db(), cause);
}

#[test]
fn damage_is_reported_as_damage() {
    let place = Place::new();
    let mut store = place.store();
    for idx in 0..20 {
        Sample::new(&format!("{idx}.wav")).score(&mut store, &idx.to_string());
    }
    drop(store);
    let mut bytes = fs_err::read(place.db()).unwrap();
    let length = bytes.len();
    // All but the page with the schema's root: the header still is that of a database.
    bytes[4096..].fill(0xa5);
    fs_err::write(place.db(), &bytes).unwrap();
    check_refused(Store::open(&place.db()), &place.db(), "the file is damaged");
    bytes.truncate(length / 3);
    fs_err::write(place.db(), &bytes).unwrap();
    check_refused(Store::open_existing(&place.db()), &place.db(), "the file is damaged");
}

#[test]
fn a_scorecard_that_cannot_be_read_back_is_named_without_its_words() {
    let place = Place::new();
    let mut store = place.store();
    let sample = Sample::new("a.wav");
    sample.score(&mut store, "1");
    place
        .sqlite()
        .execute_batch(
            "DROP TRIGGER scorecards_are_append_only; UPDATE scorecards SET json = '{\"id\": \"my secret\"}'",
        )
        .unwrap();
    let error = store.scorecard(&sample.id(), None).unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "scorecards row 1 cannot be read back");
    assert!(error.source().unwrap().source().is_none() && error.concerns_one_call());
}

#[cfg(unix)]
mod permissions {
    use std::{
        os::unix::{
            fs::{MetadataExt as _, PermissionsExt},
            process::CommandExt as _,
        },
        process::{Command, Stdio},
        sync::Mutex,
    };

    use super::*;

    const NOBODY: u32 = 65_534;

    /// Set in the copy of this program that runs without the rights of root.
    const IS_UNPRIVILEGED: &str = "RINGCHECK_STORE_TEST_IS_UNPRIVILEGED";

    /// Held from the making of a program to its start: a process that another test starts meanwhile would hold the
    /// file open for writing, and such a file cannot be started.
    static STARTING: Mutex<()> = Mutex::new(());

    /// Runs `body` as a user whom permissions bind; root starts this very test again as nobody.
    fn as_ordinary_user(test: &str, body: impl FnOnce()) {
        let folder = tempfile::tempdir().unwrap();
        let is_root = fs_err::metadata(folder.path()).unwrap().uid() == 0;
        if !is_root {
            return body();
        }
        assert!(std::env::var_os(IS_UNPRIVILEGED).is_none(), "still root");
        let program = folder.path().join("tests");
        let starting = STARTING.lock().unwrap();
        fs_err::copy(std::env::current_exe().unwrap(), &program).unwrap();
        for path in [folder.path(), &program] {
            fs_err::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        }
        let child = Command::new(program)
            .args(["--exact", "--nocapture", test])
            .env(IS_UNPRIVILEGED, "1")
            .current_dir("/")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .uid(NOBODY)
            .gid(NOBODY)
            .spawn()
            .unwrap();
        drop(starting);
        let output = child.wait_with_output().unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{stdout}{}", String::from_utf8_lossy(&output.stderr));
        assert!(stdout.contains("1 passed"), "{stdout}");
    }

    fn set_mode(path: &Path, mode: u32) {
        fs_err::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_folder_without_leave_to_write_is_refused() {
        as_ordinary_user("open::permissions::a_folder_without_leave_to_write_is_refused", || {
            let place = Place::new();
            set_mode(place.folder(), 0o500);
            check_refused(Store::open(&place.db()), &place.db(), "the file could not be made");
            let inside = place.folder().join("new/calls.db");
            check_refused(Store::open(&inside), &inside, "its folder could not be made");
            set_mode(place.folder(), 0o700);
        });
    }

    #[test]
    fn a_read_only_file_can_be_looked_at_and_not_be_written() {
        as_ordinary_user("open::permissions::a_read_only_file_can_be_looked_at_and_not_be_written", || {
            let place = Place::new();
            Sample::new("a.wav").score(&mut place.store(), "1");
            set_mode(&place.db(), 0o400);
            check_refused(Store::open(&place.db()), &place.db(), "it, or the folder it is in, is read-only");
            for mode in [0o700, 0o500] {
                set_mode(place.folder(), mode);
                let mut store = Store::open_existing(&place.db()).unwrap();
                assert_eq!(store.calls(&CallFilter::default()).unwrap().len(), 1);
                let error = Sample::new("b.wav").put_under(&mut store, &Sample::new("b.wav").key()).unwrap_err();
                assert_eq!(error.source().unwrap().to_string(), "it, or the folder it is in, is read-only");
            }
            set_mode(place.folder(), 0o700);
        });
    }

    #[test]
    fn a_file_in_a_read_only_folder_can_be_looked_at_and_not_be_written() {
        as_ordinary_user("open::permissions::a_file_in_a_read_only_folder_can_be_looked_at_and_not_be_written", || {
            let place = Place::new();
            let path = place.folder().join("a b?#%é.db");
            Sample::new("a.wav").score(&mut Store::open(&path).unwrap(), "1");
            set_mode(place.folder(), 0o500);
            let cause = "it, or the folder it is in, is read-only";
            check_refused(Store::open(&path), &path, cause);
            let store = Store::open_existing(&path).unwrap();
            assert_eq!(store.calls(&CallFilter::default()).unwrap().len(), 1);
            set_mode(place.folder(), 0o700);
        });
    }

    #[test]
    fn a_file_without_leave_to_read_is_refused() {
        as_ordinary_user("open::permissions::a_file_without_leave_to_read_is_refused", || {
            let place = Place::new();
            drop(place.store());
            set_mode(&place.db(), 0o000);
            let cause = "it, or the folder it is in, cannot be opened for writing";
            check_refused(Store::open(&place.db()), &place.db(), cause);
        });
    }
}
