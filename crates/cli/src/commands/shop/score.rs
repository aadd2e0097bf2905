//! `ringcheck shop score`: the calls that were found are scored, and judged by their scenarios.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use ringcheck_call::{Scorecard, Sha256Hex};
use ringcheck_models::DEFAULT_MODEL;
use ringcheck_pipeline::{
    CallSource, Cancel, Event, Heard, Listener, Reuse, RunOptions, Setting, have_same_sides, hear_calls,
    run as run_batch, score_transcripts, stored_hearing, with_conversation, with_stored_conversation,
};
use ringcheck_shop::{DemandFinding, FactOutcome, FurtherHearing, Judge, Scenario, ShopCall, ShopResult, hurts};
use ringcheck_store::{
    NewShopResult, PlannedCall, ScenarioText, ScoredCall, ShopDemandRow, ShopFactRow, ShopMatch, Store,
    StoredShopResult, TranscriptKey,
};
use serde_json::json;

use super::{
    again::scored_by,
    by_hand::{self, Named, Source},
    report::calls::calls,
    scenario, stored_scenario, told,
};
use crate::{
    args::{ShopScoreArguments, patience},
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    table::new_table,
    text::count,
};

pub(super) fn run(arguments: &ShopScoreArguments, printer: &Printer) -> anyhow::Result<Exit> {
    setup::warn_of_language(&arguments.engine.listen, printer);
    let rubric = setup::rubric(&arguments.engine.rubric)?;
    let prompts = setup::prompts(arguments.engine.prompts.as_deref())?;
    let setting = Setting { rubric: &rubric, prompts: &prompts };
    let other = arguments.scenario.as_deref().map(scenario).transpose()?;
    let db_path = setup::db_path(&arguments.db)?;
    let cancel = setup::cancel_on_interrupt()?;
    let store = Mutex::new(setup::store(&db_path, &arguments.unattended, &cancel, printer)?);
    let mut exit = score_imports(arguments, setting, &store, &cancel, printer)?;
    let planned = told(lock(&store).planned_calls())?;
    let named = Named { calls: &arguments.call, none: &[], is_own: false };
    by_hand::put(&mut lock(&store), &planned, named, &by_hand::usual_sources())?;
    let matches = told(lock(&store).shop_matches())?;
    if matches.is_empty() {
        let error = anyhow::anyhow!("no planned call was found yet");
        return Err(hinted(error, Some("`ringcheck shop match FOLDER` finds them")));
    }
    let heard = score_recordings(arguments, setting, (&store, &matches), &cancel, printer)?;
    exit = exit.and(heard.exit);
    if cancel.is_requested() {
        return Ok(exit.and(Exit::Interrupted));
    }
    let judged = judge_all(&mut lock(&store), &planned, (&matches, &heard), other.as_ref(), setting, printer)?;
    // As the report counts them, with what people say.
    let calls = calls(&lock(&store), &judged, printer)?;
    show(&calls, arguments.json, printer)?;
    tell_open(&calls, printer);
    printer.note(&format!("{} judged; next: `ringcheck shop report`", count(judged.len(), "shop call")));
    Ok(if judged.len() < matches.len() { exit.and(Exit::Findings) } else { exit })
}

/// Scores the transcripts that are named.
fn score_imports(
    arguments: &ShopScoreArguments,
    setting: Setting<'_>,
    store: &Mutex<Store>,
    cancel: &Cancel,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    let masking = setup::masking(&arguments.engine.listen);
    let options = RunOptions { patience: patience(&arguments.unattended), ..RunOptions::of_jobs(NonZeroUsize::MIN) };
    let mut exit = Exit::Done;
    for path in &arguments.transcript {
        let on_event = |event: Event| tell(event, printer);
        let summary = score_transcripts(path, setting, &masking, store, options, cancel, &on_event)
            .map_err(|error| hinted(error, Some("name files of transcripts that you may read")))?;
        if summary.n_failed > 0 {
            exit = Exit::Findings;
        }
    }
    Ok(exit)
}

