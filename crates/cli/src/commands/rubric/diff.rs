//! `ringcheck rubric diff`: which stored calls another rubric would judge differently.

use std::{collections::BTreeMap, num::NonZeroUsize, sync::Mutex, thread};

use ringcheck_call::{CriterionScore, Score, Verdict};
use ringcheck_pipeline::{Comparison, compare_stored};
use ringcheck_scoring::Rubric;
use ringcheck_store::CallFilter;
use serde_json::{Value, json};

use crate::{
    args::DiffArguments,
    commands::list::open,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    table::{self, new_table},
    text::{clock, count, wrap},
};

/// How wide the page is.
const WIDTH: usize = 100;

pub(super) fn run(arguments: &DiffArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let (old, new) = (setup::rubric(&arguments.old)?, setup::rubric(&arguments.new)?);
    let prompts = setup::prompts(arguments.prompts.as_deref())?;
    let store = open(&setup::db_path(&arguments.db)?)?;
    let ids: Vec<String> = store.calls(&CallFilter::default())?.into_iter().map(|call| call.id).collect();
    let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let store = Mutex::new(store);
    let compared = compare_stored(&store, &ids, (&old, &new), &prompts, jobs, &|| ()).map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })?;
    let mut totals = Changes::default();
    let mut n_changed = 0;
    for comparison in &compared {
        let changed = Changed::of(comparison);
        totals.add(comparison);
        if !changed.is_any() {
            continue;
        }
        n_changed += 1;
        if arguments.json {
            printer.data(&changed.json(comparison).to_string())?;
        } else {
            printer.page(&changed.page(comparison))?;
        }
    }
    if !arguments.json && !compared.is_empty() {
        printer.page(totals.table(&old, &new).trim_end())?;
    }
    printer.note(&format!(
        "{n_changed} of {} come out differently by {} {} than by {} {}; nothing was stored",
        count(compared.len(), "call"),
        new.id,
        new.version,
        old.id,
        old.version
    ));
    Ok(if n_changed > 0 { Exit::Findings } else { Exit::Done })
}

/// What is different about one call.
struct Changed<'a> {
    /// Criteria of both rubrics with another verdict, and those that only the new one has and that are not passed.
    criteria: Vec<(Option<&'a CriterionScore>, &'a CriterionScore)>,
    /// Whether it passes by one rubric and not by the other.
    is_passed_changed: bool,
}

impl<'a> Changed<'a> {
    fn of(comparison: &'a Comparison) -> Self {
        let criteria = comparison.new.criteria.iter().filter_map(|new| {
            let old = comparison.old.criteria.iter().find(|old| old.id == new.id);
            let is_open = matches!(new.verdict, Verdict::Fail | Verdict::Undetermined);
            let is_changed = old.map_or(is_open, |old| old.verdict != new.verdict);
            is_changed.then_some((old, new))
        });
        let is_passed_changed = comparison.old.score.passed != comparison.new.score.passed;
        Self { criteria: criteria.collect(), is_passed_changed }
    }

    fn is_any(&self) -> bool {
        self.is_passed_changed || !self.criteria.is_empty()
    }

    fn page(&self, comparison: &Comparison) -> String {
        let Comparison { scorecard, old, new } = comparison;
        let mut lines =
            vec![format!("{}   {} -> {}", table::call_name(scorecard), score(&old.score), score(&new.score))];
        for (old, new) in &self.criteria {
            let before = old.map_or("new", |old| table::mark(old.verdict));
            lines.push(format!("  {}: {before} -> {}", new.id, table::mark(new.verdict)));
            lines.push(wrap(&new.rationale, WIDTH, "      "));
            if let Some((start_ms, words)) = words_of(new) {
                let at = start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
                lines.push(wrap(&format!("{at}“{words}”"), WIDTH, "      "));
            }
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn json(&self, comparison: &Comparison) -> Value {
        let Comparison { scorecard, old, new } = comparison;
        let criteria: Vec<Value> = self
            .criteria
            .iter()
            .map(|(old, new)| {
                json!({
                    "id": new.id,
                    "old": old.map(|old| old.verdict),
                    "new": new.verdict,
                    "rationale": new.rationale,
                    "evidence": new.evidence,
                    "nearest_miss": new.nearest_miss,
                })
            })
            .collect();
        json!({
            "id": scorecard.id,
            "file": table::file_name(scorecard),
            "old": {"percent": old.score.percent, "passed": old.score.passed},
            "new": {"percent": new.score.percent, "passed": new.score.passed},
            "criteria": criteria,
        })
    }
}

/// The words that a verdict rests on, or that came closest.
fn words_of(criterion: &CriterionScore) -> Option<(Option<u64>, &str)> {
    let said = criterion.evidence.first().map(|e| (e.start_ms, e.quote.as_str()));
    said.or_else(|| criterion.nearest_miss.as_ref().map(|miss| (miss.start_ms, miss.quote.as_str())))
}

fn score(score: &Score) -> String {
    let percent = score.percent.map_or_else(|| "none".to_owned(), |percent| format!("{percent:.0} %"));
    match score.passed {
        Some(true) => format!("{percent}, passed"),
        Some(false) => format!("{percent}, not passed"),
        None => percent,
    }
}

/// How often each criterion's verdict is which, by the old rubric and by the new.
#[derive(Default)]
struct Changes(BTreeMap<(String, Option<Verdict>, Option<Verdict>), usize>);

impl Changes {
    fn add(&mut self, comparison: &Comparison) {
        let Comparison { old, new, .. } = comparison;
        for after in &new.criteria {
            let before = old.criteria.iter().find(|before| before.id == after.id).map(|before| before.verdict);
            *self.0.entry((after.id.clone(), before, Some(after.verdict))).or_default() += 1;
        }
        for before in old.criteria.iter().filter(|before| new.criteria.iter().all(|after| after.id != before.id)) {
            *self.0.entry((before.id.clone(), Some(before.verdict), None)).or_default() += 1;
        }
    }

    /// A row for each criterion of either rubric.
    fn table(&self, old: &Rubric, new: &Rubric) -> String {
        let mut table = new_table(&["criterion", "calls that change", "how"]);
        let gone = old.criteria.iter().filter(|c| new.criteria.iter().all(|other| other.id != c.id));
        for criterion in new.criteria.iter().chain(gone) {
            let mark = |verdict: &Option<Verdict>| verdict.map_or("none", table::mark);
            let of_this = self.0.iter().filter(|((id, before, after), _)| *id == criterion.id && before != after);
            let (mut n_changed, mut how) = (0, Vec::new());
            for ((_, before, after), n) in of_this {
                n_changed += n;
                how.push(format!("{n} {} -> {}", mark(before), mark(after)));
            }
            table.add_row(vec![criterion.id.clone(), n_changed.to_string(), how.join(", ")]);
        }
        table.trim_fmt()
    }
}
