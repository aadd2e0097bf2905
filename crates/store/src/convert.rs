//! Between Rust values and what SQLite holds.

use jiff::Timestamp;
use ringcheck_call::Probability;
use rusqlite::{Row, RowIndex};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, value::StrDeserializer},
};

use crate::error::StoreErrorKind;

/// The time now, as SQLite tells it. It says when a row was added, and is no part of what was scored.
pub(crate) const NOW_UTC: &str = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/// The word that JSON has for `value`, so that SQL has the same.
pub(crate) fn word_of<T: Serialize>(value: &T) -> Result<String, StoreErrorKind> {
    let json = serde_json::to_value(value).map_err(StoreErrorKind::NoText)?;
    match json {
        serde_json::Value::String(word) => Ok(word),
        other => Ok(other.to_string()),
    }
}

/// The value whose word is `word`; `None` if it is none that this version knows.
pub(crate) fn parse_word<T: for<'de> Deserialize<'de>>(word: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(word)).ok()
}

pub(crate) fn json_of<T: Serialize>(value: &T) -> Result<String, StoreErrorKind> {
    serde_json::to_string(value).map_err(StoreErrorKind::NoText)
}

/// A row that is read back, with its place for errors.
///
/// An error names the place and never the value: that may be what somebody said.
pub(crate) struct Place {
    pub(crate) table: &'static str,
    pub(crate) row: i64,
}

impl Place {
    pub(crate) fn unreadable(&self) -> StoreErrorKind {
        StoreErrorKind::Unreadable { table: self.table, row: self.row }
    }

    pub(crate) fn word<T: for<'de> Deserialize<'de>>(
        &self,
        row: &Row<'_>,
        column: impl RowIndex,
    ) -> Result<T, StoreErrorKind> {
        self.optional_word(row, column)?.ok_or_else(|| self.unreadable())
    }

    pub(crate) fn optional_word<T: for<'de> Deserialize<'de>>(
        &self,
        row: &Row<'_>,
        column: impl RowIndex,
    ) -> Result<Option<T>, StoreErrorKind> {
        let word = row.get_ref(column)?.as_str_or_null().map_err(|_| self.unreadable())?;
        word.map(|word| parse_word(word).ok_or_else(|| self.unreadable())).transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, row: &Row<'_>, column: impl RowIndex) -> Result<T, StoreErrorKind> {
        serde_json::from_str(row.get_ref(column)?.as_str().map_err(|_| self.unreadable())?)
            .map_err(|_| self.unreadable())
    }
}

pub(crate) fn probability(row: &Row<'_>, column: impl RowIndex) -> Result<Probability, StoreErrorKind> {
    Ok(Probability::new(row.get(column)?))
}

/// `instant` in UTC with milliseconds, in the one form whose order as text is the order in time.
pub(crate) fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `text`, an ISO 8601 instant with its offset, in UTC; `None` if it names no instant.
pub(crate) fn utc_of(text: &str) -> Option<String> {
    text.parse().ok().map(utc)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ringcheck_call::{CallType, EventKind, StartedAtSource};

    use super::*;

    #[test]
    fn words_are_those_of_json() {
        assert_eq!(word_of(&EventKind::FirstLiveWord).unwrap(), "first_live_word");
        assert_eq!(parse_word::<StartedAtSource>("file_name"), Some(StartedAtSource::FileName));
        assert_eq!(parse_word::<CallType>("patient"), None);
    }

    #[test]
    fn instants_are_normalized_and_local_times_are_not_guessed() {
        assert_eq!(utc_of("2026-03-01T09:30:00-05:00").as_deref(), Some("2026-03-01T14:30:00.000Z"));
        assert_eq!(utc_of("2026-03-01T14:30:00.25Z").as_deref(), Some("2026-03-01T14:30:00.250Z"));
        assert_eq!(utc_of("2026-03-01T14:30:00"), None);
        assert_eq!(utc_of("yesterday"), None);
    }

    proptest! {
        #[test]
        fn the_order_of_text_is_the_order_in_time(a in 0i64..4_102_444_800_000, b in 0i64..4_102_444_800_000) {
            let (a, b) = (Timestamp::from_millisecond(a).unwrap(), Timestamp::from_millisecond(b).unwrap());
            prop_assert_eq!(utc(a).cmp(&utc(b)), a.cmp(&b));
        }
    }
}
