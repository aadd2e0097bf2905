//! A calibration as text for a person.

use std::fmt;

use ringcheck_call::Probability;
use ringcheck_statistics::Estimate;

use super::types::{RaterAgreement, RaterDisagreement, RaterReport, ToolSection};

/// How many columns a paragraph takes.
const WIDTH: usize = 110;

impl fmt::Display for RaterReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} of people on {}", count(self.n_reviews, "verdict"), count(self.n_calls, "call"))?;
        for rater in &self.reviewers {
            writeln!(f, "  {}: {} blind, {} having seen Ringcheck's", rater.reviewer, rater.n_blind, rater.n_seen)?;
        }
        for warning in &self.warnings {
            writeln!(f)?;
            wrapped(f, "! ", warning)?;
        }
        if !self.blind.criteria.is_empty() {
            writeln!(f, "\nRingcheck and people who had not seen its verdict")?;
            section(f, &self.blind)?;
        }
        if !self.seen.criteria.is_empty() {
            writeln!(f, "\nRingcheck and people who had seen its verdict")?;
            section(f, &self.seen)?;
            wrapped(
                f,
                "  ",
                "These people are no independent raters: what one has read is easily let stand, and doubtful verdicts are \
                 reviewed before sure ones. The figures say what people changed, not how often Ringcheck is right.",
            )?;
        }
        for pair in &self.pairs {
            writeln!(
                f,
                "\n{} and {}, neither having seen the other's verdict or Ringcheck's",
                pair.first, pair.second
            )?;
            head(f, "")?;
            for row in &pair.criteria {
                figures(f, &row.criterion, &row.agreement, "")?;
            }
            all(f, &pair.all_criteria)?;
        }
        if self.blind.criteria.len() + self.seen.criteria.len() > 0 {
            writeln!(f)?;
            wrapped(
                f,
                "",
                "agreement: the share on which both say the same. kappa and AC1: how much of the agreement that chance does \
                 not explain was reached, 1 being all; a dash where it cannot be told, as kappa where either gave one verdict \
                 throughout. In brackets, 95 % \
                 intervals; where nobody disagreed those of kappa and AC1 are a point, so go by that of the agreement.",
            )?;
        }
        disagreements(f, &self.disagreements)
    }
}

fn section(f: &mut fmt::Formatter<'_>, section: &ToolSection) -> fmt::Result {
    head(f, "left out")?;
    for row in &section.criteria {
        let mut left_out = Vec::new();
        for (n, what) in [
            (row.n_tool_open, "open by Ringcheck"),
            (row.n_people_open, "nobody could tell"),
            (row.n_people_differ, "people differ"),
        ] {
            left_out.extend((n > 0).then(|| format!("{n} {what}")));
        }
        figures(f, &row.criterion, &row.people, &left_out.join(", "))?;
        // Of one person alone it is the same again.
        for person in row.by_reviewer.iter().filter(|_| row.by_reviewer.len() > 1) {
            figures(f, &format!("  {}", person.reviewer), &person.agreement, "")?;
        }
    }
    all(f, &section.all_criteria)
}

fn head(f: &mut fmt::Formatter<'_>, last: &str) -> fmt::Result {
    let line = format!("  {:<24} {:>5}  {:<19} {:<20} {:<20} {last}", "", "calls", "agreement", "kappa", "AC1");
    writeln!(f, "{}", line.trim_end())
}

fn all(f: &mut fmt::Formatter<'_>, agreement: &RaterAgreement) -> fmt::Result {
    if agreement.agreement.trials == 0 {
        return Ok(());
    }
    figures(f, "all criteria", agreement, "verdicts, without the call type")
}

fn figures(f: &mut fmt::Formatter<'_>, name: &str, row: &RaterAgreement, last: &str) -> fmt::Result {
    let line = format!(
        "  {:<24} {:>5}  {:<19} {:<20} {:<20} {last}",
        cut(name, 24),
        row.agreement.trials,
        figure(row.interval),
        figure(row.kappa),
        figure(row.ac1)
    );
    writeln!(f, "{}", line.trim_end())
}

fn disagreements(f: &mut fmt::Formatter<'_>, disagreements: &[RaterDisagreement]) -> fmt::Result {
    if disagreements.is_empty() {
        return Ok(());
    }
    writeln!(f, "\nDisagreements ({})", disagreements.len())?;
    for found in disagreements {
        let file = found.file_name.as_deref().unwrap_or(&found.call_id);
        let started_at = found.started_at.as_deref().unwrap_or_default();
        let line = format!("  {}   {file}   {started_at}", found.criterion);
        writeln!(f, "\n{}", line.trim_end())?;
        writeln!(f, "    Ringcheck: {} ({})", found.tool.verdict, hundredths(found.tool.confidence))?;
        for person in &found.people {
            let how = if person.is_blind { ", blind" } else { "" };
            let why = person.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            wrapped(f, "    ", &format!("{}{how}: {}{why}", person.reviewer, person.verdict))?;
        }
        if let Some(quote) = &found.quote {
            let at = quote.start_ms.map(|ms| format!("{}:{:02} ", ms / 60_000, ms / 1000 % 60)).unwrap_or_default();
            wrapped(f, "    ", &format!("{at}{} “{}”", quote.side, quote.quote))?;
        }
    }
    Ok(())
}

fn figure(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "-".to_owned(), |e| format!("{:.2} [{:.2}, {:.2}]", e.value, e.low, e.high))
}

fn hundredths(probability: Probability) -> String {
    format!("{:.2}", probability.as_f64())
}

fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

fn cut(text: &str, n_chars: usize) -> String {
    if text.chars().count() <= n_chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(n_chars.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Writes `text` in lines, the first after `start` and the others below it.
fn wrapped(f: &mut fmt::Formatter<'_>, start: &str, text: &str) -> fmt::Result {
    let indent = " ".repeat(start.chars().count());
    let mut line = start.to_owned();
    let mut is_begun = false;
    for word in text.split_whitespace() {
        if is_begun && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(f, "{line}")?;
            line.clone_from(&indent);
            is_begun = false;
        }
        if is_begun {
            line.push(' ');
        }
        line.push_str(word);
        is_begun = true;
    }
    writeln!(f, "{line}")
}
