//! The part of the text that is about an earlier evaluation.

use std::fmt;

use super::{
    comparison::{Comparison, PairedDifference},
    render::{cut, share},
};

/// Writes what `comparison` holds.
pub(super) fn comparison_part(f: &mut fmt::Formatter<'_>, comparison: &Comparison) -> fmt::Result {
    writeln!(
        f,
        "\nAgainst the earlier evaluation: {} calls in both, {} only in this one, {} only in that one",
        comparison.n_calls, comparison.n_only_here, comparison.n_only_there
    )?;
    if comparison.n_relabelled > 0 {
        writeln!(f, "  left out because their labels differ: {}", comparison.n_relabelled)?;
    }
    if comparison.n_calls == 0 {
        return Ok(());
    }
    writeln!(
        f,
        "{:<20} {:>5} {:>4} {:>4}  {:<21} {:>5} {:>4} {:>4}  all, points",
        "", "both", "this", "that", "decided, points", "all", "this", "that"
    )?;
    let criteria = comparison.criteria.iter().map(|c| (c.id.as_str(), &c.difference));
    for (name, row) in criteria.chain([("all criteria", &comparison.all_criteria)]) {
        line(f, name, Some(&row.decided), &row.all)?;
    }
    line(f, "call_type", None, &comparison.call_type)?;
    writeln!(f, "  both: verdicts that both evaluations pass or fail; all: open and na are disagreement.")?;
    writeln!(f, "  this, that: agreement in this evaluation and in the earlier one, on the same verdicts.")?;
    writeln!(f, "  points: hundredths that this one is above that; the range holds the truth 95 times in 100.")
}

fn line(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    decided: Option<&PairedDifference>,
    all: &PairedDifference,
) -> fmt::Result {
    let cells = |row: Option<&PairedDifference>| match row {
        Some(row) => [row.table.n().to_string(), share(row.table.first()), share(row.table.second()), points(row)],
        None => ["-"; 4].map(str::to_owned),
    };
    let [n_decided, here_decided, there_decided, decided] = cells(decided);
    let [n_all, here, there, all] = cells(Some(all));
    writeln!(
        f,
        "{:<20} {n_decided:>5} {here_decided:>4} {there_decided:>4}  {decided:<21} {n_all:>5} {here:>4} {there:>4}  {all}",
        cut(name, 20)
    )
}

/// A difference in hundredths, with its interval: `-2.1 [-5.0, +0.9]`.
fn points(row: &PairedDifference) -> String {
    let signed = |value: f64| {
        // Minus zero would be written as such.
        let tenths = (value * 1000.0).round() / 10.0 + 0.0;
        if tenths == 0.0 { "0.0".to_owned() } else { format!("{tenths:+.1}") }
    };
    row.difference
        .map_or_else(|| "-".to_owned(), |d| format!("{} [{}, {}]", signed(d.value), signed(d.low), signed(d.high)))
}
