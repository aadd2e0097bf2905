//! Criteria: what the cues mean, one file each.

mod case;
mod close_attempt;
mod contact_capture;
mod courtesy;
mod greeting;
mod judgment;
mod live_answer;
mod no_contract_turnaway;
mod no_refer_away;
mod qualifying_questions;

pub(crate) use case::Case;
pub(crate) use judgment::Judgment;
use ringcheck_call::CallType;

/// Judges the criterion `id` of a call in which an agent speaks and to which it applies.
///
/// Every id of [`CRITERION_IDS`](crate::CRITERION_IDS) is judged; a rubric cannot name another.
pub(crate) fn judge(id: &str, case: &Case<'_>) -> Judgment {
    match id {
        "live_answer" => live_answer::judge(case),
        "no_contract_turnaway" => no_contract_turnaway::judge(case),
        "qualifying_questions" => qualifying_questions::judge(case),
        "close_attempt" => close_attempt::judge(case),
        "no_refer_away" => no_refer_away::judge(case),
        "greeting" => greeting::judge(case),
        "contact_capture" => contact_capture::judge(case),
        "courtesy" => courtesy::judge(case),
        _ => Judgment::undetermined("Ringcheck cannot judge this criterion."),
    }
}

/// The callers of a type, for a sentence.
pub(crate) const fn caller_of(call_type: CallType) -> &'static str {
    match call_type {
        CallType::Prospect => "a prospect",
        CallType::Customer => "an existing customer",
        CallType::Vendor => "a salesperson",
        CallType::WrongNumber => "somebody who dialed the wrong number",
        CallType::Other => "a caller who neither buys nor is a customer",
    }
}
