//! The user's own pattern for names: text with fields in braces, or a regular expression with named groups.

use std::str::FromStr;

use jiff::{civil::DateTime, fmt::strtime, tz::TimeZone};
use regex::{Captures, Regex, RegexBuilder};
use ringcheck_call::Direction;

use super::stem;
use crate::{
    facts::{Facts, direction_of},
    moment::{Moment, wall_clock},
    number,
};

/// The longest pattern, in bytes.
const MAX_PATTERN_BYTES: usize = 500;
/// The most memory that a compiled pattern may take.
const MAX_COMPILED_BYTES: usize = 1 << 20;

/// The fields of a pattern, each with the expression that it is by default.
const FIELDS: [(&str, &str); 11] = [
    ("date", r"\d{4}[-_.]?\d{2}[-_.]?\d{2}"),
    ("time", r"\d{2}[-_.:]?\d{2}(?:[-_.:]?\d{2})?"),
    ("datetime", r"\d{4}[-_.]?\d{2}[-_.]?\d{2}[-_. T]?\d{2}[-_.:]?\d{2}[-_.:]?\d{2}"),
    ("epoch", r"\d{9,10}"),
    ("epoch_ms", r"\d{12,13}"),
    ("direction", r"[A-Za-z]+(?:-[A-Za-z]+)?"),
    ("caller", OPEN),
    ("called", OPEN),
    ("extension", r"\d{1,8}"),
    ("agent", OPEN),
    ("id", OPEN),
];
/// Anything inside one part of a path, as little as will do.
const OPEN: &str = "[^/]+?";

/// What strptime's directives stand for.
const DIRECTIVES: [(char, &str); 15] = [
    ('Y', r"\d{4}"),
    ('y', r"\d{2}"),
    ('m', r"\d{2}"),
    ('d', r"\d{2}"),
    ('e', r"[ \d]?\d"),
    ('j', r"\d{3}"),
    ('b', r"[A-Za-z]{3}"),
    ('B', r"[A-Za-z]{3,9}"),
    ('H', r"\d{2}"),
    ('I', r"\d{2}"),
    ('M', r"\d{2}"),
    ('S', r"\d{2}"),
    ('f', r"\d{1,9}"),
    ('p', r"[AaPp][Mm]"),
    ('z', r"[+-]\d{2}:?\d{2}"),
];

/// A pattern for names, compiled.
#[derive(Clone, Debug)]
pub struct NamePattern {
    regex: Regex,
    formats: [Option<String>; 3],
    /// How many parts of a path, counted from its end, it speaks about.
    n_parts: usize,
}

