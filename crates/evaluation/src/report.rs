//! The report: every figure of an evaluation, as types, as JSON and as text.

mod build;
mod calibration;
mod comparison;
mod disagreement;
mod parts;
mod render;
mod render_calibration;
mod render_comparison;
mod render_parts;
mod render_timeline;
mod sides;
mod speech;
mod timeline;
mod types;
mod verdicts;

pub use calibration::{CriterionCalibration, VerdictCalibration};
pub use comparison::{AgreementDifference, Comparison, CriterionDifference, PairedDifference};
pub use disagreement::{Disagreement, DisagreementKind, LabelQuote, ToolQuote};
pub use parts::{Breakdown, GroupSection, Parts, ValueSection};
pub use sides::{SideCounts, WordSideRow};
pub use timeline::{LiveWordAgreement, RingAgreement, SoundAgreement, TimelineAgreement};
pub use types::{
    ApplicabilityErrors, CallWordErrors, CategoryAgreement, CriterionAgreement, EVALUATION_SCHEMA, EvaluatedCall,
    EvaluationReport, NotScored, Outcome, Section, Speed, TopicAgreement, TopicsAgreement, VerdictAgreement,
    WordErrorRow, Workload,
};
pub use verdicts::{Answer, CallVerdicts, EarlierReport, EarlierReportError, read_report};
