//! Card numbers and social security numbers, replaced by placeholders before anybody sees the text.
//!
//! Numbers are looked for in all that one channel says, in order, so that one split over words and segments is found:
//! as figures ("4111-1111"), as words ("four one one one", "double five", "forty-one eleven"), with fillers between.
//! A number ends where somebody else speaks, or after a pause of 4 s.
//! - A card number has the first digits and the length of a card that is issued (ISO/IEC 7812-1 and the networks'
//!   ranges) and passes the Luhn check. A phone number said twice in a row is none.
//! - A social security number is nine digits that the US Social Security Administration may issue (area not 000, 666
//!   or 900 to 999, group not 00, serial not 0000): grouped as 3-2-4 anywhere; in any grouping after a word such as
//!   "social", said by either side; else only as a run of exactly nine, digit by digit or in one piece, without
//!   fillers, that does not start with 0, because phone numbers of some countries look like that.
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

/// How many segments before a number an announcement is looked for, on either side.
const CUE_REACH: usize = 4;

/// The longest pause within a number.
const MAX_PAUSE_MS: u64 = 4_000;

/// Replaces secrets in the segments of a call, which must be in order.
///
/// A placeholder takes the place of the number's first word and spans the time of all its words; the number's other
/// words are gone, and a segment with nothing left is dropped. Sides and times of everything else stay.
#[must_use]
pub fn mask_secrets(mut segments: Vec<Segment>, options: &MaskingOptions) -> Vec<Segment> {
    let mut channels: Vec<(u16, ringcheck_call::Side)> = segments.iter().map(|s| (s.channel, s.side)).collect();
    channels.sort_unstable();
    channels.dedup();
    let announced: Vec<bool> = segments.iter().map(|s| s.text.split_whitespace().any(is_cue)).collect();
    for key in channels {
        let places: Vec<Place> = segments
            .iter()
            .enumerate()
            .filter(|(_, s)| (s.channel, s.side) == key)
            .flat_map(|(segment, s)| places_of(segment, s))
            .collect();
        let masks = find_masks(&places, &announced, options);
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
    /// When it starts and ends, if known.
    span_ms: Option<(u64, u64)>,
}

fn places_of(segment: usize, s: &Segment) -> Vec<Place> {
    if s.words.is_empty() {
        let place = |(word, text): (usize, &str)| Place { segment, word, text: text.to_owned(), span_ms: None };
        return s.text.split_whitespace().enumerate().map(place).collect();
    }
    let place = |(word, w): (usize, &Word)| Place {
        segment,
        word,
        text: w.text.clone(),
        span_ms: Some((w.start_ms, w.end_ms)),
    };
    s.words.iter().enumerate().map(place).collect()
}

/// What to put in place of the places `from..to`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mask {
    from: usize,
    to: usize,
    placeholder: String,
}

/// A place that carries digits, or two of them ("double five").
#[derive(Clone, Debug)]
struct Figure {
    from: usize,
    to: usize,
    digits: String,
    /// How many digits stand together: 3, 2 and 4 in `219-09-9999`.
    groups: Vec<usize>,
    /// Whether fillers stand between this and the digits before.
    after_filler: bool,
}

fn find_masks(places: &[Place], announced: &[bool], options: &MaskingOptions) -> Vec<Mask> {
    let mut masks = Vec::new();
    for run in runs_of(places) {
        let is_announced = run.first().is_some_and(|first| is_announced(announced, places[first.from].segment));
        let is_repeated = is_said_twice(&joined(&run));
        let mut at = 0;
        let mut rest_start = 0;
        while at < run.len() {
            let found = card_at(&run[at..])
                .filter(|_| !is_repeated)
                .map(|len| (len, "[card]"))
                .or_else(|| social_at(&run[at..], is_announced).map(|len| (len, "[ssn]")));
            let Some((len, placeholder)) = found else {
                at += 1;
                continue;
            };
            mask_phone(&run[rest_start..at], options, &mut masks);
            masks.push(mask_of(&run[at..at + len], placeholder.to_owned()));
            at += len;
            rest_start = at;
        }
        let rest = &run[rest_start..];
        if rest_start == 0 && is_plain_social(rest) {
            masks.push(mask_of(rest, "[ssn]".to_owned()));
        } else {
            mask_phone(rest, options, &mut masks);
        }
    }
    masks
}