/// A pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("column {column} of the name pattern")]
pub struct NamePatternError {
    column: usize,
    #[source]
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum Problem {
    #[error("it is longer than {MAX_PATTERN_BYTES} bytes")]
    TooLong,
    #[error("it has no field")]
    NoField,
    #[error("`{{` is not closed by `}}`")]
    Unclosed,
    #[error("`}}` without `{{` before it")]
    Unopened,
    #[error("there is no field `{0}`")]
    UnknownField(String),
    #[error("the field `{0}` comes twice")]
    Repeated(String),
    #[error("the field `{0}` takes no format")]
    NoFormat(String),
    #[error("`%{0}` is not understood in a format")]
    Directive(String),
    #[error("two fields of open length touch, so nothing says where the first one ends")]
    Touching,
    #[error("a `date` needs a `time` to be a start, and a `time` a `date`")]
    HalfAStart,
    #[error("not a regular expression")]
    Regex(#[source] regex::Error),
}

impl NamePatternError {
    fn new(column: usize, problem: Problem) -> Self {
        Self { column, problem }
    }

    /// The column, in characters from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is allowed, as a sentence.
    #[must_use]
    pub fn hint(&self) -> String {
        match &self.problem {
            Problem::Directive(_) => {
                let letters: Vec<String> = DIRECTIVES.iter().map(|(letter, _)| format!("%{letter}")).collect();
                format!("a format is made of {} and %%", letters.join(" "))
            }
            Problem::NoFormat(_) => "date, time and datetime take a format, as in {date:%Y%m%d}".to_owned(),
            Problem::Touching => "put the text that stands between them into the pattern".to_owned(),
            Problem::HalfAStart => "name both, or {datetime}, {epoch} or {epoch_ms}".to_owned(),
            Problem::Unclosed | Problem::Unopened => "write {{ for a brace that belongs to the name".to_owned(),
            Problem::TooLong => format!("write at most {MAX_PATTERN_BYTES} bytes"),
            _ => {
                let fields: Vec<String> = FIELDS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
                format!("the fields are {} and {{*}}, which stands for anything", fields.join(" "))
            }
        }
    }
}

impl FromStr for NamePattern {
    type Err = NamePatternError;

    fn from_str(pattern: &str) -> Result<Self, Self::Err> {
        if pattern.len() > MAX_PATTERN_BYTES {
            return Err(NamePatternError::new(1, Problem::TooLong));
        }
        match pattern.strip_prefix("re:") {
            Some(regex) => Self::from_regex(regex),
            None => Template::read(pattern).and_then(Template::compile),
        }
    }
}

impl NamePattern {
    /// What the name at the end of `path` says; `None` where it does not fit.
    pub(super) fn parse(&self, path: &str, zone: &TimeZone) -> Option<Facts> {
        let tail = tail(path, self.n_parts);
        let without_ending = &tail[..tail.len() - ending_len(tail)];
        let found = self.regex.captures(without_ending).or_else(|| self.regex.captures(tail))?;
        self.facts(&found, zone)
    }

    fn facts(&self, found: &Captures<'_>, zone: &TimeZone) -> Option<Facts> {
        let text = |name: &str| found.name(name).map(|m| m.as_str()).filter(|text| !text.is_empty());
        let mut facts = Facts::default();
        let (from, to, inside) = (
            text("caller").and_then(number::clean),
            text("called").and_then(number::clean),
            text("extension").and_then(number::clean),
        );
        match text("direction") {
            Some(word) => match direction_of(word)? {
                Direction::Inbound => facts.set_inbound(from, to, inside.clone()),
                Direction::Outbound => facts.set_outbound(inside.clone(), to.or(from)),
                Direction::Internal => facts.set_internal(from, inside.clone().or(to)),
            },
            None if inside.is_some() => (facts.caller_number, facts.called_number) = (from, to),
            None => facts.set_parties(from, to),
        }
        facts.extension = inside.or(facts.extension);
        facts.agent_name = text("agent").map(|name| name.trim().to_owned());
        facts.phone_system_id = text("id").map(str::to_owned);
        facts.started_at = self.start(&text, zone).ok()?;
        Some(facts)
    }

    /// The start, if the pattern has one; `Err` means that what stands there is no time.
    fn start<'h>(&self, text: &impl Fn(&str) -> Option<&'h str>, zone: &TimeZone) -> Result<Option<Moment>, NoTime> {
        if !["epoch_ms", "epoch", "datetime", "date"].iter().any(|field| text(field).is_some()) {
            return Ok(None);
        }
        self.start_of(text, zone).map(Some).ok_or(NoTime)
    }

    fn start_of<'h>(&self, text: &impl Fn(&str) -> Option<&'h str>, zone: &TimeZone) -> Option<Moment> {
        if let Some(epoch) = text("epoch_ms") {
            return Moment::epoch_ms(epoch.parse().ok()?);
        }
        if let Some(epoch) = text("epoch") {
            return Moment::epoch_ms(epoch.parse::<i64>().ok()?.checked_mul(1000)?);
        }
        let [date_format, time_format, datetime_format] = &self.formats;
        if let Some(datetime) = text("datetime") {
            let Some(format) = datetime_format else {
                let digits: String = datetime.chars().filter(char::is_ascii_digit).collect();
                return Moment::local(wall_clock(digits.get(..8)?, digits.get(8..)?)?, zone);
            };
            let broken = strtime::parse(format, datetime).ok()?;
            if let (Some(offset), Ok(at)) = (broken.offset(), broken.to_timestamp()) {
                return Some(Moment { at, offset, doubt: None });
            }
            return Moment::local(broken.to_datetime().ok()?, zone);
        }
        let (date, time) = (text("date")?, text("time")?);
        // Read as given when both follow the default, so that one rule says what a date is.
        let wall = match (date_format, time_format) {
            (None, None) => wall_clock(date, time)?,
            (date_format, time_format) => {
                let date = match date_format {
                    Some(format) => strtime::parse(format, date).ok()?.to_date().ok()?,
                    None => wall_clock(date, "0000")?.date(),
                };
                let time = match time_format {
                    Some(format) => strtime::parse(format, time).ok()?.to_time().ok()?,
                    None => wall_clock("20000101", time)?.time(),
                };
                DateTime::from_parts(date, time)
            }
        };
        Moment::local(wall, zone)
    }

