//! Card numbers and social security numbers, replaced by placeholders before anybody sees the text.
//!
//! Numbers are looked for in all that one channel says, in order, so that one split over words and segments is found:
//! as figures ("4111-1111"), as words ("four one one one", "double five", "forty-one eleven"), with fillers between.
//! - A card number is 13 to 19 digits that start with 2 to 6 (ISO/IEC 7812-1) and pass the Luhn check.
//! - A social security number is a run of exactly nine digits that the US Social Security Administration may issue
//!   (area not 000, 666 or 900 to 999, group not 00, serial not 0000). Nine digits that start with 0 count only
//!   after a word such as "social", because some countries' phone numbers look like that.
//! - Phone numbers stay, because they are the number to call back, unless the owner asks for them to be masked.

use ringcheck_call::{Probability, Segment, Word};
use serde::Serialize;

/// Raised whenever the same text may be masked differently.
pub const MASKING_VERSION: &str = "1";

/// Which numbers are masked beside cards and social security numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MaskingOptions {
    /// Whether other numbers of 7 to 15 digits are masked as `[number:N]`.
    pub phone_numbers: bool,
}

/// Words that may come between two digits of a number without ending it.
const FILLERS: &[&str] = &[
    "um", "uh", "er", "erm", "em", "ah", "dash", "hyphen", "space", "then", "and", "okay", "ok", "yeah", "yep",
    "right", "so", "mm", "mmhm", "mhm", "uhhuh",
];

/// How many fillers may come between two digits.
const MAX_FILLERS: usize = 2;

/// Words that announce a social security number.
const SOCIAL_CUES: &[&str] = &["social", "ssn", "socials"];

/// How many words before a number an announcement is looked for.
const CUE_REACH: usize = 25;

/// Replaces secrets in the segments of a call, which must be in order.
///
/// A placeholder takes the place of the number's first word and spans the time of all its words; the number's other
/// words are gone, and a segment with nothing left is dropped. Sides and times of everything else stay.
#[must_use]
pub fn mask_secrets(mut segments: Vec<Segment>, options: &MaskingOptions) -> Vec<Segment> {
    let mut channels: Vec<(u16, ringcheck_call::Side)> = segments.iter().map(|s| (s.channel, s.side)).collect();
    channels.sort_unstable();
    channels.dedup();
    for key in channels {
        let places: Vec<Place> = segments
            .iter()
            .enumerate()
            .filter(|(_, s)| (s.channel, s.side) == key)
            .flat_map(|(segment, s)| places_of(segment, s))
            .collect();
        let masks = find_masks(&places, options);
        if !masks.is_empty() {
            apply(&mut segments, &places, &masks);
        }
    }
    segments.retain(|s| !s.text.trim().is_empty());
    segments
}

/// A word of a channel and where it stands.
#[derive(Clone, Debug)]
struct Place {
    segment: usize,
    word: usize,
    text: String,
}

fn places_of(segment: usize, s: &Segment) -> Vec<Place> {
    let place = |(word, text): (usize, &str)| Place { segment, word, text: text.to_owned() };
    if s.words.is_empty() {
        s.text.split_whitespace().enumerate().map(place).collect()
    } else {
        s.words.iter().map(|w| w.text.as_str()).enumerate().map(place).collect()
    }
}

/// What to put in place of the places `from..to`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mask {
    from: usize,
    to: usize,
    placeholder: String,
}

/// A place that carries digits.
#[derive(Clone, Debug)]
struct Digits {
    from: usize,
    to: usize,
    digits: String,
}

fn find_masks(places: &[Place], options: &MaskingOptions) -> Vec<Mask> {
    let mut masks = Vec::new();
    for run in runs_of(places) {
        let mut at = 0;
        let mut rest_start = 0;
        while at < run.len() {
            if let Some(len) = card_at(&run[at..]) {
                mask_plain(places, &run[rest_start..at], options, &mut masks);
                masks.push(mask_of(&run[at..at + len], "[card]".to_owned()));
                at += len;
                rest_start = at;
            } else {
                at += 1;
            }
        }
        mask_plain(places, &run[rest_start..], options, &mut masks);
    }
    masks
}

