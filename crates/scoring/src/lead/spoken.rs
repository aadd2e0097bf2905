//! Digits in what was said: as figures ("512-555-0134"), as words ("five one two", "double five", "oh one thirty-four").
//!
//! This reads the turn's own text and not the scorer's sentences, which drop "oh" as a sound.

use std::ops::Range;

/// Sounds and words between two digits that belong to saying a number.
const FILLERS: &[&str] =
    &["um", "uh", "er", "erm", "em", "eh", "ah", "hmm", "mm", "dash", "hyphen", "space", "then", "and", "area", "code"];

/// How many of them there may be in a row.
const MAX_FILLERS: usize = 3;

/// Words that take back what was said just before.
const TAKES_BACK: &[&str] =
    &["no", "not", "sorry", "wait", "oops", "whoops", "scratch", "strike", "correction", "actually", "rather", "mean"];

/// Words beside them, until the right digits come.
const BESIDE: &[&str] = &[
    "i", "oh", "that", "that's", "thats", "it", "it's", "its", "is", "make", "my", "hang", "on", "hold", "let", "me",
    "start", "again", "over", "a", "sec", "second", "the", "last", "bit", "part", "one", "bad", "wrong", "excuse",
    "should", "be", "ends", "in", "ending",
];

/// How many words a correction may take before the right digits come.
const LONGEST_CORRECTION: usize = 10;

/// Digits that were said together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) digits: String,
    /// The bytes of the turn.
    pub(super) source: Range<usize>,
}

/// A number as it was said: groups, and where they were taken back, what came instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own about how the number was said")]
pub(super) struct Spoken {
    /// What was said first, and each correction of it. No part is empty.
    pub(super) parts: Vec<Vec<Group>>,
    /// Whether a plus was said before it.
    pub(super) has_plus: bool,
    /// Whether it begins by taking back what was said before it in another turn.
    pub(super) takes_back: bool,
    /// Whether nothing but fillers comes before it in the turn.
    pub(super) is_first: bool,
    /// Whether nothing but fillers comes after it in the turn.
    pub(super) is_last: bool,
    /// The words just before it in its sentence, the nearest last, in lower case.
    pub(super) before: Vec<String>,
    /// The word after it.
    pub(super) after: Option<String>,
}

impl Spoken {
    /// The bytes of the turn from its first to its last digit.
    pub(super) fn source(&self) -> Range<usize> {
        let mut groups = self.parts.iter().flatten();
        let Some(first) = groups.next() else { return 0..0 };
        first.source.start..groups.next_back().unwrap_or(first).source.end
    }

    /// How many digits were said.
    pub(super) fn n_digits(&self) -> usize {
        self.parts.iter().flatten().map(|group| group.digits.len()).sum()
    }
}

/// How many words before a number are kept.
const WORDS_BEFORE: usize = 12;

/// A word of a turn, in lower case, and the marks that stand between it and the one before.
struct Word {
    text: String,
    source: Range<usize>,
    marks: String,
}

impl Word {
    fn is_close(&self) -> bool {
        self.marks.chars().all(|mark| matches!(mark, ' ' | '-' | '\u{2010}' | '\u{2011}' | '(' | ')'))
    }

    fn ends_sentence_before(&self) -> bool {
        self.marks.contains(['.', '?', '!', '…'])
    }
}

/// What a word is to a number.
enum Piece {
    /// Digits; whether they stand apart from those before.
    Digits { digits: String, is_apart: bool },
    /// A sound between digits.
    Filler,
    /// A plus before a number.
    Plus,
    /// Anything else.
    Other,
}

/// The numbers in `text`, in order, of any length.
pub(super) fn numbers_in(text: &str) -> Vec<Spoken> {
    let words = words_of(text);
    let mut found: Vec<Spoken> = Vec::new();
    let mut at = 0;
    let mut free_from = 0;
    while at < words.len() {
        let (piece, n_words) = piece_at(&words, at);
        if !matches!(piece, Piece::Digits { .. }) {
            at += n_words;
            continue;
        }
        let start = at;
        let (parts, end) = parts_from(&words, start);
        let lead_in = lead_in_of(&words, free_from, start);
        let is_sound = |word: &Word| FILLERS.contains(&word.text.as_str());
        found.push(Spoken {
            parts,
            has_plus: start.checked_sub(1).is_some_and(|before| words[before].text == "plus")
                || words[start].marks.ends_with('+'),
            takes_back: lead_in.takes_back,
            is_first: lead_in.is_first,
            is_last: words[end..].iter().all(is_sound),
            before: before(&words[..=start]),
            after: words.get(end).map(|word| word.text.clone()),
        });
        at = end;
        free_from = end;
    }
    found
}

