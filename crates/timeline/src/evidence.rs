//! What speaks for which voice in each unit: its wording, what the other side does around it, and the sounds of the line.

use std::collections::BTreeSet;

use ringcheck_call::{Side, Turn};

use crate::{
    context::{ANSWERS, CallerSpeech, firm_words, first_request, reacts},
    known::{KnownPrompt, LineSounds},
    lattice::{Node, Points, add},
    rhythm::{Rhythm, Voices},
    sound_evidence::{SoundEvidence, Spoken, points_of_prompt, recording_of},
    units::{Unit, VOICE_GAP_MS},
    wording::{Sign, Voice, cues_in},
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
pub(crate) fn nodes_of(turns: &[Turn], units: &[Unit], sounds: LineSounds<'_>) -> (Vec<Node>, Vec<Signs>) {
    let mut nodes = Vec::with_capacity(units.len());
    let mut all_signs: Vec<Signs> = Vec::with_capacity(units.len());
    let firm = firm_words(units);
    let mut asks_for_message = false;
    let request = first_request(turns);
    let voices = Voices::new(sounds);
    let sounds = SoundEvidence::new(turns, sounds);
    let all_spoken: Vec<Option<Spoken>> = (0..units.len()).map(|at| spoken_at(turns, units, at)).collect();
    let wordings: Vec<Wording> = units.iter().map(wording).collect();
    let rhythm = rhythm_of(turns, units, &wordings);
    // Who comes on after a recording that is no bot's is judged by what they say.
    let mut met_recording = false;
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for (at, (unit, mut wording)) in units.iter().zip(wordings.iter().copied()).enumerate() {
        let turn = &turns[unit.turn];
        let is_business = turn.side() == Side::Business;
        if request.is_some_and(|request| request < unit.turn) {
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
        let same_turn = before.is_some_and(|b| b.turn == unit.turn);
        asks_for_message = (same_turn && asks_for_message) || wording.voicemail >= SHOWS;
        if turn.text()[unit.bytes.clone()].trim_end().ends_with('?') {
            add(&mut points, [8, 0, 0, 0, 6]);
        }
        let is_repeated = !said.insert(&unit.words) && unit.n_words() >= 5;
        if is_repeated && is_business {
            add(&mut points, [0, 30, 30, 20, 15]);
        }
        if before.is_some_and(|b| reacts(turns, b.turn, unit)) {
            add(&mut points, [12, 0, 0, 0, 10]);
        }
        let next = units.get(at + 1).map(|next| next.turn);
        if next != Some(unit.turn) {
            let reply = CallerSpeech::between(turns, unit.turn, next);
            add(&mut points, reply.points(next.is_none(), asks_for_message));
        }
        met_recording |=
            wording.voicemail >= SHOWS_VOICEMAIL || wording.queue >= SHOWS_QUEUE || wording.menu >= SHOWS_VOICEMAIL;
        if rhythm.is_machine_like() && !met_recording {
            // A machine that answers as one may say all that a person says.
            let [live, .., bot] = &mut points;
            *bot = (*bot).max(*live);
        }
        let of_rhythm = rhythm.points(at);
        add(&mut points, if met_recording { [of_rhythm[0], 0, 0, 0, of_rhythm[4].min(0)] } else { of_rhythm });
        let spoken = all_spoken.get(at).copied().flatten().filter(|_| !sounds.is_silent());
        if let Some(spoken) = &spoken {
            add(&mut points, sounds.points(spoken));
            if matches!(signs.recording, None | Some(Recording::Notice)) && sounds.has_key(spoken) {
                // What is answered by a key asked for one.
                signs.recording = Some(Recording::Menu);
            }
        }
        for (voice, sum) in Voice::ALL.into_iter().zip(&mut points) {
            let names_itself = voice == Voice::Bot && wording.bot >= NAMES_ITSELF;
            *sum = (*sum).min(if names_itself { MAX_BOT_POINTS } else { MAX_POINTS });
        }
        let prompt = spoken.as_ref().and_then(|spoken| sounds.prompt(spoken));
        if let Some(prompt) = prompt {
            add(&mut points, points_of_prompt(prompt));
            signs = signs.of_prompt(prompt);
        }
        let follows_ringing = spoken.as_ref().is_some_and(|unit| {
            let before_ms = at.checked_sub(1).and_then(|before| all_spoken.get(before)).copied().flatten();
            before_ms.is_some_and(|before| sounds.rings_between(before.end_ms, unit.start_ms))
        });
        let follows_handover = follows_ringing || all_signs.iter().rev().take(2).any(|s| s.announces);
        let border = voices.border(&all_spoken, at);
        nodes.push(Node { points, follows_handover, continues, border, is_business });
        all_signs.push(signs);
    }
    (nodes, all_signs)
}

/// How fast the business answers the caller: at first, and later on as long as nobody else is announced.
fn rhythm_of(turns: &[Turn], units: &[Unit], wordings: &[Wording]) -> Rhythm {
    let mut rhythm = Rhythm::default();
    let mut is_announced = false;
    for (at, wording) in wordings.iter().enumerate() {
        if is_announced && rhythm.has_first() {
            break;
        }
        if let Some((start_ms, caller_end_ms)) = answer(turns, units, at) {
            rhythm.note(at, start_ms, caller_end_ms);
        }
        is_announced |= wording.announces;
    }
    rhythm
}

/// When a unit starts that answers the caller, and when the caller ended; `None` for any other.
///
/// Only where words have times of their own: those of a transcript made elsewhere are too rough.
fn answer(turns: &[Turn], units: &[Unit], at: usize) -> Option<(u64, u64)> {
    let unit = units.get(at)?;
    let is_first = at.checked_sub(1).and_then(|before| units.get(before)).is_none_or(|before| before.turn != unit.turn);
    let (turn, caller) = (turns.get(unit.turn)?, turns.get(unit.turn.checked_sub(1)?)?);
    let is_answer = is_first && turn.side() == Side::Business && caller.side() == Side::Caller;
    (is_answer && !turn.words().is_empty() && caller.words().len() >= 2).then_some(())?;
    turn.start_ms().zip(caller.end_ms())
}

/// Where a unit is in time, if that is known.
fn spoken_at(turns: &[Turn], units: &[Unit], at: usize) -> Option<Spoken> {
    let span = |unit: &Unit| turns.get(unit.turn).map(|turn| turn.span_of(unit.bytes.clone()));
    let unit = units.get(at)?;
    let (start_ms, end_ms) = span(unit)?;
    let next_ms = units.get(at + 1).and_then(span).and_then(|(start_ms, _)| start_ms);
    let side = turns.get(unit.turn)?.side();
    let start_ms = start_ms?;
    Some(Spoken { side, start_ms, end_ms: end_ms?.max(start_ms), next_ms: next_ms.unwrap_or(u64::MAX) })
}

impl Signs {
    /// The same, with what is known for certain of the recording.
    fn of_prompt(self, prompt: &KnownPrompt) -> Self {
        Self { recording: recording_of(prompt).or(self.recording), answers: false, ..self }
    }
}

fn pauses_between(turn: &Turn, before: &Unit, after: &Unit) -> bool {
    let (_, end) = turn.span_of(before.bytes.clone());
    let (start, _) = turn.span_of(after.bytes.clone());
    let pause = start.zip(end).map_or(0, |(start, end)| start.saturating_sub(end));
    !turn.words().is_empty() && pause >= VOICE_GAP_MS
}

/// Points of a unit's wording, by what it shows.
#[derive(Clone, Copy, Default)]
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
        let bot = shared(self.bot) + self.conversation * 8 / 10;
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
