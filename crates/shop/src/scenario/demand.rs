//! What must and what must not happen, and the rubric that listens for it.

use std::{fmt::Write as _, ops::Range};

use ringcheck_scoring::Rubric;
use toml::{Table, Value, de::DeTable};

use super::read::{Reader, value_of};

const DEMAND_KEYS: &[&str] =
    &["id", "what", "said", "not_said", "cues", "criterion", "when", "after", "before", "within_seconds"];

/// What a demand must have one of, to be heard at all.
const WHAT_IT_HEARS: [&str; 3] = ["said", "cues", "criterion"];

/// Which of a scenario's two lists something is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemandKind {
    /// It must happen.
    Must,
    /// It must not.
    MustNot,
}

impl DemandKind {
    /// The word used in scenarios, JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::MustNot => "must_not",
        }
    }
}

/// Something that must, or must not, happen in the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Its name, such as `offers_visit_today`.
    pub id: String,
    /// Whether it must or must not happen.
    pub kind: DemandKind,
    /// What it is, as what the business does: "takes a number to call back".
    pub what: String,
    /// How it is heard.
    pub(crate) heard: Heard,
}

/// How a demand is heard: by lines and cues, by a built-in criterion, or by either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The id of the written criterion; it passes where the thing happened.
    pub(crate) written: Option<String>,
    /// The id of the built-in criterion; a pass meets a must, a fail is what must not happen.
    pub(crate) built_in: Option<String>,
    /// The lines that are listened for besides.
    pub(crate) lines: Option<LineTexts>,
}

/// Example lines, and where in the call they count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineTexts {
    pub(crate) said: Vec<String>,
    pub(crate) not_said: Vec<String>,
    /// The cue that has to come before, and the one that must not have come yet.
    pub(crate) after: Option<String>,
    pub(crate) before: Option<String>,
}

/// The rubric in the making.
#[derive(Default)]
pub(super) struct RubricText {
    /// All that the demands say, to be checked.
    text: String,
    /// What of it the rubric is to listen for; lines are listened for apart.
    listened: String,
    built_in: Vec<String>,
    /// For each criterion the line of the text on which it begins, and the place of its demand.
    owners: Vec<(usize, Range<usize>)>,
}

impl RubricText {
    pub(super) fn new() -> Self {
        let head = "id = \"scenario\"\ntitle = \"A scenario\"\nversion = \"1\"\npass_mark = 0\n";
        Self { text: head.to_owned(), listened: head.to_owned(), ..Self::default() }
    }

    /// Adds a criterion, and what of it is to be listened for.
    fn add(&mut self, criterion: Table, listened: Option<Table>, owner: &Range<usize>) {
        self.owners.push((self.text.matches('\n').count() + 1, owner.clone()));
        let write = |text: &mut String, criterion: Table| {
            let mut list = Table::new();
            list.insert("criteria".to_owned(), Value::Array(vec![Value::Table(criterion)]));
            // What was read as TOML can be written as TOML.
            let _ = write!(text, "{list}");
        };
        write(&mut self.text, criterion);
        if let Some(listened) = listened {
            write(&mut self.listened, listened);
        }
    }

    /// The rubric, or what is wrong with it, said of the demands that it was made of.
    pub(super) fn rubric(self, reader: &mut Reader<'_>) -> Option<Rubric> {
        match Rubric::parse(&self.text) {
            Ok(rubric) => Some(Rubric::parse(&self.listened).unwrap_or(rubric)),
            Err(errors) => {
                for problem in errors.problems() {
                    let owner = self.owners.iter().rev().find(|(line, _)| *line <= problem.line);
                    let span = owner.map_or(0..0, |(_, span)| span.clone());
                    let message = in_words_of_scenarios(&problem.message);
                    reader.problem(&span, message, problem.hint.as_deref().map(in_words_of_scenarios).as_deref());
                }
                None
            }
        }
    }
}

/// A message of the rubric's reader with the keys that a scenario has for the same.
fn in_words_of_scenarios(message: &str) -> String {
    message
        .replace("`does_not_count`", "`not_said`")
        .replace("`counts`", "`said`")
        .replace("`any_of`", "`cues`")
        .replace("the criterion", "it")
        .replace("criterion", "demand")
}

