//! The limits that a rubric sets the criteria of the timeline.

use std::fmt;

/// The limits that a criterion is held to; what a rubric leaves out does not limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// At most so many seconds.
    pub max_seconds: Option<u32>,
    /// At most so many rings.
    pub max_rings: Option<u32>,
    /// At least so many percent, from 0 to 100.
    pub min_percent: Option<u32>,
    /// At most so many percent, from 0 to 100.
    pub max_percent: Option<u32>,
}

/// The key of a limit in a criterion's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitKey {
    MaxSeconds,
    MaxRings,
    MinPercent,
    MaxPercent,
}

pub(super) const LIMIT_KEYS: [LimitKey; 4] =
    [LimitKey::MaxSeconds, LimitKey::MaxRings, LimitKey::MinPercent, LimitKey::MaxPercent];

/// An hour: a longer limit is a slip of the pen.
const MOST_SECONDS: i64 = 3600;

/// Silences under 2 seconds are no events of the timeline: people breathe, think and type.
const LEAST_DEAD_AIR_SECONDS: i64 = 3;

/// Ten minutes of ringing.
const MOST_RINGS: i64 = 100;

impl Limits {
    pub(super) fn set(&mut self, key: LimitKey, value: Option<u32>) {
        match key {
            LimitKey::MaxSeconds => self.max_seconds = value,
            LimitKey::MaxRings => self.max_rings = value,
            LimitKey::MinPercent => self.min_percent = value,
            LimitKey::MaxPercent => self.max_percent = value,
        }
    }
}

impl LimitKey {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::MaxSeconds => "max_seconds",
            Self::MaxRings => "max_rings",
            Self::MinPercent => "min_percent",
            Self::MaxPercent => "max_percent",
        }
    }

    /// The least and the greatest value that the criterion `id` can be held to.
    ///
    /// Nobody can answer within no time; a call without any hold is possible.
    pub(super) fn range(self, id: &str) -> (i64, i64) {
        match self {
            Self::MaxSeconds if id == "hold_time" => (0, MOST_SECONDS),
            Self::MaxSeconds if id == "dead_air" => (LEAST_DEAD_AIR_SECONDS, MOST_SECONDS),
            Self::MaxSeconds => (1, MOST_SECONDS),
            Self::MaxRings => (1, MOST_RINGS),
            Self::MinPercent | Self::MaxPercent => (0, 100),
        }
    }
}

impl fmt::Display for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The limits that the criterion `id` may have, and of which it must have one: without any it could not fail.
pub(super) fn known_limits(id: &str) -> &'static [LimitKey] {
    match id {
        "answer_speed" => &[LimitKey::MaxSeconds, LimitKey::MaxRings],
        "hold_time" | "dead_air" => &[LimitKey::MaxSeconds],
        "talk_share" => &[LimitKey::MinPercent, LimitKey::MaxPercent],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rubric;

    fn problems(text: &str) -> Vec<String> {
        Rubric::parse(text).unwrap_err().problems().iter().map(ToString::to_string).collect()
    }

    fn with_criterion(id: &str, limits: &str) -> String {
        format!(
            "id = \"small\"\ntitle = \"Small\"\nversion = \"1\"\npass_mark = 50\n\n[[criteria]]\nid = \"{id}\"\n\
             title = \"It\"\nquestion = \"Is it?\"\nweight = 5\n{limits}"
        )
    }

    #[test]
    fn limits_are_read() {
        let limits_of = |id: &str, limits: &str| Rubric::parse(&with_criterion(id, limits)).unwrap().criteria[0].limits;
        assert_eq!(
            limits_of("answer_speed", "max_seconds = 20\nmax_rings = 4\n"),
            Limits { max_seconds: Some(20), max_rings: Some(4), ..Limits::default() }
        );
        assert_eq!(limits_of("answer_speed", "max_rings = 3\n").max_seconds, None);
        assert_eq!(limits_of("hold_time", "max_seconds = 0\n").max_seconds, Some(0));
        assert_eq!(limits_of("dead_air", "max_seconds = 3\n").max_seconds, Some(3));
        assert_eq!(limits_of("hold_permission", ""), Limits::default());
        assert_eq!(limits_of("courtesy", ""), Limits::default());
        assert_eq!(
            limits_of("talk_share", "min_percent = 40\nmax_percent = 40\n"),
            Limits { min_percent: Some(40), max_percent: Some(40), ..Limits::default() }
        );
    }

    #[test]
    fn impossible_limits_are_told_with_their_places() {
        for (id, limits, expected) in [
            (
                "courtesy",
                "max_seconds = 5\n",
                "line 11, column 1: `max_seconds` is no limit of `courtesy` (it has no limits)",
            ),
            (
                "hold_time",
                "max_seconds = 5\nmax_percent = 5\n",
                "line 12, column 1: `max_percent` is no limit of `hold_time` (its limits: `max_seconds`)",
            ),
            ("answer_speed", "", "line 6, column 1: missing `max_seconds` or `max_rings` of `answer_speed`"),
            ("hold_time", "", "line 6, column 1: missing `max_seconds` of `hold_time`"),
            ("dead_air", "", "line 6, column 1: missing `max_seconds` of `dead_air`"),
            ("talk_share", "", "line 6, column 1: missing `min_percent` or `max_percent` of `talk_share`"),
            (
                "talk_share",
                "max_percent = 30\nmin_percent = 60\n",
                "line 12, column 15: `min_percent` is 60 and `max_percent` 30: no share is both",
            ),
            (
                "talk_share",
                "max_percent = 101\n",
                "line 11, column 15: `max_percent` is not a whole number from 0 to 100",
            ),
            (
                "answer_speed",
                "max_seconds = 0\n",
                "line 11, column 15: `max_seconds` is not a whole number from 1 to 3600",
            ),
            ("answer_speed", "max_rings = -1\n", "line 11, column 13: `max_rings` is not a whole number from 1 to 100"),
            (
                "hold_time",
                "max_seconds = -5\n",
                "line 11, column 15: `max_seconds` is not a whole number from 0 to 3600",
            ),
            (
                "dead_air",
                "max_seconds = 3.5\n",
                "line 11, column 15: `max_seconds` is not a whole number from 3 to 3600",
            ),
            ("dead_air", "max_seconds = 2\n", "line 11, column 15: `max_seconds` is not a whole number from 3 to 3600"),
            ("dead_air", "max_second = 5\n", "line 6, column 1: missing `max_seconds` of `dead_air`"),
        ] {
            let told = problems(&with_criterion(id, limits));
            assert_eq!(told.first().map(String::as_str), Some(expected), "{id} {limits}: {told:#?}");
        }
        let misspelled = problems(&with_criterion("dead_air", "max_second = 5\n"));
        assert!(misspelled[1].contains("unknown key `max_second` (did you mean `max_seconds`?)"), "{misspelled:#?}");
        // Of a criterion that does not exist, nobody can say which limits it has.
        assert_eq!(problems(&with_criterion("hold_tyme", "max_seconds = 5\n")).len(), 1);
    }
}
