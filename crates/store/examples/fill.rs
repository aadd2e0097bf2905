//! Fills a database with copies of the calls in another one, to measure what many calls cost.
//!
//! `cargo run --release --package ringcheck-store --example fill -- SEED TARGET N` makes TARGET with N calls besides those
//! of SEED. Each copy has an id, a recording, a day within two years, an agent and a number of its own, and the
//! newest scorecard of its original with all of its rows but the words of its transcript.

use std::{error::Error, path::Path};

use rusqlite::Connection;

/// The tables that hold rows of a scorecard.
const OF_SCORECARDS: [&str; 7] =
    ["turns", "timeline_events", "timeline_figures", "criteria", "evidence", "qualifying_topics", "leads"];

/// The originals, and for each copy its own ids, in the order of time, as a firm scores its calls.
const PLAN: &str = "
CREATE TEMP TABLE originals AS
    SELECT row_number() OVER (ORDER BY call_id) - 1 AS place, scorecard_id, call_id FROM newest_scorecards;
CREATE TEMP TABLE copies AS
    WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < ?1)
    SELECT
        (SELECT max(id) FROM scorecards) + 1 + n AS scorecard_id,
        (SELECT max(id) FROM transcripts) + 1 + n AS transcript_id,
        printf('%08x%056x', n * 2654435761 % 4294967296, n) AS id,
        originals.scorecard_id AS original,
        originals.call_id AS original_call,
        strftime('%Y-%m-%dT%H:%M:%fZ', '2025-01-01', printf('+%d seconds', n * 63072000.0 / ?1)) AS started_at,
        'Agent ' || (n * 7 % 23 + 1) AS agent_name,
        printf('+1512555%04d', n % 10000) AS caller_number,
        printf('%d.wav', n) AS file_name
    FROM counted JOIN originals ON originals.place = n % (SELECT count(*) FROM originals);
CREATE UNIQUE INDEX temp.copies_by_scorecard ON copies (scorecard_id);
";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [seed, target, n_calls] = arguments.as_slice() else { return Err("usage: fill SEED TARGET N".into()) };
    if Path::new(target).exists() {
        return Err(format!("`{target}` is there already").into());
    }
    // Brings an older seed up to date.
    drop(ringcheck_store::Store::open_existing(Path::new(seed))?);
    Connection::open(seed)?.execute("VACUUM INTO ?1", [target])?;
    let mut conn = Connection::open(target)?;
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")?;
    let tx = conn.transaction()?;
    let (originals, copies) = PLAN.split_once("CREATE TEMP TABLE copies").ok_or("no plan")?;
    tx.execute_batch(originals)?;
    let (copies, index) = copies.split_once("CREATE UNIQUE").ok_or("no plan")?;
    tx.execute(&format!("CREATE TEMP TABLE copies{copies}"), [n_calls.parse::<u32>()?])?;
    tx.execute_batch(&format!("CREATE UNIQUE{index}"))?;

    let own = [
        ("id", "copies.id"),
        ("call_id", "copies.id"),
        ("recording_id", "copies.id"),
        ("source_sha256", "copies.id"),
        ("key", "copies.id"),
        ("transcript_id", "copies.transcript_id"),
        ("scorecard_id", "copies.scorecard_id"),
        ("number", "1"),
        ("started_at", "copies.started_at"),
        ("started_at_utc", "copies.started_at"),
        ("agent_name", "copies.agent_name"),
        ("caller_number", "copies.caller_number"),
        ("phone_system_id", "NULL"),
        ("path", "'calls/' || copies.file_name"),
        ("file_name", "copies.file_name"),
    ];
    let from_call = "calls ON original.id = copies.original_call";
    copy(&tx, "calls", from_call, &own)?;
    let first = "call_recordings AS first ON first.call_id = copies.original_call AND first.number = 0
        JOIN recordings ON original.id = first.recording_id";
    copy(&tx, "recordings", first, &own)?;
    let number = ("number", "original.number");
    copy(
        &tx,
        "call_recordings",
        "call_recordings ON original.call_id = copies.original_call AND original.number = 0",
        &own,
    )?;
    let of_scorecard = "scorecards AS scored ON scored.id = copies.original
        JOIN transcripts ON original.id = scored.transcript_id";
    copy(&tx, "transcripts", of_scorecard, &with(&own, &[("id", "copies.transcript_id")]))?;
    let with_id = with(&own, &[("id", "copies.scorecard_id")]);
    copy(&tx, "scorecards", "scorecards ON original.id = copies.original", &with_id)?;
    for table in OF_SCORECARDS {
        let from = format!("{table} ON original.scorecard_id = copies.original");
        copy(&tx, table, &from, &with(&own, &[number, ("id", "NULL")]))?;
    }
    copy(&tx, "newest_scorecards", "newest_scorecards ON original.scorecard_id = copies.original", &own)?;
    // As the store writes it.
    tx.execute(
        "INSERT INTO said_index (rowid, text)
         SELECT (turns.scorecard_id << 24) + (turns.number << 2)
             + CASE turns.side WHEN 'business' THEN 1 WHEN 'caller' THEN 2 ELSE 0 END, turns.text
         FROM temp.copies AS copies JOIN turns ON turns.scorecard_id = copies.scorecard_id
         ORDER BY turns.scorecard_id, turns.number",
        [],
    )?;
    tx.commit()?;
    Ok(())
}

/// `own` with other values for some columns.
fn with<'a>(own: &[(&'a str, &'a str)], others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    others.iter().chain(own).copied().collect()
}

/// Inserts a row for each copy and each row of its original; the first entry of `own` for a column is its value.
fn copy(conn: &Connection, table: &str, from: &str, own: &[(&str, &str)]) -> Result<(), Box<dyn Error>> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names: Vec<String> = statement.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let value = |name: &String| {
        let own = own.iter().find(|(of, _)| of == name).map(|(_, value)| (*value).to_owned());
        own.unwrap_or_else(|| format!("original.{name}"))
    };
    let values: Vec<String> = names.iter().map(value).collect();
    // The table itself is called `original` in the query; what stands before it leads there.
    let from = from.replacen(&format!("{table} ON original"), &format!("{table} AS original ON original"), 1);
    conn.execute(
        &format!(
            "INSERT INTO {table} ({}) SELECT {} FROM temp.copies AS copies JOIN {from} ORDER BY copies.scorecard_id",
            names.join(", "),
            values.join(", ")
        ),
        [],
    )?;
    Ok(())
}
