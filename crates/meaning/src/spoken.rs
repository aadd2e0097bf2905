//! A turn in its context, and how it becomes the model's input.
//!
//! The input is `[CLS] BEFORE [SEP] TARGET [SEP] AFTER [SEP]`, where TARGET and its `[SEP]` are marked as the part that is
//! asked about. The model was trained on exactly this form: whoever changes it must train it again.

use std::ops::Range;

use crate::{
    encoder::Input,
    wordpiece::{Piece, WordPieces},
};

/// How many turns before the target are read.
const N_TURNS_BEFORE: usize = 2;

/// The most word pieces of BEFORE: its last ones.
const N_BEFORE: usize = 28;

/// The most word pieces of TARGET, the name of who spoke included.
const N_TARGET: usize = 64;

/// The most word pieces of AFTER: its first ones.
const N_AFTER: usize = 16;

/// Who says a turn, as far as one knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpokenBy {
    /// A person of the business.
    Agent,
    /// The person who called.
    Caller,
    /// A recorded or synthetic voice: a menu, an announcement, a voicemail greeting.
    Recorded,
    /// Nobody knows.
    Unknown,
}

/// A turn and what is said around it.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    /// Who says it.
    pub by: SpokenBy,
    /// What is said, with its punctuation where there is any. A turn of any length is read whole.
    pub text: &'a str,
    /// The turns before, in the order of the call; the last two are read.
    pub before: &'a [(SpokenBy, &'a str)],
    /// The turn after, if there is one.
    pub after: Option<(SpokenBy, &'a str)>,
}

impl SpokenBy {
    /// What a turn of this voice begins with in the input.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Agent => "agent :",
            Self::Caller => "caller :",
            Self::Recorded => "recorded :",
            Self::Unknown => "unknown :",
        }
    }
}

/// The inputs that are asked about `spoken`: one, or for a long text several, each with the same context.
pub(crate) fn inputs(spoken: &Spoken<'_>, words: &WordPieces) -> Vec<Input> {
    let turn = |&(by, text): &(SpokenBy, &str)| {
        let mut pieces = words.pieces(by.prefix());
        pieces.extend(words.pieces(text));
        pieces
    };
    let before = &spoken.before[spoken.before.len().saturating_sub(N_TURNS_BEFORE)..];
    let mut before: Vec<Piece> = before.iter().flat_map(turn).collect();
    before.drain(..before.len().saturating_sub(N_BEFORE));
    let mut after: Vec<Piece> = spoken.after.iter().flat_map(turn).collect();
    after.truncate(N_AFTER);

    let prefix = words.pieces(spoken.by.prefix());
    let targets = windows(&sentences(spoken.text, words), N_TARGET - prefix.len());
    let numbers = |pieces: &[Piece]| pieces.iter().map(|piece| piece.number).collect::<Vec<_>>();
    targets
        .iter()
        .map(|target| {
            let mut tokens = vec![words.first];
            tokens.extend(numbers(&before));
            tokens.push(words.separator);
            let start = tokens.len();
            tokens.extend(numbers(&prefix));
            tokens.extend(numbers(target));
            tokens.push(words.separator);
            let target = start..tokens.len();
            tokens.extend(numbers(&after));
            tokens.push(words.separator);
            Input { tokens, marked: target.clone(), pooled: target }
        })
        .collect()
}

/// The word pieces of each sentence of `text`.
///
/// Word pieces never reach over white space, so all together they are those of the text.
fn sentences(text: &str, words: &WordPieces) -> Vec<Vec<Piece>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut last_seen = ' ';
    for (at, character) in text.char_indices() {
        if character.is_whitespace() && matches!(last_seen, '.' | '!' | '?') {
            sentences.push(words.pieces(&text[start..at]));
            start = at;
        }
        last_seen = character;
    }
    sentences.push(words.pieces(&text[start..]));
    sentences
}

/// Fills windows of at most `longest` word pieces with whole sentences; a longer sentence is cut between words, and a
/// longer word anywhere. There is at least one window.
fn windows(sentences: &[Vec<Piece>], longest: usize) -> Vec<Vec<Piece>> {
    let mut windows = Vec::new();
    let mut window: Vec<Piece> = Vec::new();
    for sentence in sentences {
        for part in parts(sentence, longest) {
            if !window.is_empty() && window.len() + part.len() > longest {
                windows.push(std::mem::take(&mut window));
            }
            window.extend_from_slice(&sentence[part]);
        }
    }
    if !window.is_empty() || windows.is_empty() {
        windows.push(window);
    }
    windows
}

