//! Where in a call something wanted is said.

use ringcheck_call::Evidence;

use super::likeness::Likeness;
use crate::{
    heard::{Heard, Presence},
    reading::Voice,
    rubric::{Phrases, SaidBy, Wanted},
};

/// Everywhere something is said, or may be.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Where it is said, in order.
    pub(crate) hits: Vec<Hit>,
    /// What comes closest besides.
    pub(crate) nearest: Option<Nearest>,
}

/// A place in which something is said.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    /// The turn's number.
    pub(crate) turn: usize,
    /// The words.
    pub(crate) quote: Evidence,
    /// How sure it is, in thousandths.
    pub(crate) sureness: u16,
    /// What the words say, as a clause.
    pub(crate) what: String,
}

/// What comes closest without being it.
#[derive(Clone, Debug)]
pub(crate) struct Nearest {
    /// The words.
    pub(crate) quote: Evidence,
    /// How close, in thousandths: a similarity or a probability.
    pub(crate) closeness: u16,
    /// Whether a person might say that it is it.
    pub(crate) is_in_doubt: bool,
    /// Why it does not count.
    pub(crate) why: String,
}

/// Where `wanted` is said; phrases are looked for in the words of `side`.
pub(crate) fn listen(wanted: &Wanted, side: SaidBy, heard: &Heard<'_>) -> Found {
    match wanted {
        Wanted::Cue(cue) => {
            let voice = cue.said_by.voice();
            let mut found = Found::default();
            for (turn, presence, probability) in heard.turns_with(cue.name, voice) {
                let Some(quote) = heard.quote(turn, cue.name) else { continue };
                let what = format!("{} {}", who(cue.said_by), cue.meaning);
                if presence == Presence::There {
                    found.hits.push(Hit { turn, quote, sureness: probability.min(980), what });
                } else {
                    let why = "it may be it, and the language model is not sure".to_owned();
                    found.come_closer(Nearest { quote, closeness: probability, is_in_doubt: true, why });
                }
            }
            found
        }
        Wanted::Meaning(phrases) => meant(phrases, side.voice(), heard),
    }
}

/// Where `voice` says something that means the same as `phrases`.
pub(crate) fn meant(phrases: &Phrases, voice: Voice, heard: &Heard<'_>) -> Found {
    let reading = &heard.reading;
    let mut found = Found::default();
    // The sentences of the last hit: a sentence and the same with the next one are one place.
    let mut last: Option<(std::ops::Range<usize>, u16)> = None;
    for stretch in heard.stretches(voice) {
        let likeness = phrases.likeness(stretch, voice, heard);
        let Some(quote) = reading.quote_source(stretch.turn, stretch.source.clone()) else { continue };
        if likeness.presence() != Presence::There {
            let is_in_doubt = likeness.presence() == Presence::InDoubt;
            let why = why_not(phrases, likeness);
            found.come_closer(Nearest { quote, closeness: likeness.like, is_in_doubt, why });
            continue;
        }
        let what =
            format!("it means the same as “{}”", phrases.counts.get(likeness.nearest).map_or("", String::as_str));
        let hit = Hit { turn: stretch.turn, quote, sureness: likeness.sureness(), what };
        match &mut last {
            Some((sentences, like)) if sentences.end > stretch.sentences.start => {
                if likeness.like > *like {
                    found.hits.pop();
                    found.hits.push(hit);
                    *like = likeness.like;
                    *sentences = stretch.sentences.clone();
                }
            }
            _ => {
                found.hits.push(hit);
                last = Some((stretch.sentences.clone(), likeness.like));
            }
        }
    }
    found
}

impl Found {
    /// Keeps `other` if it is closer than what was closest: what is in doubt before what is not.
    pub(crate) fn come_closer(&mut self, other: Nearest) {
        let is_closer = self
            .nearest
            .as_ref()
            .is_none_or(|known| (other.is_in_doubt, other.closeness) > (known.is_in_doubt, known.closeness));
        if is_closer {
            self.nearest = Some(other);
        }
    }
}

fn why_not(phrases: &Phrases, likeness: Likeness) -> String {
    let two = |thousandths: u16| format!("{:.2}", f64::from(thousandths) / 1000.0);
    if likeness.is_like_what_does_not_count()
        && let Some((unlike, number)) = likeness.unlike
    {
        let phrase = phrases.does_not_count.get(number).map_or("", String::as_str);
        return format!("it is as much like “{phrase}”, which does not count (similarity {})", two(unlike));
    }
    let phrase = phrases.counts.get(likeness.nearest).map_or("", String::as_str);
    format!(
        "it is not enough like “{phrase}” (similarity {}, and {} is needed)",
        two(likeness.like),
        two(likeness.needed().0)
    )
}

/// Who says a cue, as the start of a sentence.
const fn who(said_by: SaidBy) -> &'static str {
    match said_by {
        SaidBy::Agent => "the agent",
        SaidBy::Caller => "the caller",
        SaidBy::Recorded => "a recorded voice",
    }
}
