//! What a written criterion asks of the line.

use crate::{
    criteria::{
        Case,
        times::{counted, exceeds, seconds},
    },
    rubric::LineLimits,
};

/// What the line shows of a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LineFinding {
    /// It is met; what was measured, as a clause.
    Met(String),
    /// It is not; what was measured, as a clause.
    Missed(String),
    /// It is not known; what is missing, as a clause.
    Unknown(String),
}

/// What the line shows of each limit in `limits`.
pub(crate) fn findings(limits: &LineLimits, case: &Case<'_>) -> Vec<LineFinding> {
    let figures = case.conversation.figures;
    let mut found = Vec::new();
    let unknown = |what: &str| LineFinding::Unknown(format!("{what} is not known"));
    let of = |is_met: bool, said: String| if is_met { LineFinding::Met(said) } else { LineFinding::Missed(said) };
    let at_most = |count: u32, most: u32, said: String| {
        of(count <= most, if count <= most { said } else { format!("{said}, and at most {most} is allowed") })
    };
    let no_longer = |ms: u64, most: u32, said: String| {
        let is_met = !exceeds(ms, most);
        of(is_met, if is_met { said } else { format!("{said}, and at most {} is allowed", counted(most, "second")) })
    };
    if let Some(most) = limits.rings {
        found.push(figures.ring_count.map_or_else(
            || unknown("how often it rang"),
            |rings| at_most(rings, most, format!("the phone rang {}", counted(rings, "time"))),
        ));
    }
    if let Some(most) = limits.wait_seconds {
        found.push(case.first_live_ms().map_or_else(
            || unknown("when a person answered"),
            |ms| no_longer(ms, most, format!("a person answered after {}", seconds(ms))),
        ));
    }
    if let Some(most) = limits.hold_seconds {
        let longest = if figures.hold_count == Some(0) { Some(0) } else { figures.longest_hold_ms };
        found.push(longest.map_or_else(
            || unknown("how long the caller was on hold"),
            |ms| match ms {
                0 => LineFinding::Met("the caller was never on hold".to_owned()),
                ms => no_longer(ms, most, format!("the longest hold lasted {}", seconds(ms))),
            },
        ));
    }
    if let Some(most) = limits.holds {
        found.push(figures.hold_count.map_or_else(
            || unknown("how often the caller was on hold"),
            |count| at_most(count, most, format!("the caller was on hold {}", counted(count, "time"))),
        ));
    }
    if let Some(most) = limits.silence_seconds {
        found.push(figures.longest_silence_ms.map_or_else(
            || unknown("how long nobody spoke"),
            |ms| no_longer(ms, most, format!("the longest silence lasted {}", seconds(ms))),
        ));
    }
    if let Some(most) = limits.transfers {
        found.push(figures.transfer_count.map_or_else(
            || unknown("how often the caller was put through"),
            |count| at_most(count, most, format!("the caller was put through {}", counted(count, "time"))),
        ));
    }
    if limits.least_percent.is_some() || limits.most_percent.is_some() {
        found.push(figures.business.talk_percent.map_or_else(
            || unknown("who talked how much"),
            |percent| {
                let too_little = limits.least_percent.filter(|least| percent < f64::from(*least));
                let too_much = limits.most_percent.filter(|most| percent > f64::from(*most));
                let said = format!("the business did {percent:.1} % of the talking");
                match (too_little, too_much) {
                    (Some(least), _) => LineFinding::Missed(format!("{said}, and at least {least} % is asked for")),
                    (_, Some(most)) => LineFinding::Missed(format!("{said}, and at most {most} % is allowed")),
                    _ => LineFinding::Met(said),
                }
            },
        ));
    }
    found
}
