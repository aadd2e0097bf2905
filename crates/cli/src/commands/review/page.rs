//! What a person sees of a verdict before deciding.

use ringcheck_call::{CriterionScore, Decision, Evidence, Review, Scorecard, Speaker, Turn};
use ringcheck_report::short_id;
use ringcheck_scoring::Criterion;

use crate::{
    commands::review::queue::Item,
    table,
    text::{clock, flow, local_time, sanitize, wrap},
};

/// How many turns are shown before and after a quote.
const AROUND_TURNS: usize = 3;

/// A line of a page, with what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// What a line of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Where in the queue, and what is asked.
    Title,
    /// The rubric's question.
    Question,
    /// What was said by a person or a machine about the verdict.
    Verdict,
    /// Words that were quoted.
    Quote,
    /// A turn without a quote in it.
    Turn,
    /// Everything else.
    Plain,
}

/// What is shown of an item.
pub(crate) struct Shown<'a> {
    pub(crate) item: &'a Item,
    pub(crate) card: &'a Scorecard,
    /// What the rubric asks; `None` for who the caller is, or where the rubric cannot be read any more.
    pub(crate) criterion: Option<&'a Criterion>,
    /// What people said about it before, the oldest first.
    pub(crate) reviews: Vec<&'a Review>,
    /// What a person said who the caller is, where one did: the newest that counts.
    pub(crate) caller: Option<&'a Review>,
    pub(crate) is_blind: bool,
    /// Whether all of the transcript is shown.
    pub(crate) is_whole: bool,
    /// What the person has to say to the verdict that comes.
    pub(crate) comment: Option<&'a str>,
    /// The item's place in the queue, counted from 1, and how many there are.
    pub(crate) place: (usize, usize),
}

impl Shown<'_> {
    /// The page in lines of at most `width` columns, as far as words allow.
    pub(crate) fn lines(&self, width: usize) -> Vec<Line> {
        let mut page = Page { lines: Vec::new(), width };
        self.head(&mut page);
        if !self.is_blind {
            self.verdicts(&mut page);
        }
        if let Some(comment) = self.comment {
            page.say(Kind::Plain, "", &format!("comment: {comment} (goes with your verdict)"));
        }
        self.transcript(&mut page);
        page.lines
    }

    /// The turns that are quoted, in order.
    pub(crate) fn quoted_turns(&self) -> Vec<usize> {
        let mut turns: Vec<usize> = self.evidence().iter().map(|quote| quote.turn).collect();
        turns.extend(self.score().and_then(|score| score.nearest_miss.as_ref()).map(|miss| miss.turn));
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    /// When the words are said that are quoted, where it is known: from when to when on the call's clock.
    pub(crate) fn quoted_times(&self) -> Vec<(u64, u64)> {
        let of_turn = |turn: usize| {
            let turn = self.card.turns.get(turn)?;
            turn.start_ms().zip(turn.end_ms())
        };
        let quotes = self.evidence().iter().map(|quote| (quote.turn, quote.start_ms.zip(quote.end_ms)));
        let miss = self.score().and_then(|score| score.nearest_miss.as_ref());
        let miss = miss.map(|miss| (miss.turn, miss.start_ms.zip(miss.end_ms)));
        quotes.chain(miss).filter_map(|(turn, times)| times.or_else(|| of_turn(turn))).collect()
    }

    /// Who the caller is, by a person where one said so.
    fn caller_type(&self) -> String {
        let of_tool = self.card.call.call_type;
        match self.caller.filter(|review| review.verdict != Decision::CallType(of_tool)) {
            Some(review) => format!("{} (by {}; Ringcheck: {of_tool})", review.verdict, review.reviewer),
            None => of_tool.to_string(),
        }
    }

    fn score(&self) -> Option<&CriterionScore> {
        let id = self.item.criterion_id.as_deref()?;
        table::criterion(self.card, id)
    }

    fn evidence(&self) -> &[Evidence] {
        match &self.item.criterion_id {
            Some(_) => self.score().map_or(&[], |score| &score.evidence),
            None => &self.card.call.call_type_evidence,
        }
    }

    fn head(&self, page: &mut Page) {
        let (number, n) = self.place;
        let mut title = vec![format!("{number} of {n}"), self.item.subject().to_owned()];
        title.extend(self.criterion.map(|criterion| {
            let critical = if criterion.is_critical { ", critical" } else { "" };
            format!("{} points{critical}", criterion.weight)
        }));
        page.put(Kind::Title, &title);
        let call = &self.card.call;
        let mut facts = vec![table::file_name(self.card)];
        // Who the caller is tells what the tool made of the call.
        facts.extend((!self.is_blind).then(|| self.caller_type()));
        facts.extend(call.started_at.as_deref().map(local_time));
        facts.extend(call.agent_name.as_ref().map(|name| format!("agent {name}")));
        facts.push(format!("id {}", short_id(&self.card.id)));
        page.put(Kind::Plain, &facts);
        page.gap();
        match (self.criterion, &self.item.criterion_id) {
            (Some(criterion), _) => page.say(Kind::Question, "", &criterion.question),
            (None, None) => page.say(Kind::Question, "", "Who is the caller to the business?"),
            (None, Some(id)) => page.say(Kind::Question, "", &format!("Is the criterion `{id}` met?")),
        }
        page.gap();
    }

    fn verdicts(&self, page: &mut Page) {
        let (word, confidence, why) = match (self.score(), &self.item.criterion_id) {
            (Some(score), _) => (score.verdict.as_str(), score.confidence, score.rationale.as_str()),
            _ => (self.card.call.call_type.as_str(), self.card.call.call_type_confidence, ""),
        };
        page.say(Kind::Verdict, "", &format!("Ringcheck: {word} ({:.2})", confidence.as_f64()));
        page.say(Kind::Plain, "  ", why);
        for review in &self.reviews {
            page.say(Kind::Verdict, "", &said_by(review, &self.card.id));
        }
        for quote in self.evidence() {
            page.say(Kind::Quote, "  ", &quoted(quote));
        }
        if let Some(miss) = self.score().and_then(|score| score.nearest_miss.as_ref()) {
            let at = miss.start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
            page.say(Kind::Quote, "  ", &format!("nearest: {at}“{}” ({})", miss.quote, miss.why));
        }
    }

    fn transcript(&self, page: &mut Page) {
        page.gap();
        let turns = &self.card.turns;
        if turns.is_empty() {
            page.say(Kind::Plain, "", "Nothing that was said was recognized.");
            return;
        }
        let quoted = if self.is_blind { Vec::new() } else { self.quoted_turns() };
        let is_whole = self.is_whole || self.is_blind || quoted.is_empty();
        let is_near = |idx: usize| is_whole || quoted.iter().any(|turn| idx.abs_diff(*turn) <= AROUND_TURNS);
        let mut is_gap = false;
        for (idx, turn) in turns.iter().enumerate() {
            if is_near(idx) {
                let is_quoted = quoted.contains(&idx);
                page.turn(idx, turn, is_quoted);
                is_gap = false;
            } else if !is_gap {
                page.say(Kind::Plain, "        ", "…");
                is_gap = true;
            }
        }
    }
}

