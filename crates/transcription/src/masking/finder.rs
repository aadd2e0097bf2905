//! Which figures are secrets: by what they are, and by what was announced.

mod announced;
mod card;
mod details;
mod shared;
mod social;

use std::ops::Range;

use self::social::is_plain_social;
use super::{
    MaskingOptions,
    cards::cards_in,
    chains::{Chain, Class, Figure, Gap, Kind, Numbers, joined},
    issued::{LONGEST_CARD, is_said_twice},
    talk::Talk,
    topics::{Cue, Topic},
};

/// For how many words an announcement holds.
const REACH: usize = 60;

/// For how many words a date or code that was asked for is waited for.
const ASKED_REACH: usize = 40;

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secret {
    Card,
    Expiry,
    Code,
    Social,
    Number,
}

/// Figures of one voice to be masked.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) secret: Secret,
    pub(super) figures: Vec<Figure>,
}

impl Hit {
    pub(super) fn first(&self) -> usize {
        self.figures.first().and_then(|figure| figure.places.first()).copied().unwrap_or_default()
    }

    pub(super) fn last(&self) -> usize {
        self.figures.last().and_then(|figure| figure.places.last()).copied().unwrap_or_default()
    }
}

/// A secret as far as it is known, maybe from several hits.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) secret: Secret,
    pub(super) digits: String,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Something asked for: where, and where it was given.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    at: Option<usize>,
    given: Option<usize>,
}

/// Walks through a call and finds what to mask.
pub(super) struct Finder<'a> {
    talk: &'a Talk,
    numbers: &'a Numbers,
    cues: &'a [Cue],
    options: &'a MaskingOptions,
    hits: Vec<Hit>,
    known: Vec<Known>,
    n_cues: usize,
    topic: Option<(Topic, usize)>,
    payment: Option<usize>,
    pay: Option<usize>,
    other: Option<usize>,
    card: Option<usize>,
    is_collecting: bool,
    /// Where a whole card number ended.
    card_end: Option<usize>,
    expiry: Asked,
    code: Asked,
    has_social: bool,
}

impl<'a> Finder<'a> {
    pub(super) fn new(talk: &'a Talk, numbers: &'a Numbers, cues: &'a [Cue], options: &'a MaskingOptions) -> Self {
        Self {
            talk,
            numbers,
            cues,
            options,
            hits: Vec::new(),
            known: Vec::new(),
            n_cues: 0,
            topic: None,
            payment: None,
            pay: None,
            other: None,
            card: None,
            is_collecting: false,
            card_end: None,
            expiry: Asked::default(),
            code: Asked::default(),
            has_social: cues.iter().any(|cue| cue.topic == Topic::Social),
        }
    }

    /// What to mask, and what is known of each secret.
    pub(super) fn find(mut self) -> (Vec<Hit>, Vec<Known>) {
        for chain in &self.numbers.chains {
            self.hear_cues_before(chain.first());
            match chain.kind {
                Kind::Digits => self.digits(chain),
                Kind::Month => self.month(chain),
                Kind::MonthAndYear => {
                    let at = chain.first();
                    if self.is_beside_card(at) || Self::is_asked(self.expiry, at) {
                        self.mask(Secret::Expiry, &chain.figures);
                    }
                }
            }
        }
        (self.hits, self.known)
    }

    fn digits(&mut self, chain: &Chain) {
        let figures = &chain.figures;
        let is_other = self.is_other(chain.first());
        let mut cards = if is_said_twice(&joined(figures)) { Vec::new() } else { cards_in(figures) };
        if is_other {
            // Part of a phone or ticket number that happens to pass the check is no card.
            cards.retain(|card| card.figures == (0..figures.len()));
        }
        let mut at = 0;
        let mut is_behind_card = false;
        for card in cards {
            let is_taken_back = matches!(figures[card.figures.start].gap, Gap::Loose { is_correction: true });
            let before = at..card.figures.start;
            at = card.figures.end;
            if is_taken_back && joined(&figures[before.clone()]).len() <= LONGEST_CARD {
                self.mask(Secret::Card, &figures[before]);
            } else {
                self.rest(chain, before, false);
            }
            self.mask(Secret::Card, &figures[card.figures]);
            self.known.push(Known {
                secret: Secret::Card,
                digits: card.digits,
                first: chain.first(),
                last: chain.last(),
            });
            self.is_collecting = false;
            self.topic = None;
            self.card_end = self.card;
            is_behind_card = true;
        }
        is_behind_card |= self.follows_card(chain.first());
        self.rest(chain, at..figures.len(), is_behind_card);
    }

    /// Figures that are no card number by their check digit.
    fn rest(&mut self, chain: &Chain, range: Range<usize>, is_behind_card: bool) {
        let all = &chain.figures;
        let mut at = range.start;
        let mut start = range.start;
        while at < range.end {
            let Some(len) = self.social_at(&all[at..range.end]) else {
                at += 1;
                continue;
            };
            self.unnamed(chain, start..at, is_behind_card);
            self.mask(Secret::Social, &all[at..at + len]);
            if self.topic.is_some_and(|(topic, _)| topic == Topic::Social) {
                self.topic = None;
            }
            at += len;
            start = at;
        }
        self.unnamed(chain, start..range.end, is_behind_card);
    }

