//! Second opinions on doubtful verdicts: asked for, remembered, and read back.

use std::sync::{Mutex, PoisonError};

use ringcheck_call::{
    Evidence, OpinionOrigin, Probability, Scorecard, SecondOpinion, Sha256Hex, Side, Speaker, Turn, Verdict,
};
use ringcheck_opinion::{Client, Question, Unusable, read_answer};
use ringcheck_scoring::{Criterion, Rubric, definition, doubtful_criteria};
use ringcheck_store::{NewOpinion, Store, StoreError};

use crate::{Heard, assemble::doubtful_turns, keys::opinion_key, run::lock};

/// After so many questions in a row that no server answered, none is asked any more.
const MAX_SILENCES: usize = 3;

/// Asks another model about doubtful verdicts.
#[derive(Debug)]
pub struct Advisor {
    client: Client,
    below: Probability,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    counts: OpinionCounts,
    n_silences: usize,
}

/// What came of asking, for all calls of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpinionCounts {
    /// Doubtful verdicts of which an opinion was wanted.
    pub n_wanted: usize,
    /// Of these, opinions that counted.
    pub n_heard: usize,
    /// Answers without a verdict, or whose quote is not where they say.
    pub n_unusable: usize,
    /// Questions that got no answer: a timeout, a refusal, an error.
    pub n_failed: usize,
    /// Verdicts that nobody was asked about, because the server had stopped answering.
    pub n_given_up: usize,
    /// Answers that were stored already.
    pub n_stored: usize,
}

impl Advisor {
    /// An advisor that is asked about undetermined verdicts, and those with a confidence below `below`.
    #[must_use]
    pub fn new(client: Client, below: Probability) -> Self {
        Self { client, below, state: Mutex::default() }
    }

    /// What came of asking so far.
    #[must_use]
    pub fn counts(&self) -> OpinionCounts {
        self.state().counts
    }

    /// The opinions on the doubtful verdicts of `card`, which was made of `heard` by `rubric` and is stored with its call.
    ///
    /// What was answered before is not asked again. A question without an answer leaves its verdict as it was.
    pub(crate) fn opinions(
        &self,
        card: &Scorecard,
        heard: &Heard,
        rubric: &Rubric,
        store: &Mutex<Store>,
    ) -> Result<Vec<SecondOpinion>, StoreError> {
        let mut opinions = Vec::new();
        if card.turns.is_empty() {
            return Ok(opinions);
        }
        for criterion in doubtful_criteria(rubric, &card.criteria, self.below) {
            self.state().counts.n_wanted += 1;
            let may_decide = may_decide(criterion, heard, &card.turns);
            let question = question_of(criterion, &card.turns, &may_decide);
            let prompt = question.prompt();
            let key = opinion_key(self.client.model(), &card.id, &prompt);
            let Some(answer) = self.answer(&key, &prompt, card, criterion, store)? else { continue };
            match read_answer(&answer, &question) {
                Ok(read) => {
                    self.state().counts.n_heard += 1;
                    opinions.push(opinion_of(&criterion.id, self.client.model(), key, read));
                }
                Err(why) => {
                    self.state().counts.n_unusable += 1;
                    log::debug!("second opinion on {} of {}: left out: {why}", criterion.id, card.id);
                }
            }
        }
        Ok(opinions)
    }

    /// The answer that is stored under `key`, or the model's; `None` without one.
    fn answer(
        &self,
        key: &Sha256Hex,
        prompt: &str,
        card: &Scorecard,
        criterion: &Criterion,
        store: &Mutex<Store>,
    ) -> Result<Option<String>, StoreError> {
        if let Some(answer) = lock(store).find_opinion(key)? {
            self.state().counts.n_stored += 1;
            return Ok(Some(answer));
        }
        if self.state().n_silences >= MAX_SILENCES {
            self.state().counts.n_given_up += 1;
            return Ok(None);
        }
        match self.client.ask(prompt) {
            Ok(answer) => {
                self.state().n_silences = 0;
                let model = self.client.model();
                let new = NewOpinion { key, call_id: &card.id, criterion: &criterion.id, model, answer: &answer };
                lock(store).put_opinion(&new).map(Some)
            }
            Err(error) => {
                let mut state = self.state();
                state.counts.n_failed += 1;
                state.n_silences = if error.concerns_the_server() { state.n_silences + 1 } else { 0 };
                log::debug!("second opinion on {} of {}: none: {error}", criterion.id, card.id);
                Ok(None)
            }
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // Counts are whole at every moment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why an opinion that went into a scorecard cannot be heard again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpinionLost {
    /// The answer is not stored.
    #[error("its answer is not stored")]
    Missing,
    /// The rubric has no such criterion.
    #[error("the rubric does not ask it")]
    NoCriterion,
    /// What is stored is no opinion.
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

/// The opinion that `origin` names, by the answer that is stored.
pub(crate) fn opinion_again(
    origin: &OpinionOrigin,
    answer: Option<&str>,
    (heard, turns): (&Heard, &[Turn]),
    rubric: &Rubric,
) -> Result<SecondOpinion, OpinionLost> {
    let answer = answer.ok_or(OpinionLost::Missing)?;
    let criterion =
        rubric.criteria.iter().find(|criterion| criterion.id == origin.criterion).ok_or(OpinionLost::NoCriterion)?;
    let may_decide = may_decide(criterion, heard, turns);
    let read = read_answer(answer, &question_of(criterion, turns, &may_decide))?;
    Ok(opinion_of(&origin.criterion, &origin.model, origin.key.clone(), read))
}

fn opinion_of(criterion: &str, model: &str, key: Sha256Hex, (verdict, evidence): (Verdict, Evidence)) -> SecondOpinion {
    SecondOpinion { criterion: criterion.to_owned(), verdict, evidence, model: model.to_owned(), key }
}

fn question_of<'a>(criterion: &'a Criterion, turns: &'a [Turn], may_decide: &'a [bool]) -> Question<'a> {
    Question {
        question: &criterion.question,
        definition: definition(&criterion.id).unwrap_or_default(),
        turns,
        may_decide,
    }
}

/// For each turn, whether its words may decide `criterion`.
///
/// What the business did is decided by what the business says, by a live person where one is needed. Where no side is
/// known anybody's words may be the business's. Words that the recognizer doubts decide nothing.
fn may_decide(criterion: &Criterion, heard: &Heard, turns: &[Turn]) -> Vec<bool> {
    let doubtful = doubtful_turns(&heard.transcript, turns);
    let knows_sides = turns.iter().any(|turn| turn.side() == Side::Business);
    let is_of_business = |turn: &Turn| match turn.side() {
        Side::Business => true,
        Side::Unknown => !knows_sides,
        Side::Caller => false,
    };
    let is_live = |turn: &Turn| !criterion.needs_agent || turn.speaker != Speaker::RecordedVoice;
    let may = |(idx, turn): (usize, &Turn)| is_of_business(turn) && is_live(turn) && !doubtful.contains(&idx);
    turns.iter().enumerate().map(may).collect()
}
