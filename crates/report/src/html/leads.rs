//! The lost leads, a card each.

use maud::{Markup, html};
use ringcheck_call::NumberSource;

use crate::{
    LeadEntry, LeadQuote, LeadStatus, Report,
    markdown::{N_LISTED, agent_of_lead, notes_of_lead, words_of_older_leads},
    words::{ago, clean, clock, reason},
};

pub(super) fn section(report: &Report) -> Markup {
    html! {
        section {
            h2 { "Lost leads" }
            @if report.leads.is_empty() {
                p { "No prospect was lost." }
            } @else {
                p.note {
                    "Prospects who were turned away, sent elsewhere, reached no person or were not asked for a commitment; the newest first. "
                    "Calls of one number are one lead, and a lead that was recovered or is lost for good is not money at risk. "
                    "Say what was done about one with " code { "ringcheck leads called ID" } "."
                }
                ol.leads {
                    @for lead in report.newest_leads(N_LISTED) { li { (card(lead, report)) } }
                }
            }
            @if let Some(told) = words_of_older_leads(report) { p { (told) } }
        }
    }
}

fn card(lead: &LeadEntry, report: &Report) -> Markup {
    html! {
        h3 {
            (number(lead))
            @if lead.number_source == Some(NumberSource::Caller) { " " span.source { "as the caller said it" } }
        }
        p.how {
            @for word in &lead.reasons { span.tag.bad { (reason(*word)) } " " }
            @if lead.is_doubtful { span.tag { "perhaps no prospect" } " " }
            @match lead.status {
                LeadStatus::Open => {}
                LeadStatus::CalledBack => { span.tag { "called back" } " " }
                LeadStatus::Recovered => {
                    span.tag.good { @if lead.is_won_back { "won back" } @else { "recovered" } } " "
                }
                LeadStatus::LostForGood => { span.tag.bad { "lost for good" } " " }
            }
            @if lead.is_repeat { span.tag { "counted above" } " " }
        }
        p.when {
            @if let Some(at) = &lead.started_at {
                @if let Some(ago) = lead.minutes_since.and_then(ago) { b { (ago) } ", " }
                time datetime=(at) { (at.get(..16).unwrap_or(at).replace('T', " ")) }
            } @else {
                "at an unknown time"
            }
            @if let Some(agent) = agent_of_lead(lead) { ", " (clean(&agent)) }
        }
        @if lead.wanted.is_some() || lead.quote.is_some() || !lead.rationale.is_empty() {
            dl {
                @if let Some(wanted) = &lead.wanted { dt { "Wanted" } dd { (quote(wanted)) } }
                @if let Some(decided) = &lead.quote {
                    dt { "Decided by" } dd { (quote(decided)) }
                } @else if !lead.rationale.is_empty() {
                    dt { "Why" } dd { (clean(&lead.rationale)) }
                }
            }
        }
        @for told in notes_of_lead(lead, report) { p.told { (clean(&told)) } }
        p.proof {
            @if let Some(file) = &lead.file_name { span.file { (clean(file)) } " " }
            code { (clean(&lead.command)) }
        }
    }
}

/// The number to call back; on a phone a tap on it calls.
fn number(lead: &LeadEntry) -> Markup {
    let Some(number) = &lead.number else { return html! { "Number unknown" } };
    let dialed: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let is_dialable =
        (7..=15).contains(&dialed.trim_start_matches('+').len()) && !dialed.trim_start_matches('+').contains('+');
    html! {
        @if is_dialable {
            a href={ "tel:" (dialed) } { (clean(number)) }
        } @else {
            (clean(number))
        }
    }
}

fn quote(quote: &LeadQuote) -> Markup {
    html! {
        @if let Some(start_ms) = quote.start_ms { span.at { (clock(start_ms)) } " " }
        q { (clean(&quote.quote)) }
    }
}
