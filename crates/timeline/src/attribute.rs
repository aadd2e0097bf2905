//! Recorded voice or live person, told from the words, from what the other side does and from the sounds of the line.

use ringcheck_call::{EventKind, Probability, Side, Speaker, TimelineEvent, Turn};

use crate::{
    evidence::{Recording, Signs, nodes_of},
    known::LineSounds,
    lattice::{Finding, decode},
    units::{Unit, units_of},
    wording::Voice,
};

/// Turns with their speakers, and what the words show to have happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributed {
    /// The turns, each of one voice: a turn in which a recording gives way to a person is now two.
    pub turns: Vec<Turn>,
    /// Notices, menus, queue messages, voicemail greetings, bots, holds and the first live word, in order of turns.
    pub events: Vec<TimelineEvent>,
}

/// Says who speaks each of `turns`, and splits those in which the voice changes.
///
/// `sounds` is what was heard besides words; without any the words alone decide.
///
/// Turns of an unknown side become [`Speaker::RecordedVoice`] where the wording shows it and stay
/// [`Speaker::Unknown`] elsewhere.
#[must_use]
pub fn attribute(turns: Vec<Turn>, sounds: LineSounds<'_>) -> Attributed {
    let units: Vec<Unit> = turns
        .iter()
        .enumerate()
        .filter(|(_, turn)| turn.side() != Side::Caller)
        .flat_map(|(idx, turn)| units_of(idx, turn))
        .collect();
    let (nodes, signs) = nodes_of(&turns, &units, sounds);
    let findings = decode(&nodes);
    let mut said: Vec<Said> = units
        .into_iter()
        .zip(findings)
        .zip(signs)
        .map(|((unit, finding), signs)| {
            let turn = &turns[unit.turn];
            let (start_ms, end_ms) = turn.span_of(unit.bytes.clone());
            Said { side: turn.side(), start_ms, end_ms, unit, finding, signs, new_turn: 0 }
        })
        .collect();
    let turns = split(turns, &mut said);
    let events = events_of(&turns, &said);
    Attributed { turns, events }
}

/// A unit with what was found about it.
struct Said {
    unit: Unit,
    finding: Finding,
    signs: Signs,
    side: Side,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
    /// The turn it is in after splitting.
    new_turn: usize,
}

impl Said {
    fn is_recorded(&self) -> bool {
        self.finding.voice.is_recorded()
    }
}

/// Splits turns where the voice changes between recorded and live, and sets each turn's speaker.
fn split(turns: Vec<Turn>, said: &mut [Said]) -> Vec<Turn> {
    let mut out = Vec::with_capacity(turns.len() + 4);
    let mut rest = said;
    for (idx, turn) in turns.into_iter().enumerate() {
        let n_units = rest.iter().take_while(|s| s.unit.turn == idx).count();
        let (of_turn, later) = rest.split_at_mut(n_units);
        rest = later;
        let mut open = turn;
        // Bytes of the original turn that are already in earlier parts.
        let mut cut = 0;
        let mut is_first = true;
        for run in of_turn.chunk_by_mut(|a, b| a.is_recorded() == b.is_recorded()) {
            let Some(first) = run.first() else { continue };
            let (at, recorded) = (first.unit.bytes.start, first.is_recorded());
            if at > cut && !is_first {
                match open.split_at(at - cut) {
                    Ok((head, tail)) => {
                        out.push(head);
                        open = tail;
                        cut = at;
                    }
                    Err(whole) => open = whole,
                }
            }
            is_first = false;
            open.speaker = speaker_of(open.side(), recorded);
            for said in run {
                said.new_turn = out.len();
            }
        }
        if n_units == 0 {
            open.speaker = speaker_of(open.side(), false);
        }
        out.push(open);
    }
    out
}

fn speaker_of(side: Side, recorded: bool) -> Speaker {
    match (side, recorded) {
        (Side::Caller, _) => Speaker::Caller,
        (_, true) => Speaker::RecordedVoice,
        (Side::Business, false) => Speaker::Agent,
        (Side::Unknown, false) => Speaker::Unknown,
    }
}

