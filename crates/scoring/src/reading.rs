//! A conversation as the scorer reads it: sentences, and whose voice each turn is.

use std::ops::Range;

use ringcheck_call::{Evidence, SearchedSpan, Side, Speaker, Turn};

use crate::{
    cues::Cue,
    roles,
    text::{Sentence, sentences_of},
};

/// A quote of more words than this is cut down to the words around what decided.
const LONG_QUOTE: usize = 32;

/// Words kept on each side of what decided in a long sentence.
const QUOTE_MARGIN: usize = 8;

/// Below this, in thousandths, a single word is doubted.
const DOUBTED_WORD: u16 = 500;

/// Words that are a no, and those that a "not" hangs on: "can" for "can't", "do" for "don't".
const NEGATABLE: &[&str] = &[
    "not", "no", "never", "without", "unless", "only", "can", "cant", "cannot", "could", "couldnt", "do", "dont",
    "does", "doesnt", "did", "didnt", "will", "wont", "would", "wouldnt", "is", "isnt", "are", "arent", "have",
    "havent", "need", "neednt", "any", "none",
];

fn turns_on_negation(word: &str) -> bool {
    let bare: String = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    NEGATABLE.contains(&bare.as_str())
}

/// Whose voice a turn is, for judging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// A live person of the business.
    Agent,
    /// The caller.
    Caller,
    /// A menu, queue message, voicemail greeting, bot or notice.
    Recorded,
}

/// A conversation cut into sentences.
pub(crate) struct Reading<'a> {
    /// The turns, as given.
    pub(crate) turns: &'a [Turn],
    /// All sentences, in order.
    pub(crate) sentences: Vec<Sentence>,
    /// Whether who spoke had to be told from the wording, for at least one turn.
    pub(crate) is_estimated: bool,
    voices: Vec<Voice>,
    of_turn: Vec<Range<usize>>,
    is_doubtful: Vec<bool>,
}

impl<'a> Reading<'a> {
    /// Reads `turns`; `doubtful` are the numbers of turns that the recognizer itself doubts.
    pub(crate) fn new(turns: &'a [Turn], doubtful: &[usize]) -> Self {
        let mut sentences = Vec::new();
        let mut of_turn = Vec::with_capacity(turns.len());
        for (i, turn) in turns.iter().enumerate() {
            let first = sentences.len();
            sentences.extend(sentences_of(i, turn.text()));
            of_turn.push(first..sentences.len());
        }
        let known: Vec<Option<Voice>> = turns.iter().map(known_voice).collect();
        let is_estimated = known.iter().any(Option::is_none);
        let voices = roles::estimate(&known, &sentences, &of_turn);
        let is_doubtful = (0..turns.len()).map(|i| doubtful.contains(&i)).collect();
        Self { turns, sentences, is_estimated, voices, of_turn, is_doubtful }
    }

    /// Whose voice turn `turn` is.
    pub(crate) fn voice(&self, turn: usize) -> Voice {
        self.voices.get(turn).copied().unwrap_or(Voice::Recorded)
    }

    /// Whose voice the sentence is.
    pub(crate) fn voice_of_sentence(&self, sentence: usize) -> Voice {
        self.sentences.get(sentence).map_or(Voice::Recorded, |s| self.voice(s.turn))
    }

    /// The sentences of turn `turn`.
    pub(crate) fn sentences_of(&self, turn: usize) -> Range<usize> {
        self.of_turn.get(turn).cloned().unwrap_or(0..0)
    }

    /// The turn of sentence `sentence`.
    pub(crate) fn turn_of(&self, sentence: usize) -> usize {
        self.sentences.get(sentence).map_or(0, |s| s.turn)
    }

