//! What happened on the line: speech and silence from the sound, recorded voices and people from the words.
//!
//! All functions are pure: no file, no clock, no randomness. The same input gives the same output.
//!
//! - [`SpeechFinder`] finds where on a channel somebody speaks.
//! - [`SignalFinder`] finds ringing, busy tones, keypad digits, beeps, fax and music.
//! - [`silence()`] finds where on no channel anybody does.
//! - [`attribute()`] tells recorded voices from people, and [`opening()`] says which the caller met first.
//! - [`business_channel`] guesses which channel of a recording is the business.
//! - [`FingerprintMaker`] and [`match_prompts`] find the firm's own recorded prompts again.
//! - [`VoiceMeter`] and [`tell_voices_apart`] say which words of a recording with one channel are whose.

mod attribute;
mod context;
mod course;
mod evidence;
mod fingerprint;
mod known;
mod lattice;
mod opening;
mod rhythm;
mod sides;
mod signals;
mod silence;
mod sound_evidence;
mod speech;
mod units;
mod voices;
mod wording;

pub use attribute::{Attributed, attribute};
pub use course::{figures_of, timeline_of};
pub use fingerprint::{
    CommonOpening, CommonSound, FINGERPRINT_VERSION, Fingerprint, FingerprintError, FingerprintMaker,
    MAX_FINGERPRINT_MS, Prompt, PromptError, PromptMatch, common_opening, common_sounds, match_prompts,
};
pub use known::{KnownPrompt, LineSounds};
pub use opening::{Opening, opening};
pub use sides::{assign_sides, business_channel};
pub use signals::{SIGNALS_VERSION, Signal, SignalFinder};
pub use silence::{MIN_SIDE_SILENCE_MS, MIN_SILENCE_MS, side_silence, silence};
pub use speech::{SAMPLE_RATE_HZ, SpeechFinder, SpeechOptions, SpeechSign, SpeechSpan};
pub use voices::{
    VOICE_CHANGE_VERSION, VoiceChange, VoiceFrame, VoiceMeter, VoiceTrack, VoiceUnit, tell_voices_apart, voice_changes,
    voice_units,
};

/// Raised whenever the same turns may be attributed otherwise.
pub const ATTRIBUTION_VERSION: &str = "3";

/// Raised whenever the same transcript and sounds may give another business channel.
pub const SIDES_VERSION: &str = "3";

/// Raised whenever the same recording with one channel may have its words told apart otherwise.
pub const VOICES_VERSION: &str = "2";
