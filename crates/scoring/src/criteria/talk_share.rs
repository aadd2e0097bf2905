//! `talk_share`: the business does so much of the talking, and no more.

use ringcheck_call::{Probability, Verdict};

use super::{Case, Judgment};
use crate::rubric::Limits;

/// How sure a measured share is.
const MEASURED: Probability = Probability::from_thousandths(900);

/// How sure it is this near to a limit, in percentage points, and how near that is.
const CLOSE: Probability = Probability::from_thousandths(750);
const CLOSE_PERCENT: f64 = 3.0;

pub(super) fn judge(limits: &Limits, case: &Case<'_>) -> Judgment {
    if !case.has_agent() {
        return Judgment::na("No live person of the business speaks in this call.");
    }
    let Some(share) = case.conversation.figures.business.talk_percent.filter(|share| share.is_finite()) else {
        let why = case.why_unknown();
        return Judgment::undetermined(format!("How much of the talking each side did is not known: {why}."));
    };
    let least = limits.min_percent.map(f64::from);
    let most = limits.max_percent.map(f64::from);
    let is_met = least.is_none_or(|least| share >= least) && most.is_none_or(|most| share <= most);
    if !is_met && case.conversation.is_cut_off {
        return Judgment::undetermined("The recording breaks off, and the shares of the whole call may be others.");
    }
    let is_close = least.into_iter().chain(most).any(|limit| (share - limit).abs() < CLOSE_PERCENT);
    let asked_for = match (limits.min_percent, limits.max_percent) {
        (Some(least), Some(most)) => format!("between {least} and {most} %"),
        (Some(least), None) => format!("at least {least} %"),
        (None, Some(most)) => format!("at most {most} %"),
        (None, None) => "no share in particular".to_owned(),
    };
    let verdict = if is_met { Verdict::Pass } else { Verdict::Fail };
    let confidence = if is_close { CLOSE } else { MEASURED };
    let rationale = format!("The business did {share:.1} % of the talking; {asked_for} is asked for.");
    let judged = Judgment::on_times(verdict, confidence, Vec::new(), rationale);
    Judgment { searched: case.reading.searched(), ..judged }
}
