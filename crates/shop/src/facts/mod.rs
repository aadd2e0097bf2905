//! Whether the hidden facts of a scenario came to light in a call, and which question brought each.
//!
//! A fact is told where the caller's words hold it ([`telling`]), and drawn out where somebody of the business asked for
//! it right before ([`asking`]). [`questions`] knows how a sentence asks, [`answering`] a yes, a no and a put-off, [`firm`]
//! the firm's own name; [`judge`] puts them together, and [`further`] adds what further hearings found. A pure function of
//! the conversation and the scenario.

mod answering;
mod asking;
mod firm;
pub(crate) mod further;
mod judge;
pub(crate) mod parts;
mod questions;
mod telling;

use ringcheck_call::Evidence;
use ringcheck_scoring::{Embedding, Heard};
use serde::{Deserialize, Serialize};

use crate::scenario::{HiddenFact, Scenario};
use parts::{Said, derived_words, nearest};

/// What became of a hidden fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactOutcome {
    /// Somebody of the business asked for it, and the caller told it because of that.
    DrawnOut,
    /// The caller told it without having been asked.
    Volunteered,
    /// It was asked for, and the caller did not tell it.
    Asked,
    /// It was neither asked for nor told.
    NotAsked,
    /// A person must decide.
    Undetermined,
}

impl FactOutcome {
    /// All outcomes, the best for the business first.
    pub const ALL: [Self; 5] = [Self::DrawnOut, Self::Asked, Self::Volunteered, Self::NotAsked, Self::Undetermined];

    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DrawnOut => "drawn_out",
            Self::Volunteered => "volunteered",
            Self::Asked => "asked",
            Self::NotAsked => "not_asked",
            Self::Undetermined => "undetermined",
        }
    }
}

/// What became of one hidden fact in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactFinding {
    /// The fact's id in the scenario.
    pub id: String,
    /// The fact, in a few words.
    pub fact: String,
    /// What became of it.
    pub outcome: FactOutcome,
    /// The question that brought it, or that it was not told upon.
    pub question: Option<Evidence>,
    /// The words in which the caller told it.
    pub told: Option<Evidence>,
    /// Why, in one plain sentence.
    pub rationale: String,
    /// Whether it was found in a further hearing of the call: the quotes are words of that, in turns of the first.
    #[serde(default)]
    pub is_of_further_hearing: bool,
}

/// What is asked in any call, and asks for no hidden fact.
const COURTESIES: [&str; 23] = [
    "How can I help you?",
    "What's your name?",
    "Who am I speaking with?",
    "Who's this?",
    "How do you spell that?",
    "What's the best number to reach you?",
    "What's your email?",
    "What's the address?",
    "What's the problem?",
    "What's going on?",
    "What happened?",
    "When did it start?",
    "What does it say on the screen?",
    "Can you hold for a moment?",
    "Are you still there?",
    "Does Thursday at two work for you?",
    "What does tomorrow look like?",
    "Is that okay with you?",
    "Is there anything else?",
    "Can I call you back?",
    "What line of work are you in?",
    "Do you already have an account with us?",
    "Are you an existing customer of ours?",
];

/// How like one of the scenario's questions such a one has to be to be wanted.
const WANTED: f64 = 0.7;

/// A scenario's facts with what their examples mean: made once, for any number of calls.
#[derive(Debug)]
pub struct FactEar<'s> {
    facts: Vec<Listened<'s>>,
}

/// A hidden fact as it is listened for.
#[derive(Debug)]
struct Listened<'s> {
    fact: &'s HiddenFact,
    questions: Vec<Embedding>,
    not_questions: Vec<Embedding>,
    answers: Vec<Embedding>,
    not_answers: Vec<Embedding>,
    words: parts::TellingWords,
}

impl<'s> FactEar<'s> {
    /// Reads the examples of `scenario`.
    #[must_use]
    pub fn new(scenario: &'s Scenario) -> Self {
        let model = ringcheck_scoring::LanguageModel::embedded();
        let meanings = |texts: &[String]| model.embed(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let courtesies = model.embed(&COURTESIES);
        let listened = |fact: &'s HiddenFact| {
            let questions = meanings(&fact.questions);
            // Where a scenario wants to know what others ask out of courtesy, that is asked for.
            let others = courtesies.iter().filter(|other| nearest(other, &questions) < WANTED);
            let not_questions = meanings(&fact.not_questions).into_iter().chain(others.cloned()).collect();
            Self::listened(fact, questions, not_questions, &meanings)
        };
        Self { facts: scenario.hidden_facts.iter().map(listened).collect() }
    }

    fn listened(
        fact: &'s HiddenFact,
        questions: Vec<Embedding>,
        not_questions: Vec<Embedding>,
        meanings: &impl Fn(&[String]) -> Vec<Embedding>,
    ) -> Listened<'s> {
        Listened {
            fact,
            questions,
            not_questions,
            answers: meanings(&fact.answers),
            not_answers: meanings(&fact.not_answers),
            words: derived_words(fact),
        }
    }

    /// What became of each fact in the conversation that was heard, in the scenario's order.
    #[must_use]
    pub fn judge(&self, heard: &Heard<'_>) -> Vec<FactFinding> {
        let said = Said::of(heard);
        self.facts.iter().map(|fact| judge::judge(fact, self, &said, heard)).collect()
    }
}
