//! `ringcheck shop evaluate`: what is judged against labelled shop calls.

use std::path::{Path, PathBuf};

use ringcheck_call::{Transcript, TranscriptSource};
use ringcheck_evaluation::{LabelledCall, read_labelled};
use ringcheck_pipeline::{Cancel, Heard, have_same_sides, hear, with_conversation};
use ringcheck_shop::{Judge, LabelledShop, Measured, SHIPPED_SCENARIOS, Scenario};
use ringcheck_transcription::mask_secrets;

use super::parse;
use crate::{
    args::{ListenArguments, ShopEvaluateArguments},
    exit::Exit,
    printer::{Printer, error_text, hinted},
    setup,
};

/// How the files with the labels of a recording end.
const TRUTH_ENDING: &str = ".truth.json";

pub(super) fn run(arguments: &ShopEvaluateArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let prompts = setup::prompts(arguments.engine.prompts.as_deref())?;
    let scenarios = scenarios(&arguments.scenario)?;
    let calls = read_labelled(&arguments.path)?;
    let labels = read_labels(&arguments.path)?;
    let paths: Vec<PathBuf> = calls.iter().filter_map(LabelledCall::recording_path).collect();
    let has_recordings = !calls.is_empty() && paths.len() == calls.len();
    let listen = |how: &ListenArguments| -> anyhow::Result<Vec<Result<Heard, String>>> {
        let listener = setup::listener(how, printer)?;
        let heard = hear(&paths, &listener, listener.n_workers(), &Cancel::default()).into_iter();
        Ok(heard.map(|heard| heard.map(|(heard, _)| heard).map_err(|error| error_text(&error.into()))).collect())
    };
    // What could not be heard as often as the others is not measured among them.
    let heard: Vec<Result<(Heard, Vec<Heard>), String>> = if has_recordings {
        let first = listen(&arguments.engine.listen.careful())?.into_iter();
        let mut heard: Vec<_> = first.map(|first| Ok((first?, Vec::new()))).collect();
        for how in setup::further_hearings(&arguments.engine.listen, printer) {
            for (heard, further) in heard.iter_mut().zip(listen(&how)?) {
                match (heard, further) {
                    (Ok((_, all)), Ok(further)) => all.push(further),
                    (heard @ Ok(_), Err(error)) => *heard = Err(error),
                    (Err(_), _) => {}
                }
            }
        }
        heard
    } else {
        let masking = setup::masking(&arguments.engine.listen);
        let imported = |call: &LabelledCall| {
            let segments = mask_secrets(call.transcript().segments, &masking);
            let transcript = Transcript { source: TranscriptSource::Imported, segments };
            Ok((Heard::imported(call.id.clone(), transcript), Vec::new()))
        };
        calls.iter().map(imported).collect()
    };
    let judges: Vec<(&Scenario, Judge<'_>)> = scenarios.iter().map(|played| (played, Judge::new(played))).collect();
    let mut measured = Measured::default();
    for (call, heard) in calls.iter().zip(&heard) {
        let Some(labels) = labels.iter().find(|labels| labels.id == call.id) else {
            anyhow::bail!("the call `{}` has no labels of a shop call", call.id);
        };
        let Some((played, judge)) = judges.iter().find(|(played, _)| played.id == labels.scenario) else {
            let error =
                anyhow::anyhow!("the call `{}` is of the scenario `{}`, which is not known", call.id, labels.scenario);
            return Err(hinted(error, Some("name its file with `--scenario FILE`")));
        };
        match heard {
            Ok((heard, further)) => {
                let result = with_conversation(heard, &prompts, |first| {
                    let mut result = judge.judge(first);
                    // With the sides the other way round it is another call.
                    let is_same_call = |further: &&Heard| have_same_sides(&heard.transcript, &further.transcript);
                    for further in further.iter().filter(is_same_call) {
                        with_conversation(further, &prompts, |further| judge.add_hearing(&mut result, first, further));
                    }
                    result
                });
                measured.add(labels, played, &result, !has_recordings)?;
            }
            Err(why) => measured.not_judged.push(format!("{}: {why}", call.id)),
        }
    }
    if arguments.totals {
        measured.differences.clear();
        let n_unjudged = measured.not_judged.len();
        measured.not_judged.clear();
        if n_unjudged > 0 {
            measured.not_judged.push(format!("{n_unjudged} of {}", calls.len()));
        }
    }
    if arguments.json {
        printer.data(&serde_json::to_string_pretty(&measured)?)?;
    } else {
        printer.page(measured.to_string().trim_end())?;
    }
    Ok(if measured.not_judged.is_empty() { Exit::Done } else { Exit::Findings })
}

/// The scenarios that ship, and those that are named, which come before.
fn scenarios(files: &[PathBuf]) -> anyhow::Result<Vec<Scenario>> {
    let mut scenarios = Vec::new();
    for file in files {
        let text = fs_err::read_to_string(file)
            .map_err(|error| hinted(error, Some("--scenario takes a scenario as a TOML file")))?;
        scenarios.push(parse(&text, &file.display().to_string())?);
    }
    scenarios.extend(SHIPPED_SCENARIOS.iter().map(ringcheck_shop::ShippedScenario::scenario));
    Ok(scenarios)
}

/// The labels of shop calls at `path`, which is as for `ringcheck evaluate`.
fn read_labels(path: &Path) -> anyhow::Result<Vec<LabelledShop>> {
    let read = |text: &str, file: &Path, line: Option<usize>| {
        let place = line.map(|line| format!(" line {line}")).unwrap_or_default();
        serde_json::from_str::<LabelledShop>(text).map_err(|error| {
            let error =
                anyhow::Error::new(error).context(format!("`{}`{place}: no labelled shop call", file.display()));
            hinted(error, Some("each needs `id`, `scenario`, `facts`, `must` and `must_not`: docs/secret-shop.md"))
        })
    };
    if !path.is_dir() && path.extension().is_none_or(|extension| extension != "json") {
        let text = fs_err::read_to_string(path)?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        return lines.map(|(idx, line)| read(line, path, Some(idx + 1))).collect();
    }
    let files: Vec<PathBuf> = if path.is_dir() {
        let mut files = Vec::new();
        for entry in fs_err::read_dir(path)? {
            files.push(entry?.path());
        }
        files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().ends_with(TRUTH_ENDING)));
        files.sort();
        files
    } else {
        vec![path.to_owned()]
    };
    files.iter().map(|file| read(&fs_err::read_to_string(file)?, file, None)).collect()
}
