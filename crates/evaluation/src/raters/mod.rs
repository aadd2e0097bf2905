//! People's verdicts beside the tool's and each other's.

mod agreement;
mod build;
mod render;
mod types;

pub use build::reviewer_key;
pub use types::{
    PairRow, PairSection, PersonSaid, RatedVerdict, RaterAgreement, RaterCount, RaterDisagreement, RaterReport,
    RaterRow, ToolRow, ToolSaid, ToolSection,
};

/// The schema of a calibration as JSON.
pub const CALIBRATE_SCHEMA: &str = "ringcheck.calibrate/1";
