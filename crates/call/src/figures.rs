//! What a timeline adds up to: rings, waiting, holding and talking in numbers.

use serde::{Deserialize, Serialize};

/// The derived figures of a call, as docs/timeline.md defines each.
///
/// `None` where it cannot be known: from a transcript without times, or, for what is heard and not said, from a
/// transcript that was made elsewhere. All times are in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimelineFigures {
    /// How many times the phone rang before anything answered.
    pub ring_count: Option<u32>,
    /// From the start of the first ring to the end of the last.
    pub ring_ms: Option<u64>,
    /// From the start of the call to the first live word of the business; `None` also where there is none.
    pub first_live_word_ms: Option<u64>,
    /// How many times the caller was kept on hold after a person had answered.
    pub hold_count: Option<u32>,
    /// How long all holds lasted together.
    pub hold_ms: Option<u64>,
    /// How long the longest hold lasted.
    pub longest_hold_ms: Option<u64>,
    /// How many times another person of the business took over.
    pub transfer_count: Option<u32>,
    /// The longest stretch in which no side spoke, from the business's first word to the last word, holds, music and ringing
    /// excepted.
    pub longest_silence_ms: Option<u64>,
    /// How many times both sides spoke at the same time.
    pub overlap_count: Option<u32>,
    /// For how long both sides spoke at the same time.
    pub overlap_ms: Option<u64>,
    /// How long recorded voices spoke.
    pub recorded_voice_ms: Option<u64>,
    /// The live people of the business.
    pub business: SideFigures,
    /// The caller.
    pub caller: SideFigures,
}

impl TimelineFigures {
    /// The same where only one side was recorded: what takes two sides to know is unknown.
    #[must_use]
    pub fn of_one_side(self) -> Self {
        let alone = |side: SideFigures| SideFigures { talk_percent: None, longest_monologue_ms: None, ..side };
        Self {
            longest_silence_ms: None,
            overlap_count: None,
            overlap_ms: None,
            business: alone(self.business),
            caller: alone(self.caller),
            ..self
        }
    }
}

/// What one side's live speech adds up to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SideFigures {
    /// How long this side spoke.
    pub talk_ms: Option<u64>,
    /// Its share of the talk of both sides, in percent with one decimal.
    pub talk_percent: Option<f64>,
    /// Its longest speech that the other side did not interrupt with words of its own.
    pub longest_monologue_ms: Option<u64>,
    /// Words spoken in a minute of its talk.
    pub words_per_minute: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_one_side_nothing_is_said_that_takes_two() {
        let side = SideFigures {
            talk_ms: Some(5000),
            talk_percent: Some(100.0),
            longest_monologue_ms: Some(5000),
            words_per_minute: Some(180),
        };
        let whole = TimelineFigures {
            ring_count: Some(2),
            longest_silence_ms: Some(9000),
            overlap_count: Some(0),
            overlap_ms: Some(0),
            business: side,
            ..TimelineFigures::default()
        };
        let alone = whole.of_one_side();
        assert_eq!((alone.longest_silence_ms, alone.overlap_count, alone.overlap_ms), (None, None, None));
        assert_eq!((alone.business.talk_percent, alone.business.longest_monologue_ms), (None, None));
        assert_eq!((alone.ring_count, alone.business.talk_ms), (Some(2), Some(5000)));
    }
}
