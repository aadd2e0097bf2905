//! `docs/schema.md` is generated from a migrated database: with `UPDATE_DOCS=1` it is written, else compared.

use std::{collections::BTreeSet, fmt::Write as _};

use rusqlite::Connection;

use crate::{
    sample::Place,
    schema_words::{INTRODUCTION, TABLES, TableWords, VIEWS},
};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema.md");

#[test]
fn the_page_about_the_schema_is_what_the_schema_is() {
    let place = Place::new();
    drop(place.store());
    let page = render(&place.sqlite());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs_err::write(PAGE, &page).unwrap();
    }
    let committed = fs_err::read_to_string(PAGE).unwrap().replace("\r\n", "\n");
    assert!(committed == page, "docs/schema.md is out of date: run UPDATE_DOCS=1 cargo test -p ringcheck-store");
}

#[test]
fn every_table_view_and_column_has_its_sentence_and_no_other_has_one() {
    let place = Place::new();
    drop(place.store());
    let conn = place.sqlite();
    for (kind, words) in [("table", TABLES), ("view", VIEWS)] {
        let described: BTreeSet<&str> = words.iter().map(|item| item.name).collect();
        let existing = names(&conn, kind);
        assert_eq!(described, existing.iter().map(String::as_str).collect(), "{kind}s");
        for item in words {
            let described: Vec<&str> = item.columns.iter().map(|(name, _)| *name).collect();
            let existing: Vec<String> = columns(&conn, item.name).into_iter().map(|column| column.name).collect();
            assert_eq!(described, existing, "{}", item.name);
            for sentence in item.columns.iter().map(|(_, sentence)| *sentence).chain([item.sentence]) {
                assert!(sentence.ends_with('.') && sentence.contains(' '), "{}: {sentence}", item.name);
            }
        }
    }
}

#[test]
fn every_table_is_strict_and_every_view_can_be_queried() {
    let place = Place::new();
    drop(place.store());
    let conn = place.sqlite();
    let n_loose: i64 = conn
        .query_row("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(n_loose, 0);
    for view in names(&conn, "view") {
        conn.query_row(&format!("SELECT count(*) FROM {view}"), [], |row| row.get::<_, i64>(0)).unwrap();
    }
}

struct Column {
    name: String,
    sql_type: String,
    may_be_null: bool,
    is_key: bool,
}

fn names(conn: &Connection, kind: &str) -> Vec<String> {
    // The tables that hold a full-text index are its own affair.
    let sql = "SELECT name FROM sqlite_schema WHERE type = ?1
        AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid";
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([kind], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn columns(conn: &Connection, table: &str) -> Vec<Column> {
    let mut statement =
        conn.prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid").unwrap();
    let rows = statement.query_map([table], |row| {
        let is_key = row.get::<_, i64>("pk")? > 0;
        Ok(Column {
            name: row.get("name")?,
            sql_type: row.get::<_, String>("type")?.to_lowercase(),
            may_be_null: !row.get::<_, bool>("notnull")? && !is_key,
            is_key,
        })
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

/// What the column refers to, as `table.column`, several for a column of several references.
fn references(conn: &Connection, table: &str, column: &str) -> Vec<String> {
    let mut statement = conn
        .prepare(
            "SELECT \"table\" || '.' || \"to\" FROM pragma_foreign_key_list(?1) WHERE \"from\" = ?2 ORDER BY id DESC",
        )
        .unwrap();
    statement.query_map([table, column], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn render(conn: &Connection) -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n## Tables\n");
    for table in TABLES {
        render_item(&mut page, conn, table);
    }
    page.push_str("\n## Views\n\nThey are for people, and hold the newest scorecard of each call only.\n");
    for view in VIEWS {
        render_item(&mut page, conn, view);
    }
    page
}

fn render_item(page: &mut String, conn: &Connection, item: &TableWords) {
    write!(page, "\n### {}\n\n{}\n\n| column | type | meaning |\n| --- | --- | --- |\n", item.name, item.sentence)
        .unwrap();
    for (column, (_, sentence)) in columns(conn, item.name).iter().zip(item.columns) {
        let mut notes = vec![if column.sql_type.is_empty() { "computed".to_owned() } else { column.sql_type.clone() }];
        if column.is_key {
            notes.push("key".to_owned());
        }
        if column.may_be_null && !item.name.starts_with("v_") {
            notes.push("may be null".to_owned());
        }
        notes.extend(references(conn, item.name, &column.name).into_iter().map(|to| format!("refers to `{to}`")));
        writeln!(page, "| `{}` | {} | {sentence} |", column.name, notes.join(", ")).unwrap();
    }
}
