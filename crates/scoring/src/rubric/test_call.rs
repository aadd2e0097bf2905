//! A criterion's own test calls: a few turns, and the verdict that they should get.

use std::ops::Range;

use ringcheck_call::{CallType, Verdict};
use toml::de::DeTable;

use super::read::Reader;

/// A short call with the verdict that the criterion should give it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TestCall {
    /// The line of the rubric's text in which it starts, counted from 1.
    pub(crate) line: usize,
    /// The verdict that it should get.
    pub(crate) expected: Verdict,
    /// Who calls; `None` for somebody to whom the criterion applies.
    pub(crate) call_type: Option<CallType>,
    /// What is said, in order.
    pub(crate) turns: Vec<TestTurn>,
    /// What is known of the line.
    pub(crate) line_facts: LineFacts,
}

impl Eq for TestCall {}

/// What one voice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestTurn {
    /// Whose voice it is.
    pub(crate) voice: TestVoice,
    /// When it starts; `None` where the test has no times.
    pub(crate) start_ms: Option<u64>,
    /// The words.
    pub(crate) text: String,
}

/// The voices of a test call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestVoice {
    Business,
    Caller,
    Menu,
    QueueMessage,
    Voicemail,
    Bot,
    Notice,
}

const VOICES: [(&str, TestVoice); 7] = [
    ("business", TestVoice::Business),
    ("caller", TestVoice::Caller),
    ("menu", TestVoice::Menu),
    ("queue_message", TestVoice::QueueMessage),
    ("voicemail", TestVoice::Voicemail),
    ("bot", TestVoice::Bot),
    ("notice", TestVoice::Notice),
];

/// What was measured on the line; `None` for what is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineFacts {
    pub(crate) rings: Option<u32>,
    pub(crate) wait_seconds: Option<u32>,
    pub(crate) hold_seconds: Option<u32>,
    pub(crate) holds: Option<u32>,
    pub(crate) silence_seconds: Option<u32>,
    pub(crate) transfers: Option<u32>,
    pub(crate) percent: Option<u32>,
}

/// The keys of what was measured, with the greatest value of each.
const FACT_KEYS: [(&str, i64); 7] = [
    ("rings", 100),
    ("wait_seconds", 3600),
    ("hold_seconds", 3600),
    ("holds", 100),
    ("silence_seconds", 3600),
    ("transfers", 100),
    ("talk_percent", 100),
];

const VERDICTS: [&str; 4] = ["pass", "fail", "na", "undetermined"];

/// The test calls of a criterion whose phrases are looked for in the words of `side`.
pub(super) fn read_tests<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, side: TestVoice) -> Vec<TestCall> {
    let mut known = vec!["expect", "call", "said", "call_type"];
    known.extend(FACT_KEYS.iter().map(|(key, _)| *key));
    let mut tests = Vec::new();
    for (test, span) in reader.tables_of(table, "tests", "[[criteria.tests]]") {
        reader.unknown_keys(test, &known);
        tests.extend(read_test(reader, test, &span, side));
    }
    tests
}

fn read_test<'t>(
    reader: &mut Reader<'t>,
    table: &DeTable<'t>,
    span: &Range<usize>,
    side: TestVoice,
) -> Option<TestCall> {
    if !table.contains_key("expect") {
        reader.problem(
            span.clone(),
            "missing `expect` of this test",
            Some("the verdict: pass, fail, na or undetermined"),
        );
    }
    let expected = reader.word_of(table, "expect", &VERDICTS);
    let call_type = table.contains_key("call_type").then(|| reader.text_of(table, "call_type", span)).flatten();
    let call_type = call_type.and_then(|(word, at)| reader.call_type_named(&word, at));
    let turns = match (table.contains_key("call"), table.contains_key("said")) {
        (true, true) => {
            reader.problem(span.clone(), "the test has `call` and `said`", Some("keep one of the two"));
            return None;
        }
        (false, false) if FACT_KEYS.iter().any(|(key, _)| table.contains_key(*key)) => Vec::new(),
        (false, false) => {
            let hint = "`call = [\"business: …\", \"caller: …\"]`, or `said = \"…\"` for one sentence";
            reader.problem(span.clone(), "missing `call` of this test", Some(hint));
            return None;
        }
        (false, true) => {
            let (text, _) = reader.text_of(table, "said", span)?;
            vec![TestTurn { voice: side, start_ms: None, text }]
        }
        (true, false) => {
            let lines = reader.lines_of(table, "call")?;
            let n_lines = lines.len();
            let turns: Vec<TestTurn> =
                lines.into_iter().filter_map(|(line, at)| read_turn(reader, &line, at)).collect();
            if turns.len() < n_lines {
                return None;
            }
            turns
        }
    };
    let mut values = [None; FACT_KEYS.len()];
    for (value, (key, most)) in values.iter_mut().zip(FACT_KEYS) {
        *value = reader.optional_number_of(table, key, (0, most)).ok()?;
    }
    let [rings, wait_seconds, hold_seconds, holds, silence_seconds, transfers, percent] = values;
    let expected = match expected? {
        "pass" => Verdict::Pass,
        "fail" => Verdict::Fail,
        "na" => Verdict::Na,
        _ => Verdict::Undetermined,
    };
    Some(TestCall {
        line: reader.line_of(span.start),
        expected,
        call_type,
        turns,
        line_facts: LineFacts { rings, wait_seconds, hold_seconds, holds, silence_seconds, transfers, percent },
    })
}

/// A turn: `business: …`, or with its time `0:05 business: …`.
fn read_turn(reader: &mut Reader<'_>, line: &str, at: Range<usize>) -> Option<TestTurn> {
    let names: Vec<&str> = VOICES.iter().map(|(name, _)| *name).collect();
    let hint = format!("begin with who speaks and a colon: {}", names.join(", "));
    let (time, rest) = match line.split_once(char::is_whitespace) {
        Some((time, rest)) if time.starts_with(|c: char| c.is_ascii_digit()) => (Some(time), rest.trim_start()),
        _ => (None, line),
    };
    let start_ms = match time.map(|time| (time, milliseconds(time))) {
        Some((time, None)) => {
            reader.problem(at, format!("`{time}` is no time"), Some("write minutes and seconds: `0:05 business: …`"));
            return None;
        }
        Some((_, ms)) => ms,
        None => None,
    };
    let Some((who, text)) = rest.split_once(':') else {
        reader.problem(at, "nobody speaks this line", Some(&hint));
        return None;
    };
    let Some((_, voice)) = VOICES.iter().find(|(name, _)| *name == who.trim()) else {
        reader.problem(at, format!("`{}` is nobody in a call", who.trim()), Some(&hint));
        return None;
    };
    if text.trim().is_empty() {
        reader.problem(at, "nothing is said in this line", None);
        return None;
    }
    Some(TestTurn { voice: *voice, start_ms, text: text.trim().to_owned() })
}

fn milliseconds(time: &str) -> Option<u64> {
    let (minutes, seconds) = time.split_once(':')?;
    let seconds: u64 = seconds.parse().ok().filter(|s| *s < 60)?;
    Some((minutes.parse::<u64>().ok().filter(|m| *m < 600)? * 60 + seconds) * 1000)
}
