//! What changed from one phase to the next, and whether that may be chance.

use ringcheck_statistics::Estimate;
use serde::Serialize;

use crate::{FEWEST_CALLS, Figures, ItemShare};

/// The name of what the scenarios want, all in all, among what is compared.
pub(crate) const ALL_WANTED: &str = "all that was wanted";

/// What changed from one phase to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The earlier phase.
    pub from: String,
    /// The later phase.
    pub to: String,
    /// What is compared, in words.
    pub what: String,
    /// The earlier share.
    pub before: ItemShare,
    /// The later share.
    pub after: ItemShare,
    /// The later less the earlier, with its interval; `None` where one is of nothing.
    pub difference: Option<Estimate>,
    /// What that says, in one sentence.
    pub told: String,
}

/// What changed from one phase to the next, each a name with its figures: what the scenarios want, and each criterion of
/// the rubric that both have.
pub(crate) fn changes((from, old): (&str, &Figures), (to, new): (&str, &Figures)) -> Vec<Change> {
    let mut compared: Vec<(String, ItemShare, ItemShare)> = vec![
        (ALL_WANTED.to_owned(), old.wanted, new.wanted),
        ("hidden facts drawn out".to_owned(), old.drawn_out, new.drawn_out),
        ("musts met".to_owned(), old.must, new.must),
        ("must-nots kept".to_owned(), old.must_not, new.must_not),
        ("calls passed".to_owned(), old.passed, new.passed),
    ];
    for (id, share) in &old.criteria {
        if let Some(later) = new.criteria.get(id) {
            compared.push((id.replace('_', " "), *share, *later));
        }
    }
    let changes = compared.into_iter().map(|(what, before, after)| Change {
        from: from.to_owned(),
        to: to.to_owned(),
        told: told(before, after),
        difference: after.decided.less(before.decided),
        what,
        before,
        after,
    });
    changes.collect()
}

/// What a difference says.
fn told(before: ItemShare, after: ItemShare) -> String {
    let Some(Estimate { value, low, high }) = after.decided.less(before.decided) else {
        return "Nothing to compare.".to_owned();
    };
    let points = |share: f64| format!("{:+.0}", share * 100.0);
    if before.calls().min(after.calls()) < FEWEST_CALLS {
        return format!(
            "May be chance: {} points, from too few calls to say (at least {FEWEST_CALLS} before and {FEWEST_CALLS} after).",
            points(value)
        );
    }
    let range = format!("{} points, probably {} to {}", points(value), points(low), points(high));
    if low > 0.0 {
        format!("Better: {range}.")
    } else if high < 0.0 {
        format!("Worse: {range}.")
    } else {
        format!("May be chance: {range}.")
    }
}
