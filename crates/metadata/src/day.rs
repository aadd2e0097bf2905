//! Which calls are asked for: by the day they started, and by their direction.

use std::str::FromStr;

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use ringcheck_call::Direction;

/// Whole days in a time zone, both ends included; an end that is left out is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRange {
    since: Option<Timestamp>,
    /// The start of the day after the last.
    before: Option<Timestamp>,
}

/// Days that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// The word is no day.
    #[error("`{0}` is no day")]
    NoDay(String),
    /// The last day is before the first.
    #[error("the last day, {until}, is before the first, {since}")]
    Reversed {
        /// The first day.
        since: Date,
        /// The last day.
        until: Date,
    },
    /// The time zone does not reach that far.
    #[error("{0} is out of range")]
    OutOfRange(Date),
}

impl DayError {
    /// What is allowed, as a sentence.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoDay(_) | Self::OutOfRange(_) => {
                "write `today`, `yesterday` or a date such as 2025-11-30".to_owned()
            }
            Self::Reversed { .. } => "give the earlier day as the first".to_owned(),
        }
    }
}

impl DayRange {
    /// One day: `today`, `yesterday` or an ISO date; `now` is in `zone`.
    pub fn day(word: &str, now: Timestamp, zone: &TimeZone) -> Result<Self, DayError> {
        Self::between(Some(word), Some(word), now, zone)
    }

    /// From the first to the last day, each as in [`DayRange::day`]; both are included.
    pub fn between(
        since: Option<&str>,
        until: Option<&str>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Self, DayError> {
        let since = since.map(|word| day_of(word, now, zone)).transpose()?;
        let until = until.map(|word| day_of(word, now, zone)).transpose()?;
        if let (Some(since), Some(until)) = (since, until)
            && until < since
        {
            return Err(DayError::Reversed { since, until });
        }
        // A day may start at 01:00, where the clocks skip midnight.
        let start =
            |day: Date| day.to_zoned(zone.clone()).map(|day| day.timestamp()).map_err(|_| DayError::OutOfRange(day));
        let after = |day: Date| day.checked_add(1.day()).map_err(|_| DayError::OutOfRange(day)).and_then(start);
        Ok(Self { since: since.map(start).transpose()?, before: until.map(after).transpose()? })
    }

    /// The first instant, if there is one.
    #[must_use]
    pub const fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// The first instant that is too late, if there is one.
    #[must_use]
    pub const fn before(&self) -> Option<Timestamp> {
        self.before
    }

    /// The days from the first of these to the last of `later`.
    #[must_use]
    pub fn until_end_of(&self, later: &Self) -> Self {
        Self { since: self.since, before: later.before }
    }

    /// These days without those before `first`; `None` where none are left.
    #[must_use]
    pub fn not_before(&self, first: Timestamp) -> Option<Self> {
        let since = self.since.map_or(first, |since| since.max(first));
        (self.before.is_none_or(|before| since < before)).then_some(Self { since: Some(since), before: self.before })
    }

    /// Whether a call that started then is asked for; `started_at` is as in [`ringcheck_call::Call::started_at`].
    ///
    /// A call whose start is unknown is in no day.
    #[must_use]
    pub fn contains(&self, started_at: Option<&str>) -> bool {
        started_at.and_then(|text| text.parse::<Timestamp>().ok()).is_some_and(|at| self.contains_time(at))
    }

    fn contains_time(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| since <= at) && self.before.is_none_or(|before| at < before)
    }

    /// Whether a row that started then may belong to a call of these days: a day more on either side.
    pub(crate) fn is_near(&self, at: Timestamp) -> bool {
        let day_s = 86_400;
        self.since.is_none_or(|since| since.as_second() - day_s <= at.as_second())
            && self.before.is_none_or(|before| at.as_second() < before.as_second() + day_s)
    }
}

fn day_of(word: &str, now: Timestamp, zone: &TimeZone) -> Result<Date, DayError> {
    let today = now.to_zoned(zone.clone()).date();
    match word.trim() {
        "today" => Ok(today),
        "yesterday" => today.yesterday().map_err(|_| DayError::OutOfRange(today)),
        date if date.len() == 10 => date.parse().map_err(|_| DayError::NoDay(word.to_owned())),
        _ => Err(DayError::NoDay(word.to_owned())),
    }
}

