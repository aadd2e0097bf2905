//! The league of branches.

use maud::{Markup, html};
use ringcheck_report::{Share, clean, count, hits_of, interval, percent};

use super::{
    call::quoted,
    minute, page,
    timeline::{Course, legend, strip, words},
};
use crate::league::{Branch, FEWEST_CALLS, League, ShopCall, Standing, hurts};

/// The league as one HTML file that needs nothing besides itself.
///
/// `links` are the pages of `calls`, in their order; `made_at` is when it was made, to the minute.
#[must_use]
pub fn league_page(league: &League, calls: &[ShopCall], links: &[String], made_at: &str) -> String {
    let body = html! {
        header {
            h1 { "Secret shop" }
            p.period { (count(league.overall.calls, "shop call")) ", " (count(league.branches.len() as u64, "branch").replace("branchs", "branches")) }
            p.made { "Made " (clean(made_at)) "." }
            @if league.n_without_result > 0 {
                p.note { (count(league.n_without_result as u64, "planned call")) " without a result: not found, not scored, or still to come." }
            }
        }
        main {
            @if calls.is_empty() {
                p.nothing { "No shop call has a result yet: " code { "ringcheck shop match FOLDER" } ", then " code { "ringcheck shop score" } "." }
            } @else {
                (table(league))
                (phases(league))
                (pain(calls, links))
                (timelines(league, calls, links))
            }
        }
        footer {
            p {
                "A share is of what could be judged. An interval says where the true share probably lies (Wilson, 95 %). "
                "What one call holds hangs together, so that true intervals are somewhat wider. "
                "This page holds words and numbers of callers: keep it as you keep the recordings."
            }
        }
    };
    page("Secret shop", &body)
}

fn table(league: &League) -> Markup {
    html! {
        section {
            h2 { "Branches" }
            p.note {
                "Sorted by all that the scenarios want: hidden facts drawn out, musts met, must-nots kept. "
                "A branch has a place only where its interval is apart from every other and it has at least " (FEWEST_CALLS) " calls."
            }
            table {
                thead {
                    tr {
                        @for name in ["Place", "Branch", "Calls", "All that was wanted", "Facts drawn out", "Musts met", "Must-nots kept", "Passed", "Mean score"] {
                            th scope="col" { (name) }
                        }
                    }
                }
                tbody { @for branch in &league.branches { (row(branch)) } }
            }
        }
    }
}

fn row(branch: &Branch) -> Markup {
    let figures = &branch.figures;
    html! {
        tr {
            td.place {
                @match &branch.standing {
                    Standing::Place(place) => { (place) }
                    Standing::TooFew => { "–" div.few { "too few to compare" } }
                    Standing::LikeOthers(others) => { "–" div.few { "may be chance against " (clean(&others.join(", "))) } }
                }
            }
            th scope="row" { (clean(&branch.name)) }
            td.number { (figures.calls) }
            @for share in [figures.wanted, figures.drawn_out, figures.must, figures.must_not, figures.passed] { (cell(share)) }
            td.number { @if let Some(mean) = figures.mean_percent { (mean) "\u{a0}%" } @else { "–" } }
        }
    }
}

fn cell(share: Share) -> Markup {
    html! {
        td {
            @if let Some(percent) = percent(share) {
                b { (percent) } " " span.of { (hits_of(share)) }
                @if let Some(interval) = interval(share) { div.few { "probably " (interval) } }
            } @else { "–" }
            @if share.undetermined > 0 { div.few { (share.undetermined) " left to a person" } }
        }
    }
}

fn phases(league: &League) -> Markup {
    html! {
        @if !league.phases.is_empty() {
            section {
                h2 { "Before and after" }
                table {
                    thead { tr { th scope="col" { "Phase" } th.number scope="col" { "Calls" } th scope="col" { "All that was wanted" } th scope="col" { "Facts drawn out" } } }
                    tbody {
                        @for phase in &league.phases {
                            tr {
                                th scope="row" { (clean(&phase.phase)) div.few { "from " (minute(&phase.first_at)) } }
                                td.number { (phase.figures.calls) }
                                (cell(phase.figures.wanted))
                                (cell(phase.figures.drawn_out))
                            }
                        }
                    }
                }
                @for pair in league.phases.windows(2) {
                    h3 { "From " (clean(&pair[0].phase)) " to " (clean(&pair[1].phase)) }
                    table {
                        thead { tr { th scope="col" { "What" } th.number scope="col" { "Before" } th.number scope="col" { "After" } th scope="col" { "What that says" } } }
                        tbody {
                            @for change in league.changes.iter().filter(|change| change.from == pair[0].phase && change.to == pair[1].phase) {
                                tr {
                                    th scope="row" { (clean(&change.what)) }
                                    td.number { (change.before.hits) " of " (change.before.trials) }
                                    td.number { (change.after.hits) " of " (change.after.trials) }
                                    td { (change.told) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The quotes that hurt: musts that came close and missed, must-nots that happened, and what a critical fail rests on.
fn pain(calls: &[ShopCall], links: &[String]) -> Markup {
    html! {
        section {
            h2 { "The quotes that hurt" }
            @if !calls.iter().any(|call| call.result.must_not.iter().any(hurts)) { p { "Nothing was said that must not be." } }
            @for (call, link) in calls.iter().zip(links) {
                @for demand in call.result.must_not.iter().filter(|demand| hurts(demand)) {
                    @if let Some(quote) = demand.evidence.first() {
                        blockquote {
                            (quoted(Some(quote)))
                            div.note { (clean(&call.branch)) ": " (clean(&demand.what)) ". " a href=(link) { "The call" } }
                        }
                    }
                }
            }
        }
    }
}

fn timelines(league: &League, calls: &[ShopCall], links: &[String]) -> Markup {
    let courses: Vec<Course> = calls.iter().map(Course::of).collect();
    let longest = courses.iter().map(|course| course.length_ms).max().unwrap_or(1);
    html! {
        section {
            h2 { "Call by call" }
            (legend())
            @for branch in &league.branches {
                @for ((call, course), link) in calls.iter().zip(&courses).zip(links).filter(|((call, _), _)| call.branch == branch.name) {
                    div.strip {
                        h3 {
                            a href=(link) { (clean(&call.branch)) ", " (minute(&call.planned_at)) }
                            @if let Some(phase) = &call.phase { " · " (clean(phase)) }
                            @if !course.has_times { " · no times" }
                        }
                        p.note {
                            @for (idx, fact) in call.result.hidden_facts.iter().enumerate() {
                                @if idx > 0 { ", " }
                                (clean(&words(&fact.id))) " " (words(fact.outcome.as_str()))
                            }
                        }
                        (strip(call, course, longest))
                    }
                }
            }
        }
    }
}
