//! The outcome of one hidden fact: what was told, and what was asked before.

use ringcheck_call::Evidence;
use ringcheck_scoring::{Heard, SaidBy};

use super::{
    FactEar, FactFinding, FactOutcome, Listened,
    asking::{Asked, asked_in, turns_before},
    parts::Said,
    telling::{Telling, Told, agrees, is_yes_or_no, puts_off, telling_of, told_in},
};

/// How surely a fact was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    No,
    Perhaps,
    Yes,
}

/// What is needed of a question that is answered with the fact first: a likeness, or a probability of its topic.
const ANSWERED_LIKE: f64 = 0.41;
const ANSWERED_CUE: f64 = 0.35;

/// From where on a person has to decide.
const ANSWERED_LIKE_PERHAPS: f64 = 0.38;
const ANSWERED_CUE_PERHAPS: f64 = 0.25;

/// How much more like a question for something else a question may be that is answered with the fact first.
const ANSWERED_MARGIN: f64 = 0.10;

/// What is needed of a question whose answer tells something else first.
const NAMED_LIKE: f64 = 0.60;

/// What is needed of a question whose answer tells the fact only as an answer.
const PLAIN_LIKE: f64 = 0.50;
const PLAIN_CUE: f64 = 0.60;

/// What is needed of a question that was not answered.
const UNANSWERED_LIKE: f64 = 0.60;
const UNANSWERED_LIKE_WITH_CUE: f64 = 0.45;
const UNANSWERED_CUE: f64 = 0.50;

/// How much less like a question for something else a question has to be.
const MARGIN: f64 = 0.02;

/// What became of `fact`.
pub(super) fn judge(fact: &Listened<'_>, ear: &FactEar<'_>, said: &Said, heard: &Heard<'_>) -> FactFinding {
    let finding = Finder { fact, ear, said, heard };
    let mut doubt: Option<FactFinding> = None;
    for turn in said.turns_of(SaidBy::Caller) {
        match finding.in_turn(turn) {
            Some(found) if found.outcome == FactOutcome::Undetermined => {
                doubt.get_or_insert(found);
                break;
            }
            Some(found) => return found,
            None => {}
        }
    }
    doubt.unwrap_or_else(|| finding.untold())
}

struct Finder<'f> {
    fact: &'f Listened<'f>,
    ear: &'f FactEar<'f>,
    said: &'f Said,
    heard: &'f Heard<'f>,
}

