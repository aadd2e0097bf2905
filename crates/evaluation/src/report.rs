//! The report: every figure of an evaluation, as types, as JSON and as text.

mod build;
mod disagreement;
mod render;
mod sides;
mod speech;
mod types;

pub use sides::{SideCalibration, SideCounts, WordSideRow};
pub use types::{
    ApplicabilityErrors, CallWordErrors, CategoryAgreement, CriterionAgreement, Disagreement, DisagreementKind,
    EVALUATION_SCHEMA, EvaluatedCall, EvaluationReport, GroupSection, LabelQuote, NotScored, Outcome, Section, Speed,
    ToolQuote, TopicAgreement, TopicsAgreement, WordErrorRow, Workload,
};
