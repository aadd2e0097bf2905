//! Searching what was said.

use std::ops::Range;

use ringcheck_call::{Side, Speaker};
use rusqlite::{Connection, OptionalExtension, Statement, params_from_iter, types::Value};

use crate::{
    CallFilter, SearchQuery, Store, StoreError,
    convert::Place,
    error::{StoreErrorKind, Task},
    query::Query,
    said_index::{TOKENIZER, TURN_BITS, side_code, turn_of},
};

/// How many turns that match are looked up and sorted. Of more, the calls are gone through in order instead.
const MAX_SORTED: i64 = 20_000;

/// How many turns are ranked at most, unless more are asked for: of more those are that come first in the filter's order.
///
/// SQLite's own ranking reads all that match, and weighs each word by how many turns it is in: half a second for a word
/// that is in a few hundred thousand.
pub const MAX_RANKED: u32 = 1_000;

/// How many calls are looked into one by one for what is so common, at first and at most.
const FEWEST_CALLS: usize = 16;
const MOST_CALLS: usize = 128;

/// How many turns that match are read at once where more calls than [`MOST_CALLS`] would have to be looked into.
const MAX_READ: usize = 250_000;

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
    /// What fits best first, in place of the filter's order; of more than [`MAX_RANKED`] turns that match only those are
    /// looked at that come first in the filter's order.
    pub by_rank: bool,
    /// How many turns at most.
    pub limit: u32,
}

/// What a search came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// The turns, in order.
    pub hits: Vec<SearchHit>,
    /// How many turns were ranked, where more match than were; `None` where all were, or none by rank.
    pub n_ranked: Option<u32>,
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
    pub fn search(&self, query: &SearchQuery, options: &SearchOptions) -> Result<SearchResult, StoreError> {
        self.read(Task::Read, |conn| {
            let mut result = SearchResult::default();
            if options.by_rank {
                let n_ranked = options.limit.max(MAX_RANKED);
                let mut row_ids = find(conn, query, options, n_ranked.saturating_add(1))?;
                let n_most = usize::try_from(n_ranked).unwrap_or(usize::MAX);
                result.n_ranked = (row_ids.len() > n_most).then_some(n_ranked);
                row_ids.truncate(n_most);
                result.hits = Matches::of(read_hits(conn, row_ids)?, query)?.best(options.limit)?;
            } else {
                let row_ids = find(conn, query, options, options.limit)?;
                result.hits = Matches::of(read_hits(conn, row_ids)?, query)?.all()?;
            }
            for hit in &mut result.hits {
                hit.found_ms = found_ms(conn, hit)?.or(hit.start_ms);
            }
            Ok(result)
        })
    }
}

