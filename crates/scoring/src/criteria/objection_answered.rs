//! `objection_answered`: an objection of the caller's is answered, or met with an offer, and not let stand.
//!
//! How sure it is: for a pass the product over all objections of what [`super::raised`] leaves for each having been
//! answered, `Π(1 - r · (1 - a))`; for a fail `r · (1 - a)` of the objection that was most surely dropped.

use ringcheck_call::{Evidence, Probability, Verdict};

use super::{
    Case, Judgment,
    raised::{self, HEARD, Met, Raised},
};
use crate::{
    cues::{CueKind, Objection},
    weighing::{self, Ear},
};

/// Each kind of objection.
const KINDS: [raised::Kind; 4] = [
    ("objects_price", Some(CueKind::Objects(Objection::Price))),
    ("objects_timing", Some(CueKind::Objects(Objection::Timing))),
    ("objects_provider", Some(CueKind::Objects(Objection::Provider))),
    ("objects_looking", Some(CueKind::Objects(Objection::Looking))),
];

/// The words for each of [`KINDS`] in a rationale.
const NAMES: [&str; 4] = ["price", "timing", "already has somebody", "just looking"];

/// What meets an objection.
const ANSWERED_BY: [&str; 2] = ["answers_objection", "offers_commitment"];

/// Added to the log-odds of an answer: an agent answers more often than the model hears it.
///
/// Fitted to the 140 objections of the bank by the four authors that a model was not trained on (1.06, with a slope of
/// 0.95): with each author left out in turn it raises the agreement with their labels from 0.83 to 0.87.
const UNDERHEARD: f64 = 1.0;

/// What sounds like an answer, and why it is none.
const NO_ANSWERS: [(&str, &str); 2] = [
    ("drops_objection", "it lets the objection stand"),
    ("vague_promise", "it promises something without an agreed next step, and says nothing to the objection"),
];

/// Objections of which the words are shown, at most.
const MOST_SHOWN: usize = 2;

pub(super) fn judge(case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let (raised, too_late): (Vec<Raised>, Vec<Raised>) =
        raised::raised(case, ear, &KINDS).into_iter().partition(|objection| !objection.answers.is_empty());
    let objections: Vec<(&Raised, Met)> =
        raised.iter().filter_map(|objection| Some((objection, answer(ear, objection)?))).collect();
    let unmet = |(objection, met): &(&Raised, Met)| objection.p * (1.0 - met.p);
    let dropped = objections.iter().filter(|(_, met)| met.p < HEARD);
    if let Some(most) = dropped.reduce(|most, found| if unmet(found) > unmet(most) { found } else { most }) {
        return dropped_one(case, ear, most.0, raised::probability(unmet(most)));
    }
    if objections.is_empty() {
        return match too_late.first() {
            None => Judgment {
                confidence: raised::sure_that_none(case, ear, &KINDS),
                ..Judgment::na("The caller raised no objection.")
            },
            Some(last) if case.conversation.is_cut_off => Judgment {
                evidence: raised::pair(ear, last, None),
                ..Judgment::undetermined(format!(
                    "The recording breaks off after the caller's objection ({}), so a person has to decide.",
                    kind_of(last)
                ))
            },
            Some(last) => Judgment {
                evidence: raised::pair(ear, last, None),
                ..Judgment::na(format!("The call ended with the caller's objection ({}).", kind_of(last)))
            },
        };
    }
    let sure = objections.iter().map(|found| 1.0 - unmet(found)).product();
    let shown = objections.iter().take(MOST_SHOWN);
    let evidence: Vec<Evidence> =
        shown.flat_map(|(objection, met)| raised::pair(ear, objection, Some((met.turn, met.cue)))).collect();
    Judgment { confidence: raised::probability(sure), ..Judgment::on(Verdict::Pass, 0, evidence, how_met(&objections)) }
}

/// What in the answers to an objection meets it.
fn answer(ear: &Ear<'_, '_>, objection: &Raised) -> Option<Met> {
    let met = raised::met(ear, &ANSWERED_BY.map(|cue| (objection.answers.as_slice(), cue)))?;
    Some(Met { p: weighing::logistic(weighing::log_odds(met.p) + UNDERHEARD), ..met })
}

fn dropped_one(case: &Case<'_>, ear: &Ear<'_, '_>, objection: &Raised, confidence: Probability) -> Judgment {
    let kind = kind_of(objection);
    let let_stand = ear.ranked(&objection.answers, "drops_objection").first().copied().filter(|(_, p)| *p >= HEARD);
    let answered = let_stand.map(|(turn, _)| turn).or_else(|| objection.answers.first().copied());
    let rationale = if let_stand.is_some() {
        format!("The agent let the caller's objection ({kind}) stand.")
    } else {
        format!("The agent did not answer the caller's objection ({kind}).")
    };
    let miss = raised::nearest(
        ear,
        &objection.answers,
        &NO_ANSWERS,
        ("answers_objection", "it says nothing to the objection"),
    );
    Judgment {
        confidence,
        searched: raised::searched(case, objection),
        // Words that let it stand decide by themselves; silence only where there was time for an answer.
        is_for_absence: let_stand.is_none() && !objection.is_answered_in_full,
        ..Judgment::on(
            Verdict::Fail,
            0,
            raised::pair(ear, objection, answered.map(|turn| (turn, "drops_objection"))),
            rationale,
        )
    }
    .with_nearest_miss(miss)
}

fn how_met(objections: &[(&Raised, Met)]) -> String {
    let is_raised = |kind: usize| objections.iter().any(|(objection, _)| objection.kind == kind);
    let kinds: Vec<&str> =
        NAMES.iter().enumerate().filter(|(kind, _)| is_raised(*kind)).map(|(_, name)| *name).collect();
    let named = kinds.join(", ");
    let is_by_offer = objections.iter().all(|(_, met)| met.cue == "offers_commitment");
    match (objections.len(), is_by_offer) {
        (1, true) => format!("The agent met the caller's objection ({named}) with a concrete offer."),
        (1, false) => format!("The agent answered the caller's objection ({named})."),
        (_, true) => format!("The agent met each of the caller's objections ({named}) with a concrete offer."),
        (_, false) => format!("The agent answered each of the caller's objections ({named})."),
    }
}

fn kind_of(objection: &Raised) -> &'static str {
    NAMES.get(objection.kind).copied().unwrap_or("another")
}
