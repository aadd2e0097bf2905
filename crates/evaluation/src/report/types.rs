//! What a report is made from and what it holds.

use std::collections::BTreeMap;

use ringcheck_call::{CallType, Layout, QualifyingTopic, Scorecard, Side, Transcript, Verdict};
use ringcheck_statistics::{Estimate, Proportion};
use serde::Serialize;

use super::{
    calibration::VerdictCalibration,
    comparison::Comparison,
    disagreement::Disagreement,
    parts::{Breakdown, GroupSection},
    sides::WordSideRow,
    timeline::TimelineAgreement,
    verdicts::CallVerdicts,
};
use crate::{Label, LabelledCall, ReliabilityBin, TurnTiming, WordErrors};

/// The schema of a report as JSON.
pub const EVALUATION_SCHEMA: &str = "ringcheck.evaluation/1";

/// A labelled call and what the tool made of it.
#[derive(Clone, Debug)]
pub struct EvaluatedCall<'a> {
    /// The labels.
    pub labelled: &'a LabelledCall,
    /// The tool's answer.
    pub outcome: Outcome<'a>,
}

/// What the tool made of a call.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// It was scored.
    Scored {
        /// The scorecard.
        scorecard: &'a Scorecard,
        /// What was recognized; `None` where the words were given.
        heard: Option<&'a Transcript>,
    },
    /// It could not be scored: it is listed, and is in no other figure.
    NotScored {
        /// Why, in a sentence for a person.
        reason: String,
    },
}

/// How much was worked on, and how long that took by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Length of the recordings.
    pub audio_ms: u64,
    /// Time from start to end of the work.
    pub work_ms: u64,
}

/// All figures of an evaluation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvaluationReport {
    /// Always [`EVALUATION_SCHEMA`].
    pub schema: &'static str,
    /// The figures over all calls.
    pub overall: Section,
    /// The figures over each group of calls.
    pub groups: Vec<GroupSection>,
    /// The figures by what the calls tell.
    pub by: Vec<Breakdown>,
    /// How this evaluation differs from an earlier one; `None` where there is none.
    pub against: Option<Comparison>,
    /// How fast it went; `None` where nothing was decoded.
    pub speed: Option<Speed>,
    /// The word errors of each recording.
    pub word_errors_by_call: Vec<CallWordErrors>,
    /// Everything on which label and tool differ, by criterion and call.
    pub disagreements: Vec<Disagreement>,
    /// The calls that could not be scored.
    pub not_scored: Vec<NotScored>,
    /// Label and answer of each call that was scored.
    pub calls: Vec<CallVerdicts>,
}

/// The figures over some calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    /// Calls that were scored.
    pub n_calls: u64,
    /// Calls that could not be.
    pub n_not_scored: u64,
    /// Each criterion, in the rubric's order.
    pub criteria: Vec<CriterionAgreement>,
    /// All criteria together, each verdict as a thing of its own.
    pub all_criteria: VerdictAgreement,
    /// Labelled criteria that the rubric does not have.
    pub unscored_criteria: Vec<String>,
    /// The call type.
    pub call_type: CategoryAgreement,
    /// The qualifying topics.
    pub topics: TopicsAgreement,
    /// How far the stated confidence of verdicts can be trusted.
    pub calibration: VerdictCalibration,
    /// How often the business's channel of a stereo recording was found.
    pub business_channel: Option<Proportion>,
    /// Word errors by layout and side; the last row is over all.
    pub word_errors: Vec<WordErrorRow>,
    /// How exactly turns are timed; `None` where nothing was recognized.
    pub turn_timing: Option<TurnTiming>,
    /// Words by whether they were put on the right side, by layout; the last row is over all.
    pub word_sides: Vec<WordSideRow>,
    /// How far the stated confidence in the sides can be trusted.
    pub side_calibration: Vec<ReliabilityBin>,
    /// What happened on the line; `None` where there is no recording whose truth tells its sounds.
    pub timeline: Option<TimelineAgreement>,
}

/// Agreement on verdicts.
///
/// Counted where the label is pass or fail; a tool's `undetermined` and `na` there are disagreement.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct VerdictAgreement {
    /// Where label and tool say the same.
    pub agreement: Proportion,
    /// Cohen's kappa over the same verdicts; `None` where it is undefined.
    pub kappa: Option<Estimate>,
    /// Gwet's AC1 over the same verdicts.
    pub ac1: Option<Estimate>,
    /// Agreement where the tool passes or fails.
    pub decided: Proportion,
    /// Cohen's kappa where the tool passes or fails.
    pub decided_kappa: Option<Estimate>,
    /// Gwet's AC1 where the tool passes or fails.
    pub decided_ac1: Option<Estimate>,
    /// What the tool leaves undetermined.
    pub undetermined: Proportion,
}

