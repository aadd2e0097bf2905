//! One row of call detail records.

use csv::ByteRecord;
use jiff::{SignedDuration, tz::TimeZone};
use ringcheck_call::Disposition;

use super::layout::{Column, Layout};
use crate::{facts::disposition_of, moment::Moment, number, slash::DateOrder};

/// The longest id that is kept, in bytes.
const MAX_ID_BYTES: usize = 150;

/// What a row says, before rows are put together.
#[derive(Debug)]
pub(super) struct Row<'r> {
    pub(super) start: Moment,
    /// How long the leg lasted, in seconds.
    pub(super) duration_s: u32,
    /// When it was picked up, in seconds after its start.
    pub(super) answered_after_s: Option<u32>,
    pub(super) disposition: Option<Disposition>,
    pub(super) src: Option<String>,
    pub(super) dst: Option<String>,
    pub(super) did: Option<String>,
    pub(super) caller_name: &'r str,
    pub(super) called_name: &'r str,
    pub(super) context: &'r str,
    pub(super) channel: &'r str,
    pub(super) dst_channel: &'r str,
    pub(super) unique_id: &'r str,
    pub(super) linked_id: &'r str,
    pub(super) sequence: u32,
    pub(super) recording: &'r str,
    pub(super) call_type: &'r str,
}

impl<'r> Row<'r> {
    /// Reads a row, whose dates with slashes are in `order`; `Err` says what keeps it from being read.
    pub(super) fn read(
        record: &'r ByteRecord,
        layout: &Layout,
        order: Option<DateOrder>,
        zone: &TimeZone,
    ) -> Result<Self, &'static str> {
        let cell = |column| layout.cell(record, column);
        let [start, answered, ended] = layout.times(record).map(|text| Moment::parse(text, order, zone));
        let start = start.ok_or("its start is no time")?;
        let disposition = match cell(Column::Disposition) {
            "" => None,
            word => disposition_of(word),
        };
        let lasted = ended.and_then(|end| u32::try_from(end.at.duration_since(start.at).as_secs()).ok());
        let duration_s = seconds(cell(Column::Duration))?.or(lasted).unwrap_or(0);
        let answered_after_s = if disposition == Some(Disposition::Answered) {
            let answer = answered
                .map(|answer| answer.at.duration_since(start.at))
                .filter(|after| *after >= SignedDuration::ZERO)
                .and_then(|after| u32::try_from(after.as_secs()).ok());
            let connected = seconds(cell(Column::Connected))?;
            connected.map(|connected| duration_s.saturating_sub(connected)).or(answer)
        } else {
            None
        };
        let id = |column| {
            let id = cell(column);
            if id.len() <= MAX_ID_BYTES { Ok(id) } else { Err("an id in it is too long") }
        };
        let clean = |column| number::clean(cell(column));
        Ok(Self {
            start,
            duration_s,
            answered_after_s,
            disposition,
            src: clean(Column::CallerNumber)
                .or_else(|| clean(Column::Src))
                .or_else(|| number::from_caller_id(cell(Column::Clid))),
            dst: clean(Column::Dst),
            did: clean(Column::Did),
            caller_name: cell(Column::CallerName),
            called_name: cell(Column::CalledName),
            context: cell(Column::Context),
            channel: cell(Column::Channel),
            dst_channel: cell(Column::DstChannel),
            unique_id: id(Column::UniqueId)?,
            linked_id: id(Column::LinkedId)?,
            sequence: cell(Column::Sequence).parse().unwrap_or(0),
            recording: cell(Column::Recording),
            call_type: cell(Column::CallType),
        })
    }

    /// The key of its call: the linkedid, else the uniqueid, else the channel and its start, which Asterisk does not give
    /// twice in a second.
    pub(super) fn call_key(&self) -> Option<std::borrow::Cow<'r, str>> {
        let ids = [self.linked_id, self.unique_id];
        if let Some(id) = ids.into_iter().find(|id| !id.is_empty()) {
            return Some(id.into());
        }
        (!self.channel.is_empty() && self.channel.len() <= MAX_ID_BYTES)
            .then(|| format!("{}@{}", self.channel, self.start.at.as_second()).into())
    }

    /// Milliseconds since 1970 of its start.
    pub(super) fn start_s(&self) -> i64 {
        self.start.at.as_second()
    }
}

/// A number of seconds, as `82`, `82.5` or `82s (1m 22s)`; an empty cell is none.
fn seconds(text: &str) -> Result<Option<u32>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if !rest.is_empty() && !rest.starts_with(['.', 's', ' ']) {
        return Err("a duration in it is no number of seconds");
    }
    digits.parse().map(Some).map_err(|_| "a duration in it is no number of seconds")
}
