//! The page of a call: what to listen for, the clips, what a good agent said, and all that was said.

use maud::{Markup, PreEscaped, html};
use ringcheck_call::Verdict;
use ringcheck_report::{clean, clock};

use super::{SCRIPT, foot, page};
use crate::{
    GoodExample, Instead, Pack, PackCall, PackClip, PackQuote, PackTurn,
    pack::clip_at,
    render::{
        facts_of, name_of, title_of_quotes, words_of_example, words_of_instead, words_of_no_clip, words_of_verdict,
    },
};

/// The page of a call of a pack.
///
/// All text in it is escaped: what was said, a name or a file name can hold anything.
#[must_use]
pub fn call_html(pack: &Pack, call: &PackCall) -> String {
    let name = name_of(&call.words, &call.criterion);
    let title = format!("Call {}: {name}", call.number);
    let is_pass = call.verdict == Verdict::Pass;
    let body = html! {
        (navigation(pack, call))
        header {
            h1 { "Call " (call.number) " of " (pack.calls.len()) ": " (name) }
            p.facts { (facts_of(call).join(" · ")) }
        }
        main {
            section {
                h2 { "What to listen for" }
                @if !call.words.question.is_empty() { p.question { (clean(&call.words.question)) } }
                p.verdict.pass[is_pass] { (verdict(call)) }
            }
            section {
                h2 { (title_of_quotes(call)) }
                @for quote in &call.quotes { (quoted(call, quote, if is_pass { "good" } else { "bad" })) }
                @for (number, clip) in call.clips.iter().enumerate() { (player(&player_id(number), clip)) }
                @if let Some(reason) = &call.no_clip { p.note { (words_of_no_clip(reason)) } }
            }
            (instead(call))
            section {
                h2 { "The whole call" }
                @if !call.clips.is_empty() {
                    p.note { "What can be heard above is played from there by a click." }
                }
                @if call.turns.is_empty() { p { "Nothing was said." } }
                ol.turns { @for turn in &call.turns { (spoken(call, turn)) } }
            }
        }
        (foot())
    };
    page(&title, Some(SCRIPT), &body)
}

fn navigation(pack: &Pack, call: &PackCall) -> Markup {
    let other = |number: usize| pack.calls.iter().find(|other| other.number == number);
    html! {
        nav {
            a href="index.html" { "Cover sheet" }
            @if let Some(before) = call.number.checked_sub(1).and_then(other) {
                a href=(before.page()) { "← Call " (before.number) }
            }
            @if let Some(after) = other(call.number + 1) { a href=(after.page()) { "Call " (after.number) " →" } }
        }
    }
}

/// The verdict, its first word weighty.
fn verdict(call: &PackCall) -> Markup {
    let told = words_of_verdict(call);
    let (first, rest) = told.split_once(" (").unwrap_or((&told, ""));
    html! { b { (first) } " (" (rest) }
}

fn quoted(call: &PackCall, quote: &PackQuote, class: &str) -> Markup {
    html! {
        blockquote class=(class) {
            p.who {
                (quote.speaker)
                @if let Some(ms) = quote.start_ms { ", " (place(call, ms, &clock(ms))) }
            }
            p { q { (clean(&quote.quote)) } }
            @if let Some(why) = &quote.why { p.note { (clean(why)) } }
        }
    }
}

/// A time of the call that is a link to its place in a clip, where a clip holds it.
fn place(call: &PackCall, ms: u64, shown: &str) -> Markup {
    html! {
        @match clip_at(&call.clips, ms) {
            Some((number, clip)) => {
                a href=(link(clip, ms)) data-clip=(player_id(number)) data-at=(at(clip, ms)) { (shown) }
            }
            None => { (shown) }
        }
    }
}

fn player_id(number: usize) -> String {
    format!("clip-{}", number + 1)
}

/// The player of a clip of how it is done.
fn good_id(number: usize) -> String {
    format!("good-{}", number + 1)
}

/// A time of the call within a clip, in seconds.
fn at(clip: &PackClip, ms: u64) -> String {
    let within = ms.saturating_sub(clip.start_ms);
    format!("{}.{:03}", within / 1000, within % 1000)
}

