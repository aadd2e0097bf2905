//! What surrounds a unit: the firm's name, and what the caller says before and after.

use std::sync::LazyLock;

use regex::Regex;
use ringcheck_call::{Side, Turn};

use crate::{
    lattice::{Points, add},
    units::Unit,
    wording::{Voice, compile, expand, normalize},
};

/// The first turn in which the caller says more than a choice.
pub(crate) fn first_request(turns: &[Turn]) -> Option<usize> {
    turns.iter().position(|turn| {
        let speech = CallerSpeech::of(&normalize(turn.text()));
        turn.side() == Side::Caller && speech.n_words >= 6 && !speech.is_choice
    })
}

/// Whether `unit` takes up a word of what the caller said since `before`: no recording does.
pub(crate) fn reacts(turns: &[Turn], before: usize, unit: &Unit) -> bool {
    let caller = turns.get(before + 1..unit.turn).unwrap_or_default().iter().filter(|t| t.side() == Side::Caller);
    caller.map(|t| normalize(t.text())).any(|said| {
        unit.words.split_whitespace().any(|w| w.len() >= 5 && !COMMON.contains(&w) && said.split(' ').any(|s| s == w))
    })
}

/// Long words that recordings and callers share by chance.
const COMMON: &[&str] = &[
    "about",
    "after",
    "again",
    "another",
    "calling",
    "could",
    "hello",
    "leave",
    "message",
    "moment",
    "morning",
    "number",
    "other",
    "please",
    "press",
    "service",
    "someone",
    "speak",
    "support",
    "thank",
    "thanks",
    "there",
    "these",
    "today",
    "which",
    "would",
    "office",
    "sales",
    "billing",
    "person",
    "technical",
    "emergency",
    "appointment",
];

/// The words by which a firm names itself at the start of a call.
#[derive(Default)]
pub(crate) struct FirmWords {
    words: Vec<String>,
    /// The unit that names the firm.
    pub(crate) named_in: usize,
}

static NAMES_FIRM: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"(?:thank you for (?:calling|contacting|choosing|ringing)|thanks for (?:calling|contacting|choosing|ringing)|welcome to|you have (?:reached|called|got)|you are through to|this is|calling)(?: the)?((?: \w+){1,3})",
    ))
});

/// Words that follow a welcome without naming the firm.
const NOT_A_FIRM: &[&str] = &[
    "a",
    "all",
    "and",
    "at",
    "calls",
    "can",
    "for",
    "from",
    "how",
    "if",
    "in",
    "is",
    "it",
    "it's",
    "of",
    "our",
    "please",
    "the",
    "this",
    "to",
    "us",
    "voicemail",
    "we",
    "you",
    "your",
    "office",
    "offices",
    "company",
    "services",
    "support",
    "mailbox",
    "general",
    "home",
    "after",
    "outside",
    "law",
    "today",
    "back",
];

impl FirmWords {
    /// Whether the words name the firm.
    pub(crate) fn is_in(&self, words: &str) -> bool {
        words.split_whitespace().any(|w| self.words.iter().any(|firm| firm == w))
    }
}

pub(crate) fn firm_words(units: &[Unit]) -> FirmWords {
    for (at, unit) in units.iter().enumerate().take(4) {
        let Some(found) = NAMES_FIRM.captures(&unit.words).and_then(|c| c.get(1)) else { continue };
        let words: Vec<String> = found
            .as_str()
            .split_whitespace()
            .filter(|w| w.len() > 2 && !NOT_A_FIRM.contains(w))
            .map(str::to_owned)
            .collect();
        if !words.is_empty() {
            return FirmWords { words, named_in: at };
        }
    }
    FirmWords { words: Vec::new(), named_in: usize::MAX }
}

/// Words that answer the phone for a firm.
pub(crate) static ANSWERS: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"how (?:can|may|could|might) (?:i|we) (?:help|assist|direct)|(?:thank you|thanks) for calling|speaking|you are through to|what can (?:i|we) do|can i help|may i help|sorry about the wait|thank you for holding|this side|speaking to|talking to",
    ))
});

/// What the caller thinks of the voice that was just heard.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Mind {
    /// Nothing that was said.
    #[default]
    Unsaid,
    /// Glad to have reached a person.
    Relieved,
    /// Asks if this is a machine, or for a person instead of it.
    Doubts,
}

