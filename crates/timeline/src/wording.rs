//! What words give away about the voice that says them.
//!
//! The tables hold wording that belongs to a way of answering, not to one firm: what makes a menu a menu is that it
//! offers keys; a queue message promises an answer; a voicemail greeting excuses itself and asks for a message.
//! Each entry carries points for the voice that it supports, in tenths of a natural logarithm of the odds, so that
//! points of independent wording add up.

mod bot;
mod menu;
mod normal;
mod notice;
mod person;
mod queue;
mod voicemail;

pub(crate) use normal::normalize;

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

/// A voice that may be heard on the business's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// A person.
    Live,
    /// A recorded menu, welcome or notice.
    Menu,
    /// A recorded queue or hold message.
    Queue,
    /// A voicemail or answering-machine greeting.
    Voicemail,
    /// A machine that converses.
    Bot,
}

impl Voice {
    pub(crate) const ALL: [Self; 5] = [Self::Live, Self::Menu, Self::Queue, Self::Voicemail, Self::Bot];
    pub(crate) const COUNT: usize = 5;

    pub(crate) const fn is_recorded(self) -> bool {
        !matches!(self, Self::Live)
    }
}

/// What a piece of wording shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A recorded menu.
    Menu,
    /// A recorded queue message.
    Queue,
    /// A recording that fills the time on hold.
    Promotion,
    /// A voicemail greeting.
    Voicemail,
    /// A machine that converses.
    Bot,
    /// A recorded notice.
    Notice,
    /// A recording of whatever kind.
    Recorded,
    /// A person, and nothing else.
    Human,
    /// Somebody who converses: a person, or a bot that imitates one.
    Conversation,
    /// A request to wait or a promise to connect: after it another voice may be heard.
    Handover,
}

/// Wording that shows something about the voice.
#[derive(Debug)]
pub(crate) struct Cue {
    pub(crate) sign: Sign,
    pub(crate) points: i32,
    /// A regular expression over normalized words (see [`normalize`]); a group called `name…` must not be a common word.
    pub(crate) pattern: &'static str,
}

pub(crate) const fn cue(sign: Sign, points: i32, pattern: &'static str) -> Cue {
    Cue { sign, points, pattern }
}

const TABLES: [&[Cue]; 6] = [menu::CUES, notice::CUES, queue::CUES, voicemail::CUES, bot::CUES, person::CUES];

/// Short names for parts of patterns that recur.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("KEY", "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|pound|hash|star|asterisk)"),
    ("PUSH", "(?:press|push|hit|dial|select|choose|enter|punch)(?: (?:the )?(?:number|option|key|digit))?"),
    (
        "STAFF",
        "(?:agents?|advisors?|advisers?|representatives?|reps?|operators?|technicians?|techs?|engineers?|specialists?|consultants?|coordinators?|receptionists?|executives?|team|teams|team members?|staff|lines?|people|colleagues|associates|attendants?|dispatchers?|experts?|nurses?|office)",
    ),
    ("CALLERS", "(?:callers?|customers?|clients?|calls?|patients?|guests?|members?|people)"),
    ("SOON", "(?:shortly|soon|momentarily|in a moment|in just a moment|as soon as|right away|right with)"),
];

/// Words that follow "this is" or "it is" without being anybody's name.
pub(crate) const NOT_A_NAME: &[&str] = &[
    "a",
    "about",
    "all",
    "also",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "because",
    "been",
    "being",
    "but",
    "by",
    "call",
    "can",
    "coming",
    "correct",
    "could",
    "do",
    "doing",
    "done",
    "down",
    "fine",
    "for",
    "from",
    "getting",
    "going",
    "gone",
    "good",
    "great",
    "he",
    "his",
    "how",
    "i",
    "if",
    "in",
    "is",
    "it",
    "just",
    "kind",
    "like",
    "me",
    "my",
    "no",
    "not",
    "now",
    "of",
    "ok",
    "okay",
    "on",
    "one",
    "only",
    "or",
    "our",
    "out",
    "quite",
    "really",
    "recorded",
    "right",
    "she",
    "so",
    "some",
    "something",
    "still",
    "that",
    "the",
    "their",
    "there",
    "they",
    "this",
    "to",
    "too",
    "up",
    "us",
    "usually",
    "very",
    "was",
    "we",
    "well",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "with",
    "you",
    "your",
    "zero",
];

struct Table {
    cues: Vec<&'static Cue>,
    set: RegexSet,
    named: Vec<Option<Regex>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let cues: Vec<&Cue> = TABLES.iter().copied().flatten().collect();
    let patterns: Vec<String> = cues.iter().map(|c| expand(c.pattern)).collect();
    Table {
        set: compile_set(&patterns),
        named: cues.iter().zip(&patterns).map(|(c, p)| c.pattern.contains("?<name").then(|| compile(p))).collect(),
        cues,
    }
});

/// Fills in the abbreviations of the tables and keeps the pattern to whole words.
pub(crate) fn expand(pattern: &str) -> String {
    let mut whole = pattern.to_owned();
    for (abbreviation, meaning) in ABBREVIATIONS {
        whole = whole.replace(abbreviation, meaning);
    }
    // Normalized words are parted by blanks. The Unicode classes `\w` and `\b` would make the automaton huge.
    format!("(?:^| )(?:{})(?: |$)", whole.replace(r"\w", "[^ ]"))
}

#[expect(clippy::expect_used, reason = "patterns are constants, and a test compiles them all")]
pub(crate) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant that compiles")
}

#[expect(clippy::expect_used, reason = "patterns are constants, and a test compiles them all")]
pub(crate) fn compile_set(patterns: &[String]) -> RegexSet {
    RegexSet::new(patterns).expect("the patterns are constants that compile")
}

/// The cues found in normalized words, each once.
pub(crate) fn cues_in(words: &str) -> impl Iterator<Item = &'static Cue> {
    let table = &*TABLE;
    table.set.matches(words).into_iter().filter_map(move |idx| {
        let cue = table.cues.get(idx)?;
        match table.named.get(idx)? {
            None => Some(*cue),
            Some(pattern) => pattern
                .captures_iter(words)
                .filter_map(|found| found.iter().skip(1).flatten().next())
                .any(|name| !NOT_A_NAME.contains(&name.as_str()))
                .then_some(*cue),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_alone_and_matches_no_empty_words() {
        for cue in TABLES.iter().copied().flatten() {
            let pattern = Regex::new(&expand(cue.pattern)).unwrap_or_else(|error| panic!("{}: {error}", cue.pattern));
            assert!(!pattern.is_match("") && !pattern.is_match(" "), "{}", cue.pattern);
        }
    }

    #[test]
    fn a_common_word_is_no_name() {
        let shows_name = |words: &str| cues_in(words).any(|c| c.pattern.starts_with("this is (?<name>"));
        assert!(shows_name("this is maureen"));
        assert!(!shows_name("this is not good"));
    }
}
