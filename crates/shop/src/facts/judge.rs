//! The outcome of one hidden fact: what was told, and what was asked before.

use ringcheck_call::Evidence;
use ringcheck_scoring::{Heard, SaidBy};

use super::{
    FactEar, FactFinding, FactOutcome, Listened,
    answering::{Short, agrees, is_aside, is_turned_round, puts_off, short_answer},
    asking::{Asked, Form, asked_in, asked_long_before, turns_before},
    parts::{Said, SaidTurn, Sentence},
    telling::{Telling, Told, holds_words, telling_of, tells_outright, told_in},
};
use crate::{scenario::ShortAnswer, words::words_of};

/// How surely a fact was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    No,
    Perhaps,
    Yes,
}

/// What is needed of a question that is answered with the fact: its likeness, half its lead over questions for something
/// else and a quarter of the probability of its topic, together. These and those below were chosen on the calls of
/// `eval/shop/` that rules are made with.
const ANSWERED: f64 = 0.47;

/// From where on a person has to decide.
const ANSWERED_PERHAPS: f64 = 0.43;

/// How much more is needed where the language model hears nothing of the topic, and what that is.
const UNHEARD: f64 = 0.04;
const UNHEARD_CUE: f64 = 0.05;

/// How like an example what is no question has to be: "Company name, headcount, how many sites."
const LISTED_LIKE: f64 = 0.75;

/// How surely the topic has to be heard where the words that are most like a question for it are beside the question.
const SURE_CUE: f64 = 0.90;

/// What a telling adds that is no more than a few words, at the beginning of an answer.
const BARE: f64 = 0.05;
const BARE_WORDS: usize = 5;

/// What it adds that the fact is told right after a question, before anything else is.
const BEGUN: f64 = 0.12;

/// What it adds that the first words of the reply are the fact's own ("Corva Managed, and I have yelled"), or that it
/// tells the fact in a few words. Hardly anybody begins so who was not asked, so the question may be unclear.
const OUTRIGHT: f64 = 0.25;

/// How much less like a question for something else what is answered so has to be.
const OUTRIGHT_MARGIN: f64 = 0.15;

/// What is needed of a question in which a number is put to be confirmed.
const GUESSED_LIKE: f64 = 0.41;

/// What is needed of a question whose answer tells something else first.
const NAMED_LIKE: f64 = 0.51;

/// What is needed of a question whose answer tells the fact only as an answer.
const PLAIN_LIKE: f64 = 0.41;
const PLAIN_CUE: f64 = 0.60;
const PLAIN_LIKE_WITH_CUE: f64 = 0.35;

/// What is no more than a name.
const NAME_WORDS: usize = 3;

/// What is needed of what the caller would rather not say, and of its lead over questions for something else.
const PUT_OFF_LIKE: f64 = 0.4;
const PUT_OFF_LEAD: f64 = 0.1;

/// What is needed of a question that was not answered.
const UNANSWERED_LIKE: f64 = 0.60;
const UNANSWERED_LIKE_WITH_CUE: f64 = 0.45;
const UNANSWERED_CUE: f64 = 0.50;

/// From here on what was asked was asked, whatever the reply tells.
const PLAINLY_ASKED: f64 = 0.7;

/// How much more is needed of one that lacks its question mark.
const UNANSWERED_UNMARKED: f64 = 0.1;

/// How much less like a question for something else a question has to be; and where the language model hears its topic.
const MARGIN: f64 = 0.03;
const HEARD_MARGIN: f64 = 0.08;

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

/// How the fact stands at the beginning of the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginning {
    /// The reply begins with the fact's own words, or with a few that tell it by themselves.
    Outright,
    /// It is told right after a question, before anything else is.
    Begun,
    /// The reply begins with a few words that tell it.
    Bare,
    /// Anything else.
    Other,
}

impl Beginning {
    /// What it adds to what is found of the question.
    const fn more(self) -> f64 {
        match self {
            Self::Outright => OUTRIGHT,
            Self::Begun => BEGUN,
            Self::Bare => BARE,
            Self::Other => 0.0,
        }
    }
}

/// How surely a question that may have brought the fact asks for it.
fn sureness_of(asked: &Asked, beginning: Beginning) -> Sureness {
    let is_outright = beginning == Beginning::Outright;
    let is_asking = asked.form != Form::Statement
        || asked.like >= LISTED_LIKE
        || asked.is_question && asked.is_next && asked.cue >= SURE_CUE
        || asked.may_ask && is_outright;
    let margin = match is_outright {
        true => OUTRIGHT_MARGIN,
        false if asked.is_next && asked.cue >= PLAIN_CUE => HEARD_MARGIN,
        false => MARGIN,
    };
    if !is_asking || asked.like + margin < asked.unlike {
        return Sureness::No;
    }
    let found = asked.like + 0.5 * (asked.like - asked.unlike) + 0.25 * asked.cue + beginning.more();
    let more = if asked.cue < UNHEARD_CUE { UNHEARD } else { 0.0 };
    if found >= ANSWERED + more {
        Sureness::Yes
    } else if found >= ANSWERED_PERHAPS + more {
        Sureness::Perhaps
    } else {
        Sureness::No
    }
}

