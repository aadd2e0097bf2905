//! A stored scorecard again, from what is stored.

use ringcheck_call::{Call, Recording, Scorecard, SecondOpinion, Sha256Hex};
use ringcheck_store::{StoredTranscript, TranscriptKey};

use crate::{
    Heard, Setting,
    assemble::{assemble, assemble_with},
    opinions::{OpinionLost, opinion_again},
    run::from_stored,
};

/// What is stored of a scorecard: itself, and the transcript that it was made from.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The scorecard, as it is stored.
    pub card: &'a Scorecard,
    /// What made its transcript.
    pub key: &'a TranscriptKey,
    /// Its transcript.
    pub transcript: &'a StoredTranscript,
}

/// Scores a stored call again under `setting`, with what was known of it when its scorecard was made; a pure function.
///
/// What the phone system knew, and what was noted of the recordings, is what the scorecard says: its key vouches for
/// all of it that bears on a verdict. The new scorecard has the number of the old one; its key goes with it.
/// Second opinions are not weighed: see [`rescore_with`].
#[must_use]
pub fn rescore(basis: Basis<'_>, setting: Setting<'_>) -> (Scorecard, Sha256Hex) {
    let (card, key) = assemble(&heard_again(basis), basis.key, setting);
    (in_place_of(basis, card), key)
}

/// Like [`rescore`], with the second opinions that went into the scorecard, by the answers that are stored.
///
/// `answers` are in the order of the scorecard's origin; an opinion that cannot be heard again is named with why.
pub fn rescore_with(
    basis: Basis<'_>,
    setting: Setting<'_>,
    answers: &[Option<String>],
) -> Result<(Scorecard, Sha256Hex), (String, OpinionLost)> {
    let heard = heard_again(basis);
    let (plain, _) = assemble(&heard, basis.key, setting);
    let origins = basis.card.origin.second_opinions.iter();
    let opinions: Vec<SecondOpinion> = origins
        .enumerate()
        .map(|(idx, origin)| {
            let answer = answers.get(idx).and_then(Option::as_deref);
            opinion_again(origin, answer, (&heard, &plain.turns), setting.rubric)
                .map_err(|lost| (origin.criterion.clone(), lost))
        })
        .collect::<Result<_, _>>()?;
    let (card, key) = assemble_with(&heard, basis.key, setting, &opinions);
    Ok((in_place_of(basis, card), key))
}

/// `card` with what says when and by whom rather than what: its number, the program's version, that of the masking.
fn in_place_of(basis: Basis<'_>, mut card: Scorecard) -> Scorecard {
    card.scorecard = basis.card.scorecard;
    card.origin.version.clone_from(&basis.card.origin.version);
    card.origin.masking.clone_from(&basis.transcript.masking);
    card
}

/// What was heard of a stored call, with what was known of it when its scorecard was made.
pub(crate) fn heard_again(basis: Basis<'_>) -> Heard {
    let Basis { card, key, transcript } = basis;
    let mut heard = from_stored(transcript.clone(), key);
    for recording in &mut heard.recordings {
        // Where it lay, what was noted of it, and what was missing beside it, is of the run and not of the transcript.
        if let Some(Recording { path, notes, warnings, is_cut_off, .. }) =
            card.recordings.iter().find(|known| known.sha256 == recording.sha256)
        {
            recording.path.clone_from(path);
            recording.notes.clone_from(notes);
            recording.warnings.clone_from(warnings);
            recording.is_cut_off = *is_cut_off;
        }
    }
    let known = &card.call;
    heard.call = Call {
        direction: known.direction,
        started_at: known.started_at.clone(),
        started_at_source: known.started_at_source,
        agent_name: known.agent_name.clone(),
        caller_number: known.caller_number.clone(),
        called_number: known.called_number.clone(),
        extension: known.extension.clone(),
        phone_system_id: known.phone_system_id.clone(),
        duration_ms: known.duration_ms,
        connected_ms: known.connected_ms,
        disposition: known.disposition,
    };
    heard
}
