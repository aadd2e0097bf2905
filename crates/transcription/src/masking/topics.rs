//! What the talk is about when a number is said: words that announce one, and words that name another kind of number.

use std::{collections::BTreeMap, sync::LazyLock};

use super::talk::{Place, Talk};

/// What the next number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// A card's number was asked for or announced.
    Card,
    /// A card was spoken of; a number need not follow.
    Payment,
    /// Paying was spoken of.
    Pay,
    /// Nothing, though the words look like it.
    Nothing,
    /// When a card expires.
    Expiry,
    /// The code on a card.
    Code,
    /// The code, or so it seems: only beside a card.
    MaybeCode,
    /// When a card expires, or so it seems: only beside a card.
    MaybeExpiry,
    /// A social security number.
    Social,
    /// A phone number.
    Phone,
    /// A number that is no secret: of a ticket, a device, a house.
    Other,
}

/// Words that announce, longest first where two begin alike.
const PHRASES: &[(Topic, &str)] = &[
    (
        Topic::Card,
        "card number|card numbers|card no|card details|long number|long numbers|sixteen digit|sixteen digits|16 digit|\
         16 digits|sixteendigit|sixteen numbers|16 numbers|number on the front|\
         digits on the front|numbers on the front|numbers off the front|number off the front|visa number|amex number|\
         mastercard number|discover number|ready with the card|ready with your card|read me the card|read the card|\
         read him the number|read her the number|read me the number|with the card|card please|card is|visa is|\
         groups of four|read it slow|rest of the card|cards number|ready for the card|card whenever",
    ),
    (
        Topic::Payment,
        "visa|visas|mastercard|master card|amex|american express|discover|diners|jcb|maestro|debit|credit card|prepaid|card|\
         cards",
    ),
    (Topic::Pay, "approved|declined|declining|invalid|deposit|receipt|payment|pay|paying"),
    (Topic::Nothing, "over the phone|on the phone|by phone|phone app|my phone"),
    (
        Topic::Expiry,
        "expiration|expirations|expiry|expires|expire|exp|expiring|good thru|good through|valid thru|\
         valid through|valid until|good until|good till|valid till|exp date|month and year|month year|date on the card",
    ),
    (Topic::MaybeExpiry, "the date|and date"),
    (
        Topic::Code,
        "security code|cvv|cvc|cvv2|cvc2|cv v|c v v|c v c|card code|digits on the back|digits off the back|\
         three on the back|3 on the back|four digits on the front",
    ),
    (
        Topic::MaybeCode,
        "code|codes|numbers on the back|number on the back|verification number|four on the front|\
     the four digits|the three digits|on the back|on the front|other things",
    ),
    (Topic::Social, "social|socials|ssn|ssns|s s n"),
    (
        Topic::Phone,
        "phone|phone number|callback number|call back number|cell|mobile|fax|reach you|call you|call me|call me at|\
         good number|best number|my number|office number|home number|work number|text me|area code|landline|telephone|\
         callback",
    ),
    (
        Topic::Other,
        "zip|zip code|zips|postal code|post code|postcode|address|street|policy|ticket|serial|model|order|orders|invoice|\
         invoices|tracking|claim|prescription|tag|microchip|chip number|plate|plates|license|vin|mileage|account number|\
         account ending|total|totals|amount|balance|quote|born|birth|birthday|dob|birthdate|employee|member|group number|\
         room|apartment|suite|unit|exit|extension|ext|po box|p o box|batch|build|version|error|mac|ip|gate|pin|lockbox|\
         how many|how much|appointment|check number|case|confirmation|reference|permit|meter|cert|hull|sticker|routing|\
         part number|zip codes|gate code|door code|error code|key code|user code|passcode|verification code|text code|\
         password|tax id|ein|odometer|mile|buzzer|box|tire|year|size|id|name on the card|name as it appears|medicare|\
         insurance|registration|key|warranty|bid|price|cost|charged",
    ),
];

/// What makes "card" no card for paying.
const OTHER_CARDS: &[&str] = &[
    "network",
    "graphics",
    "video",
    "sound",
    "sim",
    "sd",
    "memory",
    "key",
    "business",
    "time",
    "id",
    "insurance",
    "access",
    "report",
    "post",
    "wifi",
    "membership",
    "library",
    "loyalty",
    "dental",
    "wireless",
    "ethernet",
    "swipe",
    "punch",
    "green",
    "birthday",
    "medicare",
];

