//! When a card expires, and its code.

use super::{ASKED_REACH, Asked, Finder, Secret};
use crate::masking::{
    chains::{Chain, Figure, Gap, Kind, joined},
    numerals::misheard,
    topics::{Cue, Topic},
};

impl Finder<'_> {
    /// Masks a date and a code where they are due; whether there were any.
    pub(super) fn payment_details(&mut self, figures: &[Figure], is_behind_card: bool) -> bool {
        let first = figures[0].places[0];
        let with_misheard = self.with_misheard_month(figures);
        let figures = with_misheard.as_deref().unwrap_or(figures);
        let n = joined(figures).len();
        let latest = self.topic.map(|(topic, _)| topic);
        let awaits_expiry = self.is_awaited(self.expiry, first);
        let is_code_named = matches!(n, 3 | 4) && self.is_code_named_behind(figures);
        let awaits_code = self.is_awaited(self.code, first) || is_code_named;
        let is_corrected = figures.iter().any(|figure| matches!(figure.gap, Gap::Loose { is_correction: true }));
        let is_short = n <= (if is_corrected { 14 } else { 8 }) && self.is_plain_answer(figures);
        if !(awaits_expiry || awaits_code || is_behind_card) || !is_short {
            return false;
        }
        if !is_behind_card && !is_code_named && matches!(latest, Some(Topic::Card | Topic::Social)) {
            return false;
        }
        if is_code_named {
            self.mask(Secret::Code, figures);
            return true;
        }
        let mut n_taken = 0;
        let follows = is_behind_card && self.expiry.given.is_none_or(|given| Some(given) < self.card_end);
        let oldest_year = if awaits_expiry { 15 } else { 24 };
        if (awaits_expiry || follows)
            && let Some(len) = expiry_at(figures, oldest_year)
        {
            self.mask(Secret::Expiry, &figures[..len]);
            n_taken = len;
        }
        let rest = &figures[n_taken..];
        let n_rest = joined(rest).len();
        // Whoever reads a card goes on with its code; what the other side says is a group that it heard.
        let goes_on = is_behind_card && (n_taken > 0 || self.speaks_on(first));
        let is_code = matches!(n_rest, 3 | 4) && (awaits_code || goes_on || self.is_code_named_behind(rest));
        if is_code || n_rest > 1 && latest == Some(Topic::Code) && awaits_code {
            self.mask(Secret::Code, rest);
            return true;
        }
        if n_taken == 0 && latest == Some(Topic::Expiry) && awaits_expiry && (n <= 6 || is_corrected) {
            self.mask(Secret::Expiry, rest);
            return true;
        }
        n_taken == figures.len()
    }

    /// Whether what follows says that the figures are a card's code: "2216 on the front".
    fn is_code_named_behind(&self, figures: &[Figure]) -> bool {
        let Some(&last) = figures.last().and_then(|figure| figure.places.last()) else { return false };
        let segment = self.talk.places[last].segment;
        let is_code = |cue: &&Cue| matches!(cue.topic, Topic::Code | Topic::MaybeCode);
        self.is_beside_card(last)
            && !self.talk.places[last].has_stop()
            && self
                .cues
                .iter()
                .filter(is_code)
                .any(|cue| (last + 1..=last + 3).contains(&cue.at) && self.talk.places[cue.at].segment == segment)
    }

    /// The figures with the month before them that was heard as another word: "for twenty six".
    fn with_misheard_month(&self, figures: &[Figure]) -> Option<Vec<Figure>> {
        let first = *figures.first()?.places.first()?;
        let before = first.checked_sub(1).map(|idx| &self.talk.places[idx])?;
        let here = &self.talk.places[first];
        let digit = misheard(&before.bare).filter(|_| !before.has_stop())?;
        let is_own = (before.lane, before.segment) == (here.lane, here.segment);
        (is_own && is_year(&joined(figures)) && self.is_awaited(self.expiry, first)).then(|| {
            let month =
                Figure { places: vec![first - 1], digits: digit.to_owned(), groups: vec![1], ..figures[0].clone() };
            std::iter::once(month).chain(figures.iter().cloned()).collect()
        })
    }

    pub(super) fn month(&mut self, chain: &Chain) {
        let at = chain.first();
        let is_date = self.numbers.chains.iter().any(|next| {
            next.kind == Kind::Digits
                && (at + 1..=at + 3).contains(&next.first())
                && self.talk.places[next.first()].lane == self.talk.places[at].lane
                && matches!(joined(&next.figures).as_str(), year if is_year(year))
        });
        let is_expected =
            self.topic.is_some_and(|(topic, _)| topic == Topic::Expiry) && Self::is_asked(self.expiry, at);
        let is_again = self.expiry.given.is_some_and(|given| at.saturating_sub(given) <= ASKED_REACH)
            && self.talk.places[at].has_stop()
            && self.is_plain_answer(&chain.figures);
        if is_date && (self.is_beside_card(at) || is_expected) || is_again {
            self.mask(Secret::Expiry, &chain.figures);
            // The year is still to come.
            self.expiry = Asked { at: Some(at), given: None };
            self.topic = Some((Topic::Expiry, at));
        }
    }
}

/// Whether digits are a year in which a card may expire, as two digits or four; `oldest` is the first, of the century.
fn is_year_from(digits: &str, oldest: u32) -> bool {
    let number: u32 = digits.parse().unwrap_or_default();
    match digits.len() {
        2 => (oldest..=60).contains(&number),
        4 => (2000 + oldest..=2060).contains(&number),
        _ => false,
    }
}

fn is_year(digits: &str) -> bool {
    is_year_from(digits, 20)
}

/// How many figures from the first on are a month and a year: `0427`, `427`, `042027`, the longest first.
fn expiry_at(figures: &[Figure], oldest_year: u32) -> Option<usize> {
    let mut digits = String::new();
    let mut found = None;
    for (i, figure) in figures.iter().enumerate() {
        digits.push_str(&figure.digits);
        let is_date = (1..=2).any(|n_month| {
            let Some((month, year)) = digits.split_at_checked(n_month) else { return false };
            month.parse::<u8>().is_ok_and(|m| (1..=12).contains(&m)) && is_year_from(year, oldest_year)
        });
        if is_date {
            found = Some(i + 1);
        }
        if digits.len() >= 6 {
            break;
        }
    }
    found
}
