//! Criteria that a rubric's author wrote: what they listen for, and what reads it from TOML.

use std::ops::Range;

use toml::{Spanned, de::DeTable};

use super::{
    cue_names::{BUILT_IN_CUES, BuiltInCue, SaidBy, built_in_cue},
    line_limits::{LINE_KEYS, LineLimits},
    phrases::{Phrases, read_phrases},
    read::{Reader, nearest},
};

/// What a written criterion listens for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Whose words its phrases are looked for in: an agent's or the caller's.
    pub(crate) side: SaidBy,
    /// What should be heard.
    pub(crate) wanted: Vec<Wanted>,
    /// How many different ones of them, at least 1.
    pub(crate) at_least: usize,
    /// What must not be heard.
    pub(crate) unwanted: Vec<Wanted>,
    /// What the other side has to say before it applies; empty where it always does.
    pub(crate) when: Option<Phrases>,
    /// The cue after which it counts.
    pub(crate) after: Option<&'static BuiltInCue>,
    /// The cue before which it counts.
    pub(crate) before: Option<&'static BuiltInCue>,
    /// Within how many seconds of the first live word.
    pub(crate) within_seconds: Option<u32>,
    /// Within how many seconds of the end of the call.
    pub(crate) from_end_seconds: Option<u32>,
    /// What the line is held to.
    pub(crate) line: LineLimits,
}

/// Something that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A built-in cue.
    Cue(&'static BuiltInCue),
    /// Something in the meaning of example phrases.
    Meaning(Phrases),
}

/// The keys of a written criterion besides those of every criterion.
pub(super) const WRITTEN_KEYS: [&str; 12] = [
    "side",
    "any_of",
    "none_of",
    "at_least",
    "counts",
    "does_not_count",
    "never",
    "examples",
    "when",
    "after",
    "before",
    "within_seconds",
];

/// One more than fits in a line of keys.
pub(super) const FROM_END: &str = "from_end_seconds";

const EXAMPLES_KEYS: &[&str] = &["name", "counts", "does_not_count"];

/// What a criterion must have at least one of to be able to fail.
const WHAT_IT_HEARS: [&str; 5] = ["counts", "examples", "any_of", "none_of", "never"];

/// All keys that make a criterion a written one.
pub(super) fn written_keys() -> Vec<&'static str> {
    let words = WRITTEN_KEYS.into_iter().chain([FROM_END]);
    words.chain(LINE_KEYS.iter().map(|(key, _)| *key)).collect()
}

/// Whether the table says anything of what a criterion listens for.
pub(super) fn is_written(table: &DeTable<'_>) -> bool {
    let keys = WHAT_IT_HEARS.into_iter().chain(LINE_KEYS.iter().map(|(key, _)| *key));
    keys.into_iter().any(|key| table.contains_key(key))
}

impl Written {
    /// The phrases that its author gave as examples of what counts, in their order.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        self.groups().flat_map(|phrases| &phrases.counts).map(String::as_str)
    }

    /// The phrases that it counts, group by group.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &Phrases> {
        self.wanted.iter().filter_map(|wanted| match wanted {
            Wanted::Meaning(phrases) => Some(phrases),
            Wanted::Cue(_) => None,
        })
    }

    /// The written criterion in `table`, which belongs to the criterion at `owner`.
    pub(super) fn read<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, owner: &Range<usize>) -> Option<Self> {
        let n_before = reader.problems.len();
        let side = reader.word_of(table, "side", &["business", "caller"]);
        let side = side.map_or(SaidBy::Agent, |side| if side == "caller" { SaidBy::Caller } else { SaidBy::Agent });
        let any_of = reader.cues_of(table, "any_of");
        reader.sides_agree(table, &any_of, side);
        let none_of = reader.cues_of(table, "none_of");
        for (cue, span) in none_of.iter().filter(|(cue, _)| any_of.iter().any(|(wanted, _)| wanted == cue)) {
            let message = format!("`{}` is in `any_of` and in `none_of`", cue.name);
            reader.problem(span.clone(), message, Some("keep it in one of the two"));
        }
        let mut wanted: Vec<Wanted> = any_of.into_iter().map(|(cue, _)| Wanted::Cue(cue)).collect();
        let own = read_phrases(reader, table, ("counts", "does_not_count"), None, owner);
        wanted.extend(own.map(Wanted::Meaning));
        for (group, span) in reader.tables_of(table, "examples", "[[criteria.examples]]") {
            reader.unknown_keys(group, EXAMPLES_KEYS);
            let name = group.contains_key("name").then(|| reader.text_of(group, "name", &span)).flatten();
            if !group.contains_key("counts") {
                reader.problem(span.clone(), "missing `counts` of these examples", None);
            }
            let name = name.map(|(name, _)| name);
            wanted.extend(read_phrases(reader, group, ("counts", "does_not_count"), name, &span).map(Wanted::Meaning));
        }
        let never = read_phrases(reader, table, ("never", "does_not_count"), None, owner);
        let mut unwanted: Vec<Wanted> = none_of.into_iter().map(|(cue, _)| Wanted::Cue(cue)).collect();
        unwanted.extend(never.map(Wanted::Meaning));
        let at_least = reader.at_least_of(table, wanted.len());
        let when = read_phrases(reader, table, ("when", ""), None, owner);
        let after = reader.cue_of(table, "after");
        let before = reader.cue_of(table, "before");
        let seconds = (1, 3600);
        let within_seconds = reader.optional_number_of(table, "within_seconds", seconds).ok().flatten();
        let from_end_seconds = reader.optional_number_of(table, FROM_END, seconds).ok().flatten();
        if wanted.is_empty() {
            for key in ["within_seconds", FROM_END] {
                if let Some((written, _)) = table.get_key_value(key) {
                    let hint = "add `counts` or `any_of`: what has to be said by then";
                    reader.problem(written.span(), format!("`{key}` has nothing to hold for"), Some(hint));
                }
            }
        }
        let line = LineLimits::read(reader, table, owner);
        let is_sound = reader.problems.len() == n_before;
        let written = Self {
            side,
            wanted,
            at_least: at_least?,
            unwanted,
            when,
            after,
            before,
            within_seconds,
            from_end_seconds,
            line: line?,
        };
        is_sound.then_some(written)
    }
}

