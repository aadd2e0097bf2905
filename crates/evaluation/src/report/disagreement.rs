//! What label and tool differ on, with what each goes by.

use ringcheck_call::{CriterionScore, Evidence, QualifyingTopic, Verdict};

use super::types::{Disagreement, DisagreementKind, LabelQuote, ScoredCall, ToolQuote};
use crate::Label;

/// All disagreements: the criteria in the order of `ids`, then call type and topics; within each by call.
pub(super) fn disagreements<'a, 'b: 'a>(
    calls: impl Iterator<Item = &'a ScoredCall<'b>> + Clone,
    ids: &[&str],
) -> Vec<Disagreement> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(calls.clone().filter_map(|call| on_criterion(call, id)));
    }
    found.extend(calls.clone().filter_map(on_call_type));
    found.extend(calls.filter_map(on_topics));
    found
}

fn on_criterion(call: &ScoredCall<'_>, id: &str) -> Option<Disagreement> {
    let (label, verdict) = call.verdicts(id)?;
    if label.verdict() == verdict {
        return None;
    }
    let kind = if label == Label::Na || verdict == Verdict::Na {
        DisagreementKind::Applicability
    } else if verdict == Verdict::Undetermined {
        DisagreementKind::Undetermined
    } else {
        DisagreementKind::Verdict
    };
    let criterion: &CriterionScore = call.scorecard.criteria.iter().find(|c| c.id == id)?;
    Some(Disagreement {
        id: call.labelled.id.clone(),
        criterion: id.to_owned(),
        kind,
        label: label.as_str().to_owned(),
        tool: verdict.as_str().to_owned(),
        confidence: Some(criterion.confidence),
        label_evidence: label_quotes(call, id),
        tool_evidence: criterion.evidence.iter().map(quote).collect(),
        nearest_miss: criterion.nearest_miss.as_ref().map(|miss| ToolQuote {
            turn: miss.turn,
            start_ms: miss.start_ms,
            quote: miss.quote.clone(),
            why: Some(miss.why.clone()),
        }),
        rationale: criterion.rationale.clone(),
    })
}

fn on_call_type(call: &ScoredCall<'_>) -> Option<Disagreement> {
    let (label, tool) = call.call_types();
    (label != tool).then(|| Disagreement {
        id: call.labelled.id.clone(),
        criterion: "call_type".to_owned(),
        kind: DisagreementKind::CallType,
        label: label.as_str().to_owned(),
        tool: tool.as_str().to_owned(),
        confidence: Some(call.scorecard.call.call_type_confidence),
        label_evidence: label_quotes(call, "call_type"),
        tool_evidence: call.scorecard.call.call_type_evidence.iter().map(quote).collect(),
        nearest_miss: None,
        rationale: String::new(),
    })
}

fn on_topics(call: &ScoredCall<'_>) -> Option<Disagreement> {
    let (label, _) = call.verdicts("qualifying_questions").filter(|(label, _)| *label != Label::Na)?;
    let sorted = |topics: &[QualifyingTopic]| {
        let mut topics = topics.to_vec();
        topics.sort_unstable();
        topics.dedup();
        topics
    };
    let labelled = sorted(&call.labelled.qualifying_topics);
    let heard = sorted(&call.scorecard.qualifying_topics);
    let names = |topics: &[QualifyingTopic]| topics.iter().map(|t| t.as_str()).collect::<Vec<_>>().join(", ");
    let missing = |from: &[QualifyingTopic], of: &[QualifyingTopic]| -> Vec<QualifyingTopic> {
        from.iter().copied().filter(|topic| !of.contains(topic)).collect()
    };
    let (missed, extra) = (missing(&labelled, &heard), missing(&heard, &labelled));
    let mut reasons = Vec::new();
    if !missed.is_empty() {
        reasons.push(format!("missed: {}", names(&missed)));
    }
    if !extra.is_empty() {
        reasons.push(format!("not in the label: {}", names(&extra)));
    }
    let criterion = call.scorecard.criteria.iter().find(|c| c.id == "qualifying_questions")?;
    (labelled != heard).then(|| Disagreement {
        id: call.labelled.id.clone(),
        criterion: "qualifying_topics".to_owned(),
        kind: DisagreementKind::Topics,
        label: format!("{} ({})", names(&labelled), label.as_str()),
        tool: format!("{} ({})", names(&heard), criterion.verdict.as_str()),
        confidence: None,
        label_evidence: label_quotes(call, "qualifying_questions"),
        tool_evidence: criterion.evidence.iter().map(quote).collect(),
        nearest_miss: None,
        rationale: reasons.join("; "),
    })
}

fn label_quotes(call: &ScoredCall<'_>, id: &str) -> Vec<LabelQuote> {
    let turns = call.labelled.evidence.get(id).into_iter().flatten();
    turns
        .filter_map(|turn| {
            call.labelled.turns.get(*turn).map(|said| LabelQuote { turn: *turn, text: said.text.clone() })
        })
        .collect()
}

fn quote(evidence: &Evidence) -> ToolQuote {
    ToolQuote { turn: evidence.turn, start_ms: evidence.start_ms, quote: evidence.quote.clone(), why: None }
}
