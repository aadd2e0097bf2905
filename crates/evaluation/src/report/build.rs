//! Counting: from labels and scorecards to figures.

use std::collections::{BTreeMap, BTreeSet};

use ringcheck_call::{CallType, QualifyingTopic, Verdict};
use ringcheck_statistics::{Proportion, RatingTable, to_f64};

use super::{
    calibration::verdict_calibration,
    comparison::compare,
    disagreement::disagreements,
    parts::{Breakdown, GroupSection, Parts, ValueSection},
    sides::{CallSides, side_calibration, sides_of, word_sides},
    speech::{Speech, speech_of},
    timeline::{CallTimeline, timeline_agreement, timeline_of},
    types::{
        ApplicabilityErrors, CategoryAgreement, CriterionAgreement, EVALUATION_SCHEMA, EvaluatedCall, EvaluationReport,
        NotScored, Outcome, ScoredCall, Section, Speed, TopicAgreement, TopicsAgreement, VerdictAgreement, Workload,
    },
    verdicts::{CallVerdicts, EarlierReport},
};
use crate::{Label, LabelledCall};

/// The criterion that the qualifying topics belong to.
const TOPICS_CRITERION: &str = "qualifying_questions";

impl EvaluationReport {
    /// Counts everything over `calls`, and again over each of `parts`.
    ///
    /// `workload` is what was decoded and how long it took; `None` where the words were given.
    #[must_use]
    pub fn build(calls: &[EvaluatedCall<'_>], parts: Parts<'_>, workload: Option<Workload>) -> Self {
        let counted: Vec<Counted<'_>> = calls.iter().map(Counted::of).collect();
        let section = |is_in: &dyn Fn(&LabelledCall) -> bool| {
            section_of(&counted.iter().filter(|call| is_in(call.labelled)).collect::<Vec<_>>())
        };
        let overall = section(&|_| true);
        let ids: Vec<&str> = overall.criteria.iter().map(|c| c.id.as_str()).collect();
        let scored = counted.iter().filter_map(|call| call.scored.as_ref().ok());
        let groups = parts
            .groups
            .iter()
            .map(|group| GroupSection { name: group.name.clone(), section: section(&|call| group.contains(&call.id)) });
        let by = parts.fields.iter().map(|field| Breakdown {
            field: *field,
            values: field
                .values(calls.iter().map(|call| call.labelled))
                .into_iter()
                .map(|value| ValueSection {
                    value: value.map(str::to_owned),
                    section: section(&|call| field.value_of(call) == value),
                })
                .collect(),
        });
        Self {
            schema: EVALUATION_SCHEMA,
            groups: groups.collect(),
            by: by.collect(),
            against: None,
            speed: workload.map(speed_of),
            word_errors_by_call: scored.clone().flat_map(|(_, speech, _)| speech.by_side.clone()).collect(),
            disagreements: disagreements(scored.clone().map(|(call, ..)| call), &ids),
            not_scored: counted.iter().filter_map(|call| call.scored.as_ref().err().cloned()).collect(),
            calls: scored.map(|(_, _, verdicts)| verdicts.clone()).collect(),
            overall,
        }
    }

    /// Compares the report with an earlier one of the same calls.
    #[must_use]
    pub fn against(self, earlier: &EarlierReport) -> Self {
        let ids: Vec<&str> = self.overall.criteria.iter().map(|c| c.id.as_str()).collect();
        let comparison = compare(&self.calls, earlier, &ids);
        Self { against: Some(comparison), ..self }
    }
}

/// A call with everything that is counted of it.
struct Counted<'a> {
    labelled: &'a LabelledCall,
    scored: Result<(ScoredCall<'a>, Speech, CallVerdicts), NotScored>,
}

impl<'a> Counted<'a> {
    fn of(call: &EvaluatedCall<'a>) -> Self {
        let scored = match &call.outcome {
            Outcome::Scored { scorecard, heard } => {
                let scored = ScoredCall { labelled: call.labelled, scorecard, heard: *heard };
                Ok((scored, speech_of(&scored), CallVerdicts::of(&scored)))
            }
            Outcome::NotScored { reason } => Err(NotScored { id: call.labelled.id.clone(), reason: reason.clone() }),
        };
        Self { labelled: call.labelled, scored }
    }
}

fn speed_of(workload: Workload) -> Speed {
    let (audio_seconds, work_seconds) = (to_f64(workload.audio_ms) / 1000.0, to_f64(workload.work_ms) / 1000.0);
    let audio_per_work = (workload.work_ms > 0).then(|| (audio_seconds / work_seconds * 100.0).round() / 100.0);
    Speed { audio_seconds, work_seconds, audio_per_work }
}

fn section_of(calls: &[&Counted<'_>]) -> Section {
    let n_not_scored = calls.iter().filter(|call| call.scored.is_err()).count() as u64;
    let calls: Vec<_> = calls.iter().filter_map(|call| call.scored.as_ref().ok()).collect();
    let scored: Vec<ScoredCall<'_>> = calls.iter().map(|(call, ..)| *call).collect();
    let mut ids: Vec<&str> = Vec::new();
    for criterion in scored.iter().flat_map(|call| &call.scorecard.criteria) {
        if !ids.contains(&criterion.id.as_str()) {
            ids.push(&criterion.id);
        }
    }
    let labelled: BTreeSet<&str> =
        scored.iter().flat_map(|call| call.labelled.labels.keys()).map(String::as_str).collect();
    let sides: Vec<CallSides> = scored.iter().filter_map(sides_of).collect();
    let timelines: Vec<CallTimeline> = scored.iter().filter_map(timeline_of).collect();
    let speech: Vec<&Speech> = calls.iter().map(|(_, speech, _)| speech).collect();
    let verdicts: Vec<CallVerdicts> = calls.iter().map(|(.., verdicts)| verdicts.clone()).collect();
    let unscored = labelled.iter().filter(|id| !ids.contains(id)).map(|id| (*id).to_owned()).collect();
    ids.retain(|id| labelled.contains(id));
    Section {
        n_calls: scored.len() as u64,
        n_not_scored,
        criteria: ids.iter().map(|id| criterion_of(&scored, id)).collect(),
        all_criteria: pooled_of(&scored, &ids),
        unscored_criteria: unscored,
        call_type: call_type_of(&scored),
        topics: topics_of(&scored),
        calibration: verdict_calibration(&verdicts, &ids),
        business_channel: Speech::business_channel(&speech),
        word_errors: Speech::word_errors(&speech),
        turn_timing: Speech::turn_timing(&speech),
        word_sides: word_sides(&sides),
        side_calibration: side_calibration(&sides),
        timeline: timeline_agreement(&timelines),
    }
}

fn criterion_of(calls: &[ScoredCall<'_>], id: &str) -> CriterionAgreement {
    let pairs: Vec<(Label, Verdict)> = calls.iter().filter_map(|call| call.verdicts(id)).collect();
    let (mut fail_precision, mut fail_recall) = (Proportion::default(), Proportion::default());
    for (label, verdict) in pairs.iter().filter(|(label, _)| *label != Label::Na) {
        if *verdict == Verdict::Fail {
            fail_precision.add(*label == Label::Fail);
        }
        if *label == Label::Fail {
            fail_recall.add(*verdict == Verdict::Fail);
        }
    }
    let count =
        |is_error: &dyn Fn(Label, Verdict) -> bool| pairs.iter().filter(|(l, v)| is_error(*l, *v)).count() as u64;
    CriterionAgreement {
        id: id.to_owned(),
        verdicts: agreement_of(&pairs),
        fail_precision,
        fail_recall,
        applicability_errors: ApplicabilityErrors {
            n_calls: pairs.len() as u64,
            label_na: count(&|label, verdict| label == Label::Na && verdict != Verdict::Na),
            tool_na: count(&|label, verdict| label != Label::Na && verdict == Verdict::Na),
        },
        confusion: confusion(pairs.iter().map(|(label, verdict)| (label.as_str(), verdict.as_str()))),
    }
}

fn pooled_of(calls: &[ScoredCall<'_>], ids: &[&str]) -> VerdictAgreement {
    let pairs: Vec<_> = calls.iter().flat_map(|call| ids.iter().filter_map(|id| call.verdicts(id))).collect();
    agreement_of(&pairs)
}

/// Agreement over the pairs whose label is pass or fail, and over those of them that the tool passes or fails.
fn agreement_of(pairs: &[(Label, Verdict)]) -> VerdictAgreement {
    let judged: Vec<(Label, Verdict)> = pairs.iter().copied().filter(|(label, _)| *label != Label::Na).collect();
    let is_decided = |verdict: Verdict| matches!(verdict, Verdict::Pass | Verdict::Fail);
    let decided: Vec<(Label, Verdict)> = judged.iter().copied().filter(|(_, verdict)| is_decided(*verdict)).collect();
    let mut undetermined = Proportion::default();
    for (_, verdict) in &judged {
        undetermined.add(*verdict == Verdict::Undetermined);
    }
    let (all, decided) = (verdict_table(&judged), verdict_table(&decided));
    VerdictAgreement {
        agreement: all.agreement(),
        kappa: all.kappa(),
        ac1: all.ac1(),
        decided: decided.agreement(),
        decided_kappa: decided.kappa(),
        decided_ac1: decided.ac1(),
        undetermined,
    }
}

/// The table of the verdicts that count: pass and fail, and of the tool's other answers those that it gave.
///
/// An answer that is never given is no category, so that a tool that always decides is measured on two.
fn verdict_table(judged: &[(Label, Verdict)]) -> RatingTable {
    let mut categories = vec![Verdict::Pass, Verdict::Fail];
    for extra in [Verdict::Na, Verdict::Undetermined] {
        if judged.iter().any(|(_, verdict)| *verdict == extra) {
            categories.push(extra);
        }
    }
    let place = |verdict: Verdict| categories.iter().position(|c| *c == verdict).unwrap_or(usize::MAX);
    let mut table = RatingTable::new(categories.len());
    for (label, verdict) in judged {
        table.add(place(label.verdict()), place(*verdict));
    }
    table
}

fn call_type_of(calls: &[ScoredCall<'_>]) -> CategoryAgreement {
    let place = |kind: CallType| CallType::ALL.iter().position(|t| *t == kind).unwrap_or(usize::MAX);
    let mut table = RatingTable::new(CallType::ALL.len());
    let pairs: Vec<(CallType, CallType)> = calls.iter().filter_map(ScoredCall::call_types).collect();
    for &(label, tool) in &pairs {
        table.add(place(label), place(tool));
    }
    CategoryAgreement {
        agreement: table.agreement(),
        kappa: table.kappa(),
        ac1: table.ac1(),
        confusion: confusion(pairs.iter().map(|(label, tool)| (label.as_str(), tool.as_str()))),
    }
}

fn topics_of(calls: &[ScoredCall<'_>]) -> TopicsAgreement {
    let sets: Vec<(BTreeSet<QualifyingTopic>, BTreeSet<QualifyingTopic>)> = calls
        .iter()
        .filter(|call| call.labelled.is_labelled("qualifying_topics"))
        .filter(|call| call.labelled.labels.get(TOPICS_CRITERION).is_some_and(|label| *label != Label::Na))
        .map(|call| {
            let label = call.labelled.qualifying_topics.iter().copied().collect();
            (label, call.scorecard.qualifying_topics.iter().copied().collect())
        })
        .collect();
    let mut exact = Proportion::default();
    for (label, tool) in &sets {
        exact.add(label == tool);
    }
    let topics = QualifyingTopic::ALL
        .into_iter()
        .map(|topic| {
            let mut row = TopicAgreement {
                topic,
                agreement: Proportion::default(),
                precision: Proportion::default(),
                recall: Proportion::default(),
            };
            for (label, tool) in &sets {
                let (was_asked, was_heard) = (label.contains(&topic), tool.contains(&topic));
                row.agreement.add(was_asked == was_heard);
                if was_heard {
                    row.precision.add(was_asked);
                }
                if was_asked {
                    row.recall.add(was_heard);
                }
            }
            row
        })
        .collect();
    TopicsAgreement { exact, topics }
}

fn confusion(
    pairs: impl Iterator<Item = (&'static str, &'static str)>,
) -> BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
    let mut counts: BTreeMap<&'static str, BTreeMap<&'static str, u64>> = BTreeMap::new();
    for (label, tool) in pairs {
        *counts.entry(label).or_default().entry(tool).or_default() += 1;
    }
    counts
}
