//! Moments as phone systems write them: wall clock times of a zone, epochs, and times that carry their offset.

use jiff::{
    Timestamp,
    civil::{DateTime, Time},
    fmt::{rfc2822, temporal::Pieces},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

use crate::slash::{DateOrder, SlashTime};

/// A point in time and the offset in which it is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The point in time.
    pub at: Timestamp,
    /// The offset from UTC that its source wrote, or that the zone had then.
    pub offset: Offset,
    /// What its source left open.
    pub doubt: Option<Doubt>,
}

/// Why what a source wrote named no single moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The clocks were set back, so the time came twice; the first is taken.
    Repeated,
    /// The clocks were set forward over it; the time after the gap is taken.
    Skipped,
    /// A date with slashes is another day if the day comes first, and nothing tells; the month is taken to come first.
    DayOrMonth,
}

impl Doubt {
    /// The doubt as a sentence for a person, about the time that `source` gave.
    pub(crate) fn sentence(self, source: &str) -> String {
        match self {
            Self::Repeated => format!(
                "The start by the {source} falls into the hour that came twice when the clocks were set back; the first was taken."
            ),
            Self::Skipped => format!(
                "The start by the {source} falls into the hour that the clocks skipped; the hour after was taken."
            ),
            Self::DayOrMonth => format!(
                "The start by the {source} has a date with slashes, and no date there says whether the day or the month comes first; the month was taken to."
            ),
        }
    }
}

impl Moment {
    /// A wall clock time in `zone`; gaps and folds by the rule of RFC 5545: the first of two, the later side of a gap.
    pub(crate) fn local(wall: DateTime, zone: &TimeZone) -> Option<Self> {
        let ambiguous = zone.to_ambiguous_timestamp(wall);
        let (offset, doubt) = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, None),
            AmbiguousOffset::Gap { after, .. } => (after, Some(Doubt::Skipped)),
            AmbiguousOffset::Fold { before, .. } => (before, Some(Doubt::Repeated)),
        };
        Some(Self { at: ambiguous.compatible().ok()?, offset, doubt })
    }

    /// A point in time that its source wrote in UTC.
    pub(crate) fn utc(at: Timestamp) -> Self {
        Self { at, offset: Offset::UTC, doubt: None }
    }

    /// Milliseconds since 1970, for years in which calls were recorded.
    pub(crate) fn epoch_ms(ms: i64) -> Option<Self> {
        let at = Timestamp::from_millisecond(ms).ok()?;
        is_plausible(at).then(|| Self::utc(at))
    }

    /// ISO 8601 with offset, or `Z` for UTC, in whole seconds.
    #[must_use]
    pub fn to_iso(&self) -> String {
        let seconds = Timestamp::from_second(self.at.as_second()).unwrap_or(self.at);
        if self.offset == Offset::UTC {
            seconds.to_string()
        } else {
            seconds.display_with_offset(self.offset).to_string()
        }
    }

    /// Reads what sidecars and call detail records write: an epoch in seconds, milliseconds or microseconds, ISO 8601
    /// with or without offset, fourteen digits, an e-mail date, or a date with slashes, whose `order` the other dates of
    /// its source may have told. Without offset it is a time of `zone`.
    pub(crate) fn parse(text: &str, order: Option<DateOrder>, zone: &TimeZone) -> Option<Self> {
        let text = text.trim();
        if let Some(slash) = SlashTime::parse(text) {
            let moment = Self::local(slash.wall(order)?, zone).filter(|moment| is_plausible(moment.at))?;
            let is_open = order.is_none() && slash.is_open();
            return Some(Self { doubt: if is_open { Some(Doubt::DayOrMonth) } else { moment.doubt }, ..moment });
        }
        if text.len() > 64 || !text.is_ascii() {
            return None;
        }
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::parse_digits(text, zone);
        }
        if let Some((seconds, fraction)) = text.split_once('.')
            && seconds.len() >= 9
            && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            let ms = format!("{fraction:0<3}").get(..3)?.parse::<i64>().ok()?;
            return Self::epoch_ms(seconds.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(ms)?);
        }
        let moment = Self::parse_iso(text, zone).or_else(|| {
            let zoned = rfc2822::parse(text).ok()?;
            Some(Self { at: zoned.timestamp(), offset: zoned.offset(), doubt: None })
        })?;
        is_plausible(moment.at).then_some(moment)
    }

    fn parse_digits(text: &str, zone: &TimeZone) -> Option<Self> {
        let number: i64 = text.parse().ok()?;
        match text.len() {
            9..=10 => Self::epoch_ms(number.checked_mul(1000)?),
            12..=13 => Self::epoch_ms(number),
            14 => Self::local(wall_clock(text.get(..8)?, text.get(8..)?)?, zone),
            15..=16 => Self::epoch_ms(number / 1000),
            _ => None,
        }
    }

    /// ISO 8601; a bare date is no start.
    fn parse_iso(text: &str, zone: &TimeZone) -> Option<Self> {
        // Some write a space before the offset.
        let joined = text.rsplit_once(' ').filter(|(_, rest)| rest.starts_with(['+', '-']));
        let text = joined.map_or_else(|| text.to_owned(), |(start, offset)| format!("{start}{offset}"));
        let pieces = Pieces::parse(&text).ok()?;
        let wall = pieces.date().to_datetime(pieces.time()?);
        match pieces.to_numeric_offset() {
            Some(offset) => Some(Self { at: offset.to_timestamp(wall).ok()?, offset, doubt: None }),
            None => Self::local(wall, zone),
        }
    }
}

