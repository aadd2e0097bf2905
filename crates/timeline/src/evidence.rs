//! What speaks for which voice in each unit: its wording, and what the other side does around it.

use std::sync::LazyLock;

use regex::Regex;
use ringcheck_call::{Side, Turn};

use crate::{
    lattice::{Node, Points},
    units::{Unit, VOICE_GAP_MS},
    wording::{Sign, Voice, compile, cues_in, expand, normalize},
};

/// The most points that one unit can give to a voice.
///
/// Less than a recording in the middle of a person's talk costs, so that no single sentence can turn a person who
/// explains a menu into one.
const MAX_POINTS: i32 = 70;

/// Points of bot wording with which a bot says what it is.
const NAMES_ITSELF: i32 = 110;

/// The same for such a bot: one that says what it is is believed, whatever came before.
const MAX_BOT_POINTS: i32 = 130;

/// What a unit's wording is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// The kind of recording that the words show, if any does.
    pub(crate) recording: Option<Recording>,
    /// Whether the words announce another voice.
    pub(crate) announces: bool,
    /// Whether the words answer the phone for a firm.
    pub(crate) answers: bool,
}

/// A kind of recording, with more kinds than [`Voice`] has: one voice may say several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recording {
    Notice,
    Menu,
    Queue,
    /// A recording that fills the time, or asks to hold, and says nothing of a queue.
    Hold,
    Voicemail,
    Bot,
}

/// Points from which on a unit's wording shows a kind of recording.
const SHOWS: i32 = 20;

/// Points of queue wording from which on a message is one of a queue whenever it is heard.
const SHOWS_QUEUE: i32 = 35;

/// Points of voicemail wording from which on it is not a menu that happens to offer a mailbox.
const SHOWS_VOICEMAIL: i32 = 40;

/// The lattice's nodes for `units` of `turns`, and what each unit is about.
pub(crate) fn nodes_of(turns: &[Turn], units: &[Unit]) -> (Vec<Node>, Vec<Signs>) {
    let mut nodes = Vec::with_capacity(units.len());
    let mut all_signs: Vec<Signs> = Vec::with_capacity(units.len());
    let firm = firm_words(units);
    for (at, unit) in units.iter().enumerate() {
        let turn = &turns[unit.turn];
        let is_business = turn.side() == Side::Business;
        let mut wording = wording(unit);
        if has_asked(turns, unit.turn) {
            // Hours and websites are recited by recordings, and told by people who were asked.
            wording.of_any_recording = 0;
        }
        let mut points = wording.points();
        let mut signs = wording.signs(&unit.words);
        let before = at.checked_sub(1).and_then(|before| units.get(before));
        let continues = before.is_some_and(|b| b.turn == unit.turn && !pauses_between(turn, b, unit));
        if at > firm.named_in && unit.n_words() <= 8 && wording.of_any_recording == 0 && firm.is_in(&unit.words) {
            add(&mut points, [20, 0, 0, 0, 0]);
            signs.answers = true;
        }
        if turn.text()[unit.bytes.clone()].trim_end().ends_with('?') {
            add(&mut points, [8, 0, 0, 0, 6]);
        }
        let is_repeated = unit.n_words() >= 5 && units[..at].iter().any(|u| u.words == unit.words);
        if is_repeated && is_business {
            add(&mut points, [0, 30, 30, 20, 15]);
        }
        if before.is_some_and(|b| reacts(turns, b.turn, unit)) {
            add(&mut points, [12, 0, 0, 0, 10]);
        }
        let next = units.get(at + 1).map(|next| next.turn);
        if next != Some(unit.turn) {
            let reply = CallerSpeech::between(turns, unit.turn, next);
            add(&mut points, reply.points(next.is_none()));
        }
        for (voice, sum) in Voice::ALL.into_iter().zip(&mut points) {
            let names_itself = voice == Voice::Bot && wording.bot >= NAMES_ITSELF;
            *sum = (*sum).min(if names_itself { MAX_BOT_POINTS } else { MAX_POINTS });
        }
        let follows_handover = all_signs.iter().rev().take(2).any(|s| s.announces);
        nodes.push(Node { points, follows_handover, continues, is_business });
        all_signs.push(signs);
    }
    (nodes, all_signs)
}

/// Whether the caller has said more than a choice before `turn`.
fn has_asked(turns: &[Turn], turn: usize) -> bool {
    let said = turns.iter().take(turn).filter(|t| t.side() == Side::Caller);
    said.map(|t| CallerSpeech::of(&normalize(t.text()))).any(|speech| speech.n_words >= 6 && !speech.is_choice)
}

fn add(points: &mut Points, more: Points) {
    for (sum, more) in points.iter_mut().zip(more) {
        *sum += more;
    }
}

