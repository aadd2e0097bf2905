//! Finds known prompts in a fingerprint.

use std::ops::Range;

use ringcheck_call::Probability;

use super::{
    code::NO_TEXTURE,
    maker::{Fingerprint, ms_of},
    prompt::{FINE_HOP, FirmCode, N_PHASES, Prompt},
    spectrum::WINDOW,
};

/// The least share of a prompt's moments that is heard, if they are [`MIN_CODES`]: a little less than 60 %, since windows
/// reach over the borders of what is heard.
const MIN_SHARE: f32 = 0.55;

/// The least moments of a match that is not the whole prompt: 2 s with their windows.
const MIN_CODES: usize = 24;

/// The share that is the whole prompt.
const WHOLE: f32 = 0.85;

/// So many moments are enough whatever their share, about 8 s: a caller who knows the menu presses a key and goes on.
const ENOUGH_CODES: usize = 120;

/// Wrong bits in a match are at most this share, however long it is.
const MAX_ERRORS: f32 = 0.25;

/// How many standard deviations chance is away from a match: once in 10^12 tries.
const MIN_DEVIATIONS: f32 = 7.0;

/// Firm bits that carry the news of one: windows overlap, and neighboring bits share a band.
///
/// From the fewest wrong bits by chance among 1.8 · 10^8 places of prompts in speech, 0.18 of 208 bits.
const BITS_PER_NEWS: f32 = 3.0;

/// What a moment adds to the gain of a stretch if none of its bits is wrong; a stretch ends where it loses.
const BREAK_EVEN: f32 = 0.33;

/// Moments in the part of a prompt that is looked for first: 1 s.
const ANCHOR: usize = 16;

/// Moments in the first half of an anchor, by which most places are passed over.
const HALF_ANCHOR: usize = ANCHOR / 2;

/// The least moments with sound in an anchor.
const MIN_FIRM_IN_ANCHOR: usize = 10;

/// Moments from one anchor to the next: every heard stretch of [`MIN_CODES`] holds one.
const ANCHOR_STEP: usize = 8;

/// Anchors of a prompt are at most so many; those of a long one are farther apart.
const MAX_ANCHORS: usize = 6;

/// Every fourth place, 32 ms apart, is enough to notice an anchor: 16 ms beside it a sixth of the bits are wrong at most.
const COARSE_STEP: usize = 4;

/// Wrong bits in an anchor that is looked at closer.
const MAX_ANCHOR_ERRORS: f32 = 0.3;
const MAX_HALF_ANCHOR_ERRORS: f32 = 0.36;

/// What two matches may share at their border, in milliseconds: the windows of both reach over it.
const MAX_OVERLAP_MS: u64 = 400;

/// Below this share of wrong bits a match is certain; the worst phone codec and noise of -15 dB leave less.
const CERTAIN_ERRORS: f32 = 0.15;

/// A known prompt in a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromptMatch {
    /// Its place in the list of prompts.
    pub prompt: usize,
    /// Where what is heard of it starts, in milliseconds.
    pub start_ms: u64,
    /// Where what is heard of it ends, in milliseconds.
    pub end_ms: u64,
    /// How sure that is: never below 0.99.
    pub confidence: Probability,
}

/// Which of `prompts` are heard in `recorded` and when, in order of start.
///
/// Heard is a prompt of which at least 60 % and 2 s, or 8 s, are there. A prompt may be heard several times.
/// Where two claim the same time the one that explains more of it stays; none overlap.
#[must_use]
pub fn match_prompts<'a>(recorded: &Fingerprint, prompts: impl IntoIterator<Item = &'a Prompt>) -> Vec<PromptMatch> {
    let mut found: Vec<(usize, f32, PromptMatch)> = Vec::new();
    for (idx, prompt) in prompts.into_iter().enumerate() {
        for heard in stretches_of(recorded, prompt) {
            let (start_ms, end_ms) = heard.span_ms(prompt);
            found.push((
                heard.codes.start,
                heard.rank(),
                PromptMatch { prompt: idx, start_ms, end_ms, confidence: heard.confidence() },
            ));
        }
    }
    found.sort_by(|a, b| {
        b.1.total_cmp(&a.1).then((a.2.prompt, a.2.start_ms, a.0).cmp(&(b.2.prompt, b.2.start_ms, b.0)))
    });
    let mut kept: Vec<PromptMatch> = Vec::new();
    for (_, _, next) in found {
        let is_beside =
            |k: &PromptMatch| next.end_ms <= k.start_ms + MAX_OVERLAP_MS || k.end_ms <= next.start_ms + MAX_OVERLAP_MS;
        if kept.iter().all(is_beside) {
            kept.push(next);
        }
    }
    kept.sort_by_key(|k| (k.start_ms, k.end_ms, k.prompt));
    let starts: Vec<u64> = kept.iter().skip(1).map(|k| k.start_ms).collect();
    for (k, next_start) in kept.iter_mut().zip(starts) {
        k.end_ms = k.end_ms.min(next_start);
    }
    kept
}

