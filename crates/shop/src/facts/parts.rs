//! A conversation cut into turns, sentences and clauses with their meanings, and the words that tell a fact.

use std::borrow::Cow;

use ringcheck_scoring::{Embedding, Heard, SaidBy, SaidSentence};

use super::{
    firm::FirmNames,
    questions::{
        as_question, asks_to_confirm, is_left_open, opens_like_a_question, opens_like_a_request, questions_within,
    },
};
use crate::{
    scenario::HiddenFact,
    words::{Number, Word, names_in, numbers_in, sounds_like, words_of},
};

/// Clauses of fewer words mean too little by themselves.
pub(super) const SHORTEST_CLAUSE: usize = 3;

/// A sentence of more words is compared clause by clause too.
const LONG_SENTENCE: usize = 5;

/// A conversation with fewer question marks is written without them.
const FEW_MARKS: usize = 2;

/// Two sentences of more words in all are not read as one.
const LONGEST_PAIR: usize = 28;

/// What was said, turn by turn.
pub(super) struct Said {
    pub(super) turns: Vec<SaidTurn>,
}

/// A turn with its sentences.
pub(super) struct SaidTurn {
    pub(super) by: SaidBy,
    pub(super) sentences: Vec<Sentence>,
}

/// A sentence, with what it and its clauses mean.
pub(super) struct Sentence {
    pub(super) bytes: (usize, usize),
    pub(super) is_question: bool,
    pub(super) end: End,
    pub(super) words: Vec<Word>,
    pub(super) numbers: Vec<Number>,
    pub(super) meanings: Vec<Embedding>,
    /// What they would mean as questions, where somebody of the business says it and the marks are a recognizer's guess.
    pub(super) asked: Vec<Embedding>,
    /// Whether it may be a question that was written down without its mark.
    pub(super) may_ask: bool,
    /// It and the sentence before as one: "Lunch goes to Dr. Patel. It's her practice."
    pub(super) with_before: Option<Pair>,
}

/// How a sentence ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a question mark.
    QuestionMark,
    /// It is left for the other to finish.
    Open,
    /// In any other way.
    Other,
}

/// Two sentences as one.
pub(super) struct Pair {
    pub(super) words: Vec<Word>,
    meaning: Embedding,
}

impl Said {
    pub(super) fn of(heard: &Heard<'_>) -> Self {
        let mut turns: Vec<SaidTurn> =
            heard.voices().into_iter().map(|by| SaidTurn { by, sentences: Vec::new() }).collect();
        let said: Vec<_> = heard.said().into_iter().filter(|sentence| sentence.said_by != SaidBy::Recorded).collect();
        let parts: Vec<Vec<&str>> = said.iter().map(|sentence| clauses(sentence.text)).collect();
        let firm = FirmNames::of(&said);
        let of_parts =
            said.iter().zip(&parts).flat_map(|(sentence, parts)| parts.iter().map(|part| firm.as_us(part, sentence)));
        let texts: Vec<Cow<'_, str>> = of_parts.collect();
        let mut meanings = heard.meanings_of(&texts.iter().map(AsRef::as_ref).collect::<Vec<_>>()).into_iter();
        let has_guessed_marks =
            |sentence: &SaidSentence<'_>| sentence.said_by == SaidBy::Agent && sentence.is_recognized;
        let guessed = said.iter().zip(&parts).filter(|(sentence, _)| has_guessed_marks(sentence));
        let guessed_parts: Vec<Vec<&str>> = guessed
            .map(|(sentence, parts)| parts.iter().copied().chain(questions_within(sentence.text)).collect())
            .collect();
        let as_questions: Vec<String> = guessed_parts.iter().flatten().map(|part| as_question(part)).collect();
        let mut guessed_counts = guessed_parts.iter().map(Vec::len);
        let pairs: Vec<Option<String>> = (0..said.len()).map(|idx| with_before(&said, idx)).collect();
        let mut of_pairs =
            heard.meanings_of(&pairs.iter().flatten().map(String::as_str).collect::<Vec<_>>()).into_iter();
        let mut asked = heard.meanings_of(&as_questions.iter().map(String::as_str).collect::<Vec<_>>()).into_iter();
        let n_marks = said.iter().filter(|sentence| sentence.text.ends_with('?')).count();
        for (idx, ((sentence, parts), pair)) in said.iter().zip(&parts).zip(&pairs).enumerate() {
            let words = words_of(sentence.text);
            let numbers = numbers_in(&words);
            let meanings = meanings.by_ref().take(parts.len()).collect();
            let (bytes, has_mark) = (sentence.bytes, sentence.text.ends_with('?'));
            let is_last = said.get(idx + 1).is_none_or(|next| next.turn != sentence.turn);
            let end = if has_mark {
                End::QuestionMark
            } else if is_last && is_left_open(sentence.text, &words) {
                End::Open
            } else {
                End::Other
            };
            // Where questions are written with their mark, what has none asks only if it opens like a question.
            let is_question = has_mark
                || opens_like_a_request(&words)
                || asks_to_confirm(&words)
                || end == End::Open
                || sentence.is_question && (n_marks < FEW_MARKS || opens_like_a_question(&words));
            let n_asked = if has_guessed_marks(sentence) { guessed_counts.next().unwrap_or(0) } else { 0 };
            let with_before =
                pair.as_ref().and_then(|text| Some(Pair { words: words_of(text), meaning: of_pairs.next()? }));
            let asked = asked.by_ref().take(n_asked).collect();
            let may_ask = n_asked > 0 && !has_mark;
            if let Some(turn) = turns.get_mut(sentence.turn) {
                turn.sentences.push(Sentence {
                    bytes,
                    is_question,
                    end,
                    words,
                    numbers,
                    meanings,
                    asked,
                    may_ask,
                    with_before,
                });
            }
        }
        Self { turns }
    }

