//! The model's file, read and checked: safetensors as `data/cues/pack.py` writes them.

use half::f16;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

use crate::{
    encoder::{Layer, N_HIDDEN, N_INTERMEDIATE, N_POSITIONS, Norm},
    matrix::Linear,
};

/// The layers that serve sentence embeddings.
const N_LAYERS: usize = 6;

/// Why a file cannot be used as the language model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The weights are not in the safetensors format, or a tensor is missing.
    #[error("the weights are not in the safetensors format")]
    Format(#[from] safetensors::SafeTensorError),
    /// A tensor is of another type or of another shape.
    #[error("`{name}` is not {expected}")]
    Tensor {
        /// Which one.
        name: String,
        /// Type and shape that it should have.
        expected: String,
    },
    /// The metadata names no cues.
    #[error("the description of the cues is missing")]
    NoMeta,
    /// The metadata cannot be read.
    #[error("the description of the cues cannot be read")]
    Meta(#[from] serde_json::Error),
    /// Cues and thresholds differ in number.
    #[error("{cues} cues have {thresholds} thresholds")]
    Thresholds {
        /// How many cues there are.
        cues: usize,
        /// How many thresholds there are.
        thresholds: usize,
    },
    /// The vocabulary lacks a token that the model cannot do without.
    #[error("the vocabulary has no `{name}`")]
    MissingToken {
        /// Which one.
        name: &'static str,
    },
    /// The vocabulary belongs to other weights.
    #[error("the vocabulary has {tokens} tokens and the weights {rows}")]
    Vocabulary {
        /// How many tokens the vocabulary has.
        tokens: usize,
        /// How many tokens the weights have.
        rows: usize,
    },
}

/// What training said about the head.
#[derive(Debug, Deserialize)]
pub(crate) struct Meta {
    pub(crate) version: String,
    pub(crate) cues: Vec<String>,
    /// From which probability a cue counts, one for each of `cues`.
    pub(crate) thresholds: Vec<f32>,
}

/// What the model is used for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Use {
    /// To find a turn's cues.
    Cues,
    /// To find what a sentence means.
    Sentences,
}

/// All that the model knows.
pub(crate) struct Weights {
    pub(crate) meta: Meta,
    pub(crate) embeddings: Embeddings,
    /// The layers of sentence embeddings. The first of them, all that `cue_layers` does not replace, find cues too.
    layers: Vec<Layer>,
    /// What takes the place of the last layers to find cues.
    cue_layers: Vec<Layer>,
    pub(crate) cue_head: Head,
}

/// What a word piece, its place and its part of the input add up to before the first layer.
pub(crate) struct Embeddings {
    /// One row of [`N_HIDDEN`] int8 weights for each token, in the program's own memory.
    words: &'static [u8],
    word_scales: Vec<f32>,
    positions: Vec<f32>,
    token_types: Vec<f32>,
    pub(crate) norm: Norm,
}

/// The last, linear step from a turn to its cues.
pub(crate) struct Head {
    /// One row of [`N_HIDDEN`] weights for each cue.
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

impl Weights {
    /// Reads and checks a file. Word embeddings stay where they are; all else, about 15 MB, is laid out for computing.
    pub(crate) fn read(bytes: &'static [u8]) -> Result<Self, ModelError> {
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let meta = header.metadata().as_ref().and_then(|texts| texts.get("meta")).ok_or(ModelError::NoMeta)?;
        let meta: Meta = serde_json::from_str(meta)?;
        if meta.cues.len() != meta.thresholds.len() {
            return Err(ModelError::Thresholds { cues: meta.cues.len(), thresholds: meta.thresholds.len() });
        }
        let file = File(SafeTensors::deserialize(bytes)?);
        let layers = (0..N_LAYERS).map(|layer| file.layer(&format!("layer.{layer}"))).collect::<Result<_, _>>()?;
        let first_tuned = (0..N_LAYERS).find(|layer| file.has(&format!("cue_layer.{layer}.output.LayerNorm.bias")));
        let cue_layers = (first_tuned.unwrap_or(N_LAYERS)..N_LAYERS)
            .map(|layer| file.layer(&format!("cue_layer.{layer}")))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            embeddings: file.embeddings()?,
            layers,
            cue_layers,
            cue_head: Head {
                weight: file.floats("cue_head.weight", &[meta.cues.len(), N_HIDDEN])?,
                bias: file.floats("cue_head.bias", &[meta.cues.len()])?,
            },
            meta,
        })
    }

    /// The layers of one use, in order.
    pub(crate) fn layers_for(&self, of: Use) -> Vec<&Layer> {
        let n_shared = self.layers.len() - self.cue_layers.len();
        match of {
            Use::Cues => self.layers.iter().take(n_shared).chain(&self.cue_layers).collect(),
            Use::Sentences => self.layers.iter().collect(),
        }
    }
}