/// The words before the last of `words` in its sentence.
fn before(words: &[Word]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (word, next) in words.iter().zip(words.iter().skip(1)).rev().take(WORDS_BEFORE) {
        if next.ends_sentence_before() {
            break;
        }
        found.insert(0, word.text.clone());
    }
    found
}

/// How a number begins in its turn.
struct LeadIn {
    takes_back: bool,
    is_first: bool,
}

fn lead_in_of(words: &[Word], free_from: usize, start: usize) -> LeadIn {
    let before = &words[free_from..start];
    let is = |list: &[&str], word: &Word| list.contains(&word.text.as_str());
    let takes_back = before.len() <= LONGEST_CORRECTION
        && before.iter().any(|word| is(TAKES_BACK, word))
        && before.iter().all(|word| is(TAKES_BACK, word) || is(BESIDE, word) || is(FILLERS, word));
    let is_open = |word: &Word| is(FILLERS, word) || ["oh", "okay", "ok", "yeah", "yes", "yep"].contains(&&*word.text);
    LeadIn { takes_back: free_from == 0 && takes_back, is_first: free_from == 0 && before.iter().all(is_open) }
}

/// The number that begins with word `start`, and the word behind it.
fn parts_from(words: &[Word], start: usize) -> (Vec<Vec<Group>>, usize) {
    let mut parts: Vec<Vec<Group>> = vec![Vec::new()];
    let (mut at, mut end) = (start, start);
    let mut n_fillers = 0;
    // Words of a correction since the last digits; `None` where nothing is being taken back.
    let mut correction: Option<usize> = None;
    while at < words.len() {
        let (piece, n_words) = piece_at(words, at);
        let word = words[at].text.as_str();
        match piece {
            Piece::Digits { digits, is_apart } => {
                let source = words[at].source.start..words[at + n_words - 1].source.end;
                if correction.take().is_some() {
                    parts.push(Vec::new());
                }
                let Some(part) = parts.last_mut() else { break };
                match part.last_mut() {
                    Some(group) if !is_apart && n_fillers == 0 => {
                        group.digits.push_str(&digits);
                        group.source.end = source.end;
                    }
                    _ => part.push(Group { digits, source }),
                }
                n_fillers = 0;
                at += n_words;
                end = at;
                continue;
            }
            Piece::Filler if n_fillers < MAX_FILLERS => n_fillers += 1,
            _ if TAKES_BACK.contains(&word) => correction = Some(correction.unwrap_or(0) + 1),
            _ if BESIDE.contains(&word) && correction.is_some_and(|n| n < LONGEST_CORRECTION) => {
                correction = correction.map(|n| n + 1);
            }
            // "I mean", "oh sorry".
            _ if BESIDE.contains(&word) && words.get(at + 1).is_some_and(|next| TAKES_BACK.contains(&&*next.text)) => {}
            _ => break,
        }
        at += n_words;
    }
    (parts, end)
}

/// What the words from `at` on are, and how many of them.
fn piece_at(words: &[Word], at: usize) -> (Piece, usize) {
    let word = &words[at];
    let text = word.text.as_str();
    let next = words.get(at + 1);
    let digits = |digits: String, n_words| (Piece::Digits { digits, is_apart: !word.is_close() }, n_words);
    if let Some(times) = match text {
        "double" => Some(2),
        "triple" | "treble" => Some(3),
        _ => None,
    } {
        return match next.and_then(|next| one_digit(&next.text)) {
            Some(digit) => digits(digit.to_string().repeat(times), 2),
            None => (Piece::Other, 1),
        };
    }
    if matches!(text, "oh" | "o") {
        // A digit only among digits: "Oh. Five people" begins with a sound.
        let is_before = next.is_some_and(|next| next.is_close() && is_digit_word(&next.text));
        let is_behind = at > 0 && !word.ends_sentence_before() && is_digit_word(&words[at - 1].text);
        return if is_before || is_behind { digits("0".to_owned(), 1) } else { (Piece::Other, 1) };
    }
    if let Some(digit) = one_digit(text) {
        let rest = next.map_or("", |next| next.text.as_str());
        let behind = words.get(at + 2).map_or("", |word| word.text.as_str());
        return match rest {
            // "Two hundred and twelve" is a count; "oh seven seven hundred" is not.
            "hundred" if behind == "and" || tens(behind).is_some() || teen(behind).is_some() => (Piece::Other, 2),
            "hundred" => digits(format!("{digit}00"), 2),
            "thousand" => digits(format!("{digit}000"), 2),
            _ => digits(digit.to_string(), 1),
        };
    }
    if let Some(teen) = teen(text) {
        return digits(teen.to_owned(), 1);
    }
    if let Some(tens) = tens(text) {
        return match next.filter(|next| next.is_close()).and_then(|next| one_digit(&next.text)) {
            Some(unit) if unit != '0' => digits(format!("{tens}{unit}"), 2),
            _ => digits(format!("{tens}0"), 1),
        };
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Figures of several digits were grouped by whoever wrote them.
        return (Piece::Digits { digits: text.to_owned(), is_apart: true }, 1);
    }
    if text == "plus" {
        return (Piece::Plus, 1);
    }
    if FILLERS.contains(&text) { (Piece::Filler, 1) } else { (Piece::Other, 1) }
}

