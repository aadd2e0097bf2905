//! The names of colleagues who are not to be named: left out of the words, and out of the seconds that are heard.

use std::ops::Range;

use ringcheck_call::{Segment, Turn};

use crate::words::{span_of, words_of};

/// What stands where a name was said.
const NAME: &str = "[name]";

/// So much around a name is not heard: words are a little longer than the times that a recognizer gives them.
const AROUND_NAME_MS: u64 = 300;

/// As far beyond what is asked for a clip may reach, since it ends inside of no word of either side.
const WIDENED_MS: u64 = 5000;

/// A name has at most so many words.
const MAX_WORDS: usize = 3;

/// What is said before one's own name.
const BEFORE_NAME: [&[&str]; 17] = [
    &["this", "is"],
    &["my", "name", "is"],
    &["my", "name's"],
    &["name", "is"],
    &["i'm"],
    &["i", "am"],
    &["speaking", "with"],
    &["speaking", "to"],
    &["talking", "with"],
    &["talking", "to"],
    &["you've", "got"],
    &["you", "have", "got"],
    &["you", "have"],
    &["it", "is"],
    &["it's"],
    &["here", "is"],
    &["here's"],
];

/// What is said after one's own name.
const AFTER_NAME: [&[&str]; 4] = [&["speaking"], &["this", "side"], &["on", "the", "line"], &["at", "your", "service"]];

/// What is said before "speaking" or "on the line", and is no name.
#[rustfmt::skip]
const NO_NAMES: [&str; 25] = [
    "i", "i'm", "you", "you're", "we", "we're", "who", "who's", "he", "she", "they", "they're", "still", "always", "now",
    "somebody", "someone", "nobody", "anybody", "anyone", "stay", "hold", "hang", "wait", "remain",
];

/// What is written like a name, and is offered after "it is" and "you have": "it is Thursday at nine, then".
#[rustfmt::skip]
const DAYS: [&str; 19] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april",
    "may", "june", "july", "august", "september", "october", "november", "december",
];

/// The text without the name of the agent, where it is known, and without what somebody calls themselves in it.
#[must_use]
pub fn without_names(text: &str, name: Option<&str>) -> String {
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for place in names(text, name) {
        left.push_str(text.get(at..place.start).unwrap_or_default());
        left.push_str(NAME);
        at = place.end;
    }
    left.push_str(text.get(at..).unwrap_or_default());
    left
}

/// What of a call with these turns is heard of these words: `around_ms` before and after, and no name of the agent.
///
/// Nothing of words that hold a name; before and after, what is nearer than a name, and whole words of either side alone,
/// so that a clip is not widened to them. `None` where a name kept out all of it.
#[must_use]
pub fn spans_without_names(
    turns: &[Turn],
    segments: &[Segment],
    name: Option<&str>,
    words_ms: &[(u64, u64)],
    around_ms: u64,
) -> Option<Vec<(u64, u64)>> {
    let named = named_ms(turns, segments, name);
    let words = || segments.iter().flat_map(|segment| &segment.words);
    let span = |(from, to): &(u64, u64)| -> Option<(u64, u64)> {
        let (mut start, mut end) = (from.saturating_sub(around_ms), to.saturating_add(around_ms));
        let (mut is_name_before, mut is_name_after) = (false, false);
        for (name_start, name_end) in &named {
            if name_end <= from {
                is_name_before |= start < name_end.saturating_add(WIDENED_MS);
                start = start.max(*name_end);
            } else if name_start >= to {
                is_name_after |= *name_start < end.saturating_add(WIDENED_MS);
                end = end.min(*name_start);
            } else {
                return None;
            }
        }
        // The clip would be widened to the whole of a word here, and then of the next, back to the name.
        let cut = |at: u64| words().find(move |word| word.start_ms < at && at < word.end_ms);
        while let Some(word) = cut(start).filter(|_| is_name_before) {
            start = word.end_ms;
        }
        while let Some(word) = cut(end).filter(|_| is_name_after) {
            end = word.start_ms;
        }
        (start <= *from && *to <= end).then_some((start, end))
    };
    let spans: Vec<(u64, u64)> = words_ms.iter().filter_map(span).collect();
    (!spans.is_empty() || words_ms.is_empty()).then_some(spans)
}

/// When names are said in a call, with a little around them.
fn named_ms(turns: &[Turn], segments: &[Segment], name: Option<&str>) -> Vec<(u64, u64)> {
    let mut all = Vec::new();
    for turn in turns {
        let places = names(turn.text(), name);
        if places.is_empty() {
            continue;
        }
        let words = words_of(turn, segments);
        all.extend(places.iter().filter_map(|place| span_of(turn, place, &words)));
    }
    all.into_iter().map(|(from, to)| (from.saturating_sub(AROUND_NAME_MS), to + AROUND_NAME_MS)).collect()
}