fn joined(run: &[Figure]) -> String {
    run.iter().map(|d| d.digits.as_str()).collect()
}

/// Masks what is left of a run as a number, if the owner asked for it.
fn mask_phone(run: &[Figure], options: &MaskingOptions, masks: &mut Vec<Mask>) {
    let n_digits = joined(run).len();
    if options.phone_numbers && n_digits >= 7 {
        masks.push(mask_of(run, format!("[number:{n_digits}]")));
    }
}

fn mask_of(run: &[Figure], placeholder: String) -> Mask {
    let from = run.first().map_or(0, |d| d.from);
    let to = run.last().map_or(from, |d| d.to);
    Mask { from, to, placeholder }
}

/// Whether the digits are a phone number that is said again, or two: equal blocks of 7, 10 or 11 digits.
fn is_said_twice(digits: &str) -> bool {
    [7, 10, 11].into_iter().any(|n| {
        let (first, rest) = digits.split_at(n.min(digits.len()));
        !rest.is_empty() && (rest.starts_with(first) || rest.ends_with(first))
    })
}

/// How many elements from the start of `run` make a card number, the longest first.
fn card_at(run: &[Figure]) -> Option<usize> {
    let mut digits = String::new();
    let mut found = None;
    for (i, d) in run.iter().enumerate() {
        digits.push_str(&d.digits);
        if digits.len() > 19 {
            break;
        }
        if is_card(&digits) {
            found = Some(i + 1);
        }
    }
    found
}