fn events_of(turns: &[Turn], said: &[Said]) -> Vec<TimelineEvent> {
    let first_live = first_live(turns, said);
    let mut events = Vec::new();
    let mut at = 0;
    for run in said.chunk_by(|a, b| a.new_turn == b.new_turn && a.is_recorded() == b.is_recorded()) {
        let answered = first_live.is_some_and(|live| live < at);
        if run.first().is_some_and(Said::is_recorded) {
            events.extend(recorded_events(run, answered));
        } else if let Some(live) = first_live.filter(|live| (at..at + run.len()).contains(live)) {
            events.extend(said.get(live).map(|s| event(EventKind::FirstLiveWord, std::slice::from_ref(s))));
        }
        at += run.len();
    }
    events
}

/// The events of consecutive recorded units of one turn.
fn recorded_events(run: &[Said], answered: bool) -> Vec<TimelineEvent> {
    let kinds = kinds_of(run, answered);
    let mut events = Vec::new();
    let mut at = 0;
    for same in kinds.chunk_by(|a, b| a == b) {
        let said = run.get(at..at + same.len()).unwrap_or_default();
        at += same.len();
        events.extend(same.first().map(|kind| event(*kind, said)));
    }
    events
}

/// The kind of event of each unit; a unit that shows none goes with the one before it, or the first that does.
fn kinds_of(run: &[Said], answered: bool) -> Vec<EventKind> {
    let own: Vec<Option<EventKind>> = run.iter().map(|s| kind_of(s, answered)).collect();
    let mut last = own.iter().flatten().next().copied().unwrap_or_else(|| kind_of_voice(run, answered));
    own.into_iter()
        .map(|kind| {
            last = kind.unwrap_or(last);
            last
        })
        .collect()
}

fn kind_of(said: &Said, answered: bool) -> Option<EventKind> {
    if said.finding.voice == Voice::Bot {
        return Some(EventKind::Bot);
    }
    Some(match said.signs.recording? {
        Recording::Notice => EventKind::Notice,
        Recording::Menu => EventKind::Menu,
        Recording::Hold if answered => EventKind::Hold,
        // Before anybody has answered, a recording that asks to hold is what keeps the caller from a person.
        Recording::Queue | Recording::Hold => EventKind::QueueMessage,
        Recording::Voicemail => EventKind::Voicemail,
        Recording::Bot => EventKind::Bot,
    })
}

/// The kind of event of a run whose wording shows none: what its neighbors made of it.
fn kind_of_voice(run: &[Said], answered: bool) -> EventKind {
    match run.first().map(|s| s.finding.voice) {
        Some(Voice::Voicemail) => EventKind::Voicemail,
        Some(Voice::Queue) if answered => EventKind::Hold,
        Some(Voice::Queue) => EventKind::QueueMessage,
        _ => EventKind::Notice,
    }
}

/// The unit with the first words of a live person of the business.
fn first_live(turns: &[Turn], said: &[Said]) -> Option<usize> {
    if let Some(at) = said.iter().position(|s| s.side == Side::Business && !s.is_recorded()) {
        return Some(at);
    }
    // With unknown sides a person may be the caller. Somebody who answers does so like a firm; failing that, a
    // conversation of several turns shows that somebody did, unless all of it is a message left on a machine.
    // A bot that comes early was there from the start, however much like a person it began.
    let bot = said.iter().take(EARLY_UNITS).rposition(|s| s.finding.voice == Voice::Bot);
    let from = bot.map_or(0, |bot| bot + 1);
    let is_person = |s: &Said| s.side == Side::Unknown && !s.is_recorded();
    let first = said.iter().skip(from).position(is_person).map(|at| at + from);
    let answers = said.iter().skip(from).position(|s| is_person(s) && s.signs.answers).map(|at| at + from);
    if first == Some(0) {
        return first;
    }
    let met_voicemail = said.iter().any(|s| s.finding.voice == Voice::Voicemail);
    let n_turns = turns.iter().filter(|t| t.side() == Side::Unknown && t.speaker == Speaker::Unknown).count();
    answers.or_else(|| first.filter(|_| !met_voicemail && n_turns >= 2))
}

/// Units within which a bot is what answered the call, where sides are unknown.
const EARLY_UNITS: usize = 8;

fn event(kind: EventKind, said: &[Said]) -> TimelineEvent {
    let first = said.first();
    let surest = said.iter().map(|s| s.finding.confidence).max().unwrap_or(Probability::ZERO);
    TimelineEvent {
        kind,
        side: first.map_or(Side::Unknown, |s| s.side),
        start_ms: first.and_then(|s| s.start_ms),
        end_ms: said.last().and_then(|s| s.end_ms),
        turn: first.map(|s| s.new_turn),
        label: None,
        confidence: surest,
    }
}
