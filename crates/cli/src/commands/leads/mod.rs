//! `ringcheck leads`: the prospects who were lost, and what was done about them.

mod called;
mod csv;

use std::{cmp::Reverse, collections::BTreeSet};

use jiff::Zoned;
use ringcheck_call::{LossReason, caller_key};
use ringcheck_metadata::DayRange;
use ringcheck_report::{LeadEntry, LeadStatus, LeadValue, ReportOptions, Scope, lead_json, lead_text};
use ringcheck_store::CallFilter;

use crate::{
    args::{LeadFormat, LeadListArguments, LeadSort, LeadsArguments, LeadsCommand},
    commands::{
        list::open,
        report::{build, scope_of},
    },
    exit::Exit,
    printer::Printer,
    setup,
    text::count,
};

pub(crate) fn run(arguments: &LeadsArguments, printer: &Printer) -> anyhow::Result<Exit> {
    match &arguments.command {
        Some(LeadsCommand::Called(called)) => called::run(called, printer),
        None => list(&arguments.list, printer),
    }
}

fn list(arguments: &LeadListArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let now = Zoned::now();
    let (filter, options) = asked(arguments, &now)?;
    let store = open(&setup::db_path(&arguments.db)?)?;
    let all = build(&store, &filter, options.clone())?.leads;
    let n_all = all.len();
    let mut leads = chosen(all, arguments);
    let asked: Vec<(&str, LossReason)> = leads.iter().map(|lead| (lead.call_id.as_str(), lead.reason)).collect();
    let words = store.words_of_leads(&asked)?;
    for (lead, words) in leads.iter_mut().zip(words) {
        lead.add_words(words);
    }
    match if arguments.json { LeadFormat::Json } else { arguments.format } {
        LeadFormat::Json => {
            for lead in &leads {
                if !printer.stream(&format!("{}\n", serde_json::to_string(&lead_json(lead, &options))?))? {
                    return Ok(Exit::Done);
                }
            }
        }
        LeadFormat::Csv => printer.data(csv::table(&leads)?.trim_end())?,
        LeadFormat::Text if leads.is_empty() => {}
        LeadFormat::Text => {
            let told: Vec<String> = leads.iter().map(|lead| lead_text(lead, &options)).collect();
            printer.page(told.join("\n").trim_end())?;
        }
    }
    printer.note(&summary(&leads, n_all > 0, arguments, &options));
    Ok(Exit::Done)
}

/// Which calls are asked for, and how they are told.
fn asked(arguments: &LeadListArguments, now: &Zoned) -> anyhow::Result<(CallFilter, ReportOptions)> {
    let zone = setup::zone(&arguments.days, now)?;
    let range = setup::days(&arguments.days, now)?;
    let options = ReportOptions {
        title: String::new(),
        scope: range.as_ref().map_or(Scope::All, |range| scope_of(range, &zone)),
        agent_name: arguments.agent.clone(),
        zone,
        now: now.timestamp(),
        lead_value: arguments.lead_value,
        currency: arguments.currency.clone(),
        min_calls: 1,
        db: arguments.db.db.as_ref().map(|db| db.display().to_string()),
        timezone: arguments.days.timezone.clone(),
    };
    let filter = CallFilter {
        since: range.as_ref().and_then(DayRange::since),
        until: range.as_ref().and_then(DayRange::before),
        agent_name: arguments.agent.clone(),
        ..CallFilter::default()
    };
    Ok((filter, options))
}

