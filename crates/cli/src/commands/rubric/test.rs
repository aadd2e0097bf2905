//! `ringcheck rubric test`: a rubric's own examples and test calls.

use ringcheck_scoring::{TestFailure, test_rubric};

use crate::{
    exit::Exit,
    printer::Printer,
    setup,
    text::{count, wrap},
};

/// How wide the page is.
const WIDTH: usize = 100;

pub(super) fn run(asked: &str, printer: &Printer) -> anyhow::Result<Exit> {
    let rubric = setup::rubric(asked)?;
    let report = test_rubric(&rubric);
    for TestFailure { criterion, line, what, why } in &report.failures {
        let at = line.map(|line| format!(", test in line {line}")).unwrap_or_default();
        printer.page(&wrap(&format!("{criterion}{at}: {what}"), WIDTH, ""))?;
        if !why.is_empty() {
            printer.page(&wrap(why, WIDTH, "    "))?;
        }
    }
    for remark in &report.remarks {
        printer.note(&wrap(&format!("note: {remark}"), WIDTH, ""));
    }
    printer.note(&format!(
        "{} and {} tried, {} not as expected",
        count(report.n_examples, "example phrase"),
        count(report.n_calls, "test call"),
        report.failures.len()
    ));
    Ok(if report.failures.is_empty() { Exit::Done } else { Exit::Findings })
}
