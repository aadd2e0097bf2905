//! Calls as reports count them.

use crate::{CallType, Disposition, Evidence, LossReason, Probability, StartedAtSource, Verdict};

/// What a report counts of a call: what is known of it, and the outcome of its newest scorecard.
#[derive(Clone, Debug, PartialEq)]
pub struct CallFacts {
    /// The call's id.
    pub call_id: String,
    /// The number of its newest scorecard.
    pub scorecard: u32,
    /// The name of its first recording's file; `None` for an imported transcript.
    pub file_name: Option<String>,
    /// When it started: ISO 8601 with offset or `Z`.
    pub started_at: Option<String>,
    /// Where `started_at` is from.
    pub started_at_source: Option<StartedAtSource>,
    /// The agent as the phone system names them.
    pub agent_name: Option<String>,
    /// The business's extension that the call reached.
    pub extension: Option<String>,
    /// The number that the caller called from.
    pub caller_number: Option<String>,
    /// What became of it by the phone system's account.
    pub disposition: Option<Disposition>,
    /// How long it lasted.
    pub duration_ms: Option<u64>,
    /// From its start to the first live word of the business; `None` also where there is none.
    pub first_live_word_ms: Option<u64>,
    /// Who the caller is to the business.
    pub call_type: CallType,
    /// How sure that is.
    pub call_type_confidence: Probability,
    /// The score in percent; `None` when nothing was possible.
    pub percent: Option<f64>,
    /// Whether it passed; `None` when nothing was possible.
    pub passed: Option<bool>,
    /// Whether a person should look.
    pub needs_review: bool,
    /// The verdicts, in rubric order, by criterion id.
    pub verdicts: Vec<(String, Verdict)>,
}

impl CallFacts {
    /// The verdict on a criterion; `None` where the rubric has no such criterion.
    #[must_use]
    pub fn verdict(&self, criterion_id: &str) -> Option<Verdict> {
        self.verdicts.iter().find(|(id, _)| id == criterion_id).map(|(_, verdict)| *verdict)
    }

    /// Why the caller was lost, the gravest reason first; see [`LossReason::of`].
    #[must_use]
    pub fn loss_reasons(&self) -> Vec<LossReason> {
        LossReason::of(self.call_type, &self.verdicts)
    }
}

/// Where the number to call back is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberSource {
    /// The phone system knew it.
    PhoneSystem,
    /// The caller said it.
    Caller,
}

/// What was said in a call in which a prospect was lost; read only for the leads that are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeadWords {
    /// What the caller wanted, in the caller's own words.
    pub wanted: Option<Evidence>,
    /// The words that a reason rests on; for one of absence those that came closest.
    pub quote: Option<Evidence>,
    /// Why the criterion failed, in one sentence.
    pub rationale: String,
}
