//! What a timeline adds up to.

use ringcheck_call::{EventKind, Side, SideFigures, Speaker, Timeline, TimelineEvent, TimelineFigures, Turn};

/// Silence between words of one side that still counts as its talk.
const TALK_GAP_MS: u64 = 500;

/// Both sides speak at once for this long at least to overlap.
const MIN_OVERLAP_MS: u64 = 200;

/// A turn of at most this many words does not interrupt the other side: "mm-hm", "yes, right".
const BACK_CHANNEL_WORDS: usize = 2;

/// Talk that is too short for a rate of words.
const MIN_RATED_MS: u64 = 3000;

/// The share of live speech whose side is unknown, in percent, from which on nothing is said of either side.
const MOST_UNKNOWN_PERCENT: u64 = 20;

/// A stretch of time.
type Span = (u64, u64);

/// The figures of a call from its turns and its timeline.
///
/// `was_heard` says that the timeline was made from sound: without, what only sound tells stays unknown.
#[must_use]
pub fn figures_of(turns: &[Turn], timeline: &Timeline, was_heard: bool) -> TimelineFigures {
    let events = &timeline.events;
    let of_kind = |kind: EventKind| events.iter().filter(move |e| e.kind == kind);
    let first_live = of_kind(EventKind::FirstLiveWord).next();
    let mut figures = TimelineFigures {
        first_live_word_ms: first_live.and_then(|e| e.start_ms),
        transfer_count: first_live.map(|_| count(of_kind(EventKind::Transfer))),
        ..TimelineFigures::default()
    };
    if was_heard {
        let rings: Vec<Span> = rings_before_answer(turns, events);
        figures.ring_count = Some(u32::try_from(rings.len()).unwrap_or(u32::MAX));
        figures.ring_ms = Some(reach_of(&rings));
        let holds: Vec<Span> = of_kind(EventKind::Hold).filter_map(span).collect();
        figures.hold_count = Some(u32::try_from(holds.len()).unwrap_or(u32::MAX));
        figures.hold_ms = Some(holds.iter().map(length).sum());
        figures.longest_hold_ms = Some(holds.iter().map(length).max().unwrap_or(0));
        figures.longest_silence_ms = Some(longest_silence(turns, events, &holds));
    }
    if turns.iter().all(|turn| turn.start_ms().is_some() && turn.end_ms().is_some()) && !turns.is_empty() {
        talk(turns, &mut figures);
    }
    figures
}

fn count<'a>(events: impl Iterator<Item = &'a TimelineEvent>) -> u32 {
    u32::try_from(events.count()).unwrap_or(u32::MAX)
}

fn span(event: &TimelineEvent) -> Option<Span> {
    event.start_ms.zip(event.end_ms)
}

fn length((start, end): &Span) -> u64 {
    end.saturating_sub(*start)
}

fn reach_of(spans: &[Span]) -> u64 {
    let start = spans.iter().map(|s| s.0).min().unwrap_or(0);
    spans.iter().map(|s| s.1).max().unwrap_or(0).saturating_sub(start)
}

/// The rings before anything answers: a word of the business or of a recording, music, or a fax machine.
fn rings_before_answer(turns: &[Turn], events: &[TimelineEvent]) -> Vec<Span> {
    let answered_ms =
        turns.iter().filter(|t| t.side() != Side::Caller).filter_map(Turn::start_ms).min().unwrap_or(u64::MAX);
    let answers = |e: &&TimelineEvent| matches!(e.kind, EventKind::Music | EventKind::Fax) && e.side != Side::Caller;
    let sounded_ms = events.iter().filter(answers).filter_map(|e| e.start_ms).min().unwrap_or(u64::MAX);
    let answered_ms = answered_ms.min(sounded_ms);
    events.iter().filter(|e| e.kind == EventKind::Ring).filter_map(span).filter(|ring| ring.0 < answered_ms).collect()
}

/// The longest silence of both sides between the business's first word and the last word of the call, outside of holds,
/// music and ringing.
fn longest_silence(turns: &[Turn], events: &[TimelineEvent], holds: &[Span]) -> u64 {
    let sounds = events.iter().filter(|e| matches!(e.kind, EventKind::Music | EventKind::Ring)).filter_map(span);
    let mut filled: Vec<Span> = holds.iter().copied().chain(sounds).collect();
    filled.sort_unstable();
    let business = turns.iter().filter(|t| t.side() != Side::Caller);
    let Some(from) = business.filter_map(Turn::start_ms).min() else { return 0 };
    let to = turns.iter().filter_map(Turn::end_ms).max().unwrap_or(from);
    let silences = events.iter().filter(|e| e.kind == EventKind::Silence && e.side == Side::Unknown).filter_map(span);
    silences
        .map(|(start, end)| (start.max(from), end.min(to)))
        .flat_map(|silence| outside(silence, &filled))
        .map(|part| length(&part))
        .max()
        .unwrap_or(0)
}

