//! Phone numbers, compared as digits, with and without their country code.

/// The longest country code and trunk prefix that may stand before a number.
const LONGEST_PREFIX: usize = 4;

/// The shortest number that is compared without its prefix; shorter ones are extensions.
const SHORTEST_NUMBER: usize = 7;

/// The digits of a number as it was written; `None` where there is no digit, or something besides digits and their marks.
#[must_use]
pub fn digits_of(text: &str) -> Option<String> {
    let is_mark = |c: char| matches!(c, ' ' | '(' | ')' | '-' | '.' | '/' | '+' | '\u{a0}');
    if !text.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// Whether two numbers are one: the same digits, or the same but for a country code or a trunk prefix.
#[must_use]
pub fn is_same_number(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (digits_of(one), digits_of(other)) else { return false };
    if one == other {
        return true;
    }
    // The zero or zeros of a trunk prefix are written with the one and not with the other.
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= SHORTEST_NUMBER && long.len() - short.len() < LONGEST_PREFIX && long.ends_with(short)
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
}