/// What was made of the recordings.
struct HeardNow {
    exit: Exit,
    /// By the call's id: the number of the scorecard of what was heard with these arguments, now or before. `score` may
    /// have appended one since of what it heard in a hurry.
    scorecards: BTreeMap<String, u32>,
    /// By the call's id: the transcripts of further hearings.
    further: BTreeMap<String, Vec<TranscriptKey>>,
}

/// Scores the recordings of matches that are not stored yet. A shopper's own may be stored with the sides the other way
/// round, and what `ringcheck score` heard in the morning it heard in a hurry: those are looked at again. What was heard
/// so before is not listened to anew.
///
/// Each is heard with care and further times in a hurry; of further hearings the transcript alone is stored.
fn score_recordings(
    arguments: &ShopScoreArguments,
    setting: Setting<'_>,
    (store, matches): (&Mutex<Store>, &[ShopMatch]),
    cancel: &Cancel,
    printer: &Printer,
) -> anyhow::Result<HeardNow> {
    let mut sources: Vec<(CallSource, Option<Scorecard>)> = Vec::new();
    for matched in matches {
        let stored = told(lock(store).scorecard(&matched.call_id, None))?;
        // A transcript that was made elsewhere has no recording to listen to.
        if stored.as_ref().is_some_and(|card| card.origin.model.is_none()) && !matched.is_own {
            continue;
        }
        match Source::of(matched)?.to_be_scored() {
            Some(source) => sources.push((source, stored.filter(|_| !matched.is_own))),
            None if stored.is_some() => {}
            None => printer.warn(&format!(
                "planned call {}: its recording is no longer where it was found; `ringcheck shop match{} --call {}=FILE` says where it is",
                matched.planned_call,
                if matched.is_own { " --own" } else { "" },
                matched.planned_call
            )),
        }
    }
    let mut heard = HeardNow { exit: Exit::Done, scorecards: BTreeMap::new(), further: BTreeMap::new() };
    if sources.is_empty() {
        return Ok(heard);
    }
    let listen = arguments.engine.listen.careful();
    let listener = setup::listener(&listen, printer)?;
    // What a model heard that somebody asked for stays, unless another one is asked for now.
    let is_asked_for = listen.model != DEFAULT_MODEL;
    let is_wanted = |stored: &Option<Scorecard>| {
        let is_same = |card: &Scorecard| card.origin.model_sha256.as_ref() == Some(listener.model_sha256());
        stored.as_ref().is_none_or(|card| is_asked_for || is_same(card))
    };
    sources.retain(|(_, stored)| is_wanted(stored));
    let mut sources: Vec<CallSource> = sources.into_iter().map(|(source, _)| source).collect();
    let options = |listener: &Listener, listen| -> anyhow::Result<RunOptions<'_>> {
        let limit = setup::file_limit(arguments.unattended.file_limit, listen)?;
        Ok(RunOptions { jobs: listener.n_workers(), advisor: None, limit, patience: patience(&arguments.unattended) })
    };
    let first = Mutex::new(First::default());
    let on_event = |event: Event| {
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        match &event {
            Event::Scored { path, scorecard, .. } => {
                first.scorecards.insert(scorecard.id.clone(), scorecard.scorecard);
                first.scored.insert(path.clone());
            }
            Event::Failed { path, .. } => _ = first.failed.insert(path.clone()),
            _ => {}
        }
        drop(first);
        tell(event, printer);
    };
    let first_options = options(&listener, &listen)?;
    let summary = run_batch(sources.iter().cloned(), &listener, setting, store, first_options, cancel, &on_event);
    let First { scorecards, scored, failed } = first.into_inner().unwrap_or_else(PoisonError::into_inner);
    heard.scorecards = scorecards;
    if summary.n_failed > 0 {
        heard.exit = Exit::Findings;
    }
    // What could not be heard with care is told, and not tried in a hurry.
    sources.retain(|source| !source.recordings.is_empty() && scored.contains(&source.name));
    drop(listener);
    if sources.is_empty() || cancel.is_requested() {
        return Ok(heard);
    }
    let further = setup::further_hearings(&arguments.engine.listen, printer);
    let n_hearings = 1 + further.len();
    let mut is_stopped = summary.is_stopped;
    let mut heard_again: Vec<PathBuf> = Vec::new();
    for (idx, listen) in further.iter().enumerate() {
        if is_stopped || cancel.is_requested() {
            break;
        }
        let listener = setup::listener(listen, printer)?;
        let found = Mutex::new(Vec::new());
        let is_begun = AtomicBool::new(false);
        let on_event = |event: Event| match event {
            Event::Heard { path, call_id, key } => {
                found.lock().unwrap_or_else(PoisonError::into_inner).push((path, call_id, key));
            }
            Event::Transcribed { .. } if !is_begun.swap(true, Ordering::Relaxed) => {
                printer.note(&format!("hearing {} of {n_hearings} begins", idx + 2));
            }
            // It was told already.
            Event::Failed { path, .. } if failed.contains(&path) => {}
            other => tell(other, printer),
        };
        let options = options(&listener, listen)?;
        let summary = hear_calls(sources.iter().cloned(), &listener, store, options, cancel, &on_event);
        for (path, call_id, key) in found.into_inner().unwrap_or_else(PoisonError::into_inner) {
            heard.further.entry(call_id).or_default().push(key);
            heard_again.push(path);
        }
        is_stopped = summary.is_stopped;
    }
    for source in sources.iter().filter(|_| !cancel.is_requested()) {
        let n = 1 + heard_again.iter().filter(|path| **path == source.name).count();
        if n < n_hearings {
            printer.warn(&format!(
                "`{}` was heard {n} of {n_hearings} times, and is judged by that; run this again for the others",
                source.name.display()
            ));
            heard.exit = Exit::Findings;
        }
    }
    Ok(heard)
}

