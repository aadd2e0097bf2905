//! How far two raters agree.

use ringcheck_call::{CallType, Decision, Verdict};
use ringcheck_statistics::{Estimate, RatingTable, bootstrap};

use super::types::RaterAgreement;

/// What two raters say of the same, both of them decided.
pub(super) type Pair = (Decision, Decision);

impl RaterAgreement {
    /// Over pairs each of which is of a call of its own.
    pub(super) fn of(pairs: &[Pair]) -> Self {
        let Some(table) = table(pairs, &categories(pairs)) else { return Self::default() };
        let agreement = table.agreement();
        Self { agreement, interval: agreement.estimate(), kappa: table.kappa(), ac1: table.ac1() }
    }

    /// Over the pairs of several calls, of which one call's hang together: intervals are by drawing calls.
    pub(super) fn of_calls(calls: &[Vec<Pair>]) -> Self {
        let all: Vec<Pair> = calls.iter().flatten().copied().collect();
        let categories = categories(&all);
        let over = |figure: fn(&RatingTable) -> Option<f64>| {
            bootstrap(calls, |drawn| {
                let pairs: Vec<Pair> = drawn.iter().copied().flatten().copied().collect();
                figure(&table(&pairs, &categories)?)
            })
        };
        Self {
            agreement: table(&all, &categories).map(|table| table.agreement()).unwrap_or_default(),
            interval: over(|table| table.agreement().estimate().map(value)),
            kappa: over(|table| table.kappa().map(value)),
            ac1: over(|table| table.ac1().map(value)),
        }
    }
}

fn value(estimate: Estimate) -> f64 {
    estimate.value
}

/// The answers that can be given: pass and fail, and `na` where anybody gave it; of call types all.
///
/// As in an evaluation, an answer that is never given is no category.
fn categories(pairs: &[Pair]) -> Vec<Decision> {
    if pairs.iter().any(|(first, _)| first.call_type().is_some()) {
        return CallType::ALL.map(Decision::CallType).to_vec();
    }
    let na = Decision::Verdict(Verdict::Na);
    let has_na = pairs.iter().any(|(first, second)| *first == na || *second == na);
    let decided = [Verdict::Pass, Verdict::Fail].map(Decision::Verdict);
    decided.into_iter().chain(has_na.then_some(na)).collect()
}

/// `None` of no pairs.
fn table(pairs: &[Pair], categories: &[Decision]) -> Option<RatingTable> {
    let mut table = RatingTable::new(categories.len());
    let place = |decision: Decision| categories.iter().position(|known| *known == decision).unwrap_or(usize::MAX);
    for (first, second) in pairs {
        table.add(place(*first), place(*second));
    }
    (!pairs.is_empty()).then_some(table)
}

/// Whether somebody decided: who cannot tell agrees and disagrees with nobody.
pub(super) fn is_decided(decision: Decision) -> bool {
    decision != Decision::Verdict(Verdict::Undetermined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(counts: [(Verdict, Verdict, usize); 4]) -> Vec<Pair> {
        let of = |verdict| Decision::Verdict(verdict);
        counts.into_iter().flat_map(|(a, b, n)| std::iter::repeat_n((of(a), of(b)), n)).collect()
    }

    #[track_caller]
    fn assert_near(found: Option<Estimate>, expected: f64) {
        assert!((found.unwrap().value - expected).abs() < 1e-9, "{found:?} is not {expected}");
    }

    /// Worked by hand: 20 pairs, 9 both pass, 6 both fail, 4 pass and fail, 1 fail and pass.
    ///
    /// Agreement 15/20. Kappa: the first passes 13 of 20, the second 10; by chance 0.65 · 0.5 + 0.35 · 0.5 = 0.5, so
    /// (0.75 - 0.5) / 0.5 = 0.5. AC1: passes are (13 + 10) / 40 = 0.575; by chance 2 · 0.575 · 0.425 = 0.48875, so
    /// (0.75 - 0.48875) / 0.51125.
    #[test]
    fn figures_are_those_worked_by_hand() {
        use Verdict::{Fail, Pass};
        let pairs = pairs([(Pass, Pass, 9), (Fail, Fail, 6), (Pass, Fail, 4), (Fail, Pass, 1)]);
        let found = RaterAgreement::of(&pairs);
        assert_eq!((found.agreement.hits, found.agreement.trials), (15, 20));
        assert_near(found.kappa, 0.5);
        assert_near(found.ac1, (0.75 - 0.48875) / 0.51125);
        // Wilson (1927) for 15 of 20, worked with z = 1.959964.
        let interval = found.interval.unwrap();
        assert!((interval.low - 0.5313).abs() < 5e-5 && (interval.high - 0.8881).abs() < 5e-5, "{interval:?}");

        let calls: Vec<Vec<Pair>> = pairs.chunks(2).map(<[Pair]>::to_vec).collect();
        let pooled = RaterAgreement::of_calls(&calls);
        assert_eq!(pooled.agreement, found.agreement);
        assert_near(pooled.kappa, 0.5);
        // Pairs of a call are alike here, so that ten calls tell less than twenty would.
        let width = |estimate: Option<Estimate>| estimate.map(|e| e.high - e.low).unwrap();
        assert!(width(pooled.interval) > width(found.interval), "{pooled:?}");
    }

    #[test]
    fn an_answer_that_nobody_gave_is_no_category() {
        use Verdict::{Fail, Na, Pass};
        let two = RaterAgreement::of(&pairs([(Pass, Pass, 3), (Fail, Fail, 3), (Pass, Fail, 2), (Fail, Pass, 0)]));
        let three = RaterAgreement::of(&pairs([(Pass, Pass, 3), (Fail, Fail, 3), (Pass, Na, 2), (Fail, Pass, 0)]));
        assert_eq!(two.agreement, three.agreement);
        assert_ne!(two.ac1, three.ac1);
        let one = RaterAgreement::of(&pairs([(Pass, Pass, 3), (Fail, Fail, 0), (Pass, Fail, 0), (Fail, Pass, 0)]));
        assert_eq!((one.kappa, one.ac1.map(value)), (None, Some(1.0)));
        assert_eq!(RaterAgreement::of(&[]), RaterAgreement::default());
        assert_eq!(RaterAgreement::of_calls(&[]), RaterAgreement::default());
    }
}
