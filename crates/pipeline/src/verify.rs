//! Whether stored scorecards are what their transcripts, rubrics and opinions make.

use std::fmt;

use ringcheck_call::{EventKind, Origin, Scorecard, Sha256Hex};
use ringcheck_scoring::{Rubric, SCORER_VERSION};
use ringcheck_store::{ScorecardId, ScorecardRows, Store, StoreError, StoredScorecard};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    OpinionLost, OwnPrompt, Setting,
    rescore::{Basis, rescore_with},
};

/// Why a scorecard is not identical to what is derived again. Holds no word of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// Its JSON is no scorecard.
    Unreadable,
    /// The transcript that it was made from is not stored.
    NoTranscript,
    /// The rubric that it was made by is not stored.
    NoRubric,
    /// The stored rubric's text is not the one that it was made by.
    RubricChanged,
    /// This version cannot read the rubric.
    RubricUnreadable,
    /// A second opinion that went into it cannot be heard again.
    OpinionLost {
        /// The criterion.
        criterion: String,
        /// Why.
        why: OpinionLost,
    },
    /// Another version of the scorer made it.
    OtherScorer {
        /// The version that made it.
        made_by: String,
    },
    /// The firm's prompts were heard in it, and they were not given.
    PromptsNeeded,
    /// Parts of its origin are not those of what it was made from.
    Origin {
        /// The keys of these parts.
        parts: Vec<String>,
    },
    /// A value differs, outside of the origin.
    Value {
        /// The first place that differs, as a JSON path.
        path: String,
    },
    /// The values are the same and their bytes are not.
    Bytes,
    /// The bytes are the same and its key is not: it was made by another version of the program, or from another
    /// transcript, or what it says was known of the call is not what was.
    Key,
    /// The tables beside the JSON say something else.
    Rows {
        /// The table.
        table: &'static str,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => f.write_str("its JSON is no scorecard"),
            Self::NoTranscript => f.write_str("its transcript is missing"),
            Self::NoRubric => f.write_str("its rubric is missing"),
            Self::RubricChanged => f.write_str("the stored text of its rubric was changed"),
            Self::RubricUnreadable => f.write_str("this version cannot read its rubric"),
            Self::OpinionLost { criterion, why } => write!(f, "the second opinion on {criterion} is lost: {why}"),
            Self::OtherScorer { made_by } => {
                write!(f, "made by scorer version {made_by}, and this is version {SCORER_VERSION}")
            }
            Self::PromptsNeeded => f.write_str("the firm's prompts were heard in it: name their folder with --prompts"),
            Self::Origin { parts } => write!(f, "its origin says otherwise: {}", parts.join(", ")),
            Self::Value { path } => write!(f, "first difference at {path}"),
            Self::Bytes => f.write_str("the same values are written in other bytes"),
            Self::Key => f.write_str("its key is not that of what it was made from"),
            Self::Rows { table } => write!(f, "the table {table} says otherwise than its JSON"),
        }
    }
}

/// Derives the stored scorecard `id` again and compares; empty when it is identical to the byte.
///
/// Nothing is written. `prompts` are the firm's own, where calls were scored with them.
/// `None` if there is no such scorecard.
pub fn verify(store: &Store, id: &ScorecardId, prompts: &[OwnPrompt]) -> Result<Option<Vec<Mismatch>>, StoreError> {
    let Some(stored) = store.stored_scorecard(id)? else { return Ok(None) };
    let Ok(card) = serde_json::from_str::<Scorecard>(&stored.json) else { return Ok(Some(vec![Mismatch::Unreadable])) };
    let origins = card.origin.second_opinions.iter();
    let answers = origins.map(|origin| store.find_opinion(&origin.key)).collect::<Result<Vec<_>, _>>()?;
    let mut mismatches = compare(&stored, &card, &answers, prompts);
    if let Some(table) = stored.rows.differing_table(&ScorecardRows::of(&card)) {
        mismatches.push(Mismatch::Rows { table });
    }
    Ok(Some(mismatches))
}

