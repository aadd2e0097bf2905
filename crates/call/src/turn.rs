//! Turns: consecutive speech of one side, and quotes from them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Evidence, Probability, Segment, Side, Speaker, Transcript, TranscriptSource, Word};

/// Silence of one side after which its next words are a new turn even if nobody else spoke.
///
/// A menu and the person who follows it share a channel; without this they would be one turn.
const TURN_GAP_MS: u64 = 1500;

/// Silence inside a segment at which the other side may come in between.
const UTTERANCE_GAP_MS: u64 = 700;

/// A word's place in its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnWord {
    /// The bytes of the turn's text.
    pub bytes: Range<usize>,
    /// When it starts.
    pub start_ms: u64,
    /// When it ends.
    pub end_ms: u64,
    /// The recognizer's probability for it.
    pub probability: Probability,
}

/// Consecutive speech of one side.
///
/// The text is exactly its words joined by single blanks, where there are words.
/// Only [`Turn::quote`] makes [`Evidence`], so evidence always is in the transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    side: Side,
    /// What kind of voice it is.
    pub speaker: Speaker,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
    text: String,
    confidence: Option<Probability>,
    #[serde(skip)]
    words: Vec<TurnWord>,
}

impl Turn {
    /// A turn of recognized words, which must be in order; `None` without words.
    #[must_use]
    pub fn from_words(side: Side, words: &[Word]) -> Option<Self> {
        let (first, last) = (words.first()?, words.last()?);
        let mut text = String::new();
        let mut placed = Vec::with_capacity(words.len());
        let mut sum: u64 = 0;
        for word in words {
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(&word.text);
            sum += u64::from(word.probability.thousandths());
            placed.push(TurnWord {
                bytes: start..text.len(),
                start_ms: word.start_ms,
                end_ms: word.end_ms,
                probability: word.probability,
            });
        }
        let mean = u16::try_from(sum / words.len() as u64).unwrap_or(1000);
        Some(Self {
            side,
            speaker: Speaker::Unknown,
            start_ms: Some(first.start_ms),
            end_ms: Some(last.end_ms.max(first.start_ms)),
            text,
            confidence: Some(Probability::from_thousandths(mean)),
            words: placed,
        })
    }

    /// A turn of given text, with or without times.
    #[must_use]
    pub fn from_text(side: Side, text: impl Into<String>, start_ms: Option<u64>, end_ms: Option<u64>) -> Self {
        Self {
            side,
            speaker: Speaker::Unknown,
            start_ms,
            end_ms,
            text: text.into(),
            confidence: None,
            words: Vec::new(),
        }
    }

    /// Which end of the line spoke.
    #[must_use]
    pub fn side(&self) -> Side {
        self.side
    }

    /// What was said.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// When the turn starts, if known.
    #[must_use]
    pub fn start_ms(&self) -> Option<u64> {
        self.start_ms
    }

    /// When the turn ends, if known.
    #[must_use]
    pub fn end_ms(&self) -> Option<u64> {
        self.end_ms
    }

    /// The mean probability of the turn's words, if recognized here.
    #[must_use]
    pub fn confidence(&self) -> Option<Probability> {
        self.confidence
    }

    /// The words and their places; empty where the transcript has none.
    #[must_use]
    pub fn words(&self) -> &[TurnWord] {
        &self.words
    }

    /// Quotes the bytes `range` of the text as evidence, widened to whole words; `turn_idx` is this turn's number.
    ///
    /// `None` if the range is empty, outside the text or not on character borders.
    #[must_use]
    pub fn quote(&self, turn_idx: usize, range: Range<usize>) -> Option<Evidence> {
        let raw = self.text.get(range.clone())?;
        if raw.trim().is_empty() {
            return None;
        }
        let before = self.text[..range.start].char_indices().rfind(|(_, c)| c.is_whitespace());
        let start = before.map_or(0, |(at, c)| at + c.len_utf8());
        let start = start + self.text[start..].len() - self.text[start..].trim_start().len();
        let end = self.text[range.end..].find(char::is_whitespace).map_or(self.text.len(), |at| range.end + at);
        let quote = self.text.get(start..end)?.trim_end();
        let (start_ms, end_ms) = self.span_of(start..end);
        Some(Evidence { turn: turn_idx, side: self.side, start_ms, end_ms, quote: quote.to_owned() })
    }

