//! What was done about a lead, and where that leaves it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ringcheck_call::{FollowUp, FollowUpOutcome, caller_key};
use serde::Serialize;

use crate::{LaterCall, LaterOutcome, LeadValue, ReportOptions, leads::with_offset, words};

/// Where a lead stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadStatus {
    /// Nobody called back.
    #[default]
    Open,
    /// Somebody called back, and nothing is settled.
    CalledBack,
    /// Booked or won when called back, or asked for a commitment when they called again themselves.
    Recovered,
    /// They do not want to any more, or cannot be reached by the number.
    LostForGood,
}

impl LeadStatus {
    /// The word used in JSON and CSV.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CalledBack => "called_back",
            Self::Recovered => "recovered",
            Self::LostForGood => "lost_for_good",
        }
    }

    /// The same for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CalledBack => "called back",
            Self::Recovered => "recovered",
            Self::LostForGood => "lost for good",
        }
    }

    /// Whether there is something to do: nobody called back, or nothing came of it yet.
    #[must_use]
    pub const fn is_to_do(self) -> bool {
        matches!(self, Self::Open | Self::CalledBack)
    }
}

/// A lead was called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeadFollowUp {
    /// When.
    #[serde(skip)]
    pub(crate) instant: Timestamp,
    /// When, with the offset of the report's time zone.
    pub at: String,
    /// What it came to.
    pub outcome: FollowUpOutcome,
    /// What the lead is worth by it.
    pub value: Option<LeadValue>,
    /// Who called back.
    pub by: Option<String>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

impl LeadFollowUp {
    /// The follow-up in words: `Called back on 2026-11-22 09:15 by Dana: booked, $2,700. Wants the big plan.`
    pub(crate) fn in_words(&self, currency: &crate::Currency) -> String {
        let at = self.at.get(..16).unwrap_or(&self.at).replace('T', " ");
        let by = self.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        let value = self.value.map(|value| format!(", {}", currency.amount(value.cents()))).unwrap_or_default();
        let note = self.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        format!("Called back on {at}{by}: {}{value}.{note}", words::follow_up_outcome(self.outcome))
    }
}

/// A follow-up with its instant.
#[derive(Clone, Debug)]
struct Done {
    at: Timestamp,
    follow_up: FollowUp,
}

/// All that was done about leads.
#[derive(Clone, Debug, Default)]
pub(crate) struct FollowUps {
    /// By number, the earliest first: calls of one number are one lead.
    by_number: BTreeMap<String, Vec<Done>>,
    /// By call, where the number tells nobody apart.
    by_call: BTreeMap<String, Vec<Done>>,
}

/// What was done about one lead since one of its calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct DoneSince {
    /// The earliest first.
    pub(crate) follow_ups: Vec<LeadFollowUp>,
    /// The last that says where the lead stands.
    newest: Option<(Timestamp, FollowUpOutcome)>,
    /// What the lead is worth by the newest that says so, be it about an earlier call: a lead is worth the same when it is
    /// lost again.
    pub(crate) value: Option<LeadValue>,
}

impl FollowUps {
    /// `follow_ups` in the order in which they were added; one whose time cannot be read is left out.
    pub(crate) fn new(follow_ups: Vec<FollowUp>) -> Self {
        let mut all = Self::default();
        for follow_up in follow_ups {
            let Ok(at) = follow_up.at.parse() else { continue };
            let of_lead = match follow_up.number.as_deref().and_then(caller_key) {
                Some(key) => all.by_number.entry(key).or_default(),
                None => all.by_call.entry(follow_up.call_id.clone()).or_default(),
            };
            of_lead.push(Done { at, follow_up });
        }
        for of_lead in all.by_number.values_mut().chain(all.by_call.values_mut()) {
            // Of one instant they stay in the order in which they were added.
            of_lead.sort_by_key(|done| done.at);
        }
        all
    }

    /// What was done about the caller with this key, or of this call, from `since` on: what was done before was done
    /// about an earlier call, unless it names this one, whose clock was ahead then. All of it where nobody knows when the
    /// call was.
    pub(crate) fn since(
        &self,
        key: Option<&str>,
        call_id: &str,
        since: Option<Timestamp>,
        options: &ReportOptions,
    ) -> DoneSince {
        let of_lead = match key {
            Some(key) => self.by_number.get(key),
            None => self.by_call.get(call_id),
        };
        let mut found = DoneSince::default();
        for Done { at, follow_up } in of_lead.into_iter().flatten() {
            let value = follow_up.value_cents.and_then(LeadValue::of_cents);
            found.value = value.or(found.value);
            if since.is_some_and(|since| *at < since) && follow_up.call_id != call_id {
                continue;
            }
            if !(is_nobody_spoken_to(follow_up.outcome) && found.newest.is_some_and(|(_, before)| is_settled(before))) {
                found.newest = Some((*at, follow_up.outcome));
            }
            found.follow_ups.push(LeadFollowUp {
                instant: *at,
                at: with_offset(*at, &options.zone),
                outcome: follow_up.outcome,
                value,
                by: follow_up.by.clone(),
                note: follow_up.note.clone(),
            });
        }
        found
    }
}

/// Whether what was agreed before stands as it stood.
const fn is_nobody_spoken_to(outcome: FollowUpOutcome) -> bool {
    matches!(outcome, FollowUpOutcome::NoAnswer | FollowUpOutcome::Voicemail)
}

/// Whether there is nothing more to do about the lead.
const fn is_settled(outcome: FollowUpOutcome) -> bool {
    match outcome {
        FollowUpOutcome::Booked | FollowUpOutcome::Won | FollowUpOutcome::Lost | FollowUpOutcome::WrongNumber => true,
        FollowUpOutcome::Reached | FollowUpOutcome::Voicemail | FollowUpOutcome::NoAnswer => false,
    }
}

impl DoneSince {
    /// Where the lead stands by what was done last, and by `later_calls` of its caller, the earliest first.
    ///
    /// The newest follow-up counts, and of the later calls the last in which they were asked for a commitment or lost
    /// again. What settles the lead settles it until something later does; that nobody picked up takes nothing back.
    pub(crate) fn status(&self, later_calls: &[LaterCall]) -> LeadStatus {
        let last = later_calls.iter().rev().find(|call| call.outcome != LaterOutcome::Other);
        let by_call = last.map(|call| match call.outcome {
            LaterOutcome::Closed => (call.started_at, LeadStatus::Recovered),
            LaterOutcome::LostAgain | LaterOutcome::Other => (call.started_at, LeadStatus::Open),
        });
        let by_follow_up = self.newest.map(|(at, outcome)| match outcome {
            FollowUpOutcome::Booked | FollowUpOutcome::Won => (at, LeadStatus::Recovered),
            FollowUpOutcome::Lost | FollowUpOutcome::WrongNumber => (at, LeadStatus::LostForGood),
            FollowUpOutcome::Reached | FollowUpOutcome::Voicemail | FollowUpOutcome::NoAnswer => {
                (at, LeadStatus::CalledBack)
            }
        });
        match (by_call, by_follow_up) {
            (None, None) => LeadStatus::Open,
            (Some((_, status)), None) | (None, Some((_, status))) => status,
            (Some((_, LeadStatus::Recovered)), Some((_, LeadStatus::CalledBack))) => LeadStatus::Recovered,
            (Some((called, by_call)), Some((done, by_follow_up))) => {
                if called > done {
                    by_call
                } else {
                    by_follow_up
                }
            }
        }
    }
}