impl Mind {
    fn of(words: &str) -> Self {
        match (RELIEVED.is_match(words), DOUBTS.is_match(words)) {
            (true, _) => Self::Relieved,
            (false, true) => Self::Doubts,
            (false, false) => Self::Unsaid,
        }
    }

    const fn points(self) -> Points {
        match self {
            Self::Unsaid => [0; Voice::COUNT],
            Self::Relieved => [40, 0, 0, 0, 0],
            Self::Doubts => [-5, 10, 5, 10, 40],
        }
    }
}

/// What the caller says between two units of the business.
#[derive(Default)]
pub(crate) struct CallerSpeech {
    n_words: usize,
    is_choice: bool,
    greets: bool,
    mind: Mind,
}

static CHOICE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"^(?:(?:um|uh|option|number|press|pressing|yes|okay) )*KEY$|representative|operator|agent|a person|human|talk to someone|somebody|support|sales|billing|service|reception|press\w*|yes|no",
    ))
});

static RELIEVED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:finally|at last|oh good|oh great|thank god|wow)(?: \w+)? (?:a|an) (?:\w+ )?(?:person|human|human being|someone)|(?:a|an) (?:real|actual|live) (?:person|human)(?: at last| finally|$)|glad (?:i got|to get|to reach) (?:a|an) (?:\w+ )?(?:person|human)",
    )
});

static DOUBTS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"are you (?:a |an |the )?(?:real|human|robot|bot|machine|computer|ai|a i|recording|recorded|automated|actual|live)|is (?:this|that) (?:a |an |the |just a |one of those )?(?:robot|bot|machine|recording|ai|a i|real|automated|computer|answering machine|live person)|(?:am i|is this) (?:talking|speaking) (?:to|with) (?:a |an )?(?:robot|machine|real|human|computer|bot|person|actual|live|ai)|(?:talk|speak|speaking|talking) (?:to|with) (?:a |an )?(?:human|real person|actual person|live person|real human)|stupid (?:machine|robot|thing|menu)",
    )
});

static GREETS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?:oh|ah|yes|yeah|um|uh|aye|eh|erm) )*(?:hi|hello|hey|hiya|howdy|morning|afternoon|evening|good (?:morning|afternoon|evening|day)|g day)\b",
    )
});

impl CallerSpeech {
    /// What the caller says after turn `before` and before turn `after`, or the end of the call.
    pub(crate) fn between(turns: &[Turn], before: usize, after: Option<usize>) -> Self {
        let end = after.unwrap_or(turns.len());
        let said: Vec<String> = turns
            .get(before + 1..end)
            .unwrap_or_default()
            .iter()
            .filter(|t| t.side() == Side::Caller)
            .map(|t| normalize(t.text()))
            .collect();
        Self::of(&said.join(" "))
    }

    fn of(words: &str) -> Self {
        let n_words = words.split_whitespace().count();
        Self {
            n_words,
            is_choice: n_words <= 7 && CHOICE.is_match(words),
            greets: GREETS.is_match(words),
            mind: Mind::of(words),
        }
    }

    /// Points for the voice of the words before; `asks_for_message` says that they excuse somebody or ask for a message.
    pub(crate) fn points(&self, ends_call: bool, asks_for_message: bool) -> Points {
        let mut points = [0; Voice::COUNT];
        if self.n_words == 0 {
            return points;
        }
        let to_voicemail = |points: i32| if asks_for_message { points } else { -5 };
        // Nobody talks at length to a menu or a queue; everybody does to a person, and once to a voicemail.
        if self.n_words >= 10 {
            add(&mut points, [15, -10, -10, to_voicemail(8), 0]);
        }
        if self.greets && self.n_words >= 4 {
            add(&mut points, [10, -5, -5, to_voicemail(4), 0]);
        }
        if self.is_choice {
            add(&mut points, [-5, 10, 0, 0, 8]);
        }
        add(&mut points, self.mind.points());
        if ends_call && self.n_words >= 10 && asks_for_message {
            add(&mut points, [-5, 0, 0, 5, 0]);
        }
        points
    }
}
