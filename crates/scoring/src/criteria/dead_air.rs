//! `dead_air`: nobody is silent for longer than so many seconds, but for holds.

use ringcheck_call::{Probability, Verdict};

use super::{
    Case, Judgment,
    times::{UNHEARD, clock, counted, exceeds, length, seconds},
};
use crate::rubric::Limits;

/// How sure it is that no silence was longer than the longest that was measured.
const MEASURED: Probability = Probability::from_thousandths(920);

pub(super) fn judge(limits: &Limits, case: &Case<'_>) -> Judgment {
    if !case.has_agent() {
        return Judgment::na("No live person of the business speaks, so there is no conversation to fall silent.");
    }
    let most = limits.max_seconds.unwrap_or(0);
    let Some(measured_ms) = case.conversation.figures.longest_silence_ms else {
        let why = case.why_unknown();
        return Judgment::undetermined(format!("How long nobody spoke is not known: {why}."));
    };
    let asked_for = if most == 1 {
        "at most 1 second is asked for".to_owned()
    } else {
        format!("at most {} are asked for", counted(most, "second"))
    };
    if !exceeds(measured_ms, most) {
        let rationale = format!("No silence lasted longer than {}; {asked_for}.", seconds(measured_ms));
        let pass = Judgment::on_times(Verdict::Pass, MEASURED, Vec::new(), rationale);
        return Judgment { searched: case.reading.searched(), ..pass };
    }
    // The figure knows nothing of holds, so the stretches themselves have to tell.
    let silences = case.silences();
    let (span, confidence) = match silences.longest() {
        Some((span, confidence)) if exceeds(length(&span), most) => (Some(span), confidence),
        longest if silences.is_anything_left_out => {
            let longest_ms = longest.map_or(0, |(span, _)| length(&span));
            let rationale = format!(
                "No silence of the conversation lasted longer than {}, holds excepted; {asked_for}.",
                seconds(longest_ms)
            );
            let pass = Judgment::on_times(Verdict::Pass, UNHEARD, Vec::new(), rationale);
            return Judgment { searched: case.reading.searched(), ..pass };
        }
        _ => (None, UNHEARD),
    };
    let silent_ms = span.as_ref().map_or(measured_ms, length);
    let at = span.as_ref().map(|span| format!(", from {} on", clock(span.start))).unwrap_or_default();
    let evidence = span.and_then(|span| case.words_before(span.start)).into_iter().collect();
    let rationale = format!("Nobody spoke for {}{at}; {asked_for}.", seconds(silent_ms));
    Judgment::on_times(Verdict::Fail, confidence, evidence, rationale)
}
