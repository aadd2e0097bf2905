//! What `data/cues/reference.py` computed in float, from the weights before they were packed.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Reference {
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) turns: Vec<Turn>,
}

#[derive(Deserialize)]
pub(crate) struct Sentence {
    pub(crate) text: String,
    /// The first coordinates of the embedding.
    pub(crate) start: Vec<f32>,
    /// To each of the sentences, in order.
    pub(crate) similarities: Vec<f32>,
}

#[derive(Deserialize)]
pub(crate) struct Turn {
    pub(crate) by: String,
    pub(crate) text: String,
    pub(crate) before: Vec<(String, String)>,
    pub(crate) after: Option<(String, String)>,
    pub(crate) probabilities: BTreeMap<String, f32>,
}

#[expect(clippy::unwrap_used, reason = "a test")]
pub(crate) static REFERENCE: LazyLock<Reference> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/reference.json")).unwrap());
