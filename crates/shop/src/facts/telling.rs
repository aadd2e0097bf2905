//! Where the caller tells a fact.

use super::{
    Listened,
    parts::{SaidTurn, Sentence},
};
use crate::words::{Word, find_phrase};

/// From which likeness to an answer on a sentence tells the fact, whoever asked what.
const TELLS: f64 = 0.66;

/// From which on it tells the fact in answer to a question for it.
const ANSWERS: f64 = 0.48;

/// How much less like what does not tell it a sentence has to be.
const MARGIN: f64 = 0.03;

/// From this number on a number is the fact wherever it is said; smaller ones need their noun, or a question.
const SPEAKS_FOR_ITSELF: u64 = 13;

/// Numbers from here on may be told roughly, by so much of them.
const ROUGHLY_FROM: u64 = 10;
const ROUGHLY: f64 = 0.17;

/// From this number on an answer by the number alone tells what it counts.
const SAYS_WHAT_IT_COUNTS: u64 = 4;

/// How far behind a number its noun may stand, in words.
const NOUN_WITHIN: usize = 3;

/// How a sentence tells a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Telling {
    /// In answer to a question for it, by what it means.
    Likeness,
    /// In answer to a question for it, by a number that may count anything: two, three.
    SmallNumber,
    /// In answer to a question for it, by its number or one near it.
    Number,
    /// By itself, whoever asked what.
    Itself,
}

/// A sentence that tells a fact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// The sentence's number in its turn.
    pub(super) sentence: usize,
    pub(super) telling: Telling,
}

/// The first sentence of `turn` that tells the fact by itself, or else that tells it in answer to a question.
pub(super) fn told_in(fact: &Listened<'_>, turn: &SaidTurn) -> Option<Told> {
    let tellings = turn.sentences.iter().enumerate().filter_map(|(sentence, said)| {
        let telling = telling_of(fact, said)?;
        Some(Told { sentence, telling })
    });
    tellings.reduce(|best, found| if found.telling > best.telling { found } else { best })
}

/// How a sentence tells the fact, if it does.
pub(super) fn telling_of(fact: &Listened<'_>, said: &Sentence) -> Option<Telling> {
    let like = said.likeness(&fact.answers);
    let unlike = said.likeness(&fact.not_answers);
    let is_other = !fact.not_answers.is_empty() && unlike > like + MARGIN;
    let roughly = number_roughly(fact, said);
    // "Around seven" sounds like "about twenty-five", and says something else.
    let is_other = is_other || !fact.words.numbers.is_empty() && !said.numbers.is_empty() && roughly.is_none();
    let has_words = fact.words.phrases.iter().any(|phrase| holds(&said.words, phrase));
    if has_words || says_number(fact, said) || like >= TELLS && !is_other {
        return Some(Telling::Itself);
    }
    match roughly {
        Some(number) if number >= SAYS_WHAT_IT_COUNTS => Some(Telling::Number),
        Some(_) => Some(Telling::SmallNumber),
        None => (like >= ANSWERS && !is_other).then_some(Telling::Likeness),
    }
}

/// Whether all parts of a phrase are among the words.
fn holds(words: &[Word], phrase: &[Vec<Word>]) -> bool {
    !phrase.is_empty() && phrase.iter().all(|part| find_phrase(words, part).is_some())
}

/// Whether a number of the fact is said so that nothing else can be meant.
fn says_number(fact: &Listened<'_>, said: &Sentence) -> bool {
    said.numbers.iter().filter(|number| fact.words.numbers.contains(&number.value)).any(|number| {
        let behind = said.words.get(number.words.end..).unwrap_or_default();
        number.value >= SPEAKS_FOR_ITSELF || behind.iter().take(NOUN_WITHIN).any(|word| fact.words.counts(&word.text))
    })
}

/// A number of the fact, where one is said that in answer to the question is it, or about it.
fn number_roughly(fact: &Listened<'_>, said: &Sentence) -> Option<u64> {
    let near = |number: u64, known: u64| {
        let is_near = known >= ROUGHLY_FROM && {
            #[expect(clippy::cast_precision_loss, reason = "counts of people and sums of money")]
            let (known, said) = (known as f64, number as f64);
            (known - said).abs() <= known * ROUGHLY
        };
        number == known || is_near
    };
    let known = fact.words.numbers.iter().filter(|known| said.numbers.iter().any(|number| near(number.value, **known)));
    known.max().copied()
}

/// Words that put an answer off.
const PUTS_OFF: [&str; 34] = [
    "dont know",
    "do not know",
    "not sure",
    "couldnt tell you",
    "could not tell you",
    "rather not",
    "rather leave",
    "rather see",
    "does it matter",
    "why do you",
    "why does that",
    "no idea",
    "long story",
    "id have to",
    "i would have to",
    "have to check",
    "have to ask",
    "have to look",
    "hang on",
    "hold on",
    "not supposed",
    "can i ask",
    "let me ask",
    "cant say",
    "can not say",
    "is this recorded",
    "leave that out",
    "keep that",
    "next question",
    "is that important",
    "do you need that",
    "get back to you",
    "not at liberty",
    "longer than",
];

/// Whether a turn puts the answer off.
pub(super) fn puts_off(turn: &SaidTurn) -> bool {
    let text = turn.words().collect::<Vec<_>>().join(" ");
    PUTS_OFF.iter().any(|phrase| text.contains(phrase))
}

/// Whether a turn begins with a yes or a no.
pub(super) fn is_yes_or_no(turn: &SaidTurn) -> bool {
    let first = turn.words().find(|word| !matches!(*word, "um" | "uh" | "er" | "oh" | "well" | "mm" | "ha"));
    matches!(
        first,
        Some(
            "yes"
                | "yeah"
                | "yep"
                | "yup"
                | "no"
                | "nope"
                | "nah"
                | "right"
                | "correct"
                | "exactly"
                | "neither"
                | "nobody"
        )
    )
}

/// Whether a turn agrees with what was put to it.
pub(super) fn agrees(turn: &SaidTurn) -> bool {
    let first = turn.words().find(|word| !matches!(*word, "um" | "uh" | "er" | "oh" | "well" | "mm"));
    matches!(
        first,
        Some(
            "yes"
                | "yeah"
                | "yep"
                | "yup"
                | "right"
                | "correct"
                | "exactly"
                | "about"
                | "thats"
                | "mhm"
                | "sure"
                | "roughly"
                | "pretty"
        )
    )
}
