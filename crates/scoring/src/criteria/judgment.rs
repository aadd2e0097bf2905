//! A verdict on one criterion, before its points.

use ringcheck_call::{Evidence, NearestMiss, Probability, Said, SearchedSpan, Verdict};

/// A verdict with its proof.
#[derive(Clone, Debug)]
pub(crate) struct Judgment {
    /// The answer.
    pub(crate) verdict: Verdict,
    /// How sure it is.
    pub(crate) confidence: Probability,
    /// The words it rests on, most telling first.
    pub(crate) evidence: Vec<Evidence>,
    /// Where it was looked for in vain.
    pub(crate) searched: Option<SearchedSpan>,
    /// What came closest.
    pub(crate) nearest_miss: Option<NearestMiss>,
    /// Why, in one sentence.
    pub(crate) rationale: String,
    /// Whether it rests on something not having been said.
    pub(crate) is_for_absence: bool,
    /// Whether its evidence is what decided; else that only shows the place, and may be in doubt.
    pub(crate) is_on_words: bool,
    /// Whether what a written criterion asks for was said.
    pub(crate) said: Option<Said>,
}

impl Judgment {
    /// A verdict that rests on what was said; `confidence` in thousandths.
    pub(crate) fn on(verdict: Verdict, confidence: u16, evidence: Vec<Evidence>, rationale: impl Into<String>) -> Self {
        Self {
            verdict,
            confidence: Probability::from_thousandths(confidence),
            evidence,
            searched: None,
            nearest_miss: None,
            rationale: rationale.into(),
            is_for_absence: false,
            is_on_words: true,
            said: None,
        }
    }

    /// A verdict that rests on times; `evidence` shows the place.
    pub(crate) fn on_times(
        verdict: Verdict,
        confidence: Probability,
        evidence: Vec<Evidence>,
        rationale: impl Into<String>,
    ) -> Self {
        Self { confidence, is_on_words: false, ..Self::on(verdict, 0, evidence, rationale) }
    }

    /// A verdict that rests on something not having been said; `confidence` in thousandths.
    pub(crate) fn for_absence(
        verdict: Verdict,
        confidence: u16,
        searched: Option<SearchedSpan>,
        rationale: impl Into<String>,
    ) -> Self {
        Self { searched, is_for_absence: true, ..Self::on(verdict, confidence, Vec::new(), rationale) }
    }

    /// The criterion does not apply.
    pub(crate) fn na(rationale: impl Into<String>) -> Self {
        Self::on(Verdict::Na, 1000, Vec::new(), rationale)
    }

    /// A person must decide.
    pub(crate) fn undetermined(rationale: impl Into<String>) -> Self {
        Self::on(Verdict::Undetermined, 0, Vec::new(), rationale)
    }

    /// The same with what came closest.
    pub(crate) fn with_nearest_miss(self, nearest_miss: Option<NearestMiss>) -> Self {
        Self { nearest_miss, ..self }
    }

    /// A confidence whose distance from a coin toss is cut to `thousandths` of it; one below that is left as it is.
    pub(crate) fn nearer_to_half(confidence: Probability, thousandths: u32) -> Probability {
        let Some(beyond) = confidence.thousandths().checked_sub(500) else { return confidence };
        let kept = u32::from(beyond) * thousandths.min(1000) / 1000;
        Probability::from_thousandths(500 + u16::try_from(kept).unwrap_or(beyond))
    }

    /// `percent` of a confidence, at most 100.
    pub(crate) fn scaled(confidence: Probability, percent: u32) -> Probability {
        let thousandths = u32::from(confidence.thousandths()) * percent / 100;
        Probability::from_thousandths(u16::try_from(thousandths).unwrap_or(1000))
    }
}
