//! What a prospect's call leaves to act on: a number to call back, and what was wanted.
//!
//! `spoken` finds digits, `context` says what they are the number of, `number` decides which the caller can be called back
//! on, and `wanted` finds the
//! caller's own words for why they called. None of it is made up: what is not plain is left out.

mod context;
mod number;
mod spoken;
mod wanted;

use ringcheck_call::{CallType, Lead};

use crate::{cues::Cues, heard::Heard};

/// What the call of a prospect leaves to act on; `None` for a caller of another type.
#[must_use]
pub fn lead(heard: &Heard<'_>, call_type: CallType) -> Option<Lead> {
    found(heard, &Cues::find(&heard.reading), call_type)
}

/// The same where the cues were found already.
pub(crate) fn found(heard: &Heard<'_>, cues: &Cues, call_type: CallType) -> Option<Lead> {
    (call_type == CallType::Prospect)
        .then(|| Lead { said_number: number::settled(&heard.reading), wanted: wanted::quote(heard, cues) })
}
