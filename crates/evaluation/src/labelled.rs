//! Labelled calls: what was said, by whom, and what a careful person said about it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use ringcheck_call::{CallType, Layout, QualifyingTopic, Segment, Side, Transcript, TranscriptSource, Verdict};
use serde::{Deserialize, Serialize};

/// A person's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Handled as it should be.
    Pass,
    /// Not handled as it should be.
    Fail,
    /// Does not apply to this call.
    Na,
}

impl Label {
    /// The same as a tool's verdict.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Pass => Verdict::Pass,
            Self::Fail => Verdict::Fail,
            Self::Na => Verdict::Na,
        }
    }

    /// The word used in JSON and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.verdict().as_str()
    }
}

/// What kind of voice spoke; the truth that the scorer is never given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelledSpeaker {
    /// A live person of the business.
    Agent,
    /// The person who called.
    Caller,
    /// A recorded menu or queue message.
    Ivr,
    /// A voicemail greeting.
    Voicemail,
    /// Music or a recording while on hold.
    Hold,
}

impl LabelledSpeaker {
    /// The end of the line that the voice is on: all recorded voices are the business's.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Self::Caller => Side::Caller,
            Self::Agent | Self::Ivr | Self::Voicemail | Self::Hold => Side::Business,
        }
    }
}

/// What one voice said at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelledTurn {
    /// What kind of voice.
    pub speaker: LabelledSpeaker,
    /// The speaker's name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was said.
    pub text: String,
    /// When it starts in the recording; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_ms: Option<u64>,
    /// When it ends in the recording; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_ms: Option<u64>,
}

/// A sound of the line in a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelledEvent {
    /// What it is: a word such as `ring`, `music`, `beep`.
    pub kind: String,
    /// When it starts.
    pub start_ms: u64,
    /// When it ends.
    pub end_ms: u64,
}

/// The recording of a labelled call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelledAudio {
    /// The recording's file name, beside the file with the labels.
    pub file: String,
    /// What it is encoded as, in words; empty if not told.
    pub format: String,
    /// How its channels are laid out.
    pub layout: Layout,
    /// The business's channel, counted from 0; `None` where both sides share one.
    pub agent_channel: Option<u16>,
    /// How long it is.
    pub duration_ms: u64,
    /// The sounds of the line in it; `None` if not told.
    pub events: Option<Vec<LabelledEvent>>,
}

/// A call with what a careful person says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelledCall {
    /// The call's id, unique among those read together.
    pub id: String,
    /// What was said, in order.
    pub turns: Vec<LabelledTurn>,
    /// Who the caller is to the business.
    pub call_type: CallType,
    /// The verdict of each criterion.
    pub labels: BTreeMap<String, Label>,
    /// The topics that agents asked about.
    pub qualifying_topics: Vec<QualifyingTopic>,
    /// What of this no person labelled, such as `call_type` or `qualifying_topics`; it is compared with nothing.
    pub unlabelled: Vec<String>,
    /// The turns that a verdict rests on, by criterion, counted from 0.
    pub evidence: BTreeMap<String, Vec<usize>>,
    /// How hard it is to judge, in the words of who labelled it, such as `easy`.
    pub difficulty: Option<String>,
    /// The business's trade.
    pub trade: Option<String>,
    /// Who wrote or labelled the call.
    pub author: Option<String>,
    /// The recording; `None` for a call that exists as text only.
    pub audio: Option<LabelledAudio>,
    /// The file with the labels.
    pub source: PathBuf,
}

impl LabelledCall {
    /// The call as text, with sides and without speakers: what the scorer gets of a call that has no recording.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        let segments = self
            .turns
            .iter()
            .map(|turn| Segment {
                channel: 0,
                side: turn.speaker.side(),
                start_ms: turn.start_ms,
                end_ms: turn.end_ms,
                text: turn.text.clone(),
                words: Vec::new(),
                confidence: None,
                marks: Vec::new(),
            })
            .collect();
        Transcript { source: TranscriptSource::Imported, segments }
    }

    /// Whether a person labelled this part of the call.
    pub(crate) fn is_labelled(&self, part: &str) -> bool {
        !self.unlabelled.iter().any(|unlabelled| unlabelled == part)
    }

    /// Where the recording is: beside the file with the labels.
    #[must_use]
    pub fn recording_path(&self) -> Option<PathBuf> {
        let audio = self.audio.as_ref()?;
        Some(self.source.parent().unwrap_or(Path::new("")).join(&audio.file))
    }
}

