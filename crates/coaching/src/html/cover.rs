//! The cover sheet: how the agent did, what to practise, and the list of calls.

use maud::{Markup, html};
use ringcheck_report::{clean, clock};

use super::{foot, page};
use crate::{
    Instead, Pack, PackCall, PackFigure,
    render::{name_of, words_of_miss, words_of_passed, words_of_pattern, words_of_purpose},
};

/// The cover sheet of a pack; it prints well.
#[must_use]
pub fn cover_html(pack: &Pack) -> String {
    let made_at = clean(&pack.made_at);
    let made = made_at.get(..16).unwrap_or(&made_at).replace('T', " ");
    let body = html! {
        header {
            h1 { (clean(&pack.title)) }
            p.period { (clean(&pack.period)) }
            p.made { "Made " time datetime=(made_at) { (made) } }
        }
        main {
            section {
                h2 { "What to practise" }
                @for figure in pack.figures.iter().filter(|figure| figure.is_to_practise(&pack.calls)) {
                    (practise(pack, figure))
                }
            }
            section {
                h2 { "How it went so far" }
                (figures(pack))
                p.note {
                    "Of the calls that could be judged. An interval says where the true share probably lies (Wilson, 95 %): with few calls it is wide."
                }
            }
            section {
                h2 { "Calls" }
                p {
                    (words_of_purpose(pack))
                    @if has_clips(pack) { " The clips are in a row in " a href="playlist.m3u8" { "playlist.m3u8" } "." }
                }
                (calls(pack))
            }
            section {
                h2 { "When it was practised" }
                p { "So that the report can tell before from after: " code { (clean(&pack.done_command)) } }
            }
        }
        (foot())
    };
    page(&clean(&pack.title), None, &body)
}

fn practise(pack: &Pack, figure: &PackFigure) -> Markup {
    html! {
        h3 {
            (name_of(&figure.words, &figure.criterion))
            @if has_several_agents(pack) { ": " (clean(&figure.agent.label())) }
        }
        @if !figure.words.question.is_empty() { p.question { (clean(&figure.words.question)) } }
        @if figure.missed.decided.hits > 0 && !figure.is_shown_by(&pack.calls) { p.note { "No call of this pack was taken for it." } }
    }
}

/// Whether there is anything to hear.
fn has_clips(pack: &Pack) -> bool {
    let is_heard = |call: &PackCall| {
        let good = matches!(&call.instead, Instead::Said(example) if !example.clips.is_empty());
        good || !call.clips.is_empty()
    };
    pack.calls.iter().any(is_heard)
}

fn has_several_agents(pack: &Pack) -> bool {
    pack.figures.iter().any(|figure| pack.figures.first().is_some_and(|first| !first.agent.is(&figure.agent)))
}

fn figures(pack: &Pack) -> Markup {
    let mut told: Vec<&PackFigure> = Vec::new();
    for figure in &pack.figures {
        if !told.iter().any(|known| known.agent.is(&figure.agent)) {
            told.push(figure);
        }
    }
    html! {
        @for agent in told {
            p { b { (clean(&agent.agent.label())) } ": " (calls_of(agent.calls)) "; " (words_of_passed(agent.passed)) "." }
            ul {
                @for figure in pack.figures.iter().filter(|figure| figure.agent.is(&agent.agent)) {
                    li {
                        (name_of(&figure.words, &figure.criterion)) ": " (words_of_miss(figure.missed))
                        ", " (words_of_pattern(figure.is_repeated, figure.missed)) "."
                    }
                }
            }
        }
    }
}

fn calls_of(n: u64) -> String {
    ringcheck_report::count(n, "call")
}

fn calls(pack: &Pack) -> Markup {
    let several = has_several_agents(pack);
    html! {
        table.calls-list {
            thead {
                tr {
                    th scope="col" { "Call" }
                    @if several { th scope="col" { "Agent" } }
                    th scope="col" { "Started" }
                    th scope="col" { "What to listen for" }
                    th scope="col" { "What was said" }
                }
            }
            tbody {
                @for call in &pack.calls {
                    tr {
                        th scope="row" { a href=(call.page()) { "Call " (call.number) } }
                        @if several { td { (clean(&call.agent.label())) } }
                        td.when-cell { (clean(call.started.as_deref().unwrap_or("unknown"))) }
                        td { (name_of(&call.words, &call.criterion)) (without(call)) }
                        td { (said(call)) }
                    }
                }
            }
        }
    }
}

/// What a call's page lacks.
fn without(call: &PackCall) -> &'static str {
    match (call.clips.is_empty(), &call.instead) {
        (true, _) => " (nothing to hear)",
        (false, Instead::Nothing) => " (no example of how it is done)",
        (false, _) => "",
    }
}

fn said(call: &PackCall) -> Markup {
    html! {
        @match call.quotes.first() {
            Some(quote) => {
                @if let Some(ms) = quote.start_ms { span.at { (clock(ms)) } " " }
                q { (clean(&quote.quote)) }
            }
            None => { (clean(&call.rationale)) }
        }
    }
}
