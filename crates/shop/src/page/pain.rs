//! The quotes that hurt: what was said that must not be, and what came close to what had to be said.

use maud::{Markup, html};
use ringcheck_call::{Evidence, Verdict};
use ringcheck_report::clean;

use super::call::quoted;
use crate::{ShopCall, hurts};

/// The criteria whose fails hurt by their words, with what was done, in words.
const CRITERIA: [(&str, &str); 2] =
    [("no_contract_turnaway", "turns the caller away"), ("no_refer_away", "sends the caller elsewhere")];

/// Something that hurts.
struct Hurt {
    /// The words; `None` where a person decided so and Ringcheck heard none.
    quote: Option<Evidence>,
    what: String,
}

/// The criterion that asks for a commitment, whose near misses hurt: "somebody could call you back".
const CLOSE: &str = "close_attempt";

/// What of a call hurts: must-nots that happened, callers who were turned away or sent elsewhere, and what came close to
/// asking for a commitment. What came closest to other things that were missed is on the call's page: mostly it is any
/// sentence, and hurts nobody.
fn hurts_of(call: &ShopCall) -> Vec<Hurt> {
    let mut found: Vec<Hurt> = Vec::new();
    for demand in call.result.must_not.iter().filter(|demand| hurts(demand)) {
        found.push(Hurt { quote: demand.evidence.first().cloned(), what: demand.what.clone() });
    }
    let failed =
        |id: &str| call.scorecard.criteria.iter().find(|score| score.id == id && call.verdict(score) == Verdict::Fail);
    for (id, what) in CRITERIA {
        let Some(score) = failed(id) else { continue };
        // The quotes of a pass speak for the other verdict, where a person says that it is a fail.
        let quote = score.evidence.first().filter(|_| score.verdict != Verdict::Pass);
        // Most often it is the quote, or the decision, of a must not.
        let is_told = match quote {
            Some(quote) => is_quoted(&found, quote),
            None => call.people.iter().any(|word| word.criterion.as_deref() == Some(id)),
        };
        if !is_told {
            found.push(Hurt { quote: quote.cloned(), what: what.to_owned() });
        }
    }
    let miss = failed(CLOSE).and_then(|score| score.nearest_miss.as_ref());
    let miss = miss.and_then(|miss| {
        let turn = call.scorecard.turns.get(miss.turn)?;
        let start = turn.text().find(&miss.quote)?;
        turn.quote(miss.turn, start..start + miss.quote.len())
    });
    if let Some(quote) = miss.filter(|quote| !is_quoted(&found, quote)) {
        found.push(Hurt {
            quote: Some(quote),
            what: "puts the caller off instead of asking for a commitment".to_owned(),
        });
    }
    found
}

/// Whether something of the same turn is among what hurts.
fn is_quoted(found: &[Hurt], quote: &Evidence) -> bool {
    found.iter().any(|hurt| hurt.quote.as_ref().is_some_and(|known| known.turn == quote.turn))
}

/// The section of quotes that hurt; `links` are the pages of `calls`, in their order.
pub(super) fn pain(calls: &[ShopCall], links: &[String]) -> Markup {
    let found: Vec<(&ShopCall, &String, Vec<Hurt>)> =
        calls.iter().zip(links).map(|(call, link)| (call, link, hurts_of(call))).collect();
    html! {
        section {
            h2 { "The quotes that hurt" }
            @if found.iter().all(|(_, _, hurts)| hurts.is_empty()) {
                p { "Nothing was said that must not be, and nobody was put off instead of being asked for a commitment." }
            }
            @for (call, link, hurts) in &found {
                @for hurt in hurts {
                    blockquote {
                        @match &hurt.quote {
                            Some(quote) => { (quoted(Some(quote), link)) }
                            None => { "A person decided so; no words are quoted." }
                        }
                        div.note { (clean(&call.branch)) ": " (clean(&hurt.what)) ". " a href=(link) { "The call" } }
                    }
                }
            }
        }
    }
}
