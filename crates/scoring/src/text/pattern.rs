//! Patterns over normalized text, written in words rather than in regular expressions.
//!
//! Beside regular expression syntax a pattern may hold `~N` between words, for up to N words of any kind,
//! and `<name>`, for one of a class of words from the lexicon.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use crate::lexicon;

/// Several patterns, found as one.
pub(crate) struct Patterns {
    regex: Regex,
}

impl Patterns {
    /// Compiles `patterns`; meant for `LazyLock` statics, whose patterns are all compiled by a test.
    #[expect(clippy::expect_used, reason = "patterns are constants of this crate and each is compiled by a test")]
    pub(crate) fn new(patterns: &[&str]) -> Self {
        let joined = patterns.iter().map(|p| format!("(?:{})", expanded(p))).collect::<Vec<_>>().join("|");
        let regex = RegexBuilder::new(&format!(r"\b(?:{joined})\b"))
            // Normalized text is ASCII, for which Unicode classes only cost time.
            .unicode(false)
            .size_limit(64 << 20)
            .dfa_size_limit(16 << 20)
            .build()
            .expect("a constant pattern is well formed");
        Self { regex }
    }

    /// The first match in `text`.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.regex.find(text).map(|m| m.range())
    }

    /// All matches in `text` that do not overlap.
    pub(crate) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        self.regex.find_iter(text).map(|m| m.range()).collect()
    }

    /// Whether anything matches.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// Replaces word classes and gaps by regular expressions.
fn expanded(pattern: &str) -> String {
    let mut out = pattern.to_owned();
    // Classes may name classes; the lexicon nests only a few levels deep.
    for _ in 0..6 {
        let Some(expanded) = expand_classes(&out) else { break };
        out = expanded;
    }
    expand_gaps(&out)
}

fn expand_classes(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    let mut is_changed = false;
    while let Some(open) = rest.find('<') {
        let (head, tail) = rest.split_at(open);
        out.push_str(head);
        let Some((name, after)) = tail.strip_prefix('<').and_then(|tail| tail.split_once('>')) else { break };
        out.push_str("(?:");
        out.push_str(lexicon::class(name));
        out.push(')');
        is_changed = true;
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

fn expand_gaps(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(at) = rest.find('~') {
        let (head, tail) = rest.split_at(at);
        let tail = tail.strip_prefix('~').unwrap_or(tail);
        let n_digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        let (n, after) = tail.split_at(n_digits);
        if let Some(after) = after.strip_prefix(' ') {
            out.push_str(head);
            out.push_str("(?:[a-z0-9]+ ){0,");
            out.push_str(n);
            out.push('}');
            rest = after;
        } else {
            // A gap at the end takes the blank before it along.
            out.push_str(head.strip_suffix(' ').unwrap_or(head));
            out.push_str("(?: [a-z0-9]+){0,");
            out.push_str(n);
            out.push('}');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Whether one of the last `n_words` words of `before` takes back what follows: "you do not |need a contract".
pub(crate) fn ends_negated(before: &str, n_words: usize) -> bool {
    before
        .split_ascii_whitespace()
        .rev()
        .take(n_words)
        .any(|word| matches!(word, "not" | "never" | "no" | "without" | "nobody" | "nothing" | "neither" | "nor"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_classes_are_spelled_out() {
        let patterns = Patterns::new(&["only ~3 <agreement>"]);
        assert!(patterns.is_match("we only help people under contract"));
        assert!(patterns.is_match("only members"));
        assert!(!patterns.is_match("only the very first time that we see a contract"));
        assert!(!patterns.is_match("lonely members"));
    }

    #[test]
    fn negation_is_seen_close_by() {
        assert!(ends_negated("you do not", 2));
        assert!(!ends_negated("not that it matters but you", 2));
    }
}
