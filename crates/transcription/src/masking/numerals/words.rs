//! Words that say digits.

/// The names of months, in English and Spanish.
pub(super) const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sept",
    "sep",
    "oct",
    "nov",
    "dec",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// How often the digit behind the word is said.
pub(super) fn times_of(word: &str) -> Option<usize> {
    match word {
        "double" => Some(2),
        "triple" | "treble" => Some(3),
        "quadruple" => Some(4),
        _ => None,
    }
}

pub(super) fn is_scale(word: &str) -> bool {
    matches!(word, "hundred" | "thousand")
}

pub(super) fn figure_digit(word: &str) -> Option<&str> {
    (word.len() == 1 && word.as_bytes()[0].is_ascii_digit()).then_some(word)
}

/// The digits of any word that may say some.
pub(super) fn word_digits(word: &str) -> Option<&'static str> {
    sure_digits(word).or_else(|| unit(word)).or_else(|| misheard(word))
}

/// The digits of a word that says a number and nothing else.
pub(super) fn sure_digits(word: &str) -> Option<&'static str> {
    unit(word).filter(|_| !matches!(word, "oh" | "o")).or_else(|| teen(word)).or_else(|| tens_of(word))
}

/// The digit that a word sounds like.
pub(in crate::masking) fn misheard(word: &str) -> Option<&'static str> {
    Some(match word {
        "won" => "1",
        "to" | "too" => "2",
        "tree" => "3",
        "for" | "fore" => "4",
        "fife" => "5",
        "sicks" => "6",
        "ate" => "8",
        "nein" => "9",
        _ => return None,
    })
}

/// The digit that is said several times, as in "four ones".
pub(super) fn plural(word: &str) -> Option<&'static str> {
    Some(match word {
        "zeros" | "zeroes" | "ohs" => "0",
        "ones" => "1",
        "twos" => "2",
        "threes" => "3",
        "fours" => "4",
        "fives" => "5",
        "sixes" => "6",
        "sevens" => "7",
        "eights" => "8",
        "nines" => "9",
        _ => return None,
    })
}

pub(super) fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "naught" | "aught" => "0",
        "one" => "1",
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" | "niner" => "9",
        _ => return None,
    })
}

fn teen(word: &str) -> Option<&'static str> {
    Some(match word {
        "ten" => "10",
        "eleven" => "11",
        "twelve" => "12",
        "thirteen" => "13",
        "fourteen" => "14",
        "fifteen" => "15",
        "sixteen" => "16",
        "seventeen" => "17",
        "eighteen" => "18",
        "nineteen" => "19",
        _ => return None,
    })
}

/// The first digit of "forty"; of the whole word in [`sure_digits`], where it stands for a number.
pub(super) fn tens_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "twenty" => "2",
        "thirty" => "3",
        "forty" | "fourty" => "4",
        "fifty" => "5",
        "sixty" => "6",
        "seventy" => "7",
        "eighty" => "8",
        "ninety" => "9",
        _ => return None,
    })
}
