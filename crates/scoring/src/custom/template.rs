//! Phrases that are said word for word, but for what stands where they have placeholders, and a word or two around them.

use crate::text::sentences_of;

/// At most so many words stand where a placeholder is.
const MOST_WORDS: usize = 8;

/// Fewer words than this besides placeholders prove nothing.
const LEAST_WORDS: usize = 3;

/// At most so many words are said besides a phrase without placeholders: more may turn its meaning round.
const MOST_BESIDES: usize = 3;

/// Words that turn round what is said beside them, as normalized sentences have them.
const DENIALS: [&str; 5] = ["not", "no", "never", "nobody", "cannot"];

/// A phrase as the words that are fixed; anything may stand between them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// The fixed words between placeholders, normalized as sentences are.
    fixed: Vec<Vec<String>>,
    /// Whether anything may stand between them.
    has_placeholder: bool,
}

impl Template {
    /// The template that `phrase` is; `None` where it has hardly a word besides placeholders.
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
        let words_of = |part: &String| {
            let said = sentences_of(0, part);
            said.iter().flat_map(|s| s.text.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let fixed: Vec<Vec<String>> = parts.iter().map(words_of).filter(|words| !words.is_empty()).collect();
        let has_placeholder = parts.len() > 1;
        (fixed.iter().map(Vec::len).sum::<usize>() >= LEAST_WORDS).then_some(Self { fixed, has_placeholder })
    }

    /// Whether `text`, normalized as sentences are, has the fixed words in their order and near each other.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        if !self.has_placeholder {
            let n_fixed: usize = self.fixed.iter().map(Vec::len).sum();
            let n_denials = |of: &mut dyn Iterator<Item = &str>| of.filter(|word| DENIALS.contains(word)).count();
            let is_denied =
                n_denials(&mut words.iter().copied()) > n_denials(&mut self.fixed.iter().flatten().map(String::as_str));
            if words.len() > n_fixed + MOST_BESIDES || is_denied {
                return false;
            }
        }
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
        assert_eq!(Template::of("Thanks, {name}."), None);
        assert_eq!(Template::of("[company], {name}"), None);
    }

    #[test]
    fn hardly_a_word_may_stand_around_a_phrase_without_placeholders() {
        let template = Template::of("I'm sorry to hear that.").unwrap();
        assert!(template.matches("i am sorry to hear that paul"));
        assert!(!template.matches("i am not sorry to hear that"));
        assert!(!template.matches("no i am sorry to hear that"));
        assert!(!template.matches("i am sorry to hear that you went to somebody else for it"));
        assert!(Template::of("We don't do that here.").unwrap().matches("well we do not do that here"));
    }
}
