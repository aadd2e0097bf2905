//! What the sounds of the line say about the voice of a unit.
//!
//! Points are tenths of a natural logarithm of the odds, as those of wording are. They are small where a person's call
//! has the same sound at times, and large where it hardly ever has.

use ringcheck_call::{EventKind, Side, TimelineEvent, Turn};

use crate::{
    evidence::Recording,
    known::{KnownPrompt, LineSounds},
    lattice::{Points, add},
    wording::Voice,
};

/// Points for a recording that was recognized by its sound: no wording outweighs it.
const KNOWN_PROMPT: i32 = 400;

/// A record tone this long after a greeting at the most belongs to it.
const BEEP_WITHIN_MS: u64 = 4000;

/// Points of a record tone for the greeting before it.
const BEEP: i32 = 50;

/// Tones in this number that come at regular intervals tell the parties that they are recorded, all through the call.
const REMINDERS: usize = 3;

/// A key is pressed while a menu speaks, or this long after it at the most.
const KEY_WITHIN_MS: u64 = 8000;

/// Points of a pressed key for the voice before it: menus ask for keys, bots and mailboxes may.
const KEY: Points = [-10, 40, 5, 10, 15];

/// Points of music under a unit: recordings speak over music, people seldom do.
const OVER_MUSIC: Points = [0, 12, 25, 0, 0];

/// Points of music that starts right after a unit, before anybody else speaks.
const BEFORE_MUSIC: Points = [0, 0, 12, 0, 0];

/// Music starts this long after a unit at the most to follow it.
const MUSIC_WITHIN_MS: u64 = 3000;

/// Points of ringing right after a unit, before the caller has said anything: who picks up does not ring again.
const BEFORE_RINGING: Points = [0, 35, 25, 10, 0];

/// Ringing starts this long after a unit at the most to follow it.
const RING_WITHIN_MS: u64 = 6000;

/// Points for a network announcement, which follows special information tones.
const AFTER_SIT: i32 = 60;

/// The tones come this long before the announcement at the most.
const SIT_WITHIN_MS: u64 = 4000;

/// Points for a voice that talks on while the caller talks to it.
const TALKS_ON: Points = [0, 12, 12, 12, 4];

/// For this long the caller talks, and the voice talks on, before it counts.
const TALKS_ON_MS: u64 = 1200;

/// A piece of speech and what the timeline has around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spoken {
    /// The side that speaks.
    pub(crate) side: Side,
    /// When it starts.
    pub(crate) start_ms: u64,
    /// When it ends.
    pub(crate) end_ms: u64,
    /// When the business's next piece starts; the end of time after the last.
    pub(crate) next_ms: u64,
}

/// The sounds of a call, ready to be asked about units.
pub(crate) struct SoundEvidence<'a> {
    sounds: LineSounds<'a>,
    /// Record tones; none where they are reminders of the recording.
    beeps: Vec<u64>,
    /// Music, unless it is in the background of the whole call.
    music: Vec<&'a TimelineEvent>,
    /// When the caller says anything.
    said: Vec<u64>,
    /// What the caller says at length, as times.
    caller: Vec<(u64, u64)>,
}

impl<'a> SoundEvidence<'a> {
    pub(crate) fn new(turns: &[Turn], sounds: LineSounds<'a>) -> Self {
        let beeps: Vec<u64> = sounds
            .events
            .iter()
            .filter(|e| e.kind == EventKind::Beep && e.side != Side::Caller)
            .filter_map(|e| e.start_ms)
            .collect();
        let caller = turns
            .iter()
            .filter(|t| t.side() == Side::Caller && t.words().len() >= 3)
            .filter_map(|t| t.start_ms().zip(t.end_ms()))
            .collect();
        let music: Vec<&TimelineEvent> =
            sounds.events.iter().filter(|e| e.kind == EventKind::Music && e.side != Side::Caller).collect();
        let music = if is_background(&music, turns) { Vec::new() } else { music };
        let said = turns.iter().filter(|t| t.side() == Side::Caller).filter_map(Turn::start_ms).collect();
        Self { sounds, said, music, beeps: if beeps.len() >= REMINDERS { Vec::new() } else { beeps }, caller }
    }

    /// Whether there is anything to ask for.
    pub(crate) fn is_silent(&self) -> bool {
        self.sounds.events.is_empty() && self.sounds.prompts.is_empty()
    }