fn pauses_between(turn: &Turn, before: &Unit, after: &Unit) -> bool {
    let (_, end) = turn.span_of(before.bytes.clone());
    let (start, _) = turn.span_of(after.bytes.clone());
    let pause = start.zip(end).map_or(0, |(start, end)| start.saturating_sub(end));
    !turn.words().is_empty() && pause >= VOICE_GAP_MS
}

/// Points of a unit's wording, by what it shows.
#[derive(Default)]
struct Wording {
    human: i32,
    conversation: i32,
    menu: i32,
    queue: i32,
    promotion: i32,
    voicemail: i32,
    bot: i32,
    notice: i32,
    of_any_recording: i32,
    announces: bool,
}

fn wording(unit: &Unit) -> Wording {
    let mut found = Wording::default();
    for cue in cues_in(&unit.words) {
        let sum = match cue.sign {
            Sign::Human => &mut found.human,
            Sign::Conversation => &mut found.conversation,
            Sign::Menu => &mut found.menu,
            Sign::Queue => &mut found.queue,
            Sign::Promotion => &mut found.promotion,
            Sign::Voicemail => &mut found.voicemail,
            Sign::Bot => &mut found.bot,
            Sign::Notice => &mut found.notice,
            Sign::Recorded => &mut found.of_any_recording,
            Sign::Handover => {
                found.announces = true;
                continue;
            }
        };
        *sum += cue.points;
    }
    found
}

impl Wording {
    fn points(&self) -> Points {
        let recorded = [self.menu, self.queue + self.promotion, self.voicemail, self.bot];
        let all: i32 = recorded.iter().sum();
        // A recording of one kind often says what belongs to another: a queue message offers keys.
        let shared = |own: i32| own + (all - own) / 2 + self.notice + self.of_any_recording;
        // A bot converses as a person does, if a little stiffly.
        let bot = shared(self.bot) + self.conversation * 7 / 10;
        [
            self.human + self.conversation,
            shared(self.menu),
            shared(self.queue + self.promotion),
            // So does somebody who speaks a greeting for when nobody answers.
            shared(self.voicemail) + self.conversation / 2,
            bot,
        ]
    }

    fn signs(&self, words: &str) -> Signs {
        let kinds = [
            (Recording::Bot, self.bot),
            (Recording::Voicemail, self.voicemail),
            (Recording::Menu, self.menu),
            (if self.queue >= SHOWS_QUEUE { Recording::Queue } else { Recording::Hold }, self.queue + self.promotion),
            (Recording::Notice, self.notice),
        ];
        if self.voicemail >= SHOWS_VOICEMAIL && self.bot < SHOWS_VOICEMAIL {
            // What becomes of a message is chosen by keys too, which makes it no menu.
            return Signs { recording: Some(Recording::Voicemail), announces: self.announces, answers: false };
        }
        let mut best: Option<(Recording, i32)> = None;
        for (kind, points) in kinds {
            if points >= SHOWS && best.is_none_or(|(_, most)| points > most) {
                best = Some((kind, points));
            }
        }
        Signs { recording: best.map(|(kind, _)| kind), announces: self.announces, answers: ANSWERS.is_match(words) }
    }
}

/// Whether `unit` takes up a word of what the caller said since `before`: no recording does.
fn reacts(turns: &[Turn], before: usize, unit: &Unit) -> bool {
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

static ANSWERS: LazyLock<Regex> = LazyLock::new(|| {
    compile(&expand(
        r"how (?:can|may|could|might) (?:i|we) (?:help|assist|direct)|(?:thank you|thanks) for calling|speaking|you are through to|what can (?:i|we) do|can i help|may i help|sorry about the wait|thank you for holding|this side|speaking to|talking to",
    ))
});

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
        Self::of(&said.join(" "))
    }

    fn of(words: &str) -> Self {
        let n_words = words.split_whitespace().count();
        Self { n_words, is_choice: n_words <= 7 && CHOICE.is_match(words), greets: GREETS.is_match(words) }
    }

    /// Points for the voice of the words before.
    fn points(&self, ends_call: bool) -> Points {
        let mut points = [0; Voice::COUNT];
        if self.n_words == 0 {
            return points;
        }
        // Nobody talks at length to a menu or a queue; everybody does to a person, and once to a voicemail.
        if self.n_words >= 10 {
            add(&mut points, [15, -10, -10, 8, 0]);
        }
        if self.greets && self.n_words >= 4 {
            add(&mut points, [10, -5, -5, 4, 0]);
        }
        if self.is_choice {
            add(&mut points, [-5, 10, 0, 0, 8]);
        }
        if ends_call && self.n_words >= 10 {
            add(&mut points, [-5, 0, 0, 5, 0]);
        }
        points
    }
}
