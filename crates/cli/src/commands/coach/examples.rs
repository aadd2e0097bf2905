//! How it is done: words of a call that passed.

use ringcheck_call::{Agent, Evidence, JudgedCall, Scorecard};
use ringcheck_coaching::{AgentPlan, Miss, good_quotes, without_names};
use ringcheck_store::Store;

/// A call that shows how a criterion is met.
pub(super) struct Found {
    pub(super) card: Scorecard,
    /// The words that show it, in the order of the call; never empty.
    pub(super) quotes: Vec<Evidence>,
    /// Whether the criterion was met by what was not said: these are the words that were said instead.
    pub(super) is_instead: bool,
    pub(super) agent: Agent,
    /// Whether it is the agent's own.
    pub(super) is_own: bool,
}

impl Found {
    /// Whether nobody is to read or hear whose call it is.
    pub(super) fn is_nameless(&self, is_named: bool) -> bool {
        !(is_named || self.is_own && self.agent.is_known())
    }

    /// Words of the call, without the name of whoever is not to be named.
    pub(super) fn told(&self, text: &str, is_named: bool) -> String {
        if self.is_nameless(is_named) { without_names(text, self.agent.name.as_deref()) } else { text.to_owned() }
    }
}

/// The best of the calls that show how a criterion is met and have words for it; `None` where none has.
///
/// One whose recording may still be heard goes before one that never had any.
pub(super) fn find(
    store: &Store,
    calls: &[JudgedCall],
    plan: &AgentPlan,
    miss: &Miss,
) -> anyhow::Result<Option<Found>> {
    let mut silent = None;
    for call in miss.examples.iter().filter_map(|number| calls.get(*number)) {
        let Some(card) = store.scorecard(&call.facts.call_id, None)? else { continue };
        let (quotes, is_instead) = good_quotes(&card, &miss.criterion);
        let Some(first) = quotes.first() else { continue };
        let agent = Agent::of(&call.facts);
        let is_heard = !card.recordings.is_empty() && first.start_ms.is_some();
        let found = Found { is_own: agent.is(&plan.agent), card, quotes, is_instead, agent };
        if is_heard {
            return Ok(Some(found));
        }
        silent = silent.or(Some(found));
    }
    Ok(silent)
}

/// Who shows it, as a page tells it.
pub(super) fn who(found: &Found, is_named: bool) -> String {
    match (found.is_own, found.agent.is_known()) {
        (true, true) => "the same agent in another call".to_owned(),
        (true, false) => "somebody in another call".to_owned(),
        (false, true) if is_named => found.agent.label(),
        (false, _) => "a colleague".to_owned(),
    }
}
