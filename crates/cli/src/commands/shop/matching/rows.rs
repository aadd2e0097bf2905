//! What became of planned calls, as lines.

use ringcheck_store::{PlannedCall, ShopMatch};
use serde_json::json;

use super::planned_for;
use crate::{printer::Printer, table::new_table};

/// A difference up to which a wrong time zone may be why a call was not found, in seconds: zones are at most 26 hours
/// apart, and no two of one country's more than 15.
const ZONE_SECONDS: u64 = 15 * 3600;

/// What became of a planned call.
pub(super) struct Row<'p> {
    pub(super) call: &'p PlannedCall,
    pub(super) state: String,
    /// Why its call is taken for it, where one is: as stored.
    pub(super) how: Option<String>,
    pub(super) names: Vec<String>,
    pub(super) is_open: bool,
    pub(super) is_waiting: bool,
    /// What is to be asked where a wrong time zone may be why it was not found.
    pub(super) zone_note: Option<String>,
}

impl<'p> Row<'p> {
    pub(super) fn new(call: &'p PlannedCall, state: &str) -> Self {
        Self {
            call,
            state: state.to_owned(),
            how: None,
            names: Vec::new(),
            is_open: false,
            is_waiting: false,
            zone_note: None,
        }
    }

    pub(super) fn found_before(call: &'p PlannedCall, matched: &ShopMatch) -> Self {
        Self { how: Some(matched.how.clone()), ..Self::new(call, "found before") }
    }

    /// One that was not found while a call of its numbers came out of its window.
    pub(super) fn not_found(call: &'p PlannedCall, seconds_later: i64, names: Vec<String>) -> Self {
        let apart = apart(seconds_later);
        let is_near = seconds_later.unsigned_abs() <= ZONE_SECONDS;
        let zone_note = is_near.then(|| {
            format!(
                "planned call {}: one came {apart} than planned: is `--timezone` right, here and in the plan?",
                call.id
            )
        });
        Self { names, zone_note, ..Self::new(call, &format!("not found; the nearest came {apart}")) }
    }
}

/// The words of a stored reason.
pub(super) fn how_words(how: &str) -> String {
    how.replace('_', " ")
}

/// How much later or earlier, in hours and minutes: `6:00 h earlier`.
pub(super) fn apart(seconds_later: i64) -> String {
    let minutes = seconds_later.unsigned_abs() / 60;
    let which = if seconds_later < 0 { "earlier" } else { "later" };
    if minutes >= 48 * 60 {
        return format!("{} days {which}", minutes / (24 * 60));
    }
    format!("{}:{:02} h {which}", minutes / 60, minutes % 60)
}

pub(super) fn show(rows: &[Row<'_>], as_json: bool, printer: &Printer) -> anyhow::Result<()> {
    let mut table = new_table(&["no", "planned for", "branch", "state", "recording"]);
    for Row { call, state, how, names, .. } in rows {
        if as_json {
            let line = json!({
                "number": call.id, "branch": call.plan.branch, "planned_at": call.plan.planned_at, "state": state,
                "how": how, "recordings": names,
            });
            printer.data(&line.to_string())?;
        } else {
            let how = how.as_ref().filter(|_| state == "found before");
            table.add_row(vec![
                call.id.to_string(),
                planned_for(call, 0),
                call.plan.branch.clone(),
                how.map_or_else(|| state.clone(), |how| format!("{state}, {}", how_words(how))),
                names.join(", "),
            ]);
        }
    }
    if !as_json && !rows.is_empty() {
        printer.page(&table.trim_fmt())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_apart_reads_well() {
        assert_eq!(apart(-6 * 3600), "6:00 h earlier");
        assert_eq!(apart(61 * 60), "1:01 h later");
        assert_eq!(apart(50 * 3600), "2 days later");
    }
}
