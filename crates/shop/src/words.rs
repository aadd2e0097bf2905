//! Words, numbers and names of what was said, made comparable, also where a recognizer misheard them.

use std::ops::Range;

/// From which similarity on two words sound alike: 1 is the same.
const SOUNDS_ALIKE: f64 = 0.75;

/// Names of so many letters may be heard as two words more than they have.
const LONG_NAME: usize = 8;

/// An "s" is taken off words that leave so many letters.
const SHORTEST_STEM: usize = 4;

/// Abbreviations whose period ends nothing.
const TITLES: [&str; 5] = ["dr", "mr", "mrs", "ms", "st"];

/// A word of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    /// In lower case, without marks.
    pub(crate) text: String,
    /// The bytes of the text.
    pub(crate) bytes: Range<usize>,
    /// Whether it begins with a capital.
    pub(crate) is_capital: bool,
    /// Whether a sentence or a clause ends behind it.
    pub(crate) ends_clause: bool,
}

/// A whole number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Its value.
    pub(crate) value: u64,
    /// The words that say it.
    pub(crate) words: Range<usize>,
}

/// The words of `text`. Hyphens part words; points and commas within digits do not.
pub(crate) fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut open: Option<Word> = None;
    for (idx, (at, c)) in chars.iter().copied().enumerate() {
        let is_digit_at =
            |idx: Option<usize>| idx.and_then(|idx| chars.get(idx)).is_some_and(|(_, c)| c.is_ascii_digit());
        let is_inner = c == ',' && is_digit_at(idx.checked_sub(1)) && is_digit_at(Some(idx + 1));
        if c.is_alphanumeric() || matches!(c, '\'' | '’') {
            let word = open.get_or_insert_with(|| Word {
                text: String::new(),
                bytes: at..at,
                is_capital: c.is_uppercase(),
                ends_clause: false,
            });
            word.bytes.end = at + c.len_utf8();
            if c.is_alphanumeric() {
                word.text.extend(c.to_lowercase());
            }
        } else if !is_inner {
            words.extend(open.take());
            if matches!(c, '.' | '!' | '?' | ',' | ';' | ':')
                && let Some(last) = words.last_mut()
                && !(c == '.' && TITLES.contains(&last.text.as_str()))
            {
                last.ends_clause = true;
            }
        }
    }
    words.extend(open);
    words.retain(|word| !word.text.is_empty());
    words
}

/// The numbers that `words` say, in digits or in words, in order; telephone numbers and times of day are none.
pub(crate) fn numbers_in(words: &[Word]) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match number_at(words, at) {
            Some((value, n_words)) => {
                numbers.push(Number { value, words: at..at + n_words });
                at += n_words;
            }
            None => at += 1,
        }
    }
    let in_row = |a: &Number, b: &Number| a.words.end == b.words.start && a.value < 1000 && b.value < 1000;
    let rows: Vec<usize> = numbers.chunk_by(in_row).flat_map(|row| std::iter::repeat_n(row.len(), row.len())).collect();
    let is_count = |number: &Number| number.value < 10_000_000 && !is_time_of_day(words, number);
    // "One-fifteen" is a time.
    let is_time = |a: &Number, b: &Number| in_row(a, b) && a.value <= 12 && matches!(b.value, 15 | 30 | 45);
    let times: Vec<bool> = (0..numbers.len())
        .map(|at| {
            let pair = |from: Option<usize>| from.and_then(|from| numbers.get(from..from + 2));
            [pair(at.checked_sub(1)), pair(Some(at))].into_iter().flatten().any(|pair| is_time(&pair[0], &pair[1]))
        })
        .collect();
    let rows: Vec<usize> =
        rows.into_iter().zip(times).map(|(row, is_time)| if is_time { usize::MAX } else { row }).collect();
    numbers.into_iter().zip(rows).filter(|(number, row)| *row < 3 && is_count(number)).map(|(n, _)| n).collect()
}

