//! The difference of two shares that were found on different things.
//!
//! Source: Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of
//! eleven methods. Stat. Med. 17, 873–890, method 10.

use crate::{Estimate, Proportion};

impl Proportion {
    /// This share less the `other`, from -1 to 1, with its 95 % interval; `None` where either is of nothing.
    ///
    /// Both must be of different trials. The intervals of the two shares (Wilson 1927) are joined. An interval that holds
    /// 0 means that the difference may be chance.
    #[must_use]
    pub fn less(self, other: Self) -> Option<Estimate> {
        Some(self.estimate()?.less(other.estimate()?))
    }
}

impl Estimate {
    /// This share less the `other`, by the intervals of the two.
    pub(crate) fn less(self, other: Self) -> Self {
        let value = self.value - other.value;
        let down = (self.value - self.low).hypot(other.high - other.value);
        let up = (self.high - self.value).hypot(other.value - other.low);
        Self { value, low: (value - down).max(-1.0), high: (value + up).min(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(hits: u64, trials: u64) -> Proportion {
        Proportion { hits, trials }
    }

    /// Newcombe (1998), table II, method 10.
    #[test]
    fn differences_are_those_of_newcombe() {
        for (one, other, low, high) in [
            (share(56, 70), share(48, 80), 0.0524, 0.3339),
            (share(9, 10), share(3, 10), 0.1705, 0.8090),
            (share(6, 7), share(2, 7), 0.0582, 0.8062),
            (share(5, 56), share(0, 29), -0.0381, 0.1926),
            (share(0, 10), share(0, 20), -0.1611, 0.2775),
            (share(0, 10), share(0, 10), -0.2775, 0.2775),
            (share(10, 10), share(0, 20), 0.6791, 1.0),
            (share(10, 10), share(0, 10), 0.6075, 1.0),
        ] {
            let found = one.less(other).unwrap();
            assert!((found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5, "{one:?} {other:?}: {found:?}");
        }
        assert_eq!(share(1, 2).less(Proportion::default()), None);
        assert_eq!(Proportion::default().less(share(1, 2)), None);
    }

    proptest! {
        #[test]
        fn a_difference_is_turned_around_with_its_shares(a in 0u64..40, b in 1u64..40, c in 0u64..40, d in 1u64..40) {
            let (one, other) = (share(a.min(b), b), share(c.min(d), d));
            let (forth, back) = (one.less(other).unwrap(), other.less(one).unwrap());
            prop_assert!(forth.low <= forth.value && forth.value <= forth.high);
            prop_assert!((forth.low + back.high).abs() < 1e-9 && (forth.high + back.low).abs() < 1e-9);
        }
    }
}
