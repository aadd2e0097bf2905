//! How fast a voice answers the caller, and whether its pieces are one voice: people and machines keep time differently.

use ringcheck_call::{EventKind, Side, TimelineEvent};

use crate::{
    known::LineSounds,
    lattice::{Points, add},
    sound_evidence::Spoken,
};

/// Answers that are looked at: later ones wait for what somebody looks up.
const FIRST_ANSWERS: usize = 4;

/// Points for a voice by how long after the caller it speaks: up to so many milliseconds, so many points for a person
/// and for a bot.
///
/// People take turns within a fifth of a second in the median, whatever their language, and often before the other
/// has ended (Stivers et al., "Universals and cultural variation in turn-taking in conversation", PNAS 2009). A
/// machine has to notice the end, recognize, decide and synthesize first.
const BY_DELAY: [(i64, Points); 5] = [
    (350, [8, 0, 0, 0, -20]),
    (600, [4, 0, 0, 0, -6]),
    (750, [0, 0, 0, 0, 5]),
    (2500, [0, 0, 0, 0, 13]),
    (i64::MAX, [0, 0, 0, 0, 0]),
];

/// A delay that is shorter than this is the caller's own pause, not an answer.
const EARLIEST_MS: i64 = -1500;

/// A machine's delay is the same each time, within this.
const SAME_DELAY_MS: i64 = 350;

/// A machine's delay is at least this.
const MACHINE_DELAY_MS: i64 = 600;

/// Points of a delay like the ones before it.
const SAME_DELAY: Points = [0, 0, 0, 0, 12];

/// The answers of one voice to the caller, in order.
#[derive(Default)]
pub(crate) struct Rhythm {
    delays_ms: Vec<i64>,
}

impl Rhythm {
    /// Points for the voice that speaks at `start_ms`, after the caller has ended at `caller_end_ms`.
    pub(crate) fn answer(&mut self, start_ms: u64, caller_end_ms: u64) -> Points {
        let delay_ms = start_ms.cast_signed() - caller_end_ms.cast_signed();
        if delay_ms < EARLIEST_MS || self.delays_ms.len() >= FIRST_ANSWERS {
            return Points::default();
        }
        let mut points =
            BY_DELAY.iter().find(|(up_to, _)| delay_ms <= *up_to).map_or_else(Points::default, |(_, points)| *points);
        let is_same = |before: &i64| before.abs_diff(delay_ms) <= SAME_DELAY_MS.unsigned_abs();
        let is_uniform =
            delay_ms >= MACHINE_DELAY_MS && !self.delays_ms.is_empty() && self.delays_ms.iter().all(is_same);
        if is_uniform {
            add(&mut points, SAME_DELAY);
        }
        self.delays_ms.push(delay_ms);
        points
    }
}

/// A new voice is heard this long before or after the unit that it begins with.
const NEAR_MS: u64 = 700;

/// Points for a border between a recording and a person where another voice comes on.
const OTHER_VOICE: i32 = 15;

/// Points for such a border where the voice stays, by how long both pieces of it are at least, in milliseconds.
///
/// A change between pieces of two seconds is noticed three times out of four, one between pieces of five seconds nine
/// times out of ten; and a firm's recording may be in the voice of the person who picks up.
const SAME_VOICE: [(u64, i32); 2] = [(5000, -16), (2000, -10)];

/// Where the business's voice changes.
pub(crate) struct Voices {
    changes_ms: Vec<u64>,
    are_compared: bool,
}

impl Voices {
    pub(crate) fn new(sounds: LineSounds<'_>) -> Self {
        let is_change = |e: &&TimelineEvent| e.kind == EventKind::Transfer && e.side != Side::Caller;
        Self {
            changes_ms: sounds.events.iter().filter(is_change).filter_map(|e| e.start_ms).collect(),
            are_compared: sounds.voices_compared,
        }
    }

    /// Points for a border between a recording and a person before the unit `at`.
    pub(crate) fn border(&self, units: &[Option<Spoken>], at: usize) -> i32 {
        let Some(Some(unit)) = units.get(at) else { return 0 };
        if !self.are_compared || at == 0 {
            return 0;
        }
        if self.is_new(unit) {
            return OTHER_VOICE;
        }
        // How long the voice is heard before and after, up to where it is another.
        let length = |unit: &Spoken| unit.end_ms - unit.start_ms;
        let (mut before_ms, mut after_ms) = (0, 0);
        for unit in units[..at].iter().rev().flatten() {
            before_ms += length(unit);
            if self.is_new(unit) {
                break;
            }
        }
        for unit in units[at..].iter().flatten() {
            if after_ms > 0 && self.is_new(unit) {
                break;
            }
            after_ms += length(unit).max(1);
        }
        let both_ms = before_ms.min(after_ms);
        SAME_VOICE.iter().find(|(least_ms, _)| both_ms >= *least_ms).map_or(0, |(_, points)| *points)
    }

    fn is_new(&self, unit: &Spoken) -> bool {
        self.changes_ms.iter().any(|at| at.abs_diff(unit.start_ms) <= NEAR_MS)
    }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Probability;

    use super::*;
    use crate::wording::Voice;

    #[test]
    fn a_quick_answer_is_a_person_s_and_a_late_one_as_late_as_the_last_a_machine_s() {
        let bot = |starts: &[u64]| {
            let mut rhythm = Rhythm::default();
            starts.iter().map(|start| rhythm.answer(10_000 + start, 10_000)[Voice::Bot as usize]).collect::<Vec<_>>()
        };
        assert_eq!(bot(&[100, 500]), [-20, -6]);
        assert_eq!(bot(&[1000, 1200, 1100]), [13, 25, 25]);
        assert_eq!(bot(&[1000, 2000]), [13, 13]);
        assert_eq!(bot(&[4000; 5]), [0, 12, 12, 12, 0]);
        let mut rhythm = Rhythm::default();
        assert_eq!(rhythm.answer(8000, 10_000), Points::default(), "the caller goes on");
    }

    #[test]
    fn a_border_between_recording_and_person_costs_where_the_voice_stays() {
        let unit = |start_ms: u64, end_ms| Some(Spoken { side: Side::Business, start_ms, end_ms, next_ms: end_ms });
        let units = [unit(0, 3000), unit(3000, 6000), unit(6000, 12_000)];
        let change = |start_ms| TimelineEvent {
            kind: EventKind::Transfer,
            side: Side::Business,
            start_ms: Some(start_ms),
            end_ms: Some(start_ms),
            turn: None,
            label: None,
            confidence: Probability::ONE,
        };
        let voices = |events: &[TimelineEvent], voices_compared| {
            let voices = Voices::new(LineSounds { events, voices_compared, ..LineSounds::default() });
            [voices.border(&units, 1), voices.border(&units, 2)]
        };
        assert_eq!(voices(&[], false), [0, 0]);
        assert_eq!(voices(&[], true), [-10, -16]);
        assert_eq!(voices(&[change(6300)], true), [-10, OTHER_VOICE]);
    }
}
