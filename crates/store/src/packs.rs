//! Coaching packs, and what was practised with them.

use jiff::Timestamp;
use ringcheck_call::{Agent, Practised, Subject};
use rusqlite::{Connection, Row, params};

use crate::{
    Store, StoreError,
    convert::{NOW_UTC, utc},
    error::Task,
};

/// The fewest characters of a pack's id that may stand for all of it.
const MIN_PREFIX_CHARS: usize = 4;

/// A coaching pack that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPack {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made_at_utc: String,
    /// Who is to practise what.
    pub subjects: Vec<Subject>,
}

impl Store {
    /// Notes that a coaching pack was made; one that is known already stays as it is.
    pub fn put_pack(&mut self, id: &str, made_at: Timestamp, subjects: &[Subject]) -> Result<(), StoreError> {
        self.write(|tx| {
            let is_new = tx.execute(
                "INSERT INTO packs (id, made_at_utc) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (id, utc(made_at)),
            )? > 0;
            for (number, subject) in subjects.iter().enumerate().take_while(|_| is_new) {
                tx.execute(
                    "INSERT INTO pack_subjects (pack_id, number, agent_name, extension, criterion_id)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![id, number, subject.agent.name, subject.agent.extension, subject.criterion],
                )?;
            }
            Ok(())
        })
    }

    /// The pack with this id, or with the only id that begins so, four characters or more; `None` if there is none, or
    /// there are several.
    pub fn pack(&self, id: &str) -> Result<Option<StoredPack>, StoreError> {
        self.read(Task::Read, |conn| {
            let is_prefix = id.chars().count() >= MIN_PREFIX_CHARS;
            let mut statement = conn.prepare(
                "SELECT id, made_at_utc FROM packs WHERE id = ?1 OR ?2 AND substr(id, 1, length(?1)) = ?1
                 ORDER BY id <> ?1 LIMIT 2",
            )?;
            let rows = statement.query_map((id, is_prefix), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let found: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
            let one = match found.as_slice() {
                [one] => one,
                [one, _] if one.0 == id => one,
                _ => return Ok(None),
            };
            let (id, made_at_utc) = one.clone();
            let mut statement = conn.prepare(
                "SELECT agent_name, extension, criterion_id FROM pack_subjects WHERE pack_id = ?1 ORDER BY number",
            )?;
            let subjects = statement.query_map([&id], subject)?.collect::<Result<_, _>>()?;
            Ok(Some(StoredPack { id, made_at_utc, subjects }))
        })
    }

    /// Notes that something was practised, once for each; what is noted already of the same pack, day, agent and
    /// criterion, with the same remark or where none is given now, is not noted again. Returns how many are new. The packs
    /// must be known.
    pub fn append_practised(&mut self, practised: &[Practised]) -> Result<usize, StoreError> {
        self.write(|tx| {
            let mut n_new = 0;
            for one in practised {
                let noted = standing(tx, one)?;
                let is_known = noted.last().is_some_and(|(_, note)| one.note.is_none() || *note == one.note);
                if is_known {
                    continue;
                }
                let agent = &one.subject.agent;
                n_new += tx.execute(
                    &format!(
                        "INSERT INTO practised
                             (pack_id, day, agent_name, extension, criterion_id, note, recorded_at_utc)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, {NOW_UTC})"
                    ),
                    params![one.pack_id, one.day, agent.name, agent.extension, one.subject.criterion, one.note],
                )?;
            }
            Ok(n_new)
        })
    }

    /// Takes back that something was practised, whatever its remark. Returns how many of these had been noted.
    pub fn undo_practised(&mut self, practised: &[Practised]) -> Result<usize, StoreError> {
        self.write(|tx| {
            let mut n_undone = 0;
            for one in practised {
                let noted = standing(tx, one)?;
                n_undone += usize::from(!noted.is_empty());
                for (id, _) in noted {
                    tx.execute(
                        &format!("INSERT INTO practised_undone (practised_id, recorded_at_utc) VALUES (?1, {NOW_UTC})"),
                        [id],
                    )?;
                }
            }
            Ok(n_undone)
        })
    }

    /// All that was practised and not taken back, the earliest first; of what was noted again with another remark the last.
    pub fn practised(&self) -> Result<Vec<Practised>, StoreError> {
        self.read(Task::Read, |conn| read_practised(conn).map_err(Into::into))
    }
}

/// The rows that say the same but for the remark, and were not taken back, with their remarks, in their order.
fn standing(conn: &Connection, one: &Practised) -> rusqlite::Result<Vec<(i64, Option<String>)>> {
    let agent = &one.subject.agent;
    let mut statement = conn.prepare_cached(
        "SELECT id, note FROM practised WHERE pack_id = ?1 AND day = ?2 AND agent_name IS ?3 AND extension IS ?4
             AND criterion_id = ?5 AND id NOT IN (SELECT practised_id FROM practised_undone) ORDER BY id",
    )?;
    let values = params![one.pack_id, one.day, agent.name, agent.extension, one.subject.criterion];
    statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn read_practised(conn: &Connection) -> rusqlite::Result<Vec<Practised>> {
    let mut statement = conn.prepare(
        "SELECT agent_name, extension, criterion_id, pack_id, day, note FROM practised WHERE id IN (
             SELECT max(id) FROM practised WHERE id NOT IN (SELECT practised_id FROM practised_undone)
             GROUP BY pack_id, day, agent_name, extension, criterion_id)
         ORDER BY day, id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Practised {
            subject: subject(row)?,
            pack_id: row.get("pack_id")?,
            day: row.get("day")?,
            note: row.get("note")?,
        })
    })?;
    rows.collect()
}

fn subject(row: &Row<'_>) -> rusqlite::Result<Subject> {
    Ok(Subject {
        agent: Agent { name: row.get("agent_name")?, extension: row.get("extension")? },
        criterion: row.get("criterion_id")?,
    })
}
