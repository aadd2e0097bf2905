//! `no_refer_away`: the caller is not sent to somebody else instead of being helped.

use ringcheck_call::{CallType, NearestMiss, Verdict};

use super::{Case, Judgment};
use crate::{
    cues::{Cue, CueKind},
    reading::Voice,
};

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    if !matches!(case.call_type, CallType::Prospect | CallType::Customer) {
        let rationale = "The caller did not seek help that could be refused.";
        return Judgment {
            searched: case.reading.searched(),
            ..Judgment::on(Verdict::Pass, 950, Vec::new(), rationale)
        };
    }
    let sent = case.cues.of(CueKind::SendsAway).next_back().or_else(|| answer_to_whom_else(case));
    let alone = case.cues.of(CueKind::DoItYourself).next_back();
    let Some(cue) = sent.or(alone) else {
        return Judgment {
            searched: case.reading.searched(),
            ..Judgment::on(Verdict::Pass, 900, Vec::new(), "The caller was not sent anywhere else.")
        };
    };
    let quote = case.quote(cue);
    if helps(case, cue) {
        let miss = quote.map(|quote| NearestMiss::new(quote, "a tip in passing: the firm helps all the same"));
        return Judgment {
            searched: case.reading.searched(),
            ..Judgment::on(Verdict::Pass, 750, Vec::new(), "The firm dealt with the caller itself.")
        }
        .with_nearest_miss(miss);
    }
    let rationale = if sent.is_some() {
        "The caller was sent to somebody else instead of being helped."
    } else {
        "The caller was told to do it alone and not offered the firm's help."
    };
    Judgment::on(Verdict::Fail, 830, quote.into_iter().collect(), rationale)
}

/// The agent's answer to "do you know anybody else?", where it names somebody.
fn answer_to_whom_else<'c>(case: &'c Case<'_>) -> Option<&'c Cue> {
    case.cues.of(CueKind::AsksElsewhere).find_map(|asked| {
        let turn = case.turn_of(asked);
        let answer = case.next_turn_of(Voice::Agent, turn, 1)?;
        let sentences = case.reading.sentences_of(answer);
        let declines = [
            CueKind::KnowsNobody,
            CueKind::Proposal,
            CueKind::Booking,
            CueKind::AsksName,
            CueKind::AsksReach,
            CueKind::VaguePromise,
        ]
        .into_iter()
        .any(|kind| case.cues.has(kind, sentences.clone()));
        let helps = case.commitments.iter().any(|c| c.strength >= 3 && !c.is_sales);
        (!declines && !helps).then_some(asked)
    })
}

/// Whether the firm itself helps, so that sending elsewhere is a tip in passing: it makes something fast or fixes it.
///
/// Where the very turn that sends the caller away says no, only help that comes after it counts.
fn helps(case: &Case<'_>, sent: &Cue) -> bool {
    let turn = case.turn_of(sent);
    let here = case.reading.sentences_of(turn);
    let says_no = case.cues.within(here.clone()).any(|c| is_refusal(c.kind));
    let from = if says_no { here.end } else { 0 };
    let commits = case.commitments.iter().any(|c| c.strength >= 3 && !c.is_sales && c.cue.sentence >= from);
    let n_fixing = case.cues.of(CueKind::Fixing).count();
    let fixes = !says_no && n_fixing >= 2 && case.cues.of(CueKind::Fixed).next().is_some();
    let is_turned_away = super::no_contract_turnaway::judge(case).verdict == Verdict::Fail;
    (commits || fixes) && !is_turned_away
}

const fn is_refusal(kind: CueKind) -> bool {
    matches!(
        kind,
        CueKind::CannotServe
            | CueKind::Exclusive
            | CueKind::Condition
            | CueKind::NoOneOff
            | CueKind::OtherReason
            | CueKind::PayerStory
    )
}
