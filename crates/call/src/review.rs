//! Reviews: what a person says about a verdict, on top of a scorecard.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{CallType, Probability, Verdict};

/// How a scorecard begins the sentence that it is doubtful who the caller is.
///
/// A person who says who the caller is settles that, so the sentence is looked for.
pub const DOUBTFUL_CALLER: &str = "It is doubtful who the caller is";

/// What a review decides: a criterion's verdict, or who the caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Decision {
    /// The verdict on a criterion; `undetermined` says that a person cannot tell either.
    Verdict(Verdict),
    /// Who the caller is to the business.
    CallType(CallType),
}

impl Decision {
    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verdict(verdict) => verdict.as_str(),
            Self::CallType(call_type) => call_type.as_str(),
        }
    }

    /// The verdict; `None` of a call type.
    #[must_use]
    pub const fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Verdict(verdict) => Some(verdict),
            Self::CallType(_) => None,
        }
    }

    /// The call type; `None` of a verdict.
    #[must_use]
    pub const fn call_type(self) -> Option<CallType> {
        match self {
            Self::Verdict(_) => None,
            Self::CallType(call_type) => Some(call_type),
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a person said about a verdict, with what the tool said then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The call's id.
    pub call_id: String,
    /// The number of the scorecard that the person saw.
    pub scorecard: u32,
    /// The criterion; `None` where who the caller is was reviewed.
    pub criterion_id: Option<String>,
    /// What the person says.
    pub verdict: Decision,
    /// What the scorecard says.
    pub tool_verdict: Decision,
    /// How sure the scorecard is.
    pub tool_confidence: Probability,
    /// Who reviewed it.
    pub reviewer: String,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// Whether the person saw neither the scorecard's verdict nor other people's: such a review measures agreement, and
    /// changes no list and no report.
    pub is_blind: bool,
    /// When: ISO 8601 in UTC with milliseconds.
    pub reviewed_at_utc: String,
}

impl Review {
    /// What stands for the criterion on pages: its id, or `call_type`.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.criterion_id.as_deref().unwrap_or("call_type")
    }
}

/// The place of a review among those of its call: the greater counts before the lesser. Who reviewed a part of the call
/// heard less of it than who reviewed the whole, whenever that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReviewRank {
    is_of_whole: bool,
    place: usize,
}

/// The review that decides a criterion of the call `call_id`, or without a criterion who its caller is: the newest that is
/// not blind, one of the whole call before those of its parts.
///
/// `reviews` are those of the call and of its parts, the oldest first.
#[must_use]
pub fn counting<'a>(reviews: &'a [Review], call_id: &str, criterion_id: Option<&str>) -> Option<&'a Review> {
    counting_with_rank(reviews, call_id, criterion_id).map(|(_, review)| review)
}

/// As [`counting`], with the rank of the review.
#[must_use]
pub fn counting_with_rank<'a>(
    reviews: &'a [Review],
    call_id: &str,
    criterion_id: Option<&str>,
) -> Option<(ReviewRank, &'a Review)> {
    let of_it = |review: &&Review| !review.is_blind && review.criterion_id.as_deref() == criterion_id;
    let ranked = reviews.iter().enumerate().filter(|(_, review)| of_it(review));
    let ranked = ranked.map(|(place, review)| (ReviewRank { is_of_whole: review.call_id == call_id, place }, review));
    ranked.max_by_key(|(rank, _)| *rank)
}

/// What a score needs of a rubric, so that points can be counted again after a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RubricOutline {
    /// The percentage that a call needs to pass, from 0 to 100.
    pub pass_mark: u32,
    /// The criteria, in rubric order.
    pub criteria: Vec<CriterionOutline>,
}

impl RubricOutline {
    /// The criterion of this id; `None` if the rubric has none.
    #[must_use]
    pub fn criterion(&self, id: &str) -> Option<&CriterionOutline> {
        self.criteria.iter().find(|criterion| criterion.id == id)
    }
}

/// What a score needs of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionOutline {
    /// Its id in the rubric.
    pub id: String,
    /// Points for a pass, from 0 to 1000.
    pub weight: u32,
    /// Whether a fail alone makes the call fail.
    pub is_critical: bool,
    /// The call types that it applies to; on others it is `na`.
    pub applies_to: Vec<CallType>,
    /// Whether it is `na` unless a live person of the business speaks.
    pub needs_agent: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_one_word_in_json() {
        for (decision, word) in [
            (Decision::Verdict(Verdict::Na), "na"),
            (Decision::Verdict(Verdict::Undetermined), "undetermined"),
            (Decision::CallType(CallType::WrongNumber), "wrong_number"),
        ] {
            assert_eq!(decision.as_str(), word);
            assert_eq!(serde_json::to_value(decision).unwrap(), word);
            assert_eq!(serde_json::from_value::<Decision>(word.into()).unwrap(), decision);
        }
    }
}
