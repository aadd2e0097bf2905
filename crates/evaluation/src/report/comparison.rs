//! Two evaluations of the same calls, call by call.

use std::collections::BTreeMap;

use ringcheck_call::Verdict;
use ringcheck_statistics::{Estimate, PairedTable, bootstrap, to_f64};
use serde::Serialize;

use super::verdicts::{Answer, CallVerdicts, EarlierReport};
use crate::Label;

/// How this evaluation differs from an earlier one, on the calls that both hold.
///
/// In all figures the first is this evaluation and the second the earlier one: a difference above 0 is an improvement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Calls that both hold.
    pub n_calls: u64,
    /// Calls of this evaluation that the earlier one does not hold.
    pub n_only_here: u64,
    /// Calls of the earlier evaluation that this one does not hold.
    pub n_only_there: u64,
    /// Verdicts and call types left out because the two go by different labels.
    pub n_relabelled: u64,
    /// All criteria together; the intervals are by drawing calls again.
    pub all_criteria: AgreementDifference,
    /// Each criterion, in the rubric's order.
    pub criteria: Vec<CriterionDifference>,
    /// The call type.
    pub call_type: PairedDifference,
}

/// The differences on one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionDifference {
    /// The criterion's id.
    pub id: String,
    /// The differences.
    #[serde(flatten)]
    pub difference: AgreementDifference,
}

/// How agreement with the label differs, both ways of counting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AgreementDifference {
    /// Over the verdicts that both evaluations pass or fail.
    pub decided: PairedDifference,
    /// Over all whose label is pass or fail; `undetermined` and `na` are disagreement.
    pub all: PairedDifference,
}

/// How two shares found on the same verdicts differ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PairedDifference {
    /// The verdicts, by which of the two evaluations has them right.
    #[serde(flatten)]
    pub table: PairedTable,
    /// The share right in this evaluation less that in the earlier one; `None` of nothing.
    pub difference: Option<Estimate>,
}

/// A verdict with a label of pass or fail, in both evaluations.
#[derive(Clone, Copy)]
struct Pair {
    is_decided: bool,
    is_right: (bool, bool),
}

/// Compares `here` with `earlier` on the criteria `ids`.
pub(super) fn compare(here: &[CallVerdicts], earlier: &EarlierReport, ids: &[&str]) -> Comparison {
    let there: BTreeMap<&str, &CallVerdicts> = earlier.calls.iter().map(|call| (call.id.as_str(), call)).collect();
    let both: Vec<(&CallVerdicts, &CallVerdicts)> =
        here.iter().filter_map(|call| Some((call, *there.get(call.id.as_str())?))).collect();
    let mut n_relabelled = 0;
    let mut call_types = PairedTable::default();
    for (one, other) in &both {
        let Some((one, other)) = one.call_type.zip(other.call_type) else { continue };
        if one.label == other.label {
            call_types.add(one.label == one.tool, other.label == other.tool);
        } else {
            n_relabelled += 1;
        }
    }
    let mut pairs: Vec<Vec<Vec<Pair>>> = Vec::new();
    for (one, other) in &both {
        let answers = ids.iter().map(|id| Some((one.criteria.get(*id)?, other.criteria.get(*id)?)));
        let of_call = answers.map(|answers| {
            let Some((one, other)) = answers else { return Vec::new() };
            n_relabelled += u64::from(one.label != other.label);
            pair_of(*one, *other).into_iter().collect()
        });
        pairs.push(of_call.collect());
    }
    let of_criterion = |place: usize| pairs.iter().filter_map(move |call| call.get(place)).flatten();
    Comparison {
        n_calls: both.len() as u64,
        n_only_here: (here.len() - both.len()) as u64,
        n_only_there: there.len().saturating_sub(both.len()) as u64,
        n_relabelled,
        all_criteria: AgreementDifference {
            decided: by_calls(&pairs, |pair| pair.is_decided),
            all: by_calls(&pairs, |_| true),
        },
        criteria: ids
            .iter()
            .enumerate()
            .map(|(place, id)| CriterionDifference {
                id: (*id).to_owned(),
                difference: AgreementDifference {
                    decided: by_formula(table_of(of_criterion(place).filter(|pair| pair.is_decided))),
                    all: by_formula(table_of(of_criterion(place))),
                },
            })
            .collect(),
        call_type: by_formula(call_types),
    }
}

/// `None` unless both have the same label, and it is pass or fail.
fn pair_of(one: Answer<Label, Verdict>, other: Answer<Label, Verdict>) -> Option<Pair> {
    let is_decided = |answer: &Answer<Label, Verdict>| matches!(answer.tool, Verdict::Pass | Verdict::Fail);
    let is_right = |answer: &Answer<Label, Verdict>| answer.label.verdict() == answer.tool;
    (one.label == other.label && one.label != Label::Na).then(|| Pair {
        is_decided: is_decided(&one) && is_decided(&other),
        is_right: (is_right(&one), is_right(&other)),
    })
}

fn table_of<'a>(pairs: impl Iterator<Item = &'a Pair>) -> PairedTable {
    let mut table = PairedTable::default();
    for pair in pairs {
        table.add(pair.is_right.0, pair.is_right.1);
    }
    table
}

fn by_formula(table: PairedTable) -> PairedDifference {
    PairedDifference { table, difference: table.difference() }
}

/// Verdicts of one call hang together, so that the formula's interval over several criteria would be too narrow.
fn by_calls(calls: &[Vec<Vec<Pair>>], counts: impl Fn(&Pair) -> bool) -> PairedDifference {
    let tables: Vec<PairedTable> =
        calls.iter().map(|call| table_of(call.iter().flatten().filter(|pair| counts(pair)))).collect();
    let difference = bootstrap(&tables, |drawn| {
        let sum = |count: fn(&PairedTable) -> u64| to_f64(drawn.iter().map(|table| count(table)).sum());
        let n = sum(PairedTable::n);
        (n > 0.0).then(|| (sum(|table| table.only_first_right) - sum(|table| table.only_second_right)) / n)
    });
    let table = table_of(calls.iter().flatten().flatten().filter(|pair| counts(pair)));
    PairedDifference { table, difference }
}
