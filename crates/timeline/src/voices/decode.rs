//! From units to sides: the ways to explain the recording, how likely each is, and what they say of each word.

use ringcheck_call::{Probability, Segment, Side, SidesOrigin};

use super::{
    meter::VoiceTrack,
    model::{CALLER, Fit, N_VOICES, Observation, Shares, by_words, fit},
    space::{N_DIRECTIONS, between, place},
    units::{VoiceUnit, ends_sentence, voice_units},
    wording::business_odds,
};

/// How much frames of sound count as if each were independent of the next: a hundred frames are not a hundred clues.
const SOUND_WEIGHT: f64 = 0.4;

/// Frames at which a unit's sound counts half.
const HALF_HEARD: f64 = 38.0;

/// How much words count, against what was learned of single sentences.
const WORDS_WEIGHT: f64 = 1.2;

/// The most that one unit's words count.
const MAX_ODDS: f64 = 5.0;

/// How sharply a better explanation wins over a worse one; 1 would take the model for the truth.
const TRUST: f64 = 0.4;

/// How often the sides are wrong though the model has no doubt: measured on calls put together of other calls' voices,
/// with the weights of words halved and blurred, as words of people unlike those learned from would be.
const MISLED: f64 = 0.02;

/// The probability from which on a side is named.
const SURE: f64 = 0.6;

/// The mean probability from which on any side is named at all.
const SURE_OF_CALL: f64 = 0.65;

/// Words below which nothing can be told.
const MIN_WORDS: usize = 4;

/// Says for each word of a recording with one channel whether the business or the caller spoke it.
///
/// Segments are split where the side changes; a side that cannot be told stays [`Side::Unknown`].
/// Recorded voices are the business's. The same input gives the same output.
#[must_use]
pub fn tell_voices_apart(segments: Vec<Segment>, voices: &VoiceTrack) -> (Vec<Segment>, SidesOrigin) {
    let units = voice_units(&segments, voices);
    let n_words: usize = units.iter().map(|u| u.words.len()).sum();
    if n_words < MIN_WORDS {
        return (unknown(segments), origin(Probability::ZERO, "too little is said to tell voices apart"));
    }
    let observations = observe(&segments, &units);
    let business = explain(&observations);
    let sure = |p: f64| p.max(1.0 - p);
    let weighted = business.iter().zip(&units).map(|(p, unit)| sure(*p) * to_f64(unit.words.len()));
    let confidence = weighted.sum::<f64>() / to_f64(n_words);
    if confidence < SURE_OF_CALL {
        let reason = "the voices are too alike, and the words do not tell the business from the caller";
        return (unknown(segments), origin(Probability::new(confidence), reason));
    }
    let sides: Vec<Side> = business
        .iter()
        .map(|p| match *p {
            p if p >= SURE => Side::Business,
            p if p <= 1.0 - SURE => Side::Caller,
            _ => Side::Unknown,
        })
        .collect();
    let reason = match (sides.contains(&Side::Business), sides.contains(&Side::Caller)) {
        (true, true) => "both sides share the channel: told apart by voice, and by who answers and who wants something",
        (true, false) => "one voice is heard, and what it says is what a business says",
        _ => "one voice is heard, and what it says is what a caller says",
    };
    (split(segments, &units, &sides), origin(Probability::new(confidence), reason))
}

fn origin(confidence: Probability, reason: &str) -> SidesOrigin {
    SidesOrigin { agent_channel: None, method: "voices".to_owned(), confidence, reason: reason.to_owned() }
}

fn observe(segments: &[Segment], units: &[VoiceUnit]) -> Vec<Observation> {
    let mut found: Vec<Observation> = Vec::with_capacity(units.len());
    let mut before: Option<&VoiceUnit> = None;
    for unit in units {
        let words = unit.words_in(segments);
        let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        found.push(Observation {
            place: place(&unit.voice),
            weight: SOUND_WEIGHT * unit.n_frames / (unit.n_frames + HALF_HEARD),
            business_odds: (WORDS_WEIGHT * business_odds(&text)).clamp(-MAX_ODDS, MAX_ODDS),
            changes_before: before.map_or(0.0, |before| change_before(segments, before, unit)),
        });
        before = Some(unit);
    }
    let total: f64 = found.iter().map(|o| o.weight).sum();
    let mean: [f64; N_DIRECTIONS] = std::array::from_fn(|d| {
        found.iter().map(|o| o.weight * o.place[d]).sum::<f64>() / total.max(f64::MIN_POSITIVE)
    });
    for observation in &mut found {
        for (x, mean) in observation.place.iter_mut().zip(&mean) {
            *x -= mean;
        }
    }
    found
}

/// The probability that the side changes between two units: a logistic regression over spoken calls.
fn change_before(segments: &[Segment], before: &VoiceUnit, unit: &VoiceUnit) -> f64 {
    let (Some(last), Some(first)) = (before.words_in(segments).last(), unit.words_in(segments).first()) else {
        return 0.5;
    };
    let gap_ms = first.start_ms.saturating_sub(last.end_ms);
    let clues = [
        (CHANGE.after_question, last.text.ends_with('?')),
        (CHANGE.inside_sentence, !ends_sentence(&last.text)),
        (CHANGE.gap_200_ms, gap_ms >= 200),
        (CHANGE.gap_500_ms, gap_ms >= 500),
        (CHANGE.gap_1000_ms, gap_ms >= 1000),
        (CHANGE.other_segment, before.segment != unit.segment),
    ];
    let odds = CHANGE.always + clues.iter().filter(|(_, holds)| *holds).map(|(weight, _)| weight).sum::<f64>();
    (1.0 / (1.0 + (-odds).exp())).clamp(0.02, 0.95)
}

