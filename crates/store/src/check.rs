//! Whether the database holds together.

use std::{collections::BTreeSet, fmt};

use ringcheck_call::Scorecard;
use rusqlite::Connection;

use crate::{
    Store, StoreError,
    error::{StoreErrorKind, Task},
    migrations::{MIGRATIONS, migrate},
    newest,
    provenance::{ScorecardRows, rows_of},
    purge, said_index,
};

/// How many findings of one kind are told one by one.
const MAX_OF_A_KIND: usize = 20;

/// Something in a database that is not as it should be. Names tables, rows and ids, never what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(String);

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Store {
    /// Everything in the database that is not as it should be; none if all is well.
    ///
    /// Looked at are SQLite's own structure, the references between tables, the schema, whether each scorecard's rows
    /// say what its JSON says, the rows that lists are read from, the index for searching and the log of purges.
    /// What cannot be read for damage is a finding, and the rest is looked at all the same. Where nothing may be written
    /// the inside of the index is not looked at, because SQLite takes that for a change.
    pub fn check(&mut self) -> Result<Vec<Finding>, StoreError> {
        let mut findings = self.read(Task::Read, |conn| {
            let mut findings = unless_damaged("the structure", structure(conn))?;
            findings.extend(unless_damaged("the references between tables", references(conn))?);
            findings.extend(unless_damaged("the schema", schema(conn))?);
            findings.extend(unless_damaged("the scorecards", scorecards(conn))?);
            findings.extend(unless_damaged("what lists and searching are read from", derived(conn))?);
            findings.extend(unless_damaged("the log of purges", log(conn))?);
            Ok(findings)
        })?;
        // The command that looks into the index has the form of a change.
        let index = self.write_and_undo(|tx| {
            let sql = "INSERT INTO said_index (said_index) VALUES ('integrity-check')";
            match tx.execute(sql, []).map_err(StoreErrorKind::from) {
                Ok(_) => Ok(false),
                Err(StoreErrorKind::Damaged) => Ok(true),
                Err(kind) => Err(kind),
            }
        });
        let is_index_damaged = match index {
            // Not looked at, which is no finding.
            Err(error) if error.is_for_want_of_writing() => false,
            looked => looked?,
        };
        findings.extend(is_index_damaged.then(|| Finding("the index for searching is damaged".to_owned())));
        Ok(findings)
    }
}

/// What a part of the check found; damage that it met is a finding of its own, anything else in its way an error.
fn unless_damaged(part: &str, found: Result<Vec<Finding>, StoreErrorKind>) -> Result<Vec<Finding>, StoreErrorKind> {
    let why = match found {
        Err(StoreErrorKind::Damaged) => StoreErrorKind::Damaged.to_string(),
        Err(kind @ StoreErrorKind::Unreadable { .. }) => kind.to_string(),
        // A cell that holds what its column cannot.
        Err(StoreErrorKind::Sqlite(error)) if error.sqlite_error().is_none() => StoreErrorKind::Damaged.to_string(),
        found => return found,
    };
    Ok(vec![Finding(format!("{part} could not be read: {why}"))])
}

/// The first findings of a kind, and how many more there are.
fn shortened(all: Vec<String>) -> Vec<Finding> {
    let n_more = all.len().saturating_sub(MAX_OF_A_KIND);
    let mut findings: Vec<Finding> = all.into_iter().take(MAX_OF_A_KIND).map(Finding).collect();
    if n_more > 0 {
        findings.push(Finding(format!("and {n_more} more of this kind")));
    }
    findings
}

fn structure(conn: &Connection) -> Result<Vec<Finding>, StoreErrorKind> {
    let mut statement = conn.prepare("PRAGMA integrity_check")?;
    let found = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(shortened(found.into_iter().filter(|line| line != "ok").map(|line| format!("SQLite says: {line}")).collect()))
}

fn references(conn: &Connection) -> Result<Vec<Finding>, StoreErrorKind> {
    let mut statement =
        conn.prepare("SELECT \"table\", \"parent\", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2")?;
    let found = statement.query_map([], |row| {
        let (table, parent, n_rows): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("rows of {table} that refer to nothing in {parent}: {n_rows}"))
    })?;
    Ok(shortened(found.collect::<Result<_, _>>()?))
}

/// Tables, views, indices and triggers as they are, against those that the migrations make.
fn schema(conn: &Connection) -> Result<Vec<Finding>, StoreErrorKind> {
    let mut made = Connection::open_in_memory()?;
    migrate(&mut made, MIGRATIONS)?;
    let items = |conn: &Connection| -> Result<BTreeSet<(String, String, String)>, StoreErrorKind> {
        let mut statement = conn.prepare(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        )?;
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    };
    let (found, expected) = (items(conn)?, items(&made)?);
    let names: BTreeSet<(&String, &String)> =
        found.symmetric_difference(&expected).map(|(kind, name, _)| (kind, name)).collect();
    Ok(shortened(names.iter().map(|(kind, name)| format!("the {kind} {name} is not as Ringcheck made it")).collect()))
}

fn scorecards(conn: &Connection) -> Result<Vec<Finding>, StoreErrorKind> {
    let mut statement = conn.prepare("SELECT * FROM scorecards ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let place = (row.get::<_, String>("call_id")?, row.get::<_, u32>("number")?);
        let name = format!("scorecard {} of call {}", place.1, place.0);
        let json = row.get_ref("json")?;
        match json.as_str().ok().and_then(|json| serde_json::from_str::<Scorecard>(json).ok()) {
            None => found.push(format!("{name} cannot be read back")),
            Some(card) => {
                let table = ScorecardRows::of(&card).differing_table(&rows_of(conn, row)?);
                found.extend(table.map(|table| format!("{name} is not what the table {table} says")));
                if !has_turns(conn, row.get("id")?, &card)? {
                    found.push(format!("{name} is not what the table turns says"));
                }
            }
        }
    }
    Ok(shortened(found))
}

/// Whether the table has the scorecard's turns.
fn has_turns(conn: &Connection, scorecard_id: i64, card: &Scorecard) -> Result<bool, StoreErrorKind> {
    let mut statement = conn.prepare_cached("SELECT side, text FROM turns WHERE scorecard_id = ?1 ORDER BY number")?;
    let mut rows = statement.query([scorecard_id])?;
    let mut turns = card.turns.iter();
    while let Some(row) = rows.next()? {
        let Some(turn) = turns.next() else { return Ok(false) };
        let (side, text) = (row.get_ref(0)?, row.get_ref(1)?);
        if side.as_str().ok() != Some(turn.side().as_str()) || text.as_str().ok() != Some(turn.text()) {
            return Ok(false);
        }
    }
    Ok(turns.next().is_none())
}

fn derived(conn: &Connection) -> Result<Vec<Finding>, StoreErrorKind> {
    let calls = newest::differing_calls(conn)?;
    let mut findings = shortened(
        calls
            .iter()
            .map(|id| format!("the row of call {id} in newest_scorecards is not what other tables say"))
            .collect(),
    );
    let n_turns = said_index::n_differing(conn)?;
    if n_turns > 0 {
        findings.push(Finding(format!("turns that searching would miss, or find in vain: {n_turns}")));
    }
    Ok(findings)
}

fn log(conn: &Connection) -> Result<Vec<Finding>, StoreErrorKind> {
    let broken = purge::broken_links(conn)?;
    Ok(shortened(
        broken
            .iter()
            .map(|number| format!("row {number} of the log of purges does not follow from the row before"))
            .collect(),
    ))
}
