//! What a coaching pack holds, as JSON has it.

use ringcheck_call::{Agent, Probability, Review, Scorecard, Segment, Subject, Verdict, counting};
use ringcheck_report::Share;
use ringcheck_statistics::Proportion;
use serde::{Deserialize, Serialize};

use crate::{
    Outcome,
    turns::{find, quotes, turns},
};

/// The name and version of a pack as JSON.
pub const PACK_SCHEMA: &str = "ringcheck.pack/1";

/// A coaching pack: what to practise, and the calls to listen to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pack {
    /// [`PACK_SCHEMA`].
    pub schema: &'static str,
    /// Its id, by which `ringcheck coach done` knows it.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// When it was made: ISO 8601 with the offset of the time zone.
    pub made_at: String,
    /// Which calls it was chosen from, in words.
    pub period: String,
    /// The outcome that was asked for.
    pub outcome: Option<Outcome>,
    /// Who is to practise what.
    pub subjects: Vec<Subject>,
    /// How each of them did so far.
    pub figures: Vec<PackFigure>,
    /// The calls, in the order in which to listen to them.
    pub calls: Vec<PackCall>,
    /// The command that notes that it was practised.
    pub done_command: String,
    /// The names of its files in its folder: what else is there is not the pack's.
    pub files: Vec<String>,
}

/// How an agent did on a criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackFigure {
    /// Whom.
    pub agent: Agent,
    /// How many calls of theirs there are in the period.
    pub calls: u64,
    /// How many of those that have a score passed by the rubric.
    pub passed: Proportion,
    /// The criterion's id.
    pub criterion: String,
    /// What the rubric says of it.
    #[serde(flatten)]
    pub words: RubricWords,
    /// The calls that failed it.
    pub missed: Share,
    /// Whether that is a pattern rather than a slip.
    pub is_repeated: bool,
}

impl PackFigure {
    /// Whether it is something to practise with these calls: it was missed, or one of them shows it.
    #[must_use]
    pub fn is_to_practise(&self, calls: &[PackCall]) -> bool {
        self.missed.decided.hits > 0 || self.is_shown_by(calls)
    }

    /// Whether one of these calls shows it.
    pub(crate) fn is_shown_by(&self, calls: &[PackCall]) -> bool {
        calls.iter().any(|call| call.criterion == self.criterion && call.agent.is(&self.agent))
    }
}

/// What a rubric says of a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RubricWords {
    /// Its short name.
    pub title: String,
    /// The question that a person would answer with yes or no.
    pub question: String,
    /// What counts, where the rubric has examples of it.
    pub counts: Vec<String>,
}

/// A call to listen to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackCall {
    /// Its number in the pack, from 1.
    pub number: usize,
    /// What its files are named after, without an ending.
    pub stem: String,
    /// The call's id.
    pub call_id: String,
    /// The number of the scorecard.
    pub scorecard: u32,
    /// Whose call it is.
    pub agent: Agent,
    /// The name of its first recording's file.
    pub file_name: Option<String>,
    /// When it started, as it is told on pages.
    pub started: Option<String>,
    /// Its score in percent.
    pub percent: Option<f64>,
    /// The criterion that it shows.
    pub criterion: String,
    /// What the rubric says of that.
    #[serde(flatten)]
    pub words: RubricWords,
    /// The verdict on it.
    pub verdict: Verdict,
    /// How sure that is.
    pub confidence: Probability,
    /// Why, in one sentence.
    pub rationale: String,
    /// Who said so, where a person decided.
    pub person: Option<PackPerson>,
    /// The words behind it.
    pub quotes: Vec<PackQuote>,
    /// The seconds around them, in order.
    pub clips: Vec<PackClip>,
    /// Why there are none, where they could not be cut.
    pub no_clip: Option<String>,
    /// What was said in the whole call.
    pub turns: Vec<PackTurn>,
    /// What a good agent said instead.
    pub instead: Instead,
}

impl PackCall {
    /// Call `number` of a pack as its scorecard tells it, without clips and without an example of how it is done.
    /// `segments` are of its transcript, and say when each word was said.
    ///
    /// `None` where the scorecard has no such criterion.
    #[must_use]
    pub fn new(
        number: usize,
        card: &Scorecard,
        segments: &[Segment],
        criterion_id: &str,
        words: RubricWords,
    ) -> Option<Self> {
        let score = find(card, criterion_id)?;
        let quotes = quotes(card, score);
        // Ids are the user's own; a file's name has to work on any system.
        let plain: String = criterion_id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let name = card
            .recordings
            .first()
            .map(|recording| recording.path.rsplit(['/', '\\']).next().unwrap_or(&recording.path).to_owned());
        Some(Self {
            number,
            stem: format!("{number:02}-{}", plain.to_lowercase()),
            call_id: card.id.clone(),
            scorecard: card.scorecard,
            agent: Agent { name: card.call.agent_name.clone(), extension: card.call.extension.clone() },
            file_name: name,
            started: card.call.started_at.clone(),
            percent: card.score.percent,
            criterion: criterion_id.to_owned(),
            words,
            verdict: score.verdict,
            confidence: score.confidence,
            rationale: score.rationale.clone(),
            person: None,
            turns: turns(card, segments, &quotes),
            quotes,
            clips: Vec::new(),
            no_clip: None,
            instead: Instead::Nothing,
        })
    }

