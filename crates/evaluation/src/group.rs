//! Groups of calls, such as those of one author.

use std::str::FromStr;

/// Calls whose ids run from a first to a last, such as `D01..D24`.
///
/// An id is a word and a number; the numbers count, not their digits, so `D9` lies between `D01` and `D24`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group's name.
    pub name: String,
    prefix: String,
    first: u64,
    last: u64,
}

/// Text that names no group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no group of calls (write FIRST..LAST or NAME=FIRST..LAST, such as D01..D24)")]
pub struct GroupError(String);

impl Group {
    /// Whether the call `id` is one of the group.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        split(id).is_some_and(|(prefix, number)| prefix == self.prefix && (self.first..=self.last).contains(&number))
    }
}

impl FromStr for Group {
    type Err = GroupError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (name, range) = text.split_once('=').unwrap_or((text, text));
            let (first, last) = range.split_once("..")?;
            let ((prefix, first), (last_prefix, last)) = (split(first.trim())?, split(last.trim())?);
            let is_range = prefix == last_prefix && first <= last && !name.trim().is_empty();
            is_range.then(|| Self { name: name.trim().to_owned(), prefix: prefix.to_owned(), first, last })
        };
        parse().ok_or_else(|| GroupError(text.to_owned()))
    }
}

/// An id as what comes before its last digits, and their number.
fn split(id: &str) -> Option<(&str, u64)> {
    let prefix = id.trim_end_matches(|c: char| c.is_ascii_digit());
    Some((prefix, id[prefix.len()..].parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_ids_is_a_group() {
        let group: Group = "second author=D25..D48".parse().unwrap();
        assert_eq!(group.name, "second author");
        for (id, expected) in
            [("D25", true), ("D48", true), ("D024", false), ("D49", false), ("E30", false), ("D", false)]
        {
            assert_eq!(group.contains(id), expected, "{id}");
        }
        assert_eq!("D01..D24".parse::<Group>().unwrap().name, "D01..D24");
        for bad in ["", "D01", "D24..D01", "D01..E24", "=D01..D24", "D..E"] {
            assert!(bad.parse::<Group>().is_err(), "{bad}");
        }
    }
}