/// The places of names in a text, in order and apart from each other.
fn names(text: &str, name: Option<&str>) -> Vec<Range<usize>> {
    let words = words(text);
    let parts: Vec<String> =
        name.map(|name| self::words(name).into_iter().map(|w| w.plain).collect()).unwrap_or_default();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| part.chars().count() > 1).collect();
    let has_capitals = text.chars().any(char::is_uppercase);
    let mut is_name: Vec<bool> =
        words.iter().map(|word| parts.contains(&word.plain.as_str()) && (word.is_capital || !has_capitals)).collect();
    for at in 0..words.len() {
        let before = words.get(..at).unwrap_or_default();
        if BEFORE_NAME.iter().any(|cue| is_said(before, cue)) {
            for (word, is_name) in words.iter().zip(&mut is_name).skip(at).take(MAX_WORDS) {
                let is_other = word.plain == "i" || word.plain.starts_with("i'") || DAYS.contains(&word.plain.as_str());
                if !word.is_capital || is_other {
                    break;
                }
                *is_name = true;
                if word.ends {
                    break;
                }
            }
        }
        let Some(next) = words.get(at + 1) else { continue };
        let is_next = |cue: &&[&str]| {
            cue.iter().enumerate().all(|(n, wanted)| words.get(at + 1 + n).is_some_and(|word| word.plain == *wanted))
        };
        let is_presented = AFTER_NAME.iter().any(is_next) || next.plain == "here" && next.ends;
        if let (Some(word), Some(is_name)) = (words.get(at), is_name.get_mut(at))
            && is_presented
            && word.is_capital
            && !word.ends
            && !NO_NAMES.contains(&word.plain.as_str())
        {
            *is_name = true;
        }
    }
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut is_after_name = false;
    for (word, is_name) in words.iter().zip(is_name) {
        match places.last_mut().filter(|_| is_after_name && is_name) {
            Some(before) => before.end = word.bytes.end,
            None if is_name => places.push(word.bytes.clone()),
            None => {}
        }
        is_after_name = is_name && !word.ends;
    }
    places
}

/// Whether these are the last words, one after the other.
fn is_said(before: &[Word], cue: &[&str]) -> bool {
    let Some(last) = before.len().checked_sub(cue.len()).and_then(|from| before.get(from..)) else { return false };
    last.iter().zip(cue).all(|(word, wanted)| word.plain == *wanted && !word.ends)
}

struct Word {
    bytes: Range<usize>,
    /// In small letters, without the `'s` of who owns something.
    plain: String,
    is_capital: bool,
    /// Whether something other than a blank follows, or nothing does.
    ends: bool,
}

