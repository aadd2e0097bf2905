//! What keeps a caller from saying yes, in the plain words for it: too dear, not now, already have somebody, just looking.
//!
//! Oblique ways of saying it ("that's more than my truck payment") are left to the language model.

use std::sync::LazyLock;

use super::{CueKind, Finder};
use crate::text::Patterns;

/// What a caller objects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Objection {
    /// The price.
    Price,
    /// The time.
    Timing,
    /// That somebody else does it already.
    Provider,
    /// That nothing is to be bought yet.
    Looking,
}

static PRICE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "too (?:expensive|pricey|dear|steep|costly|rich for)",
        "that is (?:kind of |a bit |a little |pretty |really |very |way |quite |so )?(?:steep|pricey|dear|expensive|too much|a lot of money)",
        "(?:can not|could not) afford",
        "not (?:in|within) (?:the|our|my) budget|out of (?:the|our|my) (?:budget|price range)",
    ])
});

static TIMING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "not (?:really )?(?:a |the )?(?:good|great|right|best) time|a bad time",
        "not (?:in a position|looking) to do (?:anything|that|this) (?:right now|yet|at the moment|this (?:year|month|quarter))",
    ])
});

static PROVIDER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:we|i) (?:have )?already (?:have|got|use|work with|go with|go to) (?:a |an |our |my )?(?:\\w+ )?(?:guy|somebody|someone|fella|company|firm|provider|vendor|person|team|dentist|plumber|lawyer|vet)",
        "(?:we are|i am) (?:pretty |quite |very )?happy with (?:our|my|the (?:one|people|guy|company)|who)",
    ])
});

static LOOKING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "just (?:looking|browsing|shopping) (?:around|at prices|at options|for now|right now)",
        "just (?:calling around|ringing round|ringing around|comparing|window shopping|getting (?:prices|quotes|a few|some))",
        "shopping around|only (?:comparing|looking around|getting (?:prices|quotes))",
    ])
});

/// Finds a caller's objections.
pub(super) fn find(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::Objects(Objection::Price), &PRICE);
    finder.push_first(CueKind::Objects(Objection::Timing), &TIMING);
    finder.push_first(CueKind::Objects(Objection::Provider), &PROVIDER);
    finder.push_first(CueKind::Objects(Objection::Looking), &LOOKING);
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&PRICE, &TIMING, &PROVIDER, &LOOKING]
}
