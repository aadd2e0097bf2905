//! Telling a window that Whisper lost its way in: loops, early stops, guesses.

use std::ops::Range;

use ringcheck_call::{Segment, SegmentMark};

/// Words a second of speech above which no person talks: Whisper is making things up.
const MAX_WORDS_PER_S: f64 = 7.0;

/// Words a second of speech below which Whisper probably stopped early.
const MIN_WORDS_PER_S: f64 = 0.8;

/// Speech shorter than this is not judged by its number of words.
const MIN_JUDGED_MS: u64 = 4_000;

/// Mean word probability below which the text is a guess; Whisper's own limit of -1.0 in log-probability is 0.37.
const MIN_PROBABILITY: f64 = 0.40;

/// How many times a phrase has to follow itself to be a loop.
const LOOP_REPEATS: usize = 4;

/// The longest phrase, in words, that is looked for in loops.
const MAX_LOOP_WORDS: usize = 12;

/// Why the text of a window is doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doubt {
    /// A phrase repeats itself again and again.
    Loop,
    /// More words than anybody can say in that time.
    TooMany,
    /// Far fewer words than the speech is long.
    TooFew,
    /// Whisper gives its own words a low probability.
    Guess,
}

/// What is doubtful about `segments`, heard in `speech_ms` of speech.
pub(crate) fn doubts(segments: &[Segment], speech_ms: u64) -> Vec<Doubt> {
    let words: Vec<String> = segments.iter().flat_map(|s| &s.words).flat_map(|w| parts_of(&w.text)).collect();
    let mut found = Vec::new();
    if has_loop(&words) {
        found.push(Doubt::Loop);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rough rate of a window of at most 28 s")]
    let rate = words.len() as f64 * 1000.0 / speech_ms.max(1) as f64;
    if speech_ms >= MIN_JUDGED_MS {
        if rate > MAX_WORDS_PER_S {
            found.push(Doubt::TooMany);
        }
        if rate < MIN_WORDS_PER_S {
            found.push(Doubt::TooFew);
        }
    }
    if mean_probability(segments).is_some_and(|p| p < MIN_PROBABILITY) {
        found.push(Doubt::Guess);
    }
    found
}

/// The mean probability of all words; `None` without words.
pub(crate) fn mean_probability(segments: &[Segment]) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0_u32);
    for word in segments.iter().flat_map(|s| &s.words) {
        sum += word.probability.as_f64();
        n += 1;
    }
    (n > 0).then(|| sum / f64::from(n))
}

/// Marks what is doubtful in the text of a window, so that no verdict rests on it alone, and cuts loops short.
///
/// A guess is marked by itself; a window that loops or holds too many words is marked as a whole. Too few words mark
/// nothing: what is there may well be right, and music counts as speech without words. Of a loop its first round stays.
pub(crate) fn mark(segments: &mut Vec<Segment>, speech_ms: u64) {
    let is_lost = doubts(segments, speech_ms).iter().any(|doubt| matches!(doubt, Doubt::Loop | Doubt::TooMany));
    while cut_loop(segments) {}
    for segment in segments {
        let is_guess = segment.confidence.is_some_and(|p| p.as_f64() < MIN_PROBABILITY);
        if is_guess || is_lost {
            segment.marks.push(SegmentMark::LowConfidence);
        }
    }
}

/// The parts of a word between hyphens and the like, in lower case: Whisper writes "0-1-0-1" as one word.
fn parts_of(word: &str) -> impl Iterator<Item = String> {
    word.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|part| !part.is_empty()).map(str::to_lowercase)
}

fn has_loop(words: &[String]) -> bool {
    find_loop(words).is_some()
}

/// Where a phrase of up to 12 words follows itself at least 4 times over at least 8 words: all its rounds, and the
/// number of words in one.
///
/// "No, no, no, no" is what people say, so short runs of one word are no loop.
fn find_loop(words: &[String]) -> Option<(Range<usize>, usize)> {
    (1..=MAX_LOOP_WORDS).find_map(|period| {
        let mut from = period;
        while from < words.len() {
            let run = (from..words.len()).take_while(|&i| words[i] == words[i - period]).count();
            let n_words = run + period;
            if n_words >= period * LOOP_REPEATS && n_words >= 8 {
                return Some((from - period..from + run, period));
            }
            from += run + 1;
        }
        None
    })
}

