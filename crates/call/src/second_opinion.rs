//! What another model said of a criterion, where its quote was found in the transcript.

use serde::{Deserialize, Serialize};

use crate::{Evidence, Sha256Hex, Verdict};

/// Another model's answer to one criterion of a call, with the words that it quoted.
///
/// It is an input of a scorecard as the transcript is: scoring weighs it and asks nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondOpinion {
    /// The criterion's id in the rubric.
    pub criterion: String,
    /// `pass` or `fail`; another verdict is no opinion.
    pub verdict: Verdict,
    /// The words that it quoted, as they are in the transcript.
    pub evidence: Evidence,
    /// The model that was asked.
    pub model: String,
    /// The key under which the answer is stored: a hash of model, call and prompt.
    pub key: Sha256Hex,
}

/// A second opinion that went into a scorecard, by the answer that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionOrigin {
    /// The criterion's id in the rubric.
    pub criterion: String,
    /// The model that was asked.
    pub model: String,
    /// The key under which the answer is stored.
    pub key: Sha256Hex,
}

impl From<&SecondOpinion> for OpinionOrigin {
    fn from(opinion: &SecondOpinion) -> Self {
        let SecondOpinion { criterion, model, key, .. } = opinion;
        Self { criterion: criterion.clone(), model: model.clone(), key: key.clone() }
    }
}
