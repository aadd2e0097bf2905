//! Which channel is the business, from what the line plays on it.

use ringcheck_call::EventKind;

use crate::Signal;

/// Points of the line's sounds for a channel: more than words that faintly suggest the other, less than ones that
/// clearly do, for a recorder may put the sounds of the line on either channel.
pub(super) const POINTS: i32 = 36;

/// The sounds that come from the business's end, as the caller hears them, and how a sentence says that they were heard.
const OF_BUSINESS: [(EventKind, &str); 6] = [
    (EventKind::Ring, "carries the ringing"),
    (EventKind::Beep, "carries a record tone"),
    (EventKind::Music, "carries music"),
    (EventKind::Busy, "carries a busy tone"),
    (EventKind::Reorder, "carries a congestion tone"),
    (EventKind::Sit, "carries the network's information tones"),
];

/// Which of channels 0 and 1 is the business by the sounds of the line, and what says so.
///
/// The caller hears ringing, busy tones, hold music and record tones: they come from the business's end. Keys are
/// pressed by the caller. Sounds that are on both channels, or that contradict each other, tell nothing.
pub(super) fn channel_by_sound(channels: &[Vec<Signal>]) -> Option<(u16, &'static str)> {
    let [left, right] = channels else { return None };
    let only_on = |kind: EventKind| {
        let has = |signals: &[Signal]| signals.iter().any(|signal| signal.kind == kind);
        match (has(left), has(right)) {
            (true, false) => Some(0),
            (false, true) => Some(1),
            _ => None,
        }
    };
    let of_business = OF_BUSINESS.into_iter().filter_map(|(kind, heard)| Some((only_on(kind)?, heard)));
    let of_caller = only_on(EventKind::Dtmf).map(|caller| (1 - caller, "hears keys pressed on the other channel"));
    let found: Vec<(u16, &str)> = of_business.chain(of_caller).collect();
    let first = *found.first()?;
    found.iter().all(|(channel, _)| *channel == first.0).then_some(first)
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Probability;

    use super::*;

    fn signal(kind: EventKind) -> Vec<Signal> {
        vec![Signal { kind, start_ms: 0, end_ms: 1000, confidence: Probability::ONE, digit: None, sender: None }]
    }

    fn channel(left: Vec<Signal>, right: Vec<Signal>) -> Option<u16> {
        channel_by_sound(&[left, right]).map(|(channel, _)| channel)
    }

    #[test]
    fn the_line_rings_on_the_channel_of_the_business_and_the_caller_presses_keys() {
        assert_eq!(channel(signal(EventKind::Ring), vec![]), Some(0));
        assert_eq!(channel(vec![], signal(EventKind::Music)), Some(1));
        assert_eq!(channel(signal(EventKind::Dtmf), vec![]), Some(1));
        assert_eq!(channel(signal(EventKind::Dtmf), signal(EventKind::Ring)), Some(1));
    }

    #[test]
    fn nothing_is_told_by_sounds_on_both_channels_or_against_each_other() {
        assert_eq!(channel(vec![], vec![]), None);
        assert_eq!(channel(signal(EventKind::Ring), signal(EventKind::Ring)), None);
        assert_eq!(channel(signal(EventKind::Ring), signal(EventKind::Music)), None);
        assert_eq!(channel_by_sound(&[signal(EventKind::Ring)]), None);
    }
}
