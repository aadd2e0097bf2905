//! `dead_air`: nobody is silent for longer than so many seconds, but for holds.

use ringcheck_call::{Probability, Verdict};

use super::{
    Case, Judgment,
    times::{UNHEARD, clock, counted, exceeds, length, seconds},
};
use crate::rubric::Limits;

/// How sure it is that no silence was longer than the longest that was measured.
const MEASURED: Probability = Probability::from_thousandths(920);

/// A shorter silence is no event of the timeline.
const LEAST_SILENCE_MS: u64 = 2000;

pub(super) fn judge(limits: &Limits, case: &Case<'_>) -> Judgment {
    if !case.has_agent() {
        return Judgment::na("No live person of the business speaks, so there is no conversation to fall silent.");
    }
    let most = limits.max_seconds.unwrap_or(0);
    let silences = case.silences();
    let longest_ms = silences.longest().map_or(0, |(span, _)| length(&span));
    let (measured_ms, measured) = match case.conversation.figures.longest_silence_ms {
        Some(ms) => (ms, MEASURED),
        // The gaps between turns tell as well, and less surely.
        None if case.has_times() => (longest_ms, UNHEARD),
        None => {
            let why = case.why_unknown();
            return Judgment::undetermined(format!("How long nobody spoke is not known: {why}."));
        }
    };
    let asked_for = format!("at most {} are asked for", counted(most, "second"));
    let pass = |ms: u64, confidence: Probability, excepted: &str| {
        let rationale = format!("{}{excepted}; {asked_for}.", none_longer_than(ms));
        let pass = Judgment::on_times(Verdict::Pass, confidence, Vec::new(), rationale);
        Judgment { searched: case.reading.searched(), ..pass }
    };
    if !exceeds(measured_ms, most) {
        return pass(measured_ms, measured, "");
    }
    // The figure may have been measured without holds in view, so the stretches themselves have to tell.
    let (span, confidence) = match silences.longest() {
        Some((span, confidence)) if exceeds(longest_ms, most) => (Some(span), confidence),
        _ if silences.is_anything_left_out => return pass(longest_ms, UNHEARD, ", holds excepted"),
        _ => (None, UNHEARD),
    };
    let silent_ms = span.as_ref().map_or(measured_ms, length);
    let at = span.as_ref().map(|span| format!(", from {} on", clock(span.start))).unwrap_or_default();
    let evidence = span.and_then(|span| case.words_before(span.start)).into_iter().collect();
    let rationale = format!("Nobody spoke for {}{at}; {asked_for}.", seconds(silent_ms));
    Judgment::on_times(Verdict::Fail, confidence, evidence, rationale)
}

/// "No silence lasted longer than 2.4 seconds"; shorter ones are no events, and how long they are is not measured well.
fn none_longer_than(ms: u64) -> String {
    if ms < LEAST_SILENCE_MS {
        format!("No silence of {} or more was heard", seconds(LEAST_SILENCE_MS))
    } else {
        format!("No silence lasted longer than {}", seconds(ms))
    }
}
