//! Card numbers that several voices give together.

use super::{Finder, Hit, Known, Secret};
use crate::masking::{
    cards::cards_in,
    chains::{Figure, Kind, joined},
    issued::is_said_twice,
};

impl Finder<'_> {
    /// Card numbers that several voices give together: one begins, another goes on.
    pub(in crate::masking) fn find_shared(mut self) -> (Vec<Hit>, Vec<Known>) {
        for chain in self.numbers.chains.iter().filter(|chain| chain.kind == Kind::Digits) {
            self.hear_cues_before(chain.first());
            let is_whole_asked = self.is_other(chain.first());
            let said_once = self.without_repeats(&chain.figures);
            let figures: Vec<Figure> = said_once.iter().map(|&idx| chain.figures[idx].clone()).collect();
            if is_said_twice(&joined(&chain.figures)) {
                continue;
            }
            for card in cards_in(&figures) {
                let is_whole = card.figures == (0..figures.len());
                let (Some(&first), Some(&last)) =
                    (said_once.get(card.figures.start), said_once.get(card.figures.end - 1))
                else {
                    continue;
                };
                let figures = &chain.figures[first..=last];
                if (is_whole || !is_whole_asked) && self.is_in_turns(figures) {
                    let hit = Hit { secret: Secret::Card, figures: figures.to_vec() };
                    let (first, last) = (hit.first(), hit.last());
                    self.known.push(Known { secret: Secret::Card, digits: card.digits, first, last });
                    self.hits.push(hit);
                }
            }
        }
        (self.hits, self.known)
    }

    /// Whether each voice speaks after the other, and not at the same time.
    fn is_in_turns(&self, figures: &[Figure]) -> bool {
        figures.windows(2).all(|pair| {
            let (Some(&last), Some(&first)) = (pair[0].places.last(), pair[1].places.first()) else { return true };
            let (before, after) = (&self.talk.places[last], &self.talk.places[first]);
            let is_after = match (before.span_ms, after.span_ms) {
                (Some((_, end)), Some((start, _))) => start >= end,
                _ => true,
            };
            before.voice == after.voice || is_after
        })
    }

    /// The figures of a chain without groups in which another voice repeats what was said just before.
    fn without_repeats(&self, figures: &[Figure]) -> Vec<usize> {
        let voice = |figure: &Figure| figure.places.first().map(|&place| self.talk.places[place].voice);
        let mut kept: Vec<usize> = Vec::new();
        let mut said = String::new();
        let mut at = 0;
        while at < figures.len() {
            let end = (at + 1..figures.len()).find(|&idx| figures[idx].begins_group).unwrap_or(figures.len());
            let group = joined(&figures[at..end]);
            let is_other_voice = kept.last().is_some_and(|&last| voice(&figures[last]) != voice(&figures[at]));
            if !(is_other_voice && said.ends_with(&group)) {
                kept.extend(at..end);
                said.push_str(&group);
            }
            at = end;
        }
        kept
    }
}
