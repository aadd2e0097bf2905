//! Turns cut into sentences of normalized words.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::contractions::spread;

/// A sentence longer than this has lost its punctuation and is cut before a word that starts a new thought.
const LONG_SENTENCE: usize = 26;

/// No cut leaves fewer words than this.
const SHORTEST_CUT: usize = 7;

/// Words that start a new thought in speech.
const STARTERS: &[&str] =
    &["so", "but", "and", "okay", "well", "because", "now", "right", "yeah", "no", "yes", "hello", "hi", "thanks"];

/// Abbreviations whose period ends no sentence.
const ABBREVIATIONS: &[&str] = &["mr", "mrs", "ms", "dr", "st", "inc", "ltd", "co", "vs", "approx", "ext"];

/// A normalized word: where it stands in the sentence's text and which bytes of the turn it was made from.
#[derive(Clone, Debug)]
struct Placed {
    text: Range<usize>,
    source: Range<usize>,
}

/// A sentence of a turn, or a part of one where punctuation is missing.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    /// The turn's number.
    pub(crate) turn: usize,
    /// Lower-case ASCII words joined by single blanks.
    pub(crate) text: String,
    /// Whether it was written with a question mark.
    pub(crate) has_question_mark: bool,
    /// Whether it stops without a mark at its end, in a turn that is punctuated.
    pub(crate) is_unfinished: bool,
    words: Vec<Placed>,
}

impl Sentence {
    /// The bytes of the turn that the bytes `range` of [`Sentence::text`] were made from.
    pub(crate) fn source_of(&self, range: &Range<usize>) -> Range<usize> {
        let mut inside = self.words.iter().filter(|w| w.text.start < range.end && range.start < w.text.end);
        let Some(first) = inside.next() else { return self.source() };
        let last = inside.next_back().unwrap_or(first);
        first.source.start.min(last.source.start)..last.source.end.max(first.source.end)
    }

    /// The bytes of the turn that the whole sentence was made from.
    pub(crate) fn source(&self) -> Range<usize> {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => first.source.start..last.source.end,
            _ => 0..0,
        }
    }

    /// The number of words.
    pub(crate) fn n_words(&self) -> usize {
        self.words.len()
    }
}

/// A word of the turn before normalization.
struct Raw {
    text: String,
    source: Range<usize>,
    ends: Option<char>,
}

/// The sentences of a turn's `text`, in order; none where there is no word.
pub(crate) fn sentences_of(turn: usize, text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut open = Builder::new(turn);
    for raw in raw_words(text) {
        for word in normalized(&raw.text, open.last_word()) {
            match word {
                Normal::Word(word) => open.push(&word, raw.source.clone()),
                Normal::ClockTime => open.push_clock_time(raw.source.clone()),
            }
        }
        if let Some(mark) = raw.ends {
            open.has_question_mark = mark == '?';
            sentences.extend(std::mem::replace(&mut open, Builder::new(turn)).build());
        }
    }
    let mut last = open.build();
    if let Some(sentence) = last.last_mut() {
        sentence.is_unfinished = text.trim_end().ends_with(',') || text.contains(['.', ',', '?']);
    }
    sentences.extend(last);
    sentences
}

/// What a raw word becomes.
enum Normal {
    Word(String),
    /// `a.m.` and the like: the number before it is a time of day.
    ClockTime,
}

fn normalized(raw: &str, before: Option<&str>) -> Vec<Normal> {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    if raw.starts_with('[') {
        let kind: String =
            raw.chars().take_while(|c| *c != ':' && *c != ']').filter(char::is_ascii_lowercase).collect();
        return vec![Normal::Word(format!("masked{kind}"))];
    }
    if let Some(amount) = raw.strip_prefix(['$', '£', '€']) {
        let unit = if raw.starts_with('$') {
            "dollars"
        } else if raw.starts_with('£') {
            "pounds"
        } else {
            "euros"
        };
        let amount: String = amount.chars().take_while(char::is_ascii_digit).collect();
        return vec![Normal::Word(amount), Normal::Word(unit.to_owned())];
    }
    if let Some((hour, minute)) = raw.split_once([':', '.']) {
        let minute_digits: String = minute.chars().take_while(char::is_ascii_digit).collect();
        if is_number(hour) && hour.len() <= 2 && minute_digits.len() == 2 {
            return vec![Normal::Word(hour.to_owned()), Normal::ClockTime];
        }
    }
    let bare = raw.trim_end_matches('.').replace('.', "");
    if matches!(bare.as_str(), "am" | "pm") && before == Some("oclock") {
        return Vec::new();
    }
    if matches!(bare.as_str(), "am" | "pm") && before.is_some_and(is_number) {
        return vec![Normal::ClockTime];
    }
    if let Some(hour) = bare.strip_suffix("am").or_else(|| bare.strip_suffix("pm")).filter(|h| is_number(h)) {
        return vec![Normal::Word(hour.to_owned()), Normal::ClockTime];
    }
    spread(&bare).into_iter().map(Normal::Word).collect()
}

/// Splits `text` at blanks and hyphens, folds it to lower-case ASCII and notes where sentences end.
fn raw_words(text: &str) -> Vec<Raw> {
    let mut raws: Vec<Raw> = Vec::new();
    for (chunk_at, chunk) in chunks(text) {
        let ends = sentence_end(chunk);
        let mut pieces: Vec<Raw> = Vec::new();
        let mut at = chunk_at;
        let is_placeholder = chunk.starts_with('[');
        let split = |c: char| !is_placeholder && matches!(c, '-' | '—' | '–' | '/' | ',' | ';' | '…');
        for piece in chunk.split(split) {
            let source = at..at + piece.len();
            at += piece.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
            let folded = fold(piece);
            if !folded.is_empty() {
                pieces.push(Raw { text: folded, source, ends: None });
            }
        }
        if let Some(last) = pieces.last_mut() {
            last.ends = ends;
        } else if let (Some(mark), Some(last)) = (ends, raws.last_mut()) {
            last.ends = last.ends.or(Some(mark));
        }
        raws.extend(pieces);
    }
    raws
}

