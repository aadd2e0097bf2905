//! The part of the text that is about groups of calls.

use std::fmt;

use super::{
    render::{Decided, cut, figure, share},
    types::{EvaluationReport, Section},
};

/// Writes the agreement in each group of `report`, and in the calls with each value of its fields.
pub(super) fn parts(f: &mut fmt::Formatter<'_>, report: &EvaluationReport) -> fmt::Result {
    if !report.groups.is_empty() {
        head(f, "Decided, by group")?;
        for group in &report.groups {
            part(f, &group.name, &group.section)?;
        }
    }
    for breakdown in &report.by {
        head(f, &format!("Decided, by {}", breakdown.field))?;
        for value in &breakdown.values {
            part(f, value.value.as_deref().unwrap_or("not told"), &value.section)?;
        }
    }
    Ok(())
}

fn head(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    writeln!(f, "\n{name:<25} {:>6}  {:<19} {:<20} open", "calls", "same verdict", "kappa")
}

fn part(f: &mut fmt::Formatter<'_>, name: &str, section: &Section) -> fmt::Result {
    writeln!(f, "{:<25} {:>6}", cut(name, 25), section.n_calls)?;
    let criteria = section.criteria.iter().map(|c| (c.id.as_str(), Decided::of(&c.verdicts)));
    let all =
        [("all criteria", Decided::of(&section.all_criteria)), ("call_type", Decided::of_category(&section.call_type))];
    for (id, decided) in criteria.chain(all) {
        // What no label of these calls is about has no row.
        if decided.agreement.trials == 0 && decided.open.is_none_or(|open| open.trials == 0) {
            continue;
        }
        writeln!(
            f,
            "  {:<23} {:>6}  {:<19} {:<20} {}",
            cut(id, 23),
            decided.agreement.trials,
            figure(decided.agreement.estimate()),
            figure(decided.kappa),
            decided.open.map_or_else(|| "-".to_owned(), share)
        )?;
    }
    Ok(())
}
