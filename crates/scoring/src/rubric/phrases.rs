//! Example phrases: plain sentences that stand for a meaning.

use std::{ops::Range, sync::OnceLock};

use toml::de::DeTable;

use super::read::Reader;
use crate::custom::Meanings;

/// A phrase of more words says more than one thing, and is like nothing that is said in one breath.
pub(super) const MOST_WORDS: usize = 40;

/// Phrases that count as one thing said, and phrases like them that do not.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// What they stand for, where their author named it.
    pub(crate) name: Option<String>,
    /// What counts.
    pub(crate) counts: Vec<String>,
    /// What sounds alike and does not count.
    pub(crate) does_not_count: Vec<String>,
    /// The same as vectors, made when they are first compared with something.
    pub(crate) meanings: OnceLock<Meanings>,
}

impl Phrases {
    /// The phrases as somebody would name the lot.
    pub(crate) fn title(&self) -> String {
        match (&self.name, self.counts.first()) {
            (Some(name), _) => name.clone(),
            (None, Some(first)) => format!("“{first}”"),
            (None, None) => String::new(),
        }
    }
}

impl Clone for Phrases {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            counts: self.counts.clone(),
            does_not_count: self.does_not_count.clone(),
            meanings: OnceLock::new(),
        }
    }
}

impl PartialEq for Phrases {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.counts, &self.does_not_count) == (&other.name, &other.counts, &other.does_not_count)
    }
}

impl Eq for Phrases {}

/// The phrases of a table under the key of those that count and of those that do not; `None` where it has none.
pub(super) fn read_phrases<'t>(
    reader: &mut Reader<'t>,
    table: &DeTable<'t>,
    (counts_key, not_key): (&str, &str),
    name: Option<String>,
    owner: &Range<usize>,
) -> Option<Phrases> {
    let counts = reader.texts_of(table, counts_key)?;
    let is_first = counts_key == "counts";
    let does_not_count = reader.texts_of_again(table, not_key, is_first)?;
    if is_first && counts.is_empty() && !does_not_count.is_empty() && !table.contains_key("never") {
        let at = does_not_count.first().map_or_else(|| owner.clone(), |(_, span)| span.clone());
        reader.problem(at, "`does_not_count` stands alone", Some("add `counts`: phrases that do count"));
    }
    for (phrase, span) in &counts {
        reader.check_phrase(phrase, span);
        if does_not_count.iter().any(|(other, _)| other == phrase) {
            let message = format!("“{phrase}” is in `{counts_key}` and in `{not_key}`");
            reader.problem(span.clone(), message, Some("keep it in one of the two"));
        }
    }
    if is_first {
        for (phrase, span) in &does_not_count {
            reader.check_phrase(phrase, span);
        }
    }
    if counts.is_empty() {
        return None;
    }
    let plain = |placed: Vec<(String, Range<usize>)>| placed.into_iter().map(|(text, _)| text).collect();
    Some(Phrases { name, counts: plain(counts), does_not_count: plain(does_not_count), meanings: OnceLock::new() })
}

impl<'t> Reader<'t> {
    /// Texts that may have been read before: their problems are noted once.
    fn texts_of_again(
        &mut self,
        table: &DeTable<'t>,
        key: &str,
        is_first: bool,
    ) -> Option<Vec<(String, Range<usize>)>> {
        if key.is_empty() {
            return Some(Vec::new());
        }
        let n_before = self.problems.len();
        let texts = self.texts_of(table, key);
        if !is_first {
            self.problems.truncate(n_before);
        }
        texts
    }

    fn check_phrase(&mut self, phrase: &str, span: &Range<usize>) {
        match n_words(phrase) {
            0 => self.problem(span.clone(), format!("“{phrase}” has no word in it"), None),
            n if n > MOST_WORDS => {
                let hint = "write what is said in one breath; longer things are several phrases, or several criteria";
                self.problem(
                    span.clone(),
                    format!("a phrase has {n} words, and at most {MOST_WORDS} are compared"),
                    Some(hint),
                );
            }
            _ => {}
        }
    }
}

/// How many words of `phrase` are compared: placeholders and marks are none.
pub(super) fn n_words(phrase: &str) -> usize {
    without_placeholders(phrase).split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// `phrase` with each `{name}` or `[company]` gone: what stands there may be anything.
pub(crate) fn without_placeholders(phrase: &str) -> String {
    let mut kept = String::new();
    let mut closing = None;
    for c in phrase.chars() {
        match (closing, c) {
            (None, '{') => closing = Some('}'),
            (None, '[') => closing = Some(']'),
            (None, c) => kept.push(c),
            (Some(end), c) if c == end => closing = None,
            (Some(_), _) => {}
        }
    }
    let words: Vec<&str> = kept.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_leaves_nothing() {
        assert_eq!(
            without_placeholders("Thanks for calling [company], this is {name}."),
            "Thanks for calling , this is ."
        );
        assert_eq!(without_placeholders("{name} [x]"), "");
        assert_eq!(without_placeholders("open [never closed"), "open");
    }
}
