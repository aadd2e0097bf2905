//! Whether the stated confidence of verdicts holds what it says.

use ringcheck_call::{CallType, Verdict};
use ringcheck_statistics::Proportion;
use serde::Serialize;

use super::verdicts::{Answer, CallVerdicts};
use crate::{Calibration, Label, calibration::Claim};

/// How far the stated confidence of verdicts can be trusted.
///
/// Counted are the tool's passes and fails where there is a label; on a call to which the criterion does not apply they
/// are not right.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct VerdictCalibration {
    /// Over all criteria.
    pub all_criteria: Calibration,
    /// Each criterion, in the rubric's order.
    pub criteria: Vec<CriterionCalibration>,
    /// The call type.
    pub call_type: Calibration,
}

/// How far the stated confidence of one criterion's verdicts can be trusted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionCalibration {
    /// The criterion's id.
    pub id: String,
    /// The figures.
    #[serde(flatten)]
    pub calibration: Calibration,
}

/// Counts `calls`, over all of the criteria `ids` and over each.
pub(super) fn verdict_calibration(calls: &[CallVerdicts], ids: &[&str]) -> VerdictCalibration {
    let call_types: Vec<Vec<Claim>> = calls
        .iter()
        .map(|call| {
            let claim = |answer: Answer<CallType, CallType>| Claim {
                confidence: answer.confidence,
                came_out: once(answer.label == answer.tool),
            };
            call.call_type.map(claim).into_iter().collect()
        })
        .collect();
    VerdictCalibration {
        all_criteria: calibration_of(calls, ids),
        criteria: ids
            .iter()
            .map(|id| CriterionCalibration { id: (*id).to_owned(), calibration: calibration_of(calls, &[id]) })
            .collect(),
        call_type: Calibration::of(&call_types),
    }
}

fn calibration_of(calls: &[CallVerdicts], ids: &[&str]) -> Calibration {
    let (mut n_undetermined, mut n_inapplicable) = (0, 0);
    let mut claims = Vec::new();
    for call in calls {
        let mut of_call = Vec::new();
        for answer in ids.iter().filter_map(|id| call.criteria.get(*id)) {
            match answer.tool {
                Verdict::Undetermined => n_undetermined += 1,
                Verdict::Na => {}
                Verdict::Pass | Verdict::Fail => {
                    n_inapplicable += u64::from(answer.label == Label::Na);
                    let is_right = answer.label.verdict() == answer.tool;
                    of_call.push(Claim { confidence: answer.confidence, came_out: once(is_right) });
                }
            }
        }
        // A call without a verdict is drawn by the intervals as any other.
        claims.push(of_call);
    }
    Calibration { n_undetermined, n_inapplicable, ..Calibration::of(&claims) }
}

fn once(is_right: bool) -> Proportion {
    Proportion { hits: u64::from(is_right), trials: 1 }
}
