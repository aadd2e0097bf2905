//! Which voice speaks each unit: the likeliest sequence of voices.
//!
//! Each voice gets points for wording that belongs to it and loses points for an unlikely change of voice: a person who
//! has answered is seldom followed by a menu, a menu often by a person. The best sequence is found exactly
//! (Viterbi), and a unit's confidence is how far the best sequence in which the other kind of voice speaks it
//! falls behind.

use ringcheck_call::Probability;

use crate::wording::Voice;

/// Points of one unit for each voice, in the order of [`Voice::ALL`].
pub(crate) type Points = [i32; Voice::COUNT];

/// Adds points voice by voice.
pub(crate) fn add(points: &mut Points, more: Points) {
    for (sum, more) in points.iter_mut().zip(more) {
        *sum += more;
    }
}

/// A unit as the lattice sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// Points for each voice.
    pub(crate) points: Points,
    /// Whether the words just before announce another voice ("one moment, I'll connect you").
    pub(crate) follows_handover: bool,
    /// Whether the same turn goes on, without a pause: a change of voice is less likely there.
    pub(crate) continues: bool,
    /// Points for a change between a person and a recording here, by whether the voice stays the same.
    pub(crate) border: i32,
    /// Whether the speaker's side is known, so that all units belong to the business.
    pub(crate) is_business: bool,
}

/// The voice of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) voice: Voice,
    /// How sure it is that the voice is recorded, or that it is not.
    pub(crate) confidence: Probability,
}

/// Points for the first voice of a call.
const START: Points = [0, -2, -8, -4, -15];

/// Points for a change of voice, from row to column.
const CHANGE: [Points; Voice::COUNT] = [
    // Live, Menu, Queue, Voicemail, Bot
    [0, -65, -55, -65, -75],
    [-10, 0, -5, -5, -10],
    [-10, -5, 0, -8, -20],
    [-15, -10, -15, 0, -25],
    [-25, -10, -8, -10, 0],
];

/// The same where the words before announced another voice.
const CHANGE_AFTER_HANDOVER: [Points; Voice::COUNT] = [
    [0, -20, -12, -20, -40],
    [-5, 0, -5, -5, -10],
    [-5, -5, 0, -8, -20],
    [-15, -10, -15, 0, -25],
    [-3, -10, -5, -10, -8],
];

/// Points for a change from a person to a recording where the person may have been the caller.
const CHANGE_TO_RECORDED_UNKNOWN_SIDE: i32 = -25;

/// Points for a change between a person and a recording without a pause or a word of the other side.
const CHANGE_IN_MID_TURN: i32 = -6;

fn change(from: Voice, to: Voice, node: &Node) -> i32 {
    let table = if node.follows_handover { &CHANGE_AFTER_HANDOVER } else { &CHANGE };
    let points = table[from as usize][to as usize];
    let is_border = from.is_recorded() != to.is_recorded();
    let points = if node.continues && is_border { points + CHANGE_IN_MID_TURN } else { points };
    let points = if is_border { points + node.border } else { points };
    if !node.is_business && !from.is_recorded() && to.is_recorded() {
        points.max(CHANGE_TO_RECORDED_UNKNOWN_SIDE)
    } else {
        points
    }
}

/// The likeliest voice of each unit.
pub(crate) fn decode(nodes: &[Node]) -> Vec<Finding> {
    let forward = forward(nodes);
    let backward = backward(nodes);
    let findings = forward.iter().zip(&backward).map(|(ahead, behind)| {
        let total = |voice: Voice| ahead[voice as usize] + behind[voice as usize];
        let best_of = |recorded: bool| {
            // The first of equals wins, so that equal input gives equal output.
            Voice::ALL.into_iter().filter(|v| v.is_recorded() == recorded).fold(None, |best, voice| match best {
                Some((_, points)) if total(voice) <= points => best,
                _ => Some((voice, total(voice))),
            })
        };
        let (live, live_points) = best_of(false).unwrap_or((Voice::Live, i32::MIN / 4));
        let (recorded, recorded_points) = best_of(true).unwrap_or((Voice::Menu, i32::MIN / 4));
        let voice = if live_points >= recorded_points { live } else { recorded };
        Finding { voice, confidence: confidence_of(live_points.abs_diff(recorded_points)) }
    });
    findings.collect()
}

/// The best points of a sequence that ends in each voice at each unit, that unit's points included.
fn forward(nodes: &[Node]) -> Vec<Points> {
    let mut all: Vec<Points> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let mut best = START;
        if let Some(last) = all.last() {
            for to in Voice::ALL {
                best[to as usize] =
                    Voice::ALL.into_iter().map(|from| last[from as usize] + change(from, to, node)).max().unwrap_or(0);
            }
        }
        for (sum, points) in best.iter_mut().zip(node.points) {
            *sum += points;
        }
        all.push(best);
    }
    all
}

/// The best points of what follows each unit if it is spoken by each voice.
fn backward(nodes: &[Node]) -> Vec<Points> {
    let mut all: Vec<Points> = vec![[0; Voice::COUNT]; nodes.len()];
    for at in (1..nodes.len()).rev() {
        let (node, next) = (&nodes[at], all[at]);
        for from in Voice::ALL {
            all[at - 1][from as usize] = Voice::ALL
                .into_iter()
                .map(|to| change(from, to, node) + node.points[to as usize] + next[to as usize])
                .max()
                .unwrap_or(0);
        }
    }
    all
}

/// Points apart, as a probability: points are tenths of a natural logarithm of the odds.
fn confidence_of(points: u32) -> Probability {
    let log_odds = f64::from(points.min(100)) / 10.0;
    Probability::new((1.0 / (1.0 + (-log_odds).exp())).min(0.99))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(points: Points) -> Node {
        Node { points, is_business: true, ..Node::default() }
    }

    fn voices(nodes: &[Node]) -> Vec<Voice> {
        decode(nodes).into_iter().map(|f| f.voice).collect()
    }

    #[test]
    fn no_units_no_voices() {
        assert!(decode(&[]).is_empty());
    }

    #[test]
    fn words_without_a_sign_go_with_their_neighbors() {
        let menu = node([0, 45, 0, 0, 0]);
        let person = node([40, 0, 0, 0, 0]);
        let neutral = node([0; 5]);
        assert_eq!(
            voices(&[menu.clone(), neutral.clone(), menu, person, neutral]),
            [Voice::Menu, Voice::Menu, Voice::Menu, Voice::Live, Voice::Live]
        );
    }

    #[test]
    fn one_odd_sentence_does_not_turn_a_person_into_a_machine() {
        let person = node([40, 0, 0, 0, 0]);
        let odd = node([0, 45, 0, 0, 0]);
        assert_eq!(voices(&[person.clone(), odd, person]), [Voice::Live; 3]);
    }

    #[test]
    fn a_bot_that_starts_like_a_person_is_a_bot() {
        let chat = node([25, 0, 0, 0, 17]);
        let bot = node([0, 0, 0, 0, 60]);
        assert_eq!(voices(&[chat, bot]), [Voice::Bot; 2]);
    }

    #[test]
    fn confidence_grows_with_the_evidence() {
        let weak = decode(&[node([5, 0, 0, 0, 0])])[0].confidence;
        let strong = decode(&[node([40, 0, 0, 0, 0])])[0].confidence;
        assert!(weak < strong && strong < Probability::ONE);
    }
}
