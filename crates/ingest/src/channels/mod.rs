//! What the channels of a recording carry, found before it is listened to, and streams that carry one side each.
//!
//! [`examine()`] decodes a recording once at its own rate and says of each channel how loud speech is, whether it is dead
//! or clipped, and of two channels whether they are alike and whether one is heard in the other (leak).
//! [`Mend`] then makes streams of the channels: one of two that are alike, without the leak, at a level to work with.
//! It does not tell which side is the business.

mod correlate;
mod examine;
mod facts;
mod judge;
mod levels;
mod mend;
mod sentences;

pub use examine::examine;
pub use facts::{Channel, Examination, Leak, Likeness};
pub use judge::is_dead;
pub(crate) use mend::Mend;
