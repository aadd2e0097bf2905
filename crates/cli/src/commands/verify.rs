//! `ringcheck verify`: stored scorecards are derived again and compared to the byte.

use std::{error::Error as _, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use ringcheck_pipeline::{Mismatch, verify};
use ringcheck_store::{ScorecardId, Store, StoreError};

use crate::{
    args::VerifyArguments,
    commands::show::resolve,
    exit::Exit,
    printer::{Printer, hinted},
    setup,
    text::count,
};

pub(crate) fn run(arguments: &VerifyArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let prompts = setup::prompts(arguments.prompts.as_deref())?;
    let store = Store::open_to_read(&setup::db_path(&arguments.db)?).map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })?;
    let ids = match &arguments.call {
        Some(asked) => wanted(&store, asked)?,
        None => store.scorecard_ids(None)?,
    };
    let cancel = setup::cancel_on_interrupt()?;
    let bar = progress(printer, ids.len());
    let mut tally = Tally::default();
    for id in &ids {
        if cancel.is_requested() {
            break;
        }
        let mismatches = match verify(&store, id, &prompts) {
            Ok(Some(mismatches)) => mismatches,
            // One that was deleted meanwhile is no scorecard any more.
            Ok(None) => continue,
            // One of many that cannot be read says nothing about the others.
            Err(error) if arguments.call.is_none() => {
                let line = unreadable_line(id, &error);
                let mut written = Ok(());
                bar.suspend(|| written = printer.page(&line));
                written?;
                tally.unreadable += 1;
                bar.inc(1);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        // Of many only those that differ are listed.
        if arguments.call.is_some() || !mismatches.is_empty() {
            let line = line_of(id, &mismatches);
            let mut written = Ok(());
            bar.suspend(|| written = printer.page(&line));
            written?;
        }
        tally.add(&mismatches);
        bar.inc(1);
    }
    bar.finish_and_clear();
    printer.note(&tally.line(ids.len()));
    let found = if tally.identical == tally.verified && tally.unreadable == 0 { Exit::Done } else { Exit::Findings };
    Ok(found.and(if cancel.is_requested() { Exit::Interrupted } else { Exit::Done }))
}

/// The scorecards that `ID` or `ID@N` names.
fn wanted(store: &Store, asked: &str) -> anyhow::Result<Vec<ScorecardId>> {
    let (call_id, number) = resolve(store, asked)?;
    let mut ids = store.scorecard_ids(Some(&call_id))?;
    ids.retain(|id| number.is_none_or(|number| id.number == number));
    if ids.is_empty() {
        return Err(match number {
            Some(number) => anyhow::anyhow!("the call `{asked}` has no scorecard {number}"),
            None => anyhow::anyhow!("the call `{asked}` has no scorecard yet"),
        });
    }
    Ok(ids)
}

fn progress(printer: &Printer, n_scorecards: usize) -> ProgressBar {
    if !printer.can_show_progress() || n_scorecards < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(n_scorecards as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} scorecards  {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn line_of(id: &ScorecardId, mismatches: &[Mismatch]) -> String {
    let why: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    let ScorecardId { call_id, number } = id;
    if why.is_empty() {
        format!("{call_id}@{number}  identical")
    } else {
        format!("{call_id}@{number}  not identical: {}", why.join("; "))
    }
}

fn unreadable_line(id: &ScorecardId, error: &StoreError) -> String {
    let ScorecardId { call_id, number } = id;
    let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    format!("{call_id}@{number}  cannot be read: {why}")
}

/// How many scorecards were derived again, and with what result.
#[derive(Default)]
struct Tally {
    /// How many could not be read; they are not among those that were verified.
    unreadable: usize,
    verified: usize,
    identical: usize,
    by_other_scorer: usize,
}

impl Tally {
    fn add(&mut self, mismatches: &[Mismatch]) {
        self.verified += 1;
        self.identical += usize::from(mismatches.is_empty());
        let is_by_other = mismatches.iter().any(|why| matches!(why, Mismatch::OtherScorer { .. }));
        self.by_other_scorer += usize::from(is_by_other);
    }

    fn line(&self, n_wanted: usize) -> String {
        let Self { unreadable, verified, identical, by_other_scorer } = *self;
        let mut said = format!("{} derived again, {identical} identical", count(verified, "scorecard"));
        if identical < verified {
            said = format!("{said}, {} not", verified - identical);
        }
        if by_other_scorer > 0 {
            said = format!("{said} ({by_other_scorer} by another version of the scorer)");
        }
        if unreadable > 0 {
            said = format!("{said}, {unreadable} cannot be read");
        }
        let n_seen = verified + unreadable;
        if n_seen < n_wanted {
            said = format!("{said}, {} not looked at", n_wanted - n_seen);
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tally_says_what_is_not_identical_and_why() {
        let mut tally = Tally::default();
        tally.add(&[]);
        assert_eq!(tally.line(1), "1 scorecard derived again, 1 identical");
        tally.add(&[Mismatch::OtherScorer { made_by: "1".to_owned() }]);
        tally.add(&[Mismatch::NoTranscript]);
        assert_eq!(
            tally.line(5),
            "3 scorecards derived again, 1 identical, 2 not (1 by another version of the scorer), 2 not looked at"
        );
        tally.unreadable = 1;
        assert!(tally.line(5).ends_with(" of the scorer), 1 cannot be read, 1 not looked at"), "{}", tally.line(5));
    }
}
