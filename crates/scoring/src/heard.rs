//! One conversation as the language model hears it: each turn's cues and each sentence's meaning, encoded once.

use std::{cell::OnceCell, iter, ops::Range};

use ringcheck_call::{Evidence, Turn};
use ringcheck_meaning::{CueScores, Embedding, LanguageModel, Spoken, SpokenBy};

use crate::{
    assess::Conversation,
    reading::{Reading, Voice},
    text::Sentence,
};

/// How many turns before a turn the model is given with it.
const TURNS_BEFORE: usize = 2;

/// Sentences of more words than this in all are no stretch: they say more than one thing.
const LONGEST_STRETCH: usize = 32;

/// How wide the band around a cue's threshold is in which it is in doubt whether a turn holds it, in thousandths.
const DOUBT_BAND: u16 = 100;

/// A conversation with what the language model makes of it.
///
/// Nothing is encoded before it is asked for, and nothing twice: several rubrics can be assessed on one of these.
pub struct Heard<'a> {
    pub(crate) conversation: Conversation<'a>,
    pub(crate) reading: Reading<'a>,
    model: &'a LanguageModel,
    live: OnceCell<Vec<Option<CueScores>>>,
    recorded: OnceCell<Vec<Option<CueScores>>>,
    /// For each turn what its sentences hold by themselves.
    sentences: Vec<OnceCell<Vec<CueScores>>>,
    agent: OnceCell<Vec<Stretch>>,
    caller: OnceCell<Vec<Stretch>>,
    machine: OnceCell<Vec<Stretch>>,
}

/// A sentence, or two that follow each other in one turn, with its meaning.
pub(crate) struct Stretch {
    /// The turn's number.
    pub(crate) turn: usize,
    /// The sentences' numbers in [`Reading::sentences`].
    pub(crate) sentences: Range<usize>,
    /// The bytes of the turn.
    pub(crate) source: Range<usize>,
    /// What they mean.
    pub(crate) meaning: Embedding,
}

/// How surely a cue is in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It is.
    There,
    /// It is too close to call.
    InDoubt,
    /// It is not.
    Absent,
}

impl<'a> Heard<'a> {
    /// Reads a conversation; the model is not asked yet.
    #[must_use]
    pub fn new(conversation: &Conversation<'a>) -> Self {
        Self::with_model(conversation, LanguageModel::embedded())
    }

    /// The same with a language model that is not the embedded one: how weights are fitted to models that left authors out.
    #[must_use]
    pub fn with_model(conversation: &Conversation<'a>, model: &'a LanguageModel) -> Self {
        Self {
            conversation: *conversation,
            reading: Reading::new(conversation.turns, conversation.doubtful_turns),
            model,
            live: OnceCell::new(),
            recorded: OnceCell::new(),
            sentences: conversation.turns.iter().map(|_| OnceCell::new()).collect(),
            agent: OnceCell::new(),
            caller: OnceCell::new(),
            machine: OnceCell::new(),
        }
    }