/// The clip from a time on, for a browser without the script.
fn link(clip: &PackClip, ms: u64) -> String {
    format!("{}.opus#t={}", clip.stem, at(clip, ms))
}

fn player(id: &str, clip: &PackClip) -> Markup {
    let silenced = match clip.silenced.len() {
        0 => String::new(),
        1 => ", with 1 part silenced".to_owned(),
        n => format!(", with {n} parts silenced"),
    };
    html! {
        div.clip {
            audio id=(id) controls preload="metadata" {
                source src={ (clip.stem) ".opus" } type="audio/ogg; codecs=opus";
                source src={ (clip.stem) ".wav" } type="audio/wav";
            }
            p.small {
                (clock(clip.start_ms)) " to " (clock(clip.end_ms)) " of the call" (silenced) ": "
                a href={ (clip.stem) ".opus" } { "Opus" } ", " a href={ (clip.stem) ".wav" } { "WAV" }
            }
        }
    }
}

fn instead(call: &PackCall) -> Markup {
    if call.instead == Instead::Itself {
        return html! {};
    }
    html! {
        section {
            h2 { "What a good agent said instead" }
            @if let Some(told) = words_of_instead(&call.instead) { p { (told) } }
            @match &call.instead {
                Instead::Said(example) => { (good(example)) }
                Instead::Rubric => {
                    @for counts in &call.words.counts { blockquote.good { p { q { (clean(counts)) } } } }
                }
                Instead::Itself | Instead::Nothing => {}
            }
        }
    }
}

fn good(example: &GoodExample) -> Markup {
    html! {
        p.who { (words_of_example(example)) }
        @for quote in &example.quotes {
            blockquote.good {
                @if let Some((who, text)) = &quote.before { p.who { (clean(who)) ": " q { (clean(text)) } } }
                p {
                    q { (clean(&quote.quote)) }
                    @if let Some(ms) = quote.start_ms
                        && let Some((number, clip)) = clip_at(&example.clips, ms)
                    {
                        " " a href=(link(clip, ms)) data-clip=(good_id(number)) data-at=(at(clip, ms)) { "hear it" }
                    }
                }
            }
        }
        @for (number, clip) in example.clips.iter().enumerate() { (player(&good_id(number), clip)) }
        @if let Some(reason) = &example.no_clip { p.note { (words_of_no_clip(reason)) } }
    }
}

fn spoken(call: &PackCall, turn: &PackTurn) -> Markup {
    let span = turn.start_ms.zip(turn.end_ms);
    let heard = span.and_then(|(start, end)| call.clip_of(start, end).map(|found| (found, end)));
    let row = html! {
        span.at {
            @if let Some(ms) = turn.start_ms {
                @match heard {
                    Some(((_, clip, from), _)) => { a href=(link(clip, from)) { (clock(ms)) } }
                    None => { (clock(ms)) }
                }
            }
        }
        span.who { (turn.speaker) }
        p { (marked(call, turn)) }
    };
    html! {
        @match heard {
            Some(((number, clip, from), end)) => {
                li data-clip=(player_id(number)) data-at=(at(clip, from)) data-to=(at(clip, end.min(clip.end_ms))) { (row) }
            }
            None => { li { (row) } }
        }
    }
}

/// The text of a turn with its deciding words marked, and played from there by a click.
fn marked(call: &PackCall, turn: &PackTurn) -> Markup {
    let mut parts = Vec::new();
    let mut from = 0;
    for mark in &turn.marks {
        let (before, words) =
            (turn.text.get(from..mark.start), turn.text.get(mark.start..mark.end).unwrap_or_default());
        let ms = mark.start_ms.filter(|ms| clip_at(&call.clips, *ms).is_some());
        parts.push(html! {
            (clean(before.unwrap_or_default()))
            mark {
                @match ms {
                    Some(ms) => { (place(call, ms, &clean(words))) }
                    None => { (clean(words)) }
                }
            }
        });
        from = mark.end;
    }
    let rest = html! { (clean(turn.text.get(from..).unwrap_or_default())) };
    PreEscaped(parts.into_iter().chain([rest]).map(PreEscaped::into_string).collect::<String>())
}
