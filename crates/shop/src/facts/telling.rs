//! Where the caller tells a fact.

use super::{
    Listened,
    answering::is_filler,
    parts::{SaidTurn, Sentence},
};
use crate::words::{Number, Word, find_phrase};

/// From which likeness to an answer on a sentence tells the fact, whoever asked what.
const TELLS: f64 = 0.66;

/// The same where the scenario names the words that tell it.
const TELLS_WITHOUT_THE_WORDS: f64 = 0.76;

/// From which likeness on a sentence without a number tells a number.
const TELLS_A_NUMBER: f64 = 0.60;

/// From which on it tells the fact in answer to a question for it.
const ANSWERS: f64 = 0.48;

/// How much less like what does not tell it a sentence has to be.
const MARGIN: f64 = 0.03;

/// How like what does not tell it a sentence has to be as a whole, so that not even the fact's words tell it.
const SURELY_OTHER: f64 = 0.7;

/// From this number on, sums of money for the most part, a number is the fact wherever it is said.
const SPEAKS_FOR_ITSELF: u64 = 1000;

/// Numbers from here on may be told roughly, by so much of them.
const ROUGHLY_FROM: u64 = 10;
const ROUGHLY: f64 = 0.17;

/// From this number on an answer by the number alone tells what it counts.
const SAYS_WHAT_IT_COUNTS: u64 = 4;

/// So many numbers at most are added up.
const MOST_ADDED: usize = 6;

/// How far behind a number its noun may stand, in words.
const NOUN_WITHIN: usize = 3;

/// How far before a phrase a "not" may stand that takes it back, in words.
const NOT_WITHIN: usize = 4;

/// What may follow a number that is said without its noun: "twenty-six with the new girl". Before another noun a number
/// counts something else.
const BEHIND_A_NUMBER: [&str; 104] = [
    "of",
    "if",
    "with",
    "and",
    "or",
    "in",
    "at",
    "on",
    "all",
    "counting",
    "including",
    "plus",
    "total",
    "maybe",
    "give",
    "right",
    "here",
    "there",
    "so",
    "but",
    "when",
    "as",
    "by",
    "is",
    "are",
    "i",
    "we",
    "that",
    "the",
    "to",
    "altogether",
    "strong",
    "overall",
    "odd",
    "ish",
    "some",
    "something",
    "sir",
    "maam",
    "now",
    "today",
    "last",
    "for",
    "dollars",
    "dollar",
    "bucks",
    "pounds",
    "pound",
    "quid",
    "grand",
    "k",
    "euros",
    "max",
    "tops",
    "budgeted",
    "though",
    "yeah",
    "yes",
    "no",
    "she",
    "he",
    "they",
    "it",
    "thats",
    "its",
    "not",
    "you",
    "over",
    "up",
    "down",
    "then",
    "out",
    "since",
    "because",
    "cause",
    "before",
    "after",
    "minus",
    "less",
    "who",
    "which",
    "what",
    "where",
    "how",
    "im",
    "were",
    "just",
    "only",
    "about",
    "without",
    "unless",
    "until",
    "till",
    "me",
    "us",
    "this",
    "these",
    "probably",
    "beyond",
    "inside",
    "outside",
    "upstairs",
    "downstairs",
    "back",
];

/// What makes the number behind it no count: a room, a telephone, a road.
const BEFORE_A_NUMBER: [&str; 14] = [
    "extension",
    "ext",
    "suite",
    "unit",
    "number",
    "room",
    "floor",
    "box",
    "highway",
    "route",
    "line",
    "street",
    "page",
    "age",
];

/// How a sentence tells a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Telling {
    /// In answer to a question for it, by what it means.
    Likeness,
    /// In answer to a question for it, by a number that may count anything: two, three.
    SmallNumber,
    /// In answer to a question for it, by a number near its own.
    Number,
    /// In answer to a question for it, by its number alone.
    OwnNumber,
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

/// The first sentence of `turn` that tells the fact by itself, or else that tells it in answer to a question and is not
/// for another fact.
pub(super) fn told_in(
    fact: &Listened<'_>,
    turn: &SaidTurn,
    is_for_another: impl Fn(&Sentence) -> bool,
) -> Option<Told> {
    let tellings = turn.sentences.iter().enumerate().filter_map(|(sentence, said)| {
        let telling = telling_of(fact, said)?;
        let is_told = telling != Telling::Likeness || !is_for_another(said);
        is_told.then_some(Told { sentence, telling })
    });
    tellings.reduce(|best, found| if found.telling > best.telling { found } else { best })
}

