//! Verdicts weighed from what the patterns found and what the language model heard.
//!
//! Where both agree, the patterns' judgment stands with the weighed confidence: its quotes are the closest.
//! Where the weighing decides otherwise, the turns that the language model heard it in are quoted.

use ringcheck_call::{CallType, Evidence, NearestMiss, Probability, QualifyingTopic, Verdict};

use super::{
    Case, Judgment, close_attempt, contact_capture, courtesy, greeting, no_contract_turnaway, no_refer_away,
    qualifying_questions,
};
use crate::{
    cues::CueKind,
    weighing::{self, Ear, Features},
};

/// From this probability on the model is taken to have heard a cue, where it is shown and not weighed.
const HEARD: f64 = 0.5;

/// Below this probability a turn is no near miss worth showing.
const NEAR: f64 = 0.2;

/// The probability of what is found in no turn is held below one half, so that it is not listed.
const UNFOUND: f64 = 0.49;

/// The reason for a pass where all that is known of the offer is that the model hears one.
const CONCRETE_STEP: &str = "The agent offered a concrete next step.";

/// Quotes shown for one verdict at most.
const MOST_QUOTES: usize = 3;

/// The numbers that one criterion is weighed from; `None` for one that is not weighed.
pub(crate) fn features(id: &str, case: &Case<'_>, ear: &Ear<'_, '_>) -> Option<Features> {
    Some(match id {
        "no_contract_turnaway" => weighing::of_no_contract_turnaway(case, ear, &no_contract_turnaway::judge(case)),
        "close_attempt" => weighing::of_close_attempt(ear, &close_attempt::judge(case)),
        "no_refer_away" => weighing::of_no_refer_away(ear, &no_refer_away::judge(case)),
        "greeting" => weighing::of_greeting(case, ear, &greeting::judge(case)),
        "contact_capture" => weighing::of_contact_capture(case, ear, &contact_capture::judge(case)),
        "courtesy" => weighing::of_courtesy(case, ear, &courtesy::judge(case)),
        _ => return None,
    })
}

/// Whether the caller came for the firm's help, so that it could be refused.
fn seeks_help(case: &Case<'_>) -> bool {
    matches!(case.call_type, CallType::Prospect | CallType::Customer)
}

/// Weighs the criterion `id`; `rule` is the patterns' judgment on it.
pub(super) fn judge(id: &str, rule: Judgment, case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    // Who wanted nothing of the firm was neither turned away nor sent elsewhere: by definition, not by weight.
    if matches!(id, "no_contract_turnaway" | "no_refer_away") && !seeks_help(case) {
        return Judgment { confidence: rule.confidence.min(case.call_type_confidence), ..rule };
    }
    let Some(features) = features(id, case, ear) else { return rule };
    let p = weighing::probability(id, &features);
    let verdict = if p >= 0.5 { Verdict::Pass } else { Verdict::Fail };
    let judgment = if rule.verdict == verdict {
        if id == "close_attempt" { heard_too(rule, ear) } else { rule }
    } else if !can_be_shown(id, verdict, ear) {
        // Neither the patterns nor any one turn shows what the weights lean to: a person decides.
        return Judgment { confidence: Probability::from_thousandths(500), ..rule };
    } else {
        match (id, verdict) {
            ("no_contract_turnaway", Verdict::Fail) => turned_away(ear),
            ("no_contract_turnaway", _) => not_turned_away(case, ear, &rule),
            ("close_attempt", Verdict::Pass) => closed(ear),
            ("close_attempt", _) => not_closed(case, ear, &rule),
            ("no_refer_away", Verdict::Fail) => sent_away(ear),
            ("no_refer_away", _) => not_sent_away(case, &rule),
            ("greeting", Verdict::Pass) => greeted(case, ear),
            ("greeting", _) => not_greeted(case, ear),
            ("contact_capture", Verdict::Pass) => captured(ear),
            ("contact_capture", _) => not_captured(case, ear),
            ("courtesy", Verdict::Pass) => courteous(case, ear),
            _ => rude(ear),
        }
    };
    Judgment { confidence: Probability::from_thousandths(weighing::thousandths(p.max(1.0 - p))), ..judgment }
}

