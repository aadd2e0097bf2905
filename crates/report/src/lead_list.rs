//! The list of lost leads for a terminal: whom to call back, why, and what was done.

use std::fmt::Write as _;

use ringcheck_call::NumberSource;
use serde::Serialize;

use crate::{
    Currency, LeadEntry, ReportOptions,
    markdown::agent_of_lead,
    words::{ago, clean, clock, count, reason, shorten},
};

/// A quote is cut to this many characters.
const MAX_QUOTE: usize = 88;

/// A lead in a few lines of at most 100 columns, but for notes and file names.
#[must_use]
pub fn lead_text(lead: &LeadEntry, options: &ReportOptions) -> String {
    let currency = &options.currency;
    let mut page = String::new();
    let mut line = |text: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "{}", clean(text));
    };
    let number = lead.number.as_deref().unwrap_or("number unknown");
    let said = if lead.number_source == Some(NumberSource::Caller) { " (as the caller said it)" } else { "" };
    let mut head = vec![format!("{number}{said}"), lead.status.in_words().to_owned()];
    head.push(lead.reasons.iter().map(|lost| reason(*lost)).collect::<Vec<_>>().join(", "));
    head.extend(lead.minutes_since.and_then(ago));
    head.extend(lead.value.map(|value| currency.amount(value.cents()).replace('\u{a0}', " ")));
    line(&head.join("  "));

    let mut when = Vec::new();
    when.push(
        lead.started_at
            .as_deref()
            .map_or_else(|| "at an unknown time".to_owned(), |at| at.get(..16).unwrap_or(at).replace('T', " ")),
    );
    when.extend(agent_of_lead(lead));
    if lead.lost_calls > 1 {
        when.push(format!("the newest of {}", count(lead.lost_calls, "lost call")));
    }
    if lead.is_doubtful {
        when.push("perhaps no prospect".to_owned());
    }
    line(&format!("  {}", when.join(", ")));
    let wanted = lead.wanted.as_ref().map(|wanted| ("wanted", wanted));
    for (what, quote) in wanted.into_iter().chain(lead.quote.as_ref().map(|quote| ("said", quote))) {
        let at = quote.start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
        line(&format!("  {what:<6} {at}“{}”", shorten(&quote.quote, MAX_QUOTE.saturating_sub(at.len()))));
    }
    if lead.quote.is_none() && !lead.rationale.is_empty() {
        line(&format!("  {}", lead.rationale));
    }
    for told in lead.history(&options.zone, currency) {
        line(&format!("  {told}"));
    }
    let file = lead.file_name.as_deref().map(|name| format!("   {name}")).unwrap_or_default();
    line(&format!("  {}{file}", lead.command));
    page
}

/// The name and version of a lead as JSON.
pub const LEAD_SCHEMA: &str = "ringcheck.lead/1";

/// A lead as JSON, by itself.
#[derive(Clone, Debug, Serialize)]
pub struct LeadJson<'a> {
    schema: &'static str,
    currency: &'a Currency,
    #[serde(flatten)]
    lead: &'a LeadEntry,
}

/// The lead as JSON for a program.
#[must_use]
pub const fn lead_json<'a>(lead: &'a LeadEntry, options: &'a ReportOptions) -> LeadJson<'a> {
    LeadJson { schema: LEAD_SCHEMA, currency: &options.currency, lead }
}