/// Weights of [`change_before`]: natural logarithms of odds.
struct Change {
    always: f64,
    after_question: f64,
    inside_sentence: f64,
    gap_200_ms: f64,
    gap_500_ms: f64,
    gap_1000_ms: f64,
    other_segment: f64,
}

const CHANGE: Change = Change {
    always: -3.4,
    after_question: 1.7,
    inside_sentence: -1.4,
    gap_200_ms: 0.9,
    gap_500_ms: 1.7,
    gap_1000_ms: 0.4,
    other_segment: 2.1,
};

/// The probability that the business speaks, by unit: the mean over the ways to explain the recording.
fn explain(units: &[Observation]) -> Vec<f64> {
    let between = between();
    let mut fits: Vec<Fit> = Vec::new();
    for start in starts(units) {
        let settled = fit(units, &between, start);
        for caller in 0..N_VOICES {
            // Which of the voices is the caller is a question of its own: each answer gets its chance.
            let swapped = settled.shares.iter().map(|share| {
                let mut share = *share;
                share.swap(CALLER, caller);
                share
            });
            fits.push(if caller == CALLER { settled.clone() } else { fit(units, &between, swapped.collect()) });
        }
    }
    fits.sort_by(|a, b| b.bound.total_cmp(&a.bound));
    let mut mean = vec![0.0; units.len()];
    let mut kept: Vec<(f64, Vec<f64>)> = Vec::new();
    let mut total = 0.0;
    for found in &fits {
        let business = found.business();
        if kept.iter().any(|(_, other)| is_same(other, &business)) {
            continue;
        }
        let weight = (TRUST * (found.bound - fits[0].bound)).exp();
        total += weight;
        for (mean, p) in mean.iter_mut().zip(&business) {
            *mean += weight * p;
        }
        kept.push((weight, business));
    }
    mean.into_iter().map(|p| MISLED + (1.0 - 2.0 * MISLED) * p / total.max(f64::MIN_POSITIVE)).collect()
}

/// Whether two explanations say the same of nearly every unit.
fn is_same(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>() < 0.02 * to_f64(a.len())
}

/// Where fitting starts: from the words, and from a cut through the voices in each of the first directions.
fn starts(units: &[Observation]) -> Vec<Shares> {
    let mut starts = vec![spread_in_time(by_words(units))];
    for direction in 0..4 {
        let values = || units.iter().map(|u| u.place[direction]);
        let spread = (values().map(|x| x * x).sum::<f64>() / to_f64(units.len())).sqrt().max(1e-6);
        let cut = values().map(|x| {
            let above = 1.0 / (1.0 + (-2.0 * x / spread).exp());
            std::array::from_fn(|v| if v == CALLER { 1.0 - above } else { above })
        });
        starts.push(spread_in_time(cut.collect()));
    }
    starts
}

/// Gives each of the business's voices a time of its own, since they rarely alternate: a recording, then an agent.
fn spread_in_time(mut shares: Shares) -> Shares {
    let n = to_f64(shares.len());
    for (i, share) in shares.iter_mut().enumerate() {
        let now = (to_f64(i) + 0.5) / n;
        for (v, part) in share.iter_mut().enumerate().filter(|(v, _)| *v != CALLER) {
            let center = (to_f64(v) - 0.5) / to_f64(N_VOICES - 1);
            *part *= 0.3 + (1.0 - (now - center).abs());
        }
        let sum: f64 = share.iter().sum();
        for part in share {
            *part /= sum.max(f64::MIN_POSITIVE);
        }
    }
    shares
}

fn unknown(mut segments: Vec<Segment>) -> Vec<Segment> {
    for segment in &mut segments {
        segment.side = Side::Unknown;
    }
    segments
}

/// Cuts segments where the side changes.
fn split(segments: Vec<Segment>, units: &[VoiceUnit], sides: &[Side]) -> Vec<Segment> {
    let mut side_of: Vec<Vec<Side>> = segments.iter().map(|s| vec![Side::Unknown; s.words.len()]).collect();
    for (unit, side) in units.iter().zip(sides) {
        if let Some(words) = side_of.get_mut(unit.segment).and_then(|words| words.get_mut(unit.words.clone())) {
            words.fill(*side);
        }
    }
    let mut pieces = Vec::with_capacity(segments.len());
    for (mut segment, sides) in segments.into_iter().zip(side_of) {
        let first = sides.first().copied().unwrap_or_default();
        if sides.iter().all(|side| *side == first) {
            segment.side = first;
            pieces.push(segment);
            continue;
        }
        let mut from = 0;
        for same in sides.chunk_by(|a, b| a == b) {
            let words = segment.words[from..from + same.len()].to_vec();
            from += same.len();
            pieces.push(Segment {
                side: same[0],
                start_ms: words.first().map(|w| w.start_ms),
                end_ms: words.last().map(|w| w.end_ms),
                text: words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
                words,
                channel: segment.channel,
                confidence: segment.confidence,
                marks: segment.marks.clone(),
            });
        }
    }
    pieces.sort_by_key(|s| (s.start_ms, s.channel));
    pieces
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and units, far below 2^53")]
fn to_f64(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
