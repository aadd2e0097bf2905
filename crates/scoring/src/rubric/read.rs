//! Reads values of a rubric's TOML, and notes what is wrong with each at its place.

use std::ops::Range;

use ringcheck_call::CallType;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::error::RubricProblem;

/// The text, and what was found wrong with it so far.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) problems: Vec<RubricProblem>,
}

pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// A text with its place.
pub(super) type Placed = (String, Range<usize>);

impl<'t> Reader<'t> {
    pub(super) fn text_of(&mut self, table: &DeTable<'t>, key: &str, owner: &Range<usize>) -> Option<Placed> {
        let value = self.required(table, key, owner)?;
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some((text.to_owned(), value.span())),
            Some(_) => {
                self.problem(value.span(), format!("`{key}` is empty"), None);
                None
            }
            None => {
                self.problem(value.span(), format!("`{key}` is not a text"), Some("put it in quotation marks"));
                None
            }
        }
    }

    pub(super) fn number_of(
        &mut self,
        table: &DeTable<'t>,
        key: &str,
        least: i64,
        most: i64,
        owner: &Range<usize>,
    ) -> Option<u32> {
        let value = self.required(table, key, owner)?;
        let number = value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        match number {
            Some(n) if (least..=most).contains(&n) => u32::try_from(n).ok(),
            _ => {
                self.problem(value.span(), format!("`{key}` is not a whole number from {least} to {most}"), None);
                None
            }
        }
    }

    pub(super) fn flag_of(&mut self, table: &DeTable<'t>, key: &str) -> Option<bool> {
        let Some((_, value)) = table.get_key_value(key) else { return Some(false) };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.problem(value.span(), format!("`{key}` is neither true nor false"), None);
        }
        flag
    }

    /// A word of a fixed set; the first of `known` where the key is absent.
    pub(super) fn word_of(&mut self, table: &DeTable<'t>, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let Some((_, value)) = table.get_key_value(key) else { return known.first().copied() };
        let word = value.get_ref().as_str().and_then(|word| known.iter().find(|k| **k == word)).copied();
        if word.is_none() {
            self.problem(value.span(), format!("`{key}` is none of: {}", known.join(", ")), None);
        }
        word
    }

    /// Call types; `otherwise` where the key is absent.
    pub(super) fn call_types_of(
        &mut self,
        table: &DeTable<'t>,
        key: &str,
        otherwise: &[CallType],
    ) -> Option<Vec<CallType>> {
        let Some((_, value)) = table.get_key_value(key) else { return Some(otherwise.to_vec()) };
        let Some(items) = value.get_ref().as_array() else {
            self.problem(value.span(), format!("`{key}` is not a list of call types"), None);
            return None;
        };
        if items.is_empty() {
            self.problem(value.span(), format!("`{key}` is empty: the criterion would never be judged"), None);
        }
        let mut types = Vec::new();
        for item in items {
            let word = item.get_ref().as_str().unwrap_or_default();
            match self.call_type_named(word, item.span()) {
                Some(call_type) if types.contains(&call_type) => {
                    self.problem(item.span(), format!("the call type `{word}` appears twice"), None);
                }
                Some(call_type) => types.push(call_type),
                None => {}
            }
        }
        Some(types)
    }

    /// The call type of this name, or a problem at `span`.
    pub(super) fn call_type_named(&mut self, word: &str, span: Range<usize>) -> Option<CallType> {
        let call_type = word.parse::<CallType>().ok();
        if call_type.is_none() {
            let names: Vec<&str> = CallType::ALL.iter().map(|t| t.as_str()).collect();
            let hint = nearest(word, &names)
                .map_or_else(|| format!("known: {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
            self.problem(span, format!("no call type is called `{word}`"), Some(&hint));
        }
        call_type
    }

    /// The line of the byte `at`, counted from 1.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or(self.text).matches('\n').count() + 1
    }

    pub(super) fn required<'v>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
        owner: &Range<usize>,
    ) -> Option<&'v Value<'t>> {
        let value = table.get_key_value(key).map(|(_, value)| value);
        if value.is_none() {
            self.problem(owner.clone(), format!("missing `{key}`"), None);
        }
        value
    }

    pub(super) fn unknown_keys(&mut self, table: &DeTable<'t>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = nearest(name, known)
                    .map_or_else(|| format!("known: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
                self.problem(key.span(), format!("unknown key `{name}`"), Some(&hint));
            }
        }
    }

    pub(super) fn problem(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<&str>) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        self.problems.push(RubricProblem {
            line: self.line_of(span.start),
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message: message.into(),
            hint: hint.map(str::to_owned),
        });
    }

    /// A number that may be left out; `Err` where it is none.
    pub(super) fn optional_number_of(
        &mut self,
        table: &DeTable<'t>,
        key: &str,
        (least, most): (i64, i64),
    ) -> Result<Option<u32>, ()> {
        if !table.contains_key(key) {
            return Ok(None);
        }
        self.number_of(table, key, least, most, &(0..0)).map(Some).ok_or(())
    }

    /// A list of texts, none of them empty or there twice; an empty list where the key is absent.
    pub(super) fn texts_of(&mut self, table: &DeTable<'t>, key: &str) -> Option<Vec<Placed>> {
        let texts = self.lines_of(table, key)?;
        let mut distinct: Vec<Placed> = Vec::new();
        for (text, span) in texts {
            if distinct.iter().any(|(known, _)| *known == text) {
                self.problem(span, format!("`{text}` is in `{key}` twice"), None);
            } else {
                distinct.push((text, span));
            }
        }
        Some(distinct)
    }

    /// A list of texts, none of them empty; an empty list where the key is absent.
    pub(super) fn lines_of(&mut self, table: &DeTable<'t>, key: &str) -> Option<Vec<Placed>> {
        let Some((_, value)) = table.get_key_value(key) else { return Some(Vec::new()) };
        let Some(items) = value.get_ref().as_array() else {
            let hint = format!("write `{key} = [\"…\"]`, with a comma between several");
            self.problem(value.span(), format!("`{key}` is not a list of texts"), Some(&hint));
            return None;
        };
        if items.is_empty() {
            self.problem(value.span(), format!("`{key}` is empty"), Some("leave it out, or fill it"));
        }
        let mut texts: Vec<Placed> = Vec::new();
        for item in items {
            match item.get_ref().as_str().map(str::trim) {
                Some("") => self.problem(item.span(), format!("a text of `{key}` is empty"), None),
                Some(text) => texts.push((text.to_owned(), item.span())),
                None => {
                    let hint = "put each in quotation marks";
                    self.problem(item.span(), format!("`{key}` holds something that is not a text"), Some(hint));
                }
            }
        }
        Some(texts)
    }

    /// The tables of a list such as `[[criteria.tests]]`; none where the key is absent.
    pub(super) fn tables_of<'v>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
        header: &str,
    ) -> Vec<(&'v DeTable<'t>, Range<usize>)> {
        let Some((_, value)) = table.get_key_value(key) else { return Vec::new() };
        let hint = format!("start each with `{header}`");
        let Some(items) = value.get_ref().as_array() else {
            self.problem(value.span(), format!("`{key}` is not a list of tables"), Some(&hint));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(table) => tables.push((table, item.span())),
                None => self.problem(item.span(), format!("`{key}` holds something that is not a table"), Some(&hint)),
            }
        }
        tables
    }
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
