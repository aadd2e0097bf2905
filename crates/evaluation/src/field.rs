//! What calls can be told apart by.

use std::{fmt, str::FromStr};

use ringcheck_call::{CallType, Layout};
use serde::{Serialize, Serializer};

use crate::LabelledCall;

/// Something that labelled calls tell about themselves, and that they can be reported apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallField {
    /// How hard the call is to judge, in the words of who labelled it.
    Difficulty,
    /// The business's trade.
    Trade,
    /// Who wrote or labelled the call.
    Author,
    /// How the recording's channels are laid out.
    Layout,
    /// The labelled call type.
    CallType,
}

/// Text that names no field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is nothing that calls are told apart by")]
pub struct FieldError(String);

impl CallField {
    /// All fields.
    pub const ALL: [Self; 5] = [Self::Difficulty, Self::Trade, Self::Author, Self::Layout, Self::CallType];

    /// The word used in JSON and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Difficulty => "difficulty",
            Self::Trade => "trade",
            Self::Author => "author",
            Self::Layout => "layout",
            Self::CallType => "call_type",
        }
    }

    /// What `call` tells; `None` where it does not.
    #[must_use]
    pub fn value_of(self, call: &LabelledCall) -> Option<&str> {
        match self {
            Self::Difficulty => call.difficulty.as_deref(),
            Self::Trade => call.trade.as_deref(),
            Self::Author => call.author.as_deref(),
            Self::Layout => call.audio.as_ref().map(|audio| audio.layout.as_str()),
            Self::CallType => Some(call.call_type.as_str()),
        }
    }

    /// The values that `calls` have, each once: in the order that is usual for them, else of the alphabet; last `None`,
    /// if some call does not tell.
    pub(crate) fn values<'a>(self, calls: impl Iterator<Item = &'a LabelledCall>) -> Vec<Option<&'a str>> {
        let mut values: Vec<Option<&str>> = calls.map(|call| self.value_of(call)).collect();
        let usual: Vec<&str> = match self {
            Self::Difficulty => vec!["easy", "medium", "hard", "adversarial"],
            Self::Layout => vec![Layout::Stereo.as_str(), Layout::Mono.as_str()],
            Self::CallType => CallType::ALL.map(CallType::as_str).to_vec(),
            Self::Trade | Self::Author => Vec::new(),
        };
        let place = |value: &str| usual.iter().position(|usual| *usual == value).unwrap_or(usual.len());
        values.sort_by_key(|value| (value.is_none(), value.map(place), *value));
        values.dedup();
        values
    }
}

impl fmt::Display for CallField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CallField {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|field| field.as_str() == text).ok_or_else(|| FieldError(text.to_owned()))
    }
}

impl Serialize for CallField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
