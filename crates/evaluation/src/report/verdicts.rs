//! Label and answer of each call: what a later report is compared with.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use fs_err as fs;
use ringcheck_call::{CallType, Probability, Verdict};
use serde::{Deserialize, Serialize};

use super::types::{EVALUATION_SCHEMA, ScoredCall};
use crate::Label;

/// What label and tool say about something, and how sure the tool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer<L, T> {
    /// What the label says.
    pub label: L,
    /// What the tool says.
    pub tool: T,
    /// How sure the tool is.
    pub confidence: Probability,
}

/// Labels and answers of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallVerdicts {
    /// The call.
    pub id: String,
    /// The call type; `None` where no person labelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_type: Option<Answer<CallType, CallType>>,
    /// Each criterion that has a label and a verdict.
    pub criteria: BTreeMap<String, Answer<Label, Verdict>>,
}

impl CallVerdicts {
    pub(super) fn of(call: &ScoredCall<'_>) -> Self {
        let criteria = call.scorecard.criteria.iter().filter_map(|criterion| {
            let label = *call.labelled.labels.get(&criterion.id)?;
            let answer = Answer { label, tool: criterion.verdict, confidence: criterion.confidence };
            Some((criterion.id.clone(), answer))
        });
        Self {
            id: call.labelled.id.clone(),
            call_type: call.call_types().map(|(label, tool)| Answer {
                label,
                tool,
                confidence: call.scorecard.call.call_type_confidence,
            }),
            criteria: criteria.collect(),
        }
    }
}

/// An evaluation that was made before, as far as a later one is compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierReport {
    pub(super) calls: Vec<CallVerdicts>,
}

/// Why a file is no earlier evaluation.
#[derive(Debug, thiserror::Error)]
#[error("`{}` {}", path.display(), kind.what())]
pub struct EarlierReportError {
    path: PathBuf,
    #[source]
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error(transparent)]
    Io(std::io::Error),
    #[error(transparent)]
    Json(serde_json::Error),
    #[error("its schema is `{0}`, and `{EVALUATION_SCHEMA}` is expected")]
    Schema(String),
    #[error("the verdicts of its calls are not in it")]
    NoCalls,
}

impl Kind {
    const fn what(&self) -> &'static str {
        match self {
            Self::Io(_) => "cannot be read",
            Self::Json(_) | Self::Schema(_) => "is no evaluation",
            Self::NoCalls => "is an evaluation that nothing can be compared with",
        }
    }
}

impl EarlierReportError {
    /// What the user can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self.kind {
            Kind::Io(_) => "name a file that `ringcheck evaluate PATH --json > FILE` wrote",
            Kind::Json(_) | Kind::Schema(_) => "write one with `ringcheck evaluate PATH --json > FILE`",
            Kind::NoCalls => "make it again with this version: `ringcheck evaluate PATH --json > FILE`",
        }
    }
}

#[derive(Deserialize)]
struct Written {
    schema: String,
    calls: Option<Vec<CallVerdicts>>,
}

/// Reads what `ringcheck evaluate --json` wrote into the file at `path`.
pub fn read_report(path: &Path) -> Result<EarlierReport, EarlierReportError> {
    let error = |kind| EarlierReportError { path: path.to_owned(), kind };
    let text = fs::read_to_string(path).map_err(|e| error(Kind::Io(e)))?;
    let written: Written = serde_json::from_str(&text).map_err(|e| error(Kind::Json(e)))?;
    if written.schema != EVALUATION_SCHEMA {
        return Err(error(Kind::Schema(written.schema)));
    }
    let calls = written.calls.ok_or_else(|| error(Kind::NoCalls))?;
    Ok(EarlierReport { calls })
}
