//! Reads a rubric from TOML and collects everything that is wrong with it.

use std::{collections::BTreeSet, ops::Range};

use ringcheck_call::CallType;
use toml::{Spanned, de::DeTable};

use super::{
    CRITERION_IDS, Criterion, Rubric,
    cue_names::SaidBy,
    error::RubricErrors,
    limits::{LIMIT_KEYS, LimitKey, Limits, known_limits},
    read::{Reader, nearest},
    sha256_of,
    test_call::{TestVoice, read_tests},
    written::{Written, is_written, written_keys},
};

const RUBRIC_KEYS: &[&str] = &["id", "title", "version", "pass_mark", "in_order", "criteria"];
const CRITERION_KEYS: &[&str] = &["id", "title", "question", "weight", "critical", "applies_to", "needs", "tests"];
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
        let in_order = self.in_order(root, &criteria)?;
        Some(Rubric {
            id: id?.0,
            title: title?.0,
            version: version?.0,
            pass_mark: pass_mark?,
            criteria,
            in_order,
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
        let id = self.text_of(table, "id", span);
        let is_built_in = id.as_ref().is_some_and(|(id, _)| CRITERION_IDS.contains(&id.as_str()));
        let is_written = !is_built_in && is_written(table);
        self.criterion_keys(table, is_built_in, is_written);
        if let Some((id, span)) = &id {
            self.criterion_id(id, span, is_built_in || is_written);
            if !seen.insert(id.clone()) {
                self.problem(span.clone(), format!("the criterion `{id}` appears twice"), None);
            }
        }
        let title = self.text_of(table, "title", span);
        let question = self.text_of(table, "question", span);
        let weight = self.number_of(table, "weight", 0, MAX_WEIGHT, span);
        let is_critical = self.flag_of(table, "critical");
        let callers = id.as_ref().map_or(&CallType::ALL[..], |(id, _)| callers_of(id));
        let applies_to = self.call_types_of(table, "applies_to", callers);
        let needs = self.word_of(table, "needs", NEEDS);
        let written = is_written.then(|| Written::read(self, table, span));
        let side = match &written {
            Some(Some(written)) if written.side == SaidBy::Caller => TestVoice::Caller,
            _ => TestVoice::Business,
        };
        let tests = read_tests(self, table, side);
        let limits = match &id {
            Some((id, _)) if is_built_in => self.limits_of(table, id, span),
            _ => Some(Limits::default()),
        };
        Some(Criterion {
            id: id?.0,
            title: title?.0,
            question: question?.0,
            weight: weight?,
            is_critical: is_critical?,
            applies_to: applies_to?,
            needs_agent: needs? == "agent",
            limits: limits?,
            written: match written {
                Some(written) => Some(written?),
                None => None,
            },
            tests,
        })
    }

    /// Notes keys that a criterion of this kind does not have.
    fn criterion_keys(&mut self, table: &DeTable<'t>, is_built_in: bool, is_written: bool) {
        let limit_keys = LIMIT_KEYS.map(LimitKey::as_str);
        let written_keys = written_keys();
        if is_written {
            for key in limit_keys.into_iter().filter(|key| !written_keys.contains(key)) {
                if let Some((written, _)) = table.get_key_value(key) {
                    let hint = "say what may last so long: `max_wait_seconds`, `max_hold_seconds`, `max_silence_seconds`, \
                                or `within_seconds` for words";
                    self.problem(written.span(), format!("`{key}` is for built-in criteria"), Some(hint));
                }
            }
        }
        if is_built_in {
            for key in written_keys.iter().filter(|key| !limit_keys.contains(key)) {
                if let Some((written, _)) = table.get_key_value(*key) {
                    let hint = "a built-in criterion knows what it listens for; give yours an id of its own";
                    self.problem(written.span(), format!("`{key}` is for written criteria"), Some(hint));
                }
            }
        }
        self.unknown_keys(table, &[CRITERION_KEYS, &limit_keys, &written_keys].concat());
    }

    fn criterion_id(&mut self, id: &str, span: &Range<usize>, is_judged: bool) {
        let is_slug = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_slug {
            self.problem(span.clone(), format!("the criterion id `{id}` holds more than a-z, 0-9 and `_`"), None);
        } else if !is_judged {
            let known = format!("built in: {}; of your own: add `counts = [\"…\"]`", CRITERION_IDS.join(", "));
            let hint = nearest(id, &CRITERION_IDS)
                .map_or_else(|| known.clone(), |near| format!("did you mean `{near}`? {known}"));
            let message = format!("`{id}` is no built-in criterion, and does not say what it listens for");
            self.problem(span.clone(), message, Some(&hint));
        }
    }

    /// The written criteria that have to come one after the other.
    fn in_order(&mut self, root: &DeTable<'t>, criteria: &[Criterion]) -> Option<Vec<String>> {
        let ids = self.texts_of(root, "in_order")?;
        for (id, span) in &ids {
            // A criterion with a problem of its own is not among those that were read.
            let is_there = criteria.iter().find(|criterion| criterion.id == *id);
            let has_words = |c: &Criterion| c.written.as_ref().is_some_and(|written| !written.wanted.is_empty());
            match is_there {
                Some(criterion) if has_words(criterion) => {}
                Some(_) => {
                    let hint = "only what is to be said has an order: `counts`, `examples` or `any_of`";
                    self.problem(span.clone(), format!("`{id}` listens for nothing that has a place"), Some(hint));
                }
                None if self.problems.is_empty() => {
                    let ids: Vec<&str> = criteria.iter().map(|c| c.id.as_str()).collect();
                    let hint = nearest(id, &ids).map(|near| format!("did you mean `{near}`?"));
                    let message = format!("no criterion of this rubric is called `{id}`");
                    self.problem(span.clone(), message, hint.as_deref());
                }
                None => {}
            }
        }
        if ids.len() == 1 {
            let at = ids.first().map_or(0..0, |(_, span)| span.clone());
            self.problem(at, "`in_order` names one criterion", Some("name two or more, in their order"));
        }
        Some(ids.into_iter().map(|(id, _)| id).collect())
    }

    /// The limits of the criterion `id`: those that it knows, at least one of those that it needs, none of the others.
    fn limits_of(&mut self, table: &DeTable<'t>, id: &str, owner: &Range<usize>) -> Option<Limits> {
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
}

/// The callers of whom the criterion `id` is asked where a rubric does not say: who sells something raises no objection.
fn callers_of(id: &str) -> &'static [CallType] {
    match id {
        "objection_answered" => &[CallType::Prospect, CallType::Customer],
        "opportunity_noticed" => &[CallType::Customer],
        _ => &CallType::ALL,
    }
}

fn joined(keys: &[LimitKey], between: &str) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(between)
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
    fn some_criteria_are_asked_of_some_callers_unless_the_rubric_says_otherwise() {
        let callers = |id: &str, keys: &str| {
            let text = GOOD.replace("\"courtesy\"", &format!("\"{id}\"\n{keys}"));
            Rubric::parse(&text).unwrap().criteria[0].applies_to.clone()
        };
        assert_eq!(callers("objection_answered", ""), [CallType::Prospect, CallType::Customer]);
        assert_eq!(callers("opportunity_noticed", ""), [CallType::Customer]);
        let named = [CallType::Prospect, CallType::Customer];
        assert_eq!(callers("opportunity_noticed", "applies_to = [\"prospect\", \"customer\"]"), named);
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
        assert!(
            told.iter().any(|p| p.contains("did you mean `courtesy`? built in: live_answer, no_contract_turnaway"))
        );
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
