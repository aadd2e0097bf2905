//! Whisper's tokens to words.
//!
//! Whisper's tokens are parts of words in bytes; a word starts with the token that starts with a blank.

use ringcheck_call::{Probability, Word};

/// A text token as Whisper gives it, with times in the window.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// The token's bytes; a character may be split between two tokens.
    pub(crate) bytes: Vec<u8>,
    /// Start in the window, in milliseconds.
    pub(crate) start_ms: u64,
    /// End in the window, in milliseconds.
    pub(crate) end_ms: u64,
    /// Whisper's probability for it.
    pub(crate) probability: f32,
}

/// Joins tokens to words; times stay in the window, in order and non-negative in length.
///
/// A word's probability is the mean of its tokens'. Punctuation that Whisper gives a token of its own joins the word
/// before it.
pub(crate) fn join_tokens(tokens: &[Token]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut bytes: Vec<u8> = Vec::new();
    let mut open: Option<(u64, u64, f64, u32)> = None;
    let mut last_end = 0;
    let mut close = |bytes: &mut Vec<u8>, open: &mut Option<(u64, u64, f64, u32)>| {
        let Some((start, end, sum, n)) = open.take() else { return };
        let text = String::from_utf8_lossy(bytes).trim().to_owned();
        bytes.clear();
        if text.is_empty() {
            return;
        }
        let is_punctuation = !text.chars().any(char::is_alphanumeric);
        if let Some(word) = words.last_mut().filter(|_| is_punctuation) {
            word.text.push_str(&text);
            return;
        }
        let start_ms = start.max(last_end);
        let end_ms = end.max(start_ms);
        last_end = end_ms;
        words.push(Word { start_ms, end_ms, text, probability: Probability::new(sum / f64::from(n)) });
    };
    for token in tokens {
        if token.bytes.first() == Some(&b' ') {
            close(&mut bytes, &mut open);
        }
        let is_spoken_yet = bytes.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
        let (start, end, sum, n) = match open {
            // A mark before the word, as in "$150", has no sound: the word starts with its first figure.
            Some((_, _, sum, n)) if !is_spoken_yet => (token.start_ms, token.end_ms, sum, n),
            Some(open) => open,
            None => (token.start_ms, token.end_ms, 0.0, 0),
        };
        open = Some((start, end.max(token.end_ms), sum + f64::from(token.probability), n + 1));
        bytes.extend_from_slice(&token.bytes);
    }
    close(&mut bytes, &mut open);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str, start_ms: u64, end_ms: u64) -> Token {
        Token { bytes: text.as_bytes().to_vec(), start_ms, end_ms, probability: 0.5 }
    }

    #[test]
    fn sub_word_tokens_become_one_word() {
        let words =
            join_tokens(&[token(" Pr", 0, 100), token("uitt", 100, 300), token(",", 300, 310), token(" hi", 400, 500)]);
        let texts: Vec<_> = words.iter().map(|w| (w.text.as_str(), w.start_ms, w.end_ms)).collect();
        assert_eq!(texts, [("Pruitt,", 0, 310), ("hi", 400, 500)]);
    }

    #[test]
    fn punctuation_with_a_blank_joins_the_word_before() {
        let words = join_tokens(&[token(" so", 0, 100), token(" -", 100, 110), token(" what", 120, 300)]);
        assert_eq!(words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), ["so-", "what"]);
    }

    #[test]
    fn a_character_split_between_tokens_is_whole_again() {
        let words = join_tokens(&[
            Token { bytes: vec![b' ', 0xc3], start_ms: 0, end_ms: 1, probability: 1.0 },
            Token { bytes: vec![0xa9], start_ms: 1, end_ms: 2, probability: 1.0 },
        ]);
        assert_eq!(words[0].text, "é");
    }

    #[test]
    fn a_word_starts_with_its_first_sound_not_with_a_mark() {
        let words = join_tokens(&[token(" only", 0, 300), token(" $", 300, 300), token("150", 900, 1200)]);
        assert_eq!((words[1].text.as_str(), words[1].start_ms), ("$150", 900));
    }

    #[test]
    fn times_never_run_backwards() {
        let words = join_tokens(&[token(" a", 100, 300), token(" b", 200, 150), token(" c", 0, 0)]);
        assert!(words.windows(2).all(|w| w[0].end_ms <= w[1].start_ms));
        assert!(words.iter().all(|w| w.start_ms <= w.end_ms));
    }
}
