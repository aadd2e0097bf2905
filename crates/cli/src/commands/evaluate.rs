//! `ringcheck evaluate`: the tool's verdicts against labelled calls.

use std::{path::PathBuf, time::Instant};

use ringcheck_call::{Scorecard, Transcript, TranscriptSource};
use ringcheck_evaluation::{EvaluatedCall, EvaluationReport, Group, LabelledCall, Outcome, Workload, read_labelled};
use ringcheck_pipeline::{Cancel, Heard, Setting, assemble, hear, imported_key};
use ringcheck_transcription::mask_secrets;

use crate::{
    args::{EngineArguments, EvaluateArguments},
    exit::Exit,
    printer::{Printer, error_text, hinted},
    setup,
};

/// What the tool made of a labelled call.
enum Made {
    Scorecard { card: Box<Scorecard>, heard: Option<Transcript> },
    Nothing { reason: String },
}

pub(crate) fn run(arguments: &EvaluateArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let rubric = setup::rubric(&arguments.engine.rubric)?;
    let prompts = setup::prompts(arguments.engine.prompts.as_deref())?;
    let setting = Setting { rubric: &rubric, prompts: &prompts };
    let groups = arguments.group.iter().map(|text| text.parse()).collect::<Result<Vec<Group>, _>>()?;
    let calls = read_labelled(&arguments.path)?;
    if calls.is_empty() {
        return Err(hinted(
            anyhow::anyhow!("`{}` holds no labelled calls", arguments.path.display()),
            Some("name a .jsonl file of labelled dialogues, or a folder with *.truth.json files"),
        ));
    }
    let paths: Vec<Option<PathBuf>> = calls.iter().map(LabelledCall::recording_path).collect();
    let (made, workload) = if paths.iter().all(Option::is_some) {
        from_recordings(&paths.into_iter().flatten().collect::<Vec<_>>(), &arguments.engine, setting)?
    } else {
        (calls.iter().map(|call| from_text(call, &arguments.engine, setting)).collect(), None)
    };
    let evaluated: Vec<EvaluatedCall<'_>> = calls
        .iter()
        .zip(&made)
        .map(|(labelled, made)| EvaluatedCall {
            labelled,
            outcome: match made {
                Made::Scorecard { card, heard } => Outcome::Scored { scorecard: card, heard: heard.as_ref() },
                Made::Nothing { reason } => Outcome::NotScored { reason: reason.clone() },
            },
        })
        .collect();
    let report = EvaluationReport::build(&evaluated, &groups, workload);
    if arguments.json {
        printer.data(&serde_json::to_string_pretty(&report)?)?;
    } else {
        printer.page(report.to_string().trim_end())?;
    }
    let has_unscored = made.iter().any(|m| matches!(m, Made::Nothing { .. }));
    Ok(if has_unscored { Exit::Findings } else { Exit::Done })
}

fn from_text(call: &LabelledCall, engine: &EngineArguments, setting: Setting<'_>) -> Made {
    let masking = setup::masking(&engine.listen);
    let segments = mask_secrets(call.transcript().segments, &masking);
    let transcript = Transcript { source: TranscriptSource::Imported, segments };
    let key = imported_key(&setting.rubric.sha256, &masking);
    let (card, _) = assemble(&Heard::imported(call.id.clone(), transcript), &key, setting);
    Made::Scorecard { card: Box::new(card), heard: None }
}

fn from_recordings(
    paths: &[PathBuf],
    engine: &EngineArguments,
    setting: Setting<'_>,
) -> anyhow::Result<(Vec<Made>, Option<Workload>)> {
    let listener = setup::listener(&engine.listen)?;
    let started = Instant::now();
    let heard = hear(paths, &listener, setup::jobs(&engine.listen), &Cancel::default());
    let mut audio_ms = 0;
    let made = heard
        .into_iter()
        .map(|heard| match heard {
            Ok((heard, key)) => {
                audio_ms += heard.recordings.iter().map(|r| r.duration_ms).sum::<u64>();
                let (card, _) = assemble(&heard, &key, setting);
                Made::Scorecard { card: Box::new(card), heard: Some(heard.transcript) }
            }
            Err(error) => Made::Nothing { reason: error_text(&error.into()) },
        })
        .collect();
    let work_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok((made, Some(Workload { audio_ms, work_ms })))
}
