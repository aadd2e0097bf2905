//! Digits as they are written and as they are spoken.

mod figures;
mod words;

pub(super) use self::words::misheard;
use self::{
    figures::{figures, month_and_year},
    words::{MONTHS, figure_digit, is_scale, plural, sure_digits, tens_of, times_of, unit, word_digits},
};
use super::talk::{Place, bare};

/// What a word or several are, to somebody who waits for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Digits, and how many of them stand together: 3, 2 and 4 in `219-09-9999`.
    Digits { digits: String, groups: Vec<usize> },
    /// A month and a year, such as `04/27`.
    MonthAndYear(String),
    /// The name of a month.
    Month,
    /// An "oh" that may be a zero or a word. [`zeros`](super::zeros) says which.
    MaybeZero,
    /// No number.
    Nothing,
}

/// A word or several of one voice.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The first of its words, as a number in the lane.
    pub(super) first: usize,
    /// The last of its words.
    pub(super) last: usize,
    /// What it is.
    pub(super) heard: Heard,
}

/// A word, or what is between the hyphens of one.
struct Part<'a> {
    at: usize,
    bare: String,
    place: &'a Place,
    has_stop: bool,
}

/// What a part may count for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// Says a number and nothing else.
    Sure,
    /// "oh": a digit beside digits.
    Beside,
    /// "for": a digit among digits.
    Among,
}

/// What may follow a number that counts or measures something.
const UNITS: &str = "computers computer people users user employees machines workstations servers laptops pcs minutes \
    minute hours hour days day weeks week months month years year dollars dollar bucks cents percent oclock am pm \
    times street st avenue ave road rd drive dr lane ln boulevard blvd court highway hwy miles mile gigs gig gb \
    gigabytes amp amps watt watts inch inches feet foot locations offices sites phones lines guys grand thousand \
    million pounds seats licenses drawers locks wires children grandchildren count milligrams degrees o'clock";

/// Words behind which "four" or "four digits" says how many, and is no digit.
const BEFORE_COUNT: &[&str] = &["last", "first", "next", "final", "other", "those", "remaining", "these", "all"];

/// Words behind a number that make it a count of digits.
const AFTER_COUNT: &[&str] = &["digit", "digits", "numbers", "numeral", "numerals"];

/// What follows "one" where it is no digit.
const AFTER_ONE: &[&str] = &[
    "second", "sec", "moment", "minute", "more", "of", "thing", "time", "is", "that", "was", "i", "we", "you", "here",
    "on", "day", "guy",
];

/// What comes before "one" where it is no digit.
const BEFORE_ONE: &[&str] = &["the", "this", "that", "which", "new", "another", "old", "any", "each", "every", "only"];

/// The words of a voice as items, in order; every word is in one.
pub(super) fn items(places: &[&Place]) -> Vec<Item> {
    let parts: Vec<Part<'_>> = places.iter().enumerate().flat_map(|(at, place)| parts_of(at, place)).collect();
    let mut items: Vec<Item> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let (heard, n_parts) = heard_at(&parts, at);
        let (first, last) = (parts[at].at, parts[at + n_parts - 1].at);
        at += n_parts;
        match items.last_mut() {
            // Two numbers in one word, as in "four-one": they are one.
            Some(before) if before.last == first && before.heard != Heard::Nothing => {
                join(before, &heard);
                before.last = last;
            }
            _ => items.push(Item { first, last, heard }),
        }
    }
    leave_out_counts(&mut items, places);
    items
}

fn join(before: &mut Item, next: &Heard) {
    if let (Heard::Digits { digits, groups }, Heard::Digits { digits: more, groups: more_groups }) =
        (&mut before.heard, next)
    {
        digits.push_str(more);
        groups.extend(more_groups);
    }
}

/// The parts of a word: those between its hyphens, if all of them are words for numbers.
fn parts_of(at: usize, place: &Place) -> Vec<Part<'_>> {
    let has_stop = place.has_stop();
    let pieces: Vec<String> = place.text.split(['-', '‑', '–']).map(bare).filter(|piece| !piece.is_empty()).collect();
    let is_spoken = |piece: &String| word_digits(piece).is_some() || is_scale(piece) || times_of(piece).is_some();
    if pieces.len() > 1 && pieces.iter().all(is_spoken) {
        let n_pieces = pieces.len();
        let part = |(n, bare): (usize, String)| Part { at, bare, place, has_stop: has_stop && n + 1 == n_pieces };
        return pieces.into_iter().enumerate().map(part).collect();
    }
    vec![Part { at, bare: place.bare.clone(), place, has_stop }]
}

