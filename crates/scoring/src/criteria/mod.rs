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
mod objection_answered;
mod opportunity_noticed;
mod qualifying_questions;
mod raised;
mod talk_share;
pub(crate) mod times;
mod weighed;

pub(crate) use case::Case;
pub(crate) use greeting::opening_turns as greeting_turns;
pub(crate) use judgment::Judgment;
use ringcheck_call::CallType;
pub(crate) use weighed::{features, topics};

use crate::{rubric::Criterion, weighing::Ear};

/// Judges `criterion` of a call to which it applies, and in which an agent speaks if it needs one.
///
/// Every id of [`CRITERION_IDS`](crate::CRITERION_IDS) is judged; a rubric cannot name another.
pub(crate) fn judge(criterion: &Criterion, case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let limits = &criterion.limits;
    let id = criterion.id.as_str();
    match id {
        "live_answer" => live_answer::judge(case),
        "no_contract_turnaway" => weighed::judge(id, no_contract_turnaway::judge(case), case, ear),
        "qualifying_questions" => weighed::judge_questions(case, ear),
        "close_attempt" => weighed::judge(id, close_attempt::judge(case), case, ear),
        "no_refer_away" => weighed::judge(id, no_refer_away::judge(case), case, ear),
        "greeting" => weighed::judge(id, greeting::judge(case), case, ear),
        "contact_capture" => weighed::judge(id, contact_capture::judge(case), case, ear),
        "courtesy" => weighed::judge(id, courtesy::judge(case), case, ear),
        "answer_speed" => answer_speed::judge(limits, case),
        "hold_time" => hold_time::judge(limits, case),
        "dead_air" => dead_air::judge(limits, case),
        "hold_permission" => hold_permission::judge(case),
        "talk_share" => talk_share::judge(limits, case),
        "objection_answered" => objection_answered::judge(case, ear),
        "opportunity_noticed" => opportunity_noticed::judge(case, ear),
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
