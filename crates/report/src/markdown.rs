//! The report as Markdown, for a wiki, a chat or a ticket.

use std::fmt::Write as _;

use ringcheck_call::{LossReason, NumberSource, StartedAtSource};

use crate::{
    AgentFigures, LeadEntry, LeadStatus, PractisedEntry, Report, Share,
    practised::words_of_practised,
    text::{calls, lost, told_without_start},
    words::{self, ago, clean, clock, count, grouped, hits_of, interval, percent, short_day},
};

/// So many lost leads are on a page: more would be read by nobody, and by no browser of a phone.
pub const N_LISTED: usize = 200;

/// The report as Markdown (GitHub's, with tables).
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut page = format!("# {}\n\n{}.", escape(&report.title), escape(&report.period));
    if let Some(agent) = &report.agent {
        let _ = write!(page, " Calls of {}.", escape(agent));
    }
    if let Some(zone) = &report.timezone {
        let _ = write!(page, " Times are in {}.", escape(zone));
    }
    page.push_str("\n\n");
    if report.is_empty() {
        page.push_str("No calls.\n");
        if let Some(told) = told_without_start(report) {
            let _ = write!(page, "\n{told}.\n");
        }
        return page;
    }
    let _ = writeln!(page, "{}.", calls(report));
    for told in words_of_what_is_open(report) {
        let _ = writeln!(page, "{told}");
    }
    figures(&mut page, report);
    leads(&mut page, report);
    agents(&mut page, report);
    practised(&mut page, report);
    criteria(&mut page, report);
    days(&mut page, report);
    page
}

/// What could not be judged, and where it is found, a sentence each.
pub(crate) fn words_of_what_is_open(report: &Report) -> Vec<String> {
    let counted = &report.calls;
    let mut told = Vec::new();
    if counted.undetermined > 0 {
        let calls = count(counted.undetermined, "call");
        told.push(format!("{calls} with a question that could not be judged: what is open counts neither way."));
    }
    if counted.without_score > 0 {
        told.push(format!("{} on which nothing could be judged.", count(counted.without_score, "call")));
    }
    told.extend(told_without_start(report).map(|told| format!("{told}.")));
    if counted.dated_by_file > 0 {
        let calls = count(counted.dated_by_file, "call");
        told.push(format!("{calls} dated by nothing better than the time of the file."));
    }
    told
}

fn figures(page: &mut String, report: &Report) {
    let figures = &report.figures;
    page.push_str("\n## How calls were handled\n\n");
    page.push_str("| | of those judged | share | 95 % interval | not judged |\n| --- | ---: | ---: | ---: | ---: |\n");
    let mut row = |name: &str, share: Share| {
        let _ = writeln!(
            page,
            "| {name} | {} | {} | {} | {} |",
            hits_of(share),
            percent(share).unwrap_or_default(),
            interval(share).unwrap_or_default(),
            grouped(share.undetermined)
        );
    };
    row("answered live, of all calls", figures.answered_live);
    row("turned away, of prospects", figures.turned_away);
    row("sent elsewhere, of prospects", figures.sent_elsewhere);
    row("qualified, of prospects", figures.qualified);
    row("closed, of prospects", figures.closed);
    row("turned away, of customers", figures.customers_turned_away);
    row("sent elsewhere, of customers", figures.customers_sent_elsewhere);
    row("passed by the rubric, of all calls", figures.passed);
}

fn leads(page: &mut String, report: &Report) {
    let _ = write!(page, "\n## Lost leads\n\nLost leads: {}.\n", lost(report));
    match report.money() {
        Some((_, sum)) => {
            let _ = writeln!(page, "Money at risk: {}.", escape(&sum));
        }
        None => page.push_str("Money at risk: say what a lead is worth to you with `--lead-value N`.\n"),
    }
    if let Some(told) = report.recovered_line() {
        let _ = writeln!(page, "Recovered: {}.", escape(&told));
    }
    if report.leads.is_empty() {
        page.push_str("\nNo prospect was lost.\n");
    }
    for lead in report.newest_leads(N_LISTED) {
        page.push('\n');
        lead_item(page, lead, report);
    }
    if let Some(told) = words_of_older_leads(report) {
        let _ = write!(page, "\n{told}\n");
    }
}

