//! What the criteria of the timeline share: holds, silences, the words before them, and times in sentences.

use std::ops::Range;

use ringcheck_call::{EventKind, Evidence, Probability, Side, TimelineEvent, Turn};

use super::Case;
use crate::{reading::Voice, text::Sentence};

/// How sure a time is that no event of the timeline stands for.
pub(super) const UNHEARD: Probability = Probability::from_thousandths(700);

/// Nothing on a telephone line is surer than this.
const SUREST: Probability = Probability::from_thousandths(970);

/// How many sentences back a whole one is looked for.
const NEAR_SENTENCES: usize = 4;

/// A hold: what the timeline says of one stretch in which the caller was kept waiting.
pub(super) struct Hold<'a> {
    /// Its events, in order of start; at least one.
    pub(super) events: Vec<&'a TimelineEvent>,
    /// The turns before this one were said before it.
    pub(super) at_turn: usize,
}

impl Hold<'_> {
    /// How sure it is that the caller was on hold.
    pub(super) fn confidence(&self) -> Probability {
        self.events.iter().map(|e| e.confidence).max().unwrap_or_default().min(SUREST)
    }

    /// From the first event's start to the last one's end, where there are times.
    pub(super) fn span(&self) -> Option<Range<u64>> {
        let start = self.events.iter().filter_map(|e| e.start_ms).min()?;
        let end = self.events.iter().filter_map(|e| e.end_ms).max()?;
        Some(start..end.max(start))
    }
}

