//! Second opinions: of which verdicts one may be asked, and what one changes.
//!
//! Nobody is asked here. An opinion is given, as the transcript is, and what it does follows from it alone:
//!
//! - it settles an undetermined verdict, unless it says `fail` where the end of the call is missing;
//! - it is noted where it agrees with a verdict;
//! - it makes a verdict that it contradicts undetermined, with the words that speak for either view. It never turns a
//!   pass into a fail or a fail into a pass.
//!
//! It raises no confidence: how often the model that was asked is right, nobody has measured.

use ringcheck_call::{CriterionScore, Probability, SecondOpinion, Verdict};

use crate::{
    assess::{Assessment, Conversation, each_once, review_reason},
    rubric::{Criterion, Rubric},
    tally::tally,
};

/// The confidence of a verdict that a second opinion alone settles: a choice, since its model was not measured.
const SETTLED: Probability = Probability::from_thousandths(500);

/// Criteria that are measured on the line. Words settle none of them.
const MEASURED: [&str; 4] = ["answer_speed", "hold_time", "dead_air", "talk_share"];

/// The criteria of `scores` of which a second opinion may be asked: undetermined, or decided with less than `below`.
pub fn doubtful_criteria<'a>(
    rubric: &'a Rubric,
    scores: &[CriterionScore],
    below: Probability,
) -> impl Iterator<Item = &'a Criterion> {
    let is_doubtful = move |score: &&CriterionScore| match score.verdict {
        Verdict::Undetermined => true,
        Verdict::Pass | Verdict::Fail => score.confidence < below,
        Verdict::Na => false,
    };
    let ids: Vec<String> = scores.iter().filter(is_doubtful).map(|score| score.id.clone()).collect();
    let criteria = rubric.criteria.iter().filter(|criterion| !MEASURED.contains(&criterion.id.as_str()));
    criteria.filter(move |criterion| ids.contains(&criterion.id))
}

/// `assessment` with `opinions` weighed, in rubric order; a pure function, as scoring is.
///
/// An opinion on a criterion that is not asked, or does not apply, is left out.
#[must_use]
pub fn with_opinions(
    assessment: Assessment,
    rubric: &Rubric,
    conversation: &Conversation<'_>,
    opinions: &[SecondOpinion],
) -> Assessment {
    let reasons_of = |criteria: &[CriterionScore]| -> Vec<String> {
        let reason = |score: &CriterionScore| {
            let criterion = rubric.criteria.iter().find(|criterion| criterion.id == score.id)?;
            (score.verdict == Verdict::Undetermined).then(|| review_reason(criterion, &score.rationale))
        };
        criteria.iter().filter_map(reason).collect()
    };
    let Assessment { mut criteria, review_reasons, .. } = assessment;
    let before = reasons_of(&criteria);
    for score in &mut criteria {
        let Some(criterion) = rubric.criteria.iter().find(|criterion| criterion.id == score.id) else { continue };
        if let Some(opinion) = opinions.iter().find(|opinion| opinion.criterion == score.id) {
            apply(opinion, criterion, score, conversation.is_cut_off);
        }
    }
    let others = review_reasons.into_iter().filter(|reason| !before.contains(reason));
    let review_reasons: Vec<String> = reasons_of(&criteria).into_iter().chain(others).collect();
    Assessment {
        score: tally(rubric, &criteria),
        needs_review: !review_reasons.is_empty(),
        criteria,
        review_reasons,
        ..assessment
    }
}

fn apply(opinion: &SecondOpinion, criterion: &Criterion, score: &mut CriterionScore, is_cut_off: bool) {
    let said = opinion.verdict;
    if !matches!(said, Verdict::Pass | Verdict::Fail) || score.verdict == Verdict::Na {
        return;
    }
    let before = score.rationale.trim_end_matches('.');
    let model = &opinion.model;
    let quoted = || each_once([vec![opinion.evidence.clone()], score.evidence.clone()].concat());
    if score.verdict == said {
        score.rationale = format!("{before}; a second opinion ({model}) agrees.");
    } else if score.verdict != Verdict::Undetermined {
        score.rationale =
            format!("{before}; a second opinion ({model}) says {said} to these words, so a person has to decide.");
        score.evidence = each_once([score.evidence.clone(), vec![opinion.evidence.clone()]].concat());
        score.verdict = Verdict::Undetermined;
        (score.points, score.possible) = (0, 0);
    } else if said == Verdict::Fail && is_cut_off {
        score.rationale = format!("{before}; a second opinion ({model}) says fail of what is there.");
    } else {
        score.rationale = format!("{before}; a second opinion ({model}) settles it as a {said} on these words.");
        score.evidence = quoted();
        score.verdict = said;
        score.confidence = SETTLED;
        score.possible = criterion.weight;
        score.points = if said == Verdict::Pass { criterion.weight } else { 0 };
        if said == Verdict::Pass {
            (score.searched, score.nearest_miss) = (None, None);
        }
    }
}