/// Whether a question is plain enough to count though nothing answered it.
fn is_asked_unanswered(asked: &Asked) -> bool {
    let is_own = asked.like >= asked.unlike;
    let more = if asked.form == Form::Unmarked { UNANSWERED_UNMARKED } else { 0.0 };
    let is_like =
        asked.like >= UNANSWERED_LIKE + more || asked.like >= UNANSWERED_LIKE_WITH_CUE && asked.cue >= UNANSWERED_CUE;
    asked.is_question && is_own && is_like
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
        let told = told_in(self.fact, self.said.turn(turn), |sentence| self.names_another(sentence));
        match told {
            Some(told) if told.telling == Telling::Itself => Some(self.told(turn, told, &asked)),
            Some(told) if told.telling == Telling::OwnNumber => {
                // A number alone tells it only as an answer: it may count anything.
                let found = self.told(turn, told, &asked);
                let counts = found.outcome != FactOutcome::Volunteered || self.answers_a_machine(turn);
                Some(found).filter(|_| counts).or_else(|| self.answered(turn, Some(told), &asked))
            }
            other => self.answered(turn, other, &asked),
        }
    }

    /// Whether what is like an answer is no more than the words of another fact: "Doc Patel."
    fn names_another(&self, sentence: &Sentence) -> bool {
        let like = sentence.likeness(&self.fact.answers);
        let tells = |other: &Listened<'_>| holds_words(other, sentence) || sentence.likeness(&other.answers) > like;
        sentence.words.len() <= NAME_WORDS && self.others().any(tells)
    }

    /// The other facts.
    fn others(&self) -> impl Iterator<Item = &Listened<'_>> {
        self.ear.facts.iter().filter(|other| other.fact.id != self.fact.fact.id)
    }

    /// Whether turn `turn` answers a menu or a bot that asked how many there are.
    fn answers_a_machine(&self, turn: usize) -> bool {
        let Some(before) = turn.checked_sub(1) else { return false };
        let asks = || {
            let words = words_of(self.heard.text_of(before).unwrap_or_default());
            let is_counted = words.iter().any(|word| self.fact.words.counts(&word.text));
            is_counted
                && words
                    .windows(2)
                    .any(|pair| pair[0].text == "how" && pair[1].text == "many" || pair[0].text == "number")
        };
        self.said.turn(before).by == SaidBy::Recorded && asks()
    }

    /// The fact was told: was it asked for?
    fn told(&self, turn: usize, told: Told, asked: &[Asked]) -> FactFinding {
        let is_first = !self.tells_another_before(turn, told.sentence);
        // What is said first and alone is an answer to what was asked right before.
        let sentences = &self.said.turn(turn).sentences;
        let is_begun = sentences.iter().take(told.sentence).all(is_aside);
        let first = sentences.get(told.sentence).filter(|_| is_begun);
        let is_bare = first.is_some_and(|sentence| sentence.words.len() <= BARE_WORDS);
        let is_outright = first.is_some_and(|sentence| tells_outright(self.fact, sentence))
            || is_bare && told.telling == Telling::Itself;
        let sureness = |asked: &Asked| {
            let is_named =
                asked.form != Form::Statement && asked.like >= NAMED_LIKE && asked.like + MARGIN >= asked.unlike;
            if is_named {
                Sureness::Yes
            } else if is_first {
                let beginning = match asked.is_next {
                    true if is_outright && (asked.is_question || asked.may_ask) => Beginning::Outright,
                    true if asked.is_question => Beginning::Begun,
                    true if is_bare => Beginning::Bare,
                    _ => Beginning::Other,
                };
                sureness_of(asked, beginning)
            } else {
                Sureness::No
            }
        };
        let best =
            asked.iter().map(|asked| (sureness(asked), asked)).max_by_key(|(sure, asked)| (*sure, asked.is_next));
        let quote = self.quote(turn, told.sentence);
        if let Some((Sureness::Yes, asked)) = best {
            return self.drawn_out(asked, quote, "Somebody asked for it, and the caller told it.");
        }
        let was_asked = |asked: &Asked| sureness_of(asked, Beginning::Other) == Sureness::Yes;
        if let Some(asked) =
            asked_long_before(self.fact, self.ear, self.said, self.heard, (turn, told.sentence), was_asked)
        {
            return self.drawn_out(
                &asked,
                quote,
                "Somebody asked for it, and the caller came back to that and told it.",
            );
        }
        match best {
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
        let told = told.filter(|told| !said.sentences.get(told.sentence).is_some_and(puts_off));
        if let Some(next) = asked.first()
            && self.is_guess(next)
            && agrees(said)
            && !said.sentences.first().is_some_and(puts_off)
        {
            return Some(self.answer(turn, 0, next));
        }
        let is_asked = |asked: &Asked| {
            let is_other = asked.unlike > asked.like + MARGIN;
            let is_plain = asked.like >= PLAIN_LIKE || asked.cue >= PLAIN_CUE && asked.like >= PLAIN_LIKE_WITH_CUE;
            (asked.is_question || asked.like >= LISTED_LIKE) && !is_other && is_plain
        };
        let at = asked.iter().position(is_asked)?;
        let (nearer, asked) = (asked.get(..at)?, asked.get(at)?);
        // The vaguer the answer, the plainer the question has to be.
        let is_plain_enough = |told: &Told| match told.telling {
            Telling::Likeness => asked.like >= PLAIN_LIKE && asked.like >= asked.unlike,
            Telling::SmallNumber => asked.like >= NAMED_LIKE,
            Telling::Number | Telling::OwnNumber | Telling::Itself => true,
        };
        // "With anyone?" goes on with the question before.
        let is_next = nearer.iter().all(|nearer| nearer.is_question);
        let question = nearer.first().filter(|_| is_next).unwrap_or(asked);
        let sentence = match told.filter(is_plain_enough) {
            Some(told) => Some(told.sentence),
            None if is_next => self.tells_by_yes_or_no(said, asked),
            None => None,
        };
        Some(self.answer(turn, sentence?, question))
    }

    /// The sentence of `said` whose yes or no tells the fact as an answer to `asked`.
    fn tells_by_yes_or_no(&self, said: &SaidTurn, asked: &Asked) -> Option<usize> {
        let wanted =
            self.fact.fact.answer.filter(|_| {
                (asked.form != Form::Statement || asked.like >= LISTED_LIKE) && asked.like >= asked.unlike
            })?;
        let (turn, idx) = asked.place?;
        let question = self.said.turn(turn).sentences.get(idx)?;
        let asks_for_two = question.meanings.len() > 2;
        let (sentence, short) = short_answer(said, asks_for_two)?;
        let (is_negative, is_free) = is_turned_round(question);
        let tells = match (wanted, short) {
            (ShortAnswer::Either, _) | (ShortAnswer::Yes, Short::Yes) => true,
            (ShortAnswer::No, Short::No) => is_negative || !is_free,
            (ShortAnswer::No, Short::Yes) => is_negative || is_free,
            (ShortAnswer::Yes, Short::No) => false,
        };
        tells.then_some(sentence)
    }

    fn answer(&self, turn: usize, sentence: usize, asked: &Asked) -> FactFinding {
        self.drawn_out(asked, self.quote(turn, sentence), "Somebody asked for it, and the caller's answer tells it.")
    }

    fn drawn_out(&self, asked: &Asked, quote: Option<Evidence>, rationale: &str) -> FactFinding {
        self.finding(FactOutcome::DrawnOut, self.question(asked), quote, rationale)
    }

    /// Nothing told it: was it asked for?
    fn untold(&self) -> FactFinding {
        let turns = self.said.turns_of(SaidBy::Agent);
        let asked = turns.filter_map(|turn| {
            let asked = asked_in(self.fact, self.ear, self.said, self.heard, &[turn], true);
            let reply = self.said.turns.get(turn + 1).filter(|next| next.by == SaidBy::Caller);
            let is_put_off = reply.is_some_and(|reply| reply.sentences.first().is_some_and(puts_off))
                && asked.is_question
                && asked.like >= PUT_OFF_LIKE
                && asked.like >= asked.unlike + PUT_OFF_LEAD;
            let is_for_another =
                asked.like < PLAINLY_ASKED && reply.is_some_and(|reply| self.answers_another(turn, reply));
            ((is_put_off || is_asked_unanswered(&asked)) && !is_for_another).then_some(asked)
        });
        let best = asked.reduce(|best, found| if found.like > best.like { found } else { best });
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

    /// Whether the one thing that was asked in turn `turn` is answered with another fact: "Which one?" "Corva Managed."
    fn answers_another(&self, turn: usize, reply: &SaidTurn) -> bool {
        let mut questions = self.said.turn(turn).sentences.iter().filter(|sentence| sentence.is_question);
        let is_one =
            questions.next().is_some_and(|question| question.meanings.len() <= 2) && questions.next().is_none();
        is_one && reply.sentences.first().is_some_and(|first| self.others().any(|other| tells_outright(other, first)))
    }

    /// Whether the caller tells another fact in the same turn before.
    fn tells_another_before(&self, turn: usize, sentence: usize) -> bool {
        let before = self.said.turn(turn).sentences.get(..sentence).unwrap_or_default();
        self.others().any(|other| before.iter().any(|said| telling_of(other, said) == Some(Telling::Itself)))
    }

    /// Whether what was asked holds the fact itself, to be confirmed: a number, or a name.
    fn is_guess(&self, asked: &Asked) -> bool {
        let Some((turn, _)) = asked.place else { return false };
        let is_on_topic = asked.like >= GUESSED_LIKE || asked.cue >= PLAIN_CUE;
        let sentences = self.said.turn(turn).sentences.iter().filter(|sentence| sentence.is_question);
        sentences.into_iter().any(|sentence| match telling_of(self.fact, sentence) {
            Some(Telling::Itself) => holds_words(self.fact, sentence),
            Some(Telling::Number | Telling::OwnNumber) => is_on_topic,
            _ => false,
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
            is_of_further_hearing: false,
        }
    }
}