fn is_digit_word(word: &str) -> bool {
    matches!(word, "oh" | "o" | "double" | "triple" | "treble" | "hundred" | "thousand")
        || one_digit(word).is_some()
        || teen(word).is_some()
        || tens(word).is_some()
        || !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn one_digit(word: &str) -> Option<char> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "naught" | "0" => '0',
        "one" | "1" => '1',
        "two" | "2" => '2',
        "three" | "3" => '3',
        "four" | "4" => '4',
        "five" | "5" => '5',
        "six" | "6" => '6',
        "seven" | "7" => '7',
        "eight" | "8" => '8',
        "nine" | "9" => '9',
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

fn tens(word: &str) -> Option<char> {
    Some(match word {
        "twenty" => '2',
        "thirty" => '3',
        "forty" => '4',
        "fifty" => '5',
        "sixty" => '6',
        "seventy" => '7',
        "eighty" => '8',
        "ninety" => '9',
        _ => return None,
    })
}

/// The words of `text`. Amounts, times, dates and addresses in figures become words that are no digits.
fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut marks = String::new();
    let mut rest = 0;
    while let Some(first) = text[rest..].chars().next() {
        let n_bytes = match text[rest..].find(|c: char| !is_of_word(c)) {
            Some(0) => {
                marks.push(if first.is_whitespace() { ' ' } else { first });
                rest += first.len_utf8();
                continue;
            }
            Some(n_bytes) => n_bytes,
            None => text.len() - rest,
        };
        let source = rest..rest + n_bytes;
        rest = source.end;
        let said = text[source.clone()].replace('’', "'").to_lowercase();
        let said = said.trim_matches('\'').to_owned();
        words.push(Word { text: said, source, marks: std::mem::take(&mut marks) });
    }
    hide_other_figures(&mut words, &marks);
    words
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’')
}

/// Makes figures that count, cost or date something no digits; `tail` is what stands behind the last word.
fn hide_other_figures(words: &mut [Word], tail: &str) {
    let is_figure = |word: &Word| !word.text.is_empty() && word.text.bytes().all(|byte| byte.is_ascii_digit());
    let mut start = 0;
    while start < words.len() {
        // Figures in one piece: nothing but one mark between them.
        let mut end = start + 1;
        while end < words.len()
            && is_figure(&words[end - 1])
            && is_figure(&words[end])
            && matches!(words[end].marks.as_str(), "." | "," | ":" | "/")
        {
            end += 1;
        }
        let is_piece = is_figure(&words[start]);
        let before = words[start].marks.clone();
        let behind = words.get(end).map_or(tail, |word| word.marks.as_str());
        let inner: Vec<&str> = words[start + 1..end].iter().map(|word| word.marks.as_str()).collect();
        let lengths: Vec<usize> = words[start..end].iter().map(|word| word.text.len()).collect();
        let is_dotted_number = inner.iter().all(|mark| *mark == ".") && matches!(lengths[..], [3, 3, 4] | [3, 4]);
        let is_other =
            before.ends_with(['$', '£', '€', '#']) || behind.starts_with('%') || end > start + 1 && !is_dotted_number;
        if is_piece && is_other {
            for word in &mut words[start..end] {
                word.text.push('#');
            }
        } else if is_piece && is_dotted_number {
            for word in &mut words[start + 1..end] {
                "-".clone_into(&mut word.marks);
            }
        }
        // A placeholder is no digits, whatever stands in it.
        if before.ends_with('[') {
            for word in &mut words[start..end] {
                word.text.push('#');
            }
        }
        start = end;
    }
    // "[number:10]" is two words.
    for at in 1..words.len() {
        if words[at].marks == ":" && words[at - 1].text.ends_with('#') {
            words[at].text.push('#');
        }
    }
}