fn words(text: &str) -> Vec<Word> {
    let is_part = |c: char| c.is_alphanumeric() || ['\'', '’', '-'].contains(&c);
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(is_part)).map(|found| at + found) {
        let rest = text.get(start..).unwrap_or_default();
        let all = rest.get(..rest.find(|c| !is_part(c)).unwrap_or(rest.len())).unwrap_or_default();
        let lower = all.to_lowercase().replace('’', "'");
        // "Name's" after "my" is a word of its own, and what stands before a name.
        let is_owner = |plain: &&str| !["name", "it", "here"].contains(plain);
        let plain = lower.strip_suffix("'s").filter(is_owner).unwrap_or(&lower).to_owned();
        at = start + all.len();
        let after = text.get(at..).unwrap_or_default();
        let owner = all.len() - all.strip_suffix("'s").or_else(|| all.strip_suffix("’s")).unwrap_or(all).len();
        words.push(Word {
            bytes: start..at - if plain.len() < lower.len() { owner } else { 0 },
            plain,
            is_capital: all.chars().next().is_some_and(char::is_uppercase),
            ends: !after.starts_with(char::is_whitespace),
        });
    }
    words
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Probability, Segment, Side, Turn, Word};

    use super::{spans_without_names, without_names};

    #[test]
    fn no_name_is_heard_before_after_or_within_the_words() {
        let turn = |text: &str, from, to| Turn::from_text(Side::Business, text, Some(from), Some(to));
        let turns = [
            turn("Fulton, this is Marcy.", 0, 3000),
            turn("I can be there at three.", 6000, 8000),
            turn("Riley will come.", 10_000, 12_000),
        ];
        let heard = |words: &[(u64, u64)]| spans_without_names(&turns, &[], Some("Riley Stone"), words, 5000);
        assert_eq!(heard(&[(6000, 8000)]), Some(vec![(3300, 9700)]), "what is nearer than a name");
        assert_eq!(heard(&[(1000, 2000)]), None, "a greeting");
        assert_eq!(heard(&[(1000, 2000), (30_000, 31_000)]), Some(vec![(25_000, 36_000)]));
        assert_eq!(heard(&[]), Some(vec![]));
    }

    /// What one side says, in words of these times.
    fn said(channel: u16, side: Side, words: &[(&str, u64, u64)]) -> Segment {
        let word = |(text, start_ms, end_ms): &(&str, u64, u64)| Word {
            start_ms: *start_ms,
            end_ms: *end_ms,
            text: (*text).to_owned(),
            probability: Probability::ONE,
        };
        let (text, words) = (String::new(), words.iter().map(word).collect());
        let (start_ms, end_ms, confidence, marks) = (None, None, None, vec![]);
        let mut segment = Segment { channel, side, start_ms, end_ms, text, words: vec![], confidence, marks };
        segment.set_words(words);
        segment
    }

    #[test]
    fn a_name_is_not_heard_again_where_words_of_both_sides_reach_over_the_end() {
        let agent = [
            ("Fulton,", 0, 700),
            ("Marcy", 800, 1500),
            ("speaking.", 1500, 2100),
            ("I", 4000, 4200),
            ("can", 4200, 4500),
            ("come.", 4500, 5000),
            ("Ask", 6000, 6400),
            ("for", 6400, 6900),
            ("Marcy.", 7000, 7600),
        ];
        // The caller talks in between, over the ends of the words of the agent.
        let caller = [
            ("hi", 1600, 2200),
            ("there", 2200, 2800),
            ("okay", 5700, 6100),
            ("thank", 6100, 6650),
            ("you", 6650, 7300),
        ];
        let turns = [
            Turn::from_text(Side::Business, "Fulton, Marcy speaking.", Some(0), Some(2100)),
            Turn::from_text(Side::Caller, "hi there", Some(1600), Some(2800)),
            Turn::from_text(Side::Business, "I can come.", Some(4000), Some(5000)),
            Turn::from_text(Side::Caller, "okay thank you", Some(5700), Some(7300)),
            Turn::from_text(Side::Business, "Ask for Marcy.", Some(6000), Some(7600)),
        ];
        let segments = [said(0, Side::Business, &agent), said(1, Side::Caller, &caller)];
        let found = spans_without_names(&turns, &segments, Some("Marcy"), &[(4000, 5000)], 5000);
        // 300 ms around the names are 1800 and 6700, where "hi" and "you" are being said, and beside these other words.
        assert_eq!(found, Some(vec![(2200, 5700)]));
        // Where a word of the caller reaches from the words to the name nothing is left.
        let long = [said(0, Side::Business, &agent), said(1, Side::Caller, &[("uh", 4900, 6750)])];
        assert_eq!(spans_without_names(&turns, &long, Some("Marcy"), &[(4000, 5000)], 5000), None);
        // A name that comes only within the words to which a clip is widened.
        let found = spans_without_names(&turns, &segments, Some("Marcy"), &[(4000, 5000)], 1250);
        assert_eq!(found, Some(vec![(2800, 5700)]));
    }

    #[test]
    fn a_colleague_is_not_named_by_their_own_words() {
        for (text, name, left) in [
            ("This is Marcy.", None, "This is [name]."),
            (
                "Fulton Computer Care, this is Marcy Lou Stone, how can I help?",
                None,
                "Fulton Computer Care, this is [name], how can I help?",
            ),
            ("My name's Marcy and I can help.", None, "My name's [name] and I can help."),
            ("You're speaking with Marcy, and I'm Sorry.", None, "You're speaking with [name], and I'm [name]."),
            ("Marcy speaking, hello.", None, "[name] speaking, hello."),
            ("Hello, Marcy here, how are you?", None, "Hello, [name] here, how are you?"),
            ("Ask for Riley's desk, or Stone.", Some("Riley Stone"), "Ask for [name]'s desk, or [name]."),
            ("thanks riley, bye", Some("Riley Stone"), "thanks [name], bye"),
            ("This is Riley Stone with Fulton.", Some("Riley Stone"), "This is [name] with Fulton."),
            ("Fulton, you've got Marcy.", None, "Fulton, you've got [name]."),
            ("You have got Marcy, hello.", None, "You have got [name], hello."),
            ("Fulton, you have Marcy Stone here.", None, "Fulton, you have [name] here."),
            ("You're talking to Marcy.", None, "You're talking to [name]."),
            ("You are talking with Marcy.", None, "You are talking with [name]."),
            ("Hi, it is Marcy at Fulton.", None, "Hi, it is [name] at Fulton."),
            ("Hi, it's Marcy, about your server.", None, "Hi, it's [name], about your server."),
            ("Here is Marcy, good morning.", None, "Here is [name], good morning."),
            ("Here's Marcy.", None, "Here's [name]."),
            ("Hello, Marcy on the line.", None, "Hello, [name] on the line."),
            ("Good morning, Marcy at your service!", None, "Good morning, [name] at your service!"),
            ("Marcy this side, how can I help?", None, "[name] this side, how can I help?"),
        ] {
            assert_eq!(without_names(text, name), left);
        }
    }

    #[test]
    fn other_words_stay() {
        for (text, name) in [
            ("I can be there at three. Shall I book that?", Some("Riley Stone")),
            ("This is the office, and I'm sure that we will call.", Some("Will Sure")),
            ("Who's speaking? I am here. The stone is here.", Some("Riley Stone")),
            ("Come in here, please. This is. I'm.", None),
            ("So it's Thursday at nine, and you have Friday as well.", None),
            ("Stay on the line. He's on the line. Always at your service.", None),
            ("", Some("")),
        ] {
            assert_eq!(without_names(text, name), text);
        }
    }
}
