//! The names of a scenario, which a recognizer may expect.

use super::Scenario;
use crate::words::{Word, capitals_in, names_in, words_of};

/// What is shorter is an abbreviation for the most part: "IT", "PCs".
const SHORTEST_NAME: usize = 4;

/// The names that the shopper may say, in their order, as they are written, each once.
pub(super) fn names_of(scenario: &Scenario) -> Vec<&str> {
    let facts = &scenario.hidden_facts;
    let texts = [&scenario.persona, &scenario.opening].into_iter();
    let texts = texts.chain(facts.iter().flat_map(|fact| std::iter::once(&fact.fact).chain(&fact.answers)));
    let in_texts = texts.flat_map(|text| names_in(&words_of(text)).into_iter().filter_map(|name| written(text, &name)));
    // In `words` a capital at the beginning is a name's, too.
    let in_words = facts.iter().flat_map(|fact| &fact.words).flat_map(|text| {
        let words = words_of(text);
        let runs = capitals_in(&words);
        runs.into_iter().filter_map(move |run| written(text, words.get(run)?)).collect::<Vec<_>>()
    });
    let mut names: Vec<&str> = Vec::new();
    let found = in_texts.chain(in_words).map(without_s);
    for name in found.filter(|name| name.chars().count() >= SHORTEST_NAME) {
        if !names.iter().any(|known| holds(known, name) && holds(name, known)) {
            names.push(name);
        }
    }
    // "Through April" is "April" behind the first word of a sentence.
    let all = names.clone();
    let only_begins = |name: &str| facts.iter().flat_map(|fact| &fact.answers).any(|text| text.starts_with(name));
    let is_known = |behind: &str| all.contains(&behind);
    names.retain(|name| !(only_begins(name) && name.split_once(' ').is_some_and(|(_, behind)| is_known(behind))));
    let is_part = |name: &str| names.iter().any(|other| *other != name && holds(other, name));
    names.iter().copied().filter(|name| !is_part(name)).collect()
}

/// The text that words of it are.
fn written<'t>(text: &'t str, words: &[Word]) -> Option<&'t str> {
    text.get(words.first()?.bytes.start..words.last()?.bytes.end)
}

/// A name, where it stands as what is its: "Patel's".
fn without_s(name: &str) -> &str {
    name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name)
}

/// Whether all words of `part` stand in a row in `name`.
fn holds(name: &str, part: &str) -> bool {
    let (name, part) = (words_of(name), words_of(part));
    name.windows(part.len().max(1))
        .any(|span| span.iter().map(|word| &word.text).eq(part.iter().map(|word| &word.text)))
}

#[cfg(test)]
mod tests {
    use crate::ShippedScenario;

    #[test]
    fn the_names_of_a_scenario_are_those_that_the_shopper_may_say() {
        let names = |id: &str| -> Vec<String> {
            let scenario = ShippedScenario::named(id).unwrap().scenario();
            scenario.names().into_iter().map(str::to_owned).collect()
        };
        assert_eq!(names("strange-login"), ["Corva Managed", "April"]);
        assert_eq!(names("new-office"), ["Bright Creek Dental", "March", "Patel"]);
        assert_eq!(names("server-down"), ["Harlan Freight", "Kyle", "Lone Star Data", "Google"]);
    }
}
