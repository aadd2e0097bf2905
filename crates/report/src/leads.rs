//! The lost leads: who, when, how, and what became of them since.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use ringcheck_call::{
    CallFacts, Evidence, FollowUp, LeadWords, LossReason, NumberSource, Probability, Side, StartedAtSource, Verdict,
    caller_key,
};
use serde::Serialize;

use crate::{
    Currency, LeadFollowUp, LeadStatus, LeadValue, ReportOptions, agents::agent_label, follow_ups::FollowUps, words,
};

/// Below this a call type is doubtful.
const SURE_FROM: Probability = Probability::from_thousandths(600);

/// So many later calls of one number are told; a number that calls more often keeps its newest.
const N_LATER: usize = 10;

/// Whether nobody can be sure who the caller of a call is to the business.
pub(crate) fn is_doubtful(call: &CallFacts) -> bool {
    call.call_type_confidence < SURE_FROM
}

/// What was said, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeadQuote {
    /// Whose words they are.
    pub side: Side,
    /// Where in the call they start, in milliseconds; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
    /// The words.
    pub quote: String,
}

impl LeadQuote {
    fn of(evidence: Evidence) -> Self {
        Self { side: evidence.side, start_ms: evidence.start_ms, quote: evidence.quote }
    }
}

/// What a later call of the same number came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LaterOutcome {
    /// They were asked for a commitment, and not lost.
    Closed,
    /// They were lost again.
    LostAgain,
    /// Neither.
    Other,
}

/// A later call of the same number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LaterCall {
    /// When it started.
    pub started_at: Timestamp,
    /// The call's id.
    pub call_id: String,
    /// What it came to.
    pub outcome: LaterOutcome,
}

/// A call in which a prospect was lost.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeadEntry {
    /// The call's id.
    pub call_id: String,
    /// The command that shows the call.
    pub command: String,
    /// The name of the call's recording.
    pub file_name: Option<String>,
    /// When the call started, with the offset of the report's time zone.
    pub started_at: Option<String>,
    /// Where that is from.
    pub started_at_source: Option<StartedAtSource>,
    /// How long ago that was when the report was made; below 0 where the clocks disagree.
    pub minutes_since: Option<i64>,
    /// The number to call back.
    pub number: Option<String>,
    /// Who knew the number.
    pub number_source: Option<NumberSource>,
    /// How sure it is that the caller was a prospect.
    pub call_type_confidence: Probability,
    /// Whether that is too little to rely on.
    pub is_doubtful: bool,
    /// The agent as the phone system names them, or their extension.
    pub agent: Option<String>,
    /// How they were lost: the gravest reason.
    pub reason: LossReason,
    /// All reasons, the gravest first.
    pub reasons: Vec<LossReason>,
    /// What the caller wanted, in the caller's own words.
    pub wanted: Option<LeadQuote>,
    /// The words that decide.
    pub quote: Option<LeadQuote>,
    /// Why, in one sentence.
    pub rationale: String,
    /// Later calls of the same number, the earliest first.
    pub later_calls: Vec<LaterCall>,
    /// Whether a newer lost call of the same number is in the report; the lead is counted there.
    pub is_repeat: bool,
    /// Whether the same number was asked for a commitment later, and not lost since.
    pub is_won_back: bool,
    /// How many lost calls of the same number are in the report.
    pub lost_calls: u64,
    /// Where the lead stands.
    pub status: LeadStatus,
    /// What was done about the lead since this call, the earliest first.
    pub follow_ups: Vec<LeadFollowUp>,
    /// What the lead is worth: what the newest follow-up that knows it says, be it about an earlier lost call, else what
    /// any lead is worth to the owner.
    pub value: Option<LeadValue>,
    /// What somebody said that this very lead is worth.
    #[serde(skip)]
    pub(crate) own_value: Option<LeadValue>,
}

impl LeadEntry {
    /// Adds what was said.
    pub fn add_words(&mut self, words: LeadWords) {
        self.wanted = words.wanted.map(LeadQuote::of);
        self.quote = words.quote.map(LeadQuote::of);
        self.rationale = words.rationale;
    }

    /// Whether the lead is counted as money at risk.
    #[must_use]
    pub const fn is_at_risk(&self) -> bool {
        !self.is_repeat && self.status.is_to_do()
    }

    /// What happened since, a sentence each, the earliest first.
    pub(crate) fn history(&self, zone: &TimeZone, currency: &Currency) -> Vec<String> {
        let calls = self.later_calls.iter().map(|later| {
            let at = words::minute(later.started_at, zone);
            let told = match later.outcome {
                LaterOutcome::Closed => format!("Called again on {at}, closed."),
                LaterOutcome::LostAgain => format!("Called again on {at}, lost again."),
                LaterOutcome::Other => format!("Called again on {at}."),
            };
            (later.started_at, told)
        });
        let done = self.follow_ups.iter().map(|done| (done.instant, done.in_words(currency)));
        let mut all: Vec<_> = calls.chain(done).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, told)| told).collect()
    }
}

/// What is known of leads besides the facts about their calls.
#[derive(Clone, Debug, Default)]
pub struct LeadRecords {
    /// The numbers that callers said where the phone system knew none, by the ids of their calls.
    pub said_numbers: BTreeMap<String, String>,
    /// All that was done about leads, in the order in which it was added.
    pub follow_ups: Vec<FollowUp>,
}

/// The lost leads of a report, while its calls are counted.
#[derive(Clone, Debug)]
pub(crate) struct Leads {
    said_numbers: BTreeMap<String, String>,
    follow_ups: FollowUps,
    lost: Vec<Lost>,
    /// The newest calls of each number.
    calls_by_number: BTreeMap<String, BTreeSet<LaterCall>>,
}

