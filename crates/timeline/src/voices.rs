//! Which words of a recording with one channel are the business's and which the caller's.
//!
//! [`VoiceMeter`] measures the channel while its samples stream by. Once the words are known, [`tell_voices_apart`]
//! cuts them into units that one voice surely speaks and finds the voices, and the side of each, that explain best
//! what the units sound like, what they say, and how they follow each other.

mod change;
mod decode;
mod encoder;
mod mel;
mod meter;
mod model;
mod space;
mod units;
mod wording;

pub use change::{VOICE_CHANGE_VERSION, VoiceChange, voice_changes};
pub use decode::tell_voices_apart;
pub use meter::{VoiceFrame, VoiceMeter, VoiceTrack};
pub use units::{VoiceUnit, voice_units};
