//! Stored calls by the rubric that is asked for: nothing is listened to again.

use ringcheck_pipeline::{Basis, Setting, rescore};
use ringcheck_scoring::SCORER_VERSION;
use ringcheck_store::{NewScorecard, Store};

use super::told;

/// The number of the call's scorecard by this rubric and this version of the scorer: number `basis`, or the newest, if it
/// is one, else one that is made from what was heard for that. `None` where the call has no scorecard at all.
///
/// Second opinions on an older scorecard were on its verdicts, and are not carried over.
pub(super) fn scored_by(
    store: &mut Store,
    call_id: &str,
    basis: Option<u32>,
    setting: Setting<'_>,
) -> anyhow::Result<Option<u32>> {
    match told(store.scored_by(call_id, basis, &setting.rubric.sha256, SCORER_VERSION))? {
        None => return Ok(None),
        Some((number, true)) => return Ok(Some(number)),
        Some((_, false)) => {}
    }
    let Some(scored) = told(store.scored_call(call_id, basis))? else { return Ok(None) };
    let basis = Basis { card: &scored.scorecard, key: &scored.transcript_key, transcript: &scored.transcript };
    let (mut card, key) = rescore(basis, setting);
    env!("CARGO_PKG_VERSION").clone_into(&mut card.origin.version);
    // One that was made before is found by its key.
    let appended = told(store.append_scorecard(&NewScorecard {
        key,
        scorecard: &card,
        rubric_text: &setting.rubric.text,
        outline: &setting.rubric.outline(),
        transcript_key: &scored.transcript_key,
    }))?;
    Ok(Some(appended.scorecard))
}
