//! What people decided of a scorecard, beside what Ringcheck says.

use ringcheck_call::{CriterionScore, DOUBTFUL_CALLER, Decision, Review, Scorecard, Verdict, counting};
use ringcheck_scoring::{Rubric, review_reason};
use ringcheck_store::{CallFilter, CallRow, Store};

use crate::commands::review::said_by;

/// The reviews of a call.
#[derive(Default)]
pub(crate) struct Reviewed {
    call_id: String,
    /// Those of parts of the call, too.
    reviews: Vec<Review>,
    /// The call as lists have it, where somebody decided something and the scorecard in hand is the newest.
    decided: Option<CallRow>,
    /// What the call was judged by, where somebody decided something.
    rubric: Option<Rubric>,
}

impl Reviewed {
    pub(crate) fn of(store: &Store, card: &Scorecard) -> anyhow::Result<Self> {
        let reviews = store.reviews_of(&card.id)?;
        if reviews.iter().all(|review| review.is_blind) {
            return Ok(Self { call_id: card.id.clone(), reviews, ..Self::default() });
        }
        let filter = CallFilter { call_ids: Some(vec![card.id.clone()]), ..CallFilter::default() };
        let decided = store.calls(&filter)?.pop().filter(|call| call.scorecard == card.scorecard);
        let rubric = store.rubric_text(&card.origin.rubric_sha256)?.and_then(|text| Rubric::parse(&text).ok());
        Ok(Self { call_id: card.id.clone(), reviews, decided, rubric })
    }

    /// The verdict that lists and reports count.
    pub(crate) fn verdict(&self, criterion: &CriterionScore) -> Verdict {
        let decided = self.decided.iter().flat_map(|call| &call.verdicts).find(|(id, _)| *id == criterion.id);
        decided.map_or(criterion.verdict, |(_, verdict)| *verdict)
    }

    /// Who says what of a criterion; `None` where nobody but Ringcheck says anything.
    pub(crate) fn line(&self, criterion: &CriterionScore) -> Option<String> {
        let mut said = vec![format!("{} by Ringcheck ({:.2})", criterion.verdict, criterion.confidence.as_f64())];
        said.extend(self.about(Some(&criterion.id)).map(|review| said_by(review, &self.call_id)));
        let verdict = self.verdict(criterion);
        // Who said who the caller is may have closed what was said before.
        let person = self.counting(Some(&criterion.id)).map(|review| review.verdict);
        let before = person.unwrap_or(Decision::Verdict(criterion.verdict));
        let is_of_caller = self.decided.is_some() && before != Decision::Verdict(verdict);
        if let Some(caller) = self.caller().filter(|_| is_of_caller) {
            said.push(format!("{verdict}, since {} says that it was {}", caller.reviewer, kind_of(caller)));
        }
        (said.len() > 1).then(|| said.join("; "))
    }

    /// Who says who the caller is; `None` where nobody but Ringcheck does.
    pub(crate) fn caller_line(&self, card: &Scorecard) -> Option<String> {
        let mut said =
            vec![format!("{} by Ringcheck ({:.2})", card.call.call_type, card.call.call_type_confidence.as_f64())];
        said.extend(self.about(None).map(|review| said_by(review, &self.call_id)));
        (said.len() > 1).then(|| format!("caller: {}", said.join("; ")))
    }

    /// The score that lists and reports count; `None` where it is the scorecard's.
    pub(crate) fn score_line(&self, card: &Scorecard) -> Option<String> {
        let call = self.decided.as_ref()?;
        let is_same = call.points == card.score.points
            && call.possible == card.score.possible
            && call.passed == card.score.passed;
        let passed = match call.passed {
            Some(true) => "passed",
            Some(false) => "not passed",
            None => "nothing to judge",
        };
        let percent = call.percent.map_or_else(|| "none".to_owned(), |percent| format!("{percent:.0} %"));
        (!is_same).then(|| {
            format!("with people's verdicts: {percent} ({} of {} points), {passed}", call.points, call.possible)
        })
    }

    /// Whether a person settled what this sentence asks to look at.
    pub(crate) fn is_settled(&self, reason: &str, card: &Scorecard) -> bool {
        if self.decided.as_ref().is_some_and(|call| !call.needs_review) {
            return true;
        }
        if reason.starts_with(DOUBTFUL_CALLER) {
            return self.caller().is_some_and(|review| self.is_of_whole(review));
        }
        card.criteria.iter().any(|score| {
            let is_decided = match self.counting(Some(&score.id)) {
                // Ringcheck heard the rest, and leaves it open.
                Some(review) if !self.is_of_whole(review) => false,
                Some(_) => true,
                None => self.verdict(score) != Verdict::Undetermined,
            };
            is_decided && self.rubric.as_ref().is_some_and(|rubric| is_reason_of(reason, score, rubric))
        })
    }

    fn caller(&self) -> Option<&Review> {
        self.counting(None)
    }

    /// The review that decides.
    pub(crate) fn counting(&self, criterion_id: Option<&str>) -> Option<&Review> {
        counting(&self.reviews, &self.call_id, criterion_id)
    }

    fn is_of_whole(&self, review: &Review) -> bool {
        review.call_id == self.call_id
    }

    fn about(&self, criterion_id: Option<&str>) -> impl Iterator<Item = &Review> {
        self.reviews.iter().filter(move |review| review.criterion_id.as_deref() == criterion_id)
    }
}

fn kind_of(review: &Review) -> String {
    let word = review.verdict.as_str().replace('_', " ");
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    if word == "other" { "another caller".to_owned() } else { format!("{article} {word}") }
}

/// Whether this reason to look at a call is that this verdict is open. Rationales are shared by criteria: only all of the
/// reason tells whose it is.
fn is_reason_of(reason: &str, score: &CriterionScore, rubric: &Rubric) -> bool {
    let criterion = rubric.criteria.iter().find(|criterion| criterion.id == score.id);
    score.verdict == Verdict::Undetermined
        && criterion.is_some_and(|criterion| review_reason(criterion, &score.rationale) == reason)
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Probability;

    use super::*;

    #[test]
    fn a_reason_that_nobody_settled_is_told_from_one_with_the_same_rationale() {
        let text = ringcheck_scoring::ShippedRubric::named("msp-inbound").unwrap().text;
        let rubric = Rubric::parse(text).unwrap();
        let open = |id: &str| CriterionScore {
            id: id.to_owned(),
            verdict: Verdict::Undetermined,
            points: 0,
            possible: 0,
            confidence: Probability::from_thousandths(500),
            evidence: Vec::new(),
            searched: None,
            nearest_miss: None,
            rationale: "The recording is cut off before it could be told.".to_owned(),
            said: None,
        };
        let title = |id: &str| &rubric.criteria.iter().find(|criterion| criterion.id == id).unwrap().title;
        let reason = format!("{}: {}", title("close_attempt"), open("close_attempt").rationale);
        assert!(is_reason_of(&reason, &open("close_attempt"), &rubric));
        assert!(!is_reason_of(&reason, &open("contact_capture"), &rubric), "of that nobody said anything");
        let decided = CriterionScore { verdict: Verdict::Fail, ..open("close_attempt") };
        assert!(!is_reason_of(&reason, &decided, &rubric));
    }
}
