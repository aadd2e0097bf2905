//! The report: every figure of an evaluation, as types, as JSON and as text.

mod build;
mod disagreement;
mod render;
mod render_timeline;
mod sides;
mod speech;
mod timeline;
mod types;

pub use sides::{SideCalibration, SideCounts, WordSideRow};
pub use timeline::{LiveWordAgreement, RingAgreement, SoundAgreement, TimelineAgreement};
pub use types::{
    ApplicabilityErrors, CallWordErrors, CategoryAgreement, CriterionAgreement, Disagreement, DisagreementKind,
    EVALUATION_SCHEMA, EvaluatedCall, EvaluationReport, GroupSection, LabelQuote, NotScored, Outcome, Section, Speed,
    ToolQuote, TopicAgreement, TopicsAgreement, WordErrorRow, Workload,
};
