//! Who the caller is to the business, from what both sides say.

use std::collections::BTreeSet;

use ringcheck_call::{CallType, Evidence, Probability};

use crate::{
    cues::{Cue, CueKind, Cues, KindSign},
    reading::{Reading, Voice},
};

/// The call type with its proof.
pub(crate) struct CallTypeFinding {
    pub(crate) call_type: CallType,
    pub(crate) confidence: Probability,
    pub(crate) evidence: Vec<Evidence>,
}

/// Turns of the caller in which the reason for the call is told.
const OPENING_TURNS: usize = 4;

/// What signs of a type weigh together, and those that speak for it.
struct Weighing {
    points: i32,
    cues: Vec<Cue>,
}

/// Finds the call type.
pub(crate) fn find(reading: &Reading<'_>, cues: &Cues) -> CallTypeFinding {
    let opening_end = reading.turns_of(Voice::Caller).nth(OPENING_TURNS).unwrap_or(reading.turns.len());
    // Each sign with its points in the opening, its points later, and how often it counts at most.
    let weigh = |signs: &[(KindSign, i32, i32, usize)]| -> Weighing {
        let mut points = 0;
        let mut found = Vec::new();
        for &(sign, opening, later, at_most) in signs {
            let mut seen = BTreeSet::new();
            for cue in cues.of(CueKind::Kind(sign)) {
                if !seen.insert(cue.sentence) || seen.len() > at_most {
                    continue;
                }
                let weight = if reading.turn_of(cue.sentence) < opening_end { opening } else { later };
                points += weight;
                if weight > 0 {
                    found.push(cue.clone());
                }
            }
        }
        Weighing { points, cues: found }
    };
    let trouble =
        weigh(&[(KindSign::Trouble, 2, 1, 3), (KindSign::Shopping, 2, 1, 2), (KindSign::SaysNew, 2, 1, 2)]).points;
    let vendor =
        weigh(&[(KindSign::Pitch, 6, 3, 4), (KindSign::SalesWord, 2, 1, 3), (KindSign::TakenForSeller, 4, 4, 2)]);
    let wrong = weigh(&[(KindSign::WrongNumber, 4, 2, 2), (KindSign::NotUs, 6, 2, 2)]);
    let other = weigh(&[(KindSign::Other, 6, 2, 2)]);
    let customer = weigh(&[(KindSign::SaysCustomer, 5, 4, 3), (KindSign::KnownToFirm, 5, 4, 2)]);
    let new = weigh(&[(KindSign::SaysNew, 5, 4, 3)]).points
        + 4 * i32::from(cues.of(CueKind::CallerNotAClient).next().is_some())
        + 3 * i32::from(cues.of(CueKind::AsksStatus).next().is_some());
    let candidates = [
        (CallType::Vendor, vendor.points - trouble.min(4), 6, vendor.cues),
        (CallType::WrongNumber, wrong.points - trouble, 6, wrong.cues),
        (CallType::Other, other.points - trouble, 4, other.cues),
        (CallType::Customer, customer.points - new, 5, customer.cues),
    ];
    let best = candidates
        .into_iter()
        .filter(|(_, points, threshold, _)| points >= threshold)
        .max_by_key(|(_, points, threshold, _)| points - threshold);
    if let Some((call_type, points, threshold, cues)) = best {
        let margin = u16::try_from((points - threshold).clamp(0, 10)).unwrap_or(0);
        return CallTypeFinding {
            call_type,
            confidence: Probability::from_thousandths(650 + margin * 30),
            evidence: cues.iter().filter_map(|cue| reading.quote(cue)).take(2).collect(),
        };
    }
    // Unclear counts as a prospect.
    let signs = cues.of(CueKind::Kind(KindSign::SaysNew)).chain(cues.of(CueKind::Kind(KindSign::Shopping)));
    let evidence: Vec<Evidence> = signs.filter_map(|cue| reading.quote(cue)).take(2).collect();
    let confidence = if evidence.is_empty() { 600 } else { 850 };
    CallTypeFinding { call_type: CallType::Prospect, confidence: Probability::from_thousandths(confidence), evidence }
}
