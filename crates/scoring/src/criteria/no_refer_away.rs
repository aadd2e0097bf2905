//! `no_refer_away`: the caller is not sent to somebody else instead of being helped.

use ringcheck_call::{CallType, NearestMiss, Verdict};

use super::{Case, Judgment};
use crate::{
    cues::{Cue, CueKind},
    reading::Voice,
};

pub(super) fn judge(case: &Case<'_>) -> Judgment {
    if !matches!(case.call_type, CallType::Prospect | CallType::Customer) {
        return Judgment::on(Verdict::Pass, 950, Vec::new(), "The caller did not seek help that could be refused.");
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
    if helps(case) {
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
        let is_refused = case.cues.within(0..sentences.end).any(|c| {
            matches!(
                c.kind,
                CueKind::CannotServe
                    | CueKind::Exclusive
                    | CueKind::NoOneOff
                    | CueKind::OtherReason
                    | CueKind::PayerStory
            )
        });
        (!declines && is_refused).then_some(asked)
    })
}

/// Whether the firm itself helps: makes something fast, or fixes it on the phone.
fn helps(case: &Case<'_>) -> bool {
    let commits = case.commitments.iter().any(|c| c.strength >= 2 && !c.is_sales);
    let fixes = case.cues.of(CueKind::Fixing).count() >= 3 && case.cues.of(CueKind::Fixed).next().is_some();
    let refuses =
        case.cues.iter().any(|c| matches!(c.kind, CueKind::Exclusive | CueKind::Condition | CueKind::NoOneOff));
    (commits || fixes) && !refuses
}
