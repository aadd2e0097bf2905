//! Silence: nobody speaks on any channel, or one side does not.

use ringcheck_call::{EventKind, Probability, Side, TimelineEvent};

use crate::SpeechSpan;

/// The shortest silence that is an event, in milliseconds.
pub const MIN_SILENCE_MS: u64 = 2000;

/// The shortest silence of one side that is an event, in milliseconds: longer than most of what the other says at a time.
pub const MIN_SIDE_SILENCE_MS: u64 = 10_000;

/// How sure a silence is: the voice detector behind it is good, not perfect.
const CONFIDENCE: Probability = Probability::from_thousandths(950);

/// The silences of at least [`MIN_SILENCE_MS`] in a call of `duration_ms`, in order.
///
/// `channels` holds the speech spans of each channel; spans may overlap and come in any order.
/// Ringing, beeps and recognized music are silence here, since nobody speaks. The padding of the spans counts as speech, so a silence is
/// up to half a second shorter than the pause between the words.
#[must_use]
pub fn silence(channels: &[Vec<SpeechSpan>], duration_ms: u64) -> Vec<TimelineEvent> {
    let spans = channels.iter().flatten().copied().collect();
    gaps(spans, duration_ms, MIN_SILENCE_MS, Side::Unknown)
}

/// The silences of at least [`MIN_SIDE_SILENCE_MS`] of one side, whatever the other does, in order.
#[must_use]
pub fn side_silence(spans: &[SpeechSpan], duration_ms: u64, side: Side) -> Vec<TimelineEvent> {
    gaps(spans.to_vec(), duration_ms, MIN_SIDE_SILENCE_MS, side)
}

/// The stretches of at least `min_ms` without a span, as silences of `side`.
fn gaps(mut spans: Vec<SpeechSpan>, duration_ms: u64, min_ms: u64, side: Side) -> Vec<TimelineEvent> {
    spans.sort_unstable();
    let mut events = Vec::new();
    let mut quiet_from = 0;
    let ends = std::iter::once((duration_ms, duration_ms));
    for (start_ms, end_ms) in spans.iter().map(|s| (s.start_ms(), s.end_ms())).chain(ends) {
        let start_ms = start_ms.min(duration_ms);
        if start_ms.saturating_sub(quiet_from) >= min_ms {
            events.push(TimelineEvent {
                kind: EventKind::Silence,
                side,
                start_ms: Some(quiet_from),
                end_ms: Some(start_ms),
                turn: None,
                label: None,
                confidence: CONFIDENCE,
            });
        }
        quiet_from = quiet_from.max(end_ms);
    }
    events
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(start_ms: u64, end_ms: u64) -> SpeechSpan {
        SpeechSpan { start_sample: start_ms * 16, end_sample: end_ms * 16 }
    }

    fn times(channels: &[Vec<SpeechSpan>], duration_ms: u64) -> Vec<(u64, u64)> {
        silence(channels, duration_ms).iter().map(|e| (e.start_ms.unwrap(), e.end_ms.unwrap())).collect()
    }

    #[test]
    fn silence_is_where_no_channel_has_speech() {
        let business = vec![span(3000, 5000), span(9000, 10_000)];
        let caller = vec![span(5500, 6500)];
        assert_eq!(times(&[business, caller], 13_000), [(0, 3000), (6500, 9000), (10_000, 13_000)]);
    }

    #[test]
    fn pauses_below_the_limit_are_none() {
        assert_eq!(times(&[vec![span(1999, 3000)], vec![span(4999, 6000)]], 7999), []);
        assert_eq!(times(&[vec![span(2000, 3000)]], 3000), [(0, 2000)]);
    }

    #[test]
    fn a_side_is_silent_while_the_other_talks() {
        let spans = [span(0, 3000), span(12_999, 14_000)];
        assert!(side_silence(&spans, 20_000, Side::Caller).is_empty());
        let found = side_silence(&spans, 24_000, Side::Caller);
        assert_eq!((found.len(), found[0].side, found[0].start_ms), (1, Side::Caller, Some(14_000)));
    }

    #[test]
    fn a_call_without_speech_is_one_silence() {
        assert_eq!(times(&[vec![], vec![]], 10_800_000), [(0, 10_800_000)]);
        assert_eq!(times(&[], 0), []);
    }

    proptest! {
        #[test]
        fn silences_are_ordered_and_touch_no_speech(
            starts in prop::collection::vec((0u64..100_000, 1u64..9000), 0..20),
            duration_ms in 1u64..120_000,
        ) {
            let spans: Vec<_> = starts.iter().map(|(start, length)| span(*start, start + length)).collect();
            let found = times(std::slice::from_ref(&spans), duration_ms);
            for (start, end) in &found {
                prop_assert!(end - start >= MIN_SILENCE_MS && *end <= duration_ms);
                prop_assert!(spans.iter().all(|s| s.end_ms() <= *start || s.start_ms() >= *end));
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }
}