/// A stretch of a prompt that is heard.
struct Stretch {
    /// Where the prompt starts in the recording, in [`FINE_HOP`]s; negative if the recording starts later.
    lag: i64,
    /// The prompt's codes that are heard, of those that fall on the recording's.
    codes: Range<usize>,
    n_bits: u32,
    n_errors: f32,
    /// Codes with sound that are heard, and in the whole prompt.
    n_firm: usize,
    n_firm_in_all: usize,
    gain: f32,
}

impl Stretch {
    fn errors(&self) -> f32 {
        self.n_errors / to_f32(self.n_bits.max(1))
    }

    /// The share of the prompt that is heard.
    #[expect(clippy::cast_precision_loss, reason = "a prompt has a few thousand codes")]
    fn share(&self) -> f32 {
        self.n_firm as f32 / self.n_firm_in_all.max(1) as f32
    }

    /// How much of the recording it explains. Of two prompts with the same start, the one that is heard to its end.
    fn rank(&self) -> f32 {
        self.gain * f32::midpoint(1.0, self.share())
    }

    fn is_match(&self) -> bool {
        let share = self.share();
        let is_enough =
            share >= WHOLE || self.n_firm >= ENOUGH_CODES || (self.n_firm >= MIN_CODES && share >= MIN_SHARE);
        is_enough && self.errors() <= most_errors(self.n_bits)
    }

    fn confidence(&self) -> Probability {
        let doubt = (self.errors() - CERTAIN_ERRORS).max(0.0) / (MAX_ERRORS - CERTAIN_ERRORS);
        Probability::new(1.0 - 0.01 * f64::from(doubt))
    }

    /// From when until when it is heard. Windows reach over its borders, but half of each is within.
    fn span_ms(&self, prompt: &Prompt) -> (u64, u64) {
        let phase = phase_of(self.lag);
        let place = |code: usize| self.lag + signed(phase + code * N_PHASES);
        let is_from_start = self.codes.start == 0 || place(self.codes.start) == 0;
        let is_to_end = phase + self.codes.end * N_PHASES >= prompt.codes.len();
        let half_window = signed(WINDOW / FINE_HOP / 2);
        let start = if is_from_start { self.lag } else { place(self.codes.start) + half_window };
        let end = if is_to_end {
            self.lag + signed(prompt.n_samples / FINE_HOP)
        } else {
            place(self.codes.end) + half_window
        };
        let ms = |fine: i64| ms_of(u64::try_from(fine).unwrap_or_default() * FINE_HOP as u64);
        (ms(start), ms(end))
    }
}

/// The largest share of wrong ones among `n_bits` firm bits that chance does not bring about.
fn most_errors(n_bits: u32) -> f32 {
    let deviation = 0.5 / (to_f32(n_bits.max(1)) / BITS_PER_NEWS).sqrt();
    (0.5 - MIN_DEVIATIONS * deviation).min(MAX_ERRORS)
}

fn stretches_of(recorded: &Fingerprint, prompt: &Prompt) -> Vec<Stretch> {
    let by_phase: [Vec<FirmCode>; N_PHASES] =
        std::array::from_fn(|phase| prompt.codes.iter().skip(phase).step_by(N_PHASES).copied().collect());
    let mut lags: Vec<i64> = Vec::new();
    for (phase, codes) in by_phase.iter().enumerate().step_by(COARSE_STEP) {
        for (at, anchor) in anchors(codes) {
            let lag = |place: usize| signed(place * N_PHASES) - signed(phase + at * N_PHASES);
            let around = |lag: i64| lag - signed(COARSE_STEP / 2)..=lag + signed(COARSE_STEP / 2);
            lags.extend(places_of(anchor, &recorded.codes).into_iter().map(lag).flat_map(around));
        }
    }
    lags.sort_unstable();
    lags.dedup();
    let stretch_at = |lag: i64| stretch_at(recorded, by_phase.get(phase_of(lag)).map(Vec::as_slice), lag);
    lags.into_iter().filter_map(stretch_at).filter(Stretch::is_match).collect()
}

