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
struct Hurt<'c> {
    /// The words; `None` where a person decided so and Ringcheck heard none.
    quote: Option<&'c Evidence>,
    what: String,
}

/// What of a call hurts: must-nots that happened, callers who were turned away or sent elsewhere, and musts that were missed
/// with the words that came closest.
fn hurts_of(call: &ShopCall) -> Vec<Hurt<'_>> {
    let mut found: Vec<Hurt<'_>> = Vec::new();
    for demand in call.result.must_not.iter().filter(|demand| hurts(demand)) {
        found.push(Hurt { quote: demand.evidence.first(), what: demand.what.clone() });
    }
    for (id, what) in CRITERIA {
        let failed =
            call.scorecard.criteria.iter().find(|score| score.id == id && call.verdict(score) == Verdict::Fail);
        let Some(quote) = failed.and_then(|score| score.evidence.first()) else { continue };
        // Most often it is the quote of a must not.
        if !found.iter().any(|hurt| hurt.quote.is_some_and(|known| known.turn == quote.turn)) {
            found.push(Hurt { quote: Some(quote), what: what.to_owned() });
        }
    }
    for demand in call.result.must.iter().filter(|demand| hurts(demand)) {
        if let Some(nearest) = &demand.nearest {
            let what = format!("came closest, and is not what was wanted: {}", demand.what);
            found.push(Hurt { quote: Some(nearest), what });
        }
    }
    found
}

/// The section of quotes that hurt; `links` are the pages of `calls`, in their order.
pub(super) fn pain(calls: &[ShopCall], links: &[String]) -> Markup {
    let found: Vec<(&ShopCall, &String, Vec<Hurt<'_>>)> =
        calls.iter().zip(links).map(|(call, link)| (call, link, hurts_of(call))).collect();
    html! {
        section {
            h2 { "The quotes that hurt" }
            @if found.iter().all(|(_, _, hurts)| hurts.is_empty()) {
                p { "Nothing was said that must not be, and nothing came close to what was missed." }
            }
            @for (call, link, hurts) in &found {
                @for hurt in hurts {
                    blockquote {
                        @match hurt.quote {
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
