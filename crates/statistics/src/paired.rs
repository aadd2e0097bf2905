//! The difference of two shares that were found on the same things.
//!
//! Source: Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial proportions based
//! on paired data. Stat. Med. 17, 2635–2650, method 10.

use serde::Serialize;

use crate::{Estimate, Proportion, to_f64};

/// Things that were judged twice, by when they were judged right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PairedTable {
    /// Right both times.
    pub both_right: u64,
    /// Right the first time only.
    pub only_first_right: u64,
    /// Right the second time only.
    pub only_second_right: u64,
    /// Wrong both times.
    pub both_wrong: u64,
}

impl PairedTable {
    /// Counts one more thing.
    pub fn add(&mut self, is_first_right: bool, is_second_right: bool) {
        match (is_first_right, is_second_right) {
            (true, true) => self.both_right += 1,
            (true, false) => self.only_first_right += 1,
            (false, true) => self.only_second_right += 1,
            (false, false) => self.both_wrong += 1,
        }
    }

    /// How many things there are.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.both_right + self.only_first_right + self.only_second_right + self.both_wrong
    }

    /// The share that was right the first time.
    #[must_use]
    pub const fn first(&self) -> Proportion {
        Proportion { hits: self.both_right + self.only_first_right, trials: self.n() }
    }

    /// The share that was right the second time.
    #[must_use]
    pub const fn second(&self) -> Proportion {
        Proportion { hits: self.both_right + self.only_second_right, trials: self.n() }
    }

    /// The first share less the second, from -1 to 1, with its interval; `None` of nothing.
    ///
    /// The intervals of the two shares (Wilson 1927) are joined with regard to how the two judgments hang together, so
    /// that the interval does not shrink to a point where nothing differs.
    #[must_use]
    pub fn difference(&self) -> Option<Estimate> {
        let (first, second) = (self.first().estimate()?, self.second().estimate()?);
        let value = first.value - second.value;
        let correlation = self.correlation();
        let reach = |one: f64, other: f64| {
            // Rounding can leave a square of nothing a little below 0.
            (one * one - 2.0 * correlation * one * other + other * other).max(0.0).sqrt()
        };
        let down = reach(first.value - first.low, second.high - second.value);
        let up = reach(first.high - first.value, second.value - second.low);
        Some(Estimate { value, low: (value - down).max(-1.0), high: (value + up).min(1.0) })
    }

    /// Newcombe's coefficient of correlation, with the correction for continuity that is part of method 10.
    fn correlation(&self) -> f64 {
        let [a, b, c, d] =
            [self.both_right, self.only_first_right, self.only_second_right, self.both_wrong].map(to_f64);
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        if margins <= 0.0 {
            return 0.0;
        }
        let product = a * d - b * c;
        let corrected = if product > 0.0 { (product - (a + b + c + d) / 2.0).max(0.0) } else { product };
        corrected / margins.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(both_right: u64, only_first_right: u64, only_second_right: u64, both_wrong: u64) -> PairedTable {
        PairedTable { both_right, only_first_right, only_second_right, both_wrong }
    }

    /// Fagerland, M. W., Lydersen, S. & Laake, P. (2017). Statistical analysis of contingency tables, chapter 8: airway
    /// hyper-responsiveness before and after a stem cell transplantation, and complete response before and after
    /// consolidation therapy.
    #[test]
    fn differences_are_those_of_fagerland() {
        for (table, low, high) in [(table(1, 1, 7, 12), -0.5069, -0.0256), (table(59, 6, 16, 80), -0.1186, -0.0046)] {
            let found = table.difference().unwrap();
            assert!((found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5, "{found:?}");
        }
        assert!((table(1, 1, 7, 12).difference().unwrap().value + 6.0 / 21.0).abs() < 1e-12);
        assert_eq!(PairedTable::default().difference(), None);
    }

    #[test]
    fn things_are_counted_where_they_belong() {
        let mut found = PairedTable::default();
        for (first, second, n) in [(true, true, 4), (true, false, 3), (false, true, 2), (false, false, 1)] {
            (0..n).for_each(|_| found.add(first, second));
        }
        assert_eq!(found, table(4, 3, 2, 1));
        assert_eq!((found.n(), found.first().hits, found.second().hits), (10, 7, 6));
    }

    #[test]
    fn full_agreement_leaves_room_for_the_next_call() {
        let found = table(40, 0, 0, 0).difference().unwrap();
        assert!(found.value.abs() < 1e-12 && found.low < -0.05 && found.high > 0.05, "{found:?}");
    }

    proptest! {
        #[test]
        fn a_difference_is_turned_around_with_its_table(counts in prop::collection::vec(0u64..60, 4)) {
            let one = table(counts[0], counts[1], counts[2], counts[3]).difference();
            let other = table(counts[0], counts[2], counts[1], counts[3]).difference();
            prop_assert_eq!(one.is_some(), other.is_some());
            if let (Some(one), Some(other)) = (one, other) {
                prop_assert!(one.low <= one.value && one.value <= one.high, "{one:?}");
                prop_assert!((one.low + other.high).abs() < 1e-9 && (one.high + other.low).abs() < 1e-9);
            }
        }
    }
}
