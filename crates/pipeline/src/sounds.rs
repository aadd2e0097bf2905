//! What was heard on each channel as events of a side.

use ringcheck_call::{EventKind, Probability, Segment, Side, SidesOrigin, TimelineEvent};
use ringcheck_timeline::{Signal, SpeechSpan, VoiceTrack, side_silence, silence, voice_changes};

/// Keys pressed this soon after each other are one number.
const SAME_NUMBER_MS: u64 = 8000;

/// A number of more keys than this may be a PIN, a card's or a social security number: its digits are not kept.
const MAX_SHOWN_DIGITS: usize = 2;

/// Keys this near to such a number may belong to it: the code on the back of a card, a digit that was not heard.
const NEAR_SECRET_MS: u64 = 60_000;

/// What was heard on one channel.
pub(crate) struct ChannelSounds {
    /// The channel, counted from 0.
    pub(crate) number: u16,
    /// Whether it carries no sound at all.
    pub(crate) is_dead: bool,
    /// Where somebody speaks.
    pub(crate) spans: Vec<SpeechSpan>,
    /// Tones, digits and music.
    pub(crate) signals: Vec<Signal>,
}

/// The events of a recording of `duration_ms`, in order of start.
pub(crate) fn sound_events(
    channels: Vec<ChannelSounds>,
    new_voices: Vec<TimelineEvent>,
    sides: &SidesOrigin,
    duration_ms: u64,
) -> Vec<TimelineEvent> {
    let is_one = channels.len() == 1;
    let side_of = |number: u16| match sides.agent_channel {
        Some(agent) if !is_one => Some(if agent == number { Side::Business } else { Side::Caller }),
        _ => None,
    };
    let spans: Vec<Vec<SpeechSpan>> = channels.iter().map(|channel| channel.spans.clone()).collect();
    let mut events = silence(&spans, duration_ms);
    for channel in channels {
        let side = side_of(channel.number);
        events.extend(side.into_iter().flat_map(|side| side_silence(&channel.spans, duration_ms, side)));
        let labels = labels_of(&channel.signals);
        events.extend(channel.signals.into_iter().zip(labels).map(|(signal, label)| TimelineEvent {
            kind: signal.kind,
            side: side.or(signal.sender).unwrap_or_else(|| usual_side(signal.kind)),
            start_ms: Some(signal.start_ms),
            end_ms: Some(signal.end_ms),
            turn: None,
            label,
            confidence: signal.confidence,
        }));
    }
    events.extend(new_voices);
    leave_out_crosstalk(&mut events);
    events.sort_by_key(|event| (event.start_ms, event.kind));
    events
}

/// What leaks from one channel to the other was played once: on the side that it comes from.
fn leave_out_crosstalk(events: &mut Vec<TimelineEvent>) {
    let comes_from = |kind: EventKind| match kind {
        EventKind::Dtmf => Side::Caller,
        EventKind::Silence | EventKind::Transfer => Side::Unknown,
        _ => Side::Business,
    };
    let sources: Vec<TimelineEvent> = events.iter().filter(|e| e.side == comes_from(e.kind)).cloned().collect();
    let is_leak = |event: &TimelineEvent| {
        let leaks_from = |source: &TimelineEvent| {
            source.kind == event.kind && source.start_ms < event.end_ms && event.start_ms < source.end_ms
        };
        let may_leak = event.side != Side::Unknown && comes_from(event.kind) != Side::Unknown;
        may_leak && event.side != comes_from(event.kind) && sources.iter().any(leaks_from)
    };
    events.retain(|event| !is_leak(event));
}

/// How sure a change of voice must be where both sides share a channel: words on the wrong side bring the other's
/// voice along.
const SURE_ON_MONO: Probability = Probability::from_thousandths(850);

/// Where another voice of the business comes on, as transfers that the words have yet to confirm.
///
/// `tracks` are those of the channels, and `live` is the channel of a one-sided recording that carries sound.
pub(crate) fn new_voices(
    segments: &[Segment],
    sides: &SidesOrigin,
    tracks: &[VoiceTrack],
    live: usize,
) -> Vec<TimelineEvent> {
    let channel = sides.agent_channel.map_or(live, usize::from);
    let (Some(track), is_shared) = (tracks.get(channel), sides.agent_channel.is_none()) else { return Vec::new() };
    voice_changes(segments, Side::Business, track)
        .into_iter()
        .filter(|change| !is_shared || change.confidence >= SURE_ON_MONO)
        .map(|change| TimelineEvent {
            kind: EventKind::Transfer,
            side: Side::Business,
            start_ms: Some(change.at_ms),
            end_ms: Some(change.at_ms),
            turn: None,
            label: None,
            confidence: change.confidence,
        })
        .collect()
}

