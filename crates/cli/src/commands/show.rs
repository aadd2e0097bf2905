//! `ringcheck show`: a scorecard with its evidence.

use std::fmt::Write as _;

use anyhow::bail;
use ringcheck_call::{CriterionScore, Evidence, Said, SaidNumber, Scorecard, SidesOrigin, Speaker, Turn};
use ringcheck_store::{CallMatch, Store};

use crate::{
    args::ShowArguments,
    commands::{list::open, reviewed::Reviewed},
    drawing::{Charset, Picture, bar, figures, svg},
    exit::Exit,
    out_folder::write_file,
    printer::{Printer, hinted},
    setup, table,
    text::{clock, flow, local_time, wrap},
};

/// How wide the page is.
const WIDTH: usize = 80;

pub(crate) fn run(arguments: &ShowArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let store = open(&setup::db_path(&arguments.db)?)?;
    let card = find(&store, &arguments.call)?;
    if let Some(file) = &arguments.svg {
        let Some(picture) = Picture::of(&card) else {
            return Err(hinted(
                anyhow::anyhow!("there is nothing to draw for `{}`: nothing in the call has a time", arguments.call),
                Some("leave out `--svg`, or score the call from its recording"),
            ));
        };
        write_file(file, &svg(&card, &picture), arguments.force)?;
        printer.note(&format!("picture: {}", file.display()));
    }
    if arguments.json {
        printer.data(&serde_json::to_string(&card)?)?;
    } else {
        let charset = Charset::of_locale(|name| std::env::var(name).ok());
        let reviewed = Reviewed::of(&store, &card)?;
        printer.page(render(&card, &reviewed, charset, !arguments.no_turns).trim_end())?;
    }
    Ok(Exit::Done)
}

fn find(store: &Store, asked: &str) -> anyhow::Result<Scorecard> {
    let (id, number) = resolve(store, asked)?;
    store.scorecard(&id, number)?.ok_or_else(|| match number {
        Some(number) => anyhow::anyhow!("the call `{asked}` has no scorecard {number}"),
        None => anyhow::anyhow!("the call `{asked}` has no scorecard yet"),
    })
}

/// The id of the call that `asked` names, and the number of the scorecard if it names one.
pub(crate) fn resolve(store: &Store, asked: &str) -> anyhow::Result<(String, Option<u32>)> {
    // A file name may hold an @, so the text is tried as it is first.
    let (name, number) = match (store.resolve_call_id(asked)?, asked.rsplit_once('@')) {
        (CallMatch::None, Some((name, number))) if number.parse::<u32>().is_ok() => (name, number.parse().ok()),
        _ => (asked, None),
    };
    let id = match store.resolve_call_id(name)? {
        CallMatch::One(id) => id,
        CallMatch::None => {
            return Err(hinted(
                anyhow::anyhow!("no stored call is named `{name}`"),
                Some("`ringcheck list` shows what is stored"),
            ));
        }
        CallMatch::Many(found) => {
            let listed: Vec<String> = found
                .iter()
                .map(|c| {
                    let started = c.started_at.as_deref().map(local_time).unwrap_or_default();
                    format!("  {}  {started}  {}", c.id, c.path.as_deref().unwrap_or_default())
                })
                .collect();
            bail!("several stored calls are named `{name}`:\n{}", listed.join("\n"));
        }
    };
    Ok((id, number))
}

