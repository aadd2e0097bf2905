//! Which figures are secrets: by what they are, and by what was announced.

use std::ops::Range;

use super::{
    MaskingOptions,
    cards::cards_in,
    chains::{Chain, Class, Figure, Gap, Kind, Numbers, joined},
    issued::{LONGEST_CARD, is_said_twice, is_social},
    numerals::misheard,
    talk::Talk,
    topics::{Cue, Topic},
};

/// For how many words an announcement holds.
const REACH: usize = 60;

/// For how many words what follows a card may be its date or code.
const CARD_REACH: usize = 160;

/// For how many words a date or code that was asked for is waited for.
const ASKED_REACH: usize = 40;

/// How many words behind a number still say what it was.
const LOOK_AHEAD: usize = 25;

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

    /// Card numbers that several voices give together: one begins, another goes on.
    pub(super) fn find_shared(mut self) -> (Vec<Hit>, Vec<Known>) {
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

    fn hear_cues_before(&mut self, place: usize) {
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
    fn is_other(&self, place: usize) -> bool {
        let is_near = self.other.is_some_and(|at| place.saturating_sub(at) <= REACH);
        is_near && !self.is_waiting(place) && !matches!(self.topic, Some((Topic::Expiry | Topic::Code, _)))
            || self.is_about(Topic::Phone, place)
    }

    /// Whether the talk is about `topic` at a place.
    fn is_about(&self, topic: Topic, place: usize) -> bool {
        self.topic.is_some_and(|(now, at)| now == topic && place.saturating_sub(at) <= REACH)
    }

    fn is_beside_card(&self, place: usize) -> bool {
        self.card.is_some_and(|at| place.saturating_sub(at) <= CARD_REACH)
    }

    fn is_asked(asked: Asked, place: usize) -> bool {
        asked.at.is_some_and(|at| place.saturating_sub(at) <= ASKED_REACH)
    }

    /// Whether it was asked for and is not given yet, or is corrected.
    fn is_awaited(&self, asked: Asked, place: usize) -> bool {
        let is_corrected = |given: usize| {
            let n_words = place.saturating_sub(given);
            let takes_back =
                |idx: usize| matches!(self.talk.places[idx].bare.as_str(), "no" | "sorry" | "wait" | "new");
            n_words <= 6 || n_words <= 15 && (given..place).any(takes_back)
        };
        Self::is_asked(asked, place) && asked.given.is_none_or(is_corrected)
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

    /// How many figures from the first on make a social security number: grouped as 3-2-4, or any when announced.
    fn social_at(&self, figures: &[Figure]) -> Option<usize> {
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

    /// Masks a date and a code where they are due; whether there were any.
    fn payment_details(&mut self, figures: &[Figure], is_behind_card: bool) -> bool {
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

    /// Whether figures belong to the number of a card that was announced, or is being given.
    fn is_part_of_card(&self, figures: &[Figure]) -> bool {
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

    fn mask_part_of_card(&mut self, figures: &[Figure]) {
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
    fn follows_card(&self, place: usize) -> bool {
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
    fn speaks_on(&self, place: usize) -> bool {
        let before = self.hits.iter().map(Hit::last).filter(|&last| last < place).max();
        before.is_some_and(|last| self.talk.places[last].lane == self.talk.places[place].lane)
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

    /// Whether the segment says nothing else than digits and fillers.
    fn is_alone(&self, figures: &[Figure]) -> bool {
        let Some(&first) = figures.first().and_then(|figure| figure.places.first()) else { return false };
        let here = &self.talk.places[first];
        let mut own =
            self.talk.places.iter().zip(&self.numbers.classes).filter(|(place, _)| place.segment == here.segment);
        own.all(|(_, class)| matches!(class, Class::Digit | Class::Filler))
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

    fn month(&mut self, chain: &Chain) {
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

/// Whether figures that nothing announces are a social security number: nine digits, one by one or in one piece.
fn is_plain_social(figures: &[Figure]) -> bool {
    let digits = joined(figures);
    let is_even = figures.len() == 1 || figures.iter().all(|figure| figure.digits.len() <= 2);
    let is_whole = figures.iter().skip(1).all(|figure| figure.gap == Gap::Tight { has_filler: false });
    is_even && is_whole && !digits.starts_with('0') && is_social(&digits)
}

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
