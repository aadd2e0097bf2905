//! Who the caller is to the business, from what both sides say.

use std::collections::BTreeSet;

use ringcheck_call::{CallType, Evidence, Probability};

use crate::{
    cues::{Cue, CueKind, Cues, KindSign},
    reading::{Reading, Voice},
    weighing::{self, Ear, Features},
};

/// The call type with its proof.
pub(crate) struct CallTypeFinding {
    pub(crate) call_type: CallType,
    pub(crate) confidence: Probability,
    pub(crate) evidence: Vec<Evidence>,
}

/// Turns of the caller in which the reason for the call is told.
const OPENING_TURNS: usize = 4;

/// Points that the patterns give each kind of caller, and the cues that speak for it.
pub(crate) struct Signs {
    pub(crate) vendor: i32,
    pub(crate) wrong_number: i32,
    pub(crate) other: i32,
    pub(crate) customer: i32,
    pub(crate) new: i32,
    cues: Vec<(CallType, Vec<Cue>)>,
}

/// What signs of a type weigh together, and those that speak for it.
struct Weighing {
    points: i32,
    cues: Vec<Cue>,
}

/// Finds the call type, from the patterns' points and what the language model heard.
pub(crate) fn find(reading: &Reading<'_>, cues: &Cues, ear: &Ear<'_, '_>) -> CallTypeFinding {
    let signs = signs(reading, cues);
    let (call_type, p) = weighing::call_type(&weighing::of_call_type(ear, &signs));
    let patterns = signs.cues.iter().find(|(kind, _)| *kind == call_type).map_or(&[][..], |(_, found)| found);
    let mut evidence: Vec<Evidence> = patterns.iter().filter_map(|cue| reading.quote(cue)).take(2).collect();
    if evidence.is_empty() {
        evidence = telling_cues(call_type).iter().find_map(|cue| ear.heard_in(&ear.caller, cue)).into_iter().collect();
    }
    CallTypeFinding { call_type, confidence: Probability::from_thousandths(weighing::thousandths(p)), evidence }
}

/// The numbers that the call type is weighed from.
pub(crate) fn features(reading: &Reading<'_>, cues: &Cues, ear: &Ear<'_, '_>) -> Features {
    weighing::of_call_type(ear, &signs(reading, cues))
}

/// What a caller of this type says, most telling first.
const fn telling_cues(call_type: CallType) -> &'static [&'static str] {
    match call_type {
        CallType::Prospect => &["is_new", "wants_service"],
        CallType::Customer => &["is_customer"],
        CallType::Vendor => &["sells"],
        CallType::WrongNumber => &["wrong_number"],
        CallType::Other => &["other_business"],
    }
}

/// Counts the patterns' signs of each kind of caller.
fn signs(reading: &Reading<'_>, cues: &Cues) -> Signs {
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
    let wants = weigh(&[(KindSign::Shopping, 2, 1, 2), (KindSign::SaysNew, 2, 1, 2)]);
    let trouble = weigh(&[(KindSign::Trouble, 2, 1, 3)]).points + wants.points;
    let vendor =
        weigh(&[(KindSign::Pitch, 6, 3, 4), (KindSign::SalesWord, 2, 1, 3), (KindSign::TakenForSeller, 4, 4, 2)]);
    let wrong = weigh(&[(KindSign::WrongNumber, 4, 2, 2), (KindSign::NotUs, 6, 2, 2)]);
    let other = weigh(&[(KindSign::Other, 6, 2, 2)]);
    let customer = weigh(&[(KindSign::SaysCustomer, 5, 4, 3), (KindSign::KnownToFirm, 5, 4, 2)]);
    let new = weigh(&[(KindSign::SaysNew, 5, 4, 3)]).points
        + 4 * i32::from(cues.of(CueKind::CallerNotAClient).next().is_some())
        + 3 * i32::from(cues.of(CueKind::AsksStatus).next().is_some());
    Signs {
        vendor: vendor.points - trouble.min(4),
        wrong_number: wrong.points - trouble,
        other: other.points - trouble,
        customer: customer.points - new,
        new,
        cues: vec![
            (CallType::Prospect, wants.cues),
            (CallType::Customer, customer.cues),
            (CallType::Vendor, vendor.cues),
            (CallType::WrongNumber, wrong.cues),
            (CallType::Other, other.cues),
        ],
    }
}
