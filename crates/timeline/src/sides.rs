//! Which channel of a two-channel recording is the business.

mod sound;
mod wording;

use regex::RegexSet;
use ringcheck_call::{Probability, Side, SidesOrigin, Transcript};

pub use self::sound::business_channel_by_sound;
use self::wording::{SERVES, SERVES_SET, WANTS, WANTS_SET, answers_for_a_firm, is_bare, tilt};
use crate::wording::{Sign, cues_in, normalize};

/// Points from which on the sides are told apart at all.
const ENOUGH: i32 = 10;

/// The same where only one channel speaks, so that nothing can be compared.
const ENOUGH_ALONE: i32 = 32;

/// Points from which on words win over what the phone system usually does.
const STRONG: i32 = 40;

/// Segments of a channel in which it opens the call.
const OPENING_SEGMENTS: usize = 3;

/// Words of a first segment up to which it may be a bare greeting.
const SHORT_GREETING: usize = 14;

/// Most that single words count: they go together with everything else that is said.
const TILT_MAX: i32 = 60;

/// Points for one unit of log-odds, fitted to how often the guess was right on labelled dialogues.
const POINTS_PER_LOGIT: f64 = 15.0;

/// How sure a phone system's habit is by itself.
const PRESET_CONFIDENCE: f64 = 0.9;

/// Guesses which of channels 0 and 1 is the business, from who answers, who serves and who wants something.
///
/// `preset` is the channel that the phone system usually gives the business, and what says so, such as "Twilio Flex".
/// It decides where words do not tell, or tell weakly; where they clearly tell otherwise, they win and the reason says it.
///
/// `agent_channel` is `None` where nothing tells; the reason is a sentence for a person and quotes no words.
#[must_use]
pub fn business_channel(transcript: &Transcript, preset: Option<(u16, &str)>) -> SidesOrigin {
    let guess = Guess::of(transcript);
    let Some((usual, source)) = preset.filter(|(channel, _)| *channel < 2) else { return guess.origin() };
    let habit = format!("{source} records the business on {}", name(usual));
    let from_preset = |reason: String| SidesOrigin {
        agent_channel: Some(usual),
        method: "preset".to_owned(),
        confidence: Probability::new(PRESET_CONFIDENCE),
        reason,
    };
    match guess.channel() {
        None => from_preset(format!("{habit}; {}", guess.why_not())),
        Some(found) if found == usual => {
            let said = guess.origin();
            SidesOrigin {
                method: "preset".to_owned(),
                confidence: Probability::new(PRESET_CONFIDENCE).max(said.confidence),
                reason: format!("{habit}, and the words agree: {}", said.reason),
                ..said
            }
        }
        Some(_) if guess.points.abs() < STRONG => from_preset(format!(
            "{habit}, though the words faintly suggest the other channel: {}",
            guess.origin().reason
        )),
        Some(_) => {
            let said = guess.origin();
            SidesOrigin {
                confidence: said.confidence.min(Probability::new(PRESET_CONFIDENCE)),
                reason: format!("{}, although {habit}", said.reason),
                ..said
            }
        }
    }
}

/// The transcript with each segment's side set: `agent_channel` is the business, any other channel the caller.
#[must_use]
pub fn assign_sides(mut transcript: Transcript, agent_channel: u16) -> Transcript {
    for segment in &mut transcript.segments {
        segment.side = if segment.channel == agent_channel { Side::Business } else { Side::Caller };
    }
    transcript
}

/// What the words say.
struct Guess {
    channels: [Channel; 2],
    /// For channel 0 if positive, for channel 1 if negative.
    points: i32,
    n_spoken: usize,
}

impl Guess {
    fn of(transcript: &Transcript) -> Self {
        let channels = [Channel::read(transcript, 0), Channel::read(transcript, 1)];
        let n_spoken = channels.iter().filter(|c| c.n_segments > 0).count();
        let tilt = (channels[0].tilt - channels[1].tilt).clamp(-TILT_MAX, TILT_MAX);
        let points = channels[0].points() - channels[1].points() + tilt + first_speaker(&channels);
        Self { channels, points, n_spoken }
    }

    fn channel(&self) -> Option<u16> {
        let enough = if self.n_spoken == 2 { ENOUGH } else { ENOUGH_ALONE };
        (self.n_spoken > 0 && self.points.abs() >= enough).then(|| u16::from(self.points < 0))
    }

    fn confidence(&self) -> Probability {
        if self.n_spoken == 0 {
            return Probability::ZERO;
        }
        Probability::new((1.0 / (1.0 + (-f64::from(self.points.abs()) / POINTS_PER_LOGIT).exp())).min(0.99))
    }

    fn origin(&self) -> SidesOrigin {
        let agent_channel = self.channel();
        let reason = match agent_channel {
            Some(0) => self.why(0, 1),
            Some(_) => self.why(1, 0),
            None => self.why_not().to_owned(),
        };
        SidesOrigin { agent_channel, method: "auto".to_owned(), confidence: self.confidence(), reason }
    }