/// What came of the first hearing.
#[derive(Default)]
struct First {
    scorecards: BTreeMap<String, u32>,
    /// The names of the calls that have one.
    scored: BTreeSet<PathBuf>,
    /// The recordings that could not be heard, or the calls.
    failed: BTreeSet<PathBuf>,
}

fn tell(event: Event, printer: &Printer) {
    match event {
        Event::Scored { path, scorecard, reuse } if reuse != Reuse::Scorecard => {
            printer.note(&format!("{}  {}", path.display(), crate::table::score(&scorecard)));
        }
        Event::Failed { error, .. } => {
            let hint = error.hint();
            printer.error_unlogged(&hinted(error, hint));
        }
        _ => {}
    }
}

/// Judges the calls that were found; those of which there is a result now.
fn judge_all(
    store: &mut Store,
    planned: &[PlannedCall],
    (matches, heard): (&[ShopMatch], &HeardNow),
    other: Option<&Scenario>,
    setting: Setting<'_>,
    printer: &Printer,
) -> anyhow::Result<Vec<PlannedCall>> {
    let mut judged = Vec::new();
    let before = told(store.shop_results())?;
    let mut played: Vec<(Sha256Hex, Scenario)> = Vec::new();
    for call in planned {
        if !played.iter().any(|(known, _)| *known == call.scenario_sha256) {
            let scenario = match other.filter(|other| other.id == call.scenario) {
                Some(other) => other.clone(),
                None => stored_scenario(store, &call.scenario_sha256, &call.scenario)?,
            };
            keep(store, &scenario)?;
            played.push((call.scenario_sha256.clone(), scenario));
        }
    }
    for (sha256, scenario) in &played {
        let judge = Judge::new(scenario);
        for call in planned.iter().filter(|call| call.scenario_sha256 == *sha256) {
            let Some(found) = matches.iter().find(|found| found.planned_call == call.id) else { continue };
            let (number, further) = match heard.scorecards.get(&found.call_id) {
                Some(number) => (Some(*number), heard.further.get(&found.call_id).cloned().unwrap_or_default()),
                None => heard_before(store, found, &before, setting)?,
            };
            let scored = number.map(|number| told(store.scored_call(&found.call_id, Some(number)))).transpose()?;
            let Some(scored) = scored.flatten() else {
                printer.warn(&format!("planned call {} has no scorecard, and is not judged", call.id));
                continue;
            };
            let further = further_hearings(store, further, &scored)?;
            let mut result = with_stored_conversation(&scored, setting.prompts, |first| {
                let mut result = judge.judge(first);
                for (_, further) in &further {
                    with_conversation(further, setting.prompts, |further| {
                        judge.add_hearing(&mut result, first, further);
                    });
                }
                result
            });
            result.further_hearings = further.into_iter().map(|(key, _)| hearing_of(key)).collect();
            put(store, call, &scored.scorecard, &result)?;
            judged.push(call.clone());
        }
    }
    judged.sort_by_key(|call| call.id);
    Ok(judged)
}

