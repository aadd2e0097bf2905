//! Adds up points.

use ringcheck_call::{CriterionScore, Score, Verdict};

use crate::rubric::Rubric;

/// The points of `criteria`, which are the verdicts on the criteria of `rubric`.
///
/// Only `pass` and `fail` count; `na` and `undetermined` leave the denominator.
pub(crate) fn tally(rubric: &Rubric, criteria: &[CriterionScore]) -> Score {
    let points: u32 = criteria.iter().map(|c| c.points).sum();
    let possible: u32 = criteria.iter().map(|c| c.possible).sum();
    let critical_failed: Vec<String> = criteria
        .iter()
        .filter(|c| c.verdict == Verdict::Fail && rubric.criteria.iter().any(|r| r.id == c.id && r.is_critical))
        .map(|c| c.id.clone())
        .collect();
    Score::of(points, possible, critical_failed, rubric.pass_mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ringcheck_call::Probability;

    use super::*;

    fn scored(rubric: &Rubric, verdicts: &[Verdict]) -> Vec<CriterionScore> {
        rubric
            .criteria
            .iter()
            .zip(verdicts)
            .map(|(criterion, &verdict)| CriterionScore {
                id: criterion.id.clone(),
                verdict,
                points: if verdict == Verdict::Pass { criterion.weight } else { 0 },
                possible: if matches!(verdict, Verdict::Pass | Verdict::Fail) { criterion.weight } else { 0 },
                confidence: Probability::ONE,
                evidence: Vec::new(),
                searched: None,
                nearest_miss: None,
                rationale: String::new(),
                said: None,
            })
            .collect()
    }

    #[test]
    fn a_critical_fail_leaves_the_points_and_fails_the_call() {
        let rubric = Rubric::default_msp_inbound();
        let mut verdicts = [Verdict::Pass; 8];
        verdicts[1] = Verdict::Fail;
        let score = tally(&rubric, &scored(&rubric, &verdicts));
        assert_eq!((score.points, score.possible, score.percent, score.passed), (75, 100, Some(75.0), Some(false)));
        assert_eq!(score.critical_failed, ["no_contract_turnaway"]);
    }

    #[test]
    fn nothing_possible_is_neither_passed_nor_failed() {
        let rubric = Rubric::default_msp_inbound();
        let score = tally(&rubric, &scored(&rubric, &[Verdict::Na; 8]));
        assert_eq!((score.possible, score.percent, score.passed), (0, None, None));
    }

    #[test]
    fn the_percentage_has_one_decimal() {
        let rubric = Rubric::default_msp_inbound();
        let mut verdicts = [Verdict::Na; 8];
        (verdicts[0], verdicts[3], verdicts[5]) = (Verdict::Pass, Verdict::Fail, Verdict::Fail);
        assert_eq!(tally(&rubric, &scored(&rubric, &verdicts)).percent, Some(37.5));
        (verdicts[0], verdicts[3], verdicts[5]) = (Verdict::Pass, Verdict::Undetermined, Verdict::Pass);
        verdicts[4] = Verdict::Fail;
        assert_eq!(tally(&rubric, &scored(&rubric, &verdicts)).percent, Some(66.7));
    }

    fn verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![Just(Verdict::Pass), Just(Verdict::Fail), Just(Verdict::Na), Just(Verdict::Undetermined)]
    }

    proptest! {
        #[test]
        fn a_tally_stays_within_bounds(verdicts in prop::collection::vec(verdict(), 8)) {
            let rubric = Rubric::default_msp_inbound();
            let score = tally(&rubric, &scored(&rubric, &verdicts));
            prop_assert!(score.points <= score.possible && score.possible <= 100);
            prop_assert!(score.percent.is_none_or(|p| (0.0..=100.0).contains(&p)));
            prop_assert_eq!(score.passed.is_some(), score.possible > 0);
        }

        #[test]
        fn the_order_of_criteria_is_irrelevant_to_points(verdicts in prop::collection::vec(verdict(), 8)) {
            let rubric = Rubric::default_msp_inbound();
            let scores = scored(&rubric, &verdicts);
            let mut reversed = scores.clone();
            reversed.reverse();
            let (a, mut b) = (tally(&rubric, &scores), tally(&rubric, &reversed));
            b.critical_failed.reverse();
            prop_assert_eq!(a, b);
        }

        #[test]
        fn na_is_neutral(verdicts in prop::collection::vec(verdict(), 8)) {
            let rubric = Rubric::default_msp_inbound();
            let all = scored(&rubric, &verdicts);
            let without: Vec<_> = all.iter().filter(|c| c.verdict != Verdict::Na).cloned().collect();
            prop_assert_eq!(tally(&rubric, &all), tally(&rubric, &without));
        }
    }
}
