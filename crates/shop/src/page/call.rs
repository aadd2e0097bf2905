//! The page of one shop call.

use jiff::Zoned;
use maud::{Markup, html};
use ringcheck_call::{CriterionScore, Evidence, Speaker, Turn, Verdict};
use ringcheck_report::{clean, clock, criterion};

use super::{
    local_minute, page,
    timeline::{Course, legend, strip, words},
    zone_name,
};
use crate::{DemandFinding, FactFinding, FactOutcome, ItemKind, PersonsWord, ShopCall};

/// What is marked in a turn: the words, and whether they hurt.
type Marked = Vec<(String, bool)>;

/// The page of a call as one HTML file that needs nothing besides itself; `home` is the league's page, and times are in
/// the time zone of `now`.
#[must_use]
pub fn call_page(call: &ShopCall, home: &str, now: &Zoned) -> String {
    let course = Course::of(call);
    let open = call.open();
    let body = html! {
        header {
            p { a href=(home) { "All branches" } }
            h1 { (clean(&call.branch)) ": " (clean(&call.title)) }
            p.period { (local_minute(call.at(), now)) " (" (clean(&zone_name(now))) ")" @if let Some(phase) = &call.phase { " · " (clean(phase)) } }
            @if call.is_withheld {
                p.note { "The shopper's number was withheld: the call was found by its time and the number that was called." }
            }
        }
        main {
            section { (strip(call, &course, course.length_ms)) (legend()) }
            section {
                h2 { "Hidden facts" }
                table {
                    thead { tr { th scope="col" { "Fact" } th scope="col" { "Outcome" } th scope="col" { "Question" } th scope="col" { "Told" } } }
                    tbody { @for fact in &call.result.hidden_facts { (fact_row(fact, call.word_on(ItemKind::Fact, &fact.id))) } }
                }
            }
            section {
                h2 { "What must and must not happen" }
                table {
                    thead { tr { th scope="col" { "The firm" } th scope="col" { "Outcome" } th scope="col" { "Proof" } } }
                    tbody {
                        @for demand in &call.result.must { (demand_row(demand, "must: ", call.word_on(ItemKind::Must, &demand.id))) }
                        @for demand in &call.result.must_not { (demand_row(demand, "must not: ", call.word_on(ItemKind::MustNot, &demand.id))) }
                    }
                }
                @if let Some(first) = open.first() {
                    p.note {
                        "Left to a person: " (open.iter().map(|id| clean(&words(id))).collect::<Vec<_>>().join(", ")) ". "
                        "Whoever read or heard the call decides, as in "
                        code { "ringcheck shop decide " (call.planned_call) " " (clean(first)) " OUTCOME --by NAME" } "."
                    }
                }
            }
            section {
                h2 { "Verdicts of the rubric" }
                p { @match call.score().percent { Some(percent) => { (percent) " % of the points" } None => { "Nothing to judge" } } "." @if let Some(tool) = tool_percent(call) { " " (tool) } }
                table {
                    thead { tr { th scope="col" { "Criterion" } th scope="col" { "Verdict" } th scope="col" { "Why" } } }
                    tbody {
                        @for score in &call.scorecard.criteria { (verdict_row(call, score)) }
                    }
                }
            }
            section {
                h2 { "What was said" }
                ul.turns { @for (idx, turn) in call.scorecard.turns.iter().enumerate() { (said(idx, turn, &marked(call, idx), &other_words(call, idx))) } }
            }
        }
        footer { p { "This page holds words and numbers of callers: keep it as you keep the recordings." } }
    };
    page(&format!("{}: {}", call.branch, call.title), &body)
}

/// What the score is without people's verdicts, where they change it.
fn tool_percent(call: &ShopCall) -> Option<String> {
    let tool = call.scorecard.score.percent;
    (tool != call.score().percent).then(|| match tool {
        Some(percent) => format!("With people's verdicts; by Ringcheck alone {percent} %."),
        None => "With people's verdicts; Ringcheck alone has nothing to judge.".to_owned(),
    })
}

fn verdict_row(call: &ShopCall, score: &CriterionScore) -> Markup {
    let verdict = call.verdict(score);
    let said = call.decided.as_ref().and_then(|decided| decided.said.get(&score.id));
    html! {
        tr {
            th scope="row" { (clean(&criterion(&score.id))) }
            td { (tag(verdict_word(verdict), good(verdict))) }
            td {
                @if let Some(said) = said { div.few { (clean(said)) } }
                (clean(&score.rationale))
                @for quote in score.evidence.iter().take(2) { div { (quoted(Some(quote), "")) } }
            }
        }
    }
}

const fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Na => "does not apply",
        _ => verdict.as_str(),
    }
}

/// Whose word an outcome is, where it is a person's, and what the tool says.
fn word(said: Option<&PersonsWord>) -> Markup {
    html! {
        @if let Some(said) = said {
            div.few {
                "by " (clean(&said.by))
                @if let Some(criterion) = &said.criterion { ", who judged “" (clean(&words(criterion))) "”" }
                @if let Some(reason) = &said.reason { ": " (clean(reason)) }
                "; by Ringcheck " (words(&said.tool_outcome))
            }
        }
    }
}

const fn good(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Pass => Some(true),
        Verdict::Fail => Some(false),
        Verdict::Na | Verdict::Undetermined => None,
    }
}

