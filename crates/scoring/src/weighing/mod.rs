//! Weighing: what patterns found and what the language model heard, to one probability a criterion.
//!
//! Each criterion is a logistic regression over few named numbers ([`features`]); a call type is a multinomial one.
//! The weights were fitted on labelled calls whose authors the language model had not been trained on
//! (`data/weighing/fit.py`), so the probabilities hold for new authors; `weights.toml` is that program's output.

mod features;

use std::{collections::BTreeMap, sync::LazyLock};

use ringcheck_call::{CallType, QualifyingTopic};

pub(crate) use features::{
    Ear, Features, cue_of, log_odds, of_call_type, of_close_attempt, of_contact_capture, of_courtesy, of_greeting,
    of_no_contract_turnaway, of_no_refer_away, of_topic,
};

/// Weights of one regression.
#[derive(Debug, Default)]
struct Weights {
    intercept: f64,
    of: BTreeMap<String, f64>,
}

const TEXT: &str = include_str!("weights.toml");

/// All weights by the name of their regression; names that are not in the file weigh nothing, which a test rules out.
#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
static ALL: LazyLock<BTreeMap<String, Weights>> = LazyLock::new(|| {
    let table: toml::Table = TEXT.parse().expect("the weights are valid TOML");
    let number = |value: &toml::Value| value.as_float().unwrap_or_default();
    table
        .into_iter()
        .filter_map(|(name, value)| {
            let entries = value.as_table()?.clone();
            let of = entries.iter().map(|(feature, weight)| (feature.clone(), number(weight))).collect();
            let intercept = entries.get("intercept").map(number).unwrap_or_default();
            Some((name, Weights { intercept, of }))
        })
        .collect()
});

