//! `ringcheck evaluate`: the tool's verdicts against labelled calls.

use std::{path::PathBuf, time::Instant};

use ringcheck_call::{Scorecard, Transcript, TranscriptSource};
use ringcheck_evaluation::{
    CallField, EarlierReportError, EvaluatedCall, EvaluationReport, Group, LabelledCall, Outcome, Parts, Workload,
    read_labelled, read_report,
};
use ringcheck_pipeline::{Cancel, Heard, Setting, assemble, hear, imported_key};
use ringcheck_transcription::mask_secrets;

use crate::{
    args::{EngineArguments, EvaluateArguments},
    drawing::reliability,
    exit::Exit,
    out_folder::{check_file, write_file},
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
    let earlier = arguments.against.as_deref().map(read_report).transpose().map_err(|error: EarlierReportError| {
        let hint = error.hint();
        hinted(error, Some(hint))
    })?;
    if let Some(file) = &arguments.svg {
        check_file(file, arguments.force)?;
    }
    let calls = read_labelled(&arguments.path)?;
    if calls.is_empty() {
        return Err(hinted(
            anyhow::anyhow!("`{}` holds no labelled calls", arguments.path.display()),
            Some("name a .jsonl file of labelled dialogues, or a folder with *.truth.json files"),
        ));
    }
    let fields = fields(&arguments.by, &calls)?;
    let paths: Vec<Option<PathBuf>> = calls.iter().map(LabelledCall::recording_path).collect();
    let (made, workload) = if paths.iter().all(Option::is_some) {
        from_recordings(&paths.into_iter().flatten().collect::<Vec<_>>(), &arguments.engine, setting, printer)?
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
    let report = EvaluationReport::build(&evaluated, Parts { groups: &groups, fields: &fields }, workload);
    let report = match &earlier {
        Some(earlier) => report.against(earlier),
        None => report,
    };
    if arguments.json {
        printer.data(&serde_json::to_string_pretty(&report)?)?;
    } else {
        printer.page(report.to_string().trim_end())?;
    }
    if let Some(file) = &arguments.svg {
        let picture = reliability(&report.overall.calibration.all_criteria).ok_or_else(|| {
            let error = anyhow::anyhow!("there is nothing to draw: no labelled criterion was passed or failed");
            hinted(error, Some("leave out `--svg`, or name calls with labels of the rubric's criteria"))
        })?;
        write_file(file, &picture, arguments.force)?;
        printer.note(&format!("picture: {}", file.display()));
    }
    let has_unscored = made.iter().any(|m| matches!(m, Made::Nothing { .. }));
    Ok(if has_unscored { Exit::Findings } else { Exit::Done })
}

/// The fields to report apart, each once, if the calls tell them.
fn fields(asked: &[CallField], calls: &[LabelledCall]) -> anyhow::Result<Vec<CallField>> {
    let mut fields: Vec<CallField> = Vec::new();
    for field in asked {
        if !calls.iter().any(|call| field.value_of(call).is_some()) {
            let hint = match field {
                CallField::Layout => "only calls with recordings have a layout: name a folder with *.truth.json files",
                _ => "add it to the labels, or name ranges of calls with `--group NAME=FIRST..LAST`",
            };
            return Err(hinted(anyhow::anyhow!("no labelled call tells its {field}"), Some(hint)));
        }
        if !fields.contains(field) {
            fields.push(*field);
        }
    }
    Ok(fields)
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
    printer: &Printer,
) -> anyhow::Result<(Vec<Made>, Option<Workload>)> {
    let listener = setup::listener(&engine.listen, printer)?;
    let started = Instant::now();
    let heard = hear(paths, &listener, listener.n_workers(), &Cancel::default());
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
