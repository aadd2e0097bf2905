//! How exactly the starts of turns are timed.

use ringcheck_statistics::nearest_rank;
use serde::Serialize;

use super::{Alignment, NormalWord, SpokenWord};

/// The errors of the starts of turns, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TurnTiming {
    /// Turns whose start is known.
    pub n_turns: u64,
    /// Turns whose first word was heard: the figures are of these.
    pub n_measured: u64,
    /// The median of the error without its sign; `None` where nothing was measured.
    pub median_abs_ms: Option<u64>,
    /// The 95th percentile of the error without its sign.
    pub p95_abs_ms: Option<u64>,
    /// The median error; above 0 where words are put too late.
    pub median_ms: Option<i64>,
}

impl TurnTiming {
    /// The figures of `errors_ms` (heard minus said), of `n_turns` turns.
    #[must_use]
    pub fn of_errors(n_turns: u64, errors_ms: &[i64]) -> Self {
        let mut signed = errors_ms.to_vec();
        signed.sort_unstable();
        let mut absolute: Vec<u64> = errors_ms.iter().map(|e| e.unsigned_abs()).collect();
        absolute.sort_unstable();
        Self {
            n_turns,
            n_measured: errors_ms.len() as u64,
            median_abs_ms: nearest_rank(&absolute, 50),
            p95_abs_ms: nearest_rank(&absolute, 95),
            median_ms: nearest_rank(&signed, 50),
        }
    }
}

/// The errors of the turns' starts, heard minus said, in milliseconds.
///
/// `said` holds the turns' words one after another; `turn_starts` names for each turn its first word's place among
/// them and when the turn starts. A turn counts if its very first word was heard and has a time: a later word would
/// measure the words before it too.
#[must_use]
pub fn turn_timing(
    turn_starts: &[(usize, u64)],
    said: &[NormalWord],
    heard: &[NormalWord],
    heard_words: &[SpokenWord],
    alignment: &Alignment,
) -> Vec<i64> {
    turn_starts
        .iter()
        .filter_map(|(first_word, start_ms)| {
            let place = said.partition_point(|word| word.source < *first_word);
            let matched = alignment.matches.binary_search_by_key(&place, |(said, _)| *said).ok()?;
            let (_, heard_place) = alignment.matches[matched];
            // What is left of the turn's first word must be that word: it may have been a filler.
            if said.get(place)?.source != *first_word {
                return None;
            }
            let heard_ms = heard_words.get(heard.get(heard_place)?.source)?.start_ms?;
            Some(i64::try_from(heard_ms).ok()? - i64::try_from(*start_ms).ok()?)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{align, normalize};

    fn spoken(words: &[(&str, u64)]) -> Vec<SpokenWord> {
        words.iter().map(|(text, at)| SpokenWord { text: (*text).to_owned(), start_ms: Some(*at) }).collect()
    }

    #[test]
    fn only_turns_whose_first_word_was_heard_are_measured() {
        let said_words = ["Hello,", "Lone", "Pecan.", "Um,", "okay.", "Ten", "please."];
        let turn_starts = [(0, 1000), (3, 3000), (5, 4000)];
        let heard_words =
            spoken(&[("Hello", 1200), ("lone", 1300), ("pecan.", 1500), ("OK.", 3400), ("10", 3900), ("please", 4100)]);
        let said = normalize(said_words);
        let heard = normalize(heard_words.iter().map(|w| w.text.as_str()));
        let alignment = align(&said, &heard);
        assert_eq!(alignment.errors.errors(), 0);
        let errors = turn_timing(&turn_starts, &said, &heard, &heard_words, &alignment);
        assert_eq!(errors, [200, -100]);
        let timing = TurnTiming::of_errors(3, &errors);
        assert_eq!((timing.n_turns, timing.n_measured), (3, 2));
        assert_eq!((timing.median_abs_ms, timing.p95_abs_ms, timing.median_ms), (Some(100), Some(200), Some(-100)));
    }
}
