//! What there is to draw of a call: lanes of sound, events, and evidence.

use ringcheck_call::{CriterionScore, EventKind, Scorecard, Side, Speaker, TimelineEvent, Turn};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    drawing::figures::duration,
    text::{clock, sanitize},
};

/// How much of an event's label is shown, in columns.
const LONGEST_LABEL: usize = 24;

/// How many criteria can have a letter of their own.
const N_LETTERS: u8 = 26;

/// What there is to draw of a call with times.
#[derive(Debug)]
pub(crate) struct Picture<'a> {
    /// How long the call lasted; at least 1 ms.
    pub(crate) length_ms: u64,
    /// A lane for each side that is known to take part; at least one.
    pub(crate) lanes: Vec<Lane<'a>>,
    /// What happened, in order of time.
    pub(crate) events: Vec<Mark>,
    /// The criteria that have a quote with a time, in rubric order.
    pub(crate) proofs: Vec<Proof<'a>>,
}

/// What is heard of one side.
#[derive(Debug)]
pub(crate) struct Lane<'a> {
    /// Whose it is.
    pub(crate) side: Side,
    /// What is heard, in no order. They may overlap.
    pub(crate) spans: Vec<Span<'a>>,
}

/// A stretch of one sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span<'a> {
    /// What is heard.
    pub(crate) sound: Sound,
    /// When it starts.
    pub(crate) start_ms: u64,
    /// When it ends: not before it starts, and not after the call does.
    pub(crate) end_ms: u64,
    /// The words, where it is speech.
    pub(crate) words: Option<&'a str>,
}

/// What can be heard of a side; where several are, the lesser one hides the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sound {
    /// A live person.
    Speech,
    /// A menu, an announcement, a greeting, a bot.
    RecordedVoice,
    /// The called phone rings.
    Ring,
    /// Busy, reorder, information and fax tones, keys, a record tone.
    Tone,
    /// Music.
    Music,
    /// The caller is kept waiting, and none of the others is heard.
    Hold,
    /// Nobody speaks on any side.
    Silence,
}

/// An event, or several of a kind that follow each other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// When the first began.
    pub(crate) at_ms: u64,
    /// What it is, for reading.
    pub(crate) text: String,
    /// On which side.
    pub(crate) side: Side,
    /// What kind of event.
    pub(crate) kind: EventKind,
    /// The lower the number, the more it matters that it is seen.
    pub(crate) rank: u8,
}

/// A criterion with quotes that can be pointed at.
#[derive(Debug)]
pub(crate) struct Proof<'a> {
    /// What stands for it: `A` for the first; `*` when letters run out.
    pub(crate) letter: char,
    /// The verdict.
    pub(crate) criterion: &'a CriterionScore,
    /// Where its quotes are.
    pub(crate) points: Vec<Point<'a>>,
}

/// A quote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point<'a> {
    /// When it starts, within the call.
    pub(crate) at_ms: u64,
    /// The words.
    pub(crate) quote: &'a str,
    /// Whether it is what came closest, and no evidence.
    pub(crate) is_nearest: bool,
}

impl<'a> Picture<'a> {
    /// What there is to draw of `card`; `None` where nothing has a time.
    pub(crate) fn of(card: &'a Scorecard) -> Option<Self> {
        let is_timed = card.turns.iter().any(|turn| turn.start_ms().is_some())
            || card.timeline.events.iter().any(|event| event.start_ms.is_some());
        let length_ms = length(card);
        if !is_timed || length_ms == 0 {
            return None;
        }
        let proofs = proofs(card, length_ms);
        Some(Self { length_ms, lanes: lanes(card), events: marks(card, length_ms), proofs })
    }

    /// Round moments for a scale with at most `most` of them, the start being the first.
    pub(crate) fn scale(&self, most: usize) -> Vec<u64> {
        const ROUND_SECONDS: [u64; 17] =
            [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800];
        let most = u64::try_from(most).unwrap_or(u64::MAX).max(2);
        let steps = ROUND_SECONDS.into_iter().map(|seconds| seconds * 1000);
        let is_coarse = |step: &u64| self.length_ms / step < most;
        // A recording of days has no round numbers.
        let step = steps.clone().find(is_coarse).unwrap_or(self.length_ms / (most - 1)).max(1);
        let n_steps = self.length_ms / step;
        (0..=n_steps).map(|n| n * step).filter(|at| *at < self.length_ms).collect()
    }
}

