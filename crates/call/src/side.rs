//! Who spoke: the end of the line, and what kind of voice.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which end of the line a sound came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The firm that was called.
    Business,
    /// The person who called.
    Caller,
    /// Not known: a mono recording, or a transcript without sides.
    #[default]
    Unknown,
}

/// What kind of voice a turn is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// A live person of the business.
    Agent,
    /// The person who called.
    Caller,
    /// A menu, queue message, recording notice, voicemail greeting or bot.
    RecordedVoice,
    /// Not known.
    #[default]
    Unknown,
}

impl Side {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Caller => "caller",
            Self::Unknown => "unknown",
        }
    }
}

impl Speaker {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Caller => "caller",
            Self::RecordedVoice => "recorded_voice",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