/// The parts of `text` between blanks, each with its place.
fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(char::is_whitespace)
        .map(move |chunk| {
            let start = at;
            // A blank may be more than one byte.
            at += chunk.len()
                + text.get(start + chunk.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            (start, chunk)
        })
        .filter(|(_, chunk)| !chunk.is_empty())
}

fn sentence_end(chunk: &str) -> Option<char> {
    let tail = chunk.trim_end_matches(['"', '\'', ')', '”', '’']);
    let mark = tail.chars().next_back().filter(|c| matches!(c, '.' | '?' | '!' | '…'))?;
    if tail.ends_with("...") || tail.ends_with('…') {
        return Some('.');
    }
    if mark == '.' {
        let word: String = tail.trim_end_matches('.').to_lowercase();
        let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        if is_initial || ABBREVIATIONS.contains(&word.as_str()) || word.contains('.') && word.len() <= 4 {
            return None;
        }
    }
    Some(mark)
}

/// Lower-case ASCII letters, digits, apostrophes and what prices, times and placeholders need.
fn fold(piece: &str) -> String {
    let folded: String = piece
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .filter_map(|c| match c {
            '’' | '‘' | '`' => Some('\''),
            'ß' => Some('s'),
            '$' | '£' | '€' | '[' | ']' | ':' | '\'' | '.' => Some(c),
            c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
            // A letter of another script still is a letter: it keeps words apart.
            c if c.is_alphanumeric() => Some('x'),
            _ => None,
        })
        .collect();
    let trimmed = folded.trim_matches(['.', ':']);
    if trimmed.bytes().any(|b| b.is_ascii_alphanumeric()) { trimmed.to_owned() } else { String::new() }
}

/// A sentence in the making.
struct Builder {
    turn: usize,
    words: Vec<(String, Range<usize>)>,
    has_question_mark: bool,
}

impl Builder {
    fn new(turn: usize) -> Self {
        Self { turn, words: Vec::new(), has_question_mark: false }
    }

    fn last_word(&self) -> Option<&str> {
        self.words.last().map(|(word, _)| word.as_str())
    }

    fn push(&mut self, word: &str, source: Range<usize>) {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if !word.is_empty() {
            self.words.push((word, source));
        }
    }

    fn push_clock_time(&mut self, source: Range<usize>) {
        self.push("oclock", source);
    }

    fn build(self) -> Vec<Sentence> {
        let mut cuts = vec![0];
        if self.words.len() > LONG_SENTENCE {
            let mut last = 0;
            for (i, (word, _)) in self.words.iter().enumerate() {
                let leaves_enough = i - last >= SHORTEST_CUT && self.words.len() - i >= 3;
                if leaves_enough && STARTERS.contains(&word.as_str()) {
                    cuts.push(i);
                    last = i;
                }
            }
        }
        cuts.push(self.words.len());
        let n_parts = cuts.len() - 1;
        cuts.windows(2)
            .enumerate()
            .filter_map(|(part, cut)| {
                let (&start, &end) = (cut.first()?, cut.get(1)?);
                let words = self.words.get(start..end).filter(|words| !words.is_empty())?;
                // Only the last part is known to be what the question mark stands behind.
                Some(sentence(self.turn, words, self.has_question_mark && part + 1 == n_parts))
            })
            .collect()
    }
}

fn sentence(turn: usize, words: &[(String, Range<usize>)], has_question_mark: bool) -> Sentence {
    let mut text = String::new();
    let mut placed = Vec::with_capacity(words.len());
    for (word, source) in words {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        placed.push(Placed { text: start..text.len(), source: source.clone() });
    }
    Sentence { turn, text, has_question_mark, is_unfinished: false, words: placed }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        sentences_of(0, text).into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn sentences_are_plain_words() {
        assert_eq!(
            texts("Um, we don't do one-offs. Mr. Marsh can't see you at 10:30 a.m., okay? It's $85."),
            ["we do not do one offs", "mr marsh can not see you at 10 oclock okay", "it is 85 dollars"]
        );
        assert_eq!(
            texts("Could you do 2pm? Oh four nine one, [number:10]."),
            ["could you do 2 oclock", "four nine one maskednumber"]
        );
        assert_eq!(texts("Sinéad — it’s gone..."), ["sinead it is gone"]);
    }

    #[test]
    fn a_long_run_without_punctuation_is_cut_before_a_new_thought() {
        let said = "yeah we only go out to the agreement schools these days and we used to do the odd one here \
                    and there but we quit that so i can not send anybody to you today";
        assert!(texts(said).len() > 1);
    }

    #[test]
    fn words_know_where_they_were_said() {
        let text = "Well, y'all can't come in.";
        let sentence = sentences_of(0, text).remove(0);
        let at = sentence.text.find("can not").unwrap();
        assert_eq!(&text[sentence.source_of(&(at..at + 7))], "can't");
    }

    proptest! {
        #[test]
        fn sources_lie_on_character_borders(text in "\\PC{0,60}") {
            for sentence in sentences_of(0, &text) {
                prop_assert!(text.get(sentence.source()).is_some());
                prop_assert!(sentence.text.is_ascii());
            }
        }
    }
}
