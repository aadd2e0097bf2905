//! Text to word pieces, as BERT's uncased vocabularies are read.
//!
//! The steps are those of BERT's own tokenizer (<https://github.com/google-research/bert>, `tokenization.py`): what cannot
//! be seen is dropped, accents are stripped, letters made small, punctuation set apart, and each word is cut into the
//! longest pieces that the vocabulary holds, from its start. Names of special tokens within a text are punctuation and
//! letters like any others, so a transcript cannot break out of its place.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::weights::ModelError;

/// A longer word is unknown as a whole, as in BERT.
const LONGEST_WORD_CHARS: usize = 100;

/// What marks a piece that continues a word, in the file of the vocabulary.
const CONTINUES: &str = "##";

/// A piece of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The row of the word embeddings.
    pub(crate) number: u32,
    /// Whether the piece continues the word of the piece before it.
    pub(crate) continues: bool,
}

/// A vocabulary, and how text is cut into its pieces.
pub(crate) struct WordPieces {
    starts: HashMap<&'static str, u32>,
    continuations: HashMap<&'static str, u32>,
    longest_bytes: usize,
    pub(crate) unknown: u32,
    pub(crate) first: u32,
    pub(crate) separator: u32,
}

impl WordPieces {
    /// Reads a vocabulary: one token a line, numbered from 0.
    pub(crate) fn read(vocabulary: &'static str) -> Result<Self, ModelError> {
        let mut starts = HashMap::new();
        let mut continuations = HashMap::new();
        for (token, number) in vocabulary.lines().zip(0..) {
            match token.strip_prefix(CONTINUES) {
                // The sign alone is the token of a hash.
                Some(rest) if !rest.is_empty() => continuations.insert(rest, number),
                _ => starts.insert(token, number),
            };
        }
        let special = |name: &'static str| starts.get(name).copied().ok_or(ModelError::MissingToken { name });
        Ok(Self {
            unknown: special("[UNK]")?,
            first: special("[CLS]")?,
            separator: special("[SEP]")?,
            longest_bytes: starts.keys().chain(continuations.keys()).map(|piece| piece.len()).max().unwrap_or(0),
            starts,
            continuations,
        })
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() + self.continuations.len()
    }

    /// The pieces of `text`, without special tokens.
    pub(crate) fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for word in normalized(text).split_whitespace() {
            for part in split_at_punctuation(word) {
                self.cut(part, &mut pieces);
            }
        }
        pieces
    }

    fn cut(&self, word: &str, pieces: &mut Vec<Piece>) {
        let word_start = pieces.len();
        let mut rest = word;
        while !rest.is_empty() && word.chars().count() <= LONGEST_WORD_CHARS {
            let continues = pieces.len() > word_start;
            let known = if continues { &self.continuations } else { &self.starts };
            let found = (1..=rest.len().min(self.longest_bytes))
                .rev()
                .filter_map(|bytes| rest.split_at_checked(bytes))
                .find_map(|(piece, after)| known.get(piece).map(|&number| (number, after)));
            let Some((number, after)) = found else { break };
            pieces.push(Piece { number, continues });
            rest = after;
        }
        if !rest.is_empty() {
            pieces.truncate(word_start);
            pieces.push(Piece { number: self.unknown, continues: false });
        }
    }
}

/// Small letters without accents, one kind of white space, and ideographs apart from each other.
fn normalized(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\t' | '\n' | '\r') || character.is_whitespace() {
            clean.push(' ');
        } else if character == '\u{fffd}' || character.general_category_group() == GeneralCategoryGroup::Other {
            // Neither seen nor heard.
        } else if is_ideograph(character) {
            clean.extend([' ', character, ' ']);
        } else {
            clean.push(character);
        }
    }
    clean
        .nfd()
        .filter(|character| character.general_category() != GeneralCategory::NonspacingMark)
        .flat_map(char::to_lowercase)
        .collect()
}

/// The word's runs of other characters and each of its signs of punctuation, in order.
fn split_at_punctuation(word: &str) -> impl Iterator<Item = &str> {
    word.split_inclusive(is_punctuation).flat_map(|part| {
        let sign = part.chars().next_back().filter(|&character| is_punctuation(character));
        let (before, sign) = part.split_at(part.len() - sign.map_or(0, char::len_utf8));
        [before, sign].into_iter().filter(|part| !part.is_empty())
    })
}