    pub(super) fn turn(&self, turn: usize) -> &SaidTurn {
        &self.turns[turn]
    }

    /// The turns of `by` in which something is said, in order.
    pub(super) fn turns_of(&self, by: SaidBy) -> impl Iterator<Item = usize> {
        self.turns.iter().enumerate().filter(move |(_, turn)| turn.by == by && turn.n_words() > 0).map(|(idx, _)| idx)
    }
}

impl SaidTurn {
    pub(super) fn n_words(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.words.len()).sum()
    }

    pub(super) fn asks(&self) -> bool {
        self.sentences.iter().any(|sentence| sentence.is_question && sentence.end != End::Open)
    }
}

impl Sentence {
    /// How like the nearest of `examples` it or a clause of it is, from 0 to 1.
    pub(super) fn likeness(&self, examples: &[Embedding]) -> f64 {
        self.meanings.iter().map(|meaning| nearest(meaning, examples)).fold(0.0, f64::max)
    }

    /// How like the nearest of `examples` it is together with the sentence before.
    pub(super) fn likeness_with_before(&self, examples: &[Embedding]) -> f64 {
        self.with_before.as_ref().map_or(0.0, |pair| nearest(&pair.meaning, examples))
    }

    /// The same for the sentence as a whole.
    pub(super) fn likeness_as_a_whole(&self, examples: &[Embedding]) -> f64 {
        self.meanings.first().map_or(0.0, |meaning| nearest(meaning, examples))
    }
}

/// How like the nearest of `examples` something is, from 0 to 1.
pub(crate) fn nearest(meaning: &Embedding, examples: &[Embedding]) -> f64 {
    f64::from(examples.iter().map(|example| meaning.similarity(example)).fold(0.0_f32, f32::max))
}

