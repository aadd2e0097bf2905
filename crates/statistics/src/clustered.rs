//! Shares of things that come in clusters and hang together within each.
//!
//! Ten answers of one person are not ten people. Nothing is assumed of how much the things of a cluster hang together: a
//! cluster counts as if all of it were one answer. No share between 0 and 1 varies more around its mean than one that is
//! always 0 or 1, so an interval on that ground is wide enough whatever the truth, also of clusters that are all alike,
//! from which resampling would make an interval of no width.
//!
//! Source: Kish, L. (1965). Survey sampling, chapters 5 and 8 (the design effect and the effective number); the interval
//! is Wilson's (1927), with the effective number of clusters in the place of the trials.

use crate::{Estimate, estimate::to_f64, proportion::wilson};

/// How many of how many, out of how many clusters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clustered {
    /// How many.
    pub hits: u64,
    /// Of how many.
    pub trials: u64,
    /// Out of how many clusters.
    pub clusters: u64,
    /// The squares of the clusters' sizes, summed.
    squares: u64,
}

impl Clustered {
    /// Counts a cluster; one of nothing is none.
    pub fn add(&mut self, hits: u64, trials: u64) {
        if trials > 0 {
            self.hits += hits;
            self.trials += trials;
            self.clusters += 1;
            self.squares += trials * trials;
        }
    }

    /// The share with its 95 % interval, as if each cluster were one trial; `None` of no trials.
    #[must_use]
    pub fn estimate(self) -> Option<Estimate> {
        if self.trials == 0 {
            return None;
        }
        let (hits, trials) = (to_f64(self.hits), to_f64(self.trials));
        // As many as there are clusters where all are of one size, and fewer where they are not.
        let n_effective = trials * trials / to_f64(self.squares);
        Some(wilson(hits / trials, n_effective))
    }

    /// This share less the `other`, from -1 to 1, with its 95 % interval; `None` where either is of nothing.
    ///
    /// Both must be of different clusters.
    #[must_use]
    pub fn less(self, other: Self) -> Option<Estimate> {
        Some(self.estimate()?.less(other.estimate()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Proportion;

    fn of(clusters: &[(u64, u64)]) -> Clustered {
        let mut clustered = Clustered::default();
        for (hits, trials) in clusters {
            clustered.add(*hits, *trials);
        }
        clustered
    }

    #[test]
    fn a_cluster_counts_as_one_trial_however_much_it_holds() {
        let three = of(&[(9, 9); 3]);
        assert_eq!((three.hits, three.trials, three.clusters), (27, 27, 3));
        assert_eq!(three.estimate(), Proportion { hits: 3, trials: 3 }.estimate());
        // As independent trials they would say 88 to 100 %.
        assert!(three.estimate().unwrap().low < 0.45);
        // Where each is of one, it is a proportion.
        let ones = of(&[(1, 1), (0, 1), (1, 1), (1, 1)]);
        assert_eq!(ones.estimate(), Proportion { hits: 3, trials: 4 }.estimate());
        assert_eq!((of(&[]).estimate(), of(&[(0, 0)])), (None, Clustered::default()));
    }

    #[test]
    fn one_large_cluster_is_not_made_many_by_small_ones() {
        let uneven = of(&[&[(81, 81)][..], &[(1, 1); 9]].concat());
        // 90² / (81² + 9) = 1.23 clusters.
        let even = wilson(1.0, 8100.0 / 6570.0);
        assert_eq!(uneven.estimate(), Some(even));
        assert!(even.low < 0.3);
    }

    #[test]
    fn a_difference_is_newcombes_of_the_clusters() {
        let difference = of(&[(5, 5); 10]).less(of(&[(0, 7); 20])).unwrap();
        // Newcombe (1998), table II, method 10: 10 of 10 less 0 of 20.
        assert!((difference.low - 0.6791).abs() < 5e-5 && (difference.high - 1.0).abs() < 1e-9, "{difference:?}");
        assert_eq!(of(&[(1, 2)]).less(Clustered::default()), None);
    }

    /// Clusters of nine things each that are all done or none is: nothing hangs together more. Wilson's interval holds the
    /// truth in 95 % of cases on average over all truths, and somewhat more or less often at each.
    #[test]
    fn the_interval_holds_the_truth_where_clusters_are_all_or_nothing() {
        let mut rng = fastrand::Rng::with_seed(1965);
        let n_draws = 4000_u32;
        let n_held = (0..n_draws).filter(|_| {
            let truth = rng.f64();
            let clusters: Vec<(u64, u64)> = (0..8).map(|_| (if rng.f64() < truth { 9 } else { 0 }, 9)).collect();
            let found = of(&clusters).estimate().unwrap();
            found.low <= truth && truth <= found.high
        });
        let share = n_held.count() * 100 / 4000;
        assert!((94..=96).contains(&share), "{share} %");
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share_and_is_wider_than_of_as_many_trials(
            sizes in prop::collection::vec((0u64..12, 1u64..12), 1..30),
        ) {
            let clusters: Vec<(u64, u64)> = sizes.iter().map(|(hits, trials)| ((*hits).min(*trials), *trials)).collect();
            let clustered = of(&clusters);
            let found = clustered.estimate().unwrap();
            let naive = Proportion { hits: clustered.hits, trials: clustered.trials }.estimate().unwrap();
            prop_assert!(0.0 <= found.low && found.low <= found.value && found.value <= found.high && found.high <= 1.0);
            prop_assert!(found.high - found.low >= naive.high - naive.low - 1e-12);
        }
    }
}
