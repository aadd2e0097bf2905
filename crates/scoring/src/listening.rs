//! What was said, sentence by sentence: for those who judge what no rubric asks, such as which question brought an answer.

use std::ops::Range;

use ringcheck_call::{Evidence, Turn};
use ringcheck_meaning::Embedding;

use crate::{cues::has_form_of_question, heard::Heard, reading::Voice, rubric::SaidBy};

/// A sentence of a turn.
#[derive(Clone, Copy, Debug)]
pub struct SaidSentence<'h> {
    /// The turn's number, counted from 0.
    pub turn: usize,
    /// Who said it.
    pub said_by: SaidBy,
    /// The words, as in the turn's text.
    pub text: &'h str,
    /// Where they stand: the first byte of the turn's text, and the one behind the last.
    pub bytes: (usize, usize),
    /// Whether it is a question, with or without a question mark, or is to be confirmed.
    pub is_question: bool,
    /// Whether a recognizer wrote it. Its punctuation is a guess then: a question may lack its mark, and a sentence hold two.
    pub is_recognized: bool,
}

impl Heard<'_> {
    /// All sentences, in order. Sentences without a word are none.
    #[must_use]
    pub fn said(&self) -> Vec<SaidSentence<'_>> {
        let sentences = self.reading.sentences.iter();
        let said = sentences.filter_map(|sentence| {
            let source = sentence.source();
            let turn = self.reading.turns.get(sentence.turn)?;
            let text = turn.text().get(source.clone())?;
            Some(SaidSentence {
                turn: sentence.turn,
                said_by: said_by(self.reading.voice(sentence.turn)),
                text,
                bytes: (source.start, source.end),
                is_question: has_form_of_question(sentence),
                is_recognized: turn.confidence().is_some(),
            })
        });
        said.collect()
    }

    /// Who says each turn: somebody of the business, the caller or a recorded voice.
    #[must_use]
    pub fn voices(&self) -> Vec<SaidBy> {
        (0..self.reading.turns.len()).map(|turn| said_by(self.reading.voice(turn))).collect()
    }

    /// How probable it is that turn `turn` holds the built-in cue `cue`, from 0 to 1 in steps of a thousandth.
    #[must_use]
    pub fn probability_of_cue(&self, turn: usize, cue: &str) -> f64 {
        f64::from(self.cue(turn, cue)) / 1000.0
    }

    /// Whether the recognizer doubts turn `turn`.
    #[must_use]
    pub fn is_turn_doubtful(&self, turn: usize) -> bool {
        self.reading.is_doubtful(turn)
    }

    /// What each of `texts` means, in their order.
    #[must_use]
    pub fn meanings_of(&self, texts: &[&str]) -> Vec<Embedding> {
        self.model().embed(texts)
    }

    /// What was said in turn `turn`; `None` where there is no such turn.
    #[must_use]
    pub fn text_of(&self, turn: usize) -> Option<&str> {
        self.reading.turns.get(turn).map(Turn::text)
    }

    /// The bytes `range` of turn `turn` as evidence; `None` where there are no such words.
    #[must_use]
    pub fn quote_of(&self, turn: usize, range: Range<usize>) -> Option<Evidence> {
        self.reading.turns.get(turn).and_then(|said: &Turn| said.quote(turn, range))
    }
}

const fn said_by(voice: Voice) -> SaidBy {
    match voice {
        Voice::Agent => SaidBy::Agent,
        Voice::Caller => SaidBy::Caller,
        Voice::Recorded => SaidBy::Recorded,
    }
}
