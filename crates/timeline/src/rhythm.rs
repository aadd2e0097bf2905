//! How fast a voice answers the caller, and whether its pieces are one voice: people and machines keep time differently.

use ringcheck_call::{EventKind, Side, TimelineEvent};

use crate::{known::LineSounds, lattice::Points, sound_evidence::Spoken};

/// Answers that are looked at: later ones wait for what somebody looks up.
const FIRST_ANSWERS: usize = 4;

/// Points for a voice by how long after the caller it speaks, up to so many milliseconds.
///
/// People take turns within a fifth of a second in the median, whatever their language, and often before the other
/// has ended (Stivers et al., "Universals and cultural variation in turn-taking in conversation", PNAS 2009). A
/// machine has to notice the end, recognize, decide and synthesize first. One late answer says little: people think.
const BY_DELAY: [(i64, Points); 4] =
    [(350, [8, 0, 0, 0, -20]), (600, [4, 0, 0, 0, -6]), (2500, [0, 0, 0, 0, 4]), (i64::MAX, [0, 0, 0, 0, 0])];

/// A delay that is shorter than this is the caller's own pause, not an answer.
const EARLIEST_MS: i64 = -1500;

/// A machine's delays are all at least this.
const MACHINE_DELAY_MS: i64 = 600;

/// A machine's delays are the same, within this.
const SAME_DELAY_MS: i64 = 400;

/// Points of each answer for a bot where all of them come as a machine's do.
const OF_MACHINE: Points = [0, 0, 0, 0, 14];

/// Who is as quick as a person later on, this often, before anybody else was announced, was no machine at first.
const QUICK_LATER: usize = 2;

/// The first answers to the caller: which unit gives each, and how long after the caller's last word.
#[derive(Default)]
pub(crate) struct Rhythm {
    answers: Vec<(usize, i64)>,
    /// How many later answers are as quick as people's.
    n_quick_later: usize,
}

impl Rhythm {
    /// Notes that the unit `at` answers at `start_ms` a caller who ended at `caller_end_ms`.
    pub(crate) fn note(&mut self, at: usize, start_ms: u64, caller_end_ms: u64) {
        let delay_ms = start_ms.cast_signed().saturating_sub(caller_end_ms.cast_signed());
        if delay_ms < EARLIEST_MS {
            return;
        }
        if !self.has_first() {
            self.answers.push((at, delay_ms));
        } else if delay_ms < MACHINE_DELAY_MS {
            self.n_quick_later += 1;
        }
    }

    /// Whether all answers are noted that are looked at by themselves.
    pub(crate) fn has_first(&self) -> bool {
        self.answers.len() == FIRST_ANSWERS
    }

    /// Whether two answers or more all come late and alike, as a machine's do, and at most one later on comes quickly.
    pub(crate) fn is_machine_like(&self) -> bool {
        let delays = || self.answers.iter().map(|(_, delay_ms)| *delay_ms);
        let (Some(least), Some(most)) = (delays().min(), delays().max()) else { return false };
        self.n_quick_later < QUICK_LATER
            && self.answers.len() >= 2
            && least >= MACHINE_DELAY_MS
            && most - least <= SAME_DELAY_MS
    }

    /// Points for the voice of the unit `at`.
    pub(crate) fn points(&self, at: usize) -> Points {
        let Some((_, delay_ms)) = self.answers.iter().find(|(unit, _)| *unit == at) else { return Points::default() };
        if self.is_machine_like() {
            return OF_MACHINE;
        }
        BY_DELAY.iter().find(|(up_to, _)| delay_ms <= up_to).map_or_else(Points::default, |(_, points)| *points)
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

    fn bot(delays_ms: &[i64]) -> Vec<i32> {
        let mut rhythm = Rhythm::default();
        for (at, delay_ms) in delays_ms.iter().enumerate() {
            rhythm.note(at, 10_000_u64.saturating_add_signed(*delay_ms), 10_000);
        }
        (0..delays_ms.len()).map(|at| rhythm.points(at)[Voice::Bot as usize]).collect()
    }

    #[test]
    fn quick_answers_are_a_person_s_and_late_ones_that_are_alike_a_machine_s() {
        assert_eq!(bot(&[100, 500, -300]), [-20, -6, -20]);
        assert_eq!(bot(&[1000, 1200, 1100]), [14; 3]);
        assert_eq!(bot(&[1000]), [4], "one late answer is no rhythm");
        assert_eq!(bot(&[1000, 2000]), [4, 4], "people think");
        assert_eq!(bot(&[1000, 300]), [4, -20]);
        assert_eq!(bot(&[1000; 6]), [14, 14, 14, 14, 0, 0]);
        assert_eq!(bot(&[-2000]), [0], "the caller goes on");
        assert_eq!(bot(&[756, 852, 884, 896, 400]), [14, 14, 14, 14, 0], "a machine may be quick once");
        assert_eq!(bot(&[756, 852, 884, 896, 400, 748, 150])[..4], [4; 4], "a person may be even for a while");
        assert!(bot(&[]).is_empty());
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
