//! The limits that a rubric sets the criteria of the timeline.

use std::fmt;

/// The limits that a criterion is held to; what a rubric leaves out does not limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// At most so many seconds.
    pub max_seconds: Option<u32>,
    /// At most so many rings.
    pub max_rings: Option<u32>,
    /// At least so many percent, from 0 to 100.
    pub min_percent: Option<u32>,
    /// At most so many percent, from 0 to 100.
    pub max_percent: Option<u32>,
}

/// The key of a limit in a criterion's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitKey {
    MaxSeconds,
    MaxRings,
    MinPercent,
    MaxPercent,
}

pub(super) const LIMIT_KEYS: [LimitKey; 4] =
    [LimitKey::MaxSeconds, LimitKey::MaxRings, LimitKey::MinPercent, LimitKey::MaxPercent];

/// An hour: a longer limit is a slip of the pen.
const MOST_SECONDS: i64 = 3600;

/// Ten minutes of ringing.
const MOST_RINGS: i64 = 100;

impl Limits {
    pub(super) fn set(&mut self, key: LimitKey, value: Option<u32>) {
        match key {
            LimitKey::MaxSeconds => self.max_seconds = value,
            LimitKey::MaxRings => self.max_rings = value,
            LimitKey::MinPercent => self.min_percent = value,
            LimitKey::MaxPercent => self.max_percent = value,
        }
    }
}

impl LimitKey {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::MaxSeconds => "max_seconds",
            Self::MaxRings => "max_rings",
            Self::MinPercent => "min_percent",
            Self::MaxPercent => "max_percent",
        }
    }

    /// The least and the greatest value that the criterion `id` can be held to.
    ///
    /// Nobody can answer, and nobody can talk, without a second's silence; a call without any hold is possible.
    pub(super) fn range(self, id: &str) -> (i64, i64) {
        match self {
            Self::MaxSeconds if id == "hold_time" => (0, MOST_SECONDS),
            Self::MaxSeconds => (1, MOST_SECONDS),
            Self::MaxRings => (1, MOST_RINGS),
            Self::MinPercent | Self::MaxPercent => (0, 100),
        }
    }
}

impl fmt::Display for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The limits that the criterion `id` may have, and of which it must have one: without any it could not fail.
pub(super) fn known_limits(id: &str) -> &'static [LimitKey] {
    match id {
        "answer_speed" => &[LimitKey::MaxSeconds, LimitKey::MaxRings],
        "hold_time" | "dead_air" => &[LimitKey::MaxSeconds],
        "talk_share" => &[LimitKey::MinPercent, LimitKey::MaxPercent],
        _ => &[],
    }
}
