//! The report as one HTML file that needs nothing besides itself: no script, no font, no picture, no network.

mod chart;
mod leads;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use crate::{
    Report, Share,
    markdown::words_of_what_is_open,
    text::{calls, lost_notes},
    words::{clean, count, grouped, hits_of, interval, percent},
};

/// The look of pages: a style sheet for screens, dark and light, and for paper.
pub const STYLE: &str = include_str!("html/style.css");

/// What a browser may load for the page: its own style, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The report as one HTML file that needs nothing besides itself.
///
/// All text in it is escaped: a name, a quote or a file name can hold anything.
#[must_use]
pub fn html(report: &Report) -> String {
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (clean(&report.title)) ": " (clean(&report.period)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (head(report))
                main {
                    @if report.is_empty() {
                        p.nothing { "No calls." }
                        (open(report))
                    } @else {
                        (tiles(report))
                        (open(report))
                        (leads::section(report))
                        (tables::figures(report))
                        (tables::agents(report))
                        (tables::practised(report))
                        (trends(report))
                        (tables::criteria(report))
                        (review(report))
                    }
                }
                (foot())
            }
        }
    };
    page.into_string()
}

fn head(report: &Report) -> Markup {
    let made = report.made_at.get(..16).unwrap_or(&report.made_at).replace('T', " ");
    markup! {
        header {
            h1 { (clean(&report.title)) }
            p.period {
                (clean(&report.period))
                @if let Some(agent) = &report.agent { " · calls of " (clean(agent)) }
            }
            p.made {
                "Made " time datetime=(report.made_at) { (made) }
                @if let Some(zone) = &report.timezone { ", times in " (clean(zone)) }
            }
        }
    }
}

/// The figures that an owner looks at first.
fn tiles(report: &Report) -> Markup {
    let figures = &report.figures;
    markup! {
        section.tiles aria-label="At a glance" {
            div.tile.grave {
                h2 { "Money at risk" }
                @match report.money() {
                    Some((total, sum)) => { p.big { (total) } p.small { (sum) } }
                    None => {
                        p.big { (grouped(report.lost.at_risk)) " lost" }
                        p.small { "Say what a lead is worth to you with " code { "--lead-value N" } "." }
                    }
                }
            }
            @if let Some((share, told)) = report.recovered() {
                div.tile { h2 { "Recovered" } p.big { (share) } p.small { (told) } }
            }
            div.tile { h2 { "Lost leads" } p.big { (grouped(report.lost.leads)) } p.small { (lost_small(report)) } }
            div.tile { h2 { "Calls" } p.big { (grouped(report.calls.total)) } p.small { (calls_small(report)) } }
            (tile("Answered live", figures.answered_live, "calls"))
            (tile("Turned away", figures.turned_away, "prospects"))
            (tile("Sent elsewhere", figures.sent_elsewhere, "prospects"))
            (tile("Qualified", figures.qualified, "prospects"))
            (tile("Closed", figures.closed, "prospects"))
        }
    }
}

fn lost_small(report: &Report) -> String {
    let notes = lost_notes(report);
    if notes.is_empty() { "prospects who were lost".to_owned() } else { notes.join("; ") }
}

fn calls_small(report: &Report) -> String {
    let told = calls(report);
    told.split_once(": ").map(|(_, rest)| rest.to_owned()).unwrap_or(told)
}

fn tile(name: &str, share: Share, of: &str) -> Markup {
    markup! {
        div.tile {
            h2 { (name) }
            @if let Some(percent) = percent(share) {
                p.big { (percent) }
                p.small {
                    (hits_of(share)) " " (of)
                    @if let Some(interval) = interval(share) { ", probably " (interval) }
                    @if share.undetermined > 0 { "; " (grouped(share.undetermined)) " not judged" }
                }
            } @else {
                p.big { "–" }
                p.small {
                    "none to judge"
                    @if share.undetermined > 0 { "; " (grouped(share.undetermined)) " not judged" }
                }
            }
        }
    }
}

/// What could not be judged.
fn open(report: &Report) -> Markup {
    let told = words_of_what_is_open(report);
    markup! {
        @if !told.is_empty() {
            ul.open aria-label="What could not be judged" {
                @for sentence in &told { li { (sentence) } }
            }
        }
    }
}

fn trends(report: &Report) -> Markup {
    let days = &report.days;
    markup! {
        section {
            h2 { "Day by day" }
            p.note {
                "The " (days.len()) " days up to the end of the period. The shaded band is where the true share probably lies (95 %); a gap is a day without anything to judge."
            }
            div.charts {
                (chart::bars("calls", "Calls a day", days, |day| day.calls))
                (chart::shares("live", "Answered live, of all calls", days, |day| day.answered_live))
                (chart::shares("closed", "Closed, of prospects", days, |day| day.closed))
                (chart::bars("lost", "Lost calls a day", days, |day| day.lost))
            }
            (tables::days(report))
        }
    }
}

fn review(report: &Report) -> Markup {
    markup! {
        @if report.calls.needs_review > 0 {
            section {
                h2 { "To look at" }
                p {
                    (count(report.calls.needs_review, "call")) " for a person to look at: "
                    code { (clean(&report.review_command)) }
                }
            }
        }
    }
}

fn foot() -> Markup {
    markup! {
        footer {
            p {
                "Made by Ringcheck on the owner's machine from recorded calls. A share is of the calls that could be judged. "
                "An interval says where the true share probably lies (Wilson, 95 %); where two overlap, the difference may be chance. "
                "This page holds words and numbers of callers: keep it as you keep the recordings."
            }
        }
    }
}
