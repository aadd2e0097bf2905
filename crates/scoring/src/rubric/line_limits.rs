//! What a written criterion asks of the line: waiting, holds, silence, transfers, who talks.

use std::ops::Range;

use toml::{Spanned, de::DeTable};

use super::read::Reader;

/// What the line is held to; what a criterion leaves out does not limit. A limit that is met exactly passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineLimits {
    /// At most so many rings before anything answers.
    pub(crate) rings: Option<u32>,
    /// At most so many seconds before a person answers.
    pub(crate) wait_seconds: Option<u32>,
    /// No hold of more seconds.
    pub(crate) hold_seconds: Option<u32>,
    /// At most so many holds.
    pub(crate) holds: Option<u32>,
    /// No silence of more seconds.
    pub(crate) silence_seconds: Option<u32>,
    /// At most so many times another person takes over.
    pub(crate) transfers: Option<u32>,
    /// At least so many percent of the talking by the business.
    pub(crate) least_percent: Option<u32>,
    /// At most so many percent of the talking by the business.
    pub(crate) most_percent: Option<u32>,
}

/// The keys with the least and the greatest value of each.
///
/// Nobody answers within no time, and silences under 2 seconds are not measured; a call without any hold is possible.
pub(super) const LINE_KEYS: [(&str, (i64, i64)); 8] = [
    ("max_rings", (1, 100)),
    ("max_wait_seconds", (1, 3600)),
    ("max_hold_seconds", (0, 3600)),
    ("max_holds", (0, 100)),
    ("max_silence_seconds", (3, 3600)),
    ("max_transfers", (0, 100)),
    ("min_percent", (0, 100)),
    ("max_percent", (0, 100)),
];

impl LineLimits {
    /// The limits in a criterion's table; `None` where one of them is wrong.
    pub(super) fn read<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, owner: &Range<usize>) -> Option<Self> {
        let mut values = [None; LINE_KEYS.len()];
        let mut is_sound = true;
        for (value, (key, range)) in values.iter_mut().zip(LINE_KEYS) {
            match reader.optional_number_of(table, key, range) {
                Ok(number) => *value = number,
                Err(()) => is_sound = false,
            }
        }
        let [rings, wait_seconds, hold_seconds, holds, silence_seconds, transfers, least_percent, most_percent] =
            values;
        if let (Some(least), Some(most)) = (least_percent, most_percent)
            && least > most
        {
            let at = table.get("min_percent").map_or_else(|| owner.clone(), Spanned::span);
            reader.problem(at, format!("`min_percent` is {least} and `max_percent` {most}: no share is both"), None);
            is_sound = false;
        }
        let limits =
            Self { rings, wait_seconds, hold_seconds, holds, silence_seconds, transfers, least_percent, most_percent };
        is_sound.then_some(limits)
    }
}
