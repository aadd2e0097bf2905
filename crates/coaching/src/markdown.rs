//! A call of a pack as Markdown, for a wiki, a chat or a ticket.

use std::fmt::Write as _;

use ringcheck_report::{clock, escape};

use crate::{
    GoodExample, Instead, Pack, PackCall, PackTurn,
    render::{
        facts_of, name_of, title_of_quotes, words_of_example, words_of_instead, words_of_no_clip, words_of_verdict,
    },
};

/// One call of a pack as Markdown (GitHub's); the clips are links to the files beside it.
#[must_use]
pub fn call_markdown(pack: &Pack, call: &PackCall) -> String {
    let name = name_of(&call.words, &call.criterion);
    let mut page = format!("# Call {} of {}: {}\n\n", call.number, pack.calls.len(), escape(&name));
    let facts: Vec<String> = facts_of(call).iter().map(|fact| escape(fact)).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(page, "{}\n", facts.join(" · "));
    if !call.words.question.is_empty() {
        let _ = writeln!(page, "**{}**\n", escape(&call.words.question));
    }
    let _ = writeln!(page, "{}", escape(&words_of_verdict(call)));
    said(&mut page, call);
    instead(&mut page, call);
    page.push_str("\n## The whole call\n\n");
    for turn in &call.turns {
        let at = turn.start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
        let _ = writeln!(page, "- {at}**{}:** {}", turn.speaker, marked(turn));
    }
    page
}

fn said(page: &mut String, call: &PackCall) {
    let _ = write!(page, "\n## {}\n\n", title_of_quotes(call));
    for quote in &call.quotes {
        let at = quote.start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
        let why = quote.why.as_deref().map(|why| format!(" – {}", escape(why))).unwrap_or_default();
        let _ = writeln!(page, "- {at}{}: “{}”{why}", quote.speaker, escape(&quote.quote));
    }
    for clip in &call.clips {
        let (from, to) = (clock(clip.start_ms), clock(clip.end_ms));
        let _ = writeln!(page, "- to hear, {from} to {to}: [Opus]({0}.opus), [WAV]({0}.wav)", clip.stem);
    }
    if let Some(reason) = &call.no_clip {
        let _ = writeln!(page, "\n{}", escape(&words_of_no_clip(reason)));
    }
}

fn instead(page: &mut String, call: &PackCall) {
    if call.instead == Instead::Itself {
        return;
    }
    page.push_str("\n## What a good agent said instead\n\n");
    if let Some(told) = words_of_instead(&call.instead) {
        let _ = writeln!(page, "{}", escape(told));
    }
    match &call.instead {
        Instead::Said(example) => good(page, example),
        Instead::Rubric => {
            page.push('\n');
            for counts in &call.words.counts {
                let _ = writeln!(page, "- “{}”", escape(counts));
            }
        }
        Instead::Itself | Instead::Nothing => {}
    }
}

fn good(page: &mut String, example: &GoodExample) {
    let _ = writeln!(page, "{}\n", escape(&words_of_example(example)));
    for quote in &example.quotes {
        if let Some((who, text)) = &quote.before {
            let _ = writeln!(page, "> {}: {}\n>", escape(who), escape(text));
        }
        let _ = writeln!(page, "> **“{}”**\n", escape(&quote.quote));
    }
    for clip in &example.clips {
        let _ = writeln!(page, "To hear: [Opus]({0}.opus), [WAV]({0}.wav)", clip.stem);
    }
    if let Some(reason) = &example.no_clip {
        let _ = writeln!(page, "\n{}", escape(&words_of_no_clip(reason)));
    }
}

/// The text of a turn with its deciding words in `<mark>`, which GitHub and most others show.
fn marked(turn: &PackTurn) -> String {
    let mut text = String::new();
    let mut at = 0;
    for mark in &turn.marks {
        let (before, words) = (turn.text.get(at..mark.start), turn.text.get(mark.start..mark.end));
        let _ =
            write!(text, "{}<mark>{}</mark>", escape(before.unwrap_or_default()), escape(words.unwrap_or_default()));
        at = mark.end;
    }
    text.push_str(&escape(turn.text.get(at..).unwrap_or_default()));
    text
}
