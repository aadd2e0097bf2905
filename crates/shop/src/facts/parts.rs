//! A conversation cut into turns, sentences and clauses with their meanings, and the words that tell a fact.

use ringcheck_scoring::{Embedding, Heard, SaidBy, SaidSentence};

use crate::{
    scenario::HiddenFact,
    words::{Number, Word, numbers_in, sounds_like, words_of},
};

/// Clauses of fewer words mean too little by themselves.
const SHORTEST_CLAUSE: usize = 3;

/// A sentence of more words is compared clause by clause too.
const LONG_SENTENCE: usize = 5;

/// A conversation with fewer question marks is written without them.
const FEW_MARKS: usize = 2;

/// Two sentences of more words in all are not read as one.
const LONGEST_PAIR: usize = 28;

/// A question that has run into something else is compared by so many of its words, too.
const QUESTION_HEAD: usize = 5;

/// How a sentence without a question mark opens that asks nonetheless.
const OPENS_A_QUESTION: [&str; 30] = [
    "what", "whats", "when", "whens", "where", "who", "whos", "whose", "whom", "how", "hows", "which", "why", "is",
    "are", "was", "were", "do", "does", "did", "have", "has", "can", "could", "would", "will", "may", "shall", "any",
    "anybody",
];

/// What asks wherever it stands.
const ASKS: [&str; 17] = [
    "what", "whats", "when", "whens", "where", "wheres", "who", "whos", "whose", "how", "hows", "howd", "which", "why",
    "anybody", "anyone", "whod",
];

/// What asks where who does it stands behind.
const VERBS_BEFORE_SUBJECTS: [&str; 14] =
    ["is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "would", "will"];

/// Who does it in a question; "their" is how "there" is misheard.
const QUESTION_SUBJECTS: [&str; 24] = [
    "you",
    "your",
    "yall",
    "it",
    "this",
    "that",
    "they",
    "she",
    "he",
    "there",
    "their",
    "the",
    "we",
    "somebody",
    "someone",
    "anybody",
    "anyone",
    "any",
    "those",
    "these",
    "everybody",
    "everyone",
    "all",
    "a",
];

/// What may stand before it.
const FILLERS: [&str; 14] =
    ["and", "so", "okay", "now", "but", "or", "um", "uh", "well", "right", "also", "alright", "then", "sorry"];

/// Who does something where the words before only begin a clause.
const SUBJECTS: [&str; 14] =
    ["i", "id", "im", "ill", "ive", "we", "wed", "were", "weve", "they", "he", "she", "it", "you"];

/// Whether a sentence opens as a question does.
fn opens_like_a_question(words: &[Word]) -> bool {
    let mut words = words.iter().map(|word| word.text.as_str()).skip_while(|word| FILLERS.contains(word));
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    // "What we do is", "what I'd do".
    let is_clause = matches!(first, "what" | "how" | "when" | "where" | "which" | "why") && SUBJECTS.contains(&second);
    OPENS_A_QUESTION.contains(&first) && !is_clause
}

/// Whether a sentence wants to be told something: "Give me your name", "tell me about your office".
fn opens_like_a_request(words: &[Word]) -> bool {
    let mut words = words.iter().map(|word| word.text.as_str()).skip_while(|word| FILLERS.contains(word));
    matches!((words.next(), words.next()), (Some("tell" | "give"), Some("me")) | (Some("gimme"), _))
}

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
    /// Whether it is written with a question mark.
    pub(super) has_mark: bool,
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
        let texts: Vec<&str> = parts.iter().flatten().copied().collect();
        let mut meanings = heard.meanings_of(&texts).into_iter();
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
        for ((sentence, parts), pair) in said.iter().zip(&parts).zip(&pairs) {
            let words = words_of(sentence.text);
            let numbers = numbers_in(&words);
            let meanings = meanings.by_ref().take(parts.len()).collect();
            let (bytes, has_mark) = (sentence.bytes, sentence.text.ends_with('?'));
            // Where questions are written with their mark, what has none asks only if it opens like a question.
            let is_question = has_mark
                || opens_like_a_request(&words)
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
                    has_mark,
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
        self.sentences.iter().any(|sentence| sentence.has_mark || sentence.is_question)
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

/// What begins like a question within a sentence, where a recognizer may have run two into one: to the next such
/// beginning, and to the end.
fn questions_within(sentence: &str) -> Vec<&str> {
    let words = words_of(sentence);
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let opens = |at: usize| {
        let pair = (text(at), text(at + 1));
        ASKS.contains(&pair.0)
            || VERBS_BEFORE_SUBJECTS.contains(&pair.0) && QUESTION_SUBJECTS.contains(&pair.1)
            || matches!(pair, ("you" | "yall", "got" | "have" | "use" | "using" | "ever" | "still" | "guys"))
    };
    let starts: Vec<usize> = (1..words.len()).filter(|at| opens(*at)).collect();
    let mut found = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let next = starts.iter().skip(n + 1).copied().find(|end| end - start >= SHORTEST_CLAUSE);
        // What is asked stands at its beginning: "how many of you all have got mail there".
        let head = Some(start + QUESTION_HEAD).filter(|end| *end < words.len() && ASKS.contains(&text(*start)));
        for end in next.into_iter().chain(head).chain([words.len()]) {
            if end - start >= SHORTEST_CLAUSE
                && let (Some(first), Some(last)) = (words.get(*start), words.get(end - 1))
                && let Some(text) = sentence.get(first.bytes.start..last.bytes.end)
            {
                found.push(text);
            }
        }
    }
    found.dedup();
    found
}

/// Words as a question.
fn as_question(part: &str) -> String {
    format!("{}?", part.trim_end_matches(|c: char| !c.is_alphanumeric()))
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
const PEOPLE: [&str; 14] = [
    "us",
    "people",
    "employees",
    "users",
    "staff",
    "folks",
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

/// Names in a text: words with a capital that do not only begin the sentence.
fn names_in(words: &[Word]) -> Vec<Vec<Word>> {
    let begins = |idx: usize| idx == 0 || words.get(idx - 1).is_some_and(|word| word.ends_clause);
    let is_name =
        |word: &Word| word.is_capital && !matches!(word.text.as_str(), "i" | "im" | "ive" | "id" | "ill" | "dr");
    let indexed: Vec<(usize, &Word)> = words.iter().enumerate().collect();
    let runs = indexed.chunk_by(|(_, a), (_, b)| is_name(a) && is_name(b) && !a.ends_clause);
    let names = runs.filter(|run| run.iter().all(|(_, word)| is_name(word)));
    let known = names.filter(|run| run.len() > 1 || run.first().is_some_and(|(idx, _)| !begins(*idx)));
    known.map(|run| run.iter().map(|(_, word)| (*word).clone()).collect()).collect()
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

    #[test]
    fn names_are_told_from_the_beginnings_of_sentences() {
        let names = |text: &str| -> Vec<String> {
            let found = names_in(&words_of(text));
            found.iter().map(|name| name.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")).collect()
        };
        assert_eq!(names("Lone Star Data used to, but they don't pick up."), ["lone star data"]);
        assert_eq!(names("The dentist next door, and you came up on Google."), ["google"]);
        assert_eq!(names("Around thirty thousand."), Vec::<String>::new());
        assert_eq!(names("Dr. Patel decides, she's the owner."), ["patel"]);
    }
}
