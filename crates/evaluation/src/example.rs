//! Reviewed calls as labelled calls, to evaluate with.

use std::collections::{BTreeMap, BTreeSet};

use ringcheck_call::{CallType, QualifyingTopic, Review, Scorecard, Side, Speaker, Verdict, counting};
use serde::Serialize;

use crate::{Label, LabelledSpeaker, LabelledTurn, reviewer_key};

/// Why a reviewed call is no labelled one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoExample {
    /// Nothing of it is decided by people, or they do not agree.
    Undecided,
    /// The rubric that it was judged by last asks nothing that people reviewed.
    NotAsked,
    /// It is not known of all of its words which side said them, and an evaluation gives the scorer sides.
    UnknownSides,
}

/// A labelled call in the form that [`read_labelled`](crate::read_labelled) reads.
#[derive(Serialize)]
struct Example<'a> {
    id: &'a str,
    turns: Vec<LabelledTurn>,
    call_type: CallType,
    labels: BTreeMap<&'a str, Label>,
    qualifying_topics: &'a [QualifyingTopic],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unlabelled: Vec<&'static str>,
    author: String,
    notes: String,
}

/// The call of `card` as a line of labelled calls, with a label for each criterion that `reviews` decide.
///
/// The newest review that is not blind decides; where all are blind, what all people say. Who could not tell gives no
/// label. What no person said is named in `unlabelled`, and is compared with nothing.
pub fn example_of(card: &Scorecard, reviews: &[Review]) -> Result<String, NoExample> {
    let turns: Option<Vec<LabelledTurn>> = card.turns.iter().map(labelled_turn).collect();
    let turns = turns.ok_or(NoExample::UnknownSides)?;
    let (mut labels, mut notes, mut authors) = (BTreeMap::new(), Vec::new(), Authors::of(reviews));
    for criterion in &card.criteria {
        let Some(deciding) = deciding(reviews, &card.id, Some(&criterion.id)) else { continue };
        let label = match deciding.verdict.verdict() {
            Some(Verdict::Pass) => Label::Pass,
            Some(Verdict::Fail) => Label::Fail,
            Some(Verdict::Na) => Label::Na,
            Some(Verdict::Undetermined) | None => continue,
        };
        labels.insert(criterion.id.as_str(), label);
        authors.add(&deciding.reviewer);
        notes.push(note_of(deciding));
    }
    let caller = deciding(reviews, &card.id, None).and_then(|review| Some((review, review.verdict.call_type()?)));
    if let Some((review, _)) = caller {
        authors.add(&review.reviewer);
        notes.push(note_of(review));
    }
    if labels.is_empty() && caller.is_none() {
        let is_asked = |review: &Review| match &review.criterion_id {
            Some(id) => card.criteria.iter().any(|criterion| criterion.id == *id),
            None => true,
        };
        return Err(if reviews.iter().any(is_asked) { NoExample::Undecided } else { NoExample::NotAsked });
    }
    let mut unlabelled = vec!["qualifying_topics"];
    if caller.is_none() {
        unlabelled.insert(0, "call_type");
    }
    let example = Example {
        id: &card.id,
        turns,
        call_type: caller.map_or(card.call.call_type, |(_, call_type)| call_type),
        labels,
        qualifying_topics: &[],
        unlabelled,
        author: authors.names(),
        notes: notes.join(" "),
    };
    // Nothing in it can fail to be written.
    serde_json::to_string(&example).map_err(|_| NoExample::Undecided)
}

/// Who decided, each once, by the first spelling of the name.
struct Authors<'a> {
    /// Of all who reviewed the call.
    spellings: BTreeMap<String, &'a str>,
    decided: BTreeSet<String>,
}

impl<'a> Authors<'a> {
    /// Nobody yet; `reviews` are the oldest first.
    fn of(reviews: &'a [Review]) -> Self {
        let mut spellings = BTreeMap::new();
        for review in reviews {
            spellings.entry(reviewer_key(&review.reviewer)).or_insert(review.reviewer.as_str());
        }
        Self { spellings, decided: BTreeSet::new() }
    }

    fn add(&mut self, reviewer: &str) {
        self.decided.insert(reviewer_key(reviewer));
    }

    fn names(&self) -> String {
        let names = self.decided.iter().filter_map(|key| self.spellings.get(key));
        names.copied().collect::<Vec<_>>().join(", ")
    }
}

/// The review that decides of the call `call_id`; `None` where there is none, or people who judged blind do not agree.
fn deciding<'a>(reviews: &'a [Review], call_id: &str, criterion_id: Option<&str>) -> Option<&'a Review> {
    if let Some(counts) = counting(reviews, call_id, criterion_id) {
        return Some(counts);
    }
    let of_it = reviews.iter().filter(|review| review.criterion_id.as_deref() == criterion_id);
    let newest: BTreeMap<String, &Review> = of_it.map(|review| (reviewer_key(&review.reviewer), review)).collect();
    let said: BTreeSet<_> = newest.values().map(|review| review.verdict).collect();
    if said.len() == 1 { newest.into_values().next() } else { None }
}

fn note_of(review: &Review) -> String {
    let tool = format!("{} by Ringcheck ({:.2})", review.tool_verdict, review.tool_confidence.as_f64());
    let how = if review.is_blind { ", blind" } else { "" };
    let why = review.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{}: {tool}; {} by {}{how}{why}.", review.subject(), review.verdict, review.reviewer)
}

/// `None` where nobody knows who spoke.
fn labelled_turn(turn: &ringcheck_call::Turn) -> Option<LabelledTurn> {
    let speaker = match (turn.speaker, turn.side()) {
        (Speaker::RecordedVoice, _) => LabelledSpeaker::Ivr,
        (Speaker::Agent, _) | (Speaker::Unknown, Side::Business) => LabelledSpeaker::Agent,
        (Speaker::Caller, _) | (Speaker::Unknown, Side::Caller) => LabelledSpeaker::Caller,
        (Speaker::Unknown, Side::Unknown) => return None,
    };
    Some(LabelledTurn {
        speaker,
        name: None,
        text: turn.text().to_owned(),
        start_ms: turn.start_ms(),
        end_ms: turn.end_ms(),
    })
}