/// Parts of a prompt that are looked for first, with their places: evenly spread, and few.
fn anchors(codes: &[FirmCode]) -> impl Iterator<Item = (usize, &[FirmCode])> {
    let n_places = codes.len().saturating_sub(ANCHOR) + 1;
    let step = ANCHOR_STEP.max(n_places.div_ceil(MAX_ANCHORS));
    let last = codes.len().saturating_sub(ANCHOR);
    let places = (0..last).step_by(step).chain(std::iter::once(last));
    places.filter_map(move |at| {
        let anchor = codes.get(at..codes.len().min(at + ANCHOR))?;
        (anchor.iter().filter(|c| c.firm != 0).count() >= MIN_FIRM_IN_ANCHOR).then_some((at, anchor))
    })
}

/// Where `anchor` may be heard.
fn places_of(anchor: &[FirmCode], recorded: &[u32]) -> Vec<usize> {
    let (first, second) = anchor.split_at(HALF_ANCHOR.min(anchor.len()));
    let n_bits = |codes: &[FirmCode]| codes.iter().map(|c| c.firm.count_ones()).sum::<u32>();
    let share = |n_bits: u32, share: f32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred bits")]
        let most = (to_f32(n_bits) * share) as u32;
        most
    };
    let most_in_first = share(n_bits(first), MAX_HALF_ANCHOR_ERRORS);
    let most = share(n_bits(anchor), MAX_ANCHOR_ERRORS);
    let is_near = |(_, window): &(usize, &[u32])| {
        let (heard_first, heard_second) = window.split_at(first.len());
        let n_errors = errors(first, heard_first);
        n_errors <= most_in_first && n_errors + errors(second, heard_second) <= most
    };
    recorded.windows(anchor.len().max(1)).enumerate().filter(is_near).map(|(place, _)| place).collect()
}

/// Wrong firm bits.
fn errors(codes: &[FirmCode], heard: &[u32]) -> u32 {
    codes.iter().zip(heard).map(|(code, heard)| ((code.bits ^ heard) & code.firm).count_ones()).sum()
}

/// The stretch of a prompt that is heard best where it starts at `lag`: the one with the most gain (Kadane's algorithm).
fn stretch_at(recorded: &Fingerprint, codes: Option<&[FirmCode]>, lag: i64) -> Option<Stretch> {
    let codes = codes?;
    let first = (lag + signed(phase_of(lag))) / signed(N_PHASES);
    let compared = |idx: usize| compare(recorded, codes.get(idx).copied().unwrap_or_default(), first + signed(idx));
    let (mut best, mut best_gain) = (0..0, 0.0f32);
    let (mut from, mut gain) = (0, 0.0f32);
    for idx in 0..codes.len() {
        let (n_bits, n_errors) = compared(idx);
        gain += to_f32(n_bits) * BREAK_EVEN - n_errors;
        if gain <= 0.0 {
            (from, gain) = (idx + 1, 0.0);
        } else if gain > best_gain {
            (best, best_gain) = (from..idx + 1, gain);
        }
    }
    let is_firm = |code: &&FirmCode| code.firm != 0;
    let (n_bits, n_errors) = best.clone().map(compared).fold((0, 0.0), |(bits, errors), (b, e)| (bits + b, errors + e));
    (!best.is_empty()).then(|| Stretch {
        lag,
        n_bits,
        n_errors,
        n_firm: codes.get(best.clone()).unwrap_or_default().iter().filter(is_firm).count(),
        n_firm_in_all: codes.iter().filter(is_firm).count(),
        gain: best_gain,
        codes: best,
    })
}

/// Firm bits of a code, and the wrong ones among them: half where nothing is heard.
fn compare(recorded: &Fingerprint, code: FirmCode, at: i64) -> (u32, f32) {
    let n_bits = code.firm.count_ones();
    let heard = usize::try_from(at).ok().and_then(|at| recorded.codes.get(at)).copied().unwrap_or(NO_TEXTURE);
    let n_errors =
        if heard == NO_TEXTURE { to_f32(n_bits) / 2.0 } else { to_f32(((code.bits ^ heard) & code.firm).count_ones()) };
    (n_bits, n_errors)
}

/// The first of a prompt's codes that falls on a code of the recording where the prompt starts at `lag`.
fn phase_of(lag: i64) -> usize {
    usize::try_from((-lag).rem_euclid(signed(N_PHASES))).unwrap_or_default()
}

fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts of bits, far below 2^24")]
fn to_f32(n: u32) -> f32 {
    n as f32
}
