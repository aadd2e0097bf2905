//! What the model gives: probabilities of cues, and embeddings.

use std::sync::Arc;

/// Last bits differ from one processor to the next; what is reported does not show them.
const PER_ONE: f32 = 1000.0;

/// How likely a turn holds each cue.
#[derive(Clone, Debug, PartialEq)]
pub struct CueScores {
    names: Arc<[String]>,
    probabilities: Vec<f32>,
}

impl CueScores {
    /// Probabilities from one value per cue on the scale of log odds.
    pub(crate) fn from_log_odds(names: &Arc<[String]>, log_odds: impl Iterator<Item = f32>) -> Self {
        let probabilities = log_odds.map(|odds| rounded(1.0 / (1.0 + (-odds).exp()))).collect();
        Self { names: Arc::clone(names), probabilities }
    }

    /// How likely the turn holds `cue`, 0 to 1 in steps of a thousandth; 0 for a cue that the model does not know.
    #[must_use]
    pub fn probability(&self, cue: &str) -> f32 {
        self.iter().find_map(|(name, probability)| (name == cue).then_some(probability)).unwrap_or(0.0)
    }

    /// All cues with their probabilities, in the model's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f32)> {
        self.names.iter().map(String::as_str).zip(self.probabilities.iter().copied())
    }
}

/// What a text means, as a direction in a space where like meanings are near each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    /// Of length 1.
    direction: Vec<f32>,
}

impl Embedding {
    pub(crate) fn new(mut values: Vec<f32>) -> Self {
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        // As torch's `normalize`, which sentence-transformers ends with.
        let length = length.max(1e-12);
        for value in &mut values {
            *value /= length;
        }
        Self { direction: values }
    }

    /// How alike two meanings are: the cosine, -1 to 1 in steps of a thousandth, 1 for the same text.
    ///
    /// Unrelated sentences are near 0, paraphrases above 0.6 or so.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f32 {
        let products = self.direction.iter().zip(&other.direction).map(|(a, b)| a * b);
        rounded(products.sum::<f32>().clamp(-1.0, 1.0))
    }

    /// The direction's 384 coordinates.
    #[must_use]
    pub fn coordinates(&self) -> &[f32] {
        &self.direction
    }
}

fn rounded(value: f32) -> f32 {
    // Without a negative zero.
    (value * PER_ONE).round() / PER_ONE + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_whole_thousandths() {
        let names: Arc<[String]> = ["tip".to_owned(), "rude".to_owned()].into();
        let scores = CueScores::from_log_odds(&names, [0.0, -1000.0].into_iter());
        assert_eq!(scores.iter().collect::<Vec<_>>(), [("tip", 0.5), ("rude", 0.0)]);
        let scores = CueScores::from_log_odds(&names, [1.0].into_iter());
        assert_eq!(scores.iter().collect::<Vec<_>>(), [("tip", 0.731)]);
    }

    #[test]
    fn a_cue_that_nobody_knows_has_no_probability() {
        let scores = CueScores::from_log_odds(&["tip".to_owned()].into(), [9.0].into_iter());
        assert_eq!(scores.probability("tipp").to_bits(), 0.0_f32.to_bits());
    }

    #[test]
    fn similarity_is_the_cosine() {
        let (a, b) = (Embedding::new(vec![3.0, 0.0]), Embedding::new(vec![1.0, 1.0]));
        let across = Embedding::new(vec![0.0, 2.0]);
        let similarities = [a.similarity(&b), a.similarity(&across), a.similarity(&Embedding::new(vec![-1.0, 0.0]))];
        assert_eq!(similarities.map(f32::to_bits), [0.707, 0.0, -1.0].map(f32::to_bits));
    }
}
