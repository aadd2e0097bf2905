//! Audio to transcript, by local Whisper.
//!
//! The caller finds speech and hands it in as [`Clip`]s of one channel; [`Packer`] packs them into [`Window`]s of at
//! most 28 s, a [`Transcriber`] turns each window into segments on the recording's own clock, [`drop_invented`]
//! takes out what nobody said, and [`mask_secrets`] is the last step before anybody sees the text.
//! [`import()`] reads transcripts that were made elsewhere, and [`export`] writes them for other programs.
//! [`build_info()`] says what the speech engine was built with.
//!
//! This crate does not find speech, does not decide sides and stores nothing.

mod beam;
mod build_info;
mod doubt;
mod engine;
pub mod export;
mod import;
mod invented;
mod language;
mod masking;
mod packing;
mod replay;
mod vocabulary;
mod whisper;
mod words;

pub use beam::{BeamSize, BeamSizeError};
pub use build_info::{Accelerator, BuildInfo, EngineFeature, build_info};
pub use engine::{Engine, TranscribeError, Transcriber};
pub use import::{ImportError, ImportErrorKind, ImportedCall, import};
pub use invented::{HeardSound, INVENTED_VERSION, Uninvented, drop_invented};
pub use language::{Language, LanguageError};
pub use masking::{MASKING_VERSION, MaskingOptions, mask_secrets};
pub use packing::{Clip, MAX_WINDOW_SAMPLES, Packer, PackingOptions, RATE_HZ, Window};
pub use replay::ReplayTranscriber;
pub use vocabulary::Vocabulary;
pub use whisper::{WhisperModel, WhisperOptions, WhisperTranscriber};
