//! Criteria: what the cues mean, one file each.

mod answer_speed;
mod case;
mod close_attempt;
mod contact_capture;
mod courtesy;
mod dead_air;
mod greeting;
mod hold_permission;
mod hold_time;
mod judgment;
mod live_answer;
mod no_contract_turnaway;
mod no_refer_away;
mod qualifying_questions;
mod talk_share;
pub(crate) mod times;

pub(crate) use case::Case;
pub(crate) use judgment::Judgment;
use ringcheck_call::CallType;

use crate::rubric::Criterion;

/// Judges `criterion` of a call to which it applies, and in which an agent speaks if it needs one.
///
/// Every id of [`CRITERION_IDS`](crate::CRITERION_IDS) is judged; a rubric cannot name another.
pub(crate) fn judge(criterion: &Criterion, case: &Case<'_>) -> Judgment {
    let limits = &criterion.limits;
    match criterion.id.as_str() {
        "live_answer" => live_answer::judge(case),
        "no_contract_turnaway" => no_contract_turnaway::judge(case),
        "qualifying_questions" => qualifying_questions::judge(case),
        "close_attempt" => close_attempt::judge(case),
        "no_refer_away" => no_refer_away::judge(case),
        "greeting" => greeting::judge(case),
        "contact_capture" => contact_capture::judge(case),
        "courtesy" => courtesy::judge(case),
        "answer_speed" => answer_speed::judge(limits, case),
        "hold_time" => hold_time::judge(limits, case),
        "dead_air" => dead_air::judge(limits, case),
        "hold_permission" => hold_permission::judge(case),
        "talk_share" => talk_share::judge(limits, case),
        _ => Judgment::undetermined("Ringcheck cannot judge this criterion."),
    }
}

/// Whether the criterion `id` hangs on who is who; what answered, and when, does not.
///
/// A hold begins once the business has answered, and so does the talk in which a silence is dead air.
pub(crate) fn is_about_who(id: &str) -> bool {
    !matches!(id, "live_answer" | "answer_speed")
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