impl<'a> Case<'a> {
    /// The holds by the business, in order; music and messages with no word of an agent between them are one hold.
    ///
    /// What keeps the caller waiting before anybody of the business has spoken is a queue and no hold.
    pub(super) fn holds(&self) -> Vec<Hold<'a>> {
        let mut holds: Vec<Hold<'a>> = Vec::new();
        for event in &self.conversation.timeline.events {
            if event.kind != EventKind::Hold || event.side == Side::Caller {
                continue;
            }
            let at_turn = self.turn_at(event);
            if self.reading.turns_of(Voice::Agent).next().is_none_or(|first| first >= at_turn) {
                continue;
            }
            let same = holds.last_mut().filter(|last| !self.speaks_in(Voice::Agent, last.at_turn..at_turn));
            match same {
                Some(last) => last.events.push(event),
                None => holds.push(Hold { events: vec![event], at_turn }),
            }
        }
        holds
    }

    /// The first turn that was not said before `event`.
    fn turn_at(&self, event: &TimelineEvent) -> usize {
        let turns = self.reading.turns;
        event
            .turn
            .or_else(|| {
                let start = event.start_ms?;
                Some(turns.partition_point(|turn| turn.start_ms().is_none_or(|at| at < start)))
            })
            .unwrap_or(turns.len())
            .min(turns.len())
    }

    fn speaks_in(&self, voice: Voice, turns: Range<usize>) -> bool {
        self.sentences_in(voice, turns).next().is_some()
    }

    /// The stretches in which nobody spoke in the conversation: after the first live word, holds excepted.
    ///
    /// By the sound where the timeline has `silence` events, else by the gaps between turns.
    /// What follows the last word is an open line and no part of the conversation.
    pub(super) fn silences(&self) -> Silences {
        let events = &self.conversation.timeline.events;
        let from = self.first_live_ms().unwrap_or(0);
        let until = self.reading.turns.iter().filter_map(Turn::end_ms).max().unwrap_or(u64::MAX);
        let heard = || {
            let is_silence = |e: &&TimelineEvent| e.kind == EventKind::Silence && e.side == Side::Unknown;
            events.iter().filter(is_silence).filter_map(|e| Some((e.start_ms?..e.end_ms?, e.confidence.min(SUREST))))
        };
        let stretches: Vec<(Range<u64>, Probability)> = if heard().next().is_some() {
            heard().collect()
        } else {
            self.gaps_between_turns().into_iter().map(|gap| (gap, UNHEARD)).collect()
        };
        let holds: Vec<Range<u64>> = self.holds().iter().filter_map(Hold::span).collect();
        let mut silences = Silences { stretches: Vec::new(), is_anything_left_out: false };
        for (stretch, confidence) in stretches {
            silences.is_anything_left_out |= stretch.start < from || stretch.end > until;
            let said_between = stretch.start.max(from)..stretch.end.min(until);
            if said_between.is_empty() {
                continue;
            }
            let mut parts = vec![said_between];
            for hold in &holds {
                let cut: Vec<_> = parts.iter().flat_map(|part| without(part, hold)).collect();
                silences.is_anything_left_out |= cut != parts;
                parts = cut;
            }
            silences.stretches.extend(parts.into_iter().map(|part| (part, confidence)));
        }
        silences
    }

    /// When somebody of the business first spoke, as far as that is known.
    pub(crate) fn first_live_ms(&self) -> Option<u64> {
        self.conversation.figures.first_live_word_ms.or_else(|| {
            let first = self.reading.turns_of(Voice::Agent).next()?;
            self.reading.turns.get(first)?.start_ms()
        })
    }

    fn gaps_between_turns(&self) -> Vec<Range<u64>> {
        let mut said: Vec<Range<u64>> =
            self.reading.turns.iter().filter_map(|turn| Some(turn.start_ms()?..turn.end_ms()?)).collect();
        said.sort_by_key(|span| (span.start, span.end));
        let mut gaps = Vec::new();
        let mut end = said.first().map_or(0, |first| first.end);
        for span in said {
            if span.start > end {
                gaps.push(end..span.start);
            }
            end = end.max(span.end);
        }
        gaps
    }

    /// The last whole sentence of a live person that began before `ms`, else the last words.
    pub(super) fn words_before(&self, ms: u64) -> Option<Evidence> {
        let sentences = &self.reading.sentences;
        let said = || {
            (0..sentences.len()).rev().filter(|s| self.reading.voice_of_sentence(*s) != Voice::Recorded).filter_map(
                |s| {
                    let sentence = sentences.get(s)?;
                    let quote = self.reading.quote_source(sentence.turn, sentence.source())?;
                    quote.start_ms.is_some_and(|start| start < ms).then_some((sentence, quote))
                },
            )
        };
        let whole = said().take(NEAR_SENTENCES).find(|(sentence, quote)| is_whole(sentence, &quote.quote));
        whole.or_else(|| said().next()).map(|(_, quote)| quote)
    }

    /// Until when anything was heard.
    pub(crate) fn heard_until_ms(&self) -> u64 {
        let said = self.reading.turns.iter().filter_map(Turn::end_ms);
        let happened = self.conversation.timeline.events.iter().filter_map(|e| e.end_ms);
        said.chain(happened).max().unwrap_or(0)
    }

    /// Whether all that was said has its times.
    pub(super) fn has_times(&self) -> bool {
        self.reading.turns.iter().all(|turn| turn.start_ms().is_some() && turn.end_ms().is_some())
    }

    /// What is missing where a figure is, as the end of a sentence.
    pub(crate) fn why_unknown(&self) -> &'static str {
        let turns = self.reading.turns;
        if !turns.is_empty() && turns.iter().all(|turn| turn.start_ms().is_none()) {
            "the transcript has no times"
        } else {
            "it was not measured in this call"
        }
    }
}

/// Whether a sentence is more than a fragment that the recognizer, or what came on the line, cut off.
fn is_whole(sentence: &Sentence, quote: &str) -> bool {
    let is_ended = quote.ends_with(['.', '?', '!']) && !quote.ends_with("...");
    let n_words = quote.split_whitespace().count();
    let is_dangling = n_words == 1
        && ["'m", "'re", "'ve", "'ll", "’m", "’re", "’ve", "’ll"]
            .iter()
            .any(|end| quote.trim_end_matches('.').ends_with(end));
    !is_dangling && (is_ended || !sentence.is_unfinished && n_words > 1)
}

