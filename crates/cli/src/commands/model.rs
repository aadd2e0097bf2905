//! `ringcheck model`: list, locate and fetch speech models.

use std::{ops::ControlFlow, sync::Mutex, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use ringcheck_models::{
    CATALOG, DEFAULT_MODEL, FURTHER_MODEL, FileOrigin, KnownFile, KnownModel, Phase, Places, Progress, PullOutcome,
    Source, inspect, installed, locate, pull,
};
use serde_json::json;

use crate::{
    args::ModelCommand,
    exit::Exit,
    printer::{Printer, hinted},
    table,
};

pub(crate) fn run(command: ModelCommand, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        ModelCommand::List { json } => list(json, printer),
        ModelCommand::Path { model } => path(&model, printer),
        ModelCommand::Pull { name, from } => fetch(&name, from.as_deref(), printer),
    }
}

fn list(as_json: bool, printer: &Printer) -> anyhow::Result<Exit> {
    let here = installed(&Places::discover());
    let names = CATALOG
        .iter()
        .map(|m| m.name)
        .chain(here.iter().map(|m| m.name.as_str()).filter(|name| !CATALOG.iter().any(|known| known.name == *name)));
    let mut rows = table::new_table(&["model", "megabytes", "here", "SHA-256"]);
    for name in names {
        let known = CATALOG.iter().find(|m| m.name == name).and_then(known_file);
        let path = here.iter().find(|m| m.name == name).map(|m| m.path.display().to_string());
        if as_json {
            printer.data(
                &json!({"name": name, "bytes": known.map(|f| f.bytes), "sha256": known.map(|f| f.sha256), "path": path})
                    .to_string(),
            )?;
            continue;
        }
        rows.add_row([
            name.to_owned(),
            known.map(|f| f.bytes.div_ceil(1_000_000).to_string()).unwrap_or_default(),
            path.unwrap_or_default(),
            known.map_or("not known", |f| f.sha256).to_owned(),
        ]);
    }
    if !as_json {
        printer.page(&rows.trim_fmt())?;
        printer.note("\nfetch one with `ringcheck model pull NAME`, use it with `--model NAME`");
    }
    Ok(Exit::Done)
}

/// The file that is meant by a model's name: the one that ships with Ringcheck, else the published one.
fn known_file(model: &KnownModel) -> Option<&KnownFile> {
    let bundled = model
        .files
        .iter()
        .find(|f| [DEFAULT_MODEL, FURTHER_MODEL].contains(&model.name) && f.origin == FileOrigin::Bundled);
    bundled.or_else(|| model.files.first())
}

fn path(model: &str, printer: &Printer) -> anyhow::Result<Exit> {
    let with_hint = |error: ringcheck_models::ModelError| {
        let hint = error.hint();
        hinted(error, hint)
    };
    let file = locate(model, &Places::discover()).map_err(with_hint)?;
    inspect(&file.path).map_err(with_hint)?;
    printer.data(&file.path.display().to_string())?;
    Ok(Exit::Done)
}

fn fetch(name: &str, from: Option<&str>, printer: &Printer) -> anyhow::Result<Exit> {
    let source = from.map(Source::parse);
    let places = Places::discover();
    let folder = places.own.ok_or_else(|| {
        hinted(anyhow::anyhow!("no folder of yours was found to put models in"), Some("name one with RINGCHECK_MODELS"))
    })?;
    let bar = Mutex::new(None);
    let show = printer.can_show_progress();
    let mut on_progress = |progress: Progress| {
        if show {
            draw(&mut bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner), progress);
        }
        ControlFlow::Continue(())
    };
    let pulled = pull(name, source.as_ref(), &folder, &mut on_progress);
    if let Some(bar) = bar.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        bar.finish_and_clear();
    }
    let pulled = pulled.map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })?;
    printer.note(match pulled.outcome {
        PullOutcome::AlreadyThere => "it is here already",
        PullOutcome::Fetched if pulled.is_verified => "fetched, and its SHA-256 is the known one",
        PullOutcome::Fetched => "fetched; it is a Whisper model, but its SHA-256 is not a known one",
    });
    printer.data(&pulled.path.display().to_string())?;
    Ok(Exit::Done)
}

fn draw(bar: &mut Option<ProgressBar>, progress: Progress) {
    let bar = bar.get_or_insert_with(|| {
        let bar = ProgressBar::new(0);
        let style = "{msg} {bar:30} {decimal_bytes}/{decimal_total_bytes}  {decimal_bytes_per_sec}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        bar
    });
    if let Some(total) = progress.total_bytes {
        bar.set_length(total);
    }
    bar.set_position(progress.done_bytes);
    bar.set_message(match progress.phase {
        Phase::Fetching => "fetching",
        Phase::Verifying => "checking",
    });
}
