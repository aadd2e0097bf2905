//! Numbers spelled as digits, whether they were written in digits or in words.

use super::{
    normalize::MASKED,
    tokens::{Literal, Token},
};

/// Words, with numbers as digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spelled {
    /// A word.
    Word(String),
    /// Digits, each a word of its own.
    Digits(String),
}

/// What a word means as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NumberWord {
    value: u64,
    is_ordinal: bool,
}

/// A number and how many tokens it took.
struct Parsed {
    value: u64,
    is_ordinal: bool,
    n_tokens: usize,
}

/// Spells all numbers of `tokens`; a number has the place of its first token.
///
/// Numbers that follow each other simply follow each other as digits: `twenty nineteen` is 2019, and so is
/// `two thousand nineteen`.
pub(super) fn spell_numbers(tokens: &[(Token, usize)]) -> Vec<(Spelled, usize)> {
    let mut spelled: Vec<(Spelled, usize)> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let source = tokens[i].1;
        let n_tokens = spell_one(tokens, i, |piece| spelled.push((piece, source)));
        i += n_tokens;
    }
    spelled
}

/// Spells what starts at token `i`, and returns how many tokens it was.
fn spell_one(tokens: &[(Token, usize)], i: usize, mut push: impl FnMut(Spelled)) -> usize {
    let mut word = |text: &str| push(Spelled::Word(text.to_owned()));
    if let Some(digits) = repeated(tokens, i) {
        match digits {
            Repeated::Digits(digits) => push(Spelled::Digits(digits)),
            Repeated::Letter(letter, n) => (0..n).for_each(|_| word(&letter)),
        }
        return 2;
    }
    if is_zero(tokens, i) {
        push(Spelled::Digits("0".to_owned()));
        return 1;
    }
    let after_number = i > 0 && is_number(tokens, i - 1);
    if after_number && word_at(tokens, i) == Some("oclock") {
        return 1;
    }
    if after_number && (0..3).map(|k| word_at(tokens, i + k)).eq([Some("and"), Some("a"), Some("half")]) {
        word("point");
        push(Spelled::Digits("5".to_owned()));
        return 3;
    }
    // "One dollar and fifty cents", where digits have no "and".
    if word_at(tokens, i) == Some("and") && i > 0 && is_currency(tokens, i - 1) && is_number(tokens, i + 1) {
        return 1;
    }
    match &tokens[i].0 {
        Token::Masked(n) => {
            push(Spelled::Digits(MASKED.repeat(*n)));
            1
        }
        Token::Number(literal) => {
            let parsed = parse(tokens, i).filter(|parsed| parsed.n_tokens > 1);
            let n_tokens = parsed.as_ref().map_or(1, |parsed| parsed.n_tokens);
            spell_literal(literal, parsed.as_ref(), push);
            n_tokens
        }
        Token::Word(text) => {
            if let Some(parsed) = parse(tokens, i) {
                spell_value(&parsed.value.to_string(), parsed.is_ordinal, &mut push);
                parsed.n_tokens
            } else if text == "per" && word_at(tokens, i + 1) == Some("cents") {
                word("percent");
                2
            } else {
                word(text);
                1
            }
        }
    }
}

fn spell_literal(literal: &Literal, scaled: Option<&Parsed>, mut push: impl FnMut(Spelled)) {
    let is_price = literal.currency.is_some() && literal.decimals.as_ref().is_some_and(|d| d.len() == 2);
    if is_price
        && literal.digits == "0"
        && let (Some(cents), Some(currency)) = (&literal.decimals, literal.currency)
    {
        // "Fifty cents", not "no dollars and fifty cents".
        push(Spelled::Digits(cents.trim_start_matches('0').to_owned()));
        push(Spelled::Word(currency.hundredths.to_owned()));
        return;
    }
    match scaled {
        Some(parsed) => spell_value(&parsed.value.to_string(), parsed.is_ordinal, &mut push),
        None => spell_value(&literal.digits, literal.is_ordinal, &mut push),
    }
    let mut word = |text: &str| push(Spelled::Word(text.to_owned()));
    match (&literal.decimals, literal.currency) {
        (Some(decimals), Some(currency)) if is_price => {
            word(currency.units);
            if decimals != "00" {
                // "Five cents", not "oh five cents".
                push(Spelled::Digits(decimals.trim_start_matches('0').to_owned()));
                push(Spelled::Word(currency.hundredths.to_owned()));
            }
        }
        (decimals, currency) => {
            if let Some(decimals) = decimals {
                word("point");
                push(Spelled::Digits(decimals.clone()));
            }
            if let Some(currency) = currency {
                push(Spelled::Word(currency.units.to_owned()));
            }
        }
    }
}

