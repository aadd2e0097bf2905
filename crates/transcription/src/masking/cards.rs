//! Card numbers among the figures of a chain.

use std::ops::Range;

use super::{
    chains::{Figure, Gap, joined},
    issued::{LONGEST_CARD, is_card},
};

/// How many figures may be taken back at once.
const MAX_TAKEN_BACK: usize = 12;

/// A card number among figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundCard {
    /// Which figures, with those that were taken back.
    pub(super) figures: Range<usize>,
    /// The number, without them.
    pub(super) digits: String,
}

/// The card numbers in `figures` whose check digit is right, in order.
///
/// One that begins and ends where the speaker pauses is preferred; what was taken back or said again is left out: "four
/// five, no sorry, four six".
pub(super) fn cards_in(figures: &[Figure]) -> Vec<FoundCard> {
    let is_corrected = |card: &FoundCard| {
        figures[card.figures.clone()].iter().skip(1).any(|f| matches!(f.gap, Gap::Loose { is_correction: true }))
    };
    let whole = plain_cards(figures, true);
    if !whole.is_empty() && !whole.iter().any(is_corrected) {
        return whole;
    }
    if let Some(corrected) = corrected_card(figures) {
        return vec![corrected];
    }
    if !whole.is_empty() {
        return whole;
    }
    let mut found = plain_cards(figures, false);
    for card in &mut found {
        // Digits of the same breath are of the same number.
        while card.figures.start > 0 && !figures[card.figures.start].begins_group {
            card.figures.start -= 1;
        }
        while card.figures.end < figures.len() && !figures[card.figures.end].begins_group {
            card.figures.end += 1;
        }
    }
    found.dedup_by(|next, card| {
        let overlaps = next.figures.start < card.figures.end;
        if overlaps {
            card.figures.end = card.figures.end.max(next.figures.end);
        }
        overlaps
    });
    found
}

fn plain_cards(figures: &[Figure], is_whole: bool) -> Vec<FoundCard> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < figures.len() {
        let may_start = !is_whole || figures[at].begins_group;
        match card_behind("", &figures[at..], is_whole).filter(|_| may_start) {
            Some((len, digits)) => {
                found.push(FoundCard { figures: at..at + len, digits });
                at += len;
            }
            None => at += 1,
        }
    }
    found
}

/// How many figures complete `head` to a card number, the longest first.
fn card_behind(head: &str, rest: &[Figure], is_whole: bool) -> Option<(usize, String)> {
    let mut digits = head.to_owned();
    let mut found = None;
    for (i, figure) in rest.iter().enumerate() {
        digits.push_str(&figure.digits);
        if digits.len() > LONGEST_CARD {
            break;
        }
        let may_end = !is_whole || rest.get(i + 1).is_none_or(|next| next.begins_group);
        if may_end && is_card(&digits) {
            found = Some((i + 1, digits.clone()));
        }
    }
    found
}

/// A card number with a block of figures left out that was taken back.
fn corrected_card(figures: &[Figure]) -> Option<FoundCard> {
    let is_loose = |idx: &usize| matches!(figures[*idx].gap, Gap::Loose { .. });
    let starts = (0..figures.len()).filter(|idx| figures[*idx].gap == Gap::Start || is_loose(idx));
    for start in starts {
        let mut n_digits = 0;
        for cut in start + 1..figures.len() {
            n_digits += figures[cut - 1].digits.len();
            if n_digits > LONGEST_CARD {
                break;
            }
            for resume in cut + 1..=figures.len().min(cut + MAX_TAKEN_BACK) {
                if !is_taken_back(figures, cut..resume) {
                    continue;
                }
                let head = joined(&figures[start..cut]);
                if let Some((len, digits)) = card_behind(&head, &figures[resume..], true) {
                    return Some(FoundCard { figures: start..resume + len, digits });
                }
            }
        }
    }
    None
}

/// Whether the figures were taken back: a correction is in them or follows, or what follows begins alike.
fn is_taken_back(figures: &[Figure], block: Range<usize>) -> bool {
    let Some(next) = figures.get(block.end).filter(|next| matches!(next.gap, Gap::Loose { .. })) else { return false };
    let is_correction = |figure: &Figure| matches!(figure.gap, Gap::Loose { is_correction: true });
    let said = joined(&figures[block.clone()]);
    let after = joined(&figures[block.end..figures.len().min(block.end + said.len())]);
    is_correction(next)
        || figures[block.start + 1..block.end].iter().any(is_correction)
        || said.len() >= 2 && after.starts_with(&said)
}
