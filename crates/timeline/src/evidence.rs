//! What speaks for which voice in each unit: its wording, and what the other side does around it.

use std::sync::LazyLock;

use regex::Regex;
use ringcheck_call::{Side, Turn};

use crate::{
    lattice::{Node, Points},
    units::Unit,
    wording::{Sign, Voice, compile, cues_in, expand, normalize},
};

/// The most points that one unit can give to a voice.
///
/// Less than a recording in the middle of a person's talk costs, so that no single sentence can turn a person who
/// explains a menu into one.
const MAX_POINTS: i32 = 70;

/// What a unit's wording is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings, several of which may hold at once")]
pub(crate) struct Signs {
    /// It is a recording notice.
    pub(crate) notice: bool,
    /// It offers choices.
    pub(crate) menu: bool,
    /// It says that one waits in a queue.
    pub(crate) queue: bool,
    /// It announces another voice.
    pub(crate) handover: bool,
    /// It answers the phone for a firm.
    pub(crate) answers: bool,
}

/// The lattice's nodes for `units` of `turns`, and what each unit is about.
pub(crate) fn nodes_of(turns: &[Turn], units: &[Unit]) -> (Vec<Node>, Vec<Signs>) {
    let mut nodes = Vec::with_capacity(units.len());
    let mut all_signs: Vec<Signs> = Vec::with_capacity(units.len());
    let firm = firm_words(units);
    for (at, unit) in units.iter().enumerate() {
        let (mut points, mut signs) = wording(unit);
        if at > firm.named_in && unit.n_words() <= 8 && firm.is_in(&unit.words) {
            points[Voice::Live as usize] += 20;
            signs.answers = true;
        }
        if is_answer(&unit.words) {
            signs.answers = true;
        }
        let is_last_of_turn = units.get(at + 1).is_none_or(|next| next.turn != unit.turn);
        if is_last_of_turn {
            let next_turn = units.get(at + 1).map(|next| next.turn);
            let reply = CallerSpeech::between(turns, unit.turn, next_turn);
            add(&mut points, reply.points(next_turn.is_none()));
        }
        let handovers = all_signs.iter().rev().take(2).any(|s| s.handover);
        let is_business = turns[unit.turn].side() == Side::Business;
        for sum in &mut points {
            *sum = (*sum).min(MAX_POINTS);
        }
        nodes.push(Node { points, follows_handover: handovers, is_business });
        all_signs.push(signs);
    }
    (nodes, all_signs)
}

fn add(points: &mut Points, more: Points) {
    for (sum, more) in points.iter_mut().zip(more) {
        *sum += more;
    }
}

/// Points from a unit's words alone.
fn wording(unit: &Unit) -> (Points, Signs) {
    let mut by_voice = [0; Voice::COUNT];
    let mut of_any_recording = 0;
    let mut signs = Signs::default();
    let mut live = |human: i32, conversation: i32| {
        by_voice[Voice::Live as usize] += human + conversation;
        // A bot converses too, if a little stiffly.
        by_voice[Voice::Bot as usize] += conversation * 7 / 10;
    };
    let mut recorded = [(Voice::Menu, 0), (Voice::Queue, 0), (Voice::Voicemail, 0), (Voice::Bot, 0)];
    let mut credit = |voice: Voice, points: i32| {
        for (of, sum) in &mut recorded {
            // A recording of one kind often says what belongs to another: a queue message offers keys.
            *sum += if *of == voice { points } else { points / 2 };
        }
    };
    for cue in cues_in(&unit.words) {
        match cue.sign {
            Sign::Human => live(cue.points, 0),
            Sign::Conversation => live(0, cue.points),
            Sign::Menu => credit(Voice::Menu, cue.points),
            Sign::Queue | Sign::Promotion => credit(Voice::Queue, cue.points),
            Sign::Voicemail => credit(Voice::Voicemail, cue.points),
            Sign::Bot => credit(Voice::Bot, cue.points),
            Sign::Notice | Sign::Recorded => of_any_recording += cue.points,
            Sign::Handover => {}
        }
        signs.notice |= cue.sign == Sign::Notice;
        signs.menu |= cue.sign == Sign::Menu && cue.points >= 20;
        signs.queue |= cue.sign == Sign::Queue;
        signs.handover |= cue.sign == Sign::Handover;
    }
    for (voice, points) in recorded {
        by_voice[voice as usize] += points + of_any_recording;
    }
    (by_voice, signs)
}

/// The words by which a firm names itself at the start of a call.
#[derive(Default)]
struct FirmWords {
    words: Vec<String>,
    /// The unit that names the firm.
    named_in: usize,
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
    fn is_in(&self, words: &str) -> bool {
        words.split_whitespace().any(|w| self.words.iter().any(|firm| firm == w))
    }
}

fn firm_words(units: &[Unit]) -> FirmWords {
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

static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"how (?:can|may|could|might) (?:i|we) (?:help|assist|direct)|(?:thank you|thanks) for calling|speaking|you are through to|what can (?:i|we) do|can i help|may i help|sorry about the wait|thank you for holding|this side|speaking to|talking to",
    ))
});

/// Whether the words answer a phone for a firm.
fn is_answer(words: &str) -> bool {
    ANSWER.is_match(words)
}

/// What the caller says between two units of the business.
#[derive(Default)]
struct CallerSpeech {
    n_words: usize,
    is_choice: bool,
    greets: bool,
}

static CHOICE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"KEY|representative|operator|agent|a person|human|talk to someone|somebody|support|sales|billing|service|reception|press\w*|yes|no",
    ))
});

static GREETS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?:oh|ah|yes|yeah|um|uh|aye|eh|erm) )*(?:hi|hello|hey|hiya|howdy|morning|afternoon|evening|good (?:morning|afternoon|evening|day)|g day)\b",
    )
});

impl CallerSpeech {
    fn between(turns: &[Turn], before: usize, after: Option<usize>) -> Self {
        let end = after.unwrap_or(turns.len());
        let said: Vec<String> = turns
            .get(before + 1..end)
            .unwrap_or_default()
            .iter()
            .filter(|t| t.side() == Side::Caller)
            .map(|t| normalize(t.text()))
            .collect();
        let words = said.join(" ");
        let n_words = words.split_whitespace().count();
        Self { n_words, is_choice: n_words <= 7 && CHOICE.is_match(&words), greets: GREETS.is_match(&words) }
    }

    /// Points for the voice of the words before.
    fn points(&self, ends_call: bool) -> Points {
        let mut points = [0; Voice::COUNT];
        if self.n_words == 0 {
            return points;
        }
        // Nobody talks at length to a menu or a queue; everybody does to a person, and once to a voicemail.
        if self.n_words >= 10 {
            add(&mut points, [15, -10, -10, 12, 0]);
        }
        if self.greets && self.n_words >= 4 {
            add(&mut points, [10, -5, -5, 6, 0]);
        }
        if self.is_choice {
            add(&mut points, [-5, 10, 0, 0, 8]);
        }
        if ends_call && self.n_words >= 10 {
            add(&mut points, [-5, 0, 0, 8, 0]);
        }
        points
    }
}