    fn from_regex(pattern: &str) -> Result<Self, NamePatternError> {
        let at = |column, problem| NamePatternError::new(column + "re:".len(), problem);
        let regex = RegexBuilder::new(pattern)
            .size_limit(MAX_COMPILED_BYTES)
            .build()
            .map_err(|error| at(1, Problem::Regex(error)))?;
        let names: Vec<&str> = regex.capture_names().flatten().collect();
        for name in &names {
            if !FIELDS.iter().any(|(field, _)| field == name) {
                let column = pattern.find(&format!("<{name}>")).map_or(1, |at| pattern[..=at].chars().count() + 1);
                return Err(at(column, Problem::UnknownField((*name).to_owned())));
            }
        }
        check_start(&names).map_err(|problem| at(1, problem))?;
        let n_parts = 1 + pattern.matches('/').count();
        Ok(Self { regex, formats: [None, None, None], n_parts })
    }
}

/// A name that fits but holds an impossible time.
struct NoTime;

fn check_start(fields: &[&str]) -> Result<(), Problem> {
    if fields.is_empty() {
        return Err(Problem::NoField);
    }
    let has = |name: &str| fields.contains(&name);
    if has("date") == has("time") { Ok(()) } else { Err(Problem::HalfAStart) }
}

/// A template while it is read.
#[derive(Default)]
struct Template {
    expression: String,
    fields: Vec<String>,
    formats: [Option<String>; 3],
    n_slashes: usize,
    is_open: bool,
}

impl Template {
    fn read(pattern: &str) -> Result<Self, NamePatternError> {
        let mut template = Self::default();
        let mut letters = pattern.chars().enumerate().peekable();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '{' | '}' if letters.peek().is_some_and(|(_, next)| *next == letter) => {
                    letters.next();
                    template.literal(letter);
                }
                '}' => return Err(NamePatternError::new(at + 1, Problem::Unopened)),
                '{' => {
                    let mut field = String::new();
                    loop {
                        match letters.next() {
                            Some((_, '}')) => break,
                            Some((_, letter)) if letter != '{' => field.push(letter),
                            _ => return Err(NamePatternError::new(at + 1, Problem::Unclosed)),
                        }
                    }
                    template.field(&field).map_err(|problem| NamePatternError::new(at + 1, problem))?;
                }
                '\\' => template.literal('/'),
                letter => template.literal(letter),
            }
        }
        Ok(template)
    }

    fn literal(&mut self, letter: char) {
        self.n_slashes += usize::from(letter == '/');
        self.expression.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
        self.is_open = false;
    }

    fn field(&mut self, field: &str) -> Result<(), Problem> {
        let (name, format) = field.split_once(':').map_or((field, None), |(name, format)| (name, Some(format)));
        if name == "*" {
            self.open(true)?;
            self.expression.push_str("[^/]*?");
            return Ok(());
        }
        let Some((_, default)) = FIELDS.iter().find(|(known, _)| *known == name) else {
            return Err(Problem::UnknownField(name.to_owned()));
        };
        if self.fields.iter().any(|known| known == name) {
            return Err(Problem::Repeated(name.to_owned()));
        }
        self.open(*default == OPEN)?;
        let expression = match format {
            None => (*default).to_owned(),
            Some(format) => {
                let slot = match name {
                    "date" => 0,
                    "time" => 1,
                    "datetime" => 2,
                    _ => return Err(Problem::NoFormat(name.to_owned())),
                };
                self.formats[slot] = Some(format.to_owned());
                expression_of(format)?
            }
        };
        self.expression.extend(["(?<", name, ">", &expression, ")"]);
        self.fields.push(name.to_owned());
        Ok(())
    }

    fn open(&mut self, is_open: bool) -> Result<(), Problem> {
        if is_open && self.is_open {
            return Err(Problem::Touching);
        }
        self.is_open = is_open;
        Ok(())
    }

    fn compile(self) -> Result<NamePattern, NamePatternError> {
        let fields: Vec<&str> = self.fields.iter().map(String::as_str).collect();
        check_start(&fields).map_err(|problem| NamePatternError::new(1, problem))?;
        let regex = RegexBuilder::new(&format!("^(?:{})$", self.expression))
            .size_limit(MAX_COMPILED_BYTES)
            .build()
            .map_err(|error| NamePatternError::new(1, Problem::Regex(error)))?;
        Ok(NamePattern { regex, formats: self.formats, n_parts: self.n_slashes + 1 })
    }
}

