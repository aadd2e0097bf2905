//! What the words around digits make of them: a phone's number or something else's, the caller's or somebody else's.

use super::spoken::Spoken;

/// How near to a number a word of [`NO_PHONE`] has to be, in words.
const NEAR: usize = 5;

/// How near to a number a word of [`SOMEBODY_ELSES`] has to be, in words.
const CLOSE: usize = 3;

/// Things other than phones that have numbers. They count right before the digits, or with a word for a number.
const NUMBERED: &[&str] = &[
    "order",
    "account",
    "policy",
    "invoice",
    "ticket",
    "reference",
    "ref",
    "model",
    "case",
    "claim",
    "tracking",
    "plate",
    "license",
    "licence",
    "member",
    "membership",
    "part",
    "quote",
    "confirmation",
    "purchase",
    "card",
    "unit",
    "asset",
    "tag",
    "tax",
    "job",
    "id",
    "customer",
    "client",
    "batch",
    "product",
    "registration",
    "booking",
    "po",
    "pin",
    "security",
    "access",
    "gate",
    "suite",
    "room",
    "apartment",
    "box",
];

/// Words for a number, behind one of [`NUMBERED`].
const A_NUMBER: &[&str] = &["number", "numbers", "no", "id", "code", "is", "it's", "its", "was"];

/// Words after which digits are no phone's, wherever they stand before them.
const NO_PHONE: &[&str] = &[
    "serial",
    "zip",
    "zipcode",
    "postcode",
    "postal",
    "vin",
    "ssn",
    "social",
    "extension",
    "ext",
    "fax",
    "routing",
    "iban",
    "sort",
    "imei",
    "birth",
    "birthday",
    "born",
    "sku",
    "barcode",
    "license",
    "password",
    "passcode",
    "combination",
];

/// Words after which digits are a way to reach somebody.
const PHONE: &[&str] = &[
    "phone",
    "cell",
    "mobile",
    "telephone",
    "reach",
    "callback",
    "text",
    "landline",
    "line",
    "cellphone",
    "contact",
    "whatsapp",
    "ring",
    "call",
    "me",
    "my",
    "mine",
];

/// Words after which a number is somebody's whom the caller tried, or the firm's.
const SOMEBODY_ELSES: &[&str] = &[
    "your", "you're", "yours", "called", "dialed", "dialled", "dialing", "dialling", "rang", "tried", "trying",
    "their", "theirs", "them", "reached", "our", "ours",
];

/// Words for one phone beside another.
const ANOTHER: &[&str] = &[
    "cell",
    "mobile",
    "home",
    "work",
    "office",
    "landline",
    "cellphone",
    "other",
    "another",
    "instead",
    "but",
    "better",
    "or",
    "husband's",
    "wife's",
];

/// Words behind digits that were an amount.
const UNITS: &[&str] = &[
    "dollars",
    "dollar",
    "bucks",
    "percent",
    "pounds",
    "quid",
    "euros",
    "feet",
    "foot",
    "square",
    "miles",
    "hours",
    "minutes",
    "million",
    "billion",
    "grand",
    "gallons",
    "people",
    "users",
    "computers",
];

/// What a caller says who confirms.
const YES: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "yup",
    "yah",
    "ya",
    "aye",
    "correct",
    "right",
    "exactly",
    "perfect",
    "sure",
    "mhm",
    "uhhuh",
    "mm-hm",
    "haan",
    "absolutely",
    "true",
];

/// What a caller says who does not.
const NO: &[&str] = &["no", "nope", "nah", "not", "isn't", "wrong", "changed", "old", "don't", "wasn't", "actually"];

/// Whether the digits that a caller says are no phone's, or not one to call back on.
pub(super) fn is_of_something_else(spoken: &Spoken, asked: &[String]) -> bool {
    if spoken.after.as_deref().is_some_and(|after| UNITS.contains(&after)) {
        return true;
    }
    let words: Vec<&str> = asked.iter().chain(&spoken.before).map(String::as_str).collect();
    let own = words.len() - spoken.before.len();
    for (at, word) in words.iter().enumerate().rev() {
        let next = words.get(at + 1).copied();
        let is_at_digits = at + 2 >= words.len() && at >= own;
        let is_numbered = NUMBERED.contains(word)
            && (is_at_digits && next.is_none_or(|next| A_NUMBER.contains(&next))
                || next == Some("number")
                || words.get(at + 2).is_some_and(|word| *word == "number")
                    && next.is_some_and(|next| NUMBERED.contains(&next)));
        let is_dialed = at < own && matches!(*word, "dial" | "dialed" | "dialled" | "dialing" | "dialling");
        let n_between = words.len() - at - 1;
        let is_no_phone = NO_PHONE.contains(word) && (at < own || n_between < NEAR);
        let is_elsewhere = SOMEBODY_ELSES.contains(word) && at >= own && n_between < CLOSE;
        if is_numbered || is_no_phone || is_dialed || is_elsewhere {
            return true;
        }
        // "Is this five five five …?" asks who was reached.
        if at >= own && *word == "is" && next == Some("this") && at + 2 == words.len() {
            return true;
        }
        if PHONE.contains(word) {
            return false;
        }
    }
    false
}

/// Whether a caller says that this is the number of another phone than the one before.
pub(super) fn names_another(spoken: &Spoken) -> bool {
    spoken.before.iter().any(|word| ANOTHER.contains(&word.as_str()))
}

/// Whether an agent who says this number means the caller's: asks for a yes, or calls it theirs.
pub(super) fn is_said_as_the_callers(spoken: &Spoken, text: &str) -> bool {
    let is_firms =
        |word: &String| matches!(word.as_str(), "our" | "ours" | "my" | "us" | "me" | "their" | "them" | "his");
    if spoken.before.iter().rev().take(6).any(is_firms) {
        return false;
    }
    let is_callers = |word: &String| matches!(word.as_str(), "your" | "you" | "you're" | "yours" | "ye");
    let behind = text.get(spoken.source().end..).unwrap_or_default();
    let sentence = behind.split_inclusive(['.', '?', '!']).find(|part| part.chars().any(char::is_alphanumeric));
    let asks = behind.trim_start_matches([',', ' ']).starts_with('?')
        || sentence.is_some_and(|sentence| sentence.ends_with('?'));
    asks || spoken.before.iter().rev().take(8).any(is_callers)
}

/// Whether a caller who says this agrees to the number just read, or not; `None` where neither is plain.
pub(super) fn answer(text: &str) -> Option<bool> {
    let words = plain_words(text);
    let opening = &words[..words.len().min(6)];
    if opening.iter().any(|word| NO.contains(&word.as_str())) {
        return Some(false);
    }
    let agrees = opening.iter().take(4).any(|word| YES.contains(&word.as_str()));
    let phrases = ["it is", "that is", "that's it", "that's me", "you got it", "that works", "mm hm", "uh huh"];
    let opening = opening.join(" ");
    (agrees || phrases.iter().any(|phrase| opening.starts_with(phrase))).then_some(true)
}

/// The words of `text`, in lower case, with the marks within them.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let words = text.split(|c: char| !is_of_word(c)).map(|word| word.trim_matches('-').replace('’', "'"));
    words.filter(|word| !word.is_empty()).map(|word| word.to_lowercase()).collect()
}
