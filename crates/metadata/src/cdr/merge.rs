//! The rows of one call put together, in whatever order they come; the same row twice changes nothing.

use jiff::{Timestamp, tz::Offset};
use ringcheck_call::{Direction, Disposition};

use super::{
    arena::{Arena, Text},
    direction::{device_of, direction, extension_of},
    row::Row,
};
use crate::{
    facts::Facts,
    moment::{Doubt, Moment},
    number,
};

/// One call, kept small.
#[derive(Clone, Debug)]
pub(super) struct CallEntry {
    pub(super) id: Text,
    caller: Text,
    dst: Text,
    did: Text,
    from_extension: Text,
    from_name: Text,
    extension: Text,
    device: Text,
    agent: Text,
    start_s: i64,
    offset_s: i32,
    sequence: u32,
    end_s: i64,
    answered_s: i64,
    answered_end_s: i64,
    /// How long the row lasted whose extension is kept; how many rows without an answer named different ones.
    extension_rank: u32,
    direction: Option<Direction>,
    disposition: Option<Disposition>,
    doubt: Option<Doubt>,
    is_extension_unclear: bool,
    /// How many recordings its rows name.
    pub(super) n_recordings: u32,
}

impl CallEntry {
    pub(super) fn new(id: Text, row: &Row<'_>, arena: &mut Arena) -> Self {
        let mut entry = Self {
            id,
            caller: Text::default(),
            dst: Text::default(),
            did: Text::default(),
            from_extension: Text::default(),
            from_name: Text::default(),
            extension: Text::default(),
            device: Text::default(),
            agent: Text::default(),
            start_s: i64::MAX,
            offset_s: 0,
            sequence: u32::MAX,
            end_s: i64::MIN,
            answered_s: i64::MAX,
            answered_end_s: i64::MIN,
            extension_rank: 0,
            direction: None,
            disposition: None,
            doubt: None,
            is_extension_unclear: false,
            n_recordings: 0,
        };
        entry.add(row, arena);
        entry
    }

    pub(super) fn add(&mut self, row: &Row<'_>, arena: &mut Arena) {
        let start_s = row.start_s();
        if (start_s, row.sequence) < (self.start_s, self.sequence) {
            self.set_first(row, arena);
        }
        let end_s = start_s.saturating_add(i64::from(row.duration_s));
        self.end_s = self.end_s.max(end_s);
        if let Some(after_s) = row.answered_after_s {
            self.answered_s = self.answered_s.min(start_s.saturating_add(i64::from(after_s)));
            self.answered_end_s = self.answered_end_s.max(end_s);
        }
        self.direction = stronger(self.direction, direction(row));
        self.disposition = best(self.disposition, row.disposition);
        if self.did == Text::default()
            && let Some(did) = &row.did
        {
            self.did = arena.intern(did);
        }
        self.add_extension(row, arena);
    }

    /// The earliest row says when the call started, who called and what was dialed.
    fn set_first(&mut self, row: &Row<'_>, arena: &mut Arena) {
        (self.start_s, self.sequence) = (row.start_s(), row.sequence);
        (self.offset_s, self.doubt) = (row.start.offset.seconds(), row.start.doubt);
        self.caller = arena.intern(row.src.as_deref().unwrap_or_default());
        self.dst = arena.intern(row.dst.as_deref().unwrap_or_default());
        let from = extension_of(row.channel).or(row.src.as_deref().filter(|src| number::is_extension(src)));
        self.from_extension = arena.intern(from.unwrap_or_default());
        self.from_name = arena.intern(row.caller_name);
    }

    /// The answered row that lasted longest says whom the caller spoke to; without one, the only phone that rang.
    fn add_extension(&mut self, row: &Row<'_>, arena: &mut Arena) {
        let dialed = row.dst.as_deref().filter(|_| !row.dst_channel.is_empty());
        let by_dialing = dialed.filter(|dst| number::is_extension(dst) && row.dst_channel.contains(dst));
        let Some(extension) = extension_of(row.dst_channel).or(by_dialing) else { return };
        let connected_s = row.answered_after_s.map(|after| row.duration_s.saturating_sub(after));
        let rank = connected_s.map_or(0, |seconds| seconds.saturating_add(1));
        let is_same = arena.get(self.extension) == extension;
        if self.extension == Text::default() || rank > self.extension_rank {
            self.is_extension_unclear = false;
            self.extension = arena.intern(extension);
            self.device = arena.intern(device_of(row.dst_channel).unwrap_or_default());
            self.agent = arena.intern(row.called_name);
            self.extension_rank = rank;
        } else if rank == self.extension_rank && !is_same {
            self.is_extension_unclear = true;
        }
    }

    /// Whether something picked up.
    pub(super) fn is_answered(&self) -> bool {
        self.disposition == Some(Disposition::Answered)
    }

    pub(super) fn disposition(&self) -> Option<Disposition> {
        self.disposition
    }

    pub(super) fn direction(&self) -> Option<Direction> {
        self.direction
    }

    pub(super) fn start(&self) -> Option<Moment> {
        moment(self.start_s, self.offset_s, self.doubt)
    }

    /// What the rows say together.
    pub(super) fn facts(&self, arena: &Arena) -> Facts {
        let text = |text| arena.non_empty(text);
        let mut facts = Facts {
            direction: self.direction,
            started_at: self.start(),
            phone_system_id: text(self.id),
            disposition: self.disposition,
            duration_ms: milliseconds(self.end_s.saturating_sub(self.start_s)),
            ..Facts::default()
        };
        if self.is_answered() {
            facts.connected_ms = milliseconds(self.answered_end_s.saturating_sub(self.answered_s));
        }
        let reached = if self.is_extension_unclear { None } else { text(self.extension) };
        match self.direction {
            Some(Direction::Outbound) => {
                facts.called_number = text(self.dst);
                facts.extension = text(self.from_extension);
                facts.agent_name = text(self.from_name).filter(|name| is_name(name));
            }
            direction => {
                facts.caller_number = text(self.caller);
                let dialed_outside = text(self.dst).filter(|dst| !number::is_extension(dst));
                facts.called_number = text(self.did).or(dialed_outside);
                if direction != Some(Direction::Internal) || reached.is_some() {
                    facts.extension = reached;
                } else {
                    facts.extension = text(self.dst).filter(|dst| number::is_extension(dst));
                }
                if facts.extension.is_some() && !self.is_extension_unclear {
                    facts.agent_name = text(self.agent).filter(|name| is_name(name));
                    facts.channel = text(self.device);
                }
            }
        }
        facts
    }
}

fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

pub(super) fn moment(second: i64, offset_s: i32, doubt: Option<Doubt>) -> Option<Moment> {
    let at = Timestamp::from_second(second).ok()?;
    Some(Moment { at, offset: Offset::from_seconds(offset_s).ok()?, doubt })
}

fn milliseconds(seconds: i64) -> Option<u64> {
    u64::try_from(seconds).ok()?.checked_mul(1000)
}

/// Inbound before outbound before internal: a call from outside that is passed on stays one.
fn stronger(one: Option<Direction>, other: Option<Direction>) -> Option<Direction> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Answered before busy before unanswered before failed: what came nearest to a person.
fn best(one: Option<Disposition>, other: Option<Disposition>) -> Option<Disposition> {
    let rank = |disposition: Disposition| match disposition {
        Disposition::Answered => 0,
        Disposition::Busy => 1,
        Disposition::NoAnswer => 2,
        Disposition::Failed => 3,
    };
    match (one, other) {
        (Some(one), Some(other)) => Some(if rank(one) <= rank(other) { one } else { other }),
        (one, other) => one.or(other),
    }
}
