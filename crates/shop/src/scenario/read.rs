//! Reads values of a scenario's TOML, and notes what is wrong with each at its place.

use std::{fmt, ops::Range};

use toml::{Spanned, de::DeTable, de::DeValue};

/// One problem of a scenario's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScenarioProblem {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, as a lowercase fragment.
    pub message: String,
    /// What to do about it, where that is known.
    pub hint: Option<String>,
}

impl fmt::Display for ScenarioProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

/// All problems of a scenario's text, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ScenarioErrors {
    problems: Vec<ScenarioProblem>,
}

impl ScenarioErrors {
    /// Orders `problems`, of which there must be at least one, by place.
    pub(super) fn new(mut problems: Vec<ScenarioProblem>) -> Self {
        problems.sort();
        problems.dedup();
        Self { problems }
    }

    /// The problems, in the order of the text.
    #[must_use]
    pub fn problems(&self) -> &[ScenarioProblem] {
        &self.problems
    }
}

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [only] => write!(f, "the scenario has a problem: {only}"),
            many => {
                write!(f, "the scenario has {} problems", many.len())?;
                many.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

/// The text, and what was found wrong with it so far.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) problems: Vec<ScenarioProblem>,
}

/// A text with its place.
pub(super) type Placed = (String, Range<usize>);

impl<'t> Reader<'t> {
    /// Notes a problem at the byte where `span` starts.
    pub(super) fn problem(&mut self, span: &Range<usize>, message: impl Into<String>, hint: Option<&str>) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        self.problems.push(ScenarioProblem { line, message: message.into(), hint: hint.map(str::to_owned) });
    }

    /// A text that must be there.
    pub(super) fn text_of(&mut self, table: &DeTable<'t>, key: &str, owner: &Range<usize>) -> Option<Placed> {
        let Some((_, value)) = table.get_key_value(key) else {
            self.problem(owner, format!("missing `{key}`"), Some(&format!("add `{key} = \"…\"`")));
            return None;
        };
        match value.get_ref().as_str().map(str::trim) {
            Some("") => {
                self.problem(&value.span(), format!("`{key}` is empty"), Some("fill it"));
                None
            }
            Some(text) => Some((text.to_owned(), value.span())),
            None => {
                self.problem(&value.span(), format!("`{key}` is not a text"), Some("put it in quotation marks"));
                None
            }
        }
    }

    /// A list of texts; empty where the key is absent.
    pub(super) fn texts_of(&mut self, table: &DeTable<'t>, key: &str) -> Vec<Placed> {
        let Some((_, value)) = table.get_key_value(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            let hint = format!("write `{key} = [\"…\"]`, with a comma between several");
            self.problem(&value.span(), format!("`{key}` is not a list of texts"), Some(&hint));
            return Vec::new();
        };
        if items.is_empty() {
            self.problem(&value.span(), format!("`{key}` is empty"), Some("leave it out, or fill it"));
        }
        let mut texts: Vec<Placed> = Vec::new();
        for item in items {
            match item.get_ref().as_str().map(str::trim) {
                Some("") => self.problem(&item.span(), format!("a text of `{key}` is empty"), None),
                Some(text) if texts.iter().any(|(known, _)| known == text) => {
                    self.problem(&item.span(), format!("`{text}` is in `{key}` twice"), Some("keep it once"));
                }
                Some(text) => texts.push((text.to_owned(), item.span())),
                None => self.problem(
                    &item.span(),
                    format!("`{key}` holds something that is not a text"),
                    Some("put each in quotation marks"),
                ),
            }
        }
        texts
    }

    /// True or false; `None` where the key is absent.
    pub(super) fn flag_of(&mut self, table: &DeTable<'t>, key: &str) -> Option<bool> {
        let (_, value) = table.get_key_value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.problem(&value.span(), format!("`{key}` is neither true nor false"), None);
        }
        flag
    }

    /// The tables of a list such as `[[must]]`; none where the key is absent.
    pub(super) fn tables_of<'v>(&mut self, root: &'v DeTable<'t>, key: &str) -> Vec<(&'v DeTable<'t>, Range<usize>)> {
        let Some((_, value)) = root.get_key_value(key) else { return Vec::new() };
        let hint = format!("start each with `[[{key}]]`");
        let Some(items) = value.get_ref().as_array() else {
            self.problem(&value.span(), format!("`{key}` is not a list of tables"), Some(&hint));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(table) => tables.push((table, item.span())),
                None => self.problem(&item.span(), format!("`{key}` holds something that is not a table"), Some(&hint)),
            }
        }
        tables
    }

    /// Notes keys that nothing reads.
    pub(super) fn unknown_keys(&mut self, table: &DeTable<'t>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = nearest(name, known)
                    .map_or_else(|| format!("known: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
                self.problem(&key.span(), format!("unknown key `{name}`"), Some(&hint));
            }
        }
    }

    /// Notes an id that is more than small letters, digits and `_` or, for a scenario, `-`.
    pub(super) fn check_id(&mut self, (id, span): &Placed, between: char) {
        let is_slug = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || char::from(b) == between);
        if !is_slug {
            let message = format!("the id `{id}` holds more than a-z, 0-9 and `{between}`");
            self.problem(span, message, None);
        }
    }
}

/// The value of `key` as TOML, where it is there.
pub(super) fn value_of<'v, 't>(table: &'v DeTable<'t>, key: &str) -> Option<&'v Spanned<DeValue<'t>>> {
    table.get_key_value(key).map(|(_, value)| value)
}

/// The known word that `word` most likely was meant to be.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(word, k), *k))
        .filter(|(distance, k)| *distance <= 2.max(k.len() / 3))
        .min()
        .map(|(_, k)| k)
}
