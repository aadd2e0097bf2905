//! `greeting`: the first live agent says the company's name and their own within two turns.

use ringcheck_call::{Evidence, NearestMiss, Verdict};

use super::{Case, Judgment};
use crate::{cues::greeting_of, reading::Voice, text::Sentence};

/// The agent has had two turns when the caller begins a second one.
const CALLER_TURNS: usize = 2;

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    let sentences = opening(case);
    let text_of_turn = |turn: usize| case.reading.turns.get(turn).map(|t| t.text().to_owned());
    let greeting = greeting_of(&sentences, &text_of_turn);
    let quote = |found: &Option<(usize, std::ops::Range<usize>)>| -> Option<Evidence> {
        let (index, _) = found.as_ref()?;
        let sentence = sentences.get(*index)?;
        case.reading.quote_source(sentence.turn, sentence.source())
    };
    let (company, own_name) = (quote(&greeting.company), quote(&greeting.own_name));
    match (company, own_name) {
        (Some(company), Some(own_name)) => Judgment::on(
            Verdict::Pass,
            900,
            vec![company, own_name],
            "The agent gave the company's name and their own.",
        ),
        (Some(company), None) => fail(
            case,
            Some((company, "the agent's own name is missing")),
            "The agent gave the company's name but not their own.",
        ),
        (None, Some(own_name)) => fail(
            case,
            Some((own_name, "the company's name is missing")),
            "The agent gave their own name but not the company's.",
        ),
        (None, None) => fail(case, None, "The agent gave neither the company's name nor their own."),
    }
}

pub(super) fn fail(case: &Case<'_>, near: Option<(Evidence, &str)>, rationale: &str) -> Judgment {
    let miss = near.map(|(quote, why)| NearestMiss::new(quote, why));
    let has_had_two_turns = case.reading.turns_of(Voice::Agent).count() >= 2;
    let judgment =
        Judgment::for_absence(Verdict::Fail, 860, case.reading.searched(), rationale).with_nearest_miss(miss);
    // Two turns are all that counts, so a missing end changes nothing.
    Judgment { is_for_absence: !has_had_two_turns, ..judgment }
}

/// The first live agent's sentences before the caller's second turn.
fn opening<'c>(case: &'c Case<'_>) -> Vec<&'c Sentence> {
    opening_turns(case)
        .into_iter()
        .flat_map(|turn| case.reading.sentences.get(case.reading.sentences_of(turn)).unwrap_or_default())
        .collect()
}

/// The first live agent's turns before the caller's second turn, or before a hold.
pub(crate) fn opening_turns(case: &Case<'_>) -> Vec<usize> {
    let mut n_caller = 0;
    let mut turns = Vec::new();
    let mut was_caller = false;
    for turn in 0..case.reading.turns.len() {
        match case.reading.voice(turn) {
            Voice::Agent => {
                was_caller = false;
                turns.push(turn);
            }
            Voice::Caller if !turns.is_empty() => {
                n_caller += usize::from(!was_caller);
                was_caller = true;
                if n_caller >= CALLER_TURNS {
                    break;
                }
            }
            // After a hold another agent may come on.
            Voice::Recorded if !turns.is_empty() => break,
            Voice::Caller | Voice::Recorded => {}
        }
    }
    turns
}
