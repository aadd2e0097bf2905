//! The header of a ggml Whisper file, and what its numbers mean.

use std::{fmt, io::Read};

use serde::Serialize;

/// The first four bytes of a ggml file, as a little-endian number.
pub(crate) const GGML_MAGIC: u32 = 0x6767_6d6c;

/// The eleven numbers behind the magic.
///
/// Their order is that of whisper.cpp's `whisper_hparams`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WhisperHeader {
    /// Tokens in the vocabulary: 51864 for English alone, 51865 for many languages, 51866 since large-v3.
    pub n_vocab: u32,
    /// Positions of the encoder: 1500, for 30 s.
    pub n_audio_ctx: u32,
    /// Width of the encoder.
    pub n_audio_state: u32,
    /// Attention heads of the encoder.
    pub n_audio_head: u32,
    /// Layers of the encoder; tells the size class.
    pub n_audio_layer: u32,
    /// Positions of the decoder: 448.
    pub n_text_ctx: u32,
    /// Width of the decoder.
    pub n_text_state: u32,
    /// Attention heads of the decoder.
    pub n_text_head: u32,
    /// Layers of the decoder; fewer than the encoder's in turbo and distilled models.
    pub n_text_layer: u32,
    /// Mel bands: 80, or 128 since large-v3.
    pub n_mels: u32,
    /// How weights are stored: 1000 · quantization version + file type.
    pub ftype: u32,
}

impl WhisperHeader {
    /// Reads the eleven numbers; `None` if the file ends before.
    pub(crate) fn read(from: &mut impl Read) -> Option<Self> {
        let mut numbers = [0u32; 11];
        for number in &mut numbers {
            let mut bytes = [0u8; 4];
            from.read_exact(&mut bytes).ok()?;
            *number = u32::from_le_bytes(bytes);
        }
        let [
            n_vocab,
            n_audio_ctx,
            n_audio_state,
            n_audio_head,
            n_audio_layer,
            n_text_ctx,
            n_text_state,
            n_text_head,
            n_text_layer,
            n_mels,
            ftype,
        ] = numbers;
        Some(Self {
            n_vocab,
            n_audio_ctx,
            n_audio_state,
            n_audio_head,
            n_audio_layer,
            n_text_ctx,
            n_text_state,
            n_text_head,
            n_text_layer,
            n_mels,
            ftype,
        })
    }

    /// Whether these can be the numbers of a Whisper model.
    ///
    /// Other networks are kept in ggml files with the same magic (whisper.cpp's own voice activity detector is one).
    pub(crate) fn is_whisper(&self) -> bool {
        matches!(self.n_vocab, 51_864..=51_866)
            && self.n_audio_ctx == 1500
            && self.n_text_ctx == 448
            && matches!(self.n_mels, 80 | 128)
            && self.n_audio_state == self.n_text_state
            && (1..=8192).contains(&self.n_audio_state)
            && (1..=128).contains(&self.n_audio_layer)
            && (1..=128).contains(&self.n_text_layer)
    }

    /// The tensors that whisper.cpp expects of such a model.
    pub(crate) fn n_tensors(&self) -> u64 {
        11 + 15 * u64::from(self.n_audio_layer) + 24 * u64::from(self.n_text_layer)
    }

    /// Whether the model knows other languages than English.
    #[must_use]
    pub fn is_multilingual(&self) -> bool {
        self.n_vocab >= 51_865
    }

    /// The size class.
    #[must_use]
    pub fn size_class(&self) -> SizeClass {
        match (self.n_audio_layer, self.n_text_layer) {
            (4, 4) => SizeClass::Tiny,
            (6, 6) => SizeClass::Base,
            (12, 12) => SizeClass::Small,
            (24, 24) => SizeClass::Medium,
            (32, 32) => SizeClass::Large,
            (32, 4) => SizeClass::LargeTurbo,
            _ => SizeClass::Other,
        }
    }