fn render(card: &Scorecard, reviewed: &Reviewed, charset: Charset, with_turns: bool) -> String {
    let mut page = String::new();
    let mut line = |text: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "{text}");
    };
    line(&format!("{}   {}   scorecard {}", table::file_name(card), card.call.call_type, card.scorecard));
    let mut facts = Vec::new();
    facts.extend(card.call.started_at.as_deref().map(|at| format!("started {}", local_time(at))));
    facts.extend(card.call.direction.map(|direction| direction.as_str().to_owned()));
    facts.extend(card.call.agent_name.as_deref().map(|name| format!("agent {name}")));
    facts.extend(card.call.caller_number.as_deref().map(|number| format!("caller {number}")));
    facts.extend(card.call.extension.as_deref().map(|extension| format!("extension {extension}")));
    facts.extend(card.call.disposition.map(|what| format!("{} by the phone system", what.as_str().replace('_', " "))));
    facts.extend(card.recordings.iter().map(|r| format!("{} {} {}", clock(r.duration_ms), r.layout.as_str(), r.codec)));
    if !facts.is_empty() {
        line(&flow(&facts, WIDTH, "").join("\n"));
    }
    line(&format!("id {}", card.id));
    let passed = match card.score.passed {
        Some(true) => "passed",
        Some(false) => "not passed",
        None => "nothing to judge",
    };
    line("");
    line(&format!("score {} ({} of {} points), {passed}", table::score(card), card.score.points, card.score.possible));
    if !card.score.critical_failed.is_empty() {
        line(&wrap(&format!("failed, and critical: {}", card.score.critical_failed.join(", ")), WIDTH, ""));
    }
    for said in reviewed.score_line(card).iter().chain(&reviewed.caller_line(card)) {
        line(&wrap(said, WIDTH, ""));
    }
    for reason in card.review_reasons.iter().filter(|reason| !reviewed.is_settled(reason, card)) {
        line(&wrap(&format!("look at it: {reason}"), WIDTH, ""));
    }
    for said in lead_lines(card) {
        line(&wrap(&said, WIDTH, ""));
    }
    for note in card.recordings.iter().flat_map(|recording| &recording.notes) {
        line(&wrap(&format!("note: {note}"), WIDTH, ""));
    }
    if !card.recordings.is_empty() {
        let SidesOrigin { method, confidence, reason, .. } = &card.sides;
        let sure = (method != "none").then(|| format!(" ({:.0} % sure)", (confidence.as_f64() * 100.0).floor()));
        line(&wrap(&format!("who is who: {reason}{}", sure.unwrap_or_default()), WIDTH, ""));
    }
    if let Some(picture) = Picture::of(card) {
        line("");
        for drawn in bar(&picture, charset) {
            line(&drawn);
        }
    }
    let figures = figures(&card.figures);
    if !figures.is_empty() {
        line("");
        for said in figures {
            line(&wrap(&said, WIDTH, ""));
        }
    }
    line("");
    for criterion in &card.criteria {
        // That something was said is what a pass says already.
        let said = criterion.said.filter(|said| *said != Said::Said).map(|said| format!(" ({})", said.as_str()));
        let mark = table::mark(reviewed.verdict(criterion));
        line(&format!("{mark:<5} {}{}", criterion.id, said.unwrap_or_default()));
        if let Some(said) = reviewed.line(criterion) {
            line(&wrap(&said, WIDTH, "      "));
        }
        line(&wrap(&criterion.rationale, WIDTH, "      "));
        for quote in quotes(criterion) {
            line(&wrap(&quote, WIDTH, "        "));
        }
    }
    if !card.qualifying_topics.is_empty() {
        let topics: Vec<&str> = card.qualifying_topics.iter().map(|t| t.as_str()).collect();
        line(&format!("\n{}", wrap(&format!("topics asked about: {}", topics.join(", ")), WIDTH, "")));
    }
    if with_turns && !card.turns.is_empty() {
        line("");
        for (idx, turn) in card.turns.iter().enumerate() {
            line(&said(idx, turn));
        }
    }
    line(&format!("\nrubric {} {}, {}", card.origin.rubric, card.origin.rubric_version, heard_by(card)));
    page
}

/// The number to call a prospect back on and what they wanted.
fn lead_lines(card: &Scorecard) -> Vec<String> {
    let Some(lead) = &card.lead else { return Vec::new() };
    let mut lines = Vec::new();
    if let Some(known) = &card.call.caller_number {
        lines.push(format!("call back: {known}, by the phone system"));
    }
    if let Some(SaidNumber { number, evidence }) = &lead.said_number {
        // Unless it only repeats what the phone system knew.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let is_known = card.call.caller_number.as_ref().is_some_and(|known| digits(known).ends_with(&digits(number)));
        let said = if is_known { "the same was said:" } else { "as said:" };
        lines.push(format!("call back: {number}, {said} {}", quoted(evidence)));
    }
    lines.extend(lead.wanted.iter().map(|wanted| format!("wanted: {}", quoted(wanted))));
    lines
}

fn heard_by(card: &Scorecard) -> String {
    match card.origin.model.as_deref() {
        Some(model) => format!("heard by {model}"),
        None if card.turns.is_empty() && card.call.disposition.is_some() => {
            "from the phone system's records".to_owned()
        }
        None => "from a given transcript".to_owned(),
    }
}

fn quotes(criterion: &CriterionScore) -> Vec<String> {
    let mut quotes: Vec<String> = criterion.evidence.iter().map(quoted).collect();
    if let Some(miss) = &criterion.nearest_miss {
        quotes.push(format!("nearest: {}“{}” ({})", at(miss.start_ms), miss.quote, miss.why));
    }
    quotes
}

fn quoted(evidence: &Evidence) -> String {
    format!("{}{} “{}”", at(evidence.start_ms), evidence.side, evidence.quote)
}

/// A time before what was said then.
fn at(start_ms: Option<u64>) -> String {
    start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default()
}

fn said(idx: usize, turn: &Turn) -> String {
    let at = turn.start_ms().map_or_else(|| format!("{idx:>3}"), clock);
    let who = match turn.speaker {
        Speaker::RecordedVoice => "recorded",
        Speaker::Agent => "agent",
        Speaker::Caller => "caller",
        Speaker::Unknown => turn.side().as_str(),
    };
    let text = wrap(turn.text(), WIDTH, "                  ");
    format!("{at:>7} {who:<9} {}", text.trim_start())
}