/// How many lost leads a page leaves out.
pub(crate) fn words_of_older_leads(report: &Report) -> Option<String> {
    let n_more = report.leads.len().saturating_sub(N_LISTED);
    let older = count(n_more as u64, "older one");
    (n_more > 0).then(|| format!("And {older}: name fewer days to see them here, or take the report as JSON."))
}

fn lead_item(page: &mut String, lead: &LeadEntry, report: &Report) {
    let number = lead.number.as_deref().map_or_else(|| "number unknown".to_owned(), escape);
    let said = if lead.number_source == Some(NumberSource::Caller) { " (as the caller said it)" } else { "" };
    let _ = writeln!(page, "- **{number}**{said}: {}", escape(&words_of_lead(lead)));
    for told in notes_of_lead(lead, report) {
        let _ = writeln!(page, "  - {}", escape(&told));
    }
    for (what, quote) in [("wanted", &lead.wanted), ("decided by", &lead.quote)] {
        if let Some(quote) = quote {
            let at = quote.start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
            let _ = writeln!(page, "  - {what}: {at}“{}”", escape(&quote.quote));
        }
    }
    if lead.quote.is_none() && !lead.rationale.is_empty() {
        let _ = writeln!(page, "  - {}", escape(&lead.rationale));
    }
    let file = lead.file_name.as_deref().map(|name| format!("{}, ", escape(name))).unwrap_or_default();
    let _ = writeln!(page, "  - {file}{}", code(&lead.command));
}

/// When, how and by whom a lead was lost.
pub(crate) fn words_of_lead(lead: &LeadEntry) -> String {
    let mut told = Vec::new();
    let reasons: Vec<&str> = lead.reasons.iter().map(|reason| words::reason(*reason)).collect();
    told.push(reasons.join(", "));
    told.extend((lead.status != LeadStatus::Open).then(|| lead.status.in_words().to_owned()));
    told.extend(lead.minutes_since.and_then(ago));
    if let Some(at) = &lead.started_at {
        told.push(at.get(..16).unwrap_or(at).replace('T', " "));
    }
    told.extend(agent_of_lead(lead));
    told.join("; ")
}

/// Who answered, or who would have.
pub(crate) fn agent_of_lead(lead: &LeadEntry) -> Option<String> {
    let how = if lead.reason == LossReason::NotAnswered { "on the line of" } else { "answered by" };
    lead.agent.as_ref().map(|agent| format!("{how} {agent}"))
}

/// What else must be known of a lead, a sentence each.
pub(crate) fn notes_of_lead(lead: &LeadEntry, report: &Report) -> Vec<String> {
    let mut told = Vec::new();
    if lead.is_doubtful {
        let sure = lead.call_type_confidence.as_f64() * 100.0;
        told.push(format!("Perhaps no prospect: that is only {sure:.0} % sure."));
    }
    if lead.started_at_source == Some(StartedAtSource::FileTime) {
        told.push("Dated by nothing better than the time of the file.".to_owned());
    }
    told.extend(lead.history(&report.zone, &report.lost.currency));
    if lead.is_repeat {
        told.push("The same number is in a newer lost call, and counted there.".to_owned());
    }
    told
}

