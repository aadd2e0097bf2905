//! `hold_time`: no hold lasts longer than so many seconds.

use ringcheck_call::{Probability, Verdict};

use super::{
    Case, Judgment,
    times::{Hold, UNHEARD, clock, counted, exceeds, length, seconds},
};
use crate::rubric::Limits;

/// How sure it is that there was no hold, where the line was listened to.
const NO_HOLD: Probability = Probability::from_thousandths(900);

/// How near to the end of what was heard a hold ends that the recording broke off in.
const AT_THE_END_MS: u64 = 1000;

pub(super) fn judge(limits: &Limits, case: &Case<'_>) -> Judgment {
    let figures = case.conversation.figures;
    let most = limits.max_seconds.unwrap_or(0);
    let longest_ms = match (figures.longest_hold_ms, figures.hold_count) {
        (_, Some(0)) => 0,
        (Some(ms), _) => ms,
        (None, _) => {
            let why = case.why_unknown();
            return Judgment::undetermined(format!("How long the caller was on hold is not known: {why}."));
        }
    };
    if longest_ms == 0 {
        let none = Judgment::on_times(Verdict::Pass, NO_HOLD, Vec::new(), "The caller was never put on hold.");
        return Judgment { searched: case.reading.searched(), ..none };
    }
    let holds = case.holds();
    let longest = holds.iter().filter(|hold| hold.span().is_some()).max_by_key(|hold| hold.span().as_ref().map(length));
    let span = longest.and_then(Hold::span);
    let evidence = span.as_ref().and_then(|span| case.words_before(span.start)).into_iter().collect();
    let confidence = longest.map_or(UNHEARD, Hold::confidence);
    let at = span.as_ref().map(|span| format!(", from {} on", clock(span.start))).unwrap_or_default();
    let lasted = match figures.hold_count {
        Some(n) if n > 1 => format!("The caller was on hold {n} times, at the longest for {}{at}", seconds(longest_ms)),
        _ => format!("The caller was on hold for {}{at}", seconds(longest_ms)),
    };
    let asked_for = match most {
        0 => "no hold is asked for".to_owned(),
        1 => "at most 1 second is asked for".to_owned(),
        n => format!("at most {} are asked for", counted(n, "second")),
    };
    if exceeds(longest_ms, most) {
        return Judgment::on_times(Verdict::Fail, confidence, evidence, format!("{lasted}; {asked_for}."));
    }
    let last_end = holds.iter().filter_map(Hold::span).map(|span| span.end).max().unwrap_or(0);
    if case.conversation.is_cut_off && last_end + AT_THE_END_MS >= case.heard_until_ms() {
        return Judgment::undetermined(
            "The recording breaks off while the caller is on hold, so how long that lasted is not known.",
        );
    }
    Judgment::on_times(Verdict::Pass, confidence, evidence, format!("{lasted}; {asked_for}."))
}
