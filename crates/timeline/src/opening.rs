//! What the caller met first: a person, a machine, or nobody.

use ringcheck_call::{EventKind, Probability, TimelineEvent};

use crate::Attributed;

/// What the caller met first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A person picked up, perhaps after a bare recorded notice.
    Live {
        /// The first live words.
        event: TimelineEvent,
        /// How sure that is.
        confidence: Probability,
    },
    /// A menu, queue message, voicemail or bot came first, or nothing but a recording came at all.
    Machine {
        /// What kind of machine.
        kind: EventKind,
        /// Its first words.
        event: TimelineEvent,
        /// How sure that is.
        confidence: Probability,
    },
    /// Nobody of the business spoke, neither a person nor a recording.
    Nobody,
}

/// Says what the caller met first.
///
/// A recorded notice or a hold message decides nothing as long as a person follows it.
#[must_use]
pub fn opening(call: &Attributed) -> Opening {
    let decides = |e: &&TimelineEvent| e.kind.is_machine_answer() || e.kind == EventKind::FirstLiveWord;
    let is_recording = |e: &&TimelineEvent| matches!(e.kind, EventKind::Notice | EventKind::Hold);
    let first = call.events.iter().find(decides).or_else(|| call.events.iter().find(is_recording));
    match first {
        None => Opening::Nobody,
        Some(event) if event.kind == EventKind::FirstLiveWord => {
            Opening::Live { event: event.clone(), confidence: event.confidence }
        }
        Some(event) => Opening::Machine { kind: event.kind, event: event.clone(), confidence: event.confidence },
    }
}