fn agents(page: &mut String, report: &Report) {
    let _ = write!(page, "\n## Agents\n\n{}\n\n", words_of_ranks(report.min_calls));
    page.push_str("| place | agent | calls | prospects | closed | qualified | greeting | courtesy |\n");
    page.push_str("| ---: | --- | ---: | ---: | --- | --- | --- | --- |\n");
    for agent in &report.agents {
        let AgentFigures { calls, prospects, qualified, closed, courtesy, greeting, .. } = agent;
        let place = closed.rank.map(|rank| rank.to_string()).unwrap_or_default();
        let cells = [closed, qualified, greeting, courtesy].map(|share| agent_cell(share.share, report.min_calls));
        let _ = writeln!(
            page,
            "| {place} | {} | {} | {} | {} |",
            escape(&agent.label()),
            grouped(*calls),
            grouped(*prospects),
            cells.join(" | ")
        );
    }
}

/// How to read the places of agents.
pub(crate) fn words_of_ranks(min_calls: u64) -> String {
    format!(
        "Places are by the share of prospects who were asked for a commitment, among agents with at least {} judged on it. Where intervals overlap, the difference may be chance. Who answers first is the firm's doing, and in no agent's figures.",
        count(min_calls.max(1), "prospect")
    )
}

fn agent_cell(share: Share, min_calls: u64) -> String {
    let mut told = hits_of(share);
    if share.decided.trials == 0 {
        return told;
    }
    let _ = write!(told, ", {}", percent(share).unwrap_or_default());
    if let Some(interval) = interval(share) {
        let _ = write!(told, " ({interval})");
    }
    if share.decided.trials < min_calls {
        told.push_str(", too few to compare");
    }
    told
}

fn practised(page: &mut String, report: &Report) {
    if report.practised.is_empty() {
        return;
    }
    let _ = write!(page, "\n## Practised\n\n{}\n\n", words_of_practised(report.min_calls));
    page.push_str("| agent | criterion | practised | met before | met after | what that says |\n");
    page.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for entry in &report.practised {
        let note = entry.note.as_deref().map(|note| format!(" ({})", escape(note))).unwrap_or_default();
        let _ = writeln!(
            page,
            "| {} | {} | {}{note} | {} | {} | {} |",
            escape(&entry.agent.label()),
            escape(&words::criterion(&entry.criterion)),
            entry.day,
            PractisedEntry::words_of(entry.before),
            PractisedEntry::words_of(entry.after),
            entry.words_of_finding(report.min_calls)
        );
    }
}

fn criteria(page: &mut String, report: &Report) {
    page.push_str(
        "\n## What fails most often\n\n| criterion | failed | share | not judged |\n| --- | ---: | ---: | ---: |\n",
    );
    for criterion in &report.criteria {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            escape(&words::criterion(&criterion.id)),
            hits_of(criterion.failed),
            percent(criterion.failed).unwrap_or_default(),
            grouped(criterion.failed.undetermined)
        );
    }
}

fn days(page: &mut String, report: &Report) {
    page.push_str("\n## Day by day\n\n| day | calls | answered live | closed, of prospects | lost |\n| --- | ---: | ---: | ---: | ---: |\n");
    for day in report.days.iter().filter(|day| day.calls > 0) {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            short_day(day.day),
            grouped(day.calls),
            hits_of(day.answered_live),
            hits_of(day.closed),
            grouped(day.lost)
        );
    }
    if report.calls.needs_review > 0 {
        let calls = count(report.calls.needs_review, "call");
        let _ = write!(page, "\n## To look at\n\n{calls} for a person to look at: {}\n", code(&report.review_command));
    }
}

/// Text as Markdown shows it and nothing else.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '#' | '$' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Text as code, whatever it holds.
#[must_use]
pub fn code(text: &str) -> String {
    let text = clean(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if longest > 0 { " " } else { "" };
    // A bar would end a table's cell, and is no part of a command that is made here.
    format!("{fence}{blank}{text}{blank}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_text_and_nothing_else() {
        assert_eq!(escape("<b>*x*</b> | [a](b)\n# c"), r"\<b\>\*x\*\</b\> \| \[a\](b) \# c");
        assert_eq!([code("a b"), code("a`b``c")], ["`a b`", "``` a`b``c ```"]);
    }
}