/// What makes "card" no card for paying when it follows.
const BEHIND_OTHER_CARDS: &[&str] = &["reader", "readers", "slot", "terminal", "machine", "access", "swipe", "swiper"];

/// What makes "social" no number when it follows.
const BEHIND_OTHER_SOCIALS: &[&str] = &[
    "media",
    "circle",
    "club",
    "network",
    "networks",
    "distancing",
    "event",
    "events",
    "hour",
    "worker",
    "workers",
    "services",
    "service",
    "work",
    "skills",
    "page",
    "pages",
    "account",
    "accounts",
    "posts",
    "post",
    "studies",
];

/// What makes "social security" an office or a pension.
const BEHIND_OTHER_SECURITY: &[&str] = &["check", "checks", "office", "benefits", "administration", "payment", "money"];

/// The words of a phrase, and what they announce.
type Phrase = (Topic, Vec<&'static str>);

/// The phrases by their first word, longest first.
static BY_FIRST_WORD: LazyLock<BTreeMap<&str, Vec<Phrase>>> = LazyLock::new(|| {
    let mut by_first: BTreeMap<&str, Vec<Phrase>> = BTreeMap::new();
    for (topic, phrases) in PHRASES {
        for phrase in phrases.split('|') {
            let words: Vec<&str> = phrase.split_whitespace().collect();
            if let Some(first) = words.first() {
                by_first.entry(first).or_default().push((*topic, words));
            }
        }
    }
    for phrases in by_first.values_mut() {
        phrases.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    }
    by_first
});

/// An announcement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    /// The place of its last word.
    pub(super) at: usize,
    /// Of what.
    pub(super) topic: Topic,
}

/// The announcements of a call, in order.
pub(super) fn cues(talk: &Talk) -> Vec<Cue> {
    let mut cues: Vec<Cue> = talk.lanes.iter().flat_map(|lane| cues_of(&talk.places, lane)).collect();
    cues.sort_by_key(|cue| cue.at);
    cues
}

fn cues_of(places: &[Place], lane: &[usize]) -> Vec<Cue> {
    let mut cues = Vec::new();
    let mut at = 0;
    while at < lane.len() {
        let words = words_from(places, lane, at);
        let found = BY_FIRST_WORD.get(words[0].as_str()).and_then(|phrases| {
            phrases
                .iter()
                .find(|(_, phrase)| phrase.len() <= words.len() && phrase.iter().zip(&words).all(|(a, b)| a == b))
        });
        let Some((topic, phrase)) = found else {
            at += 1;
            continue;
        };
        let before = at.checked_sub(1).map_or("", |before| places[lane[before]].bare.as_str());
        let behind = |n: usize| words.get(phrase.len() + n).map_or("", String::as_str);
        let last = phrase.last().copied().unwrap_or_default();
        let is_meant = match topic {
            Topic::Card | Topic::Payment if matches!(last, "card" | "cards") => {
                !OTHER_CARDS.contains(&before) && !BEHIND_OTHER_CARDS.contains(&behind(0))
            }
            Topic::Social => {
                let is_office = behind(0) == "security" && BEHIND_OTHER_SECURITY.contains(&behind(1));
                !(is_office || BEHIND_OTHER_SOCIALS.contains(&behind(0)))
            }
            // "Good number" and "call me" are of phones unless a card is spoken of in the same breath.
            _ => true,
        };
        if is_meant {
            cues.push(Cue { at: lane[at + phrase.len() - 1], topic: announced(*topic, places, lane, at) });
        }
        at += phrase.len();
    }
    cues
}

/// A card that is spoken of beside a number announces one: "the number on that card", "the numbers off your Visa".
fn announced(topic: Topic, places: &[Place], lane: &[usize], at: usize) -> Topic {
    const REACH: usize = 6;
    let is_card = |word: &str| matches!(word, "card" | "visa" | "mastercard" | "amex" | "discover");
    if topic != Topic::Payment || !is_card(&places[lane[at]].bare) {
        return topic;
    }
    let segment = places[lane[at]].segment;
    let near = lane[at.saturating_sub(REACH)..(at + REACH).min(lane.len())].iter().map(|&idx| &places[idx]);
    let is_number = |place: &Place| matches!(place.bare.as_str(), "number" | "numbers" | "digits");
    if near.filter(|place| place.segment == segment).any(is_number) { Topic::Card } else { topic }
}

/// The next words of a voice, at most five.
fn words_from(places: &[Place], lane: &[usize], at: usize) -> Vec<String> {
    lane[at..].iter().take(5).map(|&idx| places[idx].bare.clone()).collect()
}
