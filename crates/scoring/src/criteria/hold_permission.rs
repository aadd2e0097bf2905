//! `hold_permission`: before a caller is put on hold, an agent asks whether they may be.

use std::ops::Range;

use ringcheck_call::{Evidence, Probability, Verdict};

use super::{
    Case, Judgment,
    times::{Hold, counted},
};
use crate::{
    cues::{Cue, CueKind},
    reading::Voice,
};

/// The agent's turns before a hold in which a question counts for it: an answer and some words may come between.
const ASKED_WITHIN: usize = 5;

/// How sure it is that words ask, or that none do.
const WORDED: Probability = Probability::from_thousandths(900);

/// What is left of that, in percent, where the caller said nothing between the question and the hold.
const UNANSWERED: u32 = 80;

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    let holds = case.holds();
    if holds.is_empty() && case.conversation.figures.hold_count.is_none() {
        let why = case.why_unknown();
        return Judgment::undetermined(format!("Whether the caller was put on hold is not known: {why}."));
    }
    if holds.is_empty() {
        return Judgment::na("The caller was never put on hold.");
    }
    let mut from = 0;
    let mut asked = Vec::new();
    let mut unasked = Vec::new();
    for hold in &holds {
        let window = window(case, from..hold.at_turn);
        match question(case, &window) {
            Some(cue) => asked.push((hold, cue)),
            None => unasked.push((hold, window)),
        }
        from = hold.at_turn;
    }
    let confidence = holds.iter().map(Hold::confidence).min().unwrap_or_default().min(WORDED);
    let Some((_, first)) = unasked.first() else {
        return all_asked(case, &asked, confidence);
    };
    if unasked.iter().any(|(_, window)| window.iter().any(|turn| case.reading.is_doubtful(*turn))) {
        return Judgment::undetermined(
            "What was said before the hold was recognized poorly, so a person has to listen.",
        );
    }
    let evidence: Vec<Evidence> = put_on_hold(case, first).into_iter().collect();
    let rationale = if asked.is_empty() {
        "The agent put the caller on hold without asking whether they may.".to_owned()
    } else {
        format!(
            "The caller was put on hold {} and asked only before {} of them.",
            counted(u32::try_from(holds.len()).unwrap_or(u32::MAX), "time"),
            asked.len()
        )
    };
    Judgment { confidence, ..Judgment::on(Verdict::Fail, 0, evidence, rationale) }
}

fn all_asked(case: &Case<'_>, asked: &[(&Hold<'_>, &Cue)], confidence: Probability) -> Judgment {
    let is_answered = |(hold, cue): &(&Hold<'_>, &Cue)| {
        case.sentences_in(Voice::Caller, case.turn_of(cue)..hold.at_turn).next().is_some()
    };
    let mut evidence: Vec<Evidence> = Vec::new();
    for quote in asked.iter().flat_map(|(_, cue)| quotes(case, cue)) {
        if !evidence.contains(&quote) {
            evidence.push(quote);
        }
    }
    if asked.iter().all(is_answered) {
        let rationale = "The agent asked before putting the caller on hold.";
        return Judgment { confidence, ..Judgment::on(Verdict::Pass, 0, evidence, rationale) };
    }
    let rationale = "The agent asked before putting the caller on hold, but no answer of the caller's is heard.";
    let confidence = Judgment::scaled(confidence, UNANSWERED);
    Judgment { confidence, ..Judgment::on(Verdict::Pass, 0, evidence, rationale) }
}

/// The agent's last turns among `turns`.
fn window(case: &Case<'_>, turns: Range<usize>) -> Vec<usize> {
    let mut window: Vec<usize> =
        case.reading.turns_of(Voice::Agent).filter(|turn| turns.contains(turn)).rev().take(ASKED_WITHIN).collect();
    window.reverse();
    window
}

/// The last question whether the caller may be put on hold in the turns `window`.
fn question<'c>(case: &'c Case<'_>, window: &[usize]) -> Option<&'c Cue> {
    window.iter().rev().find_map(|turn| {
        case.cues.within(case.reading.sentences_of(*turn)).rev().find(|cue| cue.kind == CueKind::AsksToHold)
    })
}

/// The question; "is that okay?" together with what it is about.
fn quotes(case: &Case<'_>, cue: &Cue) -> Vec<Evidence> {
    let told = cue
        .sentence
        .checked_sub(1)
        .and_then(|before| case.cues.within(before..cue.sentence).find(|cue| cue.kind == CueKind::TellsToHold));
    told.into_iter().chain([cue]).filter_map(|cue| case.quote(cue)).collect()
}

/// The words with which the caller was put on hold: those that say so, else the agent's last.
fn put_on_hold(case: &Case<'_>, window: &[usize]) -> Option<Evidence> {
    let told = window.iter().rev().find_map(|turn| {
        case.cues.within(case.reading.sentences_of(*turn)).rev().find(|cue| cue.kind == CueKind::TellsToHold)
    });
    if let Some(told) = told {
        return case.quote(told);
    }
    let last = case.reading.sentences_of(*window.last()?).next_back()?;
    let sentence = case.reading.sentences.get(last)?;
    case.reading.quote_source(sentence.turn, sentence.source())
}