/// Whether a network issues numbers of this length with these first digits, and the check digit is right.
fn is_card(digits: &str) -> bool {
    let first = |n: usize| digits.get(..n).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    let (two, three, four) = (first(2), first(3), first(4));
    let is_issued = match digits.len() {
        13 => two / 10 == 4,
        14 => matches!(two, 36 | 38 | 39) || matches!(three, 300..=305),
        15 => matches!(two, 34 | 37),
        16 => {
            two / 10 == 4
                || matches!(two, 51..=55 | 60 | 62 | 64 | 65 | 67)
                || matches!(four, 2221..=2720)
                || matches!(four, 3528..=3589)
        }
        19 => matches!(two, 62) || matches!(four, 6011) || two / 10 == 4,
        _ => false,
    };
    is_issued && passes_luhn(digits)
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

/// How many elements from the start of `run` make a social security number: grouped as 3-2-4, or any after an
/// announcement.
fn social_at(run: &[Figure], is_announced: bool) -> Option<usize> {
    (1..=run.len().min(9)).find(|&n| {
        let number = &run[..n];
        let groups = || number.iter().flat_map(|d| d.groups.iter().copied());
        let is_grouped = groups().eq([3, 2, 4]) && number.iter().skip(1).all(|d| !d.after_filler);
        (is_announced || is_grouped) && may_be_issued(&joined(number))
    })
}

/// Whether a whole run that nothing announces is a social security number: nine digits, one by one or in one piece.
fn is_plain_social(run: &[Figure]) -> bool {
    let digits = joined(run);
    let is_even = run.len() == 1 || run.iter().all(|d| d.digits.len() <= 2);
    is_even && !digits.starts_with('0') && run.iter().skip(1).all(|d| !d.after_filler) && may_be_issued(&digits)
}

/// Whether the Social Security Administration may issue the number.
fn may_be_issued(digits: &str) -> bool {
    let [area, group, serial] = [digits.get(..3), digits.get(3..5), digits.get(5..)];
    digits.len() == 9
        && !matches!(area, Some("000" | "666"))
        && !digits.starts_with('9')
        && group != Some("00")
        && serial != Some("0000")
}

fn is_cue(word: &str) -> bool {
    SOCIAL_CUES.contains(&bare(word).as_str())
}

fn is_announced(announced: &[bool], segment: usize) -> bool {
    announced[segment.saturating_sub(CUE_REACH)..=segment].contains(&true)
}

/// A word without its punctuation, in lower case.
fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Runs of places that carry digits, with no more than a few fillers between two of them.
///
/// A run ends where the channel's next segment is not the call's next one, since somebody else spoke, and at a pause.
fn runs_of(places: &[Place]) -> Vec<Vec<Figure>> {
    let mut runs = Vec::new();
    let mut run: Vec<Figure> = Vec::new();
    let mut n_fillers = 0;
    let mut at = 0;
    while at < places.len() {
        if at > 0 && !run.is_empty() && is_border(&places[at - 1], &places[at]) {
            runs.push(std::mem::take(&mut run));
        }
        if let Some((digits, n_places)) = digits_at(&places[at..]) {
            let groups = groups_of(&places[at].text, &digits);
            let after_filler = !run.is_empty() && n_fillers > 0;
            run.push(Figure { from: at, to: at + n_places, digits, groups, after_filler });
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

/// How the digits of a word stand together: in figures as they are divided, else in one group.
fn groups_of(word: &str, digits: &str) -> Vec<usize> {
    let groups: Vec<usize> =
        word.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|&n_digits| n_digits > 0).collect();
    if groups.is_empty() { vec![digits.len()] } else { groups }
}

/// Whether no number reaches from one word of a channel to its next.
fn is_border(before: &Place, after: &Place) -> bool {
    let somebody_else_spoke = after.segment > before.segment + 1;
    let pause_ms = match (before.span_ms, after.span_ms) {
        (Some((_, end)), Some((start, _))) => start.saturating_sub(end),
        _ => 0,
    };
    somebody_else_spoke || pause_ms > MAX_PAUSE_MS
}

/// The digits that the first places carry, and how many places they take.
fn digits_at(places: &[Place]) -> Option<(String, usize)> {
    let text = places.first()?.text.as_str();
    if is_zip_code(text) {
        return None;
    }
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
    let is_number = core.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | ',' | '(' | ')'));
    let digits: String = core.chars().filter(char::is_ascii_digit).collect();
    (is_number && !digits.is_empty()).then_some(digits)
}

/// Whether a word is a ZIP code with its four more digits, such as `85001-1234`.
fn is_zip_code(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_ascii_digit());
    core.split_once('-').is_some_and(|(zip, more)| {
        zip.len() == 5 && more.len() == 4 && (zip.to_owned() + more).bytes().all(|b| b.is_ascii_digit())
    })
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
    fn social_security_numbers_are_found_in_ordinary_answers() {
        check(
            &["My social security number is 219-09-9999. One more thing."],
            &["My social security number is [ssn]. One more thing."],
        );
        check(&["219-09-9999, and 10/12/1980."], &["[ssn], and 10/12/1980."]);
        check(&["219-09-9999. Okay, 219-09-9999."], &["[ssn]. Okay, [ssn]."]);
        let mut call = spoken(0, &["What's your social?"]);
        call.extend(spoken(1, &["oh two one four five six seven eight nine"]));
        assert_eq!(mask_secrets(call, &MaskingOptions::default())[1].text, "[ssn]");
    }

    #[test]
    fn a_phone_number_said_twice_is_no_card() {
        // 10 digits twice hold several runs of 16 that pass the Luhn check.
        let number = "five five five eight six seven five three oh nine";
        check(&[number, number], &[number, number]);
        check(&["It's 206 555 0142.", "206 555 0142. Got it."], &["It's 206 555 0142.", "206 555 0142. Got it."]);
        let mut call = spoken(0, &[number]);
        call.extend(spoken(1, &["Sorry?"]));
        call.extend(spoken(0, &[number]));
        assert_eq!(mask_secrets(call.clone(), &MaskingOptions::default()), call);
    }

    #[test]
    fn numbers_and_counts_are_no_social_security_number() {
        for kept in ["It's 555-0142, and 12 computers.", "10/12/2026, 2 technicians", "85001-1234"] {
            check(&[kept], &[kept]);
        }
        let mut call = spoken(0, &["555-0142."]);
        call.extend(spoken(1, &["How many computers?"]));
        call.extend(spoken(0, &["25."]));
        assert_eq!(mask_secrets(call.clone(), &MaskingOptions::default()), call);
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
