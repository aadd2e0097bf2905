//! `ringcheck shop match`: the planned calls among any others, by what is known of each and without listening.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

use jiff::{Timestamp, Zoned};
use ringcheck_call::{Direction, Disposition, StartedAtSource};
use ringcheck_ingest::{WalkOptions, sha256_of, walk};
use ringcheck_metadata::{Known, group_calls};
use ringcheck_pipeline::call_id_of;
use ringcheck_shop::{Candidate, Match, Recorder, Wanted, find};
use ringcheck_store::{PlannedCall, ShopMatch, Store};
use serde_json::json;

use super::{
    by_hand::{self, Source, SourceRecording},
    told,
};
use crate::{
    args::MatchArguments,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    survey::Survey,
    table::new_table,
    text::count,
};

/// A call of the folder.
struct Seen {
    source: Source,
    is_time_of_file: bool,
}

pub(super) fn run(arguments: &MatchArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let db_path = setup::db_path(&arguments.db)?;
    let mut store = told(Store::open(&db_path))?;
    let planned = told(store.planned_calls())?;
    if planned.is_empty() {
        let error = anyhow::anyhow!("nothing is planned");
        return Err(hinted(error, Some("`ringcheck shop plan SCENARIO …` plans calls")));
    }
    if arguments.paths.is_empty() && arguments.call.is_empty() {
        let error = anyhow::anyhow!("no recordings and no folder are named (<PATH>...)");
        return Err(hinted(error, Some("`ringcheck shop match FOLDER`, or `--call NO=FILE` for one")));
    }
    let own = by_hand::matches(&store, &planned, &arguments.call, arguments.own)?;
    told(store.put_shop_matches(&own))?;
    let before: BTreeMap<i64, ShopMatch> =
        told(store.shop_matches())?.into_iter().map(|matched| (matched.planned_call, matched)).collect();
    let mut states = Vec::new();
    let mut new = Vec::new();
    if arguments.paths.is_empty() {
        states.extend(
            planned
                .iter()
                .filter(|call| before.contains_key(&call.id))
                .map(|call| (call, "by hand".to_owned(), Vec::new())),
        );
    } else {
        let seen = seen(arguments, printer)?;
        let recorder = if arguments.own { Recorder::Shopper } else { Recorder::Firm };
        let candidates: Vec<Candidate> = seen.iter().map(candidate).collect();
        let found = find(&wanted(&planned)?, &candidates, recorder);
        let mut taken: BTreeSet<String> = before.values().map(|matched| matched.call_id.clone()).collect();
        for (call, found) in planned.iter().zip(&found) {
            // What was found before stays: a match is only changed by hand.
            if before.contains_key(&call.id) {
                states.push((call, "found before".to_owned(), Vec::new()));
                continue;
            }
            match found {
                Match::Found { candidate, how } => {
                    let source = &seen[*candidate].source;
                    let matched = matched(call, source, how.as_str(), arguments.own)?;
                    if taken.insert(matched.call_id.clone()) {
                        let note = if seen[*candidate].is_time_of_file { ", by the file's own time" } else { "" };
                        states.push((call, format!("found, {}{note}", how.as_str().replace('_', " ")), names(source)));
                        new.push(matched);
                    } else {
                        states.push((
                            call,
                            "open: the only call that fits is another planned one's".to_owned(),
                            Vec::new(),
                        ));
                    }
                }
                Match::Open { candidates } => {
                    let which: Vec<String> = candidates.iter().flat_map(|idx| names(&seen[*idx].source)).collect();
                    states.push((call, format!("open: {} may be it", count(candidates.len(), "call")), which));
                }
                Match::Missing => states.push((call, "not found".to_owned(), Vec::new())),
            }
        }
    }
    let n_new = told(store.put_shop_matches(&new))?;
    show(&states, arguments.json, printer)?;
    let n_open = states.iter().filter(|(_, state, _)| state.starts_with("open")).count();
    if n_open > 0 {
        printer.note(&format!(
            "{} left open; `ringcheck shop match --call NO=FILE` says which it is",
            count(n_open, "planned call")
        ));
    }
    printer.note(&format!("{} found; next: `ringcheck shop score`", count(n_new + own.len(), "planned call")));
    Ok(if n_open > 0 { Exit::Findings } else { Exit::Done })
}

