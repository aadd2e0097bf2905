//! What is known of a call's line before any word is looked at.

use ringcheck_call::{EventKind, Probability, Side, TimelineEvent};

/// A recording of the firm's own that was recognized by its sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPrompt {
    /// The name under which the firm keeps it.
    pub name: String,
    /// What kind of recording it is; `None` where its name does not say, and its words decide.
    pub kind: Option<EventKind>,
    /// The side that it was heard on.
    pub side: Side,
    /// When it starts.
    pub start_ms: u64,
    /// When it ends.
    pub end_ms: u64,
    /// How sure it is that it was this one.
    pub confidence: Probability,
}

/// What was heard in the audio besides words; nothing, for a transcript that was made elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineSounds<'a> {
    /// Signals, music, silence and new voices, in order of start.
    pub events: &'a [TimelineEvent],
    /// The firm's own recordings.
    pub prompts: &'a [KnownPrompt],
}
