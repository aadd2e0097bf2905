//! Removing what is old, with proof that it went.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ringcheck_call::Sha256Hex;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use sha2::{Digest, Sha256};

use crate::{
    Store, StoreError,
    convert::{NOW_UTC, Place, json_of, utc},
    error::{StoreErrorKind, Task},
    newest, said_index,
};

/// What goes with a scorecard, a transcript and a call: what refers to something stands before it.
const OF_SCORECARDS: [&str; 10] = [
    "reviews",
    "shop_results",
    "evidence",
    "leads",
    "timeline_events",
    "timeline_figures",
    "qualifying_topics",
    "criteria",
    "turns",
    "newest_scorecards",
];
const OF_TRANSCRIPTS: [&str; 4] = ["words", "segments", "sound_events", "fingerprints"];
const OF_CALLS: [&str; 5] = ["lead_follow_ups", "scorecards", "transcripts", "second_opinions", "call_recordings"];

/// What goes with the result of a shop call, which goes with its scorecard.
const OF_SHOP_RESULTS: [&str; 4] = ["shop_facts", "shop_demands", "shop_judgings", "shop_decisions"];

/// The matches of planned calls that go: of calls that go, and of calls that were never scored by the time at which they
/// started. What was taken for the call before goes too, or it would be taken for the call again; but that a person said
/// of a call which stays that it is not the one stays, or it would be found again.
const PURGED_MATCHES: &str = "
    INSERT INTO purged_matches
    WITH of_purged AS (
        SELECT id, planned_call_id FROM shop_matches
        WHERE call_id IN purged_calls OR started_at_utc < ?1 AND call_id NOT IN (SELECT id FROM calls)
    ), refusals AS (
        SELECT refused.id AS id, before.id AS match_id
        FROM shop_matches AS refused JOIN shop_matches AS before ON before.id = (
            SELECT max(id) FROM shop_matches AS others
            WHERE others.planned_call_id = refused.planned_call_id AND others.id < refused.id)
        WHERE refused.how = 'none' AND before.call_id IS NOT NULL AND before.id NOT IN (SELECT id FROM of_purged)
    )
    SELECT id FROM shop_matches
    WHERE EXISTS (
            SELECT 1 FROM of_purged AS later
            WHERE later.planned_call_id = shop_matches.planned_call_id AND later.id >= shop_matches.id
        )
        AND id NOT IN (SELECT id FROM refusals UNION SELECT match_id FROM refusals)";

/// What a purge removes, or would remove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// How many calls.
    pub n_calls: usize,
    /// How many calls of secret shops that were found and never scored.
    pub n_unscored: usize,
    /// How many calls are kept because nobody knows when they started.
    pub n_without_start: usize,
    /// How many rows of each table, in an order of the tables that does not change; those of which none is are left out.
    pub counts: Vec<(&'static str, usize)>,
    /// The recordings that no call is left for, with where they were last seen.
    pub recordings: Vec<(Sha256Hex, String)>,
    /// Whether the write-ahead log was emptied, too; it is not while another program reads the database.
    pub is_log_empty: bool,
}

/// A row of the log of what was purged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurgeRecord {
    /// The row's number, counted from 1.
    pub number: i64,
    /// When it was done.
    pub purged_at_utc: String,
    /// Calls that started before this went.
    pub cutoff_utc: String,
    /// How many rows of each table went: a JSON object.
    pub counts: String,
    /// The SHA-256 over the sorted ids of the calls and recordings that went.
    pub ids_sha256: String,
    /// The hash of the row before; of the first row, 64 zeros.
    pub previous_sha256: String,
    /// The SHA-256 over all of this.
    pub sha256: String,
}

impl Store {
    /// What [`Store::purge`] would remove now; nothing is changed.
    pub fn plan_purge(&mut self, cutoff: Timestamp) -> Result<Purged, StoreError> {
        self.write_and_undo(|tx| remove(tx, cutoff, 0))
    }

    /// Removes all that is stored of calls that started before `cutoff`, and writes so into the log of purges. What is
    /// known of shop calls of that time that were found and never scored goes too.
    ///
    /// Calls of which nobody knows when they started are kept. `n_files` is how many audio files the caller removed
    /// with them, for the log. Afterwards neither the file nor the write-ahead log beside it holds a word of them.
    pub fn purge(&mut self, cutoff: Timestamp, n_files: usize) -> Result<Purged, StoreError> {
        let mut purged = self.write(|tx| {
            let purged = remove(tx, cutoff, n_files)?;
            if purged.n_calls > 0 {
                said_index::rewrite(tx)?;
            }
            Ok(purged)
        })?;
        purged.is_log_empty = self.empty_write_ahead_log()?;
        Ok(purged)
    }

