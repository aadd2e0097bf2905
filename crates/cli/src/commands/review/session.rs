//! A person at work on a queue: where they are, what they decided, and what they asked to see.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use ringcheck_call::{CallType, Decision, Review, Verdict, counting};
use ringcheck_scoring::Rubric;
use ringcheck_store::{NewReview, ScoredCall, Store};

use crate::{
    commands::{
        clip::heard_around,
        review::{
            masked::masked,
            page::{Line, Shown},
            queue::Item,
        },
    },
    printer::hinted,
    text::count,
};

/// Parts of a call: from when to when each, in milliseconds on the call's clock.
pub(crate) type Spans = Vec<(u64, u64)>;

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
    /// The criteria that are not asked any more, by call: the person said now that its caller is one who is not asked them.
    closed: BTreeMap<String, BTreeSet<String>>,
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
            closed: BTreeMap::new(),
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

    /// What is heard of the item in hand: its call, and from when to when on the call's clock, part by part.
    ///
    /// Blind it is all of the call: where the words are that decided tells how they did.
    pub(crate) fn heard(&mut self) -> anyhow::Result<Option<(&ScoredCall, Spans)>> {
        self.load()?;
        let quoted = self.shown().filter(|_| !self.is_blind).map(|shown| shown.quoted_times()).unwrap_or_default();
        let mut spans = heard_around(quoted);
        if spans.is_empty() {
            spans.push((0, u64::MAX));
        }
        Ok(self.loaded.as_ref().filter(|_| self.at < self.items.len()).map(|loaded| (&loaded.scored, spans)))
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
        let item = item.clone();
        let outline = newest_rubric(&self.store, &item.call_id)?.outline();
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let reason = reason.or(self.comments.get(&self.at).map(String::as_str)).map(masked);
        let review = self.store.add_review(&NewReview {
            call_id: &item.call_id,
            scorecard: item.scorecard,
            criterion_id: item.criterion_id.as_deref(),
            verdict: decision,
            reviewer: &self.reviewer,
            reason: reason.as_deref(),
            is_blind: self.is_blind,
            outline: &outline,
        })?;
        let is_agreed = review.verdict == review.tool_verdict;
        let tool = if self.is_blind {
            String::new()
        } else if is_agreed {
            ", as Ringcheck says".to_owned()
        } else {
            format!(", where Ringcheck says {}", review.tool_verdict)
        };
        debug_assert_eq!(loaded.at, self.at);
        if let (Some(call_type), false) = (decision.call_type(), self.is_blind) {
            let not_asked = outline.criteria.iter().filter(|criterion| !criterion.applies_to.contains(&call_type));
            self.closed.insert(item.call_id.clone(), not_asked.map(|criterion| criterion.id.clone()).collect());
        }
        let n_closed =
            self.items.iter().skip(self.at).filter(|of| of.call_id == item.call_id && self.is_closed(of)).count();
        let closed = match n_closed {
            n if n > 0 && item.criterion_id.is_none() => format!("; {} not asked of such callers", count(n, "verdict")),
            _ => String::new(),
        };
        let said = format!("saved: {} is {decision}{tool}{closed}", item.subject());
        self.comments.remove(&self.at);
        self.decided.insert(self.at, (decision, is_agreed));
        self.loaded = None;
        self.skip();
        Ok(said)
    }

    /// Goes to the next item that is still asked; `false` behind the last.
    pub(crate) fn skip(&mut self) -> bool {
        self.is_whole = false;
        self.at = (self.at + 1).min(self.items.len());
        while self.item().is_some_and(|item| self.is_closed(item)) {
            self.at += 1;
        }
        self.at < self.items.len()
    }

    fn is_closed(&self, item: &Item) -> bool {
        let closed = self.closed.get(&item.call_id).zip(item.criterion_id.as_ref());
        closed.is_some_and(|(criteria, id)| criteria.contains(id))
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
        let agreed = if n > 0 && !self.is_blind {
            let n_agreed = self.decided.values().filter(|(_, is_agreed)| *is_agreed).count();
            format!(", {n_agreed} as Ringcheck says and {} otherwise", n - n_agreed)
        } else {
            String::new()
        };
        let unsaid = match self.comments.len() {
            0 => String::new(),
            n => format!("; {} without a verdict not kept", count(n, "comment")),
        };
        let is_left = |(at, item): &(usize, &Item)| !self.decided.contains_key(at) && !self.is_closed(item);
        let left = count(self.items.iter().enumerate().filter(is_left).count(), "verdict");
        format!("{} by {}{agreed}{unsaid}; {left} left", count(n, "verdict"), self.reviewer)
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
            caller: counting(&loaded.reviews, &item.call_id, None),
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