/// A labelled call as it is written, in either form.
#[derive(Deserialize)]
pub(crate) struct WrittenCall {
    pub(crate) id: String,
    turns: Vec<LabelledTurn>,
    call_type: CallType,
    labels: BTreeMap<String, Label>,
    #[serde(default)]
    qualifying_topics: Vec<QualifyingTopic>,
    #[serde(default)]
    unlabelled: Vec<String>,
    #[serde(default)]
    evidence: BTreeMap<String, Vec<usize>>,
    difficulty: Option<String>,
    trade: Option<String>,
    industry: Option<String>,
    author: Option<String>,
    file: Option<String>,
    #[serde(default)]
    format: String,
    layout: Option<Layout>,
    agent_channel: Option<u16>,
    duration_ms: Option<u64>,
    events: Option<Vec<LabelledEvent>>,
}

/// What is wrong with a labelled call beyond its form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelFlaw {
    /// The id has no characters.
    #[error("the id is empty")]
    NoId,
    /// What tells of the recording is not complete.
    #[error("`{0}` is missing: a call with a recording needs file, layout and duration_ms")]
    Missing(&'static str),
    /// Evidence names a turn that is not there.
    #[error("the evidence of `{criterion}` names turn {turn}, and there are {n_turns}")]
    NoSuchTurn {
        /// The criterion.
        criterion: String,
        /// The turn that it names, counted from 0.
        turn: usize,
        /// How many turns there are.
        n_turns: usize,
    },
    /// A turn's times contradict each other.
    #[error("turn {0} ends before it starts")]
    EndsBeforeStart(usize),
    /// The recording's name is a path.
    #[error("the file name leads out of its folder")]
    OutsideFolder,
}

impl WrittenCall {
    /// The call, if it makes sense; one with a recording is expected where `has_audio`.
    pub(crate) fn into_call(self, source: &Path, has_audio: bool) -> Result<LabelledCall, LabelFlaw> {
        if self.id.trim().is_empty() {
            return Err(LabelFlaw::NoId);
        }
        let n_turns = self.turns.len();
        for (criterion, turns) in &self.evidence {
            if let Some(turn) = turns.iter().find(|turn| **turn >= n_turns) {
                return Err(LabelFlaw::NoSuchTurn { criterion: criterion.clone(), turn: *turn, n_turns });
            }
        }
        if let Some(i) = self.turns.iter().position(|turn| turn.end_ms.is_some_and(|end| Some(end) < turn.start_ms)) {
            return Err(LabelFlaw::EndsBeforeStart(i));
        }
        let audio = if has_audio {
            let file = self.file.ok_or(LabelFlaw::Missing("file"))?;
            if Path::new(&file).file_name() != Some(file.as_ref()) {
                return Err(LabelFlaw::OutsideFolder);
            }
            Some(LabelledAudio {
                file,
                format: self.format,
                layout: self.layout.ok_or(LabelFlaw::Missing("layout"))?,
                agent_channel: self.agent_channel,
                duration_ms: self.duration_ms.ok_or(LabelFlaw::Missing("duration_ms"))?,
                events: self.events,
            })
        } else {
            None
        };
        Ok(LabelledCall {
            id: self.id,
            turns: self.turns,
            call_type: self.call_type,
            labels: self.labels,
            qualifying_topics: self.qualifying_topics,
            unlabelled: self.unlabelled,
            evidence: self.evidence,
            difficulty: told(self.difficulty),
            trade: told(self.trade).or_else(|| told(self.industry)),
            author: told(self.author),
            audio,
            source: source.to_owned(),
        })
    }
}

/// Text with something in it, without blanks around it.
fn told(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
