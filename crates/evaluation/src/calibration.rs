//! Whether stated confidence holds what it says.
//!
//! Sources:
//! - Guo, C., Pleiss, G., Sun, Y. & Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML 34,
//!   1321–1330: reliability by bins of equal width, expected calibration error.
//! - Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Mon. Weather Rev. 78, 1–3.
//! - Bröcker, J. & Smith, L. A. (2007). Increasing the reliability of reliability diagrams. Weather Forecast. 22,
//!   651–661: what a perfect forecast would have got.

use fastrand::Rng;
use ringcheck_call::Probability;
use ringcheck_statistics::{
    Estimate, N_DRAWS, Proportion, SEED, bootstrap, four_decimals, four_decimals_or_null, middle_95, to_f64,
};
use serde::Serialize;

/// The lower ends of the bins of a [`Calibration`], in thousandths: twenty of the same width.
const BINS_FROM: [u16; 20] =
    [0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 850, 900, 950];

/// Something that was stated with a confidence, and came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// How sure it was stated to be.
    pub(crate) confidence: Probability,
    /// How much of it was right: of a verdict, it or nothing.
    pub(crate) came_out: Proportion,
}

/// What was stated with about the same confidence, and how much of it was right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// The least confidence of the bin.
    pub from: Probability,
    /// Where the next bin starts; the last bin holds 1 itself.
    pub to: Probability,
    /// How many claims are in it.
    pub n: u64,
    /// The mean of their stated confidence, each weighed by how much it is about.
    #[serde(serialize_with = "four_decimals")]
    pub stated: f64,
    /// How much of it was right.
    pub right: Proportion,
}

/// How far stated confidence can be trusted.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// How many verdicts were stated with a confidence.
    pub n: u64,
    /// Verdicts left undetermined: they are in no other figure.
    pub n_undetermined: u64,
    /// Of the `n`, those on calls to which the criterion does not apply: never right.
    pub n_inapplicable: u64,
    /// Their mean stated confidence; `None` of no verdicts.
    #[serde(serialize_with = "four_decimals_or_null")]
    pub stated: Option<f64>,
    /// How many of them are right.
    pub right: Proportion,
    /// The expected calibration error: how far stated confidence and share right are apart, over the bins, each
    /// weighed by its share of the verdicts. Its interval is by drawing calls again.
    pub ece: Option<Estimate>,
    /// The mean error, and the middle 95 % of the errors, that chance alone would give if every stated confidence
    /// were exactly right: so much is no sign of bad calibration.
    pub ece_by_chance: Option<Estimate>,
    /// Brier's score: the mean square of stated confidence less outcome (1 right, 0 wrong), with an interval by drawing
    /// calls again.
    pub brier: Option<Estimate>,
    /// The bins that hold verdicts.
    pub bins: Vec<ReliabilityBin>,
}

impl Calibration {
    /// Counts `calls`, each with the claims of one call.
    ///
    /// The counts of what is left out and of what does not apply are the caller's to fill in.
    pub(crate) fn of(calls: &[Vec<Claim>]) -> Self {
        let all: Vec<&Claim> = calls.iter().flatten().collect();
        let over = |figure: fn(&[&Claim]) -> Option<f64>| {
            bootstrap(calls, |drawn| figure(&drawn.iter().copied().flatten().collect::<Vec<_>>()))
        };
        let bins = reliability(&all, &BINS_FROM);
        let weight: f64 = bins.iter().map(|bin| to_f64(bin.right.trials)).sum();
        let stated: f64 = bins.iter().map(|bin| bin.stated * to_f64(bin.right.trials)).sum();
        Self {
            n: all.len() as u64,
            stated: (weight > 0.0).then(|| stated / weight),
            right: Proportion {
                hits: bins.iter().map(|bin| bin.right.hits).sum(),
                trials: bins.iter().map(|bin| bin.right.trials).sum(),
            },
            ece: over(calibration_error),
            ece_by_chance: error_by_chance(&all),
            brier: over(brier_score),
            bins,
            ..Self::default()
        }
    }
}