    /// The name of its page.
    #[must_use]
    pub fn page(&self) -> String {
        format!("{}.html", self.stem)
    }

    /// The clip that holds some of a span, by its number, and from when on.
    pub(crate) fn clip_of(&self, start_ms: u64, end_ms: u64) -> Option<(usize, &PackClip, u64)> {
        let clip = |(number, clip): (usize, _)| -> Option<(usize, &PackClip, u64)> {
            let clip: &PackClip = clip;
            (start_ms < clip.end_ms && clip.start_ms < end_ms).then(|| (number, clip, start_ms.max(clip.start_ms)))
        };
        self.clips.iter().enumerate().find_map(clip)
    }
}

/// A person who decided a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackPerson {
    /// Who.
    pub reviewer: String,
    /// Why, in the person's words.
    pub reason: Option<String>,
}

impl PackPerson {
    /// Who decided a criterion of the call `call_id`, by the reviews of it and of its parts, the oldest first.
    #[must_use]
    pub fn of(reviews: &[Review], call_id: &str, criterion_id: &str) -> Option<Self> {
        let review = counting(reviews, call_id, Some(criterion_id))?;
        Some(Self { reviewer: review.reviewer.clone(), reason: review.reason.clone() })
    }
}

/// The clip that holds a time, by its number.
pub(crate) fn clip_at(clips: &[PackClip], ms: u64) -> Option<(usize, &PackClip)> {
    clips.iter().enumerate().find(|(_, clip)| (clip.start_ms..clip.end_ms).contains(&ms))
}

/// Words of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackQuote {
    /// What they are to the verdict.
    pub kind: QuoteKind,
    /// The turn's number, counted from 0.
    pub turn: usize,
    /// Who said them.
    pub speaker: &'static str,
    /// When they start; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
    /// When they end.
    pub end_ms: Option<u64>,
    /// The words.
    pub quote: String,
    /// Why they do not count, where they came nearest.
    pub why: Option<String>,
}

/// What a quote is to a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteKind {
    /// It decided.
    Decided,
    /// It came nearest to what was missed.
    Nearest,
}

/// Seconds of a call, as files: its stem with `.opus` and with `.wav`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackClip {
    /// What its files are named after, without an ending.
    pub stem: String,
    /// Where it starts on the call's clock.
    pub start_ms: u64,
    /// Where it ends.
    pub end_ms: u64,
    /// What is silenced in it, on the call's clock.
    pub silenced: Vec<(u64, u64)>,
}

/// Consecutive speech of one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackTurn {
    /// Who speaks.
    pub speaker: &'static str,
    /// When it starts; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
    /// When it ends.
    pub end_ms: Option<u64>,
    /// What was said.
    pub text: String,
    /// The deciding words, in order and apart from each other.
    pub marks: Vec<PackMark>,
}

/// Deciding words in the text of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PackMark {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// When they are said; `None` where the transcript has no times.
    pub start_ms: Option<u64>,
}

/// What a good agent said instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// The call itself is the good example.
    Itself,
    /// Words of another call.
    Said(Box<GoodExample>),
    /// No call shows it; the rubric has examples of what counts.
    Rubric,
    /// Nothing shows it.
    Nothing,
}

/// Words that show how it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoodExample {
    /// Who said them, as the page tells it.
    pub who: String,
    /// What they show, where that is not the criterion itself.
    pub note: Option<String>,
    /// The words, in the order of that call.
    pub quotes: Vec<GoodQuote>,
    /// The seconds around them, in order.
    pub clips: Vec<PackClip>,
    /// Why there are none, where they could not be cut.
    pub no_clip: Option<String>,
    /// The call's id; `None` where colleagues are not named.
    pub call_id: Option<String>,
}

/// Words that show how it is done, with what they answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoodQuote {
    /// What was said just before, and by whom.
    pub before: Option<(String, String)>,
    /// The words.
    pub quote: String,
    /// When they start on that call's clock.
    pub start_ms: Option<u64>,
}

/// What of a pack's JSON `ringcheck coach done` needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PackHead {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made_at: String,
    /// Who is to practise what.
    pub subjects: Vec<Subject>,
    /// The names of its files in its folder; none in what the first versions of the program wrote.
    #[serde(default)]
    pub files: Vec<String>,
    schema: String,
}

/// Why a file is no pack.
#[derive(Debug, thiserror::Error)]
pub enum PackHeadError {
    /// It is no JSON, or lacks something.
    #[error("it is not what `ringcheck coach --out` writes")]
    Malformed(#[from] serde_json::Error),
    /// It is something else, or of a version that is not known.
    #[error("its schema is `{0}`, and `{PACK_SCHEMA}` is known here")]
    Schema(String),
}

impl PackHead {
    /// Reads the JSON of a pack.
    ///
    /// # Errors
    ///
    /// When it is no JSON, lacks something, or is of another schema.
    pub fn read(json: &str) -> Result<Self, PackHeadError> {
        let head: Self = serde_json::from_str(json)?;
        if head.schema == PACK_SCHEMA { Ok(head) } else { Err(PackHeadError::Schema(head.schema)) }
    }
}
