//! The calls of a pack before anything is cut, and what is to be cut for them.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use ringcheck_call::{Evidence, JudgedCall, Sha256Hex, Verdict};
use ringcheck_coaching::{
    AgentPlan, GoodExample, GoodQuote, Instead, Miss, PackCall, PackFigure, PackPerson, RubricWords, evidence_spans,
    spans_without_names, speaker_of,
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
    commands::clip::{AROUND_MS, heard_around, joined, recordings_now},
};

/// A pack in the making.
pub(super) struct Making<'a> {
    store: &'a Store,
    arguments: &'a ChoiceArguments,
    zone: &'a TimeZone,
    rubrics: Rubrics,
    /// The calls, without their clips.
    pub(super) calls: Vec<PackCall>,
    /// What is to be cut for each of them.
    pub(super) cuttings: Vec<Cutting>,
    /// How it is done.
    pub(super) goods: Vec<Good>,
    /// What is to be cut for that; several examples may share one.
    pub(super) good_cuttings: Vec<Cutting>,
    pub(super) figures: Vec<PackFigure>,
    /// What is to be practised though no call was taken for it.
    pub(super) without_call: Vec<WithoutCall>,
}

/// What is to be practised though no call was taken for it.
pub(super) struct WithoutCall {
    pub(super) agent: String,
    pub(super) criterion: String,
    /// Whether the cover sheet has its figures, as it has those of all agents whose calls are in the pack.
    pub(super) is_on_cover: bool,
}

/// An example of how it is done.
pub(super) struct Good {
    /// The places of the calls that it is for.
    pub(super) calls: Vec<usize>,
    /// The example, without its clips, and with the reason where it is to have none.
    pub(super) example: GoodExample,
    /// The place of what is to be cut for it.
    pub(super) cutting: usize,
}

/// Rubrics by the hash of their text; `None` for one that this version cannot read.
type Rubrics = BTreeMap<Sha256Hex, Option<Rubric>>;