    /// Quotes the whole turn as evidence; `None` if it is blank.
    #[must_use]
    pub fn quote_all(&self, turn_idx: usize) -> Option<Evidence> {
        self.quote(turn_idx, 0..self.text.len())
    }

    /// The times of the bytes `range`: from its words where known, else the whole turn's.
    #[must_use]
    pub fn span_of(&self, range: Range<usize>) -> (Option<u64>, Option<u64>) {
        let mut inside = self.words.iter().filter(|w| w.bytes.start < range.end && range.start < w.bytes.end);
        let Some(first) = inside.next() else { return (self.start_ms, self.end_ms) };
        let last = inside.next_back().unwrap_or(first);
        (Some(first.start_ms), Some(last.end_ms.max(first.start_ms)))
    }

    /// Splits the turn before byte `at`, so that each part can have its own speaker.
    ///
    /// `at` must be the start of a word. Where there are no words, both parts keep the turn's times.
    /// Returns the turn unchanged as `Err` if either part would be blank or `at` is no character border.
    pub fn split_at(self, at: usize) -> Result<(Self, Self), Self> {
        let (Some(head), Some(tail)) = (self.text.get(..at), self.text.get(at..)) else { return Err(self) };
        if head.trim().is_empty() || tail.trim().is_empty() {
            return Err(self);
        }
        let skipped = at + tail.len() - tail.trim_start().len();
        let (head, tail) = (head.trim_end().to_owned(), tail.trim_start().to_owned());
        let n_head = self.words.partition_point(|w| w.bytes.start < at);
        let mut left = self.clone();
        left.text = head;
        left.words.truncate(n_head);
        let mut right = self;
        right.text = tail;
        right.words = right.words.split_off(n_head);
        for word in &mut right.words {
            word.bytes = word.bytes.start.saturating_sub(skipped)..word.bytes.end.saturating_sub(skipped);
        }
        for part in [&mut left, &mut right] {
            if let (Some(first), Some(last)) = (part.words.first(), part.words.last()) {
                part.start_ms = Some(first.start_ms);
                part.end_ms = Some(last.end_ms.max(first.start_ms));
            }
        }
        Ok((left, right))
    }
}

impl Transcript {
    /// The turns of this transcript, in order of start.
    ///
    /// An imported transcript's segments are its turns.
    /// In a recognized one, words of a side belong to one turn until another side speaks or the side pauses for
    /// 1.5 s; where the side is unknown each segment is a turn, since either party may have spoken it.
    #[must_use]
    pub fn turns(&self) -> Vec<Turn> {
        match self.source {
            TranscriptSource::Imported | TranscriptSource::Unrecorded => self
                .segments
                .iter()
                .filter(|s| !s.text.trim().is_empty())
                .map(|s| Turn::from_text(s.side, s.text.trim(), s.start_ms, s.end_ms))
                .collect(),
            TranscriptSource::Recognized => turns_of(&self.segments),
        }
    }
}

fn turns_of(segments: &[Segment]) -> Vec<Turn> {
    let mut utterances: Vec<(Side, u16, &[Word])> = segments.iter().flat_map(utterances_of).collect();
    utterances.sort_by_key(|(_, channel, words)| (words.first().map(|w| w.start_ms), *channel));
    let mut turns = Vec::new();
    let mut open: Option<(Side, Vec<Word>)> = None;
    for (side, _, words) in utterances {
        let joins = open.as_ref().is_some_and(|(open_side, said)| {
            let pause = match (said.last(), words.first()) {
                (Some(last), Some(next)) => next.start_ms.saturating_sub(last.end_ms),
                _ => 0,
            };
            *open_side == side && side != Side::Unknown && pause < TURN_GAP_MS
        });
        match &mut open {
            Some((_, said)) if joins => said.extend_from_slice(words),
            _ => {
                turns.extend(open.take().and_then(|(side, said)| Turn::from_words(side, &said)));
                open = Some((side, words.to_vec()));
            }
        }
    }
    turns.extend(open.and_then(|(side, said)| Turn::from_words(side, &said)));
    turns
}

