//! What of a call stands behind a verdict: which seconds to hear, which words to mark.

use ringcheck_call::{CriterionScore, Evidence, LossReason, Scorecard, Segment, Side, Speaker, Turn, Verdict};

use crate::{
    pack::{PackMark, PackQuote, PackTurn, QuoteKind},
    words::{place_of, words_of},
};

/// So much is heard of the end of what was searched, where nothing that was said came near.
const END_MS: u64 = 15_000;

/// So many quotes show how it is done.
const MAX_GOOD: usize = 3;

/// The times that stand behind the verdict on a criterion, in no particular order: of its quotes, of what came nearest;
/// for a fail for absence with neither, the end of what was searched in vain. Empty where nothing has a time.
#[must_use]
pub fn evidence_spans(card: &Scorecard, criterion_id: &str) -> Vec<(u64, u64)> {
    let Some(score) = find(card, criterion_id) else { return Vec::new() };
    let quotes = score.evidence.iter().map(|quote| (quote.start_ms, quote.end_ms));
    let nearest = score.nearest_miss.iter().map(|miss| (miss.start_ms, miss.end_ms));
    let spans: Vec<(u64, u64)> = quotes.chain(nearest).filter_map(|(start, end)| start.zip(end)).collect();
    if !spans.is_empty() || score.verdict != Verdict::Fail {
        return spans;
    }
    let searched = score.searched.as_ref().and_then(|searched| searched.start_ms.zip(searched.end_ms));
    searched.map(|(start, end)| (end.saturating_sub(END_MS).max(start), end)).into_iter().collect()
}

/// The words that show how a criterion is met, in the order of the call: what the business said of the quotes behind a
/// pass.
///
/// A pass because something was *not* said, as that nobody was turned away, has no such words. Then they are those with which
/// the caller was asked for a commitment, which is what was said instead; `true` says so. None where there are none either.
#[must_use]
pub fn good_quotes(card: &Scorecard, criterion_id: &str) -> (Vec<Evidence>, bool) {
    let of = |id: &str| -> Vec<Evidence> {
        let score = find(card, id).filter(|score| score.verdict == Verdict::Pass);
        let quotes = score.iter().flat_map(|score| &score.evidence).filter(|quote| quote.side != Side::Caller);
        let mut quotes: Vec<Evidence> = quotes.take(MAX_GOOD).cloned().collect();
        quotes.sort_by_key(|quote| (quote.turn, quote.start_ms));
        quotes
    };
    let is_met = find(card, criterion_id).is_some_and(|score| score.verdict == Verdict::Pass);
    match of(criterion_id) {
        own if !own.is_empty() => (own, false),
        _ if is_met => (of(LossReason::NotClosed.criterion_id()), true),
        _ => (Vec::new(), false),
    }
}

/// The words that decided a verdict, else those that came nearest, with when they start.
#[must_use]
pub fn evidence_quote<'a>(card: &'a Scorecard, criterion_id: &str) -> Option<(Option<u64>, &'a str)> {
    let score = find(card, criterion_id)?;
    let decided = score.evidence.first().map(|quote| (quote.start_ms, quote.quote.as_str()));
    decided.or_else(|| score.nearest_miss.as_ref().map(|miss| (miss.start_ms, miss.quote.as_str())))
}

pub(crate) fn find<'a>(card: &'a Scorecard, criterion_id: &str) -> Option<&'a CriterionScore> {
    card.criteria.iter().find(|score| score.id == criterion_id)
}

/// The quotes behind a verdict, those that decide first.
pub(crate) fn quotes(card: &Scorecard, score: &CriterionScore) -> Vec<PackQuote> {
    let speaker = |turn: usize| card.turns.get(turn).map_or("Unknown", speaker_of);
    let decided = score.evidence.iter().map(|quote| PackQuote {
        kind: QuoteKind::Decided,
        turn: quote.turn,
        speaker: speaker(quote.turn),
        start_ms: quote.start_ms,
        end_ms: quote.end_ms,
        quote: quote.quote.clone(),
        why: None,
    });
    let nearest = score.nearest_miss.iter().map(|miss| PackQuote {
        kind: QuoteKind::Nearest,
        turn: miss.turn,
        speaker: speaker(miss.turn),
        start_ms: miss.start_ms,
        end_ms: miss.end_ms,
        quote: miss.quote.clone(),
        why: Some(miss.why.clone()).filter(|why| !why.is_empty()),
    });
    decided.chain(nearest).collect()
}

/// The turns of a call with the words of `quotes` marked; `segments` say when each word was said.
pub(crate) fn turns(card: &Scorecard, segments: &[Segment], quotes: &[PackQuote]) -> Vec<PackTurn> {
    let turn = |(number, turn): (usize, &Turn)| {
        let mut of_turn = quotes.iter().filter(|quote| quote.turn == number).peekable();
        let words = if of_turn.peek().is_some() { words_of(turn, segments) } else { Vec::new() };
        let mut marks: Vec<PackMark> = of_turn
            .filter_map(|quote| {
                let bytes = place_of(turn.text(), &quote.quote, quote.start_ms, &words)?;
                Some(PackMark { start: bytes.start, end: bytes.end, start_ms: quote.start_ms })
            })
            .collect();
        marks.sort_by_key(|mark| mark.start);
        PackTurn {
            speaker: speaker_of(turn),
            start_ms: turn.start_ms(),
            end_ms: turn.end_ms(),
            text: turn.text().to_owned(),
            marks: joined(marks),
        }
    };
    card.turns.iter().enumerate().map(turn).collect()
}

/// Marks in order, those that overlap as one, which is heard from where the first of them is.
fn joined(marks: Vec<PackMark>) -> Vec<PackMark> {
    let mut apart: Vec<PackMark> = Vec::new();
    for mark in marks {
        match apart.last_mut().filter(|before| mark.start <= before.end) {
            Some(before) => before.end = before.end.max(mark.end),
            None => apart.push(mark),
        }
    }
    apart
}

/// Who speaks a turn, for a page.
#[must_use]
pub fn speaker_of(turn: &Turn) -> &'static str {
    match (turn.speaker, turn.side()) {
        (Speaker::Agent, _) => "Agent",
        (Speaker::Caller, _) | (Speaker::Unknown, Side::Caller) => "Caller",
        (Speaker::RecordedVoice, _) => "Recorded voice",
        (Speaker::Unknown, Side::Business) => "Business",
        (Speaker::Unknown, Side::Unknown) => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_overlap_are_one() {
        let of = |marks: &[(usize, usize)]| {
            joined(marks.iter().map(|(start, end)| PackMark { start: *start, end: *end, start_ms: None }).collect())
                .iter()
                .map(|m| (m.start, m.end))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&[(0, 4), (2, 9), (9, 12), (20, 22)]), [(0, 12), (20, 22)]);
        assert_eq!(of(&[]), []);
    }
}
