//! Whisper models: which exist, where they are on this machine, whether a file is one, and how to fetch one.
//!
//! Only [`pull()`] and [`pull_known`] use the network, and only with a URL as their source.
//! Nothing here runs a model: that is `transcription`'s work.

mod catalog;
mod format;
mod header;
mod inspect;
mod locate;
mod pull;
mod transfer;

pub use catalog::{
    CATALOG, DEFAULT_MODEL, FURTHER_MODEL, FileOrigin, KnownFile, KnownModel, PUBLISHED_BASE_URL, file_name, find,
};
pub use header::{Quantization, SizeClass, WhisperHeader};
pub use inspect::{ModelFacts, inspect, sha256_of_model};
pub use locate::{ModelError, ModelErrorKind, ModelFile, Place, Places, installed, locate};
pub use pull::{Phase, Progress, PullError, PullErrorKind, PullOutcome, Pulled, Source, pull, pull_known};