fn heard_at(parts: &[Part<'_>], at: usize) -> (Heard, usize) {
    if let Some(n_parts) = count_at(parts, at) {
        return (Heard::Nothing, n_parts);
    }
    let part = &parts[at];
    let text = part.place.text.as_str();
    if let Some(digits) = month_and_year(text) {
        return (Heard::MonthAndYear(digits), 1);
    }
    if let Some((digits, groups)) = figures(text) {
        return (Heard::Digits { digits, groups }, 1);
    }
    if MONTHS.contains(&part.bare.as_str()) {
        return (Heard::Month, 1);
    }
    let Some((digits, n_parts)) = spoken_at(parts, at) else {
        return (if may_be_zero(parts, at) { Heard::MaybeZero } else { Heard::Nothing }, 1);
    };
    let groups = vec![digits.len()];
    (Heard::Digits { digits, groups }, n_parts)
}

/// How many parts say how many of something there are, and nothing of a number: "last four digits".
fn count_at(parts: &[Part<'_>], at: usize) -> Option<usize> {
    let part = &parts[at];
    let word = |n: usize| parts.get(at + n).filter(|_| parts[at + n - 1].place.segment == parts[at + n].place.segment);
    let is_number = |part: &Part<'_>| part.bare.parse::<u8>().is_ok() || sure_digits(&part.bare).is_some();
    if BEFORE_COUNT.contains(&part.bare.as_str()) && !part.has_stop {
        let n_parts = word(1).filter(|next| is_number(next) && next.bare.len() > 1).map(|_| 2)?;
        return Some(n_parts);
    }
    let next = word(1)?;
    if is_number(part) && !part.has_stop && AFTER_COUNT.contains(&next.bare.as_str()) {
        return Some(2);
    }
    let is_group = matches!(part.bare.as_str(), "groups" | "group" | "sets" | "missing") && !part.has_stop;
    if is_group && (next.bare == "of" && word(2).is_some_and(is_number) || part.bare == "missing" && is_number(next)) {
        return Some(if next.bare == "of" { 3 } else { 2 });
    }
    let is_place = |n: usize, what: &[&str]| {
        what.iter().enumerate().all(|(i, wanted)| word(n + i).is_some_and(|part| part.bare == *wanted))
    };
    if is_number(part)
        && !part.has_stop
        && (is_place(1, &["on", "the", "back"]) || is_place(1, &["off", "the", "back"]))
    {
        return Some(1);
    }
    if part.bare == "one" && !part.has_stop && AFTER_ONE.contains(&next.bare.as_str()) {
        return Some(2);
    }
    if BEFORE_ONE.contains(&part.bare.as_str()) && !part.has_stop && next.bare == "one" {
        let is_digit = word(2).is_some_and(|after| sure_digits(&after.bare).is_some());
        return (!is_digit).then_some(2);
    }
    None
}

/// The digits that the parts from `at` say in words, and how many parts that takes.
fn spoken_at(parts: &[Part<'_>], at: usize) -> Option<(String, usize)> {
    let part = &parts[at];
    // A number that goes on is said in one breath: no stop is written inside of it.
    let bare_at = |n: usize| {
        let goes_on = (0..n).all(|before| !parts[at + before].has_stop);
        parts.get(at + n).filter(|next| goes_on && next.place.segment == part.place.segment).map(|p| p.bare.as_str())
    };
    if let Some(times) = times_of(&part.bare) {
        let next = bare_at(1)?;
        let digit = figure_digit(next).or_else(|| unit(next)).or_else(|| plural(next))?;
        return Some((digit.repeat(times), 2));
    }
    if let (Some(times), Some(digit)) = (unit(&part.bare), bare_at(1).and_then(plural)) {
        let n_times = times.parse().ok().filter(|n| (2..=8).contains(n));
        if let Some(n_times) = n_times {
            return Some((digit.repeat(n_times), 2));
        }
    }
    let (head, n_head) = below_hundred(&bare_at, 0)?;
    if !is_trusted(parts, at) {
        return None;
    }
    if bare_at(n_head) == Some("thousand") && sure_digits(&part.bare).is_some() {
        let (rest, n_rest) = hundreds(&bare_at, n_head + 1);
        return Some((format!("{}{rest:0>3}", head.trim_start_matches('0')), n_head + 1 + n_rest));
    }
    if bare_at(n_head) == Some("hundred") && sure_digits(&part.bare).is_some() {
        let (rest, n_rest) = behind_and(&bare_at, n_head + 1);
        return Some((format!("{head}{rest:0>2}"), n_head + 1 + n_rest));
    }
    Some((head, n_head))
}

/// A number below a hundred from the word `n` on, and how many words it takes.
fn below_hundred<'a>(bare_at: &dyn Fn(usize) -> Option<&'a str>, n: usize) -> Option<(String, usize)> {
    let word = bare_at(n)?;
    if let Some(ten) = tens_of(word) {
        let next = bare_at(n + 1).and_then(unit).filter(|u| *u != "0");
        return Some(next.map_or_else(|| (format!("{ten}0"), 1), |u| (format!("{ten}{u}"), 2)));
    }
    word_digits(word).map(|digits| (digits.to_owned(), 1))
}

/// What follows "thousand": "one hundred eleven", "and five", "eleven"; nothing is an empty text.
fn hundreds<'a>(bare_at: &dyn Fn(usize) -> Option<&'a str>, n: usize) -> (String, usize) {
    if let Some(digit) = bare_at(n).and_then(unit)
        && bare_at(n + 1) == Some("hundred")
    {
        let (rest, n_rest) = behind_and(bare_at, n + 2);
        return (format!("{digit}{rest:0>2}"), 2 + n_rest);
    }
    behind_and(bare_at, n)
}

fn behind_and<'a>(bare_at: &dyn Fn(usize) -> Option<&'a str>, n: usize) -> (String, usize) {
    let n_and = usize::from(bare_at(n) == Some("and"));
    let is_sure = bare_at(n + n_and).is_some_and(|word| sure_digits(word).is_some() && word != "zero");
    match below_hundred(bare_at, n + n_and).filter(|_| is_sure) {
        Some((rest, n_rest)) => (rest, n_and + n_rest),
        None => (String::new(), 0),
    }
}