/// What of `span` lies outside of `holes`, which are in order.
fn outside(span: Span, holes: &[Span]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut from = span.0;
    for hole in holes.iter().filter(|hole| hole.0 < span.1 && span.0 < hole.1) {
        parts.push((from, hole.0.max(from)));
        from = from.max(hole.1);
    }
    parts.push((from, span.1.max(from)));
    parts
}

fn talk(turns: &[Turn], figures: &mut TimelineFigures) {
    let spoken = |speaker: Speaker| -> Vec<Span> {
        merged(turns.iter().filter(|turn| turn.speaker == speaker).flat_map(spans_of_words).collect())
    };
    let total = |spans: &[Span]| spans.iter().map(length).sum::<u64>();
    figures.recorded_voice_ms = Some(total(&spoken(Speaker::RecordedVoice)));
    let (agent, caller) = (spoken(Speaker::Agent), spoken(Speaker::Caller));
    let (agent_ms, caller_ms, unknown_ms) = (total(&agent), total(&caller), total(&spoken(Speaker::Unknown)));
    let both_ms = agent_ms + caller_ms;
    if unknown_ms * 100 > (both_ms + unknown_ms) * MOST_UNKNOWN_PERCENT {
        return;
    }
    let overlaps = overlaps(&agent, &caller);
    figures.overlap_count = Some(u32::try_from(overlaps.len()).unwrap_or(u32::MAX));
    figures.overlap_ms = Some(total(&overlaps));
    figures.business = side_figures(turns, Speaker::Agent, agent_ms, both_ms);
    figures.caller = side_figures(turns, Speaker::Caller, caller_ms, both_ms);
}

fn side_figures(turns: &[Turn], speaker: Speaker, talk_ms: u64, both_ms: u64) -> SideFigures {
    let n_words: u64 =
        turns.iter().filter(|t| t.speaker == speaker).map(|t| t.text().split_whitespace().count() as u64).sum();
    let rate = (talk_ms >= MIN_RATED_MS).then(|| u32::try_from(n_words * 60_000 / talk_ms).unwrap_or(u32::MAX));
    SideFigures {
        talk_ms: Some(talk_ms),
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a call")]
        talk_percent: (both_ms > 0).then(|| (talk_ms as f64 * 1000.0 / both_ms as f64).round() / 10.0),
        longest_monologue_ms: Some(longest_monologue(turns, speaker)),
        words_per_minute: rate,
    }
}

/// The longest run of turns of `speaker` that nobody else interrupts with more than a word or two.
fn longest_monologue(turns: &[Turn], speaker: Speaker) -> u64 {
    let (mut longest, mut open): (u64, Option<Span>) = (0, None);
    for turn in turns {
        let Some((start, end)) = turn.start_ms().zip(turn.end_ms()) else { continue };
        if turn.speaker == speaker {
            // A pause that is long enough to be an event ends it.
            let goes_on = open.filter(|run| start <= run.1.saturating_add(crate::MIN_SILENCE_MS));
            let run = goes_on.map_or((start, end), |run| (run.0, run.1.max(end)));
            longest = longest.max(length(&run));
            open = Some(run);
        } else if turn.text().split_whitespace().count() > BACK_CHANNEL_WORDS {
            open = None;
        }
    }
    longest
}

/// Where the words of a turn are; all of it where it has none.
fn spans_of_words(turn: &Turn) -> Vec<Span> {
    if turn.words().is_empty() {
        return turn.start_ms().zip(turn.end_ms()).into_iter().collect();
    }
    turn.words().iter().map(|word| (word.start_ms, word.end_ms)).collect()
}

/// The same without gaps of up to [`TALK_GAP_MS`] and in order.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for (start, end) in spans {
        match out.last_mut() {
            Some(last) if start <= last.1.saturating_add(TALK_GAP_MS) => last.1 = last.1.max(end),
            _ => out.push((start, end.max(start))),
        }
    }
    out
}

/// Where spans of two lists, each in order, overlap long enough.
fn overlaps(one: &[Span], other: &[Span]) -> Vec<Span> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(start, end)| *end >= start + MIN_OVERLAP_MS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_cut_out_of_the_silence_around_it() {
        assert_eq!(outside((0, 40), &[(10, 15)]), [(0, 10), (15, 40)]);
        assert_eq!(outside((0, 40), &[(0, 50)]), [(0, 0), (50, 50)]);
        assert_eq!(outside((0, 40), &[(50, 60)]), [(0, 40)]);
    }
}