fn compare(
    stored: &StoredScorecard,
    card: &Scorecard,
    answers: &[Option<String>],
    prompts: &[OwnPrompt],
) -> Vec<Mismatch> {
    let Some((key, transcript)) = &stored.transcript else { return vec![Mismatch::NoTranscript] };
    let Some(text) = &stored.rubric_text else { return vec![Mismatch::NoRubric] };
    if Sha256Hex::from_bytes(Sha256::digest(text).into()).as_str() != stored.rubric_sha256 {
        return vec![Mismatch::RubricChanged];
    }
    let other_scorer = (card.origin.scorer_version != SCORER_VERSION)
        .then(|| Mismatch::OtherScorer { made_by: card.origin.scorer_version.clone() });
    let Ok(rubric) = Rubric::parse(text) else {
        return other_scorer.into_iter().chain([Mismatch::RubricUnreadable]).collect();
    };
    let basis = Basis { card, key, transcript };
    let derive = |prompts| rescore_with(basis, Setting { rubric: &rubric, prompts }, answers);
    let is_it =
        |derived: &Result<(Scorecard, Sha256Hex), _>| derived.as_ref().is_ok_and(|(_, key)| key.as_str() == stored.key);
    // Which calls were scored with prompts is written nowhere but in what came of it.
    let mut derived = derive(&[]);
    if !prompts.is_empty() && !is_it(&derived) {
        let with_prompts = derive(prompts);
        if is_it(&with_prompts) || names_prompts(card) {
            derived = with_prompts;
        }
    }
    let (derived, derived_key) = match derived {
        Ok(derived) => derived,
        Err((criterion, why)) => {
            return other_scorer.into_iter().chain([Mismatch::OpinionLost { criterion, why }]).collect();
        }
    };
    let mut mismatches: Vec<Mismatch> = other_scorer.into_iter().collect();
    let is_other_scorer = !mismatches.is_empty();
    let json = serde_json::to_string(&derived).unwrap_or_default();
    if json == stored.json {
        // Who was masked how is a part of the transcript's key, which is a part of this one.
        if derived_key.as_str() != stored.key {
            mismatches.push(Mismatch::Key);
        }
        return mismatches;
    }
    let parts = differing_parts(&card.origin, &derived.origin, is_other_scorer);
    if !parts.is_empty() {
        mismatches.push(Mismatch::Origin { parts });
    }
    match first_difference(&stored.json, &json) {
        Some(path) => {
            if prompts.is_empty() && names_prompts(card) {
                mismatches.push(Mismatch::PromptsNeeded);
            }
            mismatches.push(Mismatch::Value { path });
        }
        None if mismatches.is_empty() => mismatches.push(Mismatch::Bytes),
        None => {}
    }
    mismatches
}

/// Whether a prompt of the firm's was recognized; the labels of tones are not names of prompts.
fn names_prompts(card: &Scorecard) -> bool {
    card.timeline.events.iter().any(|event| event.label.is_some() && event.kind != EventKind::Dtmf)
}

/// The keys of the origin's parts that differ; the scorer's version is told in its own words.
fn differing_parts(stored: &Origin, derived: &Origin, is_other_scorer: bool) -> Vec<String> {
    let [stored, derived] = [stored, derived].map(|origin| serde_json::to_value(origin).unwrap_or_default());
    let (Some(stored), Some(derived)) = (stored.as_object(), derived.as_object()) else { return Vec::new() };
    let mut keys: Vec<&String> = stored.keys().chain(derived.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| stored.get(*key) != derived.get(*key) && !(is_other_scorer && *key == "scorer_version"));
    keys.into_iter().cloned().collect()
}

/// The path of the first value that differs, outside of the origin; `None` where all values are the same.
fn first_difference(stored: &str, derived: &str) -> Option<String> {
    let [mut stored, mut derived] =
        [stored, derived].map(|json| serde_json::from_str::<Value>(json).unwrap_or_default());
    for card in [&mut stored, &mut derived] {
        if let Some(card) = card.as_object_mut() {
            card.remove("origin");
        }
    }
    difference(&stored, &derived, "$")
}

fn difference(a: &Value, b: &Value, path: &str) -> Option<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.into_iter().find_map(|key| match (a.get(key), b.get(key)) {
                (Some(a), Some(b)) => difference(a, b, &format!("{path}.{key}")),
                _ => Some(format!("{path}.{key}")),
            })
        }
        (Value::Array(a), Value::Array(b)) => {
            let of_both = a.iter().zip(b).enumerate();
            let inside = |(idx, (a, b)): (usize, (&Value, &Value))| difference(a, b, &format!("{path}[{idx}]"));
            let shorter = a.len().min(b.len());
            of_both
                .map(inside)
                .find(Option::is_some)
                .flatten()
                .or_else(|| (a.len() != b.len()).then(|| format!("{path}[{shorter}]")))
        }
        _ => (a != b).then(|| path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_differs_is_named() {
        let stored = r#"{"criteria":[{"id":"a","verdict":"pass"},{"id":"b","verdict":"fail"}],"origin":{"version":"1"},"turns":[]}"#;
        let of = |derived: &str| first_difference(stored, derived);
        assert_eq!(of(stored), None);
        assert_eq!(of(&stored.replace(r#""version":"1""#, r#""version":"2""#)), None);
        assert_eq!(of(&stored.replace("fail", "na")).as_deref(), Some("$.criteria[1].verdict"));
        assert_eq!(of(&stored.replace("[]", "[1]")).as_deref(), Some("$.turns[0]"));
        assert_eq!(of(&stored.replace(r#","turns":[]"#, "")).as_deref(), Some("$.turns"));
        assert_eq!(of(&stored.replace(r#""id":"a","#, r#""id":"a","x":null,"#)).as_deref(), Some("$.criteria[0].x"));
    }
}
