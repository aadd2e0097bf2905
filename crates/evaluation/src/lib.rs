//! How well the tool agrees with people: labelled calls, agreement statistics, word errors and the report of them.
//!
//! Everything here is a function of its input but for [`read_labelled`], which reads the labelled calls.
//! Scoring and recognizing are done elsewhere; [`EvaluationReport::build`] is given their results.
//! `docs/evaluation.md` says how each figure is counted.

mod group;
mod labelled;
mod read;
mod report;
mod statistics;
mod words;

pub use group::{Group, GroupError};
pub use labelled::{Label, LabelFlaw, LabelledAudio, LabelledCall, LabelledEvent, LabelledSpeaker, LabelledTurn};
pub use read::{LabelledError, LabelledErrorKind, read_labelled};
pub use report::{
    ApplicabilityErrors, CallWordErrors, CategoryAgreement, CriterionAgreement, Disagreement, DisagreementKind,
    EVALUATION_SCHEMA, EvaluatedCall, EvaluationReport, GroupSection, LabelQuote, LiveWordAgreement, NotScored,
    Outcome, RingAgreement, Section, SideCalibration, SideCounts, SoundAgreement, Speed, TimelineAgreement, ToolQuote,
    TopicAgreement, TopicsAgreement, WordErrorRow, WordSideRow, Workload,
};
pub use statistics::{Estimate, Proportion, RatingTable};
pub use words::{Alignment, NormalWord, SpokenWord, TurnTiming, WordErrors, align, normalize, turn_timing};
