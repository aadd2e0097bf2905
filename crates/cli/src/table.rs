//! Tables that a manager reads.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use ringcheck_call::{CriterionScore, Scorecard, Verdict};

use crate::text::{clock, shorten};

/// The four criteria that lose leads, with what their column is called.
pub(crate) const CORE: [(&str, &str); 4] = [
    ("live_answer", "answered live"),
    ("no_contract_turnaway", "not turned away"),
    ("qualifying_questions", "qualified"),
    ("close_attempt", "tried to close"),
];

/// What the verdicts look like in a table.
pub(crate) const LEGEND: &str = "FAIL: not handled as it should be   ?: a person must decide   -: does not apply";

/// How a verdict looks in a table: a fail has to catch the eye.
pub(crate) const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "FAIL",
        Verdict::Na => "-",
        Verdict::Undetermined => "?",
    }
}

/// A table without borders that fits the terminal, or 160 columns where there is none.
pub(crate) fn new_table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(header.to_vec());
    if !std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        table.set_width(160);
    }
    table
}

/// Scorecards, the ones that need somebody first.
pub(crate) fn scorecards(cards: &[&Scorecard]) -> String {
    let mut header = vec!["file", "call type", "score"];
    header.extend(CORE.map(|(_, title)| title));
    header.push("what decided it");
    let mut table = new_table(&header);
    for card in cards {
        let mut row = vec![file_name(card), card.call.call_type.to_string(), score(card)];
        row.extend(
            CORE.map(|(id, _)| criterion(card, id).map_or_else(|| "-".to_owned(), |c| mark(c.verdict).to_owned())),
        );
        row.push(deciding_line(card));
        table.add_row(row);
    }
    if let Some(column) = table.column_mut(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

/// How urgently a call needs somebody: critical fails, then low scores, then open verdicts.
pub(crate) fn urgency(card: &Scorecard) -> impl Ord + use<> {
    let thousandths = u32::from(card.score.points.saturating_mul(1000).checked_div(card.score.possible).is_none())
        * 1001
        + card.score.points.saturating_mul(1000).checked_div(card.score.possible).unwrap_or(0);
    (card.score.critical_failed.is_empty(), thousandths, !card.needs_review)
}

/// The percentage with what spoils it.
pub(crate) fn score(card: &Scorecard) -> String {
    card.score.percent.map_or_else(|| "none".to_owned(), |percent| format!("{percent:.0} %"))
}

/// The name of the first recording; of a call without one, who called and that it was not recorded, or the call's id.
pub(crate) fn file_name(card: &Scorecard) -> String {
    let name = card.recordings.first().and_then(|r| std::path::Path::new(&r.path).file_name());
    match (name, &card.call.caller_number, card.call.disposition) {
        (Some(name), _, _) => name.to_string_lossy().into_owned(),
        (None, Some(number), Some(_)) => format!("not recorded: {number}"),
        (None, None, Some(_)) => "not recorded".to_owned(),
        _ => shorten(&card.id, 24),
    }
}

/// What `ringcheck show` finds the call by: the file name of its first recording, or its whole id.
pub(crate) fn call_name(card: &Scorecard) -> String {
    if card.recordings.is_empty() { card.id.clone() } else { file_name(card) }
}

pub(crate) fn criterion<'a>(card: &'a Scorecard, id: &str) -> Option<&'a CriterionScore> {
    card.criteria.iter().find(|c| c.id == id)
}

/// The one line that decided the worst of the core verdicts: the words, with their time, or why there are none.
pub(crate) fn deciding_line(card: &Scorecard) -> String {
    let core = || CORE.iter().filter_map(|(id, _)| criterion(card, id));
    let failed = core().filter(|c| c.verdict == Verdict::Fail);
    let worst = failed.max_by_key(|c| (card.score.critical_failed.contains(&c.id), c.possible));
    let Some(worst) = worst.or_else(|| core().find(|c| c.verdict == Verdict::Undetermined)) else {
        return "nothing lost".to_owned();
    };
    let said = worst.evidence.first().map(|e| (e.start_ms, e.quote.as_str()));
    let missed = worst.nearest_miss.as_ref().map(|m| (m.start_ms, m.quote.as_str()));
    match said.or(missed) {
        Some((Some(start_ms), quote)) => format!("{} “{}”", clock(start_ms), shorten(quote, 90)),
        Some((None, quote)) => format!("“{}”", shorten(quote, 90)),
        None => shorten(&worst.rationale, 90),
    }
}
