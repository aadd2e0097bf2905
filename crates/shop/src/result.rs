//! What came of a shop call.

use ringcheck_call::Sha256Hex;
use ringcheck_scoring::{Conversation, Heard};
use serde::{Deserialize, Serialize};

use crate::{
    DemandEar, DemandFinding, DemandKind, FactEar, FactFinding, FactOutcome, Scenario, facts::further::or_further,
};

/// The schema of a shop call's result as JSON.
pub const SHOP_SCHEMA: &str = "ringcheck.shop/1";

/// The version of the judging of hidden facts and demands: raised whenever the same input may give another result.
pub const SHOP_VERSION: &str = "6";

/// A shop call judged by its scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopResult {
    /// Always [`SHOP_SCHEMA`].
    pub schema: String,
    /// The scenario's id.
    pub scenario: String,
    /// The scenario's version.
    pub scenario_version: String,
    /// The hash of the scenario's text.
    pub scenario_sha256: Sha256Hex,
    /// The version of the judging.
    pub shop_version: String,
    /// The hidden facts, in the scenario's order.
    pub hidden_facts: Vec<FactFinding>,
    /// What must happen, in the scenario's order.
    pub must: Vec<DemandFinding>,
    /// What must not happen, in the scenario's order.
    pub must_not: Vec<DemandFinding>,
    /// What was heard further times; empty where the call was heard once.
    #[serde(default)]
    pub further_hearings: Vec<FurtherHearing>,
}

impl ShopResult {
    /// How many of the hidden facts have this outcome.
    #[must_use]
    pub fn count(&self, outcome: FactOutcome) -> usize {
        self.hidden_facts.iter().filter(|fact| fact.outcome == outcome).count()
    }
}

/// The transcript of a further hearing: the hashes by which it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FurtherHearing {
    /// The hash of the recording's bytes, or of the parts of a call of several.
    pub source_sha256: Sha256Hex,
    /// The hash of the speech model's file.
    pub model_sha256: Option<Sha256Hex>,
    /// The hash of the settings.
    pub settings_sha256: Sha256Hex,
}

/// Judges calls by one scenario.
#[derive(Debug)]
pub struct Judge<'s> {
    scenario: &'s Scenario,
    ear: FactEar<'s>,
    demands: DemandEar<'s>,
}

impl<'s> Judge<'s> {
    /// A judge by `scenario`.
    #[must_use]
    pub fn new(scenario: &'s Scenario) -> Self {
        Self { scenario, ear: FactEar::new(scenario), demands: DemandEar::new(scenario) }
    }

    /// What came of a call; a pure function.
    #[must_use]
    pub fn judge(&self, conversation: &Conversation<'_>) -> ShopResult {
        let heard = Heard::new(conversation);
        let demands = self.demands.judge(&heard);
        let of = |kind: DemandKind| {
            let pairs = self.scenario.demands.iter().zip(&demands);
            pairs.filter(|(demand, _)| demand.kind == kind).map(|(_, finding)| finding.clone()).collect()
        };
        ShopResult {
            schema: SHOP_SCHEMA.to_owned(),
            scenario: self.scenario.id.clone(),
            scenario_version: self.scenario.version.clone(),
            scenario_sha256: self.scenario.sha256.clone(),
            shop_version: SHOP_VERSION.to_owned(),
            hidden_facts: self.ear.judge(&heard),
            must: of(DemandKind::Must),
            must_not: of(DemandKind::MustNot),
            further_hearings: Vec::new(),
        }
    }

    /// Adds to the result of the conversation `first` what a further hearing of the same call found: hidden facts are looked
    /// for in every hearing, demands in the first.
    pub fn add_hearing(&self, result: &mut ShopResult, first: &Conversation<'_>, further: &Conversation<'_>) {
        let again = self.ear.judge(&Heard::new(further));
        let facts = std::mem::take(&mut result.hidden_facts).into_iter().zip(again);
        result.hidden_facts = facts.map(|(fact, again)| or_further(fact, again, first.turns)).collect();
    }
}
