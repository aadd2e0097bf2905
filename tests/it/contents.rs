//! What a database holds, so that two that came about in different ways can be compared.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, types::Value};

/// When something was stored differs from run to run; when a call began does not.
const TIMES_OF_STORING: [&str; 2] = ["created_at_utc", "applied_at_utc"];

/// Rows are counted by SQLite in the order in which they came, so a column with such a number shows the row's own key.
const COUNTED_ROWS: [(&str, &str); 2] = [
    (
        "transcript_id",
        "SELECT id, source_sha256 || ' ' || coalesce(model_sha256, '') || ' ' || settings_sha256 FROM transcripts",
    ),
    ("scorecard_id", "SELECT id, key FROM scorecards"),
];

/// The rows of every table, each as text, sorted; without what differs between two runs over the same recordings.
pub(crate) type Contents = BTreeMap<String, Vec<String>>;

/// Reads all of the database at `path`.
///
/// Fails unless SQLite finds it sound, every reference leads somewhere, every call has one scorecard and no recording
/// counts as being listened to.
#[track_caller]
pub(crate) fn contents(path: &Path) -> Contents {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok", "{}", path.display());
    let n_astray: i64 = db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(n_astray, 0, "rows of {} that refer to nothing", path.display());
    let mut tables = db
        .prepare("SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'")
        .unwrap();
    let tables: Vec<(String, String)> =
        tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    // A run that was killed early left a database without tables.
    let is_made = tables.iter().any(|(table, _)| table == "scorecards");
    let counted: Vec<(&str, BTreeMap<i64, String>)> =
        COUNTED_ROWS.iter().filter(|_| is_made).map(|(column, query)| (*column, keys(&db, query))).collect();
    let mut found = Contents::new();
    for (table, kind) in tables {
        let rows = match kind.as_str() {
            "table" => rows(&db, &table, &counted),
            // Full-text indexes are all the virtual tables there are.
            "virtual" => indexed_words(&db, &table),
            _ => continue,
        };
        found.insert(table, rows);
    }
    found
}

/// [`contents`] of the database of a run that went to its end: each call has one scorecard, and nothing is in hand.
#[track_caller]
pub(crate) fn contents_at_the_end(path: &Path, n_calls: usize) -> Contents {
    let found = contents(path);
    assert_eq!(found["scorecards"].len(), n_calls, "scorecards in {}", path.display());
    assert!(found.get("attempts").is_none_or(Vec::is_empty), "in hand after the end: {:?}", found["attempts"]);
    found
}

/// Copies a database that nobody has open, with the files beside it, as a killed run left them.
///
/// To look at the database itself would mend it, and the next run would begin with less to mend.
pub(crate) fn copy_as_left(path: &Path, folder: &Path) -> PathBuf {
    let copy = folder.join("as-left.db");
    for suffix in ["", "-wal", "-journal"] {
        let [from, to] = [path, &copy].map(|path| beside(path, suffix));
        match fs_err::copy(from, &to) {
            Ok(_) => {}
            Err(_) if !to.exists() => {}
            Err(_) => fs_err::remove_file(to).unwrap(),
        }
    }
    copy
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn keys(db: &Connection, query: &str) -> BTreeMap<i64, String> {
    let mut statement = db.prepare(query).unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

fn rows(db: &Connection, table: &str, counted: &[(&str, BTreeMap<i64, String>)]) -> Vec<String> {
    let mut columns = db.prepare("SELECT name, type, pk FROM pragma_table_info(?1)").unwrap();
    let columns: Vec<String> = columns
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .filter(|(name, of_type, key): &(String, String, i64)| {
            let is_counted = name == "id" && of_type == "INTEGER" && *key == 1;
            !is_counted && !TIMES_OF_STORING.contains(&name.as_str())
        })
        .map(|(name, ..)| name)
        .collect();
    let mut all = db.prepare(&format!("SELECT {} FROM {table}", columns.join(", "))).unwrap();
    let mut found: Vec<String> = all
        .query_map([], |row| {
            let mut text = String::new();
            for (idx, column) in columns.iter().enumerate() {
                let value: Value = row.get(idx)?;
                let keys = counted.iter().find(|(name, _)| name == column).map(|(_, keys)| keys);
                let shown = match (keys, &value) {
                    (Some(keys), Value::Integer(id)) => keys[id].clone(),
                    _ => format!("{value:?}"),
                };
                text = format!("{text}{column}={shown}\n");
            }
            Ok(text)
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    found.sort();
    found
}

/// The words of a full-text index, in how many rows each is and how often.
fn indexed_words(db: &Connection, table: &str) -> Vec<String> {
    db.execute_batch(&format!("CREATE VIRTUAL TABLE temp.words_of_{table} USING fts5vocab(main, {table}, 'row')"))
        .unwrap();
    let mut words = db.prepare(&format!("SELECT term, doc, cnt FROM temp.words_of_{table} ORDER BY term")).unwrap();
    let word = |row: &rusqlite::Row<'_>| {
        Ok(format!("{} {} {}", row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
    };
    words.query_map([], word).unwrap().map(Result::unwrap).collect()
}

/// Fails and names the first difference if two databases do not hold the same.
#[track_caller]
pub(crate) fn are_the_same(found: &Contents, expected: &Contents) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (table, rows) in found {
        is_within(table, rows, &expected[table]);
        is_within(table, &expected[table], rows);
        assert_eq!(rows.len(), expected[table].len(), "rows of {table}");
    }
}

/// Fails if a row of a table is not among those `expected`.
#[track_caller]
pub(crate) fn is_within(table: &str, rows: &[String], expected: &[String]) {
    for row in rows {
        assert!(expected.binary_search(row).is_ok(), "{table} has one row more here than there:\n{row}");
    }
}
