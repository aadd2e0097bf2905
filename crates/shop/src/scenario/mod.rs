//! Scenarios: who the shopper is, what is wrong, what is told only if asked, and what must and must not happen.

mod demand;
mod parse;
mod read;
mod shipped;

pub use demand::{Demand, DemandKind};
pub(crate) use demand::{Heard, LineTexts};
pub use read::{ScenarioErrors, ScenarioProblem};
use ringcheck_call::{QualifyingTopic, Sha256Hex};
use ringcheck_scoring::Rubric;
pub use shipped::{SHIPPED_SCENARIOS, ShippedScenario, renamed};

/// The schema of a scenario as TOML.
pub const SCENARIO_SCHEMA: &str = "ringcheck.scenario/1";

/// What a shopper is to play, and what is looked for in the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name, such as `server-down`.
    pub id: String,
    /// Its version, as its author counts.
    pub version: String,
    /// Its name for people.
    pub title: String,
    /// Who the shopper is.
    pub persona: String,
    /// What is wrong, and what the shopper wants.
    pub problem: String,
    /// What the shopper says first.
    pub opening: String,
    /// What is told only if somebody asks.
    pub hidden_facts: Vec<HiddenFact>,
    /// What must, and what must not happen, in the order of the text; the musts come first.
    pub demands: Vec<Demand>,
    /// The rubric that listens for the demands.
    pub(crate) rubric: Rubric,
    /// The hash of its text.
    pub sha256: Sha256Hex,
    /// Its text, as it was written.
    pub text: String,
}

/// Something that the shopper tells only if asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenFact {
    /// Its name, such as `employees`.
    pub id: String,
    /// The fact, in a few words.
    pub fact: String,
    /// Which of the qualifying topics a question for it is on.
    pub topic: QualifyingTopic,
    /// Questions that it is the natural answer to.
    pub questions: Vec<String>,
    /// Questions that sound alike and ask for something else.
    pub not_questions: Vec<String>,
    /// How the shopper says it.
    pub answers: Vec<String>,
    /// What sounds alike and does not tell it.
    pub not_answers: Vec<String>,
    /// Words that tell it wherever the shopper says them: a name, a number with its noun.
    pub words: Vec<String>,
    /// Which bare answer to a question for it tells it, if one does.
    pub answer: Option<ShortAnswer>,
}

/// A bare answer that tells a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShortAnswer {
    /// A yes.
    Yes,
    /// A no.
    No,
    /// A yes as well as a no.
    Either,
}

impl Scenario {
    /// Reads a scenario from TOML.
    ///
    /// # Errors
    /// All problems of the text at once, each with its line.
    pub fn parse(text: &str) -> Result<Self, ScenarioErrors> {
        parse::parse(text)
    }

    /// What must happen.
    pub fn musts(&self) -> impl Iterator<Item = &Demand> {
        self.demands.iter().filter(|demand| demand.kind == DemandKind::Must)
    }

    /// What must not happen.
    pub fn must_nots(&self) -> impl Iterator<Item = &Demand> {
        self.demands.iter().filter(|demand| demand.kind == DemandKind::MustNot)
    }
}

/// Whether `name` can be a scenario's id: a-z, 0-9 and `-`.
#[must_use]
pub fn is_scenario_id(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
