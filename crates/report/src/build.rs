//! Counting: from facts about calls to a report.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _, civil::Date};
use ringcheck_call::{CallFacts, CallType, LossReason, Practised, StartedAtSource, Verdict, is_name};

use crate::{
    CallCounts, Figures, LeadEntry, LeadStatus, LeadValue, LostLeads, REPORT_SCHEMA, Report, ReportOptions, Scope,
    Share,
    agents::Agents,
    days::{Days, N_TREND_DAYS},
    leads::{LeadRecords, Leads, is_doubtful, started, with_offset},
    practised::Practices,
    report::{Cents, CriterionFigures},
    words,
};

/// Counts calls one by one, in any order; of each it keeps who called and, if the caller was lost, how.
///
/// Every call that the report is about is handed to [`ReportBuilder::add`], then every call of the firm since
/// [`ReportBuilder::context_since`], among them the same ones again, to [`ReportBuilder::add_context`]. Where the report is
/// about every call that there is, each can be handed to both at once.
#[derive(Clone, Debug)]
pub struct ReportBuilder {
    options: ReportOptions,
    counts: CallCounts,
    figures: Figures,
    agents: Agents,
    criteria: Criteria,
    /// The days of the earliest and the latest call.
    seen: Option<(Date, Date)>,
    leads: Leads,
    trends: Days,
    practised: Practices,
}

impl ReportBuilder {
    /// A report with no calls yet; `records` is what is known of leads besides the facts about calls.
    #[must_use]
    pub fn new(options: ReportOptions, records: LeadRecords) -> Self {
        Self {
            options,
            counts: CallCounts::default(),
            figures: Figures::default(),
            agents: Agents::default(),
            criteria: Criteria::default(),
            seen: None,
            leads: Leads::new(records),
            trends: Days::default(),
            practised: Practices::default(),
        }
    }

    /// The same report, telling of what was practised. Asked for before calls are added.
    #[must_use]
    pub fn with_practised(mut self, practised: Vec<Practised>) -> Self {
        let today = self.day_of(self.options.now);
        let last = match self.options.scope {
            Scope::Days { last, .. } => last.map_or(today, |last| last.min(today)),
            Scope::All | Scope::Run => today,
        };
        self.practised = Practices::new(practised, self.options.scope, last, self.options.agent_name.as_deref());
        self
    }

    /// Counts a call that the report is about.
    ///
    /// A call whose start is unknown is of no day: in a report of days it is counted apart and nowhere else.
    pub fn add(&mut self, call: &CallFacts) {
        let at = started(call);
        if let Some(day) = at.map(|at| self.day_of(at)) {
            let (first, last) = self.seen.unwrap_or((day, day));
            self.seen = Some((first.min(day), last.max(day)));
        } else {
            self.counts.without_start += 1;
            if matches!(self.options.scope, Scope::Days { .. }) {
                return;
            }
        }
        self.count(call);
        self.figure(call);
        self.agents.add(call);
        self.criteria.add(call);
        self.leads.add(at, call);
    }

    fn count(&mut self, call: &CallFacts) {
        let counts = &mut self.counts;
        counts.total += 1;
        *counts.by_call_type.entry(call.call_type.as_str()).or_default() += 1;
        counts.of_doubtful_type += u64::from(is_doubtful(call));
        counts.needs_review += u64::from(call.needs_review);
        counts.undetermined += u64::from(call.verdicts.iter().any(|(_, v)| *v == Verdict::Undetermined));
        counts.without_score += u64::from(call.passed.is_none());
        counts.dated_by_file += u64::from(call.started_at_source == Some(StartedAtSource::FileTime));
    }