/// Which directions are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DirectionFilter {
    /// Inbound calls, and those whose direction is unknown.
    #[default]
    Inbound,
    /// Outbound calls.
    Outbound,
    /// Internal calls.
    Internal,
    /// Every call.
    All,
}

/// A word that names no directions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no direction (inbound, outbound, internal, all)")]
pub struct UnknownDirection(String);

impl DirectionFilter {
    /// Whether a call of this direction is asked for.
    #[must_use]
    pub fn contains(self, direction: Option<Direction>) -> bool {
        match self {
            Self::Inbound => matches!(direction, None | Some(Direction::Inbound)),
            Self::Outbound => direction == Some(Direction::Outbound),
            Self::Internal => direction == Some(Direction::Internal),
            Self::All => true,
        }
    }
}

impl FromStr for DirectionFilter {
    type Err = UnknownDirection;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "inbound" => Ok(Self::Inbound),
            "outbound" => Ok(Self::Outbound),
            "internal" => Ok(Self::Internal),
            "all" => Ok(Self::All),
            _ => Err(UnknownDirection(word.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_in_their_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let now: Timestamp = "2025-11-03T04:59:00Z".parse().unwrap();
        // 23:59 on the second of November, a day of 25 hours.
        let today = DayRange::day("today", now, &zone).unwrap();
        assert!(today.contains(Some("2025-11-02T00:00:00-04:00")) && today.contains(Some("2025-11-02T23:59:59-05:00")));
        assert!(
            !today.contains(Some("2025-11-01T23:59:59-04:00")) && !today.contains(Some("2025-11-03T00:00:00-05:00"))
        );
        assert!(today.contains(Some("2025-11-03T04:30:00Z")) && !today.contains(None) && !today.contains(Some("soon")));
        let yesterday = DayRange::day("yesterday", now, &zone).unwrap();
        assert!(
            yesterday.contains(Some("2025-11-01T12:00:00-04:00")) && !yesterday.contains(Some("2025-11-02T04:00:00Z"))
        );
    }

    #[test]
    fn open_ends_and_mistakes() {
        let now: Timestamp = "2025-11-03T12:00:00Z".parse().unwrap();
        let between = |since, until| DayRange::between(since, until, now, &TimeZone::UTC);
        let since = between(Some("2025-11-01"), None).unwrap();
        assert!(since.contains(Some("2031-01-01T00:00:00Z")) && !since.contains(Some("2025-10-31T23:59:59Z")));
        let until = between(None, Some("2025-11-01")).unwrap();
        assert!(until.contains(Some("2025-11-01T23:59:59Z")) && !until.contains(Some("2025-11-02T00:00:00Z")));
        for word in ["2025-02-30", "monday", "3/4/2025", "2025-1-1", ""] {
            let error = between(Some(word), None).unwrap_err();
            assert!(matches!(error, DayError::NoDay(_)) && error.hint().contains("yesterday"), "{word}");
        }
        assert!(matches!(between(Some("today"), Some("2025-11-01")), Err(DayError::Reversed { .. })));
    }

    #[test]
    fn days_can_be_joined_and_cut() {
        let now: Timestamp = "2025-11-03T12:00:00Z".parse().unwrap();
        let between = |since, until| DayRange::between(Some(since), Some(until), now, &TimeZone::UTC).unwrap();
        let week = between("2025-10-27", "2025-11-02");
        let joined = week.until_end_of(&between("2025-11-03", "2025-11-03"));
        assert_eq!(joined, between("2025-10-27", "2025-11-03"));
        assert_eq!(week.not_before("2025-11-01T00:00:00Z".parse().unwrap()), Some(between("2025-11-01", "2025-11-02")));
        assert_eq!(week.not_before("2025-10-01T00:00:00Z".parse().unwrap()), Some(week.clone()));
        assert_eq!(week.not_before(now), None);
    }

    #[test]
    fn unknown_counts_as_inbound() {
        use Direction::{Inbound, Internal, Outbound};
        let all = [None, Some(Inbound), Some(Outbound), Some(Internal)];
        let chosen = |filter: &str| all.map(|direction| filter.parse::<DirectionFilter>().unwrap().contains(direction));
        assert_eq!(chosen("inbound"), [true, true, false, false]);
        assert_eq!(chosen("outbound"), [false, false, true, false]);
        assert_eq!(chosen("internal"), [false, false, false, true]);
        assert_eq!(chosen("all"), [true; 4]);
        assert!("in".parse::<DirectionFilter>().is_err());
    }
}
