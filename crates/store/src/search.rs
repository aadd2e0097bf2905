//! Searching what was said.

use std::ops::Range;

use ringcheck_call::{Side, Speaker};
use rusqlite::{Connection, OptionalExtension, params_from_iter, types::Value};

use crate::{
    CallFilter, SearchQuery, Store, StoreError,
    convert::Place,
    error::{StoreErrorKind, Task},
    query::Query,
    said_index::{TOKENIZER, TURN_BITS, side_code, turn_of},
};

/// How many turns that match are looked up and sorted. Of more, the calls are gone through in order instead.
const MAX_SORTED: i64 = 20_000;

/// The characters about what matches.
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// What stands for a mark in a transcript that holds one: of as many bytes, and a part of a word as the marks are.
const STAND_IN: &str = "\u{e002}";

/// Where to search and what to give back first.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchOptions {
    /// In which calls; the order is that of the filter, its limit is left out of account.
    pub filter: CallFilter,
    /// Only what this side said.
    pub side: Option<Side>,
    /// What fits best first, in place of the filter's order.
    pub by_rank: bool,
    /// How many turns at most.
    pub limit: u32,
}

/// A turn in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// The call's id.
    pub call_id: String,
    /// The scorecard's number among those of the call.
    pub scorecard: u32,
    /// The name of its first recording's file; `None` for an imported transcript.
    pub file_name: Option<String>,
    /// When the call started, as it was given.
    pub started_at: Option<String>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The turn's number, counted from 0.
    pub turn: usize,
    /// Which end of the line spoke.
    pub side: Side,
    /// What kind of voice.
    pub speaker: Speaker,
    /// When the turn starts; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
    /// When the first word that was found starts, or the turn where the words have no times.
    pub found_ms: Option<u64>,
    /// What was said in the turn.
    pub text: String,
    /// The bytes of the text that were found, in order.
    pub found: Vec<Range<usize>>,
}

impl Store {
    /// The turns of the newest scorecards in which `query` is found.
    pub fn search(&self, query: &SearchQuery, options: &SearchOptions) -> Result<Vec<SearchHit>, StoreError> {
        self.read(Task::Read, |conn| {
            let row_ids = find(conn, query, options)?;
            let mut hits = row_ids.into_iter().map(|row_id| read_hit(conn, row_id)).collect::<Result<Vec<_>, _>>()?;
            mark(&mut hits, query)?;
            for hit in &mut hits {
                hit.found_ms = found_ms(conn, hit)?.or(hit.start_ms);
            }
            Ok(hits)
        })
    }
}

/// The rows of the index that match, in order.
fn find(conn: &Connection, query: &SearchQuery, options: &SearchOptions) -> Result<Vec<i64>, StoreErrorKind> {
    let calls = Query::new(&CallFilter { limit: None, ..options.filter.clone() })?;
    let side = options.side.map_or(Value::Null, |side| side_code(side).into());
    let n_matching: i64 = conn.query_row(
        "SELECT count(*) FROM (SELECT 1 FROM said_index WHERE said_index MATCH ?1 LIMIT ?2)",
        (query.expression(), MAX_SORTED + 1),
        |row| row.get(0),
    )?;
    if options.by_rank || n_matching <= MAX_SORTED {
        let first = [query.expression().to_owned().into(), side.clone(), side];
        let values = first.into_iter().chain(calls.values.clone()).chain([i64::from(options.limit).into()]);
        let mut statement = conn.prepare(&calls.select_said(options.by_rank.then_some("ORDER BY said_index.rank")))?;
        let found = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        return Ok(found.collect::<Result<_, _>>()?);
    }
    // So common that the first calls in order have enough of it.
    let mut statement = conn.prepare(&calls.select("scorecard_id"))?;
    let mut scorecards = statement.query(params_from_iter(calls.values.clone()))?;
    let mut in_call = conn.prepare(
        "SELECT rowid FROM said_index
         WHERE said_index MATCH ?1 AND rowid BETWEEN ?2 AND ?3 AND (?4 IS NULL OR rowid & 3 = ?4)
         ORDER BY rowid LIMIT ?5",
    )?;
    let mut found = Vec::new();
    let limit = options.limit as usize;
    while found.len() < limit {
        let Some(row) = scorecards.next()? else { break };
        let first: i64 = row.get::<_, i64>(0)? << TURN_BITS;
        let last = first | ((1 << TURN_BITS) - 1);
        let n_wanted = i64::try_from(limit - found.len()).unwrap_or(i64::MAX);
        let rows = in_call.query_map((query.expression(), first, last, &side, n_wanted), |row| row.get(0))?;
        for row_id in rows {
            found.push(row_id?);
        }
    }
    Ok(found)
}

