//! Coaching: which calls are worth an agent's time, and the pages of a coaching pack.
//!
//! [`choose()`] is given the verdicts of stored calls and says, for each agent, which misses are a pattern, which calls
//! show them, and which calls of colleagues show how it is done. [`Pack`] is what a folder for a trainer holds: as JSON by
//! serde, and as pages by [`cover_html()`], [`call_html()`], [`call_markdown()`] and [`playlist()`].
//! Everything here is a function of its input: no file, no clock, no sound. `docs/coaching.md` is the page for users.

mod choose;
mod html;
mod markdown;
mod names;
mod outcome;
mod pack;
mod playlist;
mod render;
mod turns;
mod words;

pub use choose::{AgentPlan, Choice, Holds, Miss, Pick, Wish, choose};
pub use html::{SCRIPT, SCRIPT_SHA256, call_html, cover_html};
pub use markdown::call_markdown;
pub use names::{spans_without_names, without_names};
pub use outcome::{Outcome, UnknownOutcome};
pub use pack::{
    GoodExample, GoodQuote, Instead, PACK_SCHEMA, Pack, PackCall, PackClip, PackFigure, PackHead, PackHeadError,
    PackMark, PackPerson, PackQuote, PackTurn, QuoteKind, RubricWords,
};
pub use playlist::playlist;
pub use render::{words_of_miss, words_of_passed, words_of_pattern};
pub use turns::{evidence_quote, evidence_spans, good_quotes, speaker_of};
