//! Pages that need nothing besides themselves: the shopper's card, the league, and a page for each call.

mod call;
mod card;
mod league;
mod timeline;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use ringcheck_report::{STYLE, clean};

pub use call::call_page;
pub use card::{Card, PlannedLine, card};
pub use league::league_page;

/// What these pages have besides the look of all pages.
const OWN_STYLE: &str = include_str!("style.css");

/// What a browser may load for a page: its own style, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// A page around its body.
fn page(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (clean(title)) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// A time to the minute as it was written, without its offset: `2026-03-05 10:30`.
fn minute(at: &str) -> String {
    at.get(..16).unwrap_or(at).replace('T', " ")
}
