//! A card's number that is given bit by bit, cut off or with a digit wrong.

use super::{Finder, Hit, Known, REACH, Secret};
use crate::masking::{
    chains::{Class, Figure, joined},
    issued::is_said_twice,
    topics::Topic,
};

/// How many words behind a number still say what it was.
const LOOK_AHEAD: usize = 25;

impl Finder<'_> {
    /// Whether figures belong to the number of a card that was announced, or is being given.
    pub(super) fn is_part_of_card(&self, figures: &[Figure]) -> bool {
        let (first, digits) = (figures[0].places[0], joined(figures));
        let n = digits.len();
        let is_other = self.is_other(first);
        if self.is_about(Topic::Card, first) {
            let is_going_on = self.is_collecting && self.card_so_far(first) > 0;
            return n >= 8
                || self.is_plain_answer(figures) && (n >= 4 || is_going_on && (n >= 2 || self.is_alone(figures)));
        }
        let begins_like_card = digits.starts_with(['2', '3', '4', '5', '6']);
        let last = figures.last().and_then(|figure| figure.places.last()).copied().unwrap_or(first);
        let is_paid = |reach: usize| self.payment.is_some_and(|at| first.saturating_sub(at) <= reach);
        let is_named_behind = self.cues.iter().any(|cue| {
            (last..last + LOOK_AHEAD).contains(&cue.at)
                && matches!(cue.topic, Topic::Payment | Topic::Card | Topic::Code | Topic::Expiry)
        });
        let is_said_twice = is_said_twice(&digits);
        begins_like_card
            && !is_other
            && !is_said_twice
            && (n >= 12 && (is_paid(REACH) || is_named_behind)
                || matches!(n, 15 | 16) && self.pay.is_some_and(|at| first.saturating_sub(at) <= REACH)
                || n >= 8 && !matches!(n, 10 | 11) && is_paid(12))
    }

    /// How many digits of the card in hand were given before a place.
    fn card_so_far(&self, place: usize) -> usize {
        let last = self.known.iter().rev().find(|known| known.secret == Secret::Card);
        last.filter(|known| place.saturating_sub(known.last) <= REACH).map_or(0, |known| known.digits.len())
    }

    pub(super) fn mask_part_of_card(&mut self, figures: &[Figure]) {
        let digits = joined(figures);
        let first = figures[0].places[0];
        let last = figures.last().and_then(|figure| figure.places.last()).copied().unwrap_or(first);
        let goes_on = self.is_collecting && self.card_so_far(first) > 0;
        self.card = Some(last);
        self.hits.push(Hit { secret: Secret::Card, figures: figures.to_vec() });
        let is_read_back = self.known.last().is_some_and(|known| known.digits.contains(&digits) && digits.len() > 1);
        if goes_on && is_read_back {
            self.topic = Some((Topic::Card, last));
            return;
        }
        let open = self.known.last_mut().filter(|known| goes_on && known.secret == Secret::Card);
        let n_digits = if let Some(known) = open {
            known.digits.push_str(&digits);
            known.last = last;
            known.digits.len()
        } else {
            self.known.push(Known { secret: Secret::Card, digits: digits.clone(), first, last });
            digits.len()
        };
        // A number that is as long as a card's is given; until then digits belong to it.
        self.is_collecting = n_digits < 15;
        self.topic = self.is_collecting.then_some((Topic::Card, last));
        self.card_end = (!self.is_collecting).then_some(last);
    }

    /// Whether a place is so near behind a card's number, date or code that these go on there.
    pub(super) fn follows_card(&self, place: usize) -> bool {
        const NEAR: usize = 8;
        let ends = [self.card_end, self.expiry.given, self.code.given];
        let end = ends.into_iter().flatten().filter(|&end| end < place).max();
        end.is_some_and(|end| {
            place - end <= NEAR
                && !self.cues.iter().any(|cue| (end..place).contains(&cue.at) && cue.topic == Topic::Other)
                && self.is_beside_card(place)
        })
    }

    /// Whether the voice at a place is the one that gave the last part of a card's details.
    pub(super) fn speaks_on(&self, place: usize) -> bool {
        let before = self.hits.iter().map(Hit::last).filter(|&last| last < place).max();
        before.is_some_and(|last| self.talk.places[last].lane == self.talk.places[place].lane)
    }

    /// Whether the segment says nothing else than digits and fillers.
    fn is_alone(&self, figures: &[Figure]) -> bool {
        let Some(&first) = figures.first().and_then(|figure| figure.places.first()) else { return false };
        let here = &self.talk.places[first];
        let mut own =
            self.talk.places.iter().zip(&self.numbers.classes).filter(|(place, _)| place.segment == here.segment);
        own.all(|(_, class)| matches!(class, Class::Digit | Class::Filler))
    }
}