/// The stretches in which nobody spoke.
pub(super) struct Silences {
    stretches: Vec<(Range<u64>, Probability)>,
    /// Whether silence was left out: before the first live word, on hold, after the last word.
    pub(super) is_anything_left_out: bool,
}

impl Silences {
    /// The longest one, the first of equals, and how sure it is.
    pub(super) fn longest(&self) -> Option<(Range<u64>, Probability)> {
        self.stretches.iter().max_by_key(|(span, _)| (length(span), std::cmp::Reverse(span.start))).cloned()
    }
}

/// How long `span` is.
pub(super) fn length(span: &Range<u64>) -> u64 {
    span.end.saturating_sub(span.start)
}

/// The parts of `span` outside `hold`.
fn without(span: &Range<u64>, hold: &Range<u64>) -> Vec<Range<u64>> {
    let before = span.start..span.end.min(hold.start);
    let after = span.start.max(hold.end)..span.end;
    [before, after].into_iter().filter(|part| part.start < part.end).collect()
}

/// Whether `ms` is longer than `seconds`.
pub(crate) fn exceeds(ms: u64, seconds: u32) -> bool {
    ms > u64::from(seconds) * 1000
}

/// "23.5 seconds", rounded up to tenths so that what is over a limit never reads as if it met it.
pub(crate) fn seconds(ms: u64) -> String {
    let tenths = ms.div_ceil(100);
    match (tenths / 10, tenths % 10) {
        (1, 0) => "1 second".to_owned(),
        (whole, 0) => format!("{whole} seconds"),
        (whole, tenth) => format!("{whole}.{tenth} seconds"),
    }
}

/// "at once" or "after 2.5 seconds".
pub(super) fn after(ms: u64) -> String {
    if is_at_once(ms) { "at once".to_owned() } else { format!("after {}", seconds(ms)) }
}

/// "at once" or "2.5 seconds into the call".
pub(super) fn into_the_call(ms: u64) -> String {
    if is_at_once(ms) { "at once".to_owned() } else { format!("{} into the call", seconds(ms)) }
}

/// "after 2.5 seconds and 1 ring", or [`after`] alone where no ring was counted.
pub(super) fn waited(rings: Option<u32>, ms: u64) -> String {
    match rings {
        None | Some(0) => after(ms),
        Some(rings) => format!("after {} and {}", seconds(ms), counted(rings, "ring")),
    }
}

/// Sooner than anybody would say that they waited.
const fn is_at_once(ms: u64) -> bool {
    ms < 1000
}

/// "3 rings".
pub(crate) fn counted(n: u32, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// "1:05", minutes and seconds into the call.
pub(super) fn clock(ms: u64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1000 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_over_a_limit_never_reads_as_if_it_met_it() {
        assert_eq!(
            [0, 1000, 20_000, 20_001, 23_450].map(seconds),
            ["0 seconds", "1 second", "20 seconds", "20.1 seconds", "23.5 seconds"]
        );
        assert!(exceeds(20_001, 20) && !exceeds(20_000, 20));
        assert_eq!([counted(1, "ring"), counted(0, "ring")], ["1 ring", "0 rings"]);
        assert_eq!(clock(125_900), "2:05");
    }

    #[test]
    fn nobody_waits_for_no_time() {
        assert_eq!([0, 999, 1000].map(after), ["at once", "at once", "after 1 second"]);
        assert_eq!([0, 8040].map(into_the_call), ["at once", "8.1 seconds into the call"]);
        assert_eq!([waited(None, 0), waited(Some(0), 8040)], ["at once", "after 8.1 seconds"]);
        assert_eq!(waited(Some(1), 8040), "after 8.1 seconds and 1 ring");
    }

    #[test]
    fn a_hold_is_taken_out_of_a_silence() {
        assert_eq!(without(&(10..50), &(20..30)), [10..20, 30..50]);
        assert_eq!(without(&(10..50), &(0..60)), []);
        assert_eq!(without(&(10..50), &(60..70)), std::slice::from_ref(&(10..50)));
        assert_eq!(without(&(10..50), &(0..20)), std::slice::from_ref(&(20..50)));
    }
}
