//! Which figures are a social security number.

use super::{Finder, spoken_groups};
use crate::masking::{
    chains::{Class, Figure, Gap, joined},
    issued::is_social,
    topics::Topic,
};

impl Finder<'_> {
    /// How many figures from the first on make a social security number: grouped as 3-2-4, or any when announced.
    pub(super) fn social_at(&self, figures: &[Figure]) -> Option<usize> {
        let first = *figures.first()?.places.first()?;
        let is_announced = self.is_about(Topic::Social, first);
        (1..=figures.len().min(9)).find(|&n| {
            let number = &figures[..n];
            if !is_social(&joined(number)) {
                return false;
            }
            let written = || number.iter().flat_map(|figure| figure.groups.iter().copied());
            let is_whole = number.iter().skip(1).all(|figure| figure.gap == Gap::Tight { has_filler: false });
            let is_passed = number.iter().skip(1).all(|figure| self.is_uninterrupted(figure));
            let is_grouped = written().eq([3, 2, 4]) || spoken_groups(number) == [3, 2, 4];
            is_announced || is_grouped && (is_whole || is_passed || self.has_social)
        })
    }

    /// Whether the speaker says nothing but digits up to this figure, whatever others say.
    fn is_uninterrupted(&self, figure: &Figure) -> bool {
        let Some(&first) = figure.places.first() else { return true };
        let lane = self.talk.places[first].lane;
        let before = self.talk.places[..first].iter().rposition(|place| place.lane == lane);
        before.is_none_or(|idx| self.numbers.classes[idx] == Class::Digit)
    }
}

/// Whether figures that nothing announces are a social security number: nine digits, one by one or in one piece.
pub(super) fn is_plain_social(figures: &[Figure]) -> bool {
    let digits = joined(figures);
    let is_even = figures.len() == 1 || figures.iter().all(|figure| figure.digits.len() <= 2);
    let is_whole = figures.iter().skip(1).all(|figure| figure.gap == Gap::Tight { has_filler: false });
    is_even && is_whole && !digits.starts_with('0') && is_social(&digits)
}
