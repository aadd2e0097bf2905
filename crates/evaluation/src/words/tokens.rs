//! Text as tokens: words, numbers in digits, and places where digits were masked.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A piece of text that is compared as one, or becomes several words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word in lower case; may hold apostrophes inside.
    Word(String),
    /// A number in digits.
    Number(Literal),
    /// So many digits that were masked.
    Masked(usize),
}

/// A number in digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Literal {
    /// The digits before the decimal point, as they were written.
    pub(super) digits: String,
    /// The digits behind the decimal point.
    pub(super) decimals: Option<String>,
    /// The currency whose sign stands before it.
    pub(super) currency: Option<Currency>,
    /// Whether it is a place in an order: `1st`.
    pub(super) is_ordinal: bool,
}

/// A currency's units in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Currency {
    pub(super) units: &'static str,
    pub(super) hundredths: &'static str,
}

/// The tokens of `words`, each with the place of its word.
///
/// What stands in brackets is no speech (`[music]`, `(laughs)`) and is left out, but for masked digits.
pub(super) fn tokenize<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<(Token, usize)> {
    let mut tokens = Vec::new();
    let mut bracket: Option<Bracket> = None;
    for (source, word) in words.into_iter().enumerate() {
        for c in fold(word) {
            match bracket.as_mut() {
                Some(open) if c == open.closing => {
                    if let Some(n) = masked_digits(&open.inside) {
                        tokens.push((Raw::Masked(n), open.source));
                    }
                    bracket = None;
                }
                Some(open) => open.inside.push((c, source)),
                None if matches!(c, '[' | '(') => {
                    let closing = if c == '[' { ']' } else { ')' };
                    bracket = Some(Bracket { closing, source, inside: Vec::new() });
                }
                None => tokens.push((Raw::Char(c), source)),
            }
        }
        match bracket.as_mut() {
            Some(open) => open.inside.push((' ', source)),
            None => tokens.push((Raw::Char(' '), source)),
        }
    }
    // A bracket that is never closed was none.
    if let Some(open) = bracket {
        tokens.extend(open.inside.into_iter().map(|(c, source)| (Raw::Char(c), source)));
    }
    scan(&tokens)
}

struct Bracket {
    closing: char,
    source: usize,
    inside: Vec<(char, usize)>,
}

#[derive(Clone, Copy)]
enum Raw {
    Char(char),
    Masked(usize),
}

/// Lower case, without accents, with one kind of apostrophe.
fn fold(word: &str) -> impl Iterator<Item = char> {
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(|c| match c {
        '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' => '\'',
        other => other,
    })
}

/// How many digits a placeholder such as `[number:10]` stands for.
fn masked_digits(inside: &[(char, usize)]) -> Option<usize> {
    let text: String = inside.iter().map(|(c, _)| *c).collect();
    let (kind, n) = text.split_once(':').map_or((text.as_str(), None), |(kind, n)| (kind, n.trim().parse().ok()));
    // A placeholder never stands for more digits than a line of them; anything else is not one of ours.
    let n = n.filter(|n| *n <= 64);
    match kind {
        "card" => Some(n.unwrap_or(16)),
        "ssn" => Some(n.unwrap_or(9)),
        "number" | "phone" | "expiry" | "code" => n,
        _ => None,
    }
}

fn scan(raw: &[(Raw, usize)]) -> Vec<(Token, usize)> {
    let char_at = |i: usize| match raw.get(i) {
        Some((Raw::Char(c), _)) => *c,
        _ => ' ',
    };
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < raw.len() {
        let source = raw[i].1;
        let Raw::Char(c) = raw[i].0 else {
            if let Raw::Masked(n) = raw[i].0 {
                tokens.push((Token::Masked(n), source));
            }
            i += 1;
            continue;
        };
        if c.is_ascii_digit() {
            let currency = i.checked_sub(1).and_then(|before| currency_of(char_at(before)));
            let (literal, end) = scan_number(&char_at, i, currency);
            tokens.push((Token::Number(literal), source));
            i = end;
        } else if c.is_alphabetic() || c == '\'' {
            let (word, end) = scan_word(&char_at, i);
            if !word.is_empty() {
                tokens.push((Token::Word(word), source));
            }
            i = end;
        } else {
            if let Some(word) = symbol(c, char_at(i + 1)) {
                tokens.push((Token::Word(word.to_owned()), source));
            } else if c == '.' && i > 0 && char_at(i - 1).is_alphanumeric() && is_domain(&char_at, i + 1) {
                tokens.push((Token::Word("dot".to_owned()), source));
            }
            i += 1;
        }
    }
    tokens
}