impl<'t> Reader<'t> {
    /// The cue named `name`, or a problem at `span`.
    fn cue_named(&mut self, name: &str, span: Range<usize>) -> Option<&'static BuiltInCue> {
        let cue = built_in_cue(name);
        if cue.is_none() {
            let names = BUILT_IN_CUES.map(|cue| cue.name);
            let hint = nearest(name, &names).map_or_else(
                || "docs/rubric.md lists them; what has no cue is described by `counts`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.problem(span, format!("no built-in cue is called `{name}`"), Some(&hint));
        }
        cue
    }

    fn cues_of(&mut self, table: &DeTable<'t>, key: &str) -> Vec<(&'static BuiltInCue, Range<usize>)> {
        let names = self.texts_of(table, key).unwrap_or_default();
        names.into_iter().filter_map(|(name, span)| Some((self.cue_named(&name, span.clone())?, span))).collect()
    }

    fn cue_of(&mut self, table: &DeTable<'t>, key: &str) -> Option<&'static BuiltInCue> {
        if !table.contains_key(key) {
            return None;
        }
        let (name, span) = self.text_of(table, key, &(0..0))?;
        self.cue_named(&name, span)
    }

    /// Notes cues of the other side than the one that the criterion names.
    fn sides_agree(&mut self, table: &DeTable<'t>, cues: &[(&'static BuiltInCue, Range<usize>)], side: SaidBy) {
        for (cue, span) in cues {
            let (is_caller, owner) = match cue.said_by {
                SaidBy::Caller => (true, "the caller"),
                SaidBy::Agent => (false, "an agent"),
                SaidBy::Recorded => (false, "a recorded voice"),
            };
            if is_caller == (side == SaidBy::Caller) {
                continue;
            }
            let hint = if is_caller { "add `side = \"caller\"`" } else { "leave `side` out" };
            let says = if table.contains_key("side") { "says" } else { "listens to" };
            let side = if side == SaidBy::Caller { "the caller" } else { "the business" };
            let message = format!("`{}` is a cue of {owner}, and the criterion {says} {side}", cue.name);
            self.problem(span.clone(), message, Some(hint));
        }
    }

    fn at_least_of(&mut self, table: &DeTable<'t>, n_wanted: usize) -> Option<usize> {
        let number = self.optional_number_of(table, "at_least", (1, 100)).ok()?.unwrap_or(1);
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if number > n_wanted && table.contains_key("at_least") {
            let at = table.get("at_least").map_or(0..0, Spanned::span);
            let hint = "each cue of `any_of`, `counts`, and each `[[criteria.examples]]` is one";
            self.problem(at, format!("`at_least` is {number}, and there are {n_wanted} things to hear"), Some(hint));
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_explained() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rubric.md");
        let page = fs_err::read_to_string(path).unwrap();
        for key in written_keys() {
            assert!(page.contains(&format!("| `{key}` |")), "docs/rubric.md does not explain `{key}`");
        }
    }
}