/// The number of the scorecard to judge a call by that is not listened to now, and the transcripts of further hearings.
///
/// A planned call that was judged by several hearings stays so, though `score` may have heard it in a hurry since; where
/// the newest scorecard is of another model, or takes the other channel for the business, that one counts.
fn heard_before(
    store: &mut Store,
    found: &ShopMatch,
    before: &[StoredShopResult],
    setting: Setting<'_>,
) -> anyhow::Result<(Option<u32>, Vec<TranscriptKey>)> {
    let is_of_call =
        |result: &&StoredShopResult| (result.planned_call, &result.call_id) == (found.planned_call, &found.call_id);
    let before = before.iter().find(is_of_call).map(|result| (result.scorecard, further_of(result)));
    let way = |card: &Scorecard| (card.origin.model_sha256.clone(), card.sides.agent_channel);
    let (mut basis, mut further) = (None, Vec::new());
    if let Some((number, keys)) = before.filter(|(_, keys)| !keys.is_empty()) {
        let card = told(store.scorecard(&found.call_id, Some(number)))?;
        let newest = told(store.scorecard(&found.call_id, None))?;
        if card.as_ref().map(way) == newest.as_ref().map(way) {
            (basis, further) = (Some(number), keys);
        }
    }
    Ok((scored_by(store, &found.call_id, basis, setting)?, further))
}

/// What a result says of the further hearings that it was judged by.
fn further_of(before: &StoredShopResult) -> Vec<TranscriptKey> {
    let hearings = serde_json::from_str::<ShopResult>(&before.json).map(|result| result.further_hearings);
    let key = |FurtherHearing { source_sha256, model_sha256, settings_sha256 }| TranscriptKey {
        source_sha256,
        model_sha256,
        settings_sha256,
    };
    hearings.unwrap_or_default().into_iter().map(key).collect()
}

fn hearing_of(TranscriptKey { source_sha256, model_sha256, settings_sha256 }: TranscriptKey) -> FurtherHearing {
    FurtherHearing { source_sha256, model_sha256, settings_sha256 }
}

/// What was heard further times of the call that was heard for `first`, as far as it is stored and does not take the caller
/// for the business.
fn further_hearings(
    store: &Store,
    keys: Vec<TranscriptKey>,
    first: &ScoredCall,
) -> anyhow::Result<Vec<(TranscriptKey, Heard)>> {
    let mut found = Vec::new();
    for key in keys {
        let heard = told(stored_hearing(store, &key))?;
        let is_same_call = |heard: &Heard| have_same_sides(&first.transcript.transcript, &heard.transcript);
        found.extend(heard.filter(is_same_call).map(|heard| (key, heard)));
    }
    Ok(found)
}

fn keep(store: &mut Store, scenario: &Scenario) -> anyhow::Result<()> {
    told(store.put_scenario(ScenarioText {
        sha256: &scenario.sha256,
        id: &scenario.id,
        version: &scenario.version,
        title: &scenario.title,
        text: &scenario.text,
    }))
}

