//! Phrases with placeholders, such as `Thank you for calling [company], this is {name}.`

use crate::text::sentences_of;

/// At most so many words stand where a placeholder is.
const MOST_WORDS: usize = 8;

/// Fewer words than this besides placeholders prove nothing.
const LEAST_WORDS: usize = 3;

/// A phrase as the words that are fixed; anything may stand between them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// The fixed words between placeholders, normalized as sentences are.
    fixed: Vec<Vec<String>>,
}

impl Template {
    /// The template that `phrase` is; `None` where it has no placeholder, or hardly a word besides.
    pub(crate) fn of(phrase: &str) -> Option<Self> {
        let mut parts = vec![String::new()];
        let mut closing = None;
        for c in phrase.chars() {
            match (closing, c) {
                (None, '{' | '[') => {
                    closing = Some(if c == '{' { '}' } else { ']' });
                    parts.push(String::new());
                }
                (Some(end), c) if c == end => closing = None,
                (Some(_), _) => {}
                (None, c) => parts.last_mut()?.push(c),
            }
        }
        if parts.len() < 2 {
            return None;
        }
        let words_of = |part: &String| {
            let said = sentences_of(0, part);
            said.iter().flat_map(|s| s.text.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let fixed: Vec<Vec<String>> = parts.iter().map(words_of).filter(|words| !words.is_empty()).collect();
        (fixed.iter().map(Vec::len).sum::<usize>() >= LEAST_WORDS).then_some(Self { fixed })
    }

    /// Whether `text`, normalized as sentences are, has the fixed words in their order and near each other.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        let mut from = 0;
        for (part, fixed) in self.fixed.iter().enumerate() {
            let is_here = |at: usize| words.get(at..at + fixed.len()).is_some_and(|said| said == fixed.as_slice());
            let until = if part == 0 { words.len() } else { (from + MOST_WORDS + 1).min(words.len()) };
            let Some(at) = (from..until).find(|at| is_here(*at)) else { return false };
            from = at + fixed.len();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_short_may_stand_where_a_placeholder_is() {
        let template = Template::of("Thank you for calling [company], this is {name}.").unwrap();
        for (said, matches) in [
            ("thank you for calling lone pecan systems this is tess", true),
            ("hi thank you for calling lone pecan this is tess how can i help", true),
            ("thank you for calling this is tess", true),
            ("thank you for calling lone pecan tess speaking", false),
            ("thank you for calling one two three four five six seven eight nine this is tess", false),
            ("this is tess thank you for calling", false),
        ] {
            assert_eq!(template.matches(said), matches, "{said}");
        }
        assert_eq!(Template::of("Thank you for calling."), None);
        assert_eq!(Template::of("[company], {name}"), None);
    }
}