/// Takes out the first loop's words after its first round; `false` if there are none.
fn cut_loop(segments: &mut Vec<Segment>) -> bool {
    // A word may have several parts; it goes when all of them are repetition.
    let mut parts = Vec::new();
    let mut ends = Vec::new();
    for word in segments.iter().flat_map(|s| &s.words) {
        parts.extend(parts_of(&word.text));
        ends.push(parts.len());
    }
    let Some((rounds, period)) = find_loop(&parts) else { return false };
    let repetition = rounds.start + period..rounds.end;
    let mut start = 0;
    let mut is_repetition = ends.iter().map(|&end| {
        let part = start..end;
        start = end;
        !part.is_empty() && repetition.start <= part.start && part.end <= repetition.end
    });
    let mut n_cut = 0;
    for segment in segments.iter_mut() {
        let n_words = segment.words.len();
        let mut words = std::mem::take(&mut segment.words);
        words.retain(|_| !is_repetition.next().unwrap_or(false));
        n_cut += n_words - words.len();
        if words.len() < n_words {
            segment.set_words(words);
        } else {
            segment.words = words;
        }
    }
    segments.retain(|s| !s.words.is_empty());
    n_cut > 0
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Probability, Side, Word};

    use super::*;

    fn segment(text: &str, probability: f64) -> Segment {
        let probability = Probability::new(probability);
        let words: Vec<Word> =
            text.split_whitespace().map(|t| Word { start_ms: 0, end_ms: 0, text: t.to_owned(), probability }).collect();
        Segment {
            channel: 0,
            side: Side::Unknown,
            start_ms: None,
            end_ms: None,
            text: text.to_owned(),
            words,
            confidence: Some(probability),
            marks: vec![],
        }
    }

    #[test]
    fn ordinary_speech_is_not_doubted() {
        let said =
            segment("No, no, no, no. We only look after people who are on one of our plans, sorry about that.", 0.8);
        assert_eq!(doubts(&[said], 6_000), []);
    }

    #[test]
    fn a_phrase_that_repeats_itself_is_a_loop() {
        let looped = segment(&"and the server is down, ".repeat(6), 0.9);
        assert_eq!(doubts(&[looped], 10_000), [Doubt::Loop]);
    }

    #[test]
    fn figures_that_repeat_inside_a_word_are_a_loop() {
        let looped = segment("So that's Angus, 0-4-9-1-0-2-0-1-0-2-0-1-0-2-0-1-0-2-0-1-0-2-0-1 okay?", 0.9);
        assert_eq!(doubts(&[looped], 12_000), [Doubt::Loop]);
    }

    #[test]
    fn an_early_stop_shows_in_the_number_of_words() {
        assert_eq!(doubts(&[segment("Thank you for calling.", 0.9)], 20_000), [Doubt::TooFew]);
        assert_eq!(doubts(&[], 20_000), [Doubt::TooFew]);
        assert_eq!(doubts(&[], 2_000), [], "short sounds may be no words at all");
    }

    #[test]
    fn a_guess_is_marked() {
        let mut segments = vec![segment("You bet your tuna.", 0.2), segment("Hello there.", 0.9)];
        assert_eq!(doubts(&segments, 3_000), []);
        mark(&mut segments, 3_000);
        assert_eq!(segments.iter().map(|s| s.marks.len()).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn of_a_loop_the_first_round_stays_and_is_marked() {
        let mut looped =
            vec![segment("Well, bye bye now, bye bye now.", 0.9), segment("Bye bye now, bye bye now.", 0.9)];
        mark(&mut looped, 6_000);
        assert_eq!(looped.len(), 1, "the loop spans both segments");
        assert_eq!(looped[0].text, "Well, bye bye now,");
        assert_eq!(looped[0].marks, [SegmentMark::LowConfidence]);

        let mut figures = vec![segment("It's 0-1-0-1-0-1-0-1-0-1 okay?", 0.9)];
        mark(&mut figures, 6_000);
        assert_eq!(figures[0].text, "It's 0-1-0-1-0-1-0-1-0-1 okay?", "a word is kept whole");
        assert_eq!(figures[0].marks, [SegmentMark::LowConfidence]);

        let mut twice = vec![segment(&format!("{}then {}over.", "all right ".repeat(5), "hold on ".repeat(6)), 0.9)];
        mark(&mut twice, 20_000);
        assert_eq!(twice[0].text, "all right then hold on over.");
    }
}