/// Every sign of ASCII that is neither letter nor digit counts, also `$`, `+` and the like; beyond ASCII, what Unicode says.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation() || character.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// The blocks that BERT reads sign by sign: CJK Unified Ideographs, their extensions A to E, and compatibility ideographs.
fn is_ideograph(character: char) -> bool {
    matches!(u32::from(character),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F | 0x2B740..=0x2B81F
        | 0x2B820..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::VOCABULARY as VOCABULARY_OF_MODEL;

    const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n#\nun\n##want\n##ed\nwant\ncafe\n'\n[\n]\nsep\n£\n##£";

    fn pieces(text: &str) -> Vec<&'static str> {
        let tokens: Vec<&str> = VOCABULARY.lines().collect();
        numbers(&WordPieces::read(VOCABULARY).unwrap().pieces(text)).into_iter().map(|number| tokens[number]).collect()
    }

    fn numbers(pieces: &[Piece]) -> Vec<usize> {
        pieces.iter().map(|piece| usize::try_from(piece.number).unwrap()).collect()
    }

    #[test]
    fn a_word_is_cut_into_the_longest_pieces_from_its_start() {
        assert_eq!(pieces("Unwanted, want"), ["un", "##want", "##ed", "[UNK]", "want"]);
    }

    #[test]
    fn a_word_with_one_unknown_piece_is_unknown_as_a_whole() {
        assert_eq!(pieces("unwantedly"), ["[UNK]"]);
        assert_eq!(pieces(&"want".repeat(26)), ["[UNK]"]);
    }

    #[test]
    fn accents_and_invisible_characters_do_not_matter() {
        assert_eq!(pieces("CAFÉ cafe\u{301} ca\u{200b}fe \u{fffd}"), ["cafe", "cafe", "cafe"]);
    }

    #[test]
    fn signs_of_money_are_no_punctuation() {
        assert_eq!(pieces("£ want£"), ["£", "want", "##£"]);
    }

    #[test]
    fn names_of_special_tokens_are_mere_text() {
        assert_eq!(pieces("[SEP]'#"), ["[", "sep", "]", "'", "#"]);
    }

    #[test]
    fn awkward_text_has_the_pieces_of_the_reference() {
        let reference: serde_json::Value = serde_json::from_str(include_str!("../tests/data/reference.json")).unwrap();
        let tokens: Vec<&str> = VOCABULARY_OF_MODEL.lines().collect();
        let words = WordPieces::read(VOCABULARY_OF_MODEL).unwrap();
        for case in reference["pieces"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap();
            let found: Vec<&str> = numbers(&words.pieces(text)).into_iter().map(|number| tokens[number]).collect();
            let expected: Vec<&str> =
                case["tokens"].as_array().unwrap().iter().map(|token| token.as_str().unwrap()).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn ten_thousand_words_are_cut_one_like_the_other() {
        let words = WordPieces::read(VOCABULARY_OF_MODEL).unwrap();
        let once = words.pieces("They wouldn't reschedule. ");
        assert_eq!(words.pieces(&"They wouldn't reschedule. ".repeat(10_000)), once.repeat(10_000));
    }

    #[test]
    fn a_vocabulary_without_special_tokens_is_refused() {
        assert!(WordPieces::read("[UNK]\n[CLS]\nwant").is_err());
    }

    proptest! {
        #[test]
        fn white_space_always_parts_pieces(before in any::<String>(), after in any::<String>()) {
            let words = WordPieces::read(VOCABULARY).unwrap();
            let apart = [words.pieces(&before), words.pieces(&after)].concat();
            prop_assert_eq!(words.pieces(&format!("{before} {after}")), apart);
        }

        #[test]
        fn case_does_not_matter(text in "[ -~]{0,60}") {
            let words = WordPieces::read(VOCABULARY).unwrap();
            prop_assert_eq!(words.pieces(&text.to_uppercase()), words.pieces(&text));
        }
    }
}
