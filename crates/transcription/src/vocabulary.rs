//! Names that the owner expects to hear: of the firm, its people, its products.
//!
//! Whisper is shown them as if they had been said before, which makes it write them so where it hears something alike.

use ringcheck_call::Segment;

/// Names that are expected in calls, in the owner's spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    terms: Vec<String>,
}

impl Vocabulary {
    /// Reads one term a line; empty lines and what follows a `#` are left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut terms: Vec<String> = Vec::new();
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            // A control character would end the text for whisper.cpp, or end up in the words.
            let term = line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
            let term = term.collect::<Vec<_>>().join(" ");
            if !term.is_empty() && !terms.contains(&term) {
                terms.push(term);
            }
        }
        Self { terms }
    }

    /// Whether there are no terms.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms, each once, in the order given.
    #[must_use]
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// What Whisper is shown; `None` without terms.
    #[must_use]
    pub fn prompt(&self) -> Option<String> {
        (!self.is_empty()).then(|| format!("{}.", self.terms.join(", ")))
    }

    /// Whether `segments` say nothing but terms.
    ///
    /// Where Whisper hears no words it tends to repeat what it was shown, so such a text proves nothing.
    #[must_use]
    pub(crate) fn is_all_of(&self, segments: &[Segment]) -> bool {
        let known: Vec<String> = self.terms.iter().flat_map(|term| words_of(term)).collect();
        let mut said = segments.iter().flat_map(|segment| words_of(&segment.text)).peekable();
        said.peek().is_some() && said.all(|word| known.contains(&word))
    }
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Side;

    use super::*;

    fn segment(text: &str) -> Segment {
        Segment {
            channel: 0,
            side: Side::Unknown,
            start_ms: None,
            end_ms: None,
            text: text.to_owned(),
            words: vec![],
            confidence: None,
            marks: vec![],
        }
    }

    #[test]
    fn a_line_is_a_term_and_comments_are_none() {
        let vocabulary =
            Vocabulary::parse("\u{feff}Lone  Pecan\tTechnologies # us\r\n\n# people\nMarcy\0Dale\nMarcy Dale\n");
        assert_eq!(vocabulary.terms(), ["Lone Pecan Technologies", "Marcy Dale"]);
        assert_eq!(vocabulary.prompt().unwrap(), "Lone Pecan Technologies, Marcy Dale.");
        assert_eq!(Vocabulary::parse("# nobody\n\n").prompt(), None);
    }

    #[test]
    fn only_a_text_of_nothing_but_terms_is_suspect() {
        let vocabulary = Vocabulary::parse("Lone Pecan Technologies\nMarcy");
        assert!(vocabulary.is_all_of(&[segment("Marcy, Lone Pecan"), segment("Technologies.")]));
        assert!(!vocabulary.is_all_of(&[segment("Lone Pecan Technologies, this is Marcy.")]));
        assert!(!vocabulary.is_all_of(&[]), "no text is no repetition");
    }
}