/// How a sentence tells the fact, if it does.
pub(super) fn telling_of(fact: &Listened<'_>, said: &Sentence) -> Option<Telling> {
    let (alone, together) = (said.likeness(&fact.answers), said.likeness_with_before(&fact.answers));
    let like = alone.max(together);
    let unlike =
        if together > alone { said.likeness_with_before(&fact.not_answers) } else { said.likeness(&fact.not_answers) };
    let is_other = !fact.not_answers.is_empty() && unlike > like + MARGIN;
    let roughly = number_roughly(fact, said);
    // "Around seven" sounds like "about twenty-five", and says something else.
    let is_other = is_other || !fact.words.numbers.is_empty() && !said.numbers.is_empty() && roughly.is_none();
    let needed = if fact.fact.words.is_empty() { TELLS } else { TELLS_WITHOUT_THE_WORDS };
    let is_count = fact.words.numbers.iter().any(|number| *number >= SAYS_WHAT_IT_COUNTS);
    let answers = if is_count && said.numbers.is_empty() { TELLS_A_NUMBER } else { ANSWERS };
    let as_a_whole = said.likeness_as_a_whole(&fact.not_answers);
    let is_surely_other = as_a_whole >= SURELY_OTHER && as_a_whole > said.likeness_as_a_whole(&fact.answers) + MARGIN;
    // A sentence that begins with the number may count anything, however like an answer it is: "Fourteen come May."
    let begins = said.numbers.first().and_then(|number| said.words.get(..number.words.start));
    let is_bare_number = roughly.is_some_and(|(number, _)| number < SPEAKS_FOR_ITSELF)
        && begins.is_some_and(|before| before.iter().all(is_filler));
    if !is_surely_other && holds_words(fact, said) || like >= needed && !is_other && !is_bare_number {
        return Some(Telling::Itself);
    }
    match roughly {
        Some((number, true)) if number >= SAYS_WHAT_IT_COUNTS => Some(Telling::OwnNumber),
        Some((number, false)) if number >= SAYS_WHAT_IT_COUNTS => Some(Telling::Number),
        Some(_) => Some(Telling::SmallNumber),
        None => (like >= answers && !is_other).then_some(Telling::Likeness),
    }
}

/// Whether a sentence holds words that tell the fact, or its number with what it counts.
pub(super) fn holds_words(fact: &Listened<'_>, said: &Sentence) -> bool {
    let with_before = |phrase: &[Vec<Word>]| said.with_before.as_ref().is_some_and(|pair| holds(&pair.words, phrase));
    let mut phrases = fact.words.phrases.iter();
    phrases.any(|phrase| holds(&said.words, phrase) || phrase.len() > 1 && with_before(phrase))
        || says_number(fact, said)
}

/// Whether the first words of a sentence are the fact's own.
pub(super) fn tells_outright(fact: &Listened<'_>, said: &Sentence) -> bool {
    let begins = |at: usize| said.words.get(..at).is_some_and(|before| before.iter().all(says_nothing));
    let of_phrase = |phrase: &Vec<Vec<Word>>| {
        let begun = phrase.iter().filter_map(|part| find_phrase(&said.words, part)).map(|found| found.start).min();
        holds(&said.words, phrase) && begun.is_some_and(begins)
    };
    fact.words.phrases.iter().any(of_phrase)
        || said.numbers.iter().any(|number| {
            number.value >= SAYS_WHAT_IT_COUNTS
                && fact.words.numbers.contains(&number.value)
                && begins(number.words.start)
        })
}

/// Whether a word before the fact says nothing by itself: "well, it's", "no, that'd be".
fn says_nothing(word: &Word) -> bool {
    const EMPTY: [&str; 36] = [
        "it", "its", "itd", "that", "thats", "thatd", "is", "was", "be", "the", "a", "an", "about", "around",
        "roughly", "maybe", "just", "yes", "yeah", "no", "like", "we", "weve", "got", "were", "there", "theres", "are",
        "im", "say", "id", "would", "have", "been", "wouldve", "will",
    ];
    is_filler(word) || EMPTY.contains(&word.text.as_str())
}

/// Whether all parts of a phrase are among the words, and none is taken back.
fn holds(words: &[Word], phrase: &[Vec<Word>]) -> bool {
    !phrase.is_empty()
        && phrase.iter().all(|part| {
            let denies = phrase.iter().flatten().any(is_not);
            find_phrase(words, part).is_some_and(|found| denies || !is_taken_back(words, found.start))
        })
}

/// Whether a "not" stands before word `at` in its clause: "we don't have a warehouse". What is no longer so was so, and is told.
fn is_taken_back(words: &[Word], at: usize) -> bool {
    let from = words.get(..at).unwrap_or_default().iter().rposition(|word| word.ends_clause).map_or(0, |end| end + 1);
    let near = from.max(at.saturating_sub(NOT_WITHIN));
    let is_over =
        words.iter().any(|word| matches!(word.text.as_str(), "anymore" | "longer" | "more" | "until" | "till"));
    !is_over && words.get(near..at).unwrap_or_default().iter().any(is_not)
}