impl<'a> Making<'a> {
    pub(super) fn new(store: &'a Store, arguments: &'a ChoiceArguments, zone: &'a TimeZone) -> Self {
        Self {
            store,
            arguments,
            zone,
            rubrics: Rubrics::new(),
            calls: Vec::new(),
            cuttings: Vec::new(),
            goods: Vec::new(),
            good_cuttings: Vec::new(),
            figures: Vec::new(),
            without_call: Vec::new(),
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
                    self.take_call(scored, judged, plan, &pick.criterion)?;
                }
            }
            // Whose calls were all kept out, or purged in between, has nothing to practise with, and is not left out silently.
            if self.calls.len() == first {
                self.without_call.extend(plan.without_call().map(|miss| without_call(plan, miss, false)));
                continue;
            }
            for miss in &plan.misses {
                let of_miss = |at: &usize| self.calls.get(*at).is_some_and(|call| call.criterion == miss.criterion);
                let shown: Vec<usize> = (first..self.calls.len()).filter(of_miss).collect();
                if shown.is_empty() && !miss.is_to_practise() {
                    continue;
                }
                if shown.is_empty() && miss.missed.decided.hits > 0 {
                    self.without_call.push(without_call(plan, miss, true));
                }
                // Any call of the agent's has the rubric's words, and one that shows it has those that it was judged by.
                let of = self.cuttings.get(shown.first().copied().unwrap_or(first));
                let words = of.map(|of| words(&mut self.rubrics, &of.scored, &miss.criterion)).unwrap_or_default();
                self.figures.push(figure(plan, miss, words));
                self.take_good(chosen, plan, miss, shown)?;
            }
        }
        Ok(())
    }

    fn take_call(
        &mut self,
        scored: ScoredCall,
        judged: &JudgedCall,
        plan: &AgentPlan,
        criterion: &str,
    ) -> anyhow::Result<()> {
        let words = words(&mut self.rubrics, &scored, criterion);
        let segments = &scored.transcript.transcript.segments;
        let Some(mut call) = PackCall::new(self.calls.len() + 1, &scored.scorecard, segments, criterion, words) else {
            return Ok(());
        };
        // What a person said counts here as in lists and reports.
        let call_id = &judged.facts.call_id;
        call.person = PackPerson::of(&self.store.reviews_of(call_id)?, call_id, criterion);
        call.verdict = judged.judged(criterion).map_or(call.verdict, |judged| judged.verdict);
        call.percent = judged.facts.percent;
        call.agent = plan.agent.clone();
        call.started = started(call.started.as_deref(), self.zone);
        call.instead = match (call.verdict, call.words.counts.is_empty()) {
            (Verdict::Pass, _) => Instead::Itself,
            (_, false) => Instead::Rubric,
            (_, true) => Instead::Nothing,
        };
        let spans = heard_around(evidence_spans(&scored.scorecard, criterion));
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
                before: before.map(|turn| (speaker_of(turn).to_owned(), found.told(turn.text(), is_named))),
                quote: found.told(&quote.quote, is_named),
                start_ms: quote.start_ms,
            }
        };
        let words_ms: Vec<(u64, u64)> =
            found.quotes.iter().filter_map(|quote| quote.start_ms.zip(quote.end_ms)).collect();
        let spans = if found.is_nameless(is_named) {
            let segments = &scored.transcript.transcript.segments;
            spans_without_names(&scored.scorecard.turns, segments, found.agent.name.as_deref(), &words_ms, AROUND_MS)
        } else {
            Some(heard_around(words_ms))
        };
        let instead = "a pass of this kind has no words of its own, so this is what the caller was offered";
        let kept_out = "a name is said there, and colleagues are not named";
        let example = GoodExample {
            who: who(&found, is_named),
            note: found.is_instead.then(|| instead.to_owned()),
            quotes: found.quotes.iter().map(quoted).collect(),
            clips: Vec::new(),
            no_clip: spans.is_none().then(|| kept_out.to_owned()),
            call_id: (is_named || found.is_own).then(|| found.card.id.clone()),
        };
        let cutting = self.good_cutting(scored, spans.unwrap_or_default())?;
        self.goods.push(Good { calls: shown, example, cutting });
        Ok(())
    }

    /// The place of what is to be cut of a call that shows how it is done: the same seconds are cut once.
    fn good_cutting(&mut self, scored: ScoredCall, spans: Vec<(u64, u64)>) -> anyhow::Result<usize> {
        let stem = format!("good-{}", self.good_cuttings.len() + 1);
        let new = self.cutting(scored, spans, stem)?;
        let is_same =
            |known: &Cutting| known.scored.scorecard.id == new.scored.scorecard.id && known.spans_ms == new.spans_ms;
        if let Some(at) = self.good_cuttings.iter().position(is_same) {
            return Ok(at);
        }
        self.good_cuttings.push(new);
        Ok(self.good_cuttings.len() - 1)
    }

    /// What is to be cut of a call.
    fn cutting(&self, scored: ScoredCall, spans: Vec<(u64, u64)>, stem: String) -> anyhow::Result<Cutting> {
        let recordings = recordings_now(self.store, &scored.scorecard)?;
        Ok(Cutting { recordings, spans_ms: joined(spans), stem, scored })
    }
}

fn without_call(plan: &AgentPlan, miss: &Miss, is_on_cover: bool) -> WithoutCall {
    WithoutCall { agent: plan.agent.label(), criterion: miss.criterion.clone(), is_on_cover }
}

/// What the rubric that a call was judged by says of a criterion.
fn words(rubrics: &mut Rubrics, scored: &ScoredCall, criterion: &str) -> RubricWords {
    let rubric = rubrics
        .entry(scored.scorecard.origin.rubric_sha256.clone())
        .or_insert_with(|| Rubric::parse(&scored.rubric_text).ok())
        .as_ref()
        .and_then(|rubric| rubric.criteria.iter().find(|known| known.id == criterion));
    rubric.map_or_else(RubricWords::default, |known| RubricWords {
        title: known.title.clone(),
        question: known.question.clone(),
        counts: known.written.iter().flat_map(Written::examples).map(str::to_owned).collect(),
    })
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