    /// Moves what is in the write-ahead log into the file and empties the log; returns whether that could be done.
    ///
    /// It cannot while another program reads the database, and waits for that up to ten seconds. Until it is done the
    /// log may hold words of calls that were purged before.
    pub fn empty_write_ahead_log(&self) -> Result<bool, StoreError> {
        self.outside_of_transactions(Task::Write, |conn| {
            let is_busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            Ok(!is_busy)
        })
    }

    /// The log of what was purged, the oldest first.
    pub fn purges(&self) -> Result<Vec<PurgeRecord>, StoreError> {
        self.read(Task::Read, read_log)
    }

    /// The latest instant before which calls were purged; `None` if none ever were.
    pub fn purged_before(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(Task::Read, |conn| {
            // The order of these texts is the order in time.
            let mut statement = conn.prepare("SELECT id, cutoff_utc FROM purges ORDER BY cutoff_utc DESC LIMIT 1")?;
            let latest: Option<(i64, String)> =
                statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((row, cutoff_utc)) = latest else { return Ok(None) };
            let cutoff = cutoff_utc.parse().map_err(|_| Place { table: "purges", row }.unreadable())?;
            Ok(Some(cutoff))
        })
    }
}

fn remove(tx: &Transaction<'_>, cutoff: Timestamp, n_files: usize) -> Result<Purged, StoreErrorKind> {
    let cutoff = utc(cutoff);
    tx.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS purged_calls (id TEXT NOT NULL PRIMARY KEY);
         CREATE TEMP TABLE IF NOT EXISTS purged_recordings (id TEXT NOT NULL PRIMARY KEY);
         CREATE TEMP TABLE IF NOT EXISTS purged_matches (id INTEGER PRIMARY KEY);
         DELETE FROM purged_calls; DELETE FROM purged_recordings; DELETE FROM purged_matches;",
    )?;
    let n_calls = tx.execute("INSERT INTO purged_calls SELECT id FROM calls WHERE started_at_utc < ?1", [&cutoff])?;
    tx.execute_batch(
        "INSERT INTO purged_recordings
         SELECT DISTINCT recording_id FROM call_recordings WHERE call_id IN purged_calls
             AND recording_id NOT IN (SELECT recording_id FROM call_recordings WHERE call_id NOT IN purged_calls)",
    )?;
    let n_without_start =
        tx.query_row("SELECT count(*) FROM calls WHERE started_at_utc IS NULL", [], |row| row.get(0))?;
    let n_matches = tx.execute(PURGED_MATCHES, [&cutoff])?;
    let n_unscored = tx.query_row(
        "SELECT count(DISTINCT call_id) FROM shop_matches
         WHERE id IN purged_matches AND started_at_utc < ?1 AND call_id NOT IN (SELECT id FROM calls)",
        [&cutoff],
        |row| row.get(0),
    )?;
    let mut purged = Purged { n_calls, n_unscored, n_without_start, recordings: recordings(tx)?, ..Purged::default() };
    if n_calls == 0 && n_matches == 0 {
        return Ok(purged);
    }
    purged.counts = counts(tx)?;
    if n_files > 0 {
        purged.counts.push(("files", n_files));
    }
    // The log first: without it no scorecard can be removed.
    append_to_log(tx, &cutoff, &purged.counts)?;
    let mut neighbours: BTreeSet<String> = BTreeSet::new();
    for id in strings(tx, "SELECT id FROM purged_calls")? {
        neighbours.extend(newest::neighbours(tx, &id)?);
    }
    let mut statement =
        tx.prepare("SELECT scorecard_id FROM newest_scorecards WHERE call_id IN purged_calls ORDER BY scorecard_id")?;
    let indexed: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for scorecard_id in indexed {
        said_index::remove(tx, scorecard_id)?;
    }
    for (table, condition) in conditions() {
        tx.execute(&format!("DELETE FROM {table} WHERE {condition}"), [])?;
    }
    // A part of a longer call that went is listed again.
    newest::refresh(tx, neighbours.iter())?;
    Ok(purged)
}

/// Each table with the rows of it that go, in the order in which they can.
fn conditions() -> Vec<(&'static str, String)> {
    let of_calls = "call_id IN purged_calls";
    let of_scorecards = format!("scorecard_id IN (SELECT id FROM scorecards WHERE {of_calls})");
    let of_results = format!("shop_result_id IN (SELECT id FROM shop_results WHERE {of_scorecards})");
    let mut all = Vec::new();
    all.extend(OF_SHOP_RESULTS.map(|table| (table, of_results.clone())));
    all.extend(OF_SCORECARDS.map(|table| (table, of_scorecards.clone())));
    all.extend(
        OF_TRANSCRIPTS.map(|table| (table, format!("transcript_id IN (SELECT id FROM transcripts WHERE {of_calls})"))),
    );
    all.extend(OF_CALLS.map(|table| (table, of_calls.to_owned())));
    all.push(("shop_matches", "id IN purged_matches".to_owned()));
    all.push(("calls", "id IN purged_calls".to_owned()));
    all.push(("recordings", "id IN purged_recordings".to_owned()));
    all.push(("attempts", "recording_id IN purged_recordings".to_owned()));
    // When it is counted, the scorecards are there still.
    let kept = "SELECT rubric_sha256 FROM scorecards WHERE call_id NOT IN purged_calls";
    all.push(("rubric_outlines", format!("rubric_sha256 NOT IN ({kept})")));
    all.push(("rubrics", format!("sha256 NOT IN ({kept})")));
    all
}

