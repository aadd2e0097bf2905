//! What listens and judges: the speech model, and an invented call through everything behind it.

use std::{num::NonZeroUsize, sync::Mutex};

use ringcheck_call::Verdict;
use ringcheck_models::{ModelFacts, Places, find, inspect, locate, sha256_of_model};
use ringcheck_pipeline::{Cancel, Event, RunOptions, Setting, score_transcripts};
use ringcheck_scoring::{Rubric, ShippedRubric};
use ringcheck_store::Store;
use ringcheck_transcription::{BeamSize, MaskingOptions};

use super::Check;
use crate::{
    args::{JobsArgument, ListenArguments},
    printer::{Printer, hinted},
    setup,
};

/// A call that is turned away, as anybody would say who read it.
const INVENTED_CALL: &str = concat!(
    r#"{"schema":"ringcheck.transcript/1","id":"doctor","turns":["#,
    r#"{"side":"business","text":"Thank you for calling Maple Street Computers, this is Dana. How can I help you?"},"#,
    r#"{"side":"caller","text":"Hi, our server is down and we are looking for somebody who can fix it today."},"#,
    r#"{"side":"business","text":"I'm sorry, we only help customers who have a contract with us."},"#,
    r#"{"side":"caller","text":"Oh. All right then."},"#,
    r#"{"side":"business","text":"Okay, goodbye."}]}"#,
);

/// The speech model: there, what its name says to the byte, and one that the engine takes.
pub(super) fn speech_model(listen: &ListenArguments) -> Vec<Check> {
    const NAME: &str = "speech model";
    let mut jobs_check = None;
    let mut check = || -> Result<Check, ringcheck_models::ModelError> {
        let file = locate(&listen.model, &Places::discover())?;
        let facts = inspect(&file.path)?;
        jobs_check = Some(jobs(listen.jobs, &facts, listen.beam_size.unwrap_or_default()));
        let shown = format!("{} ({} MB)", file.name, facts.bytes / 1_000_000);
        let Some(known) = find(&file.name) else {
            return Ok(Check::ok(NAME, format!("{shown}, a model of your own: whole, as far as can be told")));
        };
        let sha256 = sha256_of_model(&file.path)?;
        Ok(if known.files.iter().any(|known| known.sha256 == sha256.as_str()) {
            Check::ok(NAME, format!("{shown}, intact"))
        } else {
            let mend = format!("`ringcheck model pull {}` fetches the right one", file.name);
            Check::fail(NAME, format!("`{}` has not the bytes that {} has", file.path.display(), file.name), mend)
        })
    };
    let found = check().unwrap_or_else(|error| {
        let hint = error.hint();
        Check::of_error(NAME, &hinted(error, hint))
    });
    if found.state == super::State::Fail {
        return jobs_check.into_iter().chain([found]).collect();
    }
    let loaded = match setup::listener(listen, &Printer::new(true)) {
        Ok(_) => Check::ok("listening", "the speech model loads"),
        Err(error) => Check::of_error("listening", &error),
    };
    jobs_check.into_iter().chain([found, loaded]).collect()
}

/// Whether as many recordings at once as are asked for fit this machine.
fn jobs(asked: JobsArgument, facts: &ModelFacts, beam: BeamSize) -> Check {
    const NAME: &str = "jobs";
    let fitting = crate::jobs::fitting(facts, beam);
    let n = fitting.n;
    let n_cores = fitting.n_cores_beyond_memory.unwrap_or(n);
    let machine = format!("cores: {n_cores}, recordings at once that fit into the memory that is free: {n}");
    match asked {
        JobsArgument::Given(asked) if asked > n => {
            let mend = "leave it to `--jobs auto`: more at once take longer, or run out of memory";
            Check::warn(NAME, format!("--jobs {asked} is more than this machine has room for ({machine})"), mend)
        }
        JobsArgument::Auto if fitting.n_cores_beyond_memory.is_some() => {
            let mend = "free some memory, or take a smaller model, and runs take less time";
            Check::warn(NAME, machine, mend)
        }
        _ => Check::ok(NAME, machine),
    }
}

/// An invented call is masked, judged by the rubric that ships, stored and read back.
pub(super) fn judging() -> Check {
    const NAME: &str = "judging";
    match judged() {
        Ok(Some(Verdict::Fail)) => Check::ok(NAME, "an invented call is judged and stored as it should be"),
        Ok(verdict) => {
            let verdict = verdict.map_or("nothing", Verdict::as_str);
            let mend = "this program is damaged or was built wrongly: install it again";
            Check::fail(NAME, format!("an invented call that is turned away comes out as {verdict}"), mend)
        }
        Err(error) => Check::of_error(NAME, &error),
    }
}

/// What becomes of `no_contract_turnaway` in the invented call.
fn judged() -> anyhow::Result<Option<Verdict>> {
    let folder = tempfile::tempdir()?;
    let transcript = folder.path().join("call.jsonl");
    fs_err::write(&transcript, INVENTED_CALL)?;
    let shipped = ShippedRubric::named("msp-inbound").map_or("", |shipped| shipped.text);
    let rubric = Rubric::parse(shipped)?;
    let store = Mutex::new(Store::open(&folder.path().join("doctor.db"))?);
    let setting = Setting { rubric: &rubric, prompts: &[] };
    let failed = Mutex::new(None);
    let on_event = |event: Event| {
        if let Event::Failed { error, .. } = event {
            *failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
        }
    };
    let masking = MaskingOptions::default();
    let options = RunOptions::of_jobs(NonZeroUsize::MIN);
    score_transcripts(&transcript, setting, &masking, &store, options, &Cancel::default(), &on_event)?;
    if let Some(error) = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error.into());
    }
    let store = store.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let card = store.scorecard("doctor", None)?;
    let criteria = card.into_iter().flat_map(|card| card.criteria);
    Ok(criteria.into_iter().find(|criterion| criterion.id == "no_contract_turnaway").map(|criterion| criterion.verdict))
}
