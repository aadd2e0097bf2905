//! What label and tool differ on, with what each goes by.

use ringcheck_call::{CriterionScore, Evidence, Probability, QualifyingTopic, Verdict};
use serde::Serialize;

use super::{
    timeline::{CallTimeline, SoundMatches, timeline_of},
    types::ScoredCall,
};
use crate::Label;

/// How label and tool differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisagreementKind {
    /// One passes, the other fails.
    Verdict,
    /// The tool leaves open what the label settles.
    Undetermined,
    /// One says that the criterion does not apply.
    Applicability,
    /// The call types differ.
    CallType,
    /// The sets of qualifying topics differ.
    Topics,
    /// The rings, the first live word or the sounds of the line differ.
    Timeline,
}

/// Something on which label and tool differ, with what each goes by.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disagreement {
    /// The call.
    pub id: String,
    /// The criterion's id, `call_type`, `qualifying_topics`, `ring_count`, `first_live_word` or `sounds`.
    pub criterion: String,
    /// How they differ.
    pub kind: DisagreementKind,
    /// What the label says.
    pub label: String,
    /// What the tool says.
    pub tool: String,
    /// How sure the tool is; `None` where it does not say.
    pub confidence: Option<Probability>,
    /// The turns that the label rests on.
    pub label_evidence: Vec<LabelQuote>,
    /// The words that the tool rests on.
    pub tool_evidence: Vec<ToolQuote>,
    /// What came closest, and why it does not count.
    pub nearest_miss: Option<ToolQuote>,
    /// The tool's reason; empty where it gives none.
    pub rationale: String,
}

/// A turn of the labelled call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelQuote {
    /// The turn's number among the labelled turns, counted from 0.
    pub turn: usize,
    /// What was said.
    pub text: String,
}

/// Words that the tool quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToolQuote {
    /// The turn's number among the scorecard's turns, counted from 0.
    pub turn: usize,
    /// When they start, if known.
    pub start_ms: Option<u64>,
    /// The words.
    pub quote: String,
    /// Why they do not count, for a near miss.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// All disagreements: the criteria in the order of `ids`, then call type, topics and the timeline; within each by call.
pub(super) fn disagreements<'a, 'b: 'a>(
    calls: impl Iterator<Item = &'a ScoredCall<'b>> + Clone,
    ids: &[&str],
) -> Vec<Disagreement> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(calls.clone().filter_map(|call| on_criterion(call, id)));
    }
    found.extend(calls.clone().filter_map(on_call_type));
    found.extend(calls.clone().filter_map(on_topics));
    let timelines: Vec<(&str, CallTimeline)> =
        calls.filter_map(|call| Some((call.labelled.id.as_str(), timeline_of(call)?))).collect();
    for on_part in [on_rings, on_live_word, on_sounds] {
        found.extend(timelines.iter().filter_map(|(id, timeline)| on_part(id, timeline)));
    }
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
    let (label, tool) = call.call_types()?;
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
    if !call.labelled.is_labelled("qualifying_topics") {
        return None;
    }
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

fn on_rings(id: &str, timeline: &CallTimeline) -> Option<Disagreement> {
    let (truth, found) = timeline.rings;
    let found_text = found.map_or_else(|| "unknown".to_owned(), |found| found.to_string());
    (found != Some(truth)).then(|| on_timeline(id, "ring_count", truth.to_string(), found_text))
}

fn on_live_word(id: &str, timeline: &CallTimeline) -> Option<Disagreement> {
    let text = |at: Option<u64>| at.map_or_else(|| "none".to_owned(), clock);
    let (truth, found) = timeline.live_word_ms;
    (!timeline.is_live_word_right()).then(|| on_timeline(id, "first_live_word", text(truth), text(found)))
}

fn on_sounds(id: &str, timeline: &CallTimeline) -> Option<Disagreement> {
    let text = |only: fn(&SoundMatches) -> &[(u64, u64)]| {
        let spans: Vec<String> = timeline
            .sounds
            .iter()
            .flat_map(|(kind, matches)| only(matches).iter().map(move |(start, end)| (kind, start, end)))
            .map(|(kind, start, end)| format!("{} {} to {}", kind.as_str(), clock(*start), clock(*end)))
            .collect();
        if spans.is_empty() { "nothing else".to_owned() } else { spans.join(", ") }
    };
    let is_different = timeline.sounds.values().any(|m| !m.missed.is_empty() || !m.false_finds.is_empty());
    is_different.then(|| on_timeline(id, "sounds", text(|m| &m.missed), text(|m| &m.false_finds)))
}

fn on_timeline(id: &str, what: &str, label: String, tool: String) -> Disagreement {
    Disagreement {
        id: id.to_owned(),
        criterion: what.to_owned(),
        kind: DisagreementKind::Timeline,
        label,
        tool,
        confidence: None,
        label_evidence: Vec::new(),
        tool_evidence: Vec::new(),
        nearest_miss: None,
        rationale: String::new(),
    }
}

/// Minutes, seconds and hundredths.
fn clock(ms: u64) -> String {
    format!("{}:{:02}.{:02}", ms / 60_000, ms / 1000 % 60, ms % 1000 / 10)
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
