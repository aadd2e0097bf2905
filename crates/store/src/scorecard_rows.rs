//! The rows of one scorecard: its exact JSON, and the same in tables for people who ask with SQL.

use ringcheck_call::{CriterionScore, Evidence, Lead, Probability, Scorecard, Sha256Hex, TimelineFigures, Turn};
use rusqlite::{Transaction, params};

use crate::{
    convert::{NOW_UTC, json_of},
    error::StoreErrorKind,
};

/// Inserts all rows of `scorecard` and returns its row id.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    key: &Sha256Hex,
    transcript_id: i64,
    scorecard: &Scorecard,
) -> Result<i64, StoreErrorKind> {
    tx.prepare_cached(&format!(
        "INSERT INTO scorecards (call_id, number, key, transcript_id, rubric_sha256, call_type, call_type_confidence,
             points, possible, percent, passed, needs_review, review_reasons, version, scorer_version, json,
             created_at_utc)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, {NOW_UTC})"
    ))?
    .execute(params![
        scorecard.id,
        scorecard.scorecard,
        key.as_str(),
        transcript_id,
        scorecard.origin.rubric_sha256.as_str(),
        scorecard.call.call_type.as_str(),
        scorecard.call.call_type_confidence.as_f64(),
        scorecard.score.points,
        scorecard.score.possible,
        scorecard.score.percent,
        scorecard.score.passed,
        scorecard.needs_review,
        json_of(&scorecard.review_reasons)?,
        scorecard.origin.version,
        scorecard.origin.scorer_version,
        json_of(scorecard)?,
    ])?;
    let id = tx.last_insert_rowid();
    // Turns come before whatever refers to one.
    insert_turns(tx, id, &scorecard.turns)?;
    insert_timeline(tx, id, scorecard)?;
    insert_figures(tx, id, &scorecard.figures)?;
    for (number, criterion) in scorecard.criteria.iter().enumerate() {
        let is_critical_fail = scorecard.score.critical_failed.contains(&criterion.id);
        insert_criterion(tx, id, number, criterion, is_critical_fail)?;
        insert_proof(tx, id, criterion, &scorecard.turns)?;
    }
    for (number, evidence) in scorecard.call.call_type_evidence.iter().enumerate() {
        insert_evidence(tx, id, None, "call_type", number, evidence)?;
    }
    if let Some(lead) = &scorecard.lead {
        insert_lead(tx, id, lead)?;
    }
    let mut statement =
        tx.prepare_cached("INSERT INTO qualifying_topics (scorecard_id, number, topic) VALUES (?1, ?2, ?3)")?;
    for (number, topic) in scorecard.qualifying_topics.iter().enumerate() {
        statement.execute(params![id, number, topic.as_str()])?;
    }
    Ok(id)
}

fn insert_turns(tx: &Transaction<'_>, id: i64, turns: &[Turn]) -> Result<(), StoreErrorKind> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO turns (scorecard_id, number, side, speaker, start_ms, end_ms, text, confidence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (number, turn) in turns.iter().enumerate() {
        statement.execute(params![
            id,
            number,
            turn.side().as_str(),
            turn.speaker.as_str(),
            turn.start_ms(),
            turn.end_ms(),
            turn.text(),
            turn.confidence().map(Probability::as_f64),
        ])?;
    }
    Ok(())
}

fn insert_timeline(tx: &Transaction<'_>, id: i64, scorecard: &Scorecard) -> Result<(), StoreErrorKind> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO timeline_events (scorecard_id, number, kind, side, start_ms, end_ms, turn, label, confidence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (number, event) in scorecard.timeline.events.iter().enumerate() {
        statement.execute(params![
            id,
            number,
            event.kind.as_str(),
            event.side.as_str(),
            event.start_ms,
            event.end_ms,
            event.turn,
            event.label,
            event.confidence.as_f64(),
        ])?;
    }
    Ok(())
}