    /// Figures that are no number by themselves: what was announced says what they are, all of them or what was said
    /// between two answers of the other side.
    fn unnamed(&mut self, chain: &Chain, range: Range<usize>, is_behind_card: bool) {
        let Some(figures) = chain.figures.get(range.clone()).filter(|figures| !figures.is_empty()) else { return };
        let is_all = range == (0..chain.figures.len());
        if self.is_named(figures, is_all, is_behind_card) {
            return;
        }
        let sections: Vec<&[Figure]> = figures.chunk_by(|_, next| matches!(next.gap, Gap::Tight { .. })).collect();
        for (n, section) in sections.iter().enumerate().filter(|_| sections.len() > 1) {
            self.is_named(section, false, is_behind_card && n == 0);
        }
    }

    /// Masks figures if it is known what they are; whether it is.
    fn is_named(&mut self, figures: &[Figure], is_all: bool, is_behind_card: bool) -> bool {
        let digits = joined(figures);
        let n = digits.len();
        let (Some(&first), Some(&last)) =
            (figures.first().and_then(|f| f.places.first()), figures.last().and_then(|f| f.places.last()))
        else {
            return false;
        };
        if is_all && !self.is_other(first) && is_plain_social(figures) {
            self.mask(Secret::Social, figures);
        } else if self.payment_details(figures, is_behind_card) {
        } else if self.is_part_of_card(figures) {
            self.mask_part_of_card(figures);
        } else if self.is_about(Topic::Social, first) && (n >= 5 || n >= 3 && self.is_plain_answer(figures)) {
            self.mask(Secret::Social, figures);
            // A whole number is what was asked for; of parts there may be more.
            self.topic = (n < 9).then_some((Topic::Social, last));
        } else if self.options.phone_numbers && self.is_phone(figures, &digits) {
            self.mask(Secret::Number, figures);
        } else {
            return false;
        }
        true
    }

    fn is_phone(&self, figures: &[Figure], digits: &str) -> bool {
        let first = figures[0].places[0];
        let is_phone = self.is_about(Topic::Phone, first);
        let groups: Vec<usize> = figures.iter().flat_map(|figure| figure.groups.iter().copied()).collect();
        let is_grouped = groups == [3, 3, 4] || spoken_groups(figures) == [3, 3, 4];
        let is_whole = figures.iter().skip(1).all(|figure| matches!(figure.gap, Gap::Tight { .. }));
        // Numbers that are said one after the other are one only if that is as long as a phone's.
        let is_long_enough = if is_whole { digits.len() >= 7 } else { matches!(digits.len(), 7 | 10 | 11) };
        is_long_enough && (is_phone || is_grouped || !self.is_other(first))
    }

    fn mask(&mut self, secret: Secret, figures: &[Figure]) {
        let hit = Hit { secret, figures: figures.to_vec() };
        let (first, last) = (hit.first(), hit.last());
        self.hits.push(hit);
        match secret {
            Secret::Card => self.card = Some(last),
            // Only a card has a date or code that is masked.
            Secret::Expiry => (self.card, self.expiry.given) = (Some(last), Some(last)),
            Secret::Code => (self.card, self.code.given) = (Some(last), Some(last)),
            Secret::Social | Secret::Number => {}
        }
        if secret != Secret::Card {
            self.known.push(Known { secret, digits: joined(figures), first, last });
        }
    }

    /// Whether digits stand for themselves: "it's 4111", and not "at 4111 Main".
    fn is_plain_answer(&self, figures: &[Figure]) -> bool {
        let places = &self.talk.places;
        let (Some(&first), Some(&last)) =
            (figures.first().and_then(|f| f.places.first()), figures.last().and_then(|f| f.places.last()))
        else {
            return false;
        };
        let same = |idx: usize| (places[idx].lane, places[idx].segment) == (places[first].lane, places[first].segment);
        let before = (0..first).rev().find(|&idx| places[idx].lane == places[first].lane).filter(|&idx| same(idx));
        let after = (last + 1..places.len())
            .find(|&idx| places[idx].lane == places[last].lane)
            .filter(|&idx| places[idx].segment == places[last].segment);
        let leads = |idx: usize| places[idx].has_stop() || !NO_NUMBER_BEHIND.contains(&places[idx].bare.as_str());
        let follows = |idx: usize| {
            places[last].has_stop()
                || self.numbers.classes[idx] != Class::Other
                || AFTER_SECRET.contains(&places[idx].bare.as_str())
        };
        before.is_none_or(leads) && after.is_none_or(follows)
    }
}

/// Behind these words a number is a place, a time or an amount.
const NO_NUMBER_BEHIND: &[&str] =
    &["at", "in", "since", "around", "about", "suite", "room", "unit", "mile", "route", "window", "windows"];

/// Words that may follow a card's number, date or code without a pause.
const AFTER_SECRET: &[&str] = &[
    "exp",
    "expires",
    "expiration",
    "expiring",
    "code",
    "cvv",
    "cvc",
    "security",
    "zip",
    "but",
    "if",
    "because",
    "on",
    "for",
    "something",
    "easy",
];

/// How many digits stand together between pauses.
fn spoken_groups(figures: &[Figure]) -> Vec<usize> {
    let mut groups: Vec<usize> = Vec::new();
    for figure in figures {
        match groups.last_mut().filter(|_| !figure.begins_group) {
            Some(group) => *group += figure.digits.len(),
            None => groups.push(figure.digits.len()),
        }
    }
    groups
}