/// A call in which a prospect was lost.
#[derive(Clone, Debug)]
struct Lost {
    at: Option<Timestamp>,
    /// What is the same for all calls of its number.
    key: Option<String>,
    /// The entry but for what other calls say.
    entry: LeadEntry,
}

impl Leads {
    pub(crate) fn new(records: LeadRecords) -> Self {
        let LeadRecords { said_numbers, follow_ups } = records;
        let follow_ups = FollowUps::new(follow_ups);
        Self { said_numbers, follow_ups, lost: Vec::new(), calls_by_number: BTreeMap::new() }
    }

    /// More numbers that callers said.
    pub(crate) fn add_said_numbers(&mut self, said_numbers: BTreeMap<String, String>) {
        self.said_numbers.extend(said_numbers);
    }

    /// Lists a call if a prospect was lost in it.
    pub(crate) fn add(&mut self, at: Option<Timestamp>, call: &CallFacts) {
        let reasons = call.loss_reasons();
        let Some(gravest) = reasons.first() else { return };
        let known = call.caller_number.clone().map(|number| (number, NumberSource::PhoneSystem));
        let said = || Some((self.said_numbers.get(&call.call_id)?.clone(), NumberSource::Caller));
        let number = known.or_else(said);
        let key = number.as_ref().and_then(|(number, _)| caller_key(number));
        let entry = entry(call, *gravest, reasons, number);
        self.lost.push(Lost { at, key, entry });
    }

    /// The start of the first call whose number could call again.
    pub(crate) fn since(&self) -> Option<Timestamp> {
        self.lost.iter().filter(|lost| lost.key.is_some()).filter_map(|lost| lost.at).min()
    }

    /// Notes a call by its number, which may be one that was lost before.
    pub(crate) fn note(&mut self, at: Timestamp, call: &CallFacts) {
        let number = call.caller_number.as_ref().or_else(|| self.said_numbers.get(&call.call_id));
        let Some(key) = number.and_then(|number| caller_key(number)) else { return };
        let outcome = if !call.loss_reasons().is_empty() {
            LaterOutcome::LostAgain
        } else if call.verdict("close_attempt") == Some(Verdict::Pass) {
            LaterOutcome::Closed
        } else {
            LaterOutcome::Other
        };
        let calls = self.calls_by_number.entry(key).or_default();
        calls.insert(LaterCall { started_at: at, call_id: call.call_id.clone(), outcome });
        if calls.len() > N_LATER {
            calls.pop_first();
        }
    }

    /// The entries of the report's list, the newest first.
    pub(crate) fn into_entries(self, options: &ReportOptions) -> Vec<LeadEntry> {
        let Self { mut lost, calls_by_number, follow_ups, .. } = self;
        let mut n_lost: BTreeMap<String, u64> = BTreeMap::new();
        for key in lost.iter().filter_map(|lost| lost.key.as_ref()) {
            *n_lost.entry(key.clone()).or_default() += 1;
        }
        lost.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.entry.call_id.cmp(&other.entry.call_id)));
        let mut seen = BTreeSet::new();
        lost.into_iter()
            .map(|Lost { at, key, mut entry }| {
                let calls = key.as_ref().and_then(|key| calls_by_number.get(key)).into_iter().flatten();
                entry.later_calls = calls.filter(|call| at.is_some_and(|at| call.started_at > at)).cloned().collect();
                let outcomes = entry.later_calls.iter().rev().map(|call| call.outcome);
                let last = outcomes.into_iter().find(|outcome| *outcome != LaterOutcome::Other);
                entry.is_won_back = last == Some(LaterOutcome::Closed);
                entry.lost_calls = key.as_ref().and_then(|key| n_lost.get(key)).copied().unwrap_or(1);
                let done = follow_ups.since(key.as_deref(), &entry.call_id, at, options);
                entry.status = done.status(&entry.later_calls);
                entry.own_value = done.value;
                entry.value = done.value.or(options.lead_value);
                entry.follow_ups = done.follow_ups;
                entry.is_repeat = key.is_some_and(|key| !seen.insert(key));
                entry.command = options.show_command(&entry.call_id);
                entry.started_at = at.map(|at| with_offset(at, &options.zone));
                entry.minutes_since = at.map(|at| (options.now.as_second() - at.as_second()).div_euclid(60));
                entry
            })
            .collect()
    }
}

/// What a call itself says of the prospect who was lost in it.
fn entry(
    call: &CallFacts,
    reason: LossReason,
    reasons: Vec<LossReason>,
    number: Option<(String, NumberSource)>,
) -> LeadEntry {
    let (number, number_source) = number.unzip();
    LeadEntry {
        call_id: call.call_id.clone(),
        command: String::new(),
        file_name: call.file_name.clone(),
        started_at: None,
        started_at_source: call.started_at_source,
        minutes_since: None,
        number,
        number_source,
        call_type_confidence: call.call_type_confidence,
        is_doubtful: is_doubtful(call),
        agent: agent_label(call),
        reason,
        reasons,
        wanted: None,
        quote: None,
        rationale: String::new(),
        later_calls: Vec::new(),
        is_repeat: false,
        is_won_back: false,
        lost_calls: 1,
        status: LeadStatus::Open,
        follow_ups: Vec::new(),
        value: None,
        own_value: None,
    }
}

/// When a call started; `None` where nobody knows.
pub(crate) fn started(call: &CallFacts) -> Option<Timestamp> {
    call.started_at.as_deref().and_then(|text| text.parse().ok())
}

/// An instant as ISO 8601 with the zone's offset.
pub(crate) fn with_offset(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
