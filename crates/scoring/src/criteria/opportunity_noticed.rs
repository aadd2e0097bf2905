//! `opportunity_noticed`: what a customer says of growth, a move or a new need is taken up.
//!
//! One mention that is taken up is enough: a customer who is asked goes on to say more of the same.
//! How sure it is: with the probability `r` of each mention and `a` of its having been taken up (see [`super::raised`]),
//! `1 - r · (1 - a)` of the mention that was most surely taken up for a pass, and the greatest `r · (1 - a)` for a fail.

use ringcheck_call::Verdict;

use super::{
    Case, Judgment,
    raised::{self, HEARD, Met, Raised},
};
use crate::weighing::Ear;

/// The cue of a mention.
const OPPORTUNITY: [raised::Kind; 1] = [("opportunity", None)];

/// The cue that takes a mention up, wherever in the rest of the call.
const FOLLOWS: &str = "follows_opportunity";

/// What takes a mention up as an answer to it; a question about the trouble, a name or a number does not.
const TAKEN_UP_BY: [&str; 6] =
    ["asks_size", "asks_company", "asks_timeline", "asks_provider", "asks_authority", "offers_commitment"];

/// What sounds like taking it up, and why it does not count.
const PASSED_OVER: [(&str, &str); 2] = [
    ("vague_promise", "it promises something without an agreed next step, and asks nothing"),
    ("asks_problem", "it asks about the trouble and not about what is new"),
];

pub(super) fn judge(case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let (raised, too_late): (Vec<Raised>, Vec<Raised>) =
        raised::raised(case, ear, &OPPORTUNITY).into_iter().partition(|mention| !mention.answers.is_empty());
    let mentions: Vec<(&Raised, Met)> =
        raised.iter().filter_map(|mention| Some((mention, taken_up(ear, mention)?))).collect();
    let unmet = |(mention, met): &(&Raised, Met)| mention.p * (1.0 - met.p);
    let best = mentions.iter().reduce(|best, found| if found.1.p > best.1.p { found } else { best });
    let Some((mention, met)) = best else {
        return match too_late.first() {
            None => Judgment {
                confidence: raised::sure_that_none(case, ear, &OPPORTUNITY),
                ..Judgment::na("The caller mentioned no growth, move or new need.")
            },
            Some(last) if case.conversation.is_cut_off => Judgment {
                evidence: raised::pair(ear, last, None),
                ..Judgment::undetermined(
                    "The recording breaks off after the caller mentioned growth, a move or a new need, so a person has to decide.",
                )
            },
            Some(last) => Judgment {
                evidence: raised::pair(ear, last, None),
                ..Judgment::na("The call ended with the caller's mention of growth, a move or a new need.")
            },
        };
    };
    if met.p >= HEARD {
        let sure = 1.0 - mention.p * (1.0 - met.p);
        let how = match met.cue {
            "offers_commitment" => "made an offer",
            FOLLOWS => "took it up",
            _ => "asked about it",
        };
        let rationale = format!("The caller mentioned growth, a move or a new need, and the agent {how}.");
        let evidence = raised::pair(ear, mention, Some((met.turn, met.cue)));
        return Judgment {
            confidence: raised::probability(sure),
            ..Judgment::on(Verdict::Pass, 0, evidence, rationale)
        };
    }
    let most = mentions.iter().reduce(|most, found| if unmet(found) > unmet(most) { found } else { most });
    let (mention, sure) = most.map_or((*mention, 0.0), |found| (found.0, unmet(found)));
    passed_over(case, ear, mention, sure)
}

/// What takes a mention up: in the answers to it, or for [`FOLLOWS`] at any time after it.
fn taken_up(ear: &Ear<'_, '_>, mention: &Raised) -> Option<Met> {
    let after: Vec<usize> = ear.agent.iter().copied().filter(|turn| *turn > mention.turn).collect();
    let answers = TAKEN_UP_BY.map(|cue| (mention.answers.as_slice(), cue));
    let places: Vec<(&[usize], &'static str)> = [(after.as_slice(), FOLLOWS)].into_iter().chain(answers).collect();
    raised::met(ear, &places)
}

fn passed_over(case: &Case<'_>, ear: &Ear<'_, '_>, mention: &Raised, sure: f64) -> Judgment {
    let answer = mention.answers.first().map(|turn| (*turn, FOLLOWS));
    let miss =
        raised::nearest(ear, &mention.answers, &PASSED_OVER, (FOLLOWS, "it says nothing of what the caller mentioned"));
    Judgment {
        confidence: raised::probability(sure),
        searched: raised::searched(case, mention),
        is_for_absence: true,
        ..Judgment::on(
            Verdict::Fail,
            0,
            raised::pair(ear, mention, answer),
            "The caller mentioned growth, a move or a new need, and the agent passed over it.",
        )
    }
    .with_nearest_miss(miss)
}
