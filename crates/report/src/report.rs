//! What a report says.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    AgentFigures, Currency, Day, LeadEntry, LeadValue, PractisedEntry, Scope, Share, money::serialize_cents, words,
};

/// The name and version of a report as JSON.
pub const REPORT_SCHEMA: &str = "ringcheck.report/1";

/// What a report says of a period's calls.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// [`REPORT_SCHEMA`].
    pub schema: &'static str,
    /// Its heading.
    pub title: String,
    /// When it was made: ISO 8601 with the offset of the time zone.
    pub made_at: String,
    /// The time zone that days and times are in; `None` for one without a name.
    pub timezone: Option<String>,
    /// Which calls it is about, in words.
    pub period: String,
    /// The first day: the one asked for, else that of the earliest call.
    pub first_day: Option<Date>,
    /// The last day: the one asked for, else that of the latest call.
    pub last_day: Option<Date>,
    /// The agent whose calls it is about; `None` for all.
    pub agent: Option<String>,
    /// Which calls those are.
    pub calls: CallCounts,
    /// How they were handled.
    pub figures: Figures,
    /// What the lost leads come to.
    pub lost: LostLeads,
    /// The calls in which a prospect was lost, the newest first.
    pub leads: Vec<LeadEntry>,
    /// Agents are compared only by shares of at least this many calls.
    pub min_calls: u64,
    /// What each agent did.
    pub agents: Vec<AgentFigures>,
    /// What was practised, before and after, the newest first.
    pub practised: Vec<PractisedEntry>,
    /// The criteria, the one that failed most calls first.
    pub criteria: Vec<CriterionFigures>,
    /// The last days of the period, and some before it, the earliest first.
    pub days: Vec<Day>,
    /// The command that lists the calls that a person should look at.
    pub review_command: String,
    #[serde(skip)]
    pub(crate) scope: Scope,
    #[serde(skip)]
    pub(crate) zone: jiff::tz::TimeZone,
}

/// Which calls a report is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CallCounts {
    /// All of them.
    pub total: u64,
    /// How many of each call type.
    pub by_call_type: BTreeMap<&'static str, u64>,
    /// Calls of which it is not sure enough who called.
    pub of_doubtful_type: u64,
    /// Calls that a person should look at.
    pub needs_review: u64,
    /// Calls with a verdict that a person must decide.
    pub undetermined: u64,
    /// Calls on which nothing could be judged at all: they have no score.
    pub without_score: u64,
    /// Calls whose start nobody knows. In a report of days they are in no other figure.
    pub without_start: u64,
    /// Calls dated by nothing better than the time of their file.
    pub dated_by_file: u64,
}

impl CallCounts {
    /// How many calls are of this type.
    pub(crate) fn of_type(&self, call_type: ringcheck_call::CallType) -> u64 {
        self.by_call_type.get(call_type.as_str()).copied().unwrap_or(0)
    }
}

/// How calls were handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// All calls: a person answered first.
    pub answered_live: Share,
    /// Prospects who were refused for not being a customer, or not on a contract.
    pub turned_away: Share,
    /// Prospects who were sent to the manufacturer, a competitor or a shop.
    pub sent_elsewhere: Share,
    /// Prospects who were asked enough about what they need.
    pub qualified: Share,
    /// Prospects who were asked for a commitment.
    pub closed: Share,
    /// Customers who were refused for not being on a contract.
    pub customers_turned_away: Share,
    /// Customers who were sent to somebody else.
    pub customers_sent_elsewhere: Share,
    /// All calls: they passed by the rubric. Nothing is undetermined here: a call without a score is in
    /// [`CallCounts::without_score`].
    pub passed: Share,
}

/// What the lost leads come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LostLeads {
    /// Calls in which a prospect was lost.
    pub calls: u64,
    /// Callers who were lost: calls of one number are one lead.
    pub leads: u64,
    /// Leads who called again later and were asked for a commitment.
    pub won_back: u64,
    /// Leads that are still lost: those who were not won back.
    pub at_risk: u64,
    /// Of the leads at risk those of which it is not sure enough that they are prospects.
    pub at_risk_doubtful: u64,
    /// Calls by their gravest reason.
    pub by_reason: BTreeMap<&'static str, u64>,
    /// What a lead is worth to the owner; `None` where nobody said.
    pub lead_value: Option<LeadValue>,
    /// What money is counted in.
    pub currency: Currency,
    /// The leads at risk times what a lead is worth.
    #[serde(serialize_with = "serialize_money")]
    pub money_at_risk: Option<Cents>,
}

/// Hundredths of the currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub u64);

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn serialize_money<S: serde::Serializer>(money: &Option<Cents>, serializer: S) -> Result<S::Ok, S::Error> {
    match money {
        Some(Cents(cents)) => serialize_cents(cents, serializer),
        None => serializer.serialize_none(),
    }
}

/// How often a criterion was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CriterionFigures {
    /// The criterion's id.
    pub id: String,
    /// The calls that failed it.
    pub failed: Share,
}

impl Report {
    /// The leads that a list shows first: at most `max`.
    pub(crate) fn newest_leads(&self, max: usize) -> &[LeadEntry] {
        self.leads.get(..max).unwrap_or(&self.leads)
    }

    /// Whether there is nothing to report.
    pub(crate) fn is_empty(&self) -> bool {
        self.calls.total == 0
    }

    /// What the money at risk comes from: `4 leads × $2,700 = $10,800`.
    pub(crate) fn money(&self) -> Option<(String, String)> {
        let lost = &self.lost;
        let (value, Cents(total)) = (lost.lead_value?, lost.money_at_risk?);
        let total = lost.currency.amount(total);
        let sum = format!("{} × {} = {total}", words::count(lost.at_risk, "lead"), lost.currency.amount(value.cents()));
        Some((total, sum))
    }
}