fn insert_figures(tx: &Transaction<'_>, id: i64, figures: &TimelineFigures) -> Result<(), StoreErrorKind> {
    let TimelineFigures {
        ring_count,
        ring_ms,
        first_live_word_ms,
        hold_count,
        hold_ms,
        longest_hold_ms,
        transfer_count,
        longest_silence_ms,
        overlap_count,
        overlap_ms,
        recorded_voice_ms,
        business,
        caller,
    } = figures;
    tx.prepare_cached(
        "INSERT INTO timeline_figures (scorecard_id, ring_count, ring_ms, first_live_word_ms, hold_count, hold_ms,
             longest_hold_ms, transfer_count, longest_silence_ms, overlap_count, overlap_ms, recorded_voice_ms,
             business_talk_ms, business_talk_percent, business_longest_monologue_ms, business_words_per_minute,
             caller_talk_ms, caller_talk_percent, caller_longest_monologue_ms, caller_words_per_minute)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        id,
        ring_count,
        ring_ms,
        first_live_word_ms,
        hold_count,
        hold_ms,
        longest_hold_ms,
        transfer_count,
        longest_silence_ms,
        overlap_count,
        overlap_ms,
        recorded_voice_ms,
        business.talk_ms,
        business.talk_percent,
        business.longest_monologue_ms,
        business.words_per_minute,
        caller.talk_ms,
        caller.talk_percent,
        caller.longest_monologue_ms,
        caller.words_per_minute,
    ])?;
    Ok(())
}

fn insert_lead(tx: &Transaction<'_>, id: i64, lead: &Lead) -> Result<(), StoreErrorKind> {
    let said = lead.said_number.as_ref().map(|said| &said.evidence);
    let wanted = lead.wanted.as_ref();
    tx.prepare_cached(
        "INSERT INTO leads (scorecard_id, said_number, said_number_turn, said_number_side, said_number_start_ms,
             said_number_end_ms, said_number_quote, wanted_turn, wanted_side, wanted_start_ms, wanted_end_ms,
             wanted_quote)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        id,
        lead.said_number.as_ref().map(|said| &said.number),
        said.map(|words| words.turn),
        said.map(|words| words.side.as_str()),
        said.and_then(|words| words.start_ms),
        said.and_then(|words| words.end_ms),
        said.map(|words| &words.quote),
        wanted.map(|words| words.turn),
        wanted.map(|words| words.side.as_str()),
        wanted.and_then(|words| words.start_ms),
        wanted.and_then(|words| words.end_ms),
        wanted.map(|words| &words.quote),
    ])?;
    Ok(())
}

fn insert_criterion(
    tx: &Transaction<'_>,
    id: i64,
    number: usize,
    criterion: &CriterionScore,
    is_critical_fail: bool,
) -> Result<(), StoreErrorKind> {
    let searched = criterion.searched.as_ref();
    tx.prepare_cached(
        "INSERT INTO criteria (scorecard_id, number, criterion_id, verdict, points, possible, confidence,
             is_critical_fail, rationale, searched_first_turn, searched_last_turn, searched_start_ms, searched_end_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        id,
        number,
        criterion.id,
        criterion.verdict.as_str(),
        criterion.points,
        criterion.possible,
        criterion.confidence.as_f64(),
        is_critical_fail,
        criterion.rationale,
        searched.map(|span| span.first_turn),
        searched.map(|span| span.last_turn),
        searched.and_then(|span| span.start_ms),
        searched.and_then(|span| span.end_ms),
    ])?;
    Ok(())
}

fn insert_proof(
    tx: &Transaction<'_>,
    id: i64,
    criterion: &CriterionScore,
    turns: &[Turn],
) -> Result<(), StoreErrorKind> {
    for (number, evidence) in criterion.evidence.iter().enumerate() {
        insert_evidence(tx, id, Some(&criterion.id), "evidence", number, evidence)?;
    }
    let Some(miss) = &criterion.nearest_miss else { return Ok(()) };
    // A turn that does not exist is refused by the reference to turns, whatever its side.
    let side = turns.get(miss.turn).map(Turn::side).unwrap_or_default();
    insert_row(
        tx,
        params![
            id,
            criterion.id,
            "nearest_miss",
            0,
            miss.turn,
            side.as_str(),
            miss.start_ms,
            miss.end_ms,
            miss.quote,
            miss.why
        ],
    )
}

fn insert_evidence(
    tx: &Transaction<'_>,
    id: i64,
    criterion_id: Option<&str>,
    kind: &str,
    number: usize,
    evidence: &Evidence,
) -> Result<(), StoreErrorKind> {
    insert_row(
        tx,
        params![
            id,
            criterion_id,
            kind,
            number,
            evidence.turn,
            evidence.side.as_str(),
            evidence.start_ms,
            evidence.end_ms,
            evidence.quote,
            None::<&str>,
        ],
    )
}

fn insert_row(tx: &Transaction<'_>, values: &[&dyn rusqlite::ToSql]) -> Result<(), StoreErrorKind> {
    tx.prepare_cached(
        "INSERT INTO evidence (scorecard_id, criterion_id, kind, number, turn, side, start_ms, end_ms, quote, why)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(values)?;
    Ok(())
}
