//! What people decided of a scorecard, beside what Ringcheck says.

use ringcheck_call::{CriterionScore, DOUBTFUL_CALLER, Review, Scorecard, Verdict};
use ringcheck_store::{CallFilter, CallRow, Store};

use crate::commands::review::said_by;

/// The reviews of a call.
#[derive(Default)]
pub(crate) struct Reviewed {
    reviews: Vec<Review>,
    /// The call as lists have it, where somebody decided something and the scorecard in hand is the newest.
    decided: Option<CallRow>,
}

impl Reviewed {
    pub(crate) fn of(store: &Store, card: &Scorecard) -> anyhow::Result<Self> {
        let reviews = store.reviews_of(&card.id)?;
        if reviews.iter().all(|review| review.is_blind) {
            return Ok(Self { reviews, decided: None });
        }
        let filter = CallFilter { call_ids: Some(vec![card.id.clone()]), ..CallFilter::default() };
        let decided = store.calls(&filter)?.pop().filter(|call| call.scorecard == card.scorecard);
        Ok(Self { reviews, decided })
    }

    /// The verdict that lists and reports count.
    pub(crate) fn verdict(&self, criterion: &CriterionScore) -> Verdict {
        let decided = self.decided.iter().flat_map(|call| &call.verdicts).find(|(id, _)| *id == criterion.id);
        decided.map_or(criterion.verdict, |(_, verdict)| *verdict)
    }

    /// Who says what of a criterion; `None` where nobody but Ringcheck says anything.
    pub(crate) fn line(&self, criterion: &CriterionScore) -> Option<String> {
        let mut said = vec![format!("{} by Ringcheck ({:.2})", criterion.verdict, criterion.confidence.as_f64())];
        said.extend(self.about(Some(&criterion.id)).map(said_by));
        let verdict = self.verdict(criterion);
        let caller = self.caller().filter(|_| self.counting(Some(&criterion.id)).is_none());
        if let Some(caller) = caller.filter(|_| verdict != criterion.verdict) {
            said.push(format!("{verdict}, since {} says that it was {}", caller.reviewer, kind_of(caller)));
        }
        (said.len() > 1).then(|| said.join("; "))
    }

    /// Who says who the caller is; `None` where nobody but Ringcheck does.
    pub(crate) fn caller_line(&self, card: &Scorecard) -> Option<String> {
        let mut said =
            vec![format!("{} by Ringcheck ({:.2})", card.call.call_type, card.call.call_type_confidence.as_f64())];
        said.extend(self.about(None).map(said_by));
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
        if reason.starts_with(DOUBTFUL_CALLER) {
            return self.caller().is_some();
        }
        // The reason of an open verdict is the criterion's title with its rationale.
        card.criteria.iter().any(|criterion| {
            criterion.verdict == Verdict::Undetermined
                && self.counting(Some(&criterion.id)).is_some()
                && reason.ends_with(&criterion.rationale)
        })
    }

    fn caller(&self) -> Option<&Review> {
        self.counting(None)
    }

    /// The review that decides: the newest that is not blind.
    fn counting(&self, criterion_id: Option<&str>) -> Option<&Review> {
        self.about(criterion_id).filter(|review| !review.is_blind).last()
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
