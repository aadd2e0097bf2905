//! How well the tool agrees with people: labelled calls, agreement statistics, word errors and the report of them.
//!
//! Everything here is a function of its input but for [`read_labelled`] and [`read_report`], which read files.
//! Scoring and recognizing are done elsewhere; [`EvaluationReport::build`] is given their results.
//! [`RaterReport`] is about people's reviews of stored calls.
//! `docs/evaluation.md` and `docs/review.md` say how each figure is counted.

mod calibration;
mod example;
mod field;
mod group;
mod labelled;
mod raters;
mod read;
mod report;
mod words;

pub use calibration::{Calibration, ReliabilityBin};
pub use example::{NoExample, example_of};
pub use field::{CallField, FieldError};
pub use group::{Group, GroupError};
pub use labelled::{Label, LabelFlaw, LabelledAudio, LabelledCall, LabelledEvent, LabelledSpeaker, LabelledTurn};
pub use raters::{
    CALIBRATE_SCHEMA, PairRow, PairSection, PersonSaid, RatedVerdict, RaterAgreement, RaterCount, RaterDisagreement,
    RaterReport, RaterRow, ToolRow, ToolSaid, ToolSection, reviewer_key,
};
pub use read::{LabelledError, LabelledErrorKind, read_labelled};
pub use report::{
    AgreementDifference, Answer, ApplicabilityErrors, Breakdown, CallVerdicts, CallWordErrors, CategoryAgreement,
    Comparison, CriterionAgreement, CriterionCalibration, CriterionDifference, Disagreement, DisagreementKind,
    EVALUATION_SCHEMA, EarlierReport, EarlierReportError, EvaluatedCall, EvaluationReport, GroupSection, LabelQuote,
    LiveWordAgreement, NotScored, Outcome, PairedDifference, Parts, RingAgreement, Section, SideCounts, SoundAgreement,
    Speed, TimelineAgreement, ToolQuote, TopicAgreement, TopicsAgreement, ValueSection, VerdictAgreement,
    VerdictCalibration, WordErrorRow, WordSideRow, Workload, read_report,
};
pub use words::{Alignment, NormalWord, SpokenWord, TurnTiming, WordErrors, align, normalize, turn_timing};
