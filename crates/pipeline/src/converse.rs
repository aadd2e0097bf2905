//! A call as the scorer hears it, for those who judge more than a rubric does.

use ringcheck_call::Sha256Hex;
use ringcheck_scoring::Conversation;
use ringcheck_store::{ScoredCall, Store, StoreError, TranscriptKey};

use crate::{
    Heard, OwnPrompt,
    assemble::{Attributed, doubtful_turns},
    rescore::{Basis, heard_again},
    run::from_stored,
    source::{id_of_recordings, id_of_unrecorded},
};

/// Hands the conversation that was heard to `judge`.
pub fn with_conversation<T>(heard: &Heard, prompts: &[OwnPrompt], judge: impl FnOnce(&Conversation<'_>) -> T) -> T {
    judge(&Attributed::of(heard, prompts).conversation(heard))
}

/// What is stored by `key`, as it was heard; `None` where nothing is.
///
/// # Errors
///
/// The database cannot be read.
pub fn stored_hearing(store: &Store, key: &TranscriptKey) -> Result<Option<Heard>, StoreError> {
    Ok(store.find_transcript(key)?.map(|stored| from_stored(stored, key)))
}

/// Hands the conversation of a stored scorecard to `judge`: its own turns, with the times of their words.
///
/// Where the turns come out otherwise today, by other prompts or another version, those of the scorecard are taken, and
/// their words have the times of their turn.
pub fn with_stored_conversation<T>(
    scored: &ScoredCall,
    prompts: &[OwnPrompt],
    judge: impl FnOnce(&Conversation<'_>) -> T,
) -> T {
    let ScoredCall { scorecard: card, transcript, transcript_key: key, .. } = scored;
    let heard = heard_again(Basis { card, key, transcript });
    let attributed = Attributed::of(&heard, prompts);
    let conversation = attributed.conversation(&heard);
    let is_same = conversation.turns.len() == card.turns.len()
        && conversation
            .turns
            .iter()
            .zip(&card.turns)
            .all(|(now, then)| (now.text(), now.side(), now.speaker) == (then.text(), then.side(), then.speaker));
    if is_same {
        return judge(&conversation);
    }
    let doubtful = doubtful_turns(&heard.transcript, &card.turns);
    judge(&Conversation {
        turns: &card.turns,
        timeline: &card.timeline,
        figures: &card.figures,
        doubtful_turns: &doubtful,
        ..conversation
    })
}

/// The id that a call of these recordings has, or one without recordings that the phone system knows by an id; `None` for
/// neither.
#[must_use]
pub fn call_id_of(recordings: &[Sha256Hex], phone_system_id: Option<&str>) -> Option<Sha256Hex> {
    id_of_recordings(recordings).or_else(|| phone_system_id.map(id_of_unrecorded))
}
