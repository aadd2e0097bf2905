//! Agreement between two raters, with 95 % intervals.
//!
//! Sources:
//! - Cohen, J. (1960). A coefficient of agreement for nominal scales. Educ. Psychol. Meas. 20, 37–46.
//! - Fleiss, J. L., Cohen, J. & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa.
//!   Psychol. Bull. 72, 323–327.
//! - Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement.
//!   Br. J. Math. Stat. Psychol. 61, 29–48.

use crate::{Estimate, Proportion, estimate::to_f64};

/// How two raters sorted the same things into the same categories.
///
/// The first rater is the label, the second the tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingTable {
    n_categories: usize,
    counts: Vec<u64>,
}

impl RatingTable {
    /// A table of `n_categories` and nothing in it.
    #[must_use]
    pub fn new(n_categories: usize) -> Self {
        Self { n_categories, counts: vec![0; n_categories * n_categories] }
    }

    /// Counts one thing that the first rater put into category `first` and the second into `second`.
    ///
    /// Returns `false`, and counts nothing, if there is no such category.
    pub fn add(&mut self, first: usize, second: usize) -> bool {
        if first >= self.n_categories || second >= self.n_categories {
            return false;
        }
        self.counts[first * self.n_categories + second] += 1;
        true
    }

    /// How many things were put into `first` by the first rater and into `second` by the second.
    #[must_use]
    pub fn count(&self, first: usize, second: usize) -> u64 {
        if first < self.n_categories && second < self.n_categories {
            self.counts[first * self.n_categories + second]
        } else {
            0
        }
    }

    /// How many things the raters agree on.
    #[must_use]
    pub fn agreement(&self) -> Proportion {
        let hits = (0..self.n_categories).map(|k| self.count(k, k)).sum();
        Proportion { hits, trials: self.counts.iter().sum() }
    }

    /// Cohen's kappa (1960), with the large-sample variance of Fleiss, Cohen and Everitt (1969).
    ///
    /// `None` if nothing was rated, or if either rater put everything into one category: kappa is then 0 whatever the
    /// other says, its variance vanishes, and nothing is measured.
    #[must_use]
    pub fn kappa(&self) -> Option<Estimate> {
        let shares = self.shares()?;
        if self.is_one_answer() {
            return None;
        }
        let q = self.n_categories;
        let first: Vec<f64> = (0..q).map(|k| (0..q).map(|l| shares[k * q + l]).sum()).collect();
        let second: Vec<f64> = (0..q).map(|k| (0..q).map(|l| shares[l * q + k]).sum()).collect();
        let observed: f64 = (0..q).map(|k| shares[k * q + k]).sum();
        let by_chance: f64 = first.iter().zip(&second).map(|(a, b)| a * b).sum();
        let room = 1.0 - by_chance;
        let mut sum = 0.0;
        for k in 0..q {
            for l in 0..q {
                let share = shares[k * q + l];
                sum += if k == l {
                    share * (room - (first[k] + second[k]) * (1.0 - observed)).powi(2)
                } else {
                    share * ((1.0 - observed) * (second[k] + first[l])).powi(2)
                };
            }
        }
        let constant = observed * by_chance - 2.0 * by_chance + observed;
        let variance = (sum - constant * constant) / (self.n() * room.powi(4));
        Some(Estimate::of_coefficient((observed - by_chance) / room, variance))
    }

    /// Gwet's AC1, with its variance for two raters and a sample from an endless supply (Gwet 2008).
    ///
    /// `None` if nothing was rated or there are fewer than two categories.
    #[must_use]
    pub fn ac1(&self) -> Option<Estimate> {
        let shares = self.shares()?;
        let q = self.n_categories;
        if q < 2 {
            return None;
        }
        let others = to_f64(q as u64) - 1.0;
        let mean: Vec<f64> =
            (0..q).map(|k| (0..q).map(|l| shares[k * q + l] + shares[l * q + k]).sum::<f64>() / 2.0).collect();
        let observed: f64 = (0..q).map(|k| shares[k * q + k]).sum();
        let by_chance = mean.iter().map(|p| p * (1.0 - p)).sum::<f64>() / others;
        let room = 1.0 - by_chance;
        let missed = 1.0 - observed;
        let agreed = (0..q).map(|k| shares[k * q + k] * (1.0 - mean[k])).sum::<f64>() / others;
        let mut all = 0.0;
        for k in 0..q {
            for l in 0..q {
                all += shares[k * q + l] * (1.0 - f64::midpoint(mean[k], mean[l])).powi(2);
            }
        }
        all /= others * others;
        let variance = (observed * missed - 4.0 * missed * (agreed - observed * by_chance)
            + 4.0 * missed * missed * (all - by_chance * by_chance))
            / (self.n() * room * room);
        Some(Estimate::of_coefficient((observed - by_chance) / room, variance))
    }

    /// Whether a rater put everything into one category.
    fn is_one_answer(&self) -> bool {
        let n = self.counts.iter().sum::<u64>();
        let is_all = |of_rater: &dyn Fn(usize, usize) -> u64| {
            (0..self.n_categories).any(|k| (0..self.n_categories).map(|l| of_rater(k, l)).sum::<u64>() == n)
        };
        is_all(&|k, l| self.count(k, l)) || is_all(&|k, l| self.count(l, k))
    }

    fn n(&self) -> f64 {
        to_f64(self.counts.iter().sum())
    }

