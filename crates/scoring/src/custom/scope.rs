//! Where in a call something counts: after and before other things, and within how much time.

use super::listen::{Hit, meant};
use crate::{
    criteria::Case,
    heard::{Heard, Presence},
    reading::Voice,
    rubric::{BuiltInCue, SaidBy, Written},
};

/// The part of a call in which something counts.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The first turn, and what has to come before it.
    after: Option<(usize, String)>,
    /// The last turn, and what has to come after it.
    before: Option<(usize, String)>,
    /// The latest start, and the limit in seconds.
    until: Option<Limit>,
    /// The earliest end, and the limit in seconds.
    from: Option<Limit>,
    /// Whether the recording breaks off, so that the call's end is later than anybody knows.
    is_cut_off: bool,
}

/// A limit in time.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// The time on the call's clock; `None` where it is not known.
    ms: Option<u64>,
    /// What the rubric says.
    seconds: u32,
}

/// Where a place lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where it counts.
    Inside,
    /// Too early, and why.
    Early(String),
    /// Too late, and why.
    Late(String),
    /// It has no time, and would need one.
    Unknown,
    /// The end is missing that it would be measured from.
    Open,
}

/// Why a criterion does not apply, or where it does.
pub(crate) enum Applies {
    /// It applies here.
    Here(Scope),
    /// What has to come first is not said.
    Not(String),
    /// What has to come first may be said.
    InDoubt(Scope, String),
}

impl Scope {
    /// Where `written` counts.
    pub(crate) fn of(written: &Written, case: &Case<'_>, heard: &Heard<'_>) -> Applies {
        let mut doubt = None;
        let mut after: Option<(usize, String)> = None;
        if let Some(cue) = written.after {
            match first(cue, heard) {
                Some((turn, Presence::There)) => after = Some((turn, what(cue))),
                Some((turn, _)) => {
                    doubt = Some(format!("whether {} is in doubt", what(cue)));
                    after = Some((turn, what(cue)));
                }
                None => return Applies::Not(format!("It never came to it that {}.", what(cue))),
            }
        }
        if let Some(phrases) = &written.when {
            let (voice, who) = match written.side {
                SaidBy::Caller => (Voice::Agent, "the agent"),
                _ => (Voice::Caller, "the caller"),
            };
            let found = meant(phrases, voice, heard);
            let condition = format!("{who} said something like {}", phrases.title());
            match (found.hits.first(), found.nearest.filter(|near| near.is_in_doubt)) {
                (Some(hit), _) => after = Some(later(after, (hit.turn, condition))),
                (None, Some(near)) => {
                    doubt = Some(format!("whether {condition} is in doubt"));
                    after = Some(later(after, (near.quote.turn, condition)));
                }
                (None, None) => return Applies::Not(format!("Nothing {who} said is like {}.", phrases.title())),
            }
        }
        let before = written.before.and_then(|cue| {
            let (turn, _) = first(cue, heard).filter(|(_, presence)| *presence == Presence::There)?;
            Some((turn, what(cue)))
        });
        let until = written
            .within_seconds
            .map(|seconds| Limit { ms: case.first_live_ms().map(|ms| ms + u64::from(seconds) * 1000), seconds });
        let from = written.from_end_seconds.map(|seconds| Limit {
            ms: Some(case.heard_until_ms()).filter(|ms| *ms > 0).map(|ms| ms.saturating_sub(u64::from(seconds) * 1000)),
            seconds,
        });
        let scope = Self { after, before, until, from, is_cut_off: case.conversation.is_cut_off };
        match doubt {
            Some(doubt) => Applies::InDoubt(scope, doubt),
            None => Applies::Here(scope),
        }
    }

    /// Whether what was said too early may have been said again, where nothing was recorded.
    pub(crate) fn may_go_on(&self) -> bool {
        self.is_cut_off && self.before.is_none() && self.until.is_none()
    }

    /// Where `hit` lies.
    pub(crate) fn place(&self, hit: &Hit) -> Place {
        if let Some((turn, what)) = &self.after
            && hit.turn < *turn
        {
            return Place::Early(format!("it was said before {what}"));
        }
        if let Some((turn, what)) = &self.before
            && hit.turn > *turn
        {
            return Place::Late(format!("it was said only after {what}"));
        }
        if let Some(limit) = self.until {
            match (limit.ms, hit.quote.start_ms) {
                (Some(until), Some(start)) if start > until => {
                    let late = (start - until).div_ceil(1000) + u64::from(limit.seconds);
                    let limit = limit.seconds;
                    return Place::Late(format!("it was said {late} seconds in, and {limit} are allowed"));
                }
                (Some(_), Some(_)) => {}
                _ => return Place::Unknown,
            }
        }
        if let Some(limit) = self.from {
            match (limit.ms, hit.quote.end_ms) {
                (Some(from), Some(end)) if end < from => {
                    return Place::Early(format!("it was said earlier than {} seconds before the end", limit.seconds));
                }
                (Some(_), Some(_)) if self.is_cut_off => return Place::Open,
                (Some(_), Some(_)) => {}
                _ => return Place::Unknown,
            }
        }
        Place::Inside
    }
}

/// The condition that comes later.
fn later(known: Option<(usize, String)>, other: (usize, String)) -> (usize, String) {
    match known {
        Some(known) if known.0 > other.0 => known,
        _ => other,
    }
}

/// The first turn in which `cue` is there, or may be where it is nowhere.
fn first(cue: &BuiltInCue, heard: &Heard<'_>) -> Option<(usize, Presence)> {
    let mut turns: Vec<(usize, Presence)> =
        heard.turns_with(cue.name, cue.said_by.voice()).map(|(turn, presence, _)| (turn, presence)).collect();
    turns.sort_by_key(|(turn, presence)| (*presence != Presence::There, *turn));
    turns.first().copied()
}

/// A cue as a clause: "the caller finds it too dear".
fn what(cue: &BuiltInCue) -> String {
    let who = match cue.said_by {
        SaidBy::Agent => "an agent",
        SaidBy::Caller => "the caller",
        SaidBy::Recorded => "a recorded voice",
    };
    format!("{who} {}", cue.meaning)
}