    fn figure(&mut self, call: &CallFacts) {
        let figures = &mut self.figures;
        figures.answered_live.add(call.verdict("live_answer"), Verdict::Pass);
        let (turned_away, sent_elsewhere) = (call.verdict("no_contract_turnaway"), call.verdict("no_refer_away"));
        match call.call_type {
            CallType::Prospect => {
                figures.turned_away.add(turned_away, Verdict::Fail);
                figures.sent_elsewhere.add(sent_elsewhere, Verdict::Fail);
                figures.qualified.add(call.verdict("qualifying_questions"), Verdict::Pass);
                figures.closed.add(call.verdict("close_attempt"), Verdict::Pass);
            }
            CallType::Customer => {
                figures.customers_turned_away.add(turned_away, Verdict::Fail);
                figures.customers_sent_elsewhere.add(sent_elsewhere, Verdict::Fail);
            }
            // A seller or a wrong number wants no help: nobody turns them away, and that is no merit.
            CallType::Vendor | CallType::WrongNumber | CallType::Other => {}
        }
        if let Some(passed) = call.passed {
            figures.passed.decided.add(passed);
        }
    }

    /// Counts calls of which it is known only that their start is not: in a report of days they are told apart.
    pub fn add_without_start(&mut self, n: u64) {
        self.counts.without_start += n;
    }

    /// From when on calls are needed by [`ReportBuilder::add_context`]: the start of the trends, of the days before something
    /// was practised, or the first lost call whose number may have called again. Asked once all calls that the report is about are counted.
    #[must_use]
    pub fn context_since(&self) -> Timestamp {
        let first = self.last_trend_day().saturating_sub(days(N_TREND_DAYS - 1));
        // A day that the zone does not reach is before all calls.
        let start = first.to_zoned(self.options.zone.clone()).map_or(Timestamp::MIN, |day| day.timestamp());
        let practised = self.practised.since().and_then(|day| day.to_zoned(self.options.zone.clone()).ok());
        let start = practised.map_or(start, |day| day.timestamp().min(start));
        self.leads.since().map_or(start, |at| at.min(start))
    }

    /// More numbers that callers said, of calls that are only handed to [`ReportBuilder::add_context`]. Told before those
    /// calls are.
    pub fn add_said_numbers(&mut self, said_numbers: BTreeMap<String, String>) {
        self.leads.add_said_numbers(said_numbers);
    }

    /// Notes a call for the trends, for what was practised, and for whether somebody who was lost called again.
    pub fn add_context(&mut self, call: &CallFacts) {
        let Some(at) = started(call) else { return };
        self.leads.note(at, call);
        let day = self.day_of(at);
        self.practised.add(day, call);
        let is_other_agent = self
            .options
            .agent_name
            .as_deref()
            .is_some_and(|wanted| !call.agent_name.as_deref().is_some_and(|name| is_name(name, wanted)));
        if is_other_agent {
            return;
        }
        self.trends.add(day, call);
    }

    /// The report.
    #[must_use]
    pub fn finish(self) -> Report {
        let last_trend_day = self.last_trend_day();
        let Self { options, counts, figures, agents, criteria, seen, leads, trends, practised } = self;
        let leads = leads.into_entries(&options);
        let (first_day, last_day) = match options.scope {
            Scope::Days { first, last } => (first.or(seen.map(|s| s.0)), last.or(seen.map(|s| s.1))),
            Scope::All | Scope::Run => seen.unzip(),
        };
        let asked = match options.scope {
            Scope::Days { first, last } => (first, last),
            Scope::All => (None, None),
            Scope::Run => (first_day, last_day),
        };
        Report {
            schema: REPORT_SCHEMA,
            made_at: with_offset(options.now, &options.zone),
            timezone: options.zone.iana_name().map(str::to_owned),
            period: words::period(options.scope, seen),
            first_day,
            last_day,
            calls: counts,
            figures,
            lost: lost(&leads, &options),
            leads,
            min_calls: options.min_calls,
            agents: agents.into_figures(options.min_calls),
            practised: practised.into_entries(options.min_calls),
            criteria: criteria.into_figures(),
            days: trends.up_to(last_trend_day),
            review_command: options.review_command(asked.0, asked.1),
            agent: options.agent_name,
            title: options.title,
            scope: options.scope,
            zone: options.zone,
        }
    }

