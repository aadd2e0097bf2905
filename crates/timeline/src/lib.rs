//! What happened on the line: speech and silence from the sound, recorded voices and people from the words.
//!
//! All functions are pure: no file, no clock, no randomness. The same input gives the same output.
//!
//! - [`SpeechFinder`] finds where on a channel somebody speaks.
//! - [`silence()`] finds where on no channel anybody does.
//! - [`attribute()`] tells recorded voices from people, and [`opening()`] says which the caller met first.
//! - [`business_channel`] guesses which channel of a recording is the business.
//! - [`FingerprintMaker`] and [`match_prompts`] find the firm's own recorded prompts again.
//! - [`VoiceMeter`] and [`tell_voices_apart`] say which words of a recording with one channel are whose.

mod attribute;
mod context;
mod evidence;
mod fingerprint;
mod lattice;
mod opening;
mod sides;
mod silence;
mod speech;
mod units;
mod voices;
mod wording;

pub use attribute::{Attributed, attribute};
pub use fingerprint::{
    CommonOpening, FINGERPRINT_VERSION, Fingerprint, FingerprintError, FingerprintMaker, MAX_FINGERPRINT_MS, Prompt,
    PromptError, PromptMatch, common_opening, match_prompts,
};
pub use opening::{Opening, opening};
pub use sides::{assign_sides, business_channel};
pub use silence::{MIN_SILENCE_MS, silence};
pub use speech::{SAMPLE_RATE_HZ, SpeechFinder, SpeechOptions, SpeechSign, SpeechSpan};
pub use voices::{VoiceFrame, VoiceMeter, VoiceTrack, VoiceUnit, tell_voices_apart, voice_units};

/// Raised whenever the same turns may be attributed otherwise.
pub const ATTRIBUTION_VERSION: &str = "1";

/// Raised whenever the same transcript may give another business channel.
pub const SIDES_VERSION: &str = "2";

/// Raised whenever the same recording with one channel may have its words told apart otherwise.
pub const VOICES_VERSION: &str = "2";