/// `sentence` in parts of at most `longest`, each as long as can be.
fn parts(sentence: &[Piece], longest: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    while sentence.len() - start > longest {
        let word_start = (start + 1..=start + longest).rev().find(|&end| !sentence[end].continues);
        let end = word_start.unwrap_or(start + longest);
        parts.push(start..end);
        start = end;
    }
    parts.push(start..sentence.len());
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each word of one to three `x` has one piece a letter.
    const VOCABULARY: &str = "[UNK]\n[CLS]\n[SEP]\nagent\ncaller\n:\nx\n##x\n.\ny";

    fn words() -> WordPieces {
        WordPieces::read(VOCABULARY).unwrap()
    }

    fn read(spoken: &Spoken<'_>) -> Vec<String> {
        let tokens: Vec<&str> = VOCABULARY.lines().collect();
        let inputs = inputs(spoken, &words());
        inputs
            .iter()
            .map(|input| {
                let tokens = input.tokens.iter().map(|&token| tokens[usize::try_from(token).unwrap()]);
                tokens.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    #[test]
    fn the_last_two_turns_before_and_the_one_after_are_read() {
        let before = [(SpokenBy::Agent, "y y y"), (SpokenBy::Caller, "x"), (SpokenBy::Agent, "y")];
        let spoken = Spoken { by: SpokenBy::Caller, text: "xx.", before: &before, after: Some((SpokenBy::Agent, "x")) };
        assert_eq!(
            read(&spoken),
            ["[CLS] caller : x agent : y [SEP] caller : x ##x . [SEP] agent : x [SEP]".to_owned()]
        );
    }

    #[test]
    fn absent_context_leaves_its_separators() {
        let spoken = Spoken { by: SpokenBy::Agent, text: "", before: &[], after: None };
        assert_eq!(read(&spoken), ["[CLS] [SEP] agent : [SEP] [SEP]".to_owned()]);
    }

    #[test]
    fn the_target_and_its_separator_are_marked_and_pooled() {
        let spoken = Spoken { by: SpokenBy::Agent, text: "x", before: &[(SpokenBy::Caller, "y")], after: None };
        let inputs = inputs(&spoken, &words());
        assert_eq!((inputs[0].marked.clone(), inputs[0].pooled.clone()), (5..9, 5..9));
    }

    #[test]
    fn long_context_keeps_what_is_nearest() {
        let before = format!("y {}", "x ".repeat(N_BEFORE));
        let after = format!("{}y", "x ".repeat(N_AFTER - 2));
        let before = [(SpokenBy::Caller, before.as_str())];
        let spoken =
            Spoken { by: SpokenBy::Agent, text: "y", before: &before, after: Some((SpokenBy::Caller, &after)) };
        let (x_before, x_after) = ("x ".repeat(N_BEFORE), "x ".repeat(N_AFTER - 2));
        assert_eq!(read(&spoken), [format!("[CLS] {x_before}[SEP] agent : y [SEP] caller : {x_after}[SEP]")]);
    }

    #[test]
    fn windows_hold_whole_sentences_where_they_can() {
        // The first two fill a window, the third does not fit any more.
        let text = format!("{}x. {}x. {}x.", "x ".repeat(38), "x ".repeat(18), "y ".repeat(9));
        let spoken = Spoken { by: SpokenBy::Agent, text: &text, before: &[], after: None };
        let lengths: Vec<usize> = inputs(&spoken, &words()).iter().map(|input| input.pooled.len()).collect();
        assert_eq!(lengths, [2 + 40 + 20 + 1, 2 + 11 + 1]);
    }

    #[test]
    fn an_endless_sentence_is_cut_between_words() {
        // The word that would reach over the border moves on.
        let text = format!("{}xxx", "x ".repeat(N_TARGET - 3));
        let spoken = Spoken { by: SpokenBy::Agent, text: &text, before: &[], after: None };
        let lengths: Vec<usize> = inputs(&spoken, &words()).iter().map(|input| input.pooled.len()).collect();
        assert_eq!(lengths, [N_TARGET - 1 + 1, 2 + 3 + 1]);
    }

    proptest! {
        #[test]
        fn windows_keep_every_piece_in_order(text in "([xy]{1,90}|[.] ){0,40}", longest in 1_usize..80) {
            let words = words();
            let windows = windows(&sentences(&text, &words), longest);
            prop_assert!(windows.iter().all(|window| window.len() <= longest));
            prop_assert_eq!(windows.concat(), words.pieces(&text));
        }
    }
}
