//! Keys: hashes of everything that a stored result depends on.

use ringcheck_call::{Call, SecondOpinion, Sha256Hex, StartedAtSource, TimelineEvent, TimelineFigures};
use ringcheck_opinion::PROMPT_VERSION;
use ringcheck_scoring::{Rubric, SCORER_VERSION};
use ringcheck_store::TranscriptKey;
use ringcheck_timeline::KnownPrompt;
use sha2::{Digest, Sha256};

use crate::Heard;

/// A hash over named parts; no two different lists of parts give the same input to it.
pub(crate) struct KeyHasher(Sha256);

impl KeyHasher {
    pub(crate) fn new(purpose: &str) -> Self {
        Self(Sha256::new()).part("purpose", purpose)
    }

    /// Adds a part. Lengths go in too, so that parts cannot run into each other.
    pub(crate) fn part(mut self, name: &str, value: &str) -> Self {
        for text in [name, value] {
            self.0.update((text.len() as u64).to_le_bytes());
            self.0.update(text.as_bytes());
        }
        self
    }

    pub(crate) fn finish(self) -> Sha256Hex {
        Sha256Hex::from_bytes(self.0.finalize().into())
    }
}

/// The key of a scorecard.
///
/// A start time that is only the file's own is no part of it: copying a file must not change its scorecards.
pub(crate) fn scorecard_key(
    heard: &Heard,
    transcript: &TranscriptKey,
    (events, figures): (&[TimelineEvent], &TimelineFigures),
    prompts: &[KnownPrompt],
    rubric: &Rubric,
    opinions: &[SecondOpinion],
) -> Sha256Hex {
    let Heard { call_id, call, recordings, .. } = heard;
    let known = match call.started_at_source {
        Some(StartedAtSource::FileTime) => Call { started_at: None, started_at_source: None, ..call.clone() },
        _ => call.clone(),
    };
    let hasher = KeyHasher::new("ringcheck.scorecard-key/1")
        .part("call", call_id)
        .part("source", transcript.source_sha256.as_str())
        .part("model", transcript.model_sha256.as_ref().map_or("", Sha256Hex::as_str))
        .part("settings", transcript.settings_sha256.as_str())
        .part("timeline", &json(events))
        .part("figures", &json(figures))
        .part("metadata", &json(&known))
        .part("cut_off", &json(&recordings.iter().map(|r| (r.is_cut_off, &r.warnings)).collect::<Vec<_>>()))
        .part("rubric", rubric.sha256.as_str())
        .part("attribution", ringcheck_timeline::ATTRIBUTION_VERSION)
        .part("scorer", SCORER_VERSION);
    let with_prompt = |hasher: KeyHasher, prompt: &KnownPrompt| {
        let KnownPrompt { name, kind, side, start_ms, end_ms, confidence } = prompt;
        hasher.part("prompt", &json(&(name, kind, side, start_ms, end_ms, confidence)))
    };
    let with_opinion = |hasher: KeyHasher, opinion: &SecondOpinion| hasher.part("second_opinion", &json(opinion));
    let hasher = prompts.iter().fold(hasher, with_prompt);
    opinions.iter().fold(hasher, with_opinion).finish()
}

/// The key of an answer: the model, the call and the prompt, which holds the transcript.
pub(crate) fn opinion_key(model: &str, call_id: &str, prompt: &str) -> Sha256Hex {
    KeyHasher::new("ringcheck.second-opinion/1")
        .part("version", PROMPT_VERSION)
        .part("model", model)
        .part("call", call_id)
        .part("prompt", prompt)
        .finish()
}

/// Canonical JSON: the types here have fixed field order and no maps, and cannot fail to serialize.
fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let key = |parts: &[(&str, &str)]| {
            parts.iter().fold(KeyHasher::new("test"), |hasher, (name, value)| hasher.part(name, value)).finish()
        };
        assert_ne!(key(&[("a", "bc")]), key(&[("ab", "c")]));
        assert_ne!(key(&[("a", ""), ("b", "x")]), key(&[("a", "bx")]));
        assert_eq!(key(&[("a", "b")]), key(&[("a", "b")]));
    }
}
