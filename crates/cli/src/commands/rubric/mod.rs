//! `ringcheck rubric`: start, check, test and compare what calls are judged by.

mod check;
mod diff;
mod new;
mod test;

use serde_json::json;

use ringcheck_scoring::SHIPPED_RUBRICS;

use crate::{args::RubricCommand, exit::Exit, printer::Printer, setup, table::new_table};

pub(crate) fn run(command: RubricCommand, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        RubricCommand::New(arguments) => new::run(&arguments, printer),
        RubricCommand::Check { files } => check::run(&files, printer),
        RubricCommand::Test { rubric } => test::run(&rubric, printer),
        RubricCommand::List { json } => list(json, printer),
        RubricCommand::Show { rubric } => {
            let text = setup::rubric_text(&rubric)?;
            printer.page(text.trim_end())?;
            Ok(Exit::Done)
        }
        RubricCommand::Diff(arguments) => diff::run(&arguments, printer),
    }
}

fn list(as_json: bool, printer: &Printer) -> anyhow::Result<Exit> {
    let mut table = new_table(&["name", "criteria", "for calls to"]);
    for shipped in SHIPPED_RUBRICS {
        let rubric = shipped.rubric();
        if as_json {
            let ids: Vec<&str> = rubric.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
            let line = json!({
                "name": shipped.name,
                "title": rubric.title,
                "version": rubric.version,
                "sha256": rubric.sha256.as_str(),
                "criteria": ids,
            });
            printer.data(&line.to_string())?;
        } else {
            table.add_row(vec![shipped.name.to_owned(), rubric.criteria.len().to_string(), shipped.about.to_owned()]);
        }
    }
    if !as_json {
        printer.page(&table.trim_fmt())?;
        printer.note("`ringcheck rubric show NAME` prints one; `--rubric NAME` judges by it");
    }
    Ok(Exit::Done)
}