/// A segment's words, cut where the speaker pauses.
fn utterances_of(segment: &Segment) -> impl Iterator<Item = (Side, u16, &[Word])> {
    segment
        .words
        .chunk_by(|a, b| b.start_ms.saturating_sub(a.end_ms) < UTTERANCE_GAP_MS)
        .map(|words| (segment.side, segment.channel, words))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(text: &str, start_ms: u64, end_ms: u64) -> Word {
        Word { start_ms, end_ms, text: text.to_owned(), probability: Probability::from_thousandths(900) }
    }

    fn segment(channel: u16, side: Side, words: Vec<Word>) -> Segment {
        Segment {
            channel,
            side,
            start_ms: words.first().map(|w| w.start_ms),
            end_ms: words.last().map(|w| w.end_ms),
            text: words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
            words,
            confidence: None,
            marks: vec![],
        }
    }

    #[test]
    fn a_side_keeps_its_turn_until_the_other_speaks() {
        let transcript = Transcript::recognized(vec![
            segment(0, Side::Business, vec![word("Hello,", 0, 400), word("Lone", 450, 600), word("Pecan.", 600, 900)]),
            segment(1, Side::Caller, vec![word("Hi.", 1000, 1200)]),
            segment(0, Side::Business, vec![word("How", 1300, 1400), word("are", 1400, 1500)]),
            segment(0, Side::Business, vec![word("you?", 1600, 1700)]),
        ]);
        let said: Vec<_> = transcript.turns().iter().map(|t| (t.side(), t.text().to_owned())).collect();
        assert_eq!(
            said,
            [
                (Side::Business, "Hello, Lone Pecan.".to_owned()),
                (Side::Caller, "Hi.".to_owned()),
                (Side::Business, "How are you?".to_owned()),
            ]
        );
    }

    #[test]
    fn a_long_pause_of_the_same_side_starts_a_new_turn() {
        let transcript = Transcript::recognized(vec![segment(
            0,
            Side::Business,
            vec![word("Press", 0, 300), word("one.", 300, 600), word("Hello?", 4000, 4400)],
        )]);
        assert_eq!(transcript.turns().len(), 2);
    }

    #[test]
    fn unknown_sides_are_never_joined() {
        let transcript = Transcript::recognized(vec![
            segment(0, Side::Unknown, vec![word("Hello.", 0, 300)]),
            segment(0, Side::Unknown, vec![word("Hi.", 350, 600)]),
        ]);
        assert_eq!(transcript.turns().len(), 2);
    }

    #[test]
    fn a_quote_is_whole_words_with_their_times() {
        let turn = Turn::from_words(
            Side::Business,
            &[word("we", 0, 100), word("only", 100, 200), word("support", 200, 300), word("clients.", 300, 400)],
        )
        .unwrap();
        let evidence = turn.quote(4, 4..10).unwrap();
        assert_eq!(
            (evidence.quote.as_str(), evidence.start_ms, evidence.end_ms),
            ("only support", Some(100), Some(300))
        );
        assert_eq!(turn.quote(0, 0..999), None);
        assert_eq!(turn.quote(0, 2..3), None);
    }

    #[test]
    fn wide_blanks_are_borders_too() {
        let turn = Turn::from_text(Side::Caller, "one\u{a0}two\u{3000}three", None, None);
        assert_eq!(turn.quote(0, 6..7).unwrap().quote, "two");
    }

    #[test]
    fn a_split_turn_keeps_the_times_of_each_part() {
        let turn = Turn::from_words(
            Side::Business,
            &[word("Recorded.", 0, 100), word("Hi,", 200, 300), word("Al.", 300, 400)],
        )
        .unwrap();
        let (left, right) = turn.split_at(10).unwrap();
        assert_eq!((left.text(), left.end_ms()), ("Recorded.", Some(100)));
        assert_eq!((right.text(), right.start_ms()), ("Hi, Al.", Some(200)));
        assert_eq!(right.quote(1, 4..7).unwrap().start_ms, Some(300));
    }

    proptest! {
        #[test]
        fn every_quote_is_in_its_turn(words in prop::collection::vec("[a-zé',.]{1,8}", 1..12), a in 0usize..80, b in 0usize..80) {
            let words: Vec<Word> = words.iter().enumerate().map(|(i, w)| word(w, i as u64 * 100, i as u64 * 100 + 90)).collect();
            let turn = Turn::from_words(Side::Caller, &words).unwrap();
            if let Some(evidence) = turn.quote(0, a.min(b)..a.max(b)) {
                prop_assert!(turn.text().contains(&evidence.quote));
                prop_assert!(evidence.start_ms <= evidence.end_ms);
                prop_assert!(evidence.end_ms <= turn.end_ms());
            }
        }
    }
}
