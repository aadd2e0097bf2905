//! The league of branches.

use jiff::Zoned;
use maud::{Markup, html};
use ringcheck_report::{clean, count, hits_of, percent};

use super::{
    local_minute, page,
    pain::pain,
    timeline::{Course, legend, strip, words},
    zone_name,
};
use crate::{ALL_WANTED, Branch, Change, FEWEST_CALLS, ItemShare, League, PhaseFigures, ShopCall, Standing};

/// The league as one HTML file that needs nothing besides itself.
///
/// `links` are the pages of `calls`, in their order; `now` is when it is made, and the time zone of all times.
#[must_use]
pub fn league_page(league: &League, calls: &[ShopCall], links: &[String], now: &Zoned) -> String {
    let body = html! {
        header {
            h1 { "Secret shop" }
            p.period { (count(league.overall.calls, "shop call")) ", " (count(league.branches.len() as u64, "branch").replace("branchs", "branches")) }
            p.made { "Made " (now.strftime("%Y-%m-%d %H:%M")) ", times in " (clean(&zone_name(now))) "." }
            @if league.n_without_result > 0 {
                p.note { (count(league.n_without_result as u64, "planned call")) " without a result: not found, not scored, or still to come." }
            }
        }
        main {
            @if calls.is_empty() {
                p.nothing { "No shop call has a result yet: " code { "ringcheck shop match FOLDER" } ", then " code { "ringcheck shop score" } "." }
            } @else {
                (table(league))
                (phases(league, now))
                (pain(calls, links))
                (timelines(league, calls, links, now))
            }
        }
        footer {
            p {
                "A share is of what could be judged. An interval says where the true share probably lies (95 %). "
                "What one call holds hangs together, so that a call counts as one answer in it, whatever it holds (Wilson, by call). "
                "People's decisions stand before Ringcheck's. "
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
            @for note in &league.notes { p.note { (with_code(note)) } }
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

/// A sentence in which what is between backticks is a command.
fn with_code(note: &str) -> Markup {
    html! {
        @for (idx, part) in note.split('`').enumerate() {
            @if idx % 2 == 1 { code { (clean(part)) } } @else { (clean(part)) }
        }
    }
}

fn cell(share: ItemShare) -> Markup {
    html! {
        td {
            @if let Some(percent) = percent(share.plain()) {
                b { (percent) } " " span.of { (hits_of(share.plain())) }
                @if let Some(interval) = share.interval() { div.few { "probably " (interval) } }
            } @else { "–" }
            @if share.undetermined > 0 { div.few { (share.undetermined) " left to a person" } }
        }
    }
}

fn phases(league: &League, now: &Zoned) -> Markup {
    html! {
        @if !league.phases.is_empty() {
            section {
                h2 { "Before and after" }
                table {
                    thead { tr { th scope="col" { "Phase" } th.number scope="col" { "Calls" } th scope="col" { "All that was wanted" } th scope="col" { "Facts drawn out" } } }
                    tbody {
                        @for phase in &league.phases {
                            tr {
                                th scope="row" { (clean(&phase.phase)) div.few { "from " (local_minute(&phase.first_at, now)) } }
                                td.number { (phase.figures.calls) }
                                (cell(phase.figures.wanted))
                                (cell(phase.figures.drawn_out))
                            }
                        }
                    }
                }
                @for pair in league.phases.windows(2) {
                    h3.between { "From " (clean(&pair[0].phase)) " to " (clean(&pair[1].phase)) @if league.branches.len() > 1 { ", all branches" } }
                    (changed("What", league.changes.iter().filter(|change| is_between(change, pair)).map(|change| (change.what.as_str(), change))))
                }
                (by_branch(league))
            }
        }
    }
}

fn is_between(change: &Change, pair: &[PhaseFigures]) -> bool {
    change.from == pair[0].phase && change.to == pair[1].phase
}

/// What changed in each branch, in all that was wanted of it.
fn by_branch(league: &League) -> Markup {
    let name = |branch: &Branch, change: &Change| match league.phases.len() {
        0..=2 => branch.name.clone(),
        _ => format!("{}, {} to {}", branch.name, change.from, change.to),
    };
    let changes = league.branches.iter().flat_map(|branch| branch.changes.iter().map(move |change| (branch, change)));
    let changes: Vec<(String, &Change)> = changes
        .filter(|(_, change)| change.what == ALL_WANTED)
        .map(|(branch, change)| (name(branch, change), change))
        .collect();
    html! {
        @if league.branches.len() > 1 && !changes.is_empty() {
            h3.between { "All that was wanted, branch by branch" }
            (changed("Branch", changes.iter().map(|(name, change)| (name.as_str(), *change))))
        }
    }
}

/// A table of changes, each under a name.
fn changed<'c>(head: &str, changes: impl Iterator<Item = (&'c str, &'c Change)>) -> Markup {
    let of = |share: ItemShare| format!("{} of {}", share.decided.hits, share.decided.trials);
    html! {
        table {
            thead { tr { th scope="col" { (head) } th.number scope="col" { "Before" } th.number scope="col" { "After" } th scope="col" { "What that says" } } }
            tbody {
                @for (name, change) in changes {
                    tr {
                        th scope="row" { (clean(name)) }
                        td.number { (of(change.before)) }
                        td.number { (of(change.after)) }
                        td { (change.told) }
                    }
                }
            }
        }
    }
}

fn timelines(league: &League, calls: &[ShopCall], links: &[String], now: &Zoned) -> Markup {
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
                            a href=(link) { (clean(&call.branch)) ", " (local_minute(call.at(), now)) }
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
