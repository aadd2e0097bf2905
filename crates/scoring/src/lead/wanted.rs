//! What a prospect wanted, in their own words: the sentence in which they first say it, or two short ones.

use std::ops::Range;

use ringcheck_call::Evidence;

use crate::{
    cues::{Cue, CueKind, Cues, KindSign},
    heard::Heard,
    reading::{Reading, Voice},
    text::Sentence,
};

/// The cue of the language model for what is looked for.
const CUE: &str = "wants_service";

/// In how many of the caller's turns it is looked for.
const N_TURNS: usize = 10;

/// What each turn that the caller lets pass takes from its probability, in thousandths: who wants something says so
/// soon, and says more about it later.
const PER_TURN: i32 = 25;

/// What a pattern's finding adds to a probability, in thousandths.
const BY_PATTERN: i32 = 200;

/// Below this, in thousandths, nothing was said that anybody could act on.
const LEAST: i32 = 250;

/// A second sentence is quoted with the first if both have no more words than this.
const TWO_SENTENCES: usize = 24;

/// A sentence of fewer words is quoted with the one before or after it, if that says something.
const SHORT: usize = 4;

/// A first clause is left out only if this many words remain.
const LEAST_LEFT: usize = 5;

/// Words that open a sentence and say nothing.
const OPENERS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "hiya",
    "howya",
    "yeah",
    "yes",
    "yep",
    "um",
    "uh",
    "er",
    "erm",
    "em",
    "eh",
    "ah",
    "oh",
    "so",
    "well",
    "okay",
    "ok",
    "look",
    "listen",
    "right",
    "aye",
    "haan",
    "actually",
    "and",
    "but",
    "good",
    "morning",
    "afternoon",
    "evening",
    "there",
    "no",
];

/// The sentence, if there is one.
pub(super) fn quote(heard: &Heard<'_>, cues: &Cues) -> Option<Evidence> {
    let reading = &heard.reading;
    let turns: Vec<usize> = reading.turns_of(Voice::Caller).take(N_TURNS).collect();
    let weight = |order: usize, turn: usize| {
        let passed = i32::try_from(order).unwrap_or(i32::MAX).saturating_mul(PER_TURN);
        i32::from(heard.cue(turn, CUE)) + by_pattern(cues, reading.sentences_of(turn)) - passed
    };
    let weighed = turns.iter().enumerate().map(|(order, &turn)| (weight(order, turn), turn));
    // Of equals the first.
    let (best, turn) = weighed.reduce(|best, found| if found.0 > best.0 { found } else { best })?;
    if best < LEAST || reading.is_doubtful(turn) {
        return None;
    }
    let sentences = reading.sentences_of(turn);
    let scores: Vec<i32> = heard
        .cues_of_sentences(turn, CUE)
        .into_iter()
        .zip(sentences.clone())
        .map(|(found, sentence)| {
            i32::from(found) + by_pattern(cues, sentence..sentence + 1) - says_nothing(reading, cues, sentence)
        })
        .collect();
    let best = (0..scores.len()).reduce(|best, found| if scores[found] > scores[best] { found } else { best })?;
    let quoted = widened(reading, &scores, sentences.start, best);
    let (first, last) = (reading.sentences.get(quoted.start)?, reading.sentences.get(quoted.end - 1)?);
    let text = reading.turns.get(turn)?.text();
    let start = start_of(text, first, cues.within(quoted.start..quoted.start + 1));
    reading.quote_source(turn, start..last.source().end)
}

fn by_pattern(cues: &Cues, sentences: Range<usize>) -> i32 {
    let tells = [KindSign::Trouble, KindSign::Shopping].map(CueKind::Kind);
    if tells.into_iter().any(|kind| cues.has(kind, sentences.clone())) { BY_PATTERN } else { 0 }
}

/// What a sentence loses that is a greeting, a name, a number or thanks, in thousandths.
fn says_nothing(reading: &Reading<'_>, cues: &Cues, sentence: usize) -> i32 {
    let is_told = by_pattern(cues, sentence..sentence + 1) > 0;
    let is_name = cues.has(CueKind::GivesName, sentence..sentence + 1) && !is_told;
    let is_number = cues.has(CueKind::Digits, sentence..sentence + 1);
    let n_words = reading.sentences.get(sentence).map_or(0, Sentence::n_words);
    300 * i32::from(is_name) + 300 * i32::from(is_number && !is_told) + 150 * i32::from(n_words < SHORT)
}

/// The sentences to quote: `best` alone, or with the one after it or before it, if that is as telling or `best` is short.
fn widened(reading: &Reading<'_>, scores: &[i32], first: usize, best: usize) -> Range<usize> {
    let n_words = |at: usize| reading.sentences.get(first + at).map_or(usize::MAX, Sentence::n_words);
    let fits = |a: usize, b: usize| n_words(a).saturating_add(n_words(b)) <= TWO_SENTENCES;
    let tells = |at: usize| scores.get(at).is_some_and(|score| *score * 2 >= scores[best] && *score >= LEAST);
    let alone = first + best..first + best + 1;
    if best + 1 < scores.len() && fits(best, best + 1) && tells(best + 1) {
        return alone.start..alone.end + 1;
    }
    if best > 0 && fits(best - 1, best) && tells(best - 1) {
        return alone.start - 1..alone.end;
    }
    alone
}

/// Where a sentence starts behind its greeting and, if more is said, behind the caller's name.
fn start_of<'c>(text: &str, sentence: &Sentence, cues: impl Iterator<Item = &'c Cue>) -> usize {
    let source = sentence.source();
    let start = without_openers(text, source.clone());
    let name = cues.into_iter().find(|cue| cue.kind == CueKind::GivesName).map(|cue| sentence.source_of(&cue.range));
    let Some(name) = name.filter(|name| name.start <= start + NAME_REACH) else { return start };
    // The name ends with its clause.
    let Some(said) = text.get(name.start..source.end) else { return start };
    let Some(behind) = said.find([',', ';', '—']).map(|at| name.start + at + 1) else { return start };
    let left = text.get(behind..source.end).unwrap_or_default();
    if left.split_whitespace().count() < LEAST_LEFT { start } else { without_openers(text, behind..source.end) }
}

/// How many bytes behind the start of a sentence a name may begin that opens it.
const NAME_REACH: usize = 4;

fn without_openers(text: &str, source: Range<usize>) -> usize {
    let mut start = source.start;
    while let Some(rest) = text.get(start..source.end) {
        let skipped = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let word: String = rest[skipped..].chars().take_while(|c| c.is_alphanumeric() || *c == '\'').collect();
        let behind = start + skipped + word.len();
        let n_left = text.get(behind..source.end).map_or(0, |left| left.split_whitespace().count());
        if !OPENERS.contains(&word.to_lowercase().as_str()) || n_left < LEAST_LEFT {
            return start + skipped;
        }
        start = behind;
    }
    start
}