    /// Points for the voice of a unit.
    pub(crate) fn points(&self, unit: &Spoken) -> Points {
        let mut points = [0; Voice::COUNT];
        let ends_near = |at_ms: u64, within_ms: u64| {
            at_ms + 300 >= unit.end_ms && at_ms <= unit.end_ms + within_ms && at_ms < unit.next_ms
        };
        if self.beeps.iter().any(|beep_ms| ends_near(*beep_ms, BEEP_WITHIN_MS)) {
            add(&mut points, [0, 0, 0, BEEP, 0]);
        }
        if self.has_key(unit) {
            add(&mut points, KEY);
        }
        if self.music.iter().any(|e| overlap_ms(e, unit.start_ms, unit.end_ms) * 2 > unit.end_ms - unit.start_ms) {
            add(&mut points, OVER_MUSIC);
        } else if self.music.iter().filter_map(|e| e.start_ms).any(|at| ends_near(at, MUSIC_WITHIN_MS)) {
            add(&mut points, BEFORE_MUSIC);
        }
        let rings_after = |at_ms: u64| ends_near(at_ms, RING_WITHIN_MS) && !self.said.iter().any(|said| *said < at_ms);
        if self.of(EventKind::Ring).filter_map(|e| e.start_ms).any(rings_after) {
            add(&mut points, BEFORE_RINGING);
        }
        let announced = |e: &TimelineEvent| {
            e.end_ms.is_some_and(|end| end <= unit.start_ms + 300 && end + SIT_WITHIN_MS >= unit.start_ms)
        };
        if self.of(EventKind::Sit).any(announced) {
            add(&mut points, [0, 0, 0, AFTER_SIT, 0]);
        }
        if unit.side == Side::Business && self.caller.iter().any(|span| talks_on(unit, *span)) {
            add(&mut points, TALKS_ON);
        }
        points
    }

    /// Whether a phone rings between two units: another voice may be heard then.
    pub(crate) fn rings_between(&self, from_ms: u64, to_ms: u64) -> bool {
        self.of(EventKind::Ring).filter_map(|e| e.start_ms).any(|at| from_ms <= at && at < to_ms)
    }

    /// Whether the caller presses a key while the unit is said, or after it and before the next.
    ///
    /// A key of a number that is not kept says nothing, nor does one pressed after the caller has talked: people are
    /// given numbers too.
    pub(crate) fn has_key(&self, unit: &Spoken) -> bool {
        let until_ms = (unit.end_ms + KEY_WITHIN_MS).min(unit.next_ms.max(unit.end_ms));
        let talks_before = |at: u64| self.caller.iter().any(|(start, _)| unit.start_ms <= *start && *start < at);
        let choices = self.of(EventKind::Dtmf).filter(|e| e.label.is_some()).filter_map(|e| e.start_ms);
        choices.filter(|at| unit.start_ms <= *at && *at < until_ms).any(|at| !talks_before(at))
    }

    /// The prompt of the firm's that a unit is a part of, if it is one.
    pub(crate) fn prompt(&self, unit: &Spoken) -> Option<&'a KnownPrompt> {
        let length_ms = unit.end_ms - unit.start_ms;
        self.sounds.prompts.iter().find(|prompt| {
            let shared = prompt.end_ms.min(unit.end_ms).saturating_sub(prompt.start_ms.max(unit.start_ms));
            prompt.side != Side::Caller && shared * 2 > length_ms
        })
    }

    fn of(&self, kind: EventKind) -> impl Iterator<Item = &'a TimelineEvent> {
        self.sounds.events.iter().filter(move |e| e.kind == kind)
    }
}

/// Points for a unit that is a part of `prompt`.
pub(crate) fn points_of_prompt(prompt: &KnownPrompt) -> Points {
    let certain = |voice: Voice| {
        let mut points = [0; Voice::COUNT];
        points[voice as usize] = KNOWN_PROMPT;
        points
    };
    match prompt.kind {
        Some(EventKind::Notice | EventKind::Menu) => certain(Voice::Menu),
        Some(EventKind::QueueMessage | EventKind::Hold) => certain(Voice::Queue),
        Some(EventKind::Voicemail) => certain(Voice::Voicemail),
        Some(EventKind::Bot) => certain(Voice::Bot),
        // It is a recording of some kind.
        _ => [0, KNOWN_PROMPT, KNOWN_PROMPT, KNOWN_PROMPT, KNOWN_PROMPT],
    }
}

/// What a prompt of this kind is for the timeline.
pub(crate) fn recording_of(prompt: &KnownPrompt) -> Option<Recording> {
    Some(match prompt.kind? {
        EventKind::Notice => Recording::Notice,
        EventKind::Menu => Recording::Menu,
        EventKind::QueueMessage => Recording::Queue,
        EventKind::Hold => Recording::Hold,
        EventKind::Voicemail => Recording::Voicemail,
        EventKind::Bot => Recording::Bot,
        _ => return None,
    })
}

/// Most of what is said, in percent, is said over music that is no recording's.
const BACKGROUND_PERCENT: u64 = 60;

/// Whether music goes on behind whoever speaks, as a radio in a workshop does.
fn is_background(music: &[&TimelineEvent], turns: &[Turn]) -> bool {
    let spans = || turns.iter().filter_map(|turn| turn.start_ms().zip(turn.end_ms()));
    let said_ms: u64 = spans().map(|(start, end)| end.saturating_sub(start)).sum();
    let over_ms: u64 = spans().map(|(start, end)| music.iter().map(|e| overlap_ms(e, start, end)).sum::<u64>()).sum();
    over_ms * 100 > said_ms * BACKGROUND_PERCENT
}

