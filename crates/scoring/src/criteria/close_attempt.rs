//! `close_attempt`: a concrete commitment is asked for, proposed or made.

use ringcheck_call::{NearestMiss, Verdict};

use super::{Case, Judgment};
use crate::cues::CueKind;

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    let best = case.commitments.iter().max_by_key(|c| (c.strength, std::cmp::Reverse(c.cue.sentence)));
    if let Some(best) = best {
        let evidence = std::iter::once(best)
            .chain(case.commitments.iter().filter(|c| c.cue.sentence != best.cue.sentence).take(2))
            .filter_map(|c| case.quote(&c.cue))
            .collect();
        let confidence = match (best.strength, case.commitments.len()) {
            (3, 2..) => 940,
            (3, _) => 860,
            _ => 700,
        };
        let rationale = match best.cue.kind {
            CueKind::Payment => "The agent asked for a payment, an order or a signature.",
            CueKind::Booking => "The agent booked a concrete time or visit.",
            CueKind::Meeting => "The agent proposed a conversation at a set time.",
            CueKind::Accepts => "The caller named a time and the agent took it up.",
            _ => "The agent proposed a concrete visit, appointment or time.",
        };
        return Judgment::on(Verdict::Pass, confidence, evidence, rationale);
    }
    let nearest = nearest_miss(case);
    let rationale = match &nearest {
        Some(miss) => format!("No visit, appointment, order or payment was proposed: {}.", miss.why),
        None => "No visit, appointment, order or payment was proposed.".to_owned(),
    };
    Judgment::for_absence(Verdict::Fail, 820, case.reading.searched(), rationale).with_nearest_miss(nearest)
}

/// What sounded most like a commitment, and why it is none.
fn nearest_miss(case: &Case<'_>) -> Option<NearestMiss> {
    let near = |kind: CueKind, why: &str| {
        let cue = case.cues.of(kind).next()?;
        Some(NearestMiss::new(case.quote(cue)?, why))
    };
    let conditional = || {
        let cue = case.cues.of(CueKind::Counterfactual).next_back()?;
        Some(NearestMiss::new(case.quote(cue)?, "what was offered hangs on something that is not so"))
    };
    conditional()
        .or_else(|| near(CueKind::VaguePromise, "what was promised has no agreed time"))
        .or_else(|| near(CueKind::Hypothetical, "what was offered hangs on something that is not so"))
        .or_else(|| near(CueKind::RefusedTime, "the time was named only to say no"))
}
