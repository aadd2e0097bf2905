//! Placeholders in place of what was found.

use std::collections::BTreeMap;

use ringcheck_call::{Probability, Segment, Word};

use super::{
    chains::{Class, Figure, Numbers},
    finder::{Hit, Secret},
    talk::Talk,
};

/// From this pause on the other side's words make a number two pieces.
const PIECE_PAUSE_MS: u64 = 700;

/// What becomes of a word.
enum Change {
    /// A placeholder takes its place.
    Put { text: String, word: Option<Word> },
    /// It is part of a number whose placeholder stands elsewhere.
    Drop,
}

/// Puts placeholders into `segments` in place of the words of `hits`.
pub(super) fn apply(segments: &mut [Segment], talk: &Talk, numbers: &Numbers, hits: &[Hit]) {
    let mut changes: BTreeMap<(usize, usize), Change> = BTreeMap::new();
    for hit in hits {
        for piece in pieces(hit, talk, numbers) {
            let places = words_of(piece, talk);
            let key = |idx: usize| (talk.places[idx].segment, talk.places[idx].word);
            let Some(&first) = places.first() else { continue };
            if places.iter().any(|&idx| changes.contains_key(&key(idx))) {
                continue;
            }
            let (text, word) = placeholder(hit.secret, piece, &places, segments, talk);
            for &idx in &places {
                changes.insert(key(idx), Change::Drop);
            }
            changes.insert(key(first), Change::Put { text, word });
        }
    }
    for (number, segment) in segments.iter_mut().enumerate() {
        if changes.range((number, 0)..=(number, usize::MAX)).next().is_some() {
            change(segment, number, &mut changes);
        }
    }
}

/// The parts of a hit that were said in one go, each with a placeholder of its own.
fn pieces<'a>(hit: &'a Hit, talk: &Talk, numbers: &Numbers) -> Vec<&'a [Figure]> {
    let goes_on = |before: &Figure, after: &Figure| {
        let (Some(&last), Some(&first)) = (before.places.last(), after.places.first()) else { return false };
        let (from, to) = (&talk.places[last], &talk.places[first]);
        let is_own = |idx: usize| talk.places[idx].lane == from.lane;
        let says_more = (last + 1..first).any(|idx| is_own(idx) && numbers.classes[idx] != Class::Filler);
        let is_answered = (last + 1..first).any(|idx| !is_own(idx));
        let has_pause = match (from.span_ms, to.span_ms) {
            (Some((_, end)), Some((start, _))) => start.saturating_sub(end) >= PIECE_PAUSE_MS,
            _ => from.segment != to.segment,
        };
        from.voice == to.voice && !(says_more || is_answered && has_pause)
    };
    hit.figures.chunk_by(goes_on).collect()
}

/// The places of a piece and of what its speaker says in between.
fn words_of(piece: &[Figure], talk: &Talk) -> Vec<usize> {
    let (Some(&first), Some(&last)) =
        (piece.first().and_then(|f| f.places.first()), piece.last().and_then(|f| f.places.last()))
    else {
        return Vec::new();
    };
    (first..=last).filter(|&idx| talk.places[idx].lane == talk.places[first].lane).collect()
}

fn placeholder(
    secret: Secret,
    piece: &[Figure],
    places: &[usize],
    segments: &[Segment],
    talk: &Talk,
) -> (String, Option<Word>) {
    // A month that is named counts for two digits.
    let n_digits: usize =
        piece.iter().map(|figure| if figure.digits.is_empty() { 2 } else { figure.digits.len() }).sum();
    let name = match secret {
        Secret::Card if n_digits >= super::issued::SHORTEST_CARD => "[card]".to_owned(),
        Secret::Card => format!("[card:{n_digits}]"),
        Secret::Social if n_digits >= 9 => "[ssn]".to_owned(),
        Secret::Social => format!("[ssn:{n_digits}]"),
        Secret::Expiry => format!("[expiry:{n_digits}]"),
        Secret::Code => format!("[code:{n_digits}]"),
        Secret::Number => format!("[number:{n_digits}]"),
    };
    let last_text = places.last().map_or("", |&idx| talk.places[idx].text.as_str());
    let marks = last_text.len() - last_text.trim_end_matches([',', '.', ';', '?', '!']).len();
    let text = name + &last_text[last_text.len() - marks..];
    let word_of = |idx: usize| {
        let place = &talk.places[idx];
        segments.get(place.segment).and_then(|segment| segment.words.get(place.word))
    };
    let words: Vec<&Word> = places.iter().filter_map(|&idx| word_of(idx)).collect();
    let word = words.first().map(|first| {
        let sum: f64 = words.iter().map(|w| w.probability.as_f64()).sum();
        #[expect(clippy::cast_precision_loss, reason = "a number has a few dozen words at most")]
        let probability = Probability::new(sum / words.len() as f64);
        let end_ms = words.iter().map(|w| w.end_ms).max().unwrap_or(first.end_ms);
        Word { start_ms: first.start_ms, end_ms, text: text.clone(), probability }
    });
    (text, word)
}

fn change(segment: &mut Segment, number: usize, changes: &mut BTreeMap<(usize, usize), Change>) {
    if segment.words.is_empty() {
        let texts = segment.text.split_whitespace().enumerate();
        let kept = texts.filter_map(|(word, text)| match changes.remove(&(number, word)) {
            None => Some(text.to_owned()),
            Some(Change::Put { text, .. }) => Some(text),
            Some(Change::Drop) => None,
        });
        segment.text = kept.collect::<Vec<_>>().join(" ");
        return;
    }
    let words = std::mem::take(&mut segment.words).into_iter().enumerate();
    segment.words = words
        .filter_map(|(idx, word)| match changes.remove(&(number, idx)) {
            None => Some(word),
            Some(Change::Put { word, .. }) => word,
            Some(Change::Drop) => None,
        })
        .collect();
    segment.text = segment.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    segment.start_ms = segment.words.first().map(|w| w.start_ms);
    segment.end_ms = segment.words.iter().map(|w| w.end_ms).max();
}