fn rows<'r>(kind: &'r str, findings: &'r [DemandFinding]) -> impl Iterator<Item = ShopDemandRow<'r>> {
    findings.iter().map(move |demand| ShopDemandRow {
        kind,
        id: &demand.id,
        outcome: demand.outcome.as_str(),
        quote: demand.evidence.first(),
        rationale: &demand.rationale,
    })
}

/// The version of the judging with what was heard further times: the same call judged with other further hearings is
/// another result.
fn version_of(result: &ShopResult) -> String {
    let short = |hash: &Sha256Hex| hash.as_str().chars().take(12).collect::<String>();
    let mut parts = vec![result.shop_version.clone()];
    for further in &result.further_hearings {
        let model = further.model_sha256.as_ref().map(short).unwrap_or_default();
        let (source, settings) = (short(&further.source_sha256), short(&further.settings_sha256));
        parts.push(format!("{source}-{model}-{settings}"));
    }
    parts.join("/")
}

fn put(
    store: &mut Store,
    call: &PlannedCall,
    card: &ringcheck_call::Scorecard,
    result: &ShopResult,
) -> anyhow::Result<()> {
    let facts = result.hidden_facts.iter().map(|fact| ShopFactRow {
        id: &fact.id,
        outcome: fact.outcome.as_str(),
        question: fact.question.as_ref(),
        told: fact.told.as_ref(),
        rationale: &fact.rationale,
        is_of_further_hearing: fact.is_of_further_hearing,
    });
    told(store.put_shop_result(&NewShopResult {
        planned_call: call.id,
        call_id: &card.id,
        scorecard: card.scorecard,
        scenario_sha256: &result.scenario_sha256,
        shop_version: &version_of(result),
        json: &serde_json::to_string(result)?,
        facts: facts.collect(),
        demands: rows("must", &result.must).chain(rows("must_not", &result.must_not)).collect(),
    }))?;
    Ok(())
}

fn show(calls: &[ShopCall], as_json: bool, printer: &Printer) -> anyhow::Result<()> {
    let mut table = new_table(&["no", "branch", "drawn out", "must", "must not", "score", "missed or happened"]);
    for call in calls {
        let result = &call.result;
        if as_json {
            let mut line = serde_json::to_value(result)?;
            if let Some(object) = line.as_object_mut() {
                object.insert("number".to_owned(), json!(call.planned_call));
                object.insert("branch".to_owned(), json!(call.branch));
                object.insert("call".to_owned(), json!(call.scorecard.id));
                object.insert("people".to_owned(), json!(call.people));
            }
            printer.data(&line.to_string())?;
            continue;
        }
        let kept = |findings: &[DemandFinding]| {
            let n_good = findings.iter().filter(|finding| finding.outcome.is_good() == Some(true)).count();
            format!("{n_good} of {}", findings.len())
        };
        let bad = result.must.iter().chain(&result.must_not).filter(|finding| hurts(finding));
        table.add_row(vec![
            call.planned_call.to_string(),
            call.branch.clone(),
            format!("{} of {}", result.count(FactOutcome::DrawnOut), result.hidden_facts.len()),
            kept(&result.must),
            kept(&result.must_not),
            call.score().percent.map_or_else(|| "none".to_owned(), |percent| format!("{percent:.0} %")),
            bad.map(|finding| finding.id.replace('_', " ")).collect::<Vec<_>>().join(", "),
        ]);
    }
    if !as_json && !calls.is_empty() {
        printer.page(&table.trim_fmt())?;
    }
    Ok(())
}

/// Says how many outcomes are too close to call and nobody decided yet, and how to decide them.
fn tell_open(calls: &[ShopCall], printer: &Printer) {
    let mut open = calls.iter().flat_map(|call| call.open().into_iter().map(move |name| (call.planned_call, name)));
    if let Some((number, name)) = open.next() {
        printer.note(&format!(
            "{} left to a person; `ringcheck shop decide {number} {name} OUTCOME` decides one",
            count(open.count() + 1, "outcome")
        ));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