/// A person's verdict on a call as a sentence: `pass by Dana on 2026-11-22: the agent books Tuesday`.
pub(crate) fn said_by(review: &Review, call_id: &str) -> String {
    let day = local_time(&review.reviewed_at_utc);
    let day = day.split(' ').next().unwrap_or_default();
    let how = if review.is_blind { ", without seeing Ringcheck's" } else { "" };
    // Another recording of the call came later.
    let part = if review.call_id == call_id { "" } else { ", of a part of the call" };
    let why = review.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{} by {} on {day}{how}{part}{why}", review.verdict, review.reviewer)
}

fn quoted(evidence: &Evidence) -> String {
    let at = evidence.start_ms.map(|ms| format!("{} ", clock(ms))).unwrap_or_default();
    format!("{at}{} “{}”", evidence.side, evidence.quote)
}

struct Page {
    lines: Vec<Line>,
    width: usize,
}

impl Page {
    fn say(&mut self, kind: Kind, indent: &str, text: &str) {
        let width = self.width.max(20);
        for line in wrap(&sanitize(text), width, indent).lines() {
            self.lines.push(Line { kind, text: line.to_owned() });
        }
    }

    /// Pieces side by side.
    fn put(&mut self, kind: Kind, pieces: &[String]) {
        let pieces: Vec<String> = pieces.iter().map(|piece| sanitize(piece)).collect();
        self.lines.extend(flow(&pieces, self.width.max(20), "").into_iter().map(|text| Line { kind, text }));
    }

    fn gap(&mut self) {
        self.lines.push(Line { kind: Kind::Plain, text: String::new() });
    }

    fn turn(&mut self, idx: usize, turn: &Turn, is_quoted: bool) {
        let at = turn.start_ms().map_or_else(|| idx.to_string(), clock);
        let who = match turn.speaker {
            Speaker::RecordedVoice => "recorded",
            Speaker::Agent => "agent",
            Speaker::Caller => "caller",
            Speaker::Unknown => turn.side().as_str(),
        };
        let mark = if is_quoted { '>' } else { ' ' };
        let kind = if is_quoted { Kind::Quote } else { Kind::Turn };
        let first = self.lines.len();
        self.say(kind, "                    ", turn.text());
        let head = format!("{mark}{at:>7} {who:<10}");
        match self.lines.get_mut(first) {
            Some(line) => line.text = format!("{head} {}", line.text.trim_start()),
            None => self.lines.push(Line { kind, text: head.trim_end().to_owned() }),
        }
    }
}
