//! What callers answer to what they were offered: some outcomes are told by nothing else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use ringcheck_call::{JudgedCall, Scorecard, Side};
use ringcheck_coaching::Outcome;
use ringcheck_scoring::{CallerAnswer, caller_answer};
use ringcheck_store::Store;

use crate::printer::Printer;

/// Listens for the answers of several calls at once, since a language model hears each for a moment.
pub(super) struct Answers<'a> {
    store: &'a Store,
    bar: ProgressBar,
}

impl<'a> Answers<'a> {
    pub(super) fn new(store: &'a Store, printer: &Printer) -> Self {
        let bar = if printer.can_show_progress() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} calls looked at for what the caller answers") {
            bar.set_style(style);
        }
        Self { store, bar }
    }

    /// Whether the caller declines what was offered (`is_declined`), or agrees to it, in each of these calls.
    ///
    /// A call that was purged in between has no answer.
    pub(super) fn hold(&self, calls: &[&JudgedCall], is_declined: bool) -> anyhow::Result<Vec<bool>> {
        self.bar.enable_steady_tick(Duration::from_millis(250));
        let cards: Vec<Option<Scorecard>> =
            calls.iter().map(|call| self.store.scorecard(&call.facts.call_id, None)).collect::<Result<_, _>>()?;
        let bar = &self.bar;
        let holds = |card: &Option<Scorecard>| {
            let answer = card.as_ref().map(answer);
            bar.inc(1);
            match answer {
                Some(CallerAnswer::Declined(_)) => is_declined,
                Some(CallerAnswer::Agreed(_)) => !is_declined,
                Some(CallerAnswer::Unclear) | None => false,
            }
        };
        Ok(cards.par_iter().map(holds).collect())
    }
}

impl Drop for Answers<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn answer(card: &Scorecard) -> CallerAnswer {
    let closed = card.criteria.iter().find(|score| score.id == Outcome::Booked.criterion_id());
    let offers: Vec<usize> = closed
        .iter()
        .flat_map(|score| &score.evidence)
        .filter(|quote| quote.side != Side::Caller)
        .map(|quote| quote.turn)
        .collect();
    caller_answer(&card.turns, &offers)
}
