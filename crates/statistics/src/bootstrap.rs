//! Intervals by drawing the same calls again, for figures that have no formula of their own.
//!
//! Sources:
//! - Efron, B. (1979). Bootstrap methods: another look at the jackknife. Ann. Stat. 7, 1–26.
//! - Efron, B. & Tibshirani, R. J. (1993). An introduction to the bootstrap, chapter 13 (percentiles).

use fastrand::Rng;

use crate::Estimate;

/// How many times the calls are drawn; Efron and Tibshirani (1993, section 13.3) ask for 1,000 at least.
pub const N_DRAWS: usize = 2000;

/// Where the random numbers start: the same calls give the same interval.
pub const SEED: u64 = 1979;

/// `figure` of `units`, and the 95 % interval of the same figure over as many units drawn with replacement.
///
/// A unit is what is drawn as a whole: the verdicts of one call hang together.
/// `None` where `figure` is `None` of the units themselves; draws of which it is `None` are left out.
/// The interval always holds the figure.
pub fn bootstrap<T>(units: &[T], figure: impl Fn(&[&T]) -> Option<f64>) -> Option<Estimate> {
    let value = figure(&units.iter().collect::<Vec<_>>())?;
    let mut rng = Rng::with_seed(SEED);
    let n_units = units.len() as u64;
    let mut values: Vec<f64> = (0..N_DRAWS)
        .filter_map(|_| {
            let drawn: Vec<&T> = units.iter().filter_map(|_| units.get(place(&mut rng, n_units))).collect();
            figure(&drawn)
        })
        .collect();
    let (low, high) = middle_95(&mut values)?;
    Some(Estimate { value, low: low.min(value), high: high.max(value) })
}

/// The ends of the middle 95 % of `values`, which are sorted for it; `None` of none.
pub fn middle_95(values: &mut [f64]) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    // A fortieth, 2.5 %, lies outside on each side.
    let n_outside = values.len() / 40;
    Some((*values.get(n_outside)?, *values.get(values.len() - 1 - n_outside)?))
}

fn place(rng: &mut Rng, n: u64) -> usize {
    // The range of a `usize` would make the numbers depend on the processor.
    usize::try_from(rng.u64(0..n)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::to_f64;

    #[expect(clippy::unnecessary_wraps, reason = "a figure may be undefined")]
    fn mean(values: &[&f64]) -> Option<f64> {
        Some(values.iter().copied().sum::<f64>() / to_f64(values.len() as u64))
    }

    /// The mean of 400 tosses of a fair coin has a standard error of 0.5 / 20.
    #[test]
    fn the_interval_of_a_mean_is_that_of_the_normal_distribution() {
        let tosses: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
        let found = bootstrap(&tosses, mean).unwrap();
        assert!((found.value - 0.5).abs() < 1e-12);
        assert!((found.low - (0.5 - 1.96 * 0.025)).abs() < 0.006, "{found:?}");
        assert!((found.high - (0.5 + 1.96 * 0.025)).abs() < 0.006, "{found:?}");
        assert_eq!(bootstrap(&tosses, mean), Some(found), "the same calls give the same interval");
    }

    #[test]
    fn nothing_has_no_interval_and_one_call_a_point() {
        assert_eq!(bootstrap(&[] as &[f64], |_| None), None);
        assert_eq!(bootstrap(&[0.25], mean), Some(Estimate { value: 0.25, low: 0.25, high: 0.25 }));
    }

    #[test]
    fn a_fortieth_lies_outside_on_each_side() {
        let mut values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert_eq!(middle_95(&mut values), Some((6.0, 195.0)));
        assert_eq!(middle_95(&mut []), None);
    }
}
