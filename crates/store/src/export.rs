//! What is stored, as CSV for spreadsheets and as JSON Lines for programs.

use std::{
    borrow::Cow,
    io::{self, Write},
    ops::ControlFlow,
};

use ringcheck_call::{Disposition, Verdict};

use crate::{
    CallFilter, CallRow, Store, StoreError,
    calls::{criterion_ids, visit_calls, visit_scorecard_ids},
    convert::word_of,
    error::{StoreErrorKind, Task},
};

/// The columns before the verdicts.
const COLUMNS_BEFORE: [&str; 15] = [
    "id",
    "file",
    "started_at",
    "direction",
    "agent_name",
    "caller_number",
    "called_number",
    "extension",
    "disposition",
    "call_type",
    "percent",
    "points",
    "possible",
    "passed",
    "needs_review",
];

/// The columns after the verdicts.
const COLUMNS_AFTER: [&str; 3] = ["rubric", "rubric_version", "model"];

impl Store {
    /// Writes the newest scorecard of each call that `filter` lets through as CSV (RFC 4180), one row a call.
    ///
    /// There is a column for each criterion of any of them, in the order of [`Store::criterion_ids`]; it is empty
    /// where a call's rubric has no such criterion, and unknown values are empty. A cell that a spreadsheet would run
    /// as a formula starts with an apostrophe. Calls are written as they are read, none is kept.
    pub fn export_csv(&self, out: &mut dyn Write, filter: &CallFilter) -> Result<(), StoreError> {
        self.read(Task::Export, |conn| {
            let criteria = criterion_ids(conn, filter)?;
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            let names = COLUMNS_BEFORE.into_iter().chain(criteria.iter().map(String::as_str)).chain(COLUMNS_AFTER);
            writer.write_record(names.map(|name| defuse(name).into_owned())).map_err(output)?;
            visit_calls(conn, filter, &mut |call| {
                writer.write_record(cells(&call, &criteria)?).map_err(output)?;
                Ok(ControlFlow::Continue(()))
            })?;
            writer.flush().map_err(StoreErrorKind::Output)
        })
    }

    /// Writes the newest scorecard of each call that `filter` lets through, exactly as it is stored, one a line.
    pub fn export_jsonl(&self, out: &mut dyn Write, filter: &CallFilter) -> Result<(), StoreError> {
        self.read(Task::Export, |conn| {
            let mut statement = conn.prepare("SELECT json FROM scorecards WHERE id = ?1")?;
            visit_scorecard_ids(conn, filter, &mut |id| {
                let mut rows = statement.query([id])?;
                if let Some(row) = rows.next()? {
                    let json = row.get_ref(0)?.as_bytes().map_err(rusqlite::Error::from)?;
                    out.write_all(json).and_then(|()| out.write_all(b"\n")).map_err(StoreErrorKind::Output)?;
                }
                Ok(())
            })?;
            out.flush().map_err(StoreErrorKind::Output)
        })
    }
}

fn cells(call: &CallRow, criteria: &[String]) -> Result<Vec<String>, StoreErrorKind> {
    let text = |value: &Option<String>| defuse(value.as_deref().unwrap_or_default()).into_owned();
    let direction = call.direction.as_ref().map(word_of).transpose()?.unwrap_or_default();
    let mut cells = vec![
        defuse(&call.id).into_owned(),
        text(&call.path),
        text(&call.started_at),
        direction,
        text(&call.agent_name),
        text(&call.caller_number),
        text(&call.called_number),
        text(&call.extension),
        call.disposition.map_or("", Disposition::as_str).to_owned(),
        call.call_type.to_string(),
        call.percent.map(|percent| format!("{percent:.1}")).unwrap_or_default(),
        call.points.to_string(),
        call.possible.to_string(),
        call.passed.map(|passed| passed.to_string()).unwrap_or_default(),
        call.needs_review.to_string(),
    ];
    let verdict = |id: &String| call.verdicts.iter().find(|(of, _)| of == id).map_or("", |(_, v)| Verdict::as_str(*v));
    cells.extend(criteria.iter().map(|id| verdict(id).to_owned()));
    cells.extend([defuse(&call.rubric).into_owned(), defuse(&call.rubric_version).into_owned(), text(&call.model)]);
    Ok(cells)
}

/// `cell` with an apostrophe before it if a spreadsheet would run it as a formula.
///
/// The characters are those of OWASP's page on CSV injection. Phone numbers and negative numbers stay as they are:
/// without letters they can name no function and no other cell.
#[must_use]
pub fn defuse(cell: &str) -> Cow<'_, str> {
    let is_risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if is_risky && !is_phone_number(cell) && !is_negative_number(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn is_phone_number(cell: &str) -> bool {
    cell.strip_prefix('+').is_some_and(|rest| {
        rest.contains(|c: char| c.is_ascii_digit())
            && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-'))
    })
}

fn is_negative_number(cell: &str) -> bool {
    cell.strip_prefix('-').is_some_and(|rest| {
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        is_digits(whole) && is_digits(fraction)
    })
}

pub(crate) fn output(error: csv::Error) -> StoreErrorKind {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => StoreErrorKind::Output(error),
        // The writer makes every record of the same length, so nothing else can go wrong.
        _ => StoreErrorKind::Output(io::Error::from(io::ErrorKind::InvalidData)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for (cell, expected) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("+1 (512) 555-0134", "+1 (512) 555-0134"),
            ("+", "'+"),
            ("-12.5", "-12.5"),
            ("-", "'-"),
            ("-1.", "'-1."),
            ("(512) 555-0134", "(512) 555-0134"),
            ("Al = Bo", "Al = Bo"),
            ("", ""),
        ] {
            assert_eq!(defuse(cell), expected);
        }
    }

    proptest! {
        #[test]
        fn no_cell_with_a_letter_starts_as_a_formula(cell in "[=+@\t\r\n-]{0,2}[ -~]{0,12}") {
            let defused = defuse(&cell);
            let starts_as_formula = defused.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            prop_assert!(!starts_as_formula || !defused.contains(|c: char| c.is_ascii_alphabetic() || c == '!'));
            prop_assert!(defused == cell || defused.strip_prefix('\'') == Some(cell.as_str()));
        }
    }
}
