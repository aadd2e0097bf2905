//! Backups, and what a check finds.

use std::path::Path;

use ringcheck_store::{CallFilter, Store};

use crate::sample::{Place, Sample};

fn found(store: &mut Store) -> Vec<String> {
    store.check().unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_database_has_no_findings_and_each_damage_has_one() {
    let changes = [
        ("UPDATE newest_scorecards SET percent = 1.0", "newest_scorecards is not what other tables say"),
        ("DELETE FROM said_index_docsize", "turns that searching would miss, or find in vain: 3"),
        ("CREATE TABLE notes (text TEXT)", "the table notes is not as Ringcheck made it"),
        (
            "DROP TRIGGER criteria_are_append_only; UPDATE criteria SET points = 99",
            "is not what the table criteria says",
        ),
        (
            "DROP TRIGGER turns_are_append_only; UPDATE turns SET text = 'x' WHERE number = 1",
            "is not what the table turns says",
        ),
        ("PRAGMA foreign_keys = OFF; DELETE FROM rubrics", "rows of scorecards that refer to nothing in rubrics: 1"),
    ];
    for (change, finding) in changes {
        let place = Place::new();
        Sample::new("a.wav").score(&mut place.store(), "1");
        assert_eq!(found(&mut place.store()), Vec::<String>::new());
        place.sqlite().execute_batch(change).unwrap();
        let found = found(&mut place.store());
        assert!(found.iter().any(|line| line.contains(finding)), "{change}: {found:?}");
        assert!(found.iter().all(|line| !line.contains("Lone Pecan")), "{found:?}");
    }
}

#[test]
fn what_cannot_be_read_is_a_finding_and_the_rest_is_looked_at_all_the_same() {
    let place = Place::new();
    Sample::new("a.wav").score(&mut place.store(), "1");
    let conn = place.sqlite();
    // The log of purges is looked at last.
    conn.execute_batch("INSERT INTO purges VALUES (1, 'x', 'x', '{}', 'x', 'x', 'x')").unwrap();
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let page = number("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'turns'");
    let page_bytes = usize::try_from(number("PRAGMA page_size")).unwrap();
    drop(conn);
    let mut bytes = fs_err::read(place.db()).unwrap();
    let start = usize::try_from(page - 1).unwrap() * page_bytes;
    bytes[start..start + page_bytes].fill(0x5a);
    fs_err::write(place.db(), bytes).unwrap();

    let found = found(&mut Store::open_existing(&place.db()).unwrap());
    for finding in [
        "the structure could not be read: ",
        "the scorecards could not be read: the file is damaged",
        "what lists and searching are read from could not be read: the file is damaged",
        "row 1 of the log of purges does not follow from the row before",
    ] {
        assert!(found.iter().any(|line| line.contains(finding)), "{finding}: {found:?}");
    }
    assert!(!found.iter().any(|line| line.contains("index for searching is damaged")), "it is whole: {found:?}");
}

#[test]
fn a_backup_is_the_database_while_others_write() {
    let place = Place::new();
    let mut store = place.store();
    Sample::new("a.wav").score(&mut store, "1");
    let mut writer = place.store();
    let copy = place.folder().join("copy.db");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..20 {
                Sample::new(&format!("{number}.wav")).score(&mut writer, &number.to_string());
            }
        });
        store.back_up(&copy).unwrap();
    });
    let mut copied = Store::open_existing(&copy).unwrap();
    assert_eq!(copied.check().unwrap(), []);
    let n_calls = copied.calls(&CallFilter::default()).unwrap().len();
    assert!((1..=21).contains(&n_calls), "{n_calls}");
    assert!(store.back_up(&copy).is_err(), "an existing file is never replaced");
    assert_eq!(copied.calls(&CallFilter::default()).unwrap().len(), n_calls);
    assert!(store.back_up(Path::new("/no/such/folder/copy.db")).is_err());
}

#[cfg(unix)]
#[test]
fn a_backup_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let mut store = place.store();
    Sample::new("a.wav").score(&mut store, "1");
    let copy = place.folder().join("copy.db");
    store.back_up(&copy).unwrap();
    assert_eq!(fs_err::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
}
