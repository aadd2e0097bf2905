//! What was announced where a number is said: the topic in hand, and what was asked for.

use super::{ASKED_REACH, Asked, Finder, REACH};
use crate::masking::{chains::Class, topics::Topic};

/// For how many words what follows a card may be its date or code.
const CARD_REACH: usize = 160;

impl Finder<'_> {
    pub(super) fn hear_cues_before(&mut self, place: usize) {
        while let Some(cue) = self.cues.get(self.n_cues).filter(|cue| cue.at < place) {
            self.n_cues += 1;
            let at = cue.at;
            match cue.topic {
                Topic::Nothing => {}
                Topic::Payment => self.payment = Some(at),
                Topic::Pay => self.pay = Some(at),
                // In passing, other things are spoken of while a secret is waited for.
                Topic::Other if self.is_waiting(at) && !self.is_asked_for(at) => self.other = Some(at),
                Topic::Other => {
                    self.other = Some(at);
                    self.topic = Some((Topic::Other, at));
                }
                Topic::MaybeExpiry | Topic::MaybeCode if !self.is_beside_card(at) => {}
                // Licences and contracts expire as well.
                Topic::Expiry if self.is_other(at) && !self.is_beside_card(at) => {}
                Topic::Expiry | Topic::MaybeExpiry => {
                    self.expiry = Asked { at: Some(at), given: None };
                    self.topic = Some((Topic::Expiry, at));
                }
                Topic::Code | Topic::MaybeCode => {
                    self.code = Asked { at: Some(at), given: None };
                    self.topic = Some((Topic::Code, at));
                }
                Topic::Card => {
                    self.card = Some(at);
                    self.payment = Some(at);
                    self.is_collecting = true;
                    self.topic = Some((Topic::Card, at));
                }
                topic => self.topic = Some((topic, at)),
            }
        }
    }

    /// Whether a card or social security number was asked for and not given yet.
    fn is_waiting(&self, place: usize) -> bool {
        self.is_about(Topic::Social, place) || self.is_about(Topic::Card, place)
    }

    /// Whether the words around a cue ask for a number or give one.
    fn is_asked_for(&self, cue: usize) -> bool {
        let places = &self.talk.places;
        let key = |idx: usize| (places[idx].lane, places[idx].segment);
        let behind = (cue..places.len()).take_while(|&idx| idx < cue + 40).filter(|&idx| key(idx) == key(cue));
        let before = (0..cue).rev().take(12).filter(|&idx| key(idx) == key(cue));
        let asks = |idx: usize| matches!(places[idx].bare.as_str(), "what" | "what's" | "whats" | "number" | "which");
        before.chain(std::iter::once(cue)).any(asks)
            || behind.clone().any(|idx| places[idx].text.ends_with('?') || self.numbers.classes[idx] == Class::Digit)
    }

    /// Whether the number at a place is named as one that is no secret, however long ago less than [`REACH`] words.
    pub(super) fn is_other(&self, place: usize) -> bool {
        let is_near = self.other.is_some_and(|at| place.saturating_sub(at) <= REACH);
        is_near && !self.is_waiting(place) && !matches!(self.topic, Some((Topic::Expiry | Topic::Code, _)))
            || self.is_about(Topic::Phone, place)
    }

    /// Whether the talk is about `topic` at a place.
    pub(super) fn is_about(&self, topic: Topic, place: usize) -> bool {
        self.topic.is_some_and(|(now, at)| now == topic && place.saturating_sub(at) <= REACH)
    }

    pub(super) fn is_beside_card(&self, place: usize) -> bool {
        self.card.is_some_and(|at| place.saturating_sub(at) <= CARD_REACH)
    }

    pub(super) fn is_asked(asked: Asked, place: usize) -> bool {
        asked.at.is_some_and(|at| place.saturating_sub(at) <= ASKED_REACH)
    }

    /// Whether it was asked for and is not given yet, or is corrected.
    pub(super) fn is_awaited(&self, asked: Asked, place: usize) -> bool {
        let is_corrected = |given: usize| {
            let n_words = place.saturating_sub(given);
            let takes_back =
                |idx: usize| matches!(self.talk.places[idx].bare.as_str(), "no" | "sorry" | "wait" | "new");
            n_words <= 6 || n_words <= 15 && (given..place).any(takes_back)
        };
        Self::is_asked(asked, place) && asked.given.is_none_or(is_corrected)
    }
}
