//! What callers raise and agents have to meet: an objection, an opportunity.
//!
//! Nothing is fitted here. How sure a verdict is follows from the cue probabilities that decide it, taken as
//! independent: that something raised (probability r) went unmet (each of the cues that meet it has its own, and
//! `a = 1 - Π(1 - p)` that one of them is there) has `r · (1 - a)`.
//! Plain words that a pattern finds count as raised with [`WORDED`] at least.

use std::ops::Range;

use ringcheck_call::{Evidence, NearestMiss, Probability, SearchedSpan, Turn};

use super::Case;
use crate::{
    cues::{Cue, CueKind},
    reading::Voice,
    weighing::{self, Ear},
};

/// From this probability on a cue is taken to be there.
pub(super) const HEARD: f64 = 0.5;

/// How probable what a pattern finds is at least.
///
/// All 40 turns of the bank that a pattern for an objection matches are labelled so; the patterns were written with the
/// bank in sight, so less is assumed.
const WORDED: f64 = 0.9;

/// The agent's answers in which what was raised is to be met.
const ANSWERS: usize = 2;

/// Something that the caller raised and somebody of the business had the chance to answer.
pub(super) struct Raised {
    /// The turn in which it was raised.
    pub(super) turn: usize,
    /// The number of its kind, of those that were looked for.
    pub(super) kind: usize,
    /// How probable it is.
    pub(super) p: f64,
    /// The words.
    pub(super) quote: Option<Evidence>,
    /// The agent's turns that answer it, in order; empty where nobody answered any more.
    pub(super) answers: Vec<usize>,
    /// Whether there were as many answers as count.
    pub(super) is_answered_in_full: bool,
}

/// The cues that meet what was raised, heard in the answers to it.
pub(super) struct Met {
    /// The turn in which the most probable one is.
    pub(super) turn: usize,
    /// The most probable one.
    pub(super) cue: &'static str,
    /// How probable it is that one of them is there.
    pub(super) p: f64,
}

/// What may be raised: the language model's cue, and the pattern's where there is one.
pub(super) type Kind = (&'static str, Option<CueKind>);

/// What the caller surely raised, in order: in each turn the most probable one of `kinds`.
pub(super) fn raised(case: &Case<'_>, ear: &Ear<'_, '_>, kinds: &[Kind]) -> Vec<Raised> {
    let found_in = |turn: usize| {
        let probable = kinds.iter().map(|kind| heard(case, ear, turn, *kind)).enumerate();
        let (kind, p) = probable.reduce(|best, found| if found.1 > best.1 { found } else { best })?;
        if p < HEARD {
            return None;
        }
        let (cue, pattern) = kinds.get(kind)?;
        let worded = pattern.and_then(|pattern| worded(case, turn, pattern)).and_then(|cue| case.quote(cue));
        let (answers, is_answered_in_full) = answers_to(case, turn);
        Some(Raised { turn, kind, p, quote: worded.or_else(|| ear.quote(turn, cue)), answers, is_answered_in_full })
    };
    ear.caller.iter().filter_map(|turn| found_in(*turn)).collect()
}

/// How probable it is that turn `turn` raises `kind`.
fn heard(case: &Case<'_>, ear: &Ear<'_, '_>, turn: usize, (cue, pattern): Kind) -> f64 {
    let is_worded = pattern.is_some_and(|pattern| worded(case, turn, pattern).is_some());
    ear.p(turn, cue).max(if is_worded { WORDED } else { 0.0 })
}

fn worded<'c>(case: &'c Case<'_>, turn: usize, pattern: CueKind) -> Option<&'c Cue> {
    case.cues.within(case.reading.sentences_of(turn)).find(|cue| cue.kind == pattern)
}

/// How sure it is that the caller raised none of `kinds`.
pub(super) fn sure_that_none(case: &Case<'_>, ear: &Ear<'_, '_>, kinds: &[Kind]) -> Probability {
    let all = ear.caller.iter().flat_map(|turn| kinds.iter().map(|kind| heard(case, ear, *turn, *kind)));
    probability(1.0 - all.fold(0.0, f64::max))
}

/// The agent's turns that answer turn `turn`, and whether there are as many answers as count.
///
/// Turns of the business that follow each other without a word of the caller's between are one answer.
fn answers_to(case: &Case<'_>, turn: usize) -> (Vec<usize>, bool) {
    let mut answers = Vec::new();
    let mut n_answers = 0;
    let mut was_agent = false;
    for next in turn + 1..case.reading.turns.len() {
        match case.reading.voice(next) {
            _ if case.reading.sentences_of(next).is_empty() => {}
            Voice::Agent => {
                if !was_agent && n_answers == ANSWERS {
                    break;
                }
                n_answers += usize::from(!was_agent);
                was_agent = true;
                answers.push(next);
            }
            Voice::Caller => was_agent = false,
            Voice::Recorded => {}
        }
    }
    (answers, n_answers == ANSWERS)
}

/// How probably one of the cues of `where_heard` is there, each in the turns given with it.
pub(super) fn met(ear: &Ear<'_, '_>, where_heard: &[(&[usize], &'static str)]) -> Option<Met> {
    let mut missed = 1.0;
    let mut best: Option<Met> = None;
    for (turns, cue) in where_heard {
        let Some((turn, p)) = ear.ranked(turns, cue).first().copied() else { continue };
        missed *= 1.0 - p;
        if best.as_ref().is_none_or(|best| p > best.p) {
            best = Some(Met { turn, cue, p });
        }
    }
    best.map(|best| Met { p: 1.0 - missed, ..best })
}

/// The answer that comes closest, with why it does not count: one of `reasons` where its cue is heard, else `otherwise`.
pub(super) fn nearest(
    ear: &Ear<'_, '_>,
    answers: &[usize],
    reasons: &[(&'static str, &'static str)],
    otherwise: (&'static str, &'static str),
) -> Option<NearestMiss> {
    let heard = reasons.iter().filter_map(|(cue, why)| {
        ear.ranked(answers, cue).first().copied().filter(|(_, p)| *p >= HEARD).map(|(turn, p)| (turn, p, *cue, *why))
    });
    let found = heard.reduce(|best, found| if found.1 > best.1 { found } else { best });
    let (turn, cue, why) = match found {
        Some((turn, _, cue, why)) => (turn, cue, why),
        None => (answers.first().copied()?, otherwise.0, otherwise.1),
    };
    Some(NearestMiss::new(ear.quote(turn, cue)?, why))
}

/// The words of the caller and, where they are given, those that answer them.
pub(super) fn pair(ear: &Ear<'_, '_>, raised: &Raised, answer: Option<(usize, &str)>) -> Vec<Evidence> {
    let said = raised.quote.clone();
    let answered = answer.and_then(|(turn, cue)| ear.quote(turn, cue));
    said.into_iter().chain(answered).collect()
}

/// The turns from what was raised to the last answer that counts.
pub(super) fn searched(case: &Case<'_>, raised: &Raised) -> Option<SearchedSpan> {
    let last_turn = raised.answers.last().copied()?;
    let span: Range<usize> = raised.turn..last_turn + 1;
    let turns = case.reading.turns.get(span)?;
    Some(SearchedSpan {
        first_turn: raised.turn,
        last_turn,
        start_ms: turns.iter().find_map(Turn::start_ms),
        end_ms: turns.iter().filter_map(Turn::end_ms).max(),
    })
}

/// `p` as it is written down.
pub(super) fn probability(p: f64) -> Probability {
    Probability::from_thousandths(weighing::thousandths(p))
}