/// Digits one by one; the last of a place in an order says so.
fn spell_value(digits: &str, is_ordinal: bool, push: &mut impl FnMut(Spelled)) {
    if !is_ordinal {
        push(Spelled::Digits(digits.to_owned()));
        return;
    }
    let (head, last) = digits.split_at(digits.len().saturating_sub(1));
    if !head.is_empty() {
        push(Spelled::Digits(head.to_owned()));
    }
    push(Spelled::Word(format!("{last}th")));
}

enum Repeated {
    Digits(String),
    Letter(String, usize),
}

/// `double four`, `triple five`, `double t`.
fn repeated(tokens: &[(Token, usize)], i: usize) -> Option<Repeated> {
    let n = match word_at(tokens, i)? {
        "double" => 2,
        "triple" => 3,
        _ => return None,
    };
    let next = word_at(tokens, i + 1);
    let digit = match (&tokens.get(i + 1)?.0, next) {
        (Token::Number(literal), _) if literal.digits.len() == 1 && literal.decimals.is_none() => {
            literal.digits.clone()
        }
        (_, Some("oh" | "o" | "zero")) => "0".to_owned(),
        (_, Some(word)) => match number_word(word) {
            Some(NumberWord { value: value @ 0..=9, is_ordinal: false }) => value.to_string(),
            None if word.chars().count() == 1 && word != "a" => return Some(Repeated::Letter(word.to_owned(), n)),
            _ => return None,
        },
        _ => return None,
    };
    Some(Repeated::Digits(digit.repeat(n)))
}

/// Whether token `i` is an `oh` that is said for zero: one beside another digit.
fn is_zero(tokens: &[(Token, usize)], i: usize) -> bool {
    let is_oh = |i: usize| matches!(word_at(tokens, i), Some("oh" | "o"));
    if !is_oh(i) {
        return false;
    }
    // In "oh oh four" each stands beside a digit, if not directly.
    let before = (0..i).rev().find(|k| !is_oh(*k)).is_some_and(|k| is_number(tokens, k));
    let after = (i + 1..tokens.len())
        .find(|k| !is_oh(*k))
        .is_some_and(|k| is_number(tokens, k) || repeated(tokens, k).is_some());
    before || after
}

fn is_number(tokens: &[(Token, usize)], i: usize) -> bool {
    match tokens.get(i).map(|(token, _)| token) {
        Some(Token::Number(_) | Token::Masked(_)) => true,
        Some(Token::Word(word)) => number_word(word).is_some(),
        None => false,
    }
}

fn is_currency(tokens: &[(Token, usize)], i: usize) -> bool {
    matches!(word_at(tokens, i), Some("dollars" | "pounds" | "euros" | "rupees"))
}

fn word_at(tokens: &[(Token, usize)], i: usize) -> Option<&str> {
    match tokens.get(i) {
        Some((Token::Word(word), _)) => Some(word),
        _ => None,
    }
}

/// The number that starts at token `i`: groups below a thousand, each with its scale.
fn parse(tokens: &[(Token, usize)], start: usize) -> Option<Parsed> {
    let mut group = parse_group(tokens, start)?;
    let mut total: u64 = 0;
    let mut at = start;
    let mut smallest_scale = u64::MAX;
    loop {
        at += group.n_tokens;
        let scale = (!group.is_ordinal).then(|| scale_at(tokens, at)).flatten().filter(|s| s.value < smallest_scale);
        let Some(scale) = scale else {
            total = total.checked_add(group.value)?;
            break;
        };
        total = total.checked_add(group.value.checked_mul(scale.value)?)?;
        smallest_scale = scale.value;
        at += 1;
        group.is_ordinal = scale.is_ordinal;
        let skip = usize::from(word_at(tokens, at) == Some("and"));
        let next = parse_group(tokens, at + skip)
            .filter(|next| !scale.is_ordinal && next.value > 0 && next.value < smallest_scale)
            .filter(|_| word_at(tokens, at + skip).is_some_and(|word| number_word(word).is_some()));
        let Some(next) = next else { break };
        at += skip;
        group = next;
    }
    Some(Parsed { value: total, is_ordinal: group.is_ordinal, n_tokens: at - start })
}