/// The regular expression of what a strptime format stands for.
fn expression_of(format: &str) -> Result<String, Problem> {
    let mut expression = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            expression.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
            continue;
        }
        let directive = letters.next();
        match DIRECTIVES.iter().find(|(known, _)| Some(*known) == directive) {
            Some((_, part)) => expression.push_str(part),
            None if directive == Some('%') => expression.push('%'),
            None => return Err(Problem::Directive(directive.map(String::from).unwrap_or_default())),
        }
    }
    Ok(expression)
}

/// The last `n_parts` parts of a path.
fn tail(path: &str, n_parts: usize) -> &str {
    let start = path.rmatch_indices('/').nth(n_parts - 1).map_or(0, |(at, _)| at + 1);
    path.get(start..).unwrap_or(path)
}

fn ending_len(path: &str) -> usize {
    let name = tail(path, 1);
    name.len() - stem(name).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, path: &str) -> Option<Facts> {
        pattern.parse::<NamePattern>().unwrap().parse(path, &TimeZone::UTC)
    }

    #[test]
    fn fields_are_read_where_the_text_between_them_says() {
        let facts =
            read("{date:%Y%m%d}-{time:%H%M%S}_{caller}_{extension}_{*}", "x/20251130-101502_5555550100_104_rest.wav")
                .unwrap();
        assert_eq!(facts.started_at.unwrap().to_iso(), "2025-11-30T10:15:02Z");
        assert_eq!(facts.caller_number.as_deref(), Some("5555550100"));
        assert_eq!(facts.extension.as_deref(), Some("104"));
        assert_eq!(facts.direction, None);
    }

    #[test]
    fn folders_and_formats_and_directions() {
        let facts = read(
            "{agent}/{datetime:%d.%m.%y %I-%M %p}_{direction}_{called}",
            "a/Kim Lee/30.11.25 10-15 PM_OUT_5555550100.wav",
        );
        let facts = facts.unwrap();
        assert_eq!(facts.agent_name.as_deref(), Some("Kim Lee"));
        assert_eq!(facts.started_at.unwrap().to_iso(), "2025-11-30T22:15:00Z");
        assert_eq!((facts.direction, facts.called_number.as_deref()), (Some(Direction::Outbound), Some("5555550100")));
        let facts = read("{epoch_ms}_{id}", "1667337742543_ab-12.mp3").unwrap();
        assert_eq!(facts.phone_system_id.as_deref(), Some("ab-12"));
        assert_eq!(facts.started_at.unwrap().to_iso(), "2022-11-01T21:22:22Z");
    }

    #[test]
    fn what_does_not_fit_gives_nothing() {
        assert_eq!(read("{date}_{time}_{caller}", "20250230_101502_5555550100.wav"), None);
        assert_eq!(read("{date}_{time}", "20250210_101502_more.wav"), None);
        assert_eq!(read("{direction}_{id}", "sideways_7.wav"), None);
        assert_eq!(read("call{{{id}}}", "call{7}.wav").unwrap().phone_system_id.as_deref(), Some("7"));
    }

    #[test]
    fn a_regular_expression_with_named_groups_serves_too() {
        let facts =
            read(r"re:^(?<caller>\d+)_x_(?<date>\d{8})(?<time>\d{4})$", "5555550100_x_202511301015.wav").unwrap();
        assert_eq!(facts.started_at.unwrap().to_iso(), "2025-11-30T10:15:00Z");
        let error = "re:(?<phone>.*)".parse::<NamePattern>().unwrap_err();
        assert_eq!(error.column(), 7);
        assert!(error.hint().contains("{caller}"));
    }

    #[test]
    fn errors_name_the_column_and_what_is_allowed() {
        let cases = [
            ("a_{foo}", 3, "there is no field `foo`", "{caller}"),
            ("{id}{agent}", 5, "two fields of open length touch", "between"),
            ("{date:%Q}_{time}", 1, "`%Q` is not understood", "%Y"),
            ("{id:%Y}", 1, "takes no format", "{date:%Y%m%d}"),
            ("x{id", 2, "is not closed", "{{"),
            ("x}id", 2, "without", "{{"),
            ("{date}", 1, "needs a `time`", "{datetime}"),
            ("{id}_{id}", 6, "comes twice", "{id}"),
            ("plain", 1, "no field", "{date}"),
        ];
        for (pattern, column, problem, hint) in cases {
            let error = pattern.parse::<NamePattern>().unwrap_err();
            assert_eq!(error.column(), column, "{pattern}");
            assert!(error.problem.to_string().contains(problem), "{pattern}: {}", error.problem);
            assert!(error.hint().contains(hint), "{pattern}: {}", error.hint());
        }
    }
}