impl<'t> Reader<'t> {
    /// The demands of the list `kind`, added to `rubric`.
    pub(super) fn demands(&mut self, root: &DeTable<'t>, kind: DemandKind, rubric: &mut RubricText) -> Vec<Demand> {
        let mut demands: Vec<Demand> = Vec::new();
        for (table, span) in self.tables_of(root, kind.as_str()) {
            self.unknown_keys(table, DEMAND_KEYS);
            let id = self.text_of(table, "id", &span);
            if let Some(id) = &id {
                self.check_id(id, '_');
                if demands.iter().any(|known| known.id == id.0) {
                    self.problem(&id.1, format!("`{}` is in `{}` twice", id.0, kind.as_str()), None);
                    continue;
                }
            }
            let what = self.text_of(table, "what", &span);
            if !WHAT_IT_HEARS.iter().any(|key| table.contains_key(*key)) {
                let hint =
                    "add `said = [\"…\"]` with sentences that say it, `cues`, or `criterion`: docs/secret-shop.md";
                self.problem(&span, "it does not say how it is heard", Some(hint));
                continue;
            }
            let (Some((id, _)), Some((what, _))) = (id, what) else { continue };
            let heard = self.heard(table, &span, (kind, &id, &what), rubric);
            demands.push(Demand { id, kind, what, heard });
        }
        demands
    }

    fn heard(
        &mut self,
        table: &DeTable<'t>,
        span: &Range<usize>,
        (kind, id, what): (DemandKind, &str, &str),
        rubric: &mut RubricText,
    ) -> Heard {
        let mut heard = Heard::default();
        if let Some(value) = value_of(table, "criterion") {
            match value.get_ref().as_str() {
                Some(criterion) => {
                    if !rubric.built_in.iter().any(|known| known == criterion) {
                        rubric.built_in.push(criterion.to_owned());
                        rubric.add(head(criterion, what), Some(head(criterion, what)), &value.span());
                    }
                    heard.built_in = Some(criterion.to_owned());
                }
                None => self.problem(&value.span(), "`criterion` is not a text", Some("put it in quotation marks")),
            }
        }
        let said = self.texts_of(table, "said");
        let cues = self.texts_of(table, "cues");
        if said.is_empty() && cues.is_empty() {
            for key in ["not_said", "when", "after", "before", "within_seconds"] {
                if let Some(value) = value_of(table, key) {
                    self.problem(
                        &value.span(),
                        format!("`{key}` has nothing to hold for"),
                        Some("add `said` or `cues`"),
                    );
                }
            }
            return heard;
        }
        let written = format!("{}_{id}", kind.as_str());
        let not_said = self.texts_of(table, "not_said");
        let mut criterion = head(&written, what);
        let mut list = |key: &str, texts: &[(String, Range<usize>)]| {
            if !texts.is_empty() {
                let texts = texts.iter().map(|(text, _)| Value::String(text.clone())).collect();
                criterion.insert(key.to_owned(), Value::Array(texts));
            }
        };
        list("counts", &said);
        list("any_of", &cues);
        list("does_not_count", &not_said);
        list("when", &self.texts_of(table, "when"));
        for key in ["after", "before"] {
            if table.contains_key(key)
                && let Some((cue, _)) = self.text_of(table, key, span)
            {
                criterion.insert(key.to_owned(), Value::String(cue));
            }
        }
        if let Some(value) = value_of(table, "within_seconds") {
            let number = value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
            match number {
                Some(number) => {
                    criterion.insert("within_seconds".to_owned(), Value::Integer(number));
                }
                None => self.problem(&value.span(), "`within_seconds` is not a whole number", None),
            }
        }
        // What hangs on the caller's words, or on time, is for the rubric to say.
        if said.is_empty() || ["when", "within_seconds"].iter().any(|key| criterion.contains_key(*key)) {
            rubric.add(criterion.clone(), Some(criterion), span);
            heard.written = Some(written);
            return heard;
        }
        let plain = |texts: Vec<(String, Range<usize>)>| texts.into_iter().map(|(text, _)| text).collect();
        let cue = |key: &str| criterion.get(key).and_then(Value::as_str).map(str::to_owned);
        let (after, before) = (cue("after"), cue("before"));
        heard.lines = Some(LineTexts { said: plain(said), not_said: plain(not_said), after, before });
        let listened = (!cues.is_empty()).then(|| {
            let mut cues_alone = criterion.clone();
            cues_alone.remove("counts");
            cues_alone.remove("does_not_count");
            cues_alone
        });
        heard.written = listened.as_ref().map(|_| written);
        rubric.add(criterion, listened, span);
        heard
    }
}

/// What every criterion has.
fn head(id: &str, what: &str) -> Table {
    let mut table = Table::new();
    for (key, value) in [("id", id), ("title", what), ("question", what)] {
        table.insert(key.to_owned(), Value::String(value.to_owned()));
    }
    table.insert("weight".to_owned(), Value::Integer(1));
    table
}
