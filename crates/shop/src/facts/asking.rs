//! Who asked for a fact before it was told.

use ringcheck_call::QualifyingTopic;
use ringcheck_scoring::{Heard, SaidBy};

use super::{
    FactEar, Listened,
    parts::{Said, Sentence},
};

/// An exchange of at most so many words of the business, without a question, is passed over on the way to the question.
const SHORT_TURN: usize = 8;

/// How many such exchanges may lie between a question and its answer.
const MOST_EXCHANGES: usize = 2;

/// How like a question for a number one is that counts the same.
const COUNTS: f64 = 0.62;

/// What is fewer is not asked for by its noun alone.
const LEAST_COUNTED: u64 = 4;

/// How far behind "how many", or a number, the noun may stand, in words.
const NOUN_WITHIN: usize = 3;

/// What the business asked before a turn of the caller's, as far as it concerns one fact.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// The turn and the sentence that ask for it best.
    pub(super) place: Option<(usize, usize)>,
    /// How like an example question that sentence is, from 0 to 1.
    pub(super) like: f64,
    /// How like a question for something else it is at best.
    pub(super) unlike: f64,
    /// How probable it is that a question on the fact's topic was asked.
    pub(super) cue: f64,
    /// Whether anything was asked at all.
    pub(super) is_question: bool,
    /// Whether what was asked comes right before.
    pub(super) is_next: bool,
}

/// The turns of the business before turn `turn` of the caller's that it may answer: those right before, and those before
/// a short exchange.
pub(super) fn turns_before(said: &Said, turn: usize) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut at = turn;
    while groups.len() <= MOST_EXCHANGES {
        let mut group: Vec<usize> = Vec::new();
        // Back over what the caller said before, which is of the same answer or of the exchange that is passed over.
        while at > 0 && said.turn(at - 1).by == SaidBy::Caller {
            at -= 1;
        }
        while at > 0 && said.turn(at - 1).by != SaidBy::Caller {
            at -= 1;
            if said.turn(at).by == SaidBy::Agent && said.turn(at).n_words() > 0 {
                group.insert(0, at);
            }
        }
        if group.is_empty() {
            break;
        }
        let is_passed_over = group.iter().all(|turn| !said.turn(*turn).asks())
            && group.iter().map(|turn| said.turn(*turn).n_words()).sum::<usize>() <= SHORT_TURN;
        groups.push(group);
        if !is_passed_over {
            break;
        }
    }
    groups
}

/// What the turns `group` of the business asked of the fact.
pub(super) fn asked_in(
    fact: &Listened<'_>,
    ear: &FactEar<'_>,
    said: &Said,
    heard: &Heard<'_>,
    group: &[usize],
    is_next: bool,
) -> Asked {
    let mut asked = Asked { is_next, ..Asked::default() };
    let cue = cue_of(fact.fact.topic);
    for turn in group {
        asked.cue = asked.cue.max(heard.probability_of_cue(*turn, cue));
        for (idx, sentence) in said.turn(*turn).sentences.iter().enumerate() {
            asked.is_question |= sentence.is_question;
            let counts = sentence.is_question && counts(fact, sentence);
            let like = sentence.likeness(&fact.questions).max(if counts { COUNTS } else { 0.0 });
            let weight = |like: f64, is_question: bool| like + if is_question { 0.1 } else { 0.0 };
            let is_better = asked.place.is_none_or(|(turn, idx)| {
                let known = said.turn(turn).sentences.get(idx).is_some_and(|known| known.is_question);
                weight(like, sentence.is_question) > weight(asked.like, known)
            });
            if is_better {
                asked.like = like;
                asked.place = Some((*turn, idx));
                let others = ear.facts.iter().filter(|other| other.fact.id != fact.fact.id);
                let of_others = others.map(|other| sentence.likeness(&other.questions)).fold(0.0, f64::max);
                asked.unlike = sentence.likeness(&fact.not_questions).max(of_others);
            }
        }
    }
    asked
}

/// Whether a question names a number of what the fact counts, or asks how many there are: "forty, fifty people?".
fn counts(fact: &Listened<'_>, question: &Sentence) -> bool {
    if !fact.words.numbers.iter().any(|number| *number >= LEAST_COUNTED) {
        return false;
    }
    let is_counted = |from: usize| {
        question
            .words
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take(NOUN_WITHIN)
            .any(|word| fact.words.counts(&word.text))
    };
    let asks = question.words.windows(2).position(|pair| pair[0].text == "how" && pair[1].text == "many");
    asks.is_some_and(|at| is_counted(at + 2)) || question.numbers.iter().any(|number| is_counted(number.words.end))
}

/// The language model's cue for a question on a topic.
const fn cue_of(topic: QualifyingTopic) -> &'static str {
    match topic {
        QualifyingTopic::Problem => "asks_problem",
        QualifyingTopic::Company => "asks_company",
        QualifyingTopic::Size => "asks_size",
        QualifyingTopic::CurrentProvider => "asks_provider",
        QualifyingTopic::Source => "asks_source",
        QualifyingTopic::Authority => "asks_authority",
        QualifyingTopic::TimelineBudget => "asks_timeline",
    }
}
