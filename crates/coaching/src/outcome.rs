//! What became of a prospect's call.

use std::{fmt, str::FromStr};

use ringcheck_call::{CallType, JudgedCall, LossReason, Verdict};
use serde::Serialize;

/// What became of a prospect's call, as far as its verdicts tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A commitment was asked for, and the caller agreed to it, or the agent took it for settled and was not contradicted.
    Booked,
    /// A commitment was asked for, and the caller declined it, looked elsewhere or put it off.
    NotInterested,
    /// Refused for not being a customer, or not on a contract.
    TurnedAway,
    /// Sent to the manufacturer, a competitor or a shop.
    SentElsewhere,
}

/// A word that is no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an outcome is booked, not_interested, turned_away or sent_elsewhere")]
pub struct UnknownOutcome;

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Booked, Self::NotInterested, Self::TurnedAway, Self::SentElsewhere];

    /// The word used in JSON and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::NotInterested => "not_interested",
            Self::TurnedAway => "turned_away",
            Self::SentElsewhere => "sent_elsewhere",
        }
    }

    /// What it is called on a page, after who was.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Booked => "asked for a commitment and agreed",
            Self::NotInterested => "asked for a commitment and declined",
            Self::TurnedAway => "turned away",
            Self::SentElsewhere => "sent elsewhere",
        }
    }

    /// The criterion that tells it.
    #[must_use]
    pub const fn criterion_id(self) -> &'static str {
        match self {
            Self::Booked | Self::NotInterested => LossReason::NotClosed.criterion_id(),
            Self::TurnedAway => LossReason::TurnedAway.criterion_id(),
            Self::SentElsewhere => LossReason::SentElsewhere.criterion_id(),
        }
    }

    /// The verdict on that criterion.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Booked | Self::NotInterested => Verdict::Pass,
            Self::TurnedAway | Self::SentElsewhere => Verdict::Fail,
        }
    }

    /// Whether the caller has to have declined or put it off (`true`), or to have agreed (`false`), which no verdict tells:
    /// the words after the offer do, where the caller says neither those of an agent who takes it for settled. Where none
    /// of it is heard there is none of these outcomes.
    #[must_use]
    pub const fn is_declined(self) -> Option<bool> {
        match self {
            Self::Booked => Some(false),
            Self::NotInterested => Some(true),
            Self::TurnedAway | Self::SentElsewhere => None,
        }
    }

    /// Whether the verdicts of a call allow it.
    #[must_use]
    pub fn is_allowed_by(self, call: &JudgedCall) -> bool {
        call.facts.call_type == CallType::Prospect
            && call.judged(self.criterion_id()).is_some_and(|judged| judged.verdict == self.verdict())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text).ok_or(UnknownOutcome)
    }
}
