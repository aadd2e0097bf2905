//! Finds the sound that two recordings share.

use std::ops::Range;

use super::{
    code::NO_TEXTURE,
    maker::{Fingerprint, HOP, ms_of},
    spectrum::WINDOW,
};

/// How much of both recordings is compared, in milliseconds.
const OPENING_MS: u64 = 60_000;

/// The shortest stretch that counts, in milliseconds.
const MIN_LENGTH_MS: u64 = 2500;

/// Wrong bits are at most this share, however long the stretch is.
///
/// The two are up to 32 ms apart, so even without noise a quarter is wrong; in noise a third.
const MAX_ERRORS: f32 = 0.36;

/// How many standard deviations chance is away: once in 10^9 tries.
const MIN_DEVIATIONS: f32 = 6.0;

/// Bits that carry the news of one, as for prompts.
const BITS_PER_NEWS: f32 = 3.0;

/// A stretch ends where more bits are wrong.
const BREAK_EVEN: f32 = 0.4;

/// What two recordings have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonOpening {
    /// Where it starts in the one, in milliseconds.
    pub a_start_ms: u64,
    /// Where it starts in the other, in milliseconds.
    pub b_start_ms: u64,
    /// How long it is, in milliseconds.
    pub length_ms: u64,
}

/// The longest stretch of at least 2.5 s in the first minute of both that sounds identical.
///
/// Silence, ringing and single tones are not compared: they sound identical everywhere.
#[must_use]
pub fn common_opening(a: &Fingerprint, b: &Fingerprint) -> Option<CommonOpening> {
    longest_common(opening_of(a), opening_of(b))
}

/// The longest stretch that sounds identical, at any lag.
pub(super) fn longest_common(a: &[u32], b: &[u32]) -> Option<CommonOpening> {
    let lags = 1 - signed(b.len())..signed(a.len());
    lags.filter_map(|lag| common_at(a, b, lag))
        .reduce(|best, next| if next.length_ms > best.length_ms { next } else { best })
}

/// What sounds identical where `b` starts `lag` places into `a`, or `a` as many into `b` where it is negative.
pub(super) fn common_at(a: &[u32], b: &[u32], lag: i64) -> Option<CommonOpening> {
    let a_from = usize::try_from(lag).unwrap_or_default();
    let b_from = usize::try_from(-lag).unwrap_or_default();
    let stretch = best_stretch(a.get(a_from..)?, b.get(b_from..)?)?;
    // Half of the first window and of the last is within.
    let start_ms = |code: usize| ms_of((code * HOP + WINDOW / 2) as u64);
    Some(CommonOpening {
        a_start_ms: start_ms(a_from + stretch.start),
        b_start_ms: start_ms(b_from + stretch.start),
        length_ms: length_ms(stretch.len()),
    })
}

/// The codes of the first [`OPENING_MS`].
pub(super) fn opening_of(fingerprint: &Fingerprint) -> &[u32] {
    let n_codes =
        fingerprint.codes.iter().enumerate().take_while(|(n, _)| ms_of((n * HOP) as u64) < OPENING_MS).count();
    fingerprint.codes.get(..n_codes).unwrap_or_default()
}

fn length_ms(n_codes: usize) -> u64 {
    ms_of((n_codes * HOP) as u64)
}

/// The stretch that sounds identical in both, if there is one that is long and sure enough (Kadane's algorithm).
fn best_stretch(a: &[u32], b: &[u32]) -> Option<Range<usize>> {
    let (mut best, mut best_gain) = (0..0, 0.0f32);
    let (mut from, mut gain) = (0, 0.0f32);
    for (idx, (a, b)) in a.iter().zip(b).enumerate() {
        let (n_bits, n_errors) = compare(*a, *b);
        gain += n_bits * BREAK_EVEN - n_errors;
        if gain <= 0.0 {
            (from, gain) = (idx + 1, 0.0);
        } else if gain > best_gain {
            (best, best_gain) = (from..idx + 1, gain);
        }
    }
    let pairs = || a.iter().zip(b).skip(best.start).take(best.len());
    let textured = pairs().filter(|(a, b)| **a != NO_TEXTURE && **b != NO_TEXTURE).count();
    let (n_bits, n_errors) =
        pairs().map(|(a, b)| compare(*a, *b)).fold((0.0, 0.0), |(bits, errors), (b, e)| (bits + b, errors + e));
    let deviation = 0.5 / (n_bits / BITS_PER_NEWS).max(1.0).sqrt();
    let is_sure = n_errors <= n_bits * (0.5 - MIN_DEVIATIONS * deviation).min(MAX_ERRORS);
    (length_ms(textured) >= MIN_LENGTH_MS && is_sure).then_some(best)
}

/// Bits to compare, and the wrong ones: half where one of the two has no texture, so that a pause joins what is
/// around it and nothing is made of pauses alone.
fn compare(a: u32, b: u32) -> (f32, f32) {
    let n_bits = 32.0;
    if a == NO_TEXTURE || b == NO_TEXTURE {
        return (n_bits, n_bits / 2.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 32")]
    let n_errors = (a ^ b).count_ones() as f32;
    (n_bits, n_errors)
}

fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