/// Where a signal comes from that both sides share one channel with.
const fn usual_side(kind: EventKind) -> Side {
    match kind {
        // The caller hears what the line and the business's phone system play.
        EventKind::Ring | EventKind::Busy | EventKind::Reorder | EventKind::Sit | EventKind::Beep => Side::Business,
        _ => Side::Unknown,
    }
}

/// The digits that may be shown: a secret keyed in is masked here, as one said aloud is in the transcript.
fn labels_of(signals: &[Signal]) -> Vec<Option<String>> {
    let mut labels: Vec<Option<String>> = vec![None; signals.len()];
    let keys: Vec<(usize, &Signal)> = signals.iter().enumerate().filter(|(_, signal)| signal.digit.is_some()).collect();
    let numbers = keys.chunk_by(|(_, a), (_, b)| b.start_ms.saturating_sub(a.end_ms) <= SAME_NUMBER_MS);
    let secrets: Vec<(u64, u64)> = numbers
        .filter(|number| number.len() > MAX_SHOWN_DIGITS)
        .filter_map(|number| Some((number.first()?.1.start_ms, number.last()?.1.end_ms)))
        .collect();
    let is_near_secret = |signal: &Signal| {
        let is_near = |(start, end): &(u64, u64)| {
            signal.end_ms + NEAR_SECRET_MS >= *start && signal.start_ms <= end + NEAR_SECRET_MS
        };
        secrets.iter().any(is_near)
    };
    for (idx, signal) in keys.iter().filter(|(_, signal)| !is_near_secret(signal)) {
        labels[*idx] = signal.digit.map(String::from);
    }
    labels
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Probability;

    use super::*;

    fn key(digit: char, start_ms: u64) -> Signal {
        let kind = EventKind::Dtmf;
        Signal {
            kind,
            start_ms,
            end_ms: start_ms + 100,
            confidence: Probability::ONE,
            digit: Some(digit),
            sender: None,
        }
    }

    #[test]
    fn a_choice_is_shown_and_a_number_keyed_in_is_not() {
        let choice = [key('2', 1000), key('#', 9500)];
        assert_eq!(labels_of(&choice), [Some("2".to_owned()), Some("#".to_owned())]);
        let pin: Vec<Signal> = "4071".chars().zip(0..).map(|(digit, n)| key(digit, n * 900)).collect();
        assert_eq!(labels_of(&pin), [None, None, None, None]);
        let card_code = [pin, vec![key('7', 14_000), key('9', 90_000)]].concat();
        assert_eq!(labels_of(&card_code)[4..], [None, Some("9".to_owned())]);
    }

    #[test]
    fn sounds_belong_to_the_side_of_their_channel() {
        let sides = |agent_channel| SidesOrigin {
            agent_channel,
            method: "auto".to_owned(),
            confidence: Probability::ONE,
            reason: String::new(),
        };
        let ring = Signal { kind: EventKind::Ring, digit: None, ..key('0', 0) };
        let channel = |number, signals| ChannelSounds { number, is_dead: false, spans: vec![], signals };
        let sides_of = |channels, agent| -> Vec<Side> {
            let events = sound_events(channels, vec![], &sides(agent), 1000);
            events.iter().map(|event| event.side).collect()
        };
        let both = || vec![channel(0, vec![key('1', 500)]), channel(1, vec![ring])];
        assert_eq!(sides_of(both(), Some(1)), [Side::Business, Side::Caller]);
        assert_eq!(sides_of(both(), None), [Side::Business, Side::Unknown]);
        let leak = vec![channel(0, vec![ring]), channel(1, vec![ring])];
        assert_eq!(sides_of(leak, Some(1)), [Side::Business], "a ring that both channels carry is one");
        assert_eq!(sides_of(vec![channel(0, vec![ring])], None), [Side::Business]);
    }
}
