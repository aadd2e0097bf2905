//! What was heard in a call to its scorecard.

use ringcheck_call::{
    Call, CallSummary, Layout, OpinionOrigin, Origin, Probability, Recording, SCORECARD_SCHEMA, Scorecard,
    SecondOpinion, SegmentMark, Sha256Hex, Side, SidesOrigin, TRANSCRIPT_SCHEMA, Timeline, TimelineEvent,
    TimelineFigures, Transcript, TranscriptSource, Turn,
};
use ringcheck_scoring::{Conversation, Rubric, SCORER_VERSION, assess, with_opinions};
use ringcheck_store::TranscriptKey;
use ringcheck_timeline::{Fingerprint, KnownPrompt, LineSounds, attribute, figures_of, timeline_of};
use ringcheck_transcription::MASKING_VERSION;

use crate::{
    keys::scorecard_key,
    prompts::{OwnPrompt, prompts_heard},
};

/// Everything that is known of a call before it is scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The call's id.
    pub call_id: String,
    /// The call's recordings; none for a transcript made elsewhere.
    pub recordings: Vec<Recording>,
    /// How it was decided which channel is the business.
    pub sides: SidesOrigin,
    /// What was said, secrets masked.
    pub transcript: Transcript,
    /// What was heard in the audio besides words.
    pub sound_events: Vec<TimelineEvent>,
    /// How the beginning of each channel of the first recording sounds.
    pub fingerprints: Vec<(u16, Fingerprint)>,
    /// What the phone system knew.
    pub call: Call,
    /// The speech model's name and hash; `None` for a transcript made elsewhere.
    pub model: Option<(String, Sha256Hex)>,
    /// What made the transcript, with its version.
    pub engine_version: String,
}

impl Heard {
    /// A call whose transcript was made elsewhere, with the sides that it gives.
    #[must_use]
    pub fn imported(call_id: String, transcript: Transcript) -> Self {
        Self {
            call_id,
            recordings: Vec::new(),
            sides: sides_given(&transcript),
            transcript,
            sound_events: Vec::new(),
            fingerprints: Vec::new(),
            call: Call::default(),
            model: None,
            engine_version: TRANSCRIPT_SCHEMA.to_owned(),
        }
    }
}

impl Heard {
    /// A call that nobody recorded: nothing of it was heard.
    #[must_use]
    pub fn unrecorded(call_id: &Sha256Hex) -> Self {
        Self {
            call_id: call_id.to_string(),
            recordings: Vec::new(),
            sides: SidesOrigin {
                agent_channel: None,
                method: "none".to_owned(),
                confidence: Probability::ZERO,
                reason: "the call was not recorded".to_owned(),
            },
            transcript: Transcript { source: TranscriptSource::Unrecorded, segments: Vec::new() },
            sound_events: Vec::new(),
            fingerprints: Vec::new(),
            call: Call::default(),
            model: None,
            engine_version: "unrecorded".to_owned(),
        }
    }
}

/// What a transcript made elsewhere says about who spoke: all of it, some of it or nothing.
fn sides_given(transcript: &Transcript) -> SidesOrigin {
    let n_unknown = transcript.segments.iter().filter(|s| s.side == Side::Unknown).count();
    let (method, confidence, reason) = match transcript.segments.len() {
        _ if n_unknown == 0 => ("transcript", Probability::ONE, "the transcript says who spoke".to_owned()),
        n if n == n_unknown => ("none", Probability::ZERO, "the transcript does not say who spoke".to_owned()),
        n => {
            ("transcript", Probability::ONE, format!("the transcript does not say who spoke {n_unknown} of {n} turns"))
        }
    };
    SidesOrigin { agent_channel: None, method: method.to_owned(), confidence, reason }
}

/// What calls are judged with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The questions and their weights.
    pub rubric: &'a Rubric,
    /// The firm's own recorded prompts.
    pub prompts: &'a [OwnPrompt],
}

/// The key of the scorecard that [`assemble`] would make, without judging anything.
pub(crate) fn key_of(heard: &Heard, key: &TranscriptKey, setting: Setting<'_>) -> Sha256Hex {
    let attributed = Attributed::of(heard, setting.prompts);
    let on_the_line = (&attributed.timeline.events[..], &attributed.figures);
    scorecard_key(heard, key, on_the_line, &attributed.prompts, setting.rubric, &[])
}

/// Scores what was heard; a pure function. Returns the scorecard, not yet numbered, and its key.
#[must_use]
pub fn assemble(heard: &Heard, key: &TranscriptKey, setting: Setting<'_>) -> (Scorecard, Sha256Hex) {
    assemble_with(heard, key, setting, &[])
}

