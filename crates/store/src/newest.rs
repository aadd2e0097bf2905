//! The newest scorecard of each call in one row, for lists and reports.
//!
//! `newest_scorecards` holds nothing that is not in other tables: what the newest scorecard says, and where people decided
//! otherwise what they say (`decide.rs`). The transaction that changes those changes it too, and
//! [`differing_calls`] compares it with them.

use std::{collections::BTreeSet, sync::LazyLock};

use ringcheck_call::Verdict;
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter, types::Value};

use crate::{convert::json_of, decide, error::StoreErrorKind, said_index};

/// What a row of `newest_scorecards` is made of, without the rows that are wanted.
const SOURCE: &str = "
SELECT
    scorecards.id,
    scorecards.call_id,
    scorecards.number,
    -- A recording that turned out to be a part of a longer call is listed with that call alone.
    NOT EXISTS (
        SELECT 1
        FROM call_recordings AS mine
        JOIN call_recordings AS theirs ON theirs.recording_id = mine.recording_id AND theirs.call_id <> mine.call_id
        JOIN scorecards AS longer ON longer.call_id = theirs.call_id
        WHERE mine.call_id = scorecards.call_id
            AND (SELECT count(*) FROM call_recordings WHERE call_id = theirs.call_id)
                > (SELECT count(*) FROM call_recordings WHERE call_id = mine.call_id)
    )
    -- A call without a recording turned out to have one.
    AND NOT (
        transcripts.source = 'unrecorded'
        AND EXISTS (
            SELECT 1
            FROM calls AS recorded
            JOIN call_recordings ON call_recordings.call_id = recorded.id
            JOIN scorecards AS heard ON heard.call_id = recorded.id
            WHERE recorded.phone_system_id = calls.phone_system_id
        )
    ),
    recordings.file_name,
    recordings.path,
    calls.started_at,
    calls.started_at_utc,
    calls.started_at_source,
    calls.direction,
    calls.agent_name,
    calls.caller_number,
    calls.called_number,
    calls.extension,
    calls.disposition,
    coalesce(
        (
            SELECT max(parts.offset_ms + audio.duration_ms)
            FROM call_recordings AS parts JOIN recordings AS audio ON audio.id = parts.recording_id
            WHERE parts.call_id = scorecards.call_id
        ),
        calls.duration_ms
    ),
    timeline_figures.first_live_word_ms,
    scorecards.call_type,
    scorecards.call_type_confidence,
    scorecards.percent,
    scorecards.points,
    scorecards.possible,
    scorecards.passed,
    scorecards.needs_review,
    (
        SELECT json_group_object(criterion_id, verdict ORDER BY criteria.number)
        FROM criteria WHERE criteria.scorecard_id = scorecards.id
    ) AS verdicts,
    rubrics.id,
    rubrics.version,
    transcripts.model
FROM scorecards
JOIN calls ON calls.id = scorecards.call_id
JOIN transcripts ON transcripts.id = scorecards.transcript_id
JOIN rubrics ON rubrics.sha256 = scorecards.rubric_sha256
LEFT JOIN call_recordings ON call_recordings.call_id = scorecards.call_id AND call_recordings.number = 0
LEFT JOIN recordings ON recordings.id = call_recordings.recording_id
LEFT JOIN timeline_figures ON timeline_figures.scorecard_id = scorecards.id
WHERE scorecards.number = (SELECT max(number) FROM scorecards AS others WHERE others.call_id = scorecards.call_id)";

/// The calls of which a person decided something, so that their rows are not the scorecard's alone; and calls that share a
/// recording with one, of which it may be a part.
const REVIEWED: &str = "
    SELECT call_id FROM reviews WHERE NOT is_blind
    UNION
    SELECT theirs.call_id FROM reviews
    JOIN call_recordings AS mine ON mine.call_id = reviews.call_id
    JOIN call_recordings AS theirs ON theirs.recording_id = mine.recording_id
    WHERE NOT is_blind";

static OF_CALL: LazyLock<String> = LazyLock::new(|| format!("{SOURCE} AND scorecards.call_id = ?1"));

/// The calls whose rows may change with what is known of `call_id`: those that share a recording with it, or that the
/// phone system knows under the same id, and itself.
///
/// Asked before a change and after it, since both the old and the new neighbours are concerned.
pub(crate) fn neighbours(conn: &Connection, call_id: &str) -> Result<BTreeSet<String>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(
        "SELECT theirs.call_id FROM call_recordings AS mine
             JOIN call_recordings AS theirs ON theirs.recording_id = mine.recording_id
             WHERE mine.call_id = ?1
         UNION SELECT theirs.id FROM calls AS mine
             JOIN calls AS theirs ON theirs.phone_system_id = mine.phone_system_id
             WHERE mine.id = ?1
         UNION SELECT ?1",
    )?;
    let found = statement.query_map([call_id], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Brings the rows of these calls up to date, after what they are made of has changed.
pub(crate) fn refresh<'a>(
    tx: &Transaction<'_>,
    call_ids: impl IntoIterator<Item = &'a String>,
) -> Result<(), StoreErrorKind> {
    for call_id in call_ids {
        let before = scorecard_of(tx, call_id)?;
        if let Some(row) = made_row(tx, call_id)? {
            let places = vec!["?"; row.len()].join(", ");
            tx.prepare_cached(&format!("INSERT OR REPLACE INTO newest_scorecards VALUES ({places})"))?
                .execute(params_from_iter(row))?;
        }
        let after = scorecard_of(tx, call_id)?;
        if before != after {
            before.map(|scorecard_id| said_index::remove(tx, scorecard_id)).transpose()?;
            after.map(|scorecard_id| said_index::add(tx, scorecard_id)).transpose()?;
        }
    }
    Ok(())
}

