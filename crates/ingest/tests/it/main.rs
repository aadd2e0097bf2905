//! Recordings of every kind, whole and broken, through the public interface.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "signals are short and need no more than f32"
)]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod awkward;
mod channels;
mod codecs;
mod corpus;
mod damage;
mod hostile;
mod refusals;
mod signal;
mod wav_files;
