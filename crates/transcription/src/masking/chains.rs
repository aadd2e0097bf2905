//! Numbers as they come in a talk: digits of one voice, with what comes between them.

use super::{
    numerals::{Heard, Item, items},
    talk::{Place, Talk},
    topics::{Cue, Topic},
};

/// Words that may come between two digits of a number without ending it.
const FILLERS: &[&str] = &[
    "um", "uh", "er", "erm", "em", "ah", "dash", "hyphen", "space", "then", "and", "okay", "ok", "yeah", "yep",
    "right", "so", "mm", "mmhm", "mhm", "uhhuh", "slash", "of", "oh", "o",
];

/// Words of somebody who gives a number or takes one down.
const PASSING: &str = "okay ok k alright all right yes yeah yep yup no nope mm mmhm mhm mmhmm hmm hm huh uh um er uhhuh go \
    ahead on got it gotcha perfect great good sure thanks thank you please next then and so the rest last first final \
    group part bit four three two five digits numbers number are is its it's that that's thats this was i have missed \
    missing lost one say again repeat slow slower down slowly sorry pardon what after continue keep going ready with me \
    let hang hold wait second sec moment take your time correct correction mean i'm im still there now a an of to or \
    hello excuse beautiful wonderful lovely super cool fine done halfway alrighty ma'am maam sir hon dear my bad oops \
    start over from beginning begin beginning starts starting here we're you're like think thats at end sounds mhmm \
    shoot whoops actually rather wrong strike scratch make be should ended ending ends would uhuh ah aha oh o exactly \
    you've did do just those them back read reading too say said in get up yours could can ones one other third fourth set sets middle block for you";

/// Words by which somebody takes back digits.
const CORRECTIONS: &[&str] = &[
    "no",
    "sorry",
    "wait",
    "correction",
    "oops",
    "shoot",
    "actually",
    "mean",
    "strike",
    "scratch",
    "rather",
    "over",
    "wrong",
    "whoops",
    "hang",
];

/// How many fillers may come between two digits of a number that nothing announces.
const MAX_FILLERS: usize = 2;

/// How many words of the speaker may come between two digits that belong together.
const MAX_WORDS: usize = 9;

/// How many words of others may come between.
const MAX_WORDS_OF_OTHERS: usize = 24;

/// The longest pause within a number that nothing interrupts.
const MAX_PAUSE_MS: u64 = 4_000;

/// The longest pause while the other side answers, or the speaker turns a page.
const MAX_LONG_PAUSE_MS: u64 = 20_000;

/// What comes before a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// It is the first.
    Start,
    /// At most a filler or two.
    Tight {
        /// Whether there are any.
        has_filler: bool,
    },
    /// Words of the speaker or of others.
    Loose {
        /// Whether one of them takes something back.
        is_correction: bool,
    },
}

/// Digits of a word or two.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// The places of its words.
    pub(super) places: Vec<usize>,
    pub(super) digits: String,
    /// How many digits stand together: 3, 2 and 4 in `219-09-9999`.
    pub(super) groups: Vec<usize>,
    pub(super) gap: Gap,
    /// Whether a pause is written or made before it.
    pub(super) begins_group: bool,
}

/// What a chain consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Digits,
    /// A month and a year in one word.
    MonthAndYear,
    /// The name of a month.
    Month,
}

/// Figures of one voice that may be one number.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) kind: Kind,
    pub(super) figures: Vec<Figure>,
}

impl Chain {
    /// The place of its first word.
    pub(super) fn first(&self) -> usize {
        self.figures.first().and_then(|figure| figure.places.first()).copied().unwrap_or_default()
    }

    /// The place of its last word.
    pub(super) fn last(&self) -> usize {
        self.figures.last().and_then(|figure| figure.places.last()).copied().unwrap_or_default()
    }
}

/// The digits of figures, joined.
pub(super) fn joined(figures: &[Figure]) -> String {
    figures.iter().map(|figure| figure.digits.as_str()).collect()
}

/// What a word is to a number that goes on around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Digit,
    Filler,
    Passing,
    Other,
}

/// The numbers of a call and how the words between them count.
pub(super) struct Numbers {
    /// In order of their first words.
    pub(super) chains: Vec<Chain>,
    /// What each word is.
    pub(super) classes: Vec<Class>,
}

/// The words of each voice as they are heard.
pub(super) fn heard(talk: &Talk) -> Vec<Vec<Item>> {
    let of_lane = |lane: &Vec<usize>| items(&lane.iter().map(|&idx| &talk.places[idx]).collect::<Vec<&Place>>());
    talk.lanes.iter().map(of_lane).collect()
}