/// Like [`assemble`], with second opinions, which are parts of the scorecard's key and origin.
#[must_use]
pub fn assemble_with(
    heard: &Heard,
    key: &TranscriptKey,
    setting: Setting<'_>,
    opinions: &[SecondOpinion],
) -> (Scorecard, Sha256Hex) {
    let Setting { rubric, prompts } = setting;
    let attributed = Attributed::of(heard, prompts);
    let on_the_line = (&attributed.timeline.events[..], &attributed.figures);
    let scorecard_key = scorecard_key(heard, key, on_the_line, &attributed.prompts, rubric, opinions);
    let conversation = attributed.conversation(heard);
    let assessment = assess(rubric, &conversation);
    let assessment =
        if opinions.is_empty() { assessment } else { with_opinions(assessment, rubric, &conversation, opinions) };
    let Attributed { turns, timeline, figures, .. } = attributed;
    let mut review_reasons = assessment.review_reasons;
    review_reasons.extend(heard.recordings.iter().flat_map(|r| r.warnings.clone()));
    let scorecard = Scorecard {
        schema: SCORECARD_SCHEMA.to_owned(),
        id: heard.call_id.clone(),
        scorecard: 0,
        recordings: heard.recordings.clone(),
        sides: heard.sides.clone(),
        call: CallSummary::new(
            &heard.call,
            assessment.call_type,
            assessment.call_type_confidence,
            assessment.call_type_evidence,
        ),
        timeline,
        figures,
        turns,
        criteria: assessment.criteria,
        qualifying_topics: assessment.qualifying_topics,
        lead: assessment.lead,
        score: assessment.score,
        needs_review: !review_reasons.is_empty(),
        review_reasons,
        origin: Origin {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scorer_version: SCORER_VERSION.to_owned(),
            model: heard.model.as_ref().map(|(name, _)| name.clone()),
            model_sha256: heard.model.as_ref().map(|(_, sha256)| sha256.clone()),
            settings_sha256: key.settings_sha256.clone(),
            masking: MASKING_VERSION.to_owned(),
            rubric: rubric.id.clone(),
            rubric_version: rubric.version.clone(),
            rubric_sha256: rubric.sha256.clone(),
            second_opinions: opinions.iter().map(OpinionOrigin::from).collect(),
        },
    };
    (scorecard, scorecard_key)
}

/// What was heard, with who or what spoke each turn and what happened on the line: everything that rubrics judge.
pub(crate) struct Attributed {
    turns: Vec<Turn>,
    timeline: Timeline,
    figures: TimelineFigures,
    prompts: Vec<KnownPrompt>,
    doubtful_turns: Vec<usize>,
}

impl Attributed {
    pub(crate) fn of(heard: &Heard, prompts: &[OwnPrompt]) -> Self {
        let prompts = prompts_heard(heard, prompts);
        let was_heard = !heard.recordings.is_empty();
        let sounds =
            LineSounds { events: &heard.sound_events, prompts: &prompts, voices_compared: were_voices_compared(heard) };
        let attributed = attribute(heard.transcript.turns(), sounds);
        let timeline = timeline_of(&attributed, sounds);
        let figures = figures_of(&attributed.turns, &timeline, was_heard);
        let figures = if holds_one_side(heard) { figures.of_one_side() } else { figures };
        let doubtful_turns = doubtful_turns(&heard.transcript, &attributed.turns);
        Self { turns: attributed.turns, timeline, figures, prompts, doubtful_turns }
    }

    /// The call as the scorer is given it; `heard` must be what this was made of.
    pub(crate) fn conversation<'a>(&'a self, heard: &'a Heard) -> Conversation<'a> {
        Conversation {
            turns: &self.turns,
            timeline: &self.timeline,
            figures: &self.figures,
            is_cut_off: heard.recordings.iter().any(|r| r.is_cut_off),
            call: &heard.call,
            doubtful_turns: &self.doubtful_turns,
            // Zero: the sides are unknown. One: somebody said which is which.
            sides_confidence: Some(heard.sides.confidence)
                .filter(|sure| ![Probability::ZERO, Probability::ONE].contains(sure)),
        }
    }
}

/// Whether a change of the business's voice would have been found: its channel is known, and is one recording's.
///
/// On one channel words on the wrong side hide a change, and between two recordings nothing is compared.
fn were_voices_compared(heard: &Heard) -> bool {
    heard.recordings.len() == 1 && heard.sides.agent_channel.is_some()
}

/// Whether one side alone was recorded, so that what the other did meanwhile is not known.
fn holds_one_side(heard: &Heard) -> bool {
    let speaks = |side: Side| heard.transcript.segments.iter().any(|segment| segment.side == side);
    let is_one_sided = heard.recordings.iter().any(|recording| recording.layout == Layout::OneSided);
    is_one_sided && !(speaks(Side::Business) && speaks(Side::Caller))
}

/// The turns that overlap a segment whose words the recognizer doubts, by number.
pub(crate) fn doubtful_turns(transcript: &Transcript, turns: &[Turn]) -> Vec<usize> {
    let doubted: Vec<_> =
        transcript.segments.iter().filter(|s| s.marks.contains(&SegmentMark::LowConfidence)).collect();
    let is_doubtful = |turn: &Turn| {
        doubted.iter().any(|s| {
            s.side == turn.side() && s.start_ms <= turn.end_ms() && turn.start_ms() <= s.end_ms && s.start_ms.is_some()
        })
    };
    turns.iter().enumerate().filter(|(_, turn)| is_doubtful(turn)).map(|(idx, _)| idx).collect()
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Segment;

    use super::*;

    #[test]
    fn a_transcript_without_sides_is_not_said_to_have_them() {
        let segment = |&side: &Side| Segment {
            channel: 0,
            side,
            start_ms: None,
            end_ms: None,
            text: "Hello.".to_owned(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        let given = |sides: &[Side]| {
            sides_given(&Transcript {
                source: TranscriptSource::Imported,
                segments: sides.iter().map(segment).collect(),
            })
        };
        assert_eq!(given(&[Side::Business, Side::Caller]).confidence, Probability::ONE);
        assert_eq!(given(&[Side::Unknown]).method, "none");
        assert_eq!(given(&[Side::Unknown]).confidence, Probability::ZERO);
        assert_eq!(given(&[Side::Caller, Side::Unknown]).reason, "the transcript does not say who spoke 1 of 2 turns");
    }
}
