//! From a conversation and a rubric to an assessment.

use std::collections::BTreeMap;

use ringcheck_call::{
    Call, CallType, CriterionScore, DOUBTFUL_CALLER, Evidence, Lead, Probability, QualifyingTopic, Score, Timeline,
    TimelineFigures, Turn, Verdict,
};

use crate::{
    call_type::{self, CallTypeFinding},
    criteria::{self, Case, Judgment},
    cues::Cues,
    custom::{self, Order},
    heard::Heard,
    lead,
    reading::Voice,
    rubric::{CRITERION_IDS, Criterion, Rubric},
    tally::tally,
    weighing::{self, Ear},
};

/// Below this, in thousandths, a person should look who is who.
const DOUBTFUL_SIDES: u16 = 800;

/// Below this, in thousandths, a verdict is left to a person.
const LEAST_SURE: u16 = 600;

/// What is left of a verdict's distance from a coin toss, in thousandths, where who is who was told from the wording.
const SIDES_FROM_WORDING: u32 = 800;

/// The same where the recognizer doubts a word that makes, or would undo, a no.
const NEGATION_IN_DOUBT: u32 = 600;

/// A call as the scorer is given it.
#[derive(Clone, Copy, Debug)]
pub struct Conversation<'a> {
    /// What was said, each turn with its speaker.
    pub turns: &'a [Turn],
    /// What happened on the line; events heard in words name their turn.
    pub timeline: &'a Timeline,
    /// What the timeline adds up to; what is not known leaves the criteria of the timeline undetermined.
    pub figures: &'a TimelineFigures,
    /// Whether speech is missing at the end, so that nothing may be concluded from what was not said.
    pub is_cut_off: bool,
    /// What the phone system knew.
    pub call: &'a Call,
    /// The numbers of turns that the recognizer itself doubts: no verdict rests on them alone.
    pub doubtful_turns: &'a [usize],
    /// How sure it is who is the business and who the caller; `None` where that was given, or nobody says.
    pub sides_confidence: Option<Probability>,
}

/// Everything of a scorecard that scoring decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// Who the caller is to the business.
    pub call_type: CallType,
    /// How sure that is.
    pub call_type_confidence: Probability,
    /// The words it rests on; empty where nothing told.
    pub call_type_evidence: Vec<Evidence>,
    /// The verdicts, in rubric order.
    pub criteria: Vec<CriterionScore>,
    /// The topics that agents asked about, in the order of [`QualifyingTopic::ALL`].
    pub qualifying_topics: Vec<QualifyingTopic>,
    /// What a prospect's call leaves to act on; `None` for other callers.
    pub lead: Option<Lead>,
    /// The points.
    pub score: Score,
    /// Whether a person should look.
    pub needs_review: bool,
    /// Why a person should look, in sentences.
    pub review_reasons: Vec<String>,
}

/// Assesses every criterion of `rubric`, in rubric order.
///
/// Never fails: a criterion that the conversation cannot settle is [`Verdict::Undetermined`],
/// which counts neither for nor against the agent and is listed for a person to decide.
#[must_use]
pub fn assess(rubric: &Rubric, conversation: &Conversation<'_>) -> Assessment {
    assess_heard(rubric, &Heard::new(conversation))
}

/// The same for a conversation that was heard already: what one rubric made the language model encode, another finds encoded.
#[must_use]
pub fn assess_heard(rubric: &Rubric, heard: &Heard<'_>) -> Assessment {
    let (conversation, reading) = (&heard.conversation, &heard.reading);
    let cues = Cues::find(reading);
    let ear = Ear::new(heard);
    let kind = call_type::find(reading, &cues, &ear);
    let case = Case::new(conversation, reading, &cues, kind.call_type, kind.confidence);
    let order = Order::of(rubric, heard);
    let is_type_doubtful = reading.all_doubtful(&kind.evidence);
    let mut review_reasons = Vec::new();
    let criteria: Vec<CriterionScore> = rubric
        .criteria
        .iter()
        .map(|criterion| {
            let judgment = settle(criterion, &case, judge(criterion, &case, &ear, &order, is_type_doubtful));
            if judgment.verdict == Verdict::Undetermined {
                review_reasons.push(review_reason(criterion, &judgment.rationale));
            }
            score_of(criterion, judgment)
        })
        .collect();
    if conversation.is_cut_off {
        review_reasons.push("The recording is cut off, so what was said at its end is missing.".to_owned());
    }
    if let Some(sides) = conversation.sides_confidence.filter(|sides| sides.thousandths() < DOUBTFUL_SIDES) {
        review_reasons.push(format!(
            "It is doubtful who is the business and who the caller ({} % sure), so what one said may count for the other.",
            sides.thousandths() / 10
        ));
    }
    if kind.confidence.thousandths() < LEAST_SURE && case.has_agent() {
        review_reasons.push(format!(
            "{DOUBTFUL_CALLER} ({} % sure: {}), and which criteria apply hangs on that.",
            kind.confidence.thousandths() / 10,
            criteria::caller_of(kind.call_type)
        ));
    }
    let CallTypeFinding { call_type, confidence, evidence } = kind;
    let score = tally(rubric, &criteria);
    Assessment {
        call_type,
        call_type_confidence: confidence,
        call_type_evidence: evidence,
        criteria,
        qualifying_topics: criteria::topics(&case, &ear)
            .into_iter()
            .filter(|(_, p)| *p >= 0.5)
            .map(|(topic, _)| topic)
            .collect(),
        lead: lead::found(heard, &cues, call_type),
        score,
        needs_review: !review_reasons.is_empty(),
        review_reasons,
    }
}