fn tag(word: &str, is_good: Option<bool>) -> Markup {
    let class = match is_good {
        Some(true) => "tag good",
        Some(false) => "tag bad",
        None => "tag",
    };
    html! { span class=(class) { (words(word)) } }
}

fn fact_row(fact: &FactFinding, said: Option<&PersonsWord>) -> Markup {
    let is_good = match fact.outcome {
        FactOutcome::DrawnOut => Some(true),
        FactOutcome::NotAsked | FactOutcome::Volunteered => Some(false),
        FactOutcome::Asked | FactOutcome::Undetermined => None,
    };
    html! {
        tr {
            th scope="row" { (clean(&words(&fact.id))) div.few { (clean(&fact.fact)) } }
            td {
                (tag(fact.outcome.as_str(), is_good))
                (word(said))
                @if fact.is_of_further_hearing { div.few { "as heard another time" } }
            }
            td { (quoted(fact.question.as_ref(), "")) }
            td { (quoted(fact.told.as_ref(), "")) }
        }
    }
}

fn demand_row(demand: &DemandFinding, kind: &str, said: Option<&PersonsWord>) -> Markup {
    html! {
        tr {
            th scope="row" { span.few { (kind) } (clean(&demand.what)) }
            td { (tag(demand.outcome.as_str(), demand.outcome.is_good())) (word(said)) }
            td {
                @for quote in &demand.evidence { div { (quoted(Some(quote), "")) } }
                @if let Some(nearest) = demand.nearest.as_ref().filter(|_| demand.outcome.is_good() != Some(true)) { div.note { "Closest: " (quoted(Some(nearest), "")) } }
                div.note { (clean(&demand.rationale)) }
            }
        }
    }
}

/// A quote with its time and a link to its turn on `page`, or on the page that it is on where that is empty.
pub(super) fn quoted(quote: Option<&Evidence>, page: &str) -> Markup {
    html! {
        @if let Some(quote) = quote {
            a href=(format!("{page}#t{}", quote.turn)) { q { (clean(&quote.quote)) } }
            @if let Some(at) = quote.start_ms { " " span.at { (clock(at)) } }
        }
    }
}

/// What is marked in turn `idx`.
fn marked(call: &ShopCall, idx: usize) -> Marked {
    let mut marked = Marked::new();
    let mut note = |quote: Option<&Evidence>, is_bad: bool| {
        if let Some(quote) = quote.filter(|quote| quote.turn == idx) {
            marked.push((quote.quote.clone(), is_bad));
        }
    };
    for fact in call.result.hidden_facts.iter().filter(|fact| !fact.is_of_further_hearing) {
        note(fact.question.as_ref(), false);
        note(fact.told.as_ref(), fact.outcome == FactOutcome::Volunteered);
    }
    let must_nots = call.result.must_not.iter().filter(|demand| demand.outcome.is_good() != Some(true));
    for demand in call.result.must.iter().chain(must_nots) {
        let is_bad = demand.outcome.is_good() == Some(false);
        demand.evidence.iter().for_each(|quote| note(Some(quote), is_bad));
    }
    marked
}

/// The words of further hearings that belong to turn `idx`.
fn other_words(call: &ShopCall, idx: usize) -> Vec<&Evidence> {
    let mut found: Vec<&Evidence> = Vec::new();
    for fact in call.result.hidden_facts.iter().filter(|fact| fact.is_of_further_hearing) {
        for quote in [&fact.question, &fact.told].into_iter().flatten().filter(|quote| quote.turn == idx) {
            if !found.contains(&quote) {
                found.push(quote);
            }
        }
    }
    found
}

fn said(idx: usize, turn: &Turn, marked: &Marked, others: &[&Evidence]) -> Markup {
    let who = match turn.speaker {
        Speaker::Agent => "business",
        Speaker::Caller => "caller",
        Speaker::RecordedVoice => "recorded",
        Speaker::Unknown => turn.side().as_str(),
    };
    html! {
        li id=(format!("t{idx}")) {
            span.who { @if let Some(at) = turn.start_ms() { span.at { (clock(at)) } " " } (who) }
            (highlighted(turn.text(), marked))
            @for other in others {
                div.note { "Heard another time" @if let Some(at) = other.start_ms { ", " (clock(at)) } ": " q { (shown(&other.quote)) } }
            }
        }
    }
}

/// The text with the first place of each marked quote marked; what hurts is marked over what does not.
fn highlighted(text: &str, marked: &Marked) -> Markup {
    let mut spans: Vec<(usize, usize, bool)> = marked
        .iter()
        .filter_map(|(quote, is_bad)| text.find(quote).map(|at| (at, at + quote.len(), *is_bad)))
        .collect();
    spans.sort_by_key(|(start, end, is_bad)| (*start, std::cmp::Reverse(*end), !*is_bad));
    let mut at = 0;
    let mut parts: Vec<(&str, Option<bool>)> = Vec::new();
    for (start, end, is_bad) in spans {
        if start < at {
            continue;
        }
        parts.push((&text[at..start], None));
        parts.push((&text[start..end], Some(is_bad)));
        at = end;
    }
    parts.push((&text[at..], None));
    html! {
        @for (part, mark) in parts {
            @match mark {
                None => { (shown(part)) }
                Some(false) => { mark { (shown(part)) } }
                Some(true) => { mark.bad { (shown(part)) } }
            }
        }
    }
}

fn shown(text: &str) -> String {
    clean(text)
}
