//! What a person types to search, as SQLite's full-text search wants it.

use std::str::FromStr;

/// Words to search for.
///
/// All plain words must be in one turn. `"Several words"` in quotes are looked for as they stand, `warrant*` for what
/// begins so, and `OR` and `NOT` in capitals stand between what is looked for. Everything else is taken literally:
/// an apostrophe, a hyphen or an e-mail address needs no quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuery {
    expression: String,
}

/// Why nothing can be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchQueryError {
    /// There is no word in it.
    #[error("there is no word in it to search for")]
    NoWord,
    /// It says only what is not to be found.
    #[error("it begins with NOT: say first what is to be found, as in `warranty NOT expired`")]
    BeginsWithNot,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Text to look for, and whether it is only a beginning.
    Text(String, bool),
    Operator(&'static str),
}

impl SearchQuery {
    /// The expression for SQLite.
    pub(crate) fn expression(&self) -> &str {
        &self.expression
    }
}

impl FromStr for SearchQuery {
    type Err = SearchQueryError;

    fn from_str(text: &str) -> Result<Self, SearchQueryError> {
        let parts = parts_of(text);
        if parts.iter().all(|part| matches!(part, Part::Operator(_))) {
            // Somebody looks for the word itself.
            let words: Vec<String> = parts.iter().map(|part| part.text().to_owned()).collect();
            return Self::of(words.into_iter().map(|word| Part::Text(word, false)));
        }
        if parts.first() == Some(&Part::Operator("NOT")) {
            return Err(SearchQueryError::BeginsWithNot);
        }
        // An operator that does not stand between two texts is a word.
        let is_text =
            |idx: Option<usize>| idx.and_then(|idx| parts.get(idx)).is_some_and(|p| matches!(p, Part::Text(..)));
        let parts: Vec<Part> = parts
            .iter()
            .enumerate()
            .map(|(idx, part)| match part {
                Part::Operator(word) if !(is_text(idx.checked_sub(1)) && is_text(Some(idx + 1))) => {
                    Part::Text((*word).to_owned(), false)
                }
                other => other.clone(),
            })
            .collect();
        Self::of(parts)
    }
}

impl SearchQuery {
    fn of(parts: impl IntoIterator<Item = Part>) -> Result<Self, SearchQueryError> {
        let mut expression = String::new();
        let mut operator = "";
        for part in parts {
            match part {
                Part::Operator(word) => operator = word,
                Part::Text(text, is_beginning) => {
                    if !expression.is_empty() {
                        let joined_by = if operator.is_empty() { "AND" } else { operator };
                        expression.extend([" ", joined_by, " "]);
                    }
                    operator = "";
                    expression.extend(["\"", &text.replace('"', "\"\""), "\""]);
                    expression.push_str(if is_beginning { " *" } else { "" });
                }
            }
        }
        if expression.is_empty() { Err(SearchQueryError::NoWord) } else { Ok(Self { expression }) }
    }
}

impl Part {
    fn text(&self) -> &str {
        match self {
            Self::Text(text, _) => text,
            Self::Operator(word) => word,
        }
    }
}

fn parts_of(text: &str) -> Vec<Part> {
    let text = text.replace(['\u{201c}', '\u{201d}', '\u{201e}'], "\"").replace('\0', " ");
    let mut parts = Vec::new();
    // Every second piece was between quotes; a quote that is never closed goes on to the end.
    for (piece, is_quoted) in text.split('"').zip([false, true].into_iter().cycle()) {
        if is_quoted {
            parts.extend(has_words(piece).then(|| Part::Text(piece.to_owned(), false)));
            continue;
        }
        for word in piece.split_whitespace() {
            match word {
                "AND" => parts.push(Part::Operator("AND")),
                "OR" => parts.push(Part::Operator("OR")),
                "NOT" => parts.push(Part::Operator("NOT")),
                _ => {
                    let beginning = word.strip_suffix('*').filter(|rest| rest.ends_with(char::is_alphanumeric));
                    let part = Part::Text(beginning.unwrap_or(word).to_owned(), beginning.is_some());
                    parts.extend(has_words(word).then_some(part));
                }
            }
        }
    }
    parts
}

/// Whether anything in it is indexed.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;
    use crate::said_index::TOKENIZER;

    fn index() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(&format!("CREATE VIRTUAL TABLE said USING fts5 (text, tokenize = '{TOKENIZER}')")).unwrap();
        conn
    }

    fn finds(query: &str, said: &str) -> bool {
        let conn = index();
        conn.execute("INSERT INTO said VALUES (?1)", [said]).unwrap();
        let query: SearchQuery = query.parse().unwrap();
        let sql = "SELECT count(*) FROM said WHERE said MATCH ?1";
        conn.query_row(sql, [query.expression()], |row| row.get::<_, i64>(0)).unwrap() == 1
    }

    #[test]
    fn words_phrases_beginnings_and_operators() {
        let said = "We don't do e-mail support, but write to Dana@lonepecan.example about the warranty.";
        for query in [
            "warranty",
            "WARRANTY dana",
            "\"about the warranty\"",
            "\u{201c}about the warranty\u{201d}",
            "warr*",
            "nothing OR warranty",
            "warranty NOT expired",
            "don't",
            "don\u{2019}t",
            "e-mail",
            "dana@lonepecan.example",
            "warranty - ?",
            "\"about the",
            "warranties",
        ] {
            assert!(finds(query, said), "{query}");
        }
        for query in
            ["warranty expired", "\"the about\"", "warr", "warranty NOT dana", "nothing OR never", "example@dana"]
        {
            assert!(!finds(query, said), "{query}");
        }
    }

    #[test]
    fn an_operator_without_two_sides_is_a_word() {
        assert!(finds("OR", "this or that"));
        assert!(finds("warranty OR", "a warranty or so"));
        assert!(!finds("warranty OR", "a warranty"));
        assert!(finds("NOT", "not now"));
    }

    #[test]
    fn what_cannot_be_searched_says_so() {
        for query in ["", "  ", "-", "\"\"", "?! *"] {
            assert_eq!(query.parse::<SearchQuery>(), Err(SearchQueryError::NoWord), "{query}");
        }
        assert_eq!("NOT warranty".parse::<SearchQuery>(), Err(SearchQueryError::BeginsWithNot));
    }

    proptest! {
        #[test]
        fn sqlite_understands_whatever_is_typed(query in "([a-zA-Z\"'*(){}:^+@. -]|AND|OR|NOT|NEAR){0,24}") {
            let conn = index();
            if let Ok(query) = query.parse::<SearchQuery>() {
                let sql = "SELECT count(*) FROM said WHERE said MATCH ?1";
                conn.query_row(sql, [query.expression()], |row| row.get::<_, i64>(0)).unwrap();
            }
        }
    }
}