/// Whether a number is an hour: "since seven this morning", "at nine", "ten o'clock".
fn is_time_of_day(words: &[Word], number: &Number) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", |word| word.text.as_str());
    let before = word(number.words.start.checked_sub(1));
    let behind = word(Some(number.words.end));
    let then = word(Some(number.words.end + 1));
    let is_hour = number.value <= 12;
    let is_named = matches!(behind, "oclock" | "am" | "pm" | "thirty" | "fifteen")
        || behind == "a" && then == "m"
        || behind == "p" && then == "m"
        || behind == "this" && matches!(then, "morning" | "afternoon" | "evening")
        || behind == "last" && then == "night"
        || behind == "in" && then == "the" && word(Some(number.words.end + 2)) == "morning";
    is_hour && (is_named || matches!(before, "at" | "since" | "by" | "until" | "till"))
}

/// The number that begins with word `at`, and of how many words it is.
fn number_at(words: &[Word], at: usize) -> Option<(u64, usize)> {
    let (mut total, mut group, mut n_words) = (0_u64, None::<u64>, 0);
    // Whether the group may still take a unit: "twenty" may, "twenty-six" may not.
    let mut takes_unit = false;
    while let Some(word) = words.get(at + n_words) {
        let text = word.text.as_str();
        let is_broken = n_words > 0 && words.get(at + n_words - 1).is_some_and(|before| before.ends_clause);
        let step = match (Part::of(text), group) {
            _ if is_broken => None,
            (Some(Part::Value(value)), None) => Some((Some(value), (20..100).contains(&value) && value % 10 == 0)),
            (Some(Part::Value(value)), Some(sum)) if takes_unit && (1..10).contains(&value) => {
                Some((Some(sum + value), false))
            }
            (Some(Part::Value(value)), Some(sum)) if sum >= 100 && sum % 100 == 0 && value < 100 => {
                Some((Some(sum + value), value >= 20 && value % 10 == 0))
            }
            (Some(Part::Hundred), sum) if sum.is_none_or(|sum| sum < 100) && (sum.is_some() || n_words == 0) => {
                Some((Some(sum.unwrap_or(1) * 100), false))
            }
            (Some(Part::Dozen), sum) if sum.is_none_or(|sum| sum < 20) => Some((Some(sum.unwrap_or(1) * 12), false)),
            (Some(Part::Thousand), sum) if sum.is_some() || n_words == 0 => {
                total += sum.unwrap_or(1).saturating_mul(1000);
                Some((None, false))
            }
            _ => None,
        };
        let Some((next, may_take)) = step else {
            // "two hundred and six", "a couple of dozen".
            let behind = words.get(at + n_words + 1).map_or("", |word| word.text.as_str());
            let joins = match text {
                "and" => {
                    group.is_some_and(|sum| sum >= 100 && sum % 100 == 0)
                        && matches!(Part::of(behind), Some(Part::Value(_)))
                }
                "of" => behind == "dozen" || behind == "hundred",
                _ => false,
            };
            if joins && n_words > 0 && !is_broken {
                n_words += 1;
                continue;
            }
            break;
        };
        (group, takes_unit) = (next, may_take);
        n_words += 1;
        if group.is_none()
            && !matches!(words.get(at + n_words).and_then(|word| Part::of(&word.text)), Some(Part::Value(_)))
        {
            break;
        }
    }
    (n_words > 0).then_some((total + group.unwrap_or(0), n_words))
}

/// What a word adds to a number.
enum Part {
    Value(u64),
    Hundred,
    Thousand,
    Dozen,
}

/// The numbers that have a word of their own, from zero on.
const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// The tens, from twenty on.
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

impl Part {
    fn of(text: &str) -> Option<Self> {
        if text.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) {
            let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
            let value: u64 = digits.parse().ok()?;
            return match &text[digits.len()..] {
                "" | "st" | "nd" | "rd" | "th" | "ish" => Some(Self::Value(value)),
                "k" => Some(Self::Value(value.saturating_mul(1000))),
                _ => None,
            };
        }
        // "Thirtyish", "twenty-odd" and the like.
        let plain = text.strip_suffix("ish").filter(|plain| plain.len() > 2).unwrap_or(text);
        if let Some(value) = UNITS.iter().position(|unit| *unit == plain) {
            return Some(Self::Value(value as u64));
        }
        if let Some(value) = TENS.iter().position(|tens| *tens == plain) {
            return Some(Self::Value(value as u64 * 10 + 20));
        }
        match text {
            "couple" => Some(Self::Value(2)),
            "hundred" => Some(Self::Hundred),
            "thousand" | "grand" => Some(Self::Thousand),
            "dozen" => Some(Self::Dozen),
            _ => None,
        }
    }
}

