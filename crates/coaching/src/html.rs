//! The pages of a pack. Each needs nothing besides itself but the clips beside it, and loads nothing else.

mod call;
mod cover;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};
use ringcheck_report::STYLE;

pub use call::call_html;
pub use cover::cover_html;

/// The script of a call's page: a click seeks.
pub const SCRIPT: &str = include_str!("html/player.js");

/// The SHA-256 of [`SCRIPT`] in Base64: a browser runs this script and no other, whatever was said in a call.
pub const SCRIPT_SHA256: &str = "28Alk+TYHZx9zjyLxOH8b8H3sCm3Mncy7padhYPkB4o=";

const OWN_STYLE: &str = include_str!("html/coach.css");

/// A page. A `script` is put at its end.
fn page(title: &str, script: Option<&str>, body: &Markup) -> String {
    let scripts = script.map(|_| format!("script-src 'sha256-{SCRIPT_SHA256}'; ")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:; {scripts}base-uri 'none'; form-action 'none'"
    );
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
            }
            body {
                div.page { (body) }
                @if let Some(script) = script { script { (PreEscaped(script)) } }
            }
        }
    };
    page.into_string()
}

fn foot() -> Markup {
    markup! {
        footer {
            p {
                "Made by Ringcheck on the owner's machine from recorded calls. "
                "This folder holds words and voices of callers: keep it as you keep the recordings, and remove it when it is done with."
            }
        }
    }
}
