//! The calls of a pack before anything is cut, and what is to be cut for them.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use ringcheck_call::{Evidence, Sha256Hex, Verdict};
use ringcheck_coaching::{
    AgentPlan, GoodExample, GoodQuote, Instead, Miss, PackCall, PackFigure, RubricWords, evidence_spans, speaker_of,
};
use ringcheck_scoring::{Rubric, Written};
use ringcheck_store::{ScoredCall, Store};

use super::{
    Chosen,
    examples::{find, who},
    list::started,
    sound::Cutting,
};
use crate::{
    args::coach::ChoiceArguments,
    commands::clip::{joined, recordings_now},
};

/// So much before and after the words is heard with them.
const AROUND_MS: u64 = 5000;

/// A pack in the making.
pub(super) struct Making<'a> {
    store: &'a Store,
    arguments: &'a ChoiceArguments,
    zone: &'a TimeZone,
    /// By the hash of their text; `None` for one that this version cannot read.
    rubrics: BTreeMap<Sha256Hex, Option<Rubric>>,
    /// The calls, without their clips.
    pub(super) calls: Vec<PackCall>,
    /// What is to be cut for each of them.
    pub(super) cuttings: Vec<Cutting>,
    /// How it is done.
    pub(super) goods: Vec<Good>,
    pub(super) figures: Vec<PackFigure>,
}

/// An example of how it is done.
pub(super) struct Good {
    /// The places of the calls that it is for.
    pub(super) calls: Vec<usize>,
    /// The example, without its clip.
    pub(super) example: GoodExample,
    pub(super) cutting: Cutting,
}

impl<'a> Making<'a> {
    pub(super) fn new(store: &'a Store, arguments: &'a ChoiceArguments, zone: &'a TimeZone) -> Self {
        Self {
            store,
            arguments,
            zone,
            rubrics: BTreeMap::new(),
            calls: Vec::new(),
            cuttings: Vec::new(),
            goods: Vec::new(),
            figures: Vec::new(),
        }
    }

    /// Takes in what was chosen.
    pub(super) fn take(&mut self, chosen: &Chosen) -> anyhow::Result<()> {
        for plan in &chosen.plans {
            let first = self.calls.len();
            for pick in &plan.picks {
                let Some(judged) = chosen.calls.get(pick.call) else { continue };
                // A call that was purged in between is left out.
                if let Some(scored) = self.store.scored_call(&judged.facts.call_id, None)? {
                    self.take_call(scored, plan, &pick.criterion)?;
                }
            }
            for miss in &plan.misses {
                let of_miss = |at: &usize| self.calls.get(*at).is_some_and(|call| call.criterion == miss.criterion);
                let shown: Vec<usize> = (first..self.calls.len()).filter(of_miss).collect();
                if let Some(shows) = shown.first().and_then(|at| self.calls.get(*at)) {
                    self.figures.push(figure(plan, miss, shows.words.clone()));
                    self.take_good(chosen, plan, miss, shown)?;
                }
            }
        }
        Ok(())
    }

    fn take_call(&mut self, scored: ScoredCall, plan: &AgentPlan, criterion: &str) -> anyhow::Result<()> {
        let words = self.words(&scored, criterion);
        let Some(mut call) = PackCall::new(self.calls.len() + 1, &scored.scorecard, criterion, words) else {
            return Ok(());
        };
        call.agent = plan.agent.clone();
        call.started = started(call.started.as_deref(), self.zone);
        call.instead = match (call.verdict, call.words.counts.is_empty()) {
            (Verdict::Pass, _) => Instead::Itself,
            (_, false) => Instead::Rubric,
            (_, true) => Instead::Nothing,
        };
        let spans = evidence_spans(&scored.scorecard, criterion);
        let cutting = self.cutting(scored, spans, call.stem.clone())?;
        self.calls.push(call);
        self.cuttings.push(cutting);
        Ok(())
    }

    /// Looks for an example of how it is done, for the calls with these places.
    fn take_good(
        &mut self,
        chosen: &Chosen,
        plan: &AgentPlan,
        miss: &Miss,
        mut shown: Vec<usize>,
    ) -> anyhow::Result<()> {
        shown.retain(|at| self.calls.get(*at).is_some_and(|call| call.instead != Instead::Itself));
        if shown.is_empty() {
            return Ok(());
        }
        let Some(found) = find(self.store, &chosen.calls, plan, miss)? else { return Ok(()) };
        let Some(scored) = self.store.scored_call(&found.card.id, None)? else { return Ok(()) };
        let is_named = self.arguments.name_colleagues;
        let quoted = |quote: &Evidence| {
            let before = quote.turn.checked_sub(1).and_then(|before| found.card.turns.get(before));
            GoodQuote {
                before: before.map(|turn| (speaker_of(turn).to_owned(), turn.text().to_owned())),
                quote: quote.quote.clone(),
                start_ms: quote.start_ms,
            }
        };
        let instead = "a pass of this kind has no words of its own, so this is what the caller was offered";
        let example = GoodExample {
            who: who(&found, is_named),
            note: found.is_instead.then(|| instead.to_owned()),
            quotes: found.quotes.iter().map(quoted).collect(),
            clips: Vec::new(),
            no_clip: None,
            call_id: (is_named || found.is_own).then(|| found.card.id.clone()),
        };
        let spans = found.quotes.iter().filter_map(|quote| quote.start_ms.zip(quote.end_ms)).collect();
        let cutting = self.cutting(scored, spans, format!("good-{}", self.goods.len() + 1))?;
        self.goods.push(Good { calls: shown, example, cutting });
        Ok(())
    }

    /// What is to be cut of a call: these spans with some seconds around them.
    fn cutting(&self, scored: ScoredCall, spans: Vec<(u64, u64)>, stem: String) -> anyhow::Result<Cutting> {
        let widened = spans.into_iter().map(|(from, to)| (from.saturating_sub(AROUND_MS), to + AROUND_MS));
        let recordings = recordings_now(self.store, &scored.scorecard)?;
        Ok(Cutting { recordings, spans_ms: joined(widened.collect()), stem, scored })
    }

    /// What the rubric that a call was judged by says of a criterion.
    fn words(&mut self, scored: &ScoredCall, criterion: &str) -> RubricWords {
        let sha256 = &scored.scorecard.origin.rubric_sha256;
        let rubric = self
            .rubrics
            .entry(sha256.clone())
            .or_insert_with(|| Rubric::parse(&scored.rubric_text).ok())
            .as_ref()
            .and_then(|rubric| rubric.criteria.iter().find(|known| known.id == criterion));
        rubric.map_or_else(RubricWords::default, |known| RubricWords {
            title: known.title.clone(),
            question: known.question.clone(),
            counts: known.written.iter().flat_map(Written::examples).map(str::to_owned).collect(),
        })
    }
}

fn figure(plan: &AgentPlan, miss: &Miss, words: RubricWords) -> PackFigure {
    PackFigure {
        agent: plan.agent.clone(),
        calls: plan.calls,
        passed: plan.passed,
        criterion: miss.criterion.clone(),
        words,
        missed: miss.missed,
        is_repeated: miss.is_repeated,
    }
}