/// Whether a word denies.
fn is_not(word: &Word) -> bool {
    matches!(
        word.text.as_str(),
        "not"
            | "no"
            | "never"
            | "without"
            | "dont"
            | "doesnt"
            | "didnt"
            | "isnt"
            | "arent"
            | "wasnt"
            | "havent"
            | "hasnt"
            | "aint"
    )
}

/// Whether a number of the fact is said so that nothing else can be meant.
fn says_number(fact: &Listened<'_>, said: &Sentence) -> bool {
    said.numbers.iter().filter(|number| fact.words.numbers.contains(&number.value)).any(|number| {
        let behind = said.words.get(number.words.end..).unwrap_or_default();
        let has_noun = behind.iter().take(NOUN_WITHIN).any(|word| fact.words.counts(&word.text));
        number.value >= SPEAKS_FOR_ITSELF && stands_alone(&said.words, number)
            || has_noun && !is_ordinal(&said.words, number)
    })
}

/// Whether a number counts nothing that is named, so that in answer to a question it counts what was asked for.
fn stands_alone(words: &[Word], number: &Number) -> bool {
    let last = words.get(number.words.end.saturating_sub(1));
    let behind = words.get(number.words.end).filter(|_| !last.is_some_and(|last| last.ends_clause));
    let before = number.words.start.checked_sub(1).and_then(|at| words.get(at));
    let counts_other = behind.is_some_and(|word| !BEHIND_A_NUMBER.contains(&word.text.as_str()));
    let is_name = before.is_some_and(|word| BEFORE_A_NUMBER.contains(&word.text.as_str()));
    !counts_other && !is_name && !is_ordinal(words, number)
}

/// Whether a number is that of a day: "the 26th".
fn is_ordinal(words: &[Word], number: &Number) -> bool {
    let last = number.words.end.checked_sub(1).and_then(|at| words.get(at));
    last.is_some_and(|word| {
        ["st", "nd", "rd", "th"].iter().any(|end| {
            word.text
                .strip_suffix(end)
                .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        })
    })
}

/// A number of the fact, where one is said that in answer to the question is it, or about it; and whether it is just it.
fn number_roughly(fact: &Listened<'_>, said: &Sentence) -> Option<(u64, bool)> {
    let near = |number: u64, known: u64| {
        let is_near = known >= ROUGHLY_FROM && {
            #[expect(clippy::cast_precision_loss, reason = "counts of people and sums of money")]
            let (known, said) = (known as f64, number as f64);
            (known - said).abs() <= known * ROUGHLY
        };
        // "Thirty" of a sum is thirty thousand.
        let in_thousands = known >= SPEAKS_FOR_ITSELF && number < SPEAKS_FOR_ITSELF && number * 1000 == known;
        number == known || is_near || in_thousands
    };
    let counts = |number: &&Number, known: u64| {
        // What an answer begins with answers, whatever a recognizer made of the words behind it.
        let begins = number.value == known
            && said.words.get(..number.words.start).is_some_and(|before| before.iter().all(is_filler));
        let behind = said.words.get(number.words.end..).unwrap_or_default();
        let has_noun = behind.iter().take(NOUN_WITHIN).any(|word| fact.words.counts(&word.text));
        known < SAYS_WHAT_IT_COUNTS || begins || has_noun || stands_alone(&said.words, number)
    };
    let found = fact.words.numbers.iter().flat_map(|known| {
        let numbers = said.numbers.iter().filter(|number| counts(number, *known));
        numbers.filter(|number| near(number.value, *known)).map(|number| (*known, number.value == *known))
    });
    // "Two partners and seven others", "two in the yard, four in Kyle, nineteen of us in here, and Mattie."
    let sum = |row: &[&Number]| row.iter().map(|number| number.value).sum::<u64>();
    let is_sum = |known: &&u64| {
        let all: Vec<&Number> = said.numbers.iter().collect();
        let alike: Vec<&Number> = said.numbers.iter().filter(|number| counts(number, **known)).collect();
        let is_exact = all.windows(2).any(|row| sum(row) == **known);
        let is_about = (3..=MOST_ADDED).flat_map(|n| alike.windows(n)).any(|row| near(sum(row), **known));
        **known < SPEAKS_FOR_ITSELF && (is_exact || is_about)
    };
    found.max().or_else(|| fact.words.numbers.iter().find(is_sum).map(|known| (*known, false)))
}