impl Proof<'_> {
    /// What stands at a quote: the letter, in lower case where it only came closest.
    pub(crate) fn letter_of(&self, point: &Point<'_>) -> char {
        if point.is_nearest { self.letter.to_ascii_lowercase() } else { self.letter }
    }

    /// The moments of the quotes, for reading.
    pub(crate) fn moments(&self) -> Vec<String> {
        let moment = |point: &Point<'_>| {
            let nearest = if point.is_nearest { "nearest " } else { "" };
            format!("{nearest}{}", clock(point.at_ms))
        };
        let mut moments: Vec<String> = self.points.iter().map(moment).collect();
        moments.dedup();
        moments
    }
}

/// `text` in at most `columns`, with an ellipsis where something is missing.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.width() + 1 > columns && short.pop().is_some() {}
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// When the last thing that is known of the call ends.
fn length(card: &Scorecard) -> u64 {
    let recordings = card.recordings.iter().map(|r| r.offset_ms.saturating_add(r.duration_ms));
    let turns = card.turns.iter().filter_map(|turn| turn.end_ms().max(turn.start_ms()));
    let events = card.timeline.events.iter().filter_map(|event| event.end_ms.max(event.start_ms));
    recordings.chain(turns).chain(events).max().unwrap_or(0)
}

fn lanes(card: &Scorecard) -> Vec<Lane<'_>> {
    let mut lanes = [Side::Business, Side::Caller, Side::Unknown].map(|side| Lane { side, spans: Vec::new() });
    for turn in &card.turns {
        if let Some(span) = spoken(turn) {
            lanes[lane_of(turn.side())].spans.push(span);
        }
    }
    for event in &card.timeline.events {
        let (Some(sound), Some(start_ms)) = (sound(event.kind), event.start_ms) else { continue };
        // That one side says nothing is seen from its empty lane: the other may well speak.
        if sound == Sound::Silence && event.side != Side::Unknown {
            continue;
        }
        let end_ms = event.end_ms.unwrap_or(start_ms).max(start_ms);
        lanes[lane_of(event.side)].spans.push(Span { sound, start_ms, end_ms, words: None });
    }
    let is_heard = |lane: &Lane<'_>| lane.spans.iter().any(|span| span.sound < Sound::Hold);
    let knows_sides = is_heard(&lanes[0]) || is_heard(&lanes[1]);
    if knows_sides {
        // Waiting and silence are of the whole line: they need no lane of their own.
        let (ours, whole): (Vec<_>, Vec<_>) = lanes[2].spans.iter().partition(|span| span.sound < Sound::Hold);
        lanes[2].spans = ours;
        for lane in &mut lanes {
            lane.spans.extend(&whole);
        }
    }
    let needs_unknown = !knows_sides || is_heard(&lanes[2]);
    let [business, caller, unknown] = lanes;
    let mut shown = if knows_sides { vec![business, caller] } else { Vec::new() };
    shown.extend(needs_unknown.then_some(unknown));
    shown
}

fn lane_of(side: Side) -> usize {
    match side {
        Side::Business => 0,
        Side::Caller => 1,
        Side::Unknown => 2,
    }
}

fn spoken(turn: &Turn) -> Option<Span<'_>> {
    let start_ms = turn.start_ms()?;
    let end_ms = turn.end_ms().unwrap_or(start_ms).max(start_ms);
    let sound = match turn.speaker {
        Speaker::RecordedVoice => Sound::RecordedVoice,
        Speaker::Agent | Speaker::Caller | Speaker::Unknown => Sound::Speech,
    };
    Some(Span { sound, start_ms, end_ms, words: Some(turn.text()) })
}

/// What an event lets one hear; `None` where its turn says it already.
fn sound(kind: EventKind) -> Option<Sound> {
    Some(match kind {
        EventKind::Ring => Sound::Ring,
        EventKind::Busy | EventKind::Reorder | EventKind::Sit | EventKind::Fax | EventKind::Dtmf | EventKind::Beep => {
            Sound::Tone
        }
        EventKind::Music => Sound::Music,
        EventKind::Hold => Sound::Hold,
        EventKind::Silence => Sound::Silence,
        EventKind::Notice | EventKind::Menu | EventKind::QueueMessage | EventKind::Voicemail | EventKind::Bot => {
            Sound::RecordedVoice
        }
        _ => return None,
    })
}

