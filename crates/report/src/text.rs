//! The short summary for a terminal: at most 100 columns, but for commands.

use std::fmt::Write as _;

use ringcheck_call::CallType;

use crate::{
    LeadEntry, Report, Share,
    words::{ago, clean, clock, count, criterion, grouped, hits_of, interval, percent, reason, shorten},
};

/// So many lost leads are named; the others are counted.
const N_LEADS: usize = 5;

/// A quote is cut to this many characters.
const MAX_QUOTE: usize = 88;

/// The report in short, for a terminal.
#[must_use]
pub fn text(report: &Report) -> String {
    short(report, N_LEADS)
}

/// The report in short without a word or a number of a caller, for wherever what is said is kept: a log, a mail.
#[must_use]
pub fn figures_text(report: &Report) -> String {
    short(report, 0)
}

/// The report in short, with so many leads named.
fn short(report: &Report, n_leads: usize) -> String {
    let mut page = format!("{}\n", clean(&report.period));
    if let Some(agent) = &report.agent {
        line(&mut page, &format!("calls of {}", clean(agent)));
    }
    if report.is_empty() {
        line(&mut page, "no calls");
        without_start(&mut page, report);
        return page;
    }
    line(&mut page, &calls(report));
    without_start(&mut page, report);
    page.push('\n');
    let figures = &report.figures;
    figure(&mut page, "answered live", figures.answered_live, "calls");
    figure(&mut page, "turned away", figures.turned_away, "prospects");
    figure(&mut page, "sent elsewhere", figures.sent_elsewhere, "prospects");
    figure(&mut page, "qualified", figures.qualified, "prospects");
    figure(&mut page, "closed", figures.closed, "prospects");
    page.push('\n');
    line(&mut page, &money(report));
    if let Some(told) = report.recovered_line() {
        line(&mut page, &format!("recovered: {}", plain(&told)));
    }
    line(&mut page, &format!("lost leads: {}", grouped(report.lost.leads)));
    for told in lost_notes(report) {
        line(&mut page, &format!("  {told}"));
    }
    for lead in report.newest_leads(n_leads) {
        lead_lines(&mut page, lead);
    }
    if n_leads > 0 && report.leads.len() > n_leads {
        line(&mut page, &format!("  and {} more", grouped((report.leads.len() - n_leads) as u64)));
    }
    practised(&mut page, report);
    if report.calls.needs_review > 0 {
        let calls = count(report.calls.needs_review, "call");
        line(&mut page, &format!("\n{calls} for a person to look at: {}", clean(&report.review_command)));
    }
    page
}

/// What was practised, in two lines each.
fn practised(page: &mut String, report: &Report) {
    if !report.practised.is_empty() {
        line(page, "\npractised:");
    }
    for entry in &report.practised {
        let (agent, id) = (clean(&entry.agent.label()), clean(&criterion(&entry.criterion)));
        let (before, after) = (hits_of(entry.before), hits_of(entry.after));
        line(page, &format!("  {agent}, {id}, {}: met in {before} before, {after} after", entry.day));
        line(page, &format!("    {}", entry.words_of_finding(report.min_calls)));
    }
}

fn line(page: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(page, "{text}");
}

/// How many calls, of whom.
pub(crate) fn calls(report: &Report) -> String {
    let calls = &report.calls;
    let types = [
        (CallType::Prospect, "prospect"),
        (CallType::Customer, "customer"),
        (CallType::Vendor, "vendor"),
        (CallType::WrongNumber, "wrong number"),
        (CallType::Other, "other"),
    ];
    let told: Vec<String> = types
        .into_iter()
        .map(|(call_type, word)| (calls.of_type(call_type), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| count(n, word))
        .collect();
    let doubtful = if calls.of_doubtful_type > 0 {
        format!("; {} of doubtful type", count(calls.of_doubtful_type, "call"))
    } else {
        String::new()
    };
    format!("{}: {}{doubtful}", count(calls.total, "call"), told.join(", "))
}

fn without_start(page: &mut String, report: &Report) {
    if let Some(told) = told_without_start(report) {
        line(page, &told);
    }
}

/// What became of calls whose start nobody knows.
pub(crate) fn told_without_start(report: &Report) -> Option<String> {
    let n = report.calls.without_start;
    let told = match report.scope {
        crate::Scope::Days { .. } => "in no figure",
        crate::Scope::All | crate::Scope::Run => "on no day of the trends",
    };
    let are = if n == 1 { "is" } else { "are" };
    (n > 0).then(|| format!("{} of unknown start {are} {told}", count(n, "call")))
}

fn figure(page: &mut String, name: &str, share: Share, of: &str) {
    let mut told = format!("{name:<15} {:>13}", hits_of(share));
    if share.decided.trials > 0 {
        let _ = write!(told, " {of:<9}");
        let _ = write!(told, " {:>5}", plain(&percent(share).unwrap_or_default()));
        if let Some(interval) = interval(share) {
            let _ = write!(told, "  ({})", plain(&interval));
        }
    }
    if share.undetermined > 0 {
        let _ = write!(told, "  {} not judged", grouped(share.undetermined));
    }
    line(page, told.trim_end());
}

/// Text with blanks that any terminal shows.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// How many leads were lost, with what must be known of the count.
pub(crate) fn lost(report: &Report) -> String {
    let mut told = vec![grouped(report.lost.leads)];
    told.extend(lost_notes(report));
    told.join("; ")
}

/// What must be known of the count of lost leads.
pub(crate) fn lost_notes(report: &Report) -> Vec<String> {
    let lost = &report.lost;
    let mut told = Vec::new();
    if lost.calls != lost.leads {
        told.push(format!("{}, of which those of one number are one lead", count(lost.calls, "lost call")));
    }
    if lost.won_back > 0 {
        told.push(format!("{} won back by a later call", grouped(lost.won_back)));
    }
    if lost.at_risk_doubtful > 0 {
        told.push(format!("{} perhaps no prospect", grouped(lost.at_risk_doubtful)));
    }
    told
}

fn money(report: &Report) -> String {
    match report.money() {
        Some((_, sum)) => format!("money at risk: {}", plain(&sum)),
        None => "money at risk: say what a lead is worth to you with `--lead-value N`".to_owned(),
    }
}

fn lead_lines(page: &mut String, lead: &LeadEntry) {
    let number = lead.number.as_deref().map_or_else(|| "number unknown".to_owned(), clean);
    let when = lead.minutes_since.and_then(ago).unwrap_or_else(|| "at an unknown time".to_owned());
    let doubt = if lead.is_doubtful { " (perhaps no prospect)" } else { "" };
    line(page, &format!("  {number}  {when}  {}{doubt}", reason(lead.reason)));
    let wanted = lead.wanted.as_ref().map(|wanted| ("wanted", wanted));
    for (what, quote) in wanted.into_iter().chain(lead.quote.as_ref().map(|quote| ("said", quote))) {
        let at = quote.start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
        line(page, &format!("    {what:<6} {at}“{}”", shorten(&clean(&quote.quote), MAX_QUOTE - at.len())));
    }
    line(page, &format!("    {}", clean(&lead.command)));
}