/// Every call of the paths with what is known of it.
fn seen(arguments: &MatchArguments, printer: &Printer) -> anyhow::Result<Vec<Seen>> {
    let now = Zoned::now();
    let known = arguments.known.for_all_calls();
    let sources = setup::known_sources(&known, None, &now, printer)?;
    let options = WalkOptions { now: now.timestamp(), quiet: Duration::from_secs(known.walk.quiet_for) };
    let survey = Survey::of(walk(&arguments.paths, options));
    survey.refuse_nothing(!known.cdr.is_empty(), printer)?;
    survey.tell(&known.walk, printer);
    let paths = walk(&arguments.paths, options).filter_map(Result::ok);
    let mut groups = group_calls(paths, &sources);
    let mut seen: Vec<Seen> = Vec::new();
    for call in &mut groups {
        let recordings = call.files.iter();
        let recordings = recordings.map(|file| SourceRecording { path: file.path.clone(), offset_ms: file.offset_ms });
        let n_missing = usize::try_from(call.n_missing).unwrap_or(usize::MAX);
        seen.push(of_known(call.known.clone(), recordings.collect(), n_missing));
    }
    // A planned call that nobody answered has no recording, and is one all the same.
    let with_named = true;
    seen.extend(groups.unrecorded(with_named).map(|known| of_known(known, Vec::new(), 0)));
    Ok(seen)
}

fn of_known(known: Known, recordings: Vec<SourceRecording>, n_missing: usize) -> Seen {
    let is_time_of_file = known.call.started_at_source == Some(StartedAtSource::FileTime);
    let Known { call, agent_channel, .. } = known;
    Seen { source: Source { recordings, call, agent_channel, n_missing }, is_time_of_file }
}

fn wanted(planned: &[PlannedCall]) -> anyhow::Result<Vec<Wanted>> {
    let wanted = planned.iter().map(|call| {
        Ok(Wanted {
            id: call.id,
            called_number: call.plan.called_number.clone(),
            from_number: call.plan.from_number.clone(),
            at: call.plan.planned_at.parse::<Timestamp>()?,
            window_minutes: call.plan.window_minutes,
        })
    });
    wanted.collect()
}

fn candidate(seen: &Seen) -> Candidate {
    let call = &seen.source.call;
    Candidate {
        started_at: call.started_at.as_deref().and_then(|at| at.parse().ok()),
        is_time_of_file: seen.is_time_of_file,
        caller_number: call.caller_number.clone(),
        called_number: call.called_number.clone(),
        extension: call.extension.clone(),
        is_answered: call.disposition.map(|what| what == Disposition::Answered),
        is_not_inbound: matches!(call.direction, Some(Direction::Outbound | Direction::Internal)),
    }
}

/// A match as it is stored: only the recordings that were found are read, for their hashes.
fn matched(call: &PlannedCall, source: &Source, how: &str, is_own: bool) -> anyhow::Result<ShopMatch> {
    let mut source = source.clone();
    let mut hashes = Vec::new();
    for recording in &mut source.recordings {
        hashes.push(sha256_of(&recording.path)?);
        recording.path = fs_err::canonicalize(&recording.path).unwrap_or_else(|_| recording.path.clone());
    }
    let call_id = call_id_of(&hashes, source.call.phone_system_id.as_deref());
    let call_id = call_id.ok_or_else(|| anyhow::anyhow!("a call of the records has neither a recording nor an id"))?;
    let started_at = source.call.started_at.clone();
    let source = if is_own { source.seen_from_the_firm(call) } else { source };
    Ok(ShopMatch {
        planned_call: call.id,
        call_id: call_id.to_string(),
        how: how.to_owned(),
        is_own,
        started_at,
        source: serde_json::to_string(&source)?,
    })
}

/// What a call is called: its recordings, or its id of the phone system.
fn names(source: &Source) -> Vec<String> {
    if source.recordings.is_empty() {
        return source.call.phone_system_id.iter().map(|id| format!("{id} (not recorded)")).collect();
    }
    let name = |path: &PathBuf| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    source.recordings.iter().map(|recording| name(&recording.path)).collect()
}

fn show(states: &[(&PlannedCall, String, Vec<String>)], as_json: bool, printer: &Printer) -> anyhow::Result<()> {
    let mut table = new_table(&["no", "planned for", "branch", "state", "recording"]);
    for (call, state, names) in states {
        if as_json {
            let line = json!({
                "number": call.id, "branch": call.plan.branch, "planned_at": call.plan.planned_at, "state": state,
                "recordings": names,
            });
            printer.data(&line.to_string())?;
        } else {
            table.add_row(vec![
                call.id.to_string(),
                call.plan.planned_at.get(..16).unwrap_or(&call.plan.planned_at).replace('T', " "),
                call.plan.branch.clone(),
                state.clone(),
                names.join(", "),
            ]);
        }
    }
    if !as_json && !states.is_empty() {
        printer.page(&table.trim_fmt())?;
    }
    Ok(())
}