fn scan_word(char_at: &impl Fn(usize) -> char, start: usize) -> (String, usize) {
    // Letters with full stops are one word: `p.m.`, `I.T.`
    let mut end = start;
    let mut initials = String::new();
    while char_at(end).is_alphabetic() && char_at(end + 1) == '.' {
        initials.push(char_at(end));
        end += 2;
    }
    if initials.chars().count() > 1 && !char_at(end).is_alphanumeric() {
        return (initials, end);
    }
    if initials.chars().count() > 0 && char_at(end).is_alphabetic() && !char_at(end + 1).is_alphanumeric() {
        initials.push(char_at(end));
        return (initials, end + 1);
    }
    end = start;
    let mut word = String::new();
    while char_at(end).is_alphabetic() || char_at(end) == '\'' {
        word.push(char_at(end));
        end += 1;
    }
    (word, end)
}

fn scan_number(char_at: &impl Fn(usize) -> char, start: usize, currency: Option<Currency>) -> (Literal, usize) {
    let is_digit = |i: usize| char_at(i).is_ascii_digit();
    let mut literal = Literal { currency, ..Literal::default() };
    let mut i = start;
    loop {
        while is_digit(i) {
            literal.digits.push(char_at(i));
            i += 1;
        }
        // A comma before three digits groups them: `3,000`.
        let is_grouped = char_at(i) == ',' && (1..=3).all(|k| is_digit(i + k)) && !is_digit(i + 4);
        if !is_grouped {
            break;
        }
        i += 1;
    }
    if char_at(i) == ':' && is_digit(i + 1) && is_digit(i + 2) {
        // A time is said without its colon, and a full hour without its minutes.
        let is_full_hour = char_at(i + 1) == '0' && char_at(i + 2) == '0' && !is_digit(i + 3);
        return (literal, if is_full_hour { i + 3 } else { i + 1 });
    }
    if char_at(i) == '.' && is_digit(i + 1) {
        let mut decimals = String::new();
        let mut end = i + 1;
        while is_digit(end) {
            decimals.push(char_at(end));
            end += 1;
        }
        literal.decimals = Some(decimals);
        return (literal, end);
    }
    let ending: String = (0..2).map(|k| char_at(i + k)).collect();
    if matches!(ending.as_str(), "st" | "nd" | "rd" | "th") && !char_at(i + 2).is_alphanumeric() {
        literal.is_ordinal = true;
        i += 2;
    }
    (literal, i)
}

fn currency_of(sign: char) -> Option<Currency> {
    let (units, hundredths) = match sign {
        '$' => ("dollars", "cents"),
        '£' => ("pounds", "pence"),
        '€' => ("euros", "cents"),
        '₹' => ("rupees", "paise"),
        _ => return None,
    };
    Some(Currency { units, hundredths })
}

fn symbol(c: char, next: char) -> Option<&'static str> {
    Some(match c {
        '&' => "and",
        '%' => "percent",
        '@' => "at",
        '+' => "plus",
        '=' => "equals",
        '#' if next.is_ascii_digit() => "number",
        _ => return None,
    })
}

/// Endings of addresses that are said as words.
const DOMAINS: [&str; 14] = ["com", "net", "org", "io", "co", "uk", "ca", "au", "ie", "nz", "us", "biz", "gov", "edu"];

/// Whether an address ends here: `lonepecan.com`.
fn is_domain(char_at: &impl Fn(usize) -> char, start: usize) -> bool {
    let mut end = start;
    let mut word = String::new();
    while char_at(end).is_alphabetic() {
        word.push(char_at(end));
        end += 1;
    }
    DOMAINS.contains(&word.as_str())
}