    /// The language model that hears it.
    pub(crate) fn model(&self) -> &'a LanguageModel {
        self.model
    }

    /// The probability, in thousandths, that turn `turn` holds the built-in cue `cue`.
    ///
    /// All turns of people are encoded at the first question about one of them, and so are those of recorded voices.
    pub(crate) fn cue(&self, turn: usize, cue: &str) -> u16 {
        let is_recorded = self.reading.voice(turn) == Voice::Recorded;
        let scores = if is_recorded {
            self.recorded.get_or_init(|| self.scores(|voice| voice == Voice::Recorded))
        } else {
            self.live.get_or_init(|| self.scores(|voice| voice != Voice::Recorded))
        };
        scores.get(turn).and_then(Option::as_ref).map_or(0, |scores| thousandths(scores.probability(cue)))
    }

    /// The turns of `voice` in which the model hears `cue`, or may hear it, in order, with its probability in thousandths.
    pub(crate) fn turns_with(&self, cue: &str, voice: Voice) -> impl Iterator<Item = (usize, Presence, u16)> {
        let needed = thousandths(self.model.threshold(cue).unwrap_or(0.5));
        self.reading.turns_of(voice).filter_map(move |turn| {
            let found = self.cue(turn, cue);
            match presence(found, needed) {
                Presence::Absent => None,
                present => Some((turn, present, found)),
            }
        })
    }

    /// The words of turn `turn` that hold `cue`: the sentence that by itself shows it best.
    pub(crate) fn quote(&self, turn: usize, cue: &str) -> Option<Evidence> {
        let sentences = self.reading.sentences_of(turn);
        if sentences.len() < 2 {
            return self.reading.quote_turn(turn);
        }
        let parts = self.reading.sentences.get(sentences)?;
        let best = iter::zip(self.cues_of_sentences(turn, cue), parts)
            .reduce(|best, found| if found.0 > best.0 { found } else { best })?;
        self.reading.quote_source(turn, best.1.source())
    }

    /// How likely each sentence of turn `turn` holds `cue` by itself, where the turn stands; in thousandths.
    pub(crate) fn cues_of_sentences(&self, turn: usize, cue: &str) -> Vec<u16> {
        let sentences = self.reading.sentences_of(turn);
        if sentences.len() < 2 {
            return sentences.map(|_| self.cue(turn, cue)).collect();
        }
        let Some(cell) = self.sentences.get(turn) else { return Vec::new() };
        let scores = cell.get_or_init(|| self.scores_of_sentences(turn, sentences));
        scores.iter().map(|scores| thousandths(scores.probability(cue))).collect()
    }

    fn scores_of_sentences(&self, turn: usize, sentences: Range<usize>) -> Vec<CueScores> {
        let context = Context::of(&self.reading);
        let text = self.reading.turns.get(turn).map_or("", Turn::text);
        let parts = self.reading.sentences.get(sentences).unwrap_or_default();
        let spoken: Vec<Spoken<'_>> =
            parts.iter().filter_map(|part| context.spoken(turn, text.get(part.source())?)).collect();
        self.model.cues(&spoken)
    }

    /// What `voice` says, sentence by sentence and two by two, in order.
    pub(crate) fn stretches(&self, voice: Voice) -> &[Stretch] {
        let cell = match voice {
            Voice::Agent => &self.agent,
            Voice::Caller => &self.caller,
            Voice::Recorded => &self.machine,
        };
        cell.get_or_init(|| self.encode(voice))
    }

    fn scores(&self, wanted: impl Fn(Voice) -> bool) -> Vec<Option<CueScores>> {
        let context = Context::of(&self.reading);
        let turns: Vec<usize> =
            (0..self.reading.turns.len()).filter(|turn| wanted(self.reading.voice(*turn))).collect();
        let asked: Vec<(usize, Spoken<'_>)> = turns
            .into_iter()
            .filter_map(|turn| Some((turn, context.spoken(turn, self.reading.turns.get(turn)?.text())?)))
            .collect();
        let (turns, spoken): (Vec<usize>, Vec<Spoken<'_>>) = asked.into_iter().unzip();
        let mut scores: Vec<Option<CueScores>> = (0..self.reading.turns.len()).map(|_| None).collect();
        for (turn, found) in turns.into_iter().zip(self.model.cues(&spoken)) {
            if let Some(place) = scores.get_mut(turn) {
                *place = Some(found);
            }
        }
        scores
    }

    fn encode(&self, voice: Voice) -> Vec<Stretch> {
        let mut places: Vec<(usize, Range<usize>, Range<usize>)> = Vec::new();
        for turn in self.reading.turns_of(voice) {
            let sentences = self.reading.sentences_of(turn);
            for first in sentences.clone() {
                for n_sentences in 1..=2 {
                    let range = first..first + n_sentences;
                    let Some(said) = self.reading.sentences.get(range.clone()) else { continue };
                    let is_too_long = said.iter().map(Sentence::n_words).sum::<usize>() > LONGEST_STRETCH;
                    if range.end > sentences.end || n_sentences > 1 && is_too_long {
                        continue;
                    }
                    if let (Some(head), Some(tail)) = (said.first(), said.last()) {
                        places.push((turn, range, head.source().start..tail.source().end));
                    }
                }
            }
        }
        let text_of = |turn: usize, source: &Range<usize>| {
            self.reading.turns.get(turn).and_then(|turn| turn.text().get(source.clone())).unwrap_or_default()
        };
        let texts: Vec<&str> = places.iter().map(|(turn, _, source)| text_of(*turn, source)).collect();
        let meanings = self.model.embed(&texts);
        let stretch = |((turn, sentences, source), meaning)| Stretch { turn, sentences, source, meaning };
        places.into_iter().zip(meanings).map(stretch).collect()
    }
}

/// What is said around a turn.
struct Context<'r> {
    /// The turns in which something is said, by number.
    turns: Vec<usize>,
    /// Who speaks in each, and what.
    said: Vec<(SpokenBy, &'r str)>,
}

impl<'r> Context<'r> {
    fn of(reading: &Reading<'r>) -> Self {
        let is_said = |turn: &usize| !reading.sentences_of(*turn).is_empty();
        let turns: Vec<usize> = (0..reading.turns.len()).filter(is_said).collect();
        let said = turns.iter().filter_map(|turn| {
            let by = match reading.voice(*turn) {
                Voice::Agent => SpokenBy::Agent,
                Voice::Caller => SpokenBy::Caller,
                Voice::Recorded => SpokenBy::Recorded,
            };
            Some((by, reading.turns.get(*turn)?.text()))
        });
        let said = said.collect();
        Self { turns, said }
    }

    /// `text`, all of turn `turn` or a part of it, with what is said around that turn; `None` where nothing is said in it.
    fn spoken<'s>(&'s self, turn: usize, text: &'s str) -> Option<Spoken<'s>> {
        let at = self.turns.binary_search(&turn).ok()?;
        let (by, _) = *self.said.get(at)?;
        let before = self.said.get(at.saturating_sub(TURNS_BEFORE)..at)?;
        Some(Spoken { by, text, before, after: self.said.get(at + 1).copied() })
    }
}

/// What a probability says against the one that is needed; both in thousandths.
pub(crate) const fn presence(found: u16, needed: u16) -> Presence {
    if found >= needed.saturating_add(DOUBT_BAND / 2) {
        Presence::There
    } else if found + DOUBT_BAND / 2 > needed {
        Presence::InDoubt
    } else {
        Presence::Absent
    }
}

/// A probability or a similarity in thousandths; what is negative is 0.
pub(crate) fn thousandths(value: f32) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000 before")]
    let rounded = (value.clamp(0.0, 1.0) * 1000.0).round() as u16;
    rounded
}