fn overlap_ms(event: &TimelineEvent, start_ms: u64, end_ms: u64) -> u64 {
    let (Some(from), Some(to)) = (event.start_ms, event.end_ms) else { return 0 };
    to.min(end_ms).saturating_sub(from.max(start_ms))
}

fn talks_on(unit: &Spoken, (start_ms, end_ms): (u64, u64)) -> bool {
    let both = end_ms.min(unit.end_ms).saturating_sub(start_ms.max(unit.start_ms));
    start_ms >= unit.start_ms && both >= TALKS_ON_MS && unit.end_ms >= start_ms + TALKS_ON_MS
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Probability;

    use super::*;

    fn event(kind: EventKind, side: Side, start_ms: u64, end_ms: u64) -> TimelineEvent {
        let (start_ms, end_ms) = (Some(start_ms), Some(end_ms));
        TimelineEvent { kind, side, start_ms, end_ms, turn: None, label: None, confidence: Probability::ONE }
    }

    fn points(events: &[TimelineEvent]) -> Points {
        let unit = Spoken { side: Side::Business, start_ms: 1000, end_ms: 5000, next_ms: 20_000 };
        SoundEvidence::new(&[], LineSounds { events, ..LineSounds::default() }).points(&unit)
    }

    #[test]
    fn a_record_tone_makes_the_words_before_it_a_greeting() {
        let beep = |at| event(EventKind::Beep, Side::Business, at, at + 400);
        assert_eq!(points(&[beep(5600)])[Voice::Voicemail as usize], BEEP);
        assert_eq!(points(&[beep(9600)]), [0; 5], "too late");
        assert_eq!(points(&[beep(2000)]), [0; 5], "in the middle of the words");
        let reminders = [beep(5600), beep(20_600), beep(35_600)];
        assert_eq!(points(&reminders), [0; 5], "tones that remind of the recording");
    }

    #[test]
    fn music_behind_the_whole_call_says_nothing() {
        let music = [event(EventKind::Music, Side::Unknown, 0, 30_000)];
        let unit = Spoken { side: Side::Business, start_ms: 1000, end_ms: 5000, next_ms: 20_000 };
        let turn = |start_ms, end_ms| Turn::from_text(Side::Business, "Hello.", Some(start_ms), Some(end_ms));
        let points = |turns: &[Turn]| {
            SoundEvidence::new(turns, LineSounds { events: &music, ..LineSounds::default() }).points(&unit)
        };
        assert_eq!(points(&[turn(1000, 5000), turn(6000, 9000)]), [0; 5], "a radio behind whoever speaks");
        assert_eq!(points(&[turn(1000, 5000), turn(40_000, 49_000)]), OVER_MUSIC);
    }

    #[test]
    fn a_pressed_key_speaks_for_a_menu() {
        let key =
            |at| TimelineEvent { label: Some("1".to_owned()), ..event(EventKind::Dtmf, Side::Caller, at, at + 100) };
        assert_eq!(points(&[key(4000)]), KEY);
        assert_eq!(points(&[key(9000)]), KEY);
        assert_eq!(points(&[key(500)]), [0; 5]);
        assert_eq!(points(&[key(21_000)]), [0; 5]);
        assert_eq!(points(&[event(EventKind::Dtmf, Side::Caller, 4000, 4100)]), [0; 5], "a key of a card's number");
    }

    #[test]
    fn ringing_after_the_first_words_makes_them_a_recording() {
        let ring = |at| event(EventKind::Ring, Side::Business, at, at + 2000);
        assert_eq!(points(&[ring(6500)]), BEFORE_RINGING);
        assert_eq!(points(&[ring(500)]), [0; 5]);
        let unit = Spoken { side: Side::Business, start_ms: 1000, end_ms: 5000, next_ms: 20_000 };
        let caller = [Turn::from_text(Side::Caller, "Hi.", Some(5200), Some(5500))];
        let sounds = [ring(6500)];
        let after_talk = SoundEvidence::new(&caller, LineSounds { events: &sounds, ..LineSounds::default() });
        assert_eq!(after_talk.points(&unit), [0; 5], "a person put the caller through");
    }

    #[test]
    fn a_prompt_counts_for_the_units_that_it_holds_most_of() {
        let prompt = KnownPrompt {
            name: "menu-main".to_owned(),
            kind: Some(EventKind::Menu),
            side: Side::Business,
            start_ms: 0,
            end_ms: 4000,
            confidence: Probability::ONE,
        };
        let prompts = [prompt];
        let sounds = SoundEvidence::new(&[], LineSounds { prompts: &prompts, ..LineSounds::default() });
        let unit = |start_ms, end_ms| Spoken { side: Side::Business, start_ms, end_ms, next_ms: u64::MAX };
        assert!(sounds.prompt(&unit(1000, 5000)).is_some());
        assert!(sounds.prompt(&unit(3000, 6000)).is_none());
        assert_eq!(points_of_prompt(&prompts[0])[Voice::Menu as usize], KNOWN_PROMPT);
    }
}