/// Between 1990 and 2100: other numbers are no times of calls.
fn is_plausible(at: Timestamp) -> bool {
    (631_152_000..4_102_444_800).contains(&at.as_second())
}

/// `YYYYMMDD` and `HHMMSS` or `HHMM`, with any punctuation between the numbers; an impossible date is none.
pub(crate) fn wall_clock(date: &str, time: &str) -> Option<DateTime> {
    let date = digits(date);
    let time = digits(time);
    if date.len() != 8 || !matches!(time.len(), 4 | 6) {
        return None;
    }
    let number = |text: &str, range: std::ops::Range<usize>| text.get(range)?.parse::<i8>().ok();
    let year: i16 = date.get(..4)?.parse().ok()?;
    if !(1990..2100).contains(&year) {
        return None;
    }
    let second = if time.len() == 6 { number(&time, 4..6)? } else { 0 };
    let time = Time::new(number(&time, 0..2)?, number(&time, 2..4)?, second, 0).ok()?;
    let date = jiff::civil::Date::new(year, number(&date, 4..6)?, number(&date, 6..8)?).ok()?;
    Some(date.to_datetime(time))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Option<String> {
        let zone = TimeZone::get("America/New_York").unwrap();
        Moment::parse(text, None, &zone).map(|moment| moment.to_iso())
    }

    #[test]
    fn what_phone_systems_write_is_read() {
        let cases = [
            ("1667337742543", Some("2022-11-01T21:22:22Z")),
            ("1667337742", Some("2022-11-01T21:22:22Z")),
            ("1667337742.5", Some("2022-11-01T21:22:22Z")),
            ("2025-11-30 00:53:55", Some("2025-11-30T00:53:55-05:00")),
            ("2025-06-30T00:53:55.123", Some("2025-06-30T00:53:55-04:00")),
            ("20250630005355", Some("2025-06-30T00:53:55-04:00")),
            ("2023-02-21T17:51:51Z", Some("2023-02-21T17:51:51Z")),
            ("2023-02-21T17:51:51.250Z", Some("2023-02-21T17:51:51Z")),
            ("2023-02-21T17:51:51-06:00", Some("2023-02-21T17:51:51-06:00")),
            ("2023-02-21T17:51:51+0100", Some("2023-02-21T17:51:51+01:00")),
            ("2023-02-21 17:51:51 +0100", Some("2023-02-21T17:51:51+01:00")),
            ("Fri, 18 Oct 2019 18:20:25 +0000", Some("2019-10-18T18:20:25Z")),
            ("2025-02-30 00:00:00", None),
            ("2025-11-30", None),
            ("11/30/2025 9:53 PM", Some("2025-11-30T21:53:00-05:00")),
            ("3/4/2025 10:00", Some("2025-03-04T10:00:00-05:00")),
            ("3/4/1925 10:00", None),
            ("0", None),
            ("12345", None),
            ("NULL", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(iso(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_time_that_came_twice_is_the_first_and_says_so() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let fold = Moment::parse("2025-11-02 01:30:00", None, &zone).unwrap();
        assert_eq!((fold.to_iso().as_str(), fold.doubt), ("2025-11-02T01:30:00-04:00", Some(Doubt::Repeated)));
        let gap = Moment::parse("2025-03-09 02:30:00", None, &zone).unwrap();
        assert_eq!((gap.to_iso().as_str(), gap.doubt), ("2025-03-09T03:30:00-04:00", Some(Doubt::Skipped)));
        assert_eq!(Moment::parse("2025-11-02 03:30:00", None, &zone).unwrap().doubt, None);
    }

    #[test]
    fn a_date_whose_order_nothing_tells_says_so() {
        let doubt = |text, order| Moment::parse(text, order, &TimeZone::UTC).unwrap().doubt;
        assert_eq!(doubt("3/4/2025 10:00", None), Some(Doubt::DayOrMonth));
        assert_eq!(doubt("3/4/2025 10:00", Some(DateOrder::DayFirst)), None);
        assert_eq!(doubt("3/3/2025 10:00", None), None);
        assert_eq!(doubt("30/4/2025 10:00", None), None);
    }

    #[test]
    fn impossible_times_are_none() {
        for (date, time) in
            [("20251301", "000000"), ("20250229", "101010"), ("20250101", "246000"), ("00000101", "1010")]
        {
            assert_eq!(wall_clock(date, time), None, "{date} {time}");
        }
        assert!(wall_clock("2024-02-29", "23:59").is_some());
    }
}
