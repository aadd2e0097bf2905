//! Audio fingerprints: which of the firm's own recorded prompts are heard on a channel, without its audio.
//!
//! [`FingerprintMaker`] turns the first two minutes of a channel into 32 bits for each 64 ms, which are stored with the
//! transcript; [`match_prompts`] compares them with [`Prompt`]s whenever the owner adds one, and [`common_opening`] with
//! those of another recording.
//!
//! The method is that of Haitsma and Kalker, "A Highly Robust Audio Fingerprinting System" (ISMIR 2002): the power in 33
//! bands is compared between neighboring bands and from one moment to the next, and each bit is the sign of that
//! difference. Two recordings of the same sound have most bits in common, any others half of them. It is fitted to
//! speech on a phone line in these points:
//!
//! - the bands reach from 300 to 3000 Hz, the window is 256 ms, and moments are 64 ms apart, since formants move within a
//!   syllable;
//! - logarithms are compared rather than powers, so that a line's filter changes nothing;
//! - of a prompt, which is clean, the half of each moment's bits counts that moves most: noise and codecs turn the others;
//! - a prompt is coded each 8 ms, so that the recording's coarse grid never is more than 4 ms beside it;
//! - moments of silence and of a tone, which are alike everywhere, are compared with nothing.
//!
//! Chromaprint is the ready-made choice for music, and no good here: each of its items covers 2.6 s, as long as many a
//! notice, and folds the spectrum into the twelve notes of an octave, which loses the formants.

mod cluster;
mod code;
mod maker;
mod matching;
mod opening;
mod prompt;
mod spectrum;
#[cfg(test)]
mod tests;

pub use cluster::{CommonSound, common_sounds};
pub use maker::{Fingerprint, FingerprintError, FingerprintMaker};
pub use matching::{PromptMatch, match_prompts};
pub use opening::{CommonOpening, common_opening};
pub use prompt::{Prompt, PromptError};

/// Raised whenever the same sound may have another fingerprint.
pub const FINGERPRINT_VERSION: &str = "1";

/// How much of a channel a fingerprint covers at most, in milliseconds.
pub const MAX_FINGERPRINT_MS: u64 = 120_000;
