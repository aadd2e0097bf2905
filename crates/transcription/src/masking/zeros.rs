//! Whether an "oh" that may be a word is a zero: it is where a card's check digit asks for it.

use std::collections::BTreeSet;

use super::{
    cards::{FoundCard, cards_in},
    chains::{Chain, Figure},
    numerals::{Heard, Item},
    talk::Talk,
};

/// Makes a digit or no number of each "oh" that may be either; whether there was any.
///
/// `chains` are the numbers with all of them as zeros.
pub(super) fn settle(talk: &Talk, chains: &[Chain], by_lane: &mut [Vec<Item>]) -> bool {
    let mut doubtful: BTreeSet<usize> = BTreeSet::new();
    for (lane, items) in talk.lanes.iter().zip(by_lane.iter()) {
        let maybe = items.iter().filter(|item| item.heard == Heard::MaybeZero);
        doubtful.extend(maybe.map(|item| lane[item.first]));
    }
    if doubtful.is_empty() {
        return false;
    }
    let zeros: BTreeSet<usize> = chains.iter().flat_map(|chain| zeros_in(chain, &doubtful)).collect();
    for (lane, items) in talk.lanes.iter().zip(by_lane.iter_mut()) {
        for item in items.iter_mut().filter(|item| item.heard == Heard::MaybeZero) {
            let zero = Heard::Digits { digits: "0".to_owned(), groups: vec![1] };
            item.heard = if zeros.contains(&lane[item.first]) { zero } else { Heard::Nothing };
        }
    }
    true
}

/// The places of a chain's doubtful zeros that are in a card's number, unless fewer digits are left over without them.
fn zeros_in(chain: &Chain, doubtful: &BTreeSet<usize>) -> Vec<usize> {
    let place_of = |figure: &Figure| figure.places.first().copied().filter(|place| doubtful.contains(place));
    let sure: Vec<Figure> = chain.figures.iter().filter(|figure| place_of(figure).is_none()).cloned().collect();
    if sure.len() == chain.figures.len() {
        return Vec::new();
    }
    let with_zeros = cards_in(&chain.figures);
    if n_left_over(&chain.figures, &with_zeros) > n_left_over(&sure, &cards_in(&sure)) {
        return Vec::new();
    }
    with_zeros.iter().flat_map(|card| &chain.figures[card.figures.clone()]).filter_map(place_of).collect()
}

/// How many digits are in no card.
fn n_left_over(figures: &[Figure], cards: &[FoundCard]) -> usize {
    let n_digits = |figures: &[Figure]| figures.iter().map(|figure| figure.digits.len()).sum::<usize>();
    let n_in_cards: usize = cards.iter().map(|card| n_digits(&figures[card.figures.clone()])).sum();
    n_digits(figures).saturating_sub(n_in_cards)
}
