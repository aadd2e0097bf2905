//! `no_contract_turnaway`: help is not refused for lack of a contract.

use std::collections::BTreeSet;
use std::ops::Range;

use ringcheck_call::{CallType, Evidence, NearestMiss, Verdict};

use super::{Case, Judgment};
use crate::{
    cues::{Cue, CueKind},
    reading::Voice,
};

/// Points from which signs that go together are a refusal.
const REFUSAL: i32 = 12;

/// Points that words which merely go together lose where nothing in the call speaks of the caller's standing.
const UNWEIGHED: i32 = 5;

/// Points from which signs are a near miss worth showing.
const NEAR: i32 = 6;

/// A passage of an agent with what speaks for its being a refusal.
struct Passage {
    points: i32,
    turn: usize,
    cues: Vec<Cue>,
    is_plain: bool,
}

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    if !matches!(case.call_type, CallType::Prospect | CallType::Customer) {
        let rationale = "The caller did not seek the firm's help, so nobody was turned away for lack of a contract.";
        return Judgment {
            searched: case.reading.searched(),
            ..Judgment::on(Verdict::Pass, 950, Vec::new(), rationale)
        };
    }
    let passages = passages(case);
    let refusals: Vec<&Passage> = passages.iter().filter(|p| p.points >= REFUSAL).collect();
    let Some(last) = refusals.last() else {
        let nearest = passages.iter().filter(|p| p.points >= NEAR).max_by_key(|p| p.points);
        return no_refusal(case, nearest);
    };
    let strongest = refusals.iter().max_by_key(|p| (p.points, std::cmp::Reverse(p.turn))).copied().unwrap_or(last);
    let refused: Vec<Evidence> = quotes(case, strongest);
    if let Some(taken_back) = taken_back(case, last) {
        let evidence = case.quote(&taken_back).into_iter().chain(refused).collect();
        return Judgment::on(
            Verdict::Pass,
            780,
            evidence,
            "Help was first refused for lack of a contract, but the refusal was taken back in the same call.",
        );
    }
    let confidence = if strongest.is_plain { 930 } else { 800 };
    Judgment::on(
        Verdict::Fail,
        confidence,
        refused,
        "The agent refused to help because the caller is not a contract, member or existing customer.",
    )
}

fn no_refusal(case: &Case<'_>, nearest: Option<&Passage>) -> Judgment {
    let assured = case.cues.of(CueKind::NotRequired).find(|c| {
        let turn = case.turn_of(c);
        case.cues.within(case.reading.sentences_of(turn)).any(|other| other.kind == CueKind::ContractWord)
    });
    let miss = nearest
        .and_then(|passage| passage.cues.first())
        .and_then(|cue| case.quote(cue))
        .map(|quote| NearestMiss::new(quote, "it does not make help depend on a contract"));
    let confidence = if nearest.is_some() { 720 } else { 900 };
    let rationale = if assured.is_some() {
        "The agent said that no contract is needed."
    } else {
        "Nobody refused to help for lack of a contract."
    };
    let evidence = assured.and_then(|cue| case.quote(cue)).into_iter().collect();
    Judgment { searched: case.reading.searched(), ..Judgment::on(Verdict::Pass, confidence, evidence, rationale) }
        .with_nearest_miss(miss)
}

/// Each agent turn, together with the agent's next one, as a possible refusal.
fn passages(case: &Case<'_>) -> Vec<Passage> {
    case.reading
        .turns_of(Voice::Agent)
        .map(|turn| {
            let next = case.next_turn_of(Voice::Agent, turn, 2);
            let alone = passage(case, turn, turn..turn + 1);
            match next {
                Some(next) => {
                    let both = passage(case, turn, turn..next + 1);
                    if both.points > alone.points { both } else { alone }
                }
                None => alone,
            }
        })
        .collect()
}

