//! `courtesy`: thanks or please at least once, and nobody of the business is rude.

use ringcheck_call::Verdict;

use super::{Case, Judgment};
use crate::cues::CueKind;

/// Impatient remarks that together are rude.
const SHARP_IS_RUDE: usize = 2;

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    if let Some(rude) = case.cues.of(CueKind::Rude).next() {
        let evidence = case.quote(rude).into_iter().collect();
        return Judgment::on(Verdict::Fail, 780, evidence, "Somebody of the business was rude, sarcastic or argued.");
    }
    let sharp: Vec<_> = case.cues.of(CueKind::Sharp).collect();
    if sharp.len() >= SHARP_IS_RUDE {
        let evidence = sharp.iter().filter_map(|cue| case.quote(cue)).take(3).collect();
        return Judgment::on(Verdict::Fail, 680, evidence, "The agent was short with the caller again and again.");
    }
    match case.cues.of(CueKind::Thanks).next() {
        Some(thanks) => {
            let evidence = case.quote(thanks).into_iter().collect();
            Judgment::on(Verdict::Pass, 920, evidence, "The agent said thank you or please and stayed civil.")
        }
        None => Judgment::for_absence(
            Verdict::Fail,
            880,
            case.reading.searched(),
            "Nobody of the business said thank you or please.",
        ),
    }
}
