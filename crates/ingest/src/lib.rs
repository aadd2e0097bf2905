//! A recording's bytes become audio at 16 kHz, one stream a channel, and what the file says about the call.
//!
//! Responsible for finding recordings ([`walk()`]), naming them by their content ([`sha256_of`]), decoding
//! ([`RecordingReader`]), what its channels carry ([`examine`]) and what the file itself knows about the call
//! (the crate `metadata`).
//! It does not decide which channel is which side, find speech, or mix channels.
//!
//! The content of a file decides its format, never its name.
//! Damaged input never becomes plausible output: what can be decoded is, and the [`ringcheck_call::Recording`] says in
//! sentences what was wrong and whether the end is missing; a file without audio is an error that says what it is instead.

mod channels;
mod damage;
mod decode;
mod discover;
mod error;
mod ffmpeg;
mod foreign;
mod gsm;
mod guard;
mod hash;
mod layout;
mod matroska;
mod mp3;
mod mp4;
mod mpeg;
mod names;
mod open;
mod raw;
mod reader;
mod resample;
mod riff;
mod sniff;
mod telephony;
mod trim;
mod wav;
mod wave_codec;
mod window;

pub use channels::{Channel, Examination, Leak, Likeness, examine, is_dead};
pub use discover::{DiscoveryError, Walk, WalkOptions, walk};
pub use error::{DecodeError, DecodeErrorKind};
pub use ffmpeg::Ffmpeg;
pub use hash::{HashError, sha256_of};
pub use reader::{Block, RecordingReader};

/// Raised whenever the same file may give other samples.
pub const INGEST_VERSION: &str = "2";

/// Samples a second of the audio that [`RecordingReader`] hands out.
pub const RATE_HZ: u32 = 16_000;
