//! Shares with Wilson's interval.
//!
//! Source: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::{
    Estimate,
    estimate::{Z, to_f64, to_four_decimals},
};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proportion {
    /// How many.
    pub hits: u64,
    /// Of how many.
    pub trials: u64,
}

impl Proportion {
    /// Counts one more trial.
    pub fn add(&mut self, is_hit: bool) {
        self.hits += u64::from(is_hit);
        self.trials += 1;
    }

    /// The proportion with its Wilson score interval; `None` of no trials.
    #[must_use]
    pub fn estimate(self) -> Option<Estimate> {
        if self.trials == 0 {
            return None;
        }
        let (x, n) = (to_f64(self.hits), to_f64(self.trials));
        Some(wilson(x / n, n))
    }
}

/// Wilson's interval of the share `p`, from 0 to 1, of `n` trials, more than 0.
pub(crate) fn wilson(p: f64, n: f64) -> Estimate {
    let center = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let reach = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Estimate { value: p, low: (center - reach).max(0.0).min(p), high: (center + reach).min(1.0).max(p) }
}

impl Serialize for Proportion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let estimate = self.estimate();
        let mut fields = serializer.serialize_struct("Proportion", 5)?;
        fields.serialize_field("hits", &self.hits)?;
        fields.serialize_field("trials", &self.trials)?;
        fields.serialize_field("value", &estimate.map(|e| to_four_decimals(e.value)))?;
        fields.serialize_field("low", &estimate.map(|e| to_four_decimals(e.low)))?;
        fields.serialize_field("high", &estimate.map(|e| to_four_decimals(e.high)))?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn assert_near(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }

    /// Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Stat. Med. 17, 857–872,
    /// table I, method 3.
    #[test]
    fn wilson_intervals_are_those_of_newcombe() {
        for (hits, trials, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let estimate = Proportion { hits, trials }.estimate().unwrap();
            assert_near(estimate.low, low, 5e-5);
            assert_near(estimate.high, high, 5e-5);
        }
        assert_eq!(Proportion::default().estimate(), None);
    }

    proptest! {
        #[test]
        fn a_wilson_interval_holds_its_proportion(trials in 1u64..500, share in 0.0f64..=1.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 500")]
            let hits = (to_f64(trials) * share) as u64;
            let estimate = Proportion { hits, trials }.estimate().unwrap();
            prop_assert!(0.0 <= estimate.low && estimate.low <= estimate.value);
            prop_assert!(estimate.value <= estimate.high && estimate.high <= 1.0);
        }
    }
}