/// Masks a run without a card number in it: a social security number, or a phone number if asked.
fn mask_plain(places: &[Place], run: &[Digits], options: &MaskingOptions, masks: &mut Vec<Mask>) {
    let Some(first) = run.first() else { return };
    let digits: String = run.iter().map(|d| d.digits.as_str()).collect();
    if is_social(&digits, is_announced(places, first.from)) {
        masks.push(mask_of(run, "[ssn]".to_owned()));
    } else if options.phone_numbers && (7..=15).contains(&digits.len()) {
        masks.push(mask_of(run, format!("[number:{}]", digits.len())));
    }
}

fn mask_of(run: &[Digits], placeholder: String) -> Mask {
    let from = run.first().map_or(0, |d| d.from);
    let to = run.last().map_or(from, |d| d.to);
    Mask { from, to, placeholder }
}

/// How many elements from the start of `run` make a card number, the longest first.
fn card_at(run: &[Digits]) -> Option<usize> {
    let mut digits = String::new();
    let mut found = None;
    for (i, d) in run.iter().enumerate() {
        digits.push_str(&d.digits);
        if digits.len() > 19 {
            break;
        }
        if digits.len() >= 13 && is_card(&digits) {
            found = Some(i + 1);
        }
    }
    found
}

fn is_card(digits: &str) -> bool {
    digits.starts_with(['2', '3', '4', '5', '6']) && passes_luhn(digits)
}

/// The check of ISO/IEC 7812-1, annex B: every second digit from the right is doubled.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let digit = u32::from(b - b'0');
            let doubled = if i % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_social(digits: &str, is_announced: bool) -> bool {
    let [area, group, serial] = [digits.get(..3), digits.get(3..5), digits.get(5..)];
    digits.len() == 9
        && !matches!(area, Some("000" | "666"))
        && !digits.starts_with('9')
        && (is_announced || !digits.starts_with('0'))
        && group != Some("00")
        && serial != Some("0000")
}

fn is_announced(places: &[Place], at: usize) -> bool {
    places[at.saturating_sub(CUE_REACH)..at].iter().any(|p| SOCIAL_CUES.contains(&bare(&p.text).as_str()))
}

/// A word without its punctuation, in lower case.
fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Runs of places that carry digits, with no more than a few fillers between two of them.
fn runs_of(places: &[Place]) -> Vec<Vec<Digits>> {
    let mut runs = Vec::new();
    let mut run: Vec<Digits> = Vec::new();
    let mut n_fillers = 0;
    let mut at = 0;
    while at < places.len() {
        if let Some((digits, n_places)) = digits_at(&places[at..]) {
            run.push(Digits { from: at, to: at + n_places, digits });
            n_fillers = 0;
            at += n_places;
            continue;
        }
        n_fillers += 1;
        let word = bare(&places[at].text);
        let is_filler = word.is_empty() || FILLERS.contains(&word.as_str());
        if !run.is_empty() && (!is_filler || n_fillers > MAX_FILLERS) {
            runs.push(std::mem::take(&mut run));
        }
        at += 1;
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// The digits that the first places carry, and how many places they take.
fn digits_at(places: &[Place]) -> Option<(String, usize)> {
    let text = places.first()?.text.as_str();
    if let Some(digits) = figures(text) {
        return Some((digits, 1));
    }
    let word = bare(text);
    let times = match word.as_str() {
        "double" => 2,
        "triple" | "treble" => 3,
        _ => 0,
    };
    if times > 0 {
        let next = places.get(1)?;
        let digit =
            figures(&next.text).filter(|d| d.len() == 1).or_else(|| unit(&bare(&next.text)).map(str::to_owned))?;
        return Some((digit.repeat(times), 2));
    }
    if let Some((tens, units)) = text.split_once('-') {
        let pair = tens_of(&bare(tens)).zip(unit(&bare(units)).filter(|u| *u != "0"));
        if let Some((ten, unit)) = pair {
            return Some((format!("{ten}{unit}"), 1));
        }
        let spoken: Option<String> = text.split('-').map(|part| unit(&bare(part))).collect();
        return spoken.map(|digits| (digits, 1));
    }
    if let Some(ten) = tens_of(&word) {
        let next_unit = places.get(1).and_then(|p| unit(&bare(&p.text))).filter(|u| *u != "0");
        return Some(next_unit.map_or_else(|| (format!("{ten}0"), 1), |u| (format!("{ten}{u}"), 2)));
    }
    unit(&word).or_else(|| teen(&word)).map(|d| (d.to_owned(), 1))
}

/// The digits of a word of figures such as "4111-1111," or "(555)"; amounts, times and ordinals are none.
fn figures(text: &str) -> Option<String> {
    let core =
        text.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | '?' | '!' | '(' | ')' | '"' | '-' | '+' | '#'));
    let is_number = core.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | ',' | '(' | ')' | '/'));
    let digits: String = core.chars().filter(char::is_ascii_digit).collect();
    (is_number && !digits.is_empty()).then_some(digits)
}

fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "naught" => "0",
        "one" => "1",
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
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

fn tens_of(word: &str) -> Option<&'static str> {
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

fn apply(segments: &mut [Segment], places: &[Place], masks: &[Mask]) {
    // From the back, so that the word numbers in front stay true.
    for mask in masks.iter().rev() {
        let masked = &places[mask.from..mask.to];
        let Some(first) = masked.first() else { continue };
        let end_punctuation: String = masked
            .last()
            .map(|p| p.text.chars().rev().take_while(|c| matches!(c, ',' | '.' | ';' | '?' | '!')).collect())
            .unwrap_or_default();
        let text = mask.placeholder.clone() + &end_punctuation.chars().rev().collect::<String>();
        let has_words = !segments[first.segment].words.is_empty();
        let merged = has_words.then(|| {
            let words: Vec<&Word> = masked.iter().filter_map(|p| segments[p.segment].words.get(p.word)).collect();
            let sum: f64 = words.iter().map(|w| w.probability.as_f64()).sum();
            #[expect(clippy::cast_precision_loss, reason = "a number has a few dozen words at most")]
            let probability = Probability::new(sum / words.len().max(1) as f64);
            Word {
                start_ms: words.first().map_or(0, |w| w.start_ms),
                end_ms: words.iter().map(|w| w.end_ms).max().unwrap_or(0),
                text: text.clone(),
                probability,
            }
        });
        for place in masked.iter().rev() {
            let segment = &mut segments[place.segment];
            let is_first = place.segment == first.segment && place.word == first.word;
            if let Some(word) = &merged {
                if is_first {
                    segment.words[place.word] = word.clone();
                } else {
                    segment.words.remove(place.word);
                }
            } else {
                let mut texts: Vec<&str> = segment.text.split_whitespace().collect();
                if is_first {
                    texts[place.word] = &text;
                } else {
                    texts.remove(place.word);
                }
                segment.text = texts.join(" ");
            }
        }
        for place in masked {
            let segment = &mut segments[place.segment];
            if has_words {
                segment.text = segment.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
                segment.start_ms = segment.words.first().map(|w| w.start_ms);
                segment.end_ms = segment.words.iter().map(|w| w.end_ms).max();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ringcheck_call::Side;

    use super::*;

    fn spoken(channel: u16, texts: &[&str]) -> Vec<Segment> {
        let mut at = 0;
        texts
            .iter()
            .map(|text| {
                let words: Vec<Word> = text
                    .split_whitespace()
                    .map(|t| {
                        at += 100;
                        Word { start_ms: at, end_ms: at + 90, text: t.to_owned(), probability: Probability::new(0.9) }
                    })
                    .collect();
                Segment {
                    channel,
                    side: Side::Unknown,
                    start_ms: words.first().map(|w| w.start_ms),
                    end_ms: words.last().map(|w| w.end_ms),
                    text: (*text).to_owned(),
                    words,
                    confidence: None,
                    marks: vec![],
                }
            })
            .collect()
    }

    #[track_caller]
    fn check(texts: &[&str], expect: &[&str]) {
        let masked = mask_secrets(spoken(0, texts), &MaskingOptions::default());
        assert_eq!(masked.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), expect, "recognized");
        let imported: Vec<Segment> = spoken(0, texts).into_iter().map(|s| Segment { words: vec![], ..s }).collect();
        let masked = mask_secrets(imported, &MaskingOptions::default());
        assert_eq!(masked.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), expect, "imported");
    }

    #[test]
    fn card_numbers_are_masked_however_they_are_said() {
        check(&["It's 4111 1111 1111 1111, expires next May."], &["It's [card], expires next May."]);
        check(&["4111-1111-1111-1111."], &["[card]."]);
        check(&["four one one one um one one one one, one one one one and one one one one thanks"], &["[card] thanks"]);
        check(&["three seven eight two, eight two two four six three one, double oh oh five"], &["[card]"]);
        check(&["forty-one eleven eleven eleven eleven eleven eleven eleven"], &["[card]"]);
    }

    #[test]
    fn a_card_number_split_over_segments_is_one_placeholder() {
        check(&["so 4111 1111", "1111 1111", "got it?"], &["so [card]", "got it?"]);
    }

    #[test]
    fn social_security_numbers_are_masked() {
        check(&["My social is 219-09-9999 okay"], &["My social is [ssn] okay"]);
        check(&["two one nine, oh nine, nine nine nine nine"], &["[ssn]"]);
        check(&["Social? Sure, 021 45 6789"], &["Social? Sure, [ssn]"]);
    }

    #[test]
    fn leads_are_kept() {
        for kept in [
            "Call me on 555 867 5309.",
            "oh four nine one, five seven oh, one five six",
            "09 555 0123",
            "four one one one",
            "It's 666 12 3456 and 900 12 3456",
            "4111 1111 1111 1112",
            "$1,234,567.89 at 10:30",
        ] {
            check(&[kept], &[kept]);
        }
    }

    #[test]
    fn phone_numbers_are_masked_on_request() {
        let options = MaskingOptions { phone_numbers: true };
        let masked = mask_secrets(spoken(0, &["Call 555 867 5309 or 4111 1111 1111 1111"]), &options);
        assert_eq!(masked[0].text, "Call [number:10] or [card]");
    }

    #[test]
    fn a_placeholder_keeps_the_time_of_the_number() {
        let masked = mask_secrets(spoken(0, &["it's 4111 1111 1111 1111 thanks"]), &MaskingOptions::default());
        let card = &masked[0].words[1];
        assert_eq!((card.text.as_str(), card.start_ms, card.end_ms), ("[card]", 200, 590));
        assert_eq!(masked[0].words.len(), 3);
    }

    #[test]
    fn channels_are_read_apart() {
        let mut segments = spoken(0, &["4111 1111"]);
        segments.extend(spoken(1, &["1111 1111"]));
        let masked = mask_secrets(segments.clone(), &MaskingOptions::default());
        assert_eq!(masked, segments);
    }

    proptest! {
        #[test]
        fn no_luhn_number_of_sixteen_digits_survives(digits in "4[0-9]{14}", groups in prop::collection::vec(1usize..6, 16)) {
            let check_digit = (0..10).map(|d| format!("{digits}{d}")).find(|n| passes_luhn(n)).unwrap();
            let mut rest = check_digit.as_str();
            let mut parts = Vec::new();
            for n in groups {
                let (head, tail) = rest.split_at(n.min(rest.len()));
                if !head.is_empty() { parts.push(head); }
                rest = tail;
            }
            let text = parts.join(" ");
            let masked = mask_secrets(spoken(0, &[&text]), &MaskingOptions::default());
            prop_assert!(!masked.iter().any(|s| s.text.contains(&text)));
            prop_assert!(masked.iter().any(|s| s.text.contains("[card]")));
        }

        #[test]
        fn text_is_always_its_words(words in prop::collection::vec("[a-z]{1,5}|[0-9]{1,6}|double|oh|[0-9]{3}-[0-9]{2}-[0-9]{4}", 0..40)) {
            let text = words.join(" ");
            for segment in mask_secrets(spoken(0, &[&text]), &MaskingOptions { phone_numbers: true }) {
                let joined = segment.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
                prop_assert_eq!(segment.text, joined);
            }
        }
    }
}
