//! Stored calls judged again, from what was heard then: nothing is decoded, transcribed or stored.

use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use ringcheck_call::Scorecard;
use ringcheck_scoring::{Assessment, Heard as HeardWords, Rubric, assess_heard};
use ringcheck_store::{ScoredCall, Store, StoreError};

use crate::{
    OwnPrompt,
    assemble::Attributed,
    rescore::{Basis, heard_again},
    run::lock,
};

/// A stored call as two rubrics judge it.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Its stored scorecard, which says which call it is.
    pub scorecard: Scorecard,
    /// What the first rubric makes of it today.
    pub old: Assessment,
    /// What the second rubric makes of it.
    pub new: Assessment,
}

/// Judges the stored calls `call_ids` by `old` and by `new`, several at once, in their order.
///
/// Each call is heard by the language model once. A call without a scorecard is left out.
///
/// # Errors
/// The first failure to read the database; the other calls are not judged then.
pub fn compare_stored(
    store: &Mutex<Store>,
    call_ids: &[String],
    (old, new): (&Rubric, &Rubric),
    prompts: &[OwnPrompt],
    jobs: NonZeroUsize,
    on_done: &(dyn Fn() + Sync),
) -> Result<Vec<Comparison>, StoreError> {
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(usize, Comparison)>> = Mutex::default();
    let failure: Mutex<Option<StoreError>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..jobs.get() {
            scope.spawn(|| {
                while failure.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
                    let idx = next.fetch_add(1, Ordering::Relaxed);
                    let Some(id) = call_ids.get(idx) else { break };
                    let scored = lock(store).scored_call(id, None);
                    match scored {
                        Ok(Some(scored)) => {
                            let comparison = compare(scored, (old, new), prompts);
                            found.lock().unwrap_or_else(PoisonError::into_inner).push((idx, comparison));
                            on_done();
                        }
                        Ok(None) => on_done(),
                        Err(error) => {
                            failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        }
                    }
                }
            });
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(idx, _)| *idx);
    Ok(found.into_iter().map(|(_, comparison)| comparison).collect())
}

fn compare(scored: ScoredCall, (old, new): (&Rubric, &Rubric), prompts: &[OwnPrompt]) -> Comparison {
    let ScoredCall { scorecard, transcript, transcript_key, .. } = scored;
    let heard = heard_again(Basis { card: &scorecard, key: &transcript_key, transcript: &transcript });
    let attributed = Attributed::of(&heard, prompts);
    let words = HeardWords::new(&attributed.conversation(&heard));
    let (old, new) = (assess_heard(old, &words), assess_heard(new, &words));
    Comparison { scorecard, old, new }
}