fn counts(tx: &Transaction<'_>) -> Result<Vec<(&'static str, usize)>, StoreErrorKind> {
    let mut counts = Vec::new();
    for (table, condition) in conditions() {
        let n_rows: usize =
            tx.query_row(&format!("SELECT count(*) FROM {table} WHERE {condition}"), [], |row| row.get(0))?;
        if n_rows > 0 {
            counts.push((table, n_rows));
        }
    }
    Ok(counts)
}

fn recordings(tx: &Transaction<'_>) -> Result<Vec<(Sha256Hex, String)>, StoreErrorKind> {
    let mut statement =
        tx.prepare("SELECT rowid, id, path FROM recordings WHERE id IN purged_recordings ORDER BY path, id")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let unreadable = StoreErrorKind::Unreadable { table: "recordings", row: row.get(0)? };
        found.push((Sha256Hex::try_from(row.get::<_, String>(1)?).map_err(|_| unreadable)?, row.get(2)?));
    }
    Ok(found)
}

fn strings(conn: &Connection, sql: &str) -> Result<Vec<String>, StoreErrorKind> {
    let mut statement = conn.prepare(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn append_to_log(
    tx: &Transaction<'_>,
    cutoff_utc: &str,
    counts: &[(&'static str, usize)],
) -> Result<(), StoreErrorKind> {
    let mut ids = Sha256::new();
    for id in strings(tx, "SELECT id FROM purged_calls UNION SELECT id FROM purged_recordings ORDER BY 1")? {
        ids.update(id.as_bytes());
        ids.update(b"\n");
    }
    let counts: serde_json::Map<String, serde_json::Value> =
        counts.iter().map(|(table, n_rows)| ((*table).to_owned(), (*n_rows).into())).collect();
    let before = read_log(tx)?.pop();
    let mut record = PurgeRecord {
        number: before.as_ref().map_or(0, |record| record.number) + 1,
        purged_at_utc: tx.query_row(&format!("SELECT {NOW_UTC}"), [], |row| row.get(0))?,
        cutoff_utc: cutoff_utc.to_owned(),
        counts: json_of(&counts)?,
        ids_sha256: Sha256Hex::from_bytes(ids.finalize().into()).to_string(),
        previous_sha256: before.map_or_else(|| "0".repeat(64), |record| record.sha256),
        sha256: String::new(),
    };
    record.sha256 = record.hash();
    tx.execute(
        "INSERT INTO purges (id, purged_at_utc, cutoff_utc, counts, ids_sha256, previous_sha256, sha256)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            record.number,
            record.purged_at_utc,
            record.cutoff_utc,
            record.counts,
            record.ids_sha256,
            record.previous_sha256,
            record.sha256
        ],
    )?;
    Ok(())
}

fn read_log(conn: &Connection) -> Result<Vec<PurgeRecord>, StoreErrorKind> {
    let mut statement = conn.prepare("SELECT * FROM purges ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        Ok(PurgeRecord {
            number: row.get("id")?,
            purged_at_utc: row.get("purged_at_utc")?,
            cutoff_utc: row.get("cutoff_utc")?,
            counts: row.get("counts")?,
            ids_sha256: row.get("ids_sha256")?,
            previous_sha256: row.get("previous_sha256")?,
            sha256: row.get("sha256")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl PurgeRecord {
    /// What its hash must be.
    fn hash(&self) -> String {
        let text = format!(
            "{}\n{}\n{}\n{}\n{}\n{}\n",
            self.number, self.purged_at_utc, self.cutoff_utc, self.counts, self.ids_sha256, self.previous_sha256
        );
        Sha256Hex::from_bytes(Sha256::digest(text).into()).to_string()
    }
}

/// The numbers of the rows of the log that do not follow from the row before; rows that are missing at its end cannot be
/// told.
pub(crate) fn broken_links(conn: &Connection) -> Result<Vec<i64>, StoreErrorKind> {
    let (mut number, mut previous, mut broken) = (0, "0".repeat(64), Vec::new());
    for record in read_log(conn)? {
        number += 1;
        if record.number != number || record.previous_sha256 != previous || record.sha256 != record.hash() {
            broken.push(record.number);
        }
        number = record.number;
        previous = record.sha256;
    }
    Ok(broken)
}
