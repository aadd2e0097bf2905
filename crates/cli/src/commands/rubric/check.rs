//! `ringcheck rubric check`: everything that is wrong with a rubric, with its place.

use std::path::{Path, PathBuf};

use ringcheck_scoring::Rubric;

use crate::{
    exit::Exit,
    printer::{Printer, hinted},
    text::count,
};

pub(super) fn run(files: &[PathBuf], printer: &Printer) -> anyhow::Result<Exit> {
    let mut n_problems = 0;
    let mut unreadable = Vec::new();
    for file in files {
        match fs_err::read_to_string(file) {
            Ok(text) => n_problems += check(file, &text, printer)?,
            Err(error) => {
                unreadable.push(hinted(error, Some("name rubrics that are text files and that you may read")));
            }
        }
    }
    let nothing_was_read = unreadable.len() == files.len();
    let last = if nothing_was_read { unreadable.pop() } else { None };
    for error in &unreadable {
        printer.error(error);
    }
    if let Some(last) = last {
        return Err(last);
    }
    printer.note(&format!(
        "{} checked, {} found",
        count(files.len() - unreadable.len(), "rubric"),
        count(n_problems, "problem")
    ));
    Ok(if n_problems > 0 || !unreadable.is_empty() { Exit::Findings } else { Exit::Done })
}

/// Prints what is wrong with `text` as `FILE:LINE:COLUMN: problem`, and returns how many problems there are.
fn check(file: &Path, text: &str, printer: &Printer) -> anyhow::Result<usize> {
    let problems = match Rubric::parse(text) {
        Ok(rubric) => {
            let n_written = rubric.criteria.iter().filter(|criterion| criterion.written.is_some()).count();
            let n_built_in = rubric.criteria.len() - n_written;
            printer.note(&format!("{}: {n_built_in} built-in and {n_written} written criteria", file.display()));
            return Ok(0);
        }
        Err(errors) => errors.problems().to_vec(),
    };
    for problem in &problems {
        printer.page(&format!("{}:{}:{}: {}", file.display(), problem.line, problem.column, problem.message))?;
        if let Some(hint) = &problem.hint {
            printer.page(&format!("    hint: {hint}"))?;
        }
    }
    Ok(problems.len())
}
