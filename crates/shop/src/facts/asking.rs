//! Who asked for a fact before it was told.

use ringcheck_call::QualifyingTopic;
use ringcheck_scoring::{Heard, SaidBy};

use super::{
    FactEar, Listened,
    answering::refers_back,
    parts::{Said, Sentence, nearest},
};

/// How many exchanges without a question may lie between a question and its answer.
const MOST_EXCHANGES: usize = 2;

/// A question of at most so many words goes on with the one before it: "With anyone?".
const ELLIPTIC: usize = 4;

/// How like a question for something else a sentence has to be as a whole, to be nothing else.
const SURELY_OTHER: f64 = 0.8;

/// How surely the topic of what lacks a question mark that a recognizer may have left out has to be heard, or how like a
/// question for the fact it has to be, to be a question. Chosen on the calls of `eval/shop/` that rules are made with, as
/// spoken and without a part of their marks.
const UNMARKED_CUE: f64 = 0.5;
const UNMARKED_LIKE: f64 = 0.6;

/// How like a question for a number one is that counts the same.
const COUNTS: f64 = 0.62;

/// What is fewer is not asked for by its noun alone.
const LEAST_COUNTED: u64 = 4;

/// How far behind "how many", or a number, the noun may stand, in words.
const NOUN_WITHIN: usize = 3;

/// The form of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// It asks nothing.
    #[default]
    Statement,
    /// It asks by what it means, and a recognizer may have left out its question mark.
    Unmarked,
    /// It is a question.
    Question,
}

/// What the business asked before a turn of the caller's, as far as it concerns one fact.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// The turn and the sentence that ask for it best.
    pub(super) place: Option<(usize, usize)>,
    /// How like an example question that sentence is, from 0 to 1.
    pub(super) like: f64,
    /// How like a question for something else the same words are at best.
    pub(super) unlike: f64,
    /// How probable it is that a question on the fact's topic was asked.
    pub(super) cue: f64,
    /// Whether anything was asked at all.
    pub(super) is_question: bool,
    /// The form of that sentence.
    pub(super) form: Form,
    /// Whether anything of it may have lost its question mark.
    pub(super) may_ask: bool,
    /// Whether what was asked comes right before.
    pub(super) is_next: bool,
}

/// The turns of the business before turn `turn` of the caller's that it may answer: those right before, and those before
/// an exchange in which nothing else was asked.
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
        let is_passed_over =
            group.iter().all(|turn| !said.turn(*turn).asks()) || group.iter().all(|turn| is_elliptic(said, *turn));
        groups.push(group);
        if !is_passed_over {
            break;
        }
    }
    groups
}

/// Whether all that a turn says is a few words that go on with the question before: "With anyone?", "Roughly?".
fn is_elliptic(said: &Said, turn: usize) -> bool {
    said.turn(turn).n_words() <= ELLIPTIC
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
    let mut best = f64::MIN;
    for turn in group {
        let cue = heard.probability_of_cue(*turn, cue);
        asked.cue = asked.cue.max(cue);
        for (idx, sentence) in said.turn(*turn).sentences.iter().enumerate() {
            let Some((like, unlike)) = likeness(fact, ear, sentence) else { continue };
            let is_heard_asking = cue >= UNMARKED_CUE || like >= UNMARKED_LIKE && like > unlike;
            let is_question = sentence.is_question || sentence.may_ask && is_heard_asking;
            asked.is_question |= is_question;
            asked.may_ask |= sentence.may_ask;
            let weight = like + if is_question { 0.1 } else { 0.0 };
            if weight > best {
                best = weight;
                (asked.like, asked.unlike) = (like, unlike);
                asked.place = Some((*turn, idx));
                asked.form = match (is_question, sentence.may_ask) {
                    (false, _) => Form::Statement,
                    (true, true) => Form::Unmarked,
                    (true, false) => Form::Question,
                };
            }
        }
    }
    asked
}

/// How like a question for the fact the likest part of a sentence is, and how like one for something else that part is.
fn likeness(fact: &Listened<'_>, ear: &FactEar<'_>, sentence: &Sentence) -> Option<(f64, f64)> {
    let of_part = |meaning| {
        let others = ear.facts.iter().filter(|other| other.fact.id != fact.fact.id);
        let of_others = others.map(|other| nearest(meaning, &other.questions)).fold(0.0, f64::max);
        (nearest(meaning, &fact.questions), nearest(meaning, &fact.not_questions).max(of_others))
    };
    // What as a whole is a question for something else is none for it in a part.
    let whole = sentence.likeness_as_a_whole(&fact.not_questions);
    let least = if whole >= SURELY_OTHER { whole } else { 0.0 };
    let parts = sentence
        .meanings
        .iter()
        .chain(&sentence.asked)
        .map(of_part)
        .map(|(like, unlike): (f64, f64)| (like, unlike.max(least)));
    let best = parts.reduce(|best, part| if part.0 - 0.5 * part.1 > best.0 - 0.5 * best.1 { part } else { best })?;
    let counts = sentence.is_question && counts(fact, sentence);
    Some(if counts && best.0 < COUNTS { (COUNTS, best.1) } else { best })
}

/// The question to which the caller comes back in turn `turn`: "you asked how many we are: twenty-six".
///
/// `sentence` is the one that tells the fact; the words that refer back stand in it or beside it.
pub(super) fn asked_long_before(
    fact: &Listened<'_>,
    ear: &FactEar<'_>,
    said: &Said,
    heard: &Heard<'_>,
    (turn, sentence): (usize, usize),
    is_asked: impl Fn(&Asked) -> bool,
) -> Option<Asked> {
    let beside = sentence.saturating_sub(1)..(sentence + 3).min(said.turn(turn).sentences.len());
    let sentences = said.turn(turn).sentences.get(beside)?;
    if !sentences.iter().any(refers_back) {
        return None;
    }
    let agents = said.turns_of(SaidBy::Agent).filter(|before| *before < turn);
    let found = agents.map(|before| asked_in(fact, ear, said, heard, &[before], true)).filter(is_asked);
    found.reduce(|best, asked| if asked.like > best.like { asked } else { best })
}

/// Whether a word is who is asked: "how many of you", "how many are you".
fn is_who_is_asked(word: &str) -> bool {
    matches!(word, "you" | "yall" | "youse")
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
            .any(|word| fact.words.counts(&word.text) || fact.words.counts("people") && is_who_is_asked(&word.text))
    };
    let text = |at: usize| question.words.get(at).map_or("", |word| word.text.as_str());
    let asks_how_many = |at: usize| match (text(at), text(at + 1)) {
        ("how", "many") => true,
        // "A number of people" asks for none.
        ("number", "of") => at.checked_sub(1).is_none_or(|before| text(before) != "a"),
        _ => false,
    };
    (0..question.words.len()).any(|at| asks_how_many(at) && is_counted(at + 2))
        || question.numbers.iter().any(|number| is_counted(number.words.end))
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
