//! The figures of a call in words.

use ringcheck_call::{SideFigures, TimelineFigures};

use crate::text::clock;

/// A silence shorter than this is a pause for thought.
const NOTABLE_SILENCE_MS: u64 = 4000;

/// The figures that are known and say something, as a few lines.
pub(crate) fn figures(figures: &TimelineFigures) -> Vec<String> {
    let lines = [answered(figures), waited(figures), talked(figures), stretches(figures)];
    lines.into_iter().filter(|parts| !parts.is_empty()).map(|parts| parts.join("; ")).collect()
}

fn answered(figures: &TimelineFigures) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(n_rings) = figures.ring_count.filter(|n| *n > 0) {
        let lasted = figures.ring_ms.map(|ms| format!(" ({})", duration(ms))).unwrap_or_default();
        parts.push(format!("rang {}{lasted}", times(n_rings)));
    }
    parts.extend(figures.first_live_word_ms.map(|ms| format!("first live word after {}", clock(ms))));
    parts.extend(figures.recorded_voice_ms.filter(|ms| *ms >= 1000).map(|ms| format!("recorded voices {}", clock(ms))));
    parts
}

fn waited(figures: &TimelineFigures) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(n_holds) = figures.hold_count.filter(|n| *n > 0) {
        let lasted = figures.hold_ms.map(|ms| format!(", {}", clock(ms))).unwrap_or_default();
        let longest = figures.longest_hold_ms.filter(|_| n_holds > 1);
        let longest = longest.map(|ms| format!(" (the longest {})", clock(ms))).unwrap_or_default();
        parts.push(format!("hold {}{lasted}{longest}", times(n_holds)));
    }
    parts.extend(figures.transfer_count.filter(|n| *n > 0).map(|n| format!("transferred {}", times(n))));
    parts
}

fn talked(figures: &TimelineFigures) -> Vec<String> {
    let side = |name: &str, side: &SideFigures, of: &str| {
        let share = side.talk_percent.map(|percent| format!("{percent:.0} %{of}"));
        let pace = side.words_per_minute.map(|words| format!("{words} words a minute"));
        let known: Vec<String> = share.into_iter().chain(pace).collect();
        (!known.is_empty()).then(|| format!("{name} {}", known.join(", ")))
    };
    let of_caller = if figures.business.talk_percent.is_some() { "" } else { " of the talk" };
    let sides = [side("business", &figures.business, " of the talk"), side("caller", &figures.caller, of_caller)];
    let mut parts: Vec<String> = sides.into_iter().flatten().collect();
    if let (Some(n), Some(ms)) = (figures.overlap_count, figures.overlap_ms.filter(|ms| *ms >= 1000)) {
        parts.push(format!("both at once {} ({})", times(n), duration(ms)));
    }
    parts
}

fn stretches(figures: &TimelineFigures) -> Vec<String> {
    let mut parts = Vec::new();
    let silence = figures.longest_silence_ms.filter(|ms| *ms >= NOTABLE_SILENCE_MS);
    parts.extend(silence.map(|ms| format!("longest silence {}", duration(ms))));
    let monologue = |name: &str, ms: Option<u64>| ms.filter(|ms| *ms > 0).map(|ms| format!("{name} {}", clock(ms)));
    let longest: Vec<String> = monologue("business", figures.business.longest_monologue_ms)
        .into_iter()
        .chain(monologue("caller", figures.caller.longest_monologue_ms))
        .collect();
    if !longest.is_empty() {
        parts.push(format!("longest monologue {}", longest.join(", ")));
    }
    parts
}

fn times(n: u32) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

/// `8 s` below a minute, `1:05` from a minute on.
pub(crate) fn duration(ms: u64) -> String {
    if ms < 60_000 { format!("{} s", ms / 1000) } else { clock(ms) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said_in_a_few_lines() {
        let known = TimelineFigures {
            ring_count: Some(3),
            ring_ms: Some(14_200),
            first_live_word_ms: Some(16_900),
            hold_count: Some(1),
            hold_ms: Some(42_000),
            longest_hold_ms: Some(42_000),
            transfer_count: Some(0),
            longest_silence_ms: Some(8400),
            overlap_count: Some(0),
            overlap_ms: Some(0),
            recorded_voice_ms: Some(0),
            business: SideFigures {
                talk_ms: Some(61_000),
                talk_percent: Some(61.0),
                longest_monologue_ms: Some(31_000),
                words_per_minute: Some(158),
            },
            caller: SideFigures {
                talk_ms: Some(39_000),
                talk_percent: Some(39.0),
                longest_monologue_ms: None,
                words_per_minute: Some(171),
            },
        };
        assert_eq!(
            figures(&known),
            [
                "rang 3 times (14 s); first live word after 0:16",
                "hold once, 0:42",
                "business 61 % of the talk, 158 words a minute; caller 39 %, 171 words a minute",
                "longest silence 8 s; longest monologue business 0:31",
            ]
        );
    }

    #[test]
    fn what_is_unknown_or_nothing_is_not_said() {
        assert!(figures(&TimelineFigures::default()).is_empty());
        let nothing = TimelineFigures {
            ring_count: Some(0),
            ring_ms: Some(0),
            hold_count: Some(0),
            hold_ms: Some(0),
            transfer_count: Some(0),
            longest_silence_ms: Some(1200),
            overlap_count: Some(0),
            ..TimelineFigures::default()
        };
        assert!(figures(&nothing).is_empty());
        let caller = SideFigures { words_per_minute: Some(171), ..SideFigures::default() };
        let only_caller = TimelineFigures { caller, ..TimelineFigures::default() };
        assert_eq!(figures(&only_caller), ["caller 171 words a minute"]);
    }
}
