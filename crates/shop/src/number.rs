//! Phone numbers, compared as digits, with and without their country code.

/// The longest country code and trunk prefix that may stand before a number.
const LONGEST_PREFIX: usize = 4;

/// The shortest number that is compared without its prefix; shorter ones are extensions.
const SHORTEST_NUMBER: usize = 7;

/// The digits of a number as it was written; `None` where there is no digit, or something besides digits and their marks.
///
/// A trunk zero that is written for callers from inside of the country, as in `+44 (0)113`, is left out.
#[must_use]
pub fn digits_of(text: &str) -> Option<String> {
    let is_mark = |c: char| matches!(c, ' ' | '(' | ')' | '-' | '.' | '/' | '+' | '\u{a0}');
    if !text.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
        return None;
    }
    let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    let parts = match text.split_once("(0)") {
        Some((country, rest)) if has_digit(country) => [country, rest],
        _ => [text, ""],
    };
    let digits: String = parts.into_iter().flat_map(str::chars).filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// What a text holds besides a number, such as `ext`; `None` for a number, and where there is no digit at all.
pub(crate) fn besides_digits(text: &str) -> Option<String> {
    if digits_of(text).is_some() || !text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let mut parts =
        text.split(|c: char| c.is_ascii_digit() || c.is_whitespace()).map(|part| part.trim_matches(['.', '-']));
    parts.find(|part| !part.is_empty() && digits_of(&format!("0{part}")).is_none()).map(str::to_owned)
}

/// The digits of a number, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digits(String);

impl Digits {
    /// The digits of a number as it was written, if it is one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        digits_of(text).map(Self)
    }

    /// Whether two numbers are one: the same digits, or the same but for a country code or a trunk prefix.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        // The zero or zeros of a trunk prefix are written with the one and not with the other.
        let (one, other) = (self.without_trunk(), other.without_trunk());
        let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        short.len() >= SHORTEST_NUMBER && long.len() - short.len() < LONGEST_PREFIX && long.ends_with(short)
    }

    /// Whether it is a number of the public network, and not an extension.
    pub(crate) fn is_full(&self) -> bool {
        self.without_trunk().len() >= SHORTEST_NUMBER
    }

    fn without_trunk(&self) -> &str {
        self.0.trim_start_matches('0')
    }
}

/// Whether two numbers are one: the same digits, or the same but for a country code or a trunk prefix.
#[must_use]
pub fn is_same_number(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (Digits::of(one), Digits::of(other)) else { return false };
    one.is_same(&other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_with_and_without_their_prefix() {
        for (one, other) in [
            ("5125550177", "+1 (512) 555-0177"),
            ("0201 496 0182", "+44 201 496 0182"),
            ("00442014960182", "+442014960182"),
            ("104", "104"),
            ("512.555.0177", "512 555 0177"),
            ("+44 (0)113 496 0182", "+441134960182"),
            ("0044 (0)113 496 0182", "0113 496 0182"),
            ("(0)113 496 0182", "+44 113 496 0182"),
        ] {
            assert!(is_same_number(one, other) && is_same_number(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("5125550177", "5125550178"),
            ("104", "1104"),
            ("5550177", "99995125550177"),
            ("anonymous", "anonymous"),
            ("", ""),
            ("0177", "5550177"),
        ] {
            assert!(!is_same_number(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_is_no_digit_is_named() {
        assert_eq!(besides_digits("512 555 0100 ext. 4").as_deref(), Some("ext"));
        assert_eq!(besides_digits("512-555-0100x4").as_deref(), Some("x"));
        assert_eq!(besides_digits("1-800-FLOWERS").as_deref(), Some("FLOWERS"));
        for text in ["512 555 0100", "call us", ""] {
            assert_eq!(besides_digits(text), None, "{text}");
        }
    }
}