    /// The best clue on the business's channel, and the best on the other.
    fn why(&self, business: u16, other: u16) -> String {
        let (ours, theirs) = (&self.channels[usize::from(business)], &self.channels[usize::from(other)]);
        let speaks_first = ours.first.is_some() && (theirs.first.is_none() || ours.first < theirs.first);
        // What a manager can check by ear comes first: a menu, then a name.
        let clues = [
            (if ours.recorded >= 20 { 2000 } else { 0 }, "carries a recorded voice"),
            (if ours.answers >= 20 { 1000 } else { 0 }, "answers with the company's or its own name"),
            (ours.serves, "offers help and asks for details"),
            (ours.tilt, "asks the questions"),
            (if speaks_first && theirs.n_segments > 0 { 12 } else { 0 }, "speaks first"),
        ];
        let best = clues.into_iter().rev().max_by_key(|(points, _)| *points).filter(|(points, _)| *points > 0);
        let about_ours = best.map(|(_, why)| format!("{} {why}", name(business)));
        let about_theirs = match theirs {
            Channel { n_segments: 0, .. } => Some(format!("nobody speaks on {}", name(other))),
            Channel { wants: 10.., .. } => Some(format!("{} says what is wrong or wanted", name(other))),
            Channel { tilt: ..-9, .. } => Some(format!("{} talks about its own affairs", name(other))),
            _ => None,
        };
        let clauses: Vec<String> = about_ours.into_iter().chain(about_theirs).collect();
        if clauses.is_empty() {
            format!("what is said on {} fits the business better", name(business))
        } else {
            clauses.join("; ")
        }
    }

    fn why_not(&self) -> &'static str {
        let has_both = self.channels.iter().any(|c| c.serves >= 25 && c.wants >= 25);
        match self.n_spoken {
            0 => "nobody speaks on either channel",
            1 if has_both => "only one channel carries speech, and both sides seem to be on it",
            1 => "only one channel carries speech, and its words do not tell who speaks",
            _ => "the words do not tell the business from the caller",
        }
    }
}

fn name(channel: u16) -> &'static str {
    if channel == 0 { "channel 0 (left)" } else { "channel 1 (right)" }
}

/// What one channel's words show.
#[derive(Default)]
struct Channel {
    n_segments: usize,
    /// Where it first speaks, by start and then by order.
    first: Option<(Option<u64>, usize)>,
    /// What speaking first is worth, by the words.
    first_points: i32,
    recorded: i32,
    answers: i32,
    serves: i32,
    wants: i32,
    tilt: i32,
}

impl Channel {
    fn read(transcript: &Transcript, channel: u16) -> Self {
        let mut found = Self::default();
        let (mut serves, mut wants) = ([0; SERVES.len()], [0; WANTS.len()]);
        let spoken = transcript.segments.iter().enumerate().filter(|(_, s)| s.channel == channel);
        for (idx, segment) in spoken {
            let words = normalize(&segment.text);
            if words.is_empty() {
                continue;
            }
            found.n_segments += 1;
            if found.first.is_none() {
                found.first = Some((segment.start_ms, idx));
                found.read_first(&words);
            }
            if found.n_segments <= OPENING_SEGMENTS {
                found.read_opening(&words);
            }
            found.tilt += tilt(&words);
            count(&mut serves, &SERVES_SET, &words);
            count(&mut wants, &WANTS_SET, &words);
        }
        found.recorded = found.recorded.min(50);
        found.answers = found.answers.min(45);
        found.serves = sum_of(SERVES, &serves);
        found.wants = sum_of(WANTS, &wants);
        found
    }

    fn points(&self) -> i32 {
        self.recorded + self.answers + self.serves - self.wants
    }

    /// Whoever picks up speaks first; but so may a caller who says hello into a silent line, and a recording may start late.
    fn read_first(&mut self, words: &str) {
        let wants = WANTS_SET.is_match(words);
        self.first_points = if wants || is_bare(words) { 6 } else { 22 };
        if !wants && !is_bare(words) && words.split(' ').count() <= SHORT_GREETING {
            self.answers += 10;
        }
    }

    /// A company greeting or a recording opens a call; so does "Hi, this is Ann from", which a caller says.
    fn read_opening(&mut self, words: &str) {
        for cue in cues_in(words) {
            match cue.sign {
                Sign::Menu | Sign::Queue | Sign::Voicemail | Sign::Bot | Sign::Notice if cue.points >= 25 => {
                    self.recorded += cue.points / 2;
                }
                Sign::Human if cue.points >= 20 => self.answers += 5,
                _ => {}
            }
        }
        if answers_for_a_firm(words) && !WANTS_SET.is_match(words) {
            self.answers += 20;
        }
    }
}

fn count(counts: &mut [i32], set: &RegexSet, words: &str) {
    for idx in set.matches(words) {
        if let Some(count) = counts.get_mut(idx) {
            *count += 1;
        }
    }
}

/// The points of the wording that was counted; a long call repeats itself, so each counts twice at the most.
fn sum_of(table: &[(i32, &str)], counts: &[i32]) -> i32 {
    table.iter().zip(counts).map(|((points, _), count)| points * (*count).min(2)).sum()
}

/// Points for channel 0 because it speaks first, or alone.
fn first_speaker(channels: &[Channel; 2]) -> i32 {
    match (channels[0].first, channels[1].first) {
        (Some(a), Some(b)) if a < b => channels[0].first_points,
        (Some(_), Some(_)) => -channels[1].first_points,
        (Some(_), None) => 5,
        (None, Some(_)) => -5,
        (None, None) => 0,
    }
}
