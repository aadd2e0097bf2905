//! The tables: how calls were handled, by whom, and what fails.

use maud::{Markup, html};

use crate::{
    AgentFigures, PractisedEntry, RankedShare, Report, Share,
    html::chart,
    markdown::words_of_ranks,
    practised::words_of_practised,
    words::{clean, criterion, grouped, hits_of, interval, long_day, percent},
};

pub(super) fn figures(report: &Report) -> Markup {
    let figures = &report.figures;
    let rows = [
        ("Answered live, of all calls", figures.answered_live),
        ("Turned away, of prospects", figures.turned_away),
        ("Sent elsewhere, of prospects", figures.sent_elsewhere),
        ("Qualified, of prospects", figures.qualified),
        ("Closed, of prospects", figures.closed),
        ("Turned away, of customers", figures.customers_turned_away),
        ("Sent elsewhere, of customers", figures.customers_sent_elsewhere),
        ("Passed by the rubric, of all calls", figures.passed),
    ];
    html! {
        section {
            h2 { "How calls were handled" }
            table {
                caption { "Each share is of the calls that could be judged." }
                thead {
                    tr {
                        th scope="col" { "What" }
                        th.number scope="col" { "Calls" }
                        th.number scope="col" { "Share" }
                        th.number scope="col" { "Probably" }
                        th.number scope="col" { "Not judged" }
                    }
                }
                tbody {
                    @for (name, share) in rows {
                        tr {
                            th scope="row" { (name) }
                            td.number { (hits_of(share)) }
                            td.number { (percent(share).unwrap_or_default()) }
                            td.number { (interval(share).unwrap_or_default()) }
                            td.number { (grouped(share.undetermined)) }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn agents(report: &Report) -> Markup {
    html! {
        section {
            h2 { "Agents" }
            p.note { (words_of_ranks(report.min_calls)) }
            // On a narrow screen the rows become blocks, and browsers then forget that this is a table.
            table.agents role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        @for (name, class) in
                            [("Place", "number"), ("Agent", ""), ("Calls", "number"), ("Prospects", "number"),
                             ("Closed", ""), ("Qualified", ""), ("Greeting", ""), ("Courtesy", "")]
                        {
                            th class=(class) scope="col" role="columnheader" { (name) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for agent in &report.agents { (agent_row(agent, report.min_calls)) }
                }
            }
        }
    }
}

fn agent_row(agent: &AgentFigures, min_calls: u64) -> Markup {
    let shares = [
        ("Closed", agent.closed),
        ("Qualified", agent.qualified),
        ("Greeting", agent.greeting),
        ("Courtesy", agent.courtesy),
    ];
    html! {
        tr role="row" {
            td.number.place role="cell" data-label="Place" {
                @if let Some(rank) = agent.closed.rank { (rank) } @else { "–" }
            }
            th scope="row" role="rowheader" { (clean(&agent.label())) }
            td.number role="cell" data-label="Calls" { (grouped(agent.calls)) }
            td.number role="cell" data-label="Prospects" { (grouped(agent.prospects)) }
            @for (name, share) in shares {
                td role="cell" data-label=(name) { (agent_share(share, min_calls)) }
            }
        }
    }
}

fn agent_share(ranked: RankedShare, min_calls: u64) -> Markup {
    let share = ranked.share;
    html! {
        div.share {
            @if let Some(percent) = percent(share) {
                @if share.decided.trials < min_calls {
                    div { (hits_of(share)) }
                    div.few { "too few to compare" }
                } @else {
                    div { b { (percent) } " " span.of { (hits_of(share)) } }
                    (chart::mark(share))
                    @if let Some(interval) = interval(share) { div.few { "probably " (interval) } }
                }
            } @else {
                div.few { "none to judge" }
            }
            @if share.undetermined > 0 { div.few { (grouped(share.undetermined)) " not judged" } }
        }
    }
}

/// What was practised, before and after; nothing where nothing was.
pub(super) fn practised(report: &Report) -> Markup {
    if report.practised.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 { "Practised" }
            p.note { (words_of_practised(report.min_calls)) }
            table {
                thead {
                    tr {
                        @for name in ["Agent", "Criterion", "Practised", "Met before", "Met after", "What that says"] {
                            th scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for entry in &report.practised {
                        tr {
                            th scope="row" { (clean(&entry.agent.label())) }
                            td { (clean(&criterion(&entry.criterion))) }
                            td {
                                (long_day(entry.day))
                                @if let Some(note) = &entry.note { div.few { (clean(note)) } }
                            }
                            td { (PractisedEntry::words_of(entry.before)) }
                            td { (PractisedEntry::words_of(entry.after)) }
                            td { (entry.words_of_finding(report.min_calls)) }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn criteria(report: &Report) -> Markup {
    html! {
        section {
            h2 { "What fails most often" }
            table {
                caption { "Criteria of the rubric over all calls they apply to, the one that failed most calls first." }
                thead {
                    tr {
                        th scope="col" { "Criterion" }
                        th.number scope="col" { "Failed" }
                        th.number scope="col" { "Share" }
                        th.meter scope="col" aria-label="Share as a bar" {}
                        th.number scope="col" { "Not judged" }
                    }
                }
                tbody {
                    @for row in &report.criteria {
                        tr {
                            th scope="row" { (clean(&criterion(&row.id))) }
                            td.number { (hits_of(row.failed)) }
                            td.number { (percent(row.failed).unwrap_or_default()) }
                            td.meter { (chart::meter(row.failed)) }
                            td.number { (grouped(row.failed.undetermined)) }
                        }
                    }
                }
            }
        }
    }
}

/// The days of the charts in figures, for those who cannot see them.
pub(super) fn days(report: &Report) -> Markup {
    let cell = |share: Share| {
        html! { td.number { @if share.decided.trials > 0 { (hits_of(share)) } @else { "–" } } }
    };
    html! {
        details {
            summary { "The same as a table" }
            table {
                thead {
                    tr {
                        th scope="col" { "Day" }
                        th.number scope="col" { "Calls" }
                        th.number scope="col" { "Answered live" }
                        th.number scope="col" { "Closed, of prospects" }
                        th.number scope="col" { "Lost calls" }
                    }
                }
                tbody {
                    @for day in &report.days {
                        tr {
                            th scope="row" { (long_day(day.day)) }
                            td.number { (grouped(day.calls)) }
                            (cell(day.answered_live))
                            (cell(day.closed))
                            td.number { (grouped(day.lost)) }
                        }
                    }
                }
            }
        }
    }
}
