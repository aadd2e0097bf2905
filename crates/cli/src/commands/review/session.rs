//! A person at work on a queue: where they are, what they decided, and what they asked to see.

use std::collections::BTreeMap;

use anyhow::Context as _;
use ringcheck_call::{CallType, Decision, Review, Verdict};
use ringcheck_scoring::Rubric;
use ringcheck_store::{NewReview, ScoredCall, Store};

use crate::{
    commands::review::{
        page::{Line, Shown},
        queue::Item,
    },
    printer::hinted,
    text::count,
};

/// A queue with a person before it.
pub(crate) struct Session {
    pub(crate) store: Store,
    items: Vec<Item>,
    at: usize,
    reviewer: String,
    is_blind: bool,
    is_whole: bool,
    /// What the person has to say to verdicts that are to come, by their place.
    comments: BTreeMap<usize, String>,
    /// What was decided now, by place: what the person says, and whether the scorecard says so too.
    decided: BTreeMap<usize, (Decision, bool)>,
    loaded: Option<Loaded>,
}

/// What is known of the item in hand.
struct Loaded {
    at: usize,
    scored: ScoredCall,
    /// The rubric that the person sees the question of.
    rubric: Option<Rubric>,
    reviews: Vec<Review>,
}

impl Session {
    pub(crate) fn new(store: Store, items: Vec<Item>, reviewer: String, is_blind: bool) -> Self {
        Self {
            store,
            items,
            at: 0,
            reviewer,
            is_blind,
            is_whole: false,
            comments: BTreeMap::new(),
            decided: BTreeMap::new(),
            loaded: None,
        }
    }

    /// The item in hand; `None` behind the last.
    pub(crate) fn item(&self) -> Option<&Item> {
        self.items.get(self.at)
    }

    /// What is shown of the item in hand, in lines of about `width` columns; none behind the last.
    pub(crate) fn lines(&mut self, width: usize) -> anyhow::Result<Vec<Line>> {
        self.load()?;
        Ok(self.shown().map(|shown| shown.lines(width)).unwrap_or_default())
    }

    /// What is heard of the item in hand: its call, and from when to when on the call's clock.
    ///
    /// Blind it is all of the call: where the words are that decided tells how they did.
    pub(crate) fn heard(&mut self) -> anyhow::Result<Option<(&ScoredCall, (u64, u64))>> {
        const AROUND_MS: u64 = 5000;
        self.load()?;
        let first = self.shown().filter(|_| !self.is_blind).and_then(|shown| {
            let of_card = &shown.card.turns;
            let times = shown.quoted_turns().into_iter().filter_map(|turn| {
                let turn = of_card.get(turn)?;
                turn.start_ms().zip(turn.end_ms())
            });
            times.reduce(|whole, next| (whole.0.min(next.0), whole.1.max(next.1)))
        });
        let span = first.map_or((0, u64::MAX), |(start, end)| (start.saturating_sub(AROUND_MS), end + AROUND_MS));
        Ok(self.loaded.as_ref().filter(|_| self.at < self.items.len()).map(|loaded| (&loaded.scored, span)))
    }

    /// Stores what the person says of the item in hand and goes on; returns what was done, in words.
    pub(crate) fn decide(&mut self, decision: Decision, reason: Option<&str>) -> anyhow::Result<String> {
        self.load()?;
        let (Some(item), Some(loaded)) = (self.items.get(self.at), &self.loaded) else {
            return Ok("nothing is left to decide".to_owned());
        };
        if item.criterion_id.is_none() != decision.call_type().is_some() {
            return Ok(if item.criterion_id.is_none() {
                "this asks who the caller is: prospect, customer, vendor, wrong_number or other".to_owned()
            } else {
                "this asks for pass, fail, na or undetermined".to_owned()
            });
        }
        let newest = newest_rubric(&self.store, &item.call_id)?;
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let review = self.store.add_review(&NewReview {
            call_id: &item.call_id,
            scorecard: item.scorecard,
            criterion_id: item.criterion_id.as_deref(),
            verdict: decision,
            reviewer: &self.reviewer,
            reason: reason.or(self.comments.get(&self.at).map(String::as_str)),
            is_blind: self.is_blind,
            outline: &newest.outline(),
        })?;
        let is_agreed = review.verdict == review.tool_verdict;
        let tool = if self.is_blind {
            String::new()
        } else if is_agreed {
            ", as Ringcheck says".to_owned()
        } else {
            format!(", where Ringcheck says {}", review.tool_verdict)
        };
        let said = format!("saved: {} is {decision}{tool}", item.subject());
        debug_assert_eq!(loaded.at, self.at);
        self.comments.remove(&self.at);
        self.decided.insert(self.at, (decision, is_agreed));
        self.loaded = None;
        self.skip();
        Ok(said)
    }