/// Brings the rows of all calls of which a person decided something up to date.
pub(crate) fn refresh_reviewed(tx: &Transaction<'_>) -> Result<(), StoreErrorKind> {
    refresh(tx, &reviewed_calls(tx)?)
}

/// The row of a call as the other tables make it, with what people decided; `None` where there is no scorecard.
fn made_row(conn: &Connection, call_id: &str) -> Result<Option<Vec<Value>>, StoreErrorKind> {
    let mut statement = conn.prepare_cached(&OF_CALL)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([call_id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let scorecard_id: i64 = row.get(0)?;
    let mut values: Vec<Value> = (0..names.len()).map(|column| row.get(column)).collect::<Result<_, _>>()?;
    let Some(decided) = decide::decided(conn, call_id, scorecard_id)? else { return Ok(Some(values)) };
    for (name, value) in names.iter().zip(&mut values) {
        *value = match name.as_str() {
            "call_type" => decided.call_type.as_str().to_owned().into(),
            "call_type_confidence" => decided.call_type_confidence.as_f64().into(),
            "percent" => decided.score.percent.into(),
            "points" => i64::from(decided.score.points).into(),
            "possible" => i64::from(decided.score.possible).into(),
            "passed" => decided.score.passed.map(i64::from).into(),
            "needs_review" => i64::from(decided.needs_review).into(),
            "verdicts" => object_of(&decided.verdicts)?.into(),
            _ => continue,
        };
    }
    Ok(Some(values))
}

/// Verdicts as a JSON object, in their order.
fn object_of(verdicts: &[(String, Verdict)]) -> Result<String, StoreErrorKind> {
    let pairs = verdicts.iter().map(|(id, verdict)| Ok(format!("{}:\"{verdict}\"", json_of(id)?)));
    Ok(format!("{{{}}}", pairs.collect::<Result<Vec<_>, StoreErrorKind>>()?.join(",")))
}

/// The row of a call's newest scorecard; `None` where it has none.
pub(crate) fn scorecard_of(conn: &Connection, call_id: &str) -> Result<Option<i64>, StoreErrorKind> {
    let mut statement = conn.prepare_cached("SELECT scorecard_id FROM newest_scorecards WHERE call_id = ?1")?;
    Ok(statement.query_row([call_id], |row| row.get(0)).optional()?)
}

/// The calls whose row is not what the other tables say, or that have one too many or too few, in order.
pub(crate) fn differing_calls(conn: &Connection) -> Result<Vec<String>, StoreErrorKind> {
    let mut statement = conn.prepare(&format!(
        "WITH made AS ({SOURCE} AND scorecards.call_id NOT IN ({REVIEWED})),
         kept AS (SELECT * FROM newest_scorecards WHERE call_id NOT IN ({REVIEWED}))
         SELECT call_id FROM (SELECT * FROM made EXCEPT SELECT * FROM kept)
         UNION
         SELECT call_id FROM (SELECT * FROM kept EXCEPT SELECT * FROM made)
         ORDER BY call_id"
    ))?;
    let mut found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for call_id in reviewed_calls(conn)? {
        if made_row(conn, &call_id)? != kept_row(conn, &call_id)? {
            found.push(call_id);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The calls of which a person decided something, in order of their ids.
pub(crate) fn reviewed_calls(conn: &Connection) -> Result<Vec<String>, StoreErrorKind> {
    let mut statement = conn.prepare(&format!("SELECT DISTINCT call_id FROM ({REVIEWED}) ORDER BY call_id"))?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn kept_row(conn: &Connection, call_id: &str) -> Result<Option<Vec<Value>>, StoreErrorKind> {
    let mut statement = conn.prepare_cached("SELECT * FROM newest_scorecards WHERE call_id = ?1")?;
    let n_columns = statement.column_count();
    let found = statement.query_row([call_id], |row| (0..n_columns).map(|column| row.get(column)).collect());
    Ok(found.optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations::{MIGRATIONS, migrate};

    /// A database of the fifth schema: a call that was scored twice, a part of a longer call with that call, a call
    /// without a recording that turned out to have one, one that did not, and one that was never scored.
    const OLD: &str = r#"
        INSERT INTO rubrics VALUES ('r', 'msp-inbound', '1', 't');
        INSERT INTO recordings VALUES ('twice', 'in/twice.wav', 'twice.wav', 1000, 'pcm', 8000, 2, 'stereo', 's', '[]', 0, '[]');
        INSERT INTO recordings VALUES ('part', 'in/part.wav', 'part.wav', 2000, 'pcm', 8000, 2, 'stereo', 's', '[]', 0, '[]');
        INSERT INTO recordings VALUES ('rest', 'in/rest.wav', 'rest.wav', 3000, 'pcm', 8000, 2, 'stereo', 's', '[]', 0, '[]');
        INSERT INTO calls (id, started_at, started_at_utc, agent_name, phone_system_id, duration_ms) VALUES
            ('twice', '2026-03-02T09:30:00-06:00', '2026-03-02T15:30:00.000Z', 'Dana', NULL, NULL),
            ('part', NULL, NULL, NULL, 'p1', NULL), ('whole', NULL, NULL, NULL, 'p1', NULL),
            ('silent', NULL, NULL, NULL, 'p1', 7000), ('missed', NULL, NULL, NULL, 'p2', 8000), ('never', NULL, NULL, NULL, NULL, NULL);
        INSERT INTO call_recordings VALUES ('twice', 0, 'twice', 0), ('part', 0, 'part', 0),
            ('whole', 0, 'part', 0), ('whole', 1, 'rest', 5000);
        INSERT INTO transcripts SELECT rowid, id, iif(id IN ('silent', 'missed'), 'unrecorded', 'recognized'), id, 'tiny', 'm', 's', '1', '1',
            0, 'auto', 0.9, '', '', '[]' FROM calls;
        INSERT INTO scorecards SELECT transcripts.id * 10 + n, call_id, n, call_id || n, transcripts.id, 'r', 'prospect', 0.9, n, 2, 50.0 * n, n - 1, 0, '[]',
            '1', '1', '', '{}' FROM transcripts, (SELECT 1 AS n UNION SELECT 2) WHERE call_id = 'twice' OR (n = 1 AND call_id <> 'never');
        INSERT INTO criteria SELECT id, 0, 'zeal', iif(number = 1, 'fail', 'pass'), 0, 1, 0.9, 0, '', NULL, NULL, NULL, NULL FROM scorecards
            UNION ALL SELECT id, 1, 'a "b"', 'na', 0, 0, 0.9, 0, '', NULL, NULL, NULL, NULL FROM scorecards;
        INSERT INTO timeline_figures (scorecard_id, first_live_word_ms) SELECT id, id FROM scorecards;
    "#;

    fn rows(conn: &Connection, sql: &str) -> Vec<Vec<Value>> {
        let mut statement = conn.prepare(sql).unwrap();
        let n_columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..n_columns).map(|column| row.get(column)).collect()).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn an_old_database_lists_what_it_listed_before() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, &MIGRATIONS[..5]).unwrap();
        conn.execute_batch(OLD).unwrap();
        let views = [("v_calls", "1"), ("v_criteria", "1, number"), ("v_figures", "1")];
        // Views have gained columns: those of that time are looked at.
        let columns = views.map(|(view, _)| {
            let statement = conn.prepare(&format!("SELECT * FROM {view}")).unwrap();
            statement.column_names().collect::<Vec<_>>().join(", ")
        });
        let look = |conn: &Connection| {
            let mut found = Vec::new();
            for ((view, order), columns) in views.iter().zip(&columns) {
                found.push(rows(conn, &format!("SELECT {columns} FROM {view} ORDER BY {order}")));
            }
            found
        };
        let before = look(&conn);
        migrate(&mut conn, MIGRATIONS).unwrap();
        assert_eq!(look(&conn), before);
        let listed = rows(&conn, "SELECT call_id, scorecard FROM v_calls ORDER BY call_id");
        let expected = [("missed", 1), ("twice", 2), ("whole", 1)];
        assert_eq!(listed, expected.map(|(id, number)| vec![Value::from(id.to_owned()), Value::from(number)]));
        let verdicts = rows(&conn, "SELECT verdicts FROM newest_scorecards WHERE call_id = 'twice'");
        assert_eq!(verdicts, [[Value::from(r#"{"zeal":"pass","a \"b\"":"na"}"#.to_owned())]]);
        assert_eq!(differing_calls(&conn).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_row_that_differs_is_found_and_mended() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, &MIGRATIONS[..5]).unwrap();
        conn.execute_batch(OLD).unwrap();
        migrate(&mut conn, MIGRATIONS).unwrap();
        conn.execute_batch(
            "UPDATE newest_scorecards SET percent = 99.0 WHERE call_id = 'twice';
             DELETE FROM newest_scorecards WHERE call_id = 'missed';
             UPDATE newest_scorecards SET is_listed = 1 WHERE call_id = 'part';",
        )
        .unwrap();
        let differing = differing_calls(&conn).unwrap();
        assert_eq!(differing, ["missed", "part", "twice"]);
        let tx = conn.transaction().unwrap();
        refresh(&tx, &differing).unwrap();
        assert_eq!(differing_calls(&tx).unwrap(), Vec::<String>::new());
        assert_eq!(neighbours(&tx, "part").unwrap().into_iter().collect::<Vec<_>>(), ["part", "silent", "whole"]);
    }
}