impl Finder<'_> {
    /// What turn `turn` of the caller's makes of it; `None` where it is not told there.
    fn in_turn(&self, turn: usize) -> Option<FactFinding> {
        let groups = turns_before(self.said, turn);
        let asked: Vec<Asked> = groups
            .iter()
            .enumerate()
            .map(|(idx, group)| asked_in(self.fact, self.ear, self.said, self.heard, group, idx == 0))
            .collect();
        let told = told_in(self.fact, self.said.turn(turn));
        match told {
            Some(told) if told.telling == Telling::Itself => Some(self.told(turn, told, &asked)),
            other => self.answered(turn, other, &asked),
        }
    }

    /// The fact was told: was it asked for?
    fn told(&self, turn: usize, told: Told, asked: &[Asked]) -> FactFinding {
        let is_first = !self.tells_another_before(turn, told.sentence);
        let sureness = |asked: &Asked| {
            let is_asked = asked.is_question || asked.cue >= 0.5;
            let is_named = asked.like >= NAMED_LIKE && asked.like + MARGIN >= asked.unlike;
            let is_near = |like: f64| asked.like >= like && asked.like + ANSWERED_MARGIN >= asked.unlike;
            let is_answer = is_near(ANSWERED_LIKE) || asked.cue >= ANSWERED_CUE;
            if is_named || is_first && is_asked && is_answer {
                Sureness::Yes
            } else if is_first && is_asked && (is_near(ANSWERED_LIKE_PERHAPS) || asked.cue >= ANSWERED_CUE_PERHAPS) {
                Sureness::Perhaps
            } else {
                Sureness::No
            }
        };
        let best =
            asked.iter().map(|asked| (sureness(asked), asked)).max_by_key(|(sure, asked)| (*sure, asked.is_next));
        let quote = self.quote(turn, told.sentence);
        match best {
            Some((Sureness::Yes, asked)) => self.finding(
                FactOutcome::DrawnOut,
                self.question(asked),
                quote,
                "Somebody asked for it, and the caller told it.",
            ),
            Some((Sureness::Perhaps, asked)) => self.finding(
                FactOutcome::Undetermined,
                self.question(asked),
                quote,
                "The caller told it, and whether that answered a question for it is too close to call.",
            ),
            _ => self.finding(
                FactOutcome::Volunteered,
                None,
                quote,
                "The caller told it without having been asked for it.",
            ),
        }
    }

    /// A question for the fact, and an answer that tells it only as an answer.
    fn answered(&self, turn: usize, told: Option<Told>, asked: &[Asked]) -> Option<FactFinding> {
        let said = self.said.turn(turn);
        if puts_off(said) {
            return None;
        }
        let is_asked = |asked: &Asked| {
            let is_other = asked.unlike > asked.like + MARGIN;
            asked.is_question && !is_other && (asked.like >= PLAIN_LIKE || asked.cue >= PLAIN_CUE)
        };
        let asked = asked.iter().find(|asked| is_asked(asked))?;
        // The vaguer the answer, the plainer the question has to be.
        let is_plain_enough = |told: &Told| match told.telling {
            Telling::Likeness => asked.like >= PLAIN_LIKE,
            Telling::SmallNumber => asked.like >= NAMED_LIKE,
            Telling::Number | Telling::Itself => true,
        };
        let tells_by_answer = self.fact.fact.yes_or_no && asked.is_next && is_yes_or_no(said);
        let sentence = match told.filter(is_plain_enough) {
            Some(told) => told.sentence,
            None if tells_by_answer || asked.is_next && self.is_guess(asked) && agrees(said) => 0,
            None => return None,
        };
        Some(self.finding(
            FactOutcome::DrawnOut,
            self.question(asked),
            self.quote(turn, sentence),
            "Somebody asked for it, and the caller's answer tells it.",
        ))
    }

    /// Nothing told it: was it asked for?
    fn untold(&self) -> FactFinding {
        let turns = self.said.turns_of(SaidBy::Agent);
        let asked = turns.map(|turn| asked_in(self.fact, self.ear, self.said, self.heard, &[turn], true));
        let is_asked = |asked: &Asked| {
            let is_own = asked.like + MARGIN >= asked.unlike;
            let is_like =
                asked.like >= UNANSWERED_LIKE || asked.like >= UNANSWERED_LIKE_WITH_CUE && asked.cue >= UNANSWERED_CUE;
            asked.is_question && is_own && is_like
        };
        let best = asked.filter(is_asked).reduce(|best, found| if found.like > best.like { found } else { best });
        match best {
            Some(asked) => self.finding(
                FactOutcome::Asked,
                self.question(&asked),
                None,
                "Somebody asked for it, and the caller did not tell it.",
            ),
            None => {
                self.finding(FactOutcome::NotAsked, None, None, "Nobody asked for it, and the caller did not tell it.")
            }
        }
    }

    /// Whether the caller tells another fact in the same turn before.
    fn tells_another_before(&self, turn: usize, sentence: usize) -> bool {
        let before = self.said.turn(turn).sentences.get(..sentence).unwrap_or_default();
        let others = self.ear.facts.iter().filter(|other| other.fact.id != self.fact.fact.id);
        others.into_iter().any(|other| before.iter().any(|said| telling_of(other, said) == Some(Telling::Itself)))
    }

    /// Whether the question itself holds the fact, to be confirmed.
    fn is_guess(&self, asked: &Asked) -> bool {
        let Some((turn, _)) = asked.place else { return false };
        self.said.turn(turn).sentences.iter().any(|sentence| {
            sentence.is_question && !sentence.numbers.is_empty() && telling_of(self.fact, sentence).is_some()
        })
    }

    fn question(&self, asked: &Asked) -> Option<Evidence> {
        let (turn, sentence) = asked.place?;
        self.quote(turn, sentence)
    }

    fn quote(&self, turn: usize, sentence: usize) -> Option<Evidence> {
        let (start, end) = self.said.turn(turn).sentences.get(sentence)?.bytes;
        self.heard.quote_of(turn, start..end)
    }

    fn finding(
        &self,
        outcome: FactOutcome,
        question: Option<Evidence>,
        told: Option<Evidence>,
        rationale: &str,
    ) -> FactFinding {
        FactFinding {
            id: self.fact.fact.id.clone(),
            fact: self.fact.fact.fact.clone(),
            outcome,
            question,
            told,
            rationale: rationale.to_owned(),
        }
    }
}