/// Whether the words of `phrase` are among `words`, one after the other, as they were said or as a recognizer would
/// mishear them; the words of them.
///
/// Only names, which are written with a capital, may sound alike: "a contract" is not "no contract".
pub(crate) fn find_phrase(words: &[Word], phrase: &[Word]) -> Option<Range<usize>> {
    if phrase.is_empty() {
        return None;
    }
    let wanted = numbers_in(phrase);
    let said = numbers_in(words);
    let n_letters: usize = phrase.iter().map(|word| word.text.chars().count()).sum();
    let is_long_name = n_letters >= LONG_NAME && phrase.iter().all(|word| word.is_capital);
    // "Corva Managed" may be heard as "core of a managed".
    let longest = is_long_name.then_some(phrase.len() + 2);
    for n_words in [phrase.len(), phrase.len() + 1, phrase.len().saturating_sub(1).max(1)].into_iter().chain(longest) {
        for start in 0..(words.len() + 1).saturating_sub(n_words) {
            let span = start..start + n_words;
            let Some(here) = words.get(span.clone()) else { continue };
            // A number is the same number or none: "26" in figures is "twenty-six".
            let numbers: Vec<u64> =
                said.iter().filter(|n| n.words.start < span.end && span.start < n.words.end).map(|n| n.value).collect();
            if numbers != wanted.iter().map(|n| n.value).collect::<Vec<_>>() {
                continue;
            }
            let is_alike = if wanted.is_empty() {
                are_alike(here, phrase)
            } else {
                words_but_numbers(here, &span, &said) == words_but_numbers(phrase, &(0..phrase.len()), &wanted)
            };
            if is_alike {
                return Some(span);
            }
        }
    }
    // A number with its noun may be of more words than the phrase has: "26 people", "twenty-six people".
    if !wanted.is_empty() && phrase.len() < 6 {
        let longest = phrase.len() + 3;
        for n_words in phrase.len() + 2..=longest {
            for start in 0..(words.len() + 1).saturating_sub(n_words) {
                let span = start..start + n_words;
                let Some(here) = words.get(span.clone()) else { continue };
                let values =
                    said.iter().filter(|n| n.words.start >= span.start && n.words.end <= span.end).map(|n| n.value);
                if values.eq(wanted.iter().map(|n| n.value))
                    && words_but_numbers(here, &span, &said) == words_but_numbers(phrase, &(0..phrase.len()), &wanted)
                {
                    return Some(span);
                }
            }
        }
    }
    None
}

/// Whether words without a number are those of `phrase`: word by word, or where a blank was heard that is none, all at once.
fn are_alike(here: &[Word], phrase: &[Word]) -> bool {
    let is_word = |said: &Word, wanted: &Word| {
        said.text == wanted.text
            || without_s(&said.text) == without_s(&wanted.text)
            || wanted.is_capital && sounds_like(&said.text, &wanted.text)
    };
    if here.len() == phrase.len() && here.iter().zip(phrase).all(|(said, wanted)| is_word(said, wanted)) {
        return true;
    }
    let joined = |words: &[Word]| words.iter().map(|word| word.text.as_str()).collect::<String>();
    let (said, wanted) = (joined(here), joined(phrase));
    said == wanted || phrase.iter().all(|word| word.is_capital) && sounds_like(&said, &wanted)
}

/// A word without the "s" of the plural or of the third person: "picks" is "pick".
fn without_s(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() >= SHORTEST_STEM && !stem.ends_with('s') => stem,
        _ => word,
    }
}