/// The judgment with those quotes for a commitment alone that the model heard at all, where there is such a one: the
/// patterns take "there's a slot in the end" for an offer of a time. The patterns' reason is that of their first quote.
fn heard_too(rule: Judgment, ear: &Ear<'_, '_>) -> Judgment {
    let is_heard = |quote: &Evidence| ear.p(quote.turn, "offers_commitment") >= NEAR;
    if !rule.evidence.iter().any(is_heard) {
        return rule;
    }
    let evidence = rule.evidence.iter().filter(|quote| is_heard(quote)).cloned().collect();
    let rationale = if rule.evidence.first().is_some_and(is_heard) { rule.rationale } else { CONCRETE_STEP.to_owned() };
    Judgment { evidence, rationale, ..rule }
}

/// Whether the model heard, in some one turn, what a verdict of presence against the patterns would rest on.
fn can_be_shown(id: &str, verdict: Verdict, ear: &Ear<'_, '_>) -> bool {
    let is_heard = |cue: &str| ear.ranked(&ear.agent, cue).first().is_some_and(|(_, p)| *p >= HEARD);
    match (id, verdict) {
        ("no_contract_turnaway", Verdict::Fail) => is_heard("refuses_for_contract"),
        ("close_attempt", Verdict::Pass) => is_heard("offers_commitment"),
        ("no_refer_away", Verdict::Fail) => is_heard("sends_elsewhere"),
        ("courtesy", Verdict::Fail) => is_heard("rude"),
        ("courtesy", Verdict::Pass) => is_heard("thanks"),
        ("greeting", Verdict::Pass) => is_heard("names_company") && is_heard("names_self"),
        ("contact_capture", Verdict::Pass) => is_heard("asks_reach"),
        _ => true,
    }
}

/// The topics that agents asked about and how sure the verdict on them is.
pub(crate) fn topics(case: &Case<'_>, ear: &Ear<'_, '_>) -> Vec<(QualifyingTopic, f64)> {
    QualifyingTopic::ALL
        .into_iter()
        .map(|topic| {
            let p = weighing::probability(weighing::topic_regression(topic), &weighing::of_topic(case, ear, topic));
            // What neither a pattern nor the model finds in any one turn could not be shown, so it is not listed.
            let is_found = case.cues.of(CueKind::Asks(topic)).next().is_some()
                || ear.ranked(&ear.agent, weighing::cue_of(topic)).first().is_some_and(|(_, heard)| *heard >= HEARD);
            (topic, if is_found { p } else { p.min(UNFOUND) })
        })
        .collect()
}

/// Judges `qualifying_questions`: the topics that were more probably asked about than not decide, so that the list and the verdict agree.
pub(super) fn judge_questions(case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let topics = topics(case, ear);
    let asked: Vec<(QualifyingTopic, Option<Evidence>)> = topics
        .iter()
        .filter(|(_, p)| *p >= HEARD)
        .map(|(topic, _)| {
            let pattern = case.cues.of(CueKind::Asks(*topic)).next().and_then(|cue| case.quote(cue));
            let quote = pattern.or_else(|| {
                let cue = weighing::cue_of(*topic);
                ear.ranked(&ear.agent, cue).first().and_then(|(turn, _)| ear.quote(*turn, cue))
            });
            (*topic, quote)
        })
        .collect();
    let judgment = qualifying_questions::of_topics(case, &asked);
    let counted =
        weighing::enough_topics(&topics, qualifying_questions::NEEDED, qualifying_questions::NEEDED_BEYOND_PROBLEM);
    let p = weighing::probability("qualifying_questions", &[("counted", weighing::log_odds(counted))]);
    // Where the topics listed and their probabilities together say different things, it is open.
    let sure = if judgment.verdict == Verdict::Pass { p } else { 1.0 - p }.max(0.5);
    Judgment { confidence: Probability::from_thousandths(weighing::thousandths(sure)), ..judgment }
}

