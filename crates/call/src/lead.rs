//! Prospects: what they leave to act on, and how they were lost.

use serde::{Deserialize, Serialize};

use crate::{CallType, Evidence, Verdict};

/// What a prospect's call leaves to act on, found in what was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// The number to call back, as the caller said it; `None` where none was said, or it was masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_number: Option<SaidNumber>,
    /// What the caller wanted, in the caller's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Evidence>,
}

/// A phone number that the caller said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidNumber {
    /// The number's digits, in the order in which they were said, with a `+` before them if one was said.
    pub number: String,
    /// The words.
    pub evidence: Evidence,
}

/// How a prospect was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossReason {
    /// Refused for not being a customer, or not on a contract.
    TurnedAway,
    /// Sent to the manufacturer, a competitor or a shop.
    SentElsewhere,
    /// No person of the business spoke to them: voicemail, a menu, a queue, or nobody picked up.
    NotAnswered,
    /// Spoken to, and nobody asked for a commitment.
    NotClosed,
}

impl LossReason {
    /// All reasons, the gravest first: of several that hold, the first is the one that a call is listed under.
    pub const ALL: [Self; 4] = [Self::TurnedAway, Self::SentElsewhere, Self::NotAnswered, Self::NotClosed];

    /// The word used in JSON, SQL and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TurnedAway => "turned_away",
            Self::SentElsewhere => "sent_elsewhere",
            Self::NotAnswered => "not_answered",
            Self::NotClosed => "not_closed",
        }
    }

    /// The criterion whose fail is the reason, and whose evidence decides.
    #[must_use]
    pub const fn criterion_id(self) -> &'static str {
        match self {
            Self::TurnedAway => "no_contract_turnaway",
            Self::SentElsewhere => "no_refer_away",
            Self::NotAnswered => "live_answer",
            Self::NotClosed => "close_attempt",
        }
    }

    /// Why the caller of a call of this type with these verdicts was lost, the gravest reason first; none unless a
    /// prospect was.
    ///
    /// A prospect whom a person helped after a menu is not lost: `live_answer` counts only where no person ever spoke,
    /// which is where the close attempt is `na`. What is undetermined is no reason.
    #[must_use]
    pub fn of(call_type: CallType, verdicts: &[(String, Verdict)]) -> Vec<Self> {
        let verdict = |reason: Self| verdicts.iter().find(|(id, _)| id == reason.criterion_id()).map(|(_, v)| *v);
        let closed = verdict(Self::NotClosed);
        if call_type != CallType::Prospect {
            return Vec::new();
        }
        let holds = |reason: Self| {
            verdict(reason) == Some(Verdict::Fail)
                && (reason != Self::NotAnswered || closed.is_none_or(|verdict| verdict == Verdict::Na))
        };
        Self::ALL.into_iter().filter(|reason| holds(*reason)).collect()
    }
}

impl std::fmt::Display for LossReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use Verdict::{Fail, Na, Pass, Undetermined};

    use super::*;

    fn reasons(call_type: CallType, [live, turned, referred, closed]: [Verdict; 4]) -> Vec<LossReason> {
        let verdicts = [
            ("live_answer", live),
            ("no_contract_turnaway", turned),
            ("no_refer_away", referred),
            ("close_attempt", closed),
        ];
        LossReason::of(call_type, &verdicts.map(|(id, verdict)| (id.to_owned(), verdict)))
    }

    #[test]
    fn only_prospects_are_lost_and_only_for_what_failed() {
        use LossReason::{NotAnswered, NotClosed, SentElsewhere, TurnedAway};
        let prospect = |verdicts| reasons(CallType::Prospect, verdicts);
        assert_eq!(prospect([Pass, Fail, Fail, Fail]), [TurnedAway, SentElsewhere, NotClosed]);
        assert_eq!(prospect([Pass, Pass, Pass, Fail]), [NotClosed]);
        assert_eq!(prospect([Fail, Na, Na, Na]), [NotAnswered]);
        assert_eq!(prospect([Fail, Pass, Pass, Fail]), [NotClosed]);
        assert_eq!(prospect([Pass, Fail, Pass, Undetermined]), [TurnedAway]);
        // Help that is tied to a plan turns a prospect away even where the plan is offered in the same breath.
        assert_eq!(prospect([Pass, Fail, Pass, Pass]), [TurnedAway]);
        for kept in [[Pass, Pass, Pass, Pass], [Fail, Pass, Pass, Pass], [Pass, Pass, Pass, Undetermined]] {
            assert_eq!(prospect(kept), []);
        }
        assert_eq!(reasons(CallType::Customer, [Pass, Fail, Fail, Fail]), []);
    }
}
