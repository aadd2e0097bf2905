//! A call as the scorer hears it, for those who judge more than a rubric does.

use ringcheck_call::{Segment, Sha256Hex, Side, Transcript};
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

/// Whether two transcripts of the same call take the same voices for the business: most of what both heard at the same
/// time is on the same side. Where nothing tells the sides apart they do.
#[must_use]
pub fn have_same_sides(one: &Transcript, other: &Transcript) -> bool {
    let span = |segment: &Segment| Some((segment.start_ms?, segment.end_ms?));
    let known = |segment: &&Segment| segment.side != Side::Unknown;
    let (mut same_ms, mut opposite_ms) = (0, 0);
    for mine in one.segments.iter().filter(known) {
        for theirs in other.segments.iter().filter(known) {
            let Some(((start, end), (from, to))) = span(mine).zip(span(theirs)) else { continue };
            let shared_ms = end.min(to).saturating_sub(start.max(from));
            if mine.side == theirs.side {
                same_ms += shared_ms;
            } else {
                opposite_ms += shared_ms;
            }
        }
    }
    opposite_ms <= same_ms
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

#[cfg(test)]
mod tests {
    use ringcheck_call::TranscriptSource;

    use super::*;

    fn transcript(lines: &[(Side, u64, u64)]) -> Transcript {
        let segment = |&(side, start_ms, end_ms): &(Side, u64, u64)| Segment {
            channel: 0,
            side,
            start_ms: Some(start_ms),
            end_ms: Some(end_ms),
            text: "Hello.".to_owned(),
            words: Vec::new(),
            confidence: None,
            marks: Vec::new(),
        };
        Transcript { source: TranscriptSource::Recognized, segments: lines.iter().map(segment).collect() }
    }

    #[test]
    fn sides_that_are_the_other_way_round_are_told_by_their_times() {
        use Side::{Business, Caller, Unknown};
        let first = transcript(&[(Business, 0, 2_000), (Caller, 2_500, 6_000), (Business, 6_100, 9_000)]);
        // Cut elsewhere, with a moment on the other side.
        let alike = transcript(&[(Business, 0, 2_600), (Caller, 2_600, 4_000), (Caller, 4_000, 6_000)]);
        let reversed = transcript(&[(Caller, 0, 2_000), (Business, 2_500, 6_000), (Caller, 6_100, 9_000)]);
        let untold = transcript(&[(Unknown, 0, 9_000)]);
        assert!(have_same_sides(&first, &alike) && have_same_sides(&first, &untold));
        assert!(!have_same_sides(&first, &reversed));
    }
}
