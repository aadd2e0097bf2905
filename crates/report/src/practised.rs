//! What was practised: a criterion before and after, and whether the difference may be chance.

use jiff::{ToSpan as _, civil::Date};
use ringcheck_call::{Agent, CallFacts, Practised, Verdict, is_name};
use ringcheck_statistics::Estimate;
use serde::Serialize;

use crate::{
    Scope, Share,
    words::{count, hits_of, interval, percent},
};

/// So many days before and after are looked at, and so long a report tells of it.
pub const N_PRACTISED_DAYS: i64 = 90;

/// A criterion that an agent practised, before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PractisedEntry {
    /// Whom.
    pub agent: Agent,
    /// The criterion's id.
    pub criterion: String,
    /// The day on which it was practised; its own calls count neither way.
    pub day: Date,
    /// The first day of those before.
    pub before_since: Date,
    /// The last day of those after.
    pub after_until: Date,
    /// The calls that met it, of those before.
    pub before: Share,
    /// The calls that met it, of those after.
    pub after: Share,
    /// The share after less the share before; `None` where either is of nothing.
    pub difference: Option<Estimate>,
    /// What that comes to.
    pub finding: Finding,
    /// What whoever wrote it down had to say about it.
    pub note: Option<String>,
}

/// What a difference comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// There are too few calls before, or after, to say anything.
    TooFewCalls,
    /// The difference may be chance.
    MayBeChance,
    /// It is met more often.
    Better,
    /// It is met less often.
    Worse,
}

impl PractisedEntry {
    /// The share before, or after, in words: `4 of 20, 20 % (8 to 42 %)`.
    pub(crate) fn words_of(share: Share) -> String {
        let mut told = hits_of(share);
        if let Some(percent) = percent(share) {
            told = format!("{told}, {percent}");
        }
        if let Some(interval) = interval(share) {
            told = format!("{told} ({interval})");
        }
        told
    }

    /// What the difference comes to, in a sentence.
    pub(crate) fn words_of_finding(&self, min_calls: u64) -> String {
        let points = |share: f64| format!("{:.0}", (share * 100.0).abs());
        let signed = |share: f64| match points(share).as_str() {
            "0" => "none".to_owned(),
            n if share < 0.0 => format!("{n} points fewer"),
            n => format!("{n} points more"),
        };
        match (self.finding, self.difference) {
            (Finding::TooFewCalls, _) | (_, None) => format!(
                "Too few calls to tell: {} before and {} after could be judged, and {} of each are needed.",
                self.before.decided.trials,
                self.after.decided.trials,
                min_calls.max(1)
            ),
            (Finding::MayBeChance, Some(found)) => format!(
                "The difference may be chance: it is somewhere between {} and {}.",
                signed(found.low),
                signed(found.high)
            ),
            (Finding::Better, Some(found)) => format!(
                "Better by {} points, probably {} to {}; hardly chance.",
                points(found.value),
                points(found.low),
                points(found.high)
            ),
            (Finding::Worse, Some(found)) => format!(
                "Worse by {} points, probably {} to {}; hardly chance.",
                points(found.value),
                points(found.high),
                points(found.low)
            ),
        }
    }
}

/// How the section is to be read.
pub(crate) fn words_of_practised(min_calls: u64) -> String {
    format!(
        "How often a criterion was met in the {N_PRACTISED_DAYS} days before it was practised and in those after, each with at least {} that could be judged. The interval of the difference is Newcombe's, with 95 %. It knows of chance alone, and not of what else changed in these days.",
        count(min_calls.max(1), "call")
    )
}

/// What was practised, being counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Practices(Vec<PractisedEntry>);

impl Practices {
    /// What a report up to `last` tells of; `agent_name` is the agent whose calls it is about.
    pub(crate) fn new(practised: Vec<Practised>, scope: Scope, last: Date, agent_name: Option<&str>) -> Self {
        let mut days: Vec<(Date, Practised)> =
            practised.into_iter().filter_map(|one| Some((one.day.parse().ok()?, one))).collect();
        // The same of several packs lies side by side, however many criteria each has; the sort keeps the order within it.
        days.sort_by_cached_key(|(day, one)| {
            (*day, one.subject.criterion.clone(), one.subject.agent.label().to_lowercase())
        });
        days.dedup_by(|(day, one), (before, other)| day == before && is_same(one, other));
        let span = N_PRACTISED_DAYS.days();
        let mut entries = Vec::new();
        for (day, one) in &days {
            let is_recent = matches!(scope, Scope::All) || *day >= last.saturating_sub(span);
            let is_wanted = agent_name
                .is_none_or(|asked| one.subject.agent.name.as_deref().is_some_and(|name| is_name(name, asked)));
            if *day > last || !is_recent || !is_wanted {
                continue;
            }
            // Between two times of practising the calls are after the one and before the other.
            let same = || days.iter().filter(|(_, other)| is_same(one, other)).map(|(day, _)| *day);
            let earlier = same().filter(|other| other < day).max();
            let later = same().filter(|other| other > day).min();
            let first = day.saturating_sub(span);
            let first = earlier.and_then(|earlier| earlier.tomorrow().ok()).map_or(first, |earlier| earlier.max(first));
            let until = day.saturating_add(span).min(last);
            let until = later.and_then(|later| later.yesterday().ok()).map_or(until, |later| later.min(until));
            entries.push(PractisedEntry {
                agent: one.subject.agent.clone(),
                criterion: one.subject.criterion.clone(),
                day: *day,
                before_since: first,
                after_until: until,
                before: Share::default(),
                after: Share::default(),
                difference: None,
                finding: Finding::TooFewCalls,
                note: one.note.clone(),
            });
        }
        Self(entries)
    }

    /// The first day whose calls are needed.
    pub(crate) fn since(&self) -> Option<Date> {
        self.0.iter().map(|entry| entry.before_since).min()
    }

    /// Counts a call that started on `day`.
    pub(crate) fn add(&mut self, day: Date, call: &CallFacts) {
        for entry in self.0.iter_mut().filter(|entry| entry.agent.is(&Agent::of(call))) {
            let verdict = call.verdict(&entry.criterion);
            if (entry.before_since..entry.day).contains(&day) {
                entry.before.add(verdict, Verdict::Pass);
            } else if day > entry.day && day <= entry.after_until {
                entry.after.add(verdict, Verdict::Pass);
            }
        }
    }

    /// The entries, the newest first.
    pub(crate) fn into_entries(self, min_calls: u64) -> Vec<PractisedEntry> {
        let mut entries = self.0;
        for entry in &mut entries {
            entry.difference = entry.after.decided.less(entry.before.decided);
            let enough = |share: Share| share.decided.trials >= min_calls.max(1);
            entry.finding = match entry.difference {
                Some(found) if enough(entry.before) && enough(entry.after) => {
                    if found.low > 0.0 {
                        Finding::Better
                    } else if found.high < 0.0 {
                        Finding::Worse
                    } else {
                        Finding::MayBeChance
                    }
                }
                _ => Finding::TooFewCalls,
            };
        }
        entries.reverse();
        entries
    }
}

fn is_same(one: &Practised, other: &Practised) -> bool {
    one.subject.criterion == other.subject.criterion && one.subject.agent.is(&other.subject.agent)
}
