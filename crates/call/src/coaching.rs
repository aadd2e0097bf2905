//! What coaching goes by: verdicts with how sure they are, and what was practised.

use serde::{Deserialize, Serialize};

use crate::{Agent, CallFacts, Probability, Verdict};

/// A verdict as the choice of calls for coaching needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The criterion's id.
    pub criterion_id: String,
    /// The answer.
    pub verdict: Verdict,
    /// Whether a person said so, where the scorecard says otherwise: its words then show nothing of it. Where it could not
    /// be settled, they speak for either.
    pub is_overruled: bool,
    /// How sure the scorecard is; 1 where a person said so.
    pub confidence: Probability,
    /// The criterion's weight in points; 0 where it does not apply or is open.
    pub possible: u32,
}

/// A call with its verdicts and how sure they are.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedCall {
    /// What a report counts of it.
    pub facts: CallFacts,
    /// The verdicts of its newest scorecard, in rubric order.
    pub judged: Vec<Judged>,
}

impl JudgedCall {
    /// The verdict on a criterion; `None` where the rubric has no such criterion.
    #[must_use]
    pub fn judged(&self, criterion_id: &str) -> Option<&Judged> {
        self.judged.iter().find(|judged| judged.criterion_id == criterion_id)
    }
}

/// A criterion that an agent is to practise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Who is to practise it.
    pub agent: Agent,
    /// The criterion's id.
    pub criterion: String,
}

/// That an agent practised a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practised {
    /// The coaching pack that it was done with.
    pub pack_id: String,
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
    /// Who practised what.
    pub subject: Subject,
    /// What whoever wrote it down had to say about it.
    pub note: Option<String>,
}
