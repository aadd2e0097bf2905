//! Which channel is the business, from what the line plays on it.

use ringcheck_call::{EventKind, Probability, SidesOrigin};

use super::name;
use crate::Signal;

/// How sure the sounds of the line are: a recorder may put them on either channel.
const CONFIDENCE: Probability = Probability::from_thousandths(850);

/// Guesses which of channels 0 and 1 is the business from where the line's sounds are, for where words do not tell.
///
/// The caller hears ringing, busy tones, hold music and record tones: they come from the business's end. Keys are
/// pressed by the caller. Sounds that are on both channels, or that contradict each other, tell nothing.
#[must_use]
pub fn business_channel_by_sound(channels: &[Vec<Signal>]) -> Option<SidesOrigin> {
    let [left, right] = channels else { return None };
    let sounds = [
        (EventKind::Ring, "ringing is", false),
        (EventKind::Busy, "a busy tone is", false),
        (EventKind::Reorder, "a congestion tone is", false),
        (EventKind::Sit, "the network's information tones are", false),
        (EventKind::Music, "music is", false),
        (EventKind::Beep, "a record tone is", false),
        (EventKind::Dtmf, "keys are", true),
    ];
    let has = |signals: &[Signal], kind: EventKind| signals.iter().any(|signal| signal.kind == kind);
    let mut found: Option<(u16, String)> = None;
    for (kind, heard, is_of_caller) in sounds {
        let channel = match (has(left, kind), has(right, kind)) {
            (true, false) => 0,
            (false, true) => 1,
            _ => continue,
        };
        let business = if is_of_caller { 1 - channel } else { channel };
        match &found {
            Some((before, _)) if *before != business => return None,
            Some(_) => {}
            None => found = Some((business, format!("{heard} heard on {}", name(channel)))),
        }
    }
    let (channel, reason) = found?;
    Some(SidesOrigin {
        agent_channel: Some(channel),
        method: "sound".to_owned(),
        confidence: CONFIDENCE,
        reason: format!("the words do not tell the business from the caller, but {reason}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(kind: EventKind) -> Vec<Signal> {
        vec![Signal { kind, start_ms: 0, end_ms: 1000, confidence: Probability::ONE, digit: None }]
    }

    fn channel(left: Vec<Signal>, right: Vec<Signal>) -> Option<u16> {
        business_channel_by_sound(&[left, right]).and_then(|sides| sides.agent_channel)
    }

    #[test]
    fn the_line_rings_on_the_business_s_channel_and_the_caller_presses_keys() {
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
        assert_eq!(business_channel_by_sound(&[signal(EventKind::Ring)]), None);
    }
}