/// Points of the signs in the agent's sentences of `turns`; `turn` is the first.
fn passage(case: &Case<'_>, turn: usize, turns: Range<usize>) -> Passage {
    let last = turns.end;
    let mut kinds = BTreeSet::new();
    let mut cues: Vec<Cue> = Vec::new();
    let mut points = 0;
    for sentence in case.sentences_in(Voice::Agent, turns) {
        for cue in case.cues.within(sentence..sentence + 1) {
            let weight = weight_of(cue.kind);
            if (weight != 0 || cue.kind == CueKind::AsksStatus) && kinds.insert(cue.kind) {
                points += weight;
                if weight > 0 {
                    cues.push(cue.clone());
                }
            }
        }
    }
    let speaks_of_contract = kinds.contains(&CueKind::ContractWord)
        || [
            CueKind::Exclusive,
            CueKind::Condition,
            CueKind::Requirement,
            CueKind::Counterfactual,
            CueKind::NoOneOff,
            CueKind::NotAClient,
        ]
        .iter()
        .any(|kind| kinds.contains(kind));
    if speaks_of_contract && kinds.contains(&CueKind::CannotServe) {
        points += 4;
    }
    // "Are you on the plan? No? Then I can't": the answer is heard, the refusal is not spelled out.
    if kinds.contains(&CueKind::AsksStatus) && kinds.contains(&CueKind::CannotServe) {
        points += 6;
    }
    // How the caller takes it: the turn after, or one in between.
    let reactions = turn..(last + 1).min(case.reading.turns.len());
    let reacts =
        |kind: CueKind| case.sentences_in(Voice::Caller, reactions.clone()).any(|s| case.cues.has(kind, s..s + 1));
    if speaks_of_contract && reacts(CueKind::Plea) {
        points += 5;
    }
    if speaks_of_contract && reacts(CueKind::Resigned) {
        points += 4;
    }
    cues.sort_by_key(|cue| (std::cmp::Reverse(weight_of(cue.kind)), cue.sentence));
    let is_plain = cues.first().is_some_and(|cue| weight_of(cue.kind) >= 14);
    // Words that merely go together are no refusal beside a plain word that no contract is needed, or another reason.
    let is_explained = [CueKind::NotRequired, CueKind::OtherReason, CueKind::HelpAnyway, CueKind::TakenBack]
        .iter()
        .any(|kind| kinds.contains(kind));
    let is_weighed =
        [CueKind::Plea, CueKind::Resigned, CueKind::CallerNotAClient, CueKind::AsksStatus, CueKind::NotAClient]
            .into_iter()
            .any(|kind| case.cues.of(kind).next().is_some());
    if !is_plain && !is_weighed {
        points -= UNWEIGHED;
    }
    if !is_plain && is_explained {
        points = points.min(REFUSAL - 1);
    }
    Passage { points, turn, cues, is_plain }
}

const fn weight_of(kind: CueKind) -> i32 {
    match kind {
        CueKind::Exclusive | CueKind::Condition => 18,
        CueKind::NoOneOff => 16,
        CueKind::Counterfactual => 14,
        CueKind::Requirement | CueKind::LimitedTo | CueKind::NoForLack => 12,
        CueKind::ArrangementFirst | CueKind::PayerStory => 10,
        CueKind::NotAClient | CueKind::NoWalkIns => 8,
        CueKind::CannotServe => 6,
        CueKind::HouseRule => 3,
        CueKind::ContractWord => 2,
        CueKind::OtherReason => -10,
        CueKind::HelpAnyway => -12,
        CueKind::NotRequired => -14,
        CueKind::TakenBack => -20,
        _ => 0,
    }
}

fn quotes(case: &Case<'_>, passage: &Passage) -> Vec<Evidence> {
    let mut quotes: Vec<Evidence> = Vec::new();
    for quote in passage.cues.iter().filter(|c| weight_of(c.kind) >= 6).filter_map(|cue| case.quote(cue)) {
        if !quotes.contains(&quote) && quotes.len() < 3 {
            quotes.push(quote);
        }
    }
    quotes
}

/// Whether words that take a refusal back are followed by deeds: a commitment to help or instructions.
fn is_followed_by_help(case: &Case<'_>, sentence: usize) -> bool {
    let after = sentence..case.reading.sentences.len();
    let n_fixing = case.cues.within(after).filter(|c| c.kind == CueKind::Fixing).count();
    case.commitments.iter().any(|c| c.cue.sentence >= sentence && c.strength >= 2 && !c.is_sales) || n_fixing >= 2
}

/// The first sentence of the turn of a refusal.
fn refusal_start(case: &Case<'_>, refusal: &Passage) -> usize {
    case.reading.sentences_of(refusal.turn).start
}

/// What took the refusal back: words to that effect, help made fast, or the trouble fixed on the phone.
fn taken_back(case: &Case<'_>, refusal: &Passage) -> Option<Cue> {
    let after = refusal.cues.iter().filter(|c| weight_of(c.kind) >= 8).map(|c| c.sentence + 1).max()?;
    let all = after..case.reading.sentences.len();
    let withdrawn = case.cues.within(all.clone()).find(|c| c.kind == CueKind::TakenBack);
    if let Some(cue) = withdrawn
        && is_followed_by_help(case, cue.sentence)
    {
        return Some(cue.clone());
    }
    let helps =
        |from: usize| case.commitments.iter().find(|c| c.cue.sentence >= from && c.strength >= 3 && !c.is_sales);
    if !refusal.is_plain
        && let Some(commitment) = helps(refusal_start(case, refusal))
    {
        return Some(commitment.cue.clone());
    }
    // Help that follows a plain refusal without a turn is about something else: a later slot, or the sale of the contract itself.
    let turned = case.cues.within(all.clone()).find(|c| c.kind == CueKind::Consults).map(|c| c.sentence);
    let held = (refusal.turn..case.reading.turns.len())
        .find(|turn| case.reading.voice(*turn) == Voice::Recorded)
        .map(|turn| case.reading.sentences_of(turn).start);
    let turning = turned.into_iter().chain(held).min()?;
    if let Some(commitment) = helps(turning) {
        return Some(commitment.cue.clone());
    }
    let all = turning..case.reading.sentences.len();
    let fixing: Vec<&Cue> = case.cues.within(all.clone()).filter(|c| c.kind == CueKind::Fixing).collect();
    let is_fixed = case.cues.within(all).any(|c| c.kind == CueKind::Fixed);
    fixing.first().filter(|_| fixing.len() >= 2 && is_fixed).map(|cue| (*cue).clone())
}