/// The leads to list, each once by its newest lost call; a reason may be that of any lost call of the lead.
fn chosen(leads: Vec<LeadEntry>, arguments: &LeadListArguments) -> Vec<LeadEntry> {
    let reasons: Vec<LossReason> = arguments.reason.iter().map(|reason| reason.reason()).collect();
    let is_lost_so = |lead: &LeadEntry| lead.reasons.iter().any(|reason| reasons.contains(reason));
    let key = |lead: &LeadEntry| lead.number.as_deref().and_then(caller_key);
    let lost_so: BTreeSet<String> = leads.iter().filter(|lead| is_lost_so(lead)).filter_map(key).collect();
    let is_asked = |status: LeadStatus| match (arguments.open, arguments.all) {
        (true, _) => status == LeadStatus::Open,
        (false, true) => true,
        (false, false) => status.is_to_do(),
    };
    let mut leads: Vec<LeadEntry> = leads
        .into_iter()
        .filter(|lead| !lead.is_repeat && is_asked(lead.status))
        .filter(|lead| reasons.is_empty() || is_lost_so(lead) || key(lead).is_some_and(|key| lost_so.contains(&key)))
        .collect();
    if arguments.sort == LeadSort::Value {
        // The newest come first; the sort keeps their order among equals.
        leads.sort_by_key(|lead| Reverse(lead.value.map(LeadValue::cents)));
    }
    leads.truncate(arguments.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX)));
    leads
}

/// How many leads were listed, and what they are worth; without a word or a number of a caller.
fn summary(leads: &[LeadEntry], is_any_lost: bool, arguments: &LeadListArguments, options: &ReportOptions) -> String {
    if leads.is_empty() {
        let which = if arguments.all { "" } else { " to call back" };
        let how = if arguments.reason.is_empty() { "" } else { " who were lost in this way" };
        let why = if is_any_lost && !arguments.all { "; --all lists those that are settled, too" } else { "" };
        return format!("no leads{which}{how}{why}");
    }
    let value = leads.iter().filter_map(|lead| lead.value).map(LeadValue::cents).reduce(u64::saturating_add);
    let value = value.map(|cents| format!(", {}", options.currency.amount(cents))).unwrap_or_default();
    format!("{}{value}; say what was done with `ringcheck leads called ID`", count(leads.len(), "lead"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Arguments, Command};

    fn arguments(words: &str) -> Result<Box<LeadsArguments>, clap::Error> {
        let typed = ["ringcheck", "leads"].into_iter().chain(words.split_whitespace());
        match Arguments::try_parse_from(typed)?.command {
            Some(Command::Leads(arguments)) => Ok(arguments),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_list_and_what_was_done_are_told_apart() {
        assert!(arguments("--open --reason turned_away --reason not_closed").unwrap().command.is_none());
        assert!(arguments("called abcd --outcome wrong_number").unwrap().command.is_some());
        for words in
            ["--open --all", "--json --format csv", "called", "called abcd --outcome bad", "--open called abcd"]
        {
            assert!(arguments(words).is_err(), "{words}");
        }
    }

    #[test]
    fn leads_of_days_and_agents_are_asked_for() {
        let now: Zoned = "2026-11-22T07:30:00Z[UTC]".parse().unwrap();
        let all = asked(&arguments("").unwrap().list, &now).unwrap();
        assert_eq!((all.0, all.1.scope), (CallFilter::default(), Scope::All));
        let day = arguments("--day yesterday --timezone UTC --agent Dana").unwrap();
        let (filter, options) = asked(&day.list, &now).unwrap();
        assert_eq!(filter.since.unwrap().to_string(), "2026-11-21T00:00:00Z");
        assert_eq!(filter.until.unwrap().to_string(), "2026-11-22T00:00:00Z");
        assert_eq!((filter.agent_name.as_deref(), options.agent_name.as_deref()), (Some("Dana"), Some("Dana")));
    }

    #[test]
    fn nobody_is_told_to_say_what_they_said() {
        let now: Zoned = "2026-11-22T07:30:00Z[UTC]".parse().unwrap();
        let told = |words: &str| {
            let list = arguments(words).unwrap().list;
            summary(&[], true, &list, &asked(&list, &now).unwrap().1)
        };
        assert_eq!(told(""), "no leads to call back; --all lists those that are settled, too");
        assert_eq!(told("--all --reason sent_elsewhere"), "no leads who were lost in this way");
        assert!(told("--reason sent_elsewhere").contains("call back who were lost in this way; --all lists"));
    }
}
