//! Figures of single agents, compared only where that is fair.

use std::{cmp::Ordering, collections::BTreeMap};

use ringcheck_call::{CallFacts, CallType, Verdict};
use ringcheck_statistics::Proportion;
use serde::Serialize;

use crate::Share;

/// A share of an agent's, and the agent's place among all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RankedShare {
    /// The share.
    #[serde(flatten)]
    pub share: Share,
    /// The place among the agents who can be compared by this share, from 1; agents with the same share have the same.
    /// `None` where the share rests on too few calls, and where there is nobody to compare with.
    pub rank: Option<u32>,
}

/// What an agent did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgentFigures {
    /// The agent's name; `None` where only the extension is known, or nothing.
    pub name: Option<String>,
    /// The extension of an agent whose name is not known.
    pub extension: Option<String>,
    /// Their calls.
    pub calls: u64,
    /// Those of prospects.
    pub prospects: u64,
    /// Prospects who were asked enough about what they need.
    pub qualified: RankedShare,
    /// Prospects who were asked for a commitment.
    pub closed: RankedShare,
    /// Calls with a thank you or please, and nobody rude.
    pub courtesy: RankedShare,
    /// Calls in which the firm's name and the agent's own were said.
    pub greeting: RankedShare,
}

impl AgentFigures {
    /// What the agent is called on a page.
    #[must_use]
    pub fn label(&self) -> String {
        match (&self.name, &self.extension) {
            (Some(name), _) => name.clone(),
            (None, Some(extension)) => format!("extension {extension}"),
            (None, None) => "unknown agent".to_owned(),
        }
    }

    /// Whether the figures are of one agent, and not of all whose name nobody knows.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.name.is_some() || self.extension.is_some()
    }

    fn add(&mut self, call: &CallFacts) {
        self.calls += 1;
        if call.call_type == CallType::Prospect {
            self.prospects += 1;
            self.qualified.share.add(call.verdict("qualifying_questions"), Verdict::Pass);
            self.closed.share.add(call.verdict("close_attempt"), Verdict::Pass);
        }
        self.courtesy.share.add(call.verdict("courtesy"), Verdict::Pass);
        self.greeting.share.add(call.verdict("greeting"), Verdict::Pass);
    }
}

/// Who a call is counted for; in the order of a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A name, in lower case: phone systems write one name in several ways.
    Name(String),
    Extension(String),
    Unknown,
}

impl Key {
    fn of(call: &CallFacts) -> Self {
        match (known(call.agent_name.as_deref()), known(call.extension.as_deref())) {
            (Some(name), _) => Self::Name(name.to_lowercase()),
            (None, Some(extension)) => Self::Extension(extension.to_owned()),
            (None, None) => Self::Unknown,
        }
    }
}

fn known(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// What a call's agent is called on a page; `None` where nothing is known.
pub(crate) fn agent_label(call: &CallFacts) -> Option<String> {
    let extension = || known(call.extension.as_deref()).map(|extension| format!("extension {extension}"));
    known(call.agent_name.as_deref()).map(str::to_owned).or_else(extension)
}

/// The figures of all agents so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agents(BTreeMap<Key, AgentFigures>);

impl Agents {
    /// Counts a call for its agent.
    pub(crate) fn add(&mut self, call: &CallFacts) {
        let key = Key::of(call);
        let figures = self.0.entry(key.clone()).or_default();
        match key {
            // Of several ways to write a name the same one is taken in whatever order the calls come.
            Key::Name(_) => {
                let name = known(call.agent_name.as_deref()).map(str::to_owned);
                figures.name = figures.name.take().into_iter().chain(name).min();
            }
            Key::Extension(extension) => figures.extension = Some(extension),
            Key::Unknown => {}
        }
        figures.add(call);
    }

    /// The figures with their ranks: first the agents who can be compared by how they close, the best first, then the
    /// others by name, and last the calls whose agent is not known.
    pub(crate) fn into_figures(self, min_calls: u64) -> Vec<AgentFigures> {
        let mut agents: Vec<AgentFigures> = self.0.into_values().collect();
        rank(&mut agents, min_calls, |agent| &mut agent.qualified);
        rank(&mut agents, min_calls, |agent| &mut agent.closed);
        rank(&mut agents, min_calls, |agent| &mut agent.courtesy);
        rank(&mut agents, min_calls, |agent| &mut agent.greeting);
        // The sort keeps the order of names among equals.
        agents.sort_by_key(|agent| (!agent.is_known(), agent.closed.rank.unwrap_or(u32::MAX)));
        agents
    }
}

/// Gives the agents their places by one share.
fn rank(agents: &mut [AgentFigures], min_calls: u64, of: impl Fn(&mut AgentFigures) -> &mut RankedShare) {
    let mut comparable: Vec<Proportion> = Vec::new();
    for agent in agents.iter_mut().filter(|agent| agent.is_known()) {
        let decided = of(agent).share.decided;
        if decided.trials >= min_calls.max(1) {
            comparable.push(decided);
        }
    }
    // Whoever is alone is not the best.
    if comparable.len() < 2 {
        return;
    }
    for agent in agents.iter_mut().filter(|agent| agent.is_known()) {
        let ranked = of(agent);
        let own = ranked.share.decided;
        if own.trials >= min_calls.max(1) {
            let n_better = comparable.iter().filter(|other| compare(**other, own) == Ordering::Greater).count();
            ranked.rank = u32::try_from(n_better + 1).ok();
        }
    }
}

/// Two shares, exactly.
fn compare(one: Proportion, other: Proportion) -> Ordering {
    let left = u128::from(one.hits) * u128::from(other.trials);
    let right = u128::from(other.hits) * u128::from(one.trials);
    left.cmp(&right)
}
