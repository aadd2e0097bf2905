//! Reads a rubric from TOML and collects everything that is wrong with it.

use std::{collections::BTreeSet, ops::Range};

use ringcheck_call::CallType;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    CRITERION_IDS, Criterion, Rubric,
    error::{RubricErrors, RubricProblem},
    limits::{LIMIT_KEYS, LimitKey, Limits, known_limits},
    sha256_of,
};

const RUBRIC_KEYS: &[&str] = &["id", "title", "version", "pass_mark", "criteria"];
const CRITERION_KEYS: &[&str] = &["id", "title", "question", "weight", "critical", "applies_to", "needs"];
const NEEDS: &[&str] = &["agent", "nothing"];

/// No criterion may be worth more, so that points stay readable.
const MAX_WEIGHT: i64 = 1000;

pub(super) fn parse(text: &str) -> Result<Rubric, RubricErrors> {
    let mut reader = Reader { text, problems: Vec::new() };
    let (root, syntax_errors) = DeTable::parse_recoverable(text);
    for error in syntax_errors {
        reader.problem(error.span().unwrap_or(0..0), error.message().trim().to_lowercase(), None);
    }
    let has_syntax_errors = !reader.problems.is_empty();
    let rubric = reader.rubric(root.get_ref());
    match rubric {
        Some(rubric) if reader.problems.is_empty() => Ok(rubric),
        _ => {
            if has_syntax_errors {
                // What could not be read cannot be said to be missing.
                reader.problems.retain(|p| !p.message.starts_with("missing"));
            }
            Err(RubricErrors::new(reader.problems))
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    problems: Vec<RubricProblem>,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl<'t> Reader<'t> {
    fn rubric(&mut self, root: &DeTable<'t>) -> Option<Rubric> {
        self.unknown_keys(root, RUBRIC_KEYS);
        let start = 0..0;
        let id = self.text_of(root, "id", &start);
        if let Some((id, span)) = &id {
            let is_slug = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !is_slug {
                self.problem(span.clone(), format!("the rubric id `{id}` holds more than a-z, 0-9 and `-`"), None);
            }
        }
        let title = self.text_of(root, "title", &start);
        let version = self.text_of(root, "version", &start);
        let pass_mark = self.number_of(root, "pass_mark", 0, 100, &start);
        let criteria = self.criteria(root)?;
        Some(Rubric {
            id: id?.0,
            title: title?.0,
            version: version?.0,
            pass_mark: pass_mark?,
            criteria,
            sha256: sha256_of(self.text),
            text: self.text.to_owned(),
        })
    }

    fn criteria(&mut self, root: &DeTable<'t>) -> Option<Vec<Criterion>> {
        let Some((_, value)) = root.get_key_value("criteria") else {
            self.problem(
                0..0,
                "missing `criteria`: a rubric judges at least one",
                Some("start each with `[[criteria]]`"),
            );
            return None;
        };
        let Some(items) = value.get_ref().as_array() else {
            self.problem(value.span(), "`criteria` is not a list of tables", Some("start each with `[[criteria]]`"));
            return None;
        };
        let mut criteria = Vec::new();
        let mut seen = BTreeSet::new();
        for item in items {
            let Some(table) = item.get_ref().as_table() else {
                self.problem(item.span(), "a criterion is not a table", Some("start each with `[[criteria]]`"));
                continue;
            };
            if let Some(criterion) = self.criterion(table, &item.span(), &mut seen) {
                criteria.push(criterion);
            }
        }
        if items.is_empty() {
            self.problem(value.span(), "`criteria` is empty: a rubric judges at least one", None);
        }
        Some(criteria)
    }

    fn criterion(
        &mut self,
        table: &DeTable<'t>,
        span: &Range<usize>,
        seen: &mut BTreeSet<String>,
    ) -> Option<Criterion> {
        self.unknown_keys(table, &[CRITERION_KEYS, &LIMIT_KEYS.map(LimitKey::as_str)].concat());
        let id = self.text_of(table, "id", span);
        if let Some((id, span)) = &id {
            if !CRITERION_IDS.contains(&id.as_str()) {
                let hint = nearest(id, &CRITERION_IDS).map_or_else(
                    || format!("known: {}", CRITERION_IDS.join(", ")),
                    |near| format!("did you mean `{near}`? known: {}", CRITERION_IDS.join(", ")),
                );
                self.problem(span.clone(), format!("no criterion is called `{id}`"), Some(&hint));
            } else if !seen.insert(id.clone()) {
                self.problem(span.clone(), format!("the criterion `{id}` appears twice"), None);
            }
        }
        let title = self.text_of(table, "title", span);
        let question = self.text_of(table, "question", span);
        let weight = self.number_of(table, "weight", 0, MAX_WEIGHT, span);
        let is_critical = self.flag_of(table, "critical");
        let applies_to = self.call_types_of(table, "applies_to");
        let needs = self.word_of(table, "needs", NEEDS);
        let limits = id.as_ref().and_then(|(id, _)| self.limits_of(table, id, span));
        Some(Criterion {
            id: id?.0,
            title: title?.0,
            question: question?.0,
            weight: weight?,
            is_critical: is_critical?,
            applies_to: applies_to?,
            needs_agent: needs? == "agent",
            limits: limits?,
        })
    }

    /// The limits of the criterion `id`: those that it knows, at least one of those that it needs, none of the others.
    fn limits_of(&mut self, table: &DeTable<'t>, id: &str, owner: &Range<usize>) -> Option<Limits> {
        if !CRITERION_IDS.contains(&id) {
            // Which limits it may have cannot be told.
            return None;
        }
        let known = known_limits(id);
        let mut limits = Limits::default();
        let mut is_sound = true;
        for key in LIMIT_KEYS {
            let Some((written, _)) = table.get_key_value(key.as_str()) else { continue };
            if !known.contains(&key) {
                let hint = if known.is_empty() {
                    "it has no limits".to_owned()
                } else {
                    format!("its limits: {}", joined(known, ", "))
                };
                self.problem(written.span(), format!("`{key}` is no limit of `{id}`"), Some(&hint));
                is_sound = false;
                continue;
            }
            let (least, most) = key.range(id);
            let number = self.number_of(table, key.as_str(), least, most, owner);
            is_sound &= number.is_some();
            limits.set(key, number);
        }
        if let (Some(least), Some(most)) = (limits.min_percent, limits.max_percent)
            && least > most
        {
            let at = table.get("min_percent").map_or_else(|| owner.clone(), Spanned::span);
            self.problem(at, format!("`min_percent` is {least} and `max_percent` {most}: no share is both"), None);
            is_sound = false;
        }
        if !known.is_empty() && !known.iter().any(|key| table.contains_key(key.as_str())) {
            self.problem(owner.clone(), format!("missing {} of `{id}`", joined(known, " or ")), None);
            is_sound = false;
        }
        is_sound.then_some(limits)
    }

    fn text_of(&mut self, table: &DeTable<'t>, key: &str, owner: &Range<usize>) -> Option<(String, Range<usize>)> {
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

    fn number_of(
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

    fn flag_of(&mut self, table: &DeTable<'t>, key: &str) -> Option<bool> {
        let Some((_, value)) = table.get_key_value(key) else { return Some(false) };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.problem(value.span(), format!("`{key}` is neither true nor false"), None);
        }
        flag
    }

    /// A word of a fixed set; the first of `known` where the key is absent.
    fn word_of(&mut self, table: &DeTable<'t>, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let Some((_, value)) = table.get_key_value(key) else { return known.first().copied() };
        let word = value.get_ref().as_str().and_then(|word| known.iter().find(|k| **k == word)).copied();
        if word.is_none() {
            self.problem(value.span(), format!("`{key}` is none of: {}", known.join(", ")), None);
        }
        word
    }

    /// Call types; all of them where the key is absent.
    fn call_types_of(&mut self, table: &DeTable<'t>, key: &str) -> Option<Vec<CallType>> {
        let Some((_, value)) = table.get_key_value(key) else { return Some(CallType::ALL.to_vec()) };
        let Some(items) = value.get_ref().as_array() else {
            self.problem(value.span(), format!("`{key}` is not a list of call types"), None);
            return None;
        };
        if items.is_empty() {
            self.problem(value.span(), format!("`{key}` is empty: the criterion would never be judged"), None);
        }
        let names: Vec<&str> = CallType::ALL.iter().map(|t| t.as_str()).collect();
        let mut types = Vec::new();
        for item in items {
            let word = item.get_ref().as_str().unwrap_or_default();
            match word.parse::<CallType>() {
                Ok(call_type) if types.contains(&call_type) => {
                    self.problem(item.span(), format!("the call type `{word}` appears twice"), None);
                }
                Ok(call_type) => types.push(call_type),
                Err(_) => {
                    let hint = nearest(word, &names).map_or_else(
                        || format!("known: {}", names.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.problem(item.span(), format!("no call type is called `{word}`"), Some(&hint));
                }
            }
        }
        Some(types)
    }

    fn required<'v>(&mut self, table: &'v DeTable<'t>, key: &str, owner: &Range<usize>) -> Option<&'v Value<'t>> {
        let value = table.get_key_value(key).map(|(_, value)| value);
        if value.is_none() {
            self.problem(owner.clone(), format!("missing `{key}`"), None);
        }
        value
    }

    fn unknown_keys(&mut self, table: &DeTable<'t>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = nearest(name, known)
                    .map_or_else(|| format!("known: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
                self.problem(key.span(), format!("unknown key `{name}`"), Some(&hint));
            }
        }
    }

    fn problem(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<&str>) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        self.problems.push(RubricProblem {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message: message.into(),
            hint: hint.map(str::to_owned),
        });
    }
}

fn joined(keys: &[LimitKey], between: &str) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(between)
}

/// The known word that `word` most likely was meant to be.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(word, k), *k))
        .filter(|(distance, k)| *distance <= 2.max(k.len() / 3))
        .min()
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "id = \"small\"\ntitle = \"Small\"\nversion = \"1\"\npass_mark = 50\n\n[[criteria]]\nid = \"courtesy\"\n\
                        title = \"Courtesy\"\nquestion = \"Polite?\"\nweight = 5\n";

    fn problems(text: &str) -> Vec<String> {
        parse(text).unwrap_err().problems().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_left_out_has_a_plain_meaning() {
        let rubric = parse(GOOD).unwrap();
        let criterion = &rubric.criteria[0];
        assert!(!criterion.is_critical);
        assert!(criterion.needs_agent);
        assert_eq!(criterion.applies_to, CallType::ALL);
    }

    #[test]
    fn all_problems_are_told_at_once_with_their_places() {
        let text = GOOD
            .replace("version = \"1\"", "versoin = \"1\"")
            .replace("pass_mark = 50", "pass_mark = 150")
            .replace("\"courtesy\"", "\"curtesy\"")
            .replace("weight = 5", "weight = \"five\"\napplies_to = [\"prospekt\"]");
        let told = problems(&text);
        assert_eq!(told.len(), 6, "{told:#?}");
        assert!(
            told.iter()
                .any(|p| p.starts_with("line 3, column 1: unknown key `versoin`")
                    && p.contains("did you mean `version`?"))
        );
        assert!(told.iter().any(|p| p.contains("missing `version`")));
        assert!(
            told.iter().any(|p| p.starts_with("line 4, column 13: `pass_mark` is not a whole number from 0 to 100"))
        );
        assert!(told.iter().any(|p| p.contains("did you mean `courtesy`? known: live_answer, no_contract_turnaway")));
        assert!(told.iter().any(|p| p.starts_with("line 10, column 10: `weight`")));
        assert!(told.iter().any(|p| p.contains("did you mean `prospect`?")));
    }

    #[test]
    fn a_criterion_may_not_appear_twice() {
        let twice = format!("{GOOD}\n[[criteria]]\nid = \"courtesy\"\ntitle = \"C\"\nquestion = \"Q\"\nweight = 1\n");
        assert!(problems(&twice)[0].contains("appears twice"));
    }

    #[test]
    fn broken_toml_is_told_with_its_place() {
        let told = problems("id = \"a\"\ntitle = \n[[criteria]\n");
        assert!(told.iter().any(|p| p.starts_with("line 2")), "{told:?}");
        assert!(told.iter().all(|p| !p.contains("missing `version`")), "{told:?}");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,80}") {
            let _ = parse(&text);
        }

        #[test]
        fn no_mutilation_panics(at in 0_usize..150, len in 0_usize..30) {
            let cut: String = GOOD.chars().enumerate().filter(|(i, _)| *i < at || *i >= at + len).map(|(_, c)| c).collect();
            let _ = parse(&cut);
        }
    }
}