/// Why a person should look at a verdict that could not be settled, as it is among the reasons of its scorecard.
#[must_use]
pub fn review_reason(criterion: &Criterion, rationale: &str) -> String {
    format!("{}: {rationale}", criterion.title)
}

/// The numbers that each weighed verdict of a conversation rests on, by the name of its regression and of the number.
///
/// For whoever fits the weights (`data/weighing/fit.py`); a caller is taken to seek help, as only then these are weighed.
#[must_use]
pub fn weighed_numbers(heard: &Heard<'_>) -> BTreeMap<String, BTreeMap<&'static str, f64>> {
    let cues = Cues::find(&heard.reading);
    let ear = Ear::new(heard);
    let case = Case::new(&heard.conversation, &heard.reading, &cues, CallType::Prospect, Probability::ONE);
    let of_criteria =
        CRITERION_IDS.iter().filter_map(|id| Some(((*id).to_owned(), criteria::features(id, &case, &ear)?)));
    let of_topics = QualifyingTopic::ALL
        .into_iter()
        .map(|topic| (weighing::topic_regression(topic).to_owned(), weighing::of_topic(&case, &ear, topic)));
    let of_call_type = ("call_type".to_owned(), call_type::features(&heard.reading, &cues, &ear));
    of_criteria
        .chain(of_topics)
        .chain([of_call_type])
        .map(|(name, numbers)| (name, numbers.into_iter().collect()))
        .collect()
}

fn judge(criterion: &Criterion, case: &Case<'_>, ear: &Ear<'_, '_>, order: &Order, is_type_doubtful: bool) -> Judgment {
    if criterion.needs_agent && !case.has_agent() {
        return if case.has_speech() || case.is_known_unanswered() {
            Judgment::na("No live person of the business speaks in this call.")
        } else {
            Judgment::undetermined("Nothing that was said could be made out, so a person has to listen.")
        };
    }
    if !criterion.applies_to.contains(&case.call_type) {
        if is_type_doubtful {
            return Judgment::undetermined(
                "The words that tell who the caller is were recognized poorly, so a person has to listen.",
            );
        }
        // That it does not apply is no surer than who the caller is.
        return Judgment {
            confidence: case.call_type_confidence,
            ..Judgment::na(format!("Not asked of {}.", criteria::caller_of(case.call_type)))
        };
    }
    match &criterion.written {
        Some(written) => custom::judge(criterion, written, case, ear.heard, order),
        None => criteria::judge(criterion, case, ear),
    }
}

/// The judgment on one criterion alone, of a caller of the type `call_type`.
pub(crate) fn judge_alone(criterion: &Criterion, heard: &Heard<'_>, call_type: CallType) -> Judgment {
    let cues = Cues::find(&heard.reading);
    let case = Case::new(&heard.conversation, &heard.reading, &cues, call_type, Probability::ONE);
    settle(criterion, &case, judge(criterion, &case, &Ear::new(heard), &Order::default(), false))
}

/// Takes back what may not be concluded: a fail for absence where the end is missing, and a verdict on doubtful words alone.
fn settle(criterion: &Criterion, case: &Case<'_>, judgment: Judgment) -> Judgment {
    let is_decided = matches!(judgment.verdict, Verdict::Pass | Verdict::Fail);
    if is_decided && judgment.is_for_absence && judgment.verdict == Verdict::Fail && case.conversation.is_cut_off {
        return Judgment {
            verdict: Verdict::Undetermined,
            rationale: "It was not said before the recording breaks off, and may have been said after.".to_owned(),
            ..judgment
        };
    }
    // Without sure words of the business, that there was a person to say or leave out anything is a guess.
    let is_agent_doubtful =
        criterion.needs_agent && case.reading.turns_of(Voice::Agent).all(|turn| case.reading.is_doubtful(turn));
    let rests_on_doubt = is_agent_doubtful || judgment.is_on_words && case.reading.all_doubtful(&judgment.evidence);
    if is_decided && rests_on_doubt {
        return Judgment {
            verdict: Verdict::Undetermined,
            confidence: Judgment::scaled(judgment.confidence, 50),
            rationale: format!(
                "The words that would decide {} were recognized poorly, so a person has to listen.",
                criterion.title.to_lowercase()
            ),
            ..judgment
        };
    }
    if !is_decided {
        return judgment;
    }
    let doubted = doubted(criterion, case, judgment);
    if doubted.confidence.thousandths() >= LEAST_SURE {
        return doubted;
    }
    Judgment {
        verdict: Verdict::Undetermined,
        rationale: format!(
            "Too close to call ({} % sure), so a person has to decide. What speaks most for a {}: {}",
            doubted.confidence.thousandths() / 10,
            doubted.verdict,
            doubted.rationale
        ),
        ..doubted
    }
}

/// The same with a confidence that is nearer to one half where who said it, or whether it was a no, is in doubt.
fn doubted(criterion: &Criterion, case: &Case<'_>, judgment: Judgment) -> Judgment {
    let mut confidence = judgment.confidence;
    // A verdict on who said what is no surer than who is who.
    if criteria::is_about_who(&criterion.id) {
        if let Some(sides) = case.conversation.sides_confidence {
            confidence = Judgment::nearer_to_half(confidence, u32::from(sides.thousandths()));
        } else if case.reading.is_estimated {
            confidence = Judgment::nearer_to_half(confidence, SIDES_FROM_WORDING);
        }
    }
    let rests_on_negation = matches!(criterion.id.as_str(), "no_contract_turnaway" | "no_refer_away");
    if rests_on_negation
        && judgment.is_on_words
        && judgment.evidence.iter().any(|quote| case.reading.is_negation_doubtful(quote))
    {
        confidence = Judgment::nearer_to_half(confidence, NEGATION_IN_DOUBT);
    }
    Judgment { confidence, ..judgment }
}

fn score_of(criterion: &Criterion, judgment: Judgment) -> CriterionScore {
    CriterionScore {
        id: criterion.id.clone(),
        verdict: judgment.verdict,
        points: if judgment.verdict == Verdict::Pass { criterion.weight } else { 0 },
        possible: if matches!(judgment.verdict, Verdict::Pass | Verdict::Fail) { criterion.weight } else { 0 },
        confidence: judgment.confidence,
        evidence: each_once(judgment.evidence),
        searched: judgment.searched,
        nearest_miss: judgment.nearest_miss,
        rationale: judgment.rationale,
        said: judgment.said.filter(|_| matches!(judgment.verdict, Verdict::Pass | Verdict::Fail)),
    }
}

/// Without the same words at the same time again.
pub(crate) fn each_once(evidence: Vec<Evidence>) -> Vec<Evidence> {
    let is_same = |a: &Evidence, b: &Evidence| {
        let is_same_place = if a.start_ms.is_some() { a.start_ms == b.start_ms } else { a.turn == b.turn };
        is_same_place && a.side == b.side && a.quote == b.quote
    };
    let mut kept: Vec<Evidence> = Vec::with_capacity(evidence.len());
    for found in evidence {
        if !kept.iter().any(|known| is_same(known, &found)) {
            kept.push(found);
        }
    }
    kept
}

impl Case<'_> {
    /// Whether a live person of the business speaks.
    pub(crate) fn has_agent(&self) -> bool {
        self.reading.turns_of(Voice::Agent).next().is_some()
    }

    /// Whether anybody, or any machine, was heard.
    fn has_speech(&self) -> bool {
        !self.reading.sentences.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Side;

    use super::*;

    #[test]
    fn words_are_quoted_once_for_each_time_they_were_said() {
        let said = |start_ms: Option<u64>, text: &str, turn: usize| {
            let end_ms = start_ms.map(|ms| ms + 900);
            Turn::from_text(Side::Business, text, start_ms, end_ms).quote_all(turn).unwrap()
        };
        let at_three = said(Some(3000), "Thursday at two?", 1);
        let again = said(Some(9000), "Thursday at two?", 5);
        let other = said(Some(3000), "Or Friday?", 1);
        let given = vec![at_three.clone(), again.clone(), at_three.clone(), other.clone(), again.clone()];
        assert_eq!(each_once(given), [at_three, again, other]);
        // Without times the turn tells.
        let untimed = [said(None, "Sure.", 1), said(None, "Sure.", 3)];
        assert_eq!(each_once([untimed.clone(), untimed.clone()].concat()), untimed);
    }
}
