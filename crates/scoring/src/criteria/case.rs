//! What all criteria look at: the call, its sentences and cues, and the commitments made in it.

use std::{collections::BTreeSet, ops::Range};

use ringcheck_call::{CallType, Disposition, EventKind, Evidence, Probability};

use super::times::seconds;
use crate::{
    assess::Conversation,
    cues::{Cue, CueKind, Cues},
    reading::{Reading, Voice},
};

/// A call to be judged.
pub(crate) struct Case<'a> {
    /// The call as given.
    pub(crate) conversation: &'a Conversation<'a>,
    /// Its sentences and voices.
    pub(crate) reading: &'a Reading<'a>,
    /// What they hold.
    pub(crate) cues: &'a Cues,
    /// Who the caller is.
    pub(crate) call_type: CallType,
    /// How sure that is.
    pub(crate) call_type_confidence: Probability,
    /// What agents committed to, in order.
    pub(crate) commitments: Vec<Commitment>,
}

/// A concrete commitment that an agent asked for, proposed or made.
#[derive(Clone, Debug)]
pub(crate) struct Commitment {
    /// The cue that decided.
    pub(crate) cue: Cue,
    /// How sure it is, from 1 to 3.
    pub(crate) strength: u8,
    /// Whether it is about selling an arrangement rather than about helping.
    pub(crate) is_sales: bool,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        conversation: &'a Conversation<'a>,
        reading: &'a Reading<'a>,
        cues: &'a Cues,
        call_type: CallType,
        call_type_confidence: Probability,
    ) -> Self {
        let mut case = Self { conversation, reading, cues, call_type, call_type_confidence, commitments: Vec::new() };
        case.commitments = case.find_commitments();
        case
    }

    /// Why nobody answered, by the phone system's account; `None` where there is sound that tells it better.
    ///
    /// That something picked up proves no person, and proves nothing against one.
    pub(crate) fn why_unrecorded(&self) -> Option<String> {
        let has_sound = !self.reading.turns.is_empty() || !self.conversation.timeline.events.is_empty();
        if has_sound {
            return None;
        }
        let call = self.conversation.call;
        let after = match call.duration_ms {
            Some(ms) if ms > 0 => format!(" after {}", seconds(ms)),
            _ => String::new(),
        };
        Some(match call.disposition? {
            Disposition::Answered => return None,
            Disposition::NoAnswer => {
                format!("Nobody answered: by the phone system's records the call ended unanswered{after}.")
            }
            Disposition::Busy => "Nobody answered: by the phone system's records the line was busy.".to_owned(),
            Disposition::Failed => {
                "Nobody answered: by the phone system's records the call could not be put through.".to_owned()
            }
        })
    }

    /// Whether the line shows that nobody answered.
    pub(crate) fn is_known_unanswered(&self) -> bool {
        if self.why_unrecorded().is_some() {
            return true;
        }
        let events = &self.conversation.timeline.events;
        events.iter().any(|e| matches!(e.kind, EventKind::Ring | EventKind::Busy | EventKind::Reorder | EventKind::Sit))
            || events.iter().any(|e| e.kind.is_machine_answer())
    }

    /// The cue as evidence.
    pub(crate) fn quote(&self, cue: &Cue) -> Option<Evidence> {
        self.reading.quote(cue)
    }

    /// The turn that `cue` is in.
    pub(crate) fn turn_of(&self, cue: &Cue) -> usize {
        self.reading.turn_of(cue.sentence)
    }

    /// The sentences of the next turn of `voice` after `turn`, at most `within` turns on.
    pub(crate) fn next_turn_of(&self, voice: Voice, turn: usize, within: usize) -> Option<usize> {
        (turn + 1..=turn + within).find(|t| *t < self.reading.turns.len() && self.reading.voice(*t) == voice)
    }

    /// The sentences of all turns of `voice` in `turns`.
    pub(crate) fn sentences_in(&self, voice: Voice, turns: Range<usize>) -> impl Iterator<Item = usize> {
        turns.filter(move |t| self.reading.voice(*t) == voice).flat_map(|t| self.reading.sentences_of(t))
    }

    fn find_commitments(&self) -> Vec<Commitment> {
        let mut commitments = Vec::new();
        for turn in self.reading.turns_of(Voice::Agent).collect::<Vec<_>>() {
            let sentences = self.reading.sentences_of(turn);
            for sentence in sentences.clone() {
                if let Some(commitment) = self.commitment_in(sentence, &sentences) {
                    commitments.push(commitment);
                }
            }
            if let Some(commitment) = self.caller_time_taken_up(turn) {
                commitments.push(commitment);
            }
        }
        // What follows a meeting about an arrangement is that meeting, unless help was granted in between.
        let mut sold_at: Option<usize> = None;
        for commitment in &mut commitments {
            let at = commitment.cue.sentence;
            let granted = sold_at.is_some_and(|sold| {
                [CueKind::TakenBack, CueKind::NotRequired].into_iter().any(|kind| self.cues.has(kind, sold..at))
            });
            commitment.is_sales |= sold_at.is_some() && !granted;
            if commitment.is_sales {
                sold_at = Some(at);
            }
        }
        commitments
    }

    /// The strongest commitment in one sentence of an agent's `turn`.
    fn commitment_in(&self, sentence: usize, turn: &Range<usize>) -> Option<Commitment> {
        let here = sentence..sentence + 1;
        let has = |kind: CueKind| self.cues.has(kind, here.clone());
        if has(CueKind::Hypothetical) {
            return None;
        }
        let near = sentence.saturating_sub(1).max(turn.start)..(sentence + 2).min(turn.end);
        let so_far = turn.start..sentence + 1;
        let is_question = self.reading.sentences.get(sentence).is_some_and(|s| s.has_question_mark);
        let has_time = has(CueKind::Time);
        let is_open = !has(CueKind::RefusedTime);
        let is_firm = is_open && !has(CueKind::VaguePromise);
        let strength_of = |kind: CueKind| -> u8 {
            match kind {
                CueKind::Payment if is_open => 3,
                // "He'll ring you at four" is a promise to call and a time all the same.
                CueKind::Meeting if is_firm || is_open && has_time => 3,
                CueKind::Proposal if is_firm && (is_question || self.cues.has(CueKind::Time, near.clone())) => 3,
                // A time in answer to "when will they call?" is no offer.
                CueKind::TimeOffer if is_firm && (is_question || !self.follows_call_back(turn)) => 3,
                CueKind::Booking if is_open && has_time => 3,
                CueKind::Proposal | CueKind::Booking if is_firm => 2,
                CueKind::SuitsQuestion
                    if self.cues.has(CueKind::Time, so_far.clone())
                        && !self.cues.has(CueKind::CallBack, so_far.clone()) =>
                {
                    3
                }
                _ => 0,
            }
        };
        let (cue, strength) = self
            .cues
            .within(here.clone())
            .map(|cue| (cue, strength_of(cue.kind)))
            .filter(|(_, strength)| *strength > 0)
            .fold(None, |best: Option<(&Cue, u8)>, found| match best {
                Some(best) if best.1 >= found.1 => Some(best),
                _ => Some(found),
            })?;
        Some(Commitment { cue: cue.clone(), strength, is_sales: self.is_sales(turn) })
    }

    /// The caller names a time and the agent agrees to it.
    fn caller_time_taken_up(&self, turn: usize) -> Option<Commitment> {
        let before = turn.checked_sub(1).filter(|t| self.reading.voice(*t) == Voice::Caller)?;
        let named = self.cues.within(self.reading.sentences_of(before)).any(|c| c.kind == CueKind::CallerTime);
        let sentences = self.reading.sentences_of(turn);
        let opening = sentences.start..(sentences.start + 2).min(sentences.end);
        let is_refused = [CueKind::RefusedTime, CueKind::Hypothetical, CueKind::VaguePromise, CueKind::CannotServe]
            .into_iter()
            .any(|kind| self.cues.has(kind, sentences.clone()));
        if !named || is_refused {
            return None;
        }
        let accepts = self.cues.within(opening).find(|c| c.kind == CueKind::Accepts)?;
        let has_booking =
            [CueKind::Booking, CueKind::TimeOffer].into_iter().any(|kind| self.cues.has(kind, sentences.clone()));
        let repeats = self.shares_a_time(before, &sentences);
        (repeats || has_booking).then(|| Commitment {
            cue: accepts.clone(),
            strength: 2,
            is_sales: self.is_sales(&sentences),
        })
    }

    /// Whether the agent's last turn promised that somebody will call.
    fn follows_call_back(&self, turn: &Range<usize>) -> bool {
        let turn_idx = self.reading.turn_of(turn.start);
        let last = (0..turn_idx).rev().take(3).find(|t| self.reading.voice(*t) == Voice::Agent);
        last.is_some_and(|last| self.cues.has(CueKind::CallBack, self.reading.sentences_of(last)))
    }

    /// Whether the agent says again a time of day or a weekday that the caller named.
    fn shares_a_time(&self, caller: usize, agent: &Range<usize>) -> bool {
        let named: BTreeSet<&str> = self
            .cues
            .within(self.reading.sentences_of(caller))
            .filter(|c| c.kind == CueKind::CallerTime)
            .filter_map(|c| self.reading.sentences.get(c.sentence)?.text.get(c.range.clone()))
            .flat_map(str::split_ascii_whitespace)
            .filter(|word| names_a_time(word))
            .collect();
        let said = self.reading.sentences.get(agent.clone()).unwrap_or_default();
        said.iter().flat_map(|s| s.text.split_ascii_whitespace()).any(|word| named.contains(word))
    }

    /// Whether what is said around these sentences is about selling an arrangement.
    fn is_sales(&self, turn: &Range<usize>) -> bool {
        let turn_idx = self.reading.turn_of(turn.start);
        let around = turn_idx.saturating_sub(2)..(turn_idx + 3).min(self.reading.turns.len());
        self.sentences_in(Voice::Agent, around).any(|s| {
            let denied =
                [CueKind::NotRequired, CueKind::TakenBack].into_iter().any(|kind| self.cues.has(kind, s..s + 1));
            self.cues.has(CueKind::SalesTalk, s..s + 1) && !denied
        })
    }
}

/// Whether a word is a weekday, a part of the day or a number that may be an hour.
fn names_a_time(word: &str) -> bool {
    const NAMES: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "tomorrow",
        "noon",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "oclock",
        "lunch",
        "half",
    ];
    NAMES.contains(&word) || word.parse::<u8>().is_ok_and(|hour| (2..=12).contains(&hour))
}