/// The turns in which the model heard `cue`, most probable first, quoted.
fn quotes(ear: &Ear<'_, '_>, turns: &[usize], cue: &str, most: usize) -> Vec<Evidence> {
    let ranked = ear.ranked(turns, cue);
    let sure: Vec<(usize, f64)> = ranked.iter().copied().filter(|(_, p)| *p >= HEARD).collect();
    // Something decided: the most probable turn is shown even where it alone is not sure.
    let chosen = if sure.is_empty() { ranked.into_iter().take(1).collect() } else { sure };
    chosen.into_iter().take(most).filter_map(|(turn, _)| ear.quote(turn, cue)).collect()
}

/// The turn that comes closest to one of `cues`, with why it does not count.
fn nearest(ear: &Ear<'_, '_>, cues: &[(&str, &str)]) -> Option<NearestMiss> {
    let best = cues
        .iter()
        .filter_map(|(cue, why)| ear.ranked(&ear.agent, cue).first().map(|(turn, p)| (*turn, *p, *cue, *why)))
        .filter(|(_, p, ..)| *p >= NEAR)
        .reduce(|best, found| if found.1 > best.1 { found } else { best })?;
    Some(NearestMiss::new(ear.quote(best.0, best.2)?, best.3))
}

fn turned_away(ear: &Ear<'_, '_>) -> Judgment {
    let evidence = quotes(ear, &ear.agent, "refuses_for_contract", MOST_QUOTES);
    Judgment::on(
        Verdict::Fail,
        0,
        evidence,
        "The agent made help depend on the caller's being a contract, member or existing customer.",
    )
}

fn not_turned_away(case: &Case<'_>, ear: &Ear<'_, '_>, rule: &Judgment) -> Judgment {
    let refusal = ear.ranked(&ear.agent, "refuses_for_contract").first().copied();
    let back = refusal.and_then(|(refused, p)| {
        let after: Vec<usize> = ear.agent.iter().copied().filter(|turn| *turn > refused).collect();
        let found = ["takes_back_refusal", "needs_no_contract", "offers_commitment"]
            .into_iter()
            .find_map(|cue| ear.ranked(&after, cue).first().copied().filter(|(_, p)| *p >= HEARD).map(|f| (f.0, cue)));
        found.filter(|_| p >= HEARD)
    });
    let quoted = rule.evidence.first().cloned();
    if let (Some((turn, cue)), Some((refused, _))) = (back, refusal)
        && let (Some(back), Some(refused)) = (ear.quote(turn, cue), ear.quote(refused, "refuses_for_contract"))
    {
        return Judgment::on(
            Verdict::Pass,
            0,
            vec![back, refused],
            "Help was first tied to a contract, but given or offered without one later in the call.",
        );
    }
    let miss = quoted.map(|quote| NearestMiss::new(quote, "it does not make help depend on a contract"));
    Judgment {
        searched: case.reading.searched(),
        ..Judgment::on(Verdict::Pass, 0, Vec::new(), "Nobody refused to help for lack of a contract.")
    }
    .with_nearest_miss(miss)
}

fn closed(ear: &Ear<'_, '_>) -> Judgment {
    let mut evidence = quotes(ear, &ear.agent, "offers_commitment", 2);
    let first = evidence.iter().map(|quote| quote.turn).min();
    let agreed = first.and_then(|first| ear.answers_to(first).into_iter().find(|turn| ear.p(*turn, "agrees") >= HEARD));
    let agreed = agreed.and_then(|turn| ear.quote(turn, "agrees"));
    let rationale =
        if agreed.is_some() { "The agent offered a concrete next step and the caller agreed." } else { CONCRETE_STEP };
    evidence.extend(agreed);
    Judgment::on(Verdict::Pass, 0, evidence, rationale)
}

fn not_closed(case: &Case<'_>, ear: &Ear<'_, '_>, rule: &Judgment) -> Judgment {
    let heard = nearest(
        ear,
        &[
            ("vague_promise", "what was promised has no agreed time"),
            ("conditional_offer", "what was offered hangs on something that is not so"),
        ],
    );
    let quoted = rule.evidence.first().cloned();
    let miss = heard.or_else(|| {
        quoted.map(|quote| NearestMiss::new(quote, "it is no firm offer of a visit, a time, an order or a payment"))
    });
    let rationale = match &miss {
        Some(miss) => format!("No visit, appointment, order or payment was proposed: {}.", miss.why),
        None => "No visit, appointment, order or payment was proposed.".to_owned(),
    };
    Judgment::for_absence(Verdict::Fail, 0, case.reading.searched(), rationale).with_nearest_miss(miss)
}