    /// The turns of `voice`, in order.
    pub(crate) fn turns_of(&self, voice: Voice) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.turns.len()).filter(move |i| self.voice(*i) == voice && !self.sentences_of(*i).is_empty())
    }

    /// Whether the recognizer doubts turn `turn`.
    pub(crate) fn is_doubtful(&self, turn: usize) -> bool {
        self.is_doubtful.get(turn).copied().unwrap_or(false)
    }

    /// Whether there is evidence, and the recognizer doubts all of it.
    pub(crate) fn all_doubtful(&self, evidence: &[Evidence]) -> bool {
        !evidence.is_empty() && evidence.iter().all(|e| self.is_doubtful(e.turn))
    }

    /// The sentence around `cue` as evidence, or the words around what decided where it is long.
    pub(crate) fn quote(&self, cue: &Cue) -> Option<Evidence> {
        let sentence = self.sentences.get(cue.sentence)?;
        if sentence.n_words() <= LONG_QUOTE {
            return self.quote_source(sentence.turn, sentence.source());
        }
        let text = &sentence.text;
        let start = text.get(..cue.range.start)?.rmatch_indices(' ').nth(QUOTE_MARGIN).map_or(0, |(at, _)| at + 1);
        let end = text
            .get(cue.range.end..)?
            .match_indices(' ')
            .nth(QUOTE_MARGIN)
            .map_or(text.len(), |(at, _)| cue.range.end + at);
        self.quote_source(sentence.turn, sentence.source_of(&(start..end)))
    }

    /// Bytes of a turn as evidence.
    pub(crate) fn quote_source(&self, turn: usize, source: Range<usize>) -> Option<Evidence> {
        self.turns.get(turn)?.quote(turn, source)
    }

    /// A whole turn as evidence, or its first sentence where it is long.
    pub(crate) fn quote_turn(&self, turn: usize) -> Option<Evidence> {
        let sentences = self.sentences_of(turn);
        let first = self.sentences.get(sentences.start).filter(|_| !sentences.is_empty())?;
        let n_words: usize = self.sentences.get(sentences)?.iter().map(Sentence::n_words).sum();
        if n_words <= LONG_QUOTE {
            self.turns.get(turn)?.quote_all(turn)
        } else {
            self.quote_source(turn, first.source())
        }
    }

    /// Whether the recognizer doubts a word of `quote` that makes a no, or that a missed "not" would turn into one.
    pub(crate) fn is_negation_doubtful(&self, quote: &Evidence) -> bool {
        let Some(turn) = self.turns.get(quote.turn) else { return false };
        let Some(at) = turn.text().find(&quote.quote) else { return false };
        let quoted = at..at + quote.quote.len();
        turn.words().iter().any(|word| {
            let is_within = word.bytes.start >= quoted.start && word.bytes.end <= quoted.end;
            let is_doubted = word.probability.thousandths() < DOUBTED_WORD;
            is_within && is_doubted && turn.text().get(word.bytes.clone()).is_some_and(turns_on_negation)
        })
    }

    /// Whether the recognizer doubts a word of turn `turn` whose bytes `is_meant`.
    pub(crate) fn has_doubted_word(&self, turn: usize, is_meant: impl Fn(&Range<usize>) -> bool) -> bool {
        let words = self.turns.get(turn).map_or(&[][..], Turn::words);
        words.iter().any(|word| word.probability.thousandths() < DOUBTED_WORD && is_meant(&word.bytes))
    }

    /// From the first to the last turn, as what was searched in vain.
    pub(crate) fn searched(&self) -> Option<SearchedSpan> {
        let last_turn = self.turns.len().checked_sub(1)?;
        Some(SearchedSpan {
            first_turn: 0,
            last_turn,
            start_ms: self.turns.iter().find_map(Turn::start_ms),
            end_ms: self.turns.iter().filter_map(Turn::end_ms).max(),
        })
    }
}

/// Whose voice a turn is, where that is known without reading it.
fn known_voice(turn: &Turn) -> Option<Voice> {
    match (turn.speaker, turn.side()) {
        (Speaker::RecordedVoice, _) => Some(Voice::Recorded),
        (Speaker::Agent, _) | (Speaker::Unknown, Side::Business) => Some(Voice::Agent),
        (Speaker::Caller, _) | (Speaker::Unknown, Side::Caller) => Some(Voice::Caller),
        (Speaker::Unknown, Side::Unknown) => None,
    }
}
