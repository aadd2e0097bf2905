//! What a lead is worth, and money for people.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

use crate::words::grouped;

/// The most that a lead may be worth: a thousand million.
const MAX_CENTS: u64 = 100_000_000_000;

/// What a lead is worth to the owner, in hundredths of the currency; more than nothing, at most a thousand million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeadValue(u64);

/// Text that is no value of a lead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write what a lead is worth as a number such as 2700 or 2,700.50")]
pub struct LeadValueError;

impl LeadValue {
    /// The value of so many hundredths; `None` where no lead is worth as little or as much.
    #[must_use]
    pub fn of_cents(cents: u64) -> Option<Self> {
        (1..=MAX_CENTS).contains(&cents).then_some(Self(cents))
    }

    /// The value in hundredths.
    #[must_use]
    pub const fn cents(self) -> u64 {
        self.0
    }

    /// What so many leads are worth together, in hundredths.
    #[must_use]
    pub const fn times(self, n_leads: u64) -> u64 {
        self.0.saturating_mul(n_leads)
    }
}

impl FromStr for LeadValue {
    type Err = LeadValueError;

    /// Digits, with commas between groups of three or none, and up to two decimals after a point.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let groups: Vec<&str> = whole.split(',').collect();
        let are_grouped = groups.len() == 1
            || (groups.iter().skip(1).all(|group| group.len() == 3) && groups.first().is_some_and(|g| g.len() <= 3));
        let digits = groups.concat();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_whole = is_number(&digits) && groups.iter().all(|group| is_number(group));
        if !are_grouped || !is_whole || !is_number(decimals) || decimals.len() > 2 {
            return Err(LeadValueError);
        }
        let whole: u64 = digits.parse().map_err(|_| LeadValueError)?;
        let hundredths: u64 = format!("{decimals:0<2}").parse().map_err(|_| LeadValueError)?;
        let cents = whole.checked_mul(100).and_then(|cents| cents.checked_add(hundredths)).ok_or(LeadValueError)?;
        Self::of_cents(cents).ok_or(LeadValueError)
    }
}

impl Serialize for LeadValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_cents(&self.0, serializer)
    }
}

/// Writes hundredths as a decimal number.
#[expect(clippy::cast_precision_loss, reason = "two decimals of any amount that leads come to are exact enough")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(crate) fn serialize_cents<S: Serializer>(cents: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    if cents.is_multiple_of(100) {
        serializer.serialize_u64(cents / 100)
    } else {
        serializer.serialize_f64(*cents as f64 / 100.0)
    }
}

/// What money is counted in: a sign such as `$`, which is written before the number, or a word such as `CHF`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Currency(String);

/// Text that is no currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write the currency as a sign or a short word, such as $, € or CHF")]
pub struct CurrencyError;

impl Currency {
    /// An amount for people: `$13,500`, `$13,500.50`, `CHF 13,500`.
    #[must_use]
    pub fn amount(&self, cents: u64) -> String {
        let blank = if self.0.ends_with(char::is_alphabetic) { "\u{a0}" } else { "" };
        let decimals = if cents.is_multiple_of(100) { String::new() } else { format!(".{:02}", cents % 100) };
        format!("{}{blank}{}{decimals}", self.0, grouped(cents / 100))
    }
}

impl Default for Currency {
    /// The dollar.
    fn default() -> Self {
        Self("$".to_owned())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let is_short = (1..=8).contains(&text.chars().count());
        // A digit before the amount would be read as a part of it.
        if is_short && text.chars().all(|c| !c.is_control() && !c.is_whitespace() && !c.is_numeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CurrencyError)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_people_write_them() {
        for (text, cents) in
            [("2700", 270_000), ("2,700", 270_000), ("2700.5", 270_050), (" 1,234,567.89 ", 123_456_789), ("0.01", 1)]
        {
            assert_eq!(text.parse(), Ok(LeadValue(cents)), "{text}");
        }
        for text in
            ["", "0", "-5", "2,70", "27000,000", ",700", "2.700,00", "1.234", "$5", "1e3", "1000000001", "2700."]
        {
            assert_eq!(text.parse::<LeadValue>(), Err(LeadValueError), "{text}");
        }
    }

    #[test]
    fn amounts_are_written_as_people_read_them() {
        let dollars = Currency::default();
        let value: LeadValue = "2700".parse().unwrap();
        assert_eq!([dollars.amount(value.cents()), dollars.amount(value.times(5))], ["$2,700", "$13,500"]);
        assert_eq!(dollars.amount(123_456_789), "$1,234,567.89");
        assert_eq!("CHF".parse::<Currency>().unwrap().amount(50), "CHF\u{a0}0.50");
        assert_eq!("€".parse::<Currency>().unwrap().amount(100_000), "€1,000");
        for text in ["", "9", "a b", "US dollars", "\u{1b}[31m"] {
            assert_eq!(text.parse::<Currency>(), Err(CurrencyError), "{text}");
        }
        let json = serde_json::to_string(&["2700".parse::<LeadValue>(), "2700.5".parse()].map(Result::unwrap)).unwrap();
        assert_eq!(json, "[2700,2700.5]");
    }
}
