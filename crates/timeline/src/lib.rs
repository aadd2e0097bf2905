//! Audio and transcript -> what happened on the line.
pub mod speech;
pub use speech::{SAMPLE_RATE_HZ, SpeechFinder, SpeechOptions, SpeechSpan};
