//! What is known about a call and its recordings apart from what was said.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Probability, Sha256Hex};

/// Who the caller is to the business; decides which criteria apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallType {
    /// Somebody who might buy and is not yet a customer; an unclear caller counts as one.
    Prospect,
    /// An existing client.
    Customer,
    /// A salesperson, recruiter or robocall.
    Vendor,
    /// Somebody who dialed the wrong number.
    WrongNumber,
    /// A courier, an employee calling in sick, and the like.
    Other,
}

/// A word that names no call type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no call type (prospect, customer, vendor, wrong_number, other)")]
pub struct UnknownCallType(String);

impl CallType {
    /// All call types.
    pub const ALL: [Self; 5] = [Self::Prospect, Self::Customer, Self::Vendor, Self::WrongNumber, Self::Other];

    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::Customer => "customer",
            Self::Vendor => "vendor",
            Self::WrongNumber => "wrong_number",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for CallType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for CallType {
    type Err = UnknownCallType;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|t| t.as_str() == word).ok_or_else(|| UnknownCallType(word.to_owned()))
    }
}

/// Which way the call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Into the business.
    Inbound,
    /// Out of the business.
    Outbound,
    /// Between two extensions.
    Internal,
}

impl Direction {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Internal => "internal",
        }
    }
}

/// Where a call's start time is from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartedAtSource {
    /// The phone system's call detail records.
    Cdr,
    /// A file beside the recording.
    Sidecar,
    /// The recording's name.
    FileName,
    /// The recording's modification time: when it was written, or copied.
    FileTime,
}

/// What the phone system, or the recording's file, knew about a call.
///
/// Every field may be unknown, and unknown is a value: nothing is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Which way the call went.
    pub direction: Option<Direction>,
    /// When it started: ISO 8601 with offset or `Z`.
    pub started_at: Option<String>,
    /// Where `started_at` is from.
    pub started_at_source: Option<StartedAtSource>,
    /// The agent as the phone system names them.
    pub agent_name: Option<String>,
    /// The number that the caller called from.
    pub caller_number: Option<String>,
    /// The number that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_number: Option<String>,
    /// The business's extension that the call reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The phone system's own id of the call, the same for all its recordings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_system_id: Option<String>,
    /// How long the call lasted by the phone system's clock, ringing included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// How long of that something had picked up: a person, a menu or a voicemail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_ms: Option<u64>,
    /// What became of the call by the phone system's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
}

impl Call {
    /// What is known now, and where that is nothing, what was known before.
    ///
    /// A start from a better source is kept: a later look without the phone system's records takes nothing back.
    #[must_use]
    pub fn or(self, before: Self) -> Self {
        let is_better_before = match (self.started_at_source, before.started_at_source) {
            (Some(now), Some(before)) => before < now,
            (now, _) => now.is_none(),
        };
        let (started_at, started_at_source) = if is_better_before {
            (before.started_at, before.started_at_source)
        } else {
            (self.started_at, self.started_at_source)
        };
        Self {
            direction: self.direction.or(before.direction),
            started_at,
            started_at_source,
            agent_name: self.agent_name.or(before.agent_name),
            caller_number: self.caller_number.or(before.caller_number),
            called_number: self.called_number.or(before.called_number),
            extension: self.extension.or(before.extension),
            phone_system_id: self.phone_system_id.or(before.phone_system_id),
            duration_ms: self.duration_ms.or(before.duration_ms),
            connected_ms: self.connected_ms.or(before.connected_ms),
            disposition: self.disposition.or(before.disposition),
        }
    }
}

/// What became of a call by the phone system's account.
///
/// `Answered` is no proof of a person: a menu, a queue and a voicemail pick up too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Something picked up.
    Answered,
    /// It rang, and nothing picked up.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// The call could not be put through.
    Failed,
}

impl Disposition {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }
}

/// How the channels of a recording are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Two channels, one side each.
    Stereo,
    /// One channel that carries both sides.
    Mono,
    /// Two channels that are alike.
    DualMono,
    /// Two channels of which only one ever carries sound.
    OneSided,
}

impl Layout {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stereo => "stereo",
            Self::Mono => "mono",
            Self::DualMono => "dual_mono",
            Self::OneSided => "one_sided",
        }
    }
}

/// One audio file of a call, as it was decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Where it was read from; no part of any key.
    pub path: String,
    /// The hash of its bytes: the recording's id.
    pub sha256: Sha256Hex,
    /// Where it starts on the call's clock.
    pub offset_ms: u64,
    /// How much audio was decoded.
    pub duration_ms: u64,
    /// The codec's short name, such as `pcm_mulaw`.
    pub codec: String,
    /// Samples a second in the file.
    pub sample_rate_hz: u32,
    /// Channels in the file.
    pub channels: u16,
    /// How the channels are laid out.
    pub layout: Layout,
    /// What decoded it.
    pub decoder: String,
    /// What was wrong with it and calls for a person's review, in sentences.
    pub warnings: Vec<String>,
    /// What a person may want to know about it and calls for no review, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Whether audio is missing at the end, so that nothing may be concluded from what was not said.
    #[serde(default)]
    pub is_cut_off: bool,
}

/// How it was decided which channel is the business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidesOrigin {
    /// The business's channel, counted from 0; `None` where sides are unknown.
    pub agent_channel: Option<u16>,
    /// `option` (the user said so), `preset` (what the phone system usually does), `auto` (from what was said and when),
    /// `voices` (one channel, told apart by voice and words), `transcript` (given with it) or `none` (nothing tells them
    /// apart).
    pub method: String,
    /// How sure that is.
    pub confidence: Probability,
    /// Why, in words for a person.
    pub reason: String,
}
