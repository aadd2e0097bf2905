//! One event, one line.

use jiff::Timestamp;
use log::{
    Level, Record,
    kv::{Error, Key, Value, VisitSource},
};
use serde_json::{Map, Value as Json};

/// `level: message name=value`.
pub(super) fn short(record: &Record<'_>) -> String {
    format!("{}: {}", level(record.level()), message_and_fields(record))
}

/// `time level component message name=value`.
pub(super) fn text(record: &Record<'_>, now: Timestamp) -> String {
    let (time, level, component) = (time(now), level(record.level()), component(record.target()));
    format!("{time} {level:<5} {component:<9} {}", message_and_fields(record))
}

/// A JSON object: `time`, `level`, `component`, `message`, and the fields by their names.
pub(super) fn json(record: &Record<'_>, now: Timestamp) -> String {
    let mut object = Map::new();
    object.insert("time".to_owned(), time(now).into());
    object.insert("level".to_owned(), level(record.level()).into());
    object.insert("component".to_owned(), component(record.target()).into());
    object.insert("message".to_owned(), record.args().to_string().into());
    object.extend(fields(record));
    Json::Object(object).to_string()
}

/// To the millisecond, in UTC.
fn time(now: Timestamp) -> String {
    format!("{now:.3}")
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug | Level::Trace => "debug",
    }
}

/// The crate that speaks, without the `ringcheck_` that they all have.
fn component(target: &str) -> &str {
    let krate = target.split("::").next().unwrap_or(target);
    krate.strip_prefix("ringcheck_").unwrap_or(krate)
}

fn message_and_fields(record: &Record<'_>) -> String {
    let mut line = one_line(&record.args().to_string());
    for (name, value) in fields(record) {
        let value = match value {
            Json::String(text) if !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '"') => text,
            other => other.to_string(),
        };
        line.extend([" ", &name, "=", &value]);
    }
    line
}

/// `text` with line breaks, of an error with several parts or of a path, as spaces.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

fn fields(record: &Record<'_>) -> Vec<(String, Json)> {
    struct Fields(Vec<(String, Json)>);
    impl<'kvs> VisitSource<'kvs> for Fields {
        fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
            let value = if let Some(number) = value.to_u64() {
                number.into()
            } else if let Some(is_so) = value.to_bool() {
                is_so.into()
            } else if let Some(number) = value.to_f64() {
                number.into()
            } else {
                Json::String(value.to_string())
            };
            self.0.push((key.as_str().to_owned(), value));
            Ok(())
        }
    }
    let mut fields = Fields(Vec::new());
    // The visitor above refuses nothing.
    let _: Result<(), Error> = record.key_values().visit(&mut fields);
    fields.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_line() {
        let now: Timestamp = "2026-11-22T06:00:01.25Z".parse().unwrap();
        let fields = [
            ("file", Value::from("/a b.wav")),
            ("call", Value::from("c1")),
            ("percent", Value::from(87.5)),
            ("fail", Value::from(2_u64)),
        ];
        let message = format_args!("call\nscored");
        let record = Record::builder()
            .level(Level::Info)
            .target("ringcheck_pipeline::run")
            .args(message)
            .key_values(&fields)
            .build();
        assert_eq!(short(&record), "info: call scored file=\"/a b.wav\" call=c1 percent=87.5 fail=2");
        assert_eq!(
            text(&record, now),
            "2026-11-22T06:00:01.250Z info  pipeline  call scored file=\"/a b.wav\" call=c1 percent=87.5 fail=2"
        );
        let json: Json = serde_json::from_str(&json(&record, now)).unwrap();
        let expected = serde_json::json!({"time": "2026-11-22T06:00:01.250Z", "level": "info", "component": "pipeline", "message": "call\nscored", "file": "/a b.wav", "call": "c1", "percent": 87.5, "fail": 2});
        assert_eq!(json, expected);
        assert_eq!(component("ringcheck::commands"), "ringcheck");
    }
}