fn read_hit(conn: &Connection, row_id: i64) -> Result<SearchHit, StoreErrorKind> {
    let (scorecard_id, turn) = turn_of(row_id);
    let mut statement = conn.prepare_cached(
        "SELECT newest.call_id, newest.number, newest.file_name, newest.started_at, newest.agent_name,
             turns.number AS turn, turns.side, turns.speaker, turns.start_ms, turns.text
         FROM newest_scorecards AS newest JOIN turns ON turns.scorecard_id = newest.scorecard_id
         WHERE newest.scorecard_id = ?1 AND turns.number = ?2",
    )?;
    let place = Place { table: "turns", row: scorecard_id };
    let mut rows = statement.query((scorecard_id, turn))?;
    let row = rows.next()?.ok_or_else(|| place.unreadable())?;
    Ok(SearchHit {
        call_id: row.get("call_id")?,
        scorecard: row.get("number")?,
        file_name: row.get("file_name")?,
        started_at: row.get("started_at")?,
        agent_name: row.get("agent_name")?,
        turn: row.get("turn")?,
        side: place.word(row, "side")?,
        speaker: place.word(row, "speaker")?,
        start_ms: row.get("start_ms")?,
        found_ms: None,
        text: row.get("text")?,
        found: Vec::new(),
    })
}

/// Finds in each hit what matched: the index holds no text, so the texts that were found are indexed in memory.
fn mark(hits: &mut [SearchHit], query: &SearchQuery) -> Result<(), StoreErrorKind> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(&format!("CREATE VIRTUAL TABLE hits USING fts5 (text, tokenize = '{TOKENIZER}'); BEGIN"))?;
    let mut insert = conn.prepare("INSERT INTO hits (rowid, text) VALUES (?1, ?2)")?;
    for (row_id, hit) in (0_i64..).zip(hits.iter()) {
        insert.execute((row_id, hit.text.replace(MARKS, STAND_IN)))?;
    }
    let mut statement =
        conn.prepare("SELECT highlight(hits, 0, ?2, ?3) FROM hits WHERE hits MATCH ?1 AND rowid = ?4")?;
    let expression = query.expression().replace(MARKS, STAND_IN);
    for (row_id, hit) in (0_i64..).zip(hits) {
        let marks = MARKS.map(String::from);
        let marked: Option<String> =
            statement.query_row((&expression, &marks[0], &marks[1], row_id), |row| row.get(0)).optional()?;
        hit.found = marked.map(|marked| spans(&marked)).unwrap_or_default();
    }
    Ok(())
}

/// The bytes between marks, counted without the marks.
fn spans(marked: &str) -> Vec<Range<usize>> {
    let (mut spans, mut at, mut start) = (Vec::new(), 0, 0);
    for c in marked.chars() {
        if c == MARKS[0] {
            start = at;
        } else if c == MARKS[1] {
            spans.push(start..at);
        } else {
            at += c.len_utf8();
        }
    }
    spans
}

/// When the first word that was found starts: the words of the turn are found again by their times and must be its text.
fn found_ms(conn: &Connection, hit: &SearchHit) -> Result<Option<u64>, StoreErrorKind> {
    let Some(first) = hit.found.first() else { return Ok(None) };
    let mut statement = conn.prepare_cached(
        "SELECT words.start_ms, words.text
         FROM newest_scorecards AS newest
         JOIN scorecards ON scorecards.id = newest.scorecard_id
         JOIN turns ON turns.scorecard_id = scorecards.id AND turns.number = ?2
         JOIN segments ON segments.transcript_id = scorecards.transcript_id AND segments.side = turns.side
             AND segments.start_ms <= turns.end_ms AND segments.end_ms >= turns.start_ms
         JOIN words ON words.transcript_id = segments.transcript_id AND words.segment = segments.number
         WHERE newest.call_id = ?1 AND words.start_ms >= turns.start_ms AND words.end_ms <= turns.end_ms
         ORDER BY words.start_ms, words.segment, words.number",
    )?;
    let rows = statement.query_map((&hit.call_id, hit.turn), |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let words: Vec<(u64, String)> = rows.collect::<Result<_, _>>()?;
    let mut rest = hit.text.as_str();
    let mut found = None;
    for (start_ms, word) in &words {
        let Some(after) = rest.trim_start().strip_prefix(word.trim()) else { return Ok(None) };
        // The last word that begins where the match begins, or before.
        if hit.text.len() - after.len() - word.trim().len() <= first.start {
            found = Some(*start_ms);
        }
        rest = after;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_bytes_of_the_text_without_them() {
        let marked = format!("é {a}two{b} {a}drei{b}.", a = MARKS[0], b = MARKS[1]);
        assert_eq!(spans(&marked), [3..6, 7..11]);
        assert_eq!(spans("plain"), Vec::<Range<usize>>::new());
    }
}