impl Embeddings {
    /// How many tokens there are.
    pub(crate) fn n_tokens(&self) -> usize {
        self.word_scales.len()
    }

    /// Adds up one row. All numbers are below what there is of them: `token` by the vocabulary, the others by the input's form.
    pub(crate) fn sum_into(&self, row: &mut [f32], token: u32, position: usize, token_type: usize) {
        let token = token as usize;
        let scale = self.word_scales[token];
        let word = &self.words[token * N_HIDDEN..][..N_HIDDEN];
        let position = &self.positions[position * N_HIDDEN..][..N_HIDDEN];
        let token_type = &self.token_types[token_type * N_HIDDEN..][..N_HIDDEN];
        for (((sum, word), position), token_type) in row.iter_mut().zip(word).zip(position).zip(token_type) {
            *sum = f32::from(i8::from_ne_bytes([*word])) * scale + position + token_type;
        }
    }
}

/// An open file, whose tensors are asked for by name and shape.
struct File(SafeTensors<'static>);

impl File {
    fn has(&self, name: &str) -> bool {
        self.0.tensor(name).is_ok()
    }

    fn bytes(&self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&'static [u8], ModelError> {
        let tensor = self.0.tensor(name)?;
        if tensor.dtype() != dtype || tensor.shape() != shape {
            return Err(ModelError::Tensor { name: name.to_owned(), expected: format!("{dtype:?} {shape:?}") });
        }
        Ok(tensor.data())
    }

    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let (values, _) = self.bytes(name, Dtype::F32, shape)?.as_chunks();
        Ok(values.iter().map(|&value| f32::from_le_bytes(value)).collect())
    }

    /// A layer's matrices, one below the other, as one.
    fn linear(&self, names: &[String], rows: usize, columns: usize) -> Result<Linear, ModelError> {
        let mut weight = Vec::with_capacity(names.len() * rows * columns);
        let mut scale = Vec::new();
        let mut bias = Vec::new();
        for name in names {
            let bytes = self.bytes(&format!("{name}.weight"), Dtype::I8, &[rows, columns])?;
            weight.extend(bytes.iter().map(|&byte| i8::from_ne_bytes([byte])));
            scale.extend(self.floats(&format!("{name}.scale"), &[rows])?);
            bias.extend(self.floats(&format!("{name}.bias"), &[rows])?);
        }
        Ok(Linear::new(&weight, columns, scale, bias))
    }

    fn norm(&self, name: &str) -> Result<Norm, ModelError> {
        Ok(Norm {
            weight: self.floats(&format!("{name}.weight"), &[N_HIDDEN])?,
            bias: self.floats(&format!("{name}.bias"), &[N_HIDDEN])?,
        })
    }

    fn layer(&self, name: &str) -> Result<Layer, ModelError> {
        let attention = ["query", "key", "value"].map(|part| format!("{name}.attention.self.{part}"));
        Ok(Layer {
            attention: self.linear(&attention, N_HIDDEN, N_HIDDEN)?,
            attention_output: self.linear(&[format!("{name}.attention.output.dense")], N_HIDDEN, N_HIDDEN)?,
            attention_norm: self.norm(&format!("{name}.attention.output.LayerNorm"))?,
            intermediate: self.linear(&[format!("{name}.intermediate.dense")], N_INTERMEDIATE, N_HIDDEN)?,
            output: self.linear(&[format!("{name}.output.dense")], N_HIDDEN, N_INTERMEDIATE)?,
            output_norm: self.norm(&format!("{name}.output.LayerNorm"))?,
        })
    }

    fn embeddings(&self) -> Result<Embeddings, ModelError> {
        let words = "embeddings.word_embeddings";
        let rows = self.0.tensor(&format!("{words}.scale"))?.shape().first().copied().unwrap_or(0);
        let positions =
            self.bytes("embeddings.position_embeddings.weight", Dtype::F16, &[N_POSITIONS, N_HIDDEN])?.as_chunks().0;
        Ok(Embeddings {
            words: self.bytes(&format!("{words}.weight"), Dtype::I8, &[rows, N_HIDDEN])?,
            word_scales: self.floats(&format!("{words}.scale"), &[rows])?,
            positions: positions.iter().map(|&value| f16::from_le_bytes(value).to_f32()).collect(),
            token_types: self.floats("embeddings.token_type_embeddings.weight", &[2, N_HIDDEN])?,
            norm: self.norm("embeddings.LayerNorm")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_refused() {
        assert!(matches!(Weights::read(b"RIFF"), Err(ModelError::Format(_))));
    }

    #[test]
    fn a_file_without_cues_is_refused() {
        assert!(matches!(Weights::read(b"\x02\0\0\0\0\0\0\0{}"), Err(ModelError::NoMeta)));
    }
}