/// What the built-in criterion `id` means, in the words that somebody is asked with who knows nothing else of it.
///
/// `None` for a criterion that is asked by its question alone.
#[must_use]
pub fn definition(id: &str) -> Option<&'static str> {
    Some(match id {
        "live_answer" => {
            "Pass if the first voice that answers is a live person. Fail if a menu, a queue message, a voicemail \
             greeting or a bot comes before one, even if a person follows. A bare notice that calls are recorded does \
             not count."
        }
        "no_contract_turnaway" => {
            "Fail if the agent limits help to those who have a contract, a plan, a membership or an account, or makes \
             signing up the condition, and does not take it back. Pass if help is offered, or if it is refused for \
             another reason such as distance, product or a full calendar."
        }
        "qualifying_questions" => {
            "Pass if the agent asks about at least three of these: the problem, the caller's company, its size, who \
             looks after it now, how the caller heard of the firm, who decides, when it is needed or what the budget \
             is; two of them other than the problem."
        }
        "close_attempt" => {
            "Pass if the agent asks for, proposes or makes a concrete commitment: a visit, an appointment, an order \
             or a payment, even if the caller declines. Fail if there is only a vague promise, such as that somebody \
             will call back."
        }
        "no_refer_away" => {
            "Fail if the agent sends the caller elsewhere: to the manufacturer, a shop, a competitor or the internet. \
             Pass if the firm deals with the caller itself. Passing the caller on within the firm is not elsewhere."
        }
        "greeting" => {
            "Pass if the first live person says both the company's name and their own name within their first two \
             turns. Fail if either is missing."
        }
        "contact_capture" => {
            "Pass if the agent asks for, or reads back, both the caller's name and a telephone number, an address or \
             an e-mail address. Fail if either is neither asked for nor confirmed."
        }
        "courtesy" => {
            "Pass if the agent says thank you or please at least once and nobody of the firm is rude, sarcastic or \
             quarrelsome. Fail otherwise."
        }
        "hold_permission" => "Pass if the agent asks the caller before putting them on hold. Fail if they do not ask.",
        "objection_answered" => {
            "Pass if the agent answers every objection of the caller, such as that it is too dear, that now is not the \
             time, that they already have somebody or are just looking, or meets it with an offer. Fail if one is let \
             stand, as with: okay, well, let us know."
        }
        "opportunity_noticed" => {
            "Pass if the caller mentions growth, a move or a new need and the agent asks about it or offers something \
             for it. Fail if the agent passes over it."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Call, CallType, Evidence, NearestMiss, Sha256Hex, Side, Timeline, TimelineFigures, Turn};

    use super::*;

    fn words(text: &str, turn: usize) -> Evidence {
        Turn::from_text(Side::Business, text, None, None).quote_all(turn).unwrap()
    }

    fn opinion(verdict: Verdict) -> SecondOpinion {
        SecondOpinion {
            criterion: "close_attempt".to_owned(),
            verdict,
            evidence: words("could come on Thursday", 3),
            model: "small".to_owned(),
            key: Sha256Hex::from_bytes([1; 32]),
        }
    }

    /// An assessment with one criterion, weighed.
    fn weighed(verdict: Verdict, said: Verdict, is_cut_off: bool) -> (CriterionScore, Assessment) {
        let rubric = Rubric::default_msp_inbound();
        let is_decided = verdict != Verdict::Undetermined;
        let score = CriterionScore {
            id: "close_attempt".to_owned(),
            verdict,
            points: if verdict == Verdict::Pass { 20 } else { 0 },
            possible: if is_decided { 20 } else { 0 },
            confidence: Probability::from_thousandths(600),
            evidence: vec![words("somebody will call you", 1)],
            searched: None,
            nearest_miss: Some(NearestMiss::new(words("somebody will call you", 1), "no time is agreed")),
            rationale: "Nothing was agreed.".to_owned(),
            said: None,
        };
        let before = Assessment {
            call_type: CallType::Prospect,
            call_type_confidence: Probability::ONE,
            call_type_evidence: vec![],
            score: tally(&rubric, std::slice::from_ref(&score)),
            review_reasons: (!is_decided)
                .then(|| "Asks for the next step: Nothing was agreed.".to_owned())
                .into_iter()
                .chain(["The recording is odd.".to_owned()])
                .collect(),
            criteria: vec![score],
            qualifying_topics: vec![],
            lead: None,
            needs_review: true,
        };
        let conversation = Conversation {
            turns: &[],
            timeline: &Timeline::default(),
            figures: &TimelineFigures::default(),
            is_cut_off,
            call: &Call::default(),
            doubtful_turns: &[],
            sides_confidence: None,
        };
        let after = with_opinions(before, &rubric, &conversation, &[opinion(said)]);
        (after.criteria[0].clone(), after)
    }

    #[test]
    fn an_opinion_settles_what_was_undetermined() {
        let (score, all) = weighed(Verdict::Undetermined, Verdict::Pass, false);
        assert_eq!((score.verdict, score.points, score.possible), (Verdict::Pass, 20, 20));
        assert_eq!(score.confidence, SETTLED);
        assert_eq!(score.evidence[0].quote, "could come on Thursday");
        assert_eq!(score.nearest_miss, None);
        assert_eq!(
            score.rationale,
            "Nothing was agreed; a second opinion (small) settles it as a pass on these words."
        );
        assert_eq!(all.review_reasons, ["The recording is odd."]);
        assert_eq!(all.score.percent, Some(100.0));
        let (score, all) = weighed(Verdict::Undetermined, Verdict::Fail, false);
        assert_eq!((score.verdict, score.points, score.possible), (Verdict::Fail, 0, 20));
        assert_eq!(all.score.percent, Some(0.0));
    }

    #[test]
    fn what_is_missing_at_the_end_is_not_settled_as_a_fail() {
        let (score, all) = weighed(Verdict::Undetermined, Verdict::Fail, true);
        assert_eq!((score.verdict, score.possible), (Verdict::Undetermined, 0));
        assert!(score.rationale.ends_with("a second opinion (small) says fail of what is there."));
        assert_eq!(all.review_reasons.len(), 2);
        assert_eq!(weighed(Verdict::Undetermined, Verdict::Pass, true).0.verdict, Verdict::Pass);
    }

    #[test]
    fn agreement_changes_the_rationale_alone() {
        for verdict in [Verdict::Pass, Verdict::Fail] {
            let (score, _) = weighed(verdict, verdict, false);
            assert_eq!(score.verdict, verdict);
            assert_eq!(score.confidence.thousandths(), 600);
            assert_eq!(score.evidence.len(), 1);
            assert_eq!(score.rationale, "Nothing was agreed; a second opinion (small) agrees.");
        }
    }

    #[test]
    fn a_contradicted_verdict_is_never_turned_round() {
        for (verdict, said) in [(Verdict::Pass, Verdict::Fail), (Verdict::Fail, Verdict::Pass)] {
            let (score, all) = weighed(verdict, said, false);
            assert_eq!((score.verdict, score.points, score.possible), (Verdict::Undetermined, 0, 0));
            let quotes: Vec<&str> = score.evidence.iter().map(|e| e.quote.as_str()).collect();
            assert_eq!(quotes, ["somebody will call you", "could come on Thursday"]);
            assert!(all.review_reasons[0].starts_with("Asks for the next step: Nothing was agreed; a second opinion"));
            assert_eq!(all.review_reasons[1], "The recording is odd.");
        }
    }

    #[test]
    fn what_does_not_apply_or_is_no_verdict_changes_nothing() {
        let (score, _) = weighed(Verdict::Na, Verdict::Pass, false);
        assert_eq!((score.verdict, score.rationale.as_str()), (Verdict::Na, "Nothing was agreed."));
        let (score, _) = weighed(Verdict::Fail, Verdict::Undetermined, false);
        assert_eq!((score.verdict, score.rationale.as_str()), (Verdict::Fail, "Nothing was agreed."));
    }

    #[test]
    fn only_doubtful_verdicts_on_words_are_asked_about() {
        let rubric = Rubric::default_msp_inbound();
        let score = |id: &str, verdict, thousandths| CriterionScore {
            id: id.to_owned(),
            verdict,
            points: 0,
            possible: 0,
            confidence: Probability::from_thousandths(thousandths),
            evidence: vec![],
            searched: None,
            nearest_miss: None,
            rationale: String::new(),
            said: None,
        };
        let scores = [
            score("live_answer", Verdict::Pass, 699),
            score("no_contract_turnaway", Verdict::Pass, 700),
            score("close_attempt", Verdict::Undetermined, 900),
            score("greeting", Verdict::Na, 0),
            score("answer_speed", Verdict::Undetermined, 0),
        ];
        let asked: Vec<&str> = doubtful_criteria(&rubric, &scores, Probability::from_thousandths(700))
            .map(|criterion| criterion.id.as_str())
            .collect();
        assert_eq!(asked, ["live_answer", "close_attempt"]);
    }

    #[test]
    fn every_built_in_criterion_of_words_has_a_definition() {
        for id in crate::CRITERION_IDS {
            assert_eq!(definition(id).is_some(), !MEASURED.contains(&id), "{id}");
        }
    }
}
