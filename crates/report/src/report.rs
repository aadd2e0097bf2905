//! What a report says.

use std::collections::BTreeMap;

use jiff::civil::Date;
use ringcheck_call::{LeadWords, LossReason};
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
    /// Of the recovered leads those who called again later and were asked for a commitment.
    pub won_back: u64,
    /// Leads that are still lost and may yet be won: neither recovered nor lost for good.
    pub at_risk: u64,
    /// Of the leads at risk those of which it is not sure enough that they are prospects.
    pub at_risk_doubtful: u64,
    /// Calls by their gravest reason.
    pub by_reason: BTreeMap<&'static str, u64>,
    /// What a lead is worth to the owner; `None` where nobody said.
    pub lead_value: Option<LeadValue>,
    /// What money is counted in.
    pub currency: Currency,
    /// What the leads at risk are worth: each what was said of it, else what a lead is worth to the owner; `None` where
    /// nobody said either.
    #[serde(serialize_with = "serialize_money")]
    pub money_at_risk: Option<Cents>,
    /// Of the leads at risk those of which nobody knows what they are worth.
    pub at_risk_without_value: u64,
    /// Of the leads at risk those whom somebody called back.
    pub called_back: u64,
    /// Leads who were booked or won when they were called back, or who were won back by a later call.
    pub recovered: u64,
    /// What those are worth, as far as anybody knows.
    #[serde(serialize_with = "serialize_money")]
    pub money_recovered: Option<Cents>,
    /// Of the recovered leads those of which nobody knows what they are worth.
    pub recovered_without_value: u64,
    /// Leads who do not want to any more, or cannot be reached by the number.
    pub lost_for_good: u64,
    /// What those were worth, as far as anybody knows.
    #[serde(serialize_with = "serialize_money")]
    pub money_lost_for_good: Option<Cents>,
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
    /// The calls whose words the newest `max` leads show, each with the reason that they decided.
    #[must_use]
    pub fn leads_to_tell(&self, max: usize) -> Vec<(&str, LossReason)> {
        self.newest_leads(max).iter().map(|lead| (lead.call_id.as_str(), lead.reason)).collect()
    }

    /// Tells what was said in the leads, in the order of [`Report::leads_to_tell`]; the others keep their silence.
    pub fn tell_leads(&mut self, words: impl IntoIterator<Item = LeadWords>) {
        for (lead, words) in self.leads.iter_mut().zip(words) {
            lead.add_words(words);
        }
    }

    /// The leads that a list shows first: at most `max`.
    pub(crate) fn newest_leads(&self, max: usize) -> &[LeadEntry] {
        self.leads.get(..max).unwrap_or(&self.leads)
    }

    /// Whether there is nothing to report.
    pub(crate) fn is_empty(&self) -> bool {
        self.calls.total == 0
    }

    /// What came of lost leads: `3 of 8 leads` were recovered, and in a few words what else; `None` where nothing came.
    pub(crate) fn recovered(&self) -> Option<(String, String)> {
        let lost = &self.lost;
        if lost.recovered + lost.lost_for_good + lost.called_back == 0 {
            return None;
        }
        let amount = |money: Option<Cents>| money.map(|Cents(cents)| lost.currency.amount(cents));
        let mut told = Vec::new();
        if let Some(amount) = amount(lost.money_recovered) {
            told.push(match lost.recovered_without_value {
                0 => amount,
                n => format!("{amount} and {} without a value", words::count(n, "lead")),
            });
        }
        if lost.called_back > 0 {
            told.push(format!("{} called back", words::grouped(lost.called_back)));
        }
        if lost.lost_for_good > 0 {
            let amount = amount(lost.money_lost_for_good).map(|amount| format!(", {amount}")).unwrap_or_default();
            told.push(format!("{} lost for good{amount}", words::grouped(lost.lost_for_good)));
        }
        let share = format!("{} of {}", words::grouped(lost.recovered), words::count(lost.leads, "lead"));
        Some((share, told.join("; ")))
    }

    /// The same in one line.
    pub(crate) fn recovered_line(&self) -> Option<String> {
        let (share, told) = self.recovered()?;
        Some(if told.is_empty() { share } else { format!("{share} ({told})") })
    }

    /// What the money at risk comes from: `4 leads × $2,700 = $10,800`; where nobody said what any lead is worth,
    /// `$5,000 for 1 lead and 3 leads without a value`.
    pub(crate) fn money(&self) -> Option<(String, String)> {
        let lost = &self.lost;
        let Cents(total) = lost.money_at_risk?;
        let total = lost.currency.amount(total);
        let at_risk = self.leads.iter().filter(|lead| lead.is_at_risk());
        let own: Vec<u64> = at_risk.filter_map(|lead| lead.own_value.map(LeadValue::cents)).collect();
        let n_own = own.len() as u64;
        let Some(value) = lost.lead_value else {
            let others = match lost.at_risk_without_value {
                0 => String::new(),
                n => format!(" and {} without a value", words::count(n, "lead")),
            };
            let sum = format!("{total} for {}{others}", words::count(n_own, "lead"));
            return Some((total, sum));
        };
        let usual = words::count(lost.at_risk.saturating_sub(n_own), "lead");
        let valued = if n_own == 0 {
            String::new()
        } else {
            let sum = lost.currency.amount(own.into_iter().fold(0, u64::saturating_add));
            format!(" + {sum} for {}", words::count(n_own, "lead"))
        };
        Some((total.clone(), format!("{usual} × {}{valued} = {total}", lost.currency.amount(value.cents()))))
    }
}
