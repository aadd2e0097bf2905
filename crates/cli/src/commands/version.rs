//! `ringcheck --version`: the version, and with `--verbose` what the program was built with.

use ringcheck_ingest::Ffmpeg;
use ringcheck_models::Places;
use ringcheck_transcription::{BuildInfo, build_info};

use crate::{exit::Exit, printer::Printer};

pub(crate) fn run(is_verbose: bool, printer: &Printer) -> anyhow::Result<Exit> {
    let version = concat!("ringcheck ", env!("CARGO_PKG_VERSION"));
    if is_verbose {
        printer.page(&format!("{version}\n{}\n{}", built_with(build_info()), found_here()))?;
    } else {
        printer.data(version)?;
    }
    Ok(Exit::Done)
}

/// What the program was built with, a line a fact.
fn built_with(info: &BuildInfo) -> String {
    let accelerators: Vec<String> = info
        .accelerators
        .iter()
        .map(|accelerator| format!("{} {}", accelerator.feature, if accelerator.is_on { "on" } else { "off" }))
        .collect();
    let guard = if info.has_alignment_guard {
        "guarded: words are aligned with the audio"
    } else {
        "not guarded: words have Whisper's own times, which may be off by seconds beside a pause"
    };
    let mut lines = vec![
        fact("target", info.target),
        fact("profile", info.profile),
        fact("whisper.cpp", &whisper_cpp(info)),
        fact("word alignment", guard),
        fact("accelerators", &accelerators.join(", ")),
    ];
    for part in info.compiled_in.chunk_by(|a, b| a.part == b.part).filter(|part| !part[0].part.is_empty()) {
        let names: Vec<&str> = part.iter().map(|feature| feature.name.as_str()).collect();
        lines.push(fact(&part[0].part, &names.join(" ")));
    }
    lines.join("\n")
}

/// The version, and how it was changed before it was compiled.
fn whisper_cpp(info: &BuildInfo) -> String {
    let changes = info.compiled_in.iter().filter(|feature| feature.part.is_empty());
    let changes: Vec<&str> = changes.map(|feature| feature.name.as_str()).collect();
    format!("{} {}", info.whisper_cpp_version, changes.join(" ")).trim_end().to_owned()
}

/// What of this machine the program uses, a line a fact.
fn found_here() -> String {
    let mut lines = Vec::new();
    for (place, idx) in Places::discover().search.iter().zip(0..) {
        let name = if idx == 0 { "models" } else { "" };
        lines.push(fact(name, &format!("{} ({})", place.folder.display(), place.reason)));
    }
    let ffmpeg = Ffmpeg::installed().map_or_else(
        || "none; recordings that need it are refused (docs/formats.md)".to_owned(),
        |ffmpeg| format!("{} at {}", ffmpeg.name(), ffmpeg.program().display()),
    );
    lines.push(fact("ffmpeg", &ffmpeg));
    lines.join("\n")
}

fn fact(name: &str, value: &str) -> String {
    format!("  {name:<16}{value}")
}