/// The first `limit` rows of the index that match, in the filter's order.
fn find(
    conn: &Connection,
    query: &SearchQuery,
    options: &SearchOptions,
    limit: u32,
) -> Result<Vec<i64>, StoreErrorKind> {
    let calls = Query::new(&CallFilter { limit: None, ..options.filter.clone() })?;
    let side = options.side.map_or(Value::Null, |side| side_code(side).into());
    let n_matching: i64 = conn.query_row(
        "SELECT count(*) FROM (SELECT 1 FROM said_index WHERE said_index MATCH ?1 LIMIT ?2)",
        (query.expression(), MAX_SORTED + 1),
        |row| row.get(0),
    )?;
    if n_matching <= MAX_SORTED {
        let first = [query.expression().to_owned().into(), side.clone(), side];
        let values = first.into_iter().chain(calls.values.clone()).chain([i64::from(limit).into()]);
        let mut statement = conn.prepare(&calls.select_said())?;
        let found = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        return Ok(found.collect::<Result<_, _>>()?);
    }
    // So common that the first calls in order may have enough of it.
    let mut statement = conn.prepare(&calls.select("scorecard_id"))?;
    let mut scorecards = statement.query(params_from_iter(calls.values.clone()))?;
    let mut matching = Matching::new(conn, query.expression(), side)?;
    let (mut found, mut n_calls, limit) = (Vec::new(), 0, limit as usize);
    while found.len() < limit {
        let Some(row) = scorecards.next()? else { break };
        matching.find(row.get(0)?, &mut found)?;
        n_calls += 1;
        // As many calls as it takes if it goes on like this.
        if n_calls == FEWEST_CALLS && limit.saturating_mul(FEWEST_CALLS) > found.len().saturating_mul(MOST_CALLS) {
            matching.read_all()?;
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// The rows of the index that match: looked up call by call, which each time costs much for the beginning of a word, or
/// all read at once.
struct Matching<'a> {
    conn: &'a Connection,
    of_call: Statement<'a>,
    expression: &'a str,
    side: Value,
    /// In order.
    all: Option<Vec<i64>>,
}

impl<'a> Matching<'a> {
    fn new(conn: &'a Connection, expression: &'a str, side: Value) -> Result<Self, StoreErrorKind> {
        let of_call = conn.prepare(
            "SELECT rowid FROM said_index
             WHERE said_index MATCH ?1 AND rowid BETWEEN ?2 AND ?3 AND (?4 IS NULL OR rowid & 3 = ?4)
             ORDER BY rowid",
        )?;
        Ok(Self { conn, of_call, expression, side, all: None })
    }

    /// Reads all of them, unless they are too many.
    fn read_all(&mut self) -> Result<(), StoreErrorKind> {
        let mut statement = self.conn.prepare(
            "SELECT rowid FROM said_index WHERE said_index MATCH ?1 AND (?2 IS NULL OR rowid & 3 = ?2)
             ORDER BY rowid LIMIT ?3",
        )?;
        let rows = statement.query_map((self.expression, &self.side, MAX_READ + 1), |row| row.get(0))?;
        let all: Vec<i64> = rows.collect::<Result<_, _>>()?;
        self.all = (all.len() <= MAX_READ).then_some(all);
        Ok(())
    }

    /// Adds the rows of this scorecard, in their order.
    fn find(&mut self, scorecard: i64, found: &mut Vec<i64>) -> Result<(), StoreErrorKind> {
        let (first, last) = (scorecard << TURN_BITS, (scorecard << TURN_BITS) | ((1 << TURN_BITS) - 1));
        if let Some(all) = &self.all {
            let rest = all.get(all.partition_point(|row_id| *row_id < first)..).unwrap_or_default();
            found.extend(rest.iter().take_while(|row_id| **row_id <= last));
        } else {
            let rows = self.of_call.query_map((self.expression, first, last, &self.side), |row| row.get(0))?;
            for row in rows {
                found.push(row?);
            }
        }
        Ok(())
    }
}

fn read_hits(conn: &Connection, row_ids: Vec<i64>) -> Result<Vec<SearchHit>, StoreErrorKind> {
    row_ids.into_iter().map(|row_id| read_hit(conn, row_id)).collect()
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

/// Turns that match, indexed once more in memory: the index of the database holds no text in which to find what matched,
/// and ranks nothing without reading all that match.
struct Matches<'a> {
    conn: Connection,
    hits: Vec<SearchHit>,
    query: &'a SearchQuery,
}

impl<'a> Matches<'a> {
    fn of(hits: Vec<SearchHit>, query: &'a SearchQuery) -> Result<Self, StoreErrorKind> {
        let conn = Connection::open_in_memory()?;
        conn.execute_batch(&format!("CREATE VIRTUAL TABLE hits USING fts5 (text, tokenize = '{TOKENIZER}'); BEGIN"))?;
        let mut insert = conn.prepare("INSERT INTO hits (rowid, text) VALUES (?1, ?2)")?;
        for (row_id, hit) in (0_i64..).zip(&hits) {
            insert.execute((row_id, hit.text.replace(MARKS, STAND_IN)))?;
        }
        drop(insert);
        Ok(Self { conn, hits, query })
    }

    /// All of them as they came, with what matched.
    fn all(self) -> Result<Vec<SearchHit>, StoreErrorKind> {
        let places = (0..self.hits.len()).collect();
        self.marked(places)
    }

    /// The `limit` that fit best, the best first; of equal ones the one that came first.
    fn best(self, limit: u32) -> Result<Vec<SearchHit>, StoreErrorKind> {
        let mut statement =
            self.conn.prepare("SELECT rowid FROM hits WHERE hits MATCH ?1 ORDER BY rank, rowid LIMIT ?2")?;
        let rows = statement.query_map((self.expression(), limit), |row| row.get(0))?;
        let places: Vec<usize> = rows.collect::<Result<_, _>>()?;
        drop(statement);
        self.marked(places)
    }

    /// The hits at these places, with what matched.
    fn marked(self, places: Vec<usize>) -> Result<Vec<SearchHit>, StoreErrorKind> {
        let mut statement =
            self.conn.prepare("SELECT highlight(hits, 0, ?2, ?3) FROM hits WHERE hits MATCH ?1 AND rowid = ?4")?;
        let (expression, marks) = (self.expression(), MARKS.map(String::from));
        let mut marked = Vec::with_capacity(places.len());
        for place in places {
            let Some(hit) = self.hits.get(place) else { continue };
            let text: Option<String> =
                statement.query_row((&expression, &marks[0], &marks[1], place), |row| row.get(0)).optional()?;
            marked.push(SearchHit { found: text.map(|text| spans(&text)).unwrap_or_default(), ..hit.clone() });
        }
        Ok(marked)
    }

    fn expression(&self) -> String {
        self.query.expression().replace(MARKS, STAND_IN)
    }
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
