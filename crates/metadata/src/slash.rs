//! Dates with slashes, as spreadsheets write them: 3/4/2025 is March 4 or April 3, and only other dates can tell.

use jiff::civil::{Date, DateTime, Time};

/// The longest text that is looked at, in bytes.
const MAX_BYTES: usize = 64;

/// Which number of a date with slashes is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// 11/30/2025, as in the United States.
    MonthFirst,
    /// 30/11/2025, as nearly everywhere else.
    DayFirst,
}

impl DateOrder {
    /// The order of a file's dates, by the first that can be read in one way only.
    pub(crate) fn proven_by<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        texts.into_iter().find_map(|text| SlashTime::parse(text)?.proof())
    }
}

/// A date with slashes and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlashTime {
    year: i16,
    is_year_first: bool,
    /// The other two numbers of the date as they stand there.
    numbers: (i8, i8),
    time: Time,
}

impl SlashTime {
    /// Reads `11/30/2025 9:53`, where the year may have two digits or come first, and the time seconds or `AM` and `PM`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > MAX_BYTES || !text.contains('/') {
            return None;
        }
        let (date, time) = text.split_once([' ', ',', 'T'])?;
        let parts: Vec<&str> = date.split('/').collect();
        let [first, second, third] = parts.as_slice() else { return None };
        let is_year_first = first.len() == 4;
        let (year, one, other) = if is_year_first { (first, second, third) } else { (third, first, second) };
        let numbers = (number(one)?, number(other)?);
        Some(Self { year: year_of(year)?, is_year_first, numbers, time: time_of(time)? })
    }

    /// The order that this date proves for the others of its file.
    pub(crate) fn proof(&self) -> Option<DateOrder> {
        match (self.numbers.0 > 12, self.numbers.1 > 12) {
            (false, true) if !self.is_year_first => Some(DateOrder::MonthFirst),
            (true, false) if !self.is_year_first => Some(DateOrder::DayFirst),
            _ => None,
        }
    }

    /// Whether it is another day in the other order.
    pub(crate) fn is_open(&self) -> bool {
        !self.is_year_first && self.numbers.0 <= 12 && self.numbers.1 <= 12 && self.numbers.0 != self.numbers.1
    }

    /// The wall clock time in the order of the file, else in its own, else with the month first; an impossible date is
    /// none.
    pub(crate) fn wall(&self, order: Option<DateOrder>) -> Option<DateTime> {
        let is_day_first = !self.is_year_first && order.or(self.proof()) == Some(DateOrder::DayFirst);
        let (month, day) = if is_day_first { (self.numbers.1, self.numbers.0) } else { self.numbers };
        Some(Date::new(self.year, month, day).ok()?.to_datetime(self.time))
    }
}

/// One or two digits.
fn number(text: &str) -> Option<i8> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Four digits, or two of this century.
fn year_of(text: &str) -> Option<i16> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: i16 = text.parse().ok()?;
    match text.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

/// `9:53`, `09:53:55`, `09:53:55.123`, each with `AM` or `PM` or without.
fn time_of(text: &str) -> Option<Time> {
    // Some put a narrow space before AM and PM.
    let word: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let (clock, half) = match word.strip_suffix("am").map(|clock| (clock, 0)) {
        Some((clock, half)) => (clock, Some(half)),
        None => word.strip_suffix("pm").map_or((word.as_str(), None), |clock| (clock, Some(12))),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let parts: Vec<i8> = clock.split(':').map(number).collect::<Option<_>>()?;
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] if fraction.is_empty() => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str, order: Option<DateOrder>) -> Option<String> {
        SlashTime::parse(text)?.wall(order).map(|wall| wall.to_string())
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        let cases = [
            ("11/30/2025 9:53", Some("2025-11-30T09:53:00")),
            (" 11/30/2025  09:53:55 ", Some("2025-11-30T09:53:55")),
            ("11/30/25 9:53 PM", Some("2025-11-30T21:53:00")),
            ("11/30/2025, 12:53:55\u{202f}am", Some("2025-11-30T00:53:55")),
            ("11/30/2025 12:00pm", Some("2025-11-30T12:00:00")),
            ("30/11/2025 09:53:55.123", Some("2025-11-30T09:53:55")),
            ("2025/11/30 9:53", Some("2025-11-30T09:53:00")),
            ("3/4/2025 9:53", Some("2025-03-04T09:53:00")),
            ("2/30/2025 9:53", None),
            ("13/13/2025 9:53", None),
            ("2025/30/11 9:53", None),
            ("11/30/2025 13:00 PM", None),
            ("11/30/2025 0:10 am", None),
            ("11/30/2025 24:00", None),
            ("11/30/2025 9", None),
            ("11/30/2025", None),
            ("11/30/205 9:53", None),
            ("1/2/3/2025 9:53", None),
            ("+1/+2/2025 9:53", None),
            ("PJSIP/104, 9:53", None),
        ];
        for (text, expected) in cases {
            assert_eq!(wall(text, None).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn one_date_tells_the_order_of_all() {
        let order = |texts: &[&str]| DateOrder::proven_by(texts.iter().copied());
        assert_eq!(order(&["3/4/2025 9:53", "x", "30/11/2025 9:53"]), Some(DateOrder::DayFirst));
        assert_eq!(order(&["3/4/2025 9:53", "11/30/2025 9:53"]), Some(DateOrder::MonthFirst));
        assert_eq!(order(&["3/4/2025 9:53", "2025/11/30 9:53", "30/30/2025 9:53"]), None);
        assert_eq!(wall("3/4/2025 9:53", Some(DateOrder::DayFirst)).as_deref(), Some("2025-04-03T09:53:00"));
        assert_eq!(wall("2025/3/4 9:53", Some(DateOrder::DayFirst)).as_deref(), Some("2025-03-04T09:53:00"));
        assert_eq!(wall("11/30/2025 9:53", Some(DateOrder::DayFirst)), None);
        let is_open = |text: &str| SlashTime::parse(text).unwrap().is_open();
        assert!(is_open("3/4/2025 9:53"));
        assert!(!is_open("4/4/2025 9:53") && !is_open("13/4/2025 9:53") && !is_open("2025/3/4 9:53"));
    }
}
