//! The numbered changes that lead from an empty file to today's schema.
//!
//! A migration that was released is never edited: a database remembers the checksum of what was applied to it.
//! To change the schema, add a file with the next number to `migrations/` and a line to [`MIGRATIONS`].

use ringcheck_call::Sha256Hex;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use sha2::{Digest, Sha256};

use crate::{convert::NOW_UTC, error::StoreErrorKind, newest};

/// Marks a SQLite file as Ringcheck's: `RgCk` in ASCII.
pub(crate) const APPLICATION_ID: i32 = 0x5267_436b;

pub(crate) struct Migration {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "initial", sql: include_str!("../migrations/0001_initial.sql") },
    Migration { number: 2, name: "phone_systems", sql: include_str!("../migrations/0002_phone_systems.sql") },
    Migration { number: 3, name: "timeline", sql: include_str!("../migrations/0003_timeline.sql") },
    Migration { number: 4, name: "fingerprints", sql: include_str!("../migrations/0004_fingerprints.sql") },
    Migration { number: 5, name: "second_opinions", sql: include_str!("../migrations/0005_second_opinions.sql") },
    Migration { number: 6, name: "newest_scorecards", sql: include_str!("../migrations/0006_newest_scorecards.sql") },
    Migration { number: 7, name: "search", sql: include_str!("../migrations/0007_search.sql") },
    Migration { number: 8, name: "purges", sql: include_str!("../migrations/0008_purges.sql") },
    Migration { number: 9, name: "reviews", sql: include_str!("../migrations/0009_reviews.sql") },
    Migration { number: 10, name: "lead_follow_ups", sql: include_str!("../migrations/0010_lead_follow_ups.sql") },
    Migration { number: 11, name: "shop", sql: include_str!("../migrations/0011_shop.sql") },
    Migration { number: 12, name: "coaching", sql: include_str!("../migrations/0012_coaching.sql") },
    Migration {
        number: 13,
        name: "matches_taken_back",
        sql: include_str!("../migrations/0013_matches_taken_back.sql"),
    },
    Migration { number: 14, name: "shop_judged", sql: include_str!("../migrations/0014_shop_judged.sql") },
    Migration { number: 15, name: "reviews_of_parts", sql: include_str!("../migrations/0015_reviews_of_parts.sql") },
    Migration { number: 16, name: "coaching_undone", sql: include_str!("../migrations/0016_coaching_undone.sql") },
    Migration {
        number: 17,
        name: "reviews_of_the_whole",
        sql: include_str!("../migrations/0017_reviews_of_the_whole.sql"),
    },
    Migration { number: 18, name: "shop_heard_again", sql: include_str!("../migrations/0018_shop_heard_again.sql") },
];

/// What a SQLite file is, before it is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing is in it yet.
    Fresh,
    /// Ours, and migrations are missing.
    Behind,
    /// Ours, with today's schema.
    Current,
}

/// What `conn` is connected to, or why it cannot be worked with.
pub(crate) fn inspect(conn: &Connection, migrations: &[Migration]) -> Result<State, StoreErrorKind> {
    // Another process may be migrating: all that is looked at must be of one moment.
    let transaction = conn.unchecked_transaction()?;
    let state = inspect_within(&transaction, migrations)?;
    transaction.finish()?;
    Ok(state)
}

fn inspect_within(conn: &Connection, migrations: &[Migration]) -> Result<State, StoreErrorKind> {
    let application_id: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        let n_items: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let is_fresh = application_id == 0 && n_items == 0;
        return if is_fresh { Ok(State::Fresh) } else { Err(StoreErrorKind::Foreign { application_id }) };
    }
    let applied = applied_checksums(conn)?;
    let known = migrations.last().map_or(0, |m| m.number);
    if let Some((found, _)) = applied.iter().find(|(number, _)| *number > known) {
        return Err(StoreErrorKind::Newer { found: *found, known });
    }
    let mut state = State::Current;
    for migration in migrations {
        match applied.iter().find(|(number, _)| *number == migration.number) {
            Some((_, checksum)) if *checksum == checksum_of(migration.sql).as_str() => {}
            Some(_) => {
                let name = migration.name.to_owned();
                return Err(StoreErrorKind::EditedMigration { number: migration.number, name });
            }
            None => state = State::Behind,
        }
    }
    Ok(state)
}

/// Applies what is missing, all of it or nothing.
///
/// Two processes may start on the same file: the second waits for the first and then finds nothing to do.
pub(crate) fn migrate(conn: &mut Connection, migrations: &[Migration]) -> Result<(), StoreErrorKind> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if inspect_within(&transaction, migrations)? == State::Current {
        return Ok(());
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    let mut applied = applied_checksums(&transaction)?;
    applied.sort_unstable();
    for migration in migrations {
        if applied.binary_search_by_key(&migration.number, |(number, _)| *number).is_ok() {
            continue;
        }
        transaction.execute_batch(migration.sql)?;
        transaction.execute(
            &format!("INSERT INTO migrations (number, name, checksum, applied_at_utc) VALUES (?1, ?2, ?3, {NOW_UTC})"),
            (migration.number, migration.name, checksum_of(migration.sql).as_str()),
        )?;
    }
    // What people's verdicts make of a row is the program's doing, and may be another than it was.
    let names_parts = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = 'v_call_parts')";
    if transaction.query_row(names_parts, [], |row| row.get(0))? {
        newest::refresh_reviewed(&transaction)?;
    }
    transaction.commit()?;
    Ok(())
}

