//! A script's line cut into what is said in one breath, which is what a rubric's phrase can hold.

use super::phrases::{MOST_WORDS, n_words};

/// Why a line is left out that no rubric could hold.
pub(super) const TOO_LONG: &str = "a sentence in it has more than 40 words";

/// `phrases` as lines that a rubric can hold: of one that is too long each few sentences are a line of their own.
///
/// None where a sentence alone is too long. Of several ways to say a line the ones that are too long are left out.
pub(super) fn breaths_of(mut phrases: Vec<String>) -> Vec<Vec<String>> {
    let is_short = |phrase: &String| n_words(phrase) <= MOST_WORDS;
    if phrases.iter().any(is_short) {
        phrases.retain(is_short);
        return vec![phrases];
    }
    let mut breaths: Vec<Vec<String>> = Vec::new();
    for sentence in phrases.first().into_iter().flat_map(|phrase| sentences_of(phrase)) {
        if n_words(sentence) > MOST_WORDS {
            return Vec::new();
        }
        match breaths.last_mut().and_then(|breath| breath.first_mut()) {
            Some(said) if n_words(said) + n_words(sentence) <= MOST_WORDS => {
                said.push(' ');
                said.push_str(sentence);
            }
            _ => breaths.push(vec![sentence.to_owned()]),
        }
    }
    breaths
}

/// The sentences of `text`, each with a word in it.
fn sentences_of(text: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = text.match_indices(['.', '?', '!']).map(|(at, mark)| at + mark.len()).collect();
    ends.retain(|end| text[*end..].starts_with(char::is_whitespace));
    ends.push(text.len());
    let mut start = 0;
    ends.into_iter().filter_map(move |end| {
        let sentence = text[start..end].trim();
        start = end;
        (n_words(sentence) > 0).then_some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rubric, ScriptError, rubric_of_script};

    #[test]
    fn long_lines_make_a_rubric_that_is_accepted() {
        let sentence = |word: &str, n: usize| format!("{}done.", format!("{word} ").repeat(n - 1));
        let (two, long) = (format!("{} {}", sentence("first", 30), sentence("second", 30)), sentence("third", 41));
        let script = format!("- {two}\n- {long}\n- Say \"{two}\" or \"we can help you\"\n- {}\n", sentence("last", 40));
        let made = rubric_of_script(&script, "long", true).unwrap();
        let rubric = Rubric::parse(&made.text).unwrap();
        let ids: Vec<&str> = rubric.criteria.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "line_01_first_first_first_first",
                "line_02_second_second_second_second",
                "line_03_we_can_help_you",
                "line_04_last_last_last_last"
            ]
        );
        assert_eq!(made.left_out, [(2, TOO_LONG)]);
        assert!(TOO_LONG.contains(&MOST_WORDS.to_string()));
        // Without any line that fits there is none.
        assert_eq!(rubric_of_script(&format!("- {long}\n"), "long", true), Err(ScriptError::NoLines));
    }
}