/// Whether the word at `at` is a digit where it stands.
fn is_trusted(parts: &[Part<'_>], at: usize) -> bool {
    let segment = parts[at].place.segment;
    let here = |idx: usize| parts.get(idx).filter(|part| part.place.segment == segment);
    let trust = |idx: usize| here(idx).and_then(|part| trust_of(&part.bare));
    match trust(at) {
        None => false,
        Some(Trust::Sure) => true,
        Some(Trust::Beside) => {
            let is_lead = !parts[at].has_stop && trust(at + 1).is_some();
            let follows = at.checked_sub(1).is_some_and(|before| trust(before).is_some());
            let hesitates = here(at + 1).is_some_and(is_hesitation);
            let ends = parts[at].has_stop || here(at + 1).is_none() || trust(at + 1).is_some() || hesitates;
            is_lead || follows && ends || here(at + 1).is_none() && at.checked_sub(1).and_then(here).is_none()
        }
        Some(Trust::Among) => {
            let first = (0..=at).rev().take_while(|&idx| trust(idx).is_some()).last().unwrap_or(at);
            let last = (at..parts.len()).take_while(|&idx| trust(idx).is_some()).last().unwrap_or(at);
            let is_word = |idx: usize| here(idx).is_some_and(|p| !p.bare.starts_with(|c: char| c.is_ascii_digit()));
            let sure =
                |range: std::ops::RangeInclusive<usize>| range.clone().any(|idx| trust(idx) == Some(Trust::Sure));
            // Between figures it is a word: years, sizes and hours go "from 1966 to 1968".
            let is_inside =
                sure(first..=at) && sure(at..=last) && at.checked_sub(1).is_some_and(is_word) && is_word(at + 1);
            // At the border of digits it may be a preposition; in a row of four it hardly is.
            let is_row = last - first >= 3 && (first..=last).all(is_word);
            let begins = at.checked_sub(1).and_then(here).is_none_or(|before| before.has_stop);
            let ends = parts[at].has_stop || here(at + 1).is_none();
            let is_row = is_row && (at > first || begins) && (at < last || ends);
            is_inside || is_row || last - first == 2 && !sure(first..=last)
        }
    }
}

/// Whether nothing but digits, hesitations and pauses are around an "oh" that is not trusted.
fn may_be_zero(parts: &[Part<'_>], at: usize) -> bool {
    let here = |idx: usize| parts.get(idx).filter(|part| part.place.segment == parts[at].place.segment);
    let passes =
        |part: &Part<'_>| is_hesitation(part) || matches!(trust_of(&part.bare), Some(Trust::Sure | Trust::Beside));
    trust_of(&parts[at].bare) == Some(Trust::Beside)
        && at.checked_sub(1).and_then(here).is_none_or(passes)
        && (parts[at].has_stop || here(at + 1).is_none_or(passes))
}

fn is_hesitation(part: &Part<'_>) -> bool {
    matches!(part.bare.as_str(), "um" | "uh" | "er" | "erm")
}

fn trust_of(word: &str) -> Option<Trust> {
    if matches!(word, "oh" | "o") {
        return Some(Trust::Beside);
    }
    if sure_digits(word).is_some() || times_of(word).is_some() || is_scale(word) || plural(word).is_some() {
        return Some(Trust::Sure);
    }
    if word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() {
        return Some(Trust::Sure);
    }
    misheard(word).map(|_| Trust::Among)
}

/// Turns what counts something into no number: "25 computers", "4200 Main Street".
fn leave_out_counts(items: &mut [Item], places: &[&Place]) {
    let mut end = items.len();
    while end > 0 {
        let last = end - 1;
        end = last;
        if !matches!(items[last].heard, Heard::Digits { .. }) {
            continue;
        }
        let is_unit = |item: &Item| UNITS.split_whitespace().any(|unit| unit == places[item.first].bare);
        let segment = places[items[last].first].segment;
        let is_counted = !places[items[last].last].has_stop()
            && items.get(last + 1).is_some_and(|next| places[next.first].segment == segment && is_unit(next));
        let mut first = last;
        let digits_at = |idx: usize| match &items[idx].heard {
            Heard::Digits { digits, .. } if places[items[idx].first].segment == segment => digits.len(),
            _ => 0,
        };
        let mut n_digits = digits_at(last);
        while first > 0 && digits_at(first - 1) > 0 && !places[items[first - 1].last].has_stop() {
            first -= 1;
            n_digits += digits_at(first);
        }
        if is_counted && n_digits <= 5 {
            for item in &mut items[first..=last] {
                item.heard = Heard::Nothing;
            }
            end = first;
        }
    }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Segment, Side};

    use super::*;
    use crate::masking::talk::{Lanes, Talk};

    /// The numbers that are heard in `text`, those between two other words joined.
    fn heard(text: &str) -> Vec<String> {
        let segment = Segment {
            channel: 0,
            side: Side::Caller,
            start_ms: None,
            end_ms: None,
            text: text.to_owned(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        let talk = Talk::new(&[segment], Lanes::Sides);
        let mut found = vec![String::new()];
        for item in items(&talk.places.iter().collect::<Vec<_>>()) {
            match item.heard {
                Heard::Digits { digits, .. } => found.last_mut().unwrap().push_str(&digits),
                Heard::MonthAndYear(digits) => found.push(format!("/{digits}")),
                Heard::Month | Heard::MaybeZero | Heard::Nothing => found.push(String::new()),
            }
        }
        found.retain(|digits| !digits.is_empty());
        found
    }

    #[test]
    fn digits_are_read_however_they_are_said() {
        for said in [
            "4111",
            "4-1-1-1",
            "4.111",
            "four one one one",
            "four-one-one-one",
            "forty-one eleven",
            "forty one eleven",
            "four triple one",
            "four three ones",
            "forty one double one",
            "four thousand one hundred eleven",
            "four thousand one hundred and eleven",
            "forty-one hundred eleven",
            "four 1 one 1",
            "for won won won",
            "4 one hundred eleven",
        ] {
            assert_eq!(heard(said), ["4111"], "{said}");
        }
        assert_eq!(heard("four thousand one hundred"), ["4100"]);
        assert_eq!(heard("twenty two hundred, oh two oh five"), ["22000205"]);
        assert_eq!(heard("twenty, five"), ["205"]);
        assert_eq!(heard("five nine hundred"), ["5900"]);
        assert_eq!(heard("two thousand five"), ["2005"]);
        assert_eq!(heard("triple zero eight, niner, nine o"), ["0008990"]);
        assert_eq!(heard("zero oh o double oh"), ["00000"]);
    }

    #[test]
    fn a_word_that_sounds_like_a_digit_is_one_among_digits_alone() {
        assert_eq!(heard("four ate too one"), ["4821"]);
        assert_eq!(heard("seven six to six"), ["7626"]);
        assert_eq!(heard("o seven to one"), ["0721"]);
        assert_eq!(heard("I'm here for you, or to see the tree"), Vec::<String>::new());
        assert_eq!(heard("for one thing we won"), Vec::<String>::new());
        assert_eq!(heard("Oh, four four"), ["44"]);
        assert_eq!(heard("oh okay, oh no"), Vec::<String>::new());
    }

    #[test]
    fn what_counts_or_names_is_no_digit() {
        for said in [
            "the last four digits",
            "sixteen digits",
            "one second",
            "that one",
            "25 computers",
            "$85 at 10:30 on the 2nd",
            "4200 street",
            "10.41.16.208",
            "85001-1234",
            "12/10/1980",
            "2026-10-12",
            "one of the guys",
            "forty five dollars",
        ] {
            assert_eq!(heard(said), Vec::<String>::new(), "{said}");
        }
        assert_eq!(heard("04/27"), ["/0427"]);
    }
}
