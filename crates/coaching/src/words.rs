//! Where the words of a stored turn are: a scorecard keeps what was said, and its transcript when each word was.

use std::ops::Range;

use ringcheck_call::{Segment, Turn};

/// A word of a turn: its bytes in the text, when it starts, and when it ends.
pub(crate) type Placed = (Range<usize>, u64, u64);

/// The words of `turn` with their places in its text, out of the segments that the turns were made of.
///
/// Empty where the transcript has no words, or where they are not those of the text.
pub(crate) fn words_of(turn: &Turn, segments: &[Segment]) -> Vec<Placed> {
    if !turn.words().is_empty() {
        return turn.words().iter().map(|word| (word.bytes.clone(), word.start_ms, word.end_ms)).collect();
    }
    let Some((start, end)) = turn.start_ms().zip(turn.end_ms()) else { return Vec::new() };
    let mut said: Vec<_> = segments
        .iter()
        .filter(|segment| segment.side == turn.side())
        .flat_map(|segment| &segment.words)
        .filter(|word| word.start_ms >= start && word.end_ms <= end)
        .collect();
    said.sort_by_key(|word| word.start_ms);
    // The text of a turn is its words joined by single blanks.
    let mut at = 0;
    let mut placed = Vec::with_capacity(said.len());
    for word in said {
        if !turn.text().get(at..).is_some_and(|rest| rest.starts_with(&word.text)) {
            return Vec::new();
        }
        placed.push((at..at + word.text.len(), word.start_ms, word.end_ms));
        at += word.text.len() + 1;
    }
    placed
}

/// The bytes of the words of a quote that starts at a time: of several places that have the same words, the one of that time.
pub(crate) fn place_of(text: &str, quote: &str, start_ms: Option<u64>, words: &[Placed]) -> Option<Range<usize>> {
    let found = text.match_indices(quote).map(|(at, quote)| at..at + quote.len());
    let told = words.iter().find(|(_, from, _)| Some(*from) == start_ms).map_or(0, |(bytes, ..)| bytes.start);
    found.min_by_key(|place| place.start.abs_diff(told))
}

/// When the bytes of a turn's text are said; `None` where nothing of the turn has a time.
pub(crate) fn span_of(turn: &Turn, bytes: &Range<usize>, words: &[Placed]) -> Option<(u64, u64)> {
    let mut inside = words.iter().filter(|(place, ..)| place.start < bytes.end && bytes.start < place.end);
    match (inside.next(), turn.start_ms().zip(turn.end_ms())) {
        (Some((_, from, to)), _) => Some((*from, inside.next_back().map_or(*to, |(_, _, to)| *to))),
        (None, whole) => whole,
    }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Probability, Side, Transcript, Word};

    use super::*;

    fn stored(text: &str) -> (Turn, Vec<Segment>) {
        let words: Vec<Word> = text
            .split(' ')
            .zip((0_u64..).map(|n| n * 1000))
            .map(|(text, start_ms)| Word {
                start_ms,
                end_ms: start_ms + 800,
                text: text.to_owned(),
                probability: Probability::ONE,
            })
            .collect();
        let mut segment = Segment {
            channel: 0,
            side: Side::Business,
            start_ms: None,
            end_ms: None,
            text: String::new(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        segment.set_words(words);
        let segments = vec![segment];
        let turn = Transcript::recognized(segments.clone()).turns().remove(0);
        // As it is read back from a database: without its words.
        (Turn::from_text(turn.side(), turn.text(), turn.start_ms(), turn.end_ms()), segments)
    }

    #[test]
    fn words_said_twice_are_marked_where_the_evidence_is() {
        let (turn, segments) = stored("we can come we can come tomorrow");
        let words = words_of(&turn, &segments);
        assert_eq!(words.len(), 7);
        assert_eq!(place_of(turn.text(), "we can come", Some(0), &words), Some(0..11));
        assert_eq!(place_of(turn.text(), "we can come", Some(3000), &words), Some(12..23));
        assert_eq!(place_of(turn.text(), "we can come", None, &[]), Some(0..11));
        assert_eq!(place_of(turn.text(), "we cannot", Some(0), &words), None);
        assert_eq!(span_of(&turn, &(12..18), &words), Some((3000, 4800)));
        assert_eq!(span_of(&turn, &(12..18), &[]), Some((0, 6800)));
        // Words of another text are none of it.
        let other = Turn::from_text(Side::Business, "something else", Some(0), Some(6800));
        assert!(words_of(&other, &segments).is_empty());
    }
}
