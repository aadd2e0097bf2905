//! What turns a window of speech into segments.

use ringcheck_call::{Segment, Sha256Hex};

use crate::Window;

/// Turns windows of speech into segments.
///
/// # For implementations
///
/// Windows of one recording may come from several threads at once and in any order, so the result for a window must
/// depend on that window alone: a run has to repeat exactly whatever the number of workers.
pub trait Transcriber: Send + Sync {
    /// The segments of `window`, with times on the recording's clock, in order, sides unknown.
    ///
    /// # Errors
    ///
    /// An error concerns this window's recording; other recordings may go on.
    fn transcribe(&self, window: &Window) -> Result<Vec<Segment>, TranscribeError>;

    /// What the words depend on beside the audio.
    fn engine(&self) -> &Engine;
}

/// Everything that a transcript depends on beside the audio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// The model's name, such as `tiny.en-q8_0`.
    pub model: String,
    /// The hash of the model file.
    pub model_sha256: Sha256Hex,
    /// The engine and its version, such as `whisper.cpp 1.8.3`.
    pub version: String,
    /// The decoding settings as canonical JSON.
    pub settings: String,
}

/// Why speech could not be transcribed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TranscribeError {
    /// The model file was refused by the engine.
    #[error("the speech engine could not load the model `{path}`")]
    Load {
        /// The model file.
        path: String,
        /// What the engine says.
        #[source]
        source: whisper_rs::WhisperError,
    },
    /// The model knows no language but English.
    #[error("the model `{model}` knows English alone, so it cannot transcribe the language `{language}`")]
    EnglishOnly {
        /// The model's name.
        model: String,
        /// The language asked for.
        language: String,
    },
    /// The vocabulary is longer than what Whisper can be shown.
    #[error(
        "the vocabulary of {n_terms} terms is longer than the 221 tokens, about 150 words, that Whisper can be shown"
    )]
    Vocabulary {
        /// How many terms there are.
        n_terms: usize,
    },
    /// The engine could not get memory for its working state.
    #[error("the speech engine could not set up its working memory")]
    State(#[source] whisper_rs::WhisperError),
    /// The engine failed on a window of speech.
    #[error("the speech engine failed on the speech from {start_ms} ms on")]
    Window {
        /// Where the window starts in the recording.
        start_ms: u64,
        /// What the engine says.
        #[source]
        source: whisper_rs::WhisperError,
    },
}

impl TranscribeError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::EnglishOnly { .. } => {
                Some("name a model without .en in its name with --model; `ringcheck model list` lists them")
            }
            Self::Vocabulary { .. } => Some("keep the names that are misheard: of the firm, its people, its products"),
            Self::Load { .. } => Some("`ringcheck model list` lists the models that are known to work"),
            Self::State(_) | Self::Window { .. } => None,
        }
    }
}