/// Number and checksum of the migrations that were applied, the newest first.
fn applied_checksums(conn: &Connection) -> Result<Vec<(u32, String)>, StoreErrorKind> {
    let table: Option<i64> = conn
        .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'", [], |row| row.get(0))
        .optional()?;
    if table.is_none() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare("SELECT number, checksum FROM migrations ORDER BY number DESC")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The SHA-256 of a migration, with the line ends that a checkout on Windows may have changed.
fn checksum_of(sql: &str) -> Sha256Hex {
    Sha256Hex::from_bytes(Sha256::digest(sql.replace("\r\n", "\n")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration = Migration {
        number: 1,
        name: "first",
        sql: "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT, checksum TEXT, applied_at_utc TEXT) STRICT;",
    };
    const SECOND: Migration = Migration { number: 2, name: "second", sql: "CREATE TABLE a (b TEXT) STRICT;" };

    #[test]
    fn migrations_are_numbered_without_gaps_as_their_files_are() {
        let mut files: Vec<String> = fs_err::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<String> = MIGRATIONS.iter().map(|m| format!("{:04}_{}.sql", m.number, m.name)).collect();
        assert_eq!(listed, files);
        assert!(MIGRATIONS.iter().zip(1..).all(|(m, number)| m.number == number));
    }

    #[test]
    fn only_what_is_missing_is_applied() {
        let mut conn = Connection::open_in_memory().unwrap();
        assert_eq!(inspect(&conn, &[FIRST]).unwrap(), State::Fresh);
        migrate(&mut conn, &[FIRST]).unwrap();
        assert_eq!(inspect(&conn, &[FIRST]).unwrap(), State::Current);
        assert_eq!(inspect(&conn, &[FIRST, SECOND]).unwrap(), State::Behind);
        migrate(&mut conn, &[FIRST, SECOND]).unwrap();
        assert_eq!(inspect(&conn, &[FIRST, SECOND]).unwrap(), State::Current);
        let before = conn.total_changes();
        migrate(&mut conn, &[FIRST, SECOND]).unwrap();
        assert_eq!(conn.total_changes(), before);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_ones_before_it_unapplied_too() {
        let mut conn = Connection::open_in_memory().unwrap();
        let broken =
            Migration { number: 2, name: "broken", sql: "CREATE TABLE a (b TEXT) STRICT; CREATE TABLE a (c TEXT);" };
        assert!(migrate(&mut conn, &[FIRST, broken]).is_err());
        assert_eq!(inspect(&conn, &[FIRST]).unwrap(), State::Fresh);
    }

    #[test]
    fn an_edited_migration_is_noticed_and_other_line_ends_are_not() {
        let mut conn = Connection::open_in_memory().unwrap();
        let two_lines = Migration { sql: "CREATE TABLE a (b TEXT);\nCREATE TABLE c (d TEXT);\n", ..SECOND };
        migrate(&mut conn, &[FIRST, two_lines]).unwrap();
        let windows = Migration { sql: "CREATE TABLE a (b TEXT);\r\nCREATE TABLE c (d TEXT);\r\n", ..SECOND };
        assert_eq!(inspect(&conn, &[FIRST, windows]).unwrap(), State::Current);
        let error = inspect(&conn, &[FIRST, SECOND]).unwrap_err();
        assert_eq!(error.to_string(), "migration 2 (second) was applied but has been modified since");
    }

    #[test]
    fn matches_of_earlier_versions_stay_when_matches_can_be_taken_back() {
        let mut conn = Connection::open_in_memory().unwrap();
        let number = MIGRATIONS.iter().position(|migration| migration.name == "matches_taken_back").unwrap();
        migrate(&mut conn, &MIGRATIONS[..number]).unwrap();
        conn.execute_batch(
            "INSERT INTO scenarios VALUES ('s', 'server-down', '1', 'Server down', '…');
             INSERT INTO planned_calls VALUES (1, 's', 'North', '1', '2', '2026-03-02T09:30:00Z', '2026-03-02T09:30:00Z', 60, NULL, '');
             INSERT INTO shop_matches VALUES (7, 1, 'call', 'withheld_number', 0, NULL, NULL, '{}', '');",
        )
        .unwrap();
        migrate(&mut conn, MIGRATIONS).unwrap();
        let kept = |conn: &Connection| -> (i64, String) {
            conn.query_row("SELECT id, how FROM shop_matches", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
        assert_eq!(kept(&conn), (7, "withheld_number".to_owned()));
        let insert = "INSERT INTO shop_matches VALUES (8, 1, ?1, ?2, 0, NULL, NULL, '{}', '')";
        assert!(conn.execute(insert, (None::<&str>, "by_hand")).is_err(), "only what is taken back has no call");
        assert!(conn.execute(insert, (Some("call"), "none")).is_err());
        conn.execute(insert, (None::<&str>, "none")).unwrap();
        conn.execute("DELETE FROM planned_calls", []).unwrap();
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, &[FIRST, SECOND]).unwrap();
        assert!(matches!(migrate(&mut conn, &[FIRST]), Err(StoreErrorKind::Newer { found: 2, known: 1 })));
    }
}
