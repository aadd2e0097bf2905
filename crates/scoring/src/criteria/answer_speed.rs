//! `answer_speed`: somebody of the business speaks within so many seconds and rings.

use ringcheck_call::{EventKind, Evidence, Probability, Side, TimelineEvent, Verdict};

use super::{
    Case, Judgment,
    times::{UNHEARD, counted, exceeds, seconds, waited},
};
use crate::{reading::Voice, rubric::Limits};

/// How sure it is that nobody answered, where the line tells.
const UNANSWERED: Probability = Probability::from_thousandths(900);

/// A call without any ring may have been recorded from the answer on.
const NO_RING_HEARD: Probability = Probability::from_thousandths(700);

/// A live word this soon, with no ring before it, is how a recording from the answer on begins.
const AT_THE_START_MS: u64 = 3000;

pub(super) fn judge(limits: &Limits, case: &Case<'_>) -> Judgment {
    if case.has_agent() { answered(limits, case) } else { unanswered(limits, case) }
}

fn answered(limits: &Limits, case: &Case<'_>) -> Judgment {
    let figures = case.conversation.figures;
    let (ms, rings) = (figures.first_live_word_ms, figures.ring_count);
    let is_in_time = limits.max_seconds.map(|most| ms.map(|ms| !exceeds(ms, most)));
    let is_in_rings = limits.max_rings.map(|most| rings.map(|rings| rings <= most));
    let checks: Vec<Option<bool>> = is_in_time.into_iter().chain(is_in_rings).collect();
    let is_late = checks.contains(&Some(false));
    if !is_late && checks.contains(&None) {
        return Judgment::undetermined(unknown(limits, case));
    }
    let event = first_live_word(case);
    let mut confidence = event.map_or(UNHEARD, |e| e.confidence.min(Probability::from_thousandths(970)));
    let begins_at_answer = rings == Some(0) && ms.is_some_and(|ms| ms <= AT_THE_START_MS);
    // What is missing before the recording can only make the wait longer, so a fail stands.
    if !is_late && (begins_at_answer || rings == Some(0) && limits.max_rings.is_some()) {
        confidence = confidence.min(NO_RING_HEARD);
    }
    let after = match (ms, rings) {
        (Some(ms), Some(0)) if begins_at_answer => {
            format!("{} (the recording begins with the answer, so ringing before it is not in it)", waited(rings, ms))
        }
        (Some(ms), Some(0)) if limits.max_rings.is_some() => {
            format!("{}, without a ring that could be heard", waited(rings, ms))
        }
        (None, Some(0)) => "without a ring that could be heard".to_owned(),
        (Some(ms), rings) => waited(rings, ms),
        (None, Some(rings)) => format!("after {}", counted(rings, "ring")),
        (None, None) => return Judgment::undetermined(unknown(limits, case)),
    };
    let verdict = if is_late { Verdict::Fail } else { Verdict::Pass };
    let first = event.and_then(|e| e.turn).or_else(|| case.reading.turns_of(Voice::Agent).next());
    let evidence: Vec<Evidence> = first.and_then(|turn| case.reading.quote_turn(turn)).into_iter().collect();
    let rationale = format!("Somebody answered {after}; {}.", asked_for(limits));
    Judgment { confidence, ..Judgment::on(verdict, 0, evidence, rationale) }
}

fn first_live_word<'c>(case: &'c Case<'_>) -> Option<&'c TimelineEvent> {
    case.conversation.timeline.events.iter().find(|e| e.kind == EventKind::FirstLiveWord)
}

/// "at most 20 seconds and 4 rings are asked for".
fn asked_for(limits: &Limits) -> String {
    let most: Vec<String> = limits
        .max_seconds
        .map(|n| counted(n, "second"))
        .into_iter()
        .chain(limits.max_rings.map(|n| counted(n, "ring")))
        .collect();
    let is_one = most.len() == 1 && most.iter().all(|limit| limit.starts_with("1 "));
    format!("at most {} {} asked for", most.join(" and "), if is_one { "is" } else { "are" })
}

/// What is missing: the first of what a limit is about.
fn unknown(limits: &Limits, case: &Case<'_>) -> String {
    let figures = case.conversation.figures;
    if limits.max_seconds.is_some() && figures.first_live_word_ms.is_none() {
        return format!("When somebody answered is not known: {}.", case.why_unknown());
    }
    "How often the phone rang is not known: ringing was not listened for in this call.".to_owned()
}

fn unanswered(limits: &Limits, case: &Case<'_>) -> Judgment {
    let fail = |why: String| Judgment::on_times(Verdict::Fail, UNANSWERED, Vec::new(), why);
    let call = case.conversation.call;
    if let Some(why) = case.why_unrecorded() {
        return match call.duration_ms {
            Some(ms) if limits.max_seconds.is_some_and(|most| !exceeds(ms, most)) => gave_up(limits),
            _ => fail(why),
        };
    }
    let is_machine = |e: &TimelineEvent| {
        e.kind.is_machine_answer() || matches!(e.kind, EventKind::Beep | EventKind::Hold) && e.side != Side::Caller
    };
    let met_machine = case.conversation.timeline.events.iter().any(is_machine)
        || case.reading.turns_of(Voice::Recorded).next().is_some();
    let is_line_dead = |e: &TimelineEvent| matches!(e.kind, EventKind::Busy | EventKind::Reorder | EventKind::Sit);
    // A caller who talks may talk to somebody whose leg of the call is not in the recording.
    let is_quiet = case.reading.sentences.is_empty() || case.conversation.timeline.events.iter().any(is_line_dead);
    let is_known = met_machine || is_quiet && case.is_known_unanswered();
    if !is_known {
        return Judgment::undetermined("Nobody of the business can be heard, so a person has to say who answered.");
    }
    // Once the limit is over nobody can meet it any more, wherever the recording ends.
    let heard_ms = case.heard_until_ms();
    let rings = case.conversation.figures.ring_count;
    let is_over = limits.max_seconds.is_some_and(|most| exceeds(heard_ms, most))
        || limits.max_rings.is_some_and(|most| rings.is_some_and(|rings| rings > most));
    if is_over {
        let waited = rings
            .filter(|rings| *rings > 0 && !met_machine)
            .map_or_else(|| seconds(heard_ms), |rings| format!("{} and {}", seconds(heard_ms), counted(rings, "ring")));
        return fail(format!("No live person answered within {waited}; {}.", asked_for(limits)));
    }
    if case.conversation.is_cut_off {
        return Judgment::undetermined(
            "Nobody had answered when the recording breaks off, and somebody may have after.",
        );
    }
    let is_ringing_only = |e: &TimelineEvent| !is_line_dead(e) && e.kind != EventKind::Fax;
    let is_measured = limits.max_seconds.is_some() || rings.is_some();
    if !met_machine && is_measured && case.conversation.timeline.events.iter().all(is_ringing_only) {
        return gave_up(limits);
    }
    fail("No live person answered this call.".to_owned())
}

fn gave_up(limits: &Limits) -> Judgment {
    Judgment::na(format!("The caller hung up before the time to answer was over: {}.", asked_for(limits)))
}
