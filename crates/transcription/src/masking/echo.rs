//! Digits of a secret that are said again: read back in groups or whole, or corrected.

use super::{
    chains::{Chain, Class, Figure, Gap, Kind, Numbers, joined},
    finder::{Hit, Known, Secret},
    talk::Talk,
};

/// For how many words a secret is read back, or a group of it corrected.
const NEAR: usize = 40;

/// So many digits in a row are those of the secret, wherever they are said.
const SURELY_SAME: usize = 4;

/// So many digits that nearly agree are the secret misheard.
const SURELY_LIKE: usize = 8;

/// What is said again of `known` secrets and not masked yet by `hits`.
pub(super) fn echoes(talk: &Talk, numbers: &Numbers, known: &[Known], hits: &[Hit]) -> Vec<Hit> {
    let mut is_masked = vec![false; talk.places.len()];
    for place in hits.iter().flat_map(|hit| &hit.figures).flat_map(|figure| &figure.places) {
        is_masked[*place] = true;
    }
    let mut found = Vec::new();
    for chain in numbers.chains.iter().filter(|chain| chain.kind == Kind::Digits) {
        for group in groups(chain, &is_masked) {
            let listener = Listener { talk, numbers };
            let heard = known.iter().find(|known| listener.is_echo(group, known));
            if let Some(known) = heard {
                found.push(Hit { secret: known.secret, figures: group.to_vec() });
            } else {
                // A group may hold more than what is read back: each figure for itself.
                for figure in group.iter().filter(|_| group.len() > 1) {
                    let one = std::slice::from_ref(figure);
                    let heard =
                        known.iter().find(|known| figure.digits.len() >= SURELY_SAME && listener.is_echo(one, known));
                    found.extend(heard.map(|known| Hit { secret: known.secret, figures: one.to_vec() }));
                }
            }
        }
    }
    found
}

/// The parts of a chain that are said in one breath and not masked.
fn groups<'a>(chain: &'a Chain, is_masked: &[bool]) -> Vec<&'a [Figure]> {
    let is_free = |figure: &Figure| !figure.places.iter().any(|&place| is_masked[place]);
    chain
        .figures
        .chunk_by(|a, b| is_free(a) && is_free(b) && b.gap == Gap::Tight { has_filler: false })
        .filter(|group| group.iter().all(is_free))
        .collect()
}

struct Listener<'a> {
    talk: &'a Talk,
    numbers: &'a Numbers,
}

impl Listener<'_> {
    fn is_echo(&self, group: &[Figure], known: &Known) -> bool {
        let digits = joined(group);
        let (Some(&first), Some(&last)) =
            (group.first().and_then(|f| f.places.first()), group.last().and_then(|f| f.places.last()))
        else {
            return false;
        };
        let n = digits.len();
        let is_part = known.digits.contains(&digits);
        let is_inside = known.first < first && last < known.last;
        let is_behind = last > known.last && first.saturating_sub(known.last) <= NEAR;
        let is_like = |at_most: usize| nearest(&digits, &known.digits) <= at_most;
        match known.secret {
            Secret::Expiry | Secret::Code => {
                is_behind
                    && is_part
                    && n >= 2
                    && first.saturating_sub(known.last) <= NEAR / 2
                    && self.is_alone(first, last)
            }
            Secret::Card | Secret::Social | Secret::Number => {
                n >= SURELY_SAME && is_part && (n >= SURELY_LIKE || self.is_alone(first, last))
                    || n >= SURELY_LIKE && is_like(2)
                    || n >= 3 && is_inside && self.is_alone(first, last)
                    || is_part && (is_inside || is_behind) && n >= 2 && self.is_alone(first, last)
                    || is_part && is_inside && self.is_nothing_else(first)
                    || n >= 3 && is_behind && is_like(1) && self.is_alone(first, last)
            }
        }
    }

    /// Whether nothing but what passes is said with the digits, from the pause before to the pause behind them.
    fn is_alone(&self, first: usize, last: usize) -> bool {
        let places = &self.talk.places;
        let key = |idx: usize| (places[idx].lane, places[idx].segment);
        let passes = |idx: &usize| self.numbers.classes[*idx] != Class::Other;
        let before = (0..first).rev().filter(|&idx| key(idx) == key(first)).take_while(|&idx| !places[idx].has_stop());
        let until_stop = std::iter::once(last).chain(last + 1..places.len()).filter(|&idx| key(idx) == key(last));
        let mut is_over = false;
        let behind = until_stop.take_while(|&idx| !std::mem::replace(&mut is_over, places[idx].has_stop()));
        before.take(8).all(|idx| passes(&idx)) && behind.take(8).all(|idx| passes(&idx))
    }

    /// Whether the segment says nothing but digits and fillers.
    fn is_nothing_else(&self, first: usize) -> bool {
        let segment = self.talk.places[first].segment;
        let mut own = self.talk.places.iter().zip(&self.numbers.classes).filter(|(place, _)| place.segment == segment);
        own.all(|(_, class)| matches!(class, Class::Digit | Class::Filler))
    }
}

/// How many digits of `digits` must be changed, put in, taken out or swapped with their neighbour to find them in `whole`.
fn nearest(digits: &str, whole: &str) -> usize {
    let (wanted, given) = (digits.as_bytes(), whole.as_bytes());
    // It may begin anywhere in the whole number at no cost.
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = vec![0; given.len() + 1];
    for (i, &digit) in wanted.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &other) in given.iter().enumerate() {
            let changed = last[j] + usize::from(digit != other);
            let mut cost = changed.min(last[j + 1] + 1).min(row[j] + 1);
            let is_swapped = i > 0 && j > 0 && wanted[i - 1] == other && given[j - 1] == digit;
            if is_swapped {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row.push(cost);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.into_iter().min().unwrap_or(wanted.len())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn digits_are_found_with_as_few_changes_as_can_be() {
        assert_eq!(nearest("7132", "4003171671234316"), 1);
        assert_eq!(nearest("1716", "4003171671234316"), 0);
        assert_eq!(nearest("9999", "4003171671234316"), 4);
    }
}