/// `claims` by ranges of stated confidence, of which `bins_from` are the lower ends in thousandths, rising from 0.
///
/// A bin without claims, or whose claims are about nothing, is left out.
pub(crate) fn reliability(claims: &[&Claim], bins_from: &[u16]) -> Vec<ReliabilityBin> {
    let mut sums = vec![(0, 0, Proportion::default()); bins_from.len()];
    for claim in claims.iter().filter(|claim| claim.came_out.trials > 0) {
        let thousandths = claim.confidence.thousandths();
        let place = bins_from.partition_point(|from| *from <= thousandths);
        if let Some((n, stated, right)) = sums.get_mut(place.saturating_sub(1)) {
            *n += 1;
            *stated += u64::from(thousandths) * claim.came_out.trials;
            right.hits += claim.came_out.hits;
            right.trials += claim.came_out.trials;
        }
    }
    let ends = bins_from.iter().skip(1).copied().chain([Probability::ONE.thousandths()]);
    sums.into_iter()
        .zip(bins_from.iter().zip(ends))
        .filter(|((n, ..), _)| *n > 0)
        .map(|((n, stated, right), (from, to))| ReliabilityBin {
            from: Probability::from_thousandths(*from),
            to: Probability::from_thousandths(to),
            n,
            stated: to_f64(stated) / 1000.0 / to_f64(right.trials),
            right,
        })
        .collect()
}

/// The expected calibration error of Guo et al. (2017), from 0 to 1; `None` of no claims.
fn calibration_error(claims: &[&Claim]) -> Option<f64> {
    let bins = reliability(claims, &BINS_FROM);
    let n: u64 = bins.iter().map(|bin| bin.right.trials).sum();
    let gaps = bins.iter().map(|bin| (to_f64(bin.right.hits) - bin.stated * to_f64(bin.right.trials)).abs());
    (n > 0).then(|| gaps.sum::<f64>() / to_f64(n))
}

/// The score of Brier (1950) for one of two outcomes, from 0 (sure and right) to 1; `None` of no claims.
fn brier_score(claims: &[&Claim]) -> Option<f64> {
    let n: u64 = claims.iter().map(|claim| claim.came_out.trials).sum();
    let squares = claims.iter().map(|claim| {
        let (stated, right) = (claim.confidence.as_f64(), to_f64(claim.came_out.hits));
        let wrong = to_f64(claim.came_out.trials) - right;
        right * (1.0 - stated).powi(2) + wrong * stated.powi(2)
    });
    (n > 0).then(|| squares.sum::<f64>() / to_f64(n))
}

