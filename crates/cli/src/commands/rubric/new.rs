//! `ringcheck rubric new`: a rubric to begin with.

use std::path::Path;

use anyhow::bail;
use ringcheck_scoring::{is_rubric_id, rubric_id_of, rubric_of_script, start_of_rubric};

use crate::{
    args::NewRubricArguments,
    exit::Exit,
    out_folder::write_file,
    printer::{Printer, hinted},
    text::count,
};

/// The name of a start that nobody named.
const UNNAMED: &str = "our-calls";

pub(super) fn run(arguments: &NewRubricArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let name = name_of(arguments)?;
    let text = match &arguments.from_script {
        Some(script) => from_script(script, &name, arguments.in_order, printer)?,
        None => start_of_rubric(&name),
    };
    let Some(out) = &arguments.out else {
        printer.data(text.trim_end())?;
        return Ok(Exit::Done);
    };
    write_file(out, &text, arguments.force)?;
    let shown = out.display();
    printer
        .note(&format!("rubric: {shown}\nnext: `ringcheck rubric check {shown}` and `ringcheck rubric test {shown}`"));
    Ok(Exit::Done)
}

fn from_script(script: &Path, name: &str, in_order: bool, printer: &Printer) -> anyhow::Result<String> {
    let markdown = fs_err::read_to_string(script)
        .map_err(|error| hinted(error, Some("--from-script takes your phone script as a text or Markdown file")))?;
    let made = rubric_of_script(&markdown, name, in_order).map_err(|error| {
        let context = format!("no rubric comes of `{}`", script.display());
        hinted(anyhow::Error::new(error).context(context), Some(error.hint()))
    })?;
    for (line, why) in &made.left_out {
        printer.note(&format!("{}:{line}: left out, {why}", script.display()));
    }
    printer.note(&format!("{} of the script became criteria", count(made.n_lines, "line")));
    Ok(made.text)
}

fn name_of(arguments: &NewRubricArguments) -> anyhow::Result<String> {
    if let Some(name) = &arguments.name {
        if !is_rubric_id(name) {
            let near = rubric_id_of(name);
            let hint = if near.is_empty() { "such as front-desk".to_owned() } else { format!("such as {near}") };
            return Err(hinted(anyhow::anyhow!("`{name}` holds more than a-z, 0-9 and `-`"), Some(hint)));
        }
        return Ok(name.clone());
    }
    let file = arguments.out.as_deref().or(arguments.from_script.as_deref());
    let stem = file.and_then(Path::file_stem).map(|stem| rubric_id_of(&stem.to_string_lossy()));
    match stem {
        Some(stem) if stem.is_empty() => bail!("the file's name gives the rubric none: name it with `--name`"),
        Some(stem) => Ok(stem),
        None => Ok(UNNAMED.to_owned()),
    }
}
