//! What one source says about a call.

use ringcheck_call::{Direction, Disposition};

use crate::{moment::Moment, number};

/// What one source (a name, a sidecar, the call detail records) says about a call and one of its recordings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Which way the call went.
    pub direction: Option<Direction>,
    /// When the call started.
    pub started_at: Option<Moment>,
    /// When this recording of it started.
    pub recording_started_at: Option<Moment>,
    /// The number of the party outside who called; where the source does not say who called, of the party outside.
    pub caller_number: Option<String>,
    /// The number that was called.
    pub called_number: Option<String>,
    /// The business's extension.
    pub extension: Option<String>,
    /// The channel of that extension, such as `PJSIP/104`.
    pub channel: Option<String>,
    /// The agent.
    pub agent_name: Option<String>,
    /// The phone system's id of the call.
    pub phone_system_id: Option<String>,
    /// How long the call lasted.
    pub duration_ms: Option<u64>,
    /// How long something had picked up.
    pub connected_ms: Option<u64>,
    /// What became of it.
    pub disposition: Option<Disposition>,
    /// The channel of the recording that carries the business, counted from 0.
    pub agent_channel: Option<u16>,
    /// What was wrong, in sentences for a person.
    pub warnings: Vec<String>,
}

impl Facts {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self { warnings: self.warnings.clone(), ..Self::default() }
    }

    /// Fills in numbers, extension and direction where all that is known is who called whom: the shorter one inside.
    ///
    /// Two long numbers or two that are missing say nothing about the direction.
    pub(crate) fn set_parties(&mut self, from: Option<String>, to: Option<String>) {
        let is_inside = |number: &Option<String>| number.as_deref().map(number::is_extension);
        match (is_inside(&from), is_inside(&to)) {
            (Some(true), Some(false)) => self.set_outbound(from, to),
            (Some(true), Some(true)) => self.set_internal(from, to),
            (Some(false), Some(true)) => self.set_inbound(from, None, to),
            _ => (self.caller_number, self.called_number) = (from, to),
        }
    }

    /// A call from outside: who called, the business's number, and the extension that it reached.
    pub(crate) fn set_inbound(&mut self, from: Option<String>, called: Option<String>, extension: Option<String>) {
        self.direction = Some(Direction::Inbound);
        (self.caller_number, self.called_number) = (from, called);
        self.extension = extension.filter(|number| number::is_extension(number));
    }

    /// A call from an extension to the outside.
    pub(crate) fn set_outbound(&mut self, extension: Option<String>, to: Option<String>) {
        self.direction = Some(Direction::Outbound);
        self.called_number = to;
        self.extension = extension.filter(|number| number::is_extension(number));
    }

    /// A call from one extension to another.
    pub(crate) fn set_internal(&mut self, from: Option<String>, to: Option<String>) {
        self.direction = Some(Direction::Internal);
        self.caller_number = from;
        self.extension = to.filter(|number| number::is_extension(number));
    }
}

/// Reads a direction as phone systems write it.
pub(crate) fn direction_of(word: &str) -> Option<Direction> {
    let word: String = word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    match word.as_str() {
        "i" | "in" | "inbound" | "incoming" | "received" | "entrante" => Some(Direction::Inbound),
        "o" | "out" | "outbound" | "outgoing" | "placed" | "dialed" | "outboundapi" | "outbounddial" | "saliente" => {
            Some(Direction::Outbound)
        }
        "internal" | "intercom" | "interno" => Some(Direction::Internal),
        _ => None,
    }
}

/// Reads a disposition as phone systems write it.
pub(crate) fn disposition_of(word: &str) -> Option<Disposition> {
    let word: String = word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    match word.as_str() {
        "answered" | "answer" | "completed" | "connected" | "callconnected" | "accepted" => Some(Disposition::Answered),
        "noanswer" | "missed" | "unanswered" | "abandoned" | "notanswered" => Some(Disposition::NoAnswer),
        "busy" => Some(Disposition::Busy),
        "failed" | "congestion" | "canceled" | "cancelled" | "error" | "chanunavail" => Some(Disposition::Failed),
        _ => None,
    }
}