/// `words`, which stand at `span`, without those that are of a number.
fn words_but_numbers<'w>(words: &'w [Word], span: &Range<usize>, numbers: &[Number]) -> Vec<&'w str> {
    let is_number = |at: usize| numbers.iter().any(|number| number.words.contains(&at));
    let placed = words.iter().zip(span.clone());
    placed.filter(|(_, at)| !is_number(*at)).map(|(word, _)| word.text.as_str()).collect()
}

/// Whether two words, or names without their blanks, sound alike.
pub(crate) fn sounds_like(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (sound_of(one), sound_of(other));
    // Short words are other words when one letter differs.
    let shorter = one.chars().count().min(other.chars().count());
    match shorter {
        0..=3 => one == other,
        _ => strsim::normalized_levenshtein(&one, &other) >= SOUNDS_ALIKE,
    }
}

/// The letters of a word by their sound, roughly.
fn sound_of(word: &str) -> String {
    let mut sound = String::new();
    let lower = word.to_lowercase().replace("ph", "f").replace("ck", "k").replace("qu", "kw");
    for c in lower.chars() {
        let c = match c {
            'c' | 'q' => 'k',
            'z' => 's',
            'y' => 'i',
            'h' | '\'' | '’' => continue,
            c => c,
        };
        if !sound.ends_with(c) {
            sound.push(c);
        }
    }
    sound
}

/// Names in a text: words with a capital that do not only begin the sentence.
pub(crate) fn names_in(words: &[Word]) -> Vec<Vec<Word>> {
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

    fn values(text: &str) -> Vec<u64> {
        numbers_in(&words_of(text)).into_iter().map(|number| number.value).collect()
    }

    fn has(text: &str, phrase: &str) -> bool {
        find_phrase(&words_of(text), &words_of(phrase)).is_some()
    }

    #[test]
    fn numbers_are_read_in_figures_and_in_words() {
        let cases: [(&str, &[u64]); 17] = [
            ("There are twenty-six of us.", &[26]),
            ("26 employees, 2 locations", &[26, 2]),
            ("about twenty six, maybe twenty seven", &[26, 27]),
            ("around thirty thousand", &[30_000]),
            ("$30,000 or so", &[30_000]),
            ("thirty grand", &[30_000]),
            ("30k", &[30_000]),
            ("a couple of dozen", &[24]),
            ("two dozen people", &[24]),
            ("two hundred and six", &[206]),
            ("twenty, twenty-five of you", &[20, 25]),
            ("one twenty", &[1, 20]),
            ("how about one-fifteen, or two thirty", &[]),
            ("March first, the 1st", &[1]),
            ("since seven this morning", &[]),
            ("it's been down since nine", &[]),
            ("five one two, five five five, zero one two six", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(values(text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_found_as_they_are_misheard() {
        assert!(has("We use Corva Managed, out of Denver.", "Corva"));
        assert!(has("it was Korva managed", "Corva Managed"));
        assert!(has("Loan Star Data used to do it", "Lone Star Data"));
        assert!(has("a warehouse down in Kile", "Kyle"));
        assert!(has("a ware house too", "warehouse"));
        assert!(has("It's core of a managed, since last year.", "Corva Managed"));
        assert!(!has("that's more or less a matter of taste", "Corva Managed"));
        assert!(!has("we use a cover on it", "Corva Managed"));
        assert!(!has("the mail is down", "Kyle"));
    }

    #[test]
    fn a_contract_is_not_no_contract_and_is_kyle_not_in_kyle() {
        assert!(has("there's no contract with anybody", "no contract"));
        for text in [
            "Do I need a contract for that?",
            "I can look for the contract of the printer",
            "We just signed a new contract with the phone company",
        ] {
            assert!(!has(text, "no contract"), "{text}");
        }
        assert!(!has("My boss said an agreement would be fine", "no agreement"));
        assert!(!has("This is Kyle.", "in Kyle"));
        assert!(has("a warehouse in Kile", "in Kyle"));
    }

    #[test]
    fn a_number_with_its_noun_is_that_number() {
        assert!(has("so twenty-six people in all", "26 people"));
        assert!(has("26 people", "twenty-six people"));
        assert!(!has("twenty people", "26 people"));
        assert!(!has("twenty-six computers", "26 people"));
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