/// The calibration error that `claims` would have if each were right exactly as often as it states: the mean, and the
/// middle 95 %, of outcomes drawn so (Bröcker and Smith 2007).
fn error_by_chance(claims: &[&Claim]) -> Option<Estimate> {
    let mut rng = Rng::with_seed(SEED);
    let mut errors: Vec<f64> = (0..N_DRAWS)
        .filter_map(|_| {
            let drawn: Vec<Claim> = claims
                .iter()
                .map(|claim| {
                    let trials = claim.came_out.trials;
                    let hits = (0..trials).filter(|_| rng.f64() < claim.confidence.as_f64()).count() as u64;
                    Claim { came_out: Proportion { hits, trials }, ..**claim }
                })
                .collect();
            calibration_error(&drawn.iter().collect::<Vec<_>>())
        })
        .collect();
    let value = errors.iter().sum::<f64>() / to_f64(errors.len() as u64);
    let (low, high) = middle_95(&mut errors)?;
    Some(Estimate { value, low, high })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn claim(thousandths: u16, is_right: bool) -> Claim {
        let came_out = Proportion { hits: u64::from(is_right), trials: 1 };
        Claim { confidence: Probability::from_thousandths(thousandths), came_out }
    }

    #[track_caller]
    fn assert_near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?} is not {expected}");
    }

    /// Five verdicts: three of 0.9 (two of them right), one of 0.62 (right), one of 0.58 (wrong).
    fn five() -> Vec<Vec<Claim>> {
        vec![
            vec![claim(900, true), claim(900, true)],
            vec![claim(900, false), claim(620, true)],
            vec![claim(580, false)],
        ]
    }

    #[test]
    fn bins_hold_what_was_stated_and_what_was_right() {
        let calibration = Calibration::of(&five());
        let bins: Vec<_> = calibration
            .bins
            .iter()
            .map(|bin| (bin.from.thousandths(), bin.to.thousandths(), bin.n, bin.right.hits, bin.right.trials))
            .collect();
        assert_eq!(bins, [(550, 600, 1, 0, 1), (600, 650, 1, 1, 1), (900, 950, 3, 2, 3)]);
        assert_near(Some(calibration.bins[2].stated), 0.9);
        assert_eq!((calibration.n, calibration.right), (5, Proportion { hits: 3, trials: 5 }));
        assert_near(calibration.stated, (3.0 * 0.9 + 0.62 + 0.58) / 5.0);
    }

    /// By hand: (3 · |2/3 - 0.9| + |1 - 0.62| + |0 - 0.58|) / 5 and (2 · 0.1² + 0.9² + 0.38² + 0.58²) / 5.
    #[test]
    fn errors_are_those_of_the_definition() {
        let calibration = Calibration::of(&five());
        assert_near(calibration.ece.map(|e| e.value), (0.7 + 0.38 + 0.58) / 5.0);
        assert_near(calibration.brier.map(|e| e.value), (0.02 + 0.81 + 0.1444 + 0.3364) / 5.0);
    }

    #[test]
    fn an_end_belongs_to_the_bin_above_it_and_one_to_the_last() {
        let claims = [claim(500, true), claim(549, true), claim(550, true), claim(1000, true), claim(0, true)];
        let bins = reliability(&claims.iter().collect::<Vec<_>>(), &BINS_FROM);
        let found: Vec<_> = bins.iter().map(|bin| (bin.from.thousandths(), bin.n)).collect();
        assert_eq!(found, [(0, 1), (500, 2), (550, 1), (950, 1)]);
    }

    #[test]
    fn a_claim_weighs_what_it_is_about() {
        let told = |thousandths, hits, trials| Claim {
            confidence: Probability::from_thousandths(thousandths),
            came_out: Proportion { hits, trials },
        };
        let claims = [told(910, 40, 50), told(940, 10, 10), told(920, 0, 0)];
        let bins = reliability(&claims.iter().collect::<Vec<_>>(), &[0, 900]);
        assert_eq!((bins.len(), bins[0].n, bins[0].right), (1, 2, Proportion { hits: 50, trials: 60 }));
        assert_near(Some(bins[0].stated), (0.91 * 50.0 + 0.94 * 10.0) / 60.0);
    }

    /// 40 verdicts of 0.75: an error by chance of |x / 40 - 0.75|, whose mean is 0.0541 by the binomial distribution.
    #[test]
    fn chance_alone_gives_an_error() {
        let calls: Vec<Vec<Claim>> = (0..40).map(|i| vec![claim(750, i % 4 > 0)]).collect();
        let calibration = Calibration::of(&calls);
        assert_near(calibration.ece.map(|e| e.value), 0.0);
        let by_chance = calibration.ece_by_chance.unwrap();
        assert!((by_chance.value - 0.0541).abs() < 0.004, "{by_chance:?}");
        assert!(by_chance.low < 0.01 && (0.12..0.16).contains(&by_chance.high), "{by_chance:?}");
    }

    #[test]
    fn nothing_stated_is_no_calibration() {
        let calibration = Calibration::of(&[vec![], vec![]]);
        assert_eq!(calibration, Calibration::default());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn errors_stay_in_range(stated in prop::collection::vec((0u16..=1000, any::<bool>()), 1..80)) {
            let claims: Vec<Claim> = stated.iter().map(|(confidence, is_right)| claim(*confidence, *is_right)).collect();
            let all: Vec<&Claim> = claims.iter().collect();
            let (error, brier) = (calibration_error(&all).unwrap(), brier_score(&all).unwrap());
            prop_assert!((0.0..=1.0).contains(&error) && (0.0..=1.0).contains(&brier), "{error} {brier}");
            // The bins' gaps can hide nothing that all verdicts together show.
            let n = to_f64(claims.len() as u64);
            let mean = claims.iter().map(|c| c.confidence.as_f64() - to_f64(c.came_out.hits)).sum::<f64>() / n;
            prop_assert!(error >= mean.abs() - 1e-9, "{error} {mean}");
        }

        #[test]
        fn confidence_that_is_always_right_has_no_error(bins in prop::collection::vec((1u64..=20, 0u64..=20), 1..8)) {
            // The share right of each confidence is that confidence, to a twentieth.
            let mut calls = Vec::new();
            for (times, twentieths) in bins {
                let confidence = Probability::new(to_f64(twentieths) / 20.0).thousandths();
                for i in 0..times * 20 {
                    calls.push(vec![claim(confidence, i % 20 < twentieths)]);
                }
            }
            let all: Vec<&Claim> = calls.iter().flatten().collect();
            prop_assert!(calibration_error(&all).unwrap() < 1e-9);
        }

        #[test]
        fn an_interval_holds_its_figure(stated in prop::collection::vec((500u16..=1000, any::<bool>()), 1..30)) {
            let calls: Vec<Vec<Claim>> = stated.chunks(3)
                .map(|call| call.iter().map(|(confidence, is_right)| claim(*confidence, *is_right)).collect()).collect();
            let calibration = Calibration::of(&calls);
            for estimate in [calibration.ece, calibration.brier].map(Option::unwrap) {
                prop_assert!(0.0 <= estimate.low && estimate.low <= estimate.value, "{estimate:?}");
                prop_assert!(estimate.value <= estimate.high && estimate.high <= 1.0, "{estimate:?}");
            }
        }
    }
}