    /// The last day of the trends: that of the period, but none that is still to come.
    fn last_trend_day(&self) -> Date {
        let today = self.day_of(self.options.now);
        let last = match self.options.scope {
            Scope::Days { last, .. } => last,
            Scope::All | Scope::Run => self.seen.map(|(_, last)| last),
        };
        last.map_or(today, |last| last.min(today))
    }

    fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.options.zone.clone()).date()
    }
}

fn days(n: usize) -> jiff::Span {
    i64::try_from(n).unwrap_or(0).days()
}

fn lost(leads: &[LeadEntry], options: &ReportOptions) -> LostLeads {
    let n = |is_counted: fn(&LeadEntry) -> bool| leads.iter().filter(|lead| is_counted(lead)).count() as u64;
    let at_risk = n(LeadEntry::is_at_risk);
    let of_status =
        |status: LeadStatus| leads.iter().filter(|lead| !lead.is_repeat && lead.status == status).count() as u64;
    let nothing = options.lead_value.map(|_| Cents(0));
    let of_reason = |reason: LossReason| leads.iter().filter(|lead| lead.reason == reason).count() as u64;
    LostLeads {
        calls: leads.len() as u64,
        leads: n(|lead| !lead.is_repeat),
        won_back: n(|lead| !lead.is_repeat && lead.is_won_back && lead.status == LeadStatus::Recovered),
        at_risk,
        at_risk_doubtful: n(|lead| lead.is_at_risk() && lead.is_doubtful),
        by_reason: LossReason::ALL.map(|reason| (reason.as_str(), of_reason(reason))).into(),
        lead_value: options.lead_value,
        currency: options.currency.clone(),
        // What a lead is worth to the owner is in the sum of each that nobody valued.
        money_at_risk: money(leads, LeadEntry::is_at_risk).or(nothing),
        at_risk_without_value: n(|lead| lead.is_at_risk() && lead.value.is_none()),
        called_back: of_status(LeadStatus::CalledBack),
        recovered: of_status(LeadStatus::Recovered),
        money_recovered: money(leads, |lead| !lead.is_repeat && lead.status == LeadStatus::Recovered),
        recovered_without_value: n(|lead| {
            !lead.is_repeat && lead.status == LeadStatus::Recovered && lead.value.is_none()
        }),
        lost_for_good: of_status(LeadStatus::LostForGood),
        money_lost_for_good: money(leads, |lead| !lead.is_repeat && lead.status == LeadStatus::LostForGood),
    }
}

/// What the leads that count are worth together; `None` where nobody knows of any.
fn money(leads: &[LeadEntry], is_counted: impl Fn(&LeadEntry) -> bool) -> Option<Cents> {
    let values = leads.iter().filter(|lead| is_counted(lead)).filter_map(|lead| lead.value);
    values.map(LeadValue::cents).reduce(u64::saturating_add).map(Cents)
}

/// How often each criterion failed, by id.
#[derive(Clone, Debug, Default)]
struct Criteria(BTreeMap<String, Share>);

impl Criteria {
    fn add(&mut self, call: &CallFacts) {
        for (id, verdict) in &call.verdicts {
            // Ids are few and calls are many: most are there.
            match self.0.get_mut(id) {
                Some(failed) => failed.add(Some(*verdict), Verdict::Fail),
                None => self.0.entry(id.clone()).or_default().add(Some(*verdict), Verdict::Fail),
            }
        }
    }

    /// The criteria, the one that failed most calls first.
    fn into_figures(self) -> Vec<CriterionFigures> {
        let mut criteria: Vec<_> = self.0.into_iter().map(|(id, failed)| CriterionFigures { id, failed }).collect();
        criteria.sort_by_key(|criterion| std::cmp::Reverse(criterion.failed.decided.hits));
        criteria
    }
}
