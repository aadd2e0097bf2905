//! `contact_capture`: the caller's name and a way to reach them are asked for or confirmed.

use ringcheck_call::{Evidence, NearestMiss, Verdict};

use super::{Case, Judgment};
use crate::cues::CueKind;

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    let reach = case.cues.of(CueKind::AsksReach).next().and_then(|cue| case.quote(cue));
    let asked = case.cues.of(CueKind::AsksName).next().and_then(|cue| case.quote(cue));
    let given = case.cues.of(CueKind::GivesName).next().and_then(|cue| case.quote(cue));
    match (reach, asked.or(given)) {
        (Some(reach), Some(name)) => {
            let evidence: Vec<Evidence> = if reach == name { vec![reach] } else { vec![reach, name] };
            Judgment::on(Verdict::Pass, 880, evidence, "The agent has the caller's name and asked how to reach them.")
        }
        (Some(reach), None) => absent(
            case,
            Some((reach, "the caller's name was never asked for")),
            "The agent asked how to reach the caller but never for their name.",
        ),
        (None, Some(name)) => absent(
            case,
            Some((name, "no phone number or email was asked for")),
            "The agent never asked for a phone number or an email.",
        ),
        (None, None) => absent(case, None, "The agent asked neither for the caller's name nor how to reach them."),
    }
}

fn absent(case: &Case<'_>, near: Option<(Evidence, &str)>, rationale: &str) -> Judgment {
    let miss = near.map(|(quote, why)| NearestMiss::new(quote, why));
    Judgment::for_absence(Verdict::Fail, 850, case.reading.searched(), rationale).with_nearest_miss(miss)
}
