//! What happened on the line, and when.

use serde::{Deserialize, Serialize};

use crate::{Probability, Side};

/// The kinds of event on a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// The called phone rings.
    Ring,
    /// Busy tone.
    Busy,
    /// Reorder (congestion) tone.
    Reorder,
    /// Special information tones before a network announcement.
    Sit,
    /// Fax tone.
    Fax,
    /// A keypad digit.
    Dtmf,
    /// A voicemail's record tone.
    Beep,
    /// Music, as on hold.
    Music,
    /// No side speaks.
    Silence,
    /// A recorded notice ("this call may be recorded").
    Notice,
    /// A recorded menu ("press one for").
    Menu,
    /// A recorded queue message ("your call is important to us").
    QueueMessage,
    /// A voicemail or answering-machine greeting.
    Voicemail,
    /// A machine that converses.
    Bot,
    /// The caller is kept waiting.
    Hold,
    /// Another person of the business takes over.
    Transfer,
    /// The parties say goodbye.
    Goodbye,
    /// The first words of a live person of the business.
    FirstLiveWord,
}

impl EventKind {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            Self::Busy => "busy",
            Self::Reorder => "reorder",
            Self::Sit => "sit",
            Self::Fax => "fax",
            Self::Dtmf => "dtmf",
            Self::Beep => "beep",
            Self::Music => "music",
            Self::Silence => "silence",
            Self::Notice => "notice",
            Self::Menu => "menu",
            Self::QueueMessage => "queue_message",
            Self::Voicemail => "voicemail",
            Self::Bot => "bot",
            Self::Hold => "hold",
            Self::Transfer => "transfer",
            Self::Goodbye => "goodbye",
            Self::FirstLiveWord => "first_live_word",
        }
    }

    /// Whether this is a recorded voice that keeps a caller from a person: a bare notice does not.
    #[must_use]
    pub const fn is_machine_answer(self) -> bool {
        matches!(self, Self::Menu | Self::QueueMessage | Self::Voicemail | Self::Bot)
    }
}

/// Something that happened on the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEvent {
    /// What happened.
    pub kind: EventKind,
    /// On which side.
    pub side: Side,
    /// When it began; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
    /// When it ended; `None` where the transcript has no times.
    pub end_ms: Option<u64>,
    /// The turn that carries it, for events heard in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
    /// Which one of its kind it was: the digit that was pressed, the name of the firm's own prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How sure the finding is.
    pub confidence: Probability,
}

/// All that happened on the line, in order of start.
///
/// Events may overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timeline {
    /// The events, ordered by start, then kind.
    pub events: Vec<TimelineEvent>,
}