fn score(name: &str, features: &[(&'static str, f64)]) -> f64 {
    let Some(weights) = ALL.get(name) else { return 0.0 };
    let weight_of = |feature: &str| weights.of.get(feature).copied().unwrap_or_default();
    weights.intercept + features.iter().map(|(feature, value)| weight_of(feature) * value).sum::<f64>()
}

/// The logistic function.
pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The probability of a pass, or of a topic's having been asked about, by the regression `name`.
pub(crate) fn probability(name: &str, features: &[(&'static str, f64)]) -> f64 {
    logistic(score(name, features))
}

/// The name of a topic's regression.
pub(crate) const fn topic_regression(topic: QualifyingTopic) -> &'static str {
    match topic {
        QualifyingTopic::Problem => "topic_problem",
        QualifyingTopic::Company => "topic_company",
        QualifyingTopic::Size => "topic_size",
        QualifyingTopic::CurrentProvider => "topic_current_provider",
        QualifyingTopic::Source => "topic_source",
        QualifyingTopic::Authority => "topic_authority",
        QualifyingTopic::TimelineBudget => "topic_timeline_budget",
    }
}

/// The name of a call type's regression.
const fn type_regression(call_type: CallType) -> &'static str {
    match call_type {
        CallType::Prospect => "call_type_prospect",
        CallType::Customer => "call_type_customer",
        CallType::Vendor => "call_type_vendor",
        CallType::WrongNumber => "call_type_wrong_number",
        CallType::Other => "call_type_other",
    }
}

/// The most probable call type and its probability.
pub(crate) fn call_type(features: &[(&'static str, f64)]) -> (CallType, f64) {
    let scores: Vec<(CallType, f64)> =
        CallType::ALL.into_iter().map(|kind| (kind, score(type_regression(kind), features))).collect();
    let most = scores.iter().map(|(_, s)| *s).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = scores.iter().map(|(_, s)| (s - most).exp()).sum();
    scores
        .into_iter()
        .map(|(kind, s)| (kind, (s - most).exp() / total))
        .reduce(|best, found| if found.1 > best.1 { found } else { best })
        .unwrap_or((CallType::Prospect, 0.0))
}

/// The probability that at least `needed` of the topics were asked about, `beyond` of them other than the problem,
/// where each was asked about with its own probability and the topics say nothing of one another.
pub(crate) fn enough_topics(asked: &[(QualifyingTopic, f64)], needed: usize, beyond: usize) -> f64 {
    // ways[p][n]: the probability of n topics beyond the problem, p telling whether the problem was asked about.
    let mut ways = [vec![0.0; asked.len() + 1], vec![0.0; asked.len() + 1]];
    ways[0][0] = 1.0;
    for (topic, p) in asked {
        if *topic == QualifyingTopic::Problem {
            let [without, with] = &mut ways;
            for (w, wo) in with.iter_mut().zip(without.iter_mut()) {
                *w += *wo * p;
                *wo *= 1.0 - p;
            }
        } else {
            for row in &mut ways {
                for n in (0..row.len()).rev() {
                    let one_fewer = if n == 0 { 0.0 } else { row[n - 1] };
                    row[n] = row[n] * (1.0 - p) + one_fewer * p;
                }
            }
        }
    }
    let enough = |problem: usize| {
        ways[problem]
            .iter()
            .enumerate()
            .filter(move |(n, _)| *n >= beyond && n + problem >= needed)
            .map(|(_, p)| p)
            .sum::<f64>()
    };
    enough(0) + enough(1)
}

/// A probability in thousandths.
pub(crate) fn thousandths(p: f64) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000 before")]
    let rounded = (p.clamp(0.0, 1.0) * 1000.0).round() as u16;
    rounded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ringcheck_call::{Call, Side, Speaker, Timeline, TimelineFigures, Turn};
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::{Conversation, Heard, SCORER_VERSION, weighed_numbers};

    #[test]
    fn every_number_has_a_weight_and_every_weight_a_number() {
        let mut turns = [
            Turn::from_text(Side::Business, "Morning, Acme Computers, this is Jo.", None, None),
            Turn::from_text(Side::Caller, "Our server is down.", None, None),
        ];
        turns[0].speaker = Speaker::Agent;
        turns[1].speaker = Speaker::Caller;
        let conversation = Conversation {
            turns: &turns,
            timeline: &Timeline::default(),
            figures: &TimelineFigures::default(),
            is_cut_off: false,
            call: &Call::default(),
            doubtful_turns: &[],
            sides_confidence: None,
        };
        let numbers = weighed_numbers(&Heard::new(&conversation));
        let mut weighed = BTreeSet::from(["qualifying_questions".to_owned()]);
        for (name, of) in &numbers {
            let regressions: Vec<String> = if name == "call_type" {
                CallType::ALL.into_iter().map(|kind| type_regression(kind).to_owned()).collect()
            } else {
                vec![name.clone()]
            };
            for regression in regressions {
                let weights: BTreeSet<&str> =
                    ALL[&regression].of.keys().map(String::as_str).filter(|w| *w != "intercept").collect();
                assert_eq!(weights, of.keys().copied().collect(), "{regression}");
                weighed.insert(regression);
            }
        }
        assert_eq!(weighed, ALL.keys().cloned().collect());
        assert!(ALL["qualifying_questions"].of.contains_key("counted"));
        // Each is written as a number with a point, which is all that is read.
        let table: toml::Table = TEXT.parse().unwrap();
        assert!(table.values().flat_map(|of| of.as_table().unwrap().values()).all(toml::Value::is_float));
    }

    #[test]
    fn topics_are_counted_as_if_by_going_through_all_of_them() {
        let p = [0.9, 0.2, 0.7, 0.5, 0.05, 0.6, 0.33];
        let asked: Vec<(QualifyingTopic, f64)> = QualifyingTopic::ALL.into_iter().zip(p).collect();
        let mut expected = 0.0;
        for chosen in 0..1_u32 << p.len() {
            let is_asked = |i: usize| chosen >> i & 1 == 1;
            let n = chosen.count_ones() as usize;
            if n >= 3 && n - usize::from(is_asked(0)) >= 2 {
                expected += (0..p.len()).map(|i| if is_asked(i) { p[i] } else { 1.0 - p[i] }).product::<f64>();
            }
        }
        assert_eq!(asked[0].0, QualifyingTopic::Problem);
        assert!((enough_topics(&asked, 3, 2) - expected).abs() < 1e-12);
    }

    /// Another model or other weights give other scorecards under the same key, unless the version is raised with them.
    #[test]
    fn the_version_of_the_scorer_is_raised_with_the_model_and_the_weights() {
        let mut hash = Sha256::new();
        for file in ["meaning.safetensors", "meaning-vocab.txt"] {
            hash.update(fs_err::read(format!("{}/../../models/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap());
        }
        hash.update(TEXT);
        let hash = hash.finalize().iter().take(8).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!(
            (SCORER_VERSION, hash.as_str()),
            ("8", "236df509ad814eb1"),
            "raise SCORER_VERSION and set both here"
        );
    }
}