/// Sentence `idx` and the one before as one, where both are of one turn and not long.
fn with_before(said: &[SaidSentence<'_>], idx: usize) -> Option<String> {
    let sentence = said.get(idx)?;
    let before = said.get(idx.checked_sub(1)?).filter(|before| before.turn == sentence.turn)?;
    let is_short = words_of(before.text).len() + words_of(sentence.text).len() <= LONGEST_PAIR;
    let unmarked = before.text.trim_end_matches(|c: char| !c.is_alphanumeric());
    is_short.then(|| format!("{unmarked}, {}", sentence.text))
}

/// The sentence itself and, where it is long, its clauses: what stands between commas, and from an "and" or "or" on.
pub(crate) fn clauses(sentence: &str) -> Vec<&str> {
    let words = words_of(sentence);
    let mut parts = vec![sentence];
    if words.len() < LONG_SENTENCE {
        return parts;
    }
    let mut start = 0;
    let mut cut = |start: &mut usize, end: usize| {
        let span = words.get(*start..end).unwrap_or_default();
        if span.len() >= SHORTEST_CLAUSE
            && span.len() < words.len()
            && let (Some(first), Some(last)) = (span.first(), span.last())
            && let Some(text) = sentence.get(first.bytes.start..last.bytes.end)
        {
            parts.push(text);
        }
        *start = end;
    };
    for (idx, word) in words.iter().enumerate() {
        let begins = matches!(word.text.as_str(), "and" | "but" | "or" | "so" | "because") && idx > start;
        if begins {
            cut(&mut start, idx);
        }
        if word.ends_clause {
            cut(&mut start, idx + 1);
        }
    }
    cut(&mut start, words.len());
    parts
}

/// What tells a fact by its words alone.
#[derive(Debug)]
pub(super) struct TellingWords {
    /// Phrases, each of parts that have to be in one sentence.
    pub(super) phrases: Vec<Vec<Vec<Word>>>,
    /// The numbers of the fact; one is none.
    pub(super) numbers: Vec<u64>,
    /// What is counted by them.
    pub(super) nouns: Vec<String>,
}

/// A fact of fewer is not told by its number and what else is counted: "two people" may be any two.
const FEWEST_PEOPLE: u64 = 4;

impl TellingWords {
    /// Whether `words` say of what the fact counts how many there are, or ask it.
    pub(super) fn counts(&self, noun: &str) -> bool {
        self.nouns.iter().any(|known| sounds_like(known, noun))
    }
}

/// What people are called who are counted.
const PEOPLE: [&str; 15] = [
    "us",
    "people",
    "employees",
    "users",
    "staff",
    "folks",
    "guys",
    "persons",
    "bodies",
    "heads",
    "mailboxes",
    "computers",
    "workstations",
    "machines",
    "desks",
];

/// The words that tell `fact`: those that the scenario names, or the names in its answers, and its numbers.
pub(super) fn derived_words(fact: &HiddenFact) -> TellingWords {
    let phrase = |text: &str| -> Vec<Vec<Word>> { text.split('+').map(words_of).filter(|p| !p.is_empty()).collect() };
    let mut phrases: Vec<Vec<Vec<Word>>> = fact.words.iter().map(|text| phrase(text)).collect();
    let texts: Vec<Vec<Word>> = fact.answers.iter().chain([&fact.fact]).map(|text| words_of(text)).collect();
    if phrases.is_empty() {
        phrases.extend(fact.answers.iter().flat_map(|text| names_in(&words_of(text))).map(|name| vec![name]));
    }
    let mut numbers: Vec<u64> = Vec::new();
    let mut nouns: Vec<String> = Vec::new();
    for words in &texts {
        for number in numbers_in(words).into_iter().filter(|number| number.value > 1) {
            let behind = words.get(number.words.end..).unwrap_or_default().iter();
            let noun = behind.map(|word| word.text.as_str()).find(|word| !matches!(*word, "of" | "the" | "our"));
            nouns.extend(noun.filter(|noun| noun.len() > 3 || *noun == "us").map(str::to_owned));
            numbers.push(number.value);
        }
    }
    let numbers = most_frequent(&numbers);
    // Who counts people by one word counts them by another.
    let counts_people = nouns.iter().any(|noun| PEOPLE.contains(&noun.as_str()));
    if counts_people && numbers.iter().all(|number| *number >= FEWEST_PEOPLE) {
        nouns.extend(PEOPLE.map(str::to_owned));
    } else if counts_people {
        nouns.retain(|noun| !PEOPLE.contains(&noun.as_str()));
    }
    nouns.sort_unstable();
    nouns.dedup();
    TellingWords { phrases, numbers, nouns }
}

/// The numbers that are there most often: "seven and the two partners, so nine" is about nine, as the other answers are.
fn most_frequent(numbers: &[u64]) -> Vec<u64> {
    let n_times = |number: &u64| numbers.iter().filter(|other| *other == number).count();
    let most = numbers.iter().map(n_times).max().unwrap_or(0);
    let mut kept: Vec<u64> = numbers.iter().filter(|number| n_times(number) == most).copied().collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_compared_clause_by_clause() {
        assert_eq!(
            clauses("Okay, and how many people work there, and is that all at one location?"),
            [
                "Okay, and how many people work there, and is that all at one location?",
                "and how many people work there",
                "and is that all at one location"
            ]
        );
        assert_eq!(clauses("How many people is that?"), ["How many people is that?"]);
    }

    #[test]
    fn a_fact_has_the_number_that_its_answers_share() {
        assert_eq!(most_frequent(&[9, 2, 9, 9, 2, 9, 7]), [9]);
        assert_eq!(most_frequent(&[14, 12, 2, 14]), [14]);
        assert_eq!(most_frequent(&[3, 5]), [3, 5]);
        assert_eq!(most_frequent(&[]), Vec::<u64>::new());
    }
}
