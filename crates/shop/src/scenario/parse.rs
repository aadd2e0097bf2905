//! Reads a scenario from TOML and collects everything that is wrong with it.

use std::ops::Range;

use ringcheck_call::{QualifyingTopic, Sha256Hex};
use sha2::{Digest as _, Sha256};
use toml::de::DeTable;

use super::{
    DemandKind, HiddenFact, SCENARIO_SCHEMA, Scenario, ShortAnswer,
    demand::RubricText,
    read::{Reader, ScenarioErrors, nearest},
};

const KEYS: &[&str] =
    &["schema", "id", "version", "title", "persona", "problem", "opening", "hidden_facts", "must", "must_not"];

const FACT_KEYS: &[&str] =
    &["id", "fact", "topic", "questions", "not_questions", "answers", "not_answers", "words", "answer", "yes_or_no"];

pub(super) fn parse(text: &str) -> Result<Scenario, ScenarioErrors> {
    let mut reader = Reader { text, problems: Vec::new() };
    let (root, syntax_errors) = DeTable::parse_recoverable(text);
    for error in syntax_errors {
        reader.problem(&error.span().unwrap_or(0..0), error.message().trim().to_lowercase(), None);
    }
    if !reader.problems.is_empty() {
        // What could not be read cannot be said to be missing.
        return Err(ScenarioErrors::new(reader.problems));
    }
    match reader.scenario(root.get_ref()) {
        Some(scenario) if reader.problems.is_empty() => Ok(scenario),
        _ => Err(ScenarioErrors::new(reader.problems)),
    }
}

impl<'t> Reader<'t> {
    fn scenario(&mut self, root: &DeTable<'t>) -> Option<Scenario> {
        self.unknown_keys(root, KEYS);
        let start = 0..0;
        if let Some((schema, span)) = self.text_of(root, "schema", &start)
            && schema != SCENARIO_SCHEMA
        {
            let hint = format!("write `schema = \"{SCENARIO_SCHEMA}\"`");
            self.problem(&span, format!("the schema is `{schema}`, which this version does not read"), Some(&hint));
        }
        let id = self.text_of(root, "id", &start);
        if let Some(id) = &id {
            self.check_id(id, '-');
        }
        let version = self.text_of(root, "version", &start);
        let title = self.text_of(root, "title", &start);
        let persona = self.text_of(root, "persona", &start);
        let problem = self.text_of(root, "problem", &start);
        let opening = self.text_of(root, "opening", &start);
        let hidden_facts = self.hidden_facts(root);
        let mut rubric = RubricText::new();
        let mut demands = self.demands(root, DemandKind::Must, &mut rubric);
        demands.extend(self.demands(root, DemandKind::MustNot, &mut rubric));
        if demands.is_empty() && self.problems.is_empty() {
            let hint = "add a `[[must]]` with `id`, `what` and `said`";
            self.problem(&start, "it says nothing that must or must not happen", Some(hint));
        }
        if !self.problems.is_empty() {
            return None;
        }
        let rubric = rubric.rubric(self)?;
        Some(Scenario {
            id: id?.0,
            version: version?.0,
            title: title?.0,
            persona: persona?.0,
            problem: problem?.0,
            opening: opening?.0,
            hidden_facts,
            demands,
            rubric,
            sha256: Sha256Hex::from_bytes(Sha256::digest(self.text).into()),
            text: self.text.to_owned(),
        })
    }

    fn hidden_facts(&mut self, root: &DeTable<'t>) -> Vec<HiddenFact> {
        let mut facts: Vec<HiddenFact> = Vec::new();
        let tables = self.tables_of(root, "hidden_facts");
        if tables.is_empty() {
            let hint = "add `[[hidden_facts]]` with `id`, `fact`, `topic`, `questions` and `answers`";
            self.problem(&(0..0), "it hides no fact, so nothing can be drawn out", Some(hint));
        }
        for (table, span) in tables {
            self.unknown_keys(table, FACT_KEYS);
            let id = self.text_of(table, "id", &span);
            if let Some(id) = &id {
                self.check_id(id, '_');
                if facts.iter().any(|known| known.id == id.0) {
                    self.problem(&id.1, format!("two hidden facts are called `{}`", id.0), None);
                }
            }
            let fact = self.text_of(table, "fact", &span);
            let topic = self.topic_of(table, &span);
            let plain = |texts: Vec<(String, Range<usize>)>| texts.into_iter().map(|(text, _)| text).collect();
            let questions: Vec<String> = plain(self.some_texts_of(table, "questions", &span));
            let not_questions = plain(self.texts_of(table, "not_questions"));
            let answers: Vec<String> = plain(self.some_texts_of(table, "answers", &span));
            let not_answers = plain(self.texts_of(table, "not_answers"));
            let words = plain(self.texts_of(table, "words"));
            let answer = self.short_answer_of(table, &span);
            let (Some((id, _)), Some((fact, _)), Some(topic)) = (id, fact, topic) else { continue };
            facts.push(HiddenFact { id, fact, topic, questions, not_questions, answers, not_answers, words, answer });
        }
        facts
    }

    /// A list of texts that must not be empty.
    fn some_texts_of(&mut self, table: &DeTable<'t>, key: &str, owner: &Range<usize>) -> Vec<(String, Range<usize>)> {
        if !table.contains_key(key) {
            let hint = format!("add `{key} = [\"…\"]`, as somebody would say it");
            self.problem(owner, format!("missing `{key}` of a hidden fact"), Some(&hint));
        }
        self.texts_of(table, key)
    }

    /// The bare answer that tells a fact; `yes_or_no = true` is how it was written before there was `answer`.
    fn short_answer_of(&mut self, table: &DeTable<'t>, owner: &Range<usize>) -> Option<ShortAnswer> {
        let either = self.flag_of(table, "yes_or_no").unwrap_or(false).then_some(ShortAnswer::Either);
        if !table.contains_key("answer") {
            return either;
        }
        let (word, span) = self.text_of(table, "answer", owner)?;
        match word.as_str() {
            "yes" => Some(ShortAnswer::Yes),
            "no" => Some(ShortAnswer::No),
            _ => {
                let hint = "write `answer = \"yes\"` or `answer = \"no\"`; `yes_or_no = true` where both tell it";
                self.problem(&span, format!("`answer` is `{word}`, which is neither yes nor no"), Some(hint));
                None
            }
        }
    }

    fn topic_of(&mut self, table: &DeTable<'t>, owner: &Range<usize>) -> Option<QualifyingTopic> {
        let (word, span) = self.text_of(table, "topic", owner)?;
        let topic = QualifyingTopic::ALL.into_iter().find(|topic| topic.as_str() == word);
        if topic.is_none() {
            let names = QualifyingTopic::ALL.map(QualifyingTopic::as_str);
            let hint = nearest(&word, &names)
                .map_or_else(|| format!("known: {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
            self.problem(&span, format!("no topic is called `{word}`"), Some(&hint));
        }
        topic
    }
}
