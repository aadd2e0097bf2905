//! The model as a whole.

use std::{
    iter,
    sync::{Arc, LazyLock},
};

use crate::{
    encoder::{self, Input, N_HIDDEN, N_POSITIONS},
    scores::{CueScores, Embedding},
    spoken::{self, Spoken},
    weights::{ModelError, Use, Weights},
    wordpiece::WordPieces,
    workers::WORKERS,
};

pub(crate) static WEIGHTS: &[u8] = include_bytes!("../../../models/meaning.safetensors");
pub(crate) static VOCABULARY: &str = include_str!("../../../models/meaning-vocab.txt");

/// A language model of meaning.
pub struct LanguageModel {
    words: WordPieces,
    weights: Arc<Weights>,
    cue_names: Arc<[String]>,
}

impl LanguageModel {
    /// The model that is part of the program. The first use lays it out in memory, which takes some 50 ms.
    #[must_use]
    pub fn embedded() -> &'static Self {
        #[expect(clippy::expect_used, reason = "the files are part of the program, and a test reads them")]
        static MODEL: LazyLock<LanguageModel> =
            LazyLock::new(|| LanguageModel::read(WEIGHTS, VOCABULARY).expect("the language model is whole"));
        &MODEL
    }

    /// A model from the two files of `data/cues/pack.py`, other than the one that is part of the program.
    ///
    /// # Errors
    /// The files are damaged, of another layout, or do not belong together.
    pub fn read(weights: &'static [u8], vocabulary: &'static str) -> Result<Self, ModelError> {
        let words = WordPieces::read(vocabulary)?;
        let weights = Arc::new(Weights::read(weights)?);
        let rows = weights.embeddings.n_tokens();
        if rows != words.len() {
            return Err(ModelError::Vocabulary { tokens: words.len(), rows });
        }
        let cue_names = weights.meta.cues.clone().into();
        Ok(Self { words, weights, cue_names })
    }

    /// Which training the cues come from; changes whenever a probability may.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.weights.meta.version
    }

    /// The cues that the model knows, each once.
    #[must_use]
    pub fn cue_names(&self) -> &[String] {
        &self.cue_names
    }

    /// From which probability `cue` counts as held, as the training left it; `None` for a cue that the model does not know.
    #[must_use]
    pub fn threshold(&self, cue: &str) -> Option<f32> {
        let known = iter::zip(&self.weights.meta.cues, &self.weights.meta.thresholds);
        known.into_iter().find_map(|(name, &threshold)| (name == cue).then_some(threshold))
    }

    /// How likely each turn holds each cue: one result for each of `spoken`, in order.
    ///
    /// A turn that is too long for the model is read in windows, and for each cue the most certain one counts.
    pub fn cues(&self, spoken: &[Spoken<'_>]) -> Vec<CueScores> {
        let inputs: Vec<Vec<Input>> = spoken.iter().map(|spoken| spoken::inputs(spoken, &self.words)).collect();
        let n_windows: Vec<usize> = inputs.iter().map(Vec::len).collect();
        let turns = self.encode(Use::Cues, inputs.into_iter().flatten().collect());

        let mut rest = turns.as_slice();
        n_windows
            .into_iter()
            .map(|n_windows| {
                let (windows, after) = rest.split_at(n_windows);
                rest = after;
                CueScores::from_log_odds(&self.cue_names, self.log_odds(windows))
            })
            .collect()
    }

    /// What each of `texts` means, in order: what sentence-transformers gives for this model, with weights of 8 bits.
    ///
    /// Of a text of more than 254 word pieces, some 200 words, the start is read.
    pub fn embed(&self, texts: &[&str]) -> Vec<Embedding> {
        let inputs = texts.iter().map(|text| self.sentence(text)).collect();
        self.encode(Use::Sentences, inputs).into_iter().map(Embedding::new).collect()
    }

    fn sentence(&self, text: &str) -> Input {
        let pieces = self.words.pieces(text);
        let pieces = pieces.iter().take(N_POSITIONS - 2).map(|piece| piece.number);
        let tokens: Vec<u32> =
            iter::once(self.words.first).chain(pieces).chain(iter::once(self.words.separator)).collect();
        Input { pooled: 0..tokens.len(), marked: 0..0, tokens }
    }

    /// For each cue its largest log odds among `windows`.
    fn log_odds(&self, windows: &[Vec<f32>]) -> impl Iterator<Item = f32> {
        let head = &self.weights.cue_head;
        head.weight.chunks_exact(N_HIDDEN).zip(&head.bias).map(|(weight, bias)| {
            let odds = windows.iter().map(|turn| dot(weight, turn) + bias);
            odds.fold(f32::NEG_INFINITY, f32::max)
        })
    }

    fn encode(&self, of: Use, inputs: Vec<Input>) -> Vec<Vec<f32>> {
        let weights = Arc::clone(&self.weights);
        WORKERS.alone(move || encoder::encode(&weights.embeddings, &weights.layers_for(of), &inputs))
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vocabulary_of_another_model_is_refused() {
        let vocabulary = "[UNK]\n[CLS]\n[SEP]";
        let refused = LanguageModel::read(WEIGHTS, vocabulary);
        assert!(matches!(refused, Err(ModelError::Vocabulary { tokens: 3, .. })));
    }
}