fn marks(card: &Scorecard, length_ms: u64) -> Vec<Mark> {
    let mut events: Vec<&TimelineEvent> = card
        .timeline
        .events
        .iter()
        // Both are seen in the lanes.
        .filter(|event| !matches!(event.kind, EventKind::Silence | EventKind::Music))
        .filter(|event| event.start_ms.is_some())
        .collect();
    events.sort_by_key(|event| (event.start_ms, event.kind));
    let alike = |a: &&TimelineEvent, b: &&TimelineEvent| {
        a.kind == b.kind
            && a.side == b.side
            && (a.label == b.label || a.kind == EventKind::Dtmf)
            // When and how often somebody was kept waiting or passed on is what one looks for.
            && !matches!(a.kind, EventKind::Hold | EventKind::Transfer)
    };
    let mark = |group: &[&TimelineEvent]| {
        let first = group.first()?;
        Some(Mark {
            at_ms: first.start_ms?.min(length_ms),
            text: text_of(group)?,
            side: first.side,
            kind: first.kind,
            rank: rank(first.kind),
        })
    };
    events.chunk_by(|a, b| alike(a, b)).filter_map(mark).collect()
}

fn text_of(group: &[&TimelineEvent]) -> Option<String> {
    let first = group.first()?;
    let label = |event: &TimelineEvent| {
        let words = event.label.as_deref().map(sanitize)?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then(|| fit(&words, LONGEST_LABEL))
    };
    let name = match first.kind {
        EventKind::Ring if group.len() == 1 => "ring".to_owned(),
        EventKind::Ring => return Some(format!("{} rings", group.len())),
        EventKind::Busy => "busy tone".to_owned(),
        EventKind::Reorder => "reorder tone".to_owned(),
        EventKind::Sit => "SIT tones".to_owned(),
        EventKind::Fax => "fax tone".to_owned(),
        EventKind::Dtmf => {
            let digits: Vec<String> = group.iter().filter_map(|event| label(event)).collect();
            let keys = if group.len() == 1 { "key" } else { "keys" };
            return Some(fit(format!("{keys} {}", digits.join(" ")).trim_end(), LONGEST_LABEL));
        }
        EventKind::Hold => {
            let lasted = first.end_ms.zip(first.start_ms).map(|(end, start)| duration(end.saturating_sub(start)));
            format!("hold {}", lasted.unwrap_or_default()).trim_end().to_owned()
        }
        other => other.as_str().replace('_', " "),
    };
    let name = label(first).map_or_else(|| name.clone(), |label| format!("{name} {label}"));
    Some(if group.len() == 1 { name } else { format!("{name} x{}", group.len()) })
}

fn rank(kind: EventKind) -> u8 {
    match kind {
        EventKind::FirstLiveWord => 0,
        EventKind::Menu | EventKind::Voicemail | EventKind::Bot | EventKind::Hold | EventKind::Transfer => 1,
        EventKind::QueueMessage | EventKind::Beep | EventKind::Busy | EventKind::Fax | EventKind::Sit => 2,
        _ => 3,
    }
}

fn proofs(card: &Scorecard, length_ms: u64) -> Vec<Proof<'_>> {
    let mut letters = (0..N_LETTERS).map(|n| char::from(b'A' + n));
    let mut proofs = Vec::new();
    for criterion in &card.criteria {
        let quoted = criterion.evidence.iter().map(|e| (e.start_ms, e.quote.as_str(), false));
        let nearest = criterion.nearest_miss.iter().map(|miss| (miss.start_ms, miss.quote.as_str(), true));
        let mut points: Vec<Point<'_>> = quoted
            .chain(nearest)
            .filter_map(|(at, quote, is_nearest)| Some(Point { at_ms: at?.min(length_ms), quote, is_nearest }))
            .collect();
        points.sort_by_key(|point| point.at_ms);
        if !points.is_empty() {
            proofs.push(Proof { letter: letters.next().unwrap_or('*'), criterion, points });
        }
    }
    proofs
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drawing::sample;

    #[test]
    fn only_the_silence_of_the_whole_line_is_drawn() {
        let turns = json!([
            sample::turn("agent", 0, 20_000, "A long story."),
            sample::turn("caller", 20_000, 40_000, "Another one.")
        ]);
        let silences = [
            sample::labelled("silence", "caller", 0, 20_000, ""),
            sample::labelled("silence", "business", 20_000, 40_000, ""),
            sample::labelled("silence", "unknown", 40_000, 52_000, ""),
        ];
        let card = sample::card(52_000, &turns, &json!(silences), &json!([]));
        let picture = Picture::of(&card).unwrap();
        for lane in &picture.lanes {
            let silent = lane.spans.iter().filter(|span| span.sound == Sound::Silence);
            let silent: Vec<(u64, u64)> = silent.map(|span| (span.start_ms, span.end_ms)).collect();
            assert_eq!(silent, [(40_000, 52_000)], "{}", lane.side);
        }
        assert_eq!(picture.lanes.len(), 2);
    }
}