/// Agreement on one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionAgreement {
    /// The criterion's id.
    pub id: String,
    /// Agreement over the calls whose label is pass or fail.
    #[serde(flatten)]
    pub verdicts: VerdictAgreement,
    /// Of the calls that the tool fails, those that the label fails.
    pub fail_precision: Proportion,
    /// Of the calls that the label fails, those that the tool fails.
    pub fail_recall: Proportion,
    /// Errors about whether the criterion applies, over all calls.
    pub applicability_errors: ApplicabilityErrors,
    /// How many calls have a label and a verdict: `confusion[label][verdict]`, `na` included.
    pub confusion: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
}

/// Errors about whether a criterion applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ApplicabilityErrors {
    /// Calls looked at.
    pub n_calls: u64,
    /// The label says that it does not apply, the tool judges it or leaves it undetermined.
    pub label_na: u64,
    /// The tool says that it does not apply, the label passes or fails it.
    pub tool_na: u64,
}

/// Agreement on a choice of one among several words.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CategoryAgreement {
    /// Calls where label and tool say the same.
    pub agreement: Proportion,
    /// Cohen's kappa; `None` where it is undefined.
    pub kappa: Option<Estimate>,
    /// Gwet's AC1.
    pub ac1: Option<Estimate>,
    /// How many calls have a label and an answer: `confusion[label][answer]`.
    pub confusion: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
}

/// Agreement on the qualifying topics, over the calls whose label for `qualifying_questions` is pass or fail.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TopicsAgreement {
    /// Calls whose set of topics is exactly the labelled one.
    pub exact: Proportion,
    /// Each topic.
    pub topics: Vec<TopicAgreement>,
}

/// Agreement on one topic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopicAgreement {
    /// The topic.
    pub topic: QualifyingTopic,
    /// Calls where label and tool agree on whether it was asked about.
    pub agreement: Proportion,
    /// Of the calls where the tool heard it asked, those where the label says so.
    pub precision: Proportion,
    /// Of the calls where the label says that it was asked, those where the tool heard it.
    pub recall: Proportion,
}

/// Word errors of one side in recordings of one layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WordErrorRow {
    /// The layout; `None` for all.
    pub layout: Option<Layout>,
    /// The side; `None` for all words in the order of their times.
    pub side: Option<Side>,
    /// Recordings.
    pub n_recordings: u64,
    /// Their errors, added up.
    #[serde(flatten)]
    pub errors: WordErrors,
}

/// Word errors of one recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallWordErrors {
    /// The call.
    pub id: String,
    /// The layout.
    pub layout: Layout,
    /// The side; `None` for all words in the order of their times.
    pub side: Option<Side>,
    /// The errors.
    #[serde(flatten)]
    pub errors: WordErrors,
}

/// How fast the work went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Speed {
    /// Seconds of recordings.
    pub audio_seconds: f64,
    /// Seconds of work, by the clock.
    pub work_seconds: f64,
    /// Seconds of recordings per second of work; `None` where no time passed.
    pub audio_per_work: Option<f64>,
}

/// A call that could not be scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotScored {
    /// The call.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// A call that was scored, with what is needed of it.
#[derive(Clone, Copy)]
pub(super) struct ScoredCall<'a> {
    pub(super) labelled: &'a LabelledCall,
    pub(super) scorecard: &'a Scorecard,
    pub(super) heard: Option<&'a Transcript>,
}

impl ScoredCall<'_> {
    /// The label and the tool's verdict of a criterion, if both exist.
    pub(super) fn verdicts(&self, id: &str) -> Option<(Label, Verdict)> {
        let label = *self.labelled.labels.get(id)?;
        let verdict = self.scorecard.criteria.iter().find(|c| c.id == id)?.verdict;
        Some((label, verdict))
    }

    /// Who the caller is by the label and by the tool, if a person labelled that.
    pub(super) fn call_types(&self) -> Option<(CallType, CallType)> {
        self.labelled.is_labelled("call_type").then_some((self.labelled.call_type, self.scorecard.call.call_type))
    }
}
