//! Card numbers, social security numbers and what goes with them, replaced by placeholders before anybody sees the text.
//!
//! Numbers are looked for in all that one voice says, in order, so that one split over words, segments and turns is
//! found: as figures ("4111-1111"), as words ("four one one one", "double five", "forty-one eleven"), misheard ("for
//! won won won"), with fillers between, with the other side's "okay" between, taken back in the middle ("four five, no
//! sorry, four six").
//! - A card number has the first digits and the length of a card that is issued (ISO/IEC 7812-1 and the networks'
//!   ranges) and passes the Luhn check. Where one was announced ("what's the card number?"), what is given then is one,
//!   be it cut off or a digit wrong. A phone number said twice in a row is none. An "oh" that may be a word is a zero
//!   where the check digit asks for it.
//! - The date and the code of a card are what is given beside a card when they were asked for, or right behind its
//!   number.
//! - A social security number is nine digits that the US Social Security Administration may issue: grouped as 3-2-4
//!   anywhere; in any grouping, and parts such as the last four, after a word such as "social", said by either side;
//!   else only as a run of exactly nine, digit by digit or in one piece, without fillers, that does not start with 0
//!   and is not the number of a ticket or a phone, because phone numbers of some countries look like that.
//! - What is said again of a secret by either side, in groups or whole, is masked as well.
//! - Phone numbers stay, because they are the number to call back, unless the owner asks for them to be masked.
//!
//! [`talk`] is the words in their order, [`numerals`] reads digits, [`chains`] puts them together, [`zeros`] tells a zero
//! from an "oh", [`topics`] hears what is announced, [`finder`] decides, [`echo`] finds what is read back, and [`apply`]
//! puts the placeholders in.

mod apply;
mod cards;
mod chains;
mod echo;
mod finder;
mod issued;
mod numerals;
mod talk;
#[cfg(test)]
mod tests;
mod topics;
mod zeros;

use ringcheck_call::Segment;
use serde::Serialize;

use self::{
    finder::Finder,
    talk::{Lanes, Talk},
};

/// Raised whenever the same text may be masked differently.
pub const MASKING_VERSION: &str = "3";

/// Which numbers are masked beside cards and social security numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MaskingOptions {
    /// Whether other numbers of 7 digits and more are masked as `[number:N]`, but for those of tickets, devices and the
    /// like.
    pub phone_numbers: bool,
}

/// Replaces secrets in the segments of a call, which must be in order.
///
/// A placeholder takes the place of a number's first word and spans the time of all its words; the number's other
/// words are gone, and a segment with nothing left is dropped. Sides and times of everything else stay.
/// A number that is given bit by bit leaves a placeholder for each bit, such as `[card:4]`, with the count of its digits.
#[must_use]
pub fn mask_secrets(segments: Vec<Segment>, options: &MaskingOptions) -> Vec<Segment> {
    let mut segments = segments;
    for lanes in [Lanes::Sides, Lanes::One] {
        let talk = Talk::new(&segments, lanes);
        let cues = topics::cues(&talk);
        let mut heard = chains::heard(&talk);
        let mut numbers = chains::numbers(&talk, &cues, &heard);
        if zeros::settle(&talk, &numbers.chains, &mut heard) {
            numbers = chains::numbers(&talk, &cues, &heard);
        }
        let finder = Finder::new(&talk, &numbers, &cues, options);
        let (mut hits, known) = match lanes {
            Lanes::Sides => finder.find(),
            Lanes::One => finder.find_shared(),
        };
        let echoes = echo::echoes(&talk, &numbers, &known, &hits);
        hits.extend(echoes);
        if !hits.is_empty() {
            apply::apply(&mut segments, &talk, &numbers, &hits);
        }
    }
    segments.retain(|s| !s.text.trim().is_empty());
    segments
}
