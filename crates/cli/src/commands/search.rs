//! `ringcheck search`: what was said, with its call and its time.

use std::ops::Range;

use jiff::Zoned;
use ringcheck_call::Side;
use ringcheck_metadata::DayRange;
use ringcheck_report::short_id;
use ringcheck_store::{CallFilter, SearchHit, SearchOptions, SearchQuery, SearchResult};
use serde_json::json;

use crate::{
    args::{SearchArguments, SearchSort, SideArgument},
    commands::list::open,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    text::{clock, count, local_time, wrap},
};

/// How many columns a quote takes.
const WIDTH: usize = 100;

pub(crate) fn run(arguments: &SearchArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let typed = arguments.words.join(" ");
    let query: SearchQuery = typed.parse().map_err(|error| {
        let hint = "name words that were said, such as `ringcheck search warranty`";
        hinted(anyhow::Error::new(error).context(format!("failed to search for `{typed}`")), Some(hint))
    })?;
    let store = open(&setup::db_path(&arguments.db)?)?;
    let days = setup::days(&arguments.days, &Zoned::now())?;
    let options = SearchOptions {
        filter: CallFilter {
            since: days.as_ref().and_then(DayRange::since),
            until: days.as_ref().and_then(DayRange::before),
            agent_name: arguments.agent.clone(),
            ..CallFilter::default()
        },
        side: arguments.side.map(|side| match side {
            SideArgument::Business => Side::Business,
            SideArgument::Caller => Side::Caller,
        }),
        by_rank: arguments.sort == SearchSort::Rank,
        limit: arguments.limit,
    };
    let SearchResult { hits, n_ranked } = store.search(&query, &options)?;
    if arguments.json {
        for hit in &hits {
            if !printer.stream(&format!("{}\n", as_json(hit)))? {
                return Ok(Exit::Done);
            }
        }
    } else if !hits.is_empty() {
        printer.page(&hits.iter().map(render).collect::<Vec<_>>().join("\n\n"))?;
    }
    if let Some(n_ranked) = n_ranked {
        printer.note(&format!("more turns match: the best of the newest {n_ranked}; name fewer days to rank others"));
    }
    if hits.is_empty() {
        printer.note("nothing found");
    } else if u32::try_from(hits.len()).is_ok_and(|n_hits| n_hits == arguments.limit) {
        printer.note(&format!("the first {}; --limit shows more", count(hits.len(), "turn")));
    } else {
        printer.note(&count(hits.len(), "turn"));
    }
    Ok(Exit::Done)
}

fn as_json(hit: &SearchHit) -> serde_json::Value {
    json!({
        "id": hit.call_id,
        "scorecard": hit.scorecard,
        "file": hit.file_name,
        "started_at": hit.started_at,
        "agent_name": hit.agent_name,
        "turn": hit.turn,
        "side": hit.side.as_str(),
        "speaker": hit.speaker.as_str(),
        "start_ms": hit.start_ms,
        "found_ms": hit.found_ms,
        "quote": hit.text,
        "found": hit.found.iter().filter_map(|span| hit.text.get(span.clone())).collect::<Vec<_>>(),
    })
}

fn render(hit: &SearchHit) -> String {
    let mut about = vec![short_id(&hit.call_id)];
    about.extend(hit.file_name.clone());
    about.extend(hit.started_at.as_deref().map(local_time));
    about.extend(hit.agent_name.clone());
    about.extend(hit.found_ms.map(|ms| format!("at {}", clock(ms))));
    about.push(hit.side.as_str().to_owned());
    format!("{}\n{}", about.join("  "), wrap(&marked(&hit.text, &hit.found), WIDTH, "    "))
}

/// `text` with what was found in brackets, which are there in a file and on a terminal without colours, too.
fn marked(text: &str, found: &[Range<usize>]) -> String {
    let (mut marked, mut done) = (String::new(), 0);
    for span in found {
        let (Some(before), Some(inside)) = (text.get(done..span.start), text.get(span.clone())) else { continue };
        marked.extend([before, "[", inside, "]"]);
        done = span.end;
    }
    marked.push_str(text.get(done..).unwrap_or_default());
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_in_brackets() {
        assert_eq!(marked("Our café is down", &[4..9, 13..17]), "Our [café] is [down]");
        assert_eq!(marked("plain", &[]), "plain");
    }
}