/// All numbers of a call, with each "oh" that may be a zero as one.
pub(super) fn numbers(talk: &Talk, cues: &[Cue], by_lane: &[Vec<Item>]) -> Numbers {
    let mut classes: Vec<Class> = talk.places.iter().map(|place| class_of(&place.bare)).collect();
    for (lane, items) in talk.lanes.iter().zip(by_lane) {
        for item in items.iter().filter(|item| item.heard != Heard::Nothing) {
            classes[lane[item.first]..=lane[item.last]].fill(Class::Digit);
        }
    }
    // Words of another voice may lie between those of one item: they are what they were.
    for (lane, items) in talk.lanes.iter().zip(by_lane) {
        for item in items {
            for &idx in &lane[item.first..=item.last] {
                let is_digit = item.heard != Heard::Nothing;
                classes[idx] = if is_digit { Class::Digit } else { class_of(&talk.places[idx].bare) };
            }
        }
    }
    let mut chains = Vec::new();
    for (lane, items) in talk.lanes.iter().zip(by_lane) {
        let reader = Reader { talk, cues, classes: &classes, lane };
        chains.extend(reader.chains(items));
    }
    chains.sort_by_key(Chain::first);
    Numbers { chains, classes }
}

fn class_of(word: &str) -> Class {
    if word.is_empty() || FILLERS.contains(&word) {
        Class::Filler
    } else if PASSING.split_whitespace().any(|passing| passing == word) {
        Class::Passing
    } else {
        Class::Other
    }
}

/// Reads the numbers of one voice.
struct Reader<'a> {
    talk: &'a Talk,
    cues: &'a [Cue],
    classes: &'a [Class],
    lane: &'a [usize],
}

impl Reader<'_> {
    fn chains(&self, items: &[Item]) -> Vec<Chain> {
        let mut chains: Vec<Chain> = Vec::new();
        let mut is_open = false;
        for item in items {
            let (kind, digits, groups) = match &item.heard {
                Heard::Nothing => continue,
                Heard::Month => (Kind::Month, String::new(), vec![]),
                Heard::MonthAndYear(digits) => (Kind::MonthAndYear, digits.clone(), vec![digits.len()]),
                Heard::Digits { digits, groups } => (Kind::Digits, digits.clone(), groups.clone()),
                Heard::MaybeZero => (Kind::Digits, "0".to_owned(), vec![1]),
            };
            let places = self.lane[item.first..=item.last].to_vec();
            let mut figure = Figure { places, digits, groups, gap: Gap::Start, begins_group: true };
            let open = chains.last_mut().filter(|_| is_open && kind == Kind::Digits);
            let joins = open.and_then(|chain| {
                let last = *chain.figures.last()?.places.last()?;
                self.gap(last, figure.places[0]).map(|gap| (chain, last, gap))
            });
            is_open = kind == Kind::Digits;
            if let Some((chain, last, gap)) = joins {
                let (before, first) = (&self.talk.places[last], &self.talk.places[figure.places[0]]);
                figure.begins_group = gap != Gap::Tight { has_filler: false }
                    || before.has_stop()
                    || before.text.ends_with('-')
                    || before.segment != first.segment;
                figure.gap = gap;
                chain.figures.push(figure);
            } else {
                chains.push(Chain { kind, figures: vec![figure] });
            }
        }
        chains
    }

    /// What lies between two places of the lane; `None` if no number reaches over it.
    fn gap(&self, last: usize, first: usize) -> Option<Gap> {
        let places = &self.talk.places;
        let lane = places[last].lane;
        let between = last + 1..first;
        let own: Vec<usize> = between.clone().filter(|&idx| places[idx].lane == lane).collect();
        let others: Vec<usize> = between.clone().filter(|&idx| places[idx].lane != lane).collect();
        let pause_ms = match (places[last].span_ms, places[first].span_ms) {
            (Some((_, end)), Some((start, _))) => start.saturating_sub(end),
            _ => 0,
        };
        let is_only =
            |words: &[usize], allowed: &[Class]| words.iter().all(|&idx| allowed.contains(&self.classes[idx]));
        if others.is_empty() && pause_ms <= MAX_PAUSE_MS && own.len() <= MAX_FILLERS && is_only(&own, &[Class::Filler])
        {
            let is_correction = self.is_correction(&own);
            return Some(if is_correction {
                Gap::Loose { is_correction }
            } else {
                Gap::Tight { has_filler: !own.is_empty() }
            });
        }
        let is_new_topic = self.cues.iter().any(|cue| {
            between.contains(&cue.at)
                && !matches!(cue.topic, Topic::Card | Topic::Payment | Topic::Pay | Topic::Nothing)
        });
        // Who says "or" is not sure of what he reads; whoever takes it down asks.
        let is_unsure = own.iter().any(|&idx| places[idx].bare == "or");
        let passes = own.len() <= MAX_WORDS
            && !is_unsure
            && others.len() <= MAX_WORDS_OF_OTHERS
            && pause_ms <= MAX_LONG_PAUSE_MS
            && is_only(&own, &[Class::Filler, Class::Passing])
            && is_only(&others, &[Class::Filler, Class::Passing, Class::Digit]);
        let is_correction = self.is_correction(&own) || self.is_correction(&others);
        (passes && !is_new_topic).then_some(Gap::Loose { is_correction })
    }

    fn is_correction(&self, words: &[usize]) -> bool {
        words.iter().any(|&idx| CORRECTIONS.contains(&self.talk.places[idx].bare.as_str()))
    }
}