fn sent_away(ear: &Ear<'_, '_>) -> Judgment {
    let evidence = quotes(ear, &ear.agent, "sends_elsewhere", 2);
    Judgment::on(Verdict::Fail, 0, evidence, "The caller was sent to somebody else instead of being helped.")
}

fn not_sent_away(case: &Case<'_>, rule: &Judgment) -> Judgment {
    let miss = rule
        .evidence
        .first()
        .cloned()
        .map(|quote| NearestMiss::new(quote, "the firm deals with the caller itself or sends nobody away"));
    Judgment {
        searched: case.reading.searched(),
        ..Judgment::on(Verdict::Pass, 0, Vec::new(), "The caller was not sent anywhere else instead of being helped.")
    }
    .with_nearest_miss(miss)
}

fn greeted(case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let first = greeting::opening_turns(case);
    let mut evidence = quotes(ear, &first, "names_company", 1);
    evidence.extend(quotes(ear, &first, "names_self", 1));
    Judgment::on(Verdict::Pass, 0, evidence, "The agent gave the company's name and their own.")
}

/// A greeting that the patterns take for whole and the weights do not: what was heard less surely is called missing.
fn not_greeted(case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let first = greeting::opening_turns(case);
    let heard = |cue: &str| ear.ranked(&first, cue).first().copied().unwrap_or((0, 0.0));
    let (company, own_name) = (heard("names_company"), heard("names_self"));
    let (found, cue, missing, rationale) = if company.1 < own_name.1 {
        (own_name, "names_self", "the company's name is missing", "The agent did not give the company's name.")
    } else {
        (company, "names_company", "the agent's own name is missing", "The agent did not give their own name.")
    };
    let near = (found.1 >= NEAR).then(|| ear.quote(found.0, cue)).flatten().map(|quote| (quote, missing));
    greeting::fail(case, near, rationale)
}

fn captured(ear: &Ear<'_, '_>) -> Judgment {
    let mut evidence = quotes(ear, &ear.agent, "asks_reach", 1);
    let name = ear.heard_in(&ear.agent, "asks_name").or_else(|| ear.heard_in(&ear.caller, "gives_name"));
    evidence.extend(name);
    Judgment::on(Verdict::Pass, 0, evidence, "The agent has the caller's name and asked how to reach them.")
}

/// A capture that the patterns take for whole and the weights do not: what was heard less surely is called missing.
fn not_captured(case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let heard = |cue: &str| ear.ranked(&ear.agent, cue).first().copied().unwrap_or((0, 0.0));
    let (name, reach) = (heard("asks_name"), heard("asks_reach"));
    let (found, cue, missing, rationale) = if reach.1 < name.1 {
        (
            name,
            "asks_name",
            "no phone number or email was asked for or confirmed",
            "The agent asked for no way to reach the caller.",
        )
    } else {
        (
            reach,
            "asks_reach",
            "the caller's name was not asked for or confirmed",
            "The agent asked how to reach the caller but not for their name.",
        )
    };
    let near = (found.1 >= NEAR).then(|| ear.quote(found.0, cue)).flatten();
    let miss = near.map(|quote| NearestMiss::new(quote, missing));
    Judgment::for_absence(Verdict::Fail, 0, case.reading.searched(), rationale).with_nearest_miss(miss)
}

fn rude(ear: &Ear<'_, '_>) -> Judgment {
    let evidence = quotes(ear, &ear.agent, "rude", 2);
    Judgment::on(Verdict::Fail, 0, evidence, "Somebody of the business was rude, sarcastic or argued.")
}

fn courteous(case: &Case<'_>, ear: &Ear<'_, '_>) -> Judgment {
    let pattern = case.cues.of(CueKind::Thanks).next().and_then(|cue| case.quote(cue));
    let evidence = pattern.map_or_else(|| quotes(ear, &ear.agent, "thanks", 1), |quote| vec![quote]);
    Judgment::on(Verdict::Pass, 0, evidence, "The agent said thank you or please and stayed civil.")
}