/// A number below ten thousand, without a scale: `twelve hundred and five`; or digits.
fn parse_group(tokens: &[(Token, usize)], start: usize) -> Option<Parsed> {
    if let Some((Token::Number(literal), _)) = tokens.get(start) {
        let is_plain = literal.decimals.is_none() && !literal.is_ordinal && !literal.digits.starts_with('0');
        let value = literal.digits.parse().ok().filter(|_| is_plain)?;
        return hundreds(tokens, start, Parsed { value, is_ordinal: false, n_tokens: 1 });
    }
    let is_large = |word: &str| number_word(word).is_some_and(|n| n.value == 100) || scale_of(word).is_some();
    if matches!(word_at(tokens, start), Some("a" | "an")) {
        let is_one = word_at(tokens, start + 1).is_some_and(is_large);
        return is_one.then(|| hundreds(tokens, start, Parsed { value: 1, is_ordinal: false, n_tokens: 1 })).flatten();
    }
    let word = word_at(tokens, start)?;
    if number_word(word).is_some_and(|n| n.value == 100 && !n.is_ordinal) {
        return hundreds(tokens, start, Parsed { value: 1, is_ordinal: false, n_tokens: 0 });
    }
    if scale_of(word).is_some_and(|scale| !scale.is_ordinal) {
        return Some(Parsed { value: 1, is_ordinal: false, n_tokens: 0 });
    }
    hundreds(tokens, start, below_hundred(tokens, start)?)
}

/// `small`, and the `hundred` and what follows it, if there is one.
fn hundreds(tokens: &[(Token, usize)], start: usize, small: Parsed) -> Option<Parsed> {
    let at = start + small.n_tokens;
    let hundred = word_at(tokens, at).and_then(number_word).filter(|n| n.value == 100);
    let Some(hundred) = hundred.filter(|_| !small.is_ordinal && (1..100).contains(&small.value)) else {
        return Some(small);
    };
    let value = small.value.checked_mul(100)?;
    let n_tokens = small.n_tokens + 1;
    if hundred.is_ordinal {
        return Some(Parsed { value, is_ordinal: true, n_tokens });
    }
    let skip = usize::from(word_at(tokens, at + 1) == Some("and"));
    match below_hundred(tokens, at + 1 + skip).filter(|rest| rest.value > 0) {
        Some(rest) => Some(Parsed {
            value: value + rest.value,
            is_ordinal: rest.is_ordinal,
            n_tokens: n_tokens + skip + rest.n_tokens,
        }),
        None => Some(Parsed { value, is_ordinal: false, n_tokens }),
    }
}

fn below_hundred(tokens: &[(Token, usize)], start: usize) -> Option<Parsed> {
    let first = number_word(word_at(tokens, start)?).filter(|n| n.value < 100)?;
    if first.value >= 20
        && !first.is_ordinal
        && let Some(unit) = word_at(tokens, start + 1).and_then(number_word).filter(|n| (1..10).contains(&n.value))
    {
        return Some(Parsed { value: first.value + unit.value, is_ordinal: unit.is_ordinal, n_tokens: 2 });
    }
    Some(Parsed { value: first.value, is_ordinal: first.is_ordinal, n_tokens: 1 })
}

fn scale_at(tokens: &[(Token, usize)], i: usize) -> Option<NumberWord> {
    word_at(tokens, i).and_then(scale_of)
}

fn scale_of(word: &str) -> Option<NumberWord> {
    let (value, is_ordinal) = match word {
        "thousand" => (1_000, false),
        "thousandth" => (1_000, true),
        "million" => (1_000_000, false),
        "millionth" => (1_000_000, true),
        "billion" => (1_000_000_000, false),
        _ => return None,
    };
    Some(NumberWord { value, is_ordinal })
}

fn number_word(word: &str) -> Option<NumberWord> {
    const CARDINALS: [(&str, u64); 30] = [
        ("zero", 0),
        ("nought", 0),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
        ("hundred", 100),
    ];
    const ORDINALS: [(&str, u64); 28] = [
        ("first", 1),
        ("second", 2),
        ("third", 3),
        ("fourth", 4),
        ("fifth", 5),
        ("sixth", 6),
        ("seventh", 7),
        ("eighth", 8),
        ("ninth", 9),
        ("tenth", 10),
        ("eleventh", 11),
        ("twelfth", 12),
        ("thirteenth", 13),
        ("fourteenth", 14),
        ("fifteenth", 15),
        ("sixteenth", 16),
        ("seventeenth", 17),
        ("eighteenth", 18),
        ("nineteenth", 19),
        ("twentieth", 20),
        ("thirtieth", 30),
        ("fortieth", 40),
        ("fiftieth", 50),
        ("sixtieth", 60),
        ("seventieth", 70),
        ("eightieth", 80),
        ("ninetieth", 90),
        ("hundredth", 100),
    ];
    let value_in = |words: &[(&str, u64)]| words.iter().find(|(w, _)| *w == word).map(|(_, value)| *value);
    if let Some(value) = value_in(&CARDINALS) {
        return Some(NumberWord { value, is_ordinal: false });
    }
    value_in(&ORDINALS).map(|value| NumberWord { value, is_ordinal: true })
}
