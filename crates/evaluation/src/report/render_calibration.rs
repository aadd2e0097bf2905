//! The part of the text that is about stated confidence.

use std::fmt;

use ringcheck_statistics::Estimate;

use super::{calibration::VerdictCalibration, render::cut};
use crate::Calibration;

/// Writes what `calibration` holds.
pub(super) fn calibration_part(f: &mut fmt::Formatter<'_>, calibration: &VerdictCalibration) -> fmt::Result {
    if calibration.all_criteria.n == 0 && calibration.call_type.n == 0 {
        return Ok(());
    }
    writeln!(
        f,
        "\n{:<21} {:>5} {:>4} {:>6}  {:<20} {:<20} {:>6} {:>6}",
        "Stated confidence", "calls", "open", "stated", "right", "error", "chance", "Brier"
    )?;
    let criteria = calibration.criteria.iter().map(|c| (c.id.as_str(), &c.calibration));
    let rows: Vec<_> = [("all criteria", &calibration.all_criteria)]
        .into_iter()
        .chain(criteria)
        .chain([("call_type", &calibration.call_type)])
        .collect();
    for (name, calibration) in &rows {
        summary(f, name, calibration)?;
    }
    writeln!(f, "  calls: verdicts of pass and fail, right or not; open: undetermined ones, which are left out.")?;
    if calibration.all_criteria.n_inapplicable > 0 {
        let n = calibration.all_criteria.n_inapplicable;
        writeln!(f, "  Of them {n} are of criteria whose label is na, and so not right.")?;
    }
    writeln!(f, "  stated, right: mean confidence, and the share that is right.")?;
    writeln!(f, "  error: expected calibration error, between stated and right, over bins of 0.05.")?;
    writeln!(f, "  chance: the error to be expected of as many verdicts if all confidence were exact.")?;
    writeln!(f, "  Brier: mean square of confidence less outcome; 0 is best.")?;
    writeln!(f, "\n{:<21} {:<12} {:>5} {:>6}  right", "Reliability", "confidence", "calls", "stated")?;
    for (name, calibration) in rows {
        bins(f, name, calibration)?;
    }
    Ok(())
}

fn summary(f: &mut fmt::Formatter<'_>, name: &str, calibration: &Calibration) -> fmt::Result {
    let row = format!(
        "{:<21} {:>5} {:>4} {:>6}  {:<20} {:<20} {:>6} {:>6}",
        cut(name, 21),
        calibration.n,
        calibration.n_undetermined,
        calibration.stated.map_or_else(|| "-".to_owned(), |stated| format!("{stated:.3}")),
        three_decimals(calibration.right.estimate()),
        three_decimals(calibration.ece),
        value(calibration.ece_by_chance),
        value(calibration.brier)
    );
    writeln!(f, "{}", row.trim_end())
}

fn bins(f: &mut fmt::Formatter<'_>, name: &str, calibration: &Calibration) -> fmt::Result {
    for (i, bin) in calibration.bins.iter().enumerate() {
        writeln!(
            f,
            "{:<21} {:.2} to {:.2} {:>5} {:>6.3}  {}",
            if i == 0 { cut(name, 21) } else { String::new() },
            bin.from.as_f64(),
            bin.to.as_f64(),
            bin.n,
            bin.stated,
            three_decimals(bin.right.estimate())
        )?;
    }
    Ok(())
}

fn value(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "-".to_owned(), |e| format!("{:.3}", e.value))
}

/// A figure with its interval, whose third decimal counts: `0.035 [0.021, 0.052]`.
fn three_decimals(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "-".to_owned(), |e| format!("{:.3} [{:.3}, {:.3}]", e.value, e.low, e.high))
}