    /// Goes to the next item; `false` behind the last.
    pub(crate) fn skip(&mut self) -> bool {
        self.is_whole = false;
        self.at = (self.at + 1).min(self.items.len());
        self.at < self.items.len()
    }

    /// Goes back to the item before; `false` at the first.
    pub(crate) fn back(&mut self) -> bool {
        self.is_whole = false;
        let is_possible = self.at > 0;
        self.at = self.at.saturating_sub(1);
        is_possible
    }

    /// Keeps what the person has to say until they decide; nothing takes it back.
    pub(crate) fn comment(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            self.comments.remove(&self.at);
        } else {
            self.comments.insert(self.at, text.to_owned());
        }
    }

    /// Shows all of the transcript, or only what is around the quotes again.
    pub(crate) fn toggle_whole(&mut self) {
        self.is_whole = !self.is_whole;
    }

    /// What was done, for the end.
    pub(crate) fn summary(&self) -> String {
        let n = self.decided.len();
        let left = count(self.items.len() - n, "verdict");
        let mut said = format!("{} by {}", count(n, "verdict"), self.reviewer);
        if n > 0 && !self.is_blind {
            let n_agreed = self.decided.values().filter(|(_, is_agreed)| *is_agreed).count();
            said.push_str(&format!(", {n_agreed} as Ringcheck says and {} otherwise", n - n_agreed));
        }
        let n_unsaid = self.comments.len();
        if n_unsaid > 0 {
            said.push_str(&format!("; {} without a verdict not kept", count(n_unsaid, "comment")));
        }
        format!("{said}; {left} left")
    }

    fn shown(&self) -> Option<Shown<'_>> {
        let (item, loaded) = (self.items.get(self.at)?, self.loaded.as_ref()?);
        let criterion = loaded.rubric.as_ref().and_then(|rubric| {
            let id = item.criterion_id.as_deref()?;
            rubric.criteria.iter().find(|criterion| criterion.id == id)
        });
        Some(Shown {
            item,
            card: &loaded.scored.scorecard,
            criterion,
            reviews: loaded.reviews.iter().filter(|review| review.criterion_id == item.criterion_id).collect(),
            is_blind: self.is_blind,
            is_whole: self.is_whole,
            comment: self.comments.get(&self.at).map(String::as_str),
            place: (self.at + 1, self.items.len()),
        })
    }

    fn load(&mut self) -> anyhow::Result<()> {
        if self.loaded.as_ref().is_some_and(|loaded| loaded.at == self.at) {
            return Ok(());
        }
        let Some(item) = self.items.get(self.at) else { return Ok(()) };
        let scored = self.store.scored_call(&item.call_id, Some(item.scorecard))?.with_context(|| {
            format!("the call `{}` was removed while it was in the queue; begin again", item.call_id)
        })?;
        let rubric = Rubric::parse(&scored.rubric_text).ok();
        let reviews = self.store.reviews_of(&item.call_id)?;
        self.loaded = Some(Loaded { at: self.at, scored, rubric, reviews });
        Ok(())
    }
}

/// The rubric that decides what the verdicts of a call weigh: that of its newest scorecard.
fn newest_rubric(store: &Store, call_id: &str) -> anyhow::Result<Rubric> {
    let newest = store.scored_call(call_id, None)?.with_context(|| format!("the call `{call_id}` was removed"))?;
    Rubric::parse(&newest.rubric_text).map_err(|errors| {
        let context = format!("the rubric of the call `{call_id}` cannot be read by this version");
        hinted(anyhow::Error::new(errors).context(context), Some("score the call again, and review it then"))
    })
}

/// A verdict, or a call type, from the word that a person types.
pub(crate) fn decision_of(word: &str) -> Option<Decision> {
    let verdict = match word {
        "p" | "pass" => Verdict::Pass,
        "f" | "fail" => Verdict::Fail,
        "n" | "na" => Verdict::Na,
        "u" | "undetermined" => Verdict::Undetermined,
        _ => return word.parse::<CallType>().ok().map(Decision::CallType),
    };
    Some(Decision::Verdict(verdict))
}