    /// How most weights are stored; `None` for a file type that is not known here.
    #[must_use]
    pub fn quantization(&self) -> Option<Quantization> {
        Some(match self.ftype % 1000 {
            0 => Quantization::F32,
            1 => Quantization::F16,
            2 => Quantization::Q4_0,
            3 => Quantization::Q4_1,
            7 => Quantization::Q8_0,
            8 => Quantization::Q5_0,
            9 => Quantization::Q5_1,
            10 => Quantization::Q2K,
            11 => Quantization::Q3K,
            12 => Quantization::Q4K,
            13 => Quantization::Q5K,
            14 => Quantization::Q6K,
            _ => return None,
        })
    }
}

/// How large a Whisper model is, by its layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeClass {
    /// 4 layers, 39 million weights.
    Tiny,
    /// 6 layers, 74 million weights.
    Base,
    /// 12 layers, 244 million weights.
    Small,
    /// 24 layers, 769 million weights.
    Medium,
    /// 32 layers, 1550 million weights.
    Large,
    /// 32 layers to hear and 4 to write, 809 million weights.
    LargeTurbo,
    /// None of the published sizes: a distilled or home-made model.
    Other,
}

impl SizeClass {
    /// The word used in JSON and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Base => "base",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::LargeTurbo => "large_turbo",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for SizeClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How a model's weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantization {
    /// 32-bit floating point.
    F32,
    /// 16-bit floating point, as published.
    F16,
    /// 4 bits and a scale for 32 weights.
    #[serde(rename = "q4_0")]
    Q4_0,
    /// 4 bits, a scale and an offset for 32 weights.
    #[serde(rename = "q4_1")]
    Q4_1,
    /// 5 bits and a scale for 32 weights.
    #[serde(rename = "q5_0")]
    Q5_0,
    /// 5 bits, a scale and an offset for 32 weights.
    #[serde(rename = "q5_1")]
    Q5_1,
    /// 8 bits and a scale for 32 weights.
    #[serde(rename = "q8_0")]
    Q8_0,
    /// 2 bits, in blocks of 256.
    #[serde(rename = "q2_k")]
    Q2K,
    /// 3 bits, in blocks of 256.
    #[serde(rename = "q3_k")]
    Q3K,
    /// 4 bits, in blocks of 256.
    #[serde(rename = "q4_k")]
    Q4K,
    /// 5 bits, in blocks of 256.
    #[serde(rename = "q5_k")]
    Q5K,
    /// 6 bits, in blocks of 256.
    #[serde(rename = "q6_k")]
    Q6K,
}

impl Quantization {
    /// The kind that a tensor's type number names; the numbers are those of `ggml_type` in ggml.h.
    pub(crate) const fn of_tensor(ggml_type: u32) -> Option<Self> {
        Some(match ggml_type {
            0 => Self::F32,
            1 => Self::F16,
            2 => Self::Q4_0,
            3 => Self::Q4_1,
            6 => Self::Q5_0,
            7 => Self::Q5_1,
            8 => Self::Q8_0,
            10 => Self::Q2K,
            11 => Self::Q3K,
            12 => Self::Q4K,
            13 => Self::Q5K,
            14 => Self::Q6K,
            _ => return None,
        })
    }

    /// Weights in a block, and the bytes that the block takes; from the block structures in ggml-common.h.
    pub(crate) const fn block(self) -> (u64, u64) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 => (1, 2),
            Self::Q4_0 => (32, 18),
            Self::Q4_1 => (32, 20),
            Self::Q5_0 => (32, 22),
            Self::Q5_1 => (32, 24),
            Self::Q8_0 => (32, 34),
            Self::Q2K => (256, 84),
            Self::Q3K => (256, 110),
            Self::Q4K => (256, 144),
            Self::Q5K => (256, 176),
            Self::Q6K => (256, 210),
        }
    }

    /// The word used in model names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Q4_0 => "q4_0",
            Self::Q4_1 => "q4_1",
            Self::Q5_0 => "q5_0",
            Self::Q5_1 => "q5_1",
            Self::Q8_0 => "q8_0",
            Self::Q2K => "q2_k",
            Self::Q3K => "q3_k",
            Self::Q4K => "q4_k",
            Self::Q5K => "q5_k",
            Self::Q6K => "q6_k",
        }
    }
}

impl fmt::Display for Quantization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
