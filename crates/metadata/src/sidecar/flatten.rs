//! A JSON value as a flat list of named values.

use serde_json::{Map, Value};

use super::FieldPage;

/// How deep objects are looked into.
const MAX_DEPTH: usize = 5;
/// How many values are kept.
const MAX_FIELDS: usize = 2000;
/// The longest value, in bytes, that can be a number, a name or a time.
const MAX_VALUE_BYTES: usize = 400;

/// Values by their path, the outer ones first.
#[derive(Debug, Default)]
pub(super) struct Fields {
    values: Vec<(Vec<String>, String)>,
}

impl Fields {
    /// The values of a row, by the names of its columns.
    pub(super) fn of_row<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let values = cells.filter(|(_, value)| !is_null(value)).take(MAX_FIELDS);
        Self { values: values.map(|(name, value)| (vec![name.to_owned()], value.to_owned())).collect() }
    }

    /// The values of a JSON object.
    ///
    /// Lists count where it is clear of whom they speak: of one element, of objects with a key and a value (the tags
    /// of 8x8), and of participants with a role, which get the role as a part of their path.
    pub(super) fn of_json(value: &Value) -> Self {
        let mut fields = Self::default();
        fields.add(&mut Vec::new(), value, 0);
        fields.values.sort_by_key(|(path, _)| path.len());
        fields
    }

    /// The first value of a field that can be read: by the order of its names, then the outermost.
    pub(super) fn first<T>(&self, page: &FieldPage, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        page.names.iter().find_map(|name| {
            let ending: Vec<&str> = name.split('.').collect();
            let is_named = |path: &[String]| {
                path.len() >= ending.len() && path[path.len() - ending.len()..].iter().zip(&ending).all(|(a, b)| a == b)
            };
            self.values.iter().filter(|(path, _)| is_named(path)).find_map(|(_, value)| read(value))
        })
    }

    /// All values.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(_, value)| value.as_str())
    }

    fn add(&mut self, path: &mut Vec<String>, value: &Value, depth: usize) {
        if depth > MAX_DEPTH || self.values.len() >= MAX_FIELDS {
            return;
        }
        match value {
            Value::Object(object) => self.add_object(path, object, depth),
            Value::Array(items) => self.add_items(path, items, depth),
            Value::String(text) if text.len() <= MAX_VALUE_BYTES && !is_null(text) => {
                self.values.push((path.clone(), text.clone()));
            }
            Value::Number(number) => self.values.push((path.clone(), number.to_string())),
            Value::Bool(is_true) => self.values.push((path.clone(), is_true.to_string())),
            Value::String(_) | Value::Null => {}
        }
    }

    fn add_object(&mut self, path: &mut Vec<String>, object: &Map<String, Value>, depth: usize) {
        for (key, value) in object {
            path.push(normalized(key));
            self.add(path, value, depth + 1);
            path.pop();
        }
    }

    fn add_items(&mut self, path: &mut Vec<String>, items: &[Value], depth: usize) {
        for item in items {
            let Value::Object(object) = item else { continue };
            if let (Some(Value::String(key)), Some(value)) = (object.get("key"), object.get("value")) {
                path.push(normalized(key));
                self.add(path, value, depth + 1);
                path.pop();
            } else if let Some(role) = role_of(object) {
                path.push(role.to_owned());
                self.add_object(path, object, depth + 1);
                path.pop();
            } else if items.len() == 1 {
                self.add_object(path, object, depth + 1);
            }
        }
    }
}

fn role_of(object: &Map<String, Value>) -> Option<&'static str> {
    let role = ["purpose", "role", "participantType", "participantRole"]
        .iter()
        .find_map(|key| object.get(*key).and_then(Value::as_str))?;
    match role.to_ascii_lowercase().as_str() {
        "agent" | "user" | "employee" | "operator" => Some("agent"),
        "customer" | "external" | "caller" | "client" => Some("customer"),
        _ => None,
    }
}

/// A name of a field without capitals and punctuation.
pub(super) fn normalized(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).take(64).collect::<String>().to_ascii_lowercase()
}

fn is_null(value: &str) -> bool {
    matches!(value.trim(), "" | "NULL" | "null" | "\\N" | "None" | "N/A")
}
