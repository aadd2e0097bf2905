//! Units: the pieces of a turn that one voice surely speaks, about a sentence each.
//!
//! A menu and the person who follows it may share a turn, so a turn as a whole says too little about its voice.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;
use ringcheck_call::Turn;

use crate::wording::{compile, normalize};

/// Silence within a turn after which another voice may follow.
pub(crate) const VOICE_GAP_MS: u64 = 700;

/// Words that a sentence has at least before it is suspected of missing punctuation.
const LONG_SENTENCE: usize = 9;

/// A piece of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The turn, counted from 0.
    pub(crate) turn: usize,
    /// The bytes of the turn's text: from the start of a word to the end of one.
    pub(crate) bytes: Range<usize>,
    /// The normalized words.
    pub(crate) words: String,
}

impl Unit {
    pub(crate) fn n_words(&self) -> usize {
        self.words.split_whitespace().count()
    }
}

/// Words that begin what another voice says, in text without punctuation.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:hello|hi there|hiya|good (?:morning|afternoon|evening)|thank(?:s| you) for (?:calling|holding|waiting)|sorry (?:about|for) the wait|you[’']?re through to|you (?:have|are)|you[’']ve (?:reached|got)|welcome to|your call is|this call|calls (?:may|are)|all of our|all our|please (?:leave|hold|stay|listen)|at the tone)\b",
    )
});

/// Words that end what a recording says, in text without punctuation.
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:(?:press|dial|push) (?:zero|one|two|three|four|five|six|seven|eight|nine|pound|hash|star|\d)|on the line|(?:the|a) (?:tone|beep)|purposes|(?:was|were|is) received|(?:with you|be answered) (?:shortly|soon)|be (?:recorded|monitored)|(?:are|is) (?:recorded|monitored)|as soon as (?:possible|we can|i can)|other (?:customers|callers|clients)|your call is important to us|your patience|connecting you now|in (?:the|our) queue|for the (?:front desk|receptionist|operator|office))\b",
    )
});

/// Cuts a turn into units.
pub(crate) fn units_of(turn_idx: usize, turn: &Turn) -> Vec<Unit> {
    let text = turn.text();
    let mut units: Vec<Unit> = Vec::new();
    let mut from = 0;
    for end in borders(turn) {
        let piece = &text[from..end];
        let start = from + (piece.len() - piece.trim_start().len());
        let bytes = start..start + piece.trim().len();
        let words = normalize(&text[bytes.clone()]);
        match units.last_mut() {
            // A dash or a stray sign belongs to what it follows.
            Some(last) if words.is_empty() && !bytes.is_empty() => last.bytes.end = bytes.end,
            _ => units.push(Unit { turn: turn_idx, bytes, words }),
        }
        from = end;
    }
    units.retain(|u| !u.words.is_empty());
    units
}

/// Where units of the turn end: increasing, the last at the end of the text.
fn borders(turn: &Turn) -> Vec<usize> {
    let text = turn.text();
    let mut ends: Vec<usize> = Vec::new();
    let mut from = 0;
    for end in sentence_ends(text) {
        let sentence = &text[from..end];
        let has_commas = sentence.trim_end_matches(is_sentence_end).contains([',', ';', ':']);
        if !has_commas && sentence.split_whitespace().nth(LONG_SENTENCE - 1).is_some() {
            ends.extend(BEGINS.find_iter(sentence).map(|m| from + m.start()));
            ends.extend(ENDS.find_iter(sentence).map(|m| from + m.end()));
        }
        ends.push(end);
        from = end;
    }
    for pair in turn.words().windows(2) {
        if let [before, after] = pair
            && after.start_ms.saturating_sub(before.end_ms) >= VOICE_GAP_MS
        {
            ends.push(after.bytes.start);
        }
    }
    ends.push(text.len());
    ends.sort_unstable();
    ends.dedup();
    ends.retain(|end| *end > 0 && text.is_char_boundary(*end));
    ends
}

fn is_sentence_end(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '—')
}

/// The ends of sentences: after a sign that ends one and stands before a blank, abbreviations apart.
fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, blank) in text.match_indices(char::is_whitespace) {
        let word = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let ends_here =
            word.trim_end_matches(['"', '\'', ')', '”', '’']).ends_with(is_sentence_end) || word.ends_with("--");
        let is_abbreviation =
            matches!(word.to_ascii_lowercase().as_str(), "mr." | "mrs." | "ms." | "dr." | "st." | "dept." | "ext.");
        if ends_here && !is_abbreviation {
            ends.push(at + blank.len());
        }
    }
    if ends.last().is_none_or(|last| *last < text.len()) {
        ends.push(text.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Side;

    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let turn = Turn::from_text(Side::Business, text, None, None);
        units_of(0, &turn).into_iter().map(|u| turn.text()[u.bytes].to_owned()).collect()
    }

    #[test]
    fn sentences_are_units() {
        assert_eq!(
            pieces("For tires, press 1. Hello? Dr. Ames here — go on."),
            ["For tires, press 1.", "Hello?", "Dr. Ames here —", "go on."]
        );
    }

    #[test]
    fn a_stray_sign_is_no_unit() {
        assert_eq!(pieces("Hold on. -- . Right."), ["Hold on. -- .", "Right."]);
        assert!(pieces(" … ").is_empty());
    }

    #[test]
    fn text_without_punctuation_is_cut_where_voices_change() {
        assert_eq!(
            pieces("for tires press one for batteries press two hello Kessel Motors this is Jo"),
            ["for tires press one", "for batteries press two", "hello Kessel Motors this is Jo"]
        );
    }
}
