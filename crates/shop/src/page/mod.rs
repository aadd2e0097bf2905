//! Pages that need nothing besides themselves: the shopper's card, the league, and a page for each call.

mod call;
mod card;
mod league;
mod pain;
mod timeline;

use jiff::{Timestamp, Zoned};
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

/// What every page holds that this program wrote, so that an old one can be told from any other file.
pub const PAGE_MARK: &str = "<meta name=\"generator\" content=\"ringcheck shop\">";

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
                (PreEscaped(PAGE_MARK))
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

/// A time to the minute in the time zone of `now`; as it was written where it is no instant.
fn local_minute(at: &str, now: &Zoned) -> String {
    let instant: Option<Timestamp> = at.parse().ok();
    instant.map_or_else(|| minute(at), |at| at.to_zoned(now.time_zone().clone()).strftime("%Y-%m-%d %H:%M").to_string())
}

/// The time zone that a page's times are in, by its name, or by its offset where it has none.
fn zone_name(now: &Zoned) -> String {
    let name = now.time_zone().iana_name();
    name.map_or_else(|| now.strftime("UTC%:z").to_string(), str::to_owned)
}