    /// Each cell's share of all; `None` if there is nothing.
    fn shares(&self) -> Option<Vec<f64>> {
        let n = self.n();
        (n > 0.0).then(|| self.counts.iter().map(|count| to_f64(*count) / n).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::estimate::Z;

    fn table(n_categories: usize, counts: &[u64]) -> RatingTable {
        RatingTable { n_categories, counts: counts.to_vec() }
    }

    #[track_caller]
    fn assert_near(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }

    /// Fleiss, J. L., Levin, B. & Paik, M. C. (2003). Statistical methods for rates and proportions, 3rd ed.,
    /// chapter 18: 100 patients, three diagnoses, kappa 0.68 with a standard error of 0.087.
    #[test]
    fn kappa_and_its_error_are_those_of_fleiss() {
        let estimate = table(3, &[75, 1, 4, 5, 4, 1, 0, 0, 10]).kappa().unwrap();
        assert_near(estimate.value, 0.68, 0.005);
        assert_near((estimate.high - estimate.low) / (2.0 * Z), 0.087, 0.001);
    }

    /// Two readers of 50 grant proposals: 20 times both yes, 15 times both no.
    #[test]
    fn kappa_of_a_small_table() {
        assert_near(table(2, &[20, 5, 10, 15]).kappa().unwrap().value, 0.4, 1e-12);
    }

    /// Gwet, K. L. (2002). Kappa statistic is not satisfactory for assessing the extent of agreement between raters.
    /// Statistical Methods for Inter-Rater Reliability Assessment 1, 1–6: 125 subjects, one category rare.
    #[test]
    fn ac1_stands_where_kappa_falls() {
        let table = table(2, &[118, 5, 2, 0]);
        assert_near(table.agreement().estimate().unwrap().value, 0.944, 1e-12);
        assert_near(table.kappa().unwrap().value, -0.0234, 5e-5);
        assert_near(table.ac1().unwrap().value, 0.9408, 5e-5);
    }

    #[test]
    fn nothing_and_one_class_have_no_kappa() {
        assert_eq!((table(2, &[0; 4]).kappa(), table(2, &[0; 4]).ac1()), (None, None));
        let all_pass = table(2, &[9, 0, 0, 0]);
        assert_eq!(all_pass.kappa(), None);
        assert_near(all_pass.ac1().unwrap().value, 1.0, 1e-12);
        assert_eq!(table(1, &[9]).ac1(), None);
        let mut small = RatingTable::new(2);
        assert!(!small.add(0, 2));
        assert_eq!(small.agreement(), Proportion::default());
    }

    /// The formula would give 0 and a variance of 0: as sure as could be that chance explains all.
    #[test]
    fn one_answer_throughout_has_no_kappa_also_where_the_other_rater_disagrees() {
        for counts in [[6, 4, 0, 0], [6, 0, 4, 0], [0, 0, 3, 7], [0, 3, 0, 7]] {
            let table = table(2, &counts);
            assert_eq!(table.kappa(), None, "{counts:?}");
            assert!(table.ac1().is_some_and(|ac1| ac1.high - ac1.low > 0.1), "{counts:?}");
        }
        assert!(table(2, &[6, 4, 0, 1]).kappa().is_some());
    }

    /// The jackknife estimates the same variance by another way: leaving out one thing at a time.
    fn jackknife_variance(table: &RatingTable, coefficient: impl Fn(&RatingTable) -> Option<Estimate>) -> Option<f64> {
        let n = table.n();
        let mut values = Vec::new();
        for cell in 0..table.counts.len() {
            let count = table.counts[cell];
            if count > 0 {
                let mut less = table.clone();
                less.counts[cell] -= 1;
                values.push((to_f64(count), coefficient(&less)?.value));
            }
        }
        let mean = values.iter().map(|(count, value)| count * value).sum::<f64>() / n;
        Some((n - 1.0) / n * values.iter().map(|(count, value)| count * (value - mean).powi(2)).sum::<f64>())
    }

    proptest! {
        #[test]
        fn coefficients_stay_in_range(counts in prop::collection::vec(0u64..40, 9)) {
            let table = table(3, &counts);
            for estimate in [table.kappa(), table.ac1(), table.agreement().estimate()].into_iter().flatten() {
                prop_assert!((-1.0..=1.0).contains(&estimate.value), "{estimate:?}");
                prop_assert!(estimate.low <= estimate.value && estimate.value <= estimate.high, "{estimate:?}");
            }
        }

        #[test]
        fn the_raters_can_change_places(counts in prop::collection::vec(0u64..40, 9)) {
            let turned: Vec<u64> = (0..9).map(|i| counts[i % 3 * 3 + i / 3]).collect();
            let (one, other) = (table(3, &counts), table(3, &turned));
            for (a, b) in [(one.kappa(), other.kappa()), (one.ac1(), other.ac1())] {
                prop_assert_eq!(a.is_some(), b.is_some());
                if let (Some(a), Some(b)) = (a, b) {
                    prop_assert!((a.value - b.value).abs() < 1e-9 && (a.low - b.low).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn published_variances_agree_with_the_jackknife(counts in prop::collection::vec(40u64..90, 9)) {
            let table = table(3, &counts);
            for (estimate, variance) in [
                (table.kappa().unwrap(), jackknife_variance(&table, RatingTable::kappa).unwrap()),
                (table.ac1().unwrap(), jackknife_variance(&table, RatingTable::ac1).unwrap()),
            ] {
                let error = (estimate.high - estimate.low) / (2.0 * Z);
                prop_assert!((error / variance.sqrt() - 1.0).abs() < 0.02, "{error} and {}", variance.sqrt());
            }
        }
    }
}
